//! The holder: the one process that has a database open, and answers everybody else through a socket.
//!
//! One thread waits for guests, one attends to each of them (`guest`), and what they ask meets in one desk. Whoever has
//! the folder's lock is the holder, and nobody else touches the socket's file.

use std::io::{ErrorKind, Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustc_hash::FxHashMap;
use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::keep::erase_by;
use super::presence::Presence;
use super::socket::Socket;
use super::wire::{FromHolder, Greeting, Reply, Said};
use super::{Account, Erasing, LocalDesk, guest, holder, open_with};
use crate::codec::frame;
use crate::domain::base::Error;
use crate::domain::model::Revision;
use crate::store::Options;

/// A holder that nobody has come to yet stays at least so long.
const FIRST: Duration = Duration::from_secs(5);
/// So long a guest that has hung up may still count as one.
const FAREWELL: Duration = Duration::from_millis(100);
/// So long guests may take to get their last answer when the holder ends.
const PARTING: Duration = Duration::from_secs(30);
/// So often is looked whether a backup is due.
const BACKUPS: Duration = Duration::from_secs(3_600);

/// What a holder grants.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    /// It ends so long after its last guest has gone; `None`: it stays.
    pub idle_exit: Option<Duration>,
    /// A guest that leaves a message unfinished, or does not take what is sent to it, is dropped after so long.
    pub patience: Duration,
    /// So many guests at once.
    pub guests: usize,
    /// So long after its start the holder looks whether a backup is due, and every hour from then on.
    pub backup_after: Duration,
}

impl Default for Terms {
    fn default() -> Self {
        let (patience, backup_after) = (Duration::from_secs(10), Duration::from_secs(30));
        Self { idle_exit: None, patience, guests: 500, backup_after }
    }
}

/// What the threads of a holder share.
pub(super) struct Shared {
    pub(super) terms: Terms,
    /// Gone once everything is closed.
    desk: Mutex<Option<Arc<LocalDesk>>>,
    stopping: AtomicBool,
    bell: UnixStream,
    guests: Mutex<Guests>,
    left: Condvar,
    pub(super) presence: Presence,
    /// What is to be done when everything is closed.
    wish: Mutex<Option<Wish>>,
}

/// A name that is to be taken out of the database, for which nobody may have it open; who asked, and where he listens.
pub(super) struct Wish {
    pub(super) stream: UnixStream,
    pub(super) number: u64,
    pub(super) account: Account,
    pub(super) asked: Erasing,
}

struct Guests {
    here: FxHashMap<u64, UnixStream>,
    /// How many of them have been welcomed.
    welcomed: usize,
    next: u64,
    /// Whether anybody has come at all.
    any: bool,
    /// When the last one left.
    since: Instant,
    /// Who asked for the end: hung up on when everything is closed.
    parting: Vec<UnixStream>,
}

impl Shared {
    fn guests(&self) -> MutexGuard<'_, Guests> {
        self.guests.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many have been welcomed.
    pub(super) fn welcomed(&self) -> usize {
        self.guests().welcomed
    }

    /// As [`Shared::welcomed`], once at most `few` are left; soon in any case. Whoever has hung up a moment ago is not
    /// taken for somebody who is there.
    pub(super) fn still_welcomed(&self, few: usize) -> usize {
        let more = |guests: &mut Guests| guests.welcomed > few;
        let waited = self.left.wait_timeout_while(self.guests(), FAREWELL, more);
        waited.unwrap_or_else(PoisonError::into_inner).0.welcomed
    }

    /// One more has been, until what is given back is dropped.
    pub(super) fn welcome(&self) -> impl Drop + '_ {
        struct Seat<'a>(&'a Shared);
        impl Drop for Seat<'_> {
            fn drop(&mut self) {
                self.0.guests().welcomed -= 1;
                self.0.left.notify_all();
            }
        }
        self.guests().welcomed += 1;
        Seat(self)
    }

    /// Keeps what is to be done when everything is closed; the first wish counts.
    pub(super) fn wish(&self, wish: Wish) {
        self.wish.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(wish);
    }

    /// Keeps `stream` until everything is closed.
    pub(super) fn part_last(&self, stream: UnixStream) {
        self.guests().parting.push(stream);
    }

    pub(super) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }

    /// Ends the holder once every guest has its answer.
    pub(super) fn stop(&self) {
        self.stopping.store(true, Ordering::Release);
        let _ = (&self.bell).write(&[0]);
    }

    fn leave(&self, number: u64) {
        let mut guests = self.guests();
        guests.here.remove(&number);
        guests.since = Instant::now();
        if guests.here.is_empty() {
            let _ = (&self.bell).write(&[0]);
            self.left.notify_all();
        }
    }

    fn desk(&self) -> Option<Arc<LocalDesk>> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Makes the backups that are due, until the other end is gone. One that fails is tried again an hour later; `status`
    /// says when the last one was made.
    fn keep_backups(&self, end: &Receiver<()>) {
        let mut wait = self.terms.backup_after;
        while end.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
            wait = BACKUPS;
            let _ = self.desk().map(|desk| desk.backup_of_today());
        }
    }

    /// How long it may go on waiting; `None`: for ever.
    fn patience(&self) -> Option<Duration> {
        let guests = self.guests();
        let idle = self.terms.idle_exit.filter(|_| guests.here.is_empty())?;
        let least = if guests.any { Duration::ZERO } else { FIRST };
        Some((guests.since + idle.max(least)).saturating_duration_since(Instant::now()))
    }
}

