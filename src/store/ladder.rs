//! Opening when sled does not want to: step by step, from the least that helps to building the store anew.
//!
//! Nothing is deleted: what stands in the way is set aside in a folder whose name says when.

use std::fs::{self, File};
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use super::folder::{Paths, io, make_folder, sync_folder};
use super::journal;
use super::rebuild::{rebuild, replay};
use super::state::{Applied, State};
use super::tree::Tree;
use crate::codec::{self, Kind};
use crate::domain::base::Error;

/// The engine writes so many bytes at least when it is opened.
const ROOM: usize = 2 << 20;

/// What opening came to.
pub(super) struct Opened {
    pub(super) tree: Tree,
    pub(super) state: State,
    /// Where the journal ends.
    pub(super) end: journal::Position,
    /// What had to be done, as ids of sentences.
    pub(super) notes: Vec<String>,
}

/// The sentence that tells of it, and which of sled's files are set aside first.
type Rung = (&'static str, fn(&str) -> bool);

/// Opens the tree, sound and as far as the journal. `names` is how many bytes the name list has.
pub(super) fn climb(paths: &Paths, names: u64, now: i64) -> Result<Opened, Error> {
    resume(paths)?;
    let aside = |kind: &str| paths.root.join(format!("{kind}-{now}"));
    let mut notes = Vec::new();
    if paths.sled().exists() {
        let rungs: [Rung; 3] = [
            ("", |_| false),
            ("store.opened.half-snapshot", |name| name.starts_with("snap.") && name.ends_with(".generating")),
            ("store.opened.snapshot", |name| name.starts_with("snap.")),
        ];
        for (note, in_the_way) in rungs {
            if !note.is_empty() && !set_aside(paths, &aside("aside"), in_the_way)? {
                continue;
            }
            match attempt(paths, names) {
                Ok(opened) => {
                    notes.extend((!note.is_empty()).then(|| note.to_owned()));
                    return Ok(Opened { notes, ..opened });
                }
                Err(error) if is_final(&error) => return Err(error),
                // On a full disk the engine fails in ways of its own, and sound data must not be set aside for it.
                Err(_) => has_room(paths)?,
            }
        }
        let quarantine = aside("quarantine");
        fs::rename(paths.sled(), &quarantine).map_err(io(&quarantine))?;
        sync_folder(&paths.root)?;
        notes.push("store.opened.rebuilt".to_owned());
    } else if !journal::months(&paths.journal())?.is_empty() {
        notes.push("store.opened.rebuilt".to_owned());
    }
    if !notes.is_empty() {
        rebuild(paths, names)?;
    }
    attempt(paths, names).map(|opened| Opened { notes, ..opened })
}

/// Whether there is room to write anything at all.
fn has_room(paths: &Paths) -> Result<(), Error> {
    let path = paths.root.join("room");
    let mut file = File::create(&path).map_err(io(&path))?;
    let written = file.write_all(&vec![0; ROOM]).and_then(|()| file.sync_all());
    fs::remove_file(&path).map_err(io(&path))?;
    written.map_err(io(&path))
}

/// Takes up what an interrupted `compact` has left: the old tree stays until the new one is in its place.
fn resume(paths: &Paths) -> Result<(), Error> {
    let old = paths.old();
    if !old.exists() {
        return Ok(());
    }
    if paths.sled().exists() {
        return fs::remove_dir_all(&old).map_err(io(&old));
    }
    fs::rename(&old, paths.sled()).map_err(io(&old))
}

/// Whether another attempt can come to nothing else: the journal itself is wrong, a newer program was here, or the
/// machine is in the way and not the data.
fn is_final(error: &Error) -> bool {
    const FINAL: [&str; 7] = [
        "journal-unchained",
        "journal-newer",
        "journal-short",
        "names-damaged",
        "value-newer",
        "file-failed",
        "database-outside",
    ];
    FINAL.contains(&error.id.as_ref())
}

/// Opens the tree as it is and brings it up to the journal's end.
fn attempt(paths: &Paths, names: u64) -> Result<Opened, Error> {
    let opened = catch_unwind(AssertUnwindSafe(|| -> Result<Opened, Error> {
        let tree = Tree::open(&paths.sled(), &paths.disk)?;
        let mut state = State::load(&tree)?;
        if fell_behind(paths, &state)? {
            return Err(Error::could("database-behind"));
        }
        let end = replay(paths, names, &tree, &mut state)?;
        Ok(Opened { tree, state, end, notes: Vec::new() })
    }));
    opened.unwrap_or_else(|_| Err(Error::could("database-refused").with("cause", "panic")))
}

/// Whether the tree has lost what it once held: then nothing may be applied onto it.
fn fell_behind(paths: &Paths, state: &State) -> Result<bool, Error> {
    let applied = &state.applied.position;
    let marked = fs::read(paths.mark()).ok().and_then(|bytes| codec::decode::<Applied>(Kind::Applied, &bytes).ok());
    if marked.is_some_and(|marked| marked.position.seq > applied.seq) {
        return Ok(true);
    }
    Ok(applied.seq == 0 && !journal::months(&paths.journal())?.is_empty())
}

/// Moves files of the tree into `folder`; false where there is none.
fn set_aside(paths: &Paths, folder: &Path, in_the_way: fn(&str) -> bool) -> Result<bool, Error> {
    let sled = paths.sled();
    let mut moved = false;
    for entry in fs::read_dir(&sled).map_err(io(&sled))? {
        let entry = entry.map_err(io(&sled))?;
        if entry.file_name().to_str().is_some_and(in_the_way) {
            make_folder(folder)?;
            fs::rename(entry.path(), folder.join(entry.file_name())).map_err(io(&entry.path()))?;
            moved = true;
        }
    }
    Ok(moved)
}
