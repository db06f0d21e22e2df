//! The help: every key that is heard here and what it does, and the signs that stand beside figures.

use super::panel::panel;
use crate::text::phrase;
use crate::tui::app::{App, HelpLine, KEYS, SIGN};
use crate::tui::theme::Role;
use crate::tui::widgets::Pen;

pub(super) fn draw(pen: &mut Pen<'_>, app: &App, top: usize) {
    let lang = app.start.lang;
    let mut pen = panel(pen, phrase("help.title", lang), phrase("overlay.closes", lang), usize::MAX);
    let (lines, side) = app.help_lines(pen.columns());
    let rows = pen.rows().saturating_sub(1);
    let top = top.min(lines.len().saturating_sub(rows));
    let columns = pen.columns();
    let room = if side.is_empty() { columns } else { columns / 2 };
    column(&mut pen, (0, 0), (KEYS, room), lines.iter().skip(top).take(rows));
    column(&mut pen, (room + 2, 0), (SIGN, columns), side.iter().take(rows));
    if lines.len() > rows {
        let shown = format!("{}-{} / {}", top + 1, (top + rows).min(lines.len()), lines.len());
        pen.put_left_of(pen.columns(), rows, &shown, Role::Muted);
        if lines.len() > top + rows {
            pen.put(0, rows, phrase("help.more", lang), Role::Muted);
        }
    }
}

/// Draws lines below each other from a place on, with so many columns of keys, up to the column `to`.
pub(super) fn column<'a>(
    pen: &mut Pen<'_>,
    (x, top): (usize, usize),
    (keys_wide, to): (usize, usize),
    lines: impl Iterator<Item = &'a HelpLine>,
) {
    for (at, line) in lines.enumerate() {
        let y = top + at;
        match line {
            HelpLine::Title(title) => {
                pen.tint(x, to, y, Role::Rule);
                pen.put(x, y, title, Role::RuleStrong);
            }
            HelpLine::Words(keys, words) => {
                pen.put(x, y, keys, Role::Accent);
                pen.put(x + keys_wide + 1, y, words, Role::Text);
            }
            HelpLine::Gap => {}
        }
    }
}
