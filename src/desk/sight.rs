//! A report as somebody sees it: without closed families, without the names of the lowest fifth where they are not his
//! to see, with no lines of the journal but his own where he may see no others.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError};

use chrono::{NaiveTime, TimeZone};

use super::rights::{Deed, Field, Rights};
use super::{Answer, LocalDesk, ritual, strike};
use crate::domain::base::{Day, Error};
use crate::domain::model::{
    AsOf, Catalogue, Dimension, Document, DocumentKey, DocumentKind, DocumentQuery, Family, JournalEntry, JournalQuery,
    Organisation, Settings, Versioned,
};
use crate::report::{self, Aims, Audience, Got, Kind, Needs, Question, Report, Setting};
use crate::store::Reading;

impl LocalDesk {
    /// The report without what may not be seen.
    pub(super) fn report(&self, rights: &Rights, reading: &Reading<'_>, question: &Question) -> Result<Answer, Error> {
        let shared = question.audience == Audience::Shared;
        let organisation = self.organisation(reading)?;
        let closed = if shared { Family::CLOSED.to_vec() } else { self.closed_in(rights, &organisation, question) };
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
        let people = if shared || !report::tells_records(&question.kind) {
            Some(BTreeSet::new())
        } else {
            rights.people(Deed::Person, &organisation, self.today(&organisation.settings))
        };
        let whole = Sight { closed, spared: None, lines, people };
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
        let (catalogue, organisation, revision) = (&*catalogue, &*organisation, reading.revision());
        let before = Setting { catalogue, organisation, revision, aims: Aims::NONE };
        let wanted = report::aims(&question, before)?;
        let mut aims = Vec::new();
        for query in &wanted {
            aims.extend(self.documents(reading, query)?.into_iter().map(|found| found.document));
        }
        let aims = aims.into_iter().collect::<Aims>().as_of(&question, organisation);
        let setting = Setting { aims: &aims, ..before };
        let needs = report::needs(&question, setting)?;
        let mut got = self.read(reading, organisation, &needs, sight)?;
        for entry in &mut got.journal {
            close(entry, catalogue);
        }
        let mut kinds: Vec<DocumentKind> = wanted.iter().chain(&needs.documents).map(|query| query.kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        Ok(Report { read: needs.days(), kinds, ..report::say(&question, setting, &got)? })
    }
}

/// The documents of [`DocumentKind::AT_HAND`] by kind and id, with how often any had been written.
pub(super) type AtHand = (u64, Arc<Vec<(DocumentKey, Versioned)>>);

impl LocalDesk {
    /// What `query` is about. What most reports look for is kept at hand: mostly nobody has written it, and where nothing
    /// lies the store would have to look into what lies beside it.
    fn documents(&self, reading: &Reading<'_>, query: &DocumentQuery) -> Result<Vec<Versioned>, Error> {
        if !DocumentKind::AT_HAND.contains(&query.kind) {
            return reading.documents_in(query);
        }
        let all = self.at_hand(reading)?;
        let from = all.partition_point(|(key, _)| (key.kind, key.id.as_str()) < (query.kind, query.from.as_str()));
        let found = all.get(from..).unwrap_or_default().iter();
        let found = found.take_while(|(key, _)| key.kind == query.kind && query.holds(&key.id));
        Ok(found.map(|(_, found)| found.clone()).collect())
    }

    fn at_hand(&self, reading: &Reading<'_>) -> Result<Arc<Vec<(DocumentKey, Versioned)>>, Error> {
        let mut kept = self.at_hand.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, all)) = kept.as_ref().filter(|(written, _)| *written == reading.at_hand()) {
            return Ok(Arc::clone(all));
        }
        let mut all = Vec::new();
        for kind in DocumentKind::AT_HAND {
            all.extend(reading.documents(kind)?.into_iter().map(|found| (found.document.key(), found)));
        }
        all.sort_by(|(one, _), (other, _)| one.cmp(other));
        let all = Arc::new(all);
        *kept = Some((reading.at_hand(), Arc::clone(&all)));
        Ok(all)
    }

    fn read(
        &self,
        reading: &Reading<'_>,
        organisation: &Organisation,
        needs: &Needs,
        sight: &Sight,
    ) -> Result<Got, Error> {
        let lines = if needs.journal.most == 0 {
            Vec::new()
        } else {
            let JournalQuery { most, changes, figures } = &needs.journal;
            let settings = &organisation.settings;
            let begins = |day: Day| end_of(day.plus(-1), settings);
            let made = changes.made.map(|period| (begins(period.first()), end_of(period.last(), settings)));
            // A figure is corrected on its day at the earliest.
            let since = figures.as_ref().map(|(days, _)| (begins(days.first()), i64::MAX));
            let seen = |line: &JournalEntry| sight.lines.as_ref().is_none_or(|user| line.user == *user);
            reading.journal_between(*most, made.or(since), |line| seen(line) && needs.journal.holds(line))?
        };
        let documents = |query| -> Result<Vec<Versioned>, Error> {
            let mut documents = self.documents(reading, query)?;
            documents.retain(|found| ritual::is_shown(&found.document, sight.people.as_ref()));
            if sight.closed.contains(&Family::Pay) {
                for found in &mut documents {
                    hide_pay(&mut found.document);
                }
            }
            Ok(documents)
        };
        Ok(Got {
            cells: needs.cells.iter().map(|query| reading.cells(query)).collect::<Result<_, _>>()?,
            rows: needs.rows.iter().map(|query| reading.rows_in_part(query, needs.part)).collect::<Result<_, _>>()?,
            batches: if needs.batches { reading.batches()? } else { Vec::new() },
            journal: lines,
            figures: if needs.figures { Some(reading.figures()?) } else { None },
            documents: needs.documents.iter().map(documents).collect::<Result<_, _>>()?,
        })
    }
}

/// What somebody sees of a report.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Sight {
    /// Families of metrics that are closed.
    closed: Vec<Family>,
    /// Whose names are shown though they are of the lowest fifth; `None`: everybody's.
    spared: Option<BTreeSet<String>>,
    /// Whose lines of the journal are shown; `None`: everybody's.
    lines: Option<String>,
    /// Whose records of the work with people are shown; `None`: everybody's.
    people: Option<BTreeSet<String>>,
}

/// Takes out what a post pays.
pub(super) fn hide_pay(document: &mut Document) {
    if let Document::PostPlan(plan) = document {
        plan.pay = None;
    }
}

/// Takes the figures out of a line of the journal that is about a measure which is not shown.
pub(super) fn close(entry: &mut JournalEntry, open: &Catalogue) {
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
