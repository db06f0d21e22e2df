//! `dayboard action`: the open promises by their due day; `action done`, `drop` and `carry` say what became of one.

use clap::{Args, Subcommand};

use super::arguments::{Printing, Trying};
use super::session::{Open, Session, day};
use super::{Ended, Failed, print};
use crate::desk::Command;
use crate::domain::base::Error;
use crate::domain::model::{Action, ActionState, Document, DocumentKind, DocumentQuery, Revision};
use crate::report::Kind;

/// The list, or what became of one of it.
#[derive(Args, Debug)]
pub(super) struct Asked {
    #[command(subcommand)]
    doing: Option<Doing>,
    #[command(flatten)]
    printing: Printing,
}

#[derive(Debug, Subcommand)]
enum Doing {
    Done(Done),
    Drop(Dropped),
    Carry(Carried),
}

#[derive(Args, Debug)]
struct Done {
    #[arg(value_name = "N", required = true)]
    numbers: Vec<u64>,
    #[arg(long, value_name = "DAY")]
    on: Option<String>,
    #[command(flatten)]
    trying: Trying,
}

#[derive(Args, Debug)]
struct Dropped {
    #[arg(value_name = "N")]
    number: u64,
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    trying: Trying,
}

#[derive(Args, Debug)]
struct Carried {
    #[arg(value_name = "N")]
    number: u64,
    #[arg(value_name = "DAY")]
    day: String,
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    trying: Trying,
}

pub(super) fn run(session: &Session, asked: &Asked) -> Result<Ended, Failed> {
    match &asked.doing {
        None => {
            let open = session.open()?;
            let mut report = (*open.report(Kind::Actions, open.lens(session, &[], None)?)?).clone();
            report.tables.retain(|table| ["red", "promises", "actions", "kept"].contains(&table.id.as_ref()));
            print::report(&report, &asked.printing, session.lang)?;
            Ok(Ended::Done)
        }
        Some(Doing::Done(asked)) => {
            let open = session.open()?;
            let on = asked.on.as_deref().map_or(Ok(open.today), day)?;
            let done = asked.numbers.iter().map(|number| {
                let (action, seen) = standing(&open, *number)?;
                Ok((Document::Action(Action { state: ActionState::Done(on), ..action }), Some(seen)))
            });
            let documents = done.collect::<Result<Vec<_>, Error>>()?;
            open.carry_out(session, Command::Write { documents, reason: None }, asked.trying.dry_run)
        }
        Some(Doing::Drop(asked)) => {
            let open = session.open()?;
            let state = ActionState::Dropped(open.today, asked.reason.clone());
            write(session, &open, asked.number, asked.trying.dry_run, |action| Action { state, ..action })
        }
        Some(Doing::Carry(asked)) => {
            let open = session.open()?;
            let (due, on) = (day(&asked.day)?, open.today);
            write(session, &open, asked.number, asked.trying.dry_run, |action| {
                action.carried_to(due, on, &asked.reason)
            })
        }
    }
}

fn write(
    session: &Session,
    open: &Open,
    number: u64,
    dry_run: bool,
    become_what: impl FnOnce(Action) -> Action,
) -> Result<Ended, Failed> {
    let (action, seen) = standing(open, number)?;
    let documents = vec![(Document::Action(become_what(action)), Some(seen))];
    open.carry_out(session, Command::Write { documents, reason: None }, dry_run)
}

/// The action of that number, and the change that it comes from.
fn standing(open: &Open, number: u64) -> Result<(Action, Revision), Error> {
    let id = format!("{number:010}");
    let query = DocumentQuery { kind: DocumentKind::Action, until: format!("{id}0"), from: id };
    let found = open.documents(query)?;
    let action = found.into_iter().find_map(|found| match found.document {
        Document::Action(action) if action.number == number => Some((action, found.revision)),
        _ => None,
    });
    action.ok_or_else(|| Error::asked("no-such-action").with("number", number))
}
