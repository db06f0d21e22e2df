//! Which commands were given lately: a command that is repeated under its id is not carried out again.
//!
//! An id is known for 7 days, of the newest 131,072 commands at most. What is known is a copy of the journal's lines,
//! read from them when the first command comes.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

use super::cell::Past;
use super::journal::{self, Head};
use super::{Author, Inner, Store};
use crate::domain::base::Error;

/// For so many milliseconds a command's id is known.
const WEEK: i64 = 7 * 24 * 60 * 60 * 1_000;
/// Of so many commands at most.
const MOST: usize = 1 << 17;

/// The commands of the last days, by what their person and id come to.
#[derive(Debug, Default)]
pub(super) struct Commands {
    changes: FxHashMap<u128, u64>,
    /// Change, moment and key of each, oldest first.
    order: VecDeque<(u64, i64, u128)>,
}

/// The key of a command; `None` where it came without an id.
fn key(user: &str, command: &str) -> Option<u128> {
    if command.is_empty() {
        return None;
    }
    let digest = Sha256::new().chain_update(user).chain_update([0]).chain_update(command).finalize();
    digest.first_chunk().map(|first| u128::from_le_bytes(*first))
}

impl Commands {
    /// Those of the journal in `folder` that are known at the moment `now`.
    fn load(folder: &Path, now: i64) -> Result<Self, Error> {
        let mut commands = Self::default();
        journal::heads(folder, |Head { seq, time, user, command }| {
            let at = journal::moment(&time);
            if let Some(key) = key(&user, &command).filter(|_| at >= now - WEEK) {
                commands.changes.insert(key, seq);
                commands.order.push_front((seq, at, key));
            }
            at >= now - WEEK && commands.order.len() < MOST
        })?;
        Ok(commands)
    }

    /// The change that the command became.
    pub(super) fn find(&self, author: &Author) -> Option<u64> {
        self.changes.get(&key(&author.user, &author.command)?).copied()
    }

    /// Takes a command in that became change `seq` at the moment `at`, and forgets what is too old.
    pub(super) fn note(&mut self, user: &str, command: &str, seq: u64, at: i64) {
        while self.order.len() >= MOST || self.order.front().is_some_and(|(_, then, _)| *then < at - WEEK) {
            let Some((_, _, key)) = self.order.pop_front() else { break };
            self.changes.remove(&key);
        }
        if let Some(key) = key(user, command) {
            self.changes.insert(key, seq);
            self.order.push_back((seq, at, key));
        }
    }

    /// Forgets commands of changes after `seq`, which never became durable.
    pub(super) fn forget_after(&mut self, seq: u64) {
        while let Some((_, _, key)) = self.order.back().copied().filter(|(change, ..)| *change > seq) {
            self.changes.remove(&key);
            self.order.pop_back();
        }
    }
}

/// Refused because it has been done: `revision` says which change it became.
pub(super) fn given(seq: u64) -> Error {
    Error::asked("command-given").with("revision", seq)
}

impl Inner {
    pub(super) fn commands(&self) -> MutexGuard<'_, Commands> {
        let load = || {
            let loaded = Commands::load(&self.paths.journal(), (self.clock)());
            Mutex::new(loaded.unwrap_or_else(|error| {
                self.note(Err(error));
                Commands::default()
            }))
        };
        self.commands.get_or_init(load).lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store {
    /// Whether nothing more is written, for an error of the database itself; opening it anew is what helps.
    #[must_use]
    pub fn has_failed(&self) -> bool {
        self.inner.failure().is_some() || self.inner.pen.is_poisoned()
    }

    /// Refuses a command that the same person has given under the same id in the last 7 days.
    ///
    /// # Errors
    /// `command-given`; `revision` says which change it became.
    pub fn refuse_given(&self, author: &Author) -> Result<(), Error> {
        if author.command.is_empty() {
            return Ok(());
        }
        self.inner.commands().find(author).map_or(Ok(()), |seq| Err(given(seq)))
    }

    /// Change `revision`.
    ///
    /// # Errors
    /// Where the journal cannot be read.
    pub fn past(&self, revision: u64) -> Result<Option<Past>, Error> {
        journal::find(&self.inner.paths.journal(), revision).map(|line| line.map(Past::from))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn author(command: &str) -> Author {
        Author { user: "li".to_owned(), command: command.to_owned(), allowed: None }
    }

    #[test]
    fn an_id_is_known_for_seven_days_and_is_each_persons_own() {
        let mut commands = Commands::default();
        commands.note("li", "a", 1, 0);
        commands.note("li", "", 2, 10);
        commands.note("li", "b", 3, WEEK);
        assert_eq!((commands.find(&author("a")), commands.find(&author("b"))), (Some(1), Some(3)));
        assert_eq!(commands.find(&Author { user: "wang".to_owned(), ..author("a") }), None);
        assert_eq!(commands.find(&author("")), None, "without an id nothing is known again");
        commands.note("li", "c", 4, WEEK + 1);
        assert_eq!((commands.find(&author("a")), commands.find(&author("c"))), (None, Some(4)));
        commands.forget_after(3);
        assert_eq!((commands.find(&author("b")), commands.find(&author("c"))), (Some(3), None));
    }
}
