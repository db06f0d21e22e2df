//! The funnel of fixture facts.

use crate::report::trial::Trial;
use crate::report::{Kind, Report, State};

/// The sketch of the rules: 12,000 visits after 10,000, 480 inquiries after 500, 312 valid after 300, 78 deals after 60.
const SKETCH: &str = "2026-08-10 visits=6000 channel seo
    2026-08-10 visits=4000 channel ads-search
    2026-08-10 inquiries=250 channel seo
    2026-08-10 inquiries=250 channel ads-search
    2026-08-11 valid_inquiries=300 channel seo waited 1
    2026-08-20 deals=60 revenue=1500000000 channel seo waited 9
    2026-09-07 visits=7200 channel seo
    2026-09-07 visits=4800 channel ads-search
    2026-09-07 inquiries=320 channel seo
    2026-09-07 inquiries=160 channel ads-search
    2026-09-08 valid_inquiries=312 channel seo waited 2
    2026-09-30 deals=0 channel seo
    2026-09-09 lost_orders=24 channel seo reason price
    2026-09-09 lost_orders=14 channel seo reason no-reply
    2026-09-10 deals=78 revenue=1872000000 on_site_revenue=138528000 on_site_deals=6 channel seo waited 8";

fn funnel(trial: &Trial, lens: &str, today: &str) -> Report {
    trial.ask(Kind::Funnel, lens, today)
}

/// Whether the cell alarms.
fn alarms(report: &Report, table: &str, row: &str, column: &str) -> bool {
    let table = report.tables.iter().find(|known| known.id == table).expect("the table is there");
    let at = table.columns.iter().position(|known| known.id == column).expect("the column is there");
    let row = table.rows.iter().find(|known| known.id == row).expect("the row is there");
    row.cells.get(at).is_some_and(|cell| cell.marks.alarm)
}

#[test]
fn s_026_each_step_with_its_rate_what_is_left_and_what_dropped_off() {
    let report = funnel(&Trial::new(&[], SKETCH), "month 2026-09", "2026-10-01");
    assert_eq!(
        report.column("funnel", "count"),
        "effective_visits=12000 inquiries=480 valid_inquiries=312 deals=78 aov=2400000000 revenue=1872000000"
    );
    assert_eq!(
        report.column("funnel", "step"),
        "effective_visits=. inquiries=4.0% valid_inquiries=65.0% deals=25.0% aov=. revenue=."
    );
    assert_eq!(report.cell("funnel", "inquiries", "step_change"), "-1.0pp");
    assert_eq!(report.cell("funnel", "deals", "overall"), "0.7%", "78 of 12,000");
    assert_eq!(report.cell("funnel", "deals", "drop_off"), "75.0%");
    assert_eq!(report.column("lag", "days"), "inquiry_valid=200 valid_deal=800");
    assert_eq!(report.cell("lag", "valid_deal", "before"), "900");
    assert_eq!(report.column("lost", "count"), "price=24 no-reply=14 total=38");
    assert_eq!(report.cell("mix", "on_site", "share"), "7.4%");
}

#[test]
fn s_026_only_what_chance_does_not_explain_is_an_alarm() {
    let report = funnel(&Trial::new(&[], SKETCH), "month 2026-09", "2026-10-01");
    assert!(alarms(&report, "funnel", "inquiries", "step_change"), "500 of 10,000 to 480 of 12,000");
    assert!(!alarms(&report, "funnel", "deals", "step_change"), "60 of 300 to 78 of 312 is no win (C.3)");
    assert_eq!(report.state, Some(State::Red));
    assert!(alarms(&report, "breakdown", "ads-search", "inquiry_rate"), "6.3 % to 3.3 %");
    assert!(!alarms(&report, "breakdown", "seo", "inquiry_rate"), "4.2 % to 4.4 %");
    let [first, second] = report.said().try_into().expect("two sentences");
    assert!(first.starts_with("headline.funnel.but amount=funnel.up"), "{first}");
    assert!(first.contains("step=inquiry rate owner=web editor before=5.0% now=4.0%"), "{first}");
    assert_eq!(second, "headline.funnel.where name=search ads before=6.3% now=3.3%");
}

#[test]
fn s_026_a_step_that_fell_is_not_blamed_for_an_amount_that_fell_although_more_was_sold() {
    let facts = SKETCH.replace("revenue=1872000000", "revenue=1100000000");
    let report = funnel(&Trial::new(&[], &facts), "month 2026-09", "2026-10-01");
    let [first, _] = report.said().try_into().expect("two sentences");
    assert!(first.starts_with("headline.funnel.order amount=funnel.down"), "{first}");
    assert!(first.contains("deals=+30.0% order=-43.6%"), "{first}");
    assert!(first.contains("step=inquiry rate owner=web editor"), "{first}");
    assert_eq!(report.state, Some(State::Red));
}

