//! The demo brought to a desk.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::company::Company;
use super::plan::{self, Batch};
use super::rows::Feed;
use super::script::Script;
use crate::desk::{Answer, Command, Desk, Query};
use crate::domain::base::{Day, DayRange, Error};
use crate::domain::model::{Facts, KeyColumn, Organisation};

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
    for batch in plan.batches {
        import(desk, batch)?;
    }
    for correction in plan.corrections {
        let correct = Some(correction.reason);
        desk.apply(Command::Set { cell: correction.cell, value: Some(correction.value), correct })?;
    }
    if hired.is_none() {
        let documents = plan.documents.into_iter().map(|document| (document, None)).collect();
        desk.apply(Command::Write { documents, reason: None })?;
    }
    Ok(filled)
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

fn import(desk: &dyn Desk, batch: Batch) -> Result<(), Error> {
    let digest = digest(&batch.facts);
    let begin = Command::ImportBegin { source: batch.source.to_owned(), files: vec![batch.file], digest };
    let number = desk.apply(begin)?.batch.ok_or_else(|| Error::could("demo-desk"))?;
    desk.apply(Command::ImportRows { batch: number, facts: Box::new(batch.facts) })?;
    desk.apply(Command::ImportPublish { batch: number, replace: batch.replace })?;
    Ok(())
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
    hash.finalize().iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn key_bytes(column: &KeyColumn, bytes: &mut Vec<u8>) {
    for name in column.names.iter() {
        bytes.extend(name.as_bytes());
        bytes.push(0);
    }
    bytes.extend(column.codes.iter().flat_map(|code| code.to_le_bytes()));
}
