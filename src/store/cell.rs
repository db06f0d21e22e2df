//! What a command has to know of the state that it meets: the rows of one cell, documents, what was done before.

use super::apply::{DONE, ENTRY, UNDONE};
use super::change::{Change, PatchRow};
use super::draft::Draft;
use super::journal::{self, Line};
use super::table::{absent, column};
use super::{keys, state};
use crate::codec::{self, Block, Kind, NULL};
use crate::domain::base::{Day, DayRange, Error};
use crate::domain::model::{Batch, Dimension, DocumentKey, Revision, Versioned};

/// A row that carries a cell's measure, with exactly the cell's dimensions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CellRow {
    /// The row, as a correction would repeat it.
    pub row: PatchRow,
    /// The change that brought it, where it is a correction or an entry; `None` for a row as it was imported.
    pub revision: Option<u64>,
    /// Whether its batch holds what was typed in.
    pub entered: bool,
}

/// Something done before.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Past {
    /// Its number.
    pub revision: u64,
    /// Who did it.
    pub user: String,
    /// When, in UTC.
    pub time: String,
    /// What it was.
    pub change: Change,
    /// What it took back.
    pub undoes: Option<u64>,
}

impl From<Line> for Past {
    fn from(line: Line) -> Self {
        let Line { seq: revision, time, user, undoes, change, .. } = line;
        Self { revision, user, time, change, undoes }
    }
}