/// Takes a guest off the list, however it left.
struct Leaving<'a>(&'a Shared, u64);

impl Drop for Leaving<'_> {
    fn drop(&mut self) {
        self.0.leave(self.1);
    }
}

/// Ends a holder from another thread.
#[derive(Clone)]
pub struct Bell(Arc<Shared>);

impl Bell {
    /// Ends it, once every guest has the answer that it waits for.
    pub fn ring(&self) {
        self.0.stop();
    }
}

/// A holder that is about to serve.
pub struct Server {
    shared: Arc<Shared>,
    socket: Socket,
    ring: UnixStream,
}

impl Server {
    /// Opens (or makes) the database in `folder`, which is there, to serve it; `None` where another holder serves it
    /// already.
    ///
    /// # Errors
    /// `locked` where a process has it open that serves nobody, and whatever opening or the socket comes to.
    pub fn open(folder: &Path, terms: Terms) -> Result<Option<Self>, Error> {
        Self::open_at(folder, terms, None)
    }

    /// As [`Server::open`], at a socket that somebody else has opened: he goes on listening when this holder has ended,
    /// and whoever comes meanwhile waits.
    ///
    /// # Errors
    /// As [`Server::open`].
    pub fn open_at(folder: &Path, terms: Terms, given: Option<UnixListener>) -> Result<Option<Self>, Error> {
        let given = given.map(Socket::given).transpose().map_err(failed(folder))?;
        let path = given.as_ref().map_or_else(|| holder::socket_of(folder), |given| Ok(given.path().to_path_buf()))?;
        let socket = || Some(path.clone());
        let open = || open_with(folder, |options| Options { socket: socket(), ..options });
        // Where the socket is given, it is this holder's own, and says nothing about another one.
        let stays = || given.is_none() && holder::is_served(folder);
        let desk = match holder::handed_over_unless(folder, stays, open) {
            Err(error) if error.id == "locked" && stays() => return Ok(None),
            opened => opened?,
        };
        let (ring, bell) = bell().map_err(failed(folder))?;
        let socket = given.map_or_else(|| Socket::bind(&path), Ok).map_err(failed(&path))?;
        let guests = Guests {
            here: FxHashMap::default(),
            welcomed: 0,
            next: 0,
            any: false,
            since: Instant::now(),
            parting: Vec::new(),
        };
        let shared = Shared {
            terms,
            desk: Mutex::new(Some(Arc::new(desk))),
            stopping: AtomicBool::new(false),
            bell,
            guests: Mutex::new(guests),
            left: Condvar::new(),
            presence: Presence::default(),
            wish: Mutex::default(),
        };
        Ok(Some(Self { shared: Arc::new(shared), socket, ring }))
    }

    /// Makes `account` director of the database, where nobody is one but the owner of the folder.
    ///
    /// # Errors
    /// Whatever the disk refuses.
    pub fn appoint(&self, account: &Account) -> Result<(), Error> {
        self.shared.desk().map_or(Ok(()), |desk| desk.appoint(account))
    }

    /// Where it is spoken to.
    #[must_use]
    pub fn socket(&self) -> &Path {
        self.socket.path()
    }

    /// What ends it.
    #[must_use]
    pub fn bell(&self) -> Bell {
        Bell(Arc::clone(&self.shared))
    }

    /// Serves until it is ended or idle for long enough; the database is closed then. Whether it ended only because the
    /// database had to be closed for a moment, and somebody has to serve on.
    pub fn run(mut self) -> bool {
        let (ended, end) = channel();
        let shared = Arc::clone(&self.shared);
        let backups = thread::Builder::new().name("backups".to_owned()).spawn(move || shared.keep_backups(&end)).ok();
        self.attend();
        drop(ended);
        if let Some(desk) = self.shared.desk() {
            desk.store().end_copy();
        }
        let _ = backups.map(thread::JoinHandle::join);
        self.close()
    }

