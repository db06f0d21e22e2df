//! Tab-separated values: what a spreadsheet takes from the clipboard. Exact as CSV, headers in the reader's language,
//! small charts left out.

use super::{Voice, json::plain, safe};
use crate::report::{Cell, Row, Table, Value};
use crate::text::clean;

/// A table with its header, lines ending in a line break.
#[must_use]
pub fn table(table: &Table, voice: &Voice<'_>) -> String {
    let titles = figures(table).map(|at| table.columns.get(at).map_or_else(String::new, |c| voice.value(&c.title)));
    let mut text = line(std::iter::once(voice.value(&table.label)).chain(titles)) + "\n";
    for of_table in &table.rows {
        text += &(row(table, of_table, voice) + "\n");
    }
    text
}

/// A row of `table`: its label and its figures.
#[must_use]
pub fn row(table: &Table, row: &Row, voice: &Voice<'_>) -> String {
    let cells = figures(table).map(|at| row.cells.get(at).map_or_else(String::new, |cell| value(cell, voice)));
    line(std::iter::once(voice.value(&row.label)).chain(cells))
}

/// The figure that one came for in a row of `table`; `None` in a table of small charts alone.
#[must_use]
pub fn figure(table: &Table, row: &Row, voice: &Voice<'_>) -> Option<String> {
    let strong = table.columns.iter().position(|column| column.strong);
    let at = strong.or_else(|| figures(table).next())?;
    row.cells.get(at).map(|cell| value(cell, voice))
}

/// The numbers of the columns that hold more than a drawing.
fn figures(table: &Table) -> impl Iterator<Item = usize> {
    let drawn = |at: usize| {
        let mut values = table.rows.iter().filter_map(|row| row.cells.get(at)).map(|cell| &cell.value);
        values.any(|value| matches!(value, Value::Spark(_) | Value::Strip { .. } | Value::Bar(..)))
    };
    (0..table.columns.len()).filter(move |at| !drawn(*at))
}

fn value(cell: &Cell, voice: &Voice<'_>) -> String {
    match &cell.value {
        Value::Null | Value::Undefined => String::new(),
        value => plain(value, voice),
    }
}

fn line(fields: impl Iterator<Item = String>) -> String {
    fields.map(|field| safe::cell(&clean(&field))).collect::<Vec<_>>().join("\t")
}
