//! Which changes of the journal are meant: of what kind, by whom, made when.

use serde::{Deserialize, Serialize};

use crate::domain::base::Period;
use crate::domain::model::JournalEntry;

/// Which changes of the journal are meant; the default is all of them.
///
/// Text form: `kind=target,plan user=chen made=2026-09`.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Changes {
    /// Any of these of [`JournalEntry::KINDS`]; none: of every kind.
    pub kinds: Vec<String>,
    /// By any of these accounts; none: by anybody.
    pub users: Vec<String>,
    /// Made in this period by the organisation's clock (R7); `None`: ever.
    pub made: Option<Period>,
}

impl Changes {
    /// Whether all of them are meant.
    #[must_use]
    pub fn is_all(&self) -> bool {
        *self == Self::default()
    }

    /// Whether `entry` is of the kinds and by the accounts that are meant; when it was made is not looked at.
    #[must_use]
    pub fn holds(&self, entry: &JournalEntry) -> bool {
        let kind = |kind: &str| self.kinds.iter().any(|wanted| wanted == kind);
        (self.users.is_empty() || self.users.contains(&entry.user))
            && (self.kinds.is_empty() || entry.kinds().into_iter().any(kind))
    }
}
