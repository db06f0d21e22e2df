//! Who is told when something has changed, and what of.

use std::sync::PoisonError;

use super::change::Change;
use super::draft::Draft;
use super::{Inner, Store};
use crate::domain::base::{DayRange, Error};
use crate::domain::model::{DocumentKind, Notice, Revision};

/// Told of every change once it is visible, from the thread that writes: it must not wait for anything. It is told no
/// more when it has answered false.
pub type Watcher = Box<dyn Fn(&Notice) -> bool + Send>;

/// What the commands of `draft` touch.
pub(super) fn notice(draft: &Draft<'_>) -> Result<Notice, Error> {
    let mut notice = Notice::default();
    for line in &draft.lines {
        let days = days(draft, &line.change)?;
        notice.join(Notice { revision: Revision(line.seq), days, kinds: kinds(&line.change) });
    }
    Ok(notice)
}

fn days(draft: &Draft<'_>, change: &Change) -> Result<Vec<DayRange>, Error> {
    Ok(match change {
        Change::Begin { .. }
        | Change::Abandon { .. }
        | Change::Documents { .. }
        | Change::Erase { .. }
        | Change::Refused { .. } => Vec::new(),
        Change::Publish(publication) => publication.days.clone(),
        Change::Revert { batch } | Change::Reinstate { batch } => draft.batch(*batch)?.days,
        Change::Set(setting) => vec![DayRange::one(setting.day)],
    })
}

fn kinds(change: &Change) -> Vec<DocumentKind> {
    let Change::Documents { changes, .. } = change else { return Vec::new() };
    let documents = changes.iter().filter_map(|change| {
        change.new.as_ref().map(|new| new.key().kind).or(change.old.as_ref().map(|old| old.document.key().kind))
    });
    documents.collect()
}

impl Inner {
    pub(super) fn is_watched(&self) -> bool {
        !self.watchers.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    pub(super) fn tell(&self, notice: &Notice) {
        self.watchers.lock().unwrap_or_else(PoisonError::into_inner).retain(|watcher| watcher(notice));
    }
}

impl Store {
    /// Has `watcher` told of every change from now on.
    pub fn watch(&self, watcher: Watcher) {
        self.inner.watchers.lock().unwrap_or_else(PoisonError::into_inner).push(watcher);
    }
}
