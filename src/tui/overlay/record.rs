//! A row of the journal or of the imports, whole; above it, once asked, whether it is taken back.

use super::help::column;
use super::panel::panel;
use crate::text::{phrase, say, wrap};
use crate::tui::app::{Action, App, KEYS, Record};
use crate::tui::theme::Role;
use crate::tui::widgets::Pen;

pub(super) fn draw(pen: &mut Pen<'_>, app: &App, record: &Record) {
    let lang = app.start.lang;
    let (columns, most) = super::room(pen.columns(), pen.rows());
    let question = if record.asks { asked(app, record, columns) } else { Vec::new() };
    let above = if question.is_empty() { 0 } else { question.len() + 1 };
    let lines = app.record_lines(record, columns);
    let note = phrase(if record.asks { "record.no-change" } else { "overlay.closes" }, lang);
    let mut pen = panel(pen, &record.title(lang), note, (lines.len() + above).min(most));
    let room = pen.rows().saturating_sub(above);
    // Where there is more than is seen, the last row says so.
    let rows = if lines.len() > room { room.saturating_sub(1) } else { room };
    let top = record.top.min(lines.len().saturating_sub(rows));
    for (y, line) in question.iter().enumerate() {
        let x = if y == 0 { pen.put(0, y, " ? ", Role::ChipWarn) + 1 } else { 4 };
        pen.put(x, y, line, Role::Strong);
    }
    column(&mut pen, (0, above), (KEYS, columns), lines.iter().skip(top).take(rows));
    let below = lines.len().saturating_sub(top + rows);
    if below > 0 {
        pen.put(0, above + rows, &say("rows.more", &[("n", &below.to_string())], lang), Role::Muted);
    }
}

/// The question, and its keys below it.
fn asked(app: &App, record: &Record, columns: usize) -> Vec<String> {
    let (lang, keymap) = (app.start.lang, &app.start.keymap);
    let keys = [("yes", keymap.first(Action::Yes)), ("no", keymap.first(Action::No))];
    let keys = keys.each_ref().map(|(name, key)| (*name, key.as_str()));
    let question = wrap(&record.question(lang), columns.saturating_sub(4));
    let lines = question.iter().map(|line| line.trim_end().to_owned());
    lines.chain([say("record.keys", &keys, lang)]).collect()
}
