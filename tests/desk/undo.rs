//! Undo and redo of everything that a person can type: what was written goes and comes back, exactly.

use dayboard::desk::{Answer, Command, Desk, EntryCell, LocalDesk, Query};
use dayboard::domain::base::{DayKind, FiscalStart, Grain, Period};
use dayboard::domain::model::{
    CalendarDay, Checkpoint, CloseState, Dimension, Document, DocumentKind, Employment, Membership, Owner, Person,
    PostPlan, Settings, Team, WeekPlan,
};
use tempfile::TempDir;

use crate::kit::{day, visits};
use crate::rights::{roster, write};
use crate::ritual::{action, close, meeting, note, record, target};

/// A company with its people and a goal, which a checkpoint is of.
fn company() -> (TempDir, LocalDesk) {
    let folder = TempDir::new().expect("a folder");
    let desk = dayboard::desk::open(folder.path()).expect("it opens");
    desk.apply(write(roster())).expect("written");
    let month = Period::of(Grain::Month, day("2026-09-08"), FiscalStart::default());
    desk.apply(write(vec![target(Owner::Company, month, 8)])).expect("written");
    (folder, desk)
}

/// Everything that is written down, but for which change wrote it; and a figure.
fn state(desk: &LocalDesk) -> (Vec<Document>, i64) {
    let of = |kind: DocumentKind| match desk.query(&Query::Documents(kind.into())) {
        Ok(Answer::Documents(found)) => found.into_iter().map(|found| found.document).collect(),
        other => panic!("documents: {other:?}"),
    };
    let all: Vec<Vec<Document>> = DocumentKind::ALL.into_iter().map(of).collect();
    (all.concat(), visits(desk, "2026-09-08"))
}

/// A document of each kind that can be typed and taken back, and the same changed.
fn typed() -> Vec<(Document, Document)> {
    let (on, fiscal) = (day("2026-09-08"), FiscalStart::default());
    let (month, week) = (Period::of(Grain::Month, on, fiscal), Period::of(Grain::Week, day("2099-09-08"), fiscal));
    let wei = Owner::Member("张伟".to_owned());
    let person = |hired| Document::Person(Person { name: "Omar".to_owned(), hired, left: None });
    let team = |lead: Option<&str>| {
        Document::Team(Team { name: "North".to_owned(), lead: lead.map(str::to_owned), ..Team::default() })
    };
    let post = |to| {
        let (person, team, role) = ("王伟".to_owned(), "East".to_owned(), "service".to_owned());
        Document::Membership(Membership { person, team, role, from: on, to, employment: Employment::Concurrent })
    };
    let rest = |note: &str| Document::Calendar(CalendarDay { day: on, kind: DayKind::Rest, note: note.to_owned() });
    let settings = |plan_lock_hour| Document::Settings(Settings { plan_lock_hour, ..Settings::default() });
    let plan = |deals, summary: &str| {
        let (owner, values) = (Owner::Company, vec![("deals".to_owned(), deals)]);
        Document::WeekPlan(WeekPlan { owner, week, values, locked: false, summary: summary.to_owned() })
    };
    let point = |plan: &str| {
        let (metric, owner, by) = ("deals".to_owned(), Owner::Company, "boss".to_owned());
        Document::Checkpoint(Checkpoint { metric, owner, month, part: 1, improvement: plan.to_owned(), by, at: 1 })
    };
    let planned = |arrival: &str| {
        let (team, role) = ("East".to_owned(), "promotion".to_owned());
        let arrival = Some(day(arrival));
        Document::PostPlan(PostPlan { team, role, arrival, employment: Employment::Outsourced, pay: None })
    };
    vec![
        (person(None), person(Some(on))),
        (team(None), team(Some("李娜"))),
        (post(None), post(Some(day("2026-12-31")))),
        (rest("a holiday"), rest("a longer holiday")),
        (settings(11), settings(12)),
        (target(wei.clone(), month, 8), target(wei.clone(), month, 9)),
        (plan(8, ""), plan(9, "went well")),
        (point("call them"), point("call them twice")),
        (action(wei.clone(), on), with_text(action(wei, on), "call the twenty oldest inquiries")),
        (note(on, "张伟"), with_text(note(on, "张伟"), "a longer fair")),
        (record(on, "张伟"), with_text(record(on, "张伟"), "went through three calls")),
        (meeting(on), with_text(meeting(on), "two more ads")),
        (close(on, "张伟", CloseState::Submitted), close(on, "王伟", CloseState::Submitted)),
        (planned("2026-10-01"), planned("2026-11-01")),
    ]
}