#[test]
fn an_amount_that_falls_without_a_step_is_amber_and_one_that_rises_green() {
    let facts = "2026-09-07 visits=1000 channel seo\n2026-09-07 inquiries=50 channel seo
        2026-09-07 deals=2 revenue=100000000 channel seo\n2026-09-08 visits=1000 channel seo
        2026-09-08 inquiries=48 channel seo\n2026-09-08 deals=2 revenue=80000000 channel seo";
    let report = |lens| funnel(&Trial::new(&[], facts), lens, "2026-09-09");
    let amber = report("day 2026-09-08 vs previous");
    assert_eq!(amber.state, Some(State::Amber));
    assert!(amber.said()[0].starts_with("headline.funnel.quiet amount=funnel.down"), "{:?}", amber.said());
    assert_eq!(report("day 2026-09-08 vs none").state, None);
    assert_eq!(report("day 2026-09-07 vs previous").state, None, "there is nothing to compare it with");
}

#[test]
fn s_026_a_step_above_100_percent_has_a_sign_and_no_interval() {
    let facts = "2026-09-08 valid_inquiries=10 channel seo\n2026-09-08 deals=12 revenue=120000 channel seo";
    let report = funnel(&Trial::new(&[], facts), "day 2026-09-08 vs none", "2026-09-09");
    assert_eq!(report.cell("funnel", "deals", "step"), "120.0%");
    assert!(alarms(&report, "funnel", "deals", "step"));
    assert_eq!(report.cell("funnel", "deals", "interval"), ".");
    assert_eq!(report.cell("funnel", "deals", "drop_off"), ".");
}

/// Ten inquiries of the first of August: six valid, two won within 30 days, one on day 40.
const TEN: &str = "2026-07-01 inquiries=10 channel seo
    2026-07-05 deals=1 revenue=100000 channel seo entered 2026-07-01
    2026-08-03 inquiries=10 channel seo
    2026-08-04 valid_inquiries=6 channel seo entered 2026-08-03 waited 1
    2026-08-10 deals=1 revenue=100000 channel seo entered 2026-08-03 waited 6
    2026-08-20 lost_orders=1 channel seo entered 2026-08-03 reason price
    2026-09-02 deals=1 revenue=100000 channel seo entered 2026-08-03 waited 29
    2026-09-12 deals=1 revenue=100000 channel seo entered 2026-08-03 waited 39
    2026-12-01 visits=1 channel seo";

#[test]
fn s_026_a_cohort_of_ten_is_20_percent_at_30_days_and_30_at_60() {
    let mut trial = Trial::new(&[], TEN);
    let at = |trial: &Trial| funnel(trial, "month 2026-08 basis=cohort", "2026-12-02");
    let report = at(&trial);
    assert_eq!(report.column("funnel", "count"), "inquiries=10 valid_inquiries=6 deals=2 aov=10000000 revenue=200000");
    assert_eq!(report.cell("funnel", "deals", "overall"), "20.0%");
    assert_eq!(report.column("outcome", "count"), "won=2 lost=1 open=0 lapsed=7 total=10");
    assert_eq!(report.column("lag", "days"), "inquiry_valid=100 valid_deal=1750 inquiry_deal=1850");
    assert_eq!(report.column("lost", "count"), "price=1 total=1");
    assert_eq!(report.cell("breakdown", "seo", "open"), "0");
    trial.organisation.settings.conversion_window_days = 60;
    assert_eq!(at(&trial).cell("funnel", "deals", "overall"), "30.0%");
}

#[test]
fn s_026_a_young_cohort_is_held_against_one_that_was_followed_as_long() {
    let trial = Trial::new(&[], &TEN.replace("2026-12-01", "2026-08-12"));
    let report = funnel(&trial, "month 2026-08 basis=cohort", "2026-08-13");
    assert_eq!(report.cell("outcome", "open", "count"), "9");
    assert_eq!(report.cell("funnel", "deals", "before"), "1", "the deal of 5 July came within as many days");
}

#[test]
fn s_028_a_step_names_who_answers_for_it() {
    let roster = ["赵敏 editor Web 2026-01-01", "王伟 promotion Web 2026-01-01", "李娜 sales East 2026-01-01"];
    let report = funnel(&Trial::new(&roster, SKETCH), "month 2026-09", "2026-10-01");
    assert_eq!(report.cell("funnel", "inquiries", "owner"), "web editor, web artist, programmer");
    assert_eq!(report.cell("funnel", "revenue", "owner"), "follow-up sales");
    assert_eq!(report.cell("owners", "editor", "people"), "赵敏");
    assert_eq!(
        report.column("owners", "step"),
        "promotion=traffic editor=inquiry rate service=valid rate sales=close rate"
    );
}

#[test]
fn an_empty_period_says_so_and_shows_nothing() {
    let report = funnel(&Trial::new(&[], SKETCH), "month 2026-05", "2026-10-01");
    assert_eq!((report.state, report.table_ids().len()), (None, 0));
    assert_eq!(report.said()[0], "headline.nothing period=2026-05");
    let nobody = funnel(&Trial::new(&[], SKETCH), "month 2026-05 basis=cohort", "2026-10-01");
    assert_eq!(nobody.said()[0], "headline.funnel.nobody period=2026-05");
    let ahead = funnel(&Trial::new(&[], SKETCH), "month 2027-05", "2026-10-01");
    assert_eq!(ahead.said(), ["headline.ahead period=2027-05"]);
}
