//! Backup, restore and compact; and what opening sweeps away.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::change::Change;
use super::dump::{self, LastBackup};
use super::folder::{Lock, Paths, io, make_folder, refuse_network, sync_folder};
use super::journal::{self, Position};
use super::state::{Applied, State};
use super::tree::{Overlay, Tree};
use super::writer::Job;
use super::{Author, Store, keys, user};
use crate::codec::{self, Kind};
use crate::domain::base::Error;
use crate::domain::model::BatchState;

/// A backup that was written and read back.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Backup {
    /// Its folder.
    pub folder: PathBuf,
    /// The last change in it.
    pub revision: u64,
    /// The journal's hash up to that change.
    pub head: String,
    /// Bytes of all its files.
    pub bytes: u64,
    /// Import files that are no longer needed beside it, and were taken away.
    pub dropped: usize,
}

/// A copy that was read back.
#[derive(Clone, Debug)]
pub(super) struct Copied {
    pub(super) folder: PathBuf,
    pub(super) position: Position,
    sha256: String,
    /// The imports whose rows are in it.
    batches: Vec<u64>,
}

impl Store {
    /// Copies the database as it stands to the empty folder `to`, reads the copy back, and takes the import files away
    /// that it makes unnecessary. Nobody waits for it.
    ///
    /// # Errors
    /// `folder-not-empty`, `dump-damaged` where the copy does not read back, and whatever the disk refuses.
    pub fn backup(&self, to: &Path) -> Result<Backup, Error> {
        let copied = self.copy_to(to)?;
        self.rely_on(&copied)
    }

    /// Copies the database to the empty folder `to` and reads the copy back.
    pub(super) fn copy_to(&self, to: &Path) -> Result<Copied, Error> {
        empty(to)?;
        make_folder(to)?;
        let to = to.canonicalize().map_err(io(to))?;
        let paths = &self.inner.paths;
        let reading = self.read()?;
        let moment = self.inner.moment();
        let position = reading.state.applied.position.clone();
        let filed = reading.records()?.into_iter().filter(|(_, record)| record.file.is_some());
        let batches = filed.map(|(batch, _)| batch).collect();
        drop(reading);
        let sha256 = copy(paths, &position, moment, &to)?;
        Ok(Copied { folder: to, position, sha256, batches })
    }

    /// Remembers a copy as what the database can be built from again, and takes away what only stood in for it.
    pub(super) fn rely_on(&self, copied: &Copied) -> Result<Backup, Error> {
        let Copied { folder, position, sha256, batches } = copied.clone();
        let paths = &self.inner.paths;
        dump::remember(paths, &LastBackup { path: folder.clone(), seq: position.seq, sha256 })?;
        let mut dropped = 0;
        for blocks in batches.into_iter().map(|batch| paths.blocks(batch)).filter(|blocks| blocks.is_file()) {
            fs::remove_file(&blocks).map_err(io(&blocks))?;
            dropped += 1;
        }
        let bytes = super::folder::bytes_below(&folder)?;
        Ok(Backup { folder, revision: position.seq, head: position.hash, bytes, dropped })
    }

    /// Gives up the imports that a process left open when it ended, and takes away what they had written.
    pub(super) fn sweep(&self) -> Result<(), Error> {
        let open: Vec<u64> = {
            let state = self.inner.state();
            state.shades.iter().filter(|(_, shade)| shade.off && shade.replaced.is_empty()).map(|(id, _)| *id).collect()
        };
        for batch in open {
            let state = self.read()?.record(batch)?.state;
            if state != BatchState::Open {
                continue;
            }
            let author = Author { user: user(), ..Author::default() };
            self.commit(&author, move |_| Ok((Change::Abandon { batch }.into(), ())))?;
            self.unload(batch)?;
            let blocks = self.inner.paths.blocks(batch);
            if blocks.is_file() {
                fs::remove_file(&blocks).map_err(io(&blocks))?;
            }
        }
        Ok(())
    }

    /// Takes the blocks of a batch that never stood out of the tree.
    pub(super) fn unload(&self, batch: u64) -> Result<(), Error> {
        let mut writes = Overlay::new();
        for found in self.inner.tree.range(&[keys::FACTS], &[keys::FACTS + 1]) {
            let (key, _) = found?;
            if keys::read_block(&key).is_some_and(|(_, of, _)| of == batch) {
                writes.insert(key.to_vec(), None);
            }
        }
        if writes.is_empty() {
            return Ok(());
        }
        let (reply, done) = std::sync::mpsc::channel();
        self.send(Job::Load(writes, reply))?;
        done.recv().map_err(|_| Error::could("writer-gone"))?
    }
}

