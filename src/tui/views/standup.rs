//! A slide of the stand-up: one thing, to be read from the back of the room.
//!
//! ```text
//!  Funnel   Tue 8 Sep 2026                        slide 0:42 of 2:30   all 13:00 06:42    what, and how long it takes
//!
//!  1 of 4 is outside the normal range.                                                    what it says
//!
//!  ██ …                                                                                   the figure under the cursor
//!     inquiries       5      −90.0 %                                                      what it is about
//!  ✓ Trust   2 Funnel   3 Exceptions                              5 figures passed         the agenda
//! ```

use ratatui::layout::Rect;

use super::cells;
use super::tables::{cursor_in, rows_before};
use crate::domain::rules::agenda::is_amber;
use crate::render::{Grid, GridCell, Voice};
use crate::report::{Cell, Column, Report, Row, Table, Value};
use crate::text::{day, phrase, say, width, wrap};
use crate::tui::app::App;
use crate::tui::theme::Role;
use crate::tui::widgets::{Pen, TableView};
use digits::Size;

mod digits;
mod money;

/// Columns of which a second large figure stands beside the first, the first one found.
const SECOND: [&str; 3] = ["change", "required", "due"];
/// Columns and rows from which figures are drawn at their largest.
const WIDE: usize = 100;
const TALL: usize = 32;

/// Draws the whole screen but its hints; how many rows lie below what is seen.
pub(super) fn draw(pen: &mut Pen<'_>, app: &App, report: &Report) -> usize {
    let lang = app.start.lang;
    let voice = Voice::of(report, lang);
    let Some(slide) = app.slide().or(report.tables.first()) else {
        pen.put(1, 2, phrase("standup.nothing", lang), Role::Strong);
        return 0;
    };
    let columns = pen.columns();
    let title = voice.value(&slide.title);
    let mut x = pen.put(1, 0, &title, Role::Strong) + 3;
    if let Some(of) = report.lens.anchor {
        x = pen.put(x, 0, &day(of.last(), lang), Role::Muted) + 3;
    }
    let trust = crate::render::lens_line(report, &voice);
    let left = timer(pen, app, slide, x);
    if let Some(trust) = trust.closed.or(trust.coverage).filter(|trust| x + width(trust) + 2 < left) {
        pen.put(x, 0, &trust, Role::Muted);
    }
    let mut y = 2;
    if let Some(note) = &slide.note {
        for line in wrap(&voice.sentence(note), columns.saturating_sub(2)).iter().take(2) {
            pen.put(1, y, line, Role::Strong);
            y += 1;
        }
    }
    y += 1;
    let number = report.tables.iter().position(|table| table.id == slide.id).unwrap_or(0);
    let cursor = cursor_in(app, report, number);
    let bottom = pen.rows().saturating_sub(3);
    if slide.id == "money" && money::draw(pen, slide, &voice, (y, bottom), (cursor, rows_before(app, report, number))) {
        agenda(pen, app, report, slide, bottom + 1);
        return 0;
    }
    if pen.rows() >= 22
        && let Some(row) = cursor.and_then(|at| slide.rows.get(at))
    {
        y += hero(pen, slide, row, &voice, y);
    }
    let area = Rect {
        y: pen.area.y.saturating_add(cells(y)),
        height: cells(bottom.saturating_sub(y)),
        width: pen.area.width.saturating_sub(1),
        ..pen.area
    };
    let head = voice.value(&slide.label);
    let view = TableView { table: slide, voice: &voice, head, cursor, first: Some(rows_before(app, report, number)) };
    let room = usize::from(area.height).saturating_sub(1);
    let hidden = cursor.map_or(0, |at| (at + 1).saturating_sub(room.max(1)));
    let shown = view.draw(&mut pen.within(area), hidden);
    agenda(pen, app, report, slide, bottom + 1);
    slide.rows.len().saturating_sub(hidden + shown)
}

/// How long the slide has taken, and the whole, of what is planned; where it begins. Whoever follows sees the presenter's.
fn timer(pen: &mut Pen<'_>, app: &App, slide: &Table, from: usize) -> usize {
    let lang = app.start.lang;
    let end = pen.columns().saturating_sub(1);
    let Some(run) = app.clock(&slide.id) else { return end };
    let clock = |seconds: u32| format!("{}:{:02}", seconds / 60, seconds % 60);
    let planned: u32 = app.reading.tables().map(|table| crate::domain::rules::agenda::planned(&table.id)).sum();
    let whole = clock(run.seconds);
    let left = pen.put_left_of(end, 0, &whole, Role::Strong).saturating_sub(1);
    let all = say("standup.all", &[("time", &clock(planned))], lang);
    let left = if left > from + width(&all) + 20 {
        pen.put_left_of(left, 0, &all, Role::Muted).saturating_sub(3)
    } else {
        left
    };
    let own = say("standup.slide", &[("used", &clock(run.slide.used)), ("planned", &clock(run.slide.planned))], lang);
    if is_amber(&run.slide) {
        return pen.put_left_of(left, 0, &format!(" A {own} "), Role::ChipWarn);
    }
    if left > from + width(&own) { pen.put_left_of(left, 0, &own, Role::Muted) } else { left }
}

