//! How values become bytes: the envelope around every stored value, records in it, and columnar blocks.
//!
//! An envelope is `magic, kind, version, length, CRC-32, body`; nothing inside is looked at before the checksum has
//! been found right. This is the only module that names bincode (1.3.3 with fixed integers and a limit; wincode writes
//! the same bytes), so that a successor is one file's matter.

mod block;
pub mod frame;
mod ints;
mod pack;

pub use block::{Block, BlockWriter, Texts};
pub use ints::Ints;
pub use pack::NULL;

use bincode::Options;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::domain::base::Error;

/// What an envelope holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Kind {
    /// How far the database is: the last change and where it stands in the journal.
    Applied = 1,
    /// A batch.
    Batch = 2,
    /// Why a batch's rows do not count.
    Shade = 3,
    /// A document.
    Document = 4,
    /// Columns of rows, or of sums.
    Block = 5,
    /// A short list of the database's own.
    Note = 6,
    /// A message between two processes.
    Frame = 7,
}

/// First byte of every envelope.
const MAGIC: u8 = 0xDB;
/// Version of every kind so far.
const VERSION: u16 = 1;
/// Bytes before the body.
pub const HEADER: usize = 12;
/// No stored value is larger than this; what is, is stored in parts (a larger one would leave the engine's log).
pub const PART: usize = 30_000;
/// No body is larger than this.
const LIMIT: u64 = 16 << 20;

/// Puts `body` into an envelope.
#[must_use]
pub fn seal(kind: Kind, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).unwrap_or(u32::MAX).to_le_bytes();
    let [low, high] = VERSION.to_le_bytes();
    let mut sealed = Vec::with_capacity(HEADER + body.len());
    sealed.extend_from_slice(&[MAGIC, kind as u8, low, high]);
    sealed.extend_from_slice(&length);
    let sum = checksum(&sealed, body);
    sealed.extend_from_slice(&sum.to_le_bytes());
    sealed.extend_from_slice(body);
    sealed
}

fn checksum(head: &[u8], body: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(head);
    hasher.update(body);
    hasher.finalize()
}

/// The body of an envelope of `kind`.
///
/// # Errors
/// `value-damaged` where magic, kind, length or checksum is wrong; `value-newer` where a newer program wrote it.
pub fn unseal(kind: Kind, sealed: &[u8]) -> Result<&[u8], Error> {
    let damaged = || Error::found("value-damaged").with("kind", format!("{kind:?}"));
    let (head, body) = sealed.split_at_checked(HEADER).ok_or_else(damaged)?;
    let &[magic, found, low, high, l0, l1, l2, l3, c0, c1, c2, c3] = head else { return Err(damaged()) };
    let length = u32::from_le_bytes([l0, l1, l2, l3]);
    if magic != MAGIC || found != kind as u8 || usize::try_from(length).ok() != Some(body.len()) {
        return Err(damaged());
    }
    if checksum(&[magic, found, low, high, l0, l1, l2, l3], body) != u32::from_le_bytes([c0, c1, c2, c3]) {
        return Err(damaged());
    }
    if u16::from_le_bytes([low, high]) != VERSION {
        return Err(Error::could("value-newer").with("version", u16::from_le_bytes([low, high])));
    }
    Ok(body)
}

/// How many bytes the envelope that starts with `part` has in all; `None` where that is no beginning of one.
#[must_use]
pub fn sealed_length(part: &[u8]) -> Option<usize> {
    let head: &[u8; 8] = part.first_chunk()?;
    let &[MAGIC, _, _, _, l0, l1, l2, l3] = head else { return None };
    usize::try_from(u32::from_le_bytes([l0, l1, l2, l3])).ok()?.checked_add(HEADER)
}

/// How many bytes the envelope of `kind` that starts with `part` has in all; `None` where that is no beginning of one
/// or where it says that it is larger than any can be.
fn length_of(kind: Kind, part: &[u8]) -> Option<usize> {
    let limit = usize::try_from(LIMIT).ok()?.checked_add(HEADER)?;
    sealed_length(part).filter(|length| part.get(1) == Some(&(kind as u8)) && *length <= limit)
}

fn options() -> impl Options {
    bincode::DefaultOptions::new().with_fixint_encoding().with_limit(LIMIT)
}

/// A record in its envelope.
///
/// # Errors
/// `value-too-large` above 16 mebibytes.
pub fn encode<T: Serialize>(kind: Kind, record: &T) -> Result<Vec<u8>, Error> {
    let body = options().serialize(record).map_err(|_| Error::asked("value-too-large"))?;
    Ok(seal(kind, &body))
}

/// The record in an envelope of `kind`.
///
/// # Errors
/// As [`unseal`], and `value-damaged` where the body is not such a record to its last byte.
pub fn decode<T: DeserializeOwned>(kind: Kind, sealed: &[u8]) -> Result<T, Error> {
    let body = unseal(kind, sealed)?;
    options().deserialize(body).map_err(|_| Error::found("value-damaged").with("kind", format!("{kind:?}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_envelope_keeps_its_bytes() {
        let sealed = encode(Kind::Note, &("seq", 7_u32)).expect("small");
        let head = [0xdb, 6, 1, 0, 15, 0, 0, 0];
        assert_eq!(sealed[..8], head);
        assert_eq!(sealed[8..12], crc32fast::hash(&[&head[..], &sealed[12..]].concat()).to_le_bytes());
        assert_eq!(sealed[12..], *b"\x03\0\0\0\0\0\0\0seq\x07\0\0\0");
        assert_eq!(decode::<(String, u32)>(Kind::Note, &sealed), Ok(("seq".to_owned(), 7)));
        assert_eq!(sealed_length(&sealed), Some(sealed.len()));
    }

    #[test]
    fn any_changed_byte_is_noticed() {
        let sealed = encode(Kind::Note, &vec![1_u64, 2, 3]).expect("small");
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 0x10;
            assert!(decode::<Vec<u64>>(Kind::Note, &changed).is_err(), "byte {at}");
        }
        assert!(decode::<Vec<u64>>(Kind::Batch, &sealed).is_err(), "another kind");
        for end in 0..sealed.len() {
            assert!(decode::<Vec<u64>>(Kind::Note, &sealed[..end]).is_err(), "cut at {end}");
        }
    }

    #[test]
    fn a_hostile_length_allocates_nothing() {
        let sealed = seal(Kind::Note, &[0xff; 16]);
        assert!(decode::<Vec<u64>>(Kind::Note, &sealed).is_err());
        assert!(decode::<String>(Kind::Note, &sealed).is_err());
    }
}
