//! A file before it is imported: how it is read, its first rows, and what each of its columns would become.

use std::path::Path;

use super::documents;
use super::header::{Role, role};
use super::input::Input;
use super::map::{Map, MapFile};
use super::names::name_of;
use super::outcome::ImportRequest;
use super::prepare::{Looked, look, source_of};
use super::propose::{Column, Draft, LOOKED_AT, survey, write};
use super::sheet::{Form, Sheet};
use super::{canonical, header};
use crate::desk::{Answer, Desk, Query};
use crate::domain::base::{Day, Error};
use crate::domain::model::Catalogue;

/// Rows that are shown.
const SHOWN: usize = 20;
/// Characters of a value that are shown.
const CELL: usize = 60;

/// How a file is understood.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Understood {
    /// Every column is known by its name.
    Canonical,
    /// By the map of that name.
    Map(String),
    /// By nobody: what columns become is guessed.
    Guessed,
    /// It holds the roster or the working calendar.
    Documents,
}

/// A file as it would be imported.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Preview {
    /// The file as the user named it.
    pub file: String,
    /// How its bytes are read.
    pub encoding: &'static str,
    /// What separates its fields; `None` in a workbook.
    pub delimiter: Option<char>,
    /// Bytes.
    pub size: u64,
    /// The names of its columns.
    pub header: Vec<String>,
    /// Its first rows.
    pub rows: Vec<Vec<String>>,
    /// How many rows were looked at; all there are unless `beyond`.
    pub counted: usize,
    /// Whether the file may go on beyond what was looked at.
    pub beyond: bool,
    /// How it is understood.
    pub understood: Understood,
    /// What its columns become unless said otherwise.
    pub draft: Draft,
    /// What a map makes of each column: words of the map's facts.
    pub uses: Vec<Vec<String>>,
    /// The maps that may be chosen, by name or file.
    pub maps: Vec<String>,
    /// The sheets of a workbook, in their order; none of any other file.
    pub sheets: Vec<String>,
    /// The one that is read, where it is not the first.
    pub sheet: Option<String>,
    columns: Vec<Column>,
    /// Columns whose dates a map settles.
    settled: Vec<String>,
}

/// A date that two formats read differently.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TwoReadings {
    /// The column.
    pub column: usize,
    /// The first date, as it stands in the file.
    pub value: String,
    /// Each format and the day that it reads.
    pub readings: Vec<(String, Day)>,
}

/// Looks at the first file of a request without reading it in.
///
/// # Errors
/// Where it cannot be read, or the map that was asked for cannot.
pub fn preview(desk: &dyn Desk, request: &ImportRequest) -> Result<Preview, Error> {
    let Answer::Premises(premises) = desk.query(&Query::Premises)? else {
        return Err(Error::could("import-answer"));
    };
    let path = request.files.first().ok_or_else(|| Error::asked("import-nothing"))?;
    let asked = Map::asked(request)?;
    let (request, sheets, (input, header)) = looked(path, request, asked.as_ref(), &premises.1)?;
    let map = match asked {
        None if !request.no_map => Map::recognised(&header, request.maps.as_deref()),
        asked => asked,
    };
    let preview = of(path, &input, header, map.as_ref(), &request, &premises.1)?;
    Ok(Preview { sheet: request.sheet.filter(|name| sheets.first() != Some(name)), sheets, ..preview })
}

/// Sheets that are tried for one that holds a table.
const TRIED: usize = 8;

/// Looks at the file. Of a workbook the first sheet that holds a table is taken where none is asked for: a cover has no
/// columns.
fn looked(
    path: &Path,
    request: &ImportRequest,
    map: Option<&Map>,
    catalogue: &Catalogue,
) -> Result<(ImportRequest, Vec<String>, Looked), Error> {
    let sheets = Sheet { name: None, program: request.sheet_reader.clone() }.names(path);
    let first = look(path, request, map, catalogue);
    let is_table = |looked: &Looked| looked.1.iter().filter(|name| !name.is_empty()).count() > 1;
    if request.sheet.is_none() && !first.as_ref().is_ok_and(is_table) {
        for name in sheets.iter().skip(1).take(TRIED) {
            let other = ImportRequest { sheet: Some(name.clone()), ..request.clone() };
            if let Some(looked) = look(path, &other, map, catalogue).ok().filter(is_table) {
                return Ok((other, sheets, looked));
            }
        }
    }
    first.map(|looked| (request.clone(), sheets, looked))
}

fn of(
    path: &Path,
    input: &Input,
    header: Vec<String>,
    map: Option<&Map>,
    request: &ImportRequest,
    catalogue: &Catalogue,
) -> Result<Preview, Error> {
    let (mut rows, mut counted) = (Vec::new(), 0);
    let mut columns = survey(input, &header, catalogue, |row| {
        counted += 1;
        if rows.len() < SHOWN {
            let cell = |field: &[u8]| name_of(field).chars().take(CELL).collect::<String>();
            rows.push(row.iter().take(header.len()).map(cell).collect());
        }
    })?;
    let is_canonical = matches!(canonical::plan(&header, catalogue), Ok(Some(_)));
    let understood = match map {
        Some(map) => Understood::Map(map.name.clone()),
        None if documents::form(&header).is_some() => Understood::Documents,
        None if is_canonical => Understood::Canonical,
        None => Understood::Guessed,
    };
    let source = map.map_or_else(|| source_of(path), |map| map.file.source.clone());
    let mut draft = Draft::of(&columns, &source);
    if understood == Understood::Canonical {
        draft.roles = header.iter().map(|name| role(catalogue, name)).collect();
    }
    draft.named = true;
    let (mut uses, mut settled) = (Vec::new(), Vec::new());
    if let Some(map) = map {
        uses = header.iter().map(|name| uses_of(&map.file, name)).collect();
        settled = map.file.dates.keys().map(|name| map.file.columns.get(name).unwrap_or(name).clone()).collect();
    }
    narrow(input, &mut columns)?;
    Ok(Preview {
        file: input.name.clone(),
        encoding: input.reading(),
        delimiter: (input.form == Form::Text).then(|| char::from(input.delimiter)),
        size: input.size,
        header,
        rows,
        counted,
        beyond: counted >= LOOKED_AT,
        understood,
        draft,
        uses,
        maps: Map::names(request.maps.as_deref()),
        sheets: Vec::new(),
        sheet: None,
        columns,
        settled,
    })
}

