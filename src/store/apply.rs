//! What a change writes. No clock, no chance, no rule: the same line writes the same bytes whenever it is applied.

use super::change::{Change, DocumentChange, Publication, Setting};
use super::draft::Draft;
use super::journal::Line;
use super::state::BatchRecord;
use super::table::Table;
use super::{keys, state};
use crate::codec::{self, Block, Kind};
use crate::domain::base::{Day, DayRange, Error};
use crate::domain::model::{BatchState, Dimension, Revision, Source, Versioned};

/// The source of what was typed in.
pub(super) const ENTRY: &str = "entry";
/// In the undo list: something done.
pub(super) const DONE: u8 = b'd';
/// In the undo list: something taken back.
pub(super) const UNDONE: u8 = b'u';
/// Nobody takes back more than so many commands.
const UNDO_DEPTH: usize = 200;

/// Writes what `line` says into `draft`.
pub(super) fn apply(draft: &mut Draft<'_>, line: &Line) -> Result<(), Error> {
    let (seq, at) = (line.seq, line.at());
    match &line.change {
        Change::Begin { source, files, digest } => {
            let (source, files, digest) = (source.clone(), files.clone(), digest.clone());
            let record = BatchRecord { source, files, digest, user: line.user.clone(), at, ..BatchRecord::default() };
            draft.put_batch(seq, &record)?;
        }
        Change::Publish(publication) => publish(draft, publication, seq, at)?,
        Change::Abandon { batch } => {
            let record = BatchRecord { state: BatchState::Abandoned, ..draft.batch(*batch)? };
            draft.put_batch(*batch, &record)?;
        }
        Change::Revert { batch } => stand(draft, *batch, false, seq)?,
        Change::Reinstate { batch } => stand(draft, *batch, true, seq)?,
        Change::Set(setting) => set(draft, setting, line, at)?,
        Change::Documents { changes, .. } => {
            changes.iter().try_for_each(|change| document(draft, change, seq))?;
        }
        Change::Erase { alias, .. } => super::erase::forget(draft, alias)?,
        Change::Refused { .. } => {}
    }
    remember(draft, line);
    Ok(())
}

fn publish(draft: &mut Draft<'_>, publication: &Publication, seq: u64, at: i64) -> Result<(), Error> {
    let mut record = draft.batch(publication.batch)?;
    record.state = BatchState::Published;
    if !publication.digest.is_empty() {
        record.digest.clone_from(&publication.digest);
    }
    record.rows = publication.rows;
    record.days.clone_from(&publication.days);
    record.file = Some((publication.bytes, publication.sha256.clone()));
    record.replaces.clone_from(&publication.replaces);
    record.history.push((seq, true));
    draft.put_batch(publication.batch, &record)?;
    soil(draft, &publication.days);
    for (batch, days) in &publication.replaces {
        let mut other = draft.batch(*batch)?;
        other.replaced.push((publication.batch, days.clone()));
        draft.put_batch(*batch, &other)?;
    }
    if let Some(last) = publication.days.last() {
        delivered(draft, &record.source, last.last(), at)?;
    }
    Ok(())
}

fn soil(draft: &mut Draft<'_>, days: &[DayRange]) {
    days.iter().flat_map(|run| run.days()).for_each(|day| draft.soil(day));
}

/// Keeps until when a source has delivered.
fn delivered(draft: &mut Draft<'_>, name: &str, until: Day, at: i64) -> Result<(), Error> {
    let mut sources = draft_sources(draft)?;
    match sources.binary_search_by(|source| source.name.as_str().cmp(name)) {
        Ok(place) => {
            if let Some(source) = sources.get_mut(place) {
                source.until = source.until.max(until);
                source.at = source.at.max(at);
            }
        }
        Err(place) => sources.insert(place, Source { name: name.to_owned(), until, at }),
    }
    draft.put(keys::SOURCES.to_vec(), codec::encode(Kind::Note, &sources)?);
    Ok(())
}

fn draft_sources(draft: &Draft<'_>) -> Result<Vec<Source>, Error> {
    draft.get(keys::SOURCES)?.map_or_else(|| Ok(Vec::new()), |value| codec::decode(Kind::Note, &value))
}

/// Takes a batch back, or brings it back.
fn stand(draft: &mut Draft<'_>, batch: u64, stands: bool, seq: u64) -> Result<(), Error> {
    let mut record = draft.batch(batch)?;
    record.state = if stands { BatchState::Published } else { BatchState::Reverted };
    record.history.push((seq, stands));
    draft.put_batch(batch, &record)?;
    soil(draft, &record.days);
    let mut last: Option<(Day, i64)> = None;
    for (_, value) in draft.range(&[keys::BATCHES], &[keys::BATCHES + 1])? {
        let other: BatchRecord = codec::decode(Kind::Batch, &value)?;
        if other.source == record.source && other.state == BatchState::Published {
            let until = other.days.last().map_or(Day::MIN, |run| run.last());
            last = Some(last.map_or((until, other.at), |(day, at)| (day.max(until), at.max(other.at))));
        }
    }
    let mut sources = draft_sources(draft)?;
    sources.retain(|source| source.name != record.source);
    draft.put(keys::SOURCES.to_vec(), codec::encode(Kind::Note, &sources)?);
    match last {
        Some((until, at)) => delivered(draft, &record.source, until, at),
        None => Ok(()),
    }
}

