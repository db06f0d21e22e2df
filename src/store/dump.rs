//! A backup's file: every key and value of one state, in order, with a checksum over all.
//!
//! Magic, then frames of key length (2 bytes), value length (4), key and value; then a frame of two zero lengths, and
//! SHA-256 over everything before. What was stored in parts is whole here.

use std::fs::{self, File};
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::folder::{Paths, io, make_folder, sync_folder};
use super::journal::hex;
use super::tree::{Overlay, Tree};
use crate::domain::base::Error;

/// Its name in a backup's folder.
pub(super) const FILE: &str = "store.dump";
const MAGIC: &[u8; 12] = b"dayboard\0\0\0\x01";
const CHUNK: usize = 4 << 20;
/// No value is longer: parts of 30,000 bytes, 255 of them.
const LONGEST: u32 = 8 << 20;

/// What the database folder remembers of its last verified backup.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct LastBackup {
    /// Its folder.
    pub(super) path: PathBuf,
    /// The last change in it.
    pub(super) seq: u64,
    /// SHA-256 of its file, in hex.
    pub(super) sha256: String,
}

/// Writes all pairs, which come in order, to `path`, durably; gives back the SHA-256.
pub(super) fn write(
    pairs: impl Iterator<Item = Result<(Vec<u8>, Vec<u8>), Error>>,
    path: &Path,
) -> Result<String, Error> {
    let file = File::create_new(path).map_err(io(path))?;
    let mut out = Hashed { inner: BufWriter::with_capacity(1 << 20, file), hash: Sha256::new() };
    out.inner_write(MAGIC).map_err(io(path))?;
    for found in pairs {
        let (key, value) = found?;
        let lengths = u16::try_from(key.len()).ok().zip(u32::try_from(value.len()).ok());
        let (key_length, value_length) = lengths.ok_or_else(|| Error::asked("value-too-large"))?;
        let head = [&key_length.to_be_bytes()[..], &value_length.to_be_bytes()].concat();
        for part in [&head[..], &key, &value] {
            out.inner_write(part).map_err(io(path))?;
        }
    }
    out.inner_write(&[0; 6]).map_err(io(path))?;
    let digest = out.hash.finalize();
    out.inner.write_all(&digest).map_err(io(path))?;
    let file = out.inner.into_inner().map_err(|error| io(path)(error.into_error()))?;
    file.sync_all().map_err(io(path))?;
    Ok(hex(&digest))
}

struct Hashed<W> {
    inner: W,
    hash: Sha256,
}

impl<W: Write> Hashed<W> {
    fn inner_write(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.hash.update(bytes);
        self.inner.write_all(bytes)
    }
}

/// Reads a dump to its end and hands every key and value to `each`; gives back its SHA-256.
///
/// # Errors
/// `dump-damaged` where it is cut short or its checksum does not fit.
pub(super) fn read(path: &Path, each: impl FnMut(Vec<u8>, Vec<u8>) -> Result<(), Error>) -> Result<String, Error> {
    let file = File::open(path).map_err(io(path))?;
    read_from(BufReader::with_capacity(1 << 20, file), path, each)
}

/// As [`read`], from `input`, which errors name `path`.
pub(super) fn read_from(
    mut input: impl Read,
    path: &Path,
    mut each: impl FnMut(Vec<u8>, Vec<u8>) -> Result<(), Error>,
) -> Result<String, Error> {
    let damaged = || Error::found("dump-damaged").with("path", path.display());
    let mut hash = Sha256::new();
    let mut take = |length: usize, hashed: bool| -> Result<Vec<u8>, Error> {
        let mut bytes = vec![0; length];
        input.read_exact(&mut bytes).map_err(|_| damaged())?;
        if hashed {
            hash.update(&bytes);
        }
        Ok(bytes)
    };
    if take(MAGIC.len(), true)? != MAGIC {
        return Err(damaged());
    }
    loop {
        let head = take(6, true)?;
        let &[k0, k1, v0, v1, v2, v3] = head.as_slice() else { return Err(damaged()) };
        let (key, value) = (u16::from_be_bytes([k0, k1]), u32::from_be_bytes([v0, v1, v2, v3]));
        if (key, value) == (0, 0) {
            break;
        }
        if value > LONGEST {
            return Err(damaged());
        }
        let key = take(usize::from(key), true)?;
        each(key, take(value as usize, true)?)?;
    }
    let found = take(32, false)?;
    let digest = hash.finalize();
    if found == digest[..] { Ok(hex(&digest)) } else { Err(damaged()) }
}

/// Puts a dump into an empty tree; gives back its SHA-256.
pub(super) fn load(path: &Path, tree: &Tree) -> Result<String, Error> {
    let (mut writes, mut bytes) = (Overlay::new(), 0);
    let digest = read(path, |key, value| {
        bytes += value.len();
        writes.insert(key, Some(value));
        if bytes >= CHUNK {
            bytes = 0;
            tree.apply(&std::mem::take(&mut writes))?;
            tree.settle()?;
        }
        Ok(())
    })?;
    tree.apply(&writes)?;
    tree.settle()?;
    Ok(digest)
}

/// Remembers a verified backup.
pub(super) fn remember(paths: &Paths, backup: &LastBackup) -> Result<(), Error> {
    make_folder(&paths.backup())?;
    let path = paths.last_backup();
    let text = serde_json::to_vec(backup).map_err(|_| Error::could("dump-damaged").with("path", path.display()))?;
    let fresh = path.with_extension("new");
    let written = File::create(&fresh).and_then(|mut file| file.write_all(&text).and_then(|()| file.sync_all()));
    written.and_then(|()| fs::rename(&fresh, &path)).map_err(io(&path))?;
    sync_folder(&paths.backup())
}

/// The folder of the last verified backup, where there is one and it can be reached.
///
/// # Errors
/// `backup-gone` where the database relies on a backup that is no longer where it was.
pub(super) fn last_backup(paths: &Paths) -> Result<Option<PathBuf>, Error> {
    let path = paths.last_backup();
    let Ok(text) = fs::read(&path) else { return Ok(None) };
    let last: LastBackup =
        serde_json::from_slice(&text).map_err(|_| Error::found("dump-damaged").with("path", path.display()))?;
    // One of the database's own moves with it.
    let own = last.path.file_name().map(|name| paths.backups().join(name));
    let mut places = [Some(last.path.clone()), own].into_iter().flatten();
    if let Some(there) = places.find(|place| place.join(FILE).is_file()) {
        return Ok(Some(there));
    }
    Err(Error::could("backup-gone").with("path", last.path.display()))
}
