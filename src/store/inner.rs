//! What the writer and the readers of an open database share, and how they agree on what is visible.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, OnceLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use rustc_hash::{FxHashMap, FxHashSet};

use super::commands::Commands;
use super::folder::Paths;
use super::kept::Kept;
use super::names::{NameList, Of};
use super::state::State;
use super::tree::{Overlay, Tree};
use super::watch::Watcher;
use super::writer::Pen;
use super::{Clock, measure, online, staging};
use crate::domain::base::Error;
use crate::domain::model::{Additive, CellQuery, CellTable};

/// The state of an open database.
pub(super) struct Inner {
    pub(super) paths: Paths,
    pub(super) tree: Tree,
    pub(super) shield: online::Shield,
    pub(super) gate: RwLock<State>,
    pub(super) names: RwLock<NameList>,
    pub(super) measures: FxHashMap<String, Additive>,
    pub(super) clock: Clock,
    /// The last change that a receipt was given for.
    pub(super) promised: AtomicU64,
    /// The last change that readers see.
    pub(super) visible: Mutex<u64>,
    pub(super) shown: Condvar,
    pub(super) failure: Mutex<Option<Error>>,
    pub(super) imports: Mutex<FxHashMap<u64, staging::Staging>>,
    pub(super) opening: Vec<String>,
    pub(super) answers: Mutex<Kept<CellQuery, CellTable>>,
    pub(super) pen: Mutex<Pen>,
    /// The commands of the last days, read from the journal when one of them has to be known again.
    pub(super) commands: OnceLock<Mutex<Commands>>,
    pub(super) watchers: Mutex<Vec<Watcher>>,
}

impl Inner {
    pub(super) fn state(&self) -> RwLockReadGuard<'_, State> {
        self.gate.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn names(&self) -> RwLockReadGuard<'_, NameList> {
        self.names.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn names_mut(&self) -> RwLockWriteGuard<'_, NameList> {
        self.names.write().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn answers(&self) -> MutexGuard<'_, Kept<CellQuery, CellTable>> {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn imports(&self) -> MutexGuard<'_, FxHashMap<u64, staging::Staging>> {
        self.imports.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Why nothing more is written; `None` while all is well.
    pub(super) fn failure(&self) -> Option<Error> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Stops all writing after an error of the database itself.
    pub(super) fn note(&self, result: Result<(), Error>) {
        if let Err(error) = result {
            self.failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
            let _seen = self.visible.lock().unwrap_or_else(PoisonError::into_inner);
            self.shown.notify_all();
        }
    }

    /// A receipt is about to be given for change `seq`: every reader from now on waits for it.
    pub(super) fn promise(&self, seq: u64) {
        self.promised.store(seq, Ordering::Release);
    }

    /// Applies writes as one for readers.
    pub(super) fn show(&self, writes: &Overlay, state: State) -> Result<(), Error> {
        let mut gate = self.gate.write().unwrap_or_else(PoisonError::into_inner);
        self.apply(writes)?;
        *gate = state;
        *self.answers() = Kept::default();
        let mut visible = self.visible.lock().unwrap_or_else(PoisonError::into_inner);
        *visible = gate.applied.position.seq;
        self.shown.notify_all();
        Ok(())
    }

    /// Numbers of the measures that are not added over time.
    pub(super) fn lasts(&self) -> FxHashSet<u16> {
        self.with(Additive::Last)
    }

    /// Numbers of the measures that are added.
    pub(super) fn additive(&self) -> FxHashSet<u16> {
        self.with(Additive::Sum)
    }

    fn with(&self, additive: Additive) -> FxHashSet<u16> {
        let names = self.names();
        let wanted = |id: &&str| self.measures.get(*id).copied().unwrap_or_default() == additive;
        names.all(Of::Measure).filter(wanted).filter_map(|id| names.find(Of::Measure, id)).map(measure).collect()
    }
}
