//! Answers from one state: documents, batches, the journal; `sums` adds facts up, `rows` shows them.

use std::collections::BTreeSet;
use std::sync::RwLockReadGuard;

use rustc_hash::FxHashMap;

use super::change::{Change, proposal_in};
use super::journal::{self, Line, Position};
use super::names::Of;
use super::state::{BatchRecord, State, covers};
use super::{Inner, keys};
use crate::codec::{self, Block, Kind};
use crate::domain::base::{Day, DayRange, Error, Grain};
use crate::domain::model::{
    AuditLine, Batch, BatchState, Dimension, DocumentKey, DocumentKind, DocumentQuery, Figures, Filter, JournalEntry,
    Proposed, Revision, Source, Versioned,
};

/// One state of the database, held still.
#[derive(Debug)]
pub struct Reading<'a> {
    pub(super) inner: &'a Inner,
    pub(super) state: RwLockReadGuard<'a, State>,
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inner").field("root", &self.paths.root).finish_non_exhaustive()
    }
}

/// Which blocks count.
pub(super) struct Visibility<'a> {
    reading: &'a Reading<'a>,
    as_of: Option<u64>,
    seen: FxHashMap<u64, BatchRecord>,
}

impl Visibility<'_> {
    /// Whether the rows that `batch` has for `day` count.
    pub(super) fn counts(&mut self, batch: u64, day: Day) -> Result<bool, Error> {
        let Some(revision) = self.as_of else { return Ok(self.reading.state.counts(batch, day)) };
        let record = self.record(batch)?;
        if !record.stood(revision) {
            return Ok(false);
        }
        let replaced: Vec<u64> =
            record.replaced.iter().filter(|(_, days)| covers(days, day)).map(|(by, _)| *by).collect();
        for by in replaced {
            if self.record(by)?.stood(revision) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn record(&mut self, batch: u64) -> Result<&BatchRecord, Error> {
        let record = match self.seen.remove(&batch) {
            Some(record) => record,
            None => self.reading.record(batch)?,
        };
        Ok(self.seen.entry(batch).or_insert(record))
    }
}

impl<'a> Reading<'a> {
    pub(super) fn new(inner: &'a Inner) -> Self {
        Self { inner, state: inner.state() }
    }

    /// The last change.
    #[must_use]
    pub fn revision(&self) -> Revision {
        Revision(self.state.applied.position.seq)
    }

    /// The version of the roster and the offices: another one where somebody has written one of their documents since.
    #[must_use]
    pub fn people(&self) -> u64 {
        self.state.people
    }

    /// How often documents of [`DocumentKind::AT_HAND`] have been written since the database was opened: while it is the
    /// same, so are they.
    #[must_use]
    pub fn at_hand(&self) -> u64 {
        self.state.at_hand
    }

    /// The sources and until when each has delivered.
    #[must_use]
    pub fn sources(&self) -> &[Source] {
        &self.state.sources
    }

    /// The last change before the moment `at` (milliseconds UTC).
    ///
    /// # Errors
    /// Where the journal cannot be read.
    pub fn revision_before(&self, at: i64) -> Result<Revision, Error> {
        journal::before(&self.inner.paths.journal(), at).map(Revision)
    }

    pub(super) fn visibility(&self, as_of: Option<Revision>) -> Visibility<'_> {
        Visibility { reading: self, as_of: as_of.map(|revision| revision.0), seen: FxHashMap::default() }
    }

    pub(super) fn record(&self, batch: u64) -> Result<BatchRecord, Error> {
        let value = self.inner.tree.get(&keys::batch(batch))?;
        let value = value.ok_or_else(|| Error::asked("no-such-batch").with("batch", batch))?;
        codec::decode(Kind::Batch, &value)
    }

    /// Hands every block of `days` that counts to `each`, with its day, batch and part.
    pub(super) fn blocks(
        &self,
        days: DayRange,
        as_of: Option<Revision>,
        mut each: impl FnMut(Day, u64, &Block<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut visibility = self.visibility(as_of);
        for found in self.inner.tree.range(&keys::blocks_from(days.first()), &keys::blocks_after(days.last())) {
            let (key, value) = found?;
            let (day, batch, _) = keys::read_block(&key).ok_or_else(|| Error::found("key-damaged"))?;
            if visibility.counts(batch, day)? {
                each(day, batch, &Block::open(&value)?)?;
            }
        }
        Ok(())
    }

    /// The numbers of a filter's names, as a table of which numbers pass.
    pub(super) fn filter(&self, filter: &Filter) -> (u16, Vec<bool>) {
        let names = self.inner.names();
        let of = Of::from(filter.dimension);
        let mut passing = vec![false; names.len(of) + 1];
        for code in filter.names.iter().filter_map(|name| names.find(of, name)) {
            if let Some(pass) = passing.get_mut(code as usize) {
                *pass = true;
            }
        }
        (filter.dimension as u16, passing)
    }

    /// All documents of a kind, by id.
    ///
    /// # Errors
    /// Where a stored value is damaged.
    pub fn documents(&self, kind: DocumentKind) -> Result<Vec<Versioned>, Error> {
        self.documents_in(&kind.into())
    }

    /// The documents that a query is about, by id.
    ///
    /// # Errors
    /// Where a stored value is damaged.
    pub fn documents_in(&self, query: &DocumentQuery) -> Result<Vec<Versioned>, Error> {
        let (from, until) = keys::documents_in(query);
        self.inner.tree.range(&from, &until).map(|found| codec::decode(Kind::Document, &found?.1)).collect()
    }

    /// One document.
    ///
    /// # Errors
    /// Where the stored value is damaged.
    pub fn document(&self, key: &DocumentKey) -> Result<Option<Versioned>, Error> {
        let value = self.inner.tree.get(&keys::document(key))?;
        value.map(|value| codec::decode(Kind::Document, &value)).transpose()
    }

    /// Every name of a dimension, in the order in which they came.
    #[must_use]
    pub fn names(&self, dimension: Dimension) -> Vec<String> {
        self.inner.names().all(dimension.into()).map(str::to_owned).collect()
    }

    /// Every batch, oldest first.
    ///
    /// # Errors
    /// Where a stored value is damaged.
    pub fn batches(&self) -> Result<Vec<Batch>, Error> {
        Ok(self.records()?.into_iter().map(|(id, record)| record.show(id)).collect())
    }

    pub(super) fn records(&self) -> Result<Vec<(u64, BatchRecord)>, Error> {
        let found = self.inner.tree.range(&[keys::BATCHES], &[keys::BATCHES + 1]);
        let read = |(key, value): (sled::IVec, super::tree::Value)| {
            let id = keys::read_number(&key).ok_or_else(|| Error::found("key-damaged"))?;
            Ok((id, codec::decode(Kind::Batch, &value)?))
        };
        found.map(|found| found.and_then(read)).collect()
    }

    /// The days for which any row counts.
    ///
    /// # Errors
    /// Where a stored value is damaged.
    pub fn data(&self) -> Result<Option<DayRange>, Error> {
        let total = |first| keys::rollup(Grain::Day, None, first);
        let (from, to) = (total(Day::MIN), keys::after(&total(Day::MAX)));
        let clean = |day: &Day| !self.state.dirty.contains(day);
        let day = |found: Result<(sled::IVec, _), Error>| found.ok().and_then(|(key, _)| keys::read_rollup(&key));
        let mut stored = self.inner.tree.range(&from, &to).filter_map(day).filter(clean);
        let (first, last) = (stored.next(), stored.next_back());
        let mut dirty = Vec::new();
        for ends in [self.first_of(self.state.dirty.iter())?, self.first_of(self.state.dirty.iter().rev())?] {
            dirty.extend(ends);
        }
        let days = || first.iter().chain(&last).chain(&dirty);
        Ok(days().min().zip(days().max()).and_then(|(first, last)| DayRange::new(*first, *last)))
    }

    fn first_of<'d>(&self, days: impl Iterator<Item = &'d Day>) -> Result<Option<Day>, Error> {
        for day in days {
            let mut any = false;
            self.blocks(DayRange::one(*day), None, |_, _, block| {
                any |= block.rows() > 0;
                Ok(())
            })?;
            if any {
                return Ok(Some(*day));
            }
        }
        Ok(None)
    }

    /// The newest `count` lines of the journal, newest first.
    ///
    /// # Errors
    /// Where the journal cannot be read.
    pub fn journal(&self, count: usize) -> Result<Vec<JournalEntry>, Error> {
        self.journal_between(count, None, |_| true)
    }

    /// The newest `count` lines of the journal that are `wanted`, newest first; of those made from the first moment on
    /// and before the second (milliseconds UTC) where any are given.
    ///
    /// # Errors
    /// Where the journal cannot be read.
    pub fn journal_between(
        &self,
        count: usize,
        moments: Option<(i64, i64)>,
        wanted: impl Fn(&JournalEntry) -> bool,
    ) -> Result<Vec<JournalEntry>, Error> {
        let mut lines = Vec::new();
        let (from, until) = moments.unzip();
        journal::newest(&self.inner.paths.journal(), &self.state.applied.position, until, |line| {
            if lines.len() >= count || from.is_some_and(|from| line.at() < from) {
                return false;
            }
            lines.extend(Some(self.entry(line)).filter(&wanted));
            lines.len() < count
        })?;
        Ok(lines)
    }

    /// Every account that any line of the journal is by, in the order of their names.
    ///
    /// # Errors
    /// Where the journal cannot be read.
    pub fn authors(&self) -> Result<Vec<String>, Error> {
        let last = self.state.applied.position.seq;
        let mut authors = BTreeSet::new();
        journal::heads(&self.inner.paths.journal(), |head| {
            if head.seq <= last && !authors.contains(&head.user) {
                authors.insert(head.user);
            }
            true
        })?;
        Ok(authors.into_iter().collect())
    }

    /// The line of change `revision`.
    ///
    /// # Errors
    /// Where the journal cannot be read.
    pub fn change(&self, revision: Revision) -> Result<Option<JournalEntry>, Error> {
        let line = journal::find(&self.inner.paths.journal(), revision.0)?;
        Ok(line.map(|line| self.entry(line)))
    }

    /// The first `most` lines of the journal after change `after`, oldest first. The chain is followed from its beginning.
    ///
    /// # Errors
    /// `journal-broken` where it does not lead as far as the last change, and where the journal cannot be read.
    pub fn audit(&self, after: Revision, most: usize) -> Result<Vec<AuditLine>, Error> {
        let last = self.state.applied.position.seq;
        let mut lines = Vec::new();
        let (end, _) = journal::read(&self.inner.paths.journal(), &Position::default(), |line, end| {
            if line.seq > after.0 && line.seq <= last && lines.len() < most {
                let (mut before, mut now) = (Vec::new(), Vec::new());
                if let Change::Documents { changes, .. } = &line.change {
                    let text = |document| serde_json::to_string(&document).unwrap_or_default();
                    before = changes.iter().filter_map(|one| one.old.as_ref()).map(|old| text(&old.document)).collect();
                    now = changes.iter().filter_map(|one| one.new.as_ref()).map(text).collect();
                }
                let command = line.command.clone();
                let entry = JournalEntry { documents: Vec::new(), ..self.entry(line) };
                lines.push(AuditLine { entry, command, before, after: now, hash: end.hash.clone() });
            }
            Ok(())
        })?;
        if end.seq < last {
            return Err(Error::found("journal-broken").with("line", end.seq + 1));
        }
        Ok(lines)
    }

    fn entry(&self, line: Line) -> JournalEntry {
        let mut entry = JournalEntry {
            revision: Revision(line.seq),
            at: line.at(),
            user: line.user,
            kind: line.change.kind().to_owned(),
            undoes: line.undoes.map(Revision),
            batch: line.change.batch(),
            ..JournalEntry::default()
        };
        match line.change {
            Change::Begin { source, files, .. } => {
                entry.batch = Some(line.seq);
                entry.about = if files.is_empty() { vec![source] } else { files };
            }
            Change::Set(setting) => {
                let names = self.inner.names();
                entry.day = Some(setting.day);
                entry.measure = names.name(Of::Measure, u32::from(setting.measure)).map(str::to_owned);
                let name = |dimension: Dimension| {
                    let code = setting.dimensions.get(dimension.index()).copied()?;
                    names.name(dimension.into(), code).map(|name| (dimension, name.to_owned()))
                };
                entry.dimensions = Dimension::ALL.into_iter().filter_map(name).collect();
                [entry.old, entry.new] = setting.of_day();
                entry.reason = setting.reason;
            }
            Change::Documents { changes, reason } => {
                entry.reason = reason;
                if let Some((proposal, _)) = proposal_in(&changes) {
                    let differences = proposal.documents.iter().flat_map(Proposed::differences);
                    entry.about = vec![proposal.number.to_string()];
                    entry.about.extend(differences.map(|difference| difference.to_string()));
                    return entry;
                }
                let about = |change: &super::DocumentChange| {
                    let document = change.new.as_ref().or(change.old.as_ref().map(|old| &old.document));
                    let key = || document.map(|document| document.key().id).into_iter().collect();
                    change.settings().unwrap_or_else(key)
                };
                entry.about = changes.iter().flat_map(about).collect();
                let both = |change: super::DocumentChange| (change.old.map(|old| old.document), change.new);
                entry.documents = changes.into_iter().map(both).collect();
            }
            Change::Erase { alias, sealed } => {
                entry.about = vec![alias];
                entry.new = i64::try_from(sealed.len()).ok();
            }
            Change::Refused { what, times } => {
                entry.about = vec![what];
                entry.new = i64::try_from(times).ok();
            }
            Change::Publish(_) | Change::Abandon { .. } | Change::Revert { .. } | Change::Reinstate { .. } => {}
        }
        entry
    }

    /// How large the database is.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn figures(&self) -> Result<Figures, Error> {
        let position = &self.state.applied.position;
        let records = self.records()?;
        let standing = || records.iter().filter(|(_, record)| record.state == BatchState::Published);
        let documents = self.inner.tree.range(&[keys::DOCUMENTS], &[keys::DOCUMENTS + 1]).count();
        Ok(Figures {
            revision: self.revision(),
            head: position.hash.clone(),
            at: (position.seq > 0).then_some(position.at),
            batches: standing().count() as u64,
            rows: standing().map(|(_, record)| record.rows).sum(),
            documents: documents as u64,
            dirty_days: self.state.dirty.len() as u64,
            database_bytes: super::folder::bytes_below(&self.inner.paths.sled())?,
            journal_bytes: super::folder::bytes_below(&self.inner.paths.journal())?,
            opening: self.inner.opening.clone(),
            backups: super::backups::kept(&self.inner.paths.root),
        })
    }
}
