//! `dayboard help [COMMAND]`: what `--help` says.

use std::ffi::OsString;

use clap::Args;

use super::language::{Stop, parse};
use super::session::Session;
use super::{Ended, Failed, print};

/// Of which command.
#[derive(Args, Debug)]
pub(super) struct Asked {
    #[arg(value_name = "COMMAND")]
    command: Vec<OsString>,
}

pub(super) fn run(session: &Session, asked: &Asked) -> Result<Ended, Failed> {
    let words = asked.command.iter().map(OsString::as_os_str);
    let line: Vec<OsString> =
        ["dayboard".as_ref()].into_iter().chain(words).chain(["--help".as_ref()]).map(OsString::from).collect();
    match parse(&line, session.lang) {
        Err(Stop::Print(text)) => print::lines([text.trim_end().to_owned()])?,
        Err(Stop::Error(error)) => return Err(error.into()),
        // Whatever comes before it, help is printed.
        Ok(_) => {}
    }
    Ok(Ended::Done)
}
