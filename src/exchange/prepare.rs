//! From a file's first bytes to the plan for its rows.

use std::path::Path;

use super::dates::{Candidates, DateFormat};
use super::expression::Field;
use super::header::role;
use super::identity::Identity;
use super::input::Input;
use super::map::{Map, Target, compile};
use super::names::{MAX_NAME, name_of};
use super::outcome::ImportRequest;
use super::plan::Plan;
use super::propose::guess;
use super::sheet::{Form, Sheet};
use super::{canonical, dialect};
use crate::domain::base::{Error, Place, clean};
use crate::domain::model::{Catalogue, Organisation};

/// Names of a list that are shown.
const SHOWN: usize = 8;

/// A file and what will be made of it.
pub(super) struct Prepared {
    /// The file.
    pub(super) input: Input,
    /// The source it belongs to.
    pub(super) source: String,
    /// What makes its content the same again.
    pub(super) identity: Identity,
    /// The [`Identity::digest`], once it is known.
    pub(super) digest: String,
    /// The map it is read with.
    pub(super) map: Option<String>,
    /// What is made of a row.
    pub(super) plan: Plan,
}

impl Prepared {
    /// Finds the plan for a file that was looked at.
    ///
    /// # Errors
    /// Where its header is not understood, the map does not fit it, or its dates have two readings.
    pub(super) fn new(
        (input, header): Looked,
        path: &Path,
        request: &ImportRequest,
        map: Option<&Map>,
        catalogue: &Catalogue,
    ) -> Result<Self, Vec<Error>> {
        let own =
            if map.is_none() && !request.no_map { Map::recognised(&header, request.maps.as_deref()) } else { None };
        let map = map.or(own.as_ref());
        let mut files = vec![path.to_owned()];
        let mut plan = match map {
            None => unmapped(&input, &header, request, path, catalogue).map_err(one)?,
            Some(map) => {
                let folder = path.parent().unwrap_or(Path::new(""));
                files.extend(map.file.joins.iter().map(|join| folder.join(&join.file)));
                let target = Target { name: &map.name, header: &header, folder, catalogue };
                compile(&map.file, &target)?
            }
        };
        settle_dates(&mut plan, &input, request.date_format.as_deref()).map_err(one)?;
        let named = map.map(|map| map.file.source.as_str());
        let source = request.source.as_deref().or(named).map_or_else(|| source_of(path), str::to_owned);
        let mut reading = format!("{source}\n{}\n{}\n{:?}\n", input.reading(), input.delimiter, request.sheet);
        reading.push_str(map.map_or("", |map| &map.text));
        for date in plan.dates() {
            reading.push_str(&date.format.to_string());
        }
        let (identity, map) = (Identity { files, reading }, map.map(|map| map.name.clone()));
        Ok(Self { input, source, identity, digest: String::new(), map, plan })
    }
}

/// A file that was looked at, and its header.
pub(super) type Looked = (Input, Vec<String>);

/// Looks at a file and its header.
///
/// # Errors
/// Where it cannot be read.
pub(super) fn look(
    path: &Path,
    request: &ImportRequest,
    map: Option<&Map>,
    catalogue: &Catalogue,
) -> Result<Looked, Error> {
    let input = open(path, request, map, &|name| role(catalogue, name).is_some())?;
    let header = header_of(&input)?;
    Ok((input, header))
}

/// Looks at a file; `known` tells the names that its header may have.
pub(super) fn open(
    path: &Path,
    request: &ImportRequest,
    map: Option<&Map>,
    known: &dyn Fn(&str) -> bool,
) -> Result<Input, Error> {
    let encoding = request.encoding.as_deref().or(map.and_then(|map| map.file.encoding.as_deref()));
    let sheet = Sheet { name: request.sheet.clone(), program: request.sheet_reader.clone() };
    let mut input = Input::survey(path, encoding, sheet)?;
    if input.form != Form::Text {
        return Ok(input);
    }
    input.delimiter = match request.delimiter.or(map.and_then(|map| map.file.delimiter)).map(u8::try_from) {
        None => dialect::delimiter(&input, known)?,
        Some(Ok(byte)) if byte.is_ascii() && !matches!(byte, b'"' | b'\r' | b'\n') => byte,
        Some(_) => return Err(Error::asked("import-delimiter")),
    };
    Ok(input)
}

fn one(error: Error) -> Vec<Error> {
    vec![error]
}

/// The names of the first record.
pub(super) fn header_of(input: &Input) -> Result<Vec<String>, Error> {
    let mut records = input.records()?;
    let row = match records.next() {
        Ok(row) => row,
        Err(trouble) => return Err(input.trouble(trouble, 1)),
    };
    let Some(row) = row else { return Err(Error::found("import-empty").with("file", &input.name)) };
    Ok(row.iter().map(name_of).collect())
}

/// The plan of a file that no map reads: its header is canonical, or it is refused.
fn unmapped(
    input: &Input,
    header: &[String],
    request: &ImportRequest,
    path: &Path,
    catalogue: &Catalogue,
) -> Result<Plan, Error> {
    let place = || Place { file: Some(input.name.clone()), line: Some(1), ..Place::default() };
    let plan = canonical::plan(header, catalogue).map_err(|error| error.at(place()))?;
    plan.ok_or_else(|| unknown(input, header, request, path, catalogue))
}

