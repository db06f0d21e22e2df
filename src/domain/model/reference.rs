//! The meaning of a query in the fewest lines: every faster way to answer is tested against it.

use std::collections::{BTreeMap, BTreeSet};
use std::iter::Peekable;
use std::str::SplitWhitespace;

use super::{CellQuery, CellTable, Dimension, Facts, Filter, KeyColumn};
use crate::domain::base::{Day, DayRange};

/// Answers `query` by looking at every row; `last` names the measures that are not added over time
/// ([`super::Additive::Last`]). As-of is the caller's matter: hand it the facts as they stood.
#[must_use]
pub fn cells(facts: &Facts, query: &CellQuery, last: &[&str]) -> CellTable {
    type Key<'a> = (usize, &'a str);
    type Leaf<'a> = (Key<'a>, usize, Vec<&'a str>);
    // (sum of values, sum of weights) by range, name and measure; for a last-measure one entry a day and leaf.
    let mut sums: BTreeMap<(Key<'_>, usize), (i64, i64)> = BTreeMap::new();
    let mut lasts: BTreeMap<Leaf<'_>, BTreeMap<Day, (i64, i64)>> = BTreeMap::new();
    let mut corrected = vec![false; query.ranges.len()];
    let mut touched: BTreeSet<(usize, &str, usize)> = BTreeSet::new();
    for row in 0..facts.len() {
        let Some(day) = facts.days.get(row).copied() else { continue };
        let name = |dimension| facts.dimension(dimension).get(row).unwrap_or_default();
        if !query.filters.iter().all(|filter| passes(filter, name(filter.dimension))) {
            continue;
        }
        for (at, _) in query.ranges.iter().enumerate().filter(|(_, range)| range.contains(day)) {
            let key = (at, query.by.map(name).unwrap_or_default());
            let weight = facts.weight(row);
            if let Some(flag) = corrected.get_mut(at) {
                *flag |= facts.is_correction(row);
            }
            for (number, measure) in query.measures.iter().enumerate() {
                let column = facts.measures.iter().find(|column| column.measure == *measure);
                let Some(value) = column.and_then(|column| column.get(row)) else { continue };
                if facts.is_correction(row) {
                    touched.insert((at, key.1, number));
                }
                let sum = if last.contains(&measure.as_str()) {
                    let leaf = Dimension::ALL.map(name).to_vec();
                    lasts.entry((key, number, leaf)).or_default().entry(day).or_default()
                } else {
                    sums.entry((key, number)).or_default()
                };
                *sum = (sum.0 + weight * value, sum.1 + weight);
            }
        }
    }
    for ((key, number, _), days) in lasts {
        if let Some((_, (value, _))) = days.into_iter().rev().find(|(_, (_, weight))| *weight > 0) {
            let sum = sums.entry((key, number)).or_default();
            *sum = (sum.0 + value, sum.1 + 1);
        }
    }
    sums.retain(|_, (_, weight)| *weight > 0);
    let mut names: Vec<String> = sums.keys().map(|((_, name), _)| (*name).to_owned()).collect();
    names.sort();
    names.dedup();
    if query.by.is_none() {
        names = vec![String::new()];
    }
    let value = |range, name: &str, number| sums.get(&((range, name), number)).map(|(value, _)| *value);
    let row = |range, name: &str| (0..query.measures.len()).map(|number| value(range, name, number)).collect();
    let table = |range| names.iter().map(|name| row(range, name)).collect();
    let touched = touched
        .into_iter()
        .filter_map(|(range, name, number)| Some((range, names.iter().position(|known| known == name)?, number)));
    let touched = touched.collect();
    CellTable { values: (0..query.ranges.len()).map(table).collect(), names, corrected, touched }
}

fn passes(filter: &Filter, name: &str) -> bool {
    filter.names.iter().any(|wanted| wanted == name)
}

