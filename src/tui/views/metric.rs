//! A metric's page: its card, and how it went in the grain looked at.
//!
//! ```text
//!     field       close rate                    period     close rate   before   change     from 120 columns side by
//!     formula     deals / valid_inquiries       Oct 2026       27.0 %   25.1 %  +1.9 pp     side, else the series below
//!     owner       follow-up sales               Nov 2026       24.5 %   27.0 %  −2.5 pp
//!
//!  close rate                        24 months                                              the series as a line
//!  29.1   ....                                                                              where there is room for it
//! ```

use ratatui::layout::Rect;

use super::cells;
use super::frame::WIDE;
use super::tables::{self, columns, stack};
use crate::render::Voice;
use crate::report::{Report, Table, Value};
use crate::text::{say, width, wrap};
use crate::tui::app::App;
use crate::tui::theme::Role;
use crate::tui::widgets::{Pen, chart};

/// Columns between the card and the series.
const BETWEEN: usize = 4;
/// Rows of the chart: at least, at most.
const CHART: (usize, usize) = (7, 18);

/// Draws the view; how many rows of its tables lie below what is seen.
pub(super) fn draw(pen: &mut Pen<'_>, app: &App, report: &Report) -> usize {
    let voice = Voice::of(report, app.start.lang);
    let series = report.tables.iter().position(|table| table.id == "series");
    let Some(series) = series else { return tables::draw(pen, app, report) };
    if pen.columns() >= WIDE { wide(pen, app, report, &voice, series) } else { tall(pen, app, report, &voice, series) }
}

/// Card and chart at the left, the series at the right.
fn wide(pen: &mut Pen<'_>, app: &App, report: &Report, voice: &Voice<'_>, series: usize) -> usize {
    let left = pen.columns() / 2;
    let (first, rest): (Vec<usize>, Vec<usize>) = (0..report.tables.len()).partition(|at| *at < series);
    let mut side = columns(pen.area, 0, left);
    let (taken, _) = stack(&mut pen.within(side), app, voice, &first, report);
    side.y = side.y.saturating_add(cells(taken + 2));
    side.height = side.height.saturating_sub(cells(taken + 2)).min(cells(CHART.1));
    line(&mut pen.within(columns(side, 1, left)), report, voice, series);
    let side = columns(pen.area, left + BETWEEN, pen.columns().saturating_sub(1));
    stack(&mut pen.within(side), app, voice, &rest, report).1
}

/// The tables below each other, and the chart below them where there is room.
fn tall(pen: &mut Pen<'_>, app: &App, report: &Report, voice: &Voice<'_>, series: usize) -> usize {
    let all: Vec<usize> = (0..report.tables.len()).collect();
    let chart = pen.rows() / 2;
    if chart < CHART.0 {
        return stack(pen, app, voice, &all, report).1;
    }
    let above = Rect { height: pen.area.height.saturating_sub(cells(chart)), ..pen.area };
    let (_, below) = stack(&mut pen.within(above), app, voice, &all, report);
    let y = pen.area.y.saturating_add(above.height);
    let room = Rect { y, height: cells(chart), ..columns(pen.area, 1, pen.columns().saturating_sub(1)) };
    line(&mut pen.within(room), report, voice, series);
    below
}

/// The series as a line, under its name and how long it is.
fn line(pen: &mut Pen<'_>, report: &Report, voice: &Voice<'_>, series: usize) {
    let is_line = |table: &&Table| points(table).iter().flatten().nth(1).is_some();
    let Some(table) = report.tables.get(series).filter(|_| pen.rows() >= CHART.0).filter(is_line) else { return };
    pen.tint(0, pen.columns(), 0, Role::Rule);
    pen.put(0, 0, &voice.value(&table.title), Role::RuleStrong);
    let note = say("chart.periods", &[("n", &table.rows.len().to_string())], voice.lang);
    pen.put_left_of(pen.columns(), 0, &note, Role::Rule);
    let note = table.note.as_ref().map(|note| wrap(&voice.sentence(note), pen.columns())).unwrap_or_default();
    for (at, text) in note.iter().enumerate() {
        pen.put(0, 1 + at, text.trim_end(), Role::Muted);
    }
    let (above, all) = (cells(2 + note.len()), pen.area.height);
    let area = Rect { y: pen.area.y.saturating_add(above), height: all.saturating_sub(above + 1), ..pen.area };
    let drawn = chart(&mut pen.within(area), &points(table), |point| voice.value(&named(table, point)));
    if let Some((from, to)) = drawn {
        dates(pen, voice, table, from, to);
    }
}

/// The first period below the beginning of the line, the last one below its end, the middle one where there is room.
fn dates(pen: &mut Pen<'_>, voice: &Voice<'_>, table: &Table, from: usize, to: usize) {
    let y = pen.rows().saturating_sub(1);
    let name = |at: usize| table.rows.get(at).map(|row| voice.value(&row.label)).unwrap_or_default();
    let last = table.rows.len().saturating_sub(1);
    let end = pen.put(from, y, &name(0), Role::Muted);
    let (text, at) = (name(last), to.saturating_sub(width(&name(last))));
    if at <= end {
        return;
    }
    pen.put(at, y, &text, Role::Muted);
    let middle = name(last / 2);
    let place = (from + (to.saturating_sub(from)) * (last / 2) / last.max(1)).saturating_sub(width(&middle) / 2);
    if last.is_multiple_of(2) && place > end + 1 && place + width(&middle) + 1 < at {
        pen.put(place, y, &middle, Role::Muted);
    }
}

/// The values of the series as points of a chart.
fn points(table: &Table) -> Vec<Option<i64>> {
    table.rows.iter().map(|row| row.cells.first().and_then(|cell| cell.value.point())).collect()
}

/// A point of [`points`] as the value that it stands for.
fn named(table: &Table, point: i64) -> Value {
    let mut values = table.rows.iter().filter_map(|row| row.cells.first());
    values.find_map(|cell| cell.value.at_point(point)).unwrap_or(Value::Null)
}
