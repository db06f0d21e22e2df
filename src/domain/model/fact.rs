//! Facts: weighted rows in columns.
//!
//! A `Facts` value is complete in itself: its dimension columns hold codes into its own name lists, so a reader of
//! files needs no database, and a socket peer can be handed one as it is.

use std::ops::Range;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::Dimension;
use crate::domain::base::Day;

/// Names of one dimension in the order in which they were first seen; code 0 is "not recorded".
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Names {
    list: Vec<Box<str>>,
    /// The code of each name, made of the list when it is first wanted.
    #[serde(skip)]
    codes: FxHashMap<Box<str>, u32>,
}

impl PartialEq for Names {
    fn eq(&self, other: &Self) -> bool {
        self.list == other.list
    }
}

impl Eq for Names {}

impl Names {
    /// The code of `name`, given to it on first sight; 0 for the empty name.
    pub fn intern(&mut self, name: &str) -> u32 {
        if name.is_empty() {
            return 0;
        }
        if self.codes.len() != self.list.len() {
            self.codes = self.list.iter().cloned().zip(1..).collect();
        }
        if let Some(code) = self.codes.get(name) {
            return *code;
        }
        self.list.push(name.into());
        let code = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        self.codes.insert(name.into(), code);
        code
    }

    /// The code of `name`, where it has one.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<u32> {
        if self.codes.len() == self.list.len() {
            return self.codes.get(name).copied();
        }
        self.list.iter().position(|known| **known == *name).and_then(|at| u32::try_from(at + 1).ok())
    }

    /// The name behind `code`; `None` for 0, "not recorded".
    #[must_use]
    pub fn name(&self, code: u32) -> Option<&str> {
        let at = usize::try_from(code).ok()?.checked_sub(1)?;
        self.list.get(at).map(AsRef::as_ref)
    }

    /// All names, in the order of their codes from 1.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.list.iter().map(AsRef::as_ref)
    }

    /// How many names there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is no name.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

/// A column of codes with its names. An empty `codes` means that no row carries the dimension.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct KeyColumn {
    /// The names the codes stand for.
    pub names: Names,
    /// One code a row, 0 = not recorded; or empty.
    pub codes: Vec<u32>,
}

impl KeyColumn {
    /// The name in `row`; `None` where it is not recorded.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<&str> {
        self.codes.get(row).and_then(|code| self.names.name(*code))
    }
}

/// The values of one measure. [`MeasureColumn::NULL`] stands for "this row does not carry the measure".
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct MeasureColumn {
    /// The measure's id in the catalogue.
    pub measure: String,
    /// One value a row, in the measure's own scale; or empty.
    pub values: Vec<i64>,
}

impl MeasureColumn {
    /// No value. A number that a file brings is checked to lie above it.
    pub const NULL: i64 = i64::MIN;
    /// No value is further from 0 than this (in the stored scale), so that a day's sum fits.
    pub const GREATEST: i64 = 1 << 53;

    /// The value in `row`; `None` where the row does not carry the measure.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<i64> {
        self.values.get(row).copied().filter(|value| *value != Self::NULL)
    }
}

/// Rows of facts, a column each. All non-empty columns have one entry a row.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Facts {
    /// The day on which the row counts.
    pub days: Vec<Day>,
    /// The six dimensions, in the order of [`Dimension::ALL`].
    pub dimensions: [KeyColumn; 6],
    /// The customer, for distinct counts and repeat purchase.
    pub customers: KeyColumn,
    /// Lead, order or invoice.
    pub documents: KeyColumn,
    /// The day of the first step (cohorts); empty, or one a row.
    pub entered: Vec<Option<Day>>,
    /// Days since the previous step (medians); empty, or one a row.
    pub waited: Vec<Option<u16>>,
    /// Weight of the row: +1, -1, or [`Facts::TYPED_ANEW`]; empty when all are +1.
    pub weights: Vec<i8>,
    /// The measures.
    pub measures: Vec<MeasureColumn>,
}

