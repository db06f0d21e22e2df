//! `dayboard log`: the journal, newest first.

use clap::Args;

use super::arguments::Printing;
use super::print::Only;
use super::session::Session;
use super::{Ended, Failed, print};
use crate::domain::model::quoted;
use crate::report::Kind;

/// Which lines, and how they are printed.
#[derive(Args, Debug)]
pub(super) struct Asked {
    #[arg(value_name = "WORD")]
    search: Vec<String>,
    #[arg(long, value_name = "ACCOUNT", value_delimiter = ',')]
    user: Vec<String>,
    #[arg(long, value_name = "KIND", value_delimiter = ',')]
    kind: Vec<String>,
    #[arg(long, value_name = "PERIOD")]
    made: Option<String>,
    #[command(flatten)]
    printing: Printing,
}

impl Asked {
    /// The options as words of the question.
    fn words(&self) -> Vec<String> {
        let listed = |(key, names): (&str, &Vec<String>)| {
            let names: Vec<String> = names.iter().map(|name| quoted(name)).collect();
            (!names.is_empty()).then(|| format!("{key}={}", names.join(",")))
        };
        let lists = [("kind", &self.kind), ("user", &self.user)].into_iter().filter_map(listed);
        lists.chain(self.made.iter().map(|period| format!("made={}", quoted(period)))).collect()
    }
}

pub(super) fn run(session: &Session, asked: &Asked) -> Result<Ended, Failed> {
    let open = session.open()?;
    let mut report = (*open.report(Kind::Log, open.lens(session, &asked.words(), None)?)?).clone();
    Only { search: &asked.search, columns: &[] }.keep(&mut report, session.lang);
    print::report(&report, &asked.printing, session.lang)?;
    Ok(Ended::Done)
}