impl Draft<'_> {
    /// The rows of one cell that count, in the order in which they stand.
    ///
    /// # Errors
    /// Where a stored value is damaged.
    pub fn cell(&self, day: Day, dimensions: &[u32; 6], measure: u16) -> Result<Vec<CellRow>, Error> {
        let mut rows = Vec::new();
        for (key, value) in self.range(&keys::blocks_from(day), &keys::blocks_after(day))? {
            let (_, batch, _) = keys::read_block(&key).ok_or_else(|| Error::found("key-damaged"))?;
            if self.state.counts(batch, day) {
                let before = rows.len();
                rows_of(&Block::open(&value)?, batch, dimensions, measure, &mut rows)?;
                if rows.len() > before {
                    let entered = self.batch(batch)?.source == ENTRY;
                    rows.iter_mut().skip(before).for_each(|row| row.entered = entered);
                }
            }
        }
        Ok(rows)
    }

    /// What the rows of `day` come to that carry `measure` and all the names of a cell, and others beside them; `None` where
    /// there is no such row.
    ///
    /// # Errors
    /// Where a stored value is damaged.
    pub fn finer(&self, day: Day, dimensions: &[u32; 6], measure: u16) -> Result<Option<i64>, Error> {
        let (mut rows, mut sum) = (0_i64, 0_i64);
        for (key, value) in self.range(&keys::blocks_from(day), &keys::blocks_after(day))? {
            let (_, batch, _) = keys::read_block(&key).ok_or_else(|| Error::found("key-damaged"))?;
            if self.state.counts(batch, day) {
                for (weight, value) in finer_in(&Block::open(&value)?, dimensions, measure)? {
                    rows += weight;
                    sum = sum.saturating_add(weight.saturating_mul(value));
                }
            }
        }
        Ok((rows > 0).then_some(sum))
    }

    /// Whether a figure of each of `measures` was reported for the member of that number on `day`, by whatever rows.
    ///
    /// # Errors
    /// Where a stored value is damaged.
    pub fn reported(&self, day: Day, member: u32, measures: &[u16]) -> Result<Vec<bool>, Error> {
        let mut weights = vec![0_i64; measures.len()];
        let (mut codes, mut signs, mut values) = (Vec::new(), Vec::new(), Vec::new());
        for (key, value) in self.range(&keys::blocks_from(day), &keys::blocks_after(day))? {
            let (_, batch, _) = keys::read_block(&key).ok_or_else(|| Error::found("key-damaged"))?;
            let block = Block::open(&value)?;
            let own = u16::try_from(Dimension::Member.index()).unwrap_or(0);
            let Some(members) = block.ints(own)?.filter(|_| self.state.counts(batch, day)) else { continue };
            members.unpack(0, &mut codes);
            signs.clear();
            if let Some(ints) = block.ints(column::WEIGHT)? {
                ints.unpack(1, &mut signs);
            }
            for (measure, weight) in measures.iter().zip(&mut weights) {
                let Some(ints) = block.ints(column::MEASURE + measure)? else { continue };
                ints.unpack(NULL, &mut values);
                for (row, _) in values.iter().enumerate().filter(|(_, value)| **value != NULL) {
                    if codes.get(row) == Some(&i64::from(member)) {
                        *weight += signs.get(row).copied().unwrap_or(1).signum();
                    }
                }
            }
        }
        Ok(weights.into_iter().map(|weight| weight > 0).collect())
    }

    /// The entry batch of a day and team, once there is one.
    ///
    /// # Errors
    /// Where a stored value is damaged.
    pub fn entries(&self, day: Day, team: u32) -> Result<Option<u64>, Error> {
        self.get(&keys::entries(day, team))?.map(|value| codec::decode(Kind::Note, &value)).transpose()
    }

    /// A document as it stands.
    ///
    /// # Errors
    /// Where the stored value is damaged.
    pub fn document(&self, key: &DocumentKey) -> Result<Option<Versioned>, Error> {
        self.get(&keys::document(key))?.map(|value| codec::decode(Kind::Document, &value)).transpose()
    }

    /// A batch as it stands.
    ///
    /// # Errors
    /// `no-such-batch`.
    pub fn show_batch(&self, id: u64) -> Result<Batch, Error> {
        self.batch(id).map(|record| record.show(id))
    }

    /// The last change that put a batch where it stands.
    ///
    /// # Errors
    /// `no-such-batch`.
    pub fn batch_changed(&self, id: u64) -> Result<Option<u64>, Error> {
        self.batch(id).map(|record| record.history.last().map(|(change, _)| *change))
    }

    /// Change `revision`.
    ///
    /// # Errors
    /// Where the journal cannot be read.
    pub fn past(&self, revision: u64) -> Result<Option<Past>, Error> {
        if let Some(line) = self.lines.iter().find(|line| line.seq == revision) {
            return Ok(Some(line.clone().into()));
        }
        journal::find(&self.paths.journal(), revision).map(|line| line.map(Past::from))
    }

    /// The newest change of `user` that can be taken back; the newest that was taken back, where `undone`.
    ///
    /// # Errors
    /// Where the journal cannot be read.
    pub fn newest_of(&self, user: &str, undone: bool) -> Result<Option<Past>, Error> {
        let wanted = if undone { UNDONE } else { DONE };
        let list = self.state.undo_of(user);
        let found = list.iter().rev().find(|(_, what)| **what == wanted);
        found.map_or(Ok(None), |(change, _)| self.past(*change))
    }

    /// Whether change `revision` of `user` is an undo, which can be done again; `None` where it cannot be taken back: it
    /// was already, or it is too old.
    #[must_use]
    pub fn is_undone(&self, user: &str, revision: u64) -> Option<bool> {
        self.state.undo_of(user).get(&revision).map(|what| *what == UNDONE)
    }

    /// The number of the last change.
    #[must_use]
    pub fn revision(&self) -> Revision {
        Revision(self.lines.last().map_or(self.state.applied.position.seq, |line| line.seq))
    }

    /// Which days of a batch no longer count, though it stands.
    ///
    /// # Errors
    /// `no-such-batch`.
    pub fn replaced_days(&self, id: u64) -> Result<Vec<DayRange>, Error> {
        let record = self.batch(id)?;
        let days = record.days.iter().flat_map(|run| run.days()).filter(|day| !self.state.counts(id, *day));
        Ok(state::runs(days))
    }
}

