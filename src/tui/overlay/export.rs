//! Where what is seen goes.

use super::panel::{line, panel};
use crate::text::{phrase, said, say, wrap};
use crate::tui::app::{App, Export};
use crate::tui::theme::Role;
use crate::tui::widgets::Pen;

/// Rows that it wants.
const ROWS: usize = 7;

pub(super) fn draw(pen: &mut Pen<'_>, app: &App, export: &Export) {
    let lang = app.start.lang;
    let mut pen = panel(pen, phrase("export.title", lang), phrase("overlay.closes", lang), ROWS);
    line(&mut pen, 0, ">", &export.field, "");
    let columns = pen.columns();
    let words = match export.format() {
        Some(format) => phrase(&format!("export.{}", format.id()), lang).to_owned(),
        None => phrase("export.unknown", lang).to_owned(),
    };
    pen.put(0, 2, &words, Role::Muted);
    let Some(error) = &export.error else {
        pen.put(0, 4, &say("export.where", &[], lang), Role::Muted);
        return;
    };
    let said = said(error, lang);
    let x = pen.put(0, 4, " E ", Role::ChipBad) + 1;
    let lines = wrap(&said.sentence, columns.saturating_sub(x)).into_iter();
    let hint = wrap(&said.hint.unwrap_or_default(), columns.saturating_sub(x));
    for (at, text) in lines.chain(hint).take(pen.rows().saturating_sub(4)).enumerate() {
        pen.put(x, 4 + at, &text, Role::Text);
    }
}
