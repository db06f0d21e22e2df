//! Two people write the same document: both values are shown, and one chooses.

use super::super::{App, Effect, Overlay};
use super::planning::{metric_words, owner_words, period_words};
use super::{Form, FormField, Stage};
use crate::desk::Query;
use crate::domain::base::{Error, Period};
use crate::domain::model::{DocumentQuery, Versioned};
use crate::render::Voice;
use crate::text::moment_of;

/// Who has changed the same meanwhile.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Conflict {
    /// As the desk says it: who, when.
    pub error: Error,
    /// What both have changed, by how many fields.
    pub both: usize,
    /// Fields that only the other has changed, and that were taken as they are now.
    pub taken: Vec<&'static str>,
}

impl Form {
    /// Asks for the document as it is now.
    pub(super) fn compares(&mut self, why: Error) -> Vec<Effect> {
        self.stage = Stage::Comparing;
        self.conflict = Some(Conflict { error: why, both: 0, taken: Vec::new() });
        let document = self.kind.filling().document();
        if document.is_none() {
            self.stage = Stage::Open;
            self.error = self.conflict.take().map(|conflict| conflict.error);
        }
        document.map(|key| Effect::Fetch(Box::new(Query::Documents(DocumentQuery::exactly(key))))).into_iter().collect()
    }

    /// Holds what is filled in against the fields of the document as it is now. What only the other has changed is taken;
    /// what both have, shows both.
    fn meets(&mut self, now: Option<Versioned>, theirs: &[FormField]) {
        let (mut both, mut taken) = (0, Vec::new());
        for field in &mut self.fields {
            let Some(other) = theirs.iter().find(|other| other.id == field.id) else { continue };
            (field.theirs, field.mine) = (None, None);
            let (mine, since, before) = (field.written(), other.written(), std::mem::take(&mut field.was));
            field.was.clone_from(&since);
            if since == before || since == mine {
                continue;
            }
            if mine == before {
                field.put(&since);
                taken.push(field.id);
            } else {
                field.theirs = Some(since);
                both += 1;
            }
        }
        self.seen = now;
        self.stage = Stage::Open;
        if let Some(conflict) = &mut self.conflict {
            (conflict.both, conflict.taken) = (both, taken);
        }
        if let Some(at) = self.fields.iter().position(|field| field.theirs.is_some()) {
            self.go_to(at);
        }
    }

    /// The other's value in the place of one's own, and back.
    pub(super) fn take_theirs(&mut self) {
        let Some(field) = self.current_mut() else { return };
        let Some(theirs) = field.theirs.clone() else { return };
        if let Some(mine) = field.mine.take() {
            field.put(&mine);
        } else {
            field.mine = Some(field.written());
            field.put(&theirs);
        }
    }
}

impl App {
    /// An error whose moment and values stand as the organisation writes them.
    #[must_use]
    pub fn timed(&self, error: &Error) -> Error {
        let report = self.reading.report();
        let mut error = report.map_or_else(|| error.clone(), |report| Voice::of(report, self.start.lang).told(error));
        let zone = self.premises().map_or("UTC", |(organisation, _)| organisation.settings.timezone.as_str());
        let with = self.with();
        let fiscal = with.map(|with| with.organisation.settings.fiscal_start).unwrap_or_default();
        let worded = |name: &str, value: &str| match name {
            "time" => moment_of(value, zone, self.start.lang),
            "metric" => {
                with.filter(|with| with.catalogue.metric(value).is_some()).map(|with| metric_words(value, with))
            }
            "owner" => with.zip(value.parse().ok()).map(|(with, owner)| owner_words(&owner, with)),
            "period" => with.zip(Period::parse(value, fiscal)).map(|(with, period)| period_words(period, with)),
            _ => None,
        };
        for (name, value) in &mut error.args {
            if let Some(words) = worded(name, value) {
                *value = words;
            }
        }
        error
    }

    /// The document as it is now has come, after somebody else has changed it.
    pub(super) fn compare_form(&mut self, now: Option<Versioned>) {
        let Some(Overlay::Form(form)) = self.top() else { return };
        let Some(with) = self.with() else { return };
        let theirs = form.kind.filling().fields(with, now.as_ref().map(|now| &now.document));
        if let Some(form) = self.form() {
            form.meets(now, &theirs);
        }
        self.keep_draft();
        self.dirty = true;
    }
}
