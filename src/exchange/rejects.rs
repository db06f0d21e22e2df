//! Rows that were left out, written where a person can mend them and import them again.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use super::decimal::Decimal;
use super::input::Input;
use super::names::name_of;
use super::numbers::NumberFault;
use super::plan::{Bad, Plan, Reason};
use super::records::Row;
use crate::domain::base::Error;

/// The file of rejected rows; it is made when there is one.
pub(super) struct Rejects {
    path: PathBuf,
    out: Option<csv::Writer<BufWriter<File>>>,
}

impl Rejects {
    /// Rejects of `input`, into `path` or beside it.
    pub(super) fn new(path: Option<&Path>, input: &Input) -> Self {
        let beside = || input.path.with_extension("rejects.csv");
        Self { path: path.map_or_else(beside, Path::to_owned), out: None }
    }

    /// Writes a row: its line, the column and the reason, then its fields.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub(super) fn row(&mut self, bad: &Bad, plan: &Plan, row: Row<'_>) -> Result<(), Error> {
        self.write(bad, plan, row).map_err(|error| could(&self.path, error))
    }

    fn write(&mut self, bad: &Bad, plan: &Plan, row: Row<'_>) -> Result<(), csv::Error> {
        if self.out.is_none() {
            let file = BufWriter::new(File::create(&self.path)?);
            let out = self.out.insert(csv::WriterBuilder::new().flexible(true).from_writer(file));
            let names = plan.header.iter().map(|name| harmless(name.as_bytes()));
            out.write_record(["line", "column", "reason"].map(str::to_owned).into_iter().chain(names))?;
        }
        let Some(out) = &mut self.out else { return Ok(()) };
        let column = bad.field.map(|field| plan.column_name(field)).unwrap_or_default();
        let about = [row.line().to_string(), harmless(column.as_bytes()), word(bad.reason).to_owned()];
        out.write_record(about.into_iter().chain(row.iter().map(harmless)))
    }

    /// Ends the file; where it is, if there is one.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub(super) fn finish(self) -> Result<Option<PathBuf>, Error> {
        let Some(mut out) = self.out else { return Ok(None) };
        out.flush().map_err(|error| could(&self.path, error))?;
        Ok(Some(self.path))
    }
}

fn could(path: &Path, why: impl std::fmt::Display) -> Error {
    Error::could("import-rejects").with("file", path.display()).with("why", why)
}

/// A field without controls, that no spreadsheet takes for a formula. Numbers stay as they are.
fn harmless(field: &[u8]) -> String {
    let formula = field.first().is_some_and(|first| b"=+-@\t\r".contains(first));
    let text = name_of(field);
    if formula && Decimal::parse(field.trim_ascii()).is_err() { format!("'{text}") } else { text }
}

/// The reason in a word.
fn word(reason: Reason) -> &'static str {
    match reason {
        Reason::Width(_) => "width",
        Reason::Date(_) => "date",
        Reason::NoDate => "no date",
        Reason::Number(NumberFault::Not) => "no number",
        Reason::Number(NumberFault::Style) => "number with two readings",
        Reason::Number(NumberFault::Fine) => "too many decimals",
        Reason::Number(NumberFault::Large) => "too large",
        Reason::Name => "name too long",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_made_harmless_and_numbers_are_left() {
        for (field, text) in [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
            ("\t=1", "'=1"),
            ("-20.5", "-20.5"),
            ("+5", "+5"),
            ("-2+3", "'-2+3"),
            ("\u{1b}[31mred\u{202e}", "?[31mred?"),
            ("张伟", "张伟"),
        ] {
            assert_eq!(harmless(field.as_bytes()), text);
        }
    }
}
