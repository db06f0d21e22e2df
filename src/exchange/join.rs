//! Another file whose columns a row may use, found by a key.

use rustc_hash::FxHashMap;

use super::input::Input;
use super::names::name_of;
use super::records::Row;
use crate::domain::base::{Error, Place};

/// Most files that a map may join.
pub(super) const MAX_JOINS: usize = 4;
/// Bytes that the rows of one joined file may take.
const MOST: usize = 32 << 20;

/// A joined file, held in memory.
pub(super) struct Join {
    /// Its name.
    pub(super) file: String,
    /// Its header.
    pub(super) header: Vec<String>,
    /// The column of the importing file in which the key stands.
    key: usize,
    bytes: Vec<u8>,
    ends: Vec<usize>,
    starts: Vec<usize>,
    index: FxHashMap<Box<[u8]>, usize>,
}

impl Join {
    /// Reads the file; `column` is the one in which the key stands, `key` the one of the
    /// importing file.
    ///
    /// # Errors
    /// Where it cannot be read, is too large, or has a key twice.
    pub(super) fn read(input: &Input, header: Vec<String>, column: usize, key: usize) -> Result<Self, Error> {
        let width = header.len();
        let mut join = Self {
            file: input.name.clone(),
            header,
            key,
            bytes: Vec::new(),
            ends: Vec::new(),
            starts: Vec::new(),
            index: FxHashMap::default(),
        };
        let mut records = input.records()?;
        let _ = records.next();
        loop {
            let row = match records.next() {
                Ok(Some(row)) => row,
                Ok(None) => return Ok(join),
                Err(trouble) => {
                    let line = records.line();
                    return Err(input.trouble(trouble, line));
                }
            };
            let key: Box<[u8]> = row.get(column).trim_ascii().into();
            if key.is_empty() {
                continue;
            }
            if join.index.contains_key(&key) {
                let key = name_of(&key);
                let place = Place { file: Some(input.name.clone()), line: Some(row.line()), ..Place::default() };
                return Err(Error::found("map-join-twice").with("key", key).at(place));
            }
            join.index.insert(key, join.starts.len());
            let start = join.bytes.len();
            join.starts.push(start);
            for at in 0..width {
                join.bytes.extend_from_slice(row.get(at));
                join.ends.push(join.bytes.len() - start);
            }
            if join.bytes.len() + join.ends.len() * 8 + join.starts.len() * 64 > MOST {
                return Err(Error::found("map-join-large").with("file", &input.name));
            }
        }
    }

    /// The row of the file that belongs to `row`; all blank where there is none.
    pub(super) fn find<'a>(&'a self, row: Row<'a>) -> Row<'a> {
        let Some(at) = self.index.get(row.get(self.key).trim_ascii()).copied() else { return Row::EMPTY };
        let width = self.header.len();
        let start = self.starts.get(at).copied().unwrap_or_default();
        let ends = self.ends.get(at * width..(at + 1) * width).unwrap_or_default();
        Row::new(self.bytes.get(start..).unwrap_or_default(), ends)
    }
}
