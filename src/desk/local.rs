//! The desk in this process: it opens the database itself, and nobody else can meanwhile.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use chrono::{NaiveTime, TimeZone};

use rustc_hash::FxHashMap;

use super::refusals::Refusals;
use super::rights::{Deed, Field, Rights};
use super::{
    Account, Answer, Backup, Command, Desk, Door, News, Overlap, Query, Receipt, Tell, holder, resolve, strike,
};
use crate::domain::base::{Day, Error};
use crate::domain::model::{
    AsOf, Catalogue, Defaults, Dimension, Document, DocumentKind, Family, Grant, JournalEntry, Organisation, Revision,
    Settings,
};
use crate::report::{self, Audience, Got, Kind, Needs, Question, Report, Sentence, Setting, Value};
use crate::store::{Author, Kept, Options, Reading, Store};

/// So many lines of the journal are one answer to an audit.
const AUDITED: usize = 10_000;
/// Among so many times the lines that are shown, one's own are looked for.
const AMONG: usize = 50;

/// Opens (or makes) the database in `folder`, with what its `conf/` folder puts in the place of the built-in data.
///
/// # Errors
/// `locked` where another process has it open (exit code 3), a mistake in `conf/`, and whatever the disk refuses.
pub fn open(folder: &Path) -> Result<LocalDesk, Error> {
    holder::handed_over(folder, || open_with(folder, |options| options))
}

/// As [`open`], with another clock or a witness of the disk.
///
/// # Errors
/// As [`open`].
pub fn open_with(folder: &Path, adjust: impl FnOnce(Options) -> Options) -> Result<LocalDesk, Error> {
    let read = |name: &str| std::fs::read_to_string(folder.join("conf").join(name)).ok();
    let defaults = Defaults::read(read).map_err(first_mistake)?;
    let store = Store::open(folder, adjust(Options::new(&defaults.catalogue.measures)))?;
    let owner = store.owner()?;
    Ok(LocalDesk {
        store,
        defaults,
        account: Account::own(),
        owner,
        opened: Instant::now(),
        grants: Mutex::default(),
        refusals: Mutex::default(),
        catalogues: Mutex::default(),
        premises: Mutex::default(),
        reports: Mutex::default(),
    })
}

/// The first of several mistakes, and how many there are beside it.
fn first_mistake(mistakes: Vec<Error>) -> Error {
    let others = mistakes.len().saturating_sub(1);
    let first = mistakes.into_iter().next();
    first.map_or_else(
        || Error::found("conf-wrong"),
        |first| if others == 0 { first } else { first.with("others", others) },
    )
}

/// The door to a database that is open in this process.
#[derive(Debug)]
pub struct LocalDesk {
    store: Store,
    defaults: Defaults,
    /// The account of this process.
    account: Account,
    /// Who owns the folder, by number.
    pub(super) owner: u32,
    /// When it was opened.
    pub(super) opened: Instant,
    /// Who holds which office, until somebody is given or loses one.
    pub(super) grants: Mutex<Option<Arc<Vec<Grant>>>>,
    pub(super) refusals: Mutex<Refusals>,
    /// What can be counted and shown, by the families that are closed.
    pub(super) catalogues: Mutex<FxHashMap<Vec<Family>, Arc<Catalogue>>>,
    /// The organisation as it was at a revision: putting it together costs more than most answers.
    premises: Mutex<Option<(Revision, Arc<Organisation>)>>,
    reports: Mutex<Kept<(Sight, Question), Arc<Report>>>,
}

impl LocalDesk {
    /// The database behind it.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// What can be counted and shown.
    pub(super) fn catalogue(&self) -> &Catalogue {
        &self.defaults.catalogue
    }

    /// The last change that is visible.
    pub(super) fn revision(&self) -> Result<Revision, Error> {
        Ok(self.store.read()?.revision())
    }

    /// What the command would do, of somebody who may do it.
    pub(super) fn tried_by(&self, author: &Author, rights: Rights, command: &Command) -> Result<Receipt, Error> {
        let resolve =
            resolve::resolver(&self.store, &self.defaults.catalogue, author.clone(), rights, command.clone())?;
        let (seq, done) = self.store.try_out(author, resolve)?;
        Ok(resolve::receipt(seq, done))
    }

