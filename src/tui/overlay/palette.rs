//! The palette.

use super::panel::{first_shown, line, marked, panel};
use crate::text::{fit, phrase, said, say, width, wrap};
use crate::tui::app::{App, Entry, Found, Palette, Spot};
use crate::tui::theme::Role;
use crate::tui::widgets::Pen;

/// Rows it wants, and the least that choices get.
const ROWS: usize = 18;
/// Rows that are not choices: the line, a blank below it, a blank and a word at the bottom.
const AROUND: usize = 4;

pub(super) fn draw(pen: &mut Pen<'_>, app: &App, palette: &Palette) {
    let lang = app.start.lang;
    let mut pen = panel(pen, phrase("palette.title", lang), phrase("overlay.closes", lang), ROWS);
    let (found, all) = (palette.found().len().to_string(), palette.entries().len().to_string());
    line(&mut pen, 0, ":", &palette.field, &say("palette.count", &[("n", &found), ("m", &all)], lang));
    let room = pen.rows().saturating_sub(AROUND);
    let top = first_shown(palette.chosen, palette.found().len(), room);
    for (y, (at, found)) in palette.found().iter().enumerate().skip(top).take(room).enumerate() {
        choice(&mut pen, app, palette, y + 2, (at, found));
    }
    word(&mut pen, app, palette, room);
}

/// A choice: what it is called, what it does, its key.
fn choice(pen: &mut Pen<'_>, app: &App, palette: &Palette, y: usize, (number, found): (usize, &Found)) {
    let chosen = number == palette.chosen;
    let columns = pen.columns();
    let text;
    let (label, note, key, available, hits) = match found {
        Found::Question(lens) => {
            text = crate::text::clean(&lens.text(app.fiscal())).into_owned();
            (text.as_str(), phrase("palette.ask", app.start.lang), "", true, &[][..])
        }
        Found::Entry(at, hits) => match palette.entries().get(*at) {
            Some(Entry { label, note, key, available, .. }) => {
                (label.as_str(), note.as_str(), key.as_str(), *available, hits.as_slice())
            }
            None => return,
        },
    };
    pen.clickable(0, columns, y, Spot::Choice(number));
    let end = columns.saturating_sub(if key.is_empty() { 0 } else { width(key) + 2 });
    let labelled = match found {
        // A question has no column of its own: it takes what it needs, as far as the note still fits.
        Found::Question(_) => end.saturating_sub(width(note) + 2),
        Found::Entry(..) => (columns * 2 / 5).max(16),
    };
    let label = fit(label, labelled);
    let role = if available { Role::Strong } else { Role::Muted };
    if chosen {
        pen.tint(0, columns, y, Role::Selected);
        pen.put(0, y, &label, Role::Selected);
        pen.put(labelled + 2, y, &fit(note, end.saturating_sub(labelled + 2)), Role::Selected);
        pen.put_left_of(columns, y, key, Role::Selected);
        return;
    }
    marked(pen, (0, y), &label, hits, role);
    pen.put(labelled + 2, y, &fit(note, end.saturating_sub(labelled + 2)), Role::Muted);
    pen.put_left_of(columns, y, key, Role::Accent);
}

/// Below the choices: what is wrong with the question, what may come next, the whole note of the choice.
fn word(pen: &mut Pen<'_>, app: &App, palette: &Palette, room: usize) {
    let lang = app.start.lang;
    let columns = pen.columns();
    let bottom = pen.rows().saturating_sub(1);
    if let Some(error) = palette.error() {
        let said = said(error, lang);
        let alone = palette.found().is_empty();
        let (first, most) = if alone { (2, room) } else { (bottom, 1) };
        let x = pen.put(0, first, " E ", Role::ChipBad) + 1;
        let lines = wrap(&said.sentence, columns.saturating_sub(x));
        let hint = wrap(&said.hint.unwrap_or_default(), columns.saturating_sub(x));
        for (at, line) in lines.iter().chain(&hint).take(most).enumerate() {
            pen.put(x, first + at, line, Role::Text);
        }
        return;
    }
    if !palette.hint.is_empty() {
        pen.put(0, bottom, &palette.hint, Role::Text);
        return;
    }
    let note = match palette.found().get(palette.chosen) {
        Some(Found::Entry(at, _)) => palette.entries().get(*at).map(|entry| entry.note.clone()),
        Some(Found::Question(lens)) => Some(crate::text::clean(&lens.text(app.fiscal())).into_owned()),
        None => Some(phrase("palette.none", lang).to_owned()),
    };
    // The blank row above it is its own where one row is not enough.
    let lines = wrap(&note.unwrap_or_default(), columns);
    let first = bottom.saturating_sub(lines.len().min(2) - 1);
    for (at, line) in lines.iter().take(2).enumerate() {
        pen.put(0, first + at, line, Role::Muted);
    }
}
