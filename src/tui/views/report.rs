//! The report view: day, week, month, quarter, year.
//!
//! ```text
//!     measure            day    vs Tue   12 days                                   tables; from 120 columns the
//!   ▸ inquiries           52   −14.8 %   ▅▄▄▃▃▅▄▃▃▂▃▂                              first at the left, the rest at
//!     …                                                                            the right, a chart below
//!  * Not reported: Wang Wei valid inquiries.                                       notes
//! ```

use ratatui::layout::Rect;

use super::cells;
use super::frame::WIDE;
use super::tables::{columns, narrow, stack};
use crate::domain::base::{Grain, Rate};
use crate::render::{Voice, trust_notes};
use crate::report::{Report, Row, Value};
use crate::text::{phrase, say, wrap};
use crate::tui::app::App;
use crate::tui::theme::Role;
use crate::tui::widgets::{Pen, chart, needed};

/// Rows of a chart: at least, at most.
const CHART: (usize, usize) = (8, 17);
/// Points of a rate's small chart are in this part of 1.
const FINE: i128 = 1_000_000;
/// Columns between two regions.
const BETWEEN: usize = 5;

/// Draws the view; how many rows of its tables lie below what is seen.
pub(super) fn draw(pen: &mut Pen<'_>, app: &App, report: &Report) -> usize {
    let voice = Voice::of(report, app.start.lang);
    if pen.columns() >= WIDE { wide(pen, app, report, &voice) } else { narrow(pen, app, report, &voice) }
}

/// The first table at the left and a chart of the row under the cursor below it; the rest and the notes at the right,
/// but for tables that are too wide for it.
fn wide(pen: &mut Pen<'_>, app: &App, report: &Report, voice: &Voice<'_>) -> usize {
    let left = pen.columns() * 2 / 3;
    let (from, to) = (left + BETWEEN, pen.columns().saturating_sub(1));
    let fits = |at: &usize| report.tables.get(*at).is_some_and(|table| needed(table, voice) <= to - from);
    let (right, below): (Vec<usize>, Vec<usize>) = (1..report.tables.len()).partition(fits);
    let tables: Vec<usize> = std::iter::once(0).chain(below).filter(|at| *at < report.tables.len()).collect();
    let rows: usize = tables.iter().filter_map(|at| report.tables.get(*at)).map(|table| table.rows.len() + 2).sum();
    let chart = pen.rows().saturating_sub(rows + 1).min(CHART.1);
    let height = if chart < CHART.0 { pen.rows() } else { pen.rows() - chart };
    let side = columns(pen.area, from, to);
    let area = columns(pen.area, 0, left);
    let (taken, unseen) = stack(&mut pen.within(Rect { height: cells(height), ..area }), app, voice, &tables, report);
    if chart >= CHART.0 {
        let y = pen.area.y.saturating_add(cells(taken + 1));
        row_chart(&mut pen.within(Rect { y, height: cells(chart), ..columns(pen.area, 1, left) }), app, report, voice);
    }
    let mut side = pen.within(side);
    let (taken, below) = stack(&mut side, app, voice, &right, report);
    let start = if right.is_empty() { 0 } else { taken + 1 };
    sources(&mut side, report, voice, start);
    unseen + below
}

/// The small chart of the row under the cursor, large; of the first row where that one has none.
pub(super) fn row_chart(pen: &mut Pen<'_>, app: &App, report: &Report, voice: &Voice<'_>) {
    let spark = |row: &Row| {
        row.cells
            .iter()
            .find_map(|cell| if let Value::Spark(points) = &cell.value { Some(points.clone()) } else { None })
    };
    let rows = report.tables.first().into_iter().flat_map(|table| &table.rows);
    let Some((row, points)) =
        app.reading.selected().map(|(_, row)| row).into_iter().chain(rows).find_map(|row| Some((row, spark(row)?)))
    else {
        return;
    };
    pen.tint(0, pen.columns(), 0, Role::Rule);
    pen.put(0, 0, &voice.value(&row.label), Role::RuleStrong);
    let id = match report.lens.grain {
        Grain::Day => "chart.day",
        Grain::Week => "chart.week",
        Grain::Month => "chart.month",
        Grain::Quarter => "chart.quarter",
        Grain::Year => "chart.year",
    };
    let note = say(id, &[("n", &points.len().to_string())], voice.lang);
    pen.put_left_of(pen.columns(), 0, &note, Role::Rule);
    let area = Rect { y: pen.area.y.saturating_add(2), height: pen.area.height.saturating_sub(3), ..pen.area };
    let main =
        report.tables.first().and_then(|table| table.columns.iter().position(|column| column.strong)).unwrap_or(0);
    chart(&mut pen.within(area), &points, |point| point_words(point, row, main, voice));
}

/// What a point of a row's chart says, in the row's own unit.
fn point_words(point: i64, row: &Row, main: usize, voice: &Voice<'_>) -> String {
    let value = match row.cells.get(main).map(|cell| &cell.value) {
        Some(Value::Number(_, unit)) => Value::Number(point.into(), *unit),
        Some(Value::Rate(_, unit)) => {
            Rate::new(point.into(), FINE).map_or(Value::Null, |rate| Value::Rate(rate, *unit))
        }
        _ => return String::new(),
    };
    let (number, unit) = voice.figure(&value, false);
    voice.joined(&number, unit)
}

/// Who is missing, and what each source last brought.
pub(super) fn sources(pen: &mut Pen<'_>, report: &Report, voice: &Voice<'_>, y: usize) {
    let notes = trust_notes(report, voice);
    if notes.is_empty() || y + 1 >= pen.rows() {
        return;
    }
    pen.tint(0, pen.columns(), y, Role::Rule);
    pen.put(0, y, phrase("trust.title", voice.lang), Role::RuleStrong);
    let (columns, room) = (pen.columns(), pen.rows().saturating_sub(y + 1));
    let lines = notes.iter().flat_map(|note| wrap(note, columns));
    for (at, line) in lines.take(room).enumerate() {
        pen.put(0, y + 1 + at, &line, Role::Text);
    }
}
