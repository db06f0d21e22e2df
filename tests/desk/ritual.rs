//! What holds for targets, closed days, plans, actions, notes and meetings, whoever writes them.

use dayboard::desk::{Account, Answer, Command, Desk, EntryCell, LocalDesk, Query, Receipt};
use dayboard::domain::base::{Day, Error, FiscalStart, Grain, Period};
use dayboard::domain::model::{
    Action, ActionState, Carry, Checkpoint, CloseState, DayClose, Dimension, Document, DocumentKind, DocumentQuery,
    Employment, GoalSteps, Lens, Meeting, Note, Office, Owner, PostPlan, Record, RecordKind, Revision, Ritual, Target,
    TargetState, Versioned, WeekPlan,
};
use dayboard::report::{Audience, Kind, Question};
use tempfile::TempDir;

use crate::kit::{day, id};
use crate::rights::{boss, grant, roster, with_pay, write};

pub fn target(owner: Owner, period: Period, base: i64) -> Document {
    let (quality, due, amendments) = (String::new(), None, Vec::new());
    let (metric, stretch, state) = ("deals".to_owned(), None, TargetState::Draft);
    let empty = Target::empty(metric, owner, period);
    Document::Target(Target { base, stretch, state, quality, due, amendments, ..empty })
}

pub fn close(day: Day, person: &str, state: CloseState) -> Document {
    Document::DayClose(DayClose { day, person: person.to_owned(), state, by: String::new(), at: 0 })
}

pub fn action(owner: Owner, due: Day) -> Document {
    let text = "call the ten oldest inquiries".to_owned();
    let (metric, about, week, meeting) = (Some("deals".to_owned()), String::new(), None, None);
    let (state, carried) = (ActionState::Open, Vec::new());
    Document::Action(Action { number: 0, text, owner, due, metric, about, week, meeting, made: due, state, carried })
}

pub fn note(day: Day, person: &str) -> Document {
    let (metric, owner, text) = ("deals".to_owned(), Owner::Member(person.to_owned()), "a fair".to_owned());
    Document::Note(Note { number: 0, day, metric, owner, text, cause: None, by: String::new() })
}

pub fn meeting(day: Day) -> Document {
    let (about, head, by) = (format!("day {day}"), String::new(), String::new());
    let (attendees, slides, decisions, actions) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let promises = Vec::new();
    let (ritual, shown, began, ended) = (Ritual::Daily, Revision(1), 1, None);
    Document::Meeting(Meeting {
        ritual,
        day,
        about,
        attendees,
        slides,
        decisions,
        actions,
        promises,
        shown,
        head,
        by,
        began,
        ended,
    })
}

pub fn record(day: Day, person: &str) -> Document {
    Document::Record(Record {
        number: 0,
        kind: RecordKind::Coaching,
        day,
        person: person.to_owned(),
        by: String::new(),
        subject: "objections".to_owned(),
        text: String::new(),
        metric: None,
        figures: None,
        minutes: 30,
        tags: Vec::new(),
        settled: false,
    })
}

fn lead() -> Account {
    Account { user: "na".to_owned(), uid: 1_000_002 }
}

fn member() -> Account {
    Account { user: "wei".to_owned(), uid: 1_000_003 }
}

/// East with its lead 李娜 and 张伟 in it, West with 王伟; the first two have accounts.
fn company() -> (TempDir, LocalDesk) {
    company_in(TempDir::new().expect("a folder"))
}

fn company_in(folder: TempDir) -> (TempDir, LocalDesk) {
    let desk = dayboard::desk::open(folder.path()).expect("it opens");
    desk.apply(write(roster())).expect("written");
    let grants = vec![
        grant(&lead(), Office::Lead, Some("李娜")),
        grant(&member(), Office::Member, Some("张伟")),
        grant(&boss(), Office::Director, None),
    ];
    desk.apply(write(grants)).expect("granted");
    (folder, desk)
}

fn found(desk: &dyn Desk, kind: DocumentKind) -> Vec<Versioned> {
    documents(desk, kind.into())
}

