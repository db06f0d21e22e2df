//! Moving house: a database that another folder takes over, and the note in the old one that says so.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::folder::{Paths, io, make_folder, sync_folder};
use super::{Store, keep};
use crate::domain::base::Error;

/// In the folder of a database that has moved: where to.
const NOTE: &str = "moved";
/// In the new folder: the copy, until it is one of the backups there.
const COPY: &str = "adopting";

/// Refuses to go on in a folder whose database has moved.
///
/// # Errors
/// `database-moved`, with where to.
pub(super) fn refuse(root: &Path) -> Result<(), Error> {
    let note = root.join(NOTE);
    let Ok(to) = fs::read_to_string(&note) else { return Ok(()) };
    let error = Error::could("database-moved").with("folder", root.display()).with("to", to.trim());
    Err(error.with("note", note.display()))
}

/// Where the copy for the database in `folder` comes about.
#[must_use]
pub fn copy_in(folder: &Path) -> PathBuf {
    folder.join(COPY)
}

/// Takes the note away from `folder` that its database has moved to `to`.
///
/// # Errors
/// Whatever the disk refuses.
pub fn stay(folder: &Path, to: &Path) -> Result<(), Error> {
    let note = folder.join(NOTE);
    match fs::read_to_string(&note) {
        Ok(text) if Path::new(text.trim()) == to => fs::remove_file(&note).map_err(io(&note)),
        _ => Ok(()),
    }
}

/// Makes the copy in `folder` its database, and the first of its backups, that of the day `name`; gives back the last
/// change.
///
/// # Errors
/// As [`super::restore`].
pub fn take_over(folder: &Path, name: &str) -> Result<u64, Error> {
    let paths = Paths::of(folder);
    make_folder(&paths.backups())?;
    let (copy, place) = (copy_in(folder), paths.backups().join(name));
    if copy.exists() {
        fs::rename(&copy, &place).map_err(io(&place))?;
        sync_folder(&paths.backups())?;
    }
    keep::restore(&place, folder)
}

impl Store {
    /// Copies the database for the one in `to`, and leaves a note here that it has moved there. Nothing else changes.
    ///
    /// # Errors
    /// As [`Store::backup`].
    pub fn move_to(&self, to: &Path) -> Result<u64, Error> {
        let copied = self.described(&copy_in(to))?;
        let root = &self.inner.paths.root;
        let note = root.join(NOTE);
        let text = format!("{}\n", to.display());
        File::create(&note)
            .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()))
            .map_err(io(&note))?;
        sync_folder(root)?;
        Ok(copied.position.seq)
    }
}
