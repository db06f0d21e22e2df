//! Adding up: which rows of a block pass, which name they go to, and the sums.
//!
//! The selection is made on the filter columns first; only then are the measures that are asked for taken out, and
//! only at the rows that passed. Sums and facts are blocks alike, so one loop adds both.

use rustc_hash::FxHashSet;

use super::table::{absent, column, is_correction};
use crate::codec::{Block, Ints};
use crate::domain::base::Error;

/// What is added up, in the numbers of the store.
#[derive(Clone, Debug, Default)]
pub(super) struct Plan {
    /// The column of the names; `None` for the total.
    pub(super) by: Option<u16>,
    /// Columns, and which of their numbers pass.
    pub(super) filters: Vec<(u16, Vec<bool>)>,
    /// The columns to add; `None` is a measure that no fact has ever carried.
    pub(super) measures: Vec<Option<u16>>,
    /// Corrections of later changes do not count.
    pub(super) as_of: Option<u64>,
}

impl Plan {
    /// The same question to stored sums of the only dimension it looks at.
    pub(super) fn of_sums(&self) -> Self {
        let mut plan = self.clone();
        plan.by = plan.by.map(|_| column::NAME);
        plan.filters.iter_mut().for_each(|(column, _)| *column = column::NAME);
        plan
    }
}

/// Room to work in, kept from block to block.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    rows: Vec<u32>,
    mask: Vec<u64>,
    codes: Vec<i64>,
    slots: Vec<u32>,
    weights: Vec<i64>,
    values: Vec<i64>,
}

/// Which rows of a block are meant.
#[derive(Clone, Copy)]
pub(super) enum Pick<'a> {
    /// All.
    All,
    /// These, ascending; and the same as a bit a row.
    Some(&'a [u32], &'a [u64]),
}

impl Pick<'_> {
    pub(super) fn take(self, ints: &Ints<'_>, absent: i64, into: &mut Vec<i64>) {
        match self {
            Self::All => ints.unpack(absent, into),
            Self::Some(rows, _) => ints.gather(rows, absent, into),
        }
    }
}

/// Which rows pass; `None` where none does. `rows` and `mask` are room to work in.
pub(super) fn select<'a>(
    plan: &Plan,
    block: &Block<'_>,
    rows: &'a mut Vec<u32>,
    mask: &'a mut Vec<u64>,
) -> Result<Option<Pick<'a>>, Error> {
    mask.clear();
    for (id, passing) in &plan.filters {
        let pass = |code: i64| usize::try_from(code).ok().and_then(|code| passing.get(code)).copied().unwrap_or(false);
        if !narrow(block, *id, pass, mask)? {
            return Ok(None);
        }
    }
    if let Some(revision) = plan.as_of {
        let pass = |change: i64| change == absent(column::REVISION) || change.cast_unsigned() <= revision;
        if !narrow(block, column::REVISION, pass, mask)? {
            return Ok(None);
        }
    }
    if mask.is_empty() {
        return Ok(Some(Pick::All));
    }
    rows.clear();
    for (word, mut left) in (0..).zip(mask.iter().copied()) {
        while left != 0 {
            rows.push(word * 64 + left.trailing_zeros());
            left &= left - 1;
        }
    }
    Ok((!rows.is_empty()).then_some(Pick::Some(rows, mask)))
}

/// Takes rows that do not pass by column `id` out of `mask`, which is empty while all rows are in; false where none
/// can pass.
fn narrow(block: &Block<'_>, id: u16, pass: impl Fn(i64) -> bool, mask: &mut Vec<u64>) -> Result<bool, Error> {
    let Some(ints) = block.ints(id)? else { return Ok(pass(absent(id))) };
    if mask.is_empty() {
        mask.resize(block.rows().div_ceil(64), u64::MAX);
        if let (Some(last), used @ 1..) = (mask.last_mut(), block.rows() % 64) {
            *last >>= 64 - used;
        }
    }
    ints.retain(absent(id), pass, mask);
    Ok(true)
}

