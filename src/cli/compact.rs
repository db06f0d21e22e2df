//! `dayboard compact`: the database is written anew without what it no longer needs.

use clap::Args;

use super::session::Session;
use super::{Ended, Failed, print};
use crate::desk;
use crate::text::{decimal, say};

/// Nothing more.
#[derive(Args, Debug)]
pub(super) struct Asked {}

pub(super) fn run(session: &Session, _: &Asked) -> Result<Ended, Failed> {
    let folder = session.folder()?;
    desk::stop(&folder)?;
    let (before, after) = desk::compact(&folder)?;
    let [before, after] = [before, after].map(|bytes| decimal(i128::from(bytes), 6, 1));
    print::lines([say("done.compacted", &[("before", &before), ("after", &after)], session.lang)])?;
    Ok(Ended::Done)
}
