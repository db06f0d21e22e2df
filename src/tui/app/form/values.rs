//! What is filled in, as a kind of form reads it.

use super::With;
use super::choice::parts;
use super::input::{FormField, Read};
use crate::domain::base::{Day, Error};

/// The values of a form; what is missing or cannot be understood is noted beside its field.
#[derive(Debug)]
pub struct Values<'a> {
    fields: &'a [FormField],
    with: With<'a>,
    errors: Vec<(&'static str, Error)>,
}

impl<'a> Values<'a> {
    pub(super) fn new(fields: &'a [FormField], with: With<'a>) -> Self {
        let mut values = Self { fields, with, errors: Vec::new() };
        for field in fields {
            match field.read(with) {
                Err(error) => values.refuse(field.id, error),
                Ok(Read::Nothing) if field.needed => values.refuse(field.id, Error::asked("form-needed")),
                Ok(_) => {}
            }
        }
        values
    }

    pub(super) fn into_errors(self) -> Vec<(&'static str, Error)> {
        self.errors
    }

    fn read(&self, id: &str) -> Read {
        let field = self.fields.iter().find(|field| field.id == id);
        field.and_then(|field| field.read(self.with).ok()).unwrap_or(Read::Nothing)
    }

    /// Whether the field says something.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        self.read(id) != Read::Nothing
    }

    /// A text, or the id of what was chosen; empty where nothing is.
    #[must_use]
    pub fn text(&self, id: &str) -> String {
        if let Read::Text(text) = self.read(id) { text } else { String::new() }
    }

    /// The same; `None` where nothing is.
    #[must_use]
    pub fn some(&self, id: &str) -> Option<String> {
        Some(self.text(id)).filter(|text| !text.is_empty())
    }

    /// The names of a list, each once.
    #[must_use]
    pub fn names(&self, id: &str) -> Vec<String> {
        let text = self.text(id);
        let mut names: Vec<String> = Vec::new();
        for name in parts(&text).into_iter().filter(|name| !name.is_empty()) {
            if !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
        names
    }

    /// A number in its unit's scale.
    #[must_use]
    pub fn number(&self, id: &str) -> Option<i64> {
        if let Read::Number(number) = self.read(id) { Some(number) } else { None }
    }

    /// A day.
    #[must_use]
    pub fn day(&self, id: &str) -> Option<Day> {
        if let Read::Day(day) = self.read(id) { Some(day) } else { None }
    }

    /// Whether yes.
    #[must_use]
    pub fn yes(&self, id: &str) -> bool {
        self.read(id) == Read::Yes(true)
    }

    /// Notes that something is wrong with a field; `""` is the whole form.
    pub fn refuse(&mut self, id: &'static str, error: Error) {
        if !self.errors.iter().any(|(known, _)| *known == id) {
            self.errors.push((id, error));
        }
    }
}