    /// Does what somebody commands who may do it.
    pub(super) fn done_by(&self, author: &Author, rights: Rights, command: Command) -> Result<Receipt, Error> {
        let store = &self.store;
        let number = |rows: u64| Value::Number(i128::from(rows), crate::domain::model::Unit::Count);
        match command {
            Command::ImportBegin { source, files, digest } => {
                let batch = store.import_begin(author, &source, &files, &digest)?;
                let done = Sentence::new("done.import-begun").with("source", Value::Text(source));
                Ok(Receipt { revision: Revision(batch), batch: Some(batch), done: vec![done] })
            }
            Command::ImportRows { batch, facts } => {
                store.import_rows(batch, &facts)?;
                let done = Sentence::new("done.import-rows").with("rows", number(facts.len() as u64));
                Ok(Receipt { revision: store.read()?.revision(), batch: Some(batch), done: vec![done] })
            }
            Command::ImportPublish { batch, replace } => {
                let (seq, brought) = store.import_publish(author, batch, replace)?;
                let days = brought.days.iter().map(|run| run.len() as u64).sum();
                let done = Sentence::new("done.import-published").with("batch", number(batch));
                let done = done.with("rows", number(brought.rows)).with("days", number(days));
                Ok(Receipt { revision: Revision(seq), batch: Some(batch), done: vec![done] })
            }
            Command::ImportAbandon { batch } => {
                let seq = store.import_abandon(author, batch)?;
                let done = Sentence::new("done.import-abandoned").with("batch", number(batch));
                Ok(Receipt { revision: Revision(seq), batch: Some(batch), done: vec![done] })
            }
            command => {
                let resolve = resolve::resolver(store, &self.defaults.catalogue, author.clone(), rights, command)?;
                let (seq, done) = store.commit(author, resolve)?;
                Ok(resolve::receipt(seq, done))
            }
        }
    }

