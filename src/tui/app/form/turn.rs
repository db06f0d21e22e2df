//! What becomes of a promise that is not kept: it is carried to another day, or dropped; both for a reason.

use super::kind::Filling;
use super::{FormField, Values, With, one_document};
use crate::desk::Command;
use crate::domain::base::Error;
use crate::domain::model::{Action, ActionState, Document, DocumentKey, DocumentKind, Versioned};
use crate::text::{clean, say};

/// An action that is carried or dropped.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TurnForm {
    /// Its number.
    pub number: u64,
    /// Whether it is dropped, and not carried.
    pub drops: bool,
}

impl Filling for TurnForm {
    fn word(&self) -> &'static str {
        if self.drops { "drop" } else { "carry" }
    }

    fn document(&self) -> Option<DocumentKey> {
        Some(DocumentKey { kind: DocumentKind::Action, id: format!("{:010}", self.number) })
    }

    fn about(&self) -> String {
        self.number.to_string()
    }

    /// What was promised; its number tells it apart from another of the same words.
    fn told(&self, with: With<'_>, now: Option<&Document>) -> String {
        let number = self.number.to_string();
        match now {
            Some(Document::Action(action)) => {
                say("form.turn.about", &[("text", &clean(action.title())), ("number", &number)], with.lang)
            }
            _ => number,
        }
    }

    fn fields(&self, with: With<'_>, now: Option<&Document>) -> Vec<FormField> {
        let text = if let Some(Document::Action(action)) = now { action.text.clone() } else { String::new() };
        let why = FormField::text("why").needed().hint("hint.turn-what", vec![("text", text)]);
        let next = with.organisation.calendar.working_day_from(with.today.plus(1));
        let day = FormField::day("due").needed().with(&next.to_string()).hint("hint.day", Vec::new());
        if self.drops { vec![why] } else { vec![day, why] }
    }

    fn command(&self, values: &mut Values<'_>, with: With<'_>, now: Option<&Versioned>) -> Option<Command> {
        let why = values.text("why");
        let Some(Document::Action(action)) = now.map(|now| now.document.clone()) else {
            values.refuse("", Error::asked("no-such-action").with("number", self.number));
            return None;
        };
        let action = if self.drops {
            Action { state: ActionState::Dropped(with.today, why), ..action }
        } else {
            action.carried_to(values.day("due")?, with.today, &why)
        };
        Some(one_document(Document::Action(action), now))
    }
}
