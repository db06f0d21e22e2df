//! The store: facts in blocks, sums above them, documents, and the journal that all of it can be rebuilt from.
//!
//! Only this module names sled. It is a struct and no trait until there is a second engine; its methods are ones that
//! such an engine can serve: commit a change, publish and revert a batch, cells of a run of days, rows, documents.
//!
//! The life of a change: [`Store::commit`] takes a closure; who holds the pen, its caller's thread or the writer thread,
//! resolves it against a [`Draft`], appends it to the journal and syncs that (the receipt). The writer thread applies it
//! as one batch under the write side of the gate and makes sled durable before anything else is written. A [`Reading`]
//! holds the read side: one answer, one revision.

mod apply;
mod backups;
mod cell;
mod change;
mod check;
mod commands;
mod draft;
mod dump;
mod erase;
mod folder;
mod import;
mod inner;
mod journal;
mod keep;
mod kept;
mod keys;
mod ladder;
mod moved;
mod names;
mod online;
mod overlap;
mod reading;
mod reads;
mod rebuild;
mod redact;
mod rollup;
mod rows;
mod scan;
mod schema;
mod sink;
mod staging;
mod state;
mod sums;
mod table;
mod tree;
mod watch;
mod writer;

pub use backups::{LayoutCopy, kept as kept_backups, layout_copies, named as named_backup};
pub use cell::{CellRow, Past};
pub use change::{Change, DocumentChange, PatchRow, Publication, Setting, proposal_in};
pub use draft::Draft;
pub use erase::{Erased, erase};
pub use folder::{Witness, announced, is_silent, make_folder, process, user, user_group, user_named, user_number};
pub use keep::{Backup, compact, restore};
pub use kept::Kept;
pub use moved::{copy_in, stay, take_over};
pub use reading::Reading;
pub use reads::{Stored, reads};
pub use watch::Watcher;
pub use writer::Proposal;

use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Condvar, Mutex, OnceLock, PoisonError, RwLock};
use std::thread::JoinHandle;

use crate::domain::base::Error;
use crate::domain::model::Measure;
use folder::{Disk, Lock, Paths, io};
use inner::Inner;
use journal::Journal;
use ladder::Opened;
use names::{NameList, Of};
use writer::{Job, Order, Pen, Writer};

/// Milliseconds UTC.
pub type Clock = Box<dyn Fn() -> i64 + Send + Sync>;

/// Who gives a command, and the id that the command came with.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Author {
    /// The person.
    pub user: String,
    /// The command's id.
    pub command: String,
    /// By which roster and offices it was allowed ([`Reading::people`]). Where they are others when it is done, it is
    /// refused with `rights-moved`, and nothing of it has happened. `None`: nobody has to allow it.
    pub allowed: Option<u64>,
}

impl Author {
    /// Refuses what was allowed by another roster or other offices than those of `state`.
    fn still_allowed(&self, state: &state::State) -> Result<(), Error> {
        if self.allowed.is_some_and(|allowed| allowed != state.people) {
            return Err(Error::could("rights-moved").with("user", &self.user));
        }
        Ok(())
    }
}

/// How to open a database.
pub struct Options {
    /// What can be counted, and how it adds up.
    pub measures: Vec<Measure>,
    /// The clock that changes are dated by.
    pub clock: Clock,
    /// Told of every file that is made durable; for tests that cut the power in between.
    pub witness: Option<Witness>,
    /// Where this process is spoken to by others, for them to find beside the lock.
    pub socket: Option<PathBuf>,
}

impl Options {
    /// With the clock of the system.
    #[must_use]
    pub fn new(measures: &[Measure]) -> Self {
        let clock = Box::new(|| chrono::Utc::now().timestamp_millis());
        Self { measures: measures.to_vec(), clock, witness: None, socket: None }
    }
}

/// A database that is open in this process.
pub struct Store {
    inner: Arc<Inner>,
    jobs: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
    lock: Lock,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("folder", &self.inner.paths.root).finish_non_exhaustive()
    }
}

/// A measure's number, which fits 16 bits: there are as many as the catalogue has.
fn measure(id: u32) -> u16 {
    u16::try_from(id).unwrap_or(u16::MAX - table::column::MEASURE)
}