    pub(super) fn organisation(&self, reading: &Reading<'_>) -> Result<Arc<Organisation>, Error> {
        let mut kept = self.premises.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, organisation)) = kept.as_ref().filter(|(revision, _)| *revision == reading.revision()) {
            return Ok(Arc::clone(organisation));
        }
        let mut documents = Vec::new();
        for kind in DocumentKind::ALL {
            documents.extend(reading.documents(kind)?.into_iter().map(|found| found.document));
        }
        let organisation =
            Organisation::assemble(&documents, &self.defaults, reading.sources().to_vec(), reading.data()?);
        let organisation = Arc::new(organisation);
        *kept = Some((reading.revision(), Arc::clone(&organisation)));
        Ok(organisation)
    }

    /// Answers somebody who may ask this, without what he may not see.
    pub(super) fn answer(&self, rights: &Rights, reading: &Reading<'_>, query: &Query) -> Result<Answer, Error> {
        match query {
            Query::Report(question) => self.report(rights, reading, question),
            Query::Rows(query) => {
                let closed = rights.closed();
                let mut rows = reading.rows(query)?;
                if !closed.is_empty() {
                    let open = self.open_to(&closed);
                    rows.facts.measures.retain(|column| open.measure(&column.measure).is_some());
                }
                Ok(Answer::Rows(Box::new(rows)))
            }
            Query::Premises => {
                let organisation = self.organisation(reading)?;
                let catalogue = self.open_to(&rights.closed());
                Ok(Answer::Premises(Box::new(((*organisation).clone(), (*catalogue).clone()))))
            }
            Query::Documents(kind) => {
                let mut documents = reading.documents(*kind)?;
                if *kind == DocumentKind::Grant && !rights.all(Deed::Grants) {
                    let own = |document: &Document| matches!(document, Document::Grant(grant) if grant.account == rights.user);
                    documents.retain(|found| own(&found.document));
                }
                Ok(Answer::Documents(documents))
            }
            Query::Batches => Ok(Answer::Batches(reading.batches()?)),
            Query::Sums(batch) => {
                let open = self.open_to(&rights.closed());
                let mut sums = reading.sums_of(*batch)?;
                sums.retain(|(measure, _)| open.measure(measure).is_some());
                Ok(Answer::Sums(sums))
            }
            Query::Audit(after) => {
                let open = self.open_to(&rights.closed());
                let mut lines = reading.audit(*after, AUDITED)?;
                for line in &mut lines {
                    close(&mut line.entry, &open);
                }
                Ok(Answer::Audit(lines))
            }
            Query::Names(dimension) => Ok(Answer::Names(reading.names(*dimension))),
            Query::Overlap { source, digest, days, documents } => Ok(Answer::Overlap(Overlap {
                same: reading.batch_of(digest)?,
                days: reading.days_of(source, days)?,
                documents: reading.documents_among(documents)?,
            })),
        }
    }

    /// The report without what may not be seen.
    fn report(&self, rights: &Rights, reading: &Reading<'_>, question: &Question) -> Result<Answer, Error> {
        let shared = question.audience == Audience::Shared;
        let organisation = self.organisation(reading)?;
        let closed = if shared { Family::CLOSED.to_vec() } else { rights.closed() };
        if let Some(metric) = question.lens.metric.as_ref().filter(|_| shared) {
            let known = self.catalogue().metric(metric).is_some();
            if known && self.open_to(&closed).metric(metric).is_none() {
                return Err(Error::asked("shared-field").with("metric", metric));
            }
        }
        let spared = if shared {
            Some(BTreeSet::new())
        } else {
            rights.spared(&organisation, self.today(&organisation.settings))
        };
        let lines = (question.kind == Kind::Log && !rights.all(Deed::Journal)).then(|| rights.user.clone());
        let whole = Sight { closed, spared: None, lines };
        let sight = Sight { spared, ..whole.clone() };
        let report = match &sight.spared {
            None => self.kept(reading, sight, question, |sight| self.said(reading, sight, question))?,
            Some(spared) => {
                let spared = spared.clone();
                let report = self.kept(reading, sight, question, |_| self.struck(reading, &whole, &spared, question));
                report.map_err(|error| match error.id.as_ref() {
                    "shared-person" if !shared => rights.refuse("right-lowest", Field::Lowest.row()),
                    _ => error,
                })?
            }
        };
        Ok(Answer::Report(report))
    }

    /// The report, as it was said before where nothing has changed since. How large the database is changes by itself.
    fn kept(
        &self,
        reading: &Reading<'_>,
        sight: Sight,
        question: &Question,
        say: impl FnOnce(&Sight) -> Result<Report, Error>,
    ) -> Result<Arc<Report>, Error> {
        let revision = reading.revision();
        let kept = || self.reports.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = (sight, question.clone());
        if let Some(report) = kept().get(revision, &seen) {
            return Ok(Arc::clone(report));
        }
        let report = Arc::new(say(&seen.0)?);
        if question.kind != Kind::Status {
            kept().keep(revision, seen, Arc::clone(&report));
        }
        Ok(report)
    }

    /// The report without the names of the lowest fifth, but for those that are `spared`.
    fn struck(
        &self,
        reading: &Reading<'_>,
        whole: &Sight,
        spared: &BTreeSet<String>,
        question: &Question,
    ) -> Result<Report, Error> {
        let said = |question: &Question| {
            self.kept(reading, whole.clone(), question, |sight| self.said(reading, sight, question))
        };
        let report = said(question)?;
        // Reports of no days rank nobody.
        if report.period.is_none() {
            return Ok((*report).clone());
        }
        let mut names = strike::lowest(&*said(&strike::board(question))?);
        if strike::ranks_people(&report) {
            names.extend(strike::lowest(&report));
        }
        names.retain(|name| !spared.contains(name));
        strike::strike((*report).clone(), &names)
    }

    fn said(&self, reading: &Reading<'_>, sight: &Sight, question: &Question) -> Result<Report, Error> {
        let organisation = self.organisation(reading)?;
        for (dimension, names) in &question.lens.filters {
            refuse_unknown(reading, &organisation, *dimension, names)?;
        }
        let question = with_revision(question, reading, &organisation.settings)?;
        let catalogue = self.open_to(&sight.closed);
        let setting = Setting { catalogue: &catalogue, organisation: &organisation, revision: reading.revision() };
        let needs = report::needs(&question, setting)?;
        let mut got = read(reading, &needs, sight)?;
        for entry in &mut got.journal {
            close(entry, &catalogue);
        }
        Ok(Report { read: needs.days(), ..report::say(&question, setting, &got)? })
    }
}

/// What somebody sees of a report.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Sight {
    /// Families of metrics that are closed.
    closed: Vec<Family>,
    /// Whose names are shown though they are of the lowest fifth; `None`: everybody's.
    spared: Option<BTreeSet<String>>,
    /// Whose lines of the journal are shown; `None`: everybody's.
    lines: Option<String>,
}

/// Takes the figures out of a line of the journal that is about a measure which is not shown.
fn close(entry: &mut JournalEntry, open: &Catalogue) {
    if entry.measure.as_ref().is_some_and(|measure| open.measure(measure).is_none()) {
        (entry.old, entry.new, entry.reason) = (None, None, None);
        entry.dimensions.clear();
    }
}

