//! Copying what is under the cursor to the clipboard of whoever sits at the terminal, through whatever network.

use super::{Action, App, Effect};
use crate::render::{Format, Voice, render, tsv};
use crate::report::Table;
use crate::text::{grouped, phrase, said, say};

/// Bytes that are handed to the terminal at most; terminals drop what is longer, some without a word.
const MOST: usize = 64 * 1024;

impl App {
    /// Copies what `action` names, or says why it cannot.
    pub(super) fn copy(&mut self, action: Action) -> Vec<Effect> {
        let lang = self.start.lang;
        let Some(report) = self.reading.report() else { return Vec::new() };
        let text = match action {
            Action::CopyMarkdown | Action::CopyChat => match render(report, format_of(action), lang) {
                Ok(bytes) => Some(String::from_utf8_lossy(&bytes).into_owned()),
                Err(error) => {
                    self.tell(false, &said(&error, lang).sentence);
                    return Vec::new();
                }
            },
            Action::CopyLens => Some(report.lens.text(report.fiscal)),
            _ => copied(self.reading.tables(), action, self.reading.cursor(), &Voice::of(report, lang)),
        };
        let Some(text) = text else {
            self.tell(false, phrase("unavailable.rows", lang));
            return Vec::new();
        };
        let bytes = grouped(i128::try_from(text.len()).unwrap_or(i128::MAX));
        if text.len() > MOST {
            let row = self.start.keymap.first(Action::CopyRow);
            let export = self.start.keymap.first(Action::Export);
            let args = [("bytes", bytes.as_str()), ("row", &row), ("export", &export)];
            self.tell(false, &say("copy.too-long", &args, lang));
            return Vec::new();
        }
        let what = phrase(&format!("copy.{}", action.id()), lang).to_owned();
        self.tell(true, &say("copy.done", &[("what", &what), ("bytes", &bytes)], lang));
        vec![Effect::Copy(text)]
    }
}

/// In which format everything is copied.
fn format_of(action: Action) -> Format {
    if action == Action::CopyChat { Format::Chat } else { Format::Markdown }
}

/// The figure, the row or the table that the cursor, counted over these tables, is in.
fn copied<'a>(
    tables: impl Iterator<Item = &'a Table>,
    action: Action,
    cursor: usize,
    voice: &Voice<'_>,
) -> Option<String> {
    let mut at = cursor;
    for table in tables {
        let Some(rest) = at.checked_sub(table.rows.len()) else {
            return match action {
                Action::CopyTable => Some(tsv::table(table, voice)),
                Action::CopyRow => table.rows.get(at).map(|row| tsv::row(table, row, voice)),
                _ => table.rows.get(at).and_then(|row| tsv::figure(table, row, voice)),
            };
        };
        at = rest;
    }
    None
}
