//! A form: a field a row, below it what is wrong, what can be chosen, and what somebody else has made of it.
//!
//! ```text
//!   New person                                        Esc keeps the draft
//!
//!   name *       王伟___________________      as figures and files carry it
//!   first day    fri____________________      Fri 11 Sep 2026
//!                ! 'fri 9' is not a day. ...
//! ```

use super::panel::{first_shown, panel};
use crate::text::{day, fit, pad_right, phrase, said, say, width, wrap};
use crate::tui::app::{Action, App, Form, FormField, Input, Stage};
use crate::tui::theme::Role;
use crate::tui::widgets::Pen;

/// Choices that are shown at once.
const CHOICES: usize = 5;
/// Columns of a name at most.
const NAME: usize = 24;
/// Columns from which hints stand beside their fields.
const BESIDE: usize = 64;

/// A row of a form.
enum Row {
    /// The field of that number, and what stands beside it.
    Field(usize, String),
    /// Something about all of it.
    Above(String, Role),
    /// Something about a field.
    About(String, Role),
    /// A choice, and whether it is under the cursor.
    Choice(String, bool),
    Gap,
}

pub(super) fn draw(pen: &mut Pen<'_>, app: &App, form: &Form) {
    let lang = app.start.lang;
    let (columns, most) = super::room(pen.columns(), pen.rows());
    let names = form.fields.iter().map(|field| width(phrase(&label(field), lang)) + 2).max().unwrap_or(0).min(NAME);
    let (rows, at) = rows(app, form, columns, names + 3);
    let mut pen =
        panel(pen, &form.title(lang, app.form_with()), phrase("form.keeps", lang), rows.len().max(1).min(most));
    let room = pen.rows();
    // What belongs to the field under the cursor is seen with it.
    let top = first_shown(at.1, rows.len(), room).min(at.0);
    for (y, row) in rows.iter().skip(top).take(room).enumerate() {
        match row {
            Row::Field(number, beside) => {
                if let Some(field) = form.fields.get(*number) {
                    line(&mut pen, app, form, (y, names), (*number, field), beside);
                }
            }
            Row::Above(text, role) => drop(pen.put(2, y, text, *role)),
            Row::About(text, role) => drop(pen.put(names + 3, y, text, *role)),
            Row::Choice(text, chosen) => {
                let role = if *chosen { Role::Selected } else { Role::Text };
                pen.put(names + 3, y, text, role);
            }
            Row::Gap => {}
        }
    }
}

fn label(field: &FormField) -> String {
    format!("field.{}", field.id)
}

/// All rows, and the numbers of the first and the last that belong to the field under the cursor.
fn rows(app: &App, form: &Form, columns: usize, indent: usize) -> (Vec<Row>, (usize, usize)) {
    let lang = app.start.lang;
    let room = columns.saturating_sub(indent).max(8);
    let mut rows = Vec::new();
    for (text, role) in above(app, form) {
        rows.extend(wrap(&text, columns.saturating_sub(2)).into_iter().map(|line| Row::Above(line, role)));
    }
    if !rows.is_empty() {
        rows.push(Row::Gap);
    }
    if form.stage == Stage::Opening {
        rows.push(Row::About("...".to_owned(), Role::Muted));
    }
    let mut at = (0, 0);
    for (number, field) in form.fields.iter().enumerate() {
        let first = rows.len();
        let hint = hint(app, field);
        let beside = columns >= BESIDE && width(&hint) <= room * 11 / 20;
        rows.push(Row::Field(number, if beside { hint.clone() } else { String::new() }));
        if !beside && number == form.at && !hint.is_empty() {
            rows.extend(wrap(&hint, room).into_iter().map(|line| Row::About(line, Role::Muted)));
        }
        if let Some(error) = &field.error {
            let text = format!("! {}", said(&app.timed(error), lang).sentence);
            rows.extend(wrap(&text, room).into_iter().map(|line| Row::About(line, Role::Bad)));
        }
        rows.extend(other(app, field).into_iter().map(|text| Row::About(fit(&text, room).into_owned(), Role::Strong)));
        if number == form.at {
            rows.extend(choices(app, form, field, room));
            at = (first, rows.len().saturating_sub(1));
        }
    }
    (rows, at)
}

/// What is said about the whole form.
fn above(app: &App, form: &Form) -> Vec<(String, Role)> {
    let (lang, keymap) = (app.start.lang, &app.start.keymap);
    let mut lines = Vec::new();
    if let Some(kept) = form.resumed.filter(|_| form.conflict.is_none()) {
        let key = keymap.first(Action::StartOver);
        let since = kept.map_or_else(|| phrase("form.before", lang).to_owned(), |kept| day(kept, lang));
        lines.push((say("form.resumed", &[("since", &since), ("key", &key)], lang), Role::Warn));
    }
    if let Some(conflict) = &form.conflict {
        lines.push((format!("! {}", said(&app.timed(&conflict.error), lang).sentence), Role::Bad));
        let taken = conflict.taken.iter().map(|id| phrase(&format!("field.{id}"), lang).to_owned());
        let taken = taken.collect::<Vec<_>>().join(", ");
        if !taken.is_empty() {
            lines.push((say("form.taken", &[("fields", &taken)], lang), Role::Text));
        }
        if conflict.both > 0 {
            lines.push((say("form.both", &[("n", &conflict.both.to_string())], lang), Role::Strong));
        }
    }
    if let Some(error) = &form.error {
        let mut words = said(&app.timed(error), lang);
        if form.wants_reason() {
            words.hint = Some(say("form.reason-field", &[("field", phrase("field.reason", lang))], lang));
        }
        let text = words.hint.map_or(words.sentence.clone(), |hint| format!("{} {hint}", words.sentence));
        lines.push((format!("! {text}"), Role::Bad));
    }
    if matches!(form.stage, Stage::Given | Stage::Comparing) {
        lines.push((phrase("form.given", lang).to_owned(), Role::Muted));
    }
    lines
}