fn documents(desk: &dyn Desk, query: DocumentQuery) -> Vec<Versioned> {
    let Answer::Documents(found) = desk.query(&Query::Documents(query)).expect("answered") else { panic!("documents") };
    found
}

/// Changes the only document of a kind.
fn change(desk: &dyn Desk, document: Document, why: Option<&str>) -> Result<Receipt, Error> {
    let key = document.key();
    let seen = found(desk, key.kind).into_iter().find(|found| found.document.key() == key).map(|found| found.revision);
    desk.apply(Command::Write { documents: vec![(document, seen)], reason: why.map(str::to_owned) })
}

fn september() -> Period {
    Period::of(Grain::Month, day("2026-09-01"), FiscalStart::default())
}

fn in_state(document: Document, state: TargetState) -> Document {
    match document {
        Document::Target(target) => Document::Target(Target { state, ..target }),
        other => other,
    }
}

fn enter(person: &str, value: i64, why: Option<&str>) -> Command {
    let dimensions = vec![(Dimension::Member, person.to_owned())];
    let cell = EntryCell { day: day("2026-09-08"), measure: "deals".to_owned(), dimensions };
    Command::Set { cell, value: Some(value), correct: why.map(str::to_owned) }
}

/// Enters whatever else is due of a person in sales.
fn whole(desk: &dyn Desk, person: &str) {
    for measure in ["inquiries", "valid_inquiries", "lost_orders", "revenue"] {
        let Command::Set { cell, .. } = enter(person, 5, None) else { panic!("it sets") };
        let cell = EntryCell { measure: measure.to_owned(), ..cell };
        desk.apply(Command::Set { cell, value: Some(5), correct: None }).expect("open");
    }
}

#[test]
fn s_001_a_figure_of_a_closed_day_is_changed_with_a_reason_by_whoever_it_is_asked_of() {
    let (_folder, desk) = company();
    let wei = desk.acting(member());
    wei.apply(enter("张伟", 5, None)).expect("open");
    let closes = || write(vec![close(day("2026-09-08"), "张伟", CloseState::Closed)]);
    let lacks = wei.apply(closes()).expect_err("figures that are due are missing");
    assert_eq!(lacks.arg("missing"), "inquiries, valid_inquiries, lost_orders, revenue");
    whole(&wei, "张伟");
    wei.apply(closes()).expect("closed");
    let closed = found(&desk, DocumentKind::DayClose);
    assert!(matches!(&closed[0].document, Document::DayClose(close) if close.by == "wei" && close.at > 0));
    let refused = wei.apply(enter("张伟", 6, None)).expect_err("closed");
    assert_eq!((refused.id.as_ref(), refused.arg("person"), refused.arg("user")), ("day-closed", "张伟", "wei"));
    let done = wei.apply(enter("张伟", 6, Some("a deal came late"))).expect("with a reason");
    assert!(format!("{:?}", done.done).contains("old"), "old and new are told: {:?}", done.done);
    // To open it again is a superior's.
    let (key, seen) = (closed[0].document.key(), closed[0].revision);
    let open = |reason: Option<&str>| Command::Delete {
        documents: vec![(key.clone(), seen)],
        reason: reason.map(str::to_owned),
    };
    assert_eq!(id(wei.apply(open(Some("why"))).expect_err("his own")), "right-close");
    assert_eq!(id(desk.acting(lead()).apply(open(None)).expect_err("why?")), "reason-needed");
    desk.acting(lead()).apply(open(Some("counted twice"))).expect("opened again");
    wei.apply(enter("张伟", 5, None)).expect("open");
}

#[test]
fn s_012_a_subordinate_drafts_his_target_and_his_superior_agrees() {
    let (_folder, desk) = company();
    let (wei, na) = (desk.acting(member()), desk.acting(lead()));
    let own = target(Owner::Member("张伟".to_owned()), september(), 20);
    wei.apply(write(vec![own.clone()])).expect("drafted");
    let agreed = in_state(own.clone(), TargetState::Agreed);
    assert_eq!(id(change(&wei, agreed.clone(), None).expect_err("his own")), "right-target");
    change(&na, agreed, None).expect("agreed");
    let more = target(Owner::Member("张伟".to_owned()), september(), 25);
    assert_eq!(id(change(&wei, more, None).expect_err("agreed")), "right-target");
    let theirs = target(Owner::Member("王伟".to_owned()), september(), 20);
    assert_eq!(id(na.apply(write(vec![theirs])).expect_err("of the West")), "right-target");
}

