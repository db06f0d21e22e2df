//! Output: to the terminal, a pipe or a file.

use std::fs;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::path::Path;

use super::arguments::Printing;
use crate::domain::base::Error;
use crate::render::{Format, render};
use crate::report::Report;
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
