//! A file to be read: looked at once in whole (encoding, plainness), then opened as UTF-8 as often as needed.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use encoding_rs::{Encoding, UTF_8};
use memchr::memchr;

use super::encoding::{self, Decoding, Detector};
use super::records::{Records, Source, Trouble};
use super::sheet::{Form, Sheet};
use crate::domain::base::{Error, Place, clean};

/// A file is looked at in blocks of so many bytes.
const BLOCK: usize = 256 << 10;

/// A file that was looked at.
pub(super) struct Input {
    /// Where it is.
    pub(super) path: PathBuf,
    /// The file as the user named it.
    pub(super) name: String,
    /// How its bytes are read.
    pub(super) encoding: &'static Encoding,
    /// Bytes.
    pub(super) size: u64,
    /// What the fields are separated by.
    pub(super) delimiter: u8,
    /// What it is by its first bytes.
    pub(super) form: Form,
    sheet: Sheet,
    sound: bool,
    plain: bool,
    changed: Option<SystemTime>,
    read: Arc<AtomicU64>,
}

impl Input {
    /// Looks at the whole file. `label` overrides the encoding that is detected, `sheet` says how a workbook is read.
    ///
    /// # Errors
    /// Where the file cannot be read or nobody knows the encoding.
    pub(super) fn survey(path: &Path, label: Option<&str>, sheet: Sheet) -> Result<Self, Error> {
        let name = clean(&path.display().to_string()).into_owned();
        let forced = match label {
            None => None,
            Some(label) => Some(
                encoding::named(label).ok_or_else(|| Error::asked("import-encoding-name").with("encoding", label))?,
            ),
        };
        let could = |error: &io::Error| Error::could("import-open").with("file", &name).with("why", error);
        let mut file = File::open(path).map_err(|error| could(&error))?;
        let about = file.metadata().map_err(|error| could(&error))?;
        if about.is_dir() {
            return Err(Error::asked("import-folder").with("file", &name));
        }
        let (mut detector, mut plainness, mut size, mut form) = (Detector::new(), Plainness::default(), 0, Form::Text);
        let mut block = Vec::with_capacity(BLOCK);
        while file.by_ref().take(BLOCK as u64).read_to_end(&mut block).map_err(|error| could(&error))? > 0 {
            if size == 0 {
                form = Form::of(&block);
            }
            size += block.len() as u64;
            if form == Form::Text {
                detector.feed(&block);
                plainness.feed(&block);
            }
            block.clear();
        }
        let (found, sound) = detector.finish();
        let encoding = forced.unwrap_or(found);
        let sound = sound && encoding == UTF_8;
        let plain = sound && plainness.finish();
        let path = path.to_owned();
        let changed = about.modified().ok();
        Ok(Self {
            path,
            name,
            encoding,
            size,
            delimiter: b',',
            form,
            sheet,
            sound,
            plain,
            changed,
            read: Arc::default(),
        })
    }

    /// The text from its start, as UTF-8 without a mark.
    ///
    /// # Errors
    /// Where the file cannot be opened.
    pub(super) fn open(&self) -> Result<Source, Error> {
        if self.form != Form::Text {
            let rows = self.sheet.open(&self.path);
            return rows.map(|rows| Box::new(rows) as Source).map_err(|error| self.trouble(Trouble::Io(error), 1));
        }
        let file = File::open(&self.path)
            .map_err(|error| Error::could("import-open").with("file", &self.name).with("why", error))?;
        self.read.store(0, Ordering::Relaxed);
        let mut file = Counted { file, read: Arc::clone(&self.read) };
        if !self.sound {
            return Ok(Box::new(Decoding::new(file, self.encoding)));
        }
        let mut start = Vec::new();
        io::Read::by_ref(&mut file)
            .take(3)
            .read_to_end(&mut start)
            .map_err(|error| self.trouble(Trouble::Io(error), 1))?;
        let start = if start == b"\xef\xbb\xbf" { Vec::new() } else { start };
        Ok(Box::new(io::Cursor::new(start).chain(file)))
    }

    /// How its bytes are read, in a word.
    pub(super) fn reading(&self) -> &'static str {
        match self.form {
            Form::Text => self.encoding.name(),
            Form::Xlsx => "XLSX",
            Form::Xls => "XLS",
        }
    }

    /// How many bytes the reader that was opened last has read.
    pub(super) fn read(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }

    /// Its records from the first.
    ///
    /// # Errors
    /// As [`Input::open`].
    pub(super) fn records(&self) -> Result<Records, Error> {
        Ok(Records::new(self.open()?, self.delimiter, self.plain && self.form == Form::Text))
    }

    /// The error that `trouble` on `line` is.
    pub(super) fn trouble(&self, trouble: Trouble, line: u64) -> Error {
        let place = Place { file: Some(self.name.clone()), line: Some(line), ..Place::default() };
        match trouble {
            Trouble::Long => Error::found("import-record-long").at(place),
            Trouble::Wide => Error::found("import-record-wide").at(place),
            Trouble::Io(error) if error.kind() == io::ErrorKind::InvalidData => {
                Error::found("import-encoding-broken").with("encoding", self.encoding.name()).at(place)
            }
            Trouble::Io(error) => match error.get_ref().and_then(|inner| inner.downcast_ref::<Error>()) {
                Some(said) => said.clone().with("file", &self.name),
                None => Error::could("import-open").with("file", &self.name).with("why", error),
            },
        }
    }

    /// # Errors
    /// Where the file is no longer the one that was looked at.
    pub(super) fn unchanged(&self) -> Result<(), Error> {
        let now = std::fs::metadata(&self.path).ok().and_then(|about| about.modified().ok());
        if now == self.changed { Ok(()) } else { Err(Error::could("import-changed").with("file", &self.name)) }
    }
}

/// A file whose reading can be watched.
struct Counted {
    file: File,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(out)?;
        self.read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// Whether text has neither a quote nor a carriage return without its line feed.
#[derive(Default)]
struct Plainness {
    broken: bool,
    after_return: bool,
}

impl Plainness {
    fn feed(&mut self, bytes: &[u8]) {
        if self.broken {
            return;
        }
        self.broken = memchr(b'"', bytes).is_some() || (self.after_return && bytes.first() != Some(&b'\n'));
        self.after_return = bytes.last() == Some(&b'\r');
        for at in memchr::memchr_iter(b'\r', bytes) {
            self.broken |= bytes.get(at + 1).is_some_and(|next| *next != b'\n');
        }
    }

    fn finish(self) -> bool {
        !self.broken && !self.after_return
    }
}
