//! `dayboard records`: the daily work with people, searchable; `records settle` says that an issue is solved.

use clap::{Args, Subcommand};

use super::arguments::{Printing, Trying};
use super::print::Only;
use super::session::Session;
use super::{Ended, Failed, print};
use crate::desk::Command;
use crate::domain::base::Error;
use crate::domain::model::{Document, DocumentKind, DocumentQuery, Record};
use crate::report::Kind;

/// Which of them, or what to do with one.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(super) struct Asked {
    #[command(subcommand)]
    doing: Option<Doing>,
    #[arg(value_name = "WORD")]
    search: Vec<String>,
    #[arg(long, value_name = "KIND", value_parser = ["log-check", "coaching", "one-on-one", "issue", "progress", "case", "work"])]
    kind: Option<String>,
    #[command(flatten)]
    printing: Printing,
}

#[derive(Debug, Subcommand)]
enum Doing {
    Settle(Settling),
}

#[derive(Args, Debug)]
struct Settling {
    #[arg(value_name = "N")]
    number: u64,
    #[command(flatten)]
    trying: Trying,
}

pub(super) fn run(session: &Session, asked: &Asked) -> Result<Ended, Failed> {
    let open = session.open()?;
    if let Some(Doing::Settle(asked)) = &asked.doing {
        let id = format!("{:010}", asked.number);
        let query = DocumentQuery { kind: DocumentKind::Record, until: format!("{id}0"), from: id };
        let found = open.documents(query)?;
        let settled = found.into_iter().find_map(|found| match found.document {
            Document::Record(record) if record.number == asked.number => {
                Some((Document::Record(Record { settled: true, ..record }), Some(found.revision)))
            }
            _ => None,
        });
        let document = settled.ok_or_else(|| Error::asked("no-such-record").with("number", asked.number))?;
        let command = Command::Write { documents: vec![document], reason: None };
        return open.carry_out(session, command, asked.trying.dry_run);
    }
    let mut report = (*open.report(Kind::Records, open.lens(session, &[], None)?)?).clone();
    Only { search: &asked.search, columns: &[("kind", asked.kind.as_deref())] }.keep(&mut report, session.lang);
    print::report(&report, &asked.printing, session.lang)?;
    Ok(Ended::Done)
}
