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
    assert_eq!(report.table_ids(), ["measures", "exceptions", "breakdown", "matrix", "branches", "paid"]);
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
fn s_027_seven_percent_on_the_site_and_93_by_follow_up() {
    let trial = Trial::new(&[], "2026-08-10 revenue=200000 on_site_revenue=14000 deals=40 on_site_deals=10");
    let report = trial.review("month 2026-08", "2026-09-09");
    assert_eq!(report.column("mix", "share"), "on_site=7.0% follow_up=93.0%");
    assert_eq!(report.column("mix", "deviation"), "on_site=+0.0pp follow_up=+0.0pp");
    assert_eq!(report.column("mix", "deal_share"), "on_site=25.0% follow_up=75.0%");
    let without = Trial::new(&[], "2026-08-10 revenue=200000 deals=40").review("month 2026-08", "2026-09-09");
    assert!(!without.table_ids().contains(&"mix"), "what is missing leaves no empty frame");
}

#[test]
fn s_032_cost_per_customer_and_return_on_spend() {
    let trial = Trial::new(&[], "2026-08-10 spend=100000000 new_customers=25 revenue=600000000");
    let report = trial.review("month 2026-08", "2026-09-09");
    assert_eq!(report.column("returns", "value"), "revenue=600000000 spend=100000000 roas=600 cac=400000000");
}

#[test]
fn s_034_repeat_purchase_is_told_when_asked_for() {
    let trial = Trial::new(
        &[],
        "2025-08-30 deals=1 revenue=999 customer A
         2025-09-01 deals=1 revenue=400 customer A
         2026-08-10 deals=1 revenue=300 gross_profit=120 customer A
         2026-08-11 deals=1 revenue=300 gross_profit=120 customer B
         2026-09-08 visits=1",
    );
    let report = trial.review("month 2026-08 metric=orders_per_customer", "2026-09-09");
    assert_eq!(
        report.column("repeat", "value"),
        "customers=2 orders=3 orders_per_customer=150 repeat_share=30.0%",
        "365 days back from 31 August is 1 September"
    );
    let value = trial.review("month 2026-08 metric=ltv", "2026-09-09");
    assert_eq!(value.cell("repeat", "ltv", "value"), "54000", "300 × 1.5 × 40 % × 3 years, in 1/100");
    assert!(!trial.review("month 2026-08", "2026-09-09").table_ids().contains(&"repeat"));
}

#[test]
fn s_060_posts_are_filled_and_orders_stand_per_head() {
    let mut trial = Trial::new(
        &["A sales Web 2026-01-01", "B sales Web 2026-01-01", "C editor Web 2026-01-01"],
        "2026-08-10 orders=30 by A
         2026-08-10 orders=20 by B
         2026-08-10 orders=7",
    );
    let web = trial.organisation.teams.get_mut("Web").expect("the team");
    web.posts = vec![("sales".to_owned(), 2, 4), ("editor".to_owned(), 1, 1), ("art".to_owned(), 3, 3)];
    let report = trial.review("month 2026-08", "2026-09-09");
    assert_eq!(report.column("posts", "rate"), "Web/sales=100.0% Web/editor=100.0% Web/art=0.0% total=50.0%");
    assert_eq!(report.column("posts", "per_head"), "Web/sales=2500 Web/editor=. Web/art=. total=1667");
}

#[test]
fn s_108_the_average_order_of_each_person_has_its_band() {
    let trial = Trial::new(
        &[],
        "2026-08-10 deals=10 revenue=270000000 by A
         2026-08-10 deals=10 revenue=179990000 by B
         2026-08-10 deals=0 revenue=0 by C",
    );
    let report = trial.review("month 2026-08 by member metric=aov", "2026-09-09");
    assert_eq!(report.column("breakdown", "value"), "A=2700000000 B=1799900000 C=- total=2249950000");
    assert_eq!(report.column("breakdown", "band"), "A=band.high B=band.low C=. total=.");
}

