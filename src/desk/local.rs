//! The desk in this process: it opens the database itself, and nobody else can meanwhile.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{NaiveTime, TimeZone};

use super::{
    Answer, Backup, Command, Desk, Door, News, Overlap, Query, Receipt, Tell, holder, receipt, resolve, strike,
};
use crate::domain::base::{Day, Error};
use crate::domain::model::{AsOf, Catalogue, Defaults, Dimension, DocumentKind, Organisation, Revision, Settings};
use crate::report::{self, Audience, Got, Kind, Needs, Question, Report, Sentence, Setting, Value};
use crate::store::{Author, Kept, Options, Reading, Store, user};

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
    Ok(LocalDesk { store, defaults, user: user(), premises: Mutex::default(), reports: Mutex::default() })
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
    user: String,
    /// The organisation as it was at a revision: putting it together costs more than most answers.
    premises: Mutex<Option<(Revision, Arc<Organisation>)>>,
    reports: Mutex<Kept<Question, Arc<Report>>>,
}

impl LocalDesk {
    /// The database behind it.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The person whom this process belongs to, and the id of a command.
    fn author(&self, command: &str) -> Author {
        Author { user: self.user.clone(), command: command.to_owned() }
    }

    /// What can be counted and shown.
    pub(super) fn catalogue(&self) -> &Catalogue {
        &self.defaults.catalogue
    }

    /// The last change that is visible.
    pub(super) fn revision(&self) -> Result<Revision, Error> {
        Ok(self.store.read()?.revision())
    }

    /// The receipt of the command that `author` has given before under this id; `None` where it has not been.
    pub(super) fn given(&self, author: &Author) -> Result<Option<Receipt>, Error> {
        self.store.refuse_given(author).map_or_else(|given| receipt::first(self, &given).map(Some), |()| Ok(None))
    }

    /// Does what `author` commands; what was given before under the same id is answered with the first receipt.
    pub(super) fn apply_by(&self, author: &Author, command: Command) -> Result<Receipt, Error> {
        match self.done_by(author, command) {
            Err(given) if given.id == "command-given" => receipt::first(self, &given),
            done => done,
        }
    }

    /// What it would do if `author` commanded it.
    pub(super) fn try_by(&self, author: &Author, command: &Command) -> Result<Receipt, Error> {
        let resolve = resolve::resolver(&self.store, &self.defaults.catalogue, author.clone(), command.clone())?;
        let (seq, done) = self.store.try_out(author, resolve)?;
        Ok(resolve::receipt(seq, done))
    }

    fn done_by(&self, author: &Author, command: Command) -> Result<Receipt, Error> {
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
                let resolve = resolve::resolver(store, &self.defaults.catalogue, author.clone(), command)?;
                let (seq, done) = store.commit(author, resolve)?;
                Ok(resolve::receipt(seq, done))
            }
        }
    }

    fn organisation(&self, reading: &Reading<'_>) -> Result<Arc<Organisation>, Error> {
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

    /// The report, as it was said before where nothing has changed since. How large the database is changes by itself.
    fn report(&self, reading: &Reading<'_>, question: &Question) -> Result<Answer, Error> {
        let revision = reading.revision();
        let kept = || self.reports.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(report) = kept().get(revision, question) {
            return Ok(Answer::Report(Arc::clone(report)));
        }
        let report = Arc::new(self.say(reading, question)?);
        if question.kind != Kind::Status {
            kept().keep(revision, question.clone(), Arc::clone(&report));
        }
        Ok(Answer::Report(report))
    }

    fn say(&self, reading: &Reading<'_>, question: &Question) -> Result<Report, Error> {
        let report = self.said(reading, question)?;
        // Reports of no days rank nobody.
        if question.audience == Audience::Own || report.period.is_none() {
            return Ok(report);
        }
        let mut names = strike::lowest(&self.said(reading, &strike::board(question))?);
        if strike::ranks_people(&report) {
            names.extend(strike::lowest(&report));
        }
        strike::strike(report, &names)
    }

    fn said(&self, reading: &Reading<'_>, question: &Question) -> Result<Report, Error> {
        let organisation = self.organisation(reading)?;
        for (dimension, names) in &question.lens.filters {
            refuse_unknown(reading, &organisation, *dimension, names)?;
        }
        let question = with_revision(question, reading, &organisation.settings)?;
        let catalogue = &self.defaults.catalogue;
        let setting = Setting { catalogue, organisation: &organisation, revision: reading.revision() };
        let needs = report::needs(&question, setting)?;
        let got = read(reading, &needs)?;
        Ok(Report { read: needs.days(), ..report::say(&question, setting, &got)? })
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

fn read(reading: &Reading<'_>, needs: &Needs) -> Result<Got, Error> {
    Ok(Got {
        cells: needs.cells.iter().map(|query| reading.cells(query)).collect::<Result<_, _>>()?,
        rows: needs.rows.iter().map(|query| reading.rows(query)).collect::<Result<_, _>>()?,
        batches: if needs.batches { reading.batches()? } else { Vec::new() },
        journal: if needs.journal > 0 { reading.journal(needs.journal)? } else { Vec::new() },
        figures: if needs.figures { Some(reading.figures()?) } else { None },
    })
}

impl Desk for LocalDesk {
    fn query(&self, query: &Query) -> Result<Answer, Error> {
        let reading = self.store.read()?;
        match query {
            Query::Report(question) => self.report(&reading, question),
            Query::Rows(query) => Ok(Answer::Rows(Box::new(reading.rows(query)?))),
            Query::Premises => {
                let organisation = self.organisation(&reading)?;
                Ok(Answer::Premises(Box::new(((*organisation).clone(), self.defaults.catalogue.clone()))))
            }
            Query::Documents(kind) => Ok(Answer::Documents(reading.documents(*kind)?)),
            Query::Batches => Ok(Answer::Batches(reading.batches()?)),
            Query::Names(dimension) => Ok(Answer::Names(reading.names(*dimension))),
            Query::Overlap { source, digest, days, documents } => Ok(Answer::Overlap(Overlap {
                same: reading.batch_of(digest)?,
                days: reading.days_of(source, days)?,
                documents: reading.documents_among(documents)?,
            })),
        }
    }

    fn apply(&self, command: Command) -> Result<Receipt, Error> {
        self.apply_by(&self.author(""), command)
    }

    fn try_out(&self, command: &Command) -> Result<Receipt, Error> {
        self.try_by(&self.author(""), command)
    }
}

impl Door for LocalDesk {
    fn apply_once(&self, id: &str, command: Command) -> Result<Receipt, Error> {
        self.apply_by(&self.author(id), command)
    }

    fn watch(&self, tell: Tell) -> Result<(), Error> {
        self.store.watch(Box::new(move |notice| tell(News::Changed(notice.clone()))));
        Ok(())
    }

    fn check(&self, head: Option<&str>) -> Result<Vec<Error>, Error> {
        Self::check(self, head)
    }

    fn backup(&self, to: &Path) -> Result<Backup, Error> {
        Self::backup(self, to)
    }
}
