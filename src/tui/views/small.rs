//! The card of a terminal that is too small: what is needed, and still the one sentence.

use super::LEAST;
use crate::render::Voice;
use crate::text::{phrase, say};
use crate::tui::app::{Action, App};
use crate::tui::theme::Role;
use crate::tui::widgets::Pen;

pub(super) fn draw(pen: &mut Pen<'_>, app: &App) {
    let lang = app.start.lang;
    let size = [pen.area.width, pen.area.height, LEAST.0, LEAST.1].map(|cells| cells.to_string());
    let [columns, rows, least_columns, least_rows] = size.each_ref().map(String::as_str);
    let mut y = usize::from(pen.rows() > 6);
    pen.put(2, y, "dayboard", Role::Strong);
    y += 1 + usize::from(pen.rows() > 6);
    pen.put(2, y, &say("small.is", &[("columns", columns), ("rows", rows)], lang), Role::Text);
    let needed = say("small.needed", &[("columns", least_columns), ("rows", least_rows)], lang);
    pen.put(2, y + 1, &needed, Role::Muted);
    if let Some(report) = app.reading.report()
        && let Some(headline) = report.headline.first()
    {
        pen.put(2, y + 3, &Voice::of(report, lang).sentence(headline), Role::Strong);
    }
    if let Some(last) = pen.rows().checked_sub(1).filter(|last| *last > y + 3) {
        let x = pen.put(2, last, &app.start.keymap.first(Action::Quit), Role::Strong) + 1;
        pen.put(x, last, phrase("hint.quit", lang), Role::Muted);
    }
}
