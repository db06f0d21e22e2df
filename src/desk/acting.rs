//! The desk as one account meets it. Every command and question passes the table of rights here, whether it comes from
//! this process or through a socket; what is refused is kept in the journal.

use std::path::Path;
use std::sync::{Arc, PoisonError};

use chrono::{DateTime, Timelike};

use super::refusals::Refusals;
use super::rights::{Deed, Reach, Rights, is_refusal};
use super::{Answer, Backup, Command, Desk, LocalDesk, Query, Receipt, approval, receipt, resolve};
use crate::domain::base::{Day, Error};
use crate::domain::model::{Catalogue, Document, DocumentKind, Family, Grant, Office, Settings};
use crate::store::{Author, Change, Reading, user, user_group, user_named, user_number};

/// So often a command is allowed anew that others' changes of roster or offices come before.
const TRIES: u32 = 100;
/// The user id of nobody, that of a person whom the kernel cannot name.
const NOBODY: u32 = 65_534;

/// An account of this machine, as its kernel reports it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Account {
    /// Its name.
    pub user: String,
    /// Its number.
    pub uid: u32,
}

impl Account {
    /// That of this process.
    #[must_use]
    pub fn own() -> Self {
        Self { user: user(), uid: rustix::process::getuid().as_raw() }
    }

    /// That of this number.
    #[must_use]
    pub fn of(uid: u32) -> Self {
        Self { user: user_named(uid), uid }
    }

    /// That of this name; `None` where the machine's own table has none.
    #[must_use]
    pub fn named(user: &str) -> Option<Self> {
        Some(Self { user: user.to_owned(), uid: user_number(user)? })
    }

    /// The number of its group.
    #[must_use]
    pub fn group(&self) -> u32 {
        user_group(self.uid)
    }

    pub(super) fn author(&self, command: &str) -> Author {
        Author { user: self.user.clone(), command: command.to_owned(), allowed: None }
    }
}

/// The desk in this process, as `account` meets it.
#[derive(Debug)]
pub struct Acting<'a> {
    desk: &'a LocalDesk,
    account: Account,
}

impl Desk for Acting<'_> {
    fn query(&self, query: &Query) -> Result<Answer, Error> {
        self.desk.query_by(&self.account, query)
    }

    fn apply(&self, command: Command) -> Result<Receipt, Error> {
        self.desk.apply_by(&self.account, "", command)
    }

    fn try_out(&self, command: &Command) -> Result<Receipt, Error> {
        self.desk.try_by(&self.account, command)
    }
}