const NO_SLOT: u32 = u32::MAX;
/// No name's number is greater: a stored one that is has been damaged, and must not cost the room of all below it.
const MOST_NAMES: usize = 1 << 22;

/// Sums of some measures by name.
#[derive(Clone, Debug, Default)]
pub(super) struct Sums {
    width: usize,
    /// The place of each name's number.
    slots: Vec<u32>,
    /// The number of each place.
    codes: Vec<u32>,
    values: Vec<i128>,
    weights: Vec<i64>,
    /// Places whose rows have a correction among them.
    touched: Vec<bool>,
    /// Places and measures that a correction is among, as the values are numbered; mostly none.
    corrects: FxHashSet<usize>,
    overflown: bool,
    /// A number was met that no name has.
    damaged: bool,
}

impl Sums {
    /// No sums yet of `width` measures.
    pub(super) fn new(width: usize) -> Self {
        Self { width, ..Self::default() }
    }

    /// Makes room for so many names.
    fn expect(&mut self, names: usize) {
        self.codes.reserve_exact(names);
        self.values.reserve_exact(names * self.width);
        self.weights.reserve_exact(names * self.width);
        self.touched.reserve_exact(names);
    }

    #[inline]
    fn slot(&mut self, code: i64) -> u32 {
        let mut code = usize::try_from(code).unwrap_or(0);
        if code >= self.slots.len() {
            if code > MOST_NAMES {
                self.damaged = true;
                code = 0;
            }
            self.slots.resize(self.slots.len().max(code + 1), NO_SLOT);
        }
        match self.slots.get_mut(code) {
            Some(slot) if *slot != NO_SLOT => *slot,
            Some(slot) => {
                *slot = u32::try_from(self.codes.len()).unwrap_or(NO_SLOT);
                let new = *slot;
                self.codes.push(u32::try_from(code).unwrap_or(0));
                self.values.resize(self.values.len() + self.width, 0);
                self.weights.resize(self.weights.len() + self.width, 0);
                self.touched.push(false);
                new
            }
            None => 0,
        }
    }

    /// Adds the rows of a block that pass.
    pub(super) fn absorb(&mut self, plan: &Plan, block: &Block<'_>, scratch: &mut Scratch) -> Result<(), Error> {
        let Scratch { rows, mask, codes, slots, weights, values } = scratch;
        let Some(pick) = select(plan, block, rows, mask)? else { return Ok(()) };
        let count = if let Pick::Some(rows, _) = pick { rows.len() } else { block.rows() };
        slots.clear();
        if self.codes.is_empty() {
            self.expect(if plan.by == Some(column::NAME) { count } else { count.min(1) });
        }
        match plan.by.map(|id| block.ints(id)).transpose()?.flatten() {
            Some(ints) => {
                pick.take(&ints, 0, codes);
                slots.extend(codes.iter().map(|code| self.slot(*code)));
            }
            None if count > 0 => slots.push(self.slot(0)),
            None => {}
        }
        let noted = self.note_corrections(block, pick, slots, weights)?;
        for (at, id) in plan.measures.iter().enumerate() {
            let Some(id) = *id else { continue };
            if noted {
                self.note_stored(block, pick, slots, (at, id), values)?;
            }
            let Some(ints) = block.ints(id)? else { continue };
            match pick {
                Pick::All => {
                    ints.unpack(crate::codec::NULL, values);
                    self.add(at, slots, values, weights);
                }
                Pick::Some(rows, mask) => ints.visit(rows, mask, |row, value| {
                    let slot = slots.get(row).or(slots.first()).map_or(0, |slot| *slot as usize);
                    let weight = weights.get(row).copied().unwrap_or(1);
                    let sign = weight.signum();
                    self.put(slot * self.width + at, i128::from(value) * i128::from(sign), sign);
                    self.note(slot * self.width + at, weight);
                    self.overflown |= value == i64::MAX;
                }),
            }
        }
        Ok(())
    }

