//! The desk at the other end of a socket. Any number of threads may ask at once; replies come by number.
//!
//! When the holder is gone, the next one is sought or started and what was asked is asked again: a command under the
//! same id, so that it is done once.

use std::borrow::Cow;
use std::io::BufReader;
use std::os::unix::net::UnixStream;
use std::path::{Path, absolute};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use rustix::rand::{GetRandomFlags, getrandom};

use super::holder::{Dialled, Place, Started};
use super::knock::Call;
use super::link::{Came, Link};
use super::wire::{Ask, FromHolder, Request, Said};
use super::{Answer, Backup, Command, Desk, Door, Erased, Erasing, HangUp, News, Query, Receipt, Slide, Tell};
use crate::codec::frame;
use crate::domain::base::Error;
use crate::domain::model::{Facts, Revision};

/// So long a holder is sought before somebody who waits is told that there is none.
const PATIENCE: Duration = Duration::from_secs(10);
/// Between two attempts: at first, at last.
const PAUSE: (Duration, Duration) = (Duration::from_millis(1), Duration::from_millis(250));
/// Rows go in messages of about so many bytes.
const ROWS: usize = 4 << 20;

/// The door to a database that another process has open.
pub struct RemoteDesk {
    line: Arc<Line>,
}

impl std::fmt::Debug for RemoteDesk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RemoteDesk").field("place", &self.line.place).finish_non_exhaustive()
    }
}

/// What the desk and the threads that listen for it share.
struct Line {
    place: Place,
    link: Mutex<Option<Arc<Link>>>,
    number: AtomicU64,
    seen: AtomicU64,
    /// What the ids of this desk's commands begin with.
    name: String,
    tells: Mutex<Vec<Tell>>,
    /// What is presented: the next holder is told too.
    slide: Mutex<Option<Slide>>,
    /// Whether those who watch were told that the holder is gone.
    lost: AtomicBool,
    /// Called off when the desk is closed, or nobody waits at it any more.
    call: Arc<Call>,
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Line {
    /// The connection; made anew where there is none.
    fn link(self: &Arc<Self>, give_up: Instant) -> Result<Arc<Link>, Error> {
        let mut slot = lock(&self.link);
        if let Some(link) = slot.as_ref().filter(|link| !link.is_lost()) {
            return Ok(Arc::clone(link));
        }
        *slot = None;
        let mut pause = PAUSE.0;
        let dialled = loop {
            if self.call.is_off() {
                return Err(self.nobody());
            }
            if let Some(dialled) = self.place.dial(&self.call)? {
                break dialled;
            }
            match self.place.start()? {
                Started::Serving if Instant::now() < give_up + PATIENCE => continue,
                Started::Ended(error) if Instant::now() >= give_up + PATIENCE => return Err(error),
                Started::Ended(_) => {}
                Started::Never if Instant::now() < give_up => {}
                Started::Serving | Started::Never => return Err(self.nobody()),
            }
            thread::sleep(pause);
            pause = (pause * 2).min(PAUSE.1);
        };
        let link = self.listen(dialled)?;
        if !lock(&self.tells).is_empty() {
            let slide = lock(&self.slide).clone().map(|slide| Ask::Present(Some(slide)));
            for ask in [Ask::Watch].into_iter().chain(slide) {
                link.write(&frame::frame(&Request { number: 0, seen: Revision::default(), ask })?);
            }
        }
        *slot = Some(Arc::clone(&link));
        drop(slot);
        if self.lost.swap(false, Ordering::AcqRel) {
            self.tell(&News::Back);
        }
        Ok(link)
    }

    fn nobody(&self) -> Error {
        Error::could("holder-none").with("folder", self.place.folder.display())
    }

    /// Starts to listen.
    fn listen(self: &Arc<Self>, dialled: Dialled) -> Result<Arc<Link>, Error> {
        let Dialled { stream, input, welcome } = dialled;
        self.seen.fetch_max(welcome.revision.0, Ordering::AcqRel);
        let link = Arc::new(Link::at(stream));
        let (line, own) = (Arc::downgrade(self), Arc::clone(&link));
        let listen = move || {
            listen_to(input, &own, |news| {
                if let Some(line) = line.upgrade() {
                    line.hear(&news);
                }
            });
            match line.upgrade() {
                Some(line) => line.seek(&own),
                None => own.lose(),
            }
        };
        let spawned = thread::Builder::new().name("holder's words".to_owned()).spawn(listen);
        spawned.map_err(|cause| Error::could("connection-lost").with("cause", cause))?;
        Ok(link)
    }

    /// Takes a notice in and passes it on.
    fn hear(&self, news: &News) {
        if let News::Changed(notice) = news {
            self.seen.fetch_max(notice.revision.0, Ordering::AcqRel);
        }
        self.tell(news);
    }

    fn tell(&self, news: &News) {
        lock(&self.tells).retain(|tell| tell(news.clone()));
    }

    /// After the connection is lost: whoever waits asks again; where somebody watches, the next holder is sought at once.
    fn seek(self: &Arc<Self>, link: &Link) {
        let watched = || !lock(&self.tells).is_empty() && !self.call.is_off();
        if watched() {
            self.lost.store(true, Ordering::Release);
            self.tell(&News::Lost(now()));
        }
        link.lose();
        let mut pause = PAUSE.0;
        while watched() && self.link(Instant::now()).is_err() {
            thread::sleep(pause);
            pause = (pause * 2).min(PAUSE.1);
        }
    }
}

/// Passes on what a holder sends, until the connection is lost.
fn listen_to(mut input: BufReader<UnixStream>, link: &Link, hear: impl Fn(News)) {
    while let Ok(Some(said)) = frame::receive::<FromHolder>(&mut input) {
        match said {
            FromHolder::Reply(reply) => link.deliver(reply),
            FromHolder::Notice(notice) => hear(News::Changed(notice)),
            FromHolder::Here(here) => hear(News::Here(here)),
        }
    }
}

/// Milliseconds UTC by the machine's clock.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// A word that nobody else begins his ids with.
fn name() -> Result<String, Error> {
    let mut bytes = [0; 8];
    getrandom(&mut bytes, GetRandomFlags::empty())
        .map_err(|cause| Error::could("connection-lost").with("cause", cause))?;
    Ok(format!("{:016x}", u64::from_be_bytes(bytes)))
}

impl RemoteDesk {
    /// Connects to the holder of the database at `place`, and starts one where there is none and one may be started.
    ///
    /// # Errors
    /// `holder-none`, a refusal of the holder, and whatever starting one comes to.
    pub fn connect(place: Place) -> Result<Self, Error> {
        // Made once: a folder that is taken away later does not come back as an empty database.
        place.make()?;
        let line = Arc::new(Line {
            place,
            link: Mutex::new(None),
            number: AtomicU64::new(1),
            seen: AtomicU64::new(0),
            name: name()?,
            tells: Mutex::default(),
            slide: Mutex::default(),
            lost: AtomicBool::new(false),
            call: Arc::default(),
        });
        line.link(Instant::now())?;
        Ok(Self { line })
    }

