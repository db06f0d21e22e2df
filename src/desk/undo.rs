//! Undo and redo, each person for himself: the inverse of the newest change that can be taken back, as a new change.

use super::entry::{standing, total};
use super::resolve::{Done, Resolved, by_whom, count, key_of};
use crate::domain::base::Error;
use rustc_hash::FxHashMap;

use crate::domain::model::{BatchState, Revision, Unit};
use crate::report::Sentence;
use crate::store::{Change, DocumentChange, Draft, Past, PatchRow, Proposal, Setting};

/// Takes the newest change of `user` back, or (`redo`) the newest undo.
pub(super) fn take_back(draft: &mut Draft<'_>, units: &FxHashMap<u16, Unit>, user: &str, redo: bool) -> Resolved {
    let nothing = if redo { "nothing-to-redo" } else { "nothing-to-undo" };
    let past = draft.newest_of(user, redo)?.ok_or_else(|| Error::asked(nothing))?;
    inverse(draft, units, &past, redo)
}

/// Takes change `revision` back, which must be one of `user`'s own that can be; an undo is done again.
pub(super) fn take_one_back(
    draft: &mut Draft<'_>,
    units: &FxHashMap<u16, Unit>,
    user: &str,
    revision: Revision,
) -> Resolved {
    let past = draft.past(revision.0)?.ok_or_else(|| Error::asked("no-such-change").with("revision", revision.0))?;
    if past.user != user {
        return Err(by_whom(Error::asked("undo-of-another").with("revision", revision.0), Some(&past)));
    }
    let undone = draft.is_undone(user, revision.0);
    let redo = undone.ok_or_else(|| Error::asked("undone-already").with("revision", revision.0))?;
    inverse(draft, units, &past, redo)
}

/// The change that takes `past` back.
fn inverse(draft: &mut Draft<'_>, units: &FxHashMap<u16, Unit>, past: &Past, redo: bool) -> Resolved {
    let nothing = if redo { "nothing-to-redo" } else { "nothing-to-undo" };
    let change = match past.change.clone() {
        Change::Publish(publication) => stand(draft, past, publication.batch, false)?,
        Change::Reinstate { batch } => stand(draft, past, batch, false)?,
        Change::Revert { batch } => stand(draft, past, batch, true)?,
        Change::Set(setting) => Change::Set(unset(draft, units, past, setting)?),
        Change::Documents { changes, .. } => {
            let changes = changes.into_iter().map(|change| restore(draft, past, change));
            Change::Documents { changes: changes.collect::<Result<_, _>>()?, reason: None }
        }
        Change::Begin { .. } | Change::Abandon { .. } | Change::Erase { .. } | Change::Refused { .. } => {
            return Err(Error::asked(nothing));
        }
    };
    let said = Sentence::new(if redo { "done.redone" } else { "done.undone" }).with("revision", count(past.revision));
    let batch = change.batch();
    let done = Done { said: vec![said.with("what", kind(&past.change))], batch };
    Ok((Proposal { change, undoes: Some(past.revision) }, done))
}

/// What kind of change it is, in words.
pub(super) fn kind(change: &Change) -> crate::report::Value {
    crate::report::Value::Words(Sentence { id: format!("change.{}", change.kind()).into(), args: Vec::new() })
}

/// Whether somebody else made the later change `since`. One's own later changes have been taken back before.
fn by_another(draft: &Draft<'_>, past: &Past, since: Option<u64>) -> Result<bool, Error> {
    let Some(since) = since.filter(|since| *since > past.revision) else { return Ok(false) };
    Ok(draft.past(since)?.is_some_and(|other| other.user != past.user))
}

/// Refused: somebody has changed the same since.
fn changed(draft: &Draft<'_>, since: Option<u64>, yours: String, theirs: String) -> Error {
    let past = since.and_then(|since| draft.past(since).ok().flatten());
    by_whom(Error::asked("changed-since").with("yours", yours).with("theirs", theirs), past.as_ref())
}

fn stand(draft: &Draft<'_>, past: &Past, batch: u64, stands: bool) -> Result<Change, Error> {
    let found = draft.show_batch(batch)?;
    let since = draft.batch_changed(batch)?;
    let wanted = if stands { BatchState::Reverted } else { BatchState::Published };
    if found.state != wanted || by_another(draft, past, since)? {
        return Err(changed(draft, since, format!("{wanted:?}"), format!("{:?}", found.state)));
    }
    Ok(if stands { Change::Reinstate { batch } } else { Change::Revert { batch } })
}

/// The inverse of a setting: its rows with the opposite weight.
fn unset(draft: &Draft<'_>, units: &FxHashMap<u16, Unit>, past: &Past, setting: Setting) -> Result<Setting, Error> {
    let rows = draft.cell(setting.day, &setting.dimensions, setting.measure)?;
    let last = rows.iter().filter_map(|row| row.revision).max();
    let now = total(&standing(rows));
    if now != setting.new || by_another(draft, past, last)? {
        let unit = units.get(&setting.measure).copied().unwrap_or(Unit::Count);
        return Err(changed(draft, last, plain(setting.new, unit), plain(now, unit)));
    }
    let batch = |batch: u64| if batch == 0 { past.revision } else { batch };
    let rows = setting.rows.into_iter().rev();
    let rows = rows.map(|row| PatchRow { weight: -row.weight, batch: batch(row.batch), ..row }).collect();
    Ok(Setting { old: setting.new, new: setting.old, rows, ..setting })
}

/// A value as a plain decimal number.
fn plain(value: Option<i64>, unit: Unit) -> String {
    let Some(value) = value else { return ".".to_owned() };
    let one = 10_u64.pow(unit.decimals());
    let sign = if value < 0 { "-" } else { "" };
    let (whole, part) = (value.unsigned_abs() / one, value.unsigned_abs() % one);
    if part == 0 {
        return format!("{sign}{whole}");
    }
    let digits = format!("{part:0width$}", width = unit.decimals() as usize);
    format!("{sign}{whole}.{}", digits.trim_end_matches('0'))
}

/// The inverse of a document's change.
fn restore(draft: &Draft<'_>, past: &Past, change: DocumentChange) -> Result<DocumentChange, Error> {
    let key = key_of(&change).ok_or_else(|| Error::asked("nothing-to-undo"))?;
    let now = draft.document(&key)?;
    let since = now.as_ref().map(|versioned| versioned.revision.0);
    if now.as_ref().map(|versioned| &versioned.document) != change.new.as_ref() || by_another(draft, past, since)? {
        let text = |document| serde_json::to_string(&document).unwrap_or_default();
        let theirs = text(now.map(|versioned| versioned.document));
        return Err(changed(draft, since, text(change.new), theirs));
    }
    Ok(DocumentChange { old: now, new: change.old.map(|versioned| versioned.document) })
}
