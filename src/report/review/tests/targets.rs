//! The review with targets and plans: pace, who carries the gap, what was planned of a day.

use crate::domain::base::{FiscalStart, Period};
use crate::domain::model::{Document, Smart, Target, TargetState, WeekPlan};
use crate::report::trial::Trial;
use crate::report::{Kind, State};

fn period(text: &str) -> Period {
    Period::parse(text, FiscalStart::default()).expect("a period")
}

/// `company 2026-09 revenue 2000000`, and a stretch where there is one.
fn target(line: &str) -> Document {
    let words: Vec<&str> = line.split(' ').collect();
    let number = |at: usize| words.get(at).map(|text| text.parse().expect("a number"));
    Document::Target(Target {
        metric: words[2].to_owned(),
        owner: words[0].parse().expect("an owner"),
        period: period(words[1]),
        base: number(3).expect("a base line"),
        stretch: number(4),
        state: TargetState::Agreed,
        quality: String::new(),
        due: None,
        amendments: Vec::new(),
        relative: None,
        smart: Smart::default(),
    })
}

fn plan(week: &str, values: &[(&str, i64)], locked: bool) -> Document {
    let values = values.iter().map(|(metric, value)| ((*metric).to_owned(), *value)).collect();
    let (owner, summary) = ("company".parse().expect("an owner"), String::new());
    Document::WeekPlan(WeekPlan { owner, week: period(week), values, locked, summary })
}

fn with(facts: &str, documents: Vec<Document>) -> Trial {
    let mut trial = Trial::new(&["A sales East 2026-01-01", "B sales West 2026-01-01"], facts);
    trial.documents = documents;
    trial
}

#[test]
fn s_040_a_month_says_how_its_target_stands() {
    let trial = with("2026-09-10 revenue=640000 by A", vec![target("company 2026-09 revenue 2000000")]);
    let report = trial.review("month 2026-09", "2026-09-11");
    let cell = |column| report.cell("pace", "revenue", column);
    assert_eq!([cell("target"), cell("value"), cell("attainment")], ["2000000", "640000", "32.0%"]);
    assert_eq!([cell("index"), cell("status")], ["88", "status.behind"]);
    assert_eq!([cell("projection"), cell("projected"), cell("required")], ["1760000", "88.0%", "97143"]);
    assert_eq!(cell("ahead"), "-87273");
    assert_eq!(report.state, Some(State::Amber));
    let said = "headline.behind period=2026-09 metric=amount target=2000000 attainment=32.0% time=36.4% gap=87273";
    assert!(report.said().contains(&said.to_owned()), "{:?}", report.said());
}

#[test]
fn s_040_without_a_target_nothing_changes() {
    let trial = with("2026-09-10 revenue=640000 by A", Vec::new());
    for lens in ["month 2026-09", "day 2026-09-10", "week 2026-W37", "month 2026-09 by team"] {
        let report = trial.review(lens, "2026-09-11");
        assert!(report.table_ids().iter().all(|id| !id.starts_with("pace")), "{lens}");
        assert_eq!((report.state, report.cell("measures", "revenue", "plan").as_str()), (None, "no cell"), "{lens}");
    }
}

#[test]
fn s_007_on_the_first_day_the_month_begins() {
    let trial = with("2026-08-31 revenue=5 by A", vec![target("company 2026-09 revenue 2000000")]);
    let report = trial.review("month 2026-09", "2026-09-01");
    assert_eq!(report.cell("pace", "revenue", "index"), ".");
    let note = &report.tables.iter().find(|table| table.id == "pace").expect("a table").note;
    let note = format!("{note:?}");
    assert!(note.contains("note.kickoff") && note.contains("Number(0, Count)"), "{note}");
    assert!(report.said().iter().any(|said| said.starts_with("headline.target_begins")), "{:?}", report.said());
}

#[test]
fn s_006_a_month_that_is_over_reached_92_percent() {
    let trial = with("2026-08-31 revenue=1840000 by A", vec![target("company 2026-08 revenue 2000000")]);
    let report = trial.review("month 2026-08", "2026-09-10");
    assert_eq!(report.cell("pace", "revenue", "attainment"), "92.0%");
    assert!(report.said().iter().any(|said| said.starts_with("headline.target_missed")), "{:?}", report.said());
}

