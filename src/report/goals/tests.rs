//! The goals by the numbers of the rules.

use crate::domain::base::{FiscalStart, Period};
use crate::domain::model::{
    Action, ActionState, Checkpoint, Document, GoalSteps, Owner, Target, TargetState, WeekPlan,
};
use crate::report::Kind;
use crate::report::trial::Trial;

fn period(text: &str) -> Period {
    Period::parse(text, FiscalStart::default()).expect("a period")
}

fn target(owner: &str, base: i64, state: TargetState) -> Document {
    Document::Target(Target {
        metric: "revenue".to_owned(),
        owner: owner.parse().expect("an owner"),
        period: period("2026-09"),
        base,
        stretch: None,
        state,
        quality: "no refunds".to_owned(),
        due: None,
        amendments: Vec::new(),
    })
}

fn with(facts: &str, documents: Vec<Document>) -> Trial {
    let roster = ["A sales East 2026-01-01", "B sales West 2026-01-01", "C sales South 2026-01-01"];
    let mut trial = Trial::new(&roster, facts);
    trial.documents = documents;
    trial
}

#[test]
fn s_036_the_parts_of_a_million_leave_50_000_open() {
    let agreed = TargetState::Agreed;
    let trial = with(
        "2026-09-10 revenue=100 by A",
        vec![
            target("company", 1_000_000, agreed),
            target("team=East", 400_000, agreed),
            target("team=West", 350_000, agreed),
            target("team=South", 200_000, agreed),
        ],
    );
    let report = trial.ask(Kind::Goals, "month 2026-09", "2026-09-11");
    assert_eq!(report.cell("goals", "revenue/company", "parts"), "95.0%");
    assert_eq!(report.cell("goals", "revenue/company", "fit"), "-50000");
    assert_eq!(
        report.column("goals", "target"),
        "revenue/company=1000000 revenue/team=East=400000 revenue/team=West=350000 revenue/team=South=200000"
    );
    let said = report.said();
    assert!(said.iter().any(|said| said == "goals.agreed n=4 m=4"), "{said:?}");
    assert!(said.iter().any(|said| said.starts_with("goals.gap") && said.ends_with("gap=50000")), "{said:?}");
    let own = trial.ask(Kind::Goals, "month 2026-09 team=East", "2026-09-11");
    assert_eq!(own.column("goals", "target"), "revenue/team=East=400000", "what the lens shows and what is below it");
    let of_a_day = trial.ask(Kind::Goals, "day 2026-09-10", "2026-09-11");
    assert_eq!(of_a_day.period, Some(period("2026-09")), "nobody has goals of a day");
}

#[test]
fn s_012_who_still_has_a_draft_on_the_first_is_a_day_late() {
    let trial = with(
        "2026-08-31 revenue=100 by A",
        vec![target("company", 1_000, TargetState::Agreed), target("team=East", 400, TargetState::Draft)],
    );
    let report = trial.ask(Kind::Goals, "month 2026-09", "2026-09-01");
    assert_eq!(report.cell("goals", "revenue/team=East", "late"), "late.agree n=1");
    assert!(report.said().iter().any(|said| said.ends_with("people=East more=0")), "{:?}", report.said());
    let before = trial.ask(Kind::Goals, "month 2026-09", "2026-08-31");
    assert_eq!(before.cell("goals", "revenue/team=East", "late"), "no cell", "it may be agreed on the last day");
}

#[test]
fn s_176_three_of_the_five_steps_on_the_first_are_a_day_late() {
    let mut documents =
        vec![target("company", 1_000, TargetState::Agreed), target("member=A", 400, TargetState::Agreed)];
    let taken = vec![("lead".to_owned(), 1); 3];
    documents.push(Document::GoalSteps(GoalSteps { person: "A".to_owned(), period: period("2026-09"), taken }));
    let report = with("2026-08-31 revenue=1 by A", documents).ask(Kind::Goals, "month 2026-09", "2026-09-01");
    assert_eq!(report.cell("goals", "revenue/member=A", "steps"), "3/5");
    assert_eq!(report.cell("goals", "revenue/member=A", "late"), "late.steps n=1");
}

