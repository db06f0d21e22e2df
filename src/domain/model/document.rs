//! Documents: small versioned values, everything that is not a number of a day.

use serde::{Deserialize, Serialize};

use super::organisation::{Membership, Person, PostPlan, Settings, Team};
use super::{
    Action, Checkpoint, CloseState, DayClose, Dimension, GoalSteps, Grant, Meeting, Note, Owner, Proposal, Record,
    Revision, Target, TargetState, WeekPlan, organisation::CalendarDay,
};
use crate::domain::base::{DayRange, Period};

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
    /// A target of an owner, for a metric and a period.
    Target,
    /// The five steps to a person's goals (S-176).
    GoalSteps,
    /// A ten-day checkpoint that was passed (S-011).
    Checkpoint,
    /// A person's day that was submitted or closed (S-001).
    DayClose,
    /// What is planned for a week (S-003).
    WeekPlan,
    /// A promise.
    Action,
    /// A note on a figure.
    Note,
    /// A meeting and its record (S-014).
    Meeting,
    /// A record of the work with people.
    Record,
    /// What is planned for a post (S-061).
    PostPlan,
}

impl DocumentKind {
    /// All kinds.
    pub const ALL: [Self; 17] = [
        Self::Person,
        Self::Team,
        Self::Membership,
        Self::Calendar,
        Self::Settings,
        Self::Grant,
        Self::Proposal,
        Self::Target,
        Self::GoalSteps,
        Self::Checkpoint,
        Self::DayClose,
        Self::WeekPlan,
        Self::Action,
        Self::Note,
        Self::Meeting,
        Self::Record,
        Self::PostPlan,
    ];
    /// Those that say what the organisation is: people, teams, calendar, settings.
    pub const ROSTER: [Self; 5] = [Self::Person, Self::Team, Self::Membership, Self::Calendar, Self::Settings];

    /// Its word, the same in every language.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Team => "team",
            Self::Membership => "membership",
            Self::Calendar => "calendar",
            Self::Settings => "settings",
            Self::Grant => "grant",
            Self::Proposal => "proposal",
            Self::Target => "target",
            Self::GoalSteps => "goal-steps",
            Self::Checkpoint => "checkpoint",
            Self::DayClose => "close",
            Self::WeekPlan => "plan",
            Self::Action => "action",
            Self::Note => "note",
            Self::Meeting => "meeting",
            Self::Record => "record",
            Self::PostPlan => "post-plan",
        }
    }

    /// Those that most reports look for, though there may be none: targets and plans before they know what they show,
    /// and notes.
    pub const AT_HAND: [Self; 3] = [Self::Target, Self::WeekPlan, Self::Note];

    /// Whether every report may say something else after one of its documents has changed: what the organisation is, who
    /// may see what, what waits for approval.
    #[must_use]
    pub fn is_of_everything(self) -> bool {
        Self::ROSTER.contains(&self) || matches!(self, Self::Grant | Self::Proposal)
    }

    /// Whether its documents are told apart by a number, which the change that writes one gives it.
    #[must_use]
    pub fn is_numbered(self) -> bool {
        matches!(self, Self::Action | Self::Note | Self::Record)
    }
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
    /// A target of an owner, for a metric and a period.
    Target(Target),
    /// The five steps to a person's goals (S-176).
    GoalSteps(GoalSteps),
    /// A ten-day checkpoint that was passed (S-011).
    Checkpoint(Checkpoint),
    /// A person's day that was submitted or closed (S-001).
    DayClose(DayClose),
    /// What is planned for a week (S-003).
    WeekPlan(WeekPlan),
    /// A promise.
    Action(Action),
    /// A note on a figure.
    Note(Note),
    /// A meeting and its record (S-014).
    Meeting(Meeting),
    /// A record of the work with people.
    Record(Record),
    /// What is planned for a post (S-061).
    PostPlan(PostPlan),
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
            Self::Target(_) => DocumentKind::Target,
            Self::GoalSteps(_) => DocumentKind::GoalSteps,
            Self::Checkpoint(_) => DocumentKind::Checkpoint,
            Self::DayClose(_) => DocumentKind::DayClose,
            Self::WeekPlan(_) => DocumentKind::WeekPlan,
            Self::Action(_) => DocumentKind::Action,
            Self::Note(_) => DocumentKind::Note,
            Self::Meeting(_) => DocumentKind::Meeting,
            Self::Record(_) => DocumentKind::Record,
            Self::PostPlan(_) => DocumentKind::PostPlan,
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
            Self::Target(target) => {
                let Target { metric, owner, period, .. } = target;
                format!("{}/{owner}/{metric}", DocumentQuery::of(*period))
            }
            Self::GoalSteps(steps) => format!("{}/{}", DocumentQuery::of(steps.period), steps.person),
            Self::Checkpoint(point) => {
                let Checkpoint { metric, owner, month, part, .. } = point;
                format!("{}/{part}/{owner}/{metric}", DocumentQuery::of(*month))
            }
            Self::DayClose(close) => format!("{}/{}", close.day, close.person),
            Self::WeekPlan(plan) => format!("{}/{}", DocumentQuery::of(plan.week), plan.owner),
            Self::Action(Action { number, .. })
            | Self::Note(Note { number, .. })
            | Self::Record(Record { number, .. }) => {
                format!("{number:010}")
            }
            Self::Meeting(meeting) => format!("{}/{}", meeting.day, meeting.ritual.word()),
            Self::PostPlan(plan) => format!("{}/{}", plan.team, plan.role),
        };
        DocumentKey { kind: self.kind(), id }
    }
}

