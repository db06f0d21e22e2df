//! `dayboard imports`: what was imported; `imports revert ID` takes an import back, or brings it back again.

use clap::{Args, Subcommand};

use super::arguments::{Printing, Trying};
use super::session::Session;
use super::{Ended, Failed};
use crate::desk::Command;
use crate::report::Kind;

/// The list, or what to do with one of it.
#[derive(Args, Debug)]
pub(super) struct Asked {
    #[command(subcommand)]
    doing: Option<Doing>,
    #[command(flatten)]
    printing: Printing,
}

#[derive(Debug, Subcommand)]
enum Doing {
    Revert(Revert),
}

#[derive(Args, Debug)]
struct Revert {
    #[arg(value_name = "ID")]
    batch: u64,
    #[command(flatten)]
    trying: Trying,
}

pub(super) fn run(session: &Session, asked: &Asked) -> Result<Ended, Failed> {
    match &asked.doing {
        None => session.print_report(Kind::Imports, &[], None, &asked.printing),
        Some(Doing::Revert(revert)) => {
            session.open()?.carry_out(session, Command::Revert { batch: revert.batch }, revert.trying.dry_run)
        }
    }
}
