//! Writes on their way: read through, not yet in the tree.
//!
//! Several commands share one draft and so one batch; each sees what those before it have done. A draft that is
//! dropped was a dry run.

use super::folder::Paths;
use super::journal::Line;
use super::keys;
use super::state::{BatchRecord, State};
use super::tree::{Overlay, Tree, Value};
use crate::codec::{self, Kind};
use crate::domain::base::{Day, Error};
use crate::domain::model::{DocumentKind, Revision, Versioned};

/// The state to come.
#[derive(Debug)]
pub struct Draft<'a> {
    pub(super) tree: &'a Tree,
    pub(super) paths: &'a Paths,
    pub(super) state: State,
    /// Writes of the commands that are through.
    pub(super) writes: Overlay,
    /// Writes of the command at hand.
    pub(super) pending: Overlay,
    /// Lines that are not in the journal's file yet.
    pub(super) lines: Vec<Line>,
}

impl<'a> Draft<'a> {
    pub(super) fn new(tree: &'a Tree, paths: &'a Paths, state: State) -> Self {
        Self { tree, paths, state, writes: Overlay::new(), pending: Overlay::new(), lines: Vec::new() }
    }

    pub(super) fn get(&self, key: &[u8]) -> Result<Option<Value>, Error> {
        match self.pending.get(key).or_else(|| self.writes.get(key)) {
            Some(value) => Ok(value.clone().map(Value::Own)),
            None => self.tree.get(key),
        }
    }

    /// All keys from `from` up to, not including, `to`, as they will be.
    pub(super) fn range(&self, from: &[u8], to: &[u8]) -> Result<Vec<(Vec<u8>, Value)>, Error> {
        let mut found = std::collections::BTreeMap::new();
        for entry in self.tree.range(from, to) {
            let (key, value) = entry?;
            found.insert(key.to_vec(), value);
        }
        for layer in [&self.writes, &self.pending] {
            for (key, value) in layer.range(from.to_vec()..to.to_vec()) {
                match value {
                    Some(value) => found.insert(key.clone(), Value::Own(value.clone())),
                    None => found.remove(key),
                };
            }
        }
        Ok(found.into_iter().collect())
    }

    /// The state that is visible, which the commands of this draft follow: its last change, and the hash of that line.
    #[must_use]
    pub fn visible(&self) -> (Revision, &str) {
        let position = &self.state.applied.position;
        (Revision(position.seq), &position.hash)
    }

    /// All documents of a kind as they stand, by id.
    ///
    /// # Errors
    /// Where a stored value is damaged.
    pub fn documents(&self, kind: DocumentKind) -> Result<Vec<Versioned>, Error> {
        let prefix = keys::documents(kind);
        let found = self.range(&prefix, &keys::after(&prefix))?;
        found.into_iter().map(|(_, value)| codec::decode(Kind::Document, &value)).collect()
    }

    pub(super) fn put(&mut self, key: Vec<u8>, value: Vec<u8>) {
        self.pending.insert(key, Some(value));
    }

    pub(super) fn remove(&mut self, key: Vec<u8>) {
        self.pending.insert(key, None);
    }

    /// Takes the command at hand in.
    pub(super) fn keep(&mut self) -> Result<(), Error> {
        self.state.follow(&self.pending)?;
        self.writes.append(&mut self.pending);
        Ok(())
    }

    /// Forgets the command at hand.
    pub(super) fn forget(&mut self) {
        self.pending.clear();
    }

    /// The batch `id`.
    pub(super) fn batch(&self, id: u64) -> Result<BatchRecord, Error> {
        let value = self.get(&keys::batch(id))?.ok_or_else(|| Error::asked("no-such-batch").with("batch", id))?;
        codec::decode(Kind::Batch, &value)
    }

    pub(super) fn put_batch(&mut self, id: u64, record: &BatchRecord) -> Result<(), Error> {
        self.put(keys::batch(id), codec::encode(Kind::Batch, record)?);
        match record.shade() {
            Some(shade) => self.put(keys::shade(id), codec::encode(Kind::Shade, &shade)?),
            None => self.remove(keys::shade(id)),
        }
        Ok(())
    }

    pub(super) fn soil(&mut self, day: Day) {
        self.put(keys::dirty(day), vec![1]);
    }
}
