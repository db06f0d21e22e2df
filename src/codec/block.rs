//! Blocks: some rows, a column each; of facts, or of sums.
//!
//! Body: rows, then for each column its number, its length and its bytes, then eight bytes of padding so that a
//! reader may take eight at once anywhere. A column is found without looking into the others, and is unpacked only
//! when it is asked for.

use super::ints::Ints;
use super::pack::{self, Scratch};
use super::{Kind, seal, unseal};
use crate::domain::base::Error;

/// So many values a block may have whatever its length, and so many more for each of its bytes: columns that say the same
/// in every row take up next to nothing, and a few damaged bytes could claim any number of rows.
const VALUES: (usize, usize) = (400_000, 8);
const PADDING: [u8; 8] = [0; 8];

/// Writes a block column by column.
#[derive(Debug)]
pub struct BlockWriter {
    body: Vec<u8>,
    column: Vec<u8>,
    scratch: Scratch,
}

impl BlockWriter {
    /// A block of `rows` rows, without a column yet.
    #[must_use]
    pub fn new(rows: usize) -> Self {
        let mut body = Vec::with_capacity(rows * 8 + 64);
        pack::put_varint(&mut body, rows as u64);
        Self { body, column: Vec::with_capacity(rows * 4), scratch: Scratch::default() }
    }

    /// Adds column `id`; one in which every value is `absent` costs nothing.
    pub fn ints(&mut self, id: u16, values: &[i64], absent: i64) {
        self.column.clear();
        if pack::put(&mut self.column, values, absent, &mut self.scratch) {
            self.end(id);
        }
    }

    /// Adds column `id` of texts: `names` and for each row its place among them from 1, 0 for none.
    pub fn texts(&mut self, id: u16, names: &[&str], places: &[i64]) {
        self.column.clear();
        pack::put_varint(&mut self.column, names.len() as u64);
        for name in names {
            pack::put_varint(&mut self.column, name.len() as u64);
            self.column.extend_from_slice(name.as_bytes());
        }
        if pack::put(&mut self.column, places, 0, &mut self.scratch) {
            self.end(id);
        }
    }

    fn end(&mut self, id: u16) {
        pack::put_varint(&mut self.body, u64::from(id));
        pack::put_varint(&mut self.body, self.column.len() as u64);
        self.body.extend_from_slice(&self.column);
    }

    /// The block in its envelope.
    #[must_use]
    pub fn finish(mut self) -> Vec<u8> {
        self.body.extend_from_slice(&PADDING);
        seal(Kind::Block, &self.body)
    }
}

/// A column of texts: the names, and for each row its place among them from 1.
pub type Texts<'a> = (Vec<&'a str>, Ints<'a>);

/// A block that was stored.
#[derive(Debug)]
pub struct Block<'a> {
    rows: usize,
    columns: Vec<(u16, &'a [u8])>,
}

impl<'a> Block<'a> {
    /// Opens an envelope.
    ///
    /// # Errors
    /// `value-damaged`.
    pub fn open(sealed: &'a [u8]) -> Result<Self, Error> {
        Self::read(unseal(Kind::Block, sealed)?).ok_or_else(damaged)
    }

    fn read(body: &'a [u8]) -> Option<Self> {
        let mut rest = body;
        let rows = usize::try_from(pack::take_varint(&mut rest)?).ok()?;
        let mut columns = Vec::with_capacity(16);
        while rest.len() > PADDING.len() {
            let id = u16::try_from(pack::take_varint(&mut rest)?).ok()?;
            let length = usize::try_from(pack::take_varint(&mut rest)?).ok()?;
            columns.push((id, rest));
            rest = rest.get(length..).filter(|rest| rest.len() >= PADDING.len())?;
        }
        let bounded = rows.saturating_mul(columns.len().max(1)) <= VALUES.0 + VALUES.1 * body.len();
        (bounded && rest == PADDING).then_some(Self { rows, columns })
    }

    /// How many rows it has.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The numbers of its columns.
    pub fn ids(&self) -> impl Iterator<Item = u16> {
        self.columns.iter().map(|(id, _)| *id)
    }

    /// Column `id`; `None` where no row has a value in it.
    ///
    /// # Errors
    /// `value-damaged`.
    pub fn ints(&self, id: u16) -> Result<Option<Ints<'a>>, Error> {
        let Some((_, bytes)) = self.columns.iter().find(|(found, _)| *found == id) else { return Ok(None) };
        Ints::open(self.rows, bytes).map(Some).ok_or_else(damaged)
    }

    /// Column `id` of texts; `None` where no row has one.
    ///
    /// # Errors
    /// `value-damaged`.
    pub fn texts(&self, id: u16) -> Result<Option<Texts<'a>>, Error> {
        let Some((_, bytes)) = self.columns.iter().find(|(found, _)| *found == id) else { return Ok(None) };
        read_texts(self.rows, bytes).map(Some).ok_or_else(damaged)
    }
}

fn read_texts(rows: usize, mut bytes: &[u8]) -> Option<Texts<'_>> {
    let count = usize::try_from(pack::take_varint(&mut bytes)?).ok().filter(|count| *count <= bytes.len())?;
    let mut names = Vec::with_capacity(count);
    for _ in 0..count {
        let length = usize::try_from(pack::take_varint(&mut bytes)?).ok()?;
        let (name, rest) = bytes.split_at_checked(length)?;
        names.push(str::from_utf8(name).ok()?);
        bytes = rest;
    }
    Ints::open(rows, bytes).map(|places| (names, places))
}

fn damaged() -> Error {
    Error::found("value-damaged").with("kind", "Block")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::codec::NULL;

    fn sample() -> Vec<u8> {
        let mut writer = BlockWriter::new(4);
        writer.ints(0, &[1, 2, 0, 2], 0);
        writer.ints(1, &[0; 4], 0);
        writer.texts(6, &["C-1", "客户"], &[0, 1, 2, 1]);
        writer.ints(16, &[NULL, 0, 780_000_000, NULL], NULL);
        writer.finish()
    }

    #[test]
    fn a_block_gives_back_its_columns() {
        let sealed = sample();
        let block = Block::open(&sealed).expect("whole");
        let mut values = Vec::new();
        block.ints(16).expect("sound").expect("there").unpack(NULL, &mut values);
        assert_eq!(values, [NULL, 0, 780_000_000, NULL]);
        assert!(block.ints(1).expect("sound").is_none(), "a column without a value is not stored");
        let (names, places) = block.texts(6).expect("sound").expect("there");
        places.unpack(0, &mut values);
        assert_eq!((names.as_slice(), values.as_slice()), (["C-1", "客户"].as_slice(), [0, 1, 2, 1].as_slice()));
        assert_eq!((block.rows(), block.ids().collect::<Vec<_>>()), (4, vec![0, 6, 16]));
    }

    #[test]
    fn a_few_bytes_may_not_claim_a_million_rows() {
        let of = |rows: usize| {
            let mut writer = BlockWriter::new(rows);
            writer.ints(16, &vec![1; rows], NULL);
            writer.finish()
        };
        assert!(Block::open(&of(VALUES.0)).is_ok());
        let more = of(1 << 20);
        assert!(more.len() < 100 && Block::open(&more).is_err());
    }

    proptest! {
        #[test]
        fn hostile_bodies_never_panic(body in prop::collection::vec(any::<u8>(), 0..200)) {
            if let Some(block) = Block::read(&body) {
                for id in block.ids() {
                    let _ = (block.ints(id), block.texts(id));
                }
            }
        }
    }
}
