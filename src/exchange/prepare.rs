//! From a file's first bytes to the plan for its rows.

use std::path::Path;

use sha2::{Digest, Sha256};

use super::dates::{Candidates, DateFormat};
use super::dialect;
use super::header::role;
use super::input::{Input, hex};
use super::outcome::ImportRequest;
use super::plan::{DateColumn, Plan};
use super::{canonical, columns};
use crate::domain::base::{Error, Place, clean};
use crate::domain::model::{Catalogue, Organisation};

/// A file and what will be made of it.
pub(super) struct Prepared {
    /// The file.
    pub(super) input: Input,
    /// The source it belongs to.
    pub(super) source: String,
    /// SHA-256 of its bytes and of everything that decides how they are read.
    pub(super) digest: String,
    /// What is made of a row.
    pub(super) plan: Plan,
}

impl Prepared {
    /// Looks at the file and finds the plan for it.
    ///
    /// # Errors
    /// Where the file cannot be read, its header is not understood, or its dates have two readings.
    pub(super) fn new(path: &Path, request: &ImportRequest, catalogue: &Catalogue) -> Result<Self, Error> {
        let mut hash = Sha256::new();
        let mut input = Input::survey(path, request.encoding.as_deref(), &mut hash)?;
        input.delimiter = match request.delimiter.map(u8::try_from) {
            None => dialect::delimiter(&input, &|name| role(catalogue, name).is_some())?,
            Some(Ok(byte)) if byte.is_ascii() && !matches!(byte, b'"' | b'\r' | b'\n') => byte,
            Some(_) => return Err(Error::asked("import-delimiter")),
        };
        let header = header(&input)?;
        let unknown = || unknown(&input, &header, catalogue);
        let place = || Place { file: Some(input.name.clone()), line: Some(1), ..Place::default() };
        let plan = canonical::plan(&header, catalogue).map_err(|error| error.at(place()))?;
        let mut plan = plan.ok_or_else(unknown)?;
        settle_dates(&mut plan, &input, request.date_format.as_deref())?;
        let source = request.source.clone().unwrap_or_else(|| source_of(path));
        hash.update(format!(
            "{source}\n{}\n{}",
            input.encoding.name(),
            plan.dates().map(|date| date.format).fold(String::new(), |text, format| format!("{text}{format};"))
        ));
        Ok(Self { input, source, digest: hex(hash), plan })
    }
}

/// The names of the first record.
fn header(input: &Input) -> Result<Vec<String>, Error> {
    let mut records = input.records()?;
    let row = match records.next() {
        Ok(row) => row,
        Err(trouble) => return Err(input.trouble(trouble, 1)),
    };
    let Some(row) = row else { return Err(Error::found("import-empty").with("file", &input.name)) };
    Ok(row.iter().map(|name| clean(String::from_utf8_lossy(name).trim()).trim().to_owned()).collect())
}

/// The header is not canonical: which of its names nobody knows.
fn unknown(input: &Input, header: &[String], catalogue: &Catalogue) -> Error {
    let strange: Vec<&str> = header.iter().map(String::as_str).filter(|name| role(catalogue, name).is_none()).collect();
    let error = Error::asked("import-header").with("file", &input.name);
    if strange.is_empty() {
        return Error::asked("import-header-bare").with("file", &input.name);
    }
    let mut list =
        strange.iter().take(8).map(|name| name.chars().take(40).collect()).collect::<Vec<String>>().join(", ");
    if strange.len() > 8 {
        list.push_str(", …");
    }
    error.with("columns", list).with("count", strange.len())
}

/// Gives every date column its one format.
fn settle_dates(plan: &mut Plan, input: &Input, wanted: Option<&str>) -> Result<(), Error> {
    if let Some(wanted) = wanted {
        let format: DateFormat = wanted.parse().map_err(|()| {
            let formats = DateFormat::all().map(|format| format.to_string()).collect::<Vec<_>>().join(", ");
            Error::asked("import-date-format").with("format", wanted).with("formats", formats)
        })?;
        plan.dates().for_each(|date| date.format = format);
        return Ok(());
    }
    let mut open: Vec<usize> = plan.dates().map(|date| date.column).collect();
    open.sort_unstable();
    open.dedup();
    let mut open: Vec<(usize, Candidates, bool)> =
        open.into_iter().map(|column| (column, Candidates::new(), false)).collect();
    let mut records = input.records()?;
    let _ = records.next();
    while open.iter().any(|(_, _, settled)| !settled) {
        let row = match records.next() {
            Ok(Some(row)) => row,
            Ok(None) => break,
            Err(trouble) => {
                let line = records.line() + 1;
                return Err(input.trouble(trouble, line));
            }
        };
        for (column, candidates, settled) in &mut open {
            *settled = candidates.narrow(row.get(*column));
        }
    }
    for (column, candidates, _) in open {
        let format = candidates.finish().map_err(|(formats, first)| {
            two_readings(&formats, &first, input, plan.header.get(column).map_or("", String::as_str))
        })?;
        plan.dates().filter(|date| date.column == column).for_each(|date| date.format = format);
    }
    Ok(())
}

fn two_readings(formats: &[DateFormat], first: &str, input: &Input, column: &str) -> Error {
    let reading = |format: &DateFormat| Some(format!("{} ({format})", format.read(first.as_bytes())?));
    let options = formats.iter().map(|format| format!("--date-format {format}")).collect::<Vec<_>>().join(" / ");
    Error::asked("import-date-two")
        .with("file", &input.name)
        .with("column", column)
        .with("value", clean(first))
        .with("readings", formats.iter().filter_map(reading).collect::<Vec<_>>().join(", "))
        .with("options", options)
}

impl Plan {
    /// Every date column, to be written.
    pub(super) fn dates(&mut self) -> impl Iterator<Item = &mut DateColumn> {
        self.emits.iter_mut().flat_map(|emit| std::iter::once(&mut emit.date).chain(emit.entered.as_mut()))
    }
}

/// The source of a file that does not say: its name without date, number and ending (`promo-2026-09-08.csv` is
/// `promo`), else `files`.
fn source_of(path: &Path) -> String {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let aside = |c: char| c.is_ascii_digit() || matches!(c, '-' | '_' | '.' | ' ' | '(' | ')');
    let name = clean(stem.trim_matches(aside)).trim().chars().take(columns::MAX_NAME).collect::<String>();
    if name.is_empty() { "files".to_owned() } else { name }
}

/// The names under which the channels of the tree appear in files.
pub(super) fn channel_names(organisation: &Organisation) -> Vec<(String, String)> {
    let names = organisation.channels.iter().flat_map(|channel| {
        let own = [&channel.id, &channel.term.en, &channel.term.zh];
        own.into_iter().chain(&channel.aliases).map(|name| (name.clone(), channel.id.clone()))
    });
    names.collect()
}
