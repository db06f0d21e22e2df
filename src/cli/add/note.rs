//! `dayboard add note METRIC DAY TEXT`: why a figure of a day is as it is.

use clap::Args;

use crate::cli::arguments::Trying;
use crate::cli::owner::{metric, owner};
use crate::cli::session::{Session, day};
use crate::cli::{Ended, Failed};
use crate::desk::Command;
use crate::domain::model::{Cause, Document, Note, Owner};

/// The note.
#[derive(Args, Debug)]
pub(super) struct Asked {
    #[arg(value_name = "METRIC")]
    metric: String,
    #[arg(value_name = "DAY")]
    day: String,
    #[arg(value_name = "TEXT", default_value = "")]
    text: String,
    #[arg(long, value_name = "WHO")]
    owner: Option<String>,
    #[arg(long, value_name = "CAUSE", value_parser = ["market", "ability", "support", "unknown"])]
    cause: Option<String>,
    #[command(flatten)]
    trying: Trying,
}

pub(super) fn run(session: &Session, asked: &Asked) -> Result<Ended, Failed> {
    let open = session.open()?;
    let whose = asked.owner.as_deref().map(|word| owner(&open.organisation, word)).transpose()?;
    let note = Note {
        number: 0,
        day: day(&asked.day)?,
        metric: metric(&open, &asked.metric)?.id.clone(),
        owner: whose.unwrap_or(Owner::Company),
        text: asked.text.clone(),
        cause: asked.cause.as_deref().and_then(|word| word.parse::<Cause>().ok()),
        by: String::new(),
    };
    let command = Command::Write { documents: vec![(Document::Note(note), None)], reason: None };
    open.carry_out(session, command, asked.trying.dry_run)
}