#[test]
fn s_036_a_part_is_not_agreed_before_its_whole() {
    let (_folder, desk) = company();
    let (east, company) = (Owner::Team("East".to_owned()), Owner::Company);
    desk.acting(boss()).apply(write(vec![target(company.clone(), september(), 50)])).expect("drafted");
    let of_wei = target(Owner::Member("张伟".to_owned()), september(), 20);
    desk.acting(boss()).apply(write(vec![target(east.clone(), september(), 40), of_wei.clone()])).expect("drafted");
    let agree = |owner: &Owner, base| {
        change(&desk.acting(boss()), in_state(target(owner.clone(), september(), base), TargetState::Agreed), None)
    };
    let refused = agree(&east, 40).expect_err("the company's first");
    assert_eq!((refused.id.as_ref(), refused.arg("parent")), ("target-before-parent", "company"));
    agree(&company, 50).expect("agreed");
    let refused =
        change(&desk.acting(boss()), in_state(of_wei.clone(), TargetState::Agreed), None).expect_err("East's first");
    assert_eq!(refused.arg("parent"), "team=East");
    agree(&east, 40).expect("agreed");
    change(&desk.acting(boss()), in_state(of_wei, TargetState::Agreed), None).expect("agreed");
}

#[test]
fn s_011_a_goal_that_is_behind_passes_its_checkpoint_with_an_improvement_plan() {
    let (_folder, desk) = company();
    let desk = desk.acting(boss());
    let (east, west) = (Owner::Team("East".to_owned()), Owner::Team("West".to_owned()));
    desk.apply(write(vec![target(east.clone(), september(), 220), target(west.clone(), september(), 5)])).expect("set");
    desk.apply(enter("张伟", 20, None)).expect("entered");
    desk.apply(enter("王伟", 20, None)).expect("entered");
    let pass = |owner: &Owner, part, improvement: &str| {
        let (metric, owner, improvement) = ("deals".to_owned(), owner.clone(), improvement.to_owned());
        let point = Checkpoint { metric, owner, month: september(), part, improvement, by: String::new(), at: 0 };
        desk.apply(write(vec![Document::Checkpoint(point)]))
    };
    let refused = pass(&east, 1, " ").expect_err("20 of 220");
    assert_eq!((refused.id.as_ref(), refused.arg("owner")), ("checkpoint-behind", "team=East"));
    pass(&east, 1, "call the ten oldest inquiries").expect("with a plan");
    pass(&west, 1, "").expect("it is on pace");
    let south = Owner::Region("South".to_owned());
    desk.apply(write(vec![target(south.clone(), september(), 5)])).expect("set");
    let refused = pass(&south, 1, "").expect_err("nobody has reported anything of it");
    assert_eq!((refused.id.as_ref(), refused.arg("owner")), ("checkpoint-unreported", "region=South"));
    pass(&south, 1, "figures by region from Monday on").expect("with a plan of how its figures come");
    assert_eq!(id(pass(&east, 4, "x").expect_err("there are three")), "checkpoint-part");
    assert_eq!(id(pass(&Owner::Company, 1, "").expect_err("nobody set one")), "target-none");
}

#[test]
fn s_014_who_was_there_is_told_afterwards_and_changes_nothing_else_of_the_record() {
    let (_folder, desk) = company();
    let boss = desk.acting(boss());
    let Document::Meeting(held) = meeting(day("2026-09-09")) else { panic!("a meeting") };
    boss.apply(write(vec![Document::Meeting(Meeting { ended: Some(2), by: "led".to_owned(), ..held })])).expect("held");
    let record = |desk: &dyn Desk| match &found(desk, DocumentKind::Meeting)[0].document {
        Document::Meeting(meeting) => meeting.clone(),
        document => panic!("{document:?}"),
    };
    boss.apply(write(vec![action(Owner::Member("张伟".to_owned()), day("2026-09-09"))])).expect("promised later");
    let before = record(&boss);
    let there = Meeting { attendees: vec!["张伟".to_owned()], ..before.clone() };
    change(&boss, Document::Meeting(there.clone()), None).expect("somebody more needs no reason");
    assert_eq!(record(&boss), there, "neither who led it nor what was promised in it");
    assert_eq!(id(change(&boss, Document::Meeting(before), None).expect_err("why?")), "reason-needed");
}

