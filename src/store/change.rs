//! Changes: commands with every number, time, old and new value filled in, so that applying one calls no clock, no
//! chance and no rule. This is what the journal keeps.

use serde::{Deserialize, Serialize};

use crate::domain::base::{Day, DayRange};
use crate::domain::model::{Document, DocumentKind, Proposal, Versioned, differences};

/// A batch, and the days of it that are meant.
pub(super) type DaysOf = (u64, Vec<DayRange>);

/// One change. A batch that it begins has the change's own number.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", content = "payload", rename_all = "lowercase")]
pub enum Change {
    /// Opens a batch.
    Begin {
        /// The source.
        source: String,
        /// The files, as the user named them.
        files: Vec<String>,
        /// SHA-256 of the content, in hex, in older journals; since then the publication says it.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        digest: String,
    },
    /// Makes a batch visible.
    Publish(Publication),
    /// Gives an open batch up.
    Abandon {
        /// The batch.
        batch: u64,
    },
    /// Takes a published batch back.
    Revert {
        /// The batch.
        batch: u64,
    },
    /// Brings a reverted batch back.
    Reinstate {
        /// The batch.
        batch: u64,
    },
    /// Changes the total of one cell.
    Set(Setting),
    /// Writes and deletes documents.
    Documents {
        /// The documents.
        changes: Vec<DocumentChange>,
        /// Why, where it had to be said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// Takes a person's name out for good. The lines that carried it are sealed: they keep their hash, and have another text.
    Erase {
        /// What stands in the place of the name.
        alias: String,
        /// The sealed lines: number, and SHA-256 of the text that they have now, in hex.
        sealed: Vec<(u64, String)>,
    },
    /// Nothing; somebody wanted what he may not have.
    Refused {
        /// The refusal: id of its sentence.
        what: String,
        /// How many refusals of this person the line stands for; those before the last one are not told apart.
        times: u64,
    },
}

/// What a published batch brings.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Publication {
    /// The batch.
    pub batch: u64,
    /// SHA-256 of the content, in hex; empty where the batch began with it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub digest: String,
    /// How many rows.
    pub rows: u64,
    /// Its days, in runs.
    pub days: Vec<DayRange>,
    /// Length of its file of blocks.
    pub bytes: u64,
    /// SHA-256 of that file, in hex.
    pub sha256: String,
    /// Batches whose rows of these days no longer count while this one stands.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replaces: Vec<(u64, Vec<DayRange>)>,
}

/// A cell's new total, as rows that make the difference.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Setting {
    /// The day.
    pub day: Day,
    /// Number of the measure.
    pub measure: u16,
    /// Numbers of the dimensions, 0 = not recorded.
    pub dimensions: [u32; 6],
    /// The total before; `None` is null.
    pub old: Option<i64>,
    /// The total after.
    pub new: Option<i64>,
    /// What the rows of the day come to that say more than the cell: they stay, and are of the day's figure. `None` where
    /// there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finer: Option<i64>,
    /// Why, where imported rows are corrected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What is added.
    pub rows: Vec<PatchRow>,
}

impl Setting {
    /// The day's figure of the cell's names before and after, what finer rows say among it (S-001): what a person who
    /// types one over what came in has changed, `14` to `6`, whatever rows make the difference.
    #[must_use]
    pub fn of_day(&self) -> [Option<i64>; 2] {
        [self.old, self.new].map(|own| self.with_finer(own))
    }

    /// The day's figure of the cell's names where the cell itself is `own`.
    #[must_use]
    pub fn with_finer(&self, own: Option<i64>) -> Option<i64> {
        self.finer.map_or(own, |finer| Some(finer.saturating_add(own.unwrap_or(0))))
    }
}

/// A row of a correction.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PatchRow {
    /// The batch that it comes and goes with; 0 is the entry batch of the day, which this change begins.
    pub batch: u64,
    /// +1 or -1.
    pub weight: i64,
    /// The value.
    pub value: i64,
    /// The corrected row's customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
    /// The corrected row's document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// The corrected row's first day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entered: Option<Day>,
    /// The corrected row's days since the step before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waited: Option<u16>,
}

/// A document before and after.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DocumentChange {
    /// As it was; `None`: it was not there.
    pub old: Option<Versioned>,
    /// As it is; `None`: it is taken away.
    pub new: Option<Document>,
}

/// The proposal that is among `changes`, and whether it waits from now on; else it waits no longer.
#[must_use]
pub fn proposal_in(changes: &[DocumentChange]) -> Option<(&Proposal, bool)> {
    fn of(document: &Document) -> Option<&Proposal> {
        match document {
            Document::Proposal(proposal) => Some(proposal),
            _ => None,
        }
    }
    changes.iter().find_map(|change| {
        let new = change.new.as_ref().and_then(of).map(|proposal| (proposal, true));
        new.or_else(|| change.old.as_ref().and_then(|old| of(&old.document)).map(|proposal| (proposal, false)))
    })
}

impl DocumentChange {
    /// What differs in the organisation's settings; `None` where it is about another document.
    #[must_use]
    pub fn settings(&self) -> Option<Vec<String>> {
        let (old, new) = (self.old.as_ref().map(|old| &old.document), self.new.as_ref());
        let is_about = [old, new].into_iter().flatten().any(|document| document.kind() == DocumentKind::Settings);
        is_about.then(|| differences(old, new).iter().map(ToString::to_string).collect())
    }
}

impl Change {
    /// The batch that it is about.
    #[must_use]
    pub fn batch(&self) -> Option<u64> {
        match self {
            Self::Publish(publication) => Some(publication.batch),
            Self::Abandon { batch } | Self::Revert { batch } | Self::Reinstate { batch } => Some(*batch),
            Self::Begin { .. } | Self::Set(_) | Self::Documents { .. } | Self::Erase { .. } | Self::Refused { .. } => {
                None
            }
        }
    }

    /// Its word in the journal.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Begin { .. } => "begin",
            Self::Publish(_) => "publish",
            Self::Abandon { .. } => "abandon",
            Self::Revert { .. } => "revert",
            Self::Reinstate { .. } => "reinstate",
            Self::Set(_) => "set",
            Self::Documents { changes, .. } => match proposal_in(changes) {
                None => "documents",
                Some((_, true)) => "propose",
                Some((_, false)) if changes.len() > 1 => "approve",
                Some((_, false)) => "refuse",
            },
            Self::Erase { .. } => "erase",
            Self::Refused { .. } => "refused",
        }
    }

    /// Whether its doer can take it back. What was granted, published, agreed, closed or held has its counter-command
    /// instead.
    #[must_use]
    pub fn can_be_undone(&self) -> bool {
        let settles = |change: &DocumentChange| {
            let mut documents = change.new.iter().chain(change.old.as_ref().map(|old| &old.document));
            documents.any(Document::is_settled)
        };
        match self {
            Self::Begin { .. } | Self::Abandon { .. } | Self::Erase { .. } | Self::Refused { .. } => false,
            Self::Publish(_) | Self::Revert { .. } | Self::Reinstate { .. } | Self::Set(_) => true,
            Self::Documents { changes, .. } => !changes.iter().any(settles),
        }
    }
}