    /// Asks until there is an answer; whether it had to be asked again.
    fn ask(&self, ask: Ask<'_>) -> (Result<Said, Error>, bool) {
        let line = &self.line;
        let number = line.number.fetch_add(1, Ordering::Relaxed);
        let request = Request { number, seen: Revision(line.seen.load(Ordering::Acquire)), ask };
        let is_command = matches!(request.ask, Ask::Apply(..) | Ask::Erase(_));
        let bytes = match frame::frame(&request) {
            Ok(bytes) => bytes,
            Err(error) => return (Err(error), false),
        };
        let give_up = Instant::now() + PATIENCE;
        let mut again = false;
        loop {
            let link = match line.link(give_up) {
                Ok(link) => link,
                Err(error) => return (Err(error), again),
            };
            // Nobody calls off whoever waits for a command.
            let own = Call::default();
            let is_awake = || line.place.is_awake(if is_command { &own } else { &line.call });
            if line.call.is_off() && !is_command {
                return (Err(line.nobody()), again);
            }
            match link.exchange(number, &bytes, is_command, line.place.patience / 2, is_awake) {
                Came::Reply(reply) => {
                    match &reply.result {
                        // The database was put back to an older state: that is the state to go on from.
                        Err(error) if error.id == "revision-behind" => {
                            line.seen.store(reply.revision.0, Ordering::Release);
                        }
                        _ => drop(line.seen.fetch_max(reply.revision.0, Ordering::AcqRel)),
                    }
                    return (reply.result, again);
                }
                Came::Silence => return (Err(link.silent(&line.place, is_command)), again),
                Came::Lost if line.call.is_off() || Instant::now() >= give_up => return (Err(line.nobody()), again),
                Came::Lost => again = true,
            }
        }
    }

