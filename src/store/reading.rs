//! Answers from one state: sums, documents, batches, the journal.

use std::panic::resume_unwind;
use std::sync::RwLockReadGuard;
use std::thread;

use rustc_hash::FxHashMap;

use super::change::Change;
use super::journal::{self, Line};
use super::names::Of;
use super::scan::{Pick, Plan, Scratch, Sums, select};
use super::state::{BatchRecord, State, covers};
use super::table::column;
use super::{Inner, keys, measure};
use crate::codec::{self, Block, Kind, NULL};
use crate::domain::base::{Day, DayRange, Error, FiscalStart, Grain, Period};
use crate::domain::model::{
    Batch, BatchState, CellQuery, CellTable, Dimension, DocumentKey, DocumentKind, Figures, Filter, JournalEntry,
    Revision, Source, Versioned,
};

/// Rows of so many days are added up on two threads.
const SHARED: usize = 60;

/// Answers with more rows are not kept.
const KEPT_CELLS: usize = 2_048;

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

    fn plan(&self, query: &CellQuery, wanted: impl Fn(u16) -> bool) -> Plan {
        let filters = query.filters.iter().map(|filter| self.filter(filter)).collect();
        let names = self.inner.names();
        let number = |id: &String| names.find(Of::Measure, id).map(measure);
        let column = |id| number(id).filter(|number| wanted(*number)).map(|number| column::MEASURE + number);
        Plan {
            by: query.by.map(|dimension| dimension as u16),
            filters,
            measures: query.measures.iter().map(column).collect(),
            as_of: query.as_of.map(|revision| revision.0),
        }
    }

    /// Sums.
    ///
    /// # Errors
    /// Where a stored value is damaged, or a sum does not fit.
    pub fn cells(&self, query: &CellQuery) -> Result<CellTable, Error> {
        let revision = self.revision();
        if let Some(table) = self.inner.answers().get(revision, query) {
            return Ok(table.clone());
        }
        let table = self.add_up(query)?;
        if sole_dimension(query).is_some() && table.values.len() * table.names.len() <= KEPT_CELLS {
            self.inner.answers().keep(revision, query.clone(), table.clone());
        }
        Ok(table)
    }

    fn add_up(&self, query: &CellQuery) -> Result<CellTable, Error> {
        let lasts = self.inner.lasts();
        let plan = self.plan(query, |number| !lasts.contains(&number));
        let mut sums = match sole_dimension(query) {
            Some(dimension) => self.stored(query, dimension, &plan)?,
            None => self.scanned(query, &plan)?,
        };
        let plan = self.plan(query, |number| lasts.contains(&number));
        if plan.measures.iter().any(Option::is_some) {
            for (days, sum) in query.ranges.iter().zip(&mut sums) {
                self.add_lasts(*days, query, &plan, sum)?;
            }
        }
        self.table(query, &sums)
    }

    /// Adds up rows, on two threads where they are many.
    fn scanned(&self, query: &CellQuery, plan: &Plan) -> Result<Vec<Sums>, Error> {
        let add = |shares: Vec<(usize, DayRange)>| -> Result<Vec<Sums>, Error> {
            let mut scratch = Scratch::default();
            let mut sums = vec![Sums::new(query.measures.len()); query.ranges.len()];
            for (at, days) in shares {
                let Some(sum) = sums.get_mut(at) else { continue };
                self.blocks(days, query.as_of, |_, _, block| sum.absorb(plan, block, &mut scratch))?;
            }
            Ok(sums)
        };
        let [mine, others] = shares(&query.ranges);
        if others.is_empty() {
            return add(mine);
        }
        thread::scope(|scope| {
            let others = scope.spawn(|| add(others));
            let mut sums = add(mine)?;
            let others = others.join().unwrap_or_else(|panic| resume_unwind(panic))?;
            sums.iter_mut().zip(&others).for_each(|(sum, other)| sum.merge(other));
            Ok(sums)
        })
    }

    /// Adds stored sums, and the rows of dirty days.
    fn stored(&self, query: &CellQuery, dimension: Option<Dimension>, plan: &Plan) -> Result<Vec<Sums>, Error> {
        let stored = plan.of_sums();
        let mut scratch = Scratch::default();
        let mut sums = vec![Sums::new(query.measures.len()); query.ranges.len()];
        for (days, sum) in query.ranges.iter().zip(&mut sums) {
            for piece in pieces(*days, &self.state) {
                let Piece::Stored(grain, first) = piece else {
                    let Piece::Dirty(day) = piece else { continue };
                    self.blocks(DayRange::one(day), None, |_, _, block| sum.absorb(plan, block, &mut scratch))?;
                    continue;
                };
                let own = self.inner.tree.get(&keys::rollup(grain, dimension, first))?;
                let value = match (own, dimension) {
                    (None, Some(_)) => self.inner.tree.get(&keys::rollup(grain, None, first))?,
                    (own, _) => own,
                };
                if let Some(value) = value {
                    sum.absorb(&stored, &Block::open(&value)?, &mut scratch)?;
                }
            }
        }
        Ok(sums)
    }

    /// Adds measures that are not added over time: of each leaf its last reported day.
    fn add_lasts(&self, days: DayRange, query: &CellQuery, plan: &Plan, sum: &mut Sums) -> Result<(), Error> {
        let mut decided: FxHashMap<(usize, [i64; 6]), i128> = FxHashMap::default();
        let (mut rows, mut mask, mut values, mut weights) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut leaves: [Vec<i64>; 6] = <[Vec<i64>; 6]>::default();
        for day in days.days().rev().filter(|day| self.may_carry(*day, query.as_of, plan)) {
            let mut open: FxHashMap<(usize, [i64; 6]), (i128, i64)> = FxHashMap::default();
            self.blocks(DayRange::one(day), query.as_of, |_, _, block| {
                let carried = carried(plan, block);
                if carried.is_empty() {
                    return Ok(());
                }
                let Some(pick) = select(plan, block, &mut rows, &mut mask)? else { return Ok(()) };
                for (id, leaf) in (0..).zip(&mut leaves) {
                    take(block, pick, id, 0, leaf)?;
                }
                take(block, pick, column::WEIGHT, 1, &mut weights)?;
                for (at, id) in carried {
                    take(block, pick, id, NULL, &mut values)?;
                    for (row, value) in values.iter().enumerate().filter(|(_, value)| **value != NULL) {
                        let leaf = leaves.each_ref().map(|codes| codes.get(row).copied().unwrap_or(0));
                        let weight = weights.get(row).copied().unwrap_or(1);
                        let entry = open.entry((at, leaf)).or_default();
                        entry.0 += i128::from(*value) * i128::from(weight);
                        entry.1 += weight;
                    }
                }
                Ok(())
            })?;
            for (leaf, (value, _)) in open.into_iter().filter(|(_, (_, weight))| *weight > 0) {
                decided.entry(leaf).or_insert(value);
            }
        }
        for ((at, leaf), value) in decided {
            let code = query.by.and_then(|dimension| leaf.get(dimension.index())).copied().unwrap_or(0);
            sum.add_one(u32::try_from(code).unwrap_or(0), at, value);
        }
        Ok(())
    }

    /// Whether rows of `day` may carry one of the plan's measures: the total of a clean day says so.
    fn may_carry(&self, day: Day, as_of: Option<Revision>, plan: &Plan) -> bool {
        if as_of.is_some() || self.state.dirty.contains(&day) {
            return true;
        }
        let Ok(value) = self.inner.tree.get(&keys::rollup(Grain::Day, None, day)) else { return true };
        let Some(value) = value else { return false };
        Block::open(&value).map_or(true, |block| !carried(plan, &block).is_empty())
    }

    fn table(&self, query: &CellQuery, sums: &[Sums]) -> Result<CellTable, Error> {
        let width = query.measures.len();
        let names = self.inner.names();
        let mut met = vec![("", 0)];
        if let Some(dimension) = query.by {
            let mut codes: Vec<u32> = sums.iter().flat_map(Sums::met).collect();
            codes.sort_unstable();
            codes.dedup();
            let name = |code| names.name(dimension.into(), code).unwrap_or_default();
            met = codes.into_iter().map(|code| (name(code), code)).collect();
            met.sort_unstable();
        }
        let mut values = Vec::with_capacity(sums.len());
        for sum in sums {
            let mut rows = Vec::with_capacity(met.len());
            for (_, code) in &met {
                let mut row = vec![None; width];
                if let Some(place) = sum.find(*code) {
                    for (at, value) in row.iter_mut().enumerate() {
                        *value = sum.get(place, at)?;
                    }
                }
                rows.push(row);
            }
            values.push(rows);
        }
        let corrected = sums.iter().map(Sums::corrected).collect();
        Ok(CellTable { names: met.into_iter().map(|(name, _)| name.to_owned()).collect(), values, corrected })
    }

    /// All documents of a kind, by id.
    ///
    /// # Errors
    /// Where a stored value is damaged.
    pub fn documents(&self, kind: DocumentKind) -> Result<Vec<Versioned>, Error> {
        let prefix = keys::documents(kind);
        let found = self.inner.tree.range(&prefix, &keys::after(&prefix));
        found.map(|found| codec::decode(Kind::Document, &found?.1)).collect()
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
        let lines = journal::newest(&self.inner.paths.journal(), &self.state.applied.position, count)?;
        Ok(lines.into_iter().map(|line| self.entry(line)).collect())
    }

    /// The line of change `revision`.
    ///
    /// # Errors
    /// Where the journal cannot be read.
    pub fn change(&self, revision: Revision) -> Result<Option<JournalEntry>, Error> {
        let line = journal::find(&self.inner.paths.journal(), revision.0)?;
        Ok(line.map(|line| self.entry(line)))
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
                (entry.old, entry.new, entry.reason) = (setting.old, setting.new, setting.reason);
            }
            Change::Documents { changes } => {
                let key = |change: &super::DocumentChange| {
                    let document = change.new.as_ref().or(change.old.as_ref().map(|old| &old.document));
                    document.map(|document| document.key().id)
                };
                entry.about = changes.iter().filter_map(key).collect();
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
        })
    }
}

