//! Writing: commands that arrive together share one sync of the journal and one batch.
//!
//! Order: resolve → journal, synced (the receipt) → one batch under the write side of the gate (visible) → flush and
//! sync → `mark`. Only then is the next batch applied: sled recycles what it has synced, so it may never run more than
//! one batch ahead of the disk. While there is nothing to do, dirty days are repaired.
//!
//! Whoever holds the [`Pen`] is the only one who writes. A command that finds it free writes on its caller's thread as
//! far as the receipt, so that nobody has to be woken for it; the writer thread does what is left, and all that comes
//! while it is at it.

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, MutexGuard};
use std::time::Duration;

use super::apply::apply;
use super::change::Change;
use super::draft::Draft;
use super::folder::io;
use super::journal::{Journal, Line, time_text};
use super::state::{Applied, State};
use super::tree::Overlay;
use super::{Author, Inner, commands, keys, watch};
use crate::codec::{self, Kind};
use crate::domain::base::Error;
use crate::domain::model::Notice;

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

/// A command, and where its receipt goes.
pub(super) struct Order {
    pub(super) author: Author,
    pub(super) resolve: Resolve,
    pub(super) reply: Reply<u64>,
}

/// Something for the writer thread to do.
pub(super) enum Job {
    /// A command.
    Commit(Order),
    /// Nothing but what is left of a command that its caller's thread has written.
    Finish,
    /// Blocks of a batch that is not visible.
    Load(Overlay, Reply<()>),
    /// Nothing; answered when every dirty day has been repaired.
    Repair(Reply<()>),
}

/// What one writes with.
#[derive(Debug)]
pub(super) struct Pen {
    journal: Journal,
    mark: File,
    /// What is to be done before anything else is written.
    rest: Option<Rest>,
}

/// Changes that have their receipts and are not in the tree yet.
#[derive(Debug)]
struct Rest {
    writes: Overlay,
    state: State,
    /// What is told of them once they are visible; `None` where nobody listens.
    notice: Option<Notice>,
}

impl Pen {
    pub(super) fn new(journal: Journal, mark: File) -> Self {
        Self { journal, mark, rest: None }
    }

    /// Whether nothing is left to be done.
    pub(super) fn is_free(&self) -> bool {
        self.rest.is_none()
    }

    /// Makes `group` durable and gives the receipts; [`Pen::finish`] makes it visible.
    pub(super) fn write(&mut self, inner: &Inner, group: Vec<Order>) {
        let mut draft = Draft::new(&inner.tree, &inner.paths, inner.state().clone());
        let mut receipts = Vec::with_capacity(group.len());
        let mut repeated = Vec::new();
        for Order { author, resolve, reply } in group {
            let given = (!author.command.is_empty()).then(|| inner.commands().find(&author)).flatten();
            if let Some(seq) = given {
                repeated.push((reply, seq));
                continue;
            }
            let taken =
                inner.failure().map_or(Ok(()), Err).and_then(|()| self.take(inner, &mut draft, author, resolve));
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
            inner.commands().forget_after(self.journal.ahead().seq);
            for (reply, _) in receipts.into_iter().chain(repeated) {
                let _ = reply.send(Err(error.clone()));
            }
            return;
        }
        // What is repeated may have come with what it repeats: it is durable only now.
        for (reply, seq) in repeated {
            let _ = reply.send(Err(commands::given(seq)));
        }
        let Some((_, last)) = receipts.last() else { return };
        inner.promise(*last);
        let notice = inner.is_watched().then(|| watch::notice(&draft)).transpose().unwrap_or_else(|error| {
            inner.note(Err(error));
            None
        });
        let Draft { writes, state, .. } = draft;
        self.rest = Some(Rest { writes, state, notice });
        for (reply, seq) in receipts {
            let _ = reply.send(Ok(seq));
        }
    }

    fn take(&mut self, inner: &Inner, draft: &mut Draft<'_>, author: Author, resolve: Resolve) -> Result<u64, Error> {
        author.still_allowed(&draft.state)?;
        let Proposal { change, undoes } = resolve(draft)?;
        let seq = self.journal.ahead().seq + 1;
        let at = (inner.clock)().max(self.journal.ahead().at);
        let line = Line {
            seq,
            time: time_text(at),
            user: author.user,
            command: author.command,
            undoes,
            change,
            sealed: false,
        };
        apply(draft, &line)?;
        self.journal.push(&line, at)?;
        if !line.command.is_empty() {
            inner.commands().note(&line.user, &line.command, seq, at);
        }
        draft.keep()?;
        draft.lines.push(line);
        Ok(seq)
    }

