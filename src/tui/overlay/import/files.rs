//! Which file.

use super::super::panel::line;
use super::{errors, list};
use crate::text::{clean, phrase, say};
use crate::tui::app::{App, Import};
use crate::tui::theme::Role;
use crate::tui::widgets::Pen;

pub(super) fn draw(pen: &mut Pen<'_>, app: &App, import: &Import) {
    let lang = app.start.lang;
    let folder = clean(&import.folder.display().to_string()).into_owned();
    let x = pen.put(0, 0, phrase("importing.folder", lang), Role::Muted) + 1;
    pen.put(x, 0, &folder, Role::Strong);
    let count = say("filter.count", &[("n", &import.count().to_string())], lang);
    // Who types a path looks for no name.
    let count = if import.typed_path().is_some() { phrase("importing.a-path", lang).to_owned() } else { count };
    line(pen, 1, "/", &import.field, if import.waits { "..." } else { &count });
    if !import.errors.is_empty() {
        errors(pen, 3, &import.errors, lang);
        return;
    }
    let bottom = pen.rows().saturating_sub(1);
    if let Some(path) = import.typed_path() {
        let path = clean(&path.display().to_string()).into_owned();
        pen.put(0, 3, &say("importing.path", &[("path", &path)], lang), Role::Text);
        return;
    }
    if import.count() == 0 && !import.waits {
        let id = if import.field.is_empty() { "importing.empty-folder" } else { "importing.no-file" };
        pen.put(0, 3, phrase(id, lang), Role::Muted);
    }
    list(pen, import, 3, lang);
    if import.count() + 4 < bottom {
        let lines = [phrase("importing.files-help", lang), phrase("importing.several", lang)];
        let lines = if import.count() + 5 < bottom { &lines[..] } else { lines.get(..1).unwrap_or_default() };
        for (up, text) in lines.iter().rev().enumerate() {
            pen.put(0, bottom.saturating_sub(up), text, Role::Muted);
        }
    }
}
