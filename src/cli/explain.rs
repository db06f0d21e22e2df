//! `dayboard explain METRIC`: the rows, batches and rule behind a figure.

use clap::Args;

use super::arguments::Printing;
use super::session::Session;
use super::{Ended, Failed};
use crate::report::Kind;

/// Which metric, and the rest of a lens.
#[derive(Args, Debug)]
pub(super) struct Asked {
    #[arg(value_name = "METRIC")]
    metric: String,
    #[arg(value_name = "LENS")]
    words: Vec<String>,
    #[command(flatten)]
    printing: Printing,
}

pub(super) fn run(session: &Session, asked: &Asked) -> Result<Ended, Failed> {
    session.print_report(Kind::Explain, &asked.words, Some(&asked.metric), &asked.printing)
}
