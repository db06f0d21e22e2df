//! `dayboard completions SHELL`, and `dayboard man`: written from the command line itself.

use clap::Args;
use clap_complete::{Shell, generate};
use clap_mangen::Man;

use super::session::Session;
use super::{Ended, Failed, language, print};
use crate::domain::base::Error;

/// For which shell.
#[derive(Args, Debug)]
pub(super) struct Asked {
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

pub(super) fn run(session: &Session, asked: &Asked) -> Result<Ended, Failed> {
    let mut script = Vec::new();
    generate(asked.shell, &mut language::command(session.lang), "dayboard", &mut script);
    print::bytes(&script, None)?;
    Ok(Ended::Done)
}

/// The manual: a page for the program, a part for each command.
pub(super) fn man(session: &Session) -> Result<Ended, Failed> {
    let mut pages = Vec::new();
    let could = |error: std::io::Error| Error::could("print-write").with("file", "-").with("reason", error);
    let whole = language::command(session.lang);
    Man::new(whole.clone()).render(&mut pages).map_err(could)?;
    for command in whole.get_subcommands().filter(|command| !command.is_hide_set()) {
        let name = format!("dayboard-{}", command.get_name());
        Man::new(command.clone().display_name(name)).render(&mut pages).map_err(could)?;
    }
    print::bytes(&pages, None)?;
    Ok(Ended::Done)
}
