//! What the record of a meeting says that its screen could not know: who was there, and what was decided.

use super::kind::Filling;
use super::{FormField, Pick, Values, With, one_document};
use crate::desk::Command;
use crate::domain::base::{Day, Error};
use crate::domain::model::{Document, DocumentKey, DocumentKind, Meeting, Ritual, Versioned};
use crate::text::{day, phrase};

/// The record of a meeting.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MinutesForm {
    /// The day on which it was held.
    pub day: Day,
    /// Which.
    pub ritual: Ritual,
}

impl MinutesForm {
    /// That of a document's id: `2026-09-09/daily`.
    #[must_use]
    pub fn keyed(id: &str) -> Option<Self> {
        let (day, ritual) = id.split_once('/')?;
        Some(Self { day: day.parse().ok()?, ritual: ritual.parse().ok()? })
    }
}

impl Filling for MinutesForm {
    fn word(&self) -> &'static str {
        "minutes"
    }

    fn document(&self) -> Option<DocumentKey> {
        Some(DocumentKey { kind: DocumentKind::Meeting, id: self.about() })
    }

    fn about(&self) -> String {
        format!("{}/{}", self.day, self.ritual.word())
    }

    fn told(&self, with: With<'_>, _now: Option<&Document>) -> String {
        let ritual = format!("ritual.{}", self.ritual.word());
        super::planning::listed(&[phrase(&ritual, with.lang).to_owned(), day(self.day, with.lang)], with.lang)
    }

    fn fields(&self, with: With<'_>, now: Option<&Document>) -> Vec<FormField> {
        let known = if let Some(Document::Meeting(meeting)) = now { Some(meeting) } else { None };
        let there = with.organisation.people.values().filter(|person| person.left.is_none_or(|left| self.day < left));
        let people = there.map(|person| Pick::named(&person.name)).collect();
        let attendees = known.map(|meeting| meeting.attendees.join(", ")).unwrap_or_default();
        let decisions = known.map(|meeting| meeting.decisions.join("\n")).unwrap_or_default();
        vec![
            FormField::several("attendees", people).with(&attendees).hint("hint.attendees", Vec::new()),
            FormField::long("decisions").with(&decisions).hint("hint.decisions", Vec::new()),
        ]
    }

    fn command(&self, values: &mut Values<'_>, _with: With<'_>, now: Option<&Versioned>) -> Option<Command> {
        let Some(Document::Meeting(meeting)) = now.map(|now| now.document.clone()) else {
            values.refuse("", Error::asked("no-such-meeting").with("day", self.day));
            return None;
        };
        let decisions = values.text("decisions");
        let decisions = decisions.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
        let meeting = Meeting { attendees: values.names("attendees"), decisions, ..meeting };
        Some(one_document(Document::Meeting(meeting), now))
    }
}