fn set(draft: &mut Draft<'_>, setting: &Setting, line: &Line, at: i64) -> Result<(), Error> {
    for row in &setting.rows {
        let batch = if row.batch == 0 { line.seq } else { row.batch };
        if row.batch == 0 {
            begin_entries(draft, setting, line, at)?;
        }
        let (part, mut table) = last_patch(draft, setting.day, batch)?;
        table.patch(row, &setting.dimensions, setting.measure, (line.seq, setting.reason.is_some()));
        let blocks = table.blocks();
        for (part, block) in (part..).zip(blocks) {
            draft.put(keys::block(setting.day, batch, part), block);
        }
    }
    draft.soil(setting.day);
    let typed = setting.rows.iter().any(|row| row.weight > 0) && setting.reason.is_none();
    if typed { delivered(draft, ENTRY, setting.day, at) } else { Ok(()) }
}

fn begin_entries(draft: &mut Draft<'_>, setting: &Setting, line: &Line, at: i64) -> Result<(), Error> {
    let [.., team, _] = setting.dimensions;
    debug_assert_eq!(Dimension::Team.index(), 4, "the team is the last but one");
    let record = BatchRecord {
        source: ENTRY.to_owned(),
        user: line.user.clone(),
        at,
        state: BatchState::Published,
        days: vec![DayRange::one(setting.day)],
        history: vec![(line.seq, true)],
        ..BatchRecord::default()
    };
    draft.put_batch(line.seq, &record)?;
    draft.put(keys::entries(setting.day, team), codec::encode(Kind::Note, &line.seq)?);
    Ok(())
}

/// The last block of corrections of a batch's day, to be written again with more rows.
fn last_patch(draft: &Draft<'_>, day: Day, batch: u64) -> Result<(u16, Table), Error> {
    let (from, to) = (keys::block(day, batch, keys::PATCH), keys::block(day, batch, u16::MAX));
    let mut table = Table::default();
    let blocks = draft.range(&from, &to)?;
    let Some((key, value)) = blocks.last() else { return Ok((keys::PATCH, table)) };
    let (_, _, part) = keys::read_block(key).ok_or_else(|| Error::found("key-damaged"))?;
    table.append(&Block::open(value)?)?;
    Ok((part, table))
}

fn document(draft: &mut Draft<'_>, change: &DocumentChange, seq: u64) -> Result<(), Error> {
    if let Some(old) = &change.old {
        draft.remove(keys::document(&old.document.key()));
    }
    if let Some(new) = &change.new {
        let versioned = Versioned { revision: Revision(seq), document: new.clone() };
        draft.put(keys::document(&new.key()), codec::encode(Kind::Document, &versioned)?);
    }
    Ok(())
}

/// Keeps the doer's undo list: a new command makes what was taken back unrepeatable.
fn remember(draft: &mut Draft<'_>, line: &Line) {
    let list = draft.state.undo_of(&line.user);
    let done = |change| keys::undo(&line.user, change);
    if let Some(target) = line.undoes {
        let what = if list.get(&target) == Some(&DONE) { UNDONE } else { DONE };
        draft.remove(done(target));
        draft.put(done(line.seq), vec![what]);
    } else if line.change.can_be_undone() {
        let surplus = list.len().saturating_sub(UNDO_DEPTH);
        for (place, (change, what)) in list.iter().enumerate() {
            if place < surplus || *what == UNDONE {
                draft.remove(done(*change));
            }
        }
        draft.put(done(line.seq), vec![DONE]);
    }
}

/// Which days of which batches of `source` those of a new batch take the place of.
pub(super) fn replaced_by(
    draft: &Draft<'_>,
    batch: u64,
    source: &str,
    days: &[DayRange],
) -> Result<Vec<(u64, Vec<DayRange>)>, Error> {
    let mut found = Vec::new();
    for (key, value) in draft.range(&[keys::BATCHES], &[keys::BATCHES + 1])? {
        let other: BatchRecord = codec::decode(Kind::Batch, &value)?;
        let Some(id) = keys::read_number(&key).filter(|id| *id != batch) else { continue };
        if other.source != source || !matches!(other.state, BatchState::Published | BatchState::Reverted) {
            continue;
        }
        let shared = other.days.iter().flat_map(|run| days.iter().filter_map(|days| run.intersect(*days)));
        let shared = state::runs(shared.flat_map(DayRange::days));
        if !shared.is_empty() {
            found.push((id, shared));
        }
    }
    Ok(found)
}