#[test]
fn s_008_who_is_behind_stands_first_by_the_size_of_the_gap() {
    let trial = with(
        "2026-09-10 revenue=500000 by A
         2026-09-10 revenue=140000 by B",
        vec![
            target("company 2026-09 revenue 2000000"),
            target("team=East 2026-09 revenue 1100000"),
            target("team=West 2026-09 revenue 900000"),
        ],
    );
    let report = trial.review("month 2026-09", "2026-09-11");
    assert!(report.said().iter().any(|said| said.ends_with("name=West gap=187273")), "{:?}", report.said());
    assert_eq!(report.column("pace_parts", "attainment"), "West=15.6% East=45.5% total=32.0%");
    assert_eq!(report.cell("pace_parts", "West", "status"), "status.at_risk");
    assert_eq!(report.cell("pace_parts", "East", "status"), "status.on_pace");
    let own = trial.review("month 2026-09 team=West", "2026-09-11");
    assert_eq!(own.cell("pace", "revenue", "attainment"), "15.6%", "the lens says whose target it is");
    assert_eq!(own.state, Some(State::Red));
}

#[test]
fn s_009_a_gap_of_300_000_in_four_days_needs_75_000_a_day() {
    let trial = with("2026-09-23 revenue=700000 by A", vec![target("company 2026-09 revenue 1000000")]);
    let report = trial.review("month 2026-09", "2026-09-25");
    assert_eq!(report.cell("pace", "revenue", "required"), "75000");
    let said = "headline.sprint_heads projection=855556 projected=85.6% required=75000 gap=300000 n=4";
    assert!(report.said().contains(&said.to_owned()), "{:?}", report.said());
}

#[test]
fn s_054_the_challenge_stands_apart_from_the_base_line() {
    let trial = with("2026-09-30 deals=170 by A", vec![target("company 2026-09 deals 150 200")]);
    let report = trial.review("month 2026-09", "2026-10-09");
    let cell = |column| report.cell("pace", "deals", column);
    assert_eq!([cell("attainment"), cell("stretch"), cell("stretched")], ["113.3%", "200", "40.0%"]);
}

#[test]
fn s_002_a_day_stands_beside_its_plan_and_the_month_below_it() {
    let facts = "2026-09-10 revenue=640000 inquiries=52 by A";
    let targets = || vec![target("company 2026-09 revenue 2000000"), target("company 2026-09 inquiries 1276")];
    let report = with(facts, targets()).review("day 2026-09-10", "2026-09-11");
    let cell = |row, column| report.cell("measures", row, column);
    assert_eq!([cell("inquiries", "plan"), cell("inquiries", "vs_plan")], ["58", "-10.3%"]);
    assert_eq!(cell("revenue", "plan"), "90909");
    assert_eq!(report.cell("pace", "revenue", "attainment"), "32.0%");
    assert_eq!(report.cell("pace", "inquiries", "attainment"), "no cell", "a day has room for one line of the month");
    let mut planned = targets();
    planned.push(plan("2026-W37", &[("inquiries", 50)], false));
    let open = with(facts, planned.clone()).review("day 2026-09-10", "2026-09-11");
    assert_eq!(open.cell("measures", "inquiries", "plan"), "10", "by Thursday the clock has settled the plan");
    planned.pop();
    planned.push(plan("2026-W38", &[("inquiries", 50)], false));
    let facts_of_monday = "2026-09-14 revenue=640000 inquiries=52 by A";
    let open = with(facts_of_monday, planned.clone()).review("day 2026-09-14", "2026-09-14");
    assert_eq!(open.cell("measures", "inquiries", "plan"), "58", "on Monday it is not settled yet");
    planned.pop();
    planned.push(plan("2026-W37", &[("inquiries", 50)], true));
    let settled = with(facts, planned).review("day 2026-09-10", "2026-09-11");
    assert_eq!(settled.cell("measures", "inquiries", "plan"), "10");
}

#[test]
fn s_003_a_week_is_held_against_as_much_of_its_plan_as_has_passed() {
    let trial = with("2026-09-09 valid_inquiries=27 by A", vec![plan("2026-W37", &[("valid_inquiries", 50)], true)]);
    let report = trial.review("week 2026-W37", "2026-09-10");
    let cell = |column| report.cell("weeks", "valid_inquiries", column);
    assert_eq!([cell("plan"), cell("vs_plan")], ["30", "-10.0%"]);
}

#[test]
fn s_002_a_week_over_the_end_of_a_month_takes_its_plan_from_both() {
    let targets = vec![target("company 2026-09 deals 220"), target("company 2026-10 deals 180")];
    let trial = with("2026-09-28 deals=5 by A\n2026-10-09 deals=1 by A", targets);
    let report = trial.review("week 2026-W40", "2026-10-12");
    assert_eq!(report.cell("weeks", "deals", "plan"), "30", "three working days of September, then a holiday");
}

#[test]
fn s_040_the_brief_says_how_the_month_stands() {
    let trial = with("2026-09-10 revenue=640000 by A", vec![target("company 2026-09 revenue 2000000")]);
    let said = trial.ask(Kind::Brief, "", "2026-09-11").said();
    assert!(said.get(2).is_some_and(|said| said.starts_with("headline.behind")), "{said:?}");
}
