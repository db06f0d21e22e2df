//! One figure of one imported fact corrected, again and again: until the receipt, and until a query shows it.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use dayboard::desk;
use dayboard::desk::{Answer, Command, Desk, EntryCell, Query};
use dayboard::domain::base::{Day, DayRange};
use dayboard::domain::model::{Filter, MeasureColumn, RowQuery};

use crate::company::{Chance, Company, DIMENSIONS, MEASURES, Row};
use crate::line::{Goal, Line, Runs};
use crate::{Ground, Outcome};

/// So many edits, which a cold start then finds behind it.
const EDITS: usize = 3_000;

/// A new value of one measure of one fact.
#[derive(Clone)]
struct Edit {
    day: Day,
    row: Row,
    measure: usize,
    value: i64,
}

pub(crate) fn lines(ground: &Ground) -> Outcome<Vec<Line>> {
    let edits = edits(&ground.company);
    let (desk, mut beside) = (desk::open(&ground.copy()?)?, ground.beside()?);
    let [mut alone, mut seen, mut others, mut in_a_row] = [const { Vec::new() }; 4];
    for edit in &edits {
        let (command, query) = (edit.command(&ground.company), edit.query(&ground.company));
        let start = Instant::now();
        desk.apply(command)?;
        alone.push(start.elapsed());
        let answer = desk.query(&query)?;
        seen.push(start.elapsed());
        edit.check(&answer)?;
        desk.store().repair()?;
        if let Some(beside) = &mut beside {
            let start = Instant::now();
            beside.edit(edit.day, &edit.row, edit.measure, edit.value)?;
            others.push(start.elapsed());
        }
    }
    for edit in &edits {
        let command = Edit { value: edit.value + 1, ..edit.clone() }.command(&ground.company);
        let start = Instant::now();
        desk.apply(command)?;
        in_a_row.push(start.elapsed());
    }
    let [alone, seen, others, in_a_row] = [alone, seen, others, in_a_row].map(Runs::from);
    let two = |runs: &Runs| [runs.percentile(50), runs.percentile(99)];
    let line = |work, goal, runs: &Runs| {
        let line = Line::new(work, "ms", goal, &two(runs));
        if beside.is_some() { line.beside(two(&others)) } else { line }
    };
    Ok(vec![
        Line::new("200 bytes appended and synced: p50 / p99", "ms", Goal::None, &two(&appends(&ground.folder)?)),
        line("one fact corrected, receipt: p50 / p99", Goal::AtMost(&[0.6, 3.0]), &alone),
        line("one fact corrected, visible in a query: p50 / p99", Goal::AtMost(&[2.0, 8.0]), &seen),
        line("3,000 corrections without a pause, receipt each: p50 / p99", Goal::None, &in_a_row),
    ])
}

/// What the disk takes for the least that a durable edit can be.
fn appends(folder: &Path) -> Outcome<Runs> {
    let path = folder.join("appended");
    let mut file = File::create(&path)?;
    let runs = Runs::of(EDITS, |_| file.write_all(&[b'.'; 200]).and_then(|()| file.sync_data()))?;
    fs::remove_file(path)?;
    Ok(runs)
}

/// In a child: makes all the edits, and ends without an end.
pub(crate) fn unclean(company: &Company, folder: &Path) -> Outcome<()> {
    let desk = desk::open(folder)?;
    for edit in edits(company) {
        desk.apply(edit.command(company))?;
    }
    std::mem::forget(desk);
    std::process::exit(0)
}

/// The edits: any carried figure of any row of any day whose cell no other row of that day shares.
fn edits(company: &Company) -> Vec<Edit> {
    let mut chance = Chance(7);
    let mut edits = Vec::with_capacity(EDITS);
    while edits.len() < EDITS {
        let day = Company::days().first().plus(chance.below(Company::days().len() as i64) as i32);
        let mut cells = HashSet::new();
        let mut rows: Vec<Row> = company.rows(day).filter(|row| cells.insert(row.codes)).collect();
        if rows.len() < cells.len().min(1) || rows.len() != company.rows(day).count() {
            continue;
        }
        let row = rows.swap_remove(chance.below(rows.len() as i64) as usize);
        let carried: Vec<usize> = (0..12).filter(|at| row.values[*at] != MeasureColumn::NULL).collect();
        let measure = carried[chance.below(carried.len() as i64) as usize];
        let value = row.values[measure] + if MEASURES[measure].1 { 12_300 } else { 3 };
        edits.push(Edit { day, row, measure, value });
    }
    edits
}

impl Edit {
    fn names(&self, company: &Company) -> Vec<(dayboard::domain::model::Dimension, String)> {
        let coded = DIMENSIONS.into_iter().zip(company.names()).zip(self.row.codes);
        coded.map(|((dimension, names), code)| (dimension, names.name(code).unwrap_or_default().to_owned())).collect()
    }

    fn command(&self, company: &Company) -> Command {
        let measure = MEASURES[self.measure].0.to_owned();
        let cell = EntryCell { day: self.day, measure, dimensions: self.names(company) };
        Command::Set { cell, value: Some(self.value), correct: Some("counted twice".to_owned()) }
    }

    fn query(&self, company: &Company) -> Query {
        let filter = |(dimension, name)| Filter { dimension, names: vec![name] };
        Query::Rows(RowQuery {
            days: DayRange::one(self.day),
            measures: vec![MEASURES[self.measure].0.to_owned()],
            filters: self.names(company).into_iter().map(filter).collect(),
            as_of: None,
            limit: None,
        })
    }

    fn check(&self, answer: &Answer) -> Outcome<()> {
        let Answer::Rows(rows) = answer else { return Err("no rows".into()) };
        let facts = &rows.facts;
        let column = facts.measures.iter().find(|column| column.measure == MEASURES[self.measure].0);
        let values = (0..facts.len()).filter_map(|row| Some(facts.weight(row) * column?.get(row)?));
        let sum: i64 = values.sum();
        if sum == self.value { Ok(()) } else { Err(format!("{} instead of {}", sum, self.value).into()) }
    }
}
