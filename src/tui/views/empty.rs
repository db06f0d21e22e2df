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

#[cfg(test)]
mod tests {
    use ratatui::buffer::Buffer;
    use ratatui::layout::Rect;

    use super::*;
    use crate::report::Audience;
    use crate::text::Lang;
    use crate::tui::app::{Saved, Start};
    use crate::tui::widgets::Hits;
    use crate::tui::{Keymap, Theme, UNICODE};

    #[test]
    fn no_size_panics_not_even_where_a_card_stands_instead() {
        for (columns, rows) in (0..20).flat_map(|rows| [0, 1, 59, 60, 120].map(|columns| (columns, rows))) {
            let start = Start {
                lang: Lang::Zh,
                folder: "~/.local/share/dayboard".to_owned(),
                keymap: Keymap::shipped().expect("the keymap is well formed"),
                theme: Theme::shipped("dark").expect("the theme is shipped"),
                chosen: "",
                grounds: None,
                glyphs: UNICODE,
                mouse: false,
                drafts: crate::tui::app::Drafts::new(),
                user: String::new(),
                lenses: Saved::new(),
                audience: Audience::Own,
                along: None,
            };
            let app = App::new(start, (columns, rows));
            let area = Rect::new(0, 0, columns, rows);
            let (mut buffer, mut hits) = (Buffer::empty(area), Hits::default());
            let (theme, glyphs) = (&app.start.theme, &app.start.glyphs);
            draw(&mut Pen { buffer: &mut buffer, area, theme, glyphs, hits: &mut hits }, &app);
        }
    }
}
