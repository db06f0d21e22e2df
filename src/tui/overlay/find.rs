//! The line of a search, in the place of the hints: the view stays seen, and the cursor stands where it was found.

use crate::text::{phrase, say, width};
use crate::tui::app::{Action, App, Find};
use crate::tui::theme::Role;
use crate::tui::widgets::Pen;

pub(super) fn draw(pen: &mut Pen<'_>, app: &App, find: &Find) {
    let lang = app.start.lang;
    let Some(y) = pen.rows().checked_sub(1) else { return };
    pen.clear(0, y, pen.columns(), 1);
    let keys = [(Action::ChooseDown, "hint.next"), (Action::Accept, "hint.here"), (Action::Cancel, "hint.back")];
    let mut end = pen.columns().saturating_sub(1);
    for (action, word) in keys.into_iter().rev() {
        let (key, word) = (app.start.keymap.first(action), phrase(word, lang));
        let x = end.saturating_sub(width(&key) + 1 + width(word));
        if x < pen.columns() / 2 {
            break;
        }
        let after = pen.put(x, y, &key, Role::Strong) + 1;
        pen.put(after, y, word, Role::Muted);
        end = x.saturating_sub(2);
    }
    let at = find.rows.iter().position(|row| *row == app.reading.cursor()).map_or(0, |at| at + 1);
    let count = match (find.field.is_empty(), find.rows.len()) {
        (true, _) => String::new(),
        (false, 0) => phrase("find.none", lang).to_owned(),
        (false, all) => say("find.count", &[("n", &at.to_string()), ("m", &all.to_string())], lang),
    };
    let role = if find.rows.is_empty() { Role::Bad } else { Role::Muted };
    let end = pen.put_left_of(end, y, &count, role);
    let x = pen.put(1, y, &app.start.keymap.first(Action::Find), Role::Accent) + 1;
    let window = find.field.window(end.saturating_sub(x + 1));
    let x = pen.put(x, y, &window.before, Role::Strong);
    let after = pen.put(x, y, &window.under, Role::Selected);
    pen.put(after, y, &window.after, Role::Strong);
}
