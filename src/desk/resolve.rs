//! From a command to the change that it makes of the state it meets, or to the reason why not.

use super::{Command, Receipt, entry, undo};
use crate::domain::base::Error;
use crate::domain::model::{BatchState, Catalogue, Document, DocumentKey, Revision, Unit, Versioned};
use crate::report::{Sentence, Value};
use crate::store::{Author, Change, DocumentChange, Draft, Past, Proposal, Store};

/// What is said about a command, and the batch that it is about.
pub(super) struct Done {
    pub(super) said: Vec<Sentence>,
    pub(super) batch: Option<u64>,
}

pub(super) type Resolved = Result<(Proposal, Done), Error>;
type Resolver = Box<dyn FnOnce(&mut Draft<'_>) -> Resolved + Send>;

/// The receipt of a command that became change `seq`.
pub(super) fn receipt(seq: u64, done: Done) -> Receipt {
    Receipt { revision: Revision(seq), batch: done.batch, done: done.said }
}

/// What resolves `command`. Names are looked up here, the rest against the state that the command meets.
pub(super) fn resolver(
    store: &Store,
    catalogue: &Catalogue,
    author: Author,
    command: Command,
) -> Result<Resolver, Error> {
    Ok(match command {
        Command::Set { cell, value, correct } => entry::resolver(store, catalogue, cell, value, correct)?,
        Command::Revert { batch } => Box::new(move |draft| revert(draft, batch)),
        Command::Write { documents } => Box::new(move |draft| write(draft, documents)),
        Command::Delete { documents } => Box::new(move |draft| delete(draft, documents)),
        Command::Undo | Command::Redo => {
            let redo = command == Command::Redo;
            let units =
                catalogue.measures.iter().filter_map(|known| Some((store.measure(&known.id).ok()?, known.unit)));
            let units = units.collect();
            Box::new(move |draft| undo::take_back(draft, &units, &author.user, redo))
        }
        Command::ImportBegin { .. }
        | Command::ImportRows { .. }
        | Command::ImportPublish { .. }
        | Command::ImportAbandon { .. } => return Err(Error::asked("import-not-tried")),
    })
}

/// A number without a unit, for a sentence.
pub(super) fn count(number: u64) -> Value {
    Value::Number(i128::from(number), Unit::Count)
}

/// Takes a batch that stands back, brings one that was taken back.
fn revert(draft: &mut Draft<'_>, batch: u64) -> Resolved {
    let found = draft.show_batch(batch)?;
    let (change, sentence) = match found.state {
        BatchState::Published => (Change::Revert { batch }, "done.reverted"),
        BatchState::Reverted => (Change::Reinstate { batch }, "done.reinstated"),
        BatchState::Open | BatchState::Abandoned => {
            return Err(Error::asked("batch-never-stood").with("batch", batch));
        }
    };
    let said = Sentence::new(sentence).with("batch", count(batch)).with("rows", count(found.rows));
    Ok((change.into(), Done { said: vec![said], batch: Some(batch) }))
}

fn write(draft: &mut Draft<'_>, documents: Vec<(Document, Option<Revision>)>) -> Resolved {
    let mut changes = Vec::with_capacity(documents.len());
    let mut said = Vec::new();
    for (document, seen) in documents {
        let key = document.key();
        let old = checked(draft, &key, seen)?;
        let change = DocumentChange { old, new: Some(document) };
        said.extend(document_said(&change));
        changes.push(change);
    }
    documents_once(changes, said)
}

fn delete(draft: &mut Draft<'_>, documents: Vec<(DocumentKey, Revision)>) -> Resolved {
    let mut changes = Vec::with_capacity(documents.len());
    let mut said = Vec::new();
    for (key, seen) in documents {
        let old = checked(draft, &key, Some(seen))?;
        let change = DocumentChange { old, new: None };
        said.extend(document_said(&change));
        changes.push(change);
    }
    documents_once(changes, said)
}

/// What is said about a document that was written or taken away.
pub(super) fn document_said(change: &DocumentChange) -> Option<Sentence> {
    let id = Value::Text(key_of(change)?.id);
    let sentence = match (&change.old, &change.new) {
        (_, None) => Sentence::new("done.document-gone"),
        (None, Some(_)) => Sentence::new("done.document-new"),
        (Some(_), Some(_)) => Sentence::new("done.document-changed"),
    };
    Some(sentence.with("document", id))
}

/// No document may be in one command twice: neither change would know of the other.
fn documents_once(changes: Vec<DocumentChange>, said: Vec<Sentence>) -> Resolved {
    let mut keys: Vec<DocumentKey> = changes.iter().filter_map(key_of).collect();
    keys.sort();
    if let Some([twice, _]) = keys.windows(2).find(|pair| pair.first() == pair.last()) {
        return Err(Error::asked("document-twice").with("document", &twice.id));
    }
    if changes.is_empty() {
        return Err(Error::asked("nothing-to-do"));
    }
    Ok((Change::Documents { changes }.into(), Done { said, batch: None }))
}

pub(super) fn key_of(change: &DocumentChange) -> Option<DocumentKey> {
    change.new.as_ref().or(change.old.as_ref().map(|old| &old.document)).map(Document::key)
}

/// The document as it stands, where it is the one that its writer has seen.
fn checked(draft: &Draft<'_>, key: &DocumentKey, seen: Option<Revision>) -> Result<Option<Versioned>, Error> {
    if key.id.is_empty() || key.id.len() > 500 {
        return Err(Error::asked("document-name").with("document", key.id.chars().take(40).collect::<String>()));
    }
    let now = draft.document(key)?;
    let stands = now.as_ref().map(|versioned| versioned.revision);
    if stands == seen {
        return Ok(now);
    }
    let Some(revision) = stands else { return Err(Error::asked("document-gone").with("document", &key.id)) };
    Err(by_whom(Error::asked("document-changed").with("document", &key.id), draft.past(revision.0)?.as_ref()))
}

/// Adds to an error who made the change that stands in the way, and when.
pub(super) fn by_whom(error: Error, past: Option<&Past>) -> Error {
    let (user, time) = past.map_or(("?", "?"), |past| (&past.user, &past.time));
    error.with("user", user).with("time", time)
}
