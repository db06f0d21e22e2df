//! The demo brought to a desk.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::super::identity::hex;
use super::company::Company;
use super::plan::{self, Batch};
use super::rhythm::{self, Written};
use super::rows::Feed;
use super::script::Script;
use crate::desk::{Answer, Command, Desk, Query};
use crate::domain::base::{Day, DayRange, Error, ErrorKind};
use crate::domain::model::{
    Document, DocumentKey, DocumentKind, Facts, KeyColumn, Organisation, Owner, Revision, Versioned,
};

/// What filling has added.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Filled {
    /// The days that were missing; `None` where none was.
    pub days: Option<DayRange>,
    /// Exports that were imported.
    pub batches: usize,
    /// Rows that they brought.
    pub rows: usize,
}

/// Brings a database up to yesterday: all of the demo into an empty one, the missing days into one that holds it.
///
/// What was typed, imported or taken back there stays: only days after the newest that the demo has brought are added,
/// and people and teams are written once, at the end of the first filling. A first filling that was cut off is resumed.
///
/// # Errors
/// What the desk answers; `demo-script` where the compiled-in script cannot be read.
pub fn fill(desk: &dyn Desk, today: Day) -> Result<Filled, Error> {
    let Answer::Premises(premises) = desk.query(&Query::Premises)? else { return Err(Error::could("demo-desk")) };
    let (organisation, _) = *premises;
    let script = Script::read()?;
    let until = today.plus(-1);
    let hired = script.founded(|name| organisation.people.get(name).and_then(|person| person.hired));
    let founded = hired.unwrap_or_else(|| until.plus(1 - until.day_of_month().cast_signed()));
    let company = Company::new(&script, &organisation.calendar, founded);
    let since = |feed| since(&organisation, feed, today).unwrap_or_else(|| company.first());
    let first = since(Feed::Oa);
    if hired.is_some() && first > until {
        return Ok(Filled::default());
    }
    let plan = plan::plan(&company, since, until);
    let rows = plan.batches.iter().map(|batch| batch.facts.len()).sum();
    let filled = Filled { days: DayRange::new(first, until), batches: plan.batches.len(), rows };
    let mut batches = plan.batches;
    // The last feed says that the days are done: it comes last, so that what was cut off is resumed.
    let last = batches.pop_if(|batch| batch.source == Feed::Oa.name());
    let mut changes = Vec::new();
    for batch in batches {
        changes.extend(import(desk, batch)?);
    }
    if hired.is_none() {
        let documents = plan.documents.into_iter().map(|document| (document, None)).collect();
        desk.apply(Command::Write { documents, reason: None })?;
    }
    write(desk, &plan.written, first, changes)?;
    if let Some(batch) = last {
        import(desk, batch)?;
    }
    for correction in plan.corrections {
        let correct = Some(correction.reason);
        desk.apply(Command::Set { cell: correction.cell, value: Some(correction.value), correct })?;
    }
    Ok(filled)
}

/// Brings what was written from `since` on. What somebody has changed or taken away meanwhile stays as it is.
///
/// A promise is known by the number of the change that made it. Here many are made by one, so they take the numbers of
/// `changes`, those of this filling, which nothing else can be known by.
fn write(desk: &dyn Desk, written: &[Written], since: Day, changes: Vec<u64>) -> Result<(), Error> {
    let mut changes = changes.into_iter();
    let mut there: BTreeMap<DocumentKey, Versioned> = BTreeMap::new();
    for kind in WRITTEN {
        let Answer::Documents(found) = desk.query(&Query::Documents(kind.into()))? else {
            return Err(Error::could("demo-desk"));
        };
        there.extend(found.into_iter().map(|found| (rhythm::name(&found.document), found)));
    }
    // Filled before the demo had goals: it gets them from their beginning.
    let has_goals = there.keys().any(|key| key.kind == DocumentKind::Target);
    let since = if has_goals { since } else { Day::MIN };
    let mut steps: BTreeMap<u8, Vec<(Document, Option<Revision>)>> = BTreeMap::new();
    for (before, after) in rhythm::since(written, since) {
        let found = there.get(&rhythm::name(after));
        if !is_as(found.map(|found| &found.document), before) {
            continue;
        }
        let mut after = after.clone();
        match found {
            Some(found) => take_number(&mut after, &found.document),
            None if after.kind().is_numbered() => {
                // Where none is left, the command that is tried alone gives one.
                after.number(changes.next().unwrap_or(0));
            }
            None => {}
        }
        steps.entry(step(&after)).or_default().push((after, found.map(|found| found.revision)));
    }
    for documents in steps.into_values() {
        let all = desk.apply(Command::Write { documents: documents.clone(), reason: None });
        if !all.as_ref().is_err_and(|error| error.kind == ErrorKind::Asked) {
            all?;
            continue;
        }
        // Somebody's own promise keeps a day from being closed, or a goal from being agreed: the others are.
        for document in documents {
            let command = Command::Write { documents: vec![document], reason: None };
            match desk.apply(command) {
                Err(error) if error.kind != ErrorKind::Asked => return Err(error),
                _ => {}
            }
        }
    }
    Ok(())
}

