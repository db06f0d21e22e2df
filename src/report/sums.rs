//! The answer to an [`super::ask::Ask`]: sums by name, run and measure, and which of them corrections are among.

use std::collections::BTreeSet;

use crate::domain::model::Metric;

/// Sums.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Sums {
    /// One empty name where nothing was broken down; else the names met, sorted, the empty one for "not recorded".
    pub(super) names: Vec<String>,
    measures: Vec<String>,
    values: Vec<Vec<Option<i128>>>,
    /// Whether a correction touches the run.
    pub(super) corrected: Vec<bool>,
    /// Number of the name, of the run and of the measure of what a correction is among.
    pub(super) touched: BTreeSet<(usize, usize, usize)>,
}

impl Sums {
    /// Sums that were added up elsewhere: by name, sorted, the values of all measures run by run.
    pub(super) fn made<'m>(measures: impl Iterator<Item = &'m str>, sums: Vec<(String, Vec<Option<i128>>)>) -> Self {
        let (names, values) = sums.into_iter().unzip();
        Self { names, measures: measures.map(str::to_owned).collect(), values, ..Self::default() }
    }

    /// The ids of the measures, in the order of their places.
    pub(super) fn measures(&self) -> &[String] {
        &self.measures
    }

    /// The sum of the measure at `place` for name number `name` in run number `run`.
    pub(super) fn at(&self, run: usize, name: usize, place: usize) -> Option<i128> {
        *self.values.get(name)?.get(run * self.measures.len() + place)?
    }

    /// The same over the names of these numbers.
    pub(super) fn over(&self, run: usize, names: &[usize], place: usize) -> Option<i128> {
        match names {
            [name] => self.at(run, *name, place),
            _ => names.iter().filter_map(|name| self.at(run, *name, place)).reduce(i128::saturating_add),
        }
    }

    /// Whether a correction is among the sum of the measure at `place` over the names of these numbers.
    fn is_touched(&self, run: usize, names: &[usize], place: usize) -> bool {
        names.iter().any(|name| self.touched.contains(&(*name, run, place)))
    }

    /// Whether a correction is among what `metric` is made of, over the names of these numbers in run number `run`.
    pub(super) fn corrects(&self, metric: &Metric, run: usize, names: &[usize]) -> bool {
        !self.touched.is_empty()
            && metric.measures().filter_map(|id| self.place(id)).any(|place| self.is_touched(run, names, place))
    }

    /// The place of measure `id`.
    pub(super) fn place(&self, id: &str) -> Option<usize> {
        self.measures.iter().position(|measure| measure == id)
    }

    /// The sum of measure `id` for name number `name` in run number `run`.
    pub(super) fn of(&self, run: usize, name: usize, id: &str) -> Option<i128> {
        self.at(run, name, self.place(id)?)
    }

    /// The numbers of all names.
    pub(super) fn all(&self) -> Vec<usize> {
        (0..self.names.len()).collect()
    }

    /// The number of the name, where it was met.
    pub(super) fn name(&self, name: &str) -> Option<usize> {
        self.names.binary_search_by(|known| known.as_str().cmp(name)).ok()
    }
}
