//! The one writer: commands that arrive together share one sync of the journal and one batch.
//!
//! Order: resolve → journal, synced (the receipt) → one batch under the write side of the gate (visible) → flush and
//! sync → `mark`. Only then is the next batch applied: sled recycles what it has synced, so it may never run more than
//! one batch ahead of the disk. While there is nothing to do, dirty days are repaired.

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

use super::apply::apply;
use super::change::Change;
use super::draft::Draft;
use super::folder::io;
use super::journal::{Journal, Line, time_text};
use super::state::Applied;
use super::tree::Overlay;
use super::{Author, Inner, keys};
use crate::codec::{self, Kind};
use crate::domain::base::Error;

/// After a command, dirty days are left alone for so long: nobody who goes on typing waits behind a repair.
const QUIET: Duration = Duration::from_millis(20);
/// Unless there are so many: each has to be added up from its rows for whoever looks at it.
const MANY_DIRTY: usize = 500;
/// So many commands share a sync at most.
const GROUP: usize = 256;

/// A change to be made, and the change that it takes back.
#[derive(Debug)]
pub struct Proposal {
    /// The change.
    pub change: Change,
    /// What it takes back, when it is an undo or a redo.
    pub undoes: Option<u64>,
}

impl From<Change> for Proposal {
    fn from(change: Change) -> Self {
        Self { change, undoes: None }
    }
}

/// Turns a command into a change, looking at the state that it will meet.
pub(super) type Resolve = Box<dyn FnOnce(&mut Draft<'_>) -> Result<Proposal, Error> + Send>;
type Reply<T> = Sender<Result<T, Error>>;

/// Something for the writer to do.
pub(super) enum Job {
    /// A command.
    Commit(Author, Resolve, Reply<u64>),
    /// Blocks of a batch that is not visible.
    Load(Overlay, Reply<()>),
    /// Nothing; answered when every dirty day has been repaired.
    Repair(Reply<()>),
}

/// The thread's own belongings.
pub(super) struct Writer {
    pub(super) inner: Arc<Inner>,
    pub(super) journal: Journal,
    pub(super) mark: File,
}

impl Writer {
    /// Works until nobody can send any more.
    pub(super) fn run(mut self, jobs: &Receiver<Job>) {
        let mut waiting: Vec<Reply<()>> = Vec::new();
        let mut next = None;
        let mut pause = Duration::ZERO;
        loop {
            let dirty = self.inner.state().dirty.len();
            let idle = self.inner.failure().is_some() || dirty == 0;
            if idle {
                let answer = self.inner.failure().map_or(Ok(()), Err);
                waiting.drain(..).for_each(|reply| drop(reply.send(answer.clone())));
            }
            let job = match next.take() {
                Some(job) => job,
                None if idle => match jobs.recv() {
                    Ok(job) => job,
                    Err(_) => return,
                },
                None => match jobs.recv_timeout(if waiting.is_empty() && dirty < MANY_DIRTY {
                    pause
                } else {
                    Duration::ZERO
                }) {
                    Ok(job) => job,
                    Err(RecvTimeoutError::Disconnected) => return,
                    Err(RecvTimeoutError::Timeout) => {
                        pause = Duration::ZERO;
                        let repaired = self.repair();
                        self.inner.note(repaired);
                        continue;
                    }
                },
            };
            match job {
                Job::Commit(author, resolve, reply) => {
                    let mut group = vec![(author, resolve, reply)];
                    while group.len() < GROUP && next.is_none() {
                        match jobs.try_recv() {
                            Ok(Job::Commit(author, resolve, reply)) => group.push((author, resolve, reply)),
                            Ok(other) => next = Some(other),
                            Err(_) => break,
                        }
                    }
                    let done = self.commit(group);
                    self.inner.note(done);
                    pause = QUIET;
                }
                Job::Load(writes, reply) => drop(reply.send(self.load(&writes))),
                Job::Repair(reply) => waiting.push(reply),
            }
        }
    }

    fn load(&self, writes: &Overlay) -> Result<(), Error> {
        if let Some(failure) = self.inner.failure() {
            return Err(failure);
        }
        let loaded = self.inner.tree.apply(writes).and_then(|()| self.inner.tree.settle());
        self.inner.note(loaded.clone());
        loaded
    }

    /// Makes `group` durable and visible. An error is one of the database itself, after which nothing more is written.
    fn commit(&mut self, group: Vec<(Author, Resolve, Reply<u64>)>) -> Result<(), Error> {
        let inner = Arc::clone(&self.inner);
        let mut draft = Draft::new(&inner.tree, &inner.paths, inner.state().clone());
        let mut receipts = Vec::with_capacity(group.len());
        for (author, resolve, reply) in group {
            let taken = inner.failure().map_or(Ok(()), Err).and_then(|()| self.take(&mut draft, author, resolve));
            match taken {
                Ok(seq) => receipts.push((reply, seq)),
                Err(error) => {
                    draft.forget();
                    let _ = reply.send(Err(error));
                }
            }
        }
        let names = inner.names_mut().sync();
        if let Err(error) = names.and_then(|()| self.journal.sync()) {
            self.journal.forget();
            for (reply, _) in receipts {
                let _ = reply.send(Err(error.clone()));
            }
            return Ok(());
        }
        let Some((_, last)) = receipts.last() else { return Ok(()) };
        inner.promise(*last);
        for (reply, seq) in receipts {
            let _ = reply.send(Ok(seq));
        }
        let applied = Applied { position: self.journal.ahead().clone(), names: inner.names().bytes() };
        let sealed = codec::encode(Kind::Applied, &applied)?;
        draft.put(keys::APPLIED.to_vec(), sealed.clone());
        draft.keep()?;
        inner.show(&draft.writes, draft.state)?;
        inner.tree.settle()?;
        self.remember(&sealed)
    }

    fn take(&mut self, draft: &mut Draft<'_>, author: Author, resolve: Resolve) -> Result<u64, Error> {
        let Proposal { change, undoes } = resolve(draft)?;
        let seq = self.journal.ahead().seq + 1;
        let at = (self.inner.clock)().max(self.journal.ahead().at);
        let line = Line { seq, time: time_text(at), user: author.user, command: author.command, undoes, change };
        apply(draft, &line)?;
        self.journal.push(&line, at)?;
        draft.keep()?;
        draft.lines.push(line);
        Ok(seq)
    }

    /// Notes in `mark` what sled has made durable.
    fn remember(&mut self, sealed: &[u8]) -> Result<(), Error> {
        let path = self.inner.paths.mark();
        let placed = self.mark.seek(SeekFrom::Start(0)).and_then(|_| self.mark.write_all(sealed));
        let cut = placed.and_then(|()| self.mark.set_len(sealed.len() as u64));
        cut.and_then(|()| self.inner.paths.disk.sync(&self.mark, &path)).map_err(io(&path))
    }

    fn repair(&mut self) -> Result<(), Error> {
        let inner = Arc::clone(&self.inner);
        let mut draft = Draft::new(&inner.tree, &inner.paths, inner.state().clone());
        super::rollup::repair(&mut draft, &inner.additive())?;
        draft.keep()?;
        inner.show(&draft.writes, draft.state)?;
        inner.tree.settle()
    }
}
