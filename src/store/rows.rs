//! The rows behind a figure, with their names.

use std::collections::BTreeMap;

use super::measure;
use super::names::{NameList, Of};
use super::reading::Reading;
use super::scan::{Pick, Plan, select};
use super::table::{absent, column};
use crate::codec::{Block, Ints, NULL};
use crate::domain::base::{Day, DayRange, Error};
use crate::domain::model::{Dimension, Facts, MeasureColumn, Names, RowPart, RowQuery, Rows};

impl Reading<'_> {
    /// Rows of facts.
    ///
    /// # Errors
    /// Where a stored value is damaged.
    pub fn rows(&self, query: &RowQuery) -> Result<Rows, Error> {
        self.rows_in_part(query, RowPart::Whole)
    }

    /// Rows of facts, and of them only what `part` says.
    ///
    /// # Errors
    /// Where a stored value is damaged.
    pub fn rows_in_part(&self, query: &RowQuery, part: RowPart) -> Result<Rows, Error> {
        let names = self.inner.names();
        let number = |id: &String| names.find(Of::Measure, id).map(|id| column::MEASURE + measure(id));
        let wanted: Vec<u16> = query.measures.iter().filter_map(number).collect();
        drop(names);
        let filters = query.filters.iter().map(|filter| self.filter(filter)).collect();
        let plan = Plan { filters, as_of: query.as_of.map(|revision| revision.0), ..Plan::default() };
        let mut taker = Taker { wanted, all: query.measures.is_empty(), part, limit: query.limit, ..Taker::default() };
        self.blocks(query.days, query.as_of, |day, batch, block| taker.take(&plan, day, batch, block))?;
        let mut rows = taker.rows;
        rows.facts.square();
        self.name(&mut rows.facts);
        Ok(rows)
    }

    /// What the rows of `batch` add up to as far as they count, by the id of each measure that one carries, sorted.
    ///
    /// # Errors
    /// `no-such-batch`, and where a stored value is damaged.
    pub fn sums_of(&self, batch: u64) -> Result<Vec<(String, i64)>, Error> {
        let days = self.record(batch)?.show(batch).days;
        self.added_up(days, |_, of| of == batch)
    }

    /// What the rows that `source` has brought for `days`, in order, add up to as far as they count, by the id of each
    /// measure that one carries, sorted.
    ///
    /// # Errors
    /// Where a stored value is damaged.
    pub fn sums_on(&self, source: &str, days: &[Day]) -> Result<Vec<(String, i64)>, Error> {
        let records = self.records()?;
        let own: Vec<u64> = records.iter().filter(|(_, record)| record.source == source).map(|(id, _)| *id).collect();
        let run = days.first().zip(days.last()).and_then(|(first, last)| DayRange::new(*first, *last));
        self.added_up(run, |day, batch| own.contains(&batch) && days.binary_search(&day).is_ok())
    }

    /// What the rows of `days` add up to that `wanted` names by day and batch.
    fn added_up(&self, days: Option<DayRange>, wanted: impl Fn(Day, u64) -> bool) -> Result<Vec<(String, i64)>, Error> {
        let mut sums: BTreeMap<u16, i128> = BTreeMap::new();
        let (mut values, mut weights) = (Vec::new(), Vec::new());
        let mut add = |block: &Block<'_>| -> Result<(), Error> {
            weights.clear();
            if let Some(ints) = block.ints(column::WEIGHT)? {
                ints.unpack(absent(column::WEIGHT), &mut weights);
            }
            for id in block.ids().filter(|id| column::is_measure(*id)) {
                let Some(ints) = block.ints(id)? else { continue };
                ints.unpack(NULL, &mut values);
                for (at, value) in values.iter().enumerate().filter(|(_, value)| **value != NULL) {
                    let weight = weights.get(at).copied().unwrap_or(1).signum();
                    *sums.entry(id).or_default() += i128::from(*value) * i128::from(weight);
                }
            }
            Ok(())
        };
        if let Some(days) = days {
            self.blocks(days, None, |day, of, block| if wanted(day, of) { add(block) } else { Ok(()) })?;
        }
        let names = self.inner.names();
        let named = |(id, sum): (u16, i128)| {
            let sum = i64::try_from(sum).unwrap_or(if sum < 0 { i64::MIN } else { i64::MAX });
            (name_of(&names, &id.to_string()), sum)
        };
        let mut sums: Vec<_> = sums.into_iter().map(named).collect();
        sums.sort();
        Ok(sums)
    }

    /// Gives the codes of dimensions their names, and takes names out that no row has.
    fn name(&self, facts: &mut Facts) {
        let names = self.inner.names();
        for dimension in Dimension::ALL {
            let found = facts.dimension_mut(dimension);
            // What each number has become; a name is looked up once, and not in each row.
            let (mut named, mut known) = (Names::default(), Vec::new());
            for number in &mut found.codes {
                let at = *number as usize;
                let code = known.get(at).copied().flatten().unwrap_or_else(|| {
                    // One that no name has has been damaged, and must not cost the room of all below it.
                    let Some(name) = names.name(dimension.into(), *number) else { return 0 };
                    let code = named.intern(name);
                    known.resize(known.len().max(at + 1), None);
                    known.get_mut(at).into_iter().for_each(|known| *known = Some(code));
                    code
                });
                *number = code;
            }
            found.names = named;
        }
        for measure in &mut facts.measures {
            measure.measure = name_of(&names, &measure.measure);
        }
    }
}

fn name_of(names: &NameList, column: &str) -> String {
    let number = column.parse::<u32>().unwrap_or(0);
    names.name(Of::Measure, number.saturating_sub(u32::from(column::MEASURE))).unwrap_or_default().to_owned()
}

