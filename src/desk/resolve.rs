//! From a command to the change that it makes of the state it meets, or to the reason why not.

use super::rights::{Deed, Rights};
use super::ritual::{self, Premises};
use super::{Command, Receipt, approval, entry, undo};
use crate::domain::base::Error;
use crate::domain::model::{
    BatchState, Catalogue, Dimension, Document, DocumentKey, DocumentKind, Grant, Office, Revision, Unit, Versioned,
};
use crate::report::{Sentence, Value, told};
use crate::store::{Author, Change, DocumentChange, Draft, Past, Proposal, Setting, Store};

/// What is said about a command, and the batch that it is about.
pub(super) struct Done {
    pub(super) said: Vec<Sentence>,
    pub(super) batch: Option<u64>,
}

pub(super) type Resolved = Result<(Proposal, Done), Error>;
/// What makes a change of the state that it meets, or refuses.
pub(super) type Resolver = Box<dyn FnOnce(&mut Draft<'_>) -> Resolved + Send>;

/// The receipt of a command that became change `seq`.
pub(super) fn receipt(seq: u64, done: Done) -> Receipt {
    Receipt { revision: Revision(seq), batch: done.batch, done: done.said }
}

/// What resolves `command`. Names are looked up here, the rest against the state that the command meets.
pub(super) fn resolver(
    store: &Store,
    catalogue: &Catalogue,
    author: Author,
    rights: Rights,
    premises: Option<Premises>,
    command: Command,
) -> Result<Resolver, Error> {
    Ok(match command {
        Command::Set { cell, value, correct } => entry::resolver(store, catalogue, &rights, cell, value, correct)?,
        Command::Revert { batch } => Box::new(move |draft| revert(draft, batch)),
        Command::Write { documents, reason } => {
            let wanted = documents.into_iter().map(|(document, seen)| (document.key(), seen, Some(document)));
            documents_become(store.now(), catalogue, rights, premises, wanted.collect(), reason)
        }
        Command::Delete { documents, reason } => {
            let wanted = documents.into_iter().map(|(key, seen)| (key, Some(seen), None));
            documents_become(store.now(), catalogue, rights, premises, wanted.collect(), reason)
        }
        Command::Approve { proposal } => Box::new(move |draft| approval::approve(draft, &rights, proposal)),
        Command::Refuse { proposal, reason } => Box::new(move |draft| approval::refuse(draft, proposal, &reason)),
        Command::Undo | Command::Redo | Command::UndoChange { .. } => {
            let measures = catalogue.measures.iter();
            let measures =
                measures.filter_map(|known| Some((store.measure(&known.id).ok()?, (known.unit, known.term.clone()))));
            let members = store.read()?.names(Dimension::Member);
            let known = undo::Known { catalogue: catalogue.clone(), measures: measures.collect(), members };
            Box::new(move |draft| {
                let (proposal, done) = match command {
                    Command::UndoChange { revision } => undo::take_one_back(draft, &known, &author.user, revision)?,
                    command => undo::take_back(draft, &known, &author.user, command == Command::Redo)?,
                };
                // What somebody was once allowed to do, he may no longer be.
                Deed::of_change(&proposal.change).into_iter().try_for_each(|deed| rights.allow(deed))?;
                approval::allow_undo(&rights, &proposal.change)?;
                if let Change::Set(Setting { day, dimensions, reason: None, .. }) = &proposal.change {
                    // Numbers count from 1, in the order of the names.
                    let code = dimensions.get(Dimension::Member.index()).and_then(|code| code.checked_sub(1));
                    ritual::refuse_closed(draft, *day, code.and_then(|code| known.members.get(code as usize)))?;
                }
                Ok((proposal, done))
            })
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

/// Each document, as it was seen, becomes another or is taken away, at the moment `at`.
fn documents_become(
    at: i64,
    catalogue: &Catalogue,
    rights: Rights,
    premises: Option<Premises>,
    wanted: Vec<(DocumentKey, Option<Revision>, Option<Document>)>,
    reason: Option<String>,
) -> Resolver {
    let catalogue = catalogue.clone();
    Box::new(move |draft| {
        let number = draft.revision().0 + 1;
        let mut changes = Vec::with_capacity(wanted.len());
        for (mut key, seen, mut new) in wanted {
            if new.as_mut().is_some_and(|new| new.number(number)) {
                key = new.as_ref().map_or(key, Document::key);
            }
            let old = checked(draft, &key, seen)?;
            changes.push(DocumentChange { old, new });
        }
        if let Some(premises) = premises {
            ritual::settle(draft, &rights, &premises, at, &mut changes, reason.as_deref())?;
        }
        approval::write(draft, &catalogue, &rights, at, changes, reason)
    })
}

/// What is said about a document that was written or taken away.
pub(super) fn document_said(catalogue: &Catalogue, change: &DocumentChange) -> Option<Sentence> {
    if let said @ Some(_) = approval::proposal_said(std::slice::from_ref(change)) {
        return said;
    }
    if let Some(told) = change.settings() {
        return Some(Sentence::new("done.settings").with("what", Value::Text(told.join(", "))));
    }
    if let Some(Document::Grant(grant)) = change.new.as_ref().or(change.old.as_ref().map(|old| &old.document)) {
        let said = Sentence::new(if change.new.is_some() { "done.granted" } else { "done.revoked" });
        let office = Sentence { id: format!("office.{}", grant.office).into(), args: Vec::new() };
        return Some(said.with("account", Value::Text(grant.account.clone())).with("office", Value::Words(office)));
    }
    told(catalogue, change.old.as_ref().map(|old| &old.document), change.new.as_ref())
}

/// No document may be in one command twice: neither change would know of the other.
pub(super) fn documents_once(
    draft: &Draft<'_>,
    changes: Vec<DocumentChange>,
    reason: Option<String>,
    said: Vec<Sentence>,
) -> Resolved {
    let mut keys: Vec<DocumentKey> = changes.iter().filter_map(key_of).collect();
    keys.sort();
    if let Some([twice, _]) = keys.windows(2).find(|pair| pair.first() == pair.last()) {
        return Err(Error::asked("document-twice").with("document", &twice.id));
    }
    if changes.is_empty() {
        return Err(Error::asked("nothing-to-do"));
    }
    keep_a_director(draft, &changes)?;
    Ok((Change::Documents { changes, reason }.into(), Done { said, batch: None }))
}

/// The offices that these documents say somebody holds.
pub(super) fn grants(documents: Vec<Versioned>) -> Vec<Grant> {
    let grant = |found: Versioned| match found.document {
        Document::Grant(grant) => Some(grant),
        _ => None,
    };
    documents.into_iter().filter_map(grant).collect()
}

/// Refuses to take the office of the last director away.
fn keep_a_director(draft: &Draft<'_>, changes: &[DocumentChange]) -> Result<(), Error> {
    let directs = |document: &Document| matches!(document, Document::Grant(grant) if grant.office == Office::Director);
    let lost = |change: &&DocumentChange| {
        change.old.as_ref().is_some_and(|old| directs(&old.document)) && !change.new.as_ref().is_some_and(directs)
    };
    let lost = changes.iter().filter(lost).count();
    if lost == 0 {
        return Ok(());
    }
    let known = grants(draft.documents(DocumentKind::Grant)?);
    let directors = known.iter().filter(|grant| grant.office == Office::Director).count();
    let made = changes.iter().filter(|change| change.old.is_none() && change.new.as_ref().is_some_and(directs)).count();
    if directors + made > lost { Ok(()) } else { Err(Error::asked("last-director")) }
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
