//! Undo and redo, each person for himself: the inverse of the newest change that can be taken back, as a new change.

use super::entry::{standing, total};
use super::resolve::{Done, Resolved, by_whom, count, key_of};
use crate::domain::base::{Day, Error};
use rustc_hash::FxHashMap;

use crate::domain::model::{BatchState, Catalogue, Dimension, Document, Revision, Term, Unit};
use crate::report::{Sentence, Value, named, told_apart};
use crate::store::{Change, DocumentChange, Draft, Past, PatchRow, Proposal, Setting};

/// What is known of what is taken back: names and units.
pub(super) struct Known {
    pub(super) catalogue: Catalogue,
    /// Measures by the number by which facts carry them.
    pub(super) measures: FxHashMap<u16, (Unit, Term)>,
    /// People, in the order of the numbers by which facts carry them, from 1.
    pub(super) members: Vec<String>,
}

impl Known {
    /// Which figure a setting is of, and what it becomes: `visits of 张伟 on Tue 8 Sep 2026 (5 → 14)`.
    fn figure(&self, setting: &Setting) -> Value {
        let measure = self.measures.get(&setting.measure);
        let called = measure.map_or(word("change.set"), |(_, term)| Value::Term(term.clone()));
        let unit = measure.map_or(Unit::Count, |(unit, _)| *unit);
        figure_became(figure(called, setting.day, self.member(setting)), unit, setting.of_day())
    }

    /// Whose figure a setting is of.
    fn member(&self, setting: &Setting) -> Option<&String> {
        let code = setting.dimensions.get(Dimension::Member.index()).and_then(|code| code.checked_sub(1));
        code.and_then(|code| self.members.get(code as usize))
    }
}

/// A figure, and what it was and is.
pub(super) fn figure_became(what: Value, unit: Unit, values: [Option<i64>; 2]) -> Value {
    let [old, new] = values.map(|value| value.map_or(Value::Null, |value| Value::Number(value.into(), unit)));
    Value::Words(Sentence::new("change.figure").with("what", what).with("old", old).with("new", new))
}

/// Takes the newest change of `user` back, or (`redo`) the newest undo.
pub(super) fn take_back(draft: &mut Draft<'_>, known: &Known, user: &str, redo: bool) -> Resolved {
    let nothing = if redo { "nothing-to-redo" } else { "nothing-to-undo" };
    let past = draft.newest_of(user, redo)?.ok_or_else(|| Error::asked(nothing))?;
    inverse(draft, known, &past, redo)
}

/// Takes change `revision` back, which must be one of `user`'s own that can be; an undo is done again.
pub(super) fn take_one_back(draft: &mut Draft<'_>, known: &Known, user: &str, revision: Revision) -> Resolved {
    let past = draft.past(revision.0)?.ok_or_else(|| Error::asked("no-such-change").with("revision", revision.0))?;
    if past.user != user {
        return Err(by_whom(Error::asked("undo-of-another").with("revision", revision.0), Some(&past)));
    }
    let undone = draft.is_undone(user, revision.0);
    let redo = undone.ok_or_else(|| Error::asked("undone-already").with("revision", revision.0))?;
    inverse(draft, known, &past, redo)
}

/// The change that takes `past` back.
fn inverse(draft: &mut Draft<'_>, known: &Known, past: &Past, redo: bool) -> Resolved {
    let nothing = if redo { "nothing-to-redo" } else { "nothing-to-undo" };
    let change = match past.change.clone() {
        Change::Publish(publication) => stand(draft, past, publication.batch, false)?,
        Change::Reinstate { batch } => stand(draft, past, batch, false)?,
        Change::Revert { batch } => stand(draft, past, batch, true)?,
        Change::Set(setting) => Change::Set(unset(draft, known, past, setting)?),
        Change::Documents { changes, .. } => {
            let changes = changes.into_iter().map(|change| restore(draft, known, past, change));
            Change::Documents { changes: changes.collect::<Result<_, _>>()?, reason: None }
        }
        Change::Begin { .. } | Change::Abandon { .. } | Change::Erase { .. } | Change::Refused { .. } => {
            return Err(Error::asked(nothing));
        }
    };
    let said = Sentence::new(if redo { "done.redone" } else { "done.undone" }).with("revision", count(past.revision));
    let batch = change.batch();
    let what = match &change {
        Change::Set(setting) => known.figure(setting),
        _ => kind(&known.catalogue, &past.change),
    };
    let done = Done { said: vec![said.with("what", what)], batch };
    Ok((Proposal { change, undoes: Some(past.revision) }, done))
}

/// What a change was, in words: the document that it wrote, else its kind.
pub(super) fn kind(catalogue: &Catalogue, change: &Change) -> Value {
    let word = change.kind();
    if let (Change::Documents { changes, .. }, "documents") = (change, word) {
        let document = |change: &DocumentChange| change.new.clone().or(change.old.clone().map(|old| old.document));
        let mut names = changes.iter().filter_map(document).map(|document| named(catalogue, &document));
        if let (Some(first), count) = (names.next(), changes.len()) {
            let more = Sentence::new("change.more").with("n", count_of(count.saturating_sub(1)));
            return if count > 1 { Value::Words(more.with("what", first)) } else { first };
        }
    }
    Value::Words(Sentence { id: format!("change.{word}").into(), args: Vec::new() })
}

