//! One figure of one imported fact corrected, again and again: until the receipt, and until a query shows it.

use std::collections::HashSet;
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
struct Edit {
    day: Day,
    row: Row,
    measure: usize,
    value: i64,
}

pub(crate) fn lines(ground: &Ground) -> Outcome<Vec<Line>> {
    let edits = edits(&ground.company);
    let (desk, mut beside) = (desk::open(&ground.copy()?)?, ground.beside()?);
    let (mut receipts, mut seen, mut others) = (Vec::new(), Vec::new(), Vec::new());
    for edit in &edits {
        let (command, query) = (edit.command(&ground.company), edit.query(&ground.company));
        let start = Instant::now();
        desk.apply(command)?;
        receipts.push(start.elapsed());
        let answer = desk.query(&query)?;
        seen.push(start.elapsed());
        edit.check(&answer)?;
        if let Some(beside) = &mut beside {
            let start = Instant::now();
            beside.edit(edit.day, &edit.row, edit.measure, edit.value)?;
            others.push(start.elapsed());
        }
    }
    let [receipts, seen, others] = [receipts, seen, others].map(Runs::from);
    let two = |runs: &Runs| [runs.percentile(50), runs.percentile(99)];
    let line = |work, goal, runs: &Runs| {
        let line = Line::new(work, "ms", goal, &two(runs));
        if beside.is_some() { line.beside(two(&others)) } else { line }
    };
    Ok(vec![
        line("one fact corrected, receipt: p50 / p99", Goal::AtMost(&[0.6, 3.0]), &receipts),
        line("one fact corrected, visible in a query: p50 / p99", Goal::AtMost(&[2.0, 8.0]), &seen),
    ])
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
