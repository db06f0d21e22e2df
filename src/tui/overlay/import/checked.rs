//! What a file would change, and what it has changed.

use super::{errors, voice};
use crate::domain::base::Error;
use crate::domain::model::Unit;
use crate::exchange::{FileOutcome, FileState};
use crate::report::Value;
use crate::text::{days, fit, grouped, phrase, said, say, width, wrap};
use crate::tui::app::{Action, Again, App, Import, word_of};
use crate::tui::theme::Role;
use crate::tui::widgets::Pen;

/// Columns from which the sums stand beside the questions.
const WIDE: usize = 110;

pub(super) fn draw(pen: &mut Pen<'_>, app: &App, import: &Import) {
    let Some(outcome) = import.outcome.as_deref() else { return };
    let lang = app.start.lang;
    let file = outcome.file.rsplit('/').next().unwrap_or(&outcome.file);
    if let FileState::Already { batch } = outcome.state {
        let already = say("importing.is-there", &[("file", file), ("batch", &batch.to_string())], lang);
        pen.put(0, 0, &already, Role::Strong);
        errors(pen, 2, &import.errors, lang);
        return;
    }
    pen.put(0, 0, &counted(app, outcome, file, "importing.would"), Role::Strong);
    pen.put(0, 1, phrase("importing.nothing-yet", lang), Role::Muted);
    let mut y = 2 + usize::from(pen.rows() > 14);
    y += if outcome.replacing.is_empty() { sums(pen, app, outcome, y) } else { beside(pen, app, outcome, y) };
    y += overlap(pen, app, import, outcome, y);
    y += kept(pen, app, import, y);
    y += bad(pen, app, import, outcome, y);
    let bottom = pen.rows().saturating_sub(1);
    if !import.errors.is_empty() {
        let y = y.min(bottom.saturating_sub(2));
        for row in y..=bottom {
            pen.clear(0, row, pen.columns(), 1);
        }
        errors(pen, y, &import.errors, lang);
    } else if import.stands_against().is_none() {
        let key = app.start.keymap.first(Action::ImportNext);
        pen.put(0, bottom, &say("importing.go", &[("key", &key)], lang), Role::Strong);
    }
}

/// `sales.csv: 20 rows, 20 facts of 1 to 20 Sep 2026`.
fn counted(app: &App, outcome: &FileOutcome, file: &str, id: &str) -> String {
    let lang = app.start.lang;
    let run = outcome.days.map(|run| days(run, lang)).unwrap_or_default();
    let (rows, facts) = (grouped(outcome.rows.into()), grouped(outcome.facts.into()));
    let id = if outcome.days.is_none() { format!("{id}-documents") } else { id.to_owned() };
    let batch = if let FileState::Imported { batch, .. } = outcome.state { batch.to_string() } else { String::new() };
    let written =
        if let FileState::Written { documents } = outcome.state { documents.to_string() } else { String::new() };
    let args = [
        ("file", file),
        ("rows", rows.as_str()),
        ("facts", facts.as_str()),
        ("days", run.as_str()),
        ("batch", batch.as_str()),
        ("source", outcome.source.as_str()),
        ("documents", written.as_str()),
    ];
    say(&id, &args, lang)
}

/// What each measure adds up to, in as many columns as there is room for; how many rows that took.
fn sums(pen: &mut Pen<'_>, app: &App, outcome: &FileOutcome, y: usize) -> usize {
    let lang = app.start.lang;
    let (Some((_, catalogue)), Some(voice)) = (app.premises(), voice(app)) else { return 0 };
    let sums: Vec<(String, String)> = outcome
        .totals
        .iter()
        .map(|(id, total)| {
            let unit = catalogue.measure(id).map_or(Unit::Count, |measure| measure.unit);
            (word_of(id, catalogue, lang), voice.value(&Value::Number(*total, unit)))
        })
        .collect();
    if sums.is_empty() {
        return 0;
    }
    let label = sums.iter().map(|(name, _)| width(name)).max().unwrap_or(0).min(28);
    let figure = sums.iter().map(|(_, total)| width(total)).max().unwrap_or(0);
    let side = label + figure + 6;
    let across = (pen.columns() / side).clamp(1, if pen.columns() >= WIDE { 3 } else { 2 });
    let room = pen.rows().saturating_sub(y + 5).max(1);
    let down = sums.len().div_ceil(across).min(room);
    for (at, (name, total)) in sums.iter().take(down * across).enumerate() {
        let (x, y) = (at / down * side, y + at % down);
        pen.put(x, y, &fit(name, label), Role::Text);
        pen.put_left_of(x + label + 2 + figure, y, total, Role::Strong);
    }
    down + usize::from(pen.rows() > 14)
}