impl Document {
    /// Who answers for it; `None` where it is nobody's.
    #[must_use]
    pub fn owner(&self) -> Option<Owner> {
        match self {
            Self::Target(Target { owner, .. })
            | Self::Checkpoint(Checkpoint { owner, .. })
            | Self::WeekPlan(WeekPlan { owner, .. })
            | Self::Action(Action { owner, .. }) => Some(owner.clone()),
            Self::GoalSteps(GoalSteps { person, .. })
            | Self::DayClose(DayClose { person, .. })
            | Self::Record(Record { person, .. }) => Some(Owner::Member(person.clone())),
            Self::Person(_)
            | Self::Team(_)
            | Self::Membership(_)
            | Self::Calendar(_)
            | Self::Settings(_)
            | Self::Grant(_)
            | Self::Proposal(_)
            | Self::Note(_)
            | Self::Meeting(_)
            | Self::PostPlan(_) => None,
        }
    }

    /// Whether it is signed, published, closed or held: it is changed by a command of its own with a reason, not undone.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        match self {
            Self::Grant(_) | Self::GoalSteps(_) => true,
            Self::DayClose(close) => close.state == CloseState::Closed,
            Self::Target(target) => target.state != TargetState::Draft,
            Self::WeekPlan(plan) => plan.locked,
            Self::Meeting(meeting) => meeting.ended.is_some(),
            _ => false,
        }
    }

    /// Gives a numbered document that has none yet the number `number`; says whether it did.
    pub fn number(&mut self, given: u64) -> bool {
        match self {
            Self::Action(Action { number, .. })
            | Self::Note(Note { number, .. })
            | Self::Record(Record { number, .. })
                if *number == 0 =>
            {
                *number = given;
                true
            }
            _ => false,
        }
    }
}

/// Documents of a kind whose ids lie between two.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct DocumentQuery {
    /// The kind.
    pub kind: DocumentKind,
    /// The first id; empty: from the first.
    pub from: String,
    /// The first id no longer; empty: to the last.
    pub until: String,
}

impl From<DocumentKind> for DocumentQuery {
    fn from(kind: DocumentKind) -> Self {
        Self { kind, from: String::new(), until: String::new() }
    }
}

impl DocumentQuery {
    /// Exactly the document `key`.
    #[must_use]
    pub fn exactly(key: DocumentKey) -> Self {
        // Nothing is shorter that comes after it.
        let until = format!("{}\u{1}", key.id);
        Self { kind: key.kind, from: key.id, until }
    }

    /// How the ids of what belongs to `period` begin.
    fn of(period: Period) -> String {
        format!("{}/{}", period.first(), period.grain().id())
    }

    /// Those that belong to exactly `period`, of a kind that belongs to one.
    #[must_use]
    pub fn in_period(kind: DocumentKind, period: Period) -> Self {
        let begins = Self::of(period);
        // `0` is the next sign after `/`.
        Self { kind, from: format!("{begins}/"), until: format!("{begins}0") }
    }

    /// Those of `owner` in exactly `period`: targets and plans.
    #[must_use]
    pub fn of_owner(kind: DocumentKind, period: Period, owner: &Owner) -> Self {
        let begins = format!("{}/{owner}", Self::of(period));
        match kind {
            // A plan has nothing behind its owner, but the store may: the number of a part.
            DocumentKind::WeekPlan => Self { kind, until: format!("{begins}\u{1}"), from: begins },
            _ => Self { kind, from: format!("{begins}/"), until: format!("{begins}0") },
        }
    }

    /// Those of everybody of a dimension in exactly `period`: the targets of all teams.
    #[must_use]
    pub fn of_dimension(kind: DocumentKind, period: Period, dimension: Dimension) -> Self {
        let begins = format!("{}/{dimension}", Self::of(period));
        // `>` is the next sign after `=`.
        Self { kind, from: format!("{begins}="), until: format!("{begins}>") }
    }

    /// Those that belong to one of `days`, or to a period that begins on one of them; of a kind whose ids begin with a
    /// day.
    #[must_use]
    pub fn on(kind: DocumentKind, days: DayRange) -> Self {
        Self { kind, from: days.first().to_string(), until: days.last().plus(1).to_string() }
    }

    /// Whether `id` lies between its two.
    #[must_use]
    pub fn holds(&self, id: &str) -> bool {
        self.from.as_str() <= id && (self.until.is_empty() || id < self.until.as_str())
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
