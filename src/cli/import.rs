//! `dayboard import FILE…`: files in, all rows or none.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::Args;

use super::arguments::Trying;
use super::session::{Open, Session};
use super::{Ended, Failed, place, print};
use crate::domain::base::Error;
use crate::domain::model::{Document, Unit};
use crate::exchange::{
    FileOutcome, FileState, ImportRequest, Progress, Replacing, import, is_ground, propose, read_documents,
    write_documents,
};
use crate::report::{Sentence, Value};
use crate::text::say;

/// Before this time an import says nothing on the way.
const QUIET: Duration = Duration::from_secs(1);

/// Files, and how they are read.
#[derive(Args, Debug)]
pub(super) struct Asked {
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    #[arg(long, value_name = "MAP")]
    map: Option<PathBuf>,
    #[arg(long, value_name = "FILE", conflicts_with_all = ["map", "dry_run"])]
    propose: Option<PathBuf>,
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    #[arg(long, value_name = "FORMAT")]
    date_format: Option<String>,
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    #[arg(long, value_name = "CHAR")]
    delimiter: Option<String>,
    #[arg(long)]
    replace: bool,
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    #[arg(long)]
    skip_bad: bool,
    #[arg(long, value_name = "FILE", requires = "skip_bad")]
    rejects: Option<PathBuf>,
    #[command(flatten)]
    trying: Trying,
}

pub(super) fn run(session: &Session, asked: &Asked) -> Result<Ended, Failed> {
    let request = ImportRequest { maps: Some(place::maps(&session.folder()?)), ..request(asked)? };
    let open = session.open()?;
    if let Some(path) = &asked.propose {
        return proposed(session, &open, &request, path);
    }
    let (mut request, mut lines) = (request, Vec::new());
    let papers = papers(&mut request)?;
    // Who there is comes before the figures, and what has become of them after: a day is closed that has its figures.
    let split = !request.files.is_empty() && !request.dry_run;
    let mut written = write(session, &open, &papers, request.dry_run, |document| !split || is_ground(document))?;
    if !request.files.is_empty() {
        let mut shown = Shown { since: Instant::now(), drawn: false, to_terminal: io::stderr().is_terminal() };
        let outcome = import(open.desk.as_ref(), &request, &mut |progress| shown.show(progress));
        shown.end();
        let outcome = outcome.map_err(Failed)?;
        let voice = open.voice(session.lang);
        lines.extend(outcome.files.iter().flat_map(|file| said(&open, file)).map(|sentence| voice.sentence(&sentence)));
    }
    if split {
        let rest = write(session, &open, &papers, false, |document| !is_ground(document))?;
        for (all, (count, said)) in written.iter_mut().zip(rest) {
            all.0 += count;
            all.1.extend(said);
        }
    }
    let id = if request.dry_run { "import.documents-would" } else { "import.documents" };
    for ((path, _), (count, said)) in papers.iter().zip(written) {
        let file = path.display().to_string();
        lines.push(say(id, &[("file", &file), ("n", &count.to_string())], session.lang));
        lines.extend(said);
    }
    print::lines(lines)?;
    Ok(Ended::Done)
}

/// Takes exported documents out of the request.
fn papers(request: &mut ImportRequest) -> Result<Vec<(PathBuf, Vec<Document>)>, Failed> {
    let (mut found, mut facts, mut errors) = (Vec::new(), Vec::new(), Vec::new());
    for path in std::mem::take(&mut request.files) {
        match read_documents(&path) {
            Ok(Some(documents)) => found.push((path, documents)),
            Ok(None) => facts.push(path),
            Err(wrong) => errors.push(wrong),
        }
    }
    request.files = facts;
    if errors.is_empty() { Ok(found) } else { Err(Failed(errors)) }
}

/// Writes those documents that are `wanted`; of each file how many, and what is said of them.
fn write(
    session: &Session,
    open: &Open,
    papers: &[(PathBuf, Vec<Document>)],
    dry_run: bool,
    wanted: impl Fn(&Document) -> bool,
) -> Result<Vec<(usize, Vec<String>)>, Failed> {
    let mut written = Vec::with_capacity(papers.len());
    for (path, documents) in papers {
        let documents = documents.iter().filter(|document| wanted(document)).cloned().collect();
        let why = path.display().to_string();
        let (count, receipts) = write_documents(open.desk.as_ref(), documents, &why, dry_run)?;
        let voice = open.voice(session.lang);
        // The others are counted; of what a second person has to approve it is said what becomes of it.
        let waits = |said: &&Sentence| matches!(said.id.as_ref(), "done.proposed" | "done.waits" | "done.alone");
        let said = receipts.iter().flat_map(|receipt| &receipt.done).filter(waits);
        written.push((count, said.map(|sentence| voice.sentence(sentence)).collect()));
    }
    Ok(written)
}

/// Writes a first map for the first file, and says what was and what was not understood.
fn proposed(session: &Session, open: &Open, request: &ImportRequest, path: &Path) -> Result<Ended, Failed> {
    let proposal = propose(open.desk.as_ref(), request)?;
    std::fs::write(path, &proposal.map)
        .map_err(|why| Error::could("import-propose").with("file", path.display()).with("why", why))?;
    let file = Value::Text(path.display().to_string());
    let mut said = vec![Sentence::new("import.proposed").with("file", file)];
    for (column, what) in proposal.understood {
        said.push(Sentence::new("import.guessed").with("column", Value::Text(column)).with("what", Value::Text(what)));
    }
    if !proposal.strange.is_empty() {
        let columns = Value::Text(proposal.strange.join(", "));
        said.push(Sentence::new("import.strange").with("columns", columns));
    }
    let voice = open.voice(session.lang);
    print::lines(said.iter().map(|sentence| voice.sentence(sentence)))?;
    Ok(Ended::Done)
}

