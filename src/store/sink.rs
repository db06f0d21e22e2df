//! A file that grows on a thread of its own, hashed on the way, so that whoever makes its bytes need not wait for them.

use std::fs::File;
use std::io::{self, Write};
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::thread::{self, JoinHandle};

use sha2::{Digest, Sha256};

/// A file that is written behind its writer.
#[derive(Debug)]
pub(super) struct Sink {
    /// The file, to be read and made durable.
    pub(super) file: File,
    /// The hash of all that is known to be written.
    hash: Sha256,
    writing: Option<Writing>,
    /// Buffers that have been written, to be filled anew.
    empty: Vec<Vec<u8>>,
}

/// What is on its way.
#[derive(Debug)]
struct Writing {
    full: SyncSender<Vec<u8>>,
    written: Receiver<Vec<u8>>,
    thread: JoinHandle<io::Result<Sha256>>,
}

impl Sink {
    /// To the end of an empty file.
    pub(super) fn new(file: File) -> Self {
        Self { file, hash: Sha256::new(), writing: None, empty: Vec::new() }
    }

    /// Takes the bytes of `out` to be written, and leaves it empty; waits while those before are still on their way.
    ///
    /// # Errors
    /// What the disk refused of earlier bytes.
    pub(super) fn write(&mut self, out: &mut Vec<u8>) -> io::Result<()> {
        if out.is_empty() {
            return Ok(());
        }
        let writing = match &mut self.writing {
            Some(writing) => writing,
            none => none.insert(begin(self.file.try_clone()?, self.hash.clone())),
        };
        self.empty.extend(writing.written.try_iter());
        let next = self.empty.pop().unwrap_or_default();
        if writing.full.send(std::mem::replace(out, next)).is_err() { self.settle() } else { Ok(()) }
    }

    /// Waits until all is written.
    ///
    /// # Errors
    /// What the disk refused.
    pub(super) fn settle(&mut self) -> io::Result<()> {
        let Some(Writing { full, thread, .. }) = self.writing.take() else { return Ok(()) };
        drop(full);
        let ended = |_| io::Error::other("the thread that wrote the file came to an end");
        self.hash = thread.join().map_err(ended)??;
        Ok(())
    }

    /// Waits until all is written, and hashes it.
    ///
    /// # Errors
    /// What the disk refused.
    pub(super) fn hash(&mut self) -> io::Result<[u8; 32]> {
        self.settle()?;
        Ok(self.hash.clone().finalize().into())
    }
}

/// Goes on writing on a thread of its own.
fn begin(mut file: File, mut hash: Sha256) -> Writing {
    let (full, come) = sync_channel::<Vec<u8>>(1);
    let (back, written) = channel();
    let thread = thread::spawn(move || {
        for mut bytes in come {
            hash.update(&bytes);
            file.write_all(&bytes)?;
            bytes.clear();
            let _ = back.send(bytes);
        }
        Ok(hash)
    });
    Writing { full, written, thread }
}
