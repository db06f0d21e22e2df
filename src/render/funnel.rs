//! A funnel as one reads it from top to bottom: a step, the rate that leads to the next one, that step, …

use std::borrow::Cow;

use super::Voice;
use crate::report::{Cell, Column, Row, Table, Value};

/// The columns of a row of its own and of the rate above it that stand in one column.
const COLUMNS: [(&str, &str, &str); 5] = [
    ("count", "count", "step"),
    ("before", "before", "step_before"),
    ("change", "change", "step_change"),
    ("interval", "", "interval"),
    ("overall", "overall", ""),
];

/// The table `funnel` with the rates in rows of their own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tall {
    /// Columns `count`, `before`, `change`, `interval`, `overall`, `bar`, as far as the table has them.
    pub table: Table,
    /// Its steps, in the order of the table's rows.
    pub steps: Vec<TallStep>,
}

/// Where a row of the funnel stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TallStep {
    /// The row of its figures.
    pub row: usize,
    /// The row above it, of the rate that leads to it.
    pub rate: Option<usize>,
    /// Its width as a part of the widest; `None` for what is no step (money).
    pub bar: Option<(u64, u64)>,
    /// Whether its rate is credibly worse.
    pub worse: bool,
}

impl Tall {
    /// `table` in this form; `None` where it is no funnel with rates.
    #[must_use]
    pub fn of(table: &Table, voice: &Voice<'_>) -> Option<Self> {
        let place = |id: &str| table.columns.iter().position(|column| column.id == id);
        let (rate, bar) = (place("rate")?, place("bar")?);
        let cell = |row: &Row, at: Option<usize>| at.and_then(|at| row.cells.get(at)).cloned().unwrap_or_else(blank);
        let kept: Vec<_> = COLUMNS.into_iter().filter(|(id, _, _)| place(id).is_some()).collect();
        let (mut rows, mut steps) = (Vec::new(), Vec::new());
        for row in &table.rows {
            let name = cell(row, Some(rate)).value;
            let has_rate = name != Value::Null;
            if has_rate {
                let label = Value::Text(format!("  {}", voice.value(&name)));
                let own = |(_, _, own): &(&str, &str, &str)| match cell(row, place(own)) {
                    Cell { value: Value::Null, .. } if *own == "interval" => blank(),
                    cell => bare(cell, voice),
                };
                let cells = kept.iter().map(own).chain([blank()]).collect();
                rows.push(Row { id: format!("{}.rate", row.id), label, cells, total: false });
            }
            let share = match cell(row, Some(bar)).value {
                Value::Bar(part, whole) => Some((part, whole)),
                _ => None,
            };
            let own = |(_, own, _): &(&str, &str, &str)| match (share, *own) {
                (None, "overall") => blank(),
                _ => cell(row, place(own)),
            };
            let last = if share.is_some() { cell(row, Some(bar)) } else { blank() };
            let worse = cell(row, place("step_change")).marks.alarm;
            let at = rows.len();
            steps.push(TallStep { row: at, rate: has_rate.then(|| at.saturating_sub(1)), bar: share, worse });
            let cells = kept.iter().map(own).chain([last]).collect();
            rows.push(Row { id: row.id.clone(), label: row.label.clone(), cells, total: false });
        }
        let ids = kept.iter().map(|(id, _, _)| *id).chain(["bar"]);
        let columns: Vec<Column> = ids.filter_map(|id| table.columns.get(place(id)?).cloned()).collect();
        let table = Table { id: Cow::Borrowed("funnel"), columns, rows, ..table.clone() };
        Some(Self { table, steps })
    }

    /// The same with these columns alone.
    #[must_use]
    pub fn only(mut self, ids: &[&str]) -> Self {
        let keep: Vec<bool> = self.table.columns.iter().map(|column| ids.contains(&column.id.as_ref())).collect();
        for row in &mut self.table.rows {
            let mut keep = keep.iter();
            row.cells.retain(|_| keep.next().copied().unwrap_or(false));
        }
        let mut keep = keep.iter();
        self.table.columns.retain(|_| keep.next().copied().unwrap_or(false));
        self
    }
}

/// An interval without its unit, which stands in the head of its column; anything else as it is.
fn bare(cell: Cell, voice: &Voice<'_>) -> Cell {
    match &cell.value {
        Value::Span(..) => Value::Text(voice.figure(&cell.value, false).0).into(),
        _ => cell,
    }
}

/// A cell with nothing in it, where there is nothing to say.
fn blank() -> Cell {
    Value::Text(String::new()).into()
}
