//! The layout's version, and what the stored sums were made with.

use serde::{Deserialize, Serialize};

use super::keys;
use super::state::State;
use super::tree::{Overlay, Tree};
use crate::codec::{self, Kind};
use crate::domain::base::{Day, Error, Grain};
use crate::domain::model::{Additive, Measure};

/// The layout that this program writes. It reads the one before too; there is none yet.
const VERSION: u16 = 1;

#[derive(PartialEq, Eq, Serialize, Deserialize)]
struct Schema {
    version: u16,
    /// Ids of the measures that are not added over time, sorted.
    lasts: Vec<String>,
}

/// Refuses a newer layout. Where the catalogue adds measures up otherwise than before, every stored sum is dirty.
///
/// # Errors
/// `schema-newer`.
pub(super) fn agree(tree: &Tree, state: &mut State, measures: &[Measure]) -> Result<(), Error> {
    let mut lasts: Vec<String> =
        measures.iter().filter(|known| known.additive == Additive::Last).map(|known| known.id.clone()).collect();
    lasts.sort();
    let wanted = Schema { version: VERSION, lasts };
    let found: Option<Schema> = tree.get(keys::SCHEMA)?.map(|value| codec::decode(Kind::Note, &value)).transpose()?;
    if found.as_ref() == Some(&wanted) {
        return Ok(());
    }
    if let Some(newer) = found.filter(|found| found.version > VERSION) {
        return Err(Error::could("schema-newer").with("version", newer.version).with("known", VERSION));
    }
    let mut writes = Overlay::new();
    writes.insert(keys::SCHEMA.to_vec(), Some(codec::encode(Kind::Note, &wanted)?));
    let total = |first| keys::rollup(Grain::Day, None, first);
    for found in tree.range(&total(Day::MIN), &keys::after(&total(Day::MAX))) {
        if let Some(day) = keys::read_rollup(&found?.0) {
            writes.insert(keys::dirty(day), Some(vec![1]));
        }
    }
    tree.apply(&writes)?;
    tree.settle()?;
    state.follow(&writes)
}
