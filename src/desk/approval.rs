//! The second person (S-075): what people are measured by changes when somebody else has said yes.
//!
//! Which kinds of documents that is, [`needs_approval`] says. Where nobody else could approve, what is written takes
//! effect at once, and the receipt says so.

use super::resolve::{Resolved, by_whom, count, document_said, documents_once, grants, key_of};
use super::rights::{Deed, Rights, needs_approval};
use crate::domain::base::Error;
use crate::domain::model::{
    Catalogue, Difference, Document, DocumentKey, DocumentKind, Grant, Proposal, Proposed, Versioned, differences,
};
use crate::report::{Sentence, Value};
use crate::store::{Change, DocumentChange, Draft, proposal_in};

/// Writes `changes`, but for those that a second person has to approve: they become a proposal, made at the moment `at`.
pub(super) fn write(
    draft: &mut Draft<'_>,
    catalogue: &Catalogue,
    rights: &Rights,
    at: i64,
    changes: Vec<DocumentChange>,
    reason: Option<String>,
) -> Resolved {
    let kind = |change: &DocumentChange| key_of(change).map(|key| key.kind);
    if changes.iter().any(|change| kind(change) == Some(DocumentKind::Proposal)) {
        return Err(Error::asked("proposal-written"));
    }
    let measuring = |change: &&DocumentChange| kind(change).is_some_and(needs_approval);
    let (asked, all) = (changes.iter().filter(measuring).count(), changes.len());
    let reason = reason.map(|reason| reason.trim().to_owned()).filter(|reason| !reason.is_empty());
    if asked > 0 && reason.is_none() {
        return Err(Error::asked("reason-needed"));
    }
    if asked == 0 || rights.approvers.is_empty() {
        let alone = (asked > 0).then(|| Sentence::new("done.alone"));
        let said = changes.iter().filter_map(|change| document_said(catalogue, change)).chain(alone).collect();
        return documents_once(draft, changes, reason, said);
    }
    if asked < all {
        return Err(Error::asked("proposal-mixed"));
    }
    let documents = changes.iter().filter_map(proposed).collect();
    let number = draft.revision().0 + 1;
    let by = rights.user.clone();
    let proposal = Proposal { number, by, at, reason: reason.clone().unwrap_or_default(), documents };
    let change = DocumentChange { old: None, new: Some(Document::Proposal(proposal)) };
    let waits = Sentence::new("done.waits").with("approvers", Value::Text(rights.approvers.join(", ")));
    let said = document_said(catalogue, &change).into_iter().chain([waits.with("number", count(number))]).collect();
    documents_once(draft, vec![change], reason, said)
}

/// What a proposal keeps of a change.
fn proposed(change: &DocumentChange) -> Option<Proposed> {
    let text = |document: &Document| serde_json::to_string(document).ok();
    Some(Proposed {
        key: key_of(change)?,
        against: change.old.as_ref().map(|old| old.revision),
        old: change.old.as_ref().and_then(|old| text(&old.document)),
        new: change.new.as_ref().and_then(text),
    })
}

/// Puts proposal `number` into effect.
pub(super) fn approve(draft: &mut Draft<'_>, rights: &Rights, number: u64) -> Resolved {
    let (versioned, proposal) = waiting(draft, number)?;
    if is_same_person(&grants(draft.documents(DocumentKind::Grant)?), &proposal.by, &rights.user) {
        let refused = rights.refuse("right-second", Deed::Approve.row());
        return Err(refused.with("number", number).with("approvers", rights.approvers.join(", ")));
    }
    let mut changes = Vec::with_capacity(proposal.documents.len() + 1);
    for proposed in &proposal.documents {
        let old = current(draft, proposed)?;
        let read = |text: &String| serde_json::from_str(text);
        let new = proposed.new.as_ref().map(read).transpose();
        changes.push(DocumentChange {
            old,
            new: new.map_err(|_| Error::found("value-damaged").with("kind", "Proposal"))?,
        });
    }
    changes.push(DocumentChange { old: Some(versioned), new: None });
    let said = told(Sentence::new("done.approved"), &proposal);
    documents_once(draft, changes, Some(proposal.reason), vec![said])
}

