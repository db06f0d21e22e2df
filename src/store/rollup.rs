//! Stored sums: for each day, week and month a total and one list of names for each dimension.
//!
//! They hold measures that are added over time; the total also says which others a day has. Which of them corrections
//! are among stands beside them. There is one way in which
//! they come about: a change marks its days dirty, and the writer computes a dirty day from its rows, then the week
//! and the month from their days. So the same facts always give the same bytes, and dropping all of it loses nothing.

use rustc_hash::FxHashSet;

use super::draft::Draft;
use super::keys;
use super::scan::{Pick, Plan, Scratch, Sums};
use super::table::column;
use crate::codec::{Block, BlockWriter, NULL};
use crate::domain::base::{Day, DayRange, Error, FiscalStart, Grain, Period};
use crate::domain::model::Dimension;

/// So many days are repaired in one batch.
const DAYS: usize = 60;

/// Repairs the first dirty days, and the weeks and months that have no dirty day any more.
pub(super) fn repair(draft: &mut Draft<'_>, additive: &FxHashSet<u16>) -> Result<(), Error> {
    let days: Vec<Day> = draft.state.dirty.iter().copied().take(DAYS).collect();
    for day in &days {
        let cube = Cube::of_day(draft, *day)?;
        cube.store(draft, Grain::Day, *day, additive)?;
        draft.remove(keys::dirty(*day));
        draft.state.dirty.remove(day);
    }
    for grain in [Grain::Week, Grain::Month] {
        let mut periods: Vec<DayRange> =
            days.iter().map(|day| Period::of(grain, *day, FiscalStart::default()).days()).collect();
        periods.dedup();
        for period in periods {
            if draft.state.dirty.range(period.first()..=period.last()).next().is_none() {
                let cube = Cube::of_period(draft, period)?;
                cube.store(draft, grain, period.first(), additive)?;
            }
        }
    }
    Ok(())
}

fn lists() -> impl Iterator<Item = Option<Dimension>> {
    std::iter::once(None).chain(Dimension::ALL.map(Some))
}

/// Sums of all measures: the total, then by each dimension; `None` where no row has the dimension.
pub(super) struct Cube {
    measures: Vec<u16>,
    lists: Vec<Option<Sums>>,
}

impl Cube {
    /// From the rows of a day.
    pub(super) fn of_day(draft: &Draft<'_>, day: Day) -> Result<Self, Error> {
        let mut values = Vec::new();
        for (key, value) in draft.range(&keys::blocks_from(day), &keys::blocks_after(day))? {
            let (_, batch, _) = keys::read_block(&key).ok_or_else(|| Error::found("key-damaged"))?;
            if draft.state.counts(batch, day) {
                values.push(value);
            }
        }
        let blocks = values.iter().map(|value| Block::open(value)).collect::<Result<Vec<_>, _>>()?;
        let mut measures: Vec<u16> = blocks.iter().flat_map(Block::ids).filter(|id| column::is_measure(*id)).collect();
        measures.sort_unstable();
        measures.dedup();
        let used = |list: Option<Dimension>| match list {
            None => !blocks.is_empty(),
            Some(dimension) => blocks.iter().any(|block| block.ids().any(|id| id == dimension as u16)),
        };
        let width = measures.len();
        let mut cube = Self { measures, lists: lists().map(|list| used(list).then(|| Sums::new(width))).collect() };
        for block in &blocks {
            cube.absorb(block)?;
        }
        Ok(cube)
    }

