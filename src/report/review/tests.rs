//! The review as a whole, by the numbers of the rules.

use crate::report::trial::Trial;

/// Tuesday 8 September 2026 and the Tuesday before.
fn september() -> Trial {
    Trial::new(
        &["张伟 sales East 2026-01-01", "李娜 promotion East 2026-01-01"],
        "2026-09-01 visits=1000 by 李娜
         2026-09-01 inquiries=61 valid_inquiries=33 lost_orders=6 deals=6 revenue=812500000 by 张伟
         2026-09-07 visits=1150 by 李娜
         2026-09-08 visits=1250 invalid_visits=50 by 李娜
         2026-09-08 inquiries=52 lost_orders=9 deals=6 revenue=780000000 by 张伟",
    )
}

#[test]
fn s_002_a_day_stands_beside_the_same_weekday_of_last_week() {
    let report = september().review("day 2026-09-08", "2026-09-09");
    let cell = |row, column| report.cell("measures", row, column);
    assert_eq!(cell("effective_visits", "value"), "1200");
    assert_eq!(cell("effective_visits", "change"), "+20.0%");
    assert_eq!(cell("lost_orders", "change"), "+3");
    assert_eq!(cell("deals", "change"), "+0");
    assert_eq!(cell("revenue", "change"), "-4.0%");
    assert_eq!((cell("valid_inquiries", "value").as_str(), cell("valid_inquiries", "change").as_str()), (".", "."));
    assert_eq!(cell("inquiry_rate", "value"), "4.3%");
    assert_eq!(cell("inquiry_rate", "change"), "-1.8pp");
    assert_eq!(cell("close_rate", "value"), ".", "valid inquiries are not in");
    assert_eq!(
        report.said(),
        [
            "headline.low_trust n=5 m=6",
            "headline.moved metric=amount value=780000000 change=-4.0% comparison=2026-09-01 most=inquiry rate most_change=-1.8pp",
        ]
    );
}

#[test]
fn r5_a_day_says_who_is_missing_and_marks_what_is_incomplete() {
    let trial = Trial::new(
        &["A sales East 2026-01-01", "B sales East 2026-01-01"],
        "2026-09-08 inquiries=5 valid_inquiries=3 lost_orders=0 deals=1 revenue=0 by A
         2026-09-08 inquiries=5 lost_orders=0 deals=1 revenue=0 by B",
    );
    let report = trial.review("day 2026-09-08", "2026-09-09");
    assert_eq!(report.trust.coverage, Some((9, 10)));
    assert_eq!(report.trust.missing, [("B".to_owned(), "valid_inquiries".to_owned())]);
    assert_eq!(report.cell("measures", "valid_inquiries", "value"), "3*");
    assert_eq!(report.cell("measures", "valid_rate", "value"), "30.0%*");
    assert_eq!(report.cell("measures", "inquiries", "value"), "10");
    let other = trial.review("day 2026-09-08 member=A", "2026-09-09");
    assert_eq!(other.trust.coverage, Some((5, 5)), "of those whom the lens shows");
}

#[test]
fn s_002_a_rest_day_is_empty_and_owes_nothing() {
    let report = september().review("day 2026-09-06", "2026-09-09");
    assert_eq!(report.trust.coverage, None);
    assert_eq!(report.said(), ["headline.rest period=2026-09-06"]);
}

#[test]
fn the_default_day_is_the_last_working_day_and_says_where_the_data_ends() {
    let trial = september();
    let report = trial.review("day", "2026-09-09");
    assert_eq!(report.lens.text(report.fiscal), "day 2026-09-08");
    let monday = trial.review("day", "2026-09-14");
    assert_eq!(monday.lens.text(monday.fiscal), "day 2026-09-11");
    assert_eq!(
        monday.said(),
        ["headline.low_trust n=0 m=6", "headline.nothing period=2026-09-11", "headline.ended day=2026-09-08"]
    );
    let ahead = trial.review("month 2026-12", "2026-09-14");
    assert_eq!((ahead.counted, ahead.said()), (None, vec!["headline.ahead period=2026-12".to_owned()]));
    assert_eq!(Trial::new(&[], "").review("day", "2026-09-09").said(), ["headline.no_data period=2026-09-08"]);
}

#[test]
fn a_period_compares_with_the_one_before_and_with_last_year() {
    let trial = Trial::new(
        &[],
        "2025-09-03 deals=20
         2026-08-04 deals=25
         2026-08-20 deals=99
         2026-09-03 deals=30
         2026-09-08 deals=0",
    );
    let report = trial.review("month", "2026-09-09");
    assert_eq!(report.cell("measures", "deals", "value"), "30");
    assert_eq!(report.cell("measures", "deals", "before"), "25", "20 August is past the sixth working day");
    assert_eq!(report.cell("measures", "deals", "change"), "+20.0%");
    assert_eq!(report.cell("measures", "deals", "year_change"), "+50.0%");
    assert_eq!(trial.review("month vs none", "2026-09-09").cell("measures", "deals", "before"), "no cell");
}

#[test]
fn s_030_online_is_58_percent_of_the_total() {
    let trial = Trial::new(
        &[],
        "2026-09-08 revenue=380000 channel e-commerce
         2026-09-08 revenue=200000 channel ads-search
         2026-09-08 revenue=420000 channel dealer
         2026-09-01 revenue=420000 channel dealer",
    );
    let report = trial.review("day 2026-09-08 by channel", "2026-09-09");
    assert_eq!(report.column("branches", "share"), "online=58.0% ads=20.0% offline=42.0%");
    assert_eq!(report.column("paid", "value"), "paid=200000 free=800000");
    assert_eq!(report.column("breakdown", "value"), "dealer=420000 e-commerce=380000 ads-search=200000 total=1000000");
    assert_eq!(report.column("breakdown", "change"), "dealer=+0.0% e-commerce=. ads-search=. total=+138.1%");
    assert_eq!(report.table_ids(), ["measures", "breakdown", "matrix", "branches", "paid"]);
}

#[test]
fn r11_a_breakdown_by_team_adds_up_to_the_whole() {
    let trial = Trial::new(
        &["A sales East 2026-01-01 2026-09-07", "A sales South 2026-09-07"],
        "2026-09-03 deals=11 by A
         2026-09-08 deals=22 by A
         2026-09-08 deals=44 team East
         2026-09-08 deals=88",
    );
    let report = trial.review("month 2026-09 by team metric=deals", "2026-09-09");
    assert_eq!(report.column("breakdown", "value"), "East=55 South=22 =88 total=165");
    assert_eq!(report.column("breakdown", "share"), "East=33.3% South=13.3% =53.3% total=100.0%");
}

#[test]
fn r8_a_breakdown_of_a_rate_has_the_rate_of_the_whole_as_its_total() {
    let trial =
        Trial::new(&[], "2026-09-08 deals=1 valid_inquiries=10 by A\n2026-09-08 deals=9 valid_inquiries=30 by B");
    let report = trial.review("day 2026-09-08 by member metric=close_rate", "2026-09-09");
    assert_eq!(report.column("breakdown", "value"), "B=30.0% A=10.0% total=25.0%");
    assert_eq!(report.cell("matrix", "A", "deals"), "1");
}
