//! `dayboard restore BACKUP`: a backup takes the place of the database, which is set aside.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use super::arguments::Trying;
use super::session::Session;
use super::{Ended, Failed, print};
use crate::desk;
use crate::domain::base::Error;
use crate::text::say;

/// From where.
#[derive(Args, Debug)]
pub(super) struct Asked {
    #[arg(value_name = "BACKUP")]
    from: PathBuf,
    #[command(flatten)]
    trying: Trying,
}

pub(super) fn run(session: &Session, asked: &Asked) -> Result<Ended, Failed> {
    let folder = session.folder()?;
    let dry_run = asked.trying.dry_run;
    let revision = if dry_run { tried(asked)? } else { restored(asked, &folder)? };
    let (folder, revision) = (folder.display().to_string(), revision.to_string());
    let id = if dry_run { "done.restore-would" } else { "done.restored" };
    print::lines([say(id, &[("folder", &folder), ("revision", &revision)], session.lang)])?;
    Ok(Ended::Done)
}

/// Restores once nobody has the database open.
fn restored(asked: &Asked, folder: &Path) -> Result<u64, Error> {
    desk::stop(folder)?;
    desk::restore(&asked.from, folder)
}

/// Restores into a folder of its own, which is taken away again.
fn tried(asked: &Asked) -> Result<u64, Error> {
    let trial = std::env::temp_dir().join(format!("dayboard-restore-{}", std::process::id()));
    let restored = desk::restore(&asked.from, &trial);
    let _ = fs::remove_dir_all(&trial);
    restored
}