    fn absorb(&mut self, block: &Block<'_>) -> Result<(), Error> {
        let (mut codes, mut values, mut weights) = (Vec::new(), Vec::new(), Vec::new());
        let mut slots: Vec<Vec<u32>> = Vec::with_capacity(self.lists.len());
        for (list, sums) in lists().zip(&mut self.lists) {
            let mut places = Vec::new();
            if let Some(sums) = sums {
                match list.map(|dimension| block.ints(dimension as u16)).transpose()?.flatten() {
                    Some(ints) => {
                        ints.unpack(0, &mut codes);
                        places.extend(codes.iter().map(|code| sums.place(*code)));
                    }
                    None => places.push(sums.place(0)),
                }
                sums.note_corrections(block, Pick::All, &places, &mut weights)?;
            }
            slots.push(places);
        }
        for (at, id) in self.measures.iter().enumerate() {
            let Some(ints) = block.ints(*id)? else { continue };
            ints.unpack(NULL, &mut values);
            for (sums, slots) in self.lists.iter_mut().zip(&slots) {
                if let Some(sums) = sums {
                    sums.add(at, slots, &values, &weights);
                }
            }
        }
        Ok(())
    }

    /// From the stored sums of the days of a period.
    pub(super) fn of_period(draft: &Draft<'_>, period: DayRange) -> Result<Self, Error> {
        let mut totals = Vec::new();
        for day in period.days() {
            if let Some(total) = draft.get(&keys::rollup(Grain::Day, None, day))? {
                totals.push((day, total));
            }
        }
        let mut measures = Vec::new();
        for (_, total) in &totals {
            measures.extend(Block::open(total)?.ids().filter_map(column::measure_of));
        }
        measures.sort_unstable();
        measures.dedup();
        let mut cube = Self { lists: Vec::new(), measures };
        let plan = Plan {
            by: Some(column::NAME),
            measures: cube.measures.iter().copied().map(Some).collect(),
            ..Plan::default()
        };
        let mut scratch = Scratch::default();
        for list in lists() {
            let mut sums = Sums::new(cube.measures.len());
            let mut used = list.is_none() && !totals.is_empty();
            for (day, total) in &totals {
                let own = if list.is_none() { None } else { draft.get(&keys::rollup(Grain::Day, list, *day))? };
                used |= own.is_some();
                sums.absorb(&plan, &Block::open(own.as_ref().unwrap_or(total))?, &mut scratch)?;
            }
            cube.lists.push(used.then_some(sums));
        }
        Ok(cube)
    }

    /// Writes it where it differs from what is there.
    pub(super) fn store(
        &self,
        draft: &mut Draft<'_>,
        grain: Grain,
        first: Day,
        additive: &FxHashSet<u16>,
    ) -> Result<(), Error> {
        for (list, sums) in lists().zip(&self.lists) {
            let key = keys::rollup(grain, list, first);
            let before = draft.get(&key)?;
            let after = sums.as_ref().map(|sums| self.encode(sums, list.is_none(), additive));
            match after {
                Some(after) if before.as_deref() != Some(&after[..]) => draft.put(key, after),
                None if before.is_some() => draft.remove(key),
                _ => {}
            }
        }
        Ok(())
    }

    fn encode(&self, sums: &Sums, total: bool, additive: &FxHashSet<u16>) -> Vec<u8> {
        let names = sums.names();
        let mut writer = BlockWriter::new(names.len());
        let corrected = names.iter().map(|(_, place)| i64::from(sums.is_touched(*place)));
        writer.ints(column::CORRECTED, &corrected.collect::<Vec<_>>(), 0);
        writer.ints(column::NAME, &names.iter().map(|(code, _)| i64::from(*code)).collect::<Vec<_>>(), 0);
        let mut values = Vec::with_capacity(names.len());
        for (at, id) in self.measures.iter().enumerate() {
            let added = additive.contains(&(id - column::MEASURE));
            if !added && !total {
                continue;
            }
            values.clear();
            let stored = |place: usize| sums.stored(place, at).map(|value| if added { value } else { 1 });
            values.extend(names.iter().map(|(_, place)| stored(*place).unwrap_or(NULL)));
            writer.ints(*id, &values, NULL);
        }
        for (at, id) in self.measures.iter().enumerate().filter(|(at, _)| sums.has_corrected(*at)) {
            if total || additive.contains(&(id - column::MEASURE)) {
                values.clear();
                values.extend(names.iter().map(|(_, place)| i64::from(sums.corrects(*place, at))));
                writer.ints(column::corrects(*id), &values, 0);
            }
        }
        writer.finish()
    }
}
