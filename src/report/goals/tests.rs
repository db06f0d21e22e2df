//! The goals by the numbers of the rules.

use crate::domain::base::{FiscalStart, Period};
use crate::domain::model::{
    Action, ActionState, Amendment, Checkpoint, Document, GoalSteps, Owner, Relative, Smart, Target, TargetState,
    WeekPlan,
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
        relative: None,
        smart: Smart::default(),
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
fn s_036_an_amended_target_is_marked_and_says_what_it_was_until_when_and_why() {
    let mut amended = target("company", 1_300_000, TargetState::Agreed);
    if let Document::Target(target) = &mut amended {
        let before = |at, base, reason: &str| Amendment {
            at,
            by: "boss".to_owned(),
            base,
            stretch: None,
            reason: reason.to_owned(),
        };
        target.amendments = vec![
            before(1, 1_400_000, "a fair less"),
            before(2, 1_320_000, "a holiday"),
            before(3, target.base, "a stretch"),
        ];
    }
    let trial = with("2026-09-10 revenue=100 by A", vec![amended, target("team=East", 400_000, TargetState::Agreed)]);
    let report = trial.ask(Kind::Goals, "month 2026-09", "2026-09-11");
    assert_eq!(report.cell("goals", "revenue/company", "target"), "1300000~");
    assert_eq!(report.cell("goals", "revenue/team=East", "target"), "400000");
    // The newest change of the amount first; a change of the stretch alone is none.
    let said = ["target", "was", "by", "reason"].map(|column| report.column("amended", column));
    assert_eq!(said[0], "revenue/company/1=1300000 revenue/company/2=1320000");
    assert_eq!(said[1], "revenue/company/1=1320000 revenue/company/2=1400000");
    assert_eq!(said[3], "revenue/company/1=a holiday revenue/company/2=a fair less");
    let plain = with("2026-09-10 revenue=100 by A", vec![target("company", 1_000, TargetState::Agreed)]);
    assert!(plain.ask(Kind::Goals, "month 2026-09", "2026-09-11").column("amended", "was").is_empty());
}

#[test]
fn s_036_whose_target_it_is_is_said_where_the_company_has_none() {
    let trial = with("2026-09-10 revenue=100 by A", vec![target("team=East", 400_000, TargetState::Agreed)]);
    let said = trial.ask(Kind::Goals, "month 2026-10", "2026-09-30").said();
    assert!(said.iter().all(|said| !said.starts_with("headline.target")), "{said:?}");
    let said = trial.ask(Kind::Goals, "month 2026-09", "2026-09-11").said();
    assert!(said[0].starts_with("goals.of_part name=East said=headline."), "{said:?}");
    let own = trial.ask(Kind::Goals, "month 2026-09 team=East", "2026-09-11").said();
    assert!(own[0].starts_with("headline."), "{own:?}");
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

#[test]
fn s_007_on_day_1_the_month_kicks_off_with_no_day_gone_and_last_months_winners() {
    let agreed = TargetState::Agreed;
    let mut trial = with(
        "2026-08-10 revenue=300 by A\n2026-08-11 revenue=500 by B\n2026-08-12 revenue=90 by C\n2026-08-31 revenue=90 by C",
        vec![target("company", 1_000, agreed), target("team=East", 600, TargetState::Published)],
    );
    let of_august = |owner: &str, base| match target(owner, base, agreed) {
        Document::Target(target) => Document::Target(Target { period: period("2026-08"), ..target }),
        other => other,
    };
    trial.documents.push(of_august("member=B", 400));
    let report = trial.ask(Kind::Goals, "month", "2026-09-01");
    assert_eq!(report.period, Some(period("2026-09")), "the month that begins, not the one that is over");
    let said = report.said();
    assert!(said.contains(&"kickoff.begins period=2026-09 n=0 m=22 time=0.0%".to_owned()), "{said:?}");
    assert!(said.contains(&"kickoff.winner name=B period=2026-08 value=500".to_owned()), "{said:?}");
    assert_eq!(report.column("goals", "state"), "revenue/company=goal.agreed revenue/team=East=goal.published");
    assert_eq!(report.column("winners", "rank"), "B=1 A=2 C=3");
    assert_eq!(report.column("winners", "attainment"), "B=125.0% A=. C=.");
    assert_eq!(report.column("calendar", "working"), "2026-W36=4 2026-W37=5 2026-W38=6 2026-W39=4 2026-W40=3 total=22");
    assert_eq!(report.cell("calendar", "2026-W38", "sun"), "+20", "a make-up day");
    assert_eq!(report.cell("calendar", "2026-W36", "mon"), "", "the 31st of August is not of the month");
    assert_eq!([report.cell("calendar", "2026-W36", "tue"), report.cell("calendar", "2026-W36", "sat")], ["1", "."]);
    let later = trial.ask(Kind::Goals, "month 2026-09", "2026-09-11");
    assert_eq!(later.table_ids(), ["goals", "checkpoints"], "the winners belong to the first ten days");
}

#[test]
fn s_048_a_goal_that_is_15_percent_more_than_4_0_percent_says_so() {
    let mut trial = with("2026-09-10 visits=100 inquiries=4 by A", Vec::new());
    let rate = Target {
        base: 460,
        relative: Some(Relative { baseline: 400, delta: 1_500 }),
        smart: Smart::read("SMRT").expect("letters"),
        due: "2026-09-25".parse().ok(),
        ..Target::empty("inquiry_rate".to_owned(), Owner::Company, period("2026-09"))
    };
    trial.documents = vec![Document::Target(rate)];
    let report = trial.ask(Kind::Goals, "month 2026-09", "2026-09-11");
    assert_eq!(report.cell("goals", "inquiry_rate/company", "target"), "4.6%");
    assert_eq!(
        report.cell("goals", "inquiry_rate/company", "relative"),
        "goal.relative baseline=4.0% delta=+15.0% due=2026-09-25"
    );
    assert_eq!(report.cell("goals", "inquiry_rate/company", "smart"), "SM.RT");
    let plain = with("2026-09-10 visits=100", vec![target("company", 100, TargetState::Draft)]);
    let plain = plain.ask(Kind::Goals, "month 2026-09", "2026-09-11");
    assert_eq!(plain.cell("goals", "revenue/company", "smart"), "no cell");
}

#[test]
fn s_040_the_organisation_says_from_which_index_on_a_target_is_on_pace() {
    let mut trial = with("2026-09-10 revenue=330 by A", vec![target("company", 1_000, TargetState::Agreed)]);
    let status = |trial: &Trial| {
        let report = trial.ask(Kind::Goals, "month 2026-09", "2026-09-11");
        report.cell("goals", "revenue/company", "status")
    };
    assert_eq!(status(&trial), "status.behind", "33.0 % after 8 of 22 days: index 0.91");
    trial.organisation.settings.pace = (90, 80);
    assert_eq!(status(&trial), "status.on_pace");
    trial.organisation.settings.pace = (99, 92);
    assert_eq!(status(&trial), "status.at_risk");
}

#[test]
fn s_036_the_organisation_says_how_much_the_parts_may_pass_their_whole() {
    let agreed = TargetState::Agreed;
    let documents = vec![target("company", 100, agreed), target("team=East", 115, agreed)];
    let mut trial = with("2026-09-10 revenue=1 by A", documents);
    let fit =
        |trial: &Trial| trial.ask(Kind::Goals, "month 2026-09", "2026-09-11").cell("goals", "revenue/company", "fit");
    assert_eq!(fit(&trial), "+15");
    trial.organisation.settings.cascade_tolerance = 15;
    assert_eq!(fit(&trial), "fit.covered");
}

#[test]
fn s_003_the_clock_locks_a_plan_on_the_weeks_first_working_day() {
    let week = period("2026-W37");
    let lens = "week 2026-W37";
    let plan = WeekPlan {
        owner: Owner::Company,
        week,
        values: vec![("revenue".to_owned(), 100)],
        locked: false,
        summary: String::new(),
    };
    let trial = with("2026-09-07 revenue=10 by A", vec![Document::WeekPlan(plan)]);
    let state = |today| trial.ask(Kind::Goals, lens, today).cell("plans", "revenue/company", "state");
    assert_eq!([state("2026-09-07"), state("2026-09-08")], ["plan.open", "plan.locked"]);
}
