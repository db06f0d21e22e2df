//! `dayboard undo` takes the newest change of this person back; `dayboard redo` takes the newest undo back.

use clap::Args;

use super::arguments::Trying;
use super::session::Session;
use super::{Ended, Failed};
use crate::desk::Command;
use crate::report::Sentence;

/// Whether it is only tried.
#[derive(Args, Debug)]
pub(super) struct Asked {
    #[command(flatten)]
    trying: Trying,
}

pub(super) fn run(session: &Session, command: Command, asked: &Asked) -> Result<Ended, Failed> {
    let open = session.open()?;
    let how = if command == Command::Redo { "done.undo-how" } else { "done.redo-how" };
    let ended = open.carry_out(session, command, asked.trying.dry_run)?;
    if asked.trying.dry_run { Ok(ended) } else { open.say(session, &[Sentence::new(how)]) }
}
