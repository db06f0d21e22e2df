//! A database in a folder of its own, and short words for what tests do with it.

use std::path::Path;
use std::time::{Duration, Instant};
use std::{fs, thread};

use dayboard::desk::{Answer, Command, Desk, EntryCell, LocalDesk, Query, Receipt};
use dayboard::domain::base::Error;
use dayboard::domain::model::reference::days;
use dayboard::domain::model::{CellQuery, Dimension, Facts, Revision, RowQuery, Rows};
use tempfile::TempDir;

/// An open database.
pub struct Db {
    pub folder: TempDir,
    pub desk: LocalDesk,
}

impl Db {
    /// An empty one.
    pub fn new() -> Self {
        let folder = TempDir::new().expect("a folder");
        let desk = dayboard::desk::open(folder.path()).expect("it opens");
        Self { folder, desk }
    }

    /// Closed and opened again.
    pub fn reopened(self) -> Self {
        let Self { folder, desk } = self;
        drop(desk);
        let desk = dayboard::desk::open(folder.path()).expect("it opens again");
        Self { folder, desk }
    }

    /// Does it; it must go well.
    pub fn apply(&self, command: Command) -> Receipt {
        self.desk.apply(command).expect("it is done")
    }

    /// Imports facts as one batch of `source`; gives back its number.
    pub fn import(&self, source: &str, facts: &Facts, replace: bool) -> u64 {
        let begin = Command::ImportBegin { source: source.to_owned(), files: vec![] };
        let batch = self.apply(begin).batch.expect("a batch");
        self.apply(Command::ImportRows { batch, facts: Box::new(facts.clone()) });
        self.apply(Command::ImportPublish { batch, digest: format!("{source}-x"), replace });
        batch
    }

    /// Sets a cell of a member.
    pub fn set(&self, day: &str, member: &str, measure: &str, value: Option<i64>) -> Result<Receipt, Error> {
        self.desk.apply(Command::Set { cell: cell(day, member, measure), value, correct: None })
    }

    /// Corrects a cell of a member.
    pub fn correct(&self, day: &str, member: &str, measure: &str, value: Option<i64>) -> Receipt {
        let correct = Some("counted again".to_owned());
        self.apply(Command::Set { cell: cell(day, member, measure), value, correct })
    }

    /// The sum of a measure over a run of days.
    pub fn sum(&self, range: &str, measure: &str) -> Option<i64> {
        self.sum_as_of(range, measure, None)
    }

    /// The sum as it stood after a change.
    pub fn sum_as_of(&self, range: &str, measure: &str, as_of: Option<Revision>) -> Option<i64> {
        let query =
            CellQuery { ranges: vec![days(range)], measures: vec![measure.to_owned()], as_of, ..CellQuery::default() };
        self.desk.store().read().expect("readable").cells(&query).expect("sound").get(0, 0, 0)
    }

    /// All rows of a run of days.
    pub fn rows(&self, range: &str) -> Rows {
        let query = RowQuery { days: days(range), measures: vec![], filters: vec![], as_of: None, limit: None };
        match self.desk.query(&Query::Rows(query)).expect("sound") {
            Answer::Rows(rows) => *rows,
            other => panic!("rows, not {other:?}"),
        }
    }
}

/// The cell of a member.
pub fn cell(day: &str, member: &str, measure: &str) -> EntryCell {
    let dimensions = vec![(Dimension::Member, member.to_owned())];
    EntryCell { day: day.parse().expect("a day"), measure: measure.to_owned(), dimensions }
}

/// Copies a folder with all below it, as closed to others as it is.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    fs::set_permissions(to, fs::metadata(from).expect("there").permissions()).expect("as closed");
    for entry in fs::read_dir(from).expect("there") {
        let entry = entry.expect("listed");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            let _ = fs::copy(entry.path(), target).expect("copied");
        }
    }
}

/// The engine's own tree, for tests that damage it.
pub struct Probe(sled::Db);

impl Probe {
    pub fn open(folder: &Path) -> Self {
        let config = sled::Config::new().path(folder.join("sled")).segment_size(2 << 20).flush_every_ms(None);
        // The engine's threads let go of a handle that was dropped just before a moment later.
        let until = Instant::now() + Duration::from_secs(10);
        loop {
            match config.open() {
                Ok(db) => return Self(db),
                Err(error) => assert!(Instant::now() < until, "it is nobody's: {error}"),
            }
            thread::yield_now();
        }
    }

    pub fn first(&self, prefix: u8) -> (Vec<u8>, Vec<u8>) {
        self.nth(prefix, 0)
    }

    fn nth(&self, prefix: u8, at: usize) -> (Vec<u8>, Vec<u8>) {
        let (key, value) = self.0.scan_prefix([prefix]).nth(at).expect("there").expect("readable");
        (key.to_vec(), value.to_vec())
    }

    pub fn change(&self, prefix: u8, change: impl FnOnce(&mut Vec<u8>)) {
        self.change_nth(prefix, 0, change);
    }

    pub fn change_nth(&self, prefix: u8, at: usize, change: impl FnOnce(&mut Vec<u8>)) {
        let (key, mut value) = self.nth(prefix, at);
        change(&mut value);
        self.0.insert(key, value).expect("written");
        self.0.flush().expect("flushed");
    }
}
