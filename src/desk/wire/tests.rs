//! Everything that goes over the socket arrives as it was sent, and nothing else is taken.

use std::fmt::Debug;

use serde::de::DeserializeOwned;

use super::*;
use crate::codec::frame;
use crate::desk::{EntryCell, Overlap};
use crate::domain::base::{Day, FiscalStart, Grain, Period, Place, Rate};
use crate::domain::model::reference::{days, facts};
use crate::domain::model::{
    AsOf, AuditLine, Batch, Defaults, Dimension, Document, DocumentKind, Filter, Lens, Organisation, Person, RowQuery,
    Rows, Source, Team, Term, Unit, Versioned,
};
use crate::report::{Audience, Cell, Column, Kind, Marks, Question, Report, Row, Sentence, State, Table, Trust, Value};

/// Sends it and receives it.
fn through<T: Serialize + DeserializeOwned + PartialEq + Debug>(message: &T) {
    let sent = frame::frame(message).expect("it can be sent");
    let received: T = frame::receive(&mut sent.as_slice()).expect("it arrives").expect("as a message");
    assert_eq!(&received, message);
}

/// Each variant of a list stands in it: `place` gives variants numbers, from 0 without a gap.
fn covers<T>(list: &[T], place: impl Fn(&T) -> usize) {
    let mut places: Vec<usize> = list.iter().map(place).collect();
    places.sort_unstable();
    places.dedup();
    assert_eq!(places, (0..places.len()).collect::<Vec<_>>(), "a variant is missing");
}

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn lens() -> Lens {
    Lens {
        anchor: Some(Period::of(Grain::Week, day("2026-09-08"), FiscalStart::default())),
        filters: vec![(Dimension::Channel, vec!["seo".to_owned(), String::new()])],
        by: Some(Dimension::Member),
        metric: Some("revenue".to_owned()),
        as_of: Some(AsOf::Day(day("2026-09-08"))),
        ..Lens::new(Grain::Week)
    }
}

fn person() -> Document {
    Document::Person(Person { name: "张伟".to_owned(), hired: Some(day("2024-02-29")), left: None })
}

#[test]
fn every_question_arrives_as_it_was_asked() {
    let rows = RowQuery {
        days: days("2026-09-01..2026-09-30"),
        measures: vec!["visits".to_owned()],
        filters: vec![Filter { dimension: Dimension::Team, names: vec!["East".to_owned()] }],
        as_of: Some(Revision(7)),
        limit: Some(10),
    };
    let overlap = Query::Overlap {
        source: "crm".to_owned(),
        digest: "ab".to_owned(),
        days: vec![day("2026-09-08")],
        documents: vec!["D-7".to_owned()],
    };
    let queries = [
        Query::Report(Question { kind: Kind::Review, lens: lens(), today: day("2026-09-09"), audience: Audience::Own }),
        Query::Rows(rows),
        Query::Premises,
        Query::Documents(DocumentKind::Membership.into()),
        Query::Names(Dimension::Reason),
        Query::Batches,
        overlap,
        Query::Sums(3),
        Query::Audit(Revision(7)),
        Query::SumsOn { source: "crm".to_owned(), days: vec![day("2026-09-08")] },
        Query::Authors,
    ];
    covers(&queries, |query| match query {
        Query::Report(_) => 0,
        Query::Rows(_) => 1,
        Query::Premises => 2,
        Query::Documents(_) => 3,
        Query::Names(_) => 4,
        Query::Batches => 5,
        Query::Overlap { .. } => 6,
        Query::Sums(_) => 7,
        Query::Audit(_) => 8,
        Query::SumsOn { .. } => 9,
        Query::Authors => 10,
    });
    for query in &queries {
        through(&Request { number: 7, seen: Revision(9), ask: Ask::Query(Cow::Borrowed(query)) });
    }
    let erasing = Erasing { name: "张伟".to_owned(), copies: true, really: false };
    for ask in [
        Ask::Watch,
        Ask::Check(None),
        Ask::Check(Some(Cow::Borrowed("ab"))),
        Ask::Backup("/tmp/x".into()),
        Ask::Erase(erasing),
        Ask::Stop,
    ] {
        through(&Request { number: u64::MAX, seen: Revision(0), ask });
    }
}

