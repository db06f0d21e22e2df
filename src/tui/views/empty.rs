//! An empty database: what a newcomer does next.

use crate::text::phrase;
use crate::tui::app::{Action, App, Spot};
use crate::tui::theme::Role;
use crate::tui::widgets::Pen;

/// Column of the card, and of the words beside its keys.
const LEFT: usize = 8;
const WORDS: usize = 13;

pub(super) fn draw(pen: &mut Pen<'_>, app: &App) {
    let lang = app.start.lang;
    let words = |id: &'static str| phrase(id, lang);
    let mut y = pen.rows().saturating_sub(16) / 2;
    let right = pen.columns().saturating_sub(LEFT);
    pen.tint(LEFT, right, y, Role::Rule);
    let x = pen.put(LEFT, y, "dayboard", Role::RuleStrong) + 2;
    pen.put(x, y, words("empty.subtitle"), Role::Rule);
    y += 2;
    pen.put(LEFT, y, words("empty.title"), Role::Strong);
    y += 2;
    let key = format!(" {} ", app.start.keymap.first(Action::Demo));
    pen.put(LEFT, y, &key, Role::Tab);
    pen.put(WORDS, y, words("empty.demo"), Role::Strong);
    pen.put(WORDS, y + 1, words("empty.demo.note"), Role::Muted);
    y += 3;
    let key = format!(" {} ", app.start.keymap.first(Action::ImportFile));
    let x = pen.put(LEFT, y, &key, Role::Tab);
    pen.clickable(LEFT, x, y, Spot::Does(Action::ImportFile));
    pen.put(WORDS, y, words("empty.import"), Role::Strong);
    pen.put(WORDS, y + 1, words("empty.import.here"), Role::Muted);
    y += 3;
    pen.put(WORDS, y, words("empty.set"), Role::Strong);
    let x = pen.put(WORDS, y + 1, words("empty.set.command"), Role::Accent) + 3;
    pen.put(x, y + 1, words("empty.set.note"), Role::Muted);
    y += 3;
    y += 1;
    let x = pen.put(LEFT, y, words("empty.folder"), Role::Muted) + 1;
    pen.put(x, y, &app.start.folder, Role::Text);
}