fn take(block: &Block<'_>, pick: Pick<'_>, id: u16, absent: i64, into: &mut Vec<i64>) -> Result<(), Error> {
    into.clear();
    if let Some(ints) = block.ints(id)? {
        pick.take(&ints, absent, into);
    }
    Ok(())
}

/// The plan's measures that a block has, with their places in the answer.
fn carried(plan: &Plan, block: &Block<'_>) -> Vec<(usize, u16)> {
    let wanted = plan.measures.iter().enumerate().filter_map(|(at, id)| Some((at, (*id)?)));
    wanted.filter(|(_, id)| block.ids().any(|found| found == *id)).collect()
}

/// The one dimension that a question about now looks at (`None` inside: no dimension at all); `None` where it looks at
/// several, which stored sums cannot answer.
#[expect(clippy::option_option, reason = "which sums answer it: none of them, the totals, or those of a dimension")]
fn sole_dimension(query: &CellQuery) -> Option<Option<Dimension>> {
    let mut dimensions = query.by.into_iter().chain(query.filters.iter().map(|filter| filter.dimension));
    let first = dimensions.next();
    (query.as_of.is_none() && dimensions.all(|dimension| Some(dimension) == first)).then_some(first)
}

enum Piece {
    Stored(Grain, Day),
    Dirty(Day),
}