/// Copies a database whose pairs these are, in the state that `position` ends, to the folder `to`, and reads the copy
/// back; gives back the dump's SHA-256.
fn copy(
    paths: &Paths,
    position: &Position,
    pairs: impl Iterator<Item = Result<(Vec<u8>, Vec<u8>), Error>>,
    to: &Path,
) -> Result<String, Error> {
    let path = to.join(dump::FILE);
    let sha256 = dump::write(pairs, &path)?;
    copy_journal(&paths.journal(), &to.join("journal"), position)?;
    copy_conf(&paths.conf(), &to.join("conf"))?;
    sync_folder(to)?;
    let wrong = || Error::found("dump-damaged").with("path", path.display());
    if dump::read(&path, |_, _| Ok(()))? != sha256 {
        return Err(wrong());
    }
    let (end, _) = journal::read(&to.join("journal"), &Position::default(), |_, _| Ok(()))?;
    if end.hash == position.hash { Ok(sha256) } else { Err(wrong()) }
}

/// Copies a database that is about to get another layout to a folder beside it, for the program that wrote it.
///
/// # Errors
/// As [`Store::backup`]; then no copy stays.
pub(super) fn copy_before(paths: &Paths, tree: &Tree, position: &Position, layout: u16, now: i64) -> Result<(), Error> {
    let to = paths.root.join("layout-making");
    if to.exists() {
        fs::remove_dir_all(&to).map_err(io(&to))?;
    }
    make_folder(&to)?;
    let pairs = tree.range(&[], &[u8::MAX]).map(|found| found.map(|(key, value)| (key.to_vec(), value.to_vec())));
    let copied = copy(paths, position, pairs, &to);
    if copied.is_err() {
        let _ = fs::remove_dir_all(&to);
    }
    copied?;
    // What bears a layout and a moment is whole.
    fs::rename(&to, paths.root.join(format!("layout-{layout}-{now}"))).map_err(io(&to))?;
    sync_folder(&paths.root)
}

fn empty(folder: &Path) -> Result<(), Error> {
    let used = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if used { Err(Error::asked("folder-not-empty").with("folder", folder.display())) } else { Ok(()) }
}

/// Copies the lines up to `position`, and the name list.
pub(super) fn copy_journal(from: &Path, to: &Path, position: &Position) -> Result<(), Error> {
    copy_folder(from, to, |name| Path::new(name).extension().is_some_and(|end| end == "jsonl"))?;
    for month in journal::months(to)? {
        let path = journal::file_of(to, month);
        if month > position.month {
            fs::remove_file(&path).map_err(io(&path))?;
        } else if month == position.month {
            let file = File::options().write(true).open(&path).map_err(io(&path))?;
            file.set_len(position.offset).and_then(|()| file.sync_all()).map_err(io(&path))?;
        }
    }
    sync_folder(to)
}

/// Copies what the organisation has put in the place of the built-in data, and its maps.
pub(super) fn copy_conf(from: &Path, to: &Path) -> Result<(), Error> {
    copy_folder(from, to, |_| true)?;
    copy_folder(&from.join("maps"), &to.join("maps"), |_| true)
}

/// Copies the files of a folder, durably; none where it is not there.
fn copy_folder(from: &Path, to: &Path, wanted: impl Fn(&str) -> bool) -> Result<(), Error> {
    if !from.is_dir() {
        return Ok(());
    }
    make_folder(to)?;
    for entry in fs::read_dir(from).map_err(io(from))? {
        let entry = entry.map_err(io(from))?;
        let name = entry.file_name();
        if entry.path().is_file() && name.to_str().is_some_and(&wanted) {
            let copy = to.join(&name);
            fs::copy(entry.path(), &copy).and_then(|_| File::open(&copy)?.sync_all()).map_err(io(&copy))?;
        }
    }
    sync_folder(to)
}

