//! What makes content the same again: the bytes of a file, and of all that decides how they are read.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::domain::base::{Error, clean};

/// A file is hashed in blocks of so many bytes.
const BLOCK: usize = 256 << 10;

/// The parts of a file's identity, in order.
#[derive(Debug)]
pub(super) struct Identity {
    /// The file, and those joined to it.
    pub(super) files: Vec<PathBuf>,
    /// How they are read.
    pub(super) reading: String,
}

impl Identity {
    /// SHA-256 of all parts, in hex.
    ///
    /// # Errors
    /// Where a file cannot be read.
    pub(super) fn digest(&self) -> Result<String, Error> {
        let mut hash = Sha256::new();
        for file in &self.files {
            add(&mut hash, file).map_err(|why| {
                Error::could("import-open").with("file", clean(&file.display().to_string())).with("why", why)
            })?;
        }
        Ok(hex(hash.chain_update(&self.reading)))
    }
}

fn add(hash: &mut Sha256, path: &Path) -> io::Result<()> {
    let (mut file, mut block) = (File::open(path)?, Vec::with_capacity(BLOCK));
    while file.by_ref().take(BLOCK as u64).read_to_end(&mut block)? > 0 {
        hash.update(&block);
        block.clear();
    }
    Ok(())
}

/// The hash as 64 hex digits.
pub(super) fn hex(hash: Sha256) -> String {
    hash.finalize().iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