impl Store {
    /// Opens (or makes) the database in `folder`.
    ///
    /// # Errors
    /// `locked` where a process has it open, `network-folder`, and whatever the disk refuses.
    pub fn open(folder: &Path, options: Options) -> Result<Self, Error> {
        let paths = Paths { disk: Disk::watched_by(options.witness), ..Paths::of(folder) };
        make_folder(&paths.root)?;
        folder::refuse_network(&paths.root)?;
        let lock = Lock::take(&paths.root, options.socket.as_deref())?;
        make_folder(&paths.journal())?;
        let names = NameList::open(paths.names(), &paths.disk)?;
        let now = (options.clock)();
        let Opened { tree, mut state, end, notes: mut opening } = ladder::climb(&paths, names.bytes(), now)?;
        if names.bytes() < state.applied.names {
            return Err(Error::found("names-damaged").with("path", paths.names().display()));
        }
        if let Some(layout) = schema::older(&tree)? {
            keep::copy_before(&paths, &tree, &state.applied.position, layout, now)?;
            opening.push(schema::UPGRADED.to_owned());
        }
        schema::agree(&tree, &mut state, &options.measures)?;
        let mark = OpenOptions::new().mode(0o600).create(true).write(true).truncate(false).open(paths.mark());
        let mark = mark.map_err(io(&paths.mark()))?;
        let journal = Journal::open(paths.journal(), paths.disk.clone(), end);
        let seq = state.applied.position.seq;
        let measures = options.measures.into_iter().map(|measure| (measure.id, measure.additive)).collect();
        let inner = Arc::new(Inner {
            paths,
            tree,
            shield: online::Shield::default(),
            gate: RwLock::new(state),
            names: RwLock::new(names),
            measures,
            clock: options.clock,
            promised: AtomicU64::new(seq),
            visible: Mutex::new(seq),
            shown: Condvar::new(),
            failure: Mutex::new(None),
            imports: Mutex::default(),
            opening,
            answers: Mutex::default(),
            pen: Mutex::new(Pen::new(journal, mark)),
            commands: OnceLock::new(),
            watchers: Mutex::default(),
        });
        let (jobs, queue) = channel();
        let writer = Writer { inner: Arc::clone(&inner) };
        let thread = std::thread::Builder::new().name("writer".to_owned()).spawn(move || writer.run(&queue));
        let thread = thread.map_err(io(folder))?;
        let store = Self { inner, jobs: Some(jobs), thread: Some(thread), lock };
        store.sweep()?;
        Ok(store)
    }

    fn send(&self, job: Job) -> Result<(), Error> {
        let sent = self.jobs.as_ref().and_then(|jobs| jobs.send(job).ok());
        sent.ok_or_else(|| Error::could("writer-gone"))
    }

    /// Whether the database still lies where it was opened.
    #[must_use]
    pub fn is_at_home(&self) -> bool {
        self.lock.is_at_home()
    }

