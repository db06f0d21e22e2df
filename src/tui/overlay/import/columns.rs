//! The first rows of a file, and what its columns become.

use super::errors;
use crate::exchange::{ColumnRole, Preview, Understood};
use crate::text::{clean, day, fit, phrase, say, width};
use crate::tui::app::{Action, App, Import, size, word_of, words_of};
use crate::tui::theme::Role;
use crate::tui::widgets::Pen;

/// Cells of a column at most, and between two.
const WIDEST: usize = 22;
const BETWEEN: usize = 2;

pub(super) fn draw(pen: &mut Pen<'_>, app: &App, import: &Import) {
    let Some(file) = import.preview.as_deref() else { return };
    let lang = app.start.lang;
    detected(pen, app, file);
    let how = match &file.understood {
        Understood::Canonical => phrase("importing.canonical", lang).to_owned(),
        Understood::Documents => phrase("importing.documents", lang).to_owned(),
        Understood::Guessed => phrase("importing.guessed", lang).to_owned(),
        Understood::Map(name) => {
            let name = name.rsplit('/').next().unwrap_or(name).trim_end_matches(".toml");
            say("importing.by-map", &[("map", &clean(name)), ("source", &clean(&file.draft.source))], lang)
        }
    };
    pen.put(0, 1, &how, Role::Text);
    let mut y = 2;
    y += dates(pen, app, import, y);
    y += errors(pen, y, &import.errors, lang);
    y += usize::from(pen.rows() > 18);
    let bottom = pen.rows().saturating_sub(1);
    table(pen, app, import, file, y, bottom.saturating_sub(1));
    let shown = bottom.saturating_sub(y + 3).min(file.rows.len().saturating_sub(import.top));
    let below = file.counted.saturating_sub(import.top + shown);
    if below > 0 {
        let id = if file.beyond { "importing.rows-beyond" } else { "importing.rows-below" };
        let below = crate::text::grouped(i128::try_from(below).unwrap_or(i128::MAX));
        pen.put(0, bottom.saturating_sub(1), &say(id, &[("n", &below)], lang), Role::Muted);
    }
    pen.put(0, bottom, &about(app, import, file), Role::Text);
}

/// `sales.csv   12 KiB   UTF-8   parted by ,   3 columns`.
fn detected(pen: &mut Pen<'_>, app: &App, file: &Preview) {
    let lang = app.start.lang;
    let name = file.file.rsplit('/').next().unwrap_or(&file.file);
    let parted = file.delimiter.map(|sign| {
        let sign = if sign == '\t' { phrase("importing.tab", lang).to_owned() } else { sign.to_string() };
        say("importing.parted", &[("sign", &sign)], lang)
    });
    let columns = say("importing.columns", &[("n", &file.header.len().to_string())], lang);
    let sheet = file.sheet.as_ref().or(file.sheets.first()).map(|name| {
        let (number, key) = (file.sheets.len().to_string(), app.start.keymap.first(Action::OtherSheet));
        let id = if file.sheets.len() > 1 { "importing.sheet-of" } else { "importing.sheet" };
        say(id, &[("sheet", &clean(name)), ("n", &number), ("key", &key)], lang)
    });
    let parts = [Some(size(file.size)), Some(file.encoding.to_owned()), parted, Some(columns)];
    let parts = sheet.map(Some).into_iter().chain(parts);
    let mut x = pen.put(0, 0, name, Role::Strong) + 3;
    for part in parts.flatten() {
        if x + width(&part) > pen.columns() {
            break;
        }
        x = pen.put(x, 0, &part, Role::Muted) + 3;
    }
}

/// The readings of a date that has several, the chosen one strong; how many rows they took.
fn dates(pen: &mut Pen<'_>, app: &App, import: &Import, y: usize) -> usize {
    let Some(two) = import.two_readings() else { return 0 };
    let lang = app.start.lang;
    let name = import.preview.as_deref().and_then(|file| file.header.get(two.column)).map_or("", String::as_str);
    let chosen = import.draft.date_format.as_ref();
    let key = app.start.keymap.first(Action::OtherReading);
    let mut x = pen.put(0, y, " ? ", if chosen.is_none() { Role::ChipWarn } else { Role::ChipGood }) + 1;
    let asks = say("importing.two-readings", &[("column", name), ("value", &two.value), ("key", &key)], lang);
    pen.put(x, y, &asks, if chosen.is_none() { Role::Strong } else { Role::Text });
    for (format, date) in &two.readings {
        let own = chosen == Some(format);
        let reading = format!("{} {} ({format})", if own { "[x]" } else { "[ ]" }, day(*date, lang));
        x = pen.put(x, y + 1, &reading, if own { Role::Strong } else { Role::Muted }) + 3;
    }
    2
}

