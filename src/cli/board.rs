//! `dayboard board [METRIC] [LENS…]`: who leads and who moved.

use clap::Args;

use super::arguments::Printing;
use super::session::Session;
use super::{Ended, Failed};
use crate::domain::base::FiscalStart;
use crate::domain::model::Lens;
use crate::report::Kind;

/// What is asked: perhaps a metric, and the rest of a lens.
#[derive(Args, Debug)]
pub(super) struct Asked {
    #[arg(value_name = "METRIC | LENS")]
    words: Vec<String>,
    #[command(flatten)]
    printing: Printing,
}

pub(super) fn run(session: &Session, asked: &Asked) -> Result<Ended, Failed> {
    let (metric, words) = match asked.words.split_first() {
        Some((first, rest)) if !is_of_lens(first) => (Some(first.as_str()), rest),
        _ => (None, asked.words.as_slice()),
    };
    session.print_report(Kind::Board, words, metric, &asked.printing)
}

/// Whether a lens may begin with the word; then it names no metric.
fn is_of_lens(word: &str) -> bool {
    matches!(word, "vs" | "by") || word.contains('=') || Lens::parse(word, FiscalStart::default()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_metric_may_stand_first() {
        assert_eq!(["close_rate", "nonsense"].map(is_of_lens), [false, false]);
        assert_eq!(["month", "2026-09", "by", "vs", "team=East", "\"a b\"=c"].map(is_of_lens), [true; 6]);
    }
}
