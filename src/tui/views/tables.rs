//! Tables one below the other, and where the cursor is in them.

use ratatui::layout::Rect;

use super::cells;
use crate::render::{Voice, capital, table_title, trust_notes};
use crate::report::{Report, Table};
use crate::text::wrap;
use crate::tui::app::App;
use crate::tui::theme::Role;
use crate::tui::widgets::{Pen, TableView};

/// Rows from which a list has a sentence below it, and how many lines that takes at most.
const ABOUT: (usize, usize) = (9, 2);

/// Any report: all its tables below each other, then the notes. How many rows lie below what is seen.
pub(super) fn draw(pen: &mut Pen<'_>, app: &App, report: &Report) -> usize {
    let voice = &Voice::of(report, app.start.lang);
    let mut pen = pen.within(Rect { width: pen.area.width.saturating_sub(1), ..pen.area });
    let tables = app.reading.panel().tables(report);
    // Of a list of metrics, what the one under the cursor says stands below it in full.
    let about =
        about(app, report, voice).map(|about| wrap(&about, pen.columns().saturating_sub(2))).unwrap_or_default();
    let about: Vec<String> = about.into_iter().take(ABOUT.1).collect();
    let kept = if about.is_empty() || pen.rows() < ABOUT.0 { 0 } else { ABOUT.1 + 1 };
    let height = cells(pen.rows().saturating_sub(kept));
    let (taken, below) = stack(&mut pen.within(Rect { height, ..pen.area }), app, voice, &tables, report);
    if kept > 0 {
        let y = taken.min(usize::from(height)) + 1;
        for (at, line) in about.iter().enumerate() {
            pen.put(1, y + at, line, Role::Text);
        }
        return below;
    }
    let notes = trust_notes(report, voice);
    let room = pen.rows().saturating_sub(taken + 1);
    let columns = pen.columns().saturating_sub(2);
    let lines = notes.iter().flat_map(|note| wrap(note, columns));
    for (at, line) in lines.take(room).enumerate() {
        pen.put(1, taken + 1 + at, &line, Role::Muted);
    }
    below
}

/// The sentence about the row under the cursor, where the report has one about each.
fn about(app: &App, report: &Report, voice: &Voice<'_>) -> Option<String> {
    let table = report.tables.first().filter(|table| table.id == "metrics")?;
    let at = table.columns.iter().position(|column| column.id == "about")?;
    let row = table.rows.get(app.reading.cursor())?;
    let said = voice.value(&row.cells.get(at)?.value);
    (!said.is_empty()).then(|| format!("{}: {said}", capital(&voice.value(&row.label))))
}

/// The columns `from` up to `to` of an area.
pub(super) fn columns(area: Rect, from: usize, to: usize) -> Rect {
    Rect { x: area.x.saturating_add(cells(from)), width: cells(to.saturating_sub(from)), ..area }
}

/// Tables one below the other, scrolled so that the cursor is seen; how many rows they took, and how many are below.
pub(super) fn stack(
    pen: &mut Pen<'_>,
    app: &App,
    voice: &Voice<'_>,
    tables: &[usize],
    report: &Report,
) -> (usize, usize) {
    let tables: Vec<(usize, &Table)> =
        tables.iter().filter_map(|at| report.tables.get(*at).map(|table| (*at, table))).collect();
    let count: usize = tables.iter().map(|(_, table)| table.rows.len()).sum();
    let rows: Vec<usize> = tables.iter().map(|(_, table)| table.rows.len()).collect();
    let cursor = cursor_within(app, report, &tables);
    let mut hidden = cursor.map_or(0, |at| above(&rows, at, pen.rows()));
    let (mut y, mut below) = (0, count - hidden);
    for (number, table) in tables {
        let rows = table.rows.len();
        if hidden >= rows {
            hidden -= rows;
            continue;
        }
        let area =
            Rect { y: pen.area.y.saturating_add(cells(y)), height: cells(pen.rows().saturating_sub(y)), ..pen.area };
        if area.height < 2 {
            break;
        }
        let title = table_title(table, voice);
        let head = if title.is_empty() || number == 0 { voice.value(&table.label) } else { capital(&title) };
        let first = Some(rows_before(app, report, number));
        let view = TableView { table, voice, head, cursor: cursor_in(app, report, number), first };
        let shown = view.draw(&mut pen.within(area), hidden);
        y += shown + 2;
        below = below.saturating_sub(shown);
        hidden = 0;
    }
    (y.saturating_sub(1), below)
}

/// How many rows have to be hidden at the top so that row number `cursor` is seen in `height` lines. `tables` holds the
/// rows of each table; each has a header, and a blank line between it and the next.
fn above(tables: &[usize], cursor: usize, height: usize) -> usize {
    let (mut first, mut own) = (0, 0);
    for (at, rows) in tables.iter().enumerate() {
        if cursor < first + rows {
            own = at;
            break;
        }
        first += rows;
    }
    let mut left = height.saturating_sub(1);
    let wanted = cursor - first.min(cursor) + 1;
    if wanted > left {
        return first + wanted - left.max(1);
    }
    left -= wanted;
    for rows in tables.iter().take(own).rev() {
        left = left.saturating_sub(2);
        if left < *rows {
            return first - left;
        }
        left -= rows;
        first -= rows;
    }
    0
}

/// The row under the cursor, counted over these tables alone.
fn cursor_within(app: &App, report: &Report, tables: &[(usize, &Table)]) -> Option<usize> {
    let mut above = 0;
    for (number, table) in tables {
        if let Some(at) = cursor_in(app, report, *number) {
            return Some(above + at);
        }
        above += table.rows.len();
    }
    None
}

/// The row under the cursor, where it is in table `number`.
pub(super) fn cursor_in(app: &App, report: &Report, number: usize) -> Option<usize> {
    let rows = report.tables.get(number)?.rows.len();
    app.reading.cursor().checked_sub(rows_before(app, report, number)).filter(|at| *at < rows)
}

/// How many rows the tables before table `number` have, in the order in which the cursor goes through them; past all rows
/// where it does not.
pub(super) fn rows_before(app: &App, report: &Report, number: usize) -> usize {
    let order = app.reading.panel().tables(report);
    let Some(place) = order.iter().position(|at| *at == number) else { return usize::MAX / 2 };
    order.iter().take(place).filter_map(|at| report.tables.get(*at)).map(|table| table.rows.len()).sum()
}

#[cfg(test)]
mod tests {
    use super::above;

    #[test]
    fn as_little_as_needed_is_hidden_above_the_cursor() {
        assert_eq!(above(&[5, 3], 0, 20), 0);
        assert_eq!(above(&[5, 3], 7, 11), 0, "a header, five, a blank, a header, three: eleven lines");
        assert_eq!(above(&[5, 3], 7, 10), 1);
        assert_eq!(above(&[5, 3], 7, 6), 5, "no line for the first table but its header");
        assert_eq!(above(&[5, 3], 7, 3), 6);
        assert_eq!(above(&[5, 3], 4, 3), 3);
        assert_eq!(above(&[5, 3], 7, 0), 7);
        assert_eq!(above(&[], 0, 5), 0);
    }
}
