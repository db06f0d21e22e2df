//! What stands where in the tree: one tree with prefix bytes, so that one batch is atomic over all of it.

use crate::domain::base::{Day, Grain};
use crate::domain::model::{Dimension, DocumentKey, DocumentKind, DocumentQuery};

/// How far the database is ([`super::state::Applied`]).
pub(super) const APPLIED: &[u8] = b"A";
/// The batches, by id.
pub(super) const BATCHES: u8 = b'B';
/// Days whose sums are to be stored again.
pub(super) const DIRTY: u8 = b'D';
/// The batch of the entries of a day and team.
pub(super) const ENTRIES: u8 = b'E';
/// Blocks of facts, by day, batch and part.
pub(super) const FACTS: u8 = b'F';
/// The documents, by kind and id.
pub(super) const DOCUMENTS: u8 = b'O';
/// Sums, by grain, dimension and first day.
pub(super) const ROLLUPS: u8 = b'R';
/// Until when each source has delivered.
pub(super) const SOURCES: &[u8] = b"S";
/// What a person has done and may undo, by name and change.
pub(super) const UNDO: u8 = b'U';
/// Batches whose rows do not all count.
pub(super) const SHADES: u8 = b'V';

/// The layout's version, and which measures the stored sums leave out.
pub(super) const SCHEMA: &[u8] = b"Z";

/// From this part on, the rows of a (day, batch) are corrections.
pub(super) const PATCH: u16 = 0x8000;

/// Four bytes in which days sort.
pub(super) fn day_bytes(day: Day) -> [u8; 4] {
    day.since(Day::MIN).unsigned_abs().to_be_bytes()
}

fn day_at(key: &[u8], at: usize) -> Option<Day> {
    let bytes: &[u8; 4] = key.get(at..)?.first_chunk()?;
    Day::from_number(Day::MIN.number().checked_add_unsigned(u32::from_be_bytes(*bytes))?)
}

fn long_at(key: &[u8], at: usize) -> Option<u64> {
    key.get(at..)?.first_chunk().map(|bytes| u64::from_be_bytes(*bytes))
}

pub(super) fn block(day: Day, batch: u64, part: u16) -> Vec<u8> {
    [&[FACTS], &day_bytes(day)[..], &batch.to_be_bytes(), &part.to_be_bytes()].concat()
}

/// Day, batch and part of a block's key.
pub(super) fn read_block(key: &[u8]) -> Option<(Day, u64, u16)> {
    let part = key.get(13..)?.first_chunk().map(|bytes| u16::from_be_bytes(*bytes))?;
    Some((day_at(key, 1)?, long_at(key, 5)?, part))
}

/// The first key of a day's blocks.
pub(super) fn blocks_from(day: Day) -> Vec<u8> {
    [&[FACTS], &day_bytes(day)[..]].concat()
}

/// The key after the last block of `day`.
pub(super) fn blocks_after(day: Day) -> Vec<u8> {
    [&[FACTS], &(day.since(Day::MIN).unsigned_abs() + 1).to_be_bytes()[..]].concat()
}

/// Sums of the period that starts on `first`; `by` is `None` for the total.
pub(super) fn rollup(grain: Grain, by: Option<Dimension>, first: Day) -> Vec<u8> {
    let dimension = by.map_or(0, |dimension| dimension as u8 + 1);
    [&[ROLLUPS, grain as u8, dimension], &day_bytes(first)[..]].concat()
}

/// The day in the key of a total of days.
pub(super) fn read_rollup(key: &[u8]) -> Option<Day> {
    day_at(key, 3)
}

fn numbered(prefix: u8, number: u64) -> Vec<u8> {
    [&[prefix], &number.to_be_bytes()[..]].concat()
}

pub(super) fn batch(id: u64) -> Vec<u8> {
    numbered(BATCHES, id)
}

pub(super) fn shade(batch: u64) -> Vec<u8> {
    numbered(SHADES, batch)
}

/// The number in the key of a batch or a shade.
pub(super) fn read_number(key: &[u8]) -> Option<u64> {
    long_at(key, 1)
}

pub(super) fn dirty(day: Day) -> Vec<u8> {
    [&[DIRTY], &day_bytes(day)[..]].concat()
}

/// The day in the key of a dirty day.
pub(super) fn read_dirty(key: &[u8]) -> Option<Day> {
    day_at(key, 1)
}

pub(super) fn entries(day: Day, team: u32) -> Vec<u8> {
    [&[ENTRIES], &day_bytes(day)[..], &team.to_be_bytes()].concat()
}

pub(super) fn document(key: &DocumentKey) -> Vec<u8> {
    [&[DOCUMENTS, key.kind as u8], key.id.as_bytes()].concat()
}

pub(super) fn documents(kind: DocumentKind) -> Vec<u8> {
    vec![DOCUMENTS, kind as u8]
}

/// Whether documents whose keys go on with this byte say who is there and may do what.
pub(super) fn is_of_people(kind: u8) -> bool {
    DocumentKind::ROSTER.into_iter().chain([DocumentKind::Grant]).any(|known| known as u8 == kind)
}

/// Whether documents whose keys go on with this byte are kept at hand.
pub(super) fn is_at_hand(kind: u8) -> bool {
    DocumentKind::AT_HAND.into_iter().any(|known| known as u8 == kind)
}

/// The first key of what `query` is about, and the first no longer.
pub(super) fn documents_in(query: &DocumentQuery) -> (Vec<u8>, Vec<u8>) {
    let prefix = documents(query.kind);
    let until = if query.until.is_empty() { after(&prefix) } else { [&prefix, query.until.as_bytes()].concat() };
    ([&prefix, query.from.as_bytes()].concat(), until)
}

pub(super) fn undo(user: &str, change: u64) -> Vec<u8> {
    [&undo_of(user), &change.to_be_bytes()[..]].concat()
}

/// The first bytes of what `user` may undo.
pub(super) fn undo_of(user: &str) -> Vec<u8> {
    [&[UNDO], user.as_bytes(), &[0]].concat()
}

/// Whose key of the undo list it is, as [`undo_of`] has it, and of which change.
pub(super) fn read_undo(key: &[u8]) -> Option<(&[u8], u64)> {
    key.split_last_chunk().map(|(user, change)| (user, u64::from_be_bytes(*change)))
}

/// The key after every key that starts with `prefix`.
pub(super) fn after(prefix: &[u8]) -> Vec<u8> {
    let mut end = prefix.to_vec();
    while let Some(last) = end.pop() {
        if last < u8::MAX {
            end.push(last + 1);
            break;
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_sort_by_day_batch_and_part() {
        let day = |text: &str| text.parse::<Day>().expect("a day");
        let (early, late) = (day("1969-12-31"), day("2026-09-08"));
        assert!(block(early, 900, 3) < block(late, 1, 0));
        assert!(block(late, 1, PATCH) < block(late, 256, 0));
        assert_eq!(read_block(&block(late, 256, PATCH)), Some((late, 256, PATCH)));
        assert!(blocks_from(late) <= block(late, 0, 0) && block(late, u64::MAX, u16::MAX) < blocks_after(late));
        assert_eq!(after(&[1, 255]), [2]);
    }
}
