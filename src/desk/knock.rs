//! Knocking at a holder's socket: nobody waits there for ever, and whoever waits can be called off.
//!
//! A socket may stand though nobody listens any more: a service manager keeps it for a service that is down, a holder was
//! stopped, so many wait that no more fit. Then whoever knocks is told so within its patience.

use std::fs;
use std::io::{Error as IoError, ErrorKind};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustc_hash::FxHashMap;
use rustix::io::Errno;
use rustix::net::sockopt::socket_peercred;
use rustix::net::{AddressFamily, SocketAddrUnix, SocketFlags, SocketType, connect, socket_with};

use crate::domain::base::Error;
use crate::store::{process, user_named};

/// Between two knocks at a door where too many wait: at first, at last.
const PAUSE: (Duration, Duration) = (Duration::from_millis(1), Duration::from_millis(50));

/// What knocking once came to.
pub(super) enum Knocked {
    /// Nobody listens.
    Nobody,
    /// Somebody listens, and so many wait that no more fit.
    Full,
    /// We wait to be let in, or are.
    Open(UnixStream),
}

/// Knocks once at the socket at `path`, and waits for nothing.
pub(super) fn knock(path: &Path) -> Result<Knocked, IoError> {
    let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
    let socket = socket_with(AddressFamily::UNIX, SocketType::STREAM, flags, None)?;
    match connect(&socket, &SocketAddrUnix::new(path)?) {
        Ok(()) => {
            let stream = UnixStream::from(socket);
            stream.set_nonblocking(false)?;
            Ok(Knocked::Open(stream))
        }
        Err(Errno::AGAIN) => Ok(Knocked::Full),
        Err(Errno::NOENT | Errno::CONNREFUSED) => Ok(Knocked::Nobody),
        Err(error) => Err(error.into()),
    }
}

/// Waiting for a holder, which another thread can end at any moment.
#[derive(Debug, Default)]
pub(super) struct Call {
    off: AtomicBool,
    lines: Mutex<Lines>,
}

/// The streams at which somebody waits, by a number.
#[derive(Debug, Default)]
struct Lines {
    last: u64,
    open: FxHashMap<u64, UnixStream>,
}

/// One of those who wait, until he waits no more.
pub(super) struct Waits<'a> {
    call: &'a Call,
    number: u64,
}

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        self.call.lines().open.remove(&self.number);
    }
}

impl Call {
    /// Ends it: whoever waits hears the end of the stream.
    pub(super) fn call_off(&self) {
        self.off.store(true, Ordering::Release);
        for stream in self.lines().open.values() {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    pub(super) fn is_off(&self) -> bool {
        self.off.load(Ordering::Acquire)
    }

    fn lines(&self) -> MutexGuard<'_, Lines> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Somebody waits at `stream` for as long as what is given back is kept.
    pub(super) fn waits_at(&self, stream: &UnixStream) -> Result<Waits<'_>, IoError> {
        let own = stream.try_clone()?;
        let mut lines = self.lines();
        lines.last += 1;
        let number = lines.last;
        lines.open.insert(number, own);
        drop(lines);
        if self.is_off() {
            self.call_off();
        }
        Ok(Waits { call: self, number })
    }

    /// Knocks at `path` until there is room, for so long at most; `None` where nobody listens, or it is called off.
    pub(super) fn knock(&self, path: &Path, patience: Duration) -> Result<Option<UnixStream>, IoError> {
        let (begun, mut pause) = (Instant::now(), PAUSE.0);
        while !self.is_off() {
            match knock(path)? {
                Knocked::Nobody => return Ok(None),
                Knocked::Open(stream) => return Ok(Some(stream)),
                Knocked::Full if begun.elapsed() >= patience => return Err(ErrorKind::TimedOut.into()),
                Knocked::Full => thread::sleep(pause),
            }
            pause = (pause * 2).min(PAUSE.1);
        }
        Ok(None)
    }
}

/// What is said of a holder that does not answer; who it is, where that is known.
pub(super) fn silent(folder: &Path, stream: Option<&UnixStream>) -> Error {
    // A socket that a service manager has opened is, to the kernel, that of the first process.
    let peer = stream.and_then(|stream| socket_peercred(stream).ok()).map(|peer| peer.pid.as_raw_nonzero().get());
    let alive = |pid: &i32| *pid > 1 && Path::new(&format!("/proc/{pid}")).exists();
    let found = peer.filter(alive).or_else(|| process(folder).filter(alive));
    let Some(pid) = found else { return Error::could("holder-unheard").with("folder", folder.display()) };
    let owner = fs::metadata(format!("/proc/{pid}")).map(|found| std::os::unix::fs::MetadataExt::uid(&found));
    let user = owner.map_or_else(|_| "?".to_owned(), user_named);
    Error::could("holder-silent").with("folder", folder.display()).with("pid", pid).with("user", user)
}
