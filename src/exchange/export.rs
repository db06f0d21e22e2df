//! The whole database as files: canonical CSV, a file a source, and the documents in JSON beside it. What goes out
//! comes in again: `import` of all these files into an empty database gives the same reports.
//!
//! A corrected figure goes out as it stands. That it was corrected, who did it and why is the journal's to keep, and a
//! backup's.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::bundle;

use crate::desk::{Answer, Desk, Query};
use crate::domain::base::{Day, DayRange, Error, clean};
use crate::domain::model::{Catalogue, Dimension, Facts, MeasureColumn, Organisation, RowQuery, Rows};

/// The source of what was typed in.
const ENTRY: &str = "entry";

/// A file to be written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Exported {
    /// Its name: the source and `.csv`, or `documents.json`.
    pub name: String,
    /// Its content, UTF-8.
    pub content: Vec<u8>,
    /// Rows below its header; documents.
    pub rows: usize,
}

/// Every fact, a file a source; and with `documents` all of them (people, teams, posts, calendar, settings) in another.
///
/// # Errors
/// What the desk answers.
pub fn export(desk: &dyn Desk, documents: bool) -> Result<Vec<Exported>, Error> {
    let Answer::Premises(premises) = desk.query(&Query::Premises)? else { return Err(unexpected()) };
    let (organisation, catalogue) = *premises;
    let mut files = facts(desk, &organisation, &catalogue)?;
    if documents {
        let (content, rows) = bundle::written(desk)?;
        files.push(Exported { name: bundle::NAME.to_owned(), content, rows });
    }
    Ok(files)
}

fn unexpected() -> Error {
    Error::could("import-answer")
}

fn facts(desk: &dyn Desk, organisation: &Organisation, catalogue: &Catalogue) -> Result<Vec<Exported>, Error> {
    let Some(days) = organisation.data else { return Ok(Vec::new()) };
    let mut rows = all_rows(desk, days)?;
    let sources = sources(desk)?;
    let left = standing(&mut rows);
    let mut parts: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for row in left {
        let batch = rows.batches.get(row).copied().unwrap_or(0);
        parts.entry(sources.get(&batch).map_or(ENTRY, String::as_str)).or_default().push(row);
    }
    parts.iter().map(|(source, rows_of)| table(source, &rows.facts, rows_of, catalogue)).collect()
}

/// All rows of these days; where they are too many for one answer, in parts of whole days.
fn all_rows(desk: &dyn Desk, days: DayRange) -> Result<Rows, Error> {
    let query = RowQuery { days, measures: Vec::new(), filters: Vec::new(), as_of: None, limit: None };
    let halves = || {
        let middle = days.first().plus(days.last().since(days.first()) / 2);
        DayRange::new(days.first(), middle).zip(DayRange::new(middle.plus(1), days.last()))
    };
    match desk.query(&Query::Rows(query)) {
        Ok(Answer::Rows(rows)) => Ok(*rows),
        Ok(_) => Err(unexpected()),
        Err(error) if error.id == "answer-too-large" => {
            let (early, late) = halves().ok_or(error)?;
            let (mut rows, more) = (all_rows(desk, early)?, all_rows(desk, late)?);
            rows.facts.append(more.facts);
            rows.batches.extend(more.batches);
            rows.total += more.total;
            Ok(rows)
        }
        Err(error) => Err(error),
    }
}

/// The source of each batch.
fn sources(desk: &dyn Desk) -> Result<HashMap<u64, String>, Error> {
    let Answer::Batches(batches) = desk.query(&Query::Batches)? else { return Err(unexpected()) };
    Ok(batches.into_iter().map(|batch| (batch.id, batch.source)).collect())
}

/// Takes every value out that a correction has taken back, and says which rows are left: those that still carry any.
///
/// A correction is about one measure; the row that it corrects may carry others, and keeps them.
fn standing(rows: &mut Rows) -> Vec<usize> {
    let facts = &mut rows.facts;
    let (given, taken): (Vec<usize>, Vec<usize>) = (0..facts.len()).partition(|row| facts.weight(*row) > 0);
    let corrected: HashSet<Vec<String>> = taken.iter().map(|row| keys(facts, *row)).collect();
    let mut places: HashMap<Vec<String>, Vec<usize>> = HashMap::new();
    for row in given.iter().filter(|_| !corrected.is_empty()) {
        let keys = keys(facts, *row);
        if corrected.contains(&keys) {
            places.entry(keys).or_default().push(*row);
        }
    }
    for row in taken {
        let same = places.get(&keys(facts, row)).map(Vec::as_slice).unwrap_or_default();
        for column in &mut facts.measures {
            let Some(value) = column.get(row) else { continue };
            let found = same.iter().copied().find(|other| column.get(*other) == Some(value));
            if let Some(slot) = found.and_then(|other| column.values.get_mut(other)) {
                *slot = MeasureColumn::NULL;
            }
        }
    }
    given.into_iter().filter(|row| facts.measures.iter().any(|column| column.get(*row).is_some())).collect()
}