/// What each measure adds up to in the file, and on the days that are there already: as they stand, and as they would
/// stand; how many rows that took.
fn beside(pen: &mut Pen<'_>, app: &App, outcome: &FileOutcome, y: usize) -> usize {
    let lang = app.start.lang;
    let (Some((_, catalogue)), Some(voice)) = (app.premises(), voice(app)) else { return 0 };
    let figure = |id: &str, sum: Option<i128>| {
        let unit = catalogue.measure(id).map_or(Unit::Count, |measure| measure.unit);
        sum.map_or_else(|| ".".to_owned(), |sum| voice.value(&Value::Number(sum, unit)))
    };
    let of_file = |id: &str| outcome.totals.iter().find(|(known, _)| known == id).map(|(_, sum)| *sum);
    let lines: Vec<(String, [String; 3])> = outcome
        .replacing
        .iter()
        .map(|sum| {
            let id = sum.measure.as_str();
            (word_of(id, catalogue, lang), [figure(id, of_file(id)), figure(id, sum.old), figure(id, sum.new)])
        })
        .collect();
    let heads = ["importing.file-sum", "importing.old-sum", "importing.new-sum"].map(|id| phrase(id, lang));
    let label = lines.iter().map(|(name, _)| width(name)).max().unwrap_or(0).clamp(10, 28);
    let wide = |at: usize| {
        let figures = lines.iter().filter_map(|(_, figures)| figures.get(at)).map(|text| width(text)).max();
        figures.unwrap_or(0).max(heads.get(at).map_or(0, |head| width(head))) + 3
    };
    let ends = [label + wide(0), label + wide(0) + wide(1), label + wide(0) + wide(1) + wide(2)];
    let room = pen.rows().saturating_sub(y + 7).max(1);
    let (most, more) = if lines.len() > room { (room.saturating_sub(1), true) } else { (lines.len(), false) };
    for (end, head) in ends.iter().zip(heads) {
        pen.put_left_of(*end, y, head, Role::Muted);
    }
    for (at, (name, figures)) in lines.iter().take(most).enumerate() {
        let differs = figures.get(1) != figures.get(2);
        pen.put(0, y + 1 + at, &fit(name, label), Role::Text);
        for (place, (end, text)) in ends.iter().zip(figures).enumerate() {
            let role = if place == 2 && differs { Role::Strong } else { Role::Text };
            pen.put_left_of(*end, y + 1 + at, text, role);
        }
    }
    if more {
        let left = (lines.len() - most).to_string();
        pen.put(0, y + 1 + most, &say("rows.more", &[("n", &left)], lang), Role::Muted);
    }
    1 + most + usize::from(more) + usize::from(pen.rows() > 14)
}

/// What is there already, and the choice; how many rows that took.
fn overlap(pen: &mut Pen<'_>, app: &App, import: &Import, outcome: &FileOutcome, y: usize) -> usize {
    let lang = app.start.lang;
    let keymap = &app.start.keymap;
    let Some(first) = outcome.replaced.first() else {
        if import.again != Some(Again::Add) {
            return repeated(pen, app, outcome, y);
        }
        let added = say("importing.adds", &[("source", &outcome.source)], lang);
        pen.put(0, y, &added, Role::Text);
        return 1 + repeated(pen, app, outcome, y + 1);
    };
    let chip = if import.again.is_none() { Role::ChipWarn } else { Role::ChipGood };
    let x = pen.put(0, y, " ? ", chip) + 1;
    let count = outcome.replaced.len().to_string();
    let first = crate::text::day(*first, lang);
    let there = say("importing.there", &[("n", &count), ("day", &first), ("source", &outcome.source)], lang);
    pen.put(x, y, &there, Role::Strong);
    let ways = [
        (Action::Replace, "importing.replace", import.again == Some(Again::Replace)),
        (Action::AddBeside, "importing.add", import.again == Some(Again::Add)),
    ];
    let mut taken = 1;
    for (action, id, own) in ways {
        let way = format!("{} {}  {}", if own { "[x]" } else { "[ ]" }, keymap.first(action), phrase(id, lang));
        pen.put(x, y + taken, &way, if own { Role::Strong } else { Role::Text });
        taken += 1;
    }
    taken + repeated(pen, app, outcome, y + taken)
}

/// Keys that an earlier batch has too; how many rows that took.
fn repeated(pen: &mut Pen<'_>, app: &App, outcome: &FileOutcome, y: usize) -> usize {
    let Some((key, batch)) = outcome.repeated.first() else { return 0 };
    let (count, batch) = (outcome.repeated.len().to_string(), batch.to_string());
    let args = [("n", count.as_str()), ("key", key.as_str()), ("batch", batch.as_str())];
    pen.put(0, y, &say("importing.repeated", &args, app.start.lang), Role::Warn);
    1
}

/// Whether the map is kept; how many rows that took.
fn kept(pen: &mut Pen<'_>, app: &App, import: &Import, y: usize) -> usize {
    if !import.makes_map() {
        return 0;
    }
    let mark = if import.keeps { "[x]" } else { "[ ]" };
    let key = app.start.keymap.first(Action::KeepMap);
    pen.put(4, y, &format!("{mark} {key}  {}", phrase("importing.keep", app.start.lang)), Role::Text);
    1
}

