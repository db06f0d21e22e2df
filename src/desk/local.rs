//! The desk in this process: it opens the database itself, and nobody else can meanwhile.

use std::collections::hash_map::Entry;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use rustc_hash::FxHashMap;

use super::refusals::Refusals;
use super::rights::{Deed, Rights};
use super::sight::{AtHand, Sight, close, hide_pay};
use super::{
    Account, Answer, Backup, Command, Desk, Door, HangUp, News, Overlap, Query, Receipt, Slide, Tell, holder, resolve,
    ritual,
};
use crate::domain::base::{Day, Error, Grain, Period};
use crate::domain::model::{
    Catalogue, Defaults, Dimension, Document, DocumentKey, DocumentKind, Family, Grant, Lens, Measure, Organisation,
    Revision,
};
use crate::domain::rules::coverage::required;
use crate::domain::rules::phase::{PlanOwed, checkpoints};
use crate::report::{self, Audience, Question, Report, Sentence, Value};
use crate::store::{Author, Kept, Options, Reading, Store};

/// People and measures with the numbers by which facts carry them.
type Closing = (Vec<(String, u32)>, Vec<(String, u16)>);

/// So many lines of the journal are one answer to an audit.
const AUDITED: usize = 10_000;

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
    let owner = Account::of(store.owner()?);
    Ok(LocalDesk {
        store,
        defaults,
        account: Account::own(),
        day: None,
        owner,
        opened: Instant::now(),
        grants: Mutex::default(),
        refusals: Mutex::default(),
        catalogues: Mutex::default(),
        premises: Mutex::default(),
        at_hand: Mutex::default(),
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
    /// The day that is taken for today; `None`: the clock's.
    pub(super) day: Option<Day>,
    /// Who owns the folder.
    pub(super) owner: Account,
    /// When it was opened.
    pub(super) opened: Instant,
    /// Who holds which office by a version of the roster and the offices.
    pub(super) grants: Mutex<Option<(u64, Arc<Vec<Grant>>)>>,
    pub(super) refusals: Mutex<Refusals>,
    /// What can be counted and shown, by the families that are closed.
    pub(super) catalogues: Mutex<FxHashMap<Vec<Family>, Arc<Catalogue>>>,
    /// The organisation as it was at a revision: putting it together costs more than most answers.
    premises: Mutex<Option<(Revision, Arc<Organisation>)>>,
    pub(super) at_hand: Mutex<Option<AtHand>>,
    pub(super) reports: Mutex<Kept<(Sight, Question), Arc<Report>>>,
}

impl LocalDesk {
    /// The same with `day` taken for today, whatever the clock says: for whoever opens the database himself. What is
    /// written bears the time of the clock all the same.
    #[must_use]
    pub fn on(mut self, day: Option<Day>) -> Self {
        self.day = day;
        self
    }

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
        let resolve = self.resolver(author, rights, command.clone())?;
        let (seq, done) = self.store.try_out(author, resolve)?;
        Ok(resolve::receipt(seq, done))
    }

    /// The numbers by which facts carry the people whose day `command` closes, and the measures that are due of somebody.
    fn closing(&self, command: &Command, catalogue: &Catalogue) -> Result<Closing, Error> {
        let Command::Write { documents, .. } = command else { return Ok(Closing::default()) };
        let person = |(document, _): &(Document, _)| match document {
            Document::DayClose(close) => Some(close.person.clone()),
            _ => None,
        };
        let code = |name: String| (name.clone(), self.store.intern(Dimension::Member, &name));
        let members: Vec<(String, u32)> = documents.iter().filter_map(person).map(code).collect();
        if members.is_empty() {
            return Ok(Closing::default());
        }
        let measure = |known: &Measure| Ok((known.id.clone(), self.store.measure(&known.id)?));
        Ok((members, required(catalogue).map(measure).collect::<Result<_, Error>>()?))
    }

    /// Of the checkpoints that `command` passes without an improvement plan, those of goals that need one on their day, and
    /// why they do.
    fn plans_owed(&self, rights: &Rights, command: &Command) -> Result<Vec<(DocumentKey, PlanOwed)>, Error> {
        let Command::Write { documents, .. } = command else { return Ok(Vec::new()) };
        let bare = documents.iter().filter_map(|(document, _)| match document {
            Document::Checkpoint(point) if point.improvement.trim().is_empty() => Some(point),
            _ => None,
        });
        let mut found = Vec::new();
        let mut on_pace = None;
        let mut reports: FxHashMap<(Period, u8), (Arc<Report>, bool)> = FxHashMap::default();
        for point in bare.filter(|point| point.month.grain() == Grain::Month) {
            let reading = self.store.read()?;
            let on_pace = match on_pace {
                Some(known) => known,
                None => *on_pace.insert(self.organisation(&reading)?.settings.pace.0),
            };
            let (report, begun) = match reports.entry((point.month, point.part)) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => {
                    let organisation = self.organisation(&reading)?;
                    let days = checkpoints(point.month, &organisation.calendar);
                    let day = days.get(usize::from(point.part.saturating_sub(1))).copied();
                    let now = self.today(&organisation.settings);
                    let today = day.map_or(now, |day| now.min(day.plus(1)));
                    let lens = Lens { anchor: Some(point.month), ..Lens::new(Grain::Month) };
                    let question = Question { kind: report::Kind::Goals, lens, today, audience: Audience::Own };
                    let Answer::Report(report) = self.report(rights, &reading, &question)? else { continue };
                    let begun = report::has_begun(point.month, today, &organisation.calendar);
                    new.insert((report, begun))
                }
            };
            if let Some(why) = report::plan_owed_of(report, &point.metric, &point.owner, on_pace, *begun) {
                found.push((Document::Checkpoint(point.clone()).key(), why));
            }
        }
        Ok(found)
    }

    fn resolver(&self, author: &Author, rights: Rights, command: Command) -> Result<resolve::Resolver, Error> {
        // Whoever writes down what is about the organisation's people is held against them.
        let premises = match &command {
            Command::Write { .. } | Command::Delete { .. } => {
                let plans_owed = self.plans_owed(&rights, &command)?;
                let organisation = self.organisation(&self.store.read()?)?;
                let (today, hour) = self.moment(&organisation.settings);
                let catalogue = self.open_to(&[]);
                let (members, measures) = self.closing(&command, &catalogue)?;
                Some(ritual::Premises { organisation, catalogue, today, hour, members, measures, plans_owed })
            }
            _ => None,
        };
        resolve::resolver(&self.store, &self.defaults.catalogue, author.clone(), rights, premises, command)
    }

    /// Does what somebody commands who may do it.
    pub(super) fn done_by(&self, author: &Author, rights: Rights, command: Command) -> Result<Receipt, Error> {
        let store = &self.store;
        let number = |rows: u64| Value::Number(i128::from(rows), crate::domain::model::Unit::Count);
        match command {
            Command::ImportBegin { source, files } => {
                let batch = store.import_begin(author, &source, &files)?;
                let done = Sentence::new("done.import-begun").with("source", Value::Text(source));
                Ok(Receipt { revision: Revision(batch), batch: Some(batch), done: vec![done] })
            }
            Command::ImportRows { batch, facts } => {
                store.import_rows(batch, &facts)?;
                let done = Sentence::new("done.import-rows").with("rows", number(facts.len() as u64));
                Ok(Receipt { revision: store.read()?.revision(), batch: Some(batch), done: vec![done] })
            }
            Command::ImportPublish { batch, digest, replace } => {
                let (seq, brought) = store.import_publish(author, batch, &digest, replace)?;
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
                let resolve = self.resolver(author, rights, command)?;
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
        for kind in DocumentKind::ROSTER {
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
                let closed = self.closed_among(rights, &*self.organisation(reading)?, query);
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
            Query::Documents(query) => {
                let mut documents = reading.documents_in(query)?;
                if query.kind == DocumentKind::Grant && !rights.all(Deed::Grants) {
                    let own = |document: &Document| matches!(document, Document::Grant(grant) if grant.account == rights.user);
                    documents.retain(|found| own(&found.document));
                }
                if query.kind == DocumentKind::PostPlan && rights.closed().contains(&Family::Pay) {
                    for found in &mut documents {
                        hide_pay(&mut found.document);
                    }
                }
                if query.kind == DocumentKind::Record {
                    let organisation = self.organisation(reading)?;
                    let people = rights.people(Deed::Person, &organisation, self.today(&organisation.settings));
                    documents.retain(|found| ritual::is_shown(&found.document, people.as_ref()));
                }
                Ok(Answer::Documents(documents))
            }
            Query::Batches => Ok(Answer::Batches(reading.batches()?)),
            Query::Sums(batch) => Ok(self.sums(rights, reading.sums_of(*batch)?)),
            Query::SumsOn { source, days } => Ok(self.sums(rights, reading.sums_on(source, days)?)),
            Query::Audit(after) => {
                let open = self.open_to(&rights.closed());
                let mut lines = reading.audit(*after, AUDITED)?;
                for line in &mut lines {
                    close(&mut line.entry, &open);
                }
                Ok(Answer::Audit(lines))
            }
            Query::Names(dimension) => Ok(Answer::Names(reading.names(*dimension))),
            Query::Authors if rights.all(Deed::Journal) => Ok(Answer::Names(reading.authors()?)),
            Query::Authors => Ok(Answer::Names(vec![rights.user.clone()])),
            Query::Overlap { source, digest, days, documents } => Ok(Answer::Overlap(Overlap {
                known: reading.knows(source)?,
                same: reading.batch_of(digest)?,
                days: reading.days_of(source, days)?,
                documents: reading.documents_among(documents)?,
            })),
        }
    }
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

    fn hang_up(&self) -> Option<HangUp> {
        None
    }

    fn present(&self, slide: Option<Slide>) -> Result<(), Error> {
        slide.map_or(Ok(()), |_| Err(Error::could("present-alone")))
    }

    fn check(&self, head: Option<&str>) -> Result<Vec<Error>, Error> {
        self.check_by(&self.account, head)
    }

    fn backup(&self, to: &Path) -> Result<Backup, Error> {
        self.backup_by(&self.account, to)
    }
}
