//! What became of the database, as plain data: its batches, its journal, its size.

use serde::{Deserialize, Serialize};

use super::{Changes, Dimension, Document, Revision};
use crate::domain::base::{Day, DayRange};

/// Where a batch stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BatchState {
    /// Begun, not yet published; invisible.
    #[default]
    Open,
    /// Its rows count, but for the days that a later batch has replaced.
    Published,
    /// Taken back; it can be brought back.
    Reverted,
    /// Given up before it was published.
    Abandoned,
}

/// The facts of one import, or the entries of one day.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Batch {
    /// The number of the change that began it; never used twice.
    pub id: u64,
    /// The map's name or the file's kind; `entry` for what was typed in.
    pub source: String,
    /// The files, as the user named them.
    pub files: Vec<String>,
    /// SHA-256 of the content, in hex; empty for entries.
    pub digest: String,
    /// Who began it.
    pub user: String,
    /// When, in milliseconds UTC.
    pub at: i64,
    /// Where it stands.
    pub state: BatchState,
    /// Rows it brought, corrections not counted.
    pub rows: u64,
    /// Its first and last day; `None` without a row.
    pub days: Option<DayRange>,
    /// Batches of which it replaces days.
    pub replaces: Vec<u64>,
}

/// A line of the journal.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct JournalEntry {
    /// Its number; the state after it.
    pub revision: Revision,
    /// When, in milliseconds UTC; never before the line above.
    pub at: i64,
    /// Who.
    pub user: String,
    /// What kind of change: `begin`, `publish`, `abandon`, `revert`, `reinstate`, `set`, `documents`, `propose`,
    /// `approve`, `refuse`, `refused`.
    pub kind: String,
    /// The change that this one takes back, when it is an undo or a redo.
    pub undoes: Option<Revision>,
    /// The batch it is about.
    pub batch: Option<u64>,
    /// The day of the cell that was set.
    pub day: Option<Day>,
    /// The measure of the cell that was set.
    pub measure: Option<String>,
    /// The dimensions of the cell that was set.
    pub dimensions: Vec<(Dimension, String)>,
    /// The value before, in the measure's scale: the day's figure of the cell's names, what finer rows say among it; `None`
    /// is null.
    pub old: Option<i64>,
    /// The value after; how many refusals a line of those stands for.
    pub new: Option<i64>,
    /// Why, where a reason was given.
    pub reason: Option<String>,
    /// What it is about in the user's own words: files, names of documents.
    pub about: Vec<String>,
    /// The documents that were written or taken away, each before and after; empty in an audit, which has them as JSON.
    pub documents: Vec<(Option<Document>, Option<Document>)>,
}

impl JournalEntry {
    /// Every kind that a line may be of: a figure or what was imported, the documents that were written, then what became
    /// of a change that needs approval. A line about a proposal is one of those, and of no kind of document.
    pub const KINDS: [&str; 27] = [
        "set",
        "publish",
        "begin",
        "abandon",
        "revert",
        "reinstate",
        "target",
        "plan",
        "checkpoint",
        "goal-steps",
        "action",
        "close",
        "note",
        "record",
        "meeting",
        "person",
        "team",
        "membership",
        "post-plan",
        "calendar",
        "settings",
        "grant",
        "propose",
        "approve",
        "refuse",
        "refused",
        "erase",
    ];

    /// Of what kinds the change was: the kinds of the documents that it wrote or took away, each once and in their order,
    /// else its own.
    #[must_use]
    pub fn kinds(&self) -> Vec<&str> {
        let mut kinds: Vec<&str> = Vec::new();
        for (old, new) in &self.documents {
            let kind = new.as_ref().or(old.as_ref()).map(|document| document.kind().word());
            kinds.extend(kind.filter(|kind| !kinds.contains(kind)));
        }
        if kinds.is_empty() { vec![&self.kind] } else { kinds }
    }
}

/// Which lines of the journal are wanted.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct JournalQuery {
    /// How many of the newest, at most; 0 where none is wanted.
    pub most: usize,
    /// Of which changes.
    pub changes: Changes,
    /// Of the corrections of these measures on these days alone, where any are given: none was made before the first day.
    pub figures: Option<(DayRange, Vec<String>)>,
}

impl JournalQuery {
    /// Whether `entry` is wanted; when it was made is not looked at.
    #[must_use]
    pub fn holds(&self, entry: &JournalEntry) -> bool {
        let is_of = |(days, measures): &(DayRange, Vec<String>)| {
            let measure = entry.measure.as_ref().is_some_and(|measure| measures.contains(measure));
            measure && entry.reason.is_some() && entry.day.is_some_and(|day| days.contains(day))
        };
        self.changes.holds(entry) && self.figures.as_ref().is_none_or(is_of)
    }
}

/// A line of the journal with all that an audit holds it against (S-078).
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct AuditLine {
    /// The line.
    pub entry: JournalEntry,
    /// The id that the command came with.
    pub command: String,
    /// The documents before, as JSON.
    pub before: Vec<String>,
    /// The documents after, as JSON.
    pub after: Vec<String>,
    /// SHA-256 of the journal up to and with this line, in hex.
    pub hash: String,
}

/// How large the database is and how it does.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Figures {
    /// The last change.
    pub revision: Revision,
    /// SHA-256 of the journal up to it, in hex; keep it to prove later that nothing was taken away (`check --head`).
    pub head: String,
    /// When the last change was made, in milliseconds UTC; `None` in an empty database.
    pub at: Option<i64>,
    /// Batches that stand.
    pub batches: u64,
    /// Rows of the batches that stand, corrections not counted.
    pub rows: u64,
    /// Documents.
    pub documents: u64,
    /// Days whose sums are still to be stored; until then they are added up from their rows.
    pub dirty_days: u64,
    /// Bytes of the database proper.
    pub database_bytes: u64,
    /// Bytes of the journal and the imports beside it.
    pub journal_bytes: u64,
    /// What opening had to do beyond opening, as sentence ids (`store.opened.…`); empty when all was well.
    pub opening: Vec<String>,
    /// The backups that were made by themselves, the newest first.
    pub backups: Vec<KeptBackup>,
}

/// A backup that was made by itself.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct KeptBackup {
    /// The day that it bears.
    pub day: Day,
    /// The last change in it.
    pub revision: u64,
    /// SHA-256 of the journal up to that change, in hex.
    pub head: String,
    /// When it was made, in milliseconds UTC.
    pub at: i64,
    /// Bytes of all its files.
    pub bytes: u64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::model::DocumentKind;

    #[test]
    fn every_kind_of_document_is_a_kind_of_line() {
        for kind in DocumentKind::ALL.into_iter().filter(|kind| *kind != DocumentKind::Proposal) {
            assert!(JournalEntry::KINDS.contains(&kind.word()), "{}", kind.word());
        }
    }
}
