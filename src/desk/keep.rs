//! Keeping a database: check, backup, restore, compact. The last two need the folder for themselves.

use std::path::Path;

use super::local::LocalDesk;
use super::rights::Deed;
use super::{Account, Door, Erasing, holder};
use crate::domain::base::{Error, ErrorKind};
use crate::store::{self, Backup, Erased};

/// Everything that is wrong with the database that `opened` is the door to, a sentence each; empty where it is sound.
/// What was found wrong on opening it is the finding. `head` is a hash that `status` has shown before: the journal must
/// still lead through it.
///
/// # Errors
/// Where it cannot be read at all: another process has it, the disk refuses.
pub fn check(opened: Result<Box<dyn Door>, Error>, head: Option<&str>) -> Result<Vec<Error>, Error> {
    match opened {
        Ok(desk) => desk.check(head),
        Err(error) if error.kind == ErrorKind::Found => Ok(vec![error]),
        Err(error) => Err(error),
    }
}

/// Puts the backup `from` into `folder`; what is there is set aside within it. Gives back the last change.
///
/// # Errors
/// `no-backup`, `dump-damaged`, `locked`, and whatever the disk refuses.
pub fn restore(from: &Path, folder: &Path) -> Result<u64, Error> {
    holder::handed_over(folder, || store::restore(from, folder))
}

/// Writes the database in `folder` anew without what is no longer needed of it; every sum is added up again. Gives
/// back its bytes before and after.
///
/// # Errors
/// `locked`, damage, and whatever the disk refuses; the database is then as it was.
pub fn compact(folder: &Path) -> Result<(u64, u64), Error> {
    holder::handed_over(folder, || store::compact(folder))
}

/// Takes a person's name out of the database in `folder` for good, or says what that would come to. It needs the database
/// for itself.
///
/// # Errors
/// As [`store::erase()`]; a refusal where this account may not.
pub fn erase(folder: &Path, asked: &Erasing) -> Result<Erased, Error> {
    let account = Account::own();
    let desk = super::open(folder)?;
    desk.allow(&account, Deed::Erase)?;
    let plan = desk.store().erasure(&account.author(""), &asked.name)?;
    drop(desk);
    if asked.really { erase_by(folder, &account, asked) } else { Ok(plan) }
}

/// As [`erase`], by somebody who may.
pub(super) fn erase_by(folder: &Path, account: &Account, asked: &Erasing) -> Result<Erased, Error> {
    let clock: store::Clock = Box::new(|| chrono::Utc::now().timestamp_millis());
    let author = account.author("");
    holder::handed_over(folder, || store::erase(folder, &author, &asked.name, asked.copies, &clock))
}

/// Copies the database in `folder` for the one in `to`, and leaves a note that it has moved there: nobody goes on in the
/// old one unnoticed. A holder that is at work is asked to end first.
///
/// # Errors
/// `holder-busy`, `locked`, and whatever the disk refuses; then the database stays where it is.
pub fn move_to(folder: &Path, to: &Path) -> Result<u64, Error> {
    store::stay(folder, to)?;
    holder::stop(folder)?;
    super::open(folder)?.store().move_to(to)
}

/// Makes the copy that [`move_to`] has put into `folder` its database, with `director` as director where none is granted;
/// gives back the last change, and who directs.
///
/// # Errors
/// As [`restore`].
pub fn take_over(folder: &Path, director: &Account) -> Result<(u64, Vec<String>), Error> {
    let today = chrono::Utc::now().date_naive().to_string();
    let revision = holder::handed_over(folder, || store::take_over(folder, &today))?;
    let desk = super::open(folder)?;
    desk.appoint(director)?;
    Ok((revision, desk.rights(director)?.directors))
}

impl LocalDesk {
    /// As [`check()`], of this database.
    ///
    /// # Errors
    /// Where it cannot be read at all.
    pub fn check(&self, head: Option<&str>) -> Result<Vec<Error>, Error> {
        let mut findings = self.store().check(head)?;
        for path in self.store().open_to_others() {
            findings.push(Error::found("check-open").with("path", path.display()));
        }
        if self.store().was_repaired() {
            findings.insert(0, Error::found("check-repaired"));
        }
        Ok(findings)
    }

    /// Makes the backup of the organisation's day, where it is due.
    ///
    /// # Errors
    /// As [`LocalDesk::backup`].
    pub fn backup_of_today(&self) -> Result<Option<Backup>, Error> {
        let reading = self.store().read()?;
        let today = self.today(&self.organisation(&reading)?.settings);
        drop(reading);
        self.store().backup_of(today)
    }

    /// Copies the database as it stands to the empty folder `to`, and reads the copy back.
    ///
    /// # Errors
    /// `folder-not-empty`, `dump-damaged`, and whatever the disk refuses.
    pub fn backup(&self, to: &Path) -> Result<Backup, Error> {
        self.store().backup(to)
    }
}
