//! Facts as they grow: a column each, names coded on the way in.

use std::mem;

use rustc_hash::FxHashMap;

use crate::domain::base::{Day, clean};
use crate::domain::model::{Facts, KeyColumn, MeasureColumn, Names};

/// Rows of one chunk: small enough to stay in the cache, large enough to cost little each.
const CHUNK: usize = 16_384;
/// Chunks of rows that jump between days may be so many times larger: the fewer there are, the fewer pieces a day comes
/// in.
const LARGER: usize = 8;
/// Bytes that such a chunk may take.
const CHUNK_BYTES: usize = 8 << 20;
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

/// Short names met lately, each in the one place that its bytes say: found without a hash map and without memory being
/// compared.
struct Lately {
    places: Box<[Place]>,
    chunk: u32,
}

/// A name, its code, and the chunk in which it had that code.
#[derive(Clone, Copy, Default)]
struct Place {
    name: Short,
    code: u32,
    chunk: u32,
}

/// A name of 1 to 16 bytes: its first bytes and its last, which may be the same ones, and its length.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
struct Short(u64, u64, u32);

impl Short {
    #[inline]
    fn new(name: &[u8]) -> Option<Self> {
        let length = u32::try_from(name.len()).ok().filter(|length| *length <= 16)?;
        if let (Some(first), Some(last)) = (name.first_chunk::<8>(), name.last_chunk::<8>()) {
            return Some(Self(u64::from_le_bytes(*first), u64::from_le_bytes(*last), length));
        }
        if let (Some(first), Some(last)) = (name.first_chunk::<4>(), name.last_chunk::<4>()) {
            return Some(Self(u32::from_le_bytes(*first).into(), u32::from_le_bytes(*last).into(), length));
        }
        let (first, middle, last) = (name.first()?, name.get(name.len() / 2)?, name.last()?);
        Some(Self(u64::from(*first) | u64::from(*middle) << 8, u64::from(*last), length))
    }

    #[inline]
    fn place(self) -> usize {
        let mixed = (self.0 ^ self.1.rotate_left(29)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        usize::try_from(mixed >> (64 - Lately::BITS)).unwrap_or(0)
    }
}

impl Lately {
    const BITS: u32 = 11;
}

impl Default for Lately {
    fn default() -> Self {
        Self { places: vec![Place::default(); 1 << Self::BITS].into(), chunk: 0 }
    }
}

/// One key column being filled.
#[derive(Default)]
struct Key {
    codes: Vec<u32>,
    names: Names,
    lately: Lately,
    seen: FxHashMap<Box<[u8]>, u32>,
    aliases: Aliases,
}

impl Key {
    /// The code of a name; `None` where it is too long.
    #[inline]
    fn code(&mut self, name: &[u8]) -> Option<u32> {
        let Some(short) = Short::new(name) else { return self.sought(name) };
        let place = short.place();
        if let Some(found) = self.lately.places.get(place)
            && found.name == short
            && found.chunk == self.lately.chunk
        {
            return Some(found.code);
        }
        let code = self.sought(name)?;
        if let Some(place) = self.lately.places.get_mut(place) {
            *place = Place { name: short, code, chunk: self.lately.chunk };
        }
        Some(code)
    }

    fn sought(&mut self, name: &[u8]) -> Option<u32> {
        match self.seen.get(name) {
            Some(code) => Some(*code),
            None => self.first_sight(name),
        }
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
        self.lately.chunk = self.lately.chunk.wrapping_add(1);
        let codes = fresh(&mut self.codes);
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
    /// Whether a day came after a later one.
    jumps: bool,
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
            jumps: false,
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

    /// Whether it is time to take the rows away.
    #[inline]
    pub(super) fn full(&self) -> bool {
        let rows = self.days.len();
        rows >= CHUNK && (!self.jumps || rows >= CHUNK * LARGER || rows * self.width() >= CHUNK_BYTES)
    }

    /// Bytes of a row.
    fn width(&self) -> usize {
        let keys = self.keys.iter().filter(|key| !key.codes.is_empty()).count();
        let measures = self.measures.iter().filter(|column| !column.values.is_empty()).count();
        4 + keys * 4 + measures * 8
    }

    /// Begins a row on `day`.
    #[inline]
    pub(super) fn row(&mut self, day: Day) {
        self.jumps |= self.days.last().is_some_and(|last| *last > day);
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
        let measure = |column: &mut MeasureColumn| MeasureColumn {
            measure: column.measure.clone(),
            values: fresh(&mut column.values),
        };
        let mut facts = Facts {
            days: fresh(&mut self.days),
            dimensions: [channel, region, product, member, team, reason],
            customers,
            documents,
            entered: mem::take(&mut self.entered),
            waited: mem::take(&mut self.waited),
            weights: Vec::new(),
            measures: self.measures.iter_mut().map(measure).filter(|column| !column.values.is_empty()).collect(),
        };
        self.jumps = false;
        facts.square();
        facts
    }
}

/// Takes a column away and leaves an empty one with room for as much, if it was used.
fn fresh<T>(column: &mut Vec<T>) -> Vec<T> {
    let room = if column.is_empty() { 0 } else { CHUNK };
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