/// The kinds of documents that the demo writes beside people and teams.
const WRITTEN: [DocumentKind; 7] = [
    DocumentKind::Target,
    DocumentKind::GoalSteps,
    DocumentKind::Checkpoint,
    DocumentKind::WeekPlan,
    DocumentKind::Action,
    DocumentKind::Note,
    DocumentKind::DayClose,
];

/// In which command a document is written: a goal after the one that it is a part of, a close after the promises.
fn step(document: &Document) -> u8 {
    match document {
        Document::Target(target) => match target.owner {
            Owner::Company => 0,
            Owner::Team(_) => 1,
            _ => 2,
        },
        Document::DayClose(_) => 4,
        _ => 3,
    }
}

/// Whether a document is there as the demo last wrote it.
fn is_as(found: Option<&Document>, before: Option<&Document>) -> bool {
    match (found, before) {
        (None, None) => true,
        (Some(found), Some(before)) => {
            let mut before = before.clone();
            take_number(&mut before, found);
            before == *found
        }
        _ => false,
    }
}

/// Gives a promise or a note the number of the one that is there.
fn take_number(document: &mut Document, there: &Document) {
    match (document, there) {
        (Document::Action(own), Document::Action(there)) => own.number = there.number,
        (Document::Note(own), Document::Note(there)) => own.number = there.number,
        _ => {}
    }
}

/// The first day for which `feed` is still to bring rows; `None` where it has brought none.
///
/// The last feed of a day tells which days are done, so that a newest day that somebody has taken back from another
/// feed does not come again; a feed that is ahead of it was cut off in between. A morning before the newest day adds
/// nothing.
fn since(organisation: &Organisation, feed: Feed, today: Day) -> Option<Day> {
    let until = |feed: Feed| {
        let source = organisation.sources.iter().find(|source| source.name == feed.name());
        source.map(|source| source.until.min(today))
    };
    until(feed).max(until(Feed::Oa)).map(|day| day.plus(1))
}

/// Imports a batch; answers the numbers of the changes that it took.
fn import(desk: &dyn Desk, batch: Batch) -> Result<[u64; 2], Error> {
    let digest = digest(&batch.facts);
    let begin = Command::ImportBegin { source: batch.source.to_owned(), files: vec![batch.file] };
    let number = desk.apply(begin)?.batch.ok_or_else(|| Error::could("demo-desk"))?;
    desk.apply(Command::ImportRows { batch: number, facts: Box::new(batch.facts) })?;
    let published = desk.apply(Command::ImportPublish { batch: number, digest, replace: batch.replace })?;
    Ok([number, published.revision.0])
}

/// SHA-256 of the rows, in hex.
fn digest(facts: &Facts) -> String {
    let mut hash = Sha256::new();
    let mut bytes = Vec::new();
    bytes.extend(facts.days.iter().flat_map(|day| day.number().to_le_bytes()));
    for column in facts.dimensions.iter().chain([&facts.customers, &facts.documents]) {
        key_bytes(column, &mut bytes);
    }
    bytes.extend(facts.entered.iter().flat_map(|day| day.map_or(i32::MIN, Day::number).to_le_bytes()));
    bytes.extend(facts.waited.iter().flat_map(|days| days.unwrap_or(u16::MAX).to_le_bytes()));
    for column in &facts.measures {
        bytes.extend(column.measure.as_bytes());
        bytes.extend(column.values.iter().flat_map(|value| value.to_le_bytes()));
    }
    hash.update(&bytes);
    hex(hash)
}

fn key_bytes(column: &KeyColumn, bytes: &mut Vec<u8>) {
    for name in column.names.iter() {
        bytes.extend(name.as_bytes());
        bytes.push(0);
    }
    bytes.extend(column.codes.iter().flat_map(|code| code.to_le_bytes()));
}
