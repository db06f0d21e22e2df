//! The error that a bad row is.

use super::input::Input;
use super::names::MAX_NAME;
use super::numbers::NumberFault;
use super::plan::{Bad, Plan, Reason};
use crate::domain::base::{Error, Place, clean};

/// Characters of a value that are shown.
const SHOWN: usize = 60;

/// Names file, line, column, value and reason of a row that cannot be taken.
pub(super) fn bad_row(bad: &Bad, input: &Input, plan: &Plan, line: u64) -> Error {
    let column = bad.field.map(|field| plan.column_name(field).chars().take(SHOWN).collect());
    let value = bad.field.map(|_| shown(&bad.value));
    let place = Place { file: Some(input.name.clone()), line: Some(line), column, value };
    let error = match bad.reason {
        Reason::Width(found) => {
            Error::found("import-row-width").with("found", found).with("expected", plan.header.len())
        }
        Reason::Date(format) => Error::found("import-row-date").with("format", format),
        Reason::NoDate => Error::found("import-row-no-date"),
        Reason::Number(NumberFault::Not) => Error::found("import-row-number"),
        Reason::Number(NumberFault::Style) => Error::found("import-row-style"),
        Reason::Number(NumberFault::Fine) => Error::found("import-row-fine"),
        Reason::Number(NumberFault::Large) => Error::found("import-row-large"),
        Reason::Name => Error::found("import-row-name").with("most", MAX_NAME),
    };
    error.at(place)
}

/// A value as it may be shown: without controls, cut to a line.
pub(super) fn shown(value: &[u8]) -> String {
    let text = String::from_utf8_lossy(value.get(..SHOWN * 4).unwrap_or(value));
    let mut text: String = clean(&text).chars().take(SHOWN).collect();
    if value.len() > text.len() && value.len() > SHOWN * 4 {
        text.push('…');
    }
    text
}