/// Refuses a filter by a name that neither the organisation nor any fact has: a slip must not read as "nothing was sold".
fn refuse_unknown(
    reading: &Reading<'_>,
    organisation: &Organisation,
    dimension: Dimension,
    names: &[String],
) -> Result<(), Error> {
    let own: Vec<&String> = match dimension {
        Dimension::Channel => organisation.channels.iter().map(|channel| &channel.id).collect(),
        Dimension::Member => organisation.people.keys().collect(),
        Dimension::Team => organisation.teams.keys().collect(),
        Dimension::Region | Dimension::Product | Dimension::Reason => Vec::new(),
    };
    if names.iter().all(|name| name.is_empty() || own.contains(&name)) {
        return Ok(());
    }
    let known: BTreeSet<String> = reading.names(dimension).into_iter().chain(own.into_iter().cloned()).collect();
    let Some(slip) = names.iter().find(|name| !name.is_empty() && !known.contains(*name)) else { return Ok(()) };
    let begins = slip.chars().next();
    let (alike, others): (Vec<_>, Vec<_>) = known.into_iter().partition(|name| name.chars().next() == begins);
    let near: Vec<String> = alike.into_iter().chain(others).take(8).collect();
    let near = if near.is_empty() { "-".to_owned() } else { near.join(", ") };
    Err(Error::asked("name-unknown").with("dimension", dimension).with("name", slip).with("near", near))
}

/// The question with its as-of as a revision.
fn with_revision(question: &Question, reading: &Reading<'_>, settings: &Settings) -> Result<Question, Error> {
    let mut question = question.clone();
    let revision = match question.lens.as_of {
        None => return Ok(question),
        Some(AsOf::Revision(revision)) => revision,
        Some(AsOf::Day(day)) => reading.revision_before(end_of(day, settings))?,
    };
    if revision > reading.revision() {
        let last = reading.revision().0;
        return Err(Error::asked("revision-to-come").with("revision", revision.0).with("last", last));
    }
    question.lens.as_of = Some(AsOf::Revision(revision));
    Ok(question)
}

/// The moment at which `day` ends where the organisation is, in milliseconds UTC (R7).
fn end_of(day: Day, settings: &Settings) -> i64 {
    let zone: chrono_tz::Tz = settings.timezone.parse().unwrap_or(chrono_tz::UTC);
    let midnight = day.plus(1).date().and_time(NaiveTime::MIN);
    zone.from_local_datetime(&midnight)
        .earliest()
        .map_or(midnight.and_utc().timestamp_millis(), |at| at.timestamp_millis())
}

fn read(reading: &Reading<'_>, needs: &Needs, sight: &Sight) -> Result<Got, Error> {
    let lines = match &sight.lines {
        _ if needs.journal == 0 => Vec::new(),
        None => reading.journal(needs.journal)?,
        Some(user) => {
            let mut lines = reading.journal(needs.journal.saturating_mul(AMONG))?;
            lines.retain(|line| line.user == *user);
            lines.truncate(needs.journal);
            lines
        }
    };
    Ok(Got {
        cells: needs.cells.iter().map(|query| reading.cells(query)).collect::<Result<_, _>>()?,
        rows: needs.rows.iter().map(|query| reading.rows(query)).collect::<Result<_, _>>()?,
        batches: if needs.batches { reading.batches()? } else { Vec::new() },
        journal: lines,
        figures: if needs.figures { Some(reading.figures()?) } else { None },
    })
}

impl Desk for LocalDesk {
    fn query(&self, query: &Query) -> Result<Answer, Error> {
        self.query_by(&self.account, query)
    }

    fn apply(&self, command: Command) -> Result<Receipt, Error> {
        self.apply_by(&self.account, "", command)
    }

    fn try_out(&self, command: &Command) -> Result<Receipt, Error> {
        self.try_by(&self.account, command)
    }
}

impl Door for LocalDesk {
    fn apply_once(&self, id: &str, command: Command) -> Result<Receipt, Error> {
        self.apply_by(&self.account, id, command)
    }

    fn watch(&self, tell: Tell) -> Result<(), Error> {
        self.store.watch(Box::new(move |notice| tell(News::Changed(notice.clone()))));
        Ok(())
    }

    fn check(&self, head: Option<&str>) -> Result<Vec<Error>, Error> {
        self.check_by(&self.account, head)
    }

    fn backup(&self, to: &Path) -> Result<Backup, Error> {
        self.backup_by(&self.account, to)
    }
}
