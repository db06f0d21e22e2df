//! `dayboard export`: every fact as canonical CSV; `--all` with the documents, as files that `import` takes again.

use std::fs;
use std::path::PathBuf;

use clap::Args;

use super::session::Session;
use super::{Ended, Failed, print};
use crate::domain::base::Error;
use crate::exchange::export;
use crate::text::say;

/// Where to, and how much.
#[derive(Args, Debug)]
pub(super) struct Asked {
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    #[arg(long)]
    all: bool,
}

pub(super) fn run(session: &Session, asked: &Asked) -> Result<Ended, Failed> {
    let open = session.open()?;
    let files = export(open.desk.as_ref(), asked.all)?;
    let could = |path: &std::path::Path, error: std::io::Error| {
        Error::could("print-write").with("file", path.display()).with("reason", error)
    };
    if fs::read_dir(&asked.folder).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(Error::asked("export-folder").with("folder", asked.folder.display()).into());
    }
    fs::create_dir_all(&asked.folder).map_err(|error| could(&asked.folder, error))?;
    let mut lines = Vec::new();
    for file in &files {
        let path = asked.folder.join(&file.name);
        fs::write(&path, &file.content).map_err(|error| could(&path, error))?;
        let rows = file.rows.to_string();
        lines.push(say("export.file", &[("file", &path.display().to_string()), ("rows", &rows)], session.lang));
    }
    if files.is_empty() {
        lines.push(say("export.nothing", &[], session.lang));
    }
    print::lines(lines)?;
    Ok(Ended::Done)
}