    /// Fills `weights` where rows have any but +1, and marks the places that a correction touches; whether the block is
    /// of sums and says so itself.
    pub(super) fn note_corrections(
        &mut self,
        block: &Block<'_>,
        pick: Pick<'_>,
        slots: &[u32],
        weights: &mut Vec<i64>,
    ) -> Result<bool, Error> {
        let mut mark = |flags: &[i64], corrects: fn(i64) -> bool| {
            for (at, _) in flags.iter().enumerate().filter(|(_, flag)| corrects(**flag)) {
                let slot = slots.get(at).or(slots.first()).map_or(0, |slot| *slot as usize);
                if let Some(touched) = self.touched.get_mut(slot) {
                    *touched = true;
                }
            }
        };
        let noted = block.ints(column::CORRECTED)?;
        if let Some(ints) = &noted {
            pick.take(ints, 0, weights);
            mark(weights, |flag| flag > 0);
        }
        weights.clear();
        if let Some(ints) = block.ints(column::WEIGHT)? {
            pick.take(&ints, 1, weights);
            mark(weights, is_correction);
        }
        Ok(noted.is_some())
    }

    /// Takes over which sums of measure number `at`, in column `id`, a correction is among.
    fn note_stored(
        &mut self,
        block: &Block<'_>,
        pick: Pick<'_>,
        slots: &[u32],
        (at, id): (usize, u16),
        flags: &mut Vec<i64>,
    ) -> Result<(), Error> {
        let Some(ints) = block.ints(column::corrects(id))? else { return Ok(()) };
        pick.take(&ints, 0, flags);
        for (row, _) in flags.iter().enumerate().filter(|(_, flag)| **flag > 0) {
            let slot = slots.get(row).or(slots.first()).map_or(0, |slot| *slot as usize);
            self.corrects.insert(slot * self.width + at);
        }
        Ok(())
    }

    /// A row of that weight is among the sum at `place`.
    #[inline]
    fn note(&mut self, place: usize, weight: i64) {
        if is_correction(weight) {
            self.corrects.insert(place);
        }
    }

    /// Adds a column of values, NULL where there is none, to measure number `at`. One slot stands for all rows.
    pub(super) fn add(&mut self, at: usize, slots: &[u32], values: &[i64], weights: &[i64]) {
        const NULL: i64 = crate::codec::NULL;
        let single = slots.first().filter(|_| slots.len() == 1);
        match (single, weights) {
            (Some(slot), []) => {
                let there = values.iter().filter(|value| **value != NULL);
                let (sum, count) = there.fold((0_i128, 0), |(sum, count), value| (sum + i128::from(*value), count + 1));
                self.put(*slot as usize * self.width + at, sum, count);
                self.overflown |= values.contains(&i64::MAX);
            }
            (None, []) => {
                for (slot, value) in slots.iter().zip(values).filter(|(_, value)| **value != NULL) {
                    self.put(*slot as usize * self.width + at, i128::from(*value), 1);
                    self.overflown |= *value == i64::MAX;
                }
            }
            _ => {
                for (row, value) in values.iter().enumerate().filter(|(_, value)| **value != NULL) {
                    let slot = single.or(slots.get(row)).map_or(0, |slot| *slot as usize);
                    let weight = weights.get(row).copied().unwrap_or(1);
                    let sign = weight.signum();
                    self.put(slot * self.width + at, i128::from(sign) * i128::from(*value), sign);
                    self.note(slot * self.width + at, weight);
                    self.overflown |= *value == i64::MAX;
                }
            }
        }
    }

    #[inline]
    fn put(&mut self, place: usize, value: i128, weight: i64) {
        if let (Some(sum), Some(count)) = (self.values.get_mut(place), self.weights.get_mut(place)) {
            *sum += value;
            *count += weight;
        }
    }

    /// A correction is among the rows of measure number `at` of the name with number `code`.
    pub(super) fn note_one(&mut self, code: u32, at: usize) {
        let slot = self.slot(i64::from(code)) as usize;
        self.corrects.insert(slot * self.width + at);
    }

