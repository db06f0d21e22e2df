//! A note on a figure of a day: why it is as it is.

use super::kind::Filling;
use super::{FormField, Pick, Values, With, one_document};
use crate::desk::Command;
use crate::domain::base::{Day, Error};
use crate::domain::model::{Cause, Document, DocumentKey, Note, Owner, Versioned};
use crate::text::phrase;

/// A note on a metric of a day.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct NoteForm {
    /// The metric.
    pub metric: Option<String>,
    /// The day.
    pub day: Option<Day>,
    /// Whose figure it is.
    pub owner: Owner,
}

impl Filling for NoteForm {
    fn word(&self) -> &'static str {
        "note"
    }

    fn document(&self) -> Option<DocumentKey> {
        None
    }

    fn fields(&self, with: With<'_>, _now: Option<&Document>) -> Vec<FormField> {
        let said = |id: &str| phrase(&format!("cause.{id}"), with.lang).to_owned();
        let cause =
            |cause: &Cause| Pick::of(cause.word(), &said(cause.word())).beside(&said(&format!("{}.is", cause.word())));
        // Enter on the open list takes what is under the cursor: to name no cause is a choice, too.
        let causes = std::iter::once(Pick::of("none", &said("none"))).chain(Cause::ALL.iter().map(cause)).collect();
        let day = self.day.unwrap_or_else(|| with.organisation.calendar.working_day_before(with.today));
        vec![
            FormField::choice("cause", causes).opening().hint("hint.note-cause", Vec::new()),
            FormField::long("text"),
            FormField::choice("metric", super::action::metrics(with))
                .needed()
                .with(self.metric.as_deref().unwrap_or_default()),
            FormField::day("on").needed().with(&day.to_string()).hint("hint.day", Vec::new()),
            FormField::choice("owner", super::action::owners(with)).needed().with(&self.owner.to_string()),
        ]
    }

    fn command(&self, values: &mut Values<'_>, _with: With<'_>, now: Option<&Versioned>) -> Option<Command> {
        let cause = values.some("cause").and_then(|word| word.parse().ok());
        let text = values.text("text");
        if cause.is_none() && text.is_empty() {
            values.refuse("text", Error::asked("note-empty"));
        }
        let owner = values.text("owner").parse().unwrap_or_else(|()| self.owner.clone());
        let note = Note {
            number: 0,
            day: values.day("on")?,
            metric: values.some("metric")?,
            owner,
            text,
            cause,
            by: String::new(),
        };
        Some(one_document(Document::Note(note), now))
    }
}