#[test]
fn every_command_arrives_as_it_was_given() {
    let facts = facts(
        "2026-09-08 visits=1204 by 张伟 channel seo customer C-1 document D-7 entered 2026-09-01 waited 7
         2026-09-09 revenue=-5 team East weight -1",
    );
    let cell = EntryCell {
        day: day("2026-09-08"),
        measure: "visits".to_owned(),
        dimensions: vec![(Dimension::Member, "李娜".to_owned())],
    };
    let team = Team { name: "East".to_owned(), posts: vec![("sales".to_owned(), 1, 3)], ..Team::default() };
    let begin = Command::ImportBegin { source: "crm".to_owned(), files: vec!["a.csv".to_owned()] };
    let commands = [
        begin,
        Command::ImportRows { batch: 3, facts: Box::new(facts) },
        Command::ImportPublish { batch: 3, digest: "ab".to_owned(), replace: true },
        Command::ImportAbandon { batch: 3 },
        Command::Revert { batch: 3 },
        Command::Set { cell, value: Some(-1), correct: Some("why".to_owned()) },
        Command::Write { documents: vec![(person(), None), (Document::Team(team), Some(Revision(4)))], reason: None },
        Command::Delete { documents: vec![(person().key(), Revision(4))], reason: Some("why".to_owned()) },
        Command::Approve { proposal: 4 },
        Command::Refuse { proposal: 4, reason: "why".to_owned() },
        Command::Undo,
        Command::Redo,
        Command::UndoChange { revision: Revision(7) },
    ];
    covers(&commands, |command| match command {
        Command::ImportBegin { .. } => 0,
        Command::ImportRows { .. } => 1,
        Command::ImportPublish { .. } => 2,
        Command::ImportAbandon { .. } => 3,
        Command::Revert { .. } => 4,
        Command::Set { .. } => 5,
        Command::Write { .. } => 6,
        Command::Delete { .. } => 7,
        Command::Approve { .. } => 8,
        Command::Refuse { .. } => 9,
        Command::Undo => 10,
        Command::Redo => 11,
        Command::UndoChange { .. } => 12,
    });
    for command in &commands {
        for ask in [Ask::Apply(Cow::Borrowed("id"), Cow::Borrowed(command)), Ask::Try(Cow::Borrowed(command))] {
            through(&Request { number: 7, seen: Revision(9), ask });
        }
    }
}

#[test]
fn every_answer_arrives_as_it_was_given() {
    let defaults = Defaults::built_in();
    let source = Source { name: "crm".to_owned(), until: day("2026-09-08"), at: 5 };
    let organisation = Organisation::assemble(&[person()], &defaults, vec![source], Some(days("2026-09-08")));
    let rows = Rows { facts: facts("2026-09-08 visits=1 by 张伟"), batches: vec![3], total: 9 };
    let answers = [
        Answer::Report(std::sync::Arc::new(report())),
        Answer::Rows(Box::new(rows)),
        Answer::Premises(Box::new((organisation, defaults.catalogue))),
        Answer::Documents(vec![Versioned { revision: Revision(3), document: person() }]),
        Answer::Names(vec!["张伟".to_owned(), String::new()]),
        Answer::Batches(vec![Batch { days: Some(days("2026-09-08")), ..Batch::default() }]),
        Answer::Overlap(Overlap { known: true, same: Some(3), ..Overlap::default() }),
        Answer::Sums(vec![("visits".to_owned(), -3)]),
        Answer::Audit(vec![AuditLine { hash: "ab".to_owned(), ..AuditLine::default() }]),
    ];
    covers(&answers, |answer| match answer {
        Answer::Report(_) => 0,
        Answer::Rows(_) => 1,
        Answer::Premises(_) => 2,
        Answer::Documents(_) => 3,
        Answer::Names(_) => 4,
        Answer::Batches(_) => 5,
        Answer::Overlap(_) => 6,
        Answer::Sums(_) => 7,
        Answer::Audit(_) => 8,
    });
    let receipt = Receipt { revision: Revision(3), batch: Some(2), done: vec![Sentence::new("done.nothing")] };
    let error = Error::asked("batch-not-open").with("batch", 3).at(Place { line: Some(3), ..Place::default() });
    let backup = Backup { folder: "/x".into(), revision: 3, head: "ab".to_owned(), bytes: 9, dropped: 1 };
    let erased =
        Erased { alias: "erased 7".to_owned(), revision: 9, documents: 2, lines: 3, copies: vec!["/x".into()] };
    let said = answers.map(Said::Answer).into_iter().chain([
        Said::Receipt(receipt.clone()),
        Said::Tried(receipt),
        Said::Findings(vec![error.clone()]),
        Said::Backup(backup),
        Said::Erased(erased),
        Said::Done,
    ]);
    for result in said.map(Ok).chain([Err(error.clone())]) {
        through(&FromHolder::Reply(Reply { number: 7, revision: Revision(9), result }));
    }
    through(&FromHolder::Notice(Notice { days: vec![days("2026-09-08")], ..Notice::default() }));
    through(&Greeting::own(3));
    through(&Ok::<Welcome, Error>(Welcome { user: "li".to_owned(), revision: Revision(3) }));
    through(&Err::<Welcome, Error>(error));
}