/// Facts as tests write them, a row a line: `2026-09-08 visits=1204 inquiries=52 by 张伟 channel seo customer C-1
/// document D-7 weight -1 entered 2026-09-01 waited 7`. A value is in the measure's stored scale.
///
/// # Panics
/// On a line that it cannot read: it serves tests only.
#[doc(hidden)]
#[must_use]
#[expect(clippy::panic, reason = "a fixture that is mistyped must stop its test")]
pub fn facts(text: &str) -> Facts {
    let mut facts = Facts::default();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let mut words = line.split_whitespace().peekable();
        let Some(Ok(day)) = words.next().map(str::parse) else { panic!("a fact starts with a day: {line}") };
        read(&mut facts, day, &mut words, line);
    }
    facts
}

#[expect(clippy::panic, reason = "a fixture that is mistyped must stop its test")]
fn read(facts: &mut Facts, day: Day, words: &mut Peekable<SplitWhitespace<'_>>, line: &str) {
    let row = facts.len();
    let (mut dimensions, mut values) = (Vec::new(), Vec::new());
    let mut keys: Vec<(&str, &str)> = Vec::new();
    while let Some(word) = words.next() {
        if let Some((measure, value)) = word.split_once('=') {
            let Ok(value) = value.parse() else { panic!("a value is a whole number: {line}") };
            values.push((measure, value));
            continue;
        }
        let Some(name) = words.next() else { panic!("'{word}' names something: {line}") };
        match word {
            "by" => dimensions.push((Dimension::Member, name)),
            _ => match word.parse() {
                Ok(dimension) => dimensions.push((dimension, name)),
                Err(()) => keys.push((word, name)),
            },
        }
    }
    facts.push(day, &dimensions, &values);
    for (word, name) in keys {
        match word {
            "customer" => put(&mut facts.customers, row, name),
            "document" => put(&mut facts.documents, row, name),
            "weight" => {
                facts.weights.resize(row, 1);
                facts.weights.push(if name == "-1" { -1 } else { 1 });
            }
            "entered" => {
                facts.entered.resize(row, None);
                facts.entered.push(name.parse().ok());
            }
            "waited" => {
                facts.waited.resize(row, None);
                facts.waited.push(name.parse().ok());
            }
            _ => panic!("nobody knows '{word}': {line}"),
        }
    }
    facts.square();
}

fn put(column: &mut KeyColumn, row: usize, name: &str) {
    let code = column.names.intern(name);
    column.codes.resize(row, 0);
    column.codes.push(code);
}

/// The run of days of a test: `2026-09-01..2026-09-30`, or one day.
///
/// # Panics
/// On text that is no run of days: it serves tests only.
#[doc(hidden)]
#[must_use]
#[expect(clippy::panic, reason = "a fixture that is mistyped must stop its test")]
pub fn days(text: &str) -> DayRange {
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    match (first.parse(), last.parse()) {
        (Ok(first), Ok(last)) => DayRange::new(first, last).unwrap_or_else(|| panic!("{text} runs backwards")),
        _ => panic!("{text} is no run of days"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r5_a_measure_that_no_row_carries_is_null_and_not_zero() {
        let facts = facts(
            "2026-09-08 visits=0 by 张伟\n2026-09-08 inquiries=5 by 李娜\n2026-09-08 inquiries=5 by 李娜 weight -1",
        );
        let query = CellQuery {
            ranges: vec![days("2026-09-08")],
            measures: ["visits", "inquiries", "deals"].map(str::to_owned).to_vec(),
            by: Some(Dimension::Member),
            ..CellQuery::default()
        };
        let table = cells(&facts, &query, &[]);
        assert_eq!(table.names, ["张伟"], "a row taken back leaves nothing");
        assert_eq!(table.values, [[[Some(0), None, None]]]);
        assert_eq!(table.corrected, [true]);
        assert_eq!(table.touched, [], "whose row it was is no name any more");
    }

    #[test]
    fn c2_a_last_measure_takes_the_last_reported_day_and_adds_over_people() {
        let facts = facts("2026-09-01 customers=10 by A\n2026-09-20 customers=12 by A\n2026-09-05 customers=7 by B");
        let query = CellQuery {
            ranges: vec![days("2026-09-01..2026-09-30")],
            measures: vec!["customers".to_owned()],
            ..CellQuery::default()
        };
        assert_eq!(cells(&facts, &query, &["customers"]).get(0, 0, 0), Some(19));
    }
}
