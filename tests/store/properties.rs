//! Whatever is done in whatever order: every answer is what the rows add up to, every state can be asked for again,
//! and what is taken back was never there.

use std::collections::BTreeMap;

use dayboard::desk::{Command, Desk, EntryCell};
use dayboard::domain::base::Day;
use dayboard::domain::model::reference::{self, days};
use dayboard::domain::model::{CellQuery, CellTable, Dimension, Facts, Filter, Revision, RowQuery};
use proptest::prelude::*;

use crate::kit::Db;

const MEMBERS: [&str; 3] = ["张伟", "李娜", "Omar"];
const CHANNELS: [&str; 3] = ["", "seo", "ads"];
const MEASURES: [&str; 4] = ["visits", "deals", "revenue", "headcount"];
const LASTS: [&str; 1] = ["headcount"];
const FIRST: &str = "2026-08-24";

#[derive(Clone, Debug)]
struct Fact {
    day: i32,
    member: usize,
    channel: usize,
    values: [Option<i64>; 4],
}

#[derive(Clone, Debug)]
enum Step {
    Import { source: usize, facts: Vec<Fact>, replace: bool },
    Revert(usize),
    Set { day: i32, member: usize, measure: usize, value: Option<i64>, correct: bool },
    Undo,
    Redo,
    Reopen,
    Repair,
}

fn fact() -> impl Strategy<Value = Fact> {
    let value = || prop::option::of(-20_i64..1_000);
    (0..20, 0..3_usize, 0..3_usize, [value(), value(), value(), value()])
        .prop_map(|(day, member, channel, values)| Fact { day, member, channel, values })
}

fn step() -> impl Strategy<Value = Step> {
    let set = (0..20, 0..3_usize, 0..4_usize, prop::option::of(0_i64..500), any::<bool>());
    prop_oneof![
        3 => (0..2_usize, prop::collection::vec(fact(), 1..12), any::<bool>())
            .prop_map(|(source, facts, replace)| Step::Import { source, facts, replace }),
        2 => (0..6_usize).prop_map(Step::Revert),
        4 => set.prop_map(|(day, member, measure, value, correct)| Step::Set { day, member, measure, value, correct }),
        2 => Just(Step::Undo),
        1 => Just(Step::Redo),
        1 => Just(Step::Reopen),
        1 => Just(Step::Repair),
    ]
}

fn day(number: i32) -> Day {
    FIRST.parse::<Day>().expect("a day").plus(number)
}

fn table(facts: &[Fact]) -> Facts {
    let mut table = Facts::default();
    for fact in facts {
        let dimensions = [(Dimension::Member, MEMBERS[fact.member]), (Dimension::Channel, CHANNELS[fact.channel])];
        let values = MEASURES.iter().zip(fact.values).filter_map(|(id, value)| Some((*id, value?)));
        table.push(day(fact.day), &dimensions, &values.collect::<Vec<_>>());
    }
    table
}

fn questions(as_of: Option<Revision>) -> Vec<CellQuery> {
    let only =
        |dimension, names: &[&str]| Filter { dimension, names: names.iter().map(|name| (*name).to_owned()).collect() };
    let ranges = ["2026-08-24..2026-09-12", "2026-08-31..2026-09-06", "2026-09-01..2026-09-30", "2026-09-02"];
    let filters = [
        vec![],
        vec![only(Dimension::Channel, &["seo", ""])],
        vec![only(Dimension::Member, &["张伟", "nobody"]), only(Dimension::Channel, &["ads", "seo"])],
    ];
    let mut questions = Vec::new();
    for by in [None, Some(Dimension::Member), Some(Dimension::Channel)] {
        for filters in &filters {
            questions.push(CellQuery {
                ranges: ranges.map(days).to_vec(),
                measures: MEASURES.map(str::to_owned).to_vec(),
                by,
                filters: filters.clone(),
                as_of,
            });
        }
    }
    questions
}

/// All answers of a state; each is what the state's rows add up to.
fn answers(db: &Db, as_of: Option<Revision>) -> Vec<CellTable> {
    let reading = db.desk.store().read().expect("readable");
    let all = RowQuery { days: days("2026-08-01..2026-10-31"), measures: vec![], filters: vec![], as_of, limit: None };
    let rows = reading.rows(&all).expect("sound").facts;
    let questions = questions(as_of);
    let answers: Vec<CellTable> = questions.iter().map(|query| reading.cells(query).expect("sound")).collect();
    for (query, answer) in questions.iter().zip(&answers) {
        assert_eq!(*answer, reference::cells(&rows, query, &LASTS), "{query:?}");
    }
    answers
}

