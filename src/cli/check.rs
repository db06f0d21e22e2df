//! `dayboard check`: whether everything in the database is as it was written; `--content` looks for holes as well.

use clap::Args;

use super::session::Session;
use super::{Ended, Failed, print};
use crate::desk;
use crate::domain::base::Error;
use crate::render::{Format, render};
use crate::report::{Kind, Report};
use crate::text::{phrase, said};

/// How deep.
#[derive(Args, Debug)]
pub(super) struct Asked {
    #[arg(long)]
    content: bool,
    #[arg(long, value_name = "HASH")]
    head: Option<String>,
}

pub(super) fn run(session: &Session, asked: &Asked) -> Result<Ended, Failed> {
    let findings = desk::check(session.door(&session.folder()?), asked.head.as_deref())?;
    let mut found = !findings.is_empty();
    if found {
        say_findings(session, &findings)?;
    } else {
        print::lines([phrase("check.sound", session.lang)])?;
    }
    if asked.content {
        let open = session.open()?;
        let report = open.report(Kind::Content, open.lens(session, &[], None)?)?;
        found |= report.tables.iter().any(|table| !table.rows.is_empty());
        say_content(session, &report)?;
    }
    Ok(if found { Ended::Found } else { Ended::Done })
}

fn say_findings(session: &Session, findings: &[Error]) -> Result<(), Error> {
    let lines = findings.iter().flat_map(|finding| {
        let said = said(finding, session.lang);
        [Some(said.sentence), said.hint.map(|hint| format!("  {hint}"))].into_iter().flatten()
    });
    print::lines(lines)
}

fn say_content(session: &Session, report: &Report) -> Result<(), Error> {
    print::bytes(&render(report, Format::Text, session.lang)?, None)
}
