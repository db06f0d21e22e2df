//! Who holds which office in a database: what an account of the machine may do and see.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What an account is here, and so what it may do and see (R14).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Office {
    /// Answers for everything: does and sees all.
    Director,
    /// Leads a team: sees and enters its figures.
    Lead,
    /// Works in a team: sees and enters the own figures.
    Member,
    /// Keeps the roster, and sees pay and appraisal.
    Hr,
    /// Keeps the figures of finance, and sees pay.
    Finance,
    /// Looks through everything that was done, and changes nothing (S-078).
    Auditor,
    /// Looks at the reports.
    Viewer,
}

impl Office {
    /// All of them, in the order of their columns in the table of rights.
    pub const ALL: [Self; 7] =
        [Self::Director, Self::Lead, Self::Member, Self::Hr, Self::Finance, Self::Auditor, Self::Viewer];

    /// Its word: `director`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Director => "director",
            Self::Lead => "lead",
            Self::Member => "member",
            Self::Hr => "hr",
            Self::Finance => "finance",
            Self::Auditor => "auditor",
            Self::Viewer => "viewer",
        }
    }
}

impl fmt::Display for Office {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Office {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|office| office.word().eq_ignore_ascii_case(word)).ok_or(())
    }
}

/// An account holds an office.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Grant {
    /// The account's name on this machine.
    pub account: String,
    /// Its number there. Both must still agree: an account of the same name that was made later holds nothing.
    pub uid: u32,
    /// The office.
    pub office: Office,
    /// Who it is in the roster; a lead and a member without one have nobody's figures of their own.
    pub person: Option<String>,
}
