//! The filter: the lists, the names of one of them, and the question that the marks make.

use super::panel::{first_shown, line, panel};
use crate::text::{clean, fit, phrase, say, width};
use crate::tui::app::{App, Filter, Name, Spot};
use crate::tui::theme::Role;
use crate::tui::widgets::Pen;

/// Rows that it wants.
const ROWS: usize = 18;
/// Rows that are not names: the line, the dimensions, a blank, the question below a blank.
const AROUND: usize = 6;
/// The row on which names begin.
const NAMES: usize = 3;

pub(super) fn draw(pen: &mut Pen<'_>, app: &App, filter: &Filter) {
    let lang = app.start.lang;
    let mut pen = panel(pen, phrase("filter.title", lang), phrase("overlay.keeps", lang), ROWS);
    let count =
        if filter.waits { "...".to_owned() } else { say("filter.count", &[("n", &filter.count().to_string())], lang) };
    line(&mut pen, 0, "/", &filter.field, &count);
    lists(&mut pen, app, filter);
    let room = pen.rows().saturating_sub(AROUND);
    let top = first_shown(filter.chosen, filter.count(), room);
    for (at, found) in filter.shown().enumerate().skip(top).take(room) {
        name(&mut pen, filter, NAMES + at - top, (at, found));
    }
    if filter.count() == 0 && !filter.waits {
        pen.put(0, NAMES, phrase("filter.none", lang), Role::Muted);
    }
    let below = filter.count().saturating_sub(top + room);
    if below > 0 {
        pen.put(0, NAMES + room, &say("rows.more", &[("n", &below.to_string())], lang), Role::Muted);
    }
    let bottom = pen.rows().saturating_sub(1);
    let x = pen.put(0, bottom, phrase("filter.lens", lang), Role::Muted) + 1;
    pen.put(x, bottom, &clean(&filter.lens().text(app.fiscal())), Role::Strong);
}

/// The lists in a row, the one shown underlined, each with how many of its names are marked.
fn lists(pen: &mut Pen<'_>, app: &App, filter: &Filter) {
    let mut x = 0;
    for list in filter.lists() {
        let word = phrase(&list.word(), app.start.lang).to_owned();
        let word = match filter.marks(*list) {
            0 => word,
            marks => format!("{word} {marks}"),
        };
        let role = if *list == filter.list { Role::RuleStrong } else { Role::Muted };
        x = pen.put(x, 1, &word, role) + 2;
    }
}

/// `[x] Search ads   ads-search`.
fn name(pen: &mut Pen<'_>, filter: &Filter, y: usize, (at, name): (usize, &Name)) {
    let columns = pen.columns();
    pen.clickable(0, columns, y, Spot::Choice(at));
    let marked = filter.is_marked(&name.id);
    let chosen = at == filter.chosen;
    let role = match (chosen, marked) {
        (true, _) => Role::Selected,
        (false, true) => Role::Strong,
        (false, false) => Role::Text,
    };
    if chosen {
        pen.tint(0, columns, y, Role::Selected);
    }
    let note = fit(&name.note, columns / 3);
    let end = columns.saturating_sub(width(&note) + 2);
    let x = pen.put(0, y, if marked { "[x] " } else { "[ ] " }, role) + 2 * name.depth;
    pen.put(x, y, &fit(&name.label, end.saturating_sub(x)), role);
    pen.put_left_of(columns, y, &note, if chosen { Role::Selected } else { Role::Muted });
}
