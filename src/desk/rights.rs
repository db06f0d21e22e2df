//! Who may do and see what (R14): one table of deeds by office, and one of closed fields by office.
//!
//! Every command, question and request is one or several [`Deed`]s; a new one does not compile before it is decided
//! here. How far a deed reaches for an office is a [`Reach`]; an account that holds several offices has the reach of
//! each. Nobody but the desk asks these tables, and a client's word counts for nothing in them.

mod held;

pub(super) use held::{Rights, is_refusal};

use super::wire::Ask;
use super::{Command, Query};
use crate::domain::model::{Document, DocumentKind, Family, Office};
use crate::report::Kind;
use crate::store::{Change, proposal_in};

/// Something that can be done or asked, as far as rights tell it apart.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Deed {
    /// To bring rows of a file.
    Import,
    /// To take an import back, or bring it back.
    Revert,
    /// To enter a figure.
    Enter,
    /// To correct a figure that was imported.
    Correct,
    /// To write the roster and the calendar.
    Roster,
    /// To change the organisation's settings.
    Settings,
    /// To approve what somebody else would change of what people are measured by (S-075).
    Approve,
    /// To say who holds which office.
    Grant,
    /// To take the own newest change back, or do it again.
    Undo,
    /// To take a person's name out of the database for good.
    Erase,
    /// To see the figures of teams, channels and the company.
    Figures,
    /// To see one person's page.
    Person,
    /// To see rows of facts, with customers and documents.
    Rows,
    /// To see who has done what.
    Journal,
    /// To look through the whole journal and its chain (S-078).
    Audit,
    /// To see what was imported.
    Imports,
    /// To see who holds which office.
    Grants,
    /// To have the database checked.
    Check,
    /// To have the database copied, and ended.
    Keep,
    /// To draft, publish, agree and amend targets.
    Target,
    /// To submit and close somebody's day.
    Close,
    /// To plan weeks, pass checkpoints, and make, do, drop and carry actions.
    Plan,
    /// To write a note on a figure.
    Note,
    /// To lead a meeting, and keep its record.
    Meet,
    /// To keep a record of the work with a person.
    Record,
}

/// How far a deed reaches.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Reach {
    /// It may not be done.
    Nothing,
    /// What is the person's own.
    Own,
    /// What is the own team's, or of the teams below.
    Team,
    /// Measures that come from the office itself.
    Source(&'static str),
    /// Everything.
    All,
}

use Reach::{All, Nothing, Own, Team};

const FINANCE: Reach = Reach::Source("finance");
const HR: Reach = Reach::Source("hr");

impl Deed {
    /// All of them.
    pub const ALL: [Self; 25] = [
        Self::Import,
        Self::Revert,
        Self::Enter,
        Self::Correct,
        Self::Roster,
        Self::Settings,
        Self::Approve,
        Self::Grant,
        Self::Undo,
        Self::Erase,
        Self::Figures,
        Self::Person,
        Self::Rows,
        Self::Journal,
        Self::Audit,
        Self::Imports,
        Self::Grants,
        Self::Check,
        Self::Keep,
        Self::Target,
        Self::Close,
        Self::Plan,
        Self::Note,
        Self::Meet,
        Self::Record,
    ];

    /// How far it reaches, by office, in the order of [`Office::ALL`].
    #[must_use]
    pub fn row(self) -> [Reach; 7] {
        match self {
            //                  director lead     member   hr       finance  auditor  viewer
            Self::Import => [All, All, Nothing, All, All, Nothing, Nothing],
            Self::Revert => [All, Own, Nothing, Own, Own, Nothing, Nothing],
            // Who corrects only what is the own corrects no imported figure.
            Self::Enter | Self::Correct => [All, Team, Own, HR, FINANCE, Nothing, Nothing],
            Self::Roster | Self::Approve | Self::Erase => [All, Nothing, Nothing, All, Nothing, Nothing, Nothing],
            Self::Settings | Self::Grant | Self::Keep => [All, Nothing, Nothing, Nothing, Nothing, Nothing, Nothing],
            Self::Undo => [All, Own, Own, Own, Own, Nothing, Nothing],
            Self::Figures => [All, All, All, All, All, All, All],
            Self::Person => [All, Team, Own, All, Nothing, All, Nothing],
            Self::Rows => [All, Team, Own, All, All, All, Nothing],
            Self::Journal => [All, All, Own, All, All, All, Nothing],
            Self::Imports => [All, All, All, All, All, All, Nothing],
            Self::Grants => [All, Own, Own, All, Own, All, Own],
            // Who targets only for himself drafts, and leaves the rest to his superior.
            Self::Target => [All, Team, Own, Nothing, Nothing, Nothing, Nothing],
            Self::Close | Self::Plan => [All, Team, Own, Own, Own, Nothing, Nothing],
            Self::Note => [All, All, All, All, All, Nothing, Nothing],
            Self::Meet => [All, All, Nothing, Nothing, Nothing, Nothing, Nothing],
            Self::Record => [All, Team, Own, All, Own, Nothing, Nothing],
            Self::Audit | Self::Check => [All, Nothing, Nothing, Nothing, Nothing, All, Nothing],
        }
    }