fn request(asked: &Asked) -> Result<ImportRequest, Error> {
    let delimiter = match asked.delimiter.as_deref() {
        None => None,
        Some("tab" | "\\t") => Some('\t'),
        Some(text) => {
            let mut signs = text.chars();
            match (signs.next(), signs.next()) {
                (Some(sign), None) => Some(sign),
                _ => return Err(Error::asked("delimiter-word").with("text", text)),
            }
        }
    };
    Ok(ImportRequest {
        files: asked.files.clone(),
        map: asked.map.clone(),
        map_text: None,
        no_map: false,
        maps: None,
        source: asked.source.clone(),
        encoding: asked.encoding.clone(),
        delimiter,
        date_format: asked.date_format.clone(),
        sheet: asked.sheet.clone(),
        sheet_reader: None,
        replace: asked.replace,
        skip_bad: asked.skip_bad,
        rejects: asked.rejects.clone(),
        dry_run: asked.trying.dry_run,
    })
}

/// What became of a file: what was done, how it was read, what it adds up to, what was left out.
fn said(open: &Open, file: &FileOutcome) -> Vec<Sentence> {
    let text = |text: &str| Value::Text(text.to_owned());
    let number = |number: u64| Value::Number(i128::from(number), Unit::Count);
    if let FileState::Written { documents } = file.state {
        let written = Sentence::new("import.written").with("file", text(&file.file));
        return vec![written.with("documents", number(documents as u64)).with("rows", number(file.rows))];
    }
    let id = match file.state {
        FileState::Imported { .. } => "import.done",
        FileState::Already { .. } => "import.already",
        FileState::Would | FileState::Written { .. } => "import.would",
    };
    let mut first = Sentence::new(id).with("file", text(&file.file)).with("facts", number(file.facts));
    if let FileState::Imported { batch, .. } | FileState::Already { batch } = file.state {
        first = first.with("batch", number(batch)).with("source", text(&file.source));
    }
    let mut said = vec![first.with("days", file.days.map_or(Value::Null, Value::Days))];
    if matches!(file.state, FileState::Already { .. }) {
        return said;
    }
    let how = Sentence::new("import.read").with("rows", number(file.rows)).with("encoding", text(file.encoding));
    let delimiter = if file.delimiter == '\t' { "tab".to_owned() } else { file.delimiter.to_string() };
    said.push(how.with("delimiter", Value::Text(delimiter)).with("date_format", text(&file.date_format)));
    if let Some(map) = &file.map {
        said.push(Sentence::new("import.map").with("map", text(map)).with("source", text(&file.source)));
    }
    for (measure, total) in &file.totals {
        let known = open.catalogue.measure(measure);
        let name = known.map_or_else(|| text(measure), |measure| Value::Term(measure.term.clone()));
        let unit = known.map_or(Unit::Count, |measure| measure.unit);
        said.push(Sentence::new("import.total").with("measure", name).with("total", Value::Number(*total, unit)));
    }
    if file.bad > 0 {
        said.push(Sentence::new("import.left-out").with("rows", number(file.bad)));
    }
    if let Some(rejects) = &file.rejects {
        said.push(Sentence::new("import.rejects").with("file", text(&rejects.display().to_string())));
    }
    if !file.replaced.is_empty() {
        said.push(Sentence::new("import.replaced").with("days", number(file.replaced.len() as u64)));
    }
    for Replacing { measure, old, new } in &file.replacing {
        let known = open.catalogue.measure(measure);
        let unit = known.map_or(Unit::Count, |measure| measure.unit);
        let sum = |sum: &Option<i128>| sum.map_or(Value::Null, |sum| Value::Number(sum, unit));
        let name = known.map_or_else(|| text(measure), |measure| Value::Term(measure.term.clone()));
        let line = Sentence::new("import.replacing").with("measure", name);
        said.push(line.with("old", sum(old)).with("new", sum(new)));
    }
    if let Some((key, batch)) = file.repeated.first() {
        let more = Sentence::new("import.repeated").with("keys", number(file.repeated.len() as u64));
        said.push(more.with("key", text(key)).with("batch", number(*batch)));
    }
    if !file.computed.is_empty() {
        said.push(Sentence::new("import.computed").with("columns", Value::Text(file.computed.join(", "))));
    }
    said
}

/// Progress on one line of the terminal; nothing anywhere else.
struct Shown {
    since: Instant,
    drawn: bool,
    to_terminal: bool,
}

impl Shown {
    fn show(&mut self, progress: Progress) {
        if !self.to_terminal || self.since.elapsed() < QUIET {
            return;
        }
        let share = (u128::from(progress.read) * 100).checked_div(u128::from(progress.size)).unwrap_or(100);
        let line = format!("\r{}/{}  {} %  {}", progress.file, progress.files, share.min(100), progress.rows);
        let _ = write!(io::stderr(), "{line}\x1b[K");
        self.drawn = true;
    }

    fn end(&self) {
        if self.drawn {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}
