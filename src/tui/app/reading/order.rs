//! In what order a breakdown is read: as it is answered (by the change, where there is one), by size, or by name.

use std::cmp::Reverse;
use std::sync::Arc;

use crate::domain::base::Rate;
use crate::render::Voice;
use crate::report::{Report, Row, Sentence, Table, Value};
use crate::text::Lang;

/// An order of the rows of a breakdown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Order {
    /// As it was answered.
    #[default]
    Asked,
    /// The largest first.
    Size,
    /// By what the rows are called.
    Name,
}

/// Tables that are sorted, each like the first.
const SORTED: [&str; 2] = ["breakdown", "matrix"];

impl Order {
    /// The one after, of those that `report` can be read in.
    pub(super) fn next(self, report: &Report) -> Self {
        match self {
            Self::Asked if breakdown(report).is_none_or(|table| table.order().is_none()) => Self::Name,
            Self::Asked => Self::Size,
            Self::Size => Self::Name,
            Self::Name => Self::Asked,
        }
    }

    /// The report with its breakdown in this order; what is not recorded and the total stay last.
    pub(super) fn of(self, report: &Arc<Report>, lang: Lang) -> Arc<Report> {
        let Some(breakdown) = breakdown(report) else { return Arc::clone(report) };
        let voice = Voice::of(report, lang);
        let value = breakdown.columns.iter().position(|column| column.id == "value");
        let size = |row: &Row| match value.and_then(|at| row.cells.get(at)).map(|cell| &cell.value) {
            Some(Value::Number(number, _)) => Rate::new(*number, 1),
            Some(Value::Rate(rate, _)) => Some(*rate),
            _ => None,
        };
        let mut rows: Vec<&Row> = breakdown.rows.iter().collect();
        let last = |row: &Row| row.total || row.id.is_empty();
        let id = match self {
            Self::Asked => return Arc::clone(report),
            Self::Size => {
                rows.sort_by_key(|row| (last(row), Reverse(size(row).filter(|_| !last(row)))));
                "note.by_size"
            }
            Self::Name => {
                let name = |row: &Row| if last(row) { String::new() } else { voice.value(&row.label) };
                rows.sort_by_cached_key(|row| (last(row), name(row)));
                "note.by_name"
            }
        };
        let places: Vec<&str> = rows.into_iter().map(|row| row.id.as_str()).collect();
        let mut sorted = Report::clone(report);
        for table in sorted.tables.iter_mut().filter(|table| SORTED.contains(&table.id.as_ref())) {
            arrange(table, &places);
        }
        if let Some(table) = sorted.tables.iter_mut().find(|table| table.id == "breakdown") {
            table.say_order(Sentence::new(id));
        }
        Arc::new(sorted)
    }
}

/// What is broken down.
pub(super) fn breakdown(report: &Report) -> Option<&Table> {
    report.tables.iter().find(|table| table.id == "breakdown")
}

/// Puts the rows in the order of these ids.
fn arrange(table: &mut Table, places: &[&str]) {
    table.rows.sort_by_key(|row| places.iter().position(|id| *id == row.id));
}