/// A report with every kind of value in it.
fn report() -> Report {
    let rate = Rate::new(-3, 7).expect("a rate");
    let values = [
        Value::Null,
        Value::Undefined,
        Value::New,
        Value::Number(i128::from(i64::MAX) * 4, Unit::Money),
        Value::Rate(rate, Unit::Percent),
        Value::Change(rate),
        Value::Points(rate),
        Value::Plus(-3, Unit::Count),
        Value::Text("王伟".to_owned()),
        Value::Term(Term { en: "deals".to_owned(), zh: "成交".to_owned() }),
        Value::Words(Sentence::new("done.nothing").with("x", Value::Null)),
        Value::Day(day("2026-09-08")),
        Value::Days(days("2026-09-08")),
        Value::Period(Period::of(Grain::Month, day("2026-09-08"), FiscalStart::default())),
        Value::Time(5),
        Value::Of(7, 8),
        Value::Spark(vec![Some(3), None]),
        Value::Strip { low: 1, mean: 2, high: 3, at: None },
        Value::Span(rate, rate, Unit::Points),
        Value::Bar(3, 9),
        Value::Dates(vec![day("2026-09-08")]),
        Value::Climb(-2),
        Value::Ranks(vec![Some(3), None]),
        Value::Source("crm".to_owned()),
    ];
    covers(&values, |value| match value {
        Value::Null => 0,
        Value::Undefined => 1,
        Value::New => 2,
        Value::Number(..) => 3,
        Value::Rate(..) => 4,
        Value::Change(_) => 5,
        Value::Points(_) => 6,
        Value::Plus(..) => 7,
        Value::Text(_) => 8,
        Value::Term(_) => 9,
        Value::Words(_) => 10,
        Value::Day(_) => 11,
        Value::Days(_) => 12,
        Value::Period(_) => 13,
        Value::Time(_) => 14,
        Value::Of(..) => 15,
        Value::Spark(_) => 16,
        Value::Strip { .. } => 17,
        Value::Span(..) => 18,
        Value::Bar(..) => 19,
        Value::Dates(_) => 20,
        Value::Climb(_) => 21,
        Value::Ranks(_) => 22,
        Value::Source(_) => 23,
    });
    let marks = Marks { incomplete: true, ..Marks::default() };
    let cells = values.map(|value| Cell { value, marks }).to_vec();
    let columns = vec![Column { id: "value".into(), title: Value::Null, strong: true }];
    let rows = vec![Row { id: "x".to_owned(), label: Value::Null, cells, total: true }];
    Report {
        kind: Kind::Review,
        lens: lens(),
        period: Some(Period::of(Grain::Day, day("2026-09-08"), FiscalStart::default())),
        counted: Some(days("2026-09-08")),
        worked: None,
        compared: None,
        revision: Revision(42),
        currency: "CNY".to_owned(),
        timezone: "Asia/Shanghai".to_owned(),
        fiscal: FiscalStart::default(),
        state: Some(State::Amber),
        headline: vec![Sentence::new("done.nothing")],
        trust: Trust { coverage: Some((1, 2)), ..Trust::default() },
        tables: vec![Table { id: "x".into(), title: Value::Null, note: None, label: Value::Null, columns, rows }],
        kinds: Vec::new(),
        read: vec![days("2026-09-08")],
    }
}

#[test]
fn what_is_no_day_no_run_and_no_rate_does_not_arrive() {
    let refused = |bytes: Vec<u8>, what: &str| {
        let answer = frame::receive::<Value>(&mut bytes.as_slice());
        assert!(answer.is_err(), "{what}: {answer:?}");
    };
    refused(frame::frame(&(11_u32, i32::MAX)).expect("small"), "a day beyond the calendar");
    refused(frame::frame(&(12_u32, 20_000_i32, 19_000_i32)).expect("small"), "a run backwards");
    refused(frame::frame(&(5_u32, 1_i128, 0_i128)).expect("small"), "a rate over 0");
    let sound = frame::frame(&(12_u32, 19_000_i32, 20_000_i32)).expect("small");
    assert!(matches!(frame::receive::<Value>(&mut sound.as_slice()), Ok(Some(Value::Days(_)))));
}
