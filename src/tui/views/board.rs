//! The board: who leads, who moved, who is one step away.
//!
//! ```text
//!     #  move  member        team   amount ¥   change    to next   6 months before    amount
//!   ▸ 1     =  Li Na         East     74,200   +4.0 %             2  1  1  2  1  1   ▄▄▄▄▄▄▄▄▄    the board
//!     2    +3  Chen Yu       South    61,500   +9.1 %    12,700   1  2  3  1  3  3   ▄▄▄▄▄▄▖
//!  top 2 hold 28.3 % of the amount                                                              its note
//!     one step away             short of it        growth          growth   in a row            from 120 columns the
//!     Sun Li                          1,600        Zhang Min      +36.0 %          2            rest side by side
//! ```

use ratatui::layout::Rect;

use super::cells;
use super::frame::WIDE;
use super::report::row_chart;
use super::tables::{columns, stack};
use crate::render::{Voice, trust_notes};
use crate::report::Report;
use crate::text::wrap;
use crate::tui::app::App;
use crate::tui::theme::Role;
use crate::tui::widgets::{Pen, needed};

/// Columns between two regions.
const BETWEEN: usize = 4;
/// Rows from which a note has lines of its own, and how many of them at most.
const NOTES: (usize, usize) = (14, 3);
/// Rows of a chart: at least, at most.
const CHART: (usize, usize) = (8, 14);

/// Draws the view; how many rows of its tables lie below what is seen.
pub(super) fn draw(pen: &mut Pen<'_>, app: &App, report: &Report) -> usize {
    let voice = Voice::of(report, app.start.lang);
    let mut pen = pen.within(Rect { width: pen.area.width.saturating_sub(1), ..pen.area });
    let first = report.tables.first().map_or(0, |table| table.rows.len());
    let notes = notes(report, &voice, pen.columns().saturating_sub(2));
    // The whole board with a region or a chart below it, or one column of tables.
    let beside = first + 1 + notes.len() + 6 <= pen.rows();
    if pen.columns() + 1 >= WIDE && beside && first > 0 {
        return wide(&mut pen, app, report, &voice, &notes);
    }
    let told = if pen.rows() >= NOTES.0 { notes.len() } else { 0 };
    let height = cells(pen.rows().saturating_sub(told));
    let all: Vec<usize> = (0..report.tables.len()).collect();
    let area = Rect { height, ..pen.area };
    let (taken, below) = stack(&mut pen.within(area), app, &voice, &all, report);
    let y = taken.min(usize::from(height));
    lines(&mut pen, &notes, y, told);
    below
}

/// The board over the whole width, the others below it in as many columns as there is room for, and a chart of the row
/// under the cursor in what is left.
fn wide(pen: &mut Pen<'_>, app: &App, report: &Report, voice: &Voice<'_>, notes: &[String]) -> usize {
    let count = if pen.columns() >= 150 { 3 } else { 2 };
    let room = pen.columns().saturating_sub(1 + BETWEEN * (count - 1)) / count;
    let (narrow, broad): (Vec<usize>, Vec<usize>) = (1..report.tables.len())
        .partition(|at| report.tables.get(*at).is_some_and(|table| needed(table, voice) <= room));
    let (mut taken, mut below) = stack(pen, app, voice, &[0], report);
    lines(pen, notes, taken, notes.len());
    taken += notes.len() + 1;
    if !broad.is_empty() {
        let (more, unseen) = stack(&mut pen.within(below_of(pen.area, taken)), app, voice, &broad, report);
        taken += more + 1;
        below += unseen;
    }
    let rest = below_of(pen.area, taken);
    let mut stacks: Vec<(usize, Vec<usize>)> = vec![(0, Vec::new()); count];
    for at in narrow {
        let rows = report.tables.get(at).map_or(0, |table| table.rows.len() + 2);
        let place = (0..count).min_by_key(|place| stacks.get(*place).map_or(0, |(rows, _)| *rows));
        if let Some((high, tables)) = place.and_then(|place| stacks.get_mut(place)) {
            *high += rows;
            tables.push(at);
        }
    }
    let mut deepest = 0;
    for (place, (_, tables)) in stacks.iter().enumerate() {
        let from = place * (room + BETWEEN);
        let area = columns(rest, from, (from + room).min(pen.columns()));
        let (taken, unseen) = stack(&mut pen.within(area), app, voice, tables, report);
        deepest = deepest.max(taken);
        below += unseen;
    }
    let left = usize::from(rest.height).saturating_sub(deepest + 1);
    if left >= CHART.0 {
        let y = rest.y.saturating_add(cells(deepest + 1));
        let area = Rect { y, height: cells(left.min(CHART.1)), ..columns(rest, 1, room * 2) };
        row_chart(&mut pen.within(area), app, report, voice);
    }
    below
}

/// What lies below the first `rows` of an area.
fn below_of(area: Rect, rows: usize) -> Rect {
    Rect { y: area.y.saturating_add(cells(rows)), height: area.height.saturating_sub(cells(rows)), ..area }
}

/// What the board's note says, then what has to be known before debating it.
fn notes(report: &Report, voice: &Voice<'_>, room: usize) -> Vec<String> {
    let own = report.tables.first().and_then(|table| table.note.as_ref()).map(|note| voice.sentence(note));
    let trust: Vec<String> =
        trust_notes(report, voice).into_iter().filter(|note| note.starts_with(['*', '~', '%'])).collect();
    let trust = Some(trust.join("  ")).filter(|trust| !trust.is_empty());
    own.into_iter().chain(trust).flat_map(|note| wrap(&note, room)).take(NOTES.1).collect()
}

fn lines(pen: &mut Pen<'_>, notes: &[String], y: usize, count: usize) {
    for (at, note) in notes.iter().take(count).enumerate() {
        pen.put(1, y + at, note, Role::Muted);
    }
}
