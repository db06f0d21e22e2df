//! `dayboard metrics`: the card of every metric, or of one with how it went.

use clap::Args;

use super::arguments::Printing;
use super::session::Session;
use super::{Ended, Failed};
use crate::report::Kind;

/// Which metric, where it is one, and the rest of a lens.
#[derive(Args, Debug)]
pub(super) struct Asked {
    #[arg(value_name = "METRIC")]
    metric: Option<String>,
    #[arg(value_name = "LENS")]
    words: Vec<String>,
    #[command(flatten)]
    printing: Printing,
}

pub(super) fn run(session: &Session, asked: &Asked) -> Result<Ended, Failed> {
    let kind = if asked.metric.is_some() { Kind::Metric } else { Kind::Metrics };
    session.print_report(kind, &asked.words, asked.metric.as_deref(), &asked.printing)
}