    /// How far it reaches for `office`.
    #[must_use]
    pub fn reach(self, office: Office) -> Reach {
        at(self.row(), office)
    }

    /// The id of the sentence that refuses it.
    #[must_use]
    pub fn refusal(self) -> &'static str {
        match self {
            Self::Import => "right-import",
            Self::Revert => "right-revert",
            Self::Enter => "right-enter",
            Self::Correct => "right-correct",
            Self::Roster => "right-roster",
            Self::Settings => "right-settings",
            Self::Approve => "right-approve",
            Self::Grant => "right-grant",
            Self::Undo => "right-undo",
            Self::Erase => "right-erase",
            Self::Figures => "right-figures",
            Self::Person => "right-person",
            Self::Rows => "right-rows",
            Self::Journal => "right-journal",
            Self::Audit => "right-audit",
            Self::Imports => "right-imports",
            Self::Grants => "right-grants",
            Self::Check => "right-check",
            Self::Keep => "right-keep",
            Self::Target => "right-target",
            Self::Close => "right-close",
            Self::Plan => "right-plan",
            Self::Note => "right-note",
            Self::Meet => "right-meet",
            Self::Record => "right-record",
        }
    }

    /// What a command does.
    #[must_use]
    pub fn of_command(command: &Command) -> Vec<Self> {
        match command {
            Command::ImportBegin { .. }
            | Command::ImportRows { .. }
            | Command::ImportPublish { .. }
            | Command::ImportAbandon { .. } => vec![Self::Import],
            Command::Revert { .. } => vec![Self::Revert],
            Command::Set { correct, .. } => vec![if correct.is_some() { Self::Correct } else { Self::Enter }],
            Command::Write { documents, .. } => {
                documents.iter().map(|(document, _)| Self::of_document(document.kind())).collect()
            }
            Command::Delete { documents, .. } => documents.iter().map(|(key, _)| Self::of_document(key.kind)).collect(),
            Command::Approve { .. } | Command::Refuse { .. } => vec![Self::Approve],
            Command::Undo | Command::Redo | Command::UndoChange { .. } => vec![Self::Undo],
        }
    }

    /// What writing a document of this kind is.
    pub(super) fn of_document(kind: DocumentKind) -> Self {
        match kind {
            DocumentKind::Person
            | DocumentKind::Team
            | DocumentKind::Membership
            | DocumentKind::Calendar
            | DocumentKind::PostPlan => Self::Roster,
            DocumentKind::Settings => Self::Settings,
            DocumentKind::Grant => Self::Grant,
            DocumentKind::Proposal => Self::Approve,
            DocumentKind::Target | DocumentKind::GoalSteps => Self::Target,
            DocumentKind::DayClose => Self::Close,
            DocumentKind::Checkpoint | DocumentKind::WeekPlan | DocumentKind::Action => Self::Plan,
            DocumentKind::Note => Self::Note,
            DocumentKind::Meeting => Self::Meet,
            DocumentKind::Record => Self::Record,
        }
    }

    /// What a change was, to whoever takes it back.
    pub(super) fn of_change(change: &Change) -> Vec<Self> {
        match change {
            Change::Begin { .. } | Change::Abandon { .. } | Change::Publish(_) => vec![Self::Import],
            Change::Revert { .. } | Change::Reinstate { .. } => vec![Self::Revert],
            Change::Set(setting) => vec![if setting.reason.is_some() { Self::Correct } else { Self::Enter }],
            // What was approved is taken back by whoever may approve.
            Change::Documents { changes, .. } if proposal_in(changes).is_some() => vec![Self::Approve],
            Change::Documents { changes, .. } => {
                let documents = changes.iter().flat_map(|change| {
                    change.new.as_ref().into_iter().chain(change.old.as_ref().map(|old| &old.document))
                });
                documents.map(Document::kind).map(Self::of_document).collect()
            }
            Change::Erase { .. } => vec![Self::Erase],
            Change::Refused { .. } => Vec::new(),
        }
    }

    /// What a question asks.
    #[must_use]
    pub fn of_query(query: &Query) -> Self {
        match query {
            Query::Report(question) => Self::of_report(&question.kind),
            Query::Rows(_) => Self::Rows,
            Query::Documents(query) => match query.kind {
                DocumentKind::Grant => Self::Grants,
                DocumentKind::Proposal => Self::Approve,
                // Records are shown to whoever may see the page of the person that they are about.
                DocumentKind::Person
                | DocumentKind::Team
                | DocumentKind::Membership
                | DocumentKind::Calendar
                | DocumentKind::Settings
                | DocumentKind::Target
                | DocumentKind::GoalSteps
                | DocumentKind::Checkpoint
                | DocumentKind::DayClose
                | DocumentKind::WeekPlan
                | DocumentKind::Action
                | DocumentKind::Note
                | DocumentKind::Meeting
                | DocumentKind::Record
                // What a post pays is taken out for whoever may not see it.
                | DocumentKind::PostPlan => Self::Figures,
            },
            Query::Premises | Query::Names(_) => Self::Figures,
            Query::Batches | Query::Sums(_) => Self::Imports,
            Query::Overlap { .. } | Query::SumsOn { .. } => Self::Import,
            Query::Authors => Self::Journal,
            Query::Audit(_) => Self::Audit,
        }
    }

    fn of_report(kind: &Kind) -> Self {
        match kind {
            Kind::Review
            | Kind::Funnel
            | Kind::Series
            | Kind::Board
            | Kind::Goals
            | Kind::Brief
            | Kind::Metrics
            | Kind::Metric
            | Kind::Content
            | Kind::Settings
            | Kind::Actions
            // Each record is shown to whoever may see the page of the person that it is about.
            | Kind::Records
            | Kind::Roster
            | Kind::Standup
            | Kind::Minutes
            | Kind::Entry
            | Kind::Status => Self::Figures,
            Kind::Person => Self::Person,
            // Both show what stands behind a figure: batches, and who corrected what.
            Kind::Explain | Kind::Changed | Kind::Imports => Self::Imports,
            Kind::Log => Self::Journal,
        }
    }

    /// What a request asks that is neither a command nor a question; `None` where everybody who is let in may.
    #[must_use]
    pub fn of_ask(ask: &Ask<'_>) -> Option<Self> {
        match ask {
            Ask::Query(_) | Ask::Apply(..) | Ask::Try(_) | Ask::Watch | Ask::Present(_) => None,
            Ask::Check(_) => Some(Self::Check),
            Ask::Backup(_) | Ask::Stop => Some(Self::Keep),
            Ask::Erase(_) => Some(Self::Erase),
        }
    }
}

