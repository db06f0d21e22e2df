//! One answer, one state: a reader beside a writer never sees a change by half.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use dayboard::desk::Command;
use dayboard::domain::base::{Day, DayRange};
use dayboard::domain::model::{CellQuery, Dimension, Facts, Filter};

use crate::kit::Db;

const MEMBERS: [&str; 4] = ["张伟", "李娜", "Omar", "Zoë"];
const DAYS: i32 = 35;

fn first() -> Day {
    "2026-08-20".parse().expect("a day")
}

/// On each day each member has the same `value`.
fn even(value: i64) -> Facts {
    let mut facts = Facts::default();
    for day in 0..DAYS {
        for member in MEMBERS {
            let dimensions = [(Dimension::Member, member), (Dimension::Channel, "seo")];
            facts.push(first().plus(day), &dimensions, &[("visits", value), ("deals", value)]);
        }
    }
    facts
}

fn questions() -> Vec<CellQuery> {
    let whole = DayRange::new(first(), first().plus(DAYS - 1));
    let days = (0..DAYS).map(|day| DayRange::one(first().plus(day)));
    let seo = vec![Filter { dimension: Dimension::Channel, names: vec!["seo".to_owned()] }];
    let ask = |ranges: Vec<DayRange>, by, filters| CellQuery {
        ranges,
        measures: vec!["visits".to_owned(), "deals".to_owned()],
        by,
        filters,
        as_of: None,
    };
    vec![
        ask(days.clone().collect(), Some(Dimension::Member), vec![]),
        ask(days.chain(whole).collect(), None, vec![]),
        ask(whole.into_iter().collect(), Some(Dimension::Member), seo),
    ]
}

/// Reads of one database: each round has its own, so that a long run reads many states and not one long history.
const ROUND: u64 = 1_500;

#[test]
fn no_answer_is_torn_while_a_writer_commits() {
    let reads: u64 = std::env::var("READS").map_or(ROUND, |text| text.parse().expect("a number"));
    for round in 0..reads.div_ceil(ROUND) {
        read_while_written(ROUND.min(reads - round * ROUND));
    }
}

fn read_while_written(reads: u64) {
    let db = Db::new();
    db.import("web", &even(1), false);
    let turned = db.import("crm", &even(1_000), false);
    let (done, end) = (AtomicU64::new(0), AtomicBool::new(false));
    let questions = questions();
    std::thread::scope(|scope| {
        let reader = || {
            while done.fetch_add(1, Ordering::Relaxed) < reads {
                let at = usize::try_from(done.load(Ordering::Relaxed)).expect("few") % questions.len();
                let table = db.desk.store().read().expect("readable").cells(&questions[at]).expect("sound");
                even_everywhere(&table.values);
            }
        };
        let readers = [scope.spawn(reader), scope.spawn(reader)];
        let writer = scope.spawn(|| {
            let mut value = 2;
            while !end.load(Ordering::Relaxed) {
                db.apply(Command::Revert { batch: turned });
                db.import("web", &even(value), true);
                value = value % 50 + 1;
            }
        });
        for reader in readers {
            reader.join().expect("no answer is torn");
        }
        end.store(true, Ordering::Relaxed);
        writer.join().expect("it wrote on");
    });
}

#[test]
fn a_receipt_is_seen_by_whoever_asks_next_while_others_write() {
    const EACH: i64 = 40;
    let db = Db::new();
    std::thread::scope(|scope| {
        for member in MEMBERS {
            let db = &db;
            scope.spawn(move || {
                for value in 1..=EACH {
                    db.set("2026-09-08", member, "visits", Some(value)).expect("it is set");
                    let days = vec![DayRange::one("2026-09-08".parse().expect("a day"))];
                    let filters = vec![Filter { dimension: Dimension::Member, names: vec![member.to_owned()] }];
                    let query = CellQuery {
                        ranges: days,
                        measures: vec!["visits".to_owned()],
                        filters,
                        ..CellQuery::default()
                    };
                    let table = db.desk.store().read().expect("readable").cells(&query).expect("sound");
                    assert_eq!(table.values[0][0][0], Some(value), "{member} sees what has just been set");
                }
            });
        }
    });
    let changes = u64::try_from(EACH).expect("few") * MEMBERS.len() as u64;
    let reading = db.desk.store().read().expect("readable");
    assert_eq!(reading.revision().0, changes, "every command became one change");
    let journal = reading.journal(usize::MAX).expect("readable");
    assert!(journal.iter().map(|entry| entry.revision.0).eq((1..=changes).rev()), "in one order without a gap");
}

/// Every member and both measures have the same figure, and so has every day; the last run is the sum of the others.
fn even_everywhere(values: &[Vec<Vec<Option<i64>>>]) {
    let one = values[0][0][0].expect("there is always a batch");
    for (run, names) in values.iter().enumerate() {
        let sum = run == values.len() - 1 && values.len() > usize::try_from(DAYS).expect("few");
        let expected = if sum { one * i64::from(DAYS) } else { one };
        assert!(names.iter().flatten().all(|value| *value == Some(expected)), "run {run} of {values:?}");
    }
}