    /// Makes what has its receipts visible, and durable in the tree. An error is one of the database itself, after
    /// which nothing more is written.
    fn finish(&mut self, inner: &Inner) -> Result<(), Error> {
        let Some(Rest { mut writes, mut state, notice }) = self.rest.take() else { return Ok(()) };
        let applied = Applied { position: self.journal.ahead().clone(), names: inner.names().bytes() };
        let sealed = codec::encode(Kind::Applied, &applied)?;
        writes.insert(keys::APPLIED.to_vec(), Some(sealed.clone()));
        state.applied = applied;
        inner.show(&writes, state)?;
        if let Some(notice) = notice {
            inner.tell(&notice);
        }
        inner.tree.settle()?;
        self.remember(inner, &sealed)
    }

    /// Notes in `mark` what sled has made durable.
    fn remember(&mut self, inner: &Inner, sealed: &[u8]) -> Result<(), Error> {
        let path = inner.paths.mark();
        let placed = self.mark.seek(SeekFrom::Start(0)).and_then(|_| self.mark.write_all(sealed));
        let cut = placed.and_then(|()| self.mark.set_len(sealed.len() as u64));
        cut.and_then(|()| inner.paths.disk.sync(&self.mark, &path)).map_err(io(&path))
    }
}

/// The writer thread's work.
pub(super) struct Writer {
    pub(super) inner: Arc<Inner>,
}

impl Writer {
    /// Works until nobody can send any more.
    pub(super) fn run(self, jobs: &Receiver<Job>) {
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
                        pause = if self.repair() { Duration::ZERO } else { QUIET };
                        continue;
                    }
                },
            };
            match job {
                Job::Commit(order) => {
                    let mut group = vec![order];
                    while group.len() < GROUP && next.is_none() {
                        match jobs.try_recv() {
                            Ok(Job::Commit(order)) => group.push(order),
                            Ok(Job::Finish) => {}
                            Ok(other) => next = Some(other),
                            Err(_) => break,
                        }
                    }
                    let mut pen = self.free_pen();
                    pen.write(&self.inner, group);
                    self.inner.note(pen.finish(&self.inner));
                    pause = QUIET;
                }
                Job::Finish => {
                    drop(self.free_pen());
                    pause = QUIET;
                }
                Job::Load(writes, reply) => drop(reply.send(self.load(&writes))),
                Job::Repair(reply) => waiting.push(reply),
            }
        }
    }

    /// The pen, as soon as nobody else has it.
    fn pen(&self) -> MutexGuard<'_, Pen> {
        self.inner.pen.lock().unwrap_or_else(|poisoned| {
            self.inner.note(Err(Error::could("writer-gone")));
            poisoned.into_inner()
        })
    }

    /// The same, when what was left to be done has been done.
    fn free_pen(&self) -> MutexGuard<'_, Pen> {
        let mut pen = self.pen();
        self.inner.note(pen.finish(&self.inner));
        pen
    }

    fn load(&self, writes: &Overlay) -> Result<(), Error> {
        let _pen = self.free_pen();
        if let Some(failure) = self.inner.failure() {
            return Err(failure);
        }
        let loaded = self.inner.apply(writes).and_then(|()| self.inner.tree.settle());
        self.inner.note(loaded.clone());
        loaded
    }

    /// Stores the sums of some dirty days; false where a command has come first.
    fn repair(&self) -> bool {
        let pen = self.pen();
        if pen.is_free() && self.inner.failure().is_none() {
            self.inner.note(self.repair_some());
        }
        pen.is_free()
    }

    fn repair_some(&self) -> Result<(), Error> {
        let inner = &self.inner;
        let mut draft = Draft::new(&inner.tree, &inner.paths, inner.state().clone());
        super::rollup::repair(&mut draft, &inner.additive())?;
        draft.keep()?;
        inner.show(&draft.writes, draft.state)?;
        inner.tree.settle()
    }
}
