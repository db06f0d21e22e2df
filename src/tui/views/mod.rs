//! Screens: each draws the state into a frame and changes nothing.

mod board;
mod empty;
mod entry;
mod explain;
mod frame;
mod funnel;
mod metric;
mod report;
mod small;
mod standup;
mod tables;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::app::{App, Context, Overlay};
use super::overlay;
use super::widgets::{Hits, Pen, hints, toast};
use crate::report::Kind;
use crate::text::say;

/// The least columns and rows in which a view is readable.
const LEAST: (u16, u16) = (60, 16);

/// Draws the whole screen into `area` of `buffer`, and says where clicks mean something. No size panics; below 60x16 a
/// card says what is needed.
pub fn draw(app: &App, area: Rect, buffer: &mut Buffer) -> Hits {
    let area = area.intersection(*buffer.area());
    let mut hits = Hits::default();
    let mut pen = Pen { buffer, area, theme: &app.start.theme, glyphs: &app.start.glyphs, hits: &mut hits };
    if area.width < LEAST.0 || area.height < LEAST.1 {
        small::draw(&mut pen, app);
        return hits;
    }
    let mut below = 0;
    if app.ground() == Context::Empty {
        empty::draw(&mut pen, app);
    } else {
        below = view(&mut pen, app);
    }
    overlay::draw(&mut pen, app);
    toast(&mut pen, app);
    let below = if app.top().is_some() { 0 } else { below };
    let below = below.to_string();
    let note = if below == "0" { String::new() } else { say("rows.more", &[("n", &below)], app.start.lang) };
    if !matches!(app.top(), Some(Overlay::Find(_))) {
        hints(&mut pen, app, &note);
    }
    hits
}

/// The view that the report at hand belongs to; how many rows lie below what is seen. A report stays until the next
/// one is there, so it is drawn by its own kind and not by the view that has been asked for.
fn view(pen: &mut Pen<'_>, app: &App) -> usize {
    if let Some(report) = app.reading.report().filter(|report| report.kind == Kind::Standup) {
        return standup::draw(pen, app, report);
    }
    let (Some(body), Some(report)) = (frame::draw(pen, app), app.reading.report()) else { return 0 };
    let mut pen = pen.within(body);
    match report.kind {
        Kind::Review => report::draw(&mut pen, app, report),
        Kind::Explain => explain::draw(&mut pen, app, report),
        Kind::Funnel => funnel::draw(&mut pen, app, report),
        Kind::Board | Kind::Person => board::draw(&mut pen, app, report),
        Kind::Entry => entry::draw(&mut pen, app, report),
        Kind::Metric => metric::draw(&mut pen, app, report),
        _ => tables::draw(&mut pen, app, report),
    }
}

/// A number of cells as the terminal counts them.
fn cells(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}