/// What stands beside a field: how it is understood, else its hint.
fn hint(app: &App, field: &FormField) -> String {
    let understood = app.form_with().and_then(|with| field.understood(with));
    let hint = || {
        let (id, args) = field.hint.as_ref()?;
        let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
        Some(say(id, &args, app.start.lang))
    };
    match (understood, &field.hint) {
        // What it was is seen beside what it becomes.
        (Some(new), Some(("hint.was", _))) => format!("{} → {new}", hint().unwrap_or_default()),
        (understood, _) => understood.or_else(hint).unwrap_or_default(),
    }
}

/// The other value of a field that two people have changed.
fn other(app: &App, field: &FormField) -> Option<String> {
    let lang = app.start.lang;
    let theirs = field.theirs.as_ref()?;
    let (id, value) = field.mine.as_ref().map_or(("form.theirs", theirs), |mine| ("form.mine", mine));
    let value = if value.is_empty() { phrase("form.none", lang) } else { value };
    Some(say(id, &[("value", value), ("key", &app.start.keymap.first(Action::TakeTheirs))], lang))
}

/// The choices of the field under the cursor.
fn choices(app: &App, form: &Form, field: &FormField, room: usize) -> Vec<Row> {
    let offered = field.offered();
    if form.chosen.is_none() && !field.awaits_choice() {
        return Vec::new();
    }
    let top = first_shown(form.chosen.unwrap_or(0), offered.len(), CHOICES);
    let explained = offered.iter().filter(|pick| !pick.beside.is_empty());
    let names = explained.map(|pick| width(&pick.label)).max().unwrap_or(0).min(NAME);
    let shown = offered.iter().enumerate().skip(top).take(CHOICES);
    let mut rows: Vec<Row> = shown
        .map(|(at, pick)| {
            let name = format!("{}  {}", pad_right(&pick.label, names.max(width(&pick.label))), pick.beside);
            let name = name.trim_end();
            Row::Choice(fit(name, room).into_owned(), form.chosen == Some(at))
        })
        .collect();
    let more = offered.len().saturating_sub(top + CHOICES);
    if more > 0 {
        rows.push(Row::About(say("form.choices", &[("n", &more.to_string())], app.start.lang), Role::Muted));
    }
    rows
}

/// `▸ name *   value____   hint`.
fn line(
    pen: &mut Pen<'_>,
    app: &App,
    form: &Form,
    (y, names): (usize, usize),
    (number, field): (usize, &FormField),
    beside: &str,
) {
    let lang = app.start.lang;
    let here = number == form.at && form.stage != Stage::Opening;
    if here {
        pen.put(0, y, app.start.glyphs.cursor, Role::Accent);
    }
    let label = label(field);
    let name = phrase(&label, lang);
    let after = pen.put(2, y, &fit(name, names.saturating_sub(2)), if here { Role::Strong } else { Role::Muted });
    if field.needed {
        pen.put(after + 1, y, "*", Role::Muted);
    }
    let from = names + 3;
    let columns = pen.columns();
    let hint = if beside.is_empty() { 0 } else { width(beside) + 2 };
    let end = columns.saturating_sub(hint);
    if !beside.is_empty() {
        pen.put(end + 2, y, &fit(beside, columns.saturating_sub(end + 2)), Role::Muted);
    }
    pen.tint(from, end, y, Role::Rule);
    if field.input == Input::Yes {
        let word = phrase(if field.line.text() == "yes" { "form.yes" } else { "form.no" }, lang);
        pen.put(from, y, word, if here { Role::Selected } else { Role::RuleStrong });
        return;
    }
    if let Some(lines) = &field.lines {
        let count = lines.lines().count();
        let text = say("form.lines", &[("n", &count.to_string())], lang);
        let end = pen.put_left_of(end, y, &text, Role::Rule);
        pen.put(from, y, &fit(&field.line.text(), end.saturating_sub(from + 1)), Role::RuleStrong);
        return;
    }
    if !here {
        pen.put(from, y, &fit(&field.line.text(), end.saturating_sub(from)), Role::RuleStrong);
        return;
    }
    let window = field.line.window(end.saturating_sub(from));
    let x = pen.put(from, y, &window.before, Role::RuleStrong);
    let after = pen.put(x, y, &window.under, Role::Selected);
    pen.put(after, y, &window.after, Role::RuleStrong);
}
