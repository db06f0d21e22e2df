//! What holds for documents of the operating rhythm beside rights and versions: a closed day is corrected with a
//! reason, an agreed target is amended, a promise is carried and not moved, a record of a meeting stands.
//!
//! Who did it and when is filled in here, so that nobody can say it was another.

mod goals;

use std::collections::BTreeSet;
use std::sync::Arc;

use super::resolve::by_whom;
use super::rights::{Deed, Rights};
use crate::domain::base::{Day, Error, Period};
use crate::domain::model::{
    Action, ActionState, Catalogue, CloseState, Document, DocumentKey, DocumentKind, Measure, Meeting, Organisation,
    Owner, RecordKind, Revision, TargetState, WeekPlan,
};
use crate::domain::rules::close::{Lacks, owed};
use crate::domain::rules::commitment::is_told;
use crate::domain::rules::phase::PlanOwed;
use crate::domain::rules::weeks::is_plan_locked;
use crate::report::{Sentence, Value, is_due};
use crate::store::{DocumentChange, Draft};

/// What such documents are held against.
pub(super) struct Premises {
    pub(super) organisation: Arc<Organisation>,
    pub(super) catalogue: Arc<Catalogue>,
    /// The organisation's day.
    pub(super) today: Day,
    /// Its hour.
    pub(super) hour: u32,
    /// The number by which facts carry each person whose day is to be closed.
    pub(super) members: Vec<(String, u32)>,
    /// The number by which facts carry each measure that is due of somebody.
    pub(super) measures: Vec<(String, u16)>,
    /// The checkpoints that are to be passed without a plan by goals that need one, and why they do.
    pub(super) plans_owed: Vec<(DocumentKey, PlanOwed)>,
}

/// Whether a document is shown to whoever may see the pages of `people`; `None`: of everybody. Only records of the work
/// with people are kept from anybody.
pub(super) fn is_shown(document: &Document, people: Option<&BTreeSet<String>>) -> bool {
    match document {
        // Best practice is there to be learned from (S-125).
        Document::Record(record) if record.kind == RecordKind::Case => true,
        Document::Record(record) => people.is_none_or(|people| people.contains(&record.person)),
        _ => true,
    }
}

/// Refuses to change a figure of a person's closed day without a reason (S-001); `person`: whose it is, where somebody's.
///
/// # Errors
/// `day-closed`.
pub(super) fn refuse_closed(draft: &Draft<'_>, day: Day, person: Option<&String>) -> Result<(), Error> {
    let Some(person) = person else { return Ok(()) };
    let key = DocumentKey { kind: DocumentKind::DayClose, id: format!("{day}/{person}") };
    match draft.document(&key)? {
        Some(found) if matches!(&found.document, Document::DayClose(close) if close.state == CloseState::Closed) => {
            let error = Error::asked("day-closed").with("person", person).with("day", day);
            Err(by_whom(error, draft.past(found.revision.0)?.as_ref()))
        }
        _ => Ok(()),
    }
}

/// Holds `changes` against the rules of their kinds, and fills in who did it and when.
///
/// # Errors
/// The rule that is broken.
pub(super) fn settle(
    draft: &Draft<'_>,
    rights: &Rights,
    premises: &Premises,
    at: i64,
    changes: &mut [DocumentChange],
    reason: Option<&str>,
) -> Result<(), Error> {
    let by =
        Settling { draft, rights, premises, at, reason: reason.map(str::trim).filter(|reason| !reason.is_empty()) };
    changes.iter_mut().try_for_each(|change| {
        let old = change.old.as_ref().map(|old| old.document.clone());
        by.reach(old.as_ref(), change.new.as_ref())?;
        match &mut change.new {
            None => by.gone(old.as_ref()),
            Some(new) => by.written(old, new),
        }
    })
}

/// Whether two plans of a week plan something else; the order in which they name it is nothing, and so is what came of it.
fn plans_otherwise(old: &WeekPlan, new: &WeekPlan) -> bool {
    let sorted = |plan: &WeekPlan| {
        let mut values = plan.values.clone();
        values.sort_unstable();
        values
    };
    sorted(old) != sorted(new)
}

struct Settling<'a> {
    draft: &'a Draft<'a>,
    rights: &'a Rights,
    premises: &'a Premises,
    at: i64,
    reason: Option<&'a str>,
}

