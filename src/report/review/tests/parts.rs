//! What a whole is made of: channels, regions, people, products, reasons.

use crate::report::trial::Trial;

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
    assert_eq!(report.column("breakdown", "value"), "dealer=420000 ads-search=200000 e-commerce=380000 total=1000000");
    assert_eq!(report.column("breakdown", "change"), "dealer=+0.0% ads-search=. e-commerce=. total=+138.1%");
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
    assert_eq!(report.column("breakdown", "rank"), "E=. D=4 B=2 C=2 A=1 =. total=.");
}

#[test]
fn s_002_a_breakdown_is_sorted_by_what_each_part_adds_to_the_change() {
    let trial = Trial::new(
        &[],
        "2026-09-01 inquiries=50 lost_orders=1 channel seo\n2026-09-08 inquiries=40 lost_orders=1 channel seo
         2026-09-01 inquiries=20 lost_orders=2 channel dealer\n2026-09-08 inquiries=5 lost_orders=9 channel dealer
         2026-09-01 inquiries=9 channel social\n2026-09-08 inquiries=12 channel social
         2026-09-01 inquiries=9\n2026-09-08 inquiries=1",
    );
    let review = |lens: &str| trial.review(lens, "2026-09-09");
    let order = |report: &crate::report::Report| report.column("breakdown", "value");
    let lost = review("day 2026-09-08 by channel metric=inquiries");
    assert_eq!(order(&lost), "dealer=5 seo=40 social=12 =1 total=58", "15 lost, 10 lost, 3 won; not recorded last");
    assert_eq!(lost.column("matrix", "inquiries"), order(&lost), "every measure in the same order");
    let noted = |report: &crate::report::Report| {
        report.tables.iter().find_map(crate::report::Table::order).map(|note| note.id.into_owned())
    };
    assert_eq!(noted(&lost).as_deref(), Some("note.most_lost_first"));
    let risen = review("day 2026-09-08 by channel metric=lost_orders");
    assert_eq!(order(&risen), "dealer=9 seo=1 total=10", "of what had better be less, whoever has more stands first");
    assert_eq!(noted(&risen).as_deref(), Some("note.most_risen_first"));
    let alone = review("day 2026-09-08 vs none by channel metric=inquiries");
    assert_eq!(order(&alone), "seo=40 social=12 dealer=5 =1 total=58", "nothing is compared, so size counts");
    assert_eq!(noted(&alone), None);
}

#[test]
fn r6_a_review_tells_the_last_working_day_that_counts() {
    let facts = "2026-09-25 deals=1\n2026-10-12 deals=1";
    let trial = Trial::new(&[], facts);
    let worked = |trial: &Trial, lens: &str, today: &str| {
        let told = trial.review(lens, today).worked;
        told.map(|day| day.to_string()).unwrap_or_default()
    };
    assert_eq!(worked(&trial, "month 2026-09", "2026-10-12"), "2026-09-30");
    assert_eq!(worked(&trial, "week 2026-W39", "2026-10-12"), "2026-09-24", "the 25th is the Mid-Autumn Festival");
    assert_eq!(worked(&trial, "week 2026-W42", "2026-10-13"), "2026-10-12", "of a running week the last one over");
    assert_eq!(worked(&trial, "day 2026-10-03", "2026-10-12"), "", "a holiday has none");
    assert_eq!(worked(&trial, "week 2026-W52", "2026-10-12"), "", "nor has what is still to come");
}

#[test]
fn s_077_the_mark_of_a_correction_stands_at_the_figure_that_it_is_among() {
    let trial = Trial::new(
        &[],
        "2026-09-01 inquiries=40 by A
         2026-09-01 inquiries=40 by A weight -1
         2026-09-01 inquiries=44 by A
         2026-09-08 visits=1000 inquiries=52 valid_inquiries=30 by A
         2026-09-08 inquiries=52 by A weight -1
         2026-09-08 inquiries=55 by A
         2026-09-08 inquiries=5 by B",
    );
    let report = trial.review("day 2026-09-08 by member metric=inquiries", "2026-09-09");
    let cells = |row: &str| ["value", "before"].map(|column| report.cell("measures", row, column));
    assert_eq!(cells("inquiries"), ["60~", "44~"]);
    assert_eq!(report.cell("measures", "effective_visits", "value"), "1000", "nobody has corrected it");
    assert_eq!(report.cell("measures", "valid_rate", "value"), "50.0%~", "what it is made of was corrected");
    assert_eq!(report.column("breakdown", "value"), "B=5 A=55~ total=60~");
    assert_eq!(report.column("breakdown", "before"), "B=. A=44~ total=44~");
    assert!(report.trust.corrected, "and the period says so too");
    let board = trial.ask(crate::report::Kind::Board, "day 2026-09-08 metric=inquiries", "2026-09-09");
    assert_eq!(board.column("board", "value"), "A=55~ B=5 total=60~");
    let funnel = trial.ask(crate::report::Kind::Funnel, "day 2026-09-08", "2026-09-09");
    assert_eq!(funnel.column("funnel", "count").split(' ').nth(1), Some("inquiries=60~"));
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
fn s_030_a_breakdown_by_channel_says_who_answers_for_each() {
    let facts =
        "2026-09-08 inquiries=5 channel dealer\n2026-09-08 inquiries=12 channel ads-search\n2026-09-08 inquiries=1";
    let roster = ["张伟 promotion Growth 2026-01-01"];
    let report = Trial::new(&roster, facts).review("day 2026-09-08 by channel metric=inquiries", "2026-09-09");
    let owner = |row| report.cell("breakdown", row, "owner");
    assert!(owner("ads-search").contains("张伟"), "the branch's role and who holds it: {}", owner("ads-search"));
    assert_eq!([owner(""), owner("total")], [".", ""], "nobody answers for what is not recorded");
    let by_region = Trial::new(&roster, facts).review("day 2026-09-08 by region metric=inquiries", "2026-09-09");
    assert_eq!(
        by_region.cell("breakdown", "", "owner"),
        "no cell",
        "where nobody answers for a part, no column says so"
    );
}
