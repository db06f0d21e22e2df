//! The receipt of a command that is repeated: what the first one said, told from the journal.

use super::resolve::{count, document_said};
use super::{EntryCell, LocalDesk, Receipt, approval, entry, undo};
use crate::domain::base::Error;
use crate::domain::model::{Dimension, JournalEntry, Revision, Unit};
use crate::report::{Sentence, Value};
use crate::store::{Change, Past, proposal_in};

/// The receipt of the change that `given` (a refusal of a repeated command) names.
pub(super) fn first(desk: &LocalDesk, given: &Error) -> Result<Receipt, Error> {
    let gone = || Error::found("command-lost").with("revision", given.arg("revision"));
    let revision = given.arg("revision").parse().map_err(|_| gone())?;
    let past = desk.store().past(revision)?.ok_or_else(gone)?;
    let entry = desk.store().read()?.change(Revision(revision))?.ok_or_else(gone)?;
    let done = match past.undoes {
        Some(undone) => vec![taken_back(desk, undone, &past, &entry)?],
        None => done(desk, &past, &entry)?,
    };
    let batch = match &past.change {
        Change::Begin { .. } => Some(revision),
        Change::Set(setting) if past.undoes.is_none() => {
            setting.rows.first().map(|row| row.batch).filter(|batch| *batch != 0)
        }
        change => change.batch(),
    };
    Ok(Receipt { revision: Revision(revision), batch, done })
}

fn done(desk: &LocalDesk, past: &Past, entry: &JournalEntry) -> Result<Vec<Sentence>, Error> {
    Ok(match &past.change {
        Change::Begin { source, .. } => {
            vec![Sentence::new("done.import-begun").with("source", Value::Text(source.clone()))]
        }
        Change::Publish(brought) => {
            let days = brought.days.iter().map(|run| run.len() as u64).sum();
            let done = Sentence::new("done.import-published").with("batch", count(brought.batch));
            vec![done.with("rows", count(brought.rows)).with("days", count(days))]
        }
        Change::Abandon { batch } => vec![Sentence::new("done.import-abandoned").with("batch", count(*batch))],
        Change::Revert { batch } => vec![stood(desk, Sentence::new("done.reverted"), *batch)?],
        Change::Reinstate { batch } => vec![stood(desk, Sentence::new("done.reinstated"), *batch)?],
        Change::Set(setting) => {
            let measure = entry.measure.clone().unwrap_or_default();
            let unit = desk.catalogue().measure(&measure).map_or(Unit::Count, |measure| measure.unit);
            let called = entry::called(desk.catalogue(), &measure);
            let cell = EntryCell { day: setting.day, measure, dimensions: entry.dimensions.clone() };
            let [old, new] = setting.of_day();
            vec![entry::said(called, &cell, unit, old, new)]
        }
        Change::Documents { changes, .. } => match proposal_in(changes) {
            Some((_, false)) => approval::proposal_said(changes).into_iter().collect(),
            _ => changes.iter().filter_map(|change| document_said(desk.catalogue(), change)).collect(),
        },
        Change::Erase { .. } | Change::Refused { .. } => Vec::new(),
    })
}

/// A sentence about a batch that was taken or brought back.
fn stood(desk: &LocalDesk, sentence: Sentence, batch: u64) -> Result<Sentence, Error> {
    let batches = desk.store().read()?.batches()?;
    let rows = batches.iter().find(|known| known.id == batch).map_or(0, |known| known.rows);
    Ok(sentence.with("batch", count(batch)).with("rows", count(rows)))
}

/// What is said about taking change `undone` back. It was done again where that had itself taken something back, an odd
/// number of times.
fn taken_back(desk: &LocalDesk, undone: u64, own: &Past, entry: &JournalEntry) -> Result<Sentence, Error> {
    let past = |revision| -> Result<Option<Past>, Error> { desk.store().past(revision) };
    let Some(target) = past(undone)? else { return Err(Error::found("command-lost").with("revision", undone)) };
    let (mut redo, mut before) = (false, target.undoes);
    while let Some(revision) = before {
        redo = !redo;
        before = past(revision)?.and_then(|past| past.undoes);
    }
    let said = if redo { Sentence::new("done.redone") } else { Sentence::new("done.undone") };
    let what = match &own.change {
        Change::Set(setting) => {
            let measure = entry.measure.clone().unwrap_or_default();
            let unit = desk.catalogue().measure(&measure).map_or(Unit::Count, |measure| measure.unit);
            let member = entry.dimensions.iter().find(|(dimension, _)| *dimension == Dimension::Member);
            let called = entry::called(desk.catalogue(), &measure);
            let figure = undo::figure(called, setting.day, member.map(|(_, name)| name));
            undo::figure_became(figure, unit, setting.of_day())
        }
        _ => undo::kind(desk.catalogue(), &target.change),
    };
    Ok(said.with("revision", count(undone)).with("what", what))
}
