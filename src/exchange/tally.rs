//! What is counted while a file is read.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::input::Input;
use crate::domain::base::{Day, DayRange, Error};
use crate::domain::model::{Facts, MeasureColumn};

/// Bad rows that are named one by one; the rest are counted.
const NAMED: usize = 20;

/// Rows, facts, days and sums of one file.
#[derive(Default)]
pub(super) struct Tally {
    /// Rows read.
    pub(super) rows: u64,
    /// Facts made.
    pub(super) facts: u64,
    /// Rows that could not be taken.
    pub(super) bad: u64,
    /// The first of them.
    named: Vec<Error>,
    /// Where bad rows were written.
    pub(super) rejects: Option<PathBuf>,
    /// Keys of facts that there are once per key.
    pub(super) documents: Vec<String>,
    /// A flag a day from [`Day::MIN`] on.
    days: Vec<bool>,
    sums: Vec<i128>,
    /// Whether the sums of each day are kept too.
    daily: bool,
    /// By day, the sum of each measure that a fact of the day carries.
    by_day: BTreeMap<Day, Vec<Option<i128>>>,
}

impl Tally {
    /// Nothing yet; the sums of each day are kept where they are wanted `daily`.
    pub(super) fn of_days(daily: bool) -> Self {
        Self { daily, ..Self::default() }
    }

    /// Counts a chunk. `measures` are the plan's.
    pub(super) fn count(&mut self, facts: &Facts, measures: &[String]) {
        self.facts += facts.len() as u64;
        for days in facts.days.chunk_by(|a, b| a == b) {
            let Some(day) = days.first() else { continue };
            let at = place(*day);
            if self.days.len() <= at {
                self.days.resize(at + 1, false);
            }
            if let Some(flag) = self.days.get_mut(at) {
                *flag = true;
            }
        }
        if self.daily {
            self.count_daily(facts, measures);
        }
        self.sums.resize(measures.len(), 0);
        for column in &facts.measures {
            let Some(at) = measures.iter().position(|id| *id == column.measure) else { continue };
            let worth = |value: &i64| if *value == MeasureColumn::NULL { 0 } else { i128::from(*value) };
            let values = column.values.iter();
            let sum: i128 = if facts.weights.is_empty() {
                values.map(worth).sum()
            } else {
                values.zip(&facts.weights).map(|(value, weight)| worth(value) * i128::from(weight.signum())).sum()
            };
            if let Some(total) = self.sums.get_mut(at) {
                *total += sum;
            }
        }
    }

    fn count_daily(&mut self, facts: &Facts, measures: &[String]) {
        for column in &facts.measures {
            let Some(at) = measures.iter().position(|id| *id == column.measure) else { continue };
            for (row, day) in facts.days.iter().enumerate() {
                let Some(value) = column.get(row) else { continue };
                let sums = self.by_day.entry(*day).or_default();
                sums.resize(measures.len(), None);
                if let Some(sum) = sums.get_mut(at) {
                    *sum = Some(sum.unwrap_or(0) + i128::from(value) * i128::from(facts.weight(row)));
                }
            }
        }
    }

    /// The sum of each measure on `days`; `None` where no fact of them carries it. Only where days are kept.
    pub(super) fn totals_on(&self, measures: &[String], days: &[Day]) -> Vec<(String, Option<i128>)> {
        let sum = |at: usize| {
            let sums = days.iter().filter_map(|day| *self.by_day.get(day)?.get(at)?);
            sums.reduce(|sum, one| sum + one)
        };
        measures.iter().cloned().enumerate().map(|(at, id)| (id, sum(at))).collect()
    }

    /// Counts a bad row; the first are kept as they are `said`.
    pub(super) fn reject(&mut self, said: impl FnOnce() -> Error) {
        self.bad += 1;
        if self.named.len() < NAMED {
            self.named.push(said());
        }
    }

    /// The first bad rows.
    pub(super) fn named(&self) -> &[Error] {
        &self.named
    }

    /// The days that have facts, in order.
    pub(super) fn days(&self) -> Vec<Day> {
        let set = self.days.iter().enumerate().filter(|(_, set)| **set);
        set.filter_map(|(at, _)| Day::from_number(i32::try_from(at).ok()? + Day::MIN.number())).collect()
    }

    /// First and last day.
    pub(super) fn range(&self) -> Option<DayRange> {
        let days = self.days();
        DayRange::new(*days.first()?, *days.last()?)
    }

    /// The first day that both have.
    pub(super) fn shared(&self, other: &Self) -> Option<Day> {
        let theirs = other.days();
        self.days().into_iter().find(|day| theirs.binary_search(day).is_ok())
    }

    /// The sum of each measure.
    pub(super) fn totals(&self, measures: &[String]) -> Vec<(String, i128)> {
        measures.iter().cloned().zip(self.sums.iter().copied()).collect()
    }

    /// What has to be said of bad rows: how many, then the first of them. Nothing where they may be left out.
    pub(super) fn errors(&self, input: &Input, skip: bool) -> Vec<Error> {
        let mut errors = Vec::new();
        if self.bad > 0 && !skip {
            let count = Error::found("import-rows-bad").with("file", &input.name);
            errors.push(count.with("bad", self.bad).with("rows", self.rows).with("shown", self.named.len()));
            errors.extend(self.named.iter().cloned());
        }
        errors
    }
}

fn place(day: Day) -> usize {
    usize::try_from(day.number() - Day::MIN.number()).unwrap_or(0)
}
