//! `dayboard report day|week|month|quarter|year`.

use clap::Args;

use super::arguments::Printing;
use super::session::Session;
use super::{Ended, Failed};
use crate::report::Kind;

/// What is asked: a grain and the rest of a lens.
#[derive(Args, Debug)]
pub(super) struct Asked {
    #[arg(value_name = "GRAIN", value_parser = ["day", "week", "month", "quarter", "year"])]
    grain: String,
    #[arg(value_name = "LENS")]
    words: Vec<String>,
    #[command(flatten)]
    printing: Printing,
}

pub(super) fn run(session: &Session, asked: &Asked) -> Result<Ended, Failed> {
    let words: Vec<String> = std::iter::once(&asked.grain).chain(&asked.words).cloned().collect();
    session.print_report(Kind::Review, &words, None, &asked.printing)
}