#[test]
fn s_011_a_goal_that_is_behind_owes_a_plan_at_its_checkpoint() {
    let goals = || vec![target("company", 2_000, TargetState::Agreed), target("team=East", 1_000, TargetState::Agreed)];
    let facts = "2026-09-10 revenue=100 by A\n2026-09-10 revenue=1500 by B";
    let report = with(facts, goals()).ask(Kind::Goals, "month 2026-09", "2026-09-11");
    assert_eq!(report.column("checkpoints", "passed"), "1=0/2 2=.");
    assert_eq!(report.cell("checkpoints", "1", "plan"), "East", "the company is on pace");
    let mut passed = goals();
    passed.push(Document::Checkpoint(Checkpoint {
        metric: "revenue".to_owned(),
        owner: Owner::Team("East".to_owned()),
        month: period("2026-09"),
        part: 1,
        improvement: "call the old inquiries".to_owned(),
        by: "lead".to_owned(),
        at: 1,
    }));
    let report = with(facts, passed).ask(Kind::Goals, "month 2026-09", "2026-09-11");
    assert_eq!([report.cell("checkpoints", "1", "passed"), report.cell("checkpoints", "1", "plan")], ["1/2", "."]);
}

#[test]
fn s_047_a_target_of_the_usual_asks_nothing() {
    let facts = "2026-06-10 revenue=1000 by A\n2026-07-10 revenue=1000 by A\n2026-08-10 revenue=1000 by A";
    let trial = with(facts, vec![target("company", 1_000, TargetState::Draft)]);
    let report = trial.ask(Kind::Goals, "month 2026-09", "2026-09-01");
    assert_eq!(report.cell("wording", "revenue/company", "challenge"), "wording.no_stretch");
}

#[test]
fn s_003_a_week_of_50_is_held_against_30_on_wednesday_evening() {
    let plan = Document::WeekPlan(WeekPlan {
        owner: Owner::Team("East".to_owned()),
        week: period("2026-W37"),
        values: vec![("valid_inquiries".to_owned(), 50)],
        locked: true,
        summary: String::new(),
    });
    let trial = with("2026-09-09 valid_inquiries=27 by A", vec![plan]);
    let report = trial.ask(Kind::Goals, "week 2026-W37", "2026-09-10");
    let cell = |column| report.cell("plans", "valid_inquiries/team=East", column);
    assert_eq!([cell("plan"), cell("expected"), cell("value"), cell("index")], ["50", "30", "27", "90"]);
}

#[test]
fn s_004_three_of_five_promises_are_kept() {
    let day = |text: &str| text.parse().expect("a day");
    let action = |number, state| {
        Document::Action(Action {
            number,
            text: "call".to_owned(),
            owner: Owner::Member("A".to_owned()),
            due: day("2026-09-09"),
            metric: None,
            about: String::new(),
            week: Some(period("2026-W37")),
            meeting: None,
            made: day("2026-09-07"),
            state,
            carried: Vec::new(),
        })
    };
    let done = |text: &str| ActionState::Done(day(text));
    let actions = vec![
        action(1, done("2026-09-08")),
        action(2, done("2026-09-09")),
        action(3, done("2026-09-09")),
        action(4, done("2026-09-10")),
        action(5, ActionState::Open),
    ];
    let report = with("2026-09-09 deals=1 by A", actions).ask(Kind::Goals, "week 2026-W37", "2026-09-14");
    assert!(report.said().iter().any(|said| said == "goals.kept n=3/5 rate=60.0%"), "{:?}", report.said());
    assert_eq!(report.cell("commitments", "5", "state"), "promise.overdue n=5");
}

#[test]
fn nothing_to_show_tells_the_next_step() {
    let trial = with("2026-09-09 deals=1 by A", Vec::new());
    assert!(trial.ask(Kind::Goals, "month 2026-09", "2026-09-10").said().iter().any(|s| s.starts_with("goals.none")));
    assert!(
        trial.ask(Kind::Goals, "week 2026-W37", "2026-09-10").said().iter().any(|s| s.starts_with("goals.no_plan"))
    );
}
