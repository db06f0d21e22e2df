//! The one sled tree, its values split and joined, and what makes a batch durable.
//!
//! sled's `flush` alone does not survive a power cut, so every flush is followed by a sync of its file. A value above
//! 30,000 bytes would leave sled's log for a file that it never syncs, so none is: the last byte of a stored key
//! numbers the part.

use std::collections::BTreeMap;
use std::fs::File;
use std::ops::{Bound, Deref};
use std::path::{Path, PathBuf};

use rustix::io::Errno;
use sled::IVec;

use super::folder::{Disk, io};
use crate::codec::{self, PART};
use crate::domain::base::Error;

/// Writes that are not in the tree yet; `None` takes a key away.
pub(super) type Overlay = BTreeMap<Vec<u8>, Option<Vec<u8>>>;

/// sled's segments can never change their size; 16 values of a leaf must fit a quarter of one.
const SEGMENT: usize = 2 << 20;
const CACHE: u64 = 24 << 20;
/// How often and how long is waited for a dropped handle.
const RELEASES: usize = 400;
const RELEASE: std::time::Duration = std::time::Duration::from_millis(5);

/// A stored value, whole.
#[derive(Clone, Debug)]
pub(super) enum Value {
    /// As sled has it.
    One(IVec),
    /// Joined from parts, or not stored yet.
    Own(Vec<u8>),
}

impl Deref for Value {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::One(bytes) => bytes,
            Self::Own(bytes) => bytes,
        }
    }
}

/// The tree.
#[derive(Debug)]
pub(super) struct Tree {
    db: sled::Db,
    file: File,
    path: PathBuf,
    disk: Disk,
}

/// The engine's error. One of the operating system's that says nothing about the data is another than damage: no file
/// may be set aside for it.
fn refused(error: &sled::Error) -> Error {
    const OUTSIDE: [Errno; 9] = [
        Errno::NOSPC,
        Errno::DQUOT,
        Errno::FBIG,
        Errno::MFILE,
        Errno::NFILE,
        Errno::NOMEM,
        Errno::ROFS,
        Errno::ACCESS,
        Errno::PERM,
    ];
    let outside = matches!(error, sled::Error::Io(io) if io.raw_os_error().is_some_and(|number| OUTSIDE.iter().any(|known| known.raw_os_error() == number)));
    let id = if outside { "database-outside" } else { "database-refused" };
    Error::could(id).with("cause", error)
}

fn stored(key: &[u8], part: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(key.len() + 1);
    bytes.extend_from_slice(key);
    bytes.push(u8::try_from(part).unwrap_or(u8::MAX));
    bytes
}

/// Opens, waiting for sled's own threads to let go of a handle that was dropped just before: the lock on the folder
/// is ours, so that nobody else can have the file open.
fn open_released(config: &sled::Config) -> sled::Result<sled::Db> {
    for _ in 0..RELEASES {
        match config.open() {
            Err(sled::Error::Io(error)) if error.to_string().contains("could not acquire lock") => {
                std::thread::sleep(RELEASE);
            }
            opened => return opened,
        }
    }
    config.open()
}

impl Tree {
    /// Opens (or makes) the tree in `folder`.
    pub(super) fn open(folder: &Path, disk: &Disk) -> Result<Self, Error> {
        super::folder::make_folder(folder)?;
        let config = sled::Config::new().path(folder).segment_size(SEGMENT).flush_every_ms(None).cache_capacity(CACHE);
        let db = open_released(&config).map_err(|error| refused(&error))?;
        let path = folder.join("db");
        let file = File::open(&path).map_err(io(&path))?;
        // Opening writes a snapshot and, the first time, its settings, and syncs neither.
        for entry in std::fs::read_dir(folder).map_err(io(folder))? {
            let found = entry.map_err(io(folder))?.path();
            if found.is_file() {
                File::open(&found).and_then(|file| disk.sync(&file, &found)).map_err(io(&found))?;
            }
        }
        super::folder::sync_folder(folder)?;
        Ok(Self { db, file, path, disk: disk.clone() })
    }

    /// The value under `key`.
    pub(super) fn get(&self, key: &[u8]) -> Result<Option<Value>, Error> {
        match self.db.get(stored(key, 0)).map_err(|error| refused(&error))? {
            Some(first) => self.join(key, first).map(Some),
            None => Ok(None),
        }
    }

    fn join(&self, key: &[u8], first: IVec) -> Result<Value, Error> {
        let length = codec::sealed_length(&first).unwrap_or(first.len());
        if first.len() >= length.min(PART) && length <= PART {
            return Ok(Value::One(first));
        }
        let mut whole = first.to_vec();
        for part in 1..length.div_ceil(PART) {
            match self.db.get(stored(key, part)).map_err(|error| refused(&error))? {
                Some(bytes) => whole.extend_from_slice(&bytes),
                None => break,
            }
        }
        Ok(Value::Own(whole))
    }

    /// All keys from `from` up to, not including, `to`, with their values.
    pub(super) fn range<'t>(
        &'t self,
        from: &[u8],
        to: &[u8],
    ) -> impl DoubleEndedIterator<Item = Result<(IVec, Value), Error>> + use<'t> {
        let bounds = (Bound::Included(from.to_vec()), Bound::Excluded(to.to_vec()));
        self.db.range(bounds).filter_map(|found| match found {
            Ok((stored, first)) => {
                let (part, key) = stored.split_last()?;
                (*part == 0).then(|| Ok((stored.subslice(0, key.len()), self.join(key, first)?)))
            }
            Err(error) => Some(Err(refused(&error))),
        })
    }

    /// Applies `writes` as one; visible at once, durable after [`Tree::settle`].
    pub(super) fn apply(&self, writes: &Overlay) -> Result<(), Error> {
        let mut batch = sled::Batch::default();
        for (key, value) in writes {
            let before = self.db.get(stored(key, 0)).map_err(|error| refused(&error))?;
            let had = before.map_or(0, |first| codec::sealed_length(&first).unwrap_or(1).div_ceil(PART));
            let has = value.as_ref().map_or(0, |value| value.len().div_ceil(PART));
            if has > usize::from(u8::MAX) {
                return Err(Error::asked("value-too-large"));
            }
            for (part, bytes) in value.iter().flat_map(|value| value.chunks(PART)).enumerate() {
                batch.insert(stored(key, part), bytes);
            }
            for part in has..had {
                batch.remove(stored(key, part));
            }
        }
        self.db.apply_batch(batch).map_err(|error| refused(&error))
    }

    /// Makes what was applied durable. Nothing further may be applied before this has come back.
    pub(super) fn settle(&self) -> Result<(), Error> {
        self.db.flush().map_err(|error| refused(&error))?;
        self.disk.sync(&self.file, &self.path).map_err(|error| Error::could("database-refused").with("cause", error))
    }
}
