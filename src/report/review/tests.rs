//! The review by the numbers of the rules: periods, what they stand beside, limits, curves; its parts have a room of
//! their own.

mod parts;
mod targets;

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
fn s_004_the_week_stands_beside_six_weeks_and_twelve_months_with_its_money() {
    let trial = Trial::new(
        &[],
        "2025-09-03 revenue=70 deals=7
         2026-08-26 revenue=90 deals=9
         2026-09-02 revenue=100 deals=10 spend=20 gross_profit=60
         2026-09-05 revenue=5",
    );
    let report = trial.review("week 2026-W36", "2026-09-09");
    assert_eq!(
        report.table_ids(),
        ["measures", "exceptions", "funnel", "days", "weeks", "months", "to_date", "returns"]
    );
    let cell = |table, row, column| report.cell(table, row, column);
    assert_eq!(cell("weeks", "revenue", "2026-W36"), "105");
    assert_eq!(cell("weeks", "revenue", "2026-W35"), "90");
    assert_eq!(cell("weeks", "revenue", "2026-W31"), ".");
    assert_eq!(cell("weeks", "revenue", "2026-W30"), "no cell");
    assert_eq!(cell("months", "revenue", "2026-08"), "90");
    assert_eq!(cell("months", "revenue", "2025-10"), ".");
    assert_eq!(cell("months", "revenue", "2025-09"), "no cell");
    assert_eq!(cell("days", "2026-09-05", "revenue"), "5");
    assert_eq!(cell("days", "2026-09-05", "kind"), "day.rest");
    assert_eq!(cell("measures", "revenue", "change"), "+16.7%");
    assert_eq!(cell("measures", "revenue", "year_change"), "+50.0%", "364 days back");
    assert_eq!(
        (cell("returns", "gross_result", "value"), cell("returns", "roi", "value")),
        ("40".into(), "200.0%".into())
    );
}

#[test]
fn s_005_the_weeks_of_a_month_add_up_to_it() {
    let days = (1..=31).map(|day| format!("2026-08-{day:02} deals={day}")).collect::<Vec<_>>().join("\n");
    let report = Trial::new(&[], &days).review("month 2026-08", "2026-09-09");
    let parts = [
        "2026-08-01..2026-08-02",
        "2026-08-03..2026-08-09",
        "2026-08-10..2026-08-16",
        "2026-08-17..2026-08-23",
        "2026-08-24..2026-08-30",
        "2026-08-31",
    ];
    let sum: u64 = parts.map(|part| report.cell("segments", "deals", part).parse::<u64>().expect("a sum")).iter().sum();
    assert_eq!((sum.to_string(), report.cell("segments", "deals", "total")), ("496".into(), "496".into()));
}

#[test]
fn s_006_the_month_has_its_funnel_and_twelve_months() {
    let trial = Trial::new(
        &[],
        "2026-07-10 visits=10000 inquiries=500 valid_inquiries=300 deals=60 revenue=1500000000
         2026-08-10 visits=12000 inquiries=480 valid_inquiries=312 deals=78 revenue=1872000000
         2026-09-08 visits=1",
    );
    let report = trial.review("month 2026-08", "2026-09-09");
    assert_eq!(report.column("funnel", "count"), "effective_visits=12000 inquiries=480 valid_inquiries=312 deals=78");
    assert_eq!(report.column("funnel", "step"), "effective_visits=. inquiries=4.0% valid_inquiries=65.0% deals=25.0%");
    assert_eq!(
        report.column("funnel", "step_change"),
        "effective_visits=. inquiries=-1.0pp valid_inquiries=+5.0pp deals=+5.0pp"
    );
    assert_eq!(report.cell("funnel", "deals", "overall"), "0.7%");
    assert_eq!(report.cell("months", "revenue", "2026-07"), "1500000000");
    assert_eq!(
        report.said()[0],
        "headline.moved metric=amount value=1872000000 change=+24.8% comparison=2026-07 most=deals most_change=+30.0%"
    );
}

#[test]
fn s_010_a_quarter_is_the_sum_of_its_three_months() {
    let trial = Trial::new(
        &[],
        "2026-04-10 deals=10 collected=60 amount_due=100
         2026-05-10 deals=20 collected=240 amount_due=200
         2026-06-10 deals=30 collected=90 amount_due=100",
    );
    let report = trial.review("quarter 2026-Q2 metric=collection_rate", "2026-09-09");
    let months = ["2026-04", "2026-05", "2026-06", "total"].map(|month| report.cell("months", "deals", month));
    assert_eq!(months, ["10", "20", "30", "60"]);
    // S-073: the quarter is the ratio of sums, not the mean of the months (90 %).
    assert_eq!(report.cell("measures", "collection_rate", "value"), "97.5%");
    let year = trial.review("year 2026", "2026-09-09");
    assert_eq!(year.cell("months", "deals", "2026-05"), "20");
    assert_eq!(year.cell("months", "deals", "2026-10"), "no cell", "it has not come");
}