    /// Rows in parts that are small enough for a message.
    fn rows(&self, batch: u64, facts: &Facts) -> Result<Receipt, Error> {
        let bytes = facts.bytes();
        let parts = bytes.div_ceil(ROWS).max(1);
        let each = facts.len().div_ceil(parts).max(1);
        let mut receipt = None;
        for start in (0..facts.len().max(1)).step_by(each) {
            let part = if parts == 1 { Cow::Borrowed(facts) } else { Cow::Owned(facts.part(start..start + each)) };
            let command = Command::ImportRows { batch, facts: Box::new(part.into_owned()) };
            receipt = Some(self.command(&self.id(), &command)?);
        }
        receipt.ok_or_else(|| Error::could("answer-other"))
    }

    fn id(&self) -> String {
        format!("{}-{}", self.line.name, self.line.number.fetch_add(1, Ordering::Relaxed))
    }

    /// Takes a person's name out of the database for good, or says what that would come to. The holder ends over it, and
    /// everybody goes on with the next.
    ///
    /// # Errors
    /// As [`super::erase`].
    pub fn erase(&self, asked: Erasing) -> Result<Erased, Error> {
        match self.ask(Ask::Erase(asked)).0 {
            Ok(Said::Erased(erased)) => Ok(erased),
            said => Err(other(said)),
        }
    }

    fn command(&self, id: &str, command: &Command) -> Result<Receipt, Error> {
        let (said, again) = self.ask(Ask::Apply(Cow::Borrowed(id), Cow::Borrowed(command)));
        match said {
            Ok(Said::Receipt(receipt)) => Ok(receipt),
            Err(error) if again && error.id == "batch-not-open" => Err(Error::could("import-cut")),
            said => Err(other(said)),
        }
    }
}

/// What is wrong with an answer that is not the one that was asked for.
fn other(said: Result<Said, Error>) -> Error {
    said.err().unwrap_or_else(|| Error::could("answer-other"))
}

impl Desk for RemoteDesk {
    fn query(&self, query: &Query) -> Result<Answer, Error> {
        match self.ask(Ask::Query(Cow::Borrowed(query))).0 {
            Ok(Said::Answer(answer)) => Ok(answer),
            said => Err(other(said)),
        }
    }

    fn apply(&self, command: Command) -> Result<Receipt, Error> {
        match command {
            Command::ImportRows { batch, facts } => self.rows(batch, &facts),
            command => self.command(&self.id(), &command),
        }
    }

    fn try_out(&self, command: &Command) -> Result<Receipt, Error> {
        match self.ask(Ask::Try(Cow::Borrowed(command))).0 {
            Ok(Said::Tried(receipt)) => Ok(receipt),
            said => Err(other(said)),
        }
    }
}

impl Door for RemoteDesk {
    fn apply_once(&self, id: &str, command: Command) -> Result<Receipt, Error> {
        self.command(id, &command)
    }

    fn watch(&self, tell: Tell) -> Result<(), Error> {
        lock(&self.line.tells).push(tell);
        match self.ask(Ask::Watch).0 {
            Ok(Said::Done) => Ok(()),
            said => Err(other(said)),
        }
    }

    fn hang_up(&self) -> Option<HangUp> {
        let line = Arc::downgrade(&self.line);
        let call = Arc::clone(&self.line.call);
        Some(Box::new(move || {
            call.call_off();
            let link = line.upgrade().and_then(|line| lock(&line.link).clone());
            if let Some(link) = link {
                link.leave_questions();
            }
        }))
    }

    fn present(&self, slide: Option<Slide>) -> Result<(), Error> {
        lock(&self.line.slide).clone_from(&slide);
        match self.ask(Ask::Present(slide)).0 {
            Ok(Said::Done) => Ok(()),
            said => Err(other(said)),
        }
    }

    fn check(&self, head: Option<&str>) -> Result<Vec<Error>, Error> {
        match self.ask(Ask::Check(head.map(Cow::Borrowed))).0 {
            Ok(Said::Findings(findings)) => Ok(findings),
            said => Err(other(said)),
        }
    }

    fn backup(&self, to: &Path) -> Result<Backup, Error> {
        // The holder stands in another folder.
        let to = absolute(to)
            .map_err(|cause| Error::could("file-failed").with("path", to.display()).with("cause", cause))?;
        match self.ask(Ask::Backup(to)).0 {
            Ok(Said::Backup(backup)) => Ok(backup),
            said => Err(other(said)),
        }
    }
}

impl Drop for RemoteDesk {
    fn drop(&mut self) {
        self.line.call.call_off();
        lock(&self.line.tells).clear();
        if let Some(link) = lock(&self.line.link).take() {
            link.close();
        }
    }
}
