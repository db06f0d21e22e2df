//! A copy of the tree while it is written to: as it was at one moment.
//!
//! From that moment on, whoever writes keeps what was there before, once for each key; the copy goes through the tree
//! piece by piece and takes what was kept where there is any. A writer waits for one piece at most, a reader for none.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::tree::{Overlay, Tree};
use super::{Inner, Store};
use crate::domain::base::Error;

/// Bytes of a piece.
const PIECE: usize = 256 << 10;

/// What was there under keys that were written since the copy began; `None`: nothing.
type Before = BTreeMap<Vec<u8>, Option<Vec<u8>>>;
/// Key and value.
type Pair = (Vec<u8>, Vec<u8>);

/// What a copy that is being made still needs of the past.
#[derive(Default)]
pub(super) struct Shield {
    kept: Mutex<Option<Kept>>,
    /// How many copies have been begun.
    copies: AtomicU64,
}

#[derive(Default)]
struct Kept {
    /// Which copy it is kept for.
    copy: u64,
    before: Before,
    /// Keys up to this one have been copied; of them nothing is kept any more.
    copied: Vec<u8>,
}

impl Shield {
    fn kept(&self) -> MutexGuard<'_, Option<Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The copy; what is kept for it is let go with it.
pub(super) struct Moment<'a> {
    inner: &'a Inner,
    copy: u64,
    piece: std::vec::IntoIter<Pair>,
    ended: bool,
}

impl Inner {
    /// Applies writes to the tree, whatever is being copied meanwhile.
    pub(super) fn apply(&self, writes: &Overlay) -> Result<(), Error> {
        let mut shield = self.shield.kept();
        if let Some(kept) = &mut *shield {
            for key in writes.keys().filter(|key| **key > kept.copied) {
                if !kept.before.contains_key(key) {
                    kept.before.insert(key.clone(), self.tree.get(key)?.map(|value| value.to_vec()));
                }
            }
        }
        self.tree.apply(writes)
    }

    /// The tree as it is at this moment, to be copied. One copy is made at a time: another one ends the first.
    pub(super) fn moment(&self) -> Moment<'_> {
        let copy = self.shield.copies.fetch_add(1, Ordering::Relaxed);
        *self.shield.kept() = Some(Kept { copy, ..Kept::default() });
        Moment { inner: self, copy, piece: Vec::new().into_iter(), ended: false }
    }
}

impl Store {
    /// Ends the copy that is being made, if any: it comes to `backup-ended`.
    pub fn end_copy(&self) {
        *self.inner.shield.kept() = None;
    }
}

impl Moment<'_> {
    fn fetch(&mut self) -> Result<(), Error> {
        let mut shield = self.inner.shield.kept();
        let kept = shield.as_mut().filter(|kept| kept.copy == self.copy).ok_or_else(|| Error::could("backup-ended"))?;
        let (mut pairs, end) = piece(&self.inner.tree, &kept.copied)?;
        let covered = |key: &Vec<u8>| end.as_ref().is_none_or(|end| key <= end);
        let (past, later): (Before, Before) =
            std::mem::take(&mut kept.before).into_iter().partition(|(key, _)| covered(key));
        kept.before = later;
        pairs.retain(|(key, _)| !past.contains_key(key));
        pairs.extend(past.into_iter().filter_map(|(key, value)| Some((key, value?))));
        pairs.sort_unstable();
        self.piece = pairs.into_iter();
        self.ended = end.is_none();
        // Behind the last piece nothing is kept any more.
        kept.copied = end.unwrap_or_else(|| vec![u8::MAX]);
        Ok(())
    }
}

/// Some keys after `after` with their values, and the last of them; `None` where there are no more.
fn piece(tree: &Tree, after: &[u8]) -> Result<(Vec<Pair>, Option<Vec<u8>>), Error> {
    let (mut pairs, mut bytes) = (Vec::new(), 0);
    for found in tree.range(after, &[u8::MAX]) {
        let (key, value) = found?;
        if *key <= *after {
            continue;
        }
        bytes += key.len() + value.len();
        pairs.push((key.to_vec(), value.to_vec()));
        if bytes >= PIECE {
            let end = pairs.last().map(|(key, _)| key.clone());
            return Ok((pairs, end));
        }
    }
    Ok((pairs, None))
}

impl Iterator for Moment<'_> {
    type Item = Result<Pair, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(pair) = self.piece.next() {
                return Some(Ok(pair));
            }
            if self.ended {
                return None;
            }
            if let Err(error) = self.fetch() {
                self.ended = true;
                return Some(Err(error));
            }
        }
    }
}

impl Drop for Moment<'_> {
    fn drop(&mut self) {
        let mut shield = self.inner.shield.kept();
        if shield.as_ref().is_some_and(|kept| kept.copy == self.copy) {
            *shield = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::model::Catalogue;
    use crate::store::Options;

    #[test]
    fn of_two_copies_the_first_ends_and_the_second_is_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(folder.path(), Options::new(&Catalogue::built_in().measures)).expect("it opens");
        let pair = |number: u32| (format!("~{number:05}").into_bytes(), vec![7; 1_000]);
        let writes: Overlay = (0..1_000).map(pair).map(|(key, value)| (key, Some(value))).collect();
        store.inner.apply(&writes).expect("written");
        let mut first = store.inner.moment();
        let begun = first.by_ref().take(300).flatten().count();
        assert_eq!(begun, 300, "several pieces are to come");
        let mut second = store.inner.moment();
        assert!(second.next().is_some_and(|pair| pair.is_ok()));
        let error = first.find_map(Result::err).expect("it does not go on with the marks of the second");
        assert_eq!(error.id, "backup-ended");
        drop(first);
        store.inner.apply(&Overlay::from([(pair(999).0, None)])).expect("written");
        let rest = second.collect::<Result<Vec<_>, _>>().expect("nobody has ended it");
        assert!(rest.contains(&pair(999)), "as it was when the copy began");
    }
}
