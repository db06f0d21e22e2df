use crate::domain::base::{FiscalStart, Grain, Period};
use crate::domain::model::{Document, Owner, Target};
use crate::report::Kind;
use crate::report::trial::Trial;

fn trial() -> Trial {
    let mut trial = Trial::new(
        &[
            "A editor East 2026-01-01",
            "B editor East 2026-01-01",
            "C editor South 2025-01-01 2026-06-01",
            "C editor East 2026-06-01",
        ],
        "2026-07-08 revenue=100 deals=1 by A
         2026-07-08 revenue=300 deals=2 by B
         2026-08-05 revenue=400 deals=4 valid_inquiries=10 inquiries=20 by A channel seo region North
         2026-08-06 revenue=100 deals=1 valid_inquiries=5 inquiries=10 by A channel email region North
         2026-08-06 revenue=200 deals=1 valid_inquiries=10 inquiries=30 by B channel seo region South
         2026-08-06 revenue=300 deals=2 valid_inquiries=5 inquiries=10 by C channel seo region South
         2026-09-08 visits=1",
    );
    let hired = crate::domain::model::Person { name: "A".to_owned(), hired: "2025-06-01".parse().ok(), left: None };
    trial.organisation.people.insert("A".to_owned(), hired);
    trial
}

#[test]
fn a_person_stands_beside_the_mean_of_the_team_and_among_all() {
    let report = trial().ask(Kind::Person, "month 2026-08 member=A", "2026-09-09");
    assert_eq!(report.cell("measures", "revenue", "value"), "500");
    assert_eq!(report.cell("measures", "revenue", "rank"), "1/3");
    assert_eq!(report.cell("measures", "revenue", "move"), "Climb(1)", "second of the two who were there in July");
    assert_eq!(report.cell("measures", "revenue", "on_mean"), "+50.0%", "1,000 of three people");
    assert_eq!(report.cell("measures", "close_rate", "mean"), "26.7%", "8 of 30: the ratio of the sums");
    assert_eq!(report.cell("measures", "close_rate", "on_mean"), "+6.7pp");
    assert_eq!(report.cell("funnel", "deals", "team_step"), "26.7%");
    assert_eq!(report.cell("funnel", "valid_inquiries", "step"), "50.0%");
    assert_eq!(report.column("channels", "share"), "seo=80.0% email=20.0%");
    assert_eq!(report.column("regions", "value"), "North=500");
    assert_eq!(report.cell("posts", "1", "from"), "2026-01-01");
    assert_eq!(
        report.said(),
        [
            "headline.person name=A rank=1 all=3 metric=amount value=500 change=+400.0% comparison=2026-07",
            "headline.since team=East role=web editor since=2025-06 years=1 months=2",
        ]
    );
}

#[test]
fn s_040_a_person_with_a_target_is_held_against_it() {
    let mut trial = trial();
    let month = Period::of(Grain::Month, "2026-08-01".parse().expect("a day"), FiscalStart::default());
    let target = Target { base: 400, ..Target::empty("revenue".to_owned(), Owner::Member("A".to_owned()), month) };
    trial.documents.push(Document::Target(target));
    let report = trial.ask(Kind::Person, "month 2026-08 member=A", "2026-09-09");
    assert_eq!(report.cell("pace", "revenue", "attainment"), "125.0%", "500 of 400");
    let without = ["month 2026-08 member=B", "month 2026-07 member=A", "month 2026-08 member=A channel=seo"];
    for lens in without {
        let report = trial.ask(Kind::Person, lens, "2026-09-09");
        assert!(!report.table_ids().contains(&"pace"), "{lens}");
    }
}

#[test]
fn r11_where_somebody_was_before_stays_in_the_history() {
    let report = trial().ask(Kind::Person, "month 2026-08 member=C", "2026-09-09");
    assert_eq!(report.column("posts", "to"), "1=value.today 2=2026-05-31");
    assert_eq!(report.cell("measures", "revenue", "move"), "new");
}

#[test]
fn whoever_has_no_row_is_told_so() {
    let report = trial().ask(Kind::Person, "month 2026-08 member=Z", "2026-09-09");
    assert_eq!(report.said(), ["headline.nothing_of period=2026-08 names=Z"]);
    assert!(report.tables.is_empty());
}