/// Shares runs of days out over two threads, equally many days each; the second gets none where they are few. Each
/// share names its run by its place.
fn shares(ranges: &[DayRange]) -> [Vec<(usize, DayRange)>; 2] {
    let total: usize = ranges.iter().map(|days| days.len()).sum();
    let mut left = if total < SHARED { total } else { total / 2 };
    let (mut mine, mut others) = (Vec::new(), Vec::new());
    for (at, days) in ranges.iter().enumerate() {
        let take = days.len().min(left);
        left -= take;
        let cut = days.first().plus(i32::try_from(take).unwrap_or(i32::MAX));
        mine.extend(DayRange::new(days.first(), cut.plus(-1)).filter(|_| take > 0).map(|days| (at, days)));
        others.extend(DayRange::new(cut, days.last()).filter(|_| take < days.len()).map(|days| (at, days)));
    }
    [mine, others]
}

/// Takes a run of days apart into the fewest periods whose sums are stored, and dirty days.
fn pieces(days: DayRange, state: &State) -> Vec<Piece> {
    let clean = |period: DayRange| state.dirty.range(period.first()..=period.last()).next().is_none();
    let whole = |grain, day| {
        let period = Period::of(grain, day, FiscalStart::default()).days();
        (period.first() == day && period.last() <= days.last() && clean(period)).then_some(period)
    };
    let mut pieces = Vec::new();
    let mut day = days.first();
    while day <= days.last() {
        let week = || {
            whole(Grain::Week, day).filter(|week| {
                let next = Period::of(Grain::Month, week.last(), FiscalStart::default()).days();
                next.first() <= week.first() || whole(Grain::Month, next.first()).is_none()
            })
        };
        let (piece, last) = if let Some(month) = whole(Grain::Month, day) {
            (Piece::Stored(Grain::Month, day), month.last())
        } else if let Some(week) = week() {
            (Piece::Stored(Grain::Week, day), week.last())
        } else if state.dirty.contains(&day) {
            (Piece::Dirty(day), day)
        } else {
            (Piece::Stored(Grain::Day, day), day)
        };
        pieces.push(piece);
        if last >= Day::MAX {
            break;
        }
        day = last.plus(1);
    }
    pieces
}
