//! `dayboard metrics`: the card of every metric.

use clap::Args;

use super::arguments::Printing;
use super::session::Session;
use super::{Ended, Failed};
use crate::report::Kind;

/// How it is printed.
#[derive(Args, Debug)]
pub(super) struct Asked {
    #[command(flatten)]
    printing: Printing,
}

pub(super) fn run(session: &Session, asked: &Asked) -> Result<Ended, Failed> {
    session.print_report(Kind::Metrics, &[], None, &asked.printing)
}