/// The figure under the cursor, large, and beside it how it has changed; how many rows it took.
fn hero(pen: &mut Pen<'_>, slide: &Table, row: &Row, voice: &Voice<'_>, y: usize) -> usize {
    let size = if pen.columns() >= WIDE && pen.rows() >= TALL { Size::Large } else { Size::Small };
    // As the table below has it: the same figure, rounded alike.
    let grid = Grid::of(slide, voice);
    let words = slide.rows.iter().position(|known| known.id == row.id).and_then(|at| grid.rows.get(at));
    let at = |wanted: &dyn Fn(&Column) -> bool| slide.columns.iter().position(wanted);
    let cell = |at: Option<usize>| at.and_then(|at| Some((row.cells.get(at)?, words?.cells.get(at)?)));
    let drawn = |(cell, said): (&Cell, &GridCell), size: Size| {
        if matches!(cell.value, Value::Text(_) | Value::Words(_) | Value::Day(_)) {
            return None;
        }
        let (large, unit) = digits::parted(&format!("{}{}", said.number, said.unit))?;
        let columns = digits::columns(&large, &unit, size);
        Some((large, unit, columns))
    };
    let Some(main) = cell(at(&|column| column.strong)) else { return 0 };
    let Some((large, unit, columns)) = drawn(main, size).filter(|(.., columns)| columns + 2 <= pen.columns()) else {
        return 0;
    };
    pen.put(1, y, &voice.value(&row.label), Role::Text);
    let role = if main.0.marks.alarm { Role::ChipBad } else { Role::Tab };
    digits::draw(pen, (1, y + 2), (&large, &unit), size, role);
    // The second one is what it is held against.
    let from = (pen.columns() / 2 + 3).max(columns + 6);
    let second =
        SECOND.iter().find_map(|id| Some((at(&|column| column.id == *id)?, cell(at(&|column| column.id == *id))?)));
    if let Some((number, second)) = second
        && let Some((large, unit, _)) = drawn(second, size).filter(|(.., columns)| from + columns < pen.columns())
        && let Some(column) = slide.columns.get(number)
    {
        pen.put(from, y, &voice.value(&column.title), Role::Text);
        digits::draw(pen, (from, y + 2), (&large, &unit), size, Role::Selected);
    }
    size.rows() + 3
}

/// The slides, those that were shown ticked, the one at hand in front.
fn agenda(pen: &mut Pen<'_>, app: &App, report: &Report, slide: &Table, y: usize) {
    let lang = app.start.lang;
    let voice = Voice::of(report, lang);
    pen.tint(0, pen.columns(), y.saturating_sub(1), Role::Rule);
    let passed = app.standup.as_ref().map_or(0, crate::tui::app::Standup::passed);
    let mut end = pen.columns().saturating_sub(1);
    if passed > 0 {
        end = pen.put_left_of(end, y, &say("standup.passed", &[("n", &passed.to_string())], lang), Role::Muted);
    }
    let mut x = 1;
    let here = report.tables.iter().position(|table| table.id == slide.id).unwrap_or(0);
    let names: Vec<String> = report.tables.iter().map(|table| voice.value(&table.title)).collect();
    let all: usize = names.iter().map(|name| width(name) + 5).sum();
    // Where there is no room for all names, the ones ahead matter.
    let skip = if all > end { here.saturating_sub(1) } else { 0 };
    for (at, name) in names.iter().enumerate().skip(skip) {
        let id = report.tables.get(at).map_or("", |table| table.id.as_ref());
        let was = at != here && app.standup.as_ref().is_some_and(|standup| standup.was_shown(id));
        let sign =
            if was { if pen.glyphs.ascii { "v".to_owned() } else { "✓".to_owned() } } else { (at + 1).to_string() };
        if x + width(name) + 4 > end {
            break;
        }
        if at == here {
            x = pen.put(x, y, &format!(" {sign} {name} "), Role::Tab) + 1;
        } else {
            x = pen.put(x, y, &sign, if was { Role::Good } else { Role::Text }) + 1;
            x = pen.put(x, y, name, Role::Muted) + 2;
        }
    }
}
