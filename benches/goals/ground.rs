//! Where the databases of a company lie, and how they are opened.

use std::fs;
use std::path::{Path, PathBuf};

use dayboard::desk::{self, LocalDesk};
use dayboard::desk::{Command, Desk};
use dayboard::domain::base::DayRange;

use crate::Outcome;
use crate::beside::Beside;
use crate::company::Company;

/// A company and the folder of its databases.
pub(crate) struct Ground {
    pub(crate) company: Company,
    pub(crate) folder: PathBuf,
}

impl Ground {
    /// The company with so many facts.
    pub(crate) fn new(facts: usize) -> Outcome<Self> {
        let folder = PathBuf::from("target/goals").join(facts.to_string());
        fs::create_dir_all(&folder)?;
        Ok(Self { company: Company::new(facts), folder })
    }

    /// A company with a tenth of the facts, its database filled.
    pub(crate) fn smaller(&self) -> Outcome<Self> {
        let smaller = Self::new(self.company.facts() / 10)?;
        smaller.fill()?;
        Ok(smaller)
    }

    /// Fills a new database without a file in between.
    pub(crate) fn fill(&self) -> Outcome<()> {
        let desk = new(&self.database())?;
        let begin = Command::ImportBegin { source: "goals".to_owned(), files: Vec::new() };
        let batch = desk.apply(begin)?.batch.ok_or("a batch")?;
        let days: Vec<_> = Company::days().days().collect();
        for days in days.chunks(60) {
            let run = DayRange::new(days[0], days[days.len() - 1]).ok_or("days in order")?;
            desk.apply(Command::ImportRows { batch, facts: Box::new(self.company.table(run)) })?;
        }
        desk.apply(Command::ImportPublish { batch, digest: String::new(), replace: false })?;
        Ok(desk.store().repair()?)
    }

    /// The database folder.
    pub(crate) fn database(&self) -> PathBuf {
        self.folder.join("database")
    }

    /// The database, open in this process.
    pub(crate) fn desk(&self) -> Outcome<LocalDesk> {
        Ok(desk::open(&self.database())?)
    }

    /// A copy of the database, for what changes it.
    pub(crate) fn copy(&self) -> Outcome<PathBuf> {
        let to = self.folder.join("copy");
        remove(&to)?;
        copy(&self.database(), &to)?;
        rest();
        Ok(to)
    }

    /// The other database, where there is one.
    pub(crate) fn beside(&self) -> Outcome<Option<Beside>> {
        let file = self.folder.join("sqlite.db");
        if file.exists() { Beside::open(&file, &self.company) } else { Ok(None) }
    }
}

/// Waits until all that was written lies on the disk: it would be measured with what comes next.
pub(crate) fn rest() {
    rustix::fs::sync();
}

/// A new database in `folder`, whatever was there.
pub(crate) fn new(folder: &Path) -> Outcome<LocalDesk> {
    remove(folder)?;
    Ok(desk::open(folder)?)
}

fn remove(folder: &Path) -> Outcome<()> {
    if folder.exists() { Ok(fs::remove_dir_all(folder)?) } else { Ok(()) }
}

fn copy(from: &Path, to: &Path) -> Outcome<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// Bytes of a file, or of all files in a folder.
pub(crate) fn bytes(path: &Path) -> Outcome<u64> {
    if path.is_file() {
        return Ok(fs::metadata(path)?.len());
    }
    fs::read_dir(path)?.map(|entry| bytes(&entry?.path())).sum()
}
