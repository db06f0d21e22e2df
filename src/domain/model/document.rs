//! Documents: small versioned values, everything that is not a number of a day.

use serde::{Deserialize, Serialize};

use super::organisation::{Membership, Person, Settings, Team};
use super::{Grant, Proposal, Revision, organisation::CalendarDay};

/// What a document is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DocumentKind {
    /// A person of the roster.
    Person,
    /// A team.
    Team,
    /// Who belongs to which team in which role, dated (R11).
    Membership,
    /// A day on which the working calendar differs (R6).
    Calendar,
    /// The organisation's own settings.
    Settings,
    /// An account that holds an office.
    Grant,
    /// What waits for a second person's approval (S-075).
    Proposal,
}

impl DocumentKind {
    /// All kinds.
    pub const ALL: [Self; 7] =
        [Self::Person, Self::Team, Self::Membership, Self::Calendar, Self::Settings, Self::Grant, Self::Proposal];
}

/// Which document: its kind and its own name (a person's id, a date, …).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct DocumentKey {
    /// What it is about.
    pub kind: DocumentKind,
    /// Unique within the kind.
    pub id: String,
}

/// The content of a document.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Document {
    /// A person of the roster.
    Person(Person),
    /// A team.
    Team(Team),
    /// Dated membership.
    Membership(Membership),
    /// A working-calendar day.
    Calendar(CalendarDay),
    /// The organisation's own settings.
    Settings(Settings),
    /// An account that holds an office.
    Grant(Grant),
    /// What waits for a second person's approval.
    Proposal(Proposal),
}

impl Document {
    /// What it is about.
    #[must_use]
    pub fn kind(&self) -> DocumentKind {
        match self {
            Self::Person(_) => DocumentKind::Person,
            Self::Team(_) => DocumentKind::Team,
            Self::Membership(_) => DocumentKind::Membership,
            Self::Calendar(_) => DocumentKind::Calendar,
            Self::Settings(_) => DocumentKind::Settings,
            Self::Grant(_) => DocumentKind::Grant,
            Self::Proposal(_) => DocumentKind::Proposal,
        }
    }

    /// The key it is kept under.
    #[must_use]
    pub fn key(&self) -> DocumentKey {
        let id = match self {
            Self::Person(person) => person.name.clone(),
            Self::Team(team) => team.name.clone(),
            Self::Membership(member) => format!("{}/{}/{}/{}", member.person, member.from, member.team, member.role),
            Self::Calendar(day) => day.day.to_string(),
            Self::Settings(_) => "organisation".to_owned(),
            Self::Grant(grant) => format!("{}/{}", grant.account, grant.office),
            Self::Proposal(proposal) => proposal.number.to_string(),
        };
        DocumentKey { kind: self.kind(), id }
    }
}

/// A document and the change that it comes from.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Versioned {
    /// The change that wrote it; a writer names the one it has seen, so that nobody overwrites silently.
    pub revision: Revision,
    /// The content.
    pub document: Document,
}
