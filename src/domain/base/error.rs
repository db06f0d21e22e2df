//! What can go wrong, as a value: a kind that decides the exit code, a sentence, and a hint.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

/// Who has to act, and so which exit code a command ends with.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum ErrorKind {
    /// The data is wrong; exit code 1.
    Found,
    /// The question is wrong or has two meanings; exit code 2.
    Asked,
    /// The program could not do it: a file, a lock, the disk; exit code 3.
    Could,
}

/// Where in a file a value stands.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Place {
    /// The file as the user named it.
    pub file: Option<String>,
    /// Line of the file, from 1.
    pub line: Option<u64>,
    /// Name of the column, else its number from 1.
    pub column: Option<String>,
    /// The value that was found there.
    pub value: Option<String>,
}

/// An error that a person can act on.
///
/// `id` names the sentence in `data/text/*.toml` (`error.<id>` and `error.<id>.hint`), so that it is said in the
/// user's language; `args` fill its `{places}`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Error {
    /// Who has to act.
    pub kind: ErrorKind,
    /// Which sentence says it.
    pub id: Cow<'static, str>,
    /// What fills the sentence's places, by name.
    pub args: Vec<(Cow<'static, str>, String)>,
    /// Where it was found, when it was found in a file.
    pub place: Option<Box<Place>>,
}

impl Error {
    /// The data is wrong.
    #[must_use]
    pub fn found(id: &'static str) -> Self {
        Self::new(ErrorKind::Found, id)
    }

    /// The question is wrong.
    #[must_use]
    pub fn asked(id: &'static str) -> Self {
        Self::new(ErrorKind::Asked, id)
    }

    /// The program could not.
    #[must_use]
    pub fn could(id: &'static str) -> Self {
        Self::new(ErrorKind::Could, id)
    }

    fn new(kind: ErrorKind, id: &'static str) -> Self {
        Self { kind, id: Cow::Borrowed(id), args: Vec::new(), place: None }
    }

    /// Fills the place `{name}` of the sentence.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.args.push((Cow::Borrowed(name), value.to_string()));
        self
    }

    /// Fills each place of the sentence anew for which `refill` makes something of what stands there.
    #[must_use]
    pub fn refilled(mut self, refill: impl Fn(&str) -> Option<String>) -> Self {
        for (_, value) in &mut self.args {
            if let Some(new) = refill(value) {
                *value = new;
            }
        }
        self
    }

    /// Says where in a file it was found.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(Box::new(place));
        self
    }

    /// The value that fills the place `{name}`; empty when nothing does.
    #[must_use]
    pub fn arg(&self, name: &str) -> &str {
        self.args.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }
}

impl fmt::Display for Error {
    /// For logs and tests; people read the sentence that `text` makes of it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.id)?;
        for (name, value) in &self.args {
            write!(f, " {name}={value:?}")?;
        }
        match &self.place {
            Some(place) => write!(f, " at {place:?}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}
