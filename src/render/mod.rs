//! A report on paper: plain text, Markdown, HTML, CSV, JSON, XLSX.
//!
//! People read text, Markdown, HTML and XLSX in their language; programs read CSV and JSON, in which values are exact
//! and ids stable. Nothing that data says reaches a terminal, a browser or a spreadsheet as a command.

mod chat;
mod csv;
mod funnel;
mod grid;
mod html;
mod json;
mod lens;
mod markdown;
mod safe;
mod spark;
mod text;
pub mod tsv;
mod voice;
mod xlsx;

use std::str::FromStr;

pub use funnel::{Tall, TallStep};
pub use grid::{Grid, GridCell, GridColumn, GridRow};
pub use lens::{LensLine, dimension_word, lens_line, table_title, trust_notes};
pub use spark::{bar_cells, rank_words, spark_levels};
pub use voice::{Voice, capital, currency_sign};

use crate::domain::base::Error;
use crate::report::Report;
use crate::text::Lang;

/// A form in which a report is printed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Format {
    /// Columns aligned for a terminal or a mail.
    #[default]
    Text,
    /// Tables for a wiki or an issue.
    Markdown,
    /// One page that needs nothing else.
    Html,
    /// One rectangle with a header, for spreadsheets and programs.
    Csv,
    /// The stable interface, `"schema": 1`.
    Json,
    /// A workbook, a sheet a table.
    Xlsx,
    /// Lines of at most 72 columns, for a chat group (S-174).
    Chat,
}

impl Format {
    /// All forms.
    pub const ALL: [Self; 7] = [Self::Text, Self::Markdown, Self::Html, Self::Csv, Self::Json, Self::Xlsx, Self::Chat];

    /// The word on the command line.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Markdown => "markdown",
            Self::Html => "html",
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Xlsx => "xlsx",
            Self::Chat => "chat",
        }
    }
}

impl FromStr for Format {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|format| format.id() == text).ok_or(())
    }
}

/// `report` in `format`, as the bytes of a file that ends in a line break.
///
/// # Errors
/// Where a workbook cannot be written.
pub fn render(report: &Report, format: Format, lang: Lang) -> Result<Vec<u8>, Error> {
    let voice = Voice::of(report, lang);
    Ok(match format {
        Format::Text => text::text(report, &voice).into_bytes(),
        Format::Markdown => markdown::markdown(report, &voice).into_bytes(),
        Format::Html => html::html(report, &voice).into_bytes(),
        Format::Csv => csv::csv(report, &voice).into_bytes(),
        Format::Json => json::json(report, &voice).into_bytes(),
        Format::Xlsx => xlsx::xlsx(report, &voice)?,
        Format::Chat => chat::chat(report, &voice).into_bytes(),
    })
}