/// Where a row counts: its day, dimensions and keys.
fn keys(facts: &Facts, row: usize) -> Vec<String> {
    let name = |name: Option<&str>| name.unwrap_or_default().to_owned();
    let mut parts = vec![facts.days.get(row).map(Day::to_string).unwrap_or_default()];
    parts.extend(Dimension::ALL.map(|dimension| name(facts.dimension(dimension).get(row))));
    parts.push(name(facts.customers.get(row)));
    parts.push(name(facts.documents.get(row)));
    parts
}

/// A column of a file: its header, and what it says of a row.
type Column<'a> = (&'a str, Box<dyn Fn(usize) -> String + 'a>);

/// The rows of a source, with the columns that any of them uses.
fn table(source: &str, facts: &Facts, rows: &[usize], catalogue: &Catalogue) -> Result<Exported, Error> {
    let columns: Vec<Column<'_>> = columns(facts, catalogue)
        .into_iter()
        .filter(|(name, cell)| *name == "date" || rows.iter().any(|row| !cell(*row).is_empty()))
        .collect();
    let header: Vec<String> = columns.iter().map(|(name, _)| (*name).to_owned()).collect();
    let lines = rows.iter().map(|row| columns.iter().map(|(_, cell)| cell(*row)).collect());
    written(source, header, lines)
}

/// Every column that facts may have; a blank is what is not recorded.
fn columns<'a>(facts: &'a Facts, catalogue: &Catalogue) -> Vec<Column<'a>> {
    let text = |name: Option<String>| name.unwrap_or_default();
    let mut columns: Vec<Column<'a>> =
        vec![("date", Box::new(move |row| text(facts.days.get(row).map(Day::to_string))))];
    for dimension in Dimension::ALL {
        let names = facts.dimension(dimension);
        columns.push((dimension.id(), Box::new(|row| harmless(names.get(row)))));
    }
    for (name, names) in [("customer", &facts.customers), ("document", &facts.documents)] {
        columns.push((name, Box::new(|row| harmless(names.get(row)))));
    }
    let entered = move |row| text(facts.entered.get(row).copied().flatten().map(|day: Day| day.to_string()));
    let waited = move |row| text(facts.waited.get(row).copied().flatten().map(|days: u16| days.to_string()));
    columns.push(("entered", Box::new(entered)));
    columns.push(("waited", Box::new(waited)));
    for column in &facts.measures {
        let decimals = catalogue.measure(&column.measure).map_or(0, |measure| measure.unit.decimals());
        let value = move |row| text(column.get(row).map(|value| decimal(value, decimals)));
        columns.push((&column.measure, Box::new(value)));
    }
    columns
}

/// A stored value as a plain decimal number.
pub(super) fn decimal(value: i64, decimals: u32) -> String {
    let unit = 10_u64.pow(decimals);
    let (sign, magnitude) = (if value < 0 { "-" } else { "" }, value.unsigned_abs());
    let part = if decimals == 0 {
        String::new()
    } else {
        format!("{:0width$}", magnitude % unit, width = usize::try_from(decimals).unwrap_or(0))
    };
    match part.trim_end_matches('0') {
        "" => format!("{sign}{}", magnitude / unit),
        part => format!("{sign}{}.{part}", magnitude / unit),
    }
}

/// A name that no terminal obeys and no spreadsheet takes for a formula.
pub(super) fn harmless(name: Option<&str>) -> String {
    let name = clean(name.unwrap_or_default());
    if name.trim_start().starts_with(['=', '+', '-', '@']) { format!("'{name}") } else { name.into_owned() }
}

pub(super) fn written(
    name: &str,
    header: Vec<String>,
    lines: impl Iterator<Item = Vec<String>>,
) -> Result<Exported, Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let could = |why: String| Error::could("export-table").with("name", name).with("why", why);
    let mut rows = 0;
    for (number, line) in std::iter::once(header).chain(lines).enumerate() {
        writer.write_record(line).map_err(|error| could(error.to_string()))?;
        rows = number;
    }
    let content = writer.into_inner().map_err(|error| could(error.to_string()))?;
    Ok(Exported { name: format!("{}.csv", file_name(name)), content, rows })
}

/// A source's name as part of a file's.
fn file_name(source: &str) -> String {
    clean(source).chars().map(|c| if matches!(c, '/' | '\\' | ':') || c.is_whitespace() { '_' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_go_out_as_plain_decimals() {
        assert_eq!(decimal(7_489_570_200, 4), "748957.02");
        assert_eq!(decimal(-525, 4), "-0.0525");
        assert_eq!(decimal(1_204, 0), "1204");
        assert_eq!(decimal(10_000, 4), "1");
        assert_eq!(decimal(i64::MIN + 1, 2), "-92233720368547758.07");
    }
}
