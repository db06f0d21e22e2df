//! The help: every key of this view and what it does, and the signs that stand beside figures. Derived from the action
//! table and the live keymap, so it cannot fall behind them.

use crate::text::{Lang, phrase};
use crate::tui::app::{Action, App, Context};
use crate::tui::theme::Role;
use crate::tui::widgets::Pen;

/// Column of the words beside the keys, and of the second column where there is room for two.
const WORDS: usize = 18;
const SECOND: usize = 60;

/// A line of the help: keys or sign, words.
type Line = (String, String);

pub(in crate::tui) fn help(pen: &mut Pen<'_>, app: &App, top: usize) {
    let lang = app.start.lang;
    pen.tint(0, pen.columns(), 0, Role::Tab);
    pen.put(1, 0, phrase("help.title", lang), Role::Tab);
    let (keys, signs) = (keys(app), signs(lang));
    let wide = pen.columns() >= 120;
    let rows = pen.rows().saturating_sub(4);
    if wide {
        column(pen, 1, phrase("help.keys", lang), &keys, top, rows);
        column(pen, 1 + SECOND, phrase("help.signs", lang), &signs, 0, rows);
        return;
    }
    let mut lines = keys;
    lines.push((String::new(), String::new()));
    lines.extend(signs);
    let top = top.min(lines.len().saturating_sub(rows));
    column(pen, 1, phrase("help.keys", lang), &lines, top, rows);
    if lines.len() > top + rows {
        pen.put(1, pen.rows().saturating_sub(2), phrase("help.more", lang), Role::Muted);
    }
}

fn column(pen: &mut Pen<'_>, x: usize, title: &str, lines: &[Line], top: usize, rows: usize) {
    pen.put(x, 2, title, Role::Strong);
    for (at, (keys, words)) in lines.iter().skip(top).take(rows.saturating_sub(1)).enumerate() {
        pen.put(x, 3 + at, keys, Role::Accent);
        pen.put(x + WORDS, 3 + at, words, Role::Text);
    }
}

fn keys(app: &App) -> Vec<Line> {
    let behind = if app.reading.is_empty_database() { Context::Empty } else { app.reading.view().context() };
    Action::ALL
        .iter()
        .filter(|action| behind.heard().contains(&action.context()))
        .map(|action| (app.start.keymap.shown(*action).join("  "), action.help(app.start.lang)))
        .collect()
}

fn signs(lang: Lang) -> Vec<Line> {
    let sign = |sign: &str, id: &str| (sign.to_owned(), phrase(id, lang).to_owned());
    vec![
        sign("*", "sign.incomplete"),
        sign("~", "sign.corrected"),
        sign(".", "sign.null"),
        sign("-", "sign.undefined"),
        sign("pp", "sign.points"),
    ]
}
