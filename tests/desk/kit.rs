//! Databases held in this process and by the real program, and short words for what tests do with them.

use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use dayboard::desk::{
    self, Answer, Bell, Command, Desk, Door, EntryCell, News, Place, Query, RemoteDesk, Server, Terms,
};
use dayboard::domain::base::{Day, Error};
use dayboard::domain::model::reference::days;
use dayboard::domain::model::{Dimension, RowQuery};
use rustix::process::Pid;
use tempfile::TempDir;

/// No test waits longer for anything.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// A folder whose database is held by a thread of this process.
pub struct Held {
    pub folder: TempDir,
    pub bell: Bell,
    server: Option<JoinHandle<bool>>,
}

impl Held {
    pub fn new(terms: Terms) -> Self {
        Self::again(TempDir::new().expect("a folder"), terms)
    }

    pub fn again(folder: TempDir, terms: Terms) -> Self {
        let server = Server::open(folder.path(), terms).expect("it opens").expect("nobody else serves it");
        let bell = server.bell();
        Self { folder, bell, server: Some(std::thread::spawn(move || server.run())) }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// One more guest.
    pub fn guest(&self) -> RemoteDesk {
        RemoteDesk::connect(only_there(self.path())).expect("it is let in")
    }

    /// Waits until it has ended by itself.
    pub fn ended(mut self) -> TempDir {
        let _again = self.server.take().expect("it ends once").join().expect("it ends well");
        let folder = TempDir::new().expect("another");
        std::mem::replace(&mut self.folder, folder)
    }

    /// Ends it.
    pub fn end(self) -> TempDir {
        self.bell.ring();
        self.ended()
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.bell.ring();
        if let Some(server) = self.server.take() {
            let _ = server.join();
        }
    }
}

/// A database whose holder is not started.
pub fn only_there(folder: &Path) -> Place {
    Place { program: None, ..Place::own(folder) }
}

/// A database whose holder is the real program, which ends with its last guest.
pub fn started(folder: &Path) -> Place {
    Place { program: Some(program()), idle_exit: Duration::ZERO, ..Place::own(folder) }
}

pub fn program() -> PathBuf {
    env!("CARGO_BIN_EXE_dayboard").into()
}

/// The process that has the database open, as its lock names it; `None` while one takes it over.
pub fn process(folder: &Path) -> Option<Pid> {
    let lock = fs::read_to_string(folder.join("lock")).ok()?;
    let number = lock.lines().find_map(|line| line.strip_prefix("pid "))?;
    Pid::from_raw(number.parse().ok()?)
}

/// Waits until no process has the database open.
pub fn free(folder: &Path) {
    let open = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(folder.join("lock"));
    let lock: File = open.expect("there is a lock");
    lock.lock().expect("it is given back");
}

pub fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

/// Sets the visits of a member on a day.
pub fn set(on: &str, member: &str, value: i64) -> Command {
    let dimensions = vec![(Dimension::Member, member.to_owned())];
    let cell = EntryCell { day: day(on), measure: "visits".to_owned(), dimensions };
    Command::Set { cell, value: Some(value), correct: None }
}

/// The sum of all visits of a run of days.
pub fn visits(desk: &dyn Desk, range: &str) -> i64 {
    let query = RowQuery { days: days(range), measures: vec![], filters: vec![], as_of: None, limit: None };
    let Answer::Rows(rows) = desk.query(&Query::Rows(query)).expect("answered") else { panic!("rows") };
    (0..rows.facts.len()).map(|row| rows.facts.weight(row) * rows.facts.measures[0].get(row).unwrap_or(0)).sum()
}

/// What a desk tells, as a queue.
pub fn news(desk: &dyn Door) -> Receiver<News> {
    let (tell, told) = channel();
    desk.watch(Box::new(move |news| tell.send(news).is_ok())).expect("it is watched");
    told
}

/// Waits for news that `wanted` says more of.
pub fn until<T>(news: &Receiver<News>, wanted: impl Fn(&News) -> Option<T>) -> T {
    loop {
        let told = news.recv_timeout(PATIENCE).expect("it is told");
        if let Some(found) = wanted(&told) {
            return found;
        }
    }
}

pub fn id(error: Error) -> String {
    error.id.into_owned()
}

/// Opens the database here, once nobody else has it.
pub fn here(folder: &Path) -> desk::LocalDesk {
    free(folder);
    desk::open(folder).expect("it opens")
}
