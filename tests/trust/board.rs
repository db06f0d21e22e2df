//! The built program with a home of its own.

use std::fs::{self, File, OpenOptions};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// An empty home and the program in it.
pub(crate) struct Board {
    home: TempDir,
}

impl Drop for Board {
    /// Waits until no process has a database of this home open any more: none outlives its test.
    fn drop(&mut self) {
        for folder in [".local/share/dayboard", ".local/share/dayboard-demo"] {
            drop(at_rest(&self.path(folder)));
        }
    }
}

/// Waits until no process has the database in `folder` open, and keeps it so until the answer is dropped; `None` where
/// there is none.
pub(crate) fn at_rest(folder: &Path) -> Option<File> {
    let lock = OpenOptions::new().read(true).write(true).open(folder.join("lock")).ok()?;
    lock.lock().ok().map(|()| lock)
}

/// What a run of the program said.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Board {
    pub(crate) fn new() -> Self {
        Self { home: tempfile::tempdir().expect("a home") }
    }

    /// A folder or file below the home.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// Where the database is.
    pub(crate) fn database(&self) -> PathBuf {
        self.path(".local/share/dayboard")
    }

    /// The program, to be run in the home with nothing of this process's environment.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dayboard"));
        command.env_clear().env("HOME", self.home.path()).env("LANG", "en_US.UTF-8").current_dir(self.home.path());
        command.env("DAYBOARD_IDLE_EXIT", "0");
        command
    }

    /// Runs the program.
    pub(crate) fn run(&self, words: &[&str]) -> Ran {
        let Output { status, stdout, stderr } = self.command().args(words).output().expect("it starts");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it speaks UTF-8");
        Ran { code: status.code(), out: text(stdout), err: text(stderr) }
    }

    /// Runs the program, which has to succeed, and gives what it printed.
    pub(crate) fn done(&self, words: &[&str]) -> String {
        let ran = self.run(words);
        assert_eq!(ran.code, Some(0), "dayboard {words:?} said: {}{}", ran.out, ran.err);
        ran.out
    }

    /// What the program prints as JSON.
    pub(crate) fn json(&self, words: &[&str]) -> Value {
        let words: Vec<&str> = words.iter().copied().chain(["--format", "json"]).collect();
        serde_json::from_str(&self.done(&words)).expect("it is JSON")
    }

    /// Imports files, each as a batch of its own.
    pub(crate) fn import(&self, files: &[PathBuf]) -> String {
        let files = files.iter().map(|file| file.to_str().expect("a name in UTF-8"));
        self.done(&["import"].into_iter().chain(files).collect::<Vec<_>>())
    }

    /// A metric of a period, as the series of its grain has it; `None` where nothing is recorded.
    pub(crate) fn figure(&self, metric: &str, grain: &str, period: &str, more: &[&str]) -> Option<String> {
        let words: Vec<&str> = ["series", metric, grain, period].iter().chain(more).copied().collect();
        let report = self.json(&words);
        match &cell(&report, "series", period)["value"] {
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        }
    }

    /// The number of the last change.
    pub(crate) fn revision(&self) -> String {
        self.json(&["status"])["revision"].to_string()
    }

    /// The batch that a file came in.
    pub(crate) fn batch(&self, file: &str) -> String {
        let imports = self.json(&["imports"]);
        let rows = table(&imports, "imports").as_array().expect("rows");
        let has = |row: &&Value| row["cells"]["files"]["value"].as_str().is_some_and(|files| files.ends_with(file));
        rows.iter().find(has).expect("the file was imported")["id"].as_str().expect("an id").to_owned()
    }
}

/// The rows of a table of a report.
fn table<'a>(report: &'a Value, id: &str) -> &'a Value {
    let tables = report["tables"].as_array().expect("a report has tables");
    &tables.iter().find(|table| table["id"] == id).unwrap_or_else(|| unreachable!("there is no table {id}"))["rows"]
}

/// The cell `value` of a row of a table.
fn cell<'a>(report: &'a Value, id: &str, row: &str) -> &'a Value {
    let rows = table(report, id).as_array().expect("a table has rows");
    &rows.iter().find(|one| one["id"] == row).unwrap_or_else(|| unreachable!("{id} has no row {row}"))["cells"]["value"]
}

/// Every file of a folder and its folders, with its bytes.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(to).expect("a folder");
    for entry in fs::read_dir(from).expect("it can be listed") {
        let entry = entry.expect("it can be listed").path();
        let target = to.join(entry.file_name().expect("a name"));
        if entry.is_dir() {
            copy(&entry, &target);
        } else {
            fs::copy(&entry, &target).expect("it can be copied");
        }
    }
}
