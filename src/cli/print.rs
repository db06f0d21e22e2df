//! Output: to the terminal, a pipe or a file.

use std::fs;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::path::Path;

use super::arguments::Printing;
use crate::domain::base::Error;
use crate::render::{Format, Voice, render};
use crate::report::{Report, Value};
use crate::text::Lang;

/// Prints `report` as asked.
///
/// # Errors
/// Where it cannot be written, or a workbook would go to a terminal.
pub(super) fn report(report: &Report, printing: &Printing, lang: Lang) -> Result<(), Error> {
    let format: Format = printing.format.as_deref().and_then(|format| format.parse().ok()).unwrap_or_default();
    if format == Format::Xlsx && printing.output.is_none() && io::stdout().is_terminal() {
        return Err(Error::asked("print-binary"));
    }
    bytes(&render(report, format, lang)?, printing.output.as_deref())
}

/// Which rows of the first table of a list are printed.
pub(super) struct Only<'a> {
    /// Words that all stand in the row.
    pub(super) search: &'a [String],
    /// Columns and what they say: the text, or the last word of a phrase's id.
    pub(super) columns: &'a [(&'a str, Option<&'a str>)],
}

impl Only<'_> {
    /// Leaves the other rows out of `report`; where any row is, its other tables too, which count all of them.
    pub(super) fn keep(&self, report: &mut Report, lang: Lang) {
        if self.search.is_empty() && self.columns.iter().all(|(_, wanted)| wanted.is_none()) {
            return;
        }
        let voice_of = report.clone();
        let voice = Voice::of(&voice_of, lang);
        report.tables.truncate(1);
        for table in &mut report.tables {
            let columns = &table.columns;
            table.rows.retain(|row| {
                let said: Vec<String> = row.cells.iter().map(|cell| voice.value(&cell.value)).collect();
                let whole = format!("{} {}", voice.value(&row.label), said.join(" ")).to_lowercase();
                let cell =
                    |id: &str| columns.iter().position(|column| column.id == id).and_then(|at| row.cells.get(at));
                self.search.iter().all(|word| whole.contains(&word.to_lowercase()))
                    && self.columns.iter().all(|(id, wanted)| {
                        wanted.is_none_or(|wanted| cell(id).is_some_and(|cell| says(&cell.value, wanted)))
                    })
            });
        }
        report.tables.retain(|table| !table.rows.is_empty());
    }
}

fn says(value: &Value, wanted: &str) -> bool {
    match value {
        Value::Text(text) | Value::Source(text) => text == wanted,
        Value::Words(words) => words.id.rsplit('.').next() == Some(wanted),
        _ => false,
    }
}

/// Writes `bytes` to `file`, or to standard output. A reader that has gone away (`| head`) is no error.
///
/// # Errors
/// Where they cannot be written.
pub(super) fn bytes(bytes: &[u8], file: Option<&Path>) -> Result<(), Error> {
    let result = match file {
        Some(file) => fs::write(file, bytes),
        None => io::stdout().lock().write_all(bytes).and_then(|()| io::stdout().flush()),
    };
    match result {
        Err(error) if file.is_some() || error.kind() != ErrorKind::BrokenPipe => {
            let place = file.map_or_else(|| "-".to_owned(), |file| file.display().to_string());
            Err(Error::could("print-write").with("file", place).with("reason", error))
        }
        _ => Ok(()),
    }
}

/// Writes lines to standard output.
///
/// # Errors
/// Where they cannot be written.
pub(super) fn lines<Line: AsRef<str>>(lines: impl IntoIterator<Item = Line>) -> Result<(), Error> {
    let text = lines.into_iter().fold(String::new(), |text, line| text + line.as_ref() + "\n");
    bytes(text.as_bytes(), None)
}
