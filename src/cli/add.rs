//! `dayboard add`: one more document. One file a thing.

mod action;
mod note;
mod record;

use clap::{Args, Subcommand};

use super::session::Session;
use super::{Ended, Failed};

/// What is added.
#[derive(Args, Debug)]
pub(super) struct Asked {
    #[command(subcommand)]
    thing: Thing,
}

#[derive(Debug, Subcommand)]
enum Thing {
    Action(action::Asked),
    Note(note::Asked),
    Record(record::Asked),
}

pub(super) fn run(session: &Session, asked: &Asked) -> Result<Ended, Failed> {
    match &asked.thing {
        Thing::Action(asked) => action::run(session, asked),
        Thing::Note(asked) => note::run(session, asked),
        Thing::Record(asked) => record::run(session, asked),
    }
}