#[test]
fn s_054_an_agreed_target_is_amended_with_a_reason_and_keeps_what_it_was() {
    let (_folder, desk) = company();
    let boss = desk.acting(boss());
    let agreed = |base, stretch| match in_state(target(Owner::Company, september(), base), TargetState::Agreed) {
        Document::Target(target) => Document::Target(Target { stretch, ..target }),
        other => other,
    };
    boss.apply(write(vec![agreed(200, None)])).expect("agreed");
    assert_eq!(id(change(&boss, agreed(150, Some(200)), None).expect_err("why?")), "reason-needed");
    change(&boss, agreed(150, Some(200)), Some("the season")).expect("amended");
    let found = found(&boss, DocumentKind::Target);
    let Document::Target(target) = &found[0].document else { panic!("a target") };
    let was: Vec<_> =
        target.amendments.iter().map(|was| (was.base, was.stretch, was.by.as_str(), was.reason.as_str())).collect();
    assert_eq!(was, [(200, None, "boss", "the season")]);
    let this = DocumentQuery::in_period(DocumentKind::Target, september());
    let next = DocumentQuery::in_period(DocumentKind::Target, september().shift(1));
    assert_eq!((documents(&boss, this).len(), documents(&boss, next).len()), (1, 0));
}

#[test]
fn an_action_gets_its_number_and_is_carried_not_moved() {
    let (_folder, desk) = company();
    let wei = desk.acting(member());
    let done = wei.apply(write(vec![action(Owner::Member("张伟".to_owned()), day("2026-09-09"))])).expect("made");
    let found = found(&wei, DocumentKind::Action);
    let Document::Action(made) = &found[0].document else { panic!("an action") };
    assert_eq!(made.number, done.revision.0);
    let later = Action { due: day("2026-09-11"), ..made.clone() };
    let refused = change(&wei, Document::Action(later.clone()), None).expect_err("only moved");
    assert_eq!((refused.id.as_ref(), refused.arg("due")), ("action-carry", "2026-09-09"));
    let carry = Carry { on: day("2026-09-09"), from: day("2026-09-09"), reason: "the fair".to_owned() };
    change(&wei, Document::Action(Action { carried: vec![carry], ..later.clone() }), None).expect("carried");
    let dropped = |reason: &str| {
        let state = ActionState::Dropped(day("2026-09-10"), reason.to_owned());
        let Document::Action(now) = &documents(&wei, DocumentKind::Action.into())[0].document.clone() else { panic!() };
        change(&wei, Document::Action(Action { state, ..now.clone() }), None)
    };
    assert_eq!(id(dropped(" ").expect_err("why?")), "reason-needed");
    dropped("the customer is gone").expect("dropped");
    wei.apply(Command::Undo).expect("undone");
    let Document::Action(now) = &documents(&wei, DocumentKind::Action.into())[0].document else { panic!("an action") };
    assert_eq!(now.state, ActionState::Open);
}

