//! What stands behind a figure: its rows, where they come from, what they add up to, and the card of the metric.

use super::cells;
use super::frame::WIDE;
use super::tables::{columns, stack};
use crate::render::Voice;
use crate::report::{Column, Report, Row};
use crate::tui::app::{App, Panel};
use crate::tui::widgets::Pen;
use ratatui::layout::Rect;

/// Columns between two regions.
const BETWEEN: usize = 5;

/// Draws the view; how many rows of its tables lie below what is seen.
pub(super) fn draw(pen: &mut Pen<'_>, app: &App, report: &Report) -> usize {
    let voice = Voice::of(report, app.start.lang);
    let report = &trimmed(report);
    let tables = Panel::Overview.tables(report);
    let is = |at: &usize, ids: &[&str]| report.tables.get(*at).is_some_and(|table| ids.contains(&table.id.as_ref()));
    let (rows, others): (Vec<usize>, Vec<usize>) = tables.into_iter().partition(|at| is(at, &["rows"]));
    let (batches, about): (Vec<usize>, Vec<usize>) = others.iter().partition(|at| is(at, &["corrections", "batches"]));
    let wide = pen.columns() >= WIDE;
    let left = if wide { pen.columns() * 2 / 3 } else { pen.columns().saturating_sub(1) };
    let below = if wide { batches.clone() } else { others };
    // Where the figure comes from keeps its rows below those it is made of.
    let few: usize = batches.iter().filter_map(|at| report.tables.get(*at)).map(|table| table.rows.len().min(3)).sum();
    let kept = if rows.is_empty() { pen.rows() } else { few + 2 * batches.len() };
    let tall = pen.rows().saturating_sub(kept);
    let area = columns(pen.area, 0, left);
    let top = Rect { height: cells(tall), ..area };
    let (taken, unseen) = stack(&mut pen.within(top), app, &voice, &rows, report);
    let start = if rows.is_empty() { 0 } else { taken + 1 };
    let rest =
        Rect { y: area.y.saturating_add(cells(start)), height: area.height.saturating_sub(cells(start)), ..area };
    let (_, hidden) = stack(&mut pen.within(rest), app, &voice, &below, report);
    if !wide {
        return unseen + hidden;
    }
    let side = columns(pen.area, left + BETWEEN, pen.columns().saturating_sub(1));
    let (_, more) = stack(&mut pen.within(side), app, &voice, &about, report);
    unseen + hidden + more
}

/// Columns of rows that say nothing where they are the same in every row: the lens, or the batches, say it once.
const SAID: [&str; 3] = ["day", "batch", "source"];

/// The report without what its rows repeat.
fn trimmed(report: &Report) -> Report {
    let mut report = report.clone();
    if let Some(table) = report.tables.iter_mut().find(|table| table.id == "rows") {
        let cell = |row: &Row, at: usize| row.cells.get(at).map(|cell| cell.value.clone());
        let repeats = |(at, column): (usize, &Column)| {
            let first = table.rows.first().and_then(|row| cell(row, at));
            SAID.contains(&column.id.as_ref()) && table.rows.iter().all(|row| cell(row, at) == first)
        };
        let kept: Vec<bool> = table.columns.iter().enumerate().map(|column| !repeats(column)).collect();
        for row in &mut table.rows {
            let mut keep = kept.iter();
            row.cells.retain(|_| keep.next().copied().unwrap_or(true));
        }
        let mut keep = kept.iter();
        table.columns.retain(|_| keep.next().copied().unwrap_or(true));
    }
    report
}
