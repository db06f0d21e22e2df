//! CSV: one rectangle with a header, exact values, stable ids.
//!
//! `table`, `row`, `label`, then one column for every column id of any table. Counts are integers, money and rates plain
//! decimals (0.0432 is 4.32 %), dates `2026-09-08`; what is not reported or undefined is empty. A small chart is its figures
//! with a space between two.

use super::{Voice, json::plain, safe};
use crate::report::{Report, Row, Table, Value};

/// The report as CSV, lines ending in CR LF (RFC 4180).
pub(super) fn csv(report: &Report, voice: &Voice<'_>) -> String {
    let mut columns: Vec<&str> = Vec::new();
    for column in report.tables.iter().flat_map(|table| &table.columns) {
        if !columns.contains(&column.id.as_ref()) {
            columns.push(&column.id);
        }
    }
    let mut text =
        line(["table", "row", "label"].into_iter().map(str::to_owned).chain(columns.iter().map(|id| (*id).to_owned())));
    for table in &report.tables {
        for row in &table.rows {
            let cells = columns.iter().map(|id| value(table, row, id, voice));
            let head = [table.id.as_ref(), &row.id, &voice.value(&row.label)].map(safe::cell);
            text += &line(head.into_iter().chain(cells));
        }
    }
    text
}

fn value(table: &Table, row: &Row, id: &str, voice: &Voice<'_>) -> String {
    let at = table.columns.iter().position(|column| column.id == id);
    let Some(cell) = at.and_then(|at| row.cells.get(at)) else { return String::new() };
    match &cell.value {
        Value::Null | Value::Undefined => String::new(),
        Value::Spark(points) => {
            let figure = |point: &Option<i64>| point.and_then(|point| table.figure_at(row, point));
            let figures: Vec<String> = points
                .iter()
                .map(|point| figure(point).map_or(String::new(), |figure| plain(&figure, voice)))
                .collect();
            figures.join(" ")
        }
        value => safe::cell(&plain(value, voice)),
    }
}

fn line(fields: impl Iterator<Item = String>) -> String {
    let quoted: Vec<String> = fields
        .map(|field| {
            let field = crate::text::clean(&field).into_owned();
            if field.contains([',', '"', ';']) || field.starts_with(' ') || field.ends_with(' ') {
                format!("\"{}\"", field.replace('"', "\"\""))
            } else {
                field
            }
        })
        .collect();
    quoted.join(",") + "\r\n"
}