#[test]
fn s_006_a_month_says_both_growths_where_there_was_a_last_year() {
    let trial = Trial::new(
        &[],
        "2025-08-10 revenue=50 inquiries=90
         2026-07-10 revenue=80 inquiries=100
         2026-08-10 revenue=100 inquiries=150
         2026-09-08 visits=1",
    );
    let both = "headline.both metric=amount value=100 change=+25.0% comparison=2026-07 year_change=+100.0%";
    let report = trial.review("month 2026-08", "2026-09-09");
    assert_eq!(report.said(), [both, "headline.most most=inquiries most_change=+50.0%"]);
    let none = trial.review("month 2026-08 channel=seo,ads", "2026-09-09");
    assert_eq!(none.said(), ["headline.nothing_of period=2026-08 names=seo, ads"]);
}

#[test]
fn r7_a_month_has_its_ten_day_periods() {
    let days = (1..=31).map(|day| format!("2026-08-{day:02} deals=1")).collect::<Vec<_>>().join("\n");
    let report = Trial::new(&[], &days).review("month 2026-08", "2026-09-09");
    assert_eq!(report.cell("ten_days", "deals", "2026-08-21..2026-08-31"), "11");
    assert_eq!(report.cell("ten_days", "deals", "total"), "31");
}

/// Forty days of deals up to Friday 25 September 2026, `deals` on each working day.
fn steady(deals: impl Fn(usize) -> i64) -> Trial {
    let first: crate::domain::base::Day = "2026-07-20".parse().expect("a day");
    let days = (0..68).map(|day| first.plus(day)).filter(|day| day.weekday() < 5).enumerate();
    let lines: Vec<String> = days.map(|(at, day)| format!("{day} deals={} visits=100", deals(at))).collect();
    Trial::new(&[], &lines.join("\n"))
}

#[test]
fn s_002_a_day_stands_between_the_natural_limits_of_the_days_before() {
    let report = steady(|at| 20 + i64::try_from(at % 2).unwrap_or(0) * 2).review("day 2026-09-22", "2026-09-23");
    // Mean 21, mean moving range 2: 21 ± 5.32, in 1/1,000; what is usual of each weekday is the same.
    let strip = report.cell("measures", "deals", "range");
    assert_eq!(strip.split(' ').count(), 5, "{strip}");
    assert_eq!(report.cell("limits", "deals", "days"), "29", "of thirty working days a make-up Sunday was silent");
    assert_eq!(report.cell("limits", "effective_visits", "mean"), "10000", "100 in 1/100");
    assert_eq!(report.cell("measures", "effective_visits", "range"), "100000 100000 100000 at 100000");
    assert_eq!(report.cell("measures", "revenue", "range"), "no cell", "nobody has ever reported it");
    assert!(
        report.tables.iter().flat_map(|table| &table.rows).flat_map(|row| &row.cells).all(|cell| !cell.marks.alarm)
    );
}

#[test]
fn b_1_limits_are_on_trial_from_six_days_and_there_are_none_below() {
    let report = steady(|_| 20).review("day 2026-07-29", "2026-09-23");
    assert_eq!(
        (report.cell("limits", "deals", "days"), report.cell("limits", "deals", "trial")),
        ("7".into(), "limits.trial".into())
    );
    let early = steady(|_| 20).review("day 2026-07-24", "2026-09-23");
    assert!(!early.table_ids().contains(&"limits"));
    let rest = steady(|_| 20).review("day 2026-09-19", "2026-09-23");
    assert_eq!(rest.cell("measures", "deals", "range"), "no cell", "a rest day is like no other");
}

#[test]
fn s_002_exceptions_name_who_carries_the_move_and_whose_it_is() {
    let trial = Trial::new(
        &[],
        "2026-09-01 inquiries=40 revenue=500 channel seo by A
         2026-09-01 inquiries=20 revenue=500 channel email by B
         2026-09-08 inquiries=20 revenue=600 channel seo by A
         2026-09-08 inquiries=25 revenue=600 channel email by B",
    );
    let report = trial.review("day 2026-09-08", "2026-09-09");
    assert_eq!(report.column("exceptions", "change"), "inquiries=-25.0% revenue=+20.0%");
    assert_eq!(report.cell("exceptions", "inquiries", "part"), "-20", "seo lost 20, email won 5");
    assert_eq!(report.cell("exceptions", "inquiries", "dimension"), "dimension.channel");
    assert_eq!(report.cell("exceptions", "inquiries", "owner"), "online service");
    assert_eq!(report.said().get(1).map(String::as_str), Some("headline.cause name=e-mail part=+100 rest=+100"));
    let filtered = trial.review("day 2026-09-08 channel=seo", "2026-09-09");
    assert_eq!(filtered.cell("exceptions", "inquiries", "carrier"), "no cell", "that would need rows");
    assert!(!trial.review("day 2026-09-08 vs none", "2026-09-09").table_ids().contains(&"exceptions"));
}

