//! The saved questions.

use super::panel::{first_shown, line, panel};
use crate::text::{clean, fit, phrase, say};
use crate::tui::app::{App, Lenses, Spot};
use crate::tui::theme::Role;
use crate::tui::widgets::Pen;

/// Rows that it wants, and those that are not questions.
const ROWS: usize = 14;
const AROUND: usize = 4;

pub(super) fn draw(pen: &mut Pen<'_>, app: &App, lenses: &Lenses) {
    let lang = app.start.lang;
    let mut pen = panel(pen, phrase("lenses.title", lang), phrase("overlay.closes", lang), ROWS);
    let count = say("filter.count", &[("n", &lenses.shown.len().to_string())], lang);
    line(&mut pen, 0, "@", &lenses.field, &count);
    let (columns, room) = (pen.columns(), pen.rows().saturating_sub(AROUND));
    let top = first_shown(lenses.chosen, lenses.shown.len(), room);
    let names = columns * 2 / 5;
    for (at, (name, text)) in lenses.shown.iter().enumerate().skip(top).take(room) {
        let y = 2 + at - top;
        pen.clickable(0, columns, y, Spot::Choice(at));
        let chosen = at == lenses.chosen;
        if chosen {
            pen.tint(0, columns, y, Role::Selected);
        }
        pen.put(0, y, &fit(&clean(name), names), if chosen { Role::Selected } else { Role::Strong });
        pen.put(names + 2, y, &clean(text), if chosen { Role::Selected } else { Role::Muted });
    }
    if lenses.shown.is_empty() {
        let id = if app.lenses.is_empty() { "lenses.empty" } else { "lenses.unmet" };
        pen.put(0, 2, phrase(id, lang), Role::Muted);
    }
    let bottom = pen.rows().saturating_sub(1);
    let x = pen.put(0, bottom, phrase("lenses.now", lang), Role::Muted) + 1;
    pen.put(x, bottom, &clean(&app.reading.asked().text(app.fiscal())), Role::Text);
}
