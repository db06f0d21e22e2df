//! From the journal to the tree: what opening applies again, and the whole store built anew.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::apply::apply;
use super::change::{Change, Publication};
use super::draft::Draft;
use super::dump;
use super::folder::{Paths, io, sync_folder};
use super::journal::{self, Flaw, Line, Position, hex};
use super::keys;
use super::staging::read_blocks;
use super::state::{Applied, State};
use super::tree::{Overlay, Tree};
use crate::codec::{self, Kind};
use crate::domain::base::Error;

/// While the store is built anew, so many bytes wait before they are written.
const WAITING: usize = 4 << 20;

/// Applies again what the journal has and the tree has not; gives back where the journal ends. `names` is how many
/// bytes the name list has.
///
/// # Errors
/// `journal-unchained` where a line was changed, `journal-newer` where a later program wrote it, `journal-short` where lines are gone that the tree has seen.
pub(super) fn replay(paths: &Paths, names: u64, tree: &Tree, state: &mut State) -> Result<Position, Error> {
    let from = state.applied.position.clone();
    ends_there(paths, &from)?;
    journal::settle(&paths.journal(), &paths.disk, &from)?;
    let (end, flaw) = journal::read(&paths.journal(), &from, |line, end| {
        let mut draft = Draft::new(tree, paths, state.clone());
        take(&mut draft, &line, end, names)?;
        tree.apply(&draft.writes)?;
        tree.settle()?;
        *state = draft.state;
        Ok(())
    })?;
    sound(flaw, &end).map(|()| end)
}

/// The last line may be torn: it was never a receipt. A line that does not follow was changed.
fn sound(flaw: Option<Flaw>, end: &Position) -> Result<(), Error> {
    match flaw {
        // What a later program has written is neither left out nor cut off.
        Some(Flaw::Newer) => Err(Error::could("journal-newer").with("line", end.seq + 1)),
        Some(Flaw::Unchained) => Err(Error::found("journal-unchained").with("after", end.seq)),
        Some(Flaw::Torn) | None => Ok(()),
    }
}

/// The journal's file is at least as long as the tree has seen it.
fn ends_there(paths: &Paths, position: &Position) -> Result<(), Error> {
    if position.seq == 0 {
        return Ok(());
    }
    let path = journal::file_of(&paths.journal(), position.month);
    let bytes = fs::metadata(&path).map_or(0, |known| known.len());
    if bytes >= position.offset {
        return Ok(());
    }
    Err(Error::found("journal-short").with("path", path.display()).with("last", position.seq))
}

pub(super) fn take(draft: &mut Draft<'_>, line: &Line, end: &Position, names: u64) -> Result<(), Error> {
    apply(draft, line)?;
    let applied = Applied { position: end.clone(), names };
    draft.put(keys::APPLIED.to_vec(), codec::encode(Kind::Applied, &applied)?);
    draft.keep()
}

/// Builds the store anew in `sled/`, which is not there: from the last backup where there is one, the import files and
/// the journal. It comes about in a folder of its own, so that it is there whole or not at all.
///
/// # Errors
/// `blocks-missing` where an import's file is gone and no backup has it; damage of what it is built from.
pub(super) fn rebuild(paths: &Paths, names: u64) -> Result<(), Error> {
    let building = paths.building();
    if building.exists() {
        fs::remove_dir_all(&building).map_err(io(&building))?;
    }
    let tree = Tree::open(&building, &paths.disk)?;
    if let Some(backup) = dump::last_backup(paths)? {
        dump::load(&backup.join(dump::FILE), &tree)?;
    }
    let state = State::load(&tree)?;
    let from = state.applied.position.clone();
    ends_there(paths, &from)?;
    let mut draft = Draft::new(&tree, paths, state);
    let mut waiting = 0;
    let (end, flaw) = journal::read(&paths.journal(), &from, |line, end| {
        if let Change::Publish(publication) = &line.change {
            waiting += load_blocks(paths, &tree, publication)?;
        }
        take(&mut draft, &line, end, names)?;
        waiting += 1_000;
        if waiting >= WAITING {
            tree.apply(&std::mem::take(&mut draft.writes))?;
            tree.settle()?;
            waiting = 0;
        }
        Ok(())
    })?;
    sound(flaw, &end)?;
    tree.apply(&draft.writes)?;
    tree.settle()?;
    drop(draft);
    drop(tree);
    fs::rename(&building, paths.sled()).map_err(io(&building))?;
    sync_folder(&paths.root)
}

/// Puts the blocks of an import's file into the tree; gives back how many bytes.
fn load_blocks(paths: &Paths, tree: &Tree, publication: &Publication) -> Result<usize, Error> {
    let path = paths.blocks(publication.batch);
    let days = check_blocks(&path, publication)?;
    let (mut writes, mut bytes, mut total) = (Overlay::new(), 0, 0);
    for (day, blocks) in days {
        for (part, block) in (0..keys::PATCH).zip(blocks) {
            bytes += block.len();
            writes.insert(keys::block(day, publication.batch, part), Some(block));
        }
        if bytes >= WAITING {
            tree.apply(&std::mem::take(&mut writes))?;
            tree.settle()?;
            total += std::mem::take(&mut bytes);
        }
    }
    tree.apply(&writes)?;
    tree.settle()?;
    Ok(total + bytes)
}

/// The blocks of an import's file, when it is the file that the journal means.
///
/// # Errors
/// `blocks-missing`, `blocks-damaged`.
pub(super) fn check_blocks(
    path: &Path,
    publication: &Publication,
) -> Result<BTreeMap<crate::domain::base::Day, Vec<Vec<u8>>>, Error> {
    let bytes = match fs::read(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(Error::could("blocks-missing").with("path", path.display()).with("batch", publication.batch));
        }
        read => read.map_err(io(path))?,
    };
    let digest = hex(&Sha256::digest(&bytes));
    if bytes.len() as u64 != publication.bytes || digest != publication.sha256 {
        return Err(Error::found("blocks-damaged").with("path", path.display()).with("batch", publication.batch));
    }
    read_blocks(&bytes)
        .ok_or_else(|| Error::found("blocks-damaged").with("path", path.display()).with("batch", publication.batch))
}
