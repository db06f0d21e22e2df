//! Files in and out, and the demo company.
//!
//! Files in: bytes of any encoding and dialect become facts.
//!
//! A file is looked at once in whole (`input`: identity, encoding), its header becomes a plan (`canonical`, or a map),
//! and its records (`records`) run through the plan into columns (`columns`) that go to the desk chunk by chunk. Nothing
//! holds more than a chunk of a file. Rows become visible in one step, or not at all.

mod audit;
mod bundle;
mod canonical;
mod columns;
mod dates;
mod decimal;
pub mod demo;
mod dialect;
mod documents;
mod encoding;
mod export;
mod expression;
mod header;
mod identity;
mod input;
mod join;
mod lines;
mod map;
mod names;
mod numbers;
mod outcome;
mod parse;
mod per;
mod plan;
mod prepare;
mod preview;
mod propose;
mod records;
mod rejects;
mod replacing;
mod run;
mod said;
mod sheet;
mod sweep;
mod tally;
mod targets;

pub use audit::audit;
pub use bundle::{is_ground, read_documents, write_documents};
pub use export::{Exported, export};
pub use header::Role as ColumnRole;
pub use map::save_map;
pub use outcome::{FileOutcome, FileState, ImportOutcome, ImportRequest, Progress, Replacing};
pub use preview::{Preview, TwoReadings, Understood, preview};
pub use propose::{Draft, Proposal, propose};
pub use run::import;
pub use sheet::{SHEET_COMMAND, sheet_child};
pub use targets::{TargetRow, read_targets};
