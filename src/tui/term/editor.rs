//! An editor in the place of the screen: what is written in it becomes the text of a field.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::{self, Command};

use crate::domain::base::Error;

/// What is started where nobody says what he edits with.
const PLAIN: &str = "vi";

/// The command line of the editor, as the environment says.
#[must_use]
pub fn editor() -> OsString {
    let said = ["VISUAL", "EDITOR"].into_iter().filter_map(env::var_os);
    said.into_iter().find(|said| !said.is_empty()).unwrap_or_else(|| PLAIN.into())
}

/// Has `text` edited by `editor`, a command line as the shell reads it, and says what has become of it. The file that it
/// is in meanwhile can be read by nobody else, and is gone afterwards.
///
/// # Errors
/// `editor-failed` where the editor cannot be started or ends with an error, `editor-file` where its file cannot be
/// written or read as text.
pub fn edit(editor: &OsStr, text: &str) -> Result<String, Error> {
    let file = env::temp_dir().join(format!("dayboard-{}.txt", process::id()));
    let edited = edited(editor, text, &file);
    // Where it could not even be written there is nothing to take away.
    let _ = fs::remove_file(&file);
    edited
}

fn edited(editor: &OsStr, text: &str, file: &PathBuf) -> Result<String, Error> {
    let unwritten = |_| Error::could("editor-file").with("file", file.display());
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(0o600);
    options.open(file).and_then(|mut out| out.write_all(text.as_bytes())).map_err(unwritten)?;
    run(editor, file)?;
    let written = fs::read_to_string(file).map_err(unwritten)?;
    Ok(written.trim_end().to_owned())
}

/// The shell reads the command line, so that it may carry arguments; the file is one of them whatever its name.
fn run(editor: &OsStr, file: &Path) -> Result<(), Error> {
    let mut line = editor.to_owned();
    line.push(" \"$1\"");
    let ended = Command::new("sh").arg("-c").arg(line).arg("sh").arg(file).status();
    match ended {
        Ok(status) if status.success() => Ok(()),
        _ => Err(Error::could("editor-failed").with("editor", editor.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_editor_with_arguments_changes_the_text_and_leaves_no_file() {
        let edited = edit(OsStr::new("sed -i s/fair/trade.fair/"), "a fair\nin town").expect("it is edited");
        assert_eq!(edited, "a trade.fair\nin town");
        assert!(!env::temp_dir().join(format!("dayboard-{}.txt", process::id())).exists());
        // One after the other: both are in the one file of this process.
        let refused = edit(OsStr::new("false"), "a fair").expect_err("it ends with an error");
        assert_eq!((refused.id.as_ref(), refused.arg("editor")), ("editor-failed", "false"));
    }
}