/// The values alone: a correction that was taken back has left its mark (`~`), but no figure.
fn values(answers: &[CellTable]) -> Vec<CellTable> {
    answers.iter().map(|table| CellTable { corrected: vec![], touched: vec![], ..table.clone() }).collect()
}

/// Does a step; false where it was refused.
fn take(db: &Db, step: &Step, batches: &mut Vec<u64>) -> bool {
    match step {
        Step::Import { source, facts, replace } => {
            batches.push(db.import(["web", "crm"][*source], &table(facts), *replace));
            true
        }
        Step::Revert(at) => {
            let Some(batch) = batches.get(at % batches.len().max(1)) else { return false };
            db.desk.apply(Command::Revert { batch: *batch }).is_ok()
        }
        Step::Set { day: number, member, measure, value, correct } => {
            let dimensions = vec![(Dimension::Member, MEMBERS[*member].to_owned())];
            let cell = EntryCell { day: day(*number), measure: MEASURES[*measure].to_owned(), dimensions };
            let correct = correct.then(|| "counted again".to_owned());
            db.desk.apply(Command::Set { cell, value: *value, correct }).is_ok()
        }
        Step::Undo => db.desk.apply(Command::Undo).is_ok(),
        Step::Redo => db.desk.apply(Command::Redo).is_ok(),
        Step::Reopen | Step::Repair => true,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: std::env::var("CASES").map_or(16, |n| n.parse().expect("a number")), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_answer_is_what_the_rows_add_up_to(steps in prop::collection::vec(step(), 1..16)) {
        let mut db = Db::new();
        let mut batches = Vec::new();
        let mut states: BTreeMap<Revision, Vec<CellTable>> = BTreeMap::new();
        for step in &steps {
            let before = answers(&db, None);
            let done = take(&db, step, &mut batches);
            match step {
                Step::Reopen => db = db.reopened(),
                Step::Repair => db.desk.store().repair().expect("repaired"),
                _ => {}
            }
            let now = answers(&db, None);
            let revision = db.desk.store().read().expect("readable").revision();
            states.insert(revision, now.clone());
            if !done {
                prop_assert_eq!(&now, &before, "a refused command changes nothing");
            } else if let Step::Set { day: number, member, measure, value, .. } = step {
                let only = |dimension, name: &str| Filter { dimension, names: vec![name.to_owned()] };
                let query = CellQuery {
                    ranges: vec![days(&day(*number).to_string())],
                    measures: vec![MEASURES[*measure].to_owned()],
                    filters: vec![only(Dimension::Member, MEMBERS[*member]), only(Dimension::Channel, "")],
                    ..CellQuery::default()
                };
                let total = db.desk.store().read().expect("readable").cells(&query).expect("sound").get(0, 0, 0);
                prop_assert_eq!(total, *value, "the cell has the wanted total");
            }
            if done && matches!(step, Step::Import { .. } | Step::Set { .. } | Step::Revert(_)) {
                db.apply(Command::Undo);
                prop_assert_eq!(values(&answers(&db, None)), values(&before), "taken back, it was never there");
                db.apply(Command::Redo);
                prop_assert_eq!(values(&answers(&db, None)), values(&now), "done again, it is as before");
            }
        }
        for (revision, state) in &states {
            prop_assert_eq!(&answers(&db, Some(*revision)), state, "as of {:?}", revision);
        }
        prop_assert_eq!(db.desk.store().check(None).expect("checked"), vec![]);
    }

    #[test]
    fn imports_in_any_order_give_the_same_figures(
        parts in prop::collection::vec(prop::collection::vec(fact(), 1..8), 2..5),
        turn in 1_usize..4,
    ) {
        let (one, other) = (Db::new(), Db::new());
        for part in &parts {
            one.import("web", &table(part), false);
        }
        let mut turned = parts.clone();
        turned.rotate_left(turn % parts.len());
        for part in &turned {
            other.import("web", &table(part), false);
        }
        prop_assert_eq!(answers(&one, None), answers(&other, None));
    }
}