/// Takes proposal `number` away without effect. Who made it can do that, too.
pub(super) fn refuse(draft: &mut Draft<'_>, number: u64, reason: &str) -> Resolved {
    let (versioned, proposal) = waiting(draft, number)?;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Error::asked("reason-needed"));
    }
    let said = told(Sentence::new("done.refused"), &proposal);
    let changes = vec![DocumentChange { old: Some(versioned), new: None }];
    documents_once(draft, changes, Some(reason.to_owned()), vec![said])
}

/// Refuses to take a change back, or to do it again, that needs a second person and had none.
pub(super) fn allow_undo(rights: &Rights, change: &Change) -> Result<(), Error> {
    let Change::Documents { changes, .. } = change else { return Ok(()) };
    let measuring = changes.iter().filter_map(key_of).any(|key| needs_approval(key.kind));
    if measuring && proposal_in(changes).is_none() && !rights.approvers.is_empty() {
        return Err(Error::asked("undo-needs-approval").with("approvers", rights.approvers.join(", ")));
    }
    Ok(())
}

/// What is said about a change that has a proposal in it.
pub(super) fn proposal_said(changes: &[DocumentChange]) -> Option<Sentence> {
    let (proposal, waits) = proposal_in(changes)?;
    let id = match (waits, changes.len()) {
        (true, _) => "done.proposed",
        (false, 1) => "done.refused",
        (false, _) => "done.approved",
    };
    Some(told(Sentence::new(id), proposal))
}

fn told(sentence: Sentence, proposal: &Proposal) -> Sentence {
    let differences = proposal.documents.iter().flat_map(Proposed::differences);
    let what: Vec<String> = differences.map(|difference| difference.to_string()).collect();
    sentence.with("number", count(proposal.number)).with("what", Value::Text(what.join(", ")))
}

fn waiting(draft: &Draft<'_>, number: u64) -> Result<(Versioned, Proposal), Error> {
    let key = DocumentKey { kind: DocumentKind::Proposal, id: number.to_string() };
    match draft.document(&key)? {
        Some(versioned) => match versioned.document.clone() {
            Document::Proposal(proposal) => Ok((versioned, proposal)),
            _ => Err(Error::found("value-damaged").with("kind", "Proposal")),
        },
        None => Err(Error::asked("no-such-proposal").with("number", number)),
    }
}

/// Whether two accounts are one person's, as far as `grants` know.
pub(super) fn is_same_person(grants: &[Grant], one: &str, other: &str) -> bool {
    let persons = |account: &str| {
        let of = grants.iter().filter(move |grant| grant.account == account);
        of.filter_map(|grant| grant.person.as_ref()).collect::<Vec<_>>()
    };
    let others = persons(other);
    one == other || persons(one).into_iter().any(|person| others.contains(&person))
}

/// The document as it stands, where it is still the one that the proposal was made against.
fn current(draft: &Draft<'_>, proposed: &Proposed) -> Result<Option<Versioned>, Error> {
    let now = draft.document(&proposed.key)?;
    let revision = now.as_ref().map(|now| now.revision);
    if revision == proposed.against {
        return Ok(now);
    }
    let told = |found: Vec<Difference>| found.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let then = proposed.old.as_deref().and_then(|text| serde_json::from_str::<Document>(text).ok());
    let since = differences(then.as_ref(), now.as_ref().map(|now| &now.document));
    let past = revision.and_then(|revision| draft.past(revision.0).ok().flatten());
    let stale = Error::asked("proposal-stale").with("document", &proposed.key.id);
    Err(by_whom(stale.with("proposed", told(proposed.differences())).with("since", told(since)), past.as_ref()))
}