#[test]
fn s_176_the_five_steps_come_in_their_order() {
    let (_folder, desk) = company();
    let na = desk.acting(lead());
    let steps = |taken: usize| {
        let (person, period) = ("张伟".to_owned(), september());
        let known = found(&desk, DocumentKind::GoalSteps);
        let mut all = match known.first().map(|found| &found.document) {
            Some(Document::GoalSteps(steps)) => steps.taken.clone(),
            _ => Vec::new(),
        };
        all.resize(taken, (String::new(), 0));
        Document::GoalSteps(GoalSteps { person, period, taken: all })
    };
    let refused = change(&na, steps(5), None).expect_err("four are missing");
    assert_eq!((refused.id.as_ref(), refused.arg("next")), ("goal-steps-order", "1"));
    for taken in 1..=3 {
        change(&na, steps(taken), None).expect("the next one");
    }
    assert_eq!(id(change(&na, steps(5), None).expect_err("4 is missing")), "goal-steps-order");
    let known = found(&desk, DocumentKind::GoalSteps);
    let Document::GoalSteps(known) = &known[0].document else { panic!("steps") };
    assert!(known.taken.iter().all(|(by, at)| by == "na" && *at > 0), "{known:?}");
}

#[test]
fn what_somebody_wrote_is_changed_by_him_and_a_record_is_shown_to_who_may_see_the_person() {
    let (_folder, desk) = company();
    let (wei, na) = (desk.acting(member()), desk.acting(lead()));
    wei.apply(write(vec![note(day("2026-09-08"), "张伟")])).expect("written");
    let mut theirs = found(&na, DocumentKind::Note)[0].document.clone();
    if let Document::Note(note) = &mut theirs {
        note.text = "no fair".to_owned();
    }
    assert_eq!(id(change(&na, theirs, None).expect_err("another's")), "document-of-another");
    na.apply(write(vec![record(day("2026-09-08"), "张伟")])).expect("written");
    na.apply(write(vec![record(day("2026-09-08"), "李娜")])).expect("written");
    let seen = |desk: &dyn Desk| found(desk, DocumentKind::Record).len();
    let viewer = Account { user: "guest".to_owned(), uid: 1_000_009 };
    assert_eq!((seen(&wei), seen(&na), seen(&desk.acting(boss())), seen(&desk.acting(viewer))), (1, 2, 2, 0));
}

#[test]
fn whoever_names_what_is_not_there_is_told() {
    let (_folder, desk) = company();
    let boss = desk.acting(boss());
    let of_nobody = target(Owner::Team("North".to_owned()), september(), 5);
    assert_eq!(id(boss.apply(write(vec![of_nobody])).expect_err("no such team")), "owner-unknown");
    let mut of_nothing = target(Owner::Company, september(), 5);
    if let Document::Target(target) = &mut of_nothing {
        target.metric = "smiles".to_owned();
    }
    assert_eq!(id(boss.apply(write(vec![of_nothing])).expect_err("no such metric")), "metric-unknown");
    let twice = vec![action(Owner::Company, day("2026-09-09")), action(Owner::Company, day("2026-09-10"))];
    assert_eq!(id(boss.apply(write(twice)).expect_err("one number")), "document-twice");
}

#[test]
fn what_one_owner_wants_is_found_without_that_of_another() {
    let (_folder, desk) = company();
    let week = Period::of(Grain::Week, day("2026-09-07"), FiscalStart::default());
    let plan = |owner: Owner| {
        let (values, summary) = (vec![("deals".to_owned(), 8)], String::new());
        Document::WeekPlan(WeekPlan { owner, week, values, locked: true, summary })
    };
    let team = |name: &str| Owner::Team(name.to_owned());
    for document in [plan(Owner::Company), plan(team("East")), target(team("East"), september(), 9)] {
        change(&desk.acting(boss()), document, None).expect("written");
    }
    let of = |kind, period, owner: Owner| found_of(&desk, DocumentQuery::of_owner(kind, period, &owner));
    assert_eq!(of(DocumentKind::WeekPlan, week, Owner::Company), 1);
    assert_eq!(of(DocumentKind::WeekPlan, week, team("East")), 1);
    assert_eq!(of(DocumentKind::WeekPlan, week, team("Eas")), 0);
    assert_eq!(of(DocumentKind::Target, september(), team("East")), 1);
    let teams = DocumentQuery::of_dimension(DocumentKind::Target, september(), Dimension::Team);
    assert_eq!(found_of(&desk, teams), 1);
}

fn found_of(desk: &dyn Desk, query: DocumentQuery) -> usize {
    documents(desk, query).len()
}

