//! `dayboard export`: every fact as canonical CSV; `--all` with the documents, as files that `import` takes again;
//! `--audit YEAR` with the journal, the catalogue and the boards of the year (S-078).

use std::fs;
use std::path::PathBuf;

use clap::Args;

use super::session::{Open, Session, day};
use super::{Ended, Failed, print};
use crate::domain::base::Error;
use crate::exchange::{Exported, audit, export};
use crate::render::{Format, render};
use crate::report::Kind;
use crate::text::say;

/// Where to, and how much.
#[derive(Args, Debug)]
pub(super) struct Asked {
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    #[arg(long)]
    all: bool,
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(i32).range(1900..=9999))]
    audit: Option<i32>,
}

pub(super) fn run(session: &Session, asked: &Asked) -> Result<Ended, Failed> {
    let open = session.open()?;
    let mut files = Vec::new();
    if let Some(year) = asked.audit {
        files = audit(open.desk.as_ref(), year)?;
        files.extend(boards(session, &open, year)?);
    }
    files.extend(export(open.desk.as_ref(), asked.all || asked.audit.is_some())?);
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

/// The board of every month of the year that has figures, as it is computed again from them.
fn boards(session: &Session, open: &Open, year: i32) -> Result<Vec<Exported>, Failed> {
    let Some(days) = open.organisation.data else { return Ok(Vec::new()) };
    let mut files = Vec::new();
    for month in 1..=12 {
        let text = format!("{year}-{month:02}");
        let first = day(&format!("{text}-01"))?;
        let next = first.plus_months(1);
        if days.last() < first || days.first() >= next {
            continue;
        }
        // The same figures give the same bytes on whatever day they are asked for.
        let words = ["month".to_owned(), text.clone(), "by".to_owned(), "member".to_owned()];
        let lens = session.lens(&words, None, open.organisation.settings.fiscal_start)?;
        let report = open.report_on(Kind::Board, lens, next)?;
        let content = render(&report, Format::Json, session.lang)?;
        let rows = report.tables.iter().map(|table| table.rows.len()).sum();
        files.push(Exported { name: format!("board-{text}.json"), content, rows });
    }
    Ok(files)
}