/// Puts a backup into `folder`. What is there is set aside in a folder within it; nothing is deleted. Gives back the
/// last change.
///
/// # Errors
/// `no-backup` where `from` holds none, `locked`, damage of the backup, and whatever the disk refuses.
pub fn restore(from: &Path, folder: &Path) -> Result<u64, Error> {
    let file = from.join(dump::FILE);
    if !file.is_file() {
        return Err(Error::asked("no-backup").with("folder", from.display()));
    }
    let from = from.canonicalize().map_err(io(from))?;
    let paths = Paths::of(folder);
    make_folder(&paths.root)?;
    refuse_network(&paths.root)?;
    let _lock = Lock::take(&paths.root, None)?;
    let sha256 = dump::read(&file, |_, _| Ok(()))?;
    let aside = paths.root.join(format!("quarantine-{}", chrono::Utc::now().timestamp_millis()));
    for part in [paths.sled(), paths.journal(), paths.mark(), paths.conf(), paths.last_backup()] {
        if part.exists() {
            make_folder(&aside)?;
            let name = part.file_name().unwrap_or_default();
            fs::rename(&part, aside.join(name)).map_err(io(&part))?;
        }
    }
    copy_folder(&from.join("journal"), &paths.journal(), |_| true)?;
    copy_conf(&from.join("conf"), &paths.conf())?;
    let building = paths.building();
    if building.exists() {
        fs::remove_dir_all(&building).map_err(io(&building))?;
    }
    let tree = Tree::open(&building, &paths.disk)?;
    dump::load(&file, &tree)?;
    let applied = State::load(&tree)?.applied;
    drop(tree);
    fs::rename(&building, paths.sled()).map_err(io(&building))?;
    sync_folder(&paths.root)?;
    mark(&paths, &applied)?;
    let seq = applied.position.seq;
    dump::remember(&paths, &LastBackup { path: from, seq, sha256 })?;
    Ok(seq)
}

pub(super) fn mark(paths: &Paths, applied: &Applied) -> Result<(), Error> {
    let path = paths.mark();
    let bytes = codec::encode(Kind::Applied, applied)?;
    let file = OpenOptions::new().mode(0o600).create(true).write(true).truncate(true).open(&path);
    file.and_then(|mut file| file.write_all(&bytes).and_then(|()| file.sync_all())).map_err(io(&path))
}

/// Writes the database anew without what is no longer needed of it; every sum is added up again. Gives back its bytes before and after.
///
/// # Errors
/// `locked`, damage, and whatever the disk refuses; the database is then as it was.
pub fn compact(folder: &Path) -> Result<(u64, u64), Error> {
    let paths = Paths::of(folder);
    let _lock = Lock::take(&paths.root, None)?;
    let opened = super::ladder::climb(
        &paths,
        super::names::NameList::open(paths.names(), &paths.disk)?.bytes(),
        chrono::Utc::now().timestamp_millis(),
    )?;
    let before = super::folder::bytes_below(&paths.sled())?;
    let building = paths.building();
    if building.exists() {
        fs::remove_dir_all(&building).map_err(io(&building))?;
    }
    let fresh = Tree::open(&building, &paths.disk)?;
    let (mut writes, mut bytes) = (Overlay::new(), 0);
    for found in opened.tree.range(&[], &[u8::MAX]) {
        let (key, value) = found?;
        if let Some((day, batch, _)) = keys::read_block(&key).filter(|_| key.first() == Some(&keys::FACTS)) {
            if opened.tree.get(&keys::batch(batch))?.is_none() {
                continue;
            }
            writes.insert(keys::dirty(day), Some(vec![1]));
        }
        if key.first() == Some(&keys::ROLLUPS) {
            continue;
        }
        bytes += value.len();
        writes.insert(key.to_vec(), Some(value.to_vec()));
        if bytes >= 4 << 20 {
            bytes = 0;
            fresh.apply(&std::mem::take(&mut writes))?;
            fresh.settle()?;
        }
    }
    fresh.apply(&writes)?;
    fresh.settle()?;
    drop((fresh, opened));
    fs::rename(paths.sled(), paths.old()).map_err(io(&paths.old()))?;
    fs::rename(&building, paths.sled()).map_err(io(&building))?;
    sync_folder(&paths.root)?;
    fs::remove_dir_all(paths.old()).map_err(io(&paths.old()))?;
    Ok((before, super::folder::bytes_below(&paths.sled())?))
}
