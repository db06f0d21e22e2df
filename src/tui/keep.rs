//! What is kept of a user beside a database: saved questions, and where the screen was left. In the user's own state
//! folder, a folder a database, closed to others.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::app::{Draft, Drafts, Saved};
use crate::domain::base::Error;

/// Where the screen was left.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Session {
    /// The view's id.
    pub view: String,
    /// The question, as text.
    pub lens: String,
    /// The row under the cursor, counted over all tables.
    pub cursor: usize,
    /// The language's id.
    pub lang: String,
    /// The theme that was chosen; empty where the terminal's ground decides.
    pub theme: String,
    /// The organisation's day on which it was left.
    pub day: String,
    /// The newest state that was seen; 0 is none.
    pub seen: u64,
    /// Whether the screen was a shared one.
    pub shared: bool,
    /// The folder in which files to import were looked for last; empty where none was.
    pub imports_from: String,
}

/// The place of one database; what cannot be kept is not kept.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Keep {
    folder: Option<PathBuf>,
    maps: PathBuf,
}

impl Keep {
    /// The place below `state` for the database in the folder `database`; `None` where there is no state folder.
    #[must_use]
    pub fn new(state: Option<&Path>, database: &Path) -> Self {
        let whole = fs::canonicalize(database).or_else(|_| std::path::absolute(database));
        let whole = whole.unwrap_or_else(|_| database.to_owned());
        let name = whole.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let digest = Sha256::digest(whole.as_os_str().as_encoded_bytes());
        let short = digest.iter().take(4).fold(0_u32, |number, byte| (number << 8) | u32::from(*byte));
        let folder = state.map(|state| state.join("dayboard").join(format!("{name}-{short:08x}")));
        Self { folder, maps: database.join("conf/maps") }
    }

    /// The folder of the database's own maps.
    #[must_use]
    pub fn maps(&self) -> &Path {
        &self.maps
    }

    /// The saved questions.
    ///
    /// # Errors
    /// Where the file is there and cannot be understood; it is a user's own and must not be lost.
    pub fn lenses(&self) -> Result<Saved, Error> {
        let Some(file) = self.file(LENSES) else { return Ok(Saved::new()) };
        let wrong = |reason: String| Error::asked("lenses-file").with("file", file.display()).with("reason", reason);
        match fs::read_to_string(&file) {
            Ok(text) => toml::from_str(&text).map_err(|error| wrong(error.message().to_owned())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Saved::new()),
            Err(error) => Err(wrong(error.to_string())),
        }
    }

    /// Keeps the saved questions.
    ///
    /// # Errors
    /// Where they cannot be written.
    pub fn keep_lenses(&self, lenses: &Saved) -> Result<(), Error> {
        self.write(LENSES, lenses)
    }

    /// The forms that are half filled in; what cannot be read is no draft.
    #[must_use]
    pub fn drafts(&self) -> Drafts {
        let files = self.folder.as_deref().and_then(|folder| fs::read_dir(folder).ok()).into_iter().flatten().flatten();
        let names = files.map(|file| file.file_name().to_string_lossy().into_owned());
        let drafts = names.filter(|name| name.starts_with(DRAFT));
        let drafts = drafts.filter_map(|name| self.read::<Draft>(&name));
        drafts.map(|draft| (draft.key.clone(), draft)).collect()
    }

    /// Keeps the draft `key`, in a file of its own; `None`: it is gone.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn keep_draft(&self, key: &str, draft: Option<&Draft>) -> Result<(), Error> {
        let digest = Sha256::digest(key.as_bytes());
        let short = digest.iter().take(8).fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
        let name = format!("{DRAFT}{short:016x}.toml");
        match (draft, self.file(&name)) {
            (Some(draft), _) => self.write(&name, draft),
            (None, Some(file)) => match fs::remove_file(&file) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    Err(Error::could("keep-write").with("file", file.display()).with("reason", error))
                }
                _ => Ok(()),
            },
            (None, None) => Ok(()),
        }
    }

    /// Where the screen was left; `None` where that is not known any more.
    #[must_use]
    pub fn session(&self) -> Option<Session> {
        self.read(SESSION)
    }

    /// Keeps where the screen is left.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn keep_session(&self, session: &Session) -> Result<(), Error> {
        self.write(SESSION, session)
    }

    fn file(&self, name: &str) -> Option<PathBuf> {
        self.folder.as_ref().map(|folder| folder.join(name))
    }

    fn read<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        toml::from_str(&fs::read_to_string(self.file(name)?).ok()?).ok()
    }

    /// Whole or not at all: beside it first, then in its place.
    fn write<T: Serialize>(&self, name: &str, value: &T) -> Result<(), Error> {
        let Some(file) = self.file(name) else { return Ok(()) };
        let could = |reason: String| Error::could("keep-write").with("file", file.display()).with("reason", reason);
        let text = toml::to_string(value).map_err(|error| could(error.to_string()))?;
        let beside = file.with_extension(format!("{}.new", std::process::id()));
        let folder =
            file.parent().map_or(Ok(()), |folder| fs::DirBuilder::new().recursive(true).mode(0o700).create(folder));
        let written = folder
            .and_then(|()| OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&beside))
            .and_then(|mut open| open.write_all(text.as_bytes()))
            .and_then(|()| fs::rename(&beside, &file));
        written.map_err(|error| could(error.to_string()))
    }
}

