//! `dayboard approve`: what waits for a second person, and the second person's word (S-075).

use clap::Args;

use super::arguments::Trying;
use super::session::{Open, Session};
use super::{Ended, Failed};
use crate::desk::Command;
use crate::domain::model::{Document, DocumentKind, Proposal, Proposed};
use crate::report::{Sentence, Value};

/// Which proposal, and whether it is refused.
#[derive(Args, Debug)]
pub(super) struct Asked {
    #[arg(value_name = "ID")]
    proposal: Option<u64>,
    #[arg(long, requires_all = ["proposal", "reason"])]
    refuse: bool,
    #[arg(long, value_name = "TEXT", requires = "refuse")]
    reason: Option<String>,
    #[command(flatten)]
    trying: Trying,
}

pub(super) fn run(session: &Session, asked: &Asked) -> Result<Ended, Failed> {
    let open = session.open()?;
    let Some(proposal) = asked.proposal else { return list(session, &open) };
    let command = match &asked.reason {
        Some(reason) if asked.refuse => Command::Refuse { proposal, reason: reason.clone() },
        _ => Command::Approve { proposal },
    };
    open.carry_out(session, command, asked.trying.dry_run)
}

fn list(session: &Session, open: &Open) -> Result<Ended, Failed> {
    let found = open.documents(DocumentKind::Proposal)?;
    let mut waiting: Vec<Proposal> = found
        .into_iter()
        .filter_map(|found| match found.document {
            Document::Proposal(proposal) => Some(proposal),
            _ => None,
        })
        .collect();
    waiting.sort_by_key(|proposal| proposal.number);
    let line = |proposal: Proposal| {
        let differences = proposal.documents.iter().flat_map(Proposed::differences);
        let what: Vec<String> = differences.map(|difference| difference.to_string()).collect();
        Sentence::new("approve.line")
            .with("number", Value::Text(proposal.number.to_string()))
            .with("by", Value::Text(proposal.by))
            .with("at", Value::Time(proposal.at))
            .with("what", Value::Text(what.join(", ")))
            .with("reason", Value::Text(proposal.reason))
    };
    let mut lines: Vec<Sentence> = waiting.into_iter().map(line).collect();
    if lines.is_empty() {
        lines.push(Sentence::new("approve.none"));
    }
    open.say(session, &lines)
}
