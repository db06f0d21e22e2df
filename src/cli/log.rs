//! `dayboard log`: the journal, newest first.

use clap::Args;

use super::arguments::Printing;
use super::print::Only;
use super::session::Session;
use super::{Ended, Failed, print};
use crate::report::Kind;

/// Which lines, and how they are printed.
#[derive(Args, Debug)]
pub(super) struct Asked {
    #[arg(value_name = "WORD")]
    search: Vec<String>,
    #[arg(long, value_name = "ACCOUNT")]
    user: Option<String>,
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    #[command(flatten)]
    printing: Printing,
}

pub(super) fn run(session: &Session, asked: &Asked) -> Result<Ended, Failed> {
    let open = session.open()?;
    let mut report = (*open.report(Kind::Log, open.lens(session, &[], None)?)?).clone();
    let columns = [("user", asked.user.as_deref()), ("kind", asked.kind.as_deref())];
    Only { search: &asked.search, columns: &columns }.keep(&mut report, session.lang);
    print::report(&report, &asked.printing, session.lang)?;
    Ok(Ended::Done)
}
