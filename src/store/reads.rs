//! Everything that the store reads back, by its kind: the door for tests that hand it hostile bytes.

use std::path::Path;

use super::journal::{self, Position};
use super::names::NameList;
use super::scan::{Plan, Scratch, Sums};
use super::state::{Applied, BatchRecord, Shade};
use super::table::{Table, column};
use super::{dump, rows, staging};
use crate::codec::{self, Block, Kind};
use crate::domain::base::{Day, Error};
use crate::domain::model::{Source, Versioned};

/// A kind of what is stored.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stored {
    /// How far the database is; the `mark` file holds it too.
    Applied,
    /// A batch.
    Batch,
    /// Why a batch's rows do not count.
    Shade,
    /// Until when sources have delivered.
    Sources,
    /// A document.
    Document,
    /// Rows of facts.
    Rows,
    /// Sums of a period.
    Sums,
    /// Lines of the journal, the first of all in front.
    Journal,
    /// The name list.
    Names,
    /// The rows of an import, as they lie beside the journal.
    Blocks,
    /// A backup.
    Dump,
}

/// Reads `bytes` as the store would read a value or file of that kind, to the last of what is in it.
///
/// # Errors
/// What the store would say.
pub fn reads(stored: Stored, bytes: &[u8]) -> Result<(), Error> {
    match stored {
        Stored::Applied => codec::decode::<Applied>(Kind::Applied, bytes).map(drop),
        Stored::Batch => codec::decode::<BatchRecord>(Kind::Batch, bytes).map(|record| {
            let _ = (record.show(1), record.shade(), record.stood(u64::MAX));
        }),
        Stored::Shade => codec::decode::<Shade>(Kind::Shade, bytes).map(drop),
        Stored::Sources => codec::decode::<Vec<Source>>(Kind::Note, bytes).map(drop),
        Stored::Document => codec::decode::<Versioned>(Kind::Document, bytes).map(|found| drop(found.document.key())),
        Stored::Rows => block(bytes),
        Stored::Sums => sums(bytes),
        Stored::Journal => {
            let mut end = Position::default();
            journal::read_lines(bytes, &mut end, &journal::Seals::of(None), |line, _| {
                let _ = (line.change.batch(), line.change.kind(), line.at());
                Ok(())
            })?;
            let _ = journal::heads_in(bytes).map(|head| journal::moment(&head.time)).max();
            Ok(())
        }
        Stored::Names => {
            let (lists, _) = NameList::read(bytes);
            let found = lists.iter().all(|names| names.iter().all(|name| names.find(name).is_some()));
            if found { Ok(()) } else { Err(Error::found("names-damaged")) }
        }
        Stored::Blocks => {
            let days =
                staging::read_blocks(bytes).ok_or_else(|| Error::found("value-damaged").with("kind", "Block"))?;
            days.into_values().flatten().try_for_each(|sealed| block(&sealed))
        }
        Stored::Dump => dump::read_from(bytes, Path::new("store.dump"), |_, _| Ok(())).map(drop),
    }
}

fn block(bytes: &[u8]) -> Result<(), Error> {
    let block = Block::open(bytes)?;
    let mut table = Table::default();
    table.append(&block)?;
    let _ = table.blocks();
    rows::taken(Day::MIN, &block)?;
    for by in [None, Some(0), Some(4)] {
        add(by, &block)?;
    }
    Ok(())
}

fn sums(bytes: &[u8]) -> Result<(), Error> {
    add(Some(column::NAME), &Block::open(bytes)?)
}

/// Adds a block up, twice, and once with a filter and as of a change.
fn add(by: Option<u16>, block: &Block<'_>) -> Result<(), Error> {
    let measures: Vec<_> = block.ids().filter(|id| column::is_measure(*id)).map(Some).collect();
    let width = measures.len();
    let plain = Plan { by, measures, ..Plan::default() };
    let passing = (0, (0..64).map(|code| code % 3 != 0).collect());
    let narrow = Plan { filters: vec![passing], as_of: Some(7), ..plain.clone() };
    let (mut all, mut scratch) = (Sums::new(width), Scratch::default());
    for plan in [&plain, &narrow, &plain] {
        let mut sums = Sums::new(width);
        sums.absorb(plan, block, &mut scratch)?;
        all.merge(&sums);
    }
    for (_, place) in all.names() {
        for at in 0..width {
            all.get(place, at)?;
        }
    }
    Ok(())
}
