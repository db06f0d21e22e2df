//! Names as they come in: coded, under the name that an alias gives them.

use std::mem;

use rustc_hash::FxHashMap;

use super::lines::Cell;
use crate::domain::base::clean;
use crate::domain::model::{KeyColumn, Names};

/// Longest name in characters.
pub(super) const MAX_NAME: usize = 200;

/// A name as it is kept: without blanks around it, and without a character that is no text.
pub(super) fn name_of(bytes: &[u8]) -> String {
    clean(String::from_utf8_lossy(bytes).trim()).trim().to_owned()
}

/// A name as aliases are looked up: without regard to case.
fn fold(name: &str) -> String {
    name.to_lowercase()
}

/// The codes of one key column, as they grow.
pub(super) struct Codes {
    /// A code a row.
    pub(super) rows: Vec<u32>,
    names: Names,
    lately: Box<[Place]>,
    /// The number of the chunk; a place of `lately` that was filled in an earlier one says nothing.
    chunk: u32,
    seen: FxHashMap<Box<[u8]>, u32>,
    /// Other names of a name: of a channel in both languages, of a map's `aliases`.
    aliases: FxHashMap<Box<str>, Box<str>>,
}

/// A short name met lately, in the one place that its bytes say: found without a hash map and without memory being
/// compared.
#[derive(Clone, Copy, Default)]
struct Place {
    name: Short,
    code: u32,
    chunk: u32,
}

/// A name of up to 16 bytes: the first eight, the others, and how many they are.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
struct Short(u64, u64, u32);

/// Places for short names: two to the power of so many.
const PLACES: u32 = 13;

impl Short {
    #[inline]
    fn new(name: &[u8]) -> Option<Self> {
        let length = u32::try_from(name.len()).ok().filter(|length| *length <= 16)?;
        let moved = |word: u64, bytes: u32| word.checked_shl(bytes * 8).unwrap_or(0);
        if let (Some(first), Some(last)) = (name.first_chunk::<8>(), name.last_chunk::<8>()) {
            let last = u64::from_le_bytes(*last).checked_shr(128 - length * 8).unwrap_or(0);
            return Some(Self(u64::from_le_bytes(*first), last, length));
        }
        if let (Some(first), Some(last)) = (name.first_chunk::<4>(), name.last_chunk::<4>()) {
            let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
            return Some(Self(u64::from(first) | moved(last.into(), length - 4), 0, length));
        }
        let (Some(first), Some(last)) = (name.first(), name.last()) else { return Some(Self::default()) };
        let middle = name.get(name.len() / 2).copied().unwrap_or(0);
        let word = u64::from(*first) | moved(middle.into(), length / 2) | moved((*last).into(), length - 1);
        Some(Self(word, 0, length))
    }

    /// As [`Short::new`], without looking at how long the name is but to see that it is short.
    #[inline]
    fn of(cell: Cell<'_>) -> Option<Self> {
        /// The lowest bytes of a word, none to all eight.
        const LOWEST: [u64; 17] = {
            let mut masks = [u64::MAX; 17];
            let mut bytes = 0;
            while bytes < 8 {
                masks[bytes] = (1 << (8 * bytes)) - 1;
                bytes += 1;
            }
            masks
        };
        let first = LOWEST.get(cell.length)?;
        let last = LOWEST.get(cell.length.saturating_sub(8))?;
        Some(Self(cell.word(0) & first, cell.word(8) & last, u32::try_from(cell.length).ok()?))
    }

    #[inline]
    fn place(self) -> usize {
        let mixed = (self.0 ^ self.1.rotate_left(29)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        usize::try_from(mixed >> (64 - PLACES)).unwrap_or(0)
    }
}

impl Default for Codes {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            names: Names::default(),
            lately: vec![Place::default(); 1 << PLACES].into(),
            chunk: 1,
            seen: FxHashMap::default(),
            aliases: FxHashMap::default(),
        }
    }
}

impl Codes {
    /// Gives names other names; a name so given may itself have been given another before.
    pub(super) fn alias(&mut self, aliases: impl IntoIterator<Item = (String, String)>) {
        for (from, to) in aliases {
            let last = self.aliases.get(fold(&to).as_str()).cloned().unwrap_or_else(|| to.into());
            self.aliases.insert(fold(&from).into(), last);
        }
    }

    /// The code of a name; `None` where it is too long.
    #[inline]
    pub(super) fn code(&mut self, name: &[u8]) -> Option<u32> {
        match Short::new(name) {
            Some(short) => self.short(short, name),
            None => self.sought(name),
        }
    }

    /// As [`Codes::code`], for a field.
    #[inline]
    pub(super) fn code_of(&mut self, cell: Cell<'_>) -> Option<u32> {
        match Short::of(cell) {
            Some(short) => self.short(short, cell.text()),
            None => self.sought(cell.text()),
        }
    }

    #[inline]
    fn short(&mut self, short: Short, name: &[u8]) -> Option<u32> {
        let place = short.place();
        if let Some(found) = self.lately.get(place)
            && found.name == short
            && found.chunk == self.chunk
        {
            return Some(found.code);
        }
        let code = self.sought(name)?;
        if let Some(place) = self.lately.get_mut(place) {
            *place = Place { name: short, code, chunk: self.chunk };
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

    /// The codes and their names, taken away; there will be room for `room` more.
    pub(super) fn take(&mut self, room: usize) -> KeyColumn {
        self.seen.clear();
        self.chunk = self.chunk.wrapping_add(1);
        let codes = super::columns::fresh(&mut self.rows, room);
        let names = mem::take(&mut self.names);
        if names.is_empty() { KeyColumn::default() } else { KeyColumn { names, codes } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_coded_alike_as_text_and_as_a_field() {
        let text = b"abcdefghijklmnopq";
        let mut codes = Codes::default();
        for (at, length) in (1..=text.len()).enumerate() {
            let cell = Cell::new(text, length);
            let code = u32::try_from(at + 1).ok();
            assert_eq!(codes.code_of(cell), code, "{length}");
            assert_eq!(codes.code(&text[..length]), code, "{length}");
        }
    }
}
