//! What a shared screen may not show is struck out of the answer (R14): the names of the lowest fifth.
//!
//! Who that is, is told by the board of the period; the names go from every part of a report, its ids among them, so
//! that nothing behind the desk can show them.

use std::collections::BTreeSet;

use crate::domain::base::Error;
use crate::domain::model::{Dimension, Lens};
use crate::report::{Kind, Question, Report, Row, Sentence, Table, Trust, Value};

/// The board that ranks everybody in the period of `question`, whatever its lens shows.
pub(super) fn board(question: &Question) -> Question {
    let lens = Lens { metric: None, by: Some(Dimension::Member), filters: Vec::new(), ..question.lens.clone() };
    Question { kind: Kind::Board, lens, ..question.clone() }
}

/// Whether `report` ranks people itself.
pub(super) fn ranks_people(report: &Report) -> bool {
    report.kind == Kind::Board && report.lens.by == Some(Dimension::Member)
}

/// The people of the lowest fifth of a board: those whose rank is beyond four fifths of the ranked, and those who have
/// no row at all. Who shares a rank with somebody above is not among them, and nobody alone.
pub(super) fn lowest(board: &Report) -> BTreeSet<String> {
    let table = board.tables.iter().find(|table| table.id == "board");
    let rows = table.map_or(&[][..], |table| &table.rows);
    let rank = |row: &Row| match row.cells.first().map(|cell| &cell.value) {
        Some(Value::Number(rank, _)) => Some(*rank),
        _ => None,
    };
    let ranked: Vec<(&Row, i128)> = rows.iter().filter_map(|row| Some((row, rank(row)?))).collect();
    let count = i128::try_from(ranked.len()).unwrap_or(i128::MAX);
    let low = ranked.iter().filter(|(_, rank)| count > 1 && rank.saturating_mul(5) > count.saturating_mul(4));
    let silent = table.and_then(|table| table.note.as_ref()).map(silent).unwrap_or_default();
    low.map(|(row, _)| row.id.clone()).chain(silent).collect()
}

/// Whom a note names for having no row.
fn silent(note: &Sentence) -> Vec<String> {
    let own = note.id == "note.silent";
    let names = note.args.iter().flat_map(|(_, arg)| match arg {
        Value::Words(inner) => silent(inner),
        Value::Text(people) if own => people.split(", ").map(str::to_owned).collect(),
        _ => Vec::new(),
    });
    names.collect()
}

/// The report without these names.
///
/// # Errors
/// `shared-person` where it is about one of them alone.
pub(super) fn strike(mut report: Report, names: &BTreeSet<String>) -> Result<Report, Error> {
    if names.is_empty() {
        return Ok(report);
    }
    let alone =
        report.lens.filters.iter().any(|(dimension, filter)| {
            *dimension == Dimension::Member && filter.iter().any(|name| names.contains(name))
        });
    if alone {
        return Err(Error::asked("shared-person"));
    }
    report.headline.iter_mut().for_each(|said| sentence(said, names));
    report.tables.iter_mut().for_each(|one| table(one, names));
    trust(&mut report.trust, names);
    Ok(report)
}

fn trust(trust: &mut Trust, names: &BTreeSet<String>) {
    // How many figures are missing stays told.
    trust.missing.retain(|(person, _)| !names.contains(person));
}

fn table(table: &mut Table, names: &BTreeSet<String>) {
    value(&mut table.title, names);
    if let Some(note) = &mut table.note {
        sentence(note, names);
    }
    for (at, row) in table.rows.iter_mut().enumerate() {
        // A goal's row is named by its metric and its owner: `revenue/member=张伟`.
        let named = row.id.split_once("/member=").map_or(row.id.as_str(), |(_, name)| name);
        if names.contains(named) {
            row.id = format!("struck-{}", at + 1);
        }
        value(&mut row.label, names);
        row.cells.iter_mut().for_each(|cell| value(&mut cell.value, names));
    }
}

fn sentence(said: &mut Sentence, names: &BTreeSet<String>) {
    said.args.iter_mut().for_each(|(_, arg)| value(arg, names));
    // A newcomer without a name is no newcomer that anybody could know.
    if said.id == "row.newcomer" && said.args.iter().any(|(_, arg)| *arg == struck()) {
        *said = Sentence::new("row.struck");
    }
}

fn value(value: &mut Value, names: &BTreeSet<String>) {
    match value {
        Value::Text(text) if names.contains(text.as_str()) => *value = struck(),
        // Names in a row, as notes have them.
        Value::Text(text) if text.split(", ").any(|part| names.contains(part)) => {
            let kept: Vec<&str> = text.split(", ").filter(|part| !names.contains(*part)).collect();
            *text = if kept.is_empty() { "…".to_owned() } else { format!("{}, …", kept.join(", ")) };
        }
        Value::Words(said) => sentence(said, names),
        _ => {}
    }
}

fn struck() -> Value {
    Value::Words(Sentence::new("row.struck"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::base::{Day, FiscalStart};
    use crate::report::Audience;

    fn question(lens: &str) -> Question {
        let lens = Lens::parse(lens, FiscalStart::default()).expect("a lens");
        let today: Day = "2026-09-09".parse().expect("a day");
        Question { kind: Kind::Review, lens, today, audience: Audience::Shared }
    }

    #[test]
    fn r14_names_go_from_texts_lists_and_words_and_nobody_else_does() {
        let names = BTreeSet::from(["李娜".to_owned()]);
        let after = |mut one: Value| {
            value(&mut one, &names);
            one
        };
        assert_eq!(after(Value::Text("李娜".to_owned())), struck());
        assert_eq!(after(Value::Text("张伟, 李娜".to_owned())), Value::Text("张伟, …".to_owned()));
        assert_eq!(after(Value::Text("李娜娜".to_owned())), Value::Text("李娜娜".to_owned()));
        let newcomer = Sentence::new("row.newcomer").with("name", Value::Text("李娜".to_owned()));
        assert_eq!(after(Value::Words(newcomer)), struck());
    }

    #[test]
    fn r14_the_lowest_are_those_of_the_whole_company_whatever_the_lens_shows() {
        let board = board(&question("month by channel team=East metric=deals"));
        assert_eq!((board.kind, board.lens.by, board.lens.metric), (Kind::Board, Some(Dimension::Member), None));
        assert!(board.lens.filters.is_empty());
    }
}
