//! `dayboard funnel`: the steps from traffic to amount.

use clap::Args;

use super::arguments::Printing;
use super::session::Session;
use super::{Ended, Failed};
use crate::report::Kind;

/// What is asked: a lens.
#[derive(Args, Debug)]
pub(super) struct Asked {
    #[arg(value_name = "LENS")]
    words: Vec<String>,
    #[command(flatten)]
    printing: Printing,
}

pub(super) fn run(session: &Session, asked: &Asked) -> Result<Ended, Failed> {
    session.print_report(Kind::Funnel, &asked.words, None, &asked.printing)
}
