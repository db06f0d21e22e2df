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
use crate::render::Voice;
use crate::report::{Report, Row, Table, Value};
use crate::text::{day, phrase, say, width, wrap};
use crate::tui::app::App;
use crate::tui::theme::Role;
use crate::tui::widgets::{Pen, TableView};

/// Columns of a pixel of a big figure, of a digit, and between two.
const PIXEL: usize = 2;
const TALL: usize = 5;

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
    timer(pen, app, slide, x);
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
    if pen.rows() >= 22
        && let Some(row) = cursor.and_then(|at| slide.rows.get(at))
    {
        y += hero(pen, slide, row, &voice, y);
    }
    let bottom = pen.rows().saturating_sub(3);
    let area = Rect { y: pen.area.y.saturating_add(cells(y)), height: cells(bottom.saturating_sub(y)), ..pen.area };
    let head = voice.value(&slide.label);
    let view = TableView { table: slide, voice: &voice, head, cursor, first: Some(rows_before(app, report, number)) };
    let room = usize::from(area.height).saturating_sub(1);
    let hidden = cursor.map_or(0, |at| (at + 1).saturating_sub(room.max(1)));
    let shown = view.draw(&mut pen.within(area), hidden);
    agenda(pen, app, report, slide, bottom + 1);
    slide.rows.len().saturating_sub(hidden + shown)
}

/// How long the slide has taken, and the whole, of what is planned.
fn timer(pen: &mut Pen<'_>, app: &App, slide: &Table, from: usize) {
    let lang = app.start.lang;
    let Some(standup) = &app.standup else { return };
    let run = standup.run(&slide.id);
    let clock = |seconds: u32| format!("{}:{:02}", seconds / 60, seconds % 60);
    let planned: u32 = app.reading.tables().map(|table| standup.run(&table.id).planned).sum();
    let end = pen.columns().saturating_sub(1);
    let whole = clock(standup.seconds());
    let left = pen.put_left_of(end, 0, &whole, Role::Strong).saturating_sub(1);
    let all = say("standup.all", &[("time", &clock(planned))], lang);
    let left = if left > from + width(&all) + 20 {
        pen.put_left_of(left, 0, &all, Role::Muted).saturating_sub(3)
    } else {
        left
    };
    let own = say("standup.slide", &[("used", &clock(run.used)), ("planned", &clock(run.planned))], lang);
    if standup.is_amber(&slide.id) {
        pen.put_left_of(left, 0, &format!(" A {own} "), Role::ChipWarn);
    } else if left > from + width(&own) {
        pen.put_left_of(left, 0, &own, Role::Muted);
    }
}

/// The figure under the cursor, large; how many rows it took.
fn hero(pen: &mut Pen<'_>, slide: &Table, row: &Row, voice: &Voice<'_>, y: usize) -> usize {
    let at = slide.columns.iter().position(|column| column.strong);
    let Some(cell) = at.and_then(|at| row.cells.get(at)) else { return 0 };
    if matches!(cell.value, Value::Text(_) | Value::Words(_) | Value::Day(_)) {
        return 0;
    }
    let text: String = voice.value(&cell.value).chars().filter(|c| *c != ' ').collect();
    let glyphs: Option<Vec<[u8; TALL]>> = text.chars().map(glyph).collect();
    let Some(glyphs) = glyphs else { return 0 };
    let pixels: usize = glyphs.iter().map(|glyph| wide(*glyph) + 1).sum();
    if pixels * PIXEL + 2 > pen.columns() || glyphs.is_empty() {
        return 0;
    }
    let role = if cell.marks.alarm { Role::ChipBad } else { Role::Tab };
    pen.put(1, y, &voice.value(&row.label), Role::Text);
    let mut x = 1;
    for glyph in glyphs {
        for (line, bits) in glyph.iter().enumerate() {
            for column in 0..wide(glyph) {
                if bits >> (wide(glyph) - 1 - column) & 1 == 1 {
                    let from = (x + column * PIXEL) * 2;
                    pen.block(y + 2 + line, from, from + PIXEL * 2, role);
                }
            }
        }
        x += (wide(glyph) + 1) * PIXEL;
    }
    TALL + 3
}

/// Pixels that a sign is wide.
fn wide(glyph: [u8; TALL]) -> usize {
    let all = glyph.iter().fold(0, |all, bits| all | bits);
    if all <= 1 { 1 } else { 3 }
}

/// The pixels of a sign, a row each; `None` where it has none.
fn glyph(sign: char) -> Option<[u8; TALL]> {
    Some(match sign {
        '0' => [7, 5, 5, 5, 7],
        '1' => [2, 6, 2, 2, 7],
        '2' => [7, 1, 7, 4, 7],
        '3' => [7, 1, 7, 1, 7],
        '4' => [5, 5, 7, 1, 1],
        '5' => [7, 4, 7, 1, 7],
        '6' => [7, 4, 7, 5, 7],
        '7' => [7, 1, 1, 2, 2],
        '8' => [7, 5, 7, 5, 7],
        '9' => [7, 5, 7, 1, 7],
        '.' => [0, 0, 0, 0, 1],
        ',' => [0, 0, 0, 1, 1],
        ':' => [0, 1, 0, 1, 0],
        '/' => [1, 1, 2, 4, 4],
        '%' => [5, 1, 2, 4, 5],
        '−' | '-' => [0, 0, 7, 0, 0],
        '+' => [0, 2, 7, 2, 0],
        '¥' => [5, 5, 2, 7, 2],
        '*' => [0, 5, 2, 5, 0],
        _ => return None,
    })
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