    /// Resolves a command against the state that it meets, and makes the change durable. Gives back the
    /// change's number and what `resolve` had to say about it.
    ///
    /// # Errors
    /// What `resolve` refuses, and whatever the disk refuses; then nothing has changed.
    pub fn commit<T: Send + 'static>(
        &self,
        author: &Author,
        resolve: impl FnOnce(&mut Draft<'_>) -> Result<(Proposal, T), Error> + Send + 'static,
    ) -> Result<(u64, T), Error> {
        let (say, said) = channel();
        let (reply, receipt) = channel();
        let resolve = Box::new(move |draft: &mut Draft<'_>| {
            let (proposal, words) = resolve(draft)?;
            let _ = say.send(words);
            Ok(proposal)
        });
        self.order(Order { author: author.clone(), resolve, reply })?;
        let gone = || Error::could("writer-gone");
        let seq = receipt.recv().map_err(|_| gone())??;
        Ok((seq, said.recv().map_err(|_| gone())?))
    }

    /// Has a command written: by this thread where nobody writes, so that none has to be woken before the receipt.
    fn order(&self, order: Order) -> Result<(), Error> {
        let Some(mut pen) = self.inner.pen.try_lock().ok().filter(|pen| pen.is_free()) else {
            return self.send(Job::Commit(order));
        };
        pen.write(&self.inner, vec![order]);
        let done = pen.is_free();
        drop(pen);
        if done {
            return Ok(());
        }
        let sent = self.send(Job::Finish);
        self.inner.note(sent.clone());
        sent
    }

    /// As [`Store::commit`], but nothing is changed.
    ///
    /// # Errors
    /// As [`Store::commit`].
    pub fn try_out<T>(
        &self,
        author: &Author,
        resolve: impl FnOnce(&mut Draft<'_>) -> Result<(Proposal, T), Error>,
    ) -> Result<(u64, T), Error> {
        let reading = self.read()?;
        author.still_allowed(&reading.state)?;
        let mut draft = Draft::new(&self.inner.tree, &self.inner.paths, reading.state.clone());
        let (proposal, words) = resolve(&mut draft)?;
        let position = &reading.state.applied.position;
        let (user, command) = (author.user.clone(), author.command.clone());
        let time = journal::time_text((self.inner.clock)().max(position.at));
        let seq = position.seq + 1;
        let line =
            journal::Line { seq, time, user, command, undoes: proposal.undoes, change: proposal.change, sealed: false };
        apply::apply(&mut draft, &line)?;
        Ok((seq, words))
    }

    /// The state at or after the last receipt, held still until the reading is dropped.
    ///
    /// # Errors
    /// Where the database has failed.
    pub fn read(&self) -> Result<Reading<'_>, Error> {
        let promised = self.inner.promised.load(Ordering::Acquire);
        let mut visible = self.inner.visible.lock().unwrap_or_else(PoisonError::into_inner);
        while *visible < promised {
            if let Some(failure) = self.inner.failure() {
                return Err(failure);
            }
            visible = self.inner.shown.wait(visible).unwrap_or_else(PoisonError::into_inner);
        }
        drop(visible);
        Ok(Reading::new(&self.inner))
    }

    /// The moment by the clock that changes are dated by, in milliseconds UTC.
    #[must_use]
    pub fn now(&self) -> i64 {
        (self.inner.clock)()
    }

    /// The database folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.inner.paths.root
    }

    /// The owner of the database folder, by number.
    ///
    /// # Errors
    /// Where the folder is gone.
    pub fn owner(&self) -> Result<u32, Error> {
        let root = &self.inner.paths.root;
        std::fs::metadata(root).map(|found| std::os::unix::fs::MetadataExt::uid(&found)).map_err(io(root))
    }

    /// What of the database others may read or write.
    #[must_use]
    pub fn open_to_others(&self) -> Vec<PathBuf> {
        folder::open_to_others(&self.inner.paths)
    }

    /// Lets others pass through the folder to the socket in it, and see nothing.
    ///
    /// # Errors
    /// Where the folder is not this process's own.
    pub fn let_through(&self) -> Result<(), Error> {
        folder::let_through(&self.inner.paths.root)
    }

    /// What opening had to do beyond opening, as ids of sentences; empty when all was well.
    #[must_use]
    pub fn opening(&self) -> &[String] {
        &self.inner.opening
    }

    /// Whether something was in the way of opening.
    #[must_use]
    pub fn was_repaired(&self) -> bool {
        self.opening().iter().any(|note| note != schema::UPGRADED)
    }

    /// Waits until every sum is stored.
    ///
    /// # Errors
    /// Where the database has failed.
    pub fn repair(&self) -> Result<(), Error> {
        let (reply, done) = channel();
        self.send(Job::Repair(reply))?;
        done.recv().map_err(|_| Error::could("writer-gone"))?
    }

    /// The number of a name of a dimension, given to it on first sight.
    #[must_use]
    pub fn intern(&self, dimension: crate::domain::model::Dimension, name: &str) -> u32 {
        self.inner.names_mut().intern(dimension.into(), name)
    }

    /// The number of a measure.
    ///
    /// # Errors
    /// `unknown-measure` where the catalogue has none of that id.
    pub fn measure(&self, id: &str) -> Result<u16, Error> {
        if !self.inner.measures.contains_key(id) {
            return Err(Error::asked("unknown-measure").with("measure", id));
        }
        Ok(measure(self.inner.names_mut().intern(Of::Measure, id)))
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
