//! `dayboard backup DIR`: a copy of the database as it stands, read back before it counts.

use std::path::PathBuf;

use clap::Args;

use super::session::Session;
use super::{Ended, Failed};
use crate::domain::model::Unit;
use crate::report::{Sentence, Value};

/// Where to.
#[derive(Args, Debug)]
pub(super) struct Asked {
    #[arg(value_name = "DIR")]
    to: PathBuf,
}

pub(super) fn run(session: &Session, asked: &Asked) -> Result<Ended, Failed> {
    let open = session.open()?;
    let backup = open.desk.backup(&asked.to)?;
    let done = Sentence::new("done.backup")
        .with("folder", Value::Text(asked.to.display().to_string()))
        .with("revision", Value::Number(i128::from(backup.revision), Unit::Count));
    open.say(session, &[done])
}