#[test]
fn s_119_regions_have_share_and_both_growths() {
    let trial = Trial::new(
        &[],
        "2025-08-10 revenue=200 region East
         2026-07-10 revenue=320 region East
         2026-08-10 revenue=400 region East
         2026-08-10 revenue=250 region South
         2026-08-10 revenue=300 region North
         2026-08-10 revenue=50
         2026-09-08 visits=1",
    );
    let report = trial.review("month 2026-08", "2026-09-09");
    assert_eq!(report.column("regions", "share"), "East=40.0% North=30.0% South=25.0% =5.0% total=100.0%");
    assert_eq!(
        (report.cell("regions", "East", "change"), report.cell("regions", "East", "year_change")),
        ("+25.0%".into(), "+100.0%".into())
    );
    assert!(
        !Trial::new(&[], "2026-08-10 revenue=50")
            .review("month 2026-08", "2026-09-09")
            .table_ids()
            .contains(&"regions")
    );
}

#[test]
fn s_120_a_product_has_its_share_within_each_region() {
    let trial = Trial::new(
        &[],
        "2026-08-10 revenue=42 region East product high-end
         2026-08-10 revenue=58 region East product basic
         2026-08-10 revenue=28 region West product high-end
         2026-08-10 revenue=72 region West product basic",
    );
    let report = trial.review("month 2026-08 by product region=East,West", "2026-09-09");
    assert_eq!(report.column("cross", "East"), "basic=58.0% high-end=42.0% total=100.0%");
    assert_eq!(report.column("cross", "West"), "basic=72.0% high-end=28.0% total=100.0%");
    assert_eq!(report.column("cross", "total"), "basic=65.0% high-end=35.0% total=100.0%");
}

#[test]
fn s_123_complaints_by_category_the_most_frequent_first() {
    let trial = Trial::new(
        &[],
        "2026-08-10 complaints=43 reason logistics region North
         2026-08-10 complaints=37 reason quality region North
         2026-08-10 complaints=20 region North
         2026-08-10 orders=25000 region North",
    );
    let report = trial.review("month 2026-08", "2026-09-09");
    assert_eq!(report.column("complaints", "share"), "logistics=43.0% quality=37.0% =20.0% total=100.0%");
    assert_eq!(report.column("complaints", "running"), "logistics=43.0% quality=80.0% =100.0% total=.");
    let note = report.tables.iter().find(|table| table.id == "complaints").and_then(|table| table.note.clone());
    assert_eq!(note.map(|note| note.id.into_owned()), Some("note.complaint_rate".to_owned()));
    let rate = trial.review("month 2026-08 metric=complaint_rate", "2026-09-09");
    assert_eq!(rate.cell("measures", "complaint_rate", "value"), "0.4%");
}

#[test]
fn s_021_lost_orders_have_their_reasons() {
    let trial = Trial::new(&[], "2026-09-08 lost_orders=5 reason price\n2026-09-08 lost_orders=3 reason no-reply");
    let report = trial.review("day 2026-09-08", "2026-09-09");
    assert_eq!(report.column("lost", "count"), "price=5 no-reply=3 total=8");
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
fn r3_people_are_ranked_and_equals_share_the_rank() {
    let trial = Trial::new(
        &[],
        "2026-09-08 revenue=101 by A
         2026-09-08 revenue=100 by B
         2026-09-08 revenue=100 by C
         2026-09-08 revenue=99 by D
         2026-09-08 revenue=500
         2026-09-01 revenue=7 by E",
    );
    let report = trial.review("day 2026-09-08 by member", "2026-09-09");
    assert_eq!(report.column("breakdown", "rank"), "A=1 B=2 C=2 D=4 E=. =. total=.");
}

#[test]
fn r11_a_newcomer_is_ranked_but_flagged() {
    let mut trial = Trial::new(&[], "2026-09-08 revenue=101 by A\n2026-09-08 revenue=100 by B");
    let hired = |name: &str, day: &str| crate::domain::model::Person {
        name: name.to_owned(),
        hired: day.parse().ok(),
        left: None,
    };
    trial.organisation.people.insert("A".to_owned(), hired("A", "2026-06-08"));
    trial.organisation.people.insert("B".to_owned(), hired("B", "2026-06-07"));
    let report = trial.review("day 2026-09-08 by member", "2026-09-09");
    let note = report.tables.iter().find(|table| table.id == "breakdown").and_then(|table| table.note.clone());
    assert_eq!(note.map(|note| note.args), Some(vec![("people".into(), crate::report::Value::Text("A".to_owned()))]));
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