fn count_of(number: usize) -> Value {
    count(number as u64)
}

/// Whether somebody else made the later change `since`. One's own later changes have been taken back before.
fn by_another(draft: &Draft<'_>, past: &Past, since: Option<u64>) -> Result<bool, Error> {
    let Some(since) = since.filter(|since| *since > past.revision) else { return Ok(false) };
    Ok(draft.past(since)?.is_some_and(|other| other.user != past.user))
}

/// Refused: somebody has changed `what` since.
fn changed(draft: &Draft<'_>, since: Option<u64>, what: &Value, [yours, theirs]: &[Value; 2]) -> Error {
    let past = since.and_then(|since| draft.past(since).ok().flatten());
    // Whoever reads it says it in his own language.
    let kept = |value: &Value| serde_json::to_string(value).unwrap_or_default();
    let error = Error::asked("changed-since").with("what", kept(what)).with("yours", kept(yours));
    by_whom(error.with("theirs", kept(theirs)), past.as_ref())
}

fn word(id: &'static str) -> Value {
    Value::Words(Sentence::new(id))
}

fn state_word(state: BatchState) -> &'static str {
    match state {
        BatchState::Open => "state.open",
        BatchState::Published => "state.published",
        BatchState::Reverted => "state.reverted",
        BatchState::Abandoned => "state.abandoned",
    }
}

fn stand(draft: &Draft<'_>, past: &Past, batch: u64, stands: bool) -> Result<Change, Error> {
    let found = draft.show_batch(batch)?;
    let since = draft.batch_changed(batch)?;
    let wanted = if stands { BatchState::Reverted } else { BatchState::Published };
    if found.state != wanted || by_another(draft, past, since)? {
        let what = word("change.publish");
        return Err(changed(draft, since, &what, &[wanted, found.state].map(|state| word(state_word(state)))));
    }
    Ok(if stands { Change::Reinstate { batch } } else { Change::Revert { batch } })
}

/// The inverse of a setting: its rows with the opposite weight.
fn unset(draft: &Draft<'_>, known: &Known, past: &Past, setting: Setting) -> Result<Setting, Error> {
    let rows = draft.cell(setting.day, &setting.dimensions, setting.measure)?;
    let last = rows.iter().filter_map(|row| row.revision).max();
    let now = total(&standing(rows));
    if now != setting.new || by_another(draft, past, last)? {
        let known_measure = known.measures.get(&setting.measure);
        let unit = known_measure.map_or(Unit::Count, |(unit, _)| *unit);
        let value = |value: Option<i64>| value.map_or(Value::Null, |value| Value::Number(value.into(), unit));
        let measure = known_measure.map_or(word("change.set"), |(_, term)| Value::Term(term.clone()));
        let what = figure(measure, setting.day, known.member(&setting));
        return Err(changed(draft, last, &what, &[setting.new, now].map(|own| value(setting.with_finer(own)))));
    }
    let batch = |batch: u64| if batch == 0 { past.revision } else { batch };
    let rows = setting.rows.into_iter().rev();
    let rows = rows.map(|row| PatchRow { weight: -row.weight, batch: batch(row.batch), ..row }).collect();
    let finer = draft.finer(setting.day, &setting.dimensions, setting.measure)?;
    Ok(Setting { old: setting.new, new: setting.old, finer, rows, ..setting })
}

/// A figure by its name.
pub(super) fn figure(measure: Value, day: Day, member: Option<&String>) -> Value {
    let said = Sentence::new(if member.is_some() { "doc.figure-of" } else { "doc.figure" });
    let said = said.with("measure", measure).with("day", Value::Day(day));
    Value::Words(match member {
        Some(name) => said.with("name", Value::Text(name.clone())),
        None => said,
    })
}

/// The inverse of a document's change.
fn restore(draft: &Draft<'_>, known: &Known, past: &Past, change: DocumentChange) -> Result<DocumentChange, Error> {
    let key = key_of(&change).ok_or_else(|| Error::asked("nothing-to-undo"))?;
    let now = draft.document(&key)?;
    let since = now.as_ref().map(|versioned| versioned.revision.0);
    if now.as_ref().map(|versioned| &versioned.document) != change.new.as_ref() || by_another(draft, past, since)? {
        let theirs = now.as_ref().map(|now| &now.document);
        let document: Option<&Document> =
            change.new.as_ref().or(theirs).or(change.old.as_ref().map(|old| &old.document));
        let what = document.map_or(Value::Null, |document| named(&known.catalogue, document));
        return Err(changed(draft, since, &what, &told_apart(&known.catalogue, change.new.as_ref(), theirs)));
    }
    Ok(DocumentChange { old: now, new: change.old.map(|versioned| versioned.document) })
}
