//! A database in a folder of its own, and short words for what tests do with it.

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
        let begin = Command::ImportBegin { source: source.to_owned(), files: vec![], digest: format!("{source}-x") };
        let batch = self.apply(begin).batch.expect("a batch");
        self.apply(Command::ImportRows { batch, facts: Box::new(facts.clone()) });
        self.apply(Command::ImportPublish { batch, replace });
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
