//! A person of the roster.

use super::kind::Filling;
use super::{FormField, Values, With, one_document};
use crate::desk::Command;
use crate::domain::base::Error;
use crate::domain::model::{Document, DocumentKey, DocumentKind, Person, Versioned};

/// A person: of that name, or a new one.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PersonForm {
    /// Whose; `None` of a new one.
    pub name: Option<String>,
}

impl Filling for PersonForm {
    fn word(&self) -> &'static str {
        "person"
    }

    fn document(&self) -> Option<DocumentKey> {
        let id = self.name.clone()?;
        Some(DocumentKey { kind: DocumentKind::Person, id })
    }

    fn fields(&self, _with: With<'_>, now: Option<&Document>) -> Vec<FormField> {
        let known = match now {
            Some(Document::Person(person)) => person.clone(),
            _ => Person { name: self.name.clone().unwrap_or_default(), ..Person::default() },
        };
        let day = |day: Option<crate::domain::base::Day>| day.map(|day| day.to_string()).unwrap_or_default();
        let name = match &self.name {
            // Facts carry the name: another name is another person.
            Some(_) => Vec::new(),
            None => vec![FormField::text("name").needed().hint("hint.person-name", Vec::new())],
        };
        let dates = [
            FormField::day("hired").with(&day(known.hired)).hint("hint.day", Vec::new()),
            FormField::day("left").with(&day(known.left)).hint("hint.left", Vec::new()),
        ];
        name.into_iter().chain(dates).collect()
    }

    fn command(&self, values: &mut Values<'_>, with: With<'_>, now: Option<&Versioned>) -> Option<Command> {
        let name = self.name.clone().unwrap_or_else(|| values.text("name"));
        let person = Person { name, hired: values.day("hired"), left: values.day("left") };
        if self.name.is_none() && with.organisation.people.contains_key(&person.name) {
            values.refuse("name", Error::asked("person-there").with("name", &person.name));
        }
        if person.hired.zip(person.left).is_some_and(|(hired, left)| left < hired) {
            values.refuse("left", Error::asked("left-before-hired"));
        }
        Some(one_document(Document::Person(person), now))
    }
}
