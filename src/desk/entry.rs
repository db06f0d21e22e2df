//! One figure set by hand: the wanted total of one exact cell becomes the rows that make the difference.

use super::EntryCell;
use super::resolve::{Done, Resolver, by_whom};
use super::rights::{Deed, Rights};
use super::ritual;
use crate::domain::base::Error;
use crate::domain::model::{Catalogue, Dimension, MeasureColumn, Unit};
use crate::report::{Sentence, Value};
use crate::store::{CellRow, Change, PatchRow, Setting, Store};

/// What sets `cell` to `value`.
pub(super) fn resolver(
    store: &Store,
    catalogue: &Catalogue,
    rights: &Rights,
    cell: EntryCell,
    value: Option<i64>,
    correct: Option<String>,
) -> Result<Resolver, Error> {
    let unit = catalogue.measure(&cell.measure).map_or(Unit::Count, |measure| measure.unit);
    let measure = store.measure(&cell.measure)?;
    let called = called(catalogue, &cell.measure);
    if let Some(value) = value.filter(|value| !(-MeasureColumn::GREATEST..=MeasureColumn::GREATEST).contains(value)) {
        return Err(Error::asked("value-too-great").with("measure", &cell.measure).with("value", value));
    }
    let mut dimensions = [0; 6];
    for (dimension, name) in &cell.dimensions {
        if let Some(code) = dimensions.get_mut(dimension.index()) {
            *code = store.intern(*dimension, name);
        }
    }
    let own_only = rights.only_own(Deed::Correct).then(|| rights.refuse("right-correct", Deed::Correct.row()));
    Ok(Box::new(move |draft| {
        if correct.is_none() {
            let member = cell.dimensions.iter().find(|(dimension, _)| *dimension == Dimension::Member);
            ritual::refuse_closed(draft, cell.day, member.map(|(_, name)| name))?;
        }
        let rows = standing(draft.cell(cell.day, &dimensions, measure)?);
        let old = total(&rows);
        if let Some(row) = rows.iter().find(|row| !row.entered).filter(|_| correct.is_none()) {
            let batch = draft.show_batch(row.row.batch)?;
            let error = Error::asked("cell-imported").with("batch", batch.id).with("source", batch.source);
            return Err(by_whom(error, draft.past(batch.id)?.as_ref()));
        }
        if let Some(refused) = own_only.filter(|_| rows.iter().any(|row| !row.entered)) {
            return Err(refused);
        }
        let team = dimensions.get(Dimension::Team.index()).copied().unwrap_or(0);
        let entries = draft.entries(cell.day, team)?.unwrap_or(0);
        let rows = difference(&rows, (old, value), entries, correct.is_some());
        let batch = rows.first().map(|row| row.batch).filter(|batch| *batch != 0);
        let finer = draft.finer(cell.day, &dimensions, measure)?;
        let setting = Setting { day: cell.day, measure, dimensions, old, new: value, finer, reason: correct, rows };
        let [before, after] = setting.of_day();
        let said = said(called, &cell, unit, before, after);
        Ok((Change::Set(setting).into(), Done { said: vec![said], batch }))
    }))
}

/// A value of a cell in words.
fn shown(value: Option<i64>, unit: Unit) -> Value {
    value.map_or(Value::Null, |value| Value::Number(i128::from(value), unit))
}

/// What a measure is called; by its id where the catalogue does not know it.
pub(super) fn called(catalogue: &Catalogue, measure: &str) -> Value {
    let term = catalogue.measure(measure).map(|measure| Value::Term(measure.term.clone()));
    term.unwrap_or_else(|| Value::Text(measure.to_owned()))
}

/// What is said about a cell that was set, of a measure that is `called` so; its dimensions in their own order, whatever
/// order they were given in.
pub(super) fn said(called: Value, cell: &EntryCell, unit: Unit, old: Option<i64>, new: Option<i64>) -> Sentence {
    let mut dimensions: Vec<&(Dimension, String)> = cell.dimensions.iter().collect();
    dimensions.sort_by_key(|(dimension, _)| dimension.index());
    let names: Vec<&str> = dimensions.into_iter().map(|(_, name)| name.as_str()).collect();
    Sentence::new("done.set")
        .with("measure", called)
        .with("day", Value::Day(cell.day))
        .with("whose", Value::Text(names.join(", ")))
        .with("old", shown(old, unit))
        .with("new", shown(new, unit))
}

/// The rows that are left when every correction has taken its row out.
pub(super) fn standing(rows: Vec<CellRow>) -> Vec<CellRow> {
    let mut left: Vec<CellRow> = Vec::with_capacity(rows.len());
    let mut taken: Vec<CellRow> = Vec::new();
    for row in rows {
        if row.row.weight < 0 { taken.push(row) } else { left.push(row) }
    }
    for row in taken {
        let same = |other: &CellRow| PatchRow { weight: -1, ..other.row.clone() } == row.row;
        if let Some(at) = left.iter().position(same) {
            left.remove(at);
        }
    }
    left
}

/// What the rows add up to; `None` where there is none.
pub(super) fn total(rows: &[CellRow]) -> Option<i64> {
    (!rows.is_empty()).then(|| rows.iter().fold(0_i64, |sum, row| sum.saturating_add(row.row.value)))
}

/// The rows that take a cell from `old` to `new`: the last row carries the difference. A correction is known by the row that
/// it takes out (S-001); where the cell has none of its own yet, what came in being in finer rows, that is one of nothing.
fn difference(rows: &[CellRow], (old, new): (Option<i64>, Option<i64>), entries: u64, corrects: bool) -> Vec<PatchRow> {
    let taken = |row: &CellRow| PatchRow { weight: -1, ..row.row.clone() };
    match (new, rows.last()) {
        _ if new == old => Vec::new(),
        (None, _) => rows.iter().map(taken).collect(),
        (Some(value), None) => {
            let row = |weight, value| PatchRow {
                batch: entries,
                weight,
                value,
                customer: None,
                document: None,
                entered: None,
                waited: None,
            };
            let nothing = if corrects { vec![row(1, 0), row(-1, 0)] } else { Vec::new() };
            nothing.into_iter().chain([row(1, value)]).collect()
        }
        (Some(value), Some(last)) => {
            let change = value.saturating_sub(old.unwrap_or(0));
            let row = PatchRow { weight: 1, value: last.row.value.saturating_add(change), ..last.row.clone() };
            vec![taken(last), row]
        }
    }
}
