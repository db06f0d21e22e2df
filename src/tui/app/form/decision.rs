//! What a stand-up decides, kept in its meeting from the moment it is typed.

use super::kind::Filling;
use super::{FormField, Values, With, one_document};
use crate::desk::Command;
use crate::domain::base::Day;
use crate::domain::model::{Document, DocumentKey, DocumentKind, Meeting, Revision, Ritual, Versioned};

/// A decision of the stand-up of a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DecisionForm {
    /// The day.
    pub day: Day,
}

impl Filling for DecisionForm {
    fn word(&self) -> &'static str {
        "decision"
    }

    fn document(&self) -> Option<DocumentKey> {
        let id = format!("{}/{}", self.day, Ritual::Daily.word());
        Some(DocumentKey { kind: DocumentKind::Meeting, id })
    }

    fn about(&self) -> String {
        self.day.to_string()
    }

    fn fields(&self, _with: With<'_>, _now: Option<&Document>) -> Vec<FormField> {
        vec![FormField::text("decided").needed()]
    }

    fn command(&self, values: &mut Values<'_>, _with: With<'_>, now: Option<&Versioned>) -> Option<Command> {
        let mut meeting = match now.map(|now| now.document.clone()) {
            Some(Document::Meeting(meeting)) => meeting,
            _ => Meeting {
                ritual: Ritual::Daily,
                day: self.day,
                about: String::new(),
                attendees: Vec::new(),
                slides: Vec::new(),
                decisions: Vec::new(),
                actions: Vec::new(),
                promises: Vec::new(),
                shown: Revision(0),
                head: String::new(),
                by: String::new(),
                began: 0,
                ended: None,
            },
        };
        meeting.decisions.push(values.text("decided"));
        Some(one_document(Document::Meeting(meeting), now))
    }
}