impl Facts {
    /// The weight of a row that takes another out because its figure was typed anew while the day was open: it counts as
    /// -1, and is no correction (S-001).
    pub const TYPED_ANEW: i8 = -2;

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.days.len()
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.days.is_empty()
    }

    /// What `row` counts: +1 unless it says otherwise, -1 where it takes another out.
    #[must_use]
    pub fn weight(&self, row: usize) -> i64 {
        self.weights.get(row).map_or(1, |weight| i64::from(weight.signum()))
    }

    /// Whether `row` takes another out as a correction does; what is typed anew while its day is open is none (S-001).
    #[must_use]
    pub fn is_correction(&self, row: usize) -> bool {
        self.weights.get(row).is_some_and(|weight| *weight < 0 && *weight != Self::TYPED_ANEW)
    }

    /// The column of `dimension`.
    #[must_use]
    pub fn dimension(&self, dimension: Dimension) -> &KeyColumn {
        let [channel, region, product, member, team, reason] = &self.dimensions;
        match dimension {
            Dimension::Channel => channel,
            Dimension::Region => region,
            Dimension::Product => product,
            Dimension::Member => member,
            Dimension::Team => team,
            Dimension::Reason => reason,
        }
    }

    /// The column of `dimension`, to be written.
    pub fn dimension_mut(&mut self, dimension: Dimension) -> &mut KeyColumn {
        let [channel, region, product, member, team, reason] = &mut self.dimensions;
        match dimension {
            Dimension::Channel => channel,
            Dimension::Region => region,
            Dimension::Product => product,
            Dimension::Member => member,
            Dimension::Team => team,
            Dimension::Reason => reason,
        }
    }

    /// Appends a row: the names of its dimensions and the values of its measures. For entries and tests; a reader of
    /// large files fills the columns itself.
    pub fn push(&mut self, day: Day, dimensions: &[(Dimension, &str)], values: &[(&str, i64)]) {
        let row = self.len();
        self.days.push(day);
        for (dimension, name) in dimensions {
            let column = self.dimension_mut(*dimension);
            let code = column.names.intern(name);
            column.codes.resize(row, 0);
            column.codes.push(code);
        }
        for (measure, value) in values {
            let at = self.measures.iter().position(|column| column.measure == *measure).unwrap_or_else(|| {
                self.measures.push(MeasureColumn { measure: (*measure).to_owned(), values: Vec::new() });
                self.measures.len() - 1
            });
            if let Some(column) = self.measures.get_mut(at) {
                column.values.resize(row, MeasureColumn::NULL);
                column.values.push(*value);
            }
        }
        self.square();
    }

    /// About how many bytes it takes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let keys = self.dimensions.iter().chain([&self.customers, &self.documents]);
        let names = keys.clone().flat_map(|column| column.names.iter()).map(|name| name.len() + 8).sum::<usize>();
        let codes = keys.map(|column| column.codes.len() * 4).sum::<usize>();
        let values = self.measures.iter().map(|column| column.values.len() * 8).sum::<usize>();
        let rest = self.days.len() * 4 + self.entered.len() * 5 + self.waited.len() * 3 + self.weights.len();
        names + codes + values + rest
    }

    /// Some of its rows, complete in themselves: only the names that they carry go with them.
    #[must_use]
    pub fn part(&self, rows: Range<usize>) -> Self {
        fn some<T: Clone>(column: &[T], rows: &Range<usize>) -> Vec<T> {
            column.iter().take(rows.end).skip(rows.start).cloned().collect()
        }
        let key = |column: &KeyColumn| {
            let mut part = KeyColumn::default();
            let mut codes = vec![None; column.names.len() + 1];
            for code in some(&column.codes, &rows) {
                let known = codes.get(code as usize).copied().flatten();
                let new = known.unwrap_or_else(|| part.names.intern(column.names.name(code).unwrap_or_default()));
                codes.get_mut(code as usize).into_iter().for_each(|slot| *slot = Some(new));
                part.codes.push(new);
            }
            part
        };
        let measure = |column: &MeasureColumn| MeasureColumn {
            measure: column.measure.clone(),
            values: some(&column.values, &rows),
        };
        Self {
            days: some(&self.days, &rows),
            dimensions: self.dimensions.each_ref().map(key),
            customers: key(&self.customers),
            documents: key(&self.documents),
            entered: some(&self.entered, &rows),
            waited: some(&self.waited, &rows),
            weights: some(&self.weights, &rows),
            measures: self.measures.iter().map(measure).collect(),
        }
    }

    /// Appends the rows of another table.
    pub fn append(&mut self, other: Self) {
        /// `more` behind the first `rows` of `column`; both are empty or complete.
        fn join<T: Clone>(column: &mut Vec<T>, rows: usize, more: Vec<T>, nothing: T) {
            if !more.is_empty() {
                column.resize(rows, nothing);
                column.extend(more);
            }
        }
        let join_keys = |column: &mut KeyColumn, rows: usize, more: KeyColumn| {
            let codes: Vec<u32> = more.names.iter().map(|name| column.names.intern(name)).collect();
            let place = |code: u32| code.checked_sub(1).and_then(|at| codes.get(at as usize).copied()).unwrap_or(0);
            join(&mut column.codes, rows, more.codes.into_iter().map(place).collect(), 0);
        };
        let rows = self.len();
        self.days.extend(other.days);
        for (column, more) in self.dimensions.iter_mut().zip(other.dimensions) {
            join_keys(column, rows, more);
        }
        join_keys(&mut self.customers, rows, other.customers);
        join_keys(&mut self.documents, rows, other.documents);
        join(&mut self.entered, rows, other.entered, None);
        join(&mut self.waited, rows, other.waited, None);
        join(&mut self.weights, rows, other.weights, 1);
        for more in other.measures {
            let known = self.measures.iter().position(|column| column.measure == more.measure);
            let at = known.unwrap_or_else(|| {
                self.measures.push(MeasureColumn { measure: more.measure, values: Vec::new() });
                self.measures.len() - 1
            });
            if let Some(column) = self.measures.get_mut(at) {
                join(&mut column.values, rows, more.values, MeasureColumn::NULL);
            }
        }
        self.square();
    }

    /// Makes every used column as long as the table, with "not recorded" and "no value".
    pub fn square(&mut self) {
        let rows = self.len();
        let keys = self.dimensions.iter_mut().chain([&mut self.customers, &mut self.documents]);
        for column in keys.filter(|column| !column.codes.is_empty()) {
            column.codes.resize(rows, 0);
        }
        for column in self.measures.iter_mut().filter(|column| !column.values.is_empty()) {
            column.values.resize(rows, MeasureColumn::NULL);
        }
        if !self.entered.is_empty() {
            self.entered.resize(rows, None);
        }
        if !self.waited.is_empty() {
            self.waited.resize(rows, None);
        }
        if !self.weights.is_empty() {
            self.weights.resize(rows, 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::model::Facts;
    use crate::domain::model::reference::facts;

    #[test]
    fn tables_that_are_joined_are_the_table_of_all_rows_whatever_columns_either_has() {
        let lines = [
            "2026-09-08 visits=1204 by 张伟 channel seo",
            "2026-09-08 revenue=-5 team East weight -1",
            "2026-09-09 visits=3 deals=1 by 李娜 customer C-1 document D-7 entered 2026-09-01 waited 7",
            "2026-09-10 deals=2 by 张伟 customer C-2",
        ];
        let whole = facts(&lines.join("\n"));
        for cut in 0..=lines.len() {
            let mut joined = Facts::default();
            for part in [whole.part(0..cut), whole.part(cut..lines.len())] {
                joined.append(part);
            }
            for row in 0..lines.len() {
                assert_eq!(joined.part(row..row + 1), whole.part(row..row + 1), "row {row}, cut at {cut}");
            }
        }
    }
}
