//! Stands where SQLite is compared with, when the feature `sqlite` is off: there is never one.

#![expect(clippy::unnecessary_wraps, reason = "its signatures are those of what it stands for")]

use std::path::Path;
use std::time::Duration;

use dayboard::domain::base::Day;
use dayboard::domain::model::{CellQuery, CellTable};

use crate::Outcome;
use crate::company::{Company, Row};

pub(crate) enum From {
    Facts,
    Sums,
}

pub(crate) enum Beside {}

impl Beside {
    pub(crate) fn open(_: &Path, _: &Company) -> Outcome<Option<Self>> {
        Ok(None)
    }

    pub(crate) fn load(_: &Path, _: &Company, _: &Path) -> Outcome<Option<Duration>> {
        Ok(None)
    }

    pub(crate) fn bytes(&self) -> Outcome<u64> {
        match *self {}
    }

    pub(crate) fn cells(&self, _: &CellQuery, _: From) -> Outcome<CellTable> {
        match *self {}
    }

    pub(crate) fn edit(&mut self, _: Day, _: &Row, _: usize, _: i64) -> Outcome<()> {
        match *self {}
    }
}