/// Whether people are measured by what documents of this kind say, so that a change of them needs a reason and a second
/// person (S-075).
#[must_use]
pub fn needs_approval(kind: DocumentKind) -> bool {
    match kind {
        DocumentKind::Settings => true,
        DocumentKind::Person
        | DocumentKind::Team
        | DocumentKind::Membership
        | DocumentKind::Calendar
        | DocumentKind::Grant
        | DocumentKind::Proposal
        // Targets have steps of their own (S-012), and the rest measures nobody.
        | DocumentKind::Target
        | DocumentKind::GoalSteps
        | DocumentKind::Checkpoint
        | DocumentKind::DayClose
        | DocumentKind::WeekPlan
        | DocumentKind::Action
        | DocumentKind::Note
        | DocumentKind::Meeting
        | DocumentKind::Record
        | DocumentKind::PostPlan => false,
    }
}

/// Something that is not shown to everybody (R14).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Field {
    /// Pay and bonus.
    Pay,
    /// Scores of an appraisal.
    Appraisal,
    /// Scores of values.
    Values,
    /// Appeals.
    Appeals,
    /// Names of the lowest fifth.
    Lowest,
}

impl Field {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Pay, Self::Appraisal, Self::Values, Self::Appeals, Self::Lowest];

    /// How far it is shown, by office, in the order of [`Office::ALL`]; on a shared screen it is shown to nobody. Where
    /// figures are of everybody together, nothing less than everything shows them.
    #[must_use]
    pub fn row(self) -> [Reach; 7] {
        match self {
            //                     director lead  member hr  finance  auditor  viewer
            Self::Pay => [All, Nothing, Own, All, All, Nothing, Nothing],
            Self::Appraisal | Self::Values => [All, Team, Own, All, Nothing, Nothing, Nothing],
            Self::Appeals => [All, Nothing, Own, All, Nothing, Nothing, Nothing],
            Self::Lowest => [All, Team, Own, All, Nothing, All, Nothing],
        }
    }

    /// The field that metrics of a family are; `None` where they are open to everybody.
    #[must_use]
    pub fn of(family: Family) -> Option<Self> {
        match family {
            Family::Performance | Family::Customer | Family::Teamwork | Family::Growth => None,
            Family::Pay => Some(Self::Pay),
            Family::Appraisal => Some(Self::Appraisal),
            Family::Values => Some(Self::Values),
            Family::Appeals => Some(Self::Appeals),
        }
    }
}

fn at(row: [Reach; 7], office: Office) -> Reach {
    let column = Office::ALL.iter().position(|known| *known == office);
    column.and_then(|column| row.get(column).copied()).unwrap_or(Nothing)
}
