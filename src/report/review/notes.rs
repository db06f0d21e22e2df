//! Tables `notes` and `causes`: what is noted on the figures that are shown, each with the letter that marks it in
//! charts; and of a quarter or year, how often which cause was named (S-086).
//!
//! Notes belong to whose figures they are on: those on a person's are shown with that person's figures alone.

use super::measures::lately;
use crate::domain::base::{DayRange, Grain, Rate};
use crate::domain::model::{Document, DocumentKind, DocumentQuery, Note, Unit, Versioned};
use crate::domain::rules::cause::causes;
use crate::domain::rules::pareto::Slice;
use crate::report::aims::owner;
use crate::report::cell::{column, row, strong, table, words};
use crate::report::scope::Scope;
use crate::report::{Table, Value, told};

/// So many notes have a letter; the newest are shown.
const LETTERS: usize = 26;

pub(super) fn queries(scope: &Scope<'_>) -> Vec<DocumentQuery> {
    owner(scope).map(|_| DocumentKind::Note.into()).into_iter().collect()
}

pub(super) fn tables(scope: &Scope<'_>, found: &[Versioned]) -> Vec<Table> {
    let Some(whose) = owner(scope) else { return Vec::new() };
    let own = |found: &Versioned| match &found.document {
        Document::Note(note) if note.owner == whose => Some(note.clone()),
        _ => None,
    };
    let notes: Vec<Note> = found.iter().filter_map(own).collect();
    [noted(scope, &notes), named(scope, &notes)].into_iter().flatten().collect()
}

/// The days whose notes are shown: those of the chart, else those of the period.
fn days(scope: &Scope<'_>) -> DayRange {
    let chart = lately(scope);
    let first = chart.first().filter(|_| scope.period.grain() == Grain::Day);
    first.and_then(|first| DayRange::new(first.first(), scope.days.last())).unwrap_or(scope.days)
}

fn noted(scope: &Scope<'_>, notes: &[Note]) -> Option<Table> {
    let days = days(scope);
    let mut shown: Vec<&Note> = notes.iter().filter(|note| days.contains(note.day)).collect();
    shown.sort_by_key(|note| (note.day, note.number));
    let shown = shown.split_off(shown.len().saturating_sub(LETTERS));
    let line = |(letter, note): (char, &Note)| {
        let cause = note.cause.map_or(Value::Undefined, |cause| told::word("cause", cause.word()));
        let text = note.text.lines().next().unwrap_or_default();
        let cells = vec![
            Value::Day(note.day),
            told::metric(scope.setting.catalogue, &note.metric),
            cause,
            if text.is_empty() { Value::Undefined } else { Value::Text(text.to_owned()) },
            Value::Text(note.by.clone()),
        ];
        row(note.number.to_string(), Value::Text(letter.to_string()), cells)
    };
    let columns = vec![
        strong("day", words("column.day")),
        column("metric", words("column.metric")),
        column("cause", words("column.cause")),
        column("text", words("column.text")),
        column("by", words("column.noted-by")),
    ];
    let rows = ('a'..='z').zip(shown).map(line).collect();
    table("notes", words("table.notes"), words("column.letter"), columns, rows)
}

/// How often each cause was named.
fn named(scope: &Scope<'_>, notes: &[Note]) -> Option<Table> {
    if scope.period.grain() < Grain::Quarter {
        return None;
    }
    let percent = |rate: Option<Rate>| rate.map_or(Value::Undefined, |rate| Value::Rate(rate, Unit::Percent));
    let line = |(cause, slice): (crate::domain::model::Cause, Slice)| {
        let cells = vec![Value::Number(slice.size, Unit::Count), percent(slice.share), percent(slice.running)];
        row(cause.word(), told::word("cause", cause.word()), cells)
    };
    let columns = vec![
        strong("count", words("column.count")),
        column("share", words("column.share")),
        column("running", words("column.running")),
    ];
    let rows = causes(notes.iter().map(|note| (note.day, note.cause)), scope.days).into_iter().map(line).collect();
    table("causes", words("table.causes"), words("column.cause"), columns, rows)
}
