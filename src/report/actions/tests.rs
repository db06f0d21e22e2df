//! Promises, red figures, meetings: what is told of them.

use super::*;
use crate::domain::model::{Meeting, Revision, Ritual, Smart, Target, TargetState};
use crate::report::Kind;
use crate::report::trial::Trial;

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn action(number: u64, who: &str, due: &str, state: ActionState) -> Document {
    let (text, owner) = (format!("promise {number}"), Owner::Member(who.to_owned()));
    let (metric, about, week, meeting) = (Some("deals".to_owned()), String::new(), None, None);
    let (made, carried) = (day("2026-09-01"), Vec::new());
    Document::Action(Action { number, text, owner, due: day(due), metric, about, week, meeting, made, state, carried })
}

fn trial() -> Trial {
    let mut trial = Trial::new(&["张伟 sales East 2026-01-01", "王伟 sales West 2026-01-01"], "");
    trial.documents = vec![
        action(1, "张伟", "2026-09-07", ActionState::Done(day("2026-09-07"))),
        action(2, "张伟", "2026-09-08", ActionState::Done(day("2026-09-07"))),
        action(3, "张伟", "2026-09-11", ActionState::Done(day("2026-09-10"))),
        action(4, "王伟", "2026-09-09", ActionState::Done(day("2026-09-10"))),
        action(5, "王伟", "2026-09-10", ActionState::Open),
        action(6, "王伟", "2026-09-14", ActionState::Open),
    ];
    trial
}

#[test]
fn s_004_three_of_five_promises_of_the_week_are_kept() {
    let report = trial().ask(Kind::Actions, "", "2026-09-13");
    assert_eq!(report.cell("kept", "2026-W37", "rate"), "60.0%");
    assert_eq!(report.said(), ["actions.kept-late kept=3 due=5 rate=60.0% open=2 late=1 oldest=1"]);
    assert_eq!(report.cell("promises", "5", "tier"), "tier.team");
    assert_eq!(report.column("actions", "left"), "6=1", "Monday");
}

#[test]
fn s_004_what_is_late_moves_up_and_the_state_is_red_with_the_director() {
    let report = trial().ask(Kind::Actions, "", "2026-09-15");
    assert_eq!((report.cell("promises", "5", "age"), report.state), ("3".to_owned(), Some(State::Red)));
    assert_eq!(report.cell("promises", "5", "tier"), "tier.director");
    assert_eq!(report.cell("promises", "6", "state"), "action-state.late");
}

#[test]
fn s_004_only_the_promises_of_a_team_or_of_a_person_are_told() {
    let trial = trial();
    let of = |lens| trial.ask(Kind::Actions, lens, "2026-09-13").column("promises", "owner");
    assert_eq!((of("team=West"), of("member=张伟")), ("5=王伟".to_owned(), "3=张伟".to_owned()));
}

#[test]
fn s_015_a_director_at_20_of_22_meetings() {
    let mut trial = Trial::new(&["Chen director East 2026-01-01", "张伟 sales East 2026-01-01"], "");
    let calendar = trial.organisation.calendar.clone();
    let days = (0..30).map(|at| day("2026-09-01").plus(at)).filter(|day| calendar.is_working(*day));
    let meeting = |(at, day): (usize, Day)| {
        let attendees = if at < 20 { vec!["Chen".to_owned()] } else { vec!["张伟".to_owned()] };
        Document::Meeting(Meeting {
            ritual: Ritual::Daily,
            day,
            about: format!("day {day}"),
            attendees,
            slides: Vec::new(),
            decisions: Vec::new(),
            actions: Vec::new(),
            promises: Vec::new(),
            shown: Revision(1),
            head: String::new(),
            by: String::new(),
            began: 0,
            ended: Some(1),
        })
    };
    trial.documents = days.enumerate().map(meeting).collect();
    let report = trial.ask(Kind::Actions, "", "2026-09-30");
    let of = |column| report.cell("attendance", "director", column);
    assert_eq!((of("attended"), of("due"), of("rate")), ("20".into(), "22".into(), "90.9%".into()));
}

/// 31 working days of about 50 inquiries, and 5 on the last.
fn falls() -> Trial {
    let calendar = crate::domain::base::WorkingCalendar::default();
    let days = (0..45).map(|at| day("2026-07-27").plus(at)).filter(|day| calendar.is_working(*day));
    let days: Vec<Day> = days.filter(|one| *one <= day("2026-09-08")).collect();
    let last = days.len() - 1;
    let line = |(at, day): (usize, &Day)| {
        let inquiries = if at == last { 5 } else { 50 + at % 3 };
        format!("{day} visits=1000 inquiries={inquiries} by 张伟")
    };
    let lines: Vec<String> = days.iter().enumerate().map(line).collect();
    Trial::new(&["张伟 sales East 2026-01-01"], &lines.join("\n"))
}

#[test]
fn s_004_a_red_figure_stays_on_top_until_somebody_owns_it_with_a_date() {
    let mut trial = falls();
    let report = trial.ask(Kind::Actions, "", "2026-09-09");
    assert_eq!(report.cell("red", "inquiries", "owned"), "red.nobody");
    assert_eq!((report.cell("red", "inquiries", "age"), report.state), ("1".to_owned(), Some(State::Red)));
    let Document::Action(action) = action(1, "张伟", "2026-09-10", ActionState::Open) else { panic!("an action") };
    let metric = Some("inquiries".to_owned());
    trial.documents = vec![Document::Action(Action { metric, ..action })];
    let report = trial.ask(Kind::Actions, "", "2026-09-09");
    assert!(report.cell("red", "inquiries", "owned").starts_with("red.owned owner=张伟"));
    let report = trial.ask(Kind::Standup, "", "2026-09-09");
    let exceptions = report.tables.iter().find(|table| table.id == "exceptions").and_then(|table| table.note.as_ref());
    assert_eq!(exceptions.map(|note| note.id.as_ref()), Some("standup.red-waits"), "the inquiry rate waits still");
}

#[test]
fn c_4_the_first_day_of_ten_says_where_the_month_stands() {
    let mut trial = falls();
    let target = Target {
        metric: "inquiries".to_owned(),
        owner: Owner::Company,
        period: Period::parse("2026-09", FiscalStart::default()).expect("a month"),
        base: 1_000,
        stretch: None,
        state: TargetState::Agreed,
        quality: String::new(),
        due: None,
        amendments: Vec::new(),
        relative: None,
        smart: Smart::default(),
    };
    let slides = |trial: &Trial, today: &str| trial.ask(Kind::Standup, "", today).table_ids().join(" ");
    assert!(!slides(&trial, "2026-09-11").contains("money phase"), "without a target a phase has nothing to say");
    trial.documents = vec![Document::Target(target)];
    assert!(slides(&trial, "2026-09-11").contains("money phase"), "{}", slides(&trial, "2026-09-11"));
    assert!(!slides(&trial, "2026-09-10").contains("phase"), "{}", slides(&trial, "2026-09-10"));
}

#[test]
fn a_stand_up_has_a_table_a_slide_and_leaves_out_what_has_nothing_to_show() {
    let report = falls().ask(Kind::Standup, "", "2026-09-09");
    let slides = report.table_ids();
    assert_eq!(slides.first(), Some(&"trust"));
    assert!(slides.contains(&"inputs") && slides.contains(&"exceptions"), "{slides:?}");
    assert!(["promises", "customer", "money", "weeks", "today"].iter().all(|id| !slides.contains(id)), "{slides:?}");
    assert!(falls().ask(Kind::Standup, "day 2026-09-04", "2026-09-07").table_ids().contains(&"weeks"), "a Monday");
}