/// Weight and value of each row that has all the names of a cell and more.
fn finer_in(block: &Block<'_>, dimensions: &[u32; 6], measure: u16) -> Result<Vec<(i64, i64)>, Error> {
    let Some(ints) = block.ints(column::MEASURE + measure)? else { return Ok(Vec::new()) };
    let (mut values, mut codes, mut signs) = (Vec::new(), Vec::new(), Vec::new());
    ints.unpack(NULL, &mut values);
    // Of each row: whether it has the cell's names, whether it has others.
    let mut fits: Vec<(bool, bool)> = values.iter().map(|value| (*value != NULL, false)).collect();
    for (id, wanted) in (0..).zip(dimensions) {
        codes.clear();
        if let Some(ints) = block.ints(id)? {
            ints.unpack(0, &mut codes);
        }
        for (row, (own, more)) in fits.iter_mut().enumerate() {
            let found = codes.get(row).copied().unwrap_or(0);
            *own &= *wanted == 0 || found == i64::from(*wanted);
            *more |= *wanted == 0 && found != 0;
        }
    }
    if let Some(ints) = block.ints(column::WEIGHT)? {
        ints.unpack(1, &mut signs);
    }
    let found = values.iter().zip(&fits).enumerate().filter(|(_, (_, (own, more)))| *own && *more);
    Ok(found.map(|(row, (value, _))| (signs.get(row).copied().unwrap_or(1).signum(), *value)).collect())
}

fn rows_of(
    block: &Block<'_>,
    batch: u64,
    dimensions: &[u32; 6],
    measure: u16,
    into: &mut Vec<CellRow>,
) -> Result<(), Error> {
    let Some(ints) = block.ints(column::MEASURE + measure)? else { return Ok(()) };
    let mut values = Vec::new();
    ints.unpack(NULL, &mut values);
    let mut rows: Vec<u32> = (0..).zip(&values).filter(|(_, value)| **value != NULL).map(|(row, _)| row).collect();
    let mut codes = Vec::new();
    for (id, code) in (0..).zip(dimensions) {
        match block.ints(id)? {
            Some(ints) => {
                ints.gather(&rows, 0, &mut codes);
                let mut fits = codes.iter().map(|found| *found == i64::from(*code));
                rows.retain(|_| fits.next().unwrap_or(false));
            }
            None if *code != 0 => rows.clear(),
            None => {}
        }
    }
    let number = |id: u16, row: u32| -> Result<Option<i64>, Error> {
        let mut one = Vec::new();
        let Some(ints) = block.ints(id)? else { return Ok(None) };
        ints.gather(&[row], absent(id), &mut one);
        Ok(one.first().copied().filter(|value| *value != absent(id)))
    };
    let text = |id: u16, row: u32| -> Result<Option<String>, Error> {
        let mut one = Vec::new();
        let Some((names, places)) = block.texts(id)? else { return Ok(None) };
        places.gather(&[row], 0, &mut one);
        let place = one.first().and_then(|place| usize::try_from(*place - 1).ok());
        Ok(place.and_then(|place| names.get(place)).map(|name| (*name).to_owned()))
    };
    for row in rows {
        let value = values.get(row as usize).copied().unwrap_or(0);
        let entered = number(column::ENTERED, row)?.and_then(|day| Day::from_number(i32::try_from(day).ok()?));
        let found = PatchRow {
            batch,
            weight: number(column::WEIGHT, row)?.unwrap_or(1).signum(),
            value,
            customer: text(column::CUSTOMER, row)?,
            document: text(column::DOCUMENT, row)?,
            entered,
            waited: number(column::WAITED, row)?.and_then(|days| u16::try_from(days).ok()),
        };
        let revision = number(column::REVISION, row)?.map(i64::cast_unsigned);
        into.push(CellRow { row: found, revision, entered: false });
    }
    Ok(())
}