const LENSES: &str = "lenses.toml";
const SESSION: &str = "session.toml";
/// How the names of drafts begin.
const DRAFT: &str = "draft-";

/// A path with the home folder in the place of a leading `~`.
pub(super) fn at_home(path: &Path) -> PathBuf {
    let home = || std::env::var_os("HOME").map(PathBuf::from);
    let inside = path.strip_prefix("~").ok().and_then(|rest| home().map(|home| home.join(rest)));
    inside.unwrap_or_else(|| path.to_owned())
}

/// Writes `bytes` into the file that the user has named, `~` meaning the home folder; its whole path and size.
///
/// # Errors
/// `file-there` where it is there already and must not be written `over`; and where it cannot be written.
pub fn write_file(name: &str, bytes: &[u8], over: bool) -> Result<(String, usize), Error> {
    let path = at_home(Path::new(name));
    let mut options = OpenOptions::new();
    options.write(true);
    if over {
        options.create(true).truncate(true)
    } else {
        options.create_new(true)
    };
    let written = options.open(&path).and_then(|mut file| file.write_all(bytes));
    let whole = std::path::absolute(&path).unwrap_or(path).display().to_string();
    let error = |error: io::Error| match error.kind() {
        ErrorKind::AlreadyExists => Error::asked("file-there").with("file", &whole),
        _ => Error::could("print-write").with("file", &whole).with("reason", error),
    };
    written.map_err(error)?;
    Ok((whole, bytes.len()))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn s_168_what_is_saved_is_there_again_and_closed_to_others() {
        let home = tempfile::tempdir().expect("a folder");
        let keep = Keep::new(Some(home.path()), Path::new("/data/shop"));
        assert_eq!(keep.lenses(), Ok(Saved::new()));
        let lenses = Saved::from([("自己 \"团队\"".to_owned(), "month team=\"东 区\"".to_owned())]);
        keep.keep_lenses(&lenses).expect("it is kept");
        assert_eq!(keep.lenses(), Ok(lenses));
        let left = Session { view: "report".to_owned(), seen: 42, ..Session::default() };
        keep.keep_session(&left).expect("it is kept");
        assert_eq!(keep.session(), Some(left));
        let folder = keep.folder.clone().expect("a folder");
        let mode = |path: &Path| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
        assert_eq!((mode(&folder), mode(&folder.join(SESSION)), mode(&folder.join(LENSES))), (0o700, 0o600, 0o600));
        assert_eq!(Keep::new(Some(home.path()), Path::new("/other/shop")).lenses(), Ok(Saved::new()));
    }

    #[test]
    fn a_draft_is_a_file_of_its_own_closed_to_others_and_gone_at_submit() {
        let home = tempfile::tempdir().expect("a folder");
        let keep = Keep::new(Some(home.path()), Path::new("/data/shop"));
        let draft = |key: &str, text: &str| Draft {
            key: key.to_owned(),
            seen: 7,
            fields: [("text".to_owned(), text.to_owned())].into(),
            before: [("text".to_owned(), String::new())].into(),
            on: "2026-09-08".parse().ok(),
        };
        let (one, other) = (draft("action/", "call \"them\"\nagain"), draft("person/张伟", "9-1"));
        for draft in [&one, &other] {
            keep.keep_draft(&draft.key, Some(draft)).expect("it is kept");
        }
        assert_eq!(keep.drafts(), Drafts::from([(one.key.clone(), one.clone()), (other.key.clone(), other.clone())]));
        assert!(Keep::new(Some(home.path()), Path::new("/other/shop")).drafts().is_empty());
        for file in fs::read_dir(keep.folder.clone().expect("a folder")).expect("it is there").flatten() {
            assert_eq!(file.metadata().expect("it is there").permissions().mode() & 0o777, 0o600);
        }
        for _ in 0..2 {
            keep.keep_draft(&one.key, None).expect("it is gone");
        }
        assert_eq!(keep.drafts(), Drafts::from([(other.key.clone(), other)]));
    }

    #[test]
    fn a_damaged_session_is_forgotten_and_damaged_lenses_are_told() {
        let home = tempfile::tempdir().expect("a folder");
        let keep = Keep::new(Some(home.path()), Path::new("/data/shop"));
        keep.keep_session(&Session::default()).expect("it is kept");
        for name in [SESSION, LENSES] {
            fs::write(keep.file(name).expect("a place"), "= {").expect("it is written");
        }
        assert_eq!(keep.session(), None);
        assert_eq!(keep.lenses().expect_err("it is damaged").id, "lenses-file");
    }

    #[test]
    fn nothing_is_overwritten_unasked() {
        let home = tempfile::tempdir().expect("a folder");
        let name = home.path().join("day.csv").display().to_string();
        assert_eq!(write_file(&name, b"one", false), Ok((name.clone(), 3)));
        assert_eq!(write_file(&name, b"two", false).expect_err("it is there").id, "file-there");
        assert_eq!(fs::read(&name).expect("it is there"), b"one");
        write_file(&name, b"2", true).expect("it was asked for");
        assert_eq!(fs::read(&name).expect("it is there"), b"2");
        assert_eq!(write_file("/no/such/folder/x", b"", false).expect_err("no folder").id, "print-write");
    }
}
