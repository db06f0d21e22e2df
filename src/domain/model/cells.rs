//! What a report asks of the facts, and what it is given.

use serde::{Deserialize, Serialize};

use super::{Dimension, Facts};
use crate::domain::base::DayRange;

/// The number of a change; the state of the database after it. 0 is the empty database.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Revision(pub u64);

/// What the rows of an answer stand for, beside the run of days.
pub type Axis = Dimension;

/// Only rows whose dimension is one of the names. An empty name stands for "not recorded".
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Filter {
    /// The dimension that is looked at.
    pub dimension: Dimension,
    /// The leaves that pass; a tree's branch has been spelled out by whoever asks.
    pub names: Vec<String>,
}

/// Sums of measures over runs of days.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
pub struct CellQuery {
    /// The runs of days, each summed by itself, in the order of the answer. They may overlap.
    pub ranges: Vec<DayRange>,
    /// Ids of the measures, in the order of the answer's columns.
    pub measures: Vec<String>,
    /// Break each run down by this dimension.
    pub by: Option<Axis>,
    /// All must pass.
    pub filters: Vec<Filter>,
    /// The facts as they stood after this change; now, when `None`.
    pub as_of: Option<Revision>,
}

/// The answer to a [`CellQuery`].
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct CellTable {
    /// What the rows stand for: one empty name when nothing was broken down, else the names met (an empty name is
    /// "not recorded"), sorted.
    pub names: Vec<String>,
    /// `values[range][name][measure]`; `None` where no row carries the measure (R5).
    pub values: Vec<Vec<Vec<Option<i64>>>>,
    /// `corrected[range]`: whether a correction touches the run (`~`).
    pub corrected: Vec<bool>,
    /// The sums that a correction is among: number of the run, of the name and of the measure, in order.
    pub touched: Vec<(usize, usize, usize)>,
}

impl CellTable {
    /// The value of measure number `measure` for name number `name` in run number `range`.
    #[must_use]
    pub fn get(&self, range: usize, name: usize, measure: usize) -> Option<i64> {
        *self.values.get(range)?.get(name)?.get(measure)?
    }
}

/// The rows behind a figure, for drill-down, distinct counts, medians and export.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct RowQuery {
    /// The days.
    pub days: DayRange,
    /// Ids of the measures; only rows that carry at least one of them are given. Empty: every row, every measure.
    pub measures: Vec<String>,
    /// All must pass.
    pub filters: Vec<Filter>,
    /// The facts as they stood after this change; now, when `None`.
    pub as_of: Option<Revision>,
    /// At most so many rows; the answer says how many there are.
    pub limit: Option<usize>,
}

/// What of the rows is looked at; more than that may be given.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum RowPart {
    /// Everything.
    #[default]
    Whole,
    /// Day, dimensions, measures and weight.
    Dimensions,
    /// Day, measures, weight and how long the steps took, of the rows that tell when the first step was or how long
    /// the last one took.
    Steps,
}

/// The answer to a [`RowQuery`]: ordered by day, then batch, then place in the batch.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Rows {
    /// The rows, corrections with weight -1 among them.
    pub facts: Facts,
    /// The batch of each row.
    pub batches: Vec<u64>,
    /// How many rows there are without the limit.
    pub total: usize,
}