fn with_text(mut document: Document, text: &str) -> Document {
    match &mut document {
        Document::Action(action) => text.clone_into(&mut action.text),
        Document::Note(note) => text.clone_into(&mut note.text),
        Document::Record(record) => text.clone_into(&mut record.text),
        Document::Meeting(meeting) => meeting.decisions.push(text.to_owned()),
        other => panic!("no text in {other:?}"),
    }
    document
}

/// The number of the document that stands, where the kind has numbers, in the changed one, and the change that wrote it.
fn upon(desk: &LocalDesk, mut document: Document) -> Command {
    let Ok(Answer::Documents(found)) = desk.query(&Query::Documents(document.kind().into())) else { panic!() };
    let number = |found: &Document| match found {
        Document::Action(action) => action.number,
        Document::Note(note) => note.number,
        Document::Record(record) => record.number,
        _ => 0,
    };
    if let Some(there) = found.iter().map(|found| number(&found.document)).find(|number| *number > 0) {
        document.number(there);
    }
    let key = document.key();
    let seen = found.into_iter().find(|found| found.document.key() == key).map(|found| found.revision);
    Command::Write { documents: vec![(document, seen)], reason: Some("why".to_owned()) }
}

/// Does each, then takes all back one by one and does all again one by one: at each step the state is that of the step.
fn there_and_back(desk: &LocalDesk, what: &str, steps: &[&dyn Fn(&LocalDesk) -> Command]) {
    let mut states = vec![state(desk)];
    for step in steps {
        desk.apply(step(desk)).unwrap_or_else(|error| panic!("{what}: {error}"));
        states.push(state(desk));
    }
    assert!(states.windows(2).all(|two| two[0] != two[1]), "{what}: each step changes something");
    for wanted in states.iter().rev().skip(1) {
        desk.apply(Command::Undo).unwrap_or_else(|error| panic!("{what} is taken back: {error}"));
        assert_eq!(state(desk), *wanted, "{what} is taken back");
    }
    for wanted in states.iter().skip(1) {
        desk.apply(Command::Redo).unwrap_or_else(|error| panic!("{what} is done again: {error}"));
        assert_eq!(state(desk), *wanted, "{what} is done again");
    }
    for _ in steps {
        desk.apply(Command::Undo).unwrap_or_else(|error| panic!("{what} is taken back again: {error}"));
    }
    assert_eq!(state(desk), states[0], "{what} is gone again");
}

#[test]
fn whatever_a_person_types_is_taken_back_and_done_again() {
    let (_folder, desk) = company();
    let mut kinds: Vec<DocumentKind> = Vec::new();
    for (new, changed) in typed() {
        kinds.push(new.kind());
        let first = |desk: &LocalDesk| upon(desk, new.clone());
        let second = |desk: &LocalDesk| upon(desk, changed.clone());
        there_and_back(&desk, new.kind().word(), &[&first, &second]);
    }
    // What is granted, proposed or a step taken is not undone: it has its counter-command.
    let own = [DocumentKind::Grant, DocumentKind::Proposal, DocumentKind::GoalSteps];
    for kind in DocumentKind::ALL.into_iter().filter(|kind| !own.contains(kind)) {
        assert!(kinds.contains(&kind), "{} is typed, too", kind.word());
    }
}

#[test]
fn whatever_a_person_takes_away_comes_back() {
    let (_folder, desk) = company();
    for (new, _) in typed() {
        let (kind, key) = (new.kind(), new.key());
        let first = |desk: &LocalDesk| upon(desk, new.clone());
        let gone = |desk: &LocalDesk| {
            let Ok(Answer::Documents(found)) = desk.query(&Query::Documents(kind.into())) else { panic!() };
            let numbered = matches!(kind, DocumentKind::Action | DocumentKind::Note | DocumentKind::Record);
            let own = found.into_iter().find(|found| numbered || found.document.key() == key).expect("it is there");
            Command::Delete { documents: vec![(own.document.key(), own.revision)], reason: Some("why".to_owned()) }
        };
        there_and_back(&desk, kind.word(), &[&first, &gone]);
    }
}

#[test]
fn s_001_a_figure_is_taken_back_and_done_again_typed_first_typed_over_and_emptied() {
    let (_folder, desk) = company();
    let set = |value: Option<i64>, correct: Option<&str>| {
        let dimensions = vec![(Dimension::Member, "张伟".to_owned())];
        let cell = EntryCell { day: day("2026-09-08"), measure: "visits".to_owned(), dimensions };
        Command::Set { cell, value, correct: correct.map(str::to_owned) }
    };
    let (five, six) = (|_: &LocalDesk| set(Some(5), None), |_: &LocalDesk| set(Some(6), Some("counted twice")));
    let none = |_: &LocalDesk| set(None, None);
    there_and_back(&desk, "a figure", &[&five, &six, &none]);
}