/// The rows of a block as they are stored.
pub(super) fn taken(day: Day, block: &Block<'_>) -> Result<Rows, Error> {
    let mut taker = Taker { all: true, ..Taker::default() };
    taker.take(&Plan::default(), day, 0, block)?;
    Ok(taker.rows)
}

#[derive(Default)]
struct Taker {
    wanted: Vec<u16>,
    all: bool,
    part: RowPart,
    limit: Option<usize>,
    rows: Rows,
    room: Vec<u32>,
    mask: Vec<u64>,
    values: Vec<i64>,
}

impl Taker {
    fn take(&mut self, plan: &Plan, day: Day, batch: u64, block: &Block<'_>) -> Result<(), Error> {
        let Self { room, mask, values, .. } = self;
        let steps: Vec<Ints<'_>> = match self.part {
            RowPart::Steps => {
                [block.ints(column::ENTERED)?, block.ints(column::WAITED)?].into_iter().flatten().collect()
            }
            RowPart::Whole | RowPart::Dimensions => Vec::new(),
        };
        if self.part == RowPart::Steps && steps.is_empty() {
            return Ok(());
        }
        let Some(pick) = select(plan, block, room, mask)? else { return Ok(()) };
        let mut picked: Vec<u32> = match pick {
            Pick::All => (0..).take(block.rows()).collect(),
            Pick::Some(rows, _) => rows.to_vec(),
        };
        let measures: Vec<u16> =
            block.ids().filter(|id| column::is_measure(*id) && (self.all || self.wanted.contains(id))).collect();
        if !self.all {
            let mut carries = vec![false; picked.len()];
            for id in &measures {
                let Some(ints) = block.ints(*id)? else { continue };
                ints.gather(&picked, NULL, values);
                carries.iter_mut().zip(values.iter()).for_each(|(any, value)| *any |= *value != NULL);
            }
            let mut carries = carries.into_iter();
            picked.retain(|_| carries.next().unwrap_or(false));
        }
        if self.part == RowPart::Steps {
            let mut tells = vec![false; picked.len()];
            for ints in steps {
                ints.gather(&picked, NULL, values);
                tells.iter_mut().zip(values.iter()).for_each(|(any, value)| *any |= *value != NULL);
            }
            let mut tells = tells.into_iter();
            picked.retain(|_| tells.next().unwrap_or(false));
        }
        self.rows.total += picked.len();
        let room = self.limit.map_or(usize::MAX, |limit| limit.saturating_sub(self.rows.facts.len()));
        picked.truncate(room);
        if picked.is_empty() { Ok(()) } else { self.append(&picked, &measures, day, batch, block) }
    }

    fn append(
        &mut self,
        picked: &[u32],
        measures: &[u16],
        day: Day,
        batch: u64,
        block: &Block<'_>,
    ) -> Result<(), Error> {
        let before = self.rows.facts.len();
        let (facts, values) = (&mut self.rows.facts, &mut self.values);
        let dimensions = if self.part == RowPart::Steps { [].as_slice() } else { &Dimension::ALL };
        for dimension in dimensions {
            if let Some(ints) = block.ints(*dimension as u16)? {
                ints.gather(picked, 0, values);
                let codes = &mut facts.dimension_mut(*dimension).codes;
                codes.resize(before, 0);
                codes.extend(values.iter().map(|code| u32::try_from(*code).unwrap_or(0)));
            }
        }
        let whole = self.part == RowPart::Whole;
        if whole {
            self.rows.batches.resize(before + picked.len(), batch);
        }
        let documents = [(column::CUSTOMER, &mut facts.customers), (column::DOCUMENT, &mut facts.documents)];
        for (id, keys) in documents.into_iter().filter(|_| whole) {
            let Some((names, places)) = block.texts(id)? else { continue };
            places.gather(picked, 0, values);
            keys.codes.resize(before, 0);
            for place in values.iter() {
                let name = usize::try_from(place.wrapping_sub(1)).ok().and_then(|at| names.get(at));
                keys.codes.push(name.map_or(0, |name| keys.names.intern(name)));
            }
        }
        let steps = self.part != RowPart::Dimensions;
        if let Some(ints) = block.ints(column::ENTERED)?.filter(|_| steps) {
            ints.gather(picked, NULL, values);
            facts.entered.resize(before, None);
            facts.entered.extend(values.iter().map(|day| i32::try_from(*day).ok().and_then(Day::from_number)));
        }
        if let Some(ints) = block.ints(column::WAITED)?.filter(|_| steps) {
            ints.gather(picked, NULL, values);
            facts.waited.resize(before, None);
            facts.waited.extend(values.iter().map(|days| u16::try_from(*days).ok()));
        }
        if let Some(ints) = block.ints(column::WEIGHT)? {
            ints.gather(picked, absent(column::WEIGHT), values);
            facts.weights.resize(before, 1);
            facts
                .weights
                .extend(values.iter().map(|weight| i8::try_from(*weight).unwrap_or(if *weight < 0 { -1 } else { 1 })));
        }
        for id in measures {
            let Some(ints) = block.ints(*id)? else { continue };
            ints.gather(picked, NULL, values);
            let name = id.to_string();
            let at = facts.measures.iter().position(|column| column.measure == name).unwrap_or_else(|| {
                facts.measures.push(MeasureColumn { measure: name, values: Vec::new() });
                facts.measures.len() - 1
            });
            if let Some(column) = facts.measures.get_mut(at) {
                column.values.resize(before, NULL);
                column.values.extend_from_slice(values);
            }
        }
        facts.days.resize(before + picked.len(), day);
        facts.square();
        Ok(())
    }
}