    fn attend(&mut self) {
        while !self.shared.is_stopping() {
            let wait = self.shared.patience();
            if wait.is_some_and(|wait| wait.is_zero()) {
                break;
            }
            let seconds = |wait: Duration| wait.as_secs().try_into().unwrap_or(i64::MAX);
            let wait = wait.map(|wait| Timespec { tv_sec: seconds(wait), tv_nsec: wait.subsec_nanos().into() });
            let ring = [PollFd::new(&self.ring, PollFlags::IN)];
            let _ = poll(&mut ring.into_iter().chain(self.socket.events()).collect::<Vec<_>>(), wait.as_ref());
            while self.ring.read(&mut [0; 64]).is_ok_and(|read| read > 0) {}
            self.let_in();
            if !self.socket.is_there() && !self.listen_again() {
                break;
            }
        }
    }

    /// Has itself found again after the socket's file is gone; whether it can be. Of a database whose folder is gone, or
    /// another's now, nobody needs a holder; and where somebody else listens in its place, he is the next one: a service
    /// that has been set up while people were at work.
    fn listen_again(&mut self) -> bool {
        let own = self.shared.desk().is_some_and(|desk| desk.store().is_at_home());
        let socket = own.then(|| Socket::bind_free(self.socket.path()).ok()).flatten();
        socket.map(|socket| self.socket = socket).is_some()
    }

    /// Takes everybody in who waits.
    fn let_in(&self) {
        while !self.shared.is_stopping() {
            match self.socket.accept() {
                Ok(stream) => self.seat(stream),
                Err(error) if error.kind() == ErrorKind::WouldBlock => return,
                // Too many files are open: whoever waits goes on waiting until somebody leaves.
                Err(_) => {
                    thread::sleep(Duration::from_millis(50));
                    return;
                }
            }
        }
    }

    fn seat(&self, stream: UnixStream) {
        let Some(desk) = self.shared.desk() else { return };
        let Ok(own) = stream.try_clone() else { return };
        let number = {
            let mut guests = self.shared.guests();
            if guests.here.len() >= self.shared.terms.guests {
                turn_away(stream, guests.welcomed);
                return;
            }
            guests.next += 1;
            guests.any = true;
            let number = guests.next;
            guests.here.insert(number, own);
            number
        };
        let shared = Arc::clone(&self.shared);
        let attend = move || {
            let leaving = Leaving(&shared, number);
            // What a guest does wrong ends with its connection.
            let _ = guest::attend(&shared, desk, stream);
            drop(leaving);
        };
        if thread::Builder::new().name("guest".to_owned()).spawn(attend).is_err() {
            self.shared.leave(number);
        }
    }

    /// Ends: nobody new, everybody's last answer, then the database, then whoever asked for it.
    fn close(self) -> bool {
        self.socket.close();
        self.shared.stopping.store(true, Ordering::Release);
        let guests = self.shared.guests();
        for stream in guests.here.values() {
            let _ = stream.shutdown(Shutdown::Read);
        }
        let gone = self.shared.left.wait_timeout_while(guests, PARTING, |guests| !guests.here.is_empty());
        let parting = std::mem::take(&mut gone.unwrap_or_else(PoisonError::into_inner).0.parting);
        let desk = self.shared.desk.lock().unwrap_or_else(PoisonError::into_inner).take();
        let folder = desk.as_ref().map(|desk| desk.store().folder().to_owned());
        drop(desk);
        let wish = self.shared.wish.lock().unwrap_or_else(PoisonError::into_inner).take();
        let again = wish.is_some();
        if let Some((folder, wish)) = folder.zip(wish) {
            let result = erase_by(&folder, &wish.account, &wish.asked);
            let revision = result.as_ref().map_or_else(|_| Revision::default(), |erased| Revision(erased.revision));
            let reply = Reply { number: wish.number, revision, result: result.map(Said::Erased) };
            let _ = frame::send(&mut &wish.stream, &FromHolder::Reply(reply));
        }
        drop(parting);
        again
    }
}

/// The two ends of what wakes whoever waits for guests.
fn bell() -> std::io::Result<(UnixStream, UnixStream)> {
    let (ring, bell) = UnixStream::pair()?;
    ring.set_nonblocking(true)?;
    bell.set_nonblocking(true)?;
    Ok((ring, bell))
}

fn turn_away(mut stream: UnixStream, welcomed: usize) {
    let _ = stream.set_nonblocking(true);
    let _ = frame::send(&mut stream, &Greeting::own(welcomed));
    let full: Result<super::Welcome, Error> = Err(Error::could("holder-full").with("guests", welcomed));
    let _ = frame::send(&mut stream, &full);
}

fn failed(path: &Path) -> impl Fn(std::io::Error) -> Error {
    move |cause| Error::could("file-failed").with("path", path.display()).with("cause", cause)
}
