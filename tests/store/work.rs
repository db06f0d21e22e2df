//! Work that a crash interrupts: command number `k` is always the same, so that after any number of them everybody
//! knows what every figure must be.

use std::collections::BTreeMap;

use dayboard::desk::{Command, Desk, EntryCell, LocalDesk};
use dayboard::domain::base::{Day, DayRange};
use dayboard::domain::model::{BatchState, CellQuery, CellTable, Dimension, Facts};

const MEMBERS: [&str; 3] = ["张伟", "李娜", "Omar"];
const CHANNELS: [&str; 4] = ["seo", "ads-search", "email", "social"];
const DAYS: i32 = 40;
/// From this command on nothing is imported any more: what is there is written over and over.
const IMPORTS: u64 = 48;

fn first() -> Day {
    "2026-08-20".parse().expect("a day")
}

fn pick<'a>(of: &[&'a str], k: u64) -> &'a str {
    let at = usize::try_from(k).expect("few") % of.len();
    of[at]
}

/// The work, with so many rows for each day of an import.
#[derive(Clone, Copy)]
pub struct Work {
    pub rows: i64,
}

enum Step {
    Set { day: i32, member: &'static str, value: i64 },
    Import { from: i32, days: i32, value: i64 },
    Turn,
}

fn step(k: u64) -> Step {
    let number = i32::try_from(k % 10_000).expect("small");
    match k % 8 {
        3 if k < IMPORTS => Step::Import { from: number % 10, days: 20, value: i64::from(number) },
        6 => Step::Turn,
        _ => Step::Set { day: number % DAYS, member: pick(&MEMBERS, k / 3), value: i64::from(number) },
    }
}

impl Work {
    /// Does command number `k`.
    pub fn take(self, desk: &LocalDesk, k: u64) {
        match step(k) {
            Step::Set { day, member, value } => {
                let dimensions = vec![(Dimension::Member, member.to_owned())];
                let cell = EntryCell { day: first().plus(day), measure: "visits".to_owned(), dimensions };
                desk.apply(Command::Set { cell, value: Some(value), correct: None }).expect("set");
            }
            Step::Import { from, days, value } => {
                let begin = Command::ImportBegin { source: "crm".to_owned(), files: vec![] };
                let batch = desk.apply(begin).expect("begun").batch.expect("a batch");
                let facts = Box::new(self.facts(from, days, value));
                desk.apply(Command::ImportRows { batch, facts }).expect("taken");
                desk.apply(Command::ImportPublish { batch, digest: k.to_string(), replace: false }).expect("published");
            }
            Step::Turn => {
                let batches = desk.store().read().expect("readable").batches().expect("sound");
                let stood = |state| matches!(state, BatchState::Published | BatchState::Reverted);
                let last = batches.iter().rev().find(|batch| batch.source == "crm" && stood(batch.state));
                desk.apply(Command::Revert { batch: last.expect("an import came before").id }).expect("turned");
            }
        }
    }

    fn facts(self, from: i32, days: i32, value: i64) -> Facts {
        let mut facts = Facts::default();
        for day in from..from + days {
            for row in 0..self.rows {
                let at = row.unsigned_abs();
                let dimensions = [(Dimension::Channel, pick(&CHANNELS, at)), (Dimension::Member, pick(&MEMBERS, at))];
                facts.push(first().plus(day), &dimensions, &[("deals", value + row)]);
            }
        }
        facts
    }

    /// How many commands a database has taken: one line each, beside those that begin and abandon imports.
    pub fn taken(desk: &LocalDesk) -> u64 {
        let lines = desk.store().read().expect("readable").journal(usize::MAX).expect("sound");
        lines.iter().filter(|line| !matches!(line.kind.as_str(), "begin" | "abandon")).count() as u64
    }

    /// Whether every figure is the one that `taken` commands lead to.
    pub fn check(self, desk: &LocalDesk, taken: u64) {
        let mut visits: BTreeMap<(i32, &str), i64> = BTreeMap::new();
        let mut imports: Vec<(i32, i32, i64, bool)> = Vec::new();
        for k in 0..taken {
            match step(k) {
                Step::Set { day, member, value } => drop(visits.insert((day, member), value)),
                Step::Import { from, days, value } => imports.push((from, days, value, true)),
                Step::Turn => {
                    let last = imports.last_mut().expect("an import came before");
                    last.3 = !last.3;
                }
            }
        }
        let deals = |day: i32| {
            let has = |(from, days, _, stands): &&(i32, i32, i64, bool)| *stands && (*from..from + days).contains(&day);
            let standing: Vec<_> = imports.iter().filter(has).collect();
            let of = |(_, _, value, _): &&(i32, i32, i64, bool)| value * self.rows + self.rows * (self.rows - 1) / 2;
            (!standing.is_empty()).then(|| standing.iter().map(of).sum::<i64>())
        };
        let table = cells(desk, Some(Dimension::Member), "visits");
        let days = cells(desk, None, "deals");
        for day in 0..DAYS {
            let range = usize::try_from(day).expect("positive");
            for member in MEMBERS {
                let name = table.names.iter().position(|name| name == member);
                let found = name.and_then(|name| table.get(range, name, 0));
                assert_eq!(found, visits.get(&(day, member)).copied(), "visits of {member} on day {day} after {taken}");
            }
            assert_eq!(days.get(range, 0, 0), deals(day), "deals of day {day} after {taken}");
        }
        let total: Vec<i64> = (0..DAYS).filter_map(deals).collect();
        let whole = (!total.is_empty()).then(|| total.iter().sum::<i64>());
        assert_eq!(days.get(DAYS.unsigned_abs() as usize, 0, 0), whole, "all deals after {taken}");
    }
}

/// One range a day, and one over all of them.
fn cells(desk: &LocalDesk, by: Option<Dimension>, measure: &str) -> CellTable {
    let mut ranges: Vec<DayRange> = (0..DAYS).map(|day| DayRange::one(first().plus(day))).collect();
    ranges.extend(DayRange::new(first(), first().plus(DAYS - 1)));
    let query = CellQuery { ranges, measures: vec![measure.to_owned()], by, ..CellQuery::default() };
    desk.store().read().expect("readable").cells(&query).expect("sound")
}