impl LocalDesk {
    /// The same desk, as `account` meets it.
    #[must_use]
    pub fn acting(&self, account: Account) -> Acting<'_> {
        Acting { desk: self, account }
    }

    /// Who holds which office.
    fn grants(&self) -> Result<Arc<Vec<Grant>>, Error> {
        self.grants_at(&self.store().read()?)
    }

    /// Who holds which office in the state that is read.
    fn grants_at(&self, reading: &Reading<'_>) -> Result<Arc<Vec<Grant>>, Error> {
        let mut kept = self.grants.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, grants)) = kept.as_ref().filter(|(people, _)| *people == reading.people()) {
            return Ok(Arc::clone(grants));
        }
        let grants = Arc::new(resolve::grants(reading.documents(DocumentKind::Grant)?));
        *kept = Some((reading.people(), Arc::clone(&grants)));
        Ok(grants)
    }

    /// What `account` may do and see. Whoever owns the folder is director until somebody else is made one; whoever holds
    /// no office is a viewer.
    pub(super) fn rights(&self, account: &Account) -> Result<Rights, Error> {
        self.rights_at(account, &self.store().read()?)
    }

    /// As [`LocalDesk::rights`], in the state that is read.
    fn rights_at(&self, account: &Account, reading: &Reading<'_>) -> Result<Rights, Error> {
        let grants = self.grants_at(reading)?;
        let own = || grants.iter().filter(|grant| grant.uid == account.uid && grant.account == account.user);
        let directing = grants.iter().filter(|grant| grant.office == Office::Director);
        let mut directors: Vec<String> = directing.map(|grant| grant.account.clone()).collect();
        let mut offices: Vec<Office> = own().map(|grant| grant.office).collect();
        if directors.is_empty() {
            directors.push(self.owner.user.clone());
            offices.extend((account.uid == self.owner.uid).then_some(Office::Director));
        }
        if offices.is_empty() {
            offices.push(Office::Viewer);
        }
        let person = own().find_map(|grant| grant.person.clone());
        let approve = |grant: &&Grant| Deed::Approve.reach(grant.office) == Reach::All;
        let able = grants.iter().filter(approve).map(|grant| &grant.account);
        // The owner of the folder, too, while no director is granted.
        let able = able.chain(&directors).filter(|other| !approval::is_same_person(&grants, &account.user, other));
        let mut approvers: Vec<String> = able.cloned().collect();
        approvers.sort_unstable();
        approvers.dedup();
        Ok(Rights { user: account.user.clone(), offices, person, directors, approvers })
    }

    /// Whether `account` may come in at all: while nobody holds an office, the database is its owner's alone.
    ///
    /// # Errors
    /// `guest-nobody`, `guest-stranger`.
    pub(super) fn admit(&self, account: &Account) -> Result<(), Error> {
        if account.uid == NOBODY {
            return Err(Error::could("guest-nobody"));
        }
        if account.uid == self.owner.uid || !self.grants()?.is_empty() {
            return Ok(());
        }
        self.keep_refusal(account, "right-door");
        Err(Error::could("guest-stranger").with("user", &account.user).with("owner", &self.owner.user))
    }

    /// Whether `account` may have the database closed by coming with a newer program: whoever could start the next holder
    /// himself, and whoever may end this one.
    pub(super) fn may_end(&self, account: &Account) -> bool {
        let own = account.uid == rustix::process::geteuid().as_raw();
        own || self.rights(account).is_ok_and(|rights| rights.all(Deed::Keep))
    }

    /// Makes `account` director, where nobody is one but the owner of the folder.
    ///
    /// # Errors
    /// Whatever the disk refuses.
    pub(super) fn appoint(&self, account: &Account) -> Result<(), Error> {
        if self.grants()?.iter().any(|grant| grant.office == Office::Director) {
            return Ok(());
        }
        let Account { user, uid } = account.clone();
        let grant = Document::Grant(Grant { account: user, uid, office: Office::Director, person: None });
        self.apply_by(&self.owner, "", Command::Write { documents: vec![(grant, None)], reason: None }).map(drop)
    }

    /// As [`Desk::query`], of `account`.
    pub(super) fn query_by(&self, account: &Account, query: &Query) -> Result<Answer, Error> {
        let answer = self.store().read().and_then(|reading| {
            let rights = self.rights_at(account, &reading)?;
            self.permit_query(&rights, &reading, query)?;
            self.answer(&rights, &reading, query)
        });
        self.noting(account, answer)
    }

    /// Does what `account` commands; what was given before under the same id is answered with the first receipt.
    pub(super) fn apply_by(&self, account: &Account, id: &str, command: Command) -> Result<Receipt, Error> {
        let done = match command {
            // Rows count for nothing before they are published.
            Command::ImportRows { .. } => {
                self.permitted(account, id, &command).and_then(|(author, rights)| self.done(&author, rights, command))
            }
            command => self.allowed(account, id, &command, |author, rights| self.done(author, rights, command.clone())),
        };
        self.noting(account, done)
    }

    fn done(&self, author: &Author, rights: Rights, command: Command) -> Result<Receipt, Error> {
        let documents = matches!(
            command,
            Command::Write { .. }
                | Command::Delete { .. }
                | Command::Approve { .. }
                | Command::Undo
                | Command::Redo
                | Command::UndoChange { .. }
        );
        let done = self.done_by(author, rights, command);
        if documents {
            // Who holds an office has to reach the socket; where the folder is another's, he has seen to that.
            if self.grants().is_ok_and(|grants| grants.iter().any(|grant| grant.uid != self.owner.uid)) {
                let _ = self.store().let_through();
            }
        }
        match done {
            Err(given) if given.id == "command-given" => receipt::first(self, &given),
            done => done,
        }
    }

    /// Has `work` done with what `account` may command, and anew where roster or offices have changed before it was.
    fn allowed<T>(
        &self,
        account: &Account,
        id: &str,
        command: &Command,
        work: impl Fn(&Author, Rights) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut tries = TRIES;
        loop {
            let (author, rights) = self.permitted(account, id, command)?;
            match work(&author, rights) {
                Err(error) if error.id == "rights-moved" && tries > 0 => tries -= 1,
                done => return done,
            }
        }
    }

    /// What `account` may do, where that is enough for `command`; it has to hold still when the command is done.
    fn permitted(&self, account: &Account, id: &str, command: &Command) -> Result<(Author, Rights), Error> {
        let reading = self.store().read()?;
        let rights = self.rights_at(account, &reading)?;
        self.permit(&rights, &reading, command)?;
        Ok((Author { allowed: Some(reading.people()), ..account.author(id) }, rights))
    }

    /// What it would do if `account` commanded it.
    pub(super) fn try_by(&self, account: &Account, command: &Command) -> Result<Receipt, Error> {
        let tried = self.allowed(account, "", command, |author, rights| self.tried_by(author, rights, command));
        self.noting(account, tried)
    }

    /// The receipt of the command that `account` has given before under this id; `None` where it has not been.
    pub(super) fn given(&self, account: &Account, id: &str) -> Result<Option<Receipt>, Error> {
        let refused = self.store().refuse_given(&account.author(id));
        refused.map_or_else(|given| receipt::first(self, &given).map(Some), |()| Ok(None))
    }

    /// Gives up a batch that was begun for `account` and is not finished; no right is needed for that.
    pub(super) fn give_up(&self, account: &Account, batch: u64) {
        let _ = self.store().import_abandon(&account.author(""), batch);
    }

    /// Refuses what is neither a command nor a question.
    ///
    /// # Errors
    /// The refusal.
    pub(super) fn allow(&self, account: &Account, deed: Deed) -> Result<(), Error> {
        let allowed = self.rights(account).and_then(|rights| rights.allow(deed));
        self.noting(account, allowed)
    }

    /// As [`LocalDesk::check`], of `account`.
    pub(super) fn check_by(&self, account: &Account, head: Option<&str>) -> Result<Vec<Error>, Error> {
        self.allow(account, Deed::Check)?;
        self.check(head)
    }

    /// As [`LocalDesk::backup`], of `account`.
    pub(super) fn backup_by(&self, account: &Account, to: &Path) -> Result<Backup, Error> {
        self.allow(account, Deed::Keep)?;
        self.backup(to)
    }

    /// Keeps a refusal in the journal.
    fn noting<T>(&self, account: &Account, result: Result<T, Error>) -> Result<T, Error> {
        if let Err(error) = &result
            && is_refusal(error)
        {
            self.keep_refusal(account, &error.id);
        }
        result
    }

    fn keep_refusal(&self, account: &Account, what: &str) {
        let mut refusals = self.refusals.lock().unwrap_or_else(PoisonError::into_inner);
        let due = refusals.count(&account.user, self.opened.elapsed());
        drop(refusals);
        if let Some(times) = due {
            self.write_refusal(&account.user, what, times);
        }
    }

    /// Where the disk refuses, the refusal stays one all the same.
    fn write_refusal(&self, user: &str, what: &str, times: u64) {
        let author = Author { user: user.to_owned(), ..Author::default() };
        let change = Change::Refused { what: what.to_owned(), times };
        let _ = self.store().commit(&author, move |_| Ok((change.into(), ())));
    }

    /// The organisation's day by the desk's own clock; what a guest takes for today counts for no right.
    pub(super) fn today(&self, settings: &Settings) -> Day {
        self.moment(settings).0
    }

    /// The organisation's day and hour by the desk's own clock; the beginning of the day that is taken for today.
    pub(super) fn moment(&self, settings: &Settings) -> (Day, u32) {
        let clock = || local(self.store().now(), settings).unwrap_or((Day::MIN, 0));
        self.day.map_or_else(clock, |day| (day, 0))
    }

    /// Sums by measure, of measures that are open to whoever has these rights.
    pub(super) fn sums(&self, rights: &Rights, mut sums: Vec<(String, i64)>) -> Answer {
        let open = self.open_to(&rights.closed());
        sums.retain(|(measure, _)| open.measure(measure).is_some());
        Answer::Sums(sums)
    }

    /// What can be counted and shown to whom these families are closed.
    pub(super) fn open_to(&self, closed: &[Family]) -> Arc<Catalogue> {
        let mut kept = self.catalogues.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(kept.entry(closed.to_vec()).or_insert_with(|| Arc::new(self.catalogue().without(closed))))
    }
}

impl Drop for LocalDesk {
    /// The refusals that no line stands for yet get one.
    fn drop(&mut self) {
        let untold = self.refusals.get_mut().map(Refusals::untold).unwrap_or_default();
        for (user, times) in untold {
            self.write_refusal(&user, "right-more", times);
        }
    }
}

/// The day and the hour of `at`, in milliseconds UTC, where the organisation is (R7).
fn local(at: i64, settings: &Settings) -> Option<(Day, u32)> {
    let zone: chrono_tz::Tz = settings.timezone.parse().unwrap_or(chrono_tz::UTC);
    let now = DateTime::from_timestamp_millis(at)?.with_timezone(&zone);
    Some((Day::from_date(now.date_naive())?, now.hour()))
}

#[cfg(test)]
mod tests;
