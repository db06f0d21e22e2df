//! The name list: which number stands for which name of a dimension, and for which measure.
//!
//! Journal and facts carry the numbers only, so that a name can be taken out of the database by rewriting one list.
//! A line is durable before anything that uses its number is.

use std::fmt::Write as _;
use std::fs::{self, File, OpenOptions};
use std::io::{Seek, SeekFrom, Write};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::folder::{Disk, io};
use crate::domain::base::Error;
use crate::domain::model::{Dimension, Names};

/// What a list is of.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Of {
    Channel,
    Region,
    Product,
    Member,
    Team,
    Reason,
    Measure,
}

impl From<Dimension> for Of {
    fn from(dimension: Dimension) -> Self {
        match dimension {
            Dimension::Channel => Self::Channel,
            Dimension::Region => Self::Region,
            Dimension::Product => Self::Product,
            Dimension::Member => Self::Member,
            Dimension::Team => Self::Team,
            Dimension::Reason => Self::Reason,
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Line {
    of: Of,
    id: u32,
    name: String,
}

/// The lists, and those of their lines that are not on disk yet.
#[derive(Debug)]
pub(super) struct NameList {
    path: PathBuf,
    disk: Disk,
    file: File,
    lists: [Names; 7],
    pending: Vec<u8>,
    good: u64,
}

fn sealed(line: &Line) -> Vec<u8> {
    let mut text = serde_json::to_string(line).unwrap_or_default();
    let sum = crc32fast::hash(text.as_bytes());
    text.pop();
    let _ = writeln!(text, ",\"crc\":\"{sum:08x}\"}}");
    text.into_bytes()
}

/// The line behind a text; `None` where its checksum does not fit.
fn unsealed(text: &[u8]) -> Option<Line> {
    let (body, tail) = text.split_at_checked(text.len().checked_sub(18)?)?;
    let sum = str::from_utf8(tail).ok()?.strip_prefix(",\"crc\":\"")?.strip_suffix("\"}")?;
    let whole = [body, b"}"].concat();
    (format!("{:08x}", crc32fast::hash(&whole)) == sum).then(|| serde_json::from_slice(&whole).ok()).flatten()
}

impl NameList {
    /// Reads the list at `path` up to the first line that is not whole: what a power cut left of lines that nothing
    /// refers to yet. Whoever knows how long the list was ([`NameList::bytes`]) notices any other damage.
    pub(super) fn open(path: PathBuf, disk: &Disk) -> Result<Self, Error> {
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(io(&path)(error)),
        };
        let (lists, good) = Self::read(&bytes);
        let file = OpenOptions::new().create(true).write(true).truncate(false).open(&path).map_err(io(&path))?;
        if good > 0 {
            disk.sync(&file, &path).map_err(io(&path))?;
        }
        Ok(Self { path, disk: disk.clone(), file, lists, pending: Vec::new(), good })
    }

    /// The lists in `bytes` up to the first line that is not whole, and where that is.
    pub(super) fn read(bytes: &[u8]) -> ([Names; 7], u64) {
        let mut lists = <[Names; 7]>::default();
        let mut good = 0_u64;
        for text in bytes.split_inclusive(|byte| *byte == b'\n') {
            let line = text.strip_suffix(b"\n").and_then(unsealed);
            let fits = line.is_some_and(|line| {
                lists
                    .get_mut(line.of as usize)
                    .is_some_and(|list| list.len() + 1 == line.id as usize && list.intern(&line.name) == line.id)
            });
            if !fits {
                break;
            }
            good += text.len() as u64;
        }
        (lists, good)
    }

    /// How many bytes of the list are whole and durable.
    pub(super) fn bytes(&self) -> u64 {
        self.good
    }

    /// The number of `name`, given to it on first sight; 0 for the empty name.
    pub(super) fn intern(&mut self, of: Of, name: &str) -> u32 {
        let Some(list) = self.lists.get_mut(of as usize) else { return 0 };
        let before = list.len();
        let id = list.intern(name);
        if list.len() > before {
            self.pending.extend(sealed(&Line { of, id, name: name.to_owned() }));
        }
        id
    }

    /// The number of `name`, where it has one; 0 for the empty name.
    pub(super) fn find(&self, of: Of, name: &str) -> Option<u32> {
        if name.is_empty() {
            return Some(0);
        }
        self.lists.get(of as usize)?.find(name)
    }

    /// The name behind `id`; `None` for 0.
    pub(super) fn name(&self, of: Of, id: u32) -> Option<&str> {
        self.lists.get(of as usize)?.name(id)
    }

    /// All names of a list.
    pub(super) fn all(&self, of: Of) -> impl Iterator<Item = &str> {
        self.lists.get(of as usize).into_iter().flat_map(Names::iter)
    }

    /// How many names a list has.
    pub(super) fn len(&self, of: Of) -> usize {
        self.lists.get(of as usize).map_or(0, Names::len)
    }

    /// The lists as they are written, each name as `renamed` has it.
    pub(super) fn with(&self, renamed: impl Fn(Of, &str) -> String) -> Vec<u8> {
        const ALL: [Of; 7] = [Of::Channel, Of::Region, Of::Product, Of::Member, Of::Team, Of::Reason, Of::Measure];
        let line = |of| (1..).zip(self.all(of)).map(move |(id, name)| (of, id, name));
        let lines = ALL.into_iter().flat_map(line);
        lines.flat_map(|(of, id, name)| sealed(&Line { of, id, name: renamed(of, name) })).collect()
    }

    /// Makes every number that was given out durable.
    pub(super) fn sync(&mut self) -> Result<(), Error> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let file = &mut self.file;
        let placed = file.set_len(self.good).and_then(|()| file.seek(SeekFrom::Start(self.good)));
        placed
            .and_then(|_| file.write_all(&self.pending))
            .and_then(|()| self.disk.sync(file, &self.path))
            .map_err(io(&self.path))?;
        self.good += self.pending.len() as u64;
        self.pending.clear();
        Ok(())
    }
}
