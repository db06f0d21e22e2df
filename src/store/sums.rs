//! Sums: from those that are stored where they answer the question, from the rows where none do.

use std::iter::Peekable;
use std::panic::resume_unwind;
use std::thread;

use rustc_hash::{FxHashMap, FxHashSet};
use sled::IVec;

use super::names::Of;
use super::reading::Reading;
use super::scan::{Pick, Plan, Scratch, Sums, select};
use super::state::State;
use super::table::{column, is_correction};
use super::tree::{Tree, Value};
use super::{keys, measure};
use crate::codec::{Block, NULL};
use crate::domain::base::{Day, DayRange, Error, FiscalStart, Grain, Period};
use crate::domain::model::{CellQuery, CellTable, Dimension, Revision};

/// Rows of so many days are added up on two threads.
const SHARED: usize = 60;

/// Answers with more rows are not kept.
const KEPT_CELLS: usize = 2_048;

impl Reading<'_> {
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
        let mut shelf = Shelf { tree: &self.inner.tree, dimension, beside: None, walk: None };
        for (days, sum) in query.ranges.iter().zip(&mut sums) {
            for piece in pieces(*days, &self.state) {
                let Piece::Stored(grain, period) = piece else {
                    let Piece::Dirty(day) = piece else { continue };
                    self.blocks(DayRange::one(day), None, |_, _, block| sum.absorb(plan, block, &mut scratch))?;
                    continue;
                };
                let value = match (shelf.take(grain, period)?, dimension) {
                    (None, Some(_)) => self.inner.tree.get(&keys::rollup(grain, None, period.first()))?,
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
        let mut corrected: FxHashSet<(usize, [i64; 6])> = FxHashSet::default();
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
                        entry.0 += i128::from(*value) * i128::from(weight.signum());
                        entry.1 += weight.signum();
                        if is_correction(weight) {
                            corrected.insert((at, leaf));
                        }
                    }
                }
                Ok(())
            })?;
            for (leaf, (value, _)) in open.into_iter().filter(|(_, (_, weight))| *weight > 0) {
                decided.entry(leaf).or_insert(value);
            }
        }
        let code = |leaf: &[i64; 6]| {
            let code = query.by.and_then(|dimension| leaf.get(dimension.index())).copied().unwrap_or(0);
            u32::try_from(code).unwrap_or(0)
        };
        for ((at, leaf), value) in decided {
            sum.add_one(code(&leaf), at, value);
        }
        for (at, leaf) in corrected {
            sum.note_one(code(&leaf), at);
        }
        Ok(())
    }

    /// Whether rows of `day` may carry one of the plan's measures, or corrections of it: the total of a clean day says so.
    fn may_carry(&self, day: Day, as_of: Option<Revision>, plan: &Plan) -> bool {
        if as_of.is_some() || self.state.dirty.contains(&day) {
            return true;
        }
        let Ok(value) = self.inner.tree.get(&keys::rollup(Grain::Day, None, day)) else { return true };
        let Some(value) = value else { return false };
        let any =
            |block: Block<'_>| block.ids().filter_map(column::measure_of).any(|id| plan.measures.contains(&Some(id)));
        Block::open(&value).map_or(true, any)
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
        let mut touched = Vec::new();
        for (run, sum) in sums.iter().enumerate().filter(|(_, sum)| sum.corrected()) {
            for (name, (_, code)) in met.iter().enumerate() {
                let place = sum.find(*code);
                let is_touched = |at: &usize| place.is_some_and(|place| sum.corrects(place, *at));
                touched.extend((0..width).filter(is_touched).map(|at| (run, name, at)));
            }
        }
        let corrected = sums.iter().map(Sums::corrected).collect();
        let names = met.into_iter().map(|(name, _)| name.to_owned()).collect();
        Ok(CellTable { names, values, corrected, touched })
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

type Walk<'t> = Peekable<Box<dyn Iterator<Item = Result<(IVec, Value), Error>> + 't>>;

/// The stored sums of a dimension, taken in the order of their days: what lies side by side is searched for once.
struct Shelf<'t> {
    tree: &'t Tree,
    dimension: Option<Dimension>,
    /// What would lie beside the last that was taken.
    beside: Option<(Grain, Day)>,
    walk: Option<Walk<'t>>,
}

impl Shelf<'_> {
    /// The sums of a period; `None` where there are none.
    fn take(&mut self, grain: Grain, period: DayRange) -> Result<Option<Value>, Error> {
        let key = |day| keys::rollup(grain, self.dimension, day);
        let own = key(period.first());
        if self.beside.replace((grain, period.last().plus(1))) != Some((grain, period.first())) {
            self.walk = None;
            return self.tree.get(&own);
        }
        let (tree, end) = (self.tree, keys::after(&key(Day::MAX)));
        let walk = self.walk.get_or_insert_with(|| {
            let found: Box<dyn Iterator<Item = _>> = Box::new(tree.range(&own, &end));
            found.peekable()
        });
        match walk.peek() {
            Some(Ok((found, _))) if **found != *own => Ok(None),
            _ => Ok(walk.next().transpose()?.map(|(_, value)| value)),
        }
    }
}

enum Piece {
    Stored(Grain, DayRange),
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
            (Piece::Stored(Grain::Month, month), month.last())
        } else if let Some(week) = week() {
            (Piece::Stored(Grain::Week, week), week.last())
        } else if state.dirty.contains(&day) {
            (Piece::Dirty(day), day)
        } else {
            (Piece::Stored(Grain::Day, DayRange::one(day)), day)
        };
        pieces.push(piece);
        if last >= Day::MAX {
            break;
        }
        day = last.plus(1);
    }
    pieces
}
