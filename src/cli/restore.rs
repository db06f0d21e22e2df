//! `dayboard restore BACKUP`: a backup takes the place of the database, which is set aside. `BACKUP` is a folder, or the day of
//! one that was made by itself; `--list` shows those, and the copies made before a change of the layout.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use super::arguments::Trying;
use super::session::Session;
use super::{Ended, Failed, place, print};
use crate::desk;
use crate::domain::base::Error;
use crate::domain::model::KeptBackup;
use crate::text::{grouped, say};

/// From where.
#[derive(Args, Debug)]
pub(super) struct Asked {
    #[arg(value_name = "BACKUP", required_unless_present = "list")]
    from: Option<PathBuf>,
    #[arg(long, conflicts_with = "from")]
    list: bool,
    #[command(flatten)]
    trying: Trying,
}

pub(super) fn run(session: &Session, asked: &Asked) -> Result<Ended, Failed> {
    let folder = session.folder()?;
    let Some(from) = asked.from.as_deref().filter(|_| !asked.list) else {
        return list(session, &folder);
    };
    let from = desk::named_backup(&folder, from);
    let dry_run = asked.trying.dry_run;
    let revision = if dry_run { tried(&from)? } else { restored(&from, &folder)? };
    let (folder, revision) = (folder.display().to_string(), revision.to_string());
    let id = if dry_run { "done.restore-would" } else { "done.restored" };
    print::lines([say(id, &[("folder", &folder), ("revision", &revision)], session.lang)])?;
    Ok(Ended::Done)
}

/// The backups that were made by themselves, and the copies made before the layout was changed, from the folder alone: it is asked for when the database does not open.
fn list(session: &Session, folder: &Path) -> Result<Ended, Failed> {
    let there = desk::kept_backups(folder);
    let line = |backup: &KeptBackup| {
        let (day, revision) = (backup.day.to_string(), backup.revision.to_string());
        say(
            "restore.listed",
            &[("day", &day), ("revision", &revision), ("bytes", &grouped(backup.bytes.into()))],
            session.lang,
        )
    };
    let older = desk::layout_copies(folder).into_iter().map(|copy| {
        let (layout, day, bytes) = (copy.layout.to_string(), copy.day.to_string(), grouped(copy.bytes.into()));
        let told = [("name", copy.name.as_str()), ("layout", &layout), ("day", &day), ("bytes", &bytes)];
        say("restore.listed-layout", &told, session.lang)
    });
    let none = say("restore.none", &[("folder", &place::friendly(&folder.join("backups")))], session.lang);
    let lines: Vec<String> = there.iter().map(line).chain(older).collect();
    print::lines(if lines.is_empty() { vec![none] } else { lines })?;
    Ok(Ended::Done)
}

/// Restores once nobody has the database open.
fn restored(from: &Path, folder: &Path) -> Result<u64, Error> {
    desk::stop(folder)?;
    desk::restore(from, folder)
}

/// Restores into a folder of its own, which is taken away again.
fn tried(from: &Path) -> Result<u64, Error> {
    let trial = std::env::temp_dir().join(format!("dayboard-restore-{}", std::process::id()));
    let restored = desk::restore(from, &trial);
    let _ = fs::remove_dir_all(&trial);
    restored
}