#[test]
fn s_001_neither_a_closed_day_nor_a_figure_of_it_is_undone() {
    let (_folder, desk) = company();
    let wei = desk.acting(member());
    let done = wei.apply(enter("张伟", 5, None)).expect("open");
    whole(&wei, "张伟");
    wei.apply(write(vec![close(day("2026-09-08"), "张伟", CloseState::Closed)])).expect("closed");
    let back = wei.apply(Command::UndoChange { revision: done.revision }).expect_err("the day is closed");
    assert_eq!((back.id.as_ref(), back.arg("person")), ("day-closed", "张伟"));
    assert_eq!(id(wei.apply(Command::Undo).expect_err("the close is opened with a reason")), "day-closed");
    // A correction with its reason can be taken back by whoever made it.
    wei.apply(enter("张伟", 6, Some("a deal came late"))).expect("corrected");
    wei.apply(Command::Undo).expect("taken back");
}

#[test]
fn what_is_published_or_agreed_is_amended_and_not_undone_and_a_promise_is_dropped_and_not_forgotten() {
    let (_folder, desk) = company();
    let na = desk.acting(lead());
    let own = target(Owner::Member("张伟".to_owned()), september(), 20);
    na.apply(write(vec![own.clone()])).expect("drafted");
    change(&na, in_state(own, TargetState::Published), None).expect("published");
    na.apply(Command::Undo).expect_err("what is older was changed since");
    let Document::Target(now) = &found(&na, DocumentKind::Target)[0].document else { panic!("a target") };
    assert_eq!(now.state, TargetState::Published);
    na.apply(write(vec![action(Owner::Member("张伟".to_owned()), day("2026-09-09"))])).expect("made");
    let made = &found(&na, DocumentKind::Action)[0];
    let forget = |reason: Option<&str>| Command::Delete {
        documents: vec![(made.document.key(), made.revision)],
        reason: reason.map(str::to_owned),
    };
    assert_eq!(id(na.apply(forget(None)).expect_err("why?")), "reason-needed");
    na.apply(Command::Undo).expect("made by mistake a moment ago");
}

/// How many rows a table of the review of September has.
fn reviewed(desk: &dyn Desk, table: &str) -> usize {
    let lens = Lens::new(Grain::Month);
    let question = Question { kind: Kind::Review, lens, today: day("2026-09-09"), audience: Audience::Own };
    let Answer::Report(report) = desk.query(&Query::Report(question)).expect("answered") else { panic!("a report") };
    report.tables.iter().filter(|found| found.id == table).flat_map(|table| &table.rows).count()
}

#[test]
fn s_040_a_report_knows_of_a_target_as_soon_as_it_is_set_and_no_longer_than_it_stands() {
    let (_folder, desk) = company();
    let boss = desk.acting(boss());
    boss.apply(enter("张伟", 5, None)).expect("entered");
    assert_eq!(reviewed(&boss, "pace"), 0);
    boss.apply(write(vec![target(Owner::Company, september(), 50)])).expect("set");
    assert_eq!(reviewed(&boss, "pace"), 1);
    boss.apply(write(vec![target(Owner::Company, september().shift(1), 50)])).expect("another month's");
    assert_eq!(reviewed(&boss, "pace"), 1);
    boss.apply(Command::Undo).expect("taken back");
    boss.apply(Command::Undo).expect("taken back");
    assert_eq!(reviewed(&boss, "pace"), 0);
}

#[test]
fn a_report_knows_of_a_note_as_soon_as_it_is_written_and_no_longer_than_it_stands() {
    let (_folder, desk) = company();
    let boss = desk.acting(boss());
    boss.apply(enter("张伟", 5, None)).expect("entered");
    assert_eq!(reviewed(&boss, "notes"), 0);
    let mut of_all = note(day("2026-09-08"), "张伟");
    if let Document::Note(note) = &mut of_all {
        note.owner = Owner::Company;
    }
    boss.apply(write(vec![of_all])).expect("written");
    boss.apply(write(vec![note(day("2026-09-08"), "张伟")])).expect("written, on another's figure");
    assert_eq!(reviewed(&boss, "notes"), 1);
    boss.apply(Command::Undo).expect("taken back");
    assert_eq!(reviewed(&boss, "notes"), 1);
    boss.apply(Command::Undo).expect("taken back");
    assert_eq!(reviewed(&boss, "notes"), 0);
}