/// The header is not canonical: which of its names nobody knows, and what the file would be taken for.
fn unknown(input: &Input, header: &[String], request: &ImportRequest, path: &Path, catalogue: &Catalogue) -> Error {
    let strange: Vec<&str> = header.iter().map(String::as_str).filter(|name| role(catalogue, name).is_none()).collect();
    if strange.is_empty() {
        return Error::asked("import-header-bare").with("file", &input.name);
    }
    let guessed = guess(path, request, catalogue).unwrap_or_default();
    let understood = guessed.understood.iter().map(|(column, what)| format!("{column} = {what}"));
    Error::asked("import-header")
        .with("file", &input.name)
        .with("columns", listed(strange.iter().map(|name| (*name).to_owned())))
        .with("count", strange.len())
        .with("understood", listed(understood))
        .with("strange", listed(guessed.strange.iter().cloned()))
}

/// The first names of a list, each cut short.
fn listed(names: impl Iterator<Item = String>) -> String {
    let mut names: Vec<String> = names.take(SHOWN + 1).map(|name| name.chars().take(40).collect()).collect();
    if names.is_empty() {
        return "-".to_owned();
    }
    if names.len() > SHOWN {
        names.truncate(SHOWN);
        names.push("…".to_owned());
    }
    names.join(", ")
}

/// Gives every date column its one format.
fn settle_dates(plan: &mut Plan, input: &Input, wanted: Option<&str>) -> Result<(), Error> {
    if let Some(wanted) = wanted {
        let format: DateFormat = wanted.parse().map_err(|()| DateFormat::unknown(wanted))?;
        plan.dates().filter(|date| !date.said).for_each(|date| date.format = format);
        return Ok(());
    }
    let mut open: Vec<(Field, Candidates, bool)> = Vec::new();
    for date in plan.dates().filter(|date| !date.said) {
        if open.iter().all(|(field, _, _)| *field != date.field) {
            open.push((date.field, Candidates::new(), false));
        }
    }
    let mut records = input.records()?;
    let _ = records.next();
    while open.iter().any(|(_, _, settled)| !settled) {
        let row = match records.next() {
            Ok(Some(row)) => row,
            Ok(None) => break,
            Err(trouble) => {
                let line = records.line();
                return Err(input.trouble(trouble, line));
            }
        };
        plan.within(row, |scope| {
            for (field, candidates, settled) in open.iter_mut().filter(|(_, _, settled)| !settled) {
                *settled = candidates.narrow(scope.text(*field));
            }
        });
    }
    for (field, candidates, _) in open {
        let name = plan.column_name(field);
        let format = candidates.finish().map_err(|(formats, first)| two_readings(&formats, &first, input, &name))?;
        plan.dates().filter(|date| date.field == field && !date.said).for_each(|date| date.format = format);
    }
    Ok(())
}

/// The error that dates have several readings.
pub(super) fn two_readings(formats: &[DateFormat], first: &str, input: &Input, column: &str) -> Error {
    let reading = |format: &DateFormat| Some(format!("{} ({format})", format.read(first.as_bytes())?));
    let options = formats.iter().map(|format| format!("--date-format {format}")).collect::<Vec<_>>().join(" / ");
    Error::asked("import-date-two")
        .with("file", &input.name)
        .with("column", column)
        .with("value", clean(first))
        .with("readings", formats.iter().filter_map(reading).collect::<Vec<_>>().join(", "))
        .with("options", options)
}

/// Words at the end of a file's name that say which edition it is, not where it comes from.
const EDITIONS: [&str; 10] =
    ["corrected", "correction", "fixed", "final", "new", "copy", "update", "updated", "更正", "副本"];

/// The source of a file that does not say: its name without date, number, edition and ending (`promo-2026-09-08.csv`
/// and `promo-corrected (2).csv` are `promo`, so that a correction meets what it corrects), else `files`.
pub(super) fn source_of(path: &Path) -> String {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let mut stem = stem.trim_matches(aside);
    while let Some(rest) = EDITIONS.iter().find_map(|word| without(stem, word)) {
        stem = rest;
    }
    let name = clean(stem).trim().chars().take(MAX_NAME).collect::<String>();
    if name.is_empty() { "files".to_owned() } else { name }
}

/// What in a file's name is date, number or punctuation.
fn aside(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '-' | '_' | '.' | ' ' | '(' | ')')
}

/// `stem` without the edition's `word` at its end. A Latin word has to stand apart: "renew" is no edition of "re".
fn without<'a>(stem: &'a str, word: &str) -> Option<&'a str> {
    let (before, end) = stem.split_at_checked(stem.len().checked_sub(word.len())?)?;
    let rest = before.trim_end_matches(aside);
    let apart = !word.is_ascii() || rest.len() < before.len();
    (end.eq_ignore_ascii_case(word) && apart && !rest.is_empty()).then_some(rest)
}

/// The names under which the channels of the tree appear in files.
pub(super) fn channel_names(organisation: &Organisation) -> Vec<(String, String)> {
    let names = organisation.channels.iter().flat_map(|channel| {
        let own = [&channel.id, &channel.term.en, &channel.term.zh];
        own.into_iter().chain(&channel.aliases).map(|name| (name.clone(), channel.id.clone()))
    });
    names.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_corrected_file_is_of_the_source_that_it_corrects() {
        let source = |name: &str| source_of(Path::new(name));
        for name in
            ["sales.csv", "sales-2026-09-08.csv", "sales-corrected.csv", "sales_FINAL (2).csv", "sales更正.xlsx"]
        {
            assert_eq!(source(name), "sales", "{name}");
        }
        assert_eq!((source("renew.csv").as_str(), source("new.csv").as_str()), ("renew", "new"));
        assert_eq!(source("2026-09-08.csv"), "files");
    }
}