/// Reads on for as long as a column of dates has more than one reading.
fn narrow(input: &Input, columns: &mut [Column]) -> Result<(), Error> {
    let two = |column: &Column| column.is_date() && column.dates.clone().finish().is_err();
    let mut open: Vec<(usize, &mut Column)> =
        columns.iter_mut().enumerate().filter(|(_, column)| two(column)).collect();
    let mut records = input.records()?;
    let _ = records.next();
    while !open.is_empty() {
        let Ok(Some(row)) = records.next() else { break };
        open.retain_mut(|(at, column)| !column.dates.narrow(row.get(*at).trim_ascii()));
    }
    Ok(())
}

impl Preview {
    /// The column of dates that has more than one reading, where what becomes of it has to know.
    #[must_use]
    pub fn two_readings(&self, draft: &Draft) -> Option<TwoReadings> {
        let by_map = |at: usize| {
            let uses = self.uses.get(at);
            uses.is_some_and(|uses| uses.iter().any(|word| matches!(word.as_str(), "date" | "entered")))
        };
        let by_draft = |at: usize| matches!(draft.roles.get(at), Some(Some(Role::Date | Role::Entered)));
        let dated = |at: usize| if self.uses.is_empty() { by_draft(at) } else { by_map(at) };
        let mut columns = self.columns.iter().enumerate();
        columns.find_map(|(at, column)| {
            if !dated(at) || !column.is_date() || self.settled.contains(&column.name) {
                return None;
            }
            let (formats, first) = column.dates.clone().finish().err()?;
            let reading =
                |format: &super::dates::DateFormat| Some((format.to_string(), format.read(first.as_bytes())?));
            let readings = formats.iter().filter_map(reading).collect();
            Some(TwoReadings { column: at, value: super::said::shown(first.as_bytes()), readings })
        })
    }

    /// The map that `draft` says, in TOML.
    #[must_use]
    pub fn map(&self, draft: &Draft) -> String {
        write(&self.columns, &self.header, draft).map
    }

    /// Whether what a column becomes can be chosen.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self.understood, Understood::Canonical | Understood::Guessed)
    }
}

/// What a map makes of the column `name`: the keys it fills, the measures that it takes part in.
fn uses_of(map: &MapFile, name: &str) -> Vec<String> {
    let aliases = map.columns.iter().filter(|(_, column)| *column == name).map(|(alias, _)| alias.as_str());
    let names: Vec<&str> = std::iter::once(name).chain(aliases).collect();
    let named = |text: &str| names.iter().any(|name| mentions(text, name));
    let mut uses: Vec<String> = Vec::new();
    for fact in &map.facts {
        let keys = [
            &fact.channel,
            &fact.region,
            &fact.product,
            &fact.member,
            &fact.team,
            &fact.reason,
            &fact.customer,
            &fact.document,
        ];
        let keyed = header::KEYS.iter().zip(keys).filter_map(|(id, text)| Some((*id, text.as_deref()?)));
        let own = [("date", Some(fact.date.as_str())), ("entered", fact.entered.as_deref())];
        let own = own.into_iter().filter_map(|(id, text)| Some((id, text?)));
        uses.extend(own.chain(keyed).filter(|(_, text)| named(text)).map(|(id, _)| id.to_owned()));
        let around = fact.when.iter().chain(&fact.having).chain(&fact.per).chain(fact.sums.values());
        let all = around.into_iter().any(|text| named(text));
        uses.extend(fact.measures.iter().filter(|(_, text)| all || named(text)).map(|(id, _)| id.clone()));
    }
    let mut once: Vec<String> = Vec::new();
    for word in uses {
        if !once.contains(&word) {
            once.push(word);
        }
    }
    once
}

/// Whether `name` stands in `text` as a word of its own.
fn mentions(text: &str, name: &str) -> bool {
    let inside = |c: char| c.is_alphanumeric() || c == '_';
    !name.is_empty()
        && text.match_indices(name).any(|(at, _)| {
            let (before, rest) = text.split_at(at);
            let after = rest.get(name.len()..).unwrap_or_default();
            !before.ends_with(inside) && !after.starts_with(inside)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_within_another_is_no_mention_of_it() {
        assert!(mentions("Quantity * UnitPrice", "Quantity"));
        assert!(mentions("row['Unit price'] * 2", "Unit price"));
        assert!(!mentions("Quantity * UnitPrice", "Price"));
        assert!(!mentions("UnitPrice", ""));
    }
}
