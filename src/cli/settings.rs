//! `dayboard settings`: the organisation's settings; `settings set NAME VALUE` makes one another.

use clap::{Args, Subcommand};

use super::arguments::{Printing, Trying};
use super::session::{Open, Session};
use super::{Ended, Failed};
use crate::desk::Command;
use crate::domain::base::Error;
use crate::domain::model::{Document, DocumentKind, Revision, SettingName, Settings};
use crate::report::Kind;

/// The list, or what to do with one of it.
#[derive(Args, Debug)]
pub(super) struct Asked {
    #[command(subcommand)]
    doing: Option<Doing>,
    #[command(flatten)]
    printing: Printing,
}

#[derive(Debug, Subcommand)]
enum Doing {
    Set(Setting),
}

#[derive(Args, Debug)]
struct Setting {
    #[arg(value_name = "NAME")]
    name: String,
    #[arg(value_name = "VALUE", allow_hyphen_values = true)]
    value: String,
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    trying: Trying,
}

pub(super) fn run(session: &Session, asked: &Asked) -> Result<Ended, Failed> {
    match &asked.doing {
        None => session.print_report(Kind::Settings, &[], None, &asked.printing),
        Some(Doing::Set(asked)) => set(session, asked),
    }
}

fn set(session: &Session, asked: &Setting) -> Result<Ended, Failed> {
    let name = SettingName::named(&asked.name)?;
    let open = session.open()?;
    let (mut settings, seen) = standing(&open)?;
    let before = settings.clone();
    name.put(&mut settings, &asked.value)?;
    if settings == before {
        return Err(Error::asked("setting-same").with("name", name.id()).with("value", name.of(&settings)).into());
    }
    let documents = vec![(Document::Settings(settings), seen)];
    let command = Command::Write { documents, reason: Some(asked.reason.clone()) };
    open.carry_out(session, command, asked.trying.dry_run)
}

/// The settings as they stand, and the revision that set them.
fn standing(open: &Open) -> Result<(Settings, Option<Revision>), Error> {
    let found = open.documents(DocumentKind::Settings)?;
    let own = found.into_iter().find_map(|found| match found.document {
        Document::Settings(settings) => Some((settings, Some(found.revision))),
        _ => None,
    });
    Ok(own.unwrap_or_default())
}