#[test]
fn r14_what_a_post_pays_is_shown_to_whoever_sees_pay_and_on_no_shared_screen() {
    let (_folder, desk) = company();
    let (boss, na) = (desk.acting(boss()), desk.acting(lead()));
    let plan = PostPlan {
        team: "East".to_owned(),
        role: "sales".to_owned(),
        arrival: None,
        employment: Employment::Full,
        pay: Some((60_000_000, 90_000_000)),
    };
    change(&boss, Document::PostPlan(plan.clone()), None).expect("written");
    assert_eq!(id(change(&na, Document::PostPlan(plan), None).expect_err("a lead")), "right-roster");
    let pay = |desk: &dyn Desk| match &found(desk, DocumentKind::PostPlan)[0].document {
        Document::PostPlan(plan) => plan.pay,
        other => panic!("{other:?}"),
    };
    assert_eq!((pay(&boss), pay(&na)), (Some((60_000_000, 90_000_000)), None));
    let shows = |desk: &dyn Desk, audience| {
        let lens = Lens::new(Grain::Month);
        let question = Question { kind: Kind::Roster, lens, today: day("2026-09-10"), audience };
        let Answer::Report(report) = desk.query(&Query::Report(question)).expect("answered") else {
            panic!("a report")
        };
        report.tables[0].columns.iter().any(|column| column.id == "pay")
    };
    assert!(shows(&boss, Audience::Own));
    assert!(!shows(&boss, Audience::Shared) && !shows(&na, Audience::Own));
}

#[test]
fn r14_nobody_of_the_lowest_fifth_stands_on_the_scoreboard_slide_whoever_looks() {
    let (_folder, desk) = company();
    for (person, value) in [("张伟", 300), ("李娜", 200), ("王伟", 100)] {
        let dimensions = vec![(Dimension::Member, person.to_owned())];
        let cell = EntryCell { day: day("2026-09-08"), measure: "revenue".to_owned(), dimensions };
        desk.acting(boss()).apply(Command::Set { cell, value: Some(value), correct: None }).expect("entered");
    }
    let slide = |desk: &dyn Desk, audience| {
        let lens = Lens::new(Grain::Day);
        let question = Question { kind: Kind::Standup, lens, today: day("2026-09-09"), audience };
        let Answer::Report(report) = desk.query(&Query::Report(question)).expect("answered") else {
            panic!("a report")
        };
        let slide = report.tables.iter().find(|table| table.id == "scoreboard");
        let slide = slide.unwrap_or_else(|| panic!("no leaders among {:?}", report.tables));
        format!("{slide:?}")
    };
    for (desk, audience) in [(boss(), Audience::Shared), (lead(), Audience::Own), (member(), Audience::Own)]
        .map(|(who, audience)| (desk.acting(who), audience))
    {
        let shown = slide(&desk, audience);
        assert!(shown.contains("张伟") && !shown.contains("王伟"), "{shown}");
    }
}

