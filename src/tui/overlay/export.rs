//! Where what is seen goes.

use super::panel::{line, panel};
use crate::render::{Voice, table_title};
use crate::text::{phrase, said, say, wrap};
use crate::tui::app::{Action, App, Export};
use crate::tui::theme::Role;
use crate::tui::widgets::Pen;

/// Rows that it wants.
const ROWS: usize = 8;

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
    what(&mut pen, app, export);
    let Some(error) = &export.error else {
        pen.put(0, 5, &say("export.where", &[], lang), Role::Muted);
        return;
    };
    let said = said(error, lang);
    let x = pen.put(0, 5, " E ", Role::ChipBad) + 1;
    let lines = wrap(&said.sentence, columns.saturating_sub(x)).into_iter();
    let hint = wrap(&said.hint.unwrap_or_default(), columns.saturating_sub(x));
    for (at, text) in lines.chain(hint).take(pen.rows().saturating_sub(5)).enumerate() {
        pen.put(x, 5 + at, &text, Role::Text);
    }
}

/// Everything, or the table under the cursor alone; the one that goes is marked.
fn what(pen: &mut Pen<'_>, app: &App, export: &Export) {
    let (lang, key) = (app.start.lang, app.start.keymap.first(Action::TableAlone));
    let Some(report) = app.reading.report() else { return };
    let voice = Voice::of(report, lang);
    let count = report.tables.len().to_string();
    let (alone, table) = export.table.map_or((false, None), |(alone, at)| (alone, report.tables.get(at)));
    let mark = |own: bool| if own { "[x]" } else { "[ ]" };
    let role = |own: bool| if own { Role::Strong } else { Role::Muted };
    let all = format!("{} {}", mark(!alone), say("export.everything", &[("n", &count)], lang));
    let x = pen.put(0, 3, &all, role(!alone)) + 3;
    if let Some(table) = table {
        let name = table_title(table, &voice);
        let name = if name.is_empty() { voice.value(&table.label) } else { name };
        let only = say("export.table", &[("name", &name), ("key", &key)], lang);
        pen.put(x, 3, &format!("{} {only}", mark(alone)), role(alone));
    }
}