    /// Adds one value to the name with number `code`.
    pub(super) fn add_one(&mut self, code: u32, at: usize, value: i128) {
        let slot = self.slot(i64::from(code)) as usize;
        self.put(slot * self.width + at, value, 1);
    }

    /// The place of the name with number `code`.
    pub(super) fn place(&mut self, code: i64) -> u32 {
        self.slot(code)
    }

    /// Whether a correction is among the rows.
    pub(super) fn corrected(&self) -> bool {
        self.touched.contains(&true)
    }

    /// Adds other sums of the same measures.
    pub(super) fn merge(&mut self, other: &Self) {
        for (place, code) in other.codes.iter().enumerate() {
            let slot = self.slot(i64::from(*code)) as usize;
            for at in 0..self.width {
                let from = place * self.width + at;
                let sum = other.values.get(from).zip(other.weights.get(from));
                let (value, weight) = sum.map_or((0, 0), |(value, weight)| (*value, *weight));
                self.put(slot * self.width + at, value, weight);
                if other.corrects.contains(&from) {
                    self.corrects.insert(slot * self.width + at);
                }
            }
            if let (Some(touched), true) = (self.touched.get_mut(slot), other.is_touched(place)) {
                *touched = true;
            }
        }
        self.overflown |= other.overflown;
        self.damaged |= other.damaged;
    }

    /// The numbers of the names met of which any measure has a value, in no order.
    pub(super) fn met(&self) -> impl Iterator<Item = u32> {
        let weights = self.weights.chunks(self.width.max(1));
        self.codes
            .iter()
            .zip(weights)
            .filter(|(_, weights)| weights.iter().any(|weight| *weight > 0))
            .map(|(code, _)| *code)
    }

    /// The numbers of the names met, ascending, each with its place.
    pub(super) fn names(&self) -> Vec<(u32, usize)> {
        let mut names: Vec<_> = self.codes.iter().enumerate().map(|(place, code)| (*code, place)).collect();
        names.sort_unstable();
        names
    }

    /// Whether a correction touches the name at `place`.
    pub(super) fn is_touched(&self, place: usize) -> bool {
        self.touched.get(place) == Some(&true)
    }

    /// Whether a correction is among the sum at `place` of measure number `at`.
    pub(super) fn corrects(&self, place: usize, at: usize) -> bool {
        self.corrects.contains(&(place * self.width + at))
    }

    /// Whether a correction is among any sum of measure number `at`.
    pub(super) fn has_corrected(&self, at: usize) -> bool {
        self.corrects.iter().any(|place| place % self.width == at)
    }

    /// The sum at `place` of measure number `at`; `None` where no row carries it.
    ///
    /// # Errors
    /// `sum-too-large` where it does not fit, `value-damaged` where a number was met that no name has.
    pub(super) fn get(&self, place: usize, at: usize) -> Result<Option<i64>, Error> {
        if self.damaged {
            return Err(Error::found("value-damaged").with("kind", "Block"));
        }
        let place = place * self.width + at;
        if self.weights.get(place).is_none_or(|weight| *weight <= 0) {
            return Ok(None);
        }
        let value = self.values.get(place).copied().unwrap_or(0);
        let fits = i64::try_from(value).ok().filter(|value| *value != i64::MAX && !self.overflown);
        fits.map(Some).ok_or_else(|| Error::found("sum-too-large"))
    }

    /// As [`Sums::get`], the greatest value standing for any sum that does not fit.
    pub(super) fn stored(&self, place: usize, at: usize) -> Option<i64> {
        self.get(place, at).unwrap_or(Some(i64::MAX))
    }

    /// The place of a name's number, where it was met.
    pub(super) fn find(&self, code: u32) -> Option<usize> {
        self.slots.get(code as usize).filter(|slot| **slot != NO_SLOT).map(|slot| *slot as usize)
    }
}
