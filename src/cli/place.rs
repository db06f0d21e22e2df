//! Where the data is.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use etcetera::{BaseStrategy, choose_base_strategy};

use crate::domain::base::Error;

/// The database folder: `--db`, else `DAYBOARD_DB`, else the user's data folder.
///
/// # Errors
/// Where nobody knows the user's home.
pub(super) fn database(db: Option<&Path>) -> Result<PathBuf, Error> {
    match (db, std::env::var_os("DAYBOARD_DB").filter(|dir| !dir.is_empty())) {
        (Some(db), _) => Ok(db.to_owned()),
        (None, Some(dir)) => Ok(dir.into()),
        (None, None) => Ok(data()?.join("dayboard")),
    }
}

/// The folder of the demo company, apart from any other.
///
/// # Errors
/// Where nobody knows the user's home.
pub(super) fn demo() -> Result<PathBuf, Error> {
    Ok(data()?.join("dayboard-demo"))
}

/// Takes the demo company away, so that it is made anew.
///
/// # Errors
/// Where it cannot be taken away.
pub(super) fn clear_demo(folder: &Path) -> Result<(), Error> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(Error::could("demo-clear").with("folder", folder.display()).with("reason", error))
        }
        _ => Ok(()),
    }
}

/// Waits until no other process is at what must not be done twice at once in `folder`; until what is given back is
/// dropped, every other waits.
///
/// # Errors
/// Where the folder cannot be written to.
pub(super) fn alone(folder: &Path) -> Result<File, Error> {
    let path = folder.join("filling");
    let failed = |cause: io::Error| Error::could("file-failed").with("path", path.display()).with("cause", cause);
    let file = File::create(&path).map_err(failed)?;
    file.lock().map_err(failed)?;
    Ok(file)
}

/// The folder of the user's own settings (keymap, theme), where there is one.
pub(super) fn settings() -> Option<PathBuf> {
    choose_base_strategy().ok().map(|base| base.config_dir().join("dayboard"))
}

/// The folder of what is kept of the user, where there is a place for it.
pub(super) fn state() -> Option<PathBuf> {
    choose_base_strategy().ok()?.state_dir()
}

/// The file that remembers what terminals can do, where there is a place for it.
pub(super) fn terminals() -> Option<PathBuf> {
    choose_base_strategy().ok()?.state_dir().map(|state| state.join("dayboard/terminals.toml"))
}

/// Where a database in `folder` keeps maps of its own.
pub(super) fn maps(folder: &Path) -> PathBuf {
    folder.join("conf/maps")
}

fn data() -> Result<PathBuf, Error> {
    choose_base_strategy().map(|base| base.data_dir()).map_err(|_| Error::could("no-home"))
}

/// A folder as its owner writes it: below the home folder with `~`.
pub(super) fn friendly(folder: &Path) -> String {
    let home = std::env::var_os("HOME").map(PathBuf::from);
    match home.as_deref().and_then(|home| folder.strip_prefix(home).ok()) {
        Some(rest) => format!("~/{}", rest.display()),
        None => folder.display().to_string(),
    }
}
