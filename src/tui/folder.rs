//! What lies in a folder, for whoever looks for a file to import.

use std::cmp::Reverse;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use rustix::fs::{Access, access};

use super::keep::at_home;
use crate::domain::base::{Error, clean};

/// Most entries of a folder that are listed.
const MOST: usize = 5_000;
/// Endings of files that can be imported.
const TABLES: [&str; 5] = ["csv", "tsv", "txt", "xlsx", "xls"];

/// What an entry of a folder is, in the order in which they are listed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum EntryKind {
    /// A folder.
    Folder,
    /// A file that looks like a table.
    Table,
    /// Any other file.
    Other,
}

/// An entry of a folder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FolderEntry {
    /// Its name, as it may be shown.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
    /// What it is.
    pub kind: EntryKind,
    /// Bytes of a file.
    pub bytes: u64,
    /// Whether it may be read.
    pub open: bool,
    /// When it was changed last, in milliseconds UTC; 0 where nobody knows.
    pub changed: i64,
}

/// What was found at a path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Listing {
    /// A folder: folders by name, then tables and other files, the newest first.
    Folder {
        /// Its whole path.
        path: PathBuf,
        /// What lies in it; what is hidden is left out.
        entries: Vec<FolderEntry>,
    },
    /// A file.
    File(PathBuf),
}

/// What lies at `path`; nothing stands for the current folder, `~` for the home folder.
///
/// # Errors
/// `folder-read` where there is nothing, or it may not be read.
pub(super) fn list(path: &Path) -> Result<Listing, Error> {
    let wanted = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    let could = |why: io::Error| {
        Error::asked("folder-read").with("path", clean(&wanted.display().to_string())).with("why", why)
    };
    let whole = fs::canonicalize(at_home(wanted)).map_err(could)?;
    if !fs::metadata(&whole).map_err(could)?.is_dir() {
        return Ok(Listing::File(whole));
    }
    let found = fs::read_dir(&whole).map_err(could)?.flatten().take(MOST);
    let mut entries: Vec<FolderEntry> = found.filter_map(|entry| entry_of(&entry.path())).collect();
    let newest = |entry: &FolderEntry| if entry.kind == EntryKind::Folder { 0 } else { entry.changed };
    entries.sort_by_cached_key(|entry| (entry.kind, Reverse(newest(entry)), entry.name.to_lowercase()));
    Ok(Listing::Folder { path: whole, entries })
}

fn entry_of(path: &Path) -> Option<FolderEntry> {
    let name = path.file_name()?.to_string_lossy().into_owned();
    let about = fs::metadata(path).ok().filter(|_| !name.starts_with('.'))?;
    let kind = match path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase()) {
        _ if about.is_dir() => EntryKind::Folder,
        Some(ending) if TABLES.contains(&ending.as_str()) => EntryKind::Table,
        _ => EntryKind::Other,
    };
    let name = clean(&name).into_owned();
    Some(FolderEntry {
        name,
        path: path.to_owned(),
        kind,
        bytes: about.len(),
        open: is_open(path, about.is_dir()),
        changed: changed(&about),
    })
}

/// Whether whoever runs this may read a file, or look into a folder.
fn is_open(path: &Path, folder: bool) -> bool {
    let wanted = if folder { Access::READ_OK | Access::EXEC_OK } else { Access::READ_OK };
    access(path, wanted).is_ok()
}

fn changed(about: &Metadata) -> i64 {
    let since = about.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    since.and_then(|since| i64::try_from(since.as_millis()).ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_come_first_then_tables_then_the_rest_and_nothing_hidden() {
        let home = tempfile::tempdir().expect("a folder");
        for name in ["notes.pdf", "sales.csv", ".hidden.csv"] {
            fs::write(home.path().join(name), "x").expect("it is written");
        }
        fs::create_dir(home.path().join("zoo")).expect("it is made");
        let Ok(Listing::Folder { entries, .. }) = list(home.path()) else { panic!("it is a folder") };
        let names: Vec<&str> = entries.iter().map(|entry| entry.name.as_str()).collect();
        assert_eq!(names, ["zoo", "sales.csv", "notes.pdf"]);
        assert!(matches!(list(&home.path().join("sales.csv")), Ok(Listing::File(_))));
        assert_eq!(list(&home.path().join("nothing")).expect_err("it is not there").id, "folder-read");
    }
}
