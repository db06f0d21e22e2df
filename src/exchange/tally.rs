//! What is counted while a file is read.

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
}

impl Tally {
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
        self.sums.resize(measures.len(), 0);
        for column in &facts.measures {
            let Some(at) = measures.iter().position(|id| *id == column.measure) else { continue };
            let worth = |value: &i64| if *value == MeasureColumn::NULL { 0 } else { i128::from(*value) };
            let values = column.values.iter();
            let sum: i128 = if facts.weights.is_empty() {
                values.map(worth).sum()
            } else {
                values.zip(&facts.weights).map(|(value, weight)| worth(value) * i128::from(*weight)).sum()
            };
            if let Some(total) = self.sums.get_mut(at) {
                *total += sum;
            }
        }
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
