//! XLSX and XLS, read by a child process of the same program that may take little memory and time and writes CSV.
//!
//! Spreadsheets are untrusted programs in all but name: a sheet of 1.4 KB may ask for 549 GB. What goes wrong in the child
//! ends the child.

mod child;

pub use child::{SHEET_COMMAND, sheet_child};

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};

use crate::domain::base::Error;

/// What a file is by its first bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Form {
    /// Delimited text.
    #[default]
    Text,
    /// A workbook in a ZIP archive.
    Xlsx,
    /// A workbook in the older binary form, or one that is encrypted.
    Xls,
}

impl Form {
    /// The form of a file that begins with `bytes`.
    pub(super) fn of(bytes: &[u8]) -> Self {
        match bytes {
            [b'P', b'K', 3, 4, ..] => Self::Xlsx,
            [0xD0, 0xCF, 0x11, 0xE0, ..] => Self::Xls,
            _ => Self::Text,
        }
    }
}

/// Which sheet of which file, and the program that reads it.
#[derive(Clone, Debug, Default)]
pub(super) struct Sheet {
    /// The sheet's name; the first one unless said.
    pub(super) name: Option<String>,
    /// The program; this one unless said.
    pub(super) program: Option<PathBuf>,
}

impl Sheet {
    /// The sheet's rows as CSV, as they are read.
    ///
    /// # Errors
    /// Where the program cannot be started.
    pub(super) fn open(&self, file: &Path) -> io::Result<Rows> {
        let program = self.program.clone().map_or_else(std::env::current_exe, Ok)?;
        let mut command = Command::new(program);
        command.arg(SHEET_COMMAND).arg(file).args(&self.name);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        let text = child.stdout.take();
        Ok(Rows { child, text })
    }
}

/// Most bytes of the names of a workbook's sheets.
const NAMES: u64 = 64 << 10;

impl Sheet {
    /// The names of all sheets of a workbook, in their order; none of any other file, and of one that cannot be read.
    pub(super) fn names(&self, file: &Path) -> Vec<String> {
        let mut start = [0; 8];
        let read = File::open(file).and_then(|mut file| file.read(&mut start)).unwrap_or(0);
        if Form::of(start.get(..read).unwrap_or_default()) == Form::Text {
            return Vec::new();
        }
        let all = Self { name: Some(String::new()), program: self.program.clone() };
        let mut text = String::new();
        let said = all.open(file).and_then(|rows| rows.take(NAMES).read_to_string(&mut text));
        said.map(|_| text.lines().map(str::to_owned).collect()).unwrap_or_default()
    }
}

/// The CSV that the child writes. A child that fails ends it with an error whose inside is the sentence for it.
pub(super) struct Rows {
    child: Child,
    text: Option<ChildStdout>,
}

impl Read for Rows {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let Some(text) = &mut self.text else { return Ok(0) };
        let read = text.read(out)?;
        if read == 0 && !out.is_empty() {
            self.text = None;
            let mut said = String::new();
            if let Some(errors) = &mut self.child.stderr {
                let _ = errors.take(4_096).read_to_string(&mut said);
            }
            let status = self.child.wait()?;
            if !status.success() {
                return Err(io::Error::other(failed(status, &said)));
            }
        }
        Ok(read)
    }
}

impl Drop for Rows {
    /// A child that nobody listens to any more is ended and not left behind.
    fn drop(&mut self) {
        self.text = None;
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The sentence for a child that failed.
fn failed(status: ExitStatus, said: &str) -> Error {
    match status.signal() {
        Some(signal) if signal == rustix::process::Signal::XCPU.as_raw() => return Error::found("sheet-time"),
        Some(_) => return Error::found("sheet-memory"),
        None => {}
    }
    let mut words = said.trim().splitn(2, ' ');
    let (id, rest) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let known = child::FAILURES.iter().find(|known| **known == id);
    known.map_or_else(|| Error::could("sheet-reader").with("why", said), |id| Error::found(id).with("what", rest))
}