#[test]
fn r14_pay_stands_on_no_slide_and_in_no_minutes_of_whoever_may_not_see_it() {
    let folder = TempDir::new().expect("a folder");
    with_pay(folder.path());
    let (_folder, desk) = company_in(folder);
    let boss_sees = desk.acting(boss());
    let dimensions = vec![(Dimension::Member, "李娜".to_owned())];
    let cell = EntryCell { day: day("2026-09-08"), measure: "bonus".to_owned(), dimensions };
    boss_sees.apply(Command::Set { cell, value: Some(42_420_000), correct: None }).expect("entered");
    boss_sees.apply(enter("张伟", 20, None)).expect("entered");
    // A goal, a promise and a best practice, each about what is paid: all that a slide takes from documents.
    let Document::Target(goal) = target(Owner::Company, september(), 84_840_000) else { panic!("a target") };
    let goal = Target { metric: "bonus".to_owned(), ..goal };
    let Document::Action(promise) = action(Owner::Member("张伟".to_owned()), day("2026-09-09")) else {
        panic!("one")
    };
    let promise = Action { metric: Some("bonus".to_owned()), ..promise };
    let Document::Record(case) = record(day("2026-09-08"), "张伟") else { panic!("a record") };
    let figures = Some((21_210_000, 42_420_000));
    let case = Record { kind: RecordKind::Case, metric: Some("bonus".to_owned()), figures, settled: true, ..case };
    let goal = in_state(Document::Target(goal), TargetState::Agreed);
    boss_sees.apply(write(vec![goal, Document::Action(promise), Document::Record(case)])).expect("written");
    let Document::Meeting(held) = meeting(day("2026-09-09")) else { panic!("a meeting") };
    boss_sees.apply(write(vec![Document::Meeting(Meeting { ended: Some(2), ..held })])).expect("held");
    let shown = |desk: &dyn Desk, kind: Kind, audience| {
        let question = Question { kind, lens: Lens::new(Grain::Day), today: day("2026-09-09"), audience };
        let Answer::Report(report) = desk.query(&Query::Report(question)).expect("answered") else {
            panic!("a report")
        };
        let report = format!("{:?} {:?}", report.headline, report.tables);
        ["bonus", "42420000", "84840000", "21210000"]
            .into_iter()
            .filter(|part| report.contains(part))
            .collect::<Vec<_>>()
    };
    assert!(!shown(&boss_sees, Kind::Standup, Audience::Own).is_empty(), "it would stand there");
    assert!(!shown(&boss_sees, Kind::Minutes, Audience::Own).is_empty(), "and there");
    for kind in [Kind::Standup, Kind::Minutes] {
        assert!(shown(&boss_sees, kind.clone(), Audience::Shared).is_empty(), "{kind:?} on a shared screen");
        for who in [lead(), member()] {
            let follower = desk.acting(who);
            assert!(shown(&follower, kind.clone(), Audience::Own).is_empty(), "{kind:?} of {follower:?}");
        }
    }
}

#[test]
fn s_003_a_plan_that_the_clock_has_locked_is_changed_with_a_reason() {
    let (_folder, desk) = company();
    let boss = desk.acting(boss());
    let week = Period::of(Grain::Week, day("2020-09-07"), FiscalStart::default());
    let plan = |deals| {
        let (values, summary) = (vec![("deals".to_owned(), deals)], String::new());
        Document::WeekPlan(WeekPlan { owner: Owner::Company, week, values, locked: false, summary })
    };
    change(&boss, plan(8), None).expect("the first one is written");
    let Document::WeekPlan(mut told) = plan(8) else { panic!("a plan") };
    told.summary = "a good week".to_owned();
    change(&boss, Document::WeekPlan(told), None).expect("what came of it changes no figure");
    assert_eq!(id(change(&boss, plan(9), None).expect_err("the week is long over")), "reason-needed");
    change(&boss, plan(9), Some("a fair")).expect("with a reason");
}

#[test]
fn s_003_where_a_day_is_taken_for_today_a_plan_is_locked_by_that_day() {
    let (folder, desk) = company();
    drop(desk);
    // Monday 7 September 2026 is the first working day of its week.
    let week = Period::of(Grain::Week, day("2026-09-07"), FiscalStart::default());
    let plan = |deals| {
        let (values, summary) = (vec![("deals".to_owned(), deals)], String::new());
        Document::WeekPlan(WeekPlan { owner: Owner::Company, week, values, locked: false, summary })
    };
    let on = |today: &str| dayboard::desk::open(folder.path()).expect("it opens").on(Some(day(today)));
    let desk = on("2026-09-04");
    change(&desk.acting(boss()), plan(8), None).expect("the first one is written");
    change(&desk.acting(boss()), plan(9), None).expect("before the week it is changed as one likes");
    drop(desk);
    let desk = on("2026-09-08");
    assert_eq!(id(change(&desk.acting(boss()), plan(10), None).expect_err("the week runs")), "reason-needed");
    change(&desk.acting(boss()), plan(10), Some("a fair")).expect("with a reason");
}
