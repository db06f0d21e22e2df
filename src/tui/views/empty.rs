//! An empty database: what a newcomer does next.

use crate::text::phrase;
use crate::tui::app::{Action, App, Spot};
use crate::tui::theme::Role;
use crate::tui::widgets::Pen;

/// Column of the card, where there is room beside it and where there is not.
const LEFT: (usize, usize) = (8, 2);
/// From the card's column to the words beside its keys.
const WORDS: usize = 5;
/// So many columns are room.
const ROOMY: usize = 72;

pub(super) fn draw(pen: &mut Pen<'_>, app: &App) {
    let lang = app.start.lang;
    let words = |id: &'static str| phrase(id, lang);
    let mut y = pen.rows().saturating_sub(16) / 2;
    let left = if pen.columns() < ROOMY { LEFT.1 } else { LEFT.0 };
    let (at, right) = (left + WORDS, pen.columns().saturating_sub(left));
    pen.tint(left, right, y, Role::Rule);
    let x = pen.put(left, y, "dayboard", Role::RuleStrong) + 2;
    pen.put(x, y, words("empty.subtitle"), Role::Rule);
    y += 2;
    pen.put(left, y, words("empty.title"), Role::Strong);
    y += 2;
    let key = format!(" {} ", app.start.keymap.first(Action::Demo));
    pen.put(left, y, &key, Role::Tab);
    pen.put(at, y, words("empty.demo"), Role::Strong);
    pen.put(at, y + 1, words("empty.demo.note"), Role::Muted);
    y += 3;
    let key = format!(" {} ", app.start.keymap.first(Action::ImportFile));
    let x = pen.put(left, y, &key, Role::Tab);
    pen.clickable(left, x, y, Spot::Does(Action::ImportFile));
    pen.put(at, y, words("empty.import"), Role::Strong);
    pen.put(at, y + 1, words("empty.import.here"), Role::Muted);
    y += 3;
    pen.put(at, y, words("empty.set"), Role::Strong);
    let x = pen.put(at, y + 1, words("empty.set.command"), Role::Accent) + 3;
    pen.put(x, y + 1, words("empty.set.note"), Role::Muted);
    y += 3;
    y += 1;
    let x = pen.put(left, y, words("empty.folder"), Role::Muted) + 1;
    pen.put(x, y, &app.start.folder, Role::Text);
}
