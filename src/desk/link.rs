//! One connection to a holder: requests go out, replies come back by number, to whoever waits for them.

use std::io::Write;
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::sync::Mutex;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::Duration;

use rustc_hash::FxHashMap;

use super::holder::Place;
use super::knock::silent;
use super::remote::lock;
use super::wire::Reply;
use crate::domain::base::Error;

/// One connection.
pub(super) struct Link {
    out: Mutex<UnixStream>,
    /// Who waits for which reply; `None` once the connection is lost.
    waiting: Mutex<Option<FxHashMap<u64, Waiting>>>,
}

/// Somebody who waits for a reply.
struct Waiting {
    tell: Sender<Reply>,
    /// Whether it is to a command, which is waited for even by whoever leaves.
    is_command: bool,
}

/// What waiting for a reply came to.
pub(super) enum Came {
    Reply(Reply),
    /// The connection was lost before.
    Lost,
    /// The holder answers nobody.
    Silence,
}

impl Link {
    pub(super) fn at(stream: UnixStream) -> Self {
        Self { out: Mutex::new(stream), waiting: Mutex::new(Some(FxHashMap::default())) }
    }

    /// Hangs up.
    pub(super) fn close(&self) {
        let _ = lock(&self.out).shutdown(Shutdown::Both);
    }

    pub(super) fn is_lost(&self) -> bool {
        lock(&self.waiting).is_none()
    }

    pub(super) fn lose(&self) {
        lock(&self.waiting).take();
    }

    pub(super) fn write(&self, bytes: &[u8]) {
        let mut out = lock(&self.out);
        if out.write_all(bytes).is_err() {
            // The thread that listens finds the end and says so to everybody.
            let _ = out.shutdown(Shutdown::Both);
        }
    }

    /// Sends a request and waits for its reply. Where none comes for `patience`, it goes on while `is_awake` says so.
    pub(super) fn exchange(
        &self,
        number: u64,
        bytes: &[u8],
        is_command: bool,
        patience: Duration,
        is_awake: impl Fn() -> bool,
    ) -> Came {
        let (tell, told) = channel();
        match lock(&self.waiting).as_mut() {
            Some(waiting) => waiting.insert(number, Waiting { tell, is_command }),
            None => return Came::Lost,
        };
        self.write(bytes);
        loop {
            match told.recv_timeout(patience) {
                Ok(reply) => return Came::Reply(reply),
                Err(RecvTimeoutError::Disconnected) => return Came::Lost,
                Err(RecvTimeoutError::Timeout) if is_awake() => {}
                Err(RecvTimeoutError::Timeout) => {
                    let _ = lock(&self.waiting).as_mut().map(|waiting| waiting.remove(&number));
                    return told.try_recv().map_or(Came::Silence, Came::Reply);
                }
            }
        }
    }

    pub(super) fn deliver(&self, reply: Reply) {
        let waiting = lock(&self.waiting).as_mut().and_then(|waiting| waiting.remove(&reply.number));
        if let Some(waiting) = waiting {
            let _ = waiting.tell.send(reply);
        }
    }

    /// What is said where the holder does not answer. A command may have been taken all the same.
    pub(super) fn silent(&self, place: &Place, is_command: bool) -> Error {
        if is_command {
            return Error::could("command-open").with("folder", place.folder.display());
        }
        silent(&place.folder, Some(&lock(&self.out)))
    }

    /// Whoever waits for the answer to a question waits no more.
    pub(super) fn leave_questions(&self) {
        if let Some(waiting) = lock(&self.waiting).as_mut() {
            waiting.retain(|_, waiting| waiting.is_command);
        }
    }
}
