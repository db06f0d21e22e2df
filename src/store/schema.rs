//! The layout's version, and what the stored sums were made with.

use serde::{Deserialize, Serialize};

use super::keys;
use super::state::State;
use super::table::column;
use super::tree::{Overlay, Tree};
use crate::codec::{self, Block, Kind};
use crate::domain::base::{Day, Error, Grain};
use crate::domain::model::{Additive, DocumentKind, Measure, Versioned};

/// The layout that this program writes. It reads the one before too, and writes it anew when it opens it:
///
/// 1. The first.
/// 2. The organisation's settings end with the months of the off-season; proposals are documents; stored sums say which
///    measures corrections are among.
/// 3. Documents of the operating rhythm; a row that is typed anew on an open day has a weight of its own.
/// 4. The organisation's settings end with the thresholds of its rules; a target ends with what it was set by.
const VERSION: u16 = 4;

/// The note of an opening that has changed the layout.
pub(super) const UPGRADED: &str = "store.opened.upgraded";

#[derive(PartialEq, Eq, Serialize, Deserialize)]
struct Schema {
    version: u16,
    /// Ids of the measures that are not added over time, sorted.
    lasts: Vec<String>,
}

/// Which layout the tree has; `None` where nothing is in it yet.
fn found(tree: &Tree) -> Result<Option<Schema>, Error> {
    tree.get(keys::SCHEMA)?.map(|value| codec::decode(Kind::Note, &value)).transpose()
}

/// The layout before this program's that the tree has; `None` where it has none, or this one.
///
/// # Errors
/// `schema-newer`.
pub(super) fn older(tree: &Tree) -> Result<Option<u16>, Error> {
    let found = found(tree)?.map(|found| found.version);
    if let Some(newer) = found.filter(|found| *found > VERSION) {
        return Err(Error::could("schema-newer").with("version", newer).with("known", VERSION));
    }
    Ok(found.filter(|found| *found < VERSION))
}

/// Brings the tree to this program's layout. Where the catalogue adds measures up otherwise than before, every stored
/// sum is dirty; where only the layout is another, those with a correction are.
///
/// # Errors
/// `schema-newer`.
pub(super) fn agree(tree: &Tree, state: &mut State, measures: &[Measure]) -> Result<(), Error> {
    let mut lasts: Vec<String> =
        measures.iter().filter(|known| known.additive == Additive::Last).map(|known| known.id.clone()).collect();
    lasts.sort();
    let older = older(tree)?;
    let found = found(tree)?;
    let wanted = Schema { version: VERSION, lasts };
    if found.as_ref() == Some(&wanted) {
        return Ok(());
    }
    let mut writes = Overlay::new();
    writes.insert(keys::SCHEMA.to_vec(), Some(codec::encode(Kind::Note, &wanted)?));
    if older.is_some() {
        lengthen(tree, &mut writes, DocumentKind::Settings, &[&settings::MONTHS, &settings::THRESHOLDS])?;
        lengthen(tree, &mut writes, DocumentKind::Target, &[&TARGETS])?;
    }
    let all = found.is_none_or(|found| found.lasts != wanted.lasts);
    let total = |first| keys::rollup(Grain::Day, None, first);
    for found in tree.range(&total(Day::MIN), &keys::after(&total(Day::MAX))) {
        let (key, value) = found?;
        let stale = all || Block::open(&value)?.ids().any(|id| id == column::CORRECTED);
        if let Some(day) = keys::read_rollup(&key).filter(|_| stale) {
            writes.insert(keys::dirty(day), Some(vec![1]));
        }
    }
    tree.apply(&writes)?;
    tree.settle()?;
    state.follow(&writes)
}

/// What documents of before layout 4 lack at their end, as it is stored.
mod settings {
    /// From layout 2 on: how many months of the off-season there are, which is none.
    pub(super) const MONTHS: [u8; 8] = [0; 8];
    /// From layout 4 on: the thresholds as they come, 16 bits each: pace 95 and 80, noon, 10 %, and 3, 2 and 1 days.
    pub(super) const THRESHOLDS: [u8; 14] = [95, 0, 80, 0, 12, 0, 10, 0, 3, 0, 2, 0, 1, 0];
}

/// From layout 4 on: a target was set by no share of what was before it, and none of its five checks is ticked.
const TARGETS: [u8; 6] = [0; 6];

/// Adds to the documents of a kind what they lack at their end: all of `parts`, or as many of the last of them as make them
/// whole. What a journal line that was applied again has just written is in the new form already.
fn lengthen(tree: &Tree, writes: &mut Overlay, kind: DocumentKind, parts: &[&[u8]]) -> Result<(), Error> {
    let prefix = keys::documents(kind);
    for found in tree.range(&prefix, &keys::after(&prefix)) {
        let (key, value) = found?;
        if codec::decode::<Versioned>(Kind::Document, &value).is_ok() {
            continue;
        }
        let body = codec::unseal(Kind::Document, &value)?;
        let longer = |from: usize| {
            let rest = parts.get(from..).unwrap_or_default();
            let whole = [&[body], rest].concat().concat();
            codec::decode::<Versioned>(Kind::Document, &codec::seal(Kind::Document, &whole))
        };
        let document = (1..parts.len()).rev().find_map(|from| longer(from).ok()).map_or_else(|| longer(0), Ok)?;
        writes.insert(key.to_vec(), Some(codec::encode(Kind::Document, &document)?));
    }
    Ok(())
}