impl Settling<'_> {
    /// Refuses to touch what is neither one's own nor one's team's, before and after.
    fn reach(&self, old: Option<&Document>, new: Option<&Document>) -> Result<(), Error> {
        for document in [old, new].into_iter().flatten() {
            let (deed, owner) = (Deed::of_document(document.kind()), document.owner());
            if let Some(owner) = owner.filter(|_| !self.rights.all(deed)) {
                self.rights.allow_if(deed, |reach| self.covers(reach, &owner))?;
            }
        }
        Ok(())
    }

    fn covers(&self, reach: super::rights::Reach, owner: &Owner) -> bool {
        let name = owner.filter().map(|(dimension, name)| (dimension, [name.to_owned()]));
        let filters = name.iter().map(|(dimension, name)| (*dimension, name.as_slice()));
        self.rights.covers(reach, &self.premises.organisation, self.premises.today, filters)
    }

    /// Whether `deed` is done to somebody else's, as a superior does.
    fn is_superior(&self, deed: Deed) -> bool {
        !self.rights.only_own(deed)
    }

    fn reason(&self) -> Result<&str, Error> {
        self.reason.ok_or_else(|| Error::asked("reason-needed"))
    }

    /// Fills in who did it, unless somebody who may do everything brings it from elsewhere.
    fn sign(&self, deed: Deed, by: &mut String) {
        if by.is_empty() || !self.rights.all(deed) {
            by.clone_from(&self.rights.user);
        }
    }

    fn date(&self, deed: Deed, at: &mut i64) {
        if *at == 0 || !self.rights.all(deed) {
            *at = self.at;
        }
    }

    fn gone(&self, old: Option<&Document>) -> Result<(), Error> {
        match old {
            Some(Document::Target(target)) if target.state == TargetState::Agreed => {
                self.superior(Deed::Target)?;
                self.reason().map(drop)
            }
            // To open a day again is to let it be changed.
            Some(Document::DayClose(close)) if close.state == CloseState::Closed => {
                self.superior(Deed::Close)?;
                self.reason().map(drop)
            }
            Some(Document::Meeting(meeting)) if meeting.ended.is_some() => self.reason().map(drop),
            Some(Document::Note(note)) => self.own(Deed::Note, &note.by),
            Some(Document::Record(record)) => self.own(Deed::Record, &record.by),
            // A promise is dropped, not forgotten.
            Some(Document::Action(_)) => self.reason().map(drop),
            Some(Document::GoalSteps(_) | Document::Checkpoint(_)) => {
                self.superior(Deed::Target)?;
                self.reason().map(drop)
            }
            Some(Document::WeekPlan(plan)) if plan.locked => self.reason().map(drop),
            _ => Ok(()),
        }
    }

    /// Whether the plan of `week` is locked by now (S-003), where the organisation is.
    fn is_locked_by_the_clock(&self, week: Period) -> bool {
        let Premises { organisation, today, hour, .. } = self.premises;
        is_plan_locked(week, (*today, *hour), organisation.settings.plan_lock_hour, &organisation.calendar)
    }

    fn superior(&self, deed: Deed) -> Result<(), Error> {
        if self.is_superior(deed) { Ok(()) } else { Err(self.rights.refuse(deed.refusal(), deed.row())) }
    }

    /// What somebody has written is changed by him, or by a director.
    fn own(&self, deed: Deed, by: &str) -> Result<(), Error> {
        let own = by == self.rights.user || by.is_empty() || self.rights.all(Deed::Grant);
        if own {
            Ok(())
        } else {
            Err(Error::asked("document-of-another").with("user", by).with("deed", deed.refusal()))
        }
    }

    fn written(&self, old: Option<Document>, new: &mut Document) -> Result<(), Error> {
        match (old, new) {
            (old, Document::Target(new)) => {
                let old = match old {
                    Some(Document::Target(old)) => Some(old),
                    _ => None,
                };
                self.target(old.as_ref(), new)
            }
            (old, Document::GoalSteps(new)) => {
                let before = match old {
                    Some(Document::GoalSteps(old)) => old.taken,
                    _ => Vec::new(),
                };
                self.steps(&before, new)
            }
            (_, Document::Checkpoint(new)) => {
                self.metric(&new.metric)?;
                self.checkpoint(new)?;
                self.sign(Deed::Plan, &mut new.by);
                self.date(Deed::Plan, &mut new.at);
                Ok(())
            }
            (old, Document::DayClose(new)) => {
                self.person(&new.person)?;
                self.sign(Deed::Close, &mut new.by);
                self.date(Deed::Close, &mut new.at);
                let was_closed = matches!(&old, Some(Document::DayClose(old)) if old.state == CloseState::Closed);
                if new.state == CloseState::Closed && !was_closed {
                    self.may_close(&new.person, new.day)?;
                }
                match old {
                    Some(Document::DayClose(old)) if old.state == CloseState::Closed && new.state != old.state => {
                        self.superior(Deed::Close)?;
                        self.reason().map(drop)
                    }
                    _ => Ok(()),
                }
            }
            (old, Document::WeekPlan(new)) => {
                self.owner(&new.owner)?;
                new.values.iter().try_for_each(|(metric, _)| self.metric(metric))?;
                let Some(Document::WeekPlan(old)) = old else { return Ok(()) };
                let is_locked = old.locked || self.is_locked_by_the_clock(new.week);
                let loosened = old.locked && !new.locked;
                if loosened || (is_locked && plans_otherwise(&old, new)) { self.reason().map(drop) } else { Ok(()) }
            }
            (old, Document::Action(new)) => {
                let old = match old {
                    Some(Document::Action(old)) => Some(old),
                    _ => None,
                };
                self.action(old.as_ref(), new)
            }
            (old, Document::Note(new)) => {
                if let Some(Document::Note(old)) = old {
                    self.own(Deed::Note, &old.by)?;
                    new.by.clone_from(&old.by);
                }
                self.sign(Deed::Note, &mut new.by);
                self.metric(&new.metric)?;
                self.owner(&new.owner)?;
                if new.text.trim().is_empty() && new.cause.is_none() { Err(Error::asked("note-empty")) } else { Ok(()) }
            }
            (old, Document::Meeting(new)) => {
                let ended = match &old {
                    Some(Document::Meeting(old)) if old.ended.is_some() => Some(old),
                    _ => None,
                };
                match ended {
                    // Whoever tells afterwards who was there has not led it.
                    Some(old) => new.by.clone_from(&old.by),
                    None => self.sign(Deed::Meet, &mut new.by),
                }
                self.as_it_stands(ended, new)?;
                match old {
                    // A second stand-up of a day takes the record up again: nothing that was said is said otherwise.
                    Some(Document::Meeting(old)) if old.ended.is_some() && !old.stands_in(new) => {
                        self.reason().map(drop)
                    }
                    _ => Ok(()),
                }
            }
            (old, Document::Record(new)) => {
                if let Some(Document::Record(old)) = old {
                    new.by.clone_from(&old.by);
                }
                self.person(&new.person)?;
                if new.kind == RecordKind::Work && (new.subject.trim().is_empty() || new.figures.is_none()) {
                    return Err(Error::asked("record-work"));
                }
                new.metric.iter().try_for_each(|metric| self.metric(metric))?;
                self.sign(Deed::Record, &mut new.by);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Fills in the state that a meeting was shown, and its promises as they stand in it; those of one that has `ended`
    /// stand as they stood, unless it was taken up again.
    fn as_it_stands(&self, ended: Option<&Meeting>, new: &mut Meeting) -> Result<(), Error> {
        if new.ended.is_none() {
            return Ok(());
        }
        let (shown, head) = self.draft.visible();
        // One that comes from another database was shown a state that is none of this one.
        if new.shown == Revision(0) || new.shown > shown {
            (new.shown, new.head) = (shown, head.to_owned());
        }
        // Who is here is known by his account; who takes part is told by name.
        let grants = self.draft.documents(DocumentKind::Grant)?;
        for name in &mut new.attendees {
            let person = grants.iter().find_map(|found| match &found.document {
                Document::Grant(grant) if grant.account == *name => grant.person.clone(),
                _ => None,
            });
            if let Some(person) = person {
                *name = person;
            }
        }
        if new.promises.is_empty() && ended.is_none_or(|old| old.shown != new.shown) {
            let since = self.premises.organisation.calendar.working_day_before(new.day);
            let all = self.draft.documents(DocumentKind::Action)?.into_iter();
            let id = Document::Meeting(new.clone()).key().id;
            let actions =
                all.filter_map(|found| if let Document::Action(one) = found.document { Some(one) } else { None });
            let all: Vec<Action> = actions.collect();
            let made = all.iter().filter(|one| one.meeting.as_ref() == Some(&id)).map(|one| one.number);
            new.actions.extend(made);
            new.actions.sort_unstable();
            new.actions.dedup();
            let told = all.into_iter().filter(|one| is_told(one, since, new.day) || new.actions.contains(&one.number));
            new.promises = told.collect();
        }
        Ok(())
    }

    /// Refuses to close a day that lacks a figure that is due, or on which a promise is open (S-001).
    fn may_close(&self, person: &str, day: Day) -> Result<(), Error> {
        let Premises { organisation, catalogue, members, measures, .. } = self.premises;
        let member = members.iter().find(|(name, _)| name == person).map_or(0, |(_, code)| *code);
        let owed: Vec<&Measure> = owed(catalogue, organisation, person, day).collect();
        let code = |measure: &&Measure| measures.iter().find(|(id, _)| *id == measure.id).map(|(_, code)| *code);
        let codes: Vec<u16> = owed.iter().filter_map(code).collect();
        let reported = self.draft.reported(day, member, &codes)?;
        let came: Vec<&str> =
            owed.iter().zip(&reported).filter(|(_, came)| **came).map(|(owed, _)| owed.id.as_str()).collect();
        let actions = self.draft.documents(DocumentKind::Action)?;
        let tasks = actions.iter().filter(|found| is_due(found, person, day)).count();
        let lacks = Lacks::of(owed, |id| came.contains(&id), tasks);
        if lacks.may_close() {
            return Ok(());
        }
        let refused = |id: &'static str| Error::asked(id).with("person", person).with("day", day);
        Err(match lacks.figures.as_slice() {
            [] => refused("close-tasks").with("n", lacks.tasks),
            figures => {
                let term = |id: &&str| catalogue.measure(id).map(|measure| Value::Term(measure.term.clone()));
                let said = figures
                    .iter()
                    .filter_map(term)
                    .reduce(|one, other| Value::Words(Sentence::new("told.and").with("one", one).with("other", other)));
                let what = said.and_then(|said| serde_json::to_string(&said).ok()).unwrap_or_default();
                refused("close-lacks").with("missing", figures.join(", ")).with("what", what)
            }
        })
    }

    fn action(&self, old: Option<&Action>, new: &Action) -> Result<(), Error> {
        self.owner(&new.owner)?;
        new.metric.iter().try_for_each(|metric| self.metric(metric))?;
        if new.text.trim().is_empty() {
            return Err(Error::asked("action-empty"));
        }
        if matches!(&new.state, ActionState::Dropped(_, reason) if reason.trim().is_empty()) {
            return Err(Error::asked("reason-needed"));
        }
        let Some(old) = old else { return Ok(()) };
        let carried = new.carried.len() > old.carried.len() && new.carried.starts_with(&old.carried);
        let told = new.carried.last().is_some_and(|carry| carry.from == old.due && !carry.reason.trim().is_empty());
        if new.due > old.due && !(carried && told) {
            return Err(Error::asked("action-carry").with("number", new.number).with("due", old.due));
        }
        Ok(())
    }

    fn metric(&self, id: &str) -> Result<(), Error> {
        let known = self.premises.catalogue.metric(id).is_some();
        if known { Ok(()) } else { Err(Error::asked("metric-unknown").with("metric", id).with("near", "")) }
    }

    fn person(&self, name: &str) -> Result<(), Error> {
        self.owner(&Owner::Member(name.to_owned()))
    }

    /// Regions are what facts call them; everything else has to be there.
    fn owner(&self, owner: &Owner) -> Result<(), Error> {
        let organisation = &self.premises.organisation;
        let known = match owner {
            Owner::Company | Owner::Region(_) => true,
            Owner::Team(name) => organisation.teams.contains_key(name),
            Owner::Member(name) => organisation.people.contains_key(name),
            Owner::Channel(id) => organisation.channels.iter().any(|channel| channel.id == *id),
        };
        if known { Ok(()) } else { Err(Error::asked("owner-unknown").with("owner", owner)) }
    }
}