/// Bad rows, and the choice; how many rows that took.
fn bad(pen: &mut Pen<'_>, app: &App, import: &Import, outcome: &FileOutcome, y: usize) -> usize {
    if outcome.bad == 0 {
        return 0;
    }
    let lang = app.start.lang;
    let x = pen.put(0, y, " ? ", if import.skips { Role::ChipGood } else { Role::ChipWarn }) + 1;
    let (bad, rows) = (grouped(outcome.bad.into()), grouped(outcome.rows.into()));
    pen.put(x, y, &say("importing.bad", &[("bad", &bad), ("rows", &rows)], lang), Role::Strong);
    let key = app.start.keymap.first(Action::SkipBad);
    let mark = if import.skips { "[x]" } else { "[ ]" };
    pen.put(x, y + 1, &format!("{mark} {key}  {}", phrase("importing.skip", lang)), Role::Text);
    let room = pen.rows().saturating_sub(y + 4);
    let (mut taken, mut shown) = (0, 0);
    for error in outcome.named.iter().skip(import.top) {
        let lines = wrap(&row(error, app), pen.columns().saturating_sub(x));
        if taken + lines.len() > room {
            break;
        }
        for line in &lines {
            pen.put(x, y + 2 + taken, line.trim_end(), Role::Muted);
            taken += 1;
        }
        shown += 1;
    }
    let below = outcome.bad.saturating_sub((import.top + shown) as u64);
    if below > 0 {
        let more = say("rows.more", &[("n", &grouped(below.into()))], lang);
        pen.put(x, y + 2 + taken, &more, Role::Muted);
    }
    3 + taken
}

/// `line 12, Quantity, "abc": This is no number.`
fn row(error: &Error, app: &App) -> String {
    let lang = app.start.lang;
    let bare = Error { place: None, ..error.clone() };
    let place = error.place.as_ref();
    let line = place.and_then(|place| place.line).unwrap_or(0).to_string();
    let column = place.and_then(|place| place.column.clone()).unwrap_or_default();
    let value = place.and_then(|place| place.value.clone()).unwrap_or_default();
    let id = if column.is_empty() { "importing.bad-line" } else { "importing.bad-row" };
    let args = [("line", line.as_str()), ("column", &column), ("value", &value), ("why", &said(&bare, lang).sentence)];
    say(id, &args, lang)
}

/// What was imported, and how it is taken back.
pub(super) fn done(pen: &mut Pen<'_>, app: &App, import: &Import) {
    let Some(outcome) = import.outcome.as_deref() else { return };
    let (lang, keymap) = (app.start.lang, &app.start.keymap);
    let file = outcome.file.rsplit('/').next().unwrap_or(&outcome.file);
    let FileState::Imported { batch, .. } = outcome.state else {
        let text = match outcome.state {
            FileState::Already { batch } => {
                say("importing.is-there", &[("file", file), ("batch", &batch.to_string())], lang)
            }
            _ => counted(app, outcome, file, "importing.done"),
        };
        pen.put(0, 0, &text, Role::Strong);
        return;
    };
    let x = pen.put(
        0,
        0,
        if import.back { " ~ " } else { " G " },
        if import.back { Role::ChipWarn } else { Role::ChipGood },
    );
    let batch = batch.to_string();
    let text = if import.back {
        say("importing.taken-back", &[("batch", &batch)], lang)
    } else {
        counted(app, outcome, file, "importing.done")
    };
    let mut y = 0;
    for line in wrap(&text, pen.columns().saturating_sub(x + 1)) {
        pen.put(x + 1, y, line.trim_end(), Role::Strong);
        y += 1;
    }
    y += usize::from(pen.rows() > 14);
    // What was taken back adds up to nothing here any more.
    if !import.back {
        y += sums(pen, app, outcome, y);
    }
    let mut notes = Vec::new();
    if !outcome.replaced.is_empty() && !import.back {
        notes.push(say("importing.replaced", &[("n", &outcome.replaced.len().to_string())], lang));
    }
    if outcome.bad > 0 {
        let to = outcome.rejects.as_deref().map(|path| path.display().to_string()).unwrap_or_default();
        notes.push(say("importing.left-out", &[("bad", &grouped(outcome.bad.into())), ("file", &to)], lang));
    }
    if import.makes_map() && import.keeps {
        notes.push(phrase("importing.kept", lang).to_owned());
    }
    let back = [("key", keymap.first(Action::TakeBack)), ("batch", batch)];
    let back = back.each_ref().map(|(name, value)| (*name, value.as_str()));
    notes.push(say(if import.back { "importing.bring-back" } else { "importing.take-back" }, &back, lang));
    notes.push(say("importing.see", &[("key", &keymap.first(Action::ImportNext))], lang));
    for note in notes {
        for line in wrap(&note, pen.columns()) {
            pen.put(0, y, line.trim_end(), Role::Text);
            y += 1;
        }
    }
}
