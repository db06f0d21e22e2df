//! What is counted and kept: measures and metrics, facts, the question (lens), its numbers (cells), documents.

mod amount;
mod catalogue;
mod cells;
mod dimension;
mod document;
mod fact;
mod ledger;
mod lens;
mod notice;
mod office;
mod organisation;
mod owner;
mod proposal;
pub mod reference;
mod ritual;
mod target;

pub use amount::{amount, amount_text, is_short};
pub use catalogue::{Additive, Better, Catalogue, Family, Input, Measure, Metric, MetricForm, Term, Unit};
pub use cells::{Axis, CellQuery, CellTable, Filter, Revision, RowPart, RowQuery, Rows};
pub use dimension::Dimension;
pub use document::{Document, DocumentKey, DocumentKind, DocumentQuery, Versioned};
pub use fact::{Facts, KeyColumn, MeasureColumn, Names};
pub use ledger::{AuditLine, Batch, BatchState, Figures, JournalEntry, JournalQuery, KeptBackup};
pub use lens::{AsOf, Basis, Changes, Lens, Versus, quoted};
pub use notice::Notice;
pub use office::{Grant, Office};
pub use organisation::{
    CalendarDay, Channel, Defaults, Employment, Membership, Organisation, Person, PostPlan, Role, RoleClass,
    SettingName, Settings, Source, Team,
};
pub use owner::Owner;
pub use proposal::{Difference, Proposal, Proposed, differences};
pub use ritual::{
    Action, ActionState, Carry, Cause, CloseState, DayClose, Meeting, Note, Record, RecordKind, Ritual, SlideRun,
    WeekPlan,
};
pub use target::{Amendment, Checkpoint, GoalSteps, Relative, Smart, Target, TargetState};