/// What a column becomes, in a few words; empty where it is not read.
fn becomes(app: &App, import: &Import, file: &Preview, at: usize) -> String {
    let lang = app.start.lang;
    let Some((_, catalogue)) = app.premises() else { return String::new() };
    match file.uses.get(at) {
        Some(uses) => uses.iter().map(|id| word_of(id, catalogue, lang)).collect::<Vec<_>>().join(", "),
        None => match import.draft.roles.get(at).and_then(Option::as_ref) {
            Some(ColumnRole::Computed) | None => String::new(),
            role => words_of(role, catalogue, lang).0,
        },
    }
}

/// The rows of the file below its header and what the columns become, scrolled so that the cursor's column is seen.
fn table(pen: &mut Pen<'_>, app: &App, import: &Import, file: &Preview, y: usize, bottom: usize) {
    let words: Vec<String> = (0..file.header.len()).map(|at| becomes(app, import, file, at)).collect();
    let none = phrase("importing.not-read", app.start.lang);
    let wide = |at: usize| {
        let names = [file.header.get(at), words.get(at)].into_iter().flatten().map(|text| width(text)).max();
        let values = file.rows.iter().filter_map(|row| row.get(at)).map(|text| width(text)).max();
        names.max(values).unwrap_or(0).max(width(none)).min(WIDEST)
    };
    let first = first_column(import.column, pen.columns(), wide);
    pen.tint(0, pen.columns(), y, Role::Rule);
    let mut x = 0;
    for at in first..file.header.len() {
        let cells = wide(at).min(pen.columns().saturating_sub(x));
        if cells < 3 {
            break;
        }
        let here = at == import.column;
        let name = file.header.get(at).map_or("", String::as_str);
        pen.put(x, y, &fit(name, cells), if here { Role::RuleStrong } else { Role::Rule });
        let word = words.get(at).filter(|word| !word.is_empty());
        let role = match (here, word) {
            (true, _) => Role::Selected,
            (false, Some(_)) => Role::Accent,
            (false, None) => Role::Muted,
        };
        if here {
            pen.tint(x, x + cells, y + 1, Role::Selected);
        }
        pen.put(x, y + 1, &fit(word.map_or(none, String::as_str), cells), role);
        let rows = file.rows.iter().skip(import.top);
        for (line, row) in rows.take(bottom.saturating_sub(y + 2)).enumerate() {
            let value = row.get(at).map_or("", String::as_str);
            pen.put(x, y + 2 + line, &fit(value, cells), if word.is_some() { Role::Text } else { Role::Muted });
        }
        x += cells + BETWEEN;
    }
}

/// The first column to draw so that number `chosen` is seen whole.
fn first_column(chosen: usize, columns: usize, wide: impl Fn(usize) -> usize) -> usize {
    let mut room = columns.saturating_sub(wide(chosen));
    let mut first = chosen;
    while let Some(before) = first.checked_sub(1) {
        let Some(left) = room.checked_sub(wide(before) + BETWEEN) else { break };
        (room, first) = (left, before);
    }
    first
}

/// About the column under the cursor, and what may be done.
fn about(app: &App, import: &Import, file: &Preview) -> String {
    let lang = app.start.lang;
    let name = file.header.get(import.column).map_or("", String::as_str);
    let word = becomes(app, import, file, import.column);
    let counts = import.draft.counts.as_ref().zip(app.premises());
    let counts = counts.map(|(id, (_, catalogue))| word_of(id, catalogue, lang));
    let id = match (word.is_empty(), file.is_open()) {
        (false, _) => "importing.is",
        (true, true) => "importing.is-not",
        (true, false) => "importing.is-not-by-map",
    };
    let own = say(id, &[("column", name), ("what", &word)], lang);
    let counted = counts.map(|what| say("importing.rows-count", &[("what", &what)], lang));
    [Some(own), counted].into_iter().flatten().collect::<Vec<_>>().join("  ")
}
