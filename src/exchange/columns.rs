//! Facts as they grow: a column each, names coded on the way in.

use std::mem;

use rustc_hash::FxHashMap;

use crate::domain::base::{Day, clean};
use crate::domain::model::{Facts, KeyColumn, MeasureColumn, Names};

/// Rows of one chunk: small enough to stay in the cache, large enough to cost little each.
pub(super) const CHUNK: usize = 16_384;
/// Longest name in characters.
pub(super) const MAX_NAME: usize = 200;

/// A key column: six dimensions, then customer and document.
pub(super) const KEYS: usize = 8;
/// Its place among the keys.
pub(super) const CUSTOMER: usize = 6;
/// Its place among the keys.
pub(super) const DOCUMENT: usize = 7;

/// Other names of a name: of a channel in both languages, of a map's `aliases`.
pub(super) type Aliases = FxHashMap<Box<str>, Box<str>>;

/// One key column being filled.
#[derive(Default)]
struct Key {
    codes: Vec<u32>,
    names: Names,
    seen: FxHashMap<Box<[u8]>, u32>,
    last: Vec<u8>,
    last_code: u32,
    aliases: Aliases,
}

impl Key {
    /// The code of a name; `None` where it is too long.
    #[inline]
    fn code(&mut self, name: &[u8]) -> Option<u32> {
        if name == self.last.as_slice() {
            return Some(self.last_code);
        }
        let code = match self.seen.get(name) {
            Some(code) => *code,
            None => self.first_sight(name)?,
        };
        self.last.clear();
        self.last.extend_from_slice(name);
        self.last_code = code;
        Some(code)
    }

    #[cold]
    fn first_sight(&mut self, name: &[u8]) -> Option<u32> {
        let text = name_of(name);
        let text = text.as_str();
        if text.chars().nth(MAX_NAME).is_some() {
            return None;
        }
        let known = if self.aliases.is_empty() { None } else { self.aliases.get(fold(text).as_str()) };
        let code = self.names.intern(known.map_or(text, AsRef::as_ref));
        self.seen.insert(name.into(), code);
        Some(code)
    }

    fn take(&mut self) -> KeyColumn {
        self.seen.clear();
        self.last.clear();
        self.last_code = 0;
        let codes = mem::take(&mut self.codes);
        let names = mem::take(&mut self.names);
        if names.is_empty() { KeyColumn::default() } else { KeyColumn { names, codes } }
    }
}

/// A name as it is kept: without blanks around it, and without a character that is no text.
pub(super) fn name_of(bytes: &[u8]) -> String {
    clean(String::from_utf8_lossy(bytes).trim()).trim().to_owned()
}

/// A name as aliases are looked up: without regard to case.
pub(super) fn fold(name: &str) -> String {
    name.to_lowercase()
}

/// A chunk of facts being filled. A row is begun by [`Columns::row`]; what it does not set is not recorded.
pub(super) struct Columns {
    days: Vec<Day>,
    keys: [Key; KEYS],
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
        let Some(key) = self.keys.get_mut(key) else { return };
        for (from, to) in aliases {
            let last = key.aliases.get(fold(&to).as_str()).cloned().unwrap_or_else(|| to.into());
            key.aliases.insert(fold(&from).into(), last);
        }
    }

    /// Rows begun.
    pub(super) fn len(&self) -> usize {
        self.days.len()
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
        put(&mut key.codes, rows, code, 0);
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
        self.keys.iter_mut().for_each(|key| key.codes.truncate(rows));
        self.measures.iter_mut().for_each(|column| column.values.truncate(rows));
        self.entered.truncate(rows);
        self.waited.truncate(rows);
    }

    /// The rows so far, as facts; the columns are empty again.
    pub(super) fn take(&mut self) -> Facts {
        let [channel, region, product, member, team, reason, customers, documents] =
            self.keys.each_mut().map(Key::take);
        let fresh = |column: &mut MeasureColumn| MeasureColumn {
            measure: column.measure.clone(),
            values: mem::take(&mut column.values),
        };
        let mut facts = Facts {
            days: mem::take(&mut self.days),
            dimensions: [channel, region, product, member, team, reason],
            customers,
            documents,
            entered: mem::take(&mut self.entered),
            waited: mem::take(&mut self.waited),
            weights: Vec::new(),
            measures: self.measures.iter_mut().map(fresh).filter(|column| !column.values.is_empty()).collect(),
        };
        facts.square();
        facts
    }
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
