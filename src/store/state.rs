//! What is held in memory beside the tree: the last change, which rows do not count, which days are dirty, who may
//! undo what.
//!
//! All of it is a copy of keys in the tree, read when the database is opened and kept up with every batch, so that it
//! can never say anything else than they do.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::change::DaysOf;
use super::journal::Position;
use super::keys;
use super::tree::{Overlay, Tree};
use crate::codec::{self, Kind};
use crate::domain::base::{Day, DayRange, Error};
use crate::domain::model::{Batch, BatchState, Source};

/// How far the database is.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub(super) struct Applied {
    /// The last change that is in it.
    pub(super) position: Position,
    /// How many bytes of the name list it refers to.
    pub(super) names: u64,
}

/// A batch as it is stored.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub(super) struct BatchRecord {
    pub(super) source: String,
    pub(super) files: Vec<String>,
    pub(super) digest: String,
    pub(super) user: String,
    pub(super) at: i64,
    pub(super) state: BatchState,
    pub(super) rows: u64,
    pub(super) days: Vec<DayRange>,
    /// Length and SHA-256 of its file of blocks.
    pub(super) file: Option<(u64, String)>,
    /// Which days of which batches do not count while this one stands.
    pub(super) replaces: Vec<DaysOf>,
    /// Which of its days do not count while which batch stands.
    pub(super) replaced: Vec<DaysOf>,
    /// From which change on it stood, or no longer did.
    pub(super) history: Vec<(u64, bool)>,
}

impl BatchRecord {
    /// Whether it stood after change `revision`.
    pub(super) fn stood(&self, revision: u64) -> bool {
        self.history.iter().rev().find(|(change, _)| *change <= revision).is_some_and(|(_, stands)| *stands)
    }

    /// As the outside sees it.
    pub(super) fn show(&self, id: u64) -> Batch {
        let ends = self.days.first().zip(self.days.last());
        Batch {
            id,
            source: self.source.clone(),
            files: self.files.clone(),
            digest: self.digest.clone(),
            user: self.user.clone(),
            at: self.at,
            state: self.state,
            rows: self.rows,
            days: ends.and_then(|(first, last)| DayRange::new(first.first(), last.last())),
            replaces: self.replaces.iter().map(|(batch, _)| *batch).collect(),
        }
    }

    /// Why its rows do not all count now; `None` where they do.
    pub(super) fn shade(&self) -> Option<Shade> {
        let off = self.state != BatchState::Published;
        (off || !self.replaced.is_empty()).then(|| Shade { off, replaced: self.replaced.clone() })
    }
}

/// Why rows of a batch do not count now.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub(super) struct Shade {
    /// It does not stand at all.
    pub(super) off: bool,
    /// These days do not count while that batch stands.
    pub(super) replaced: Vec<DaysOf>,
}

/// The copy.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    pub(super) applied: Applied,
    pub(super) shades: FxHashMap<u64, Shade>,
    pub(super) dirty: BTreeSet<Day>,
    pub(super) sources: Vec<Source>,
    /// How often the roster or the offices have been written since the database was opened.
    pub(super) people: u64,
    /// How often documents that are kept at hand have been.
    pub(super) at_hand: u64,
    /// By the first bytes of the person's keys.
    undo: FxHashMap<Vec<u8>, Arc<UndoList>>,
}

/// Changes that a person has done or taken back, and which of both.
pub(super) type UndoList = BTreeMap<u64, u8>;

impl State {
    /// Reads it.
    pub(super) fn load(tree: &Tree) -> Result<Self, Error> {
        let mut state = Self::default();
        for key in [keys::APPLIED, keys::SOURCES] {
            if let Some(value) = tree.get(key)? {
                state.keep(key, Some(&value))?;
            }
        }
        for prefix in [keys::SHADES, keys::DIRTY, keys::UNDO] {
            for found in tree.range(&[prefix], &[prefix + 1]) {
                let (key, value) = found?;
                state.keep(&key, Some(&value))?;
            }
        }
        Ok(state)
    }

    /// Keeps up with what was applied to the tree.
    pub(super) fn follow(&mut self, writes: &Overlay) -> Result<(), Error> {
        writes.iter().try_for_each(|(key, value)| self.keep(key, value.as_deref()))
    }

    fn keep(&mut self, key: &[u8], value: Option<&[u8]>) -> Result<(), Error> {
        match (key, value) {
            (keys::APPLIED, Some(value)) => self.applied = codec::decode(Kind::Applied, value)?,
            (keys::SOURCES, Some(value)) => self.sources = codec::decode(Kind::Note, value)?,
            ([keys::SHADES, ..], value) => {
                let Some(batch) = keys::read_number(key) else { return Ok(()) };
                match value {
                    Some(value) => self.shades.insert(batch, codec::decode(Kind::Shade, value)?),
                    None => self.shades.remove(&batch),
                };
            }
            ([keys::DIRTY, ..], value) => {
                let Some(day) = keys::read_dirty(key) else { return Ok(()) };
                if value.is_some() {
                    self.dirty.insert(day)
                } else {
                    self.dirty.remove(&day)
                };
            }
            ([keys::DOCUMENTS, kind, ..], _) if keys::is_of_people(*kind) => self.people += 1,
            ([keys::DOCUMENTS, kind, ..], _) if keys::is_at_hand(*kind) => self.at_hand += 1,
            ([keys::UNDO, ..], value) => {
                let Some((user, change)) = keys::read_undo(key) else { return Ok(()) };
                let list = Arc::make_mut(self.undo.entry(user.to_vec()).or_default());
                match value.and_then(<[u8]>::first) {
                    Some(what) => list.insert(change, *what),
                    None => list.remove(&change),
                };
            }
            _ => {}
        }
        Ok(())
    }

    /// What `user` has done and may undo.
    pub(super) fn undo_of(&self, user: &str) -> Arc<UndoList> {
        self.undo.get(&keys::undo_of(user)).cloned().unwrap_or_default()
    }

    /// Whether the rows that `batch` has for `day` count now.
    pub(super) fn counts(&self, batch: u64, day: Day) -> bool {
        let Some(shade) = self.shades.get(&batch) else { return true };
        let stands = |by: &u64| self.shades.get(by).is_none_or(|shade| !shade.off);
        !shade.off && !shade.replaced.iter().any(|(by, days)| covers(days, day) && stands(by))
    }
}

/// Whether `day` lies in one of the runs.
pub(super) fn covers(runs: &[DayRange], day: Day) -> bool {
    runs.iter().any(|run| run.contains(day))
}

/// Days as runs; they come sorted.
pub(super) fn runs(days: impl IntoIterator<Item = Day>) -> Vec<DayRange> {
    let mut runs: Vec<DayRange> = Vec::new();
    for day in days {
        let grown = runs.last().filter(|run| run.last().plus(1) == day).and_then(|run| DayRange::new(run.first(), day));
        match (grown, runs.last_mut()) {
            (Some(grown), Some(last)) => *last = grown,
            _ => runs.push(DayRange::one(day)),
        }
    }
    runs
}
