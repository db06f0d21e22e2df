//! Facts as they grow: a column each, names coded on the way in.

use std::mem;

use super::lines::{Cell, ROWS};
use super::names::Codes;
use crate::domain::base::Day;
use crate::domain::model::{Facts, MeasureColumn};

/// Rows of one chunk: small enough to stay in the cache, large enough to cost little each.
const CHUNK: usize = 32_768;
/// Room for the rows of a chunk: those taken many at once may go beyond it.
const ROOM: usize = CHUNK + ROWS;

/// A key column: six dimensions, then customer and document.
pub(super) const KEYS: usize = 8;
/// Its place among the keys.
pub(super) const CUSTOMER: usize = 6;
/// Its place among the keys.
pub(super) const DOCUMENT: usize = 7;

/// A chunk of facts being filled. A row is begun by [`Columns::row`]; what it does not set is not recorded.
pub(super) struct Columns {
    days: Vec<Day>,
    keys: [Codes; KEYS],
    entered: Vec<Option<Day>>,
    waited: Vec<Option<u16>>,
    measures: Vec<MeasureColumn>,
}

impl Columns {
    /// Empty columns for these measures, in the order in which values will come.
    pub(super) fn new(measures: &[String]) -> Self {
        let column = |measure: &String| MeasureColumn { measure: measure.clone(), values: Vec::new() };
        Self {
            days: Vec::new(),
            keys: Default::default(),
            entered: Vec::new(),
            waited: Vec::new(),
            measures: measures.iter().map(column).collect(),
        }
    }

    /// Gives the names of key column `key` other names; a name so given may itself have been given another before.
    pub(super) fn alias(&mut self, key: usize, aliases: impl IntoIterator<Item = (String, String)>) {
        if let Some(key) = self.keys.get_mut(key) {
            key.alias(aliases);
        }
    }

    /// Rows begun.
    pub(super) fn len(&self) -> usize {
        self.days.len()
    }

    /// Whether it is time to take the rows away.
    #[inline]
    pub(super) fn full(&self) -> bool {
        self.days.len() >= CHUNK
    }

    /// Begins a row on `day`.
    #[inline]
    pub(super) fn row(&mut self, day: Day) {
        self.days.push(day);
    }

    /// Records `name` in key column `key` of the last row; `None` where it is too long.
    #[inline]
    pub(super) fn key(&mut self, key: usize, name: &[u8]) -> Option<()> {
        let rows = self.days.len();
        let key = self.keys.get_mut(key)?;
        let code = key.code(name)?;
        put(&mut key.rows, rows, code, 0);
        Some(())
    }

    /// Records the value of measure number `at` in the last row.
    #[inline]
    pub(super) fn value(&mut self, at: usize, value: i64) {
        let rows = self.days.len();
        if let Some(column) = self.measures.get_mut(at) {
            put(&mut column.values, rows, value, MeasureColumn::NULL);
        }
    }

    /// Records a name in key column `key` of each of the last rows; `None` where one is too long.
    #[inline]
    pub(super) fn names<'a>(&mut self, key: usize, names: impl ExactSizeIterator<Item = Cell<'a>>) -> Option<()> {
        let before = self.days.len().checked_sub(names.len())?;
        let key = self.keys.get_mut(key)?;
        let mut codes = mem::take(&mut key.rows);
        codes.resize(before, 0);
        let mut all = names.map(|name| key.code_of(name).map(|code| codes.push(code)));
        let sound = all.all(|coded| coded.is_some());
        key.rows = codes;
        sound.then_some(())
    }

    /// Records the values of measure number `at` in the last rows; those that are null are not carried.
    pub(super) fn values(&mut self, at: usize, values: &[i64]) -> Option<()> {
        let before = self.days.len().checked_sub(values.len())?;
        let column = self.measures.get_mut(at)?;
        if values.iter().any(|value| *value != MeasureColumn::NULL) {
            column.values.resize(before, MeasureColumn::NULL);
            column.values.extend_from_slice(values);
        }
        Some(())
    }

    /// Records the day of the first step in the last row, and so how long it waited.
    pub(super) fn entered(&mut self, entered: Day) {
        let rows = self.days.len();
        let waited = self.days.last().map_or(0, |day| day.since(entered));
        put(&mut self.entered, rows, Some(entered), None);
        if let Ok(waited) = u16::try_from(waited) {
            put(&mut self.waited, rows, Some(waited), None);
        }
    }

    /// Records the days since the previous step in the last row.
    pub(super) fn waited(&mut self, days: u16) {
        let rows = self.days.len();
        self.waited.truncate(rows.saturating_sub(1));
        put(&mut self.waited, rows, Some(days), None);
    }

    /// Drops the rows from number `rows` on: a row that turned out bad takes with it what it had begun.
    #[cold]
    pub(super) fn truncate(&mut self, rows: usize) {
        self.days.truncate(rows);
        self.keys.iter_mut().for_each(|key| key.rows.truncate(rows));
        self.measures.iter_mut().for_each(|column| column.values.truncate(rows));
        self.entered.truncate(rows);
        self.waited.truncate(rows);
    }

    /// The rows so far, as facts; the columns are empty again.
    pub(super) fn take(&mut self) -> Facts {
        let [channel, region, product, member, team, reason, customers, documents] =
            self.keys.each_mut().map(|key| key.take(ROOM));
        let measure = |column: &mut MeasureColumn| MeasureColumn {
            measure: column.measure.clone(),
            values: fresh(&mut column.values, ROOM),
        };
        let mut facts = Facts {
            days: fresh(&mut self.days, ROOM),
            dimensions: [channel, region, product, member, team, reason],
            customers,
            documents,
            entered: mem::take(&mut self.entered),
            waited: mem::take(&mut self.waited),
            weights: Vec::new(),
            measures: self.measures.iter_mut().map(measure).filter(|column| !column.values.is_empty()).collect(),
        };
        facts.square();
        facts
    }
}

/// Takes a column away and leaves an empty one with room for `room`, if it was used.
pub(super) fn fresh<T>(column: &mut Vec<T>, room: usize) -> Vec<T> {
    let room = if column.is_empty() { 0 } else { room };
    mem::replace(column, Vec::with_capacity(room))
}

/// Sets the entry of the last of `rows` rows; rows between that did not set theirs get `none`.
#[inline]
fn put<T: Copy>(column: &mut Vec<T>, rows: usize, value: T, none: T) {
    let before = rows.saturating_sub(1);
    if column.len() != before {
        column.resize(before, none);
    }
    column.push(value);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_row_keeps_the_name_it_was_given(names in proptest::collection::vec("[ab中]{0,6}|[a-c]{0,18}", 0..80)) {
            let day = Day::from_ymd(2026, 9, 8).expect("a day");
            let mut columns = Columns::new(&[]);
            for chunk in names.chunks(30) {
                for name in chunk {
                    columns.row(day);
                    columns.key(CUSTOMER, name.as_bytes()).expect("short");
                }
                let facts = columns.take();
                for (row, name) in chunk.iter().enumerate() {
                    prop_assert_eq!(facts.customers.get(row).unwrap_or_default(), name.as_str());
                }
            }
        }
    }
}
