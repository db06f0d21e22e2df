//! `dayboard changed`: which figures have moved since a state of the past, and what moved them.

use clap::Args;

use super::arguments::Printing;
use super::session::Session;
use super::{Ended, Failed, print};
use crate::domain::base::Error;
use crate::domain::model::{AsOf, Revision};
use crate::report::Kind;

/// Since when, of what.
#[derive(Args, Debug)]
pub(super) struct Asked {
    #[arg(value_name = "LENS")]
    words: Vec<String>,
    #[arg(long, value_name = "REV")]
    since: Option<u64>,
    #[command(flatten)]
    printing: Printing,
}

pub(super) fn run(session: &Session, asked: &Asked) -> Result<Ended, Failed> {
    if asked.since.is_some() && session.global.as_of.is_some() {
        return Err(Error::asked("usage-conflict").with("one", "--since").with("other", "--as-of").into());
    }
    let open = session.open()?;
    let mut lens = open.lens(session, &asked.words, None)?;
    let seen = || session.keep().ok()?.session().map(|session| session.seen);
    if asked.since.is_some() && lens.as_of.is_some() {
        return Err(Error::asked("usage-conflict").with("one", "--since").with("other", "as-of=").into());
    }
    let since = asked.since.map(|since| AsOf::Revision(Revision(since))).or(lens.as_of);
    lens.as_of = since.or_else(|| seen().map(|seen| AsOf::Revision(Revision(seen))));
    if lens.as_of.is_none() {
        return Err(Error::asked("since-when").into());
    }
    let report = open.report(Kind::Changed, lens)?;
    print::report(&report, &asked.printing, session.lang)?;
    Ok(Ended::Done)
}