#[test]
fn who_moved_most_against_the_whole_is_named_where_the_others_only_made_up_for_it() {
    let day = |day: &str, counts: [u32; 4]| {
        let row = |(channel, count)| format!("{day} inquiries={count} channel {channel}\n");
        ["seo", "email", "live", "blog"].iter().zip(counts).map(row).collect::<String>()
    };
    let carrier = |now| {
        let facts = day("2026-09-01", [100, 20, 20, 20]) + &day("2026-09-08", now);
        let report = Trial::new(&[], &facts).review("day 2026-09-08 metric=inquiries", "2026-09-09");
        report.said().get(1).cloned()
    };
    let named =
        |name: &str, part: &str, rest: &str| Some(format!("headline.cause name={name} part={part} rest={rest}"));
    assert_eq!(
        carrier([20, 47, 47, 47]),
        named("search, unpaid", "-80", "+81"),
        "+1 in all, and nobody won half of 80"
    );
    assert_eq!(carrier([20, 70, 47, 47]), named("e-mail", "+50", "-26"), "+24 in all");
}

#[test]
fn s_004_the_week_and_what_has_come_of_its_month_and_quarter() {
    let trial = Trial::new(
        &[],
        "2025-09-03 revenue=70
         2026-07-02 revenue=1000
         2026-08-04 revenue=90
         2026-09-02 revenue=100
         2026-09-04 revenue=80",
    );
    let report = trial.review("week 2026-W36", "2026-09-09");
    let cell = |column| report.cell("to_date", "revenue", column);
    assert_eq!(
        (cell("month"), cell("month_change"), cell("month_year")),
        ("180".into(), "+100.0%".into(), "+157.1%".into())
    );
    assert_eq!(cell("quarter"), "1270");
    assert_eq!(report.cell("weeks", "revenue", "last_year"), ". . . . . 70");
    assert_eq!(report.cell("weeks", "revenue", "year_change"), "+157.1%");
    assert_eq!(report.cell("months", "revenue", "last_year"), ". . . . . . . . . . . 70");
}

#[test]
fn s_006_the_curve_holds_each_day_against_as_many_working_days() {
    let trial = Trial::new(
        &[],
        "2026-08-03 deals=5 valid_inquiries=10
         2026-08-10 deals=7 valid_inquiries=30
         2026-09-01 deals=1 valid_inquiries=4
         2026-09-04 deals=2 valid_inquiries=6
         2026-09-08 deals=4",
    );
    let report = trial.review("month", "2026-09-09");
    assert_eq!(report.cell("curve", "deals", "value"), "1 1 1 3 3 3 3 7");
    let before = report.cell("curve", "deals", "before");
    let points: Vec<&str> = before.split(' ').collect();
    assert_eq!(points.len(), 30);
    assert_eq!((points.first(), points.get(7)), (Some(&"5"), Some(&"12")), "its first and its sixth working day");
    assert_eq!(report.cell("measures", "deals", "before"), "12", "the curve ends where the table stands");
    assert_eq!(report.cell("curve", "close_rate", "value"), "250000 250000 250000 300000 300000 300000 300000 700000");
    assert_eq!(report.cell("days", "2026-09-20", "kind"), "day.makeup");
    assert_eq!(report.cell("days", "2026-09-20", "deals"), ".", "it is still ahead");
}

#[test]
fn s_010_a_quarter_adds_up_by_ten_days_and_a_year_by_months() {
    let trial = Trial::new(&[], "2026-07-05 deals=1\n2026-08-15 deals=2\n2026-09-25 deals=4\n2026-12-01 visits=1");
    let quarter = trial.review("quarter 2026-Q3", "2026-12-02");
    assert_eq!(quarter.cell("curve", "deals", "value"), "1 1 1 1 3 3 3 3 7");
    assert_eq!(quarter.cell("months", "deals", "total"), "7");
    let year = trial.review("year 2026", "2027-03-01");
    assert_eq!(year.cell("curve", "deals", "value"), ". . . . . . 1 3 7 7 7 7");
}
