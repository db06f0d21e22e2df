//! Boards of fixture facts, as the rules have them.

use crate::domain::base::{FiscalStart, Grain, Period};
use crate::domain::model::{Dimension, Document, Owner, Person, Target};
use crate::report::trial::Trial;
use crate::report::{Kind, Report, Value};

fn board(trial: &Trial, lens: &str) -> Report {
    trial.ask(Kind::Board, lens, "2026-09-09")
}

fn note(report: &Report, table: &str) -> String {
    let table = report.tables.iter().find(|known| known.id == table);
    format!("{:?}", table.and_then(|table| table.note.clone()))
}

/// July and August of people in two teams; nobody of them must report.
fn two_months() -> Trial {
    Trial::new(
        &[
            "A closer East 2026-01-01",
            "B closer East 2026-01-01",
            "C closer South 2026-01-01",
            "D closer South 2026-01-01",
            "E closer South 2026-08-01",
            "F closer South 2026-01-01",
            "G editor South 2026-01-01",
        ],
        "2026-06-10 revenue=100 by A
         2026-07-10 revenue=120 by A
         2026-07-10 revenue=500 by B
         2026-07-10 revenue=400 by C
         2026-07-10 revenue=5 by D
         2026-08-10 revenue=150 deals=5 by A
         2026-08-10 revenue=400 deals=4 by B
         2026-08-10 revenue=400 deals=2 by C
         2026-08-10 revenue=300 deals=3 by D
         2026-08-10 revenue=250 deals=1 by E
         2026-08-10 revenue=100
         2026-09-08 visits=1",
    )
}

#[test]
fn s_091_the_board_has_value_share_and_the_gap_to_the_next_above() {
    let report = board(&two_months(), "month 2026-08");
    assert_eq!(report.column("board", "rank"), "B=1 C=1 D=3 E=4 A=5 =. total=.");
    assert_eq!(report.column("board", "value"), "B=400 C=400 D=300 E=250 A=150 =100 total=1600");
    assert_eq!(report.cell("board", "D", "share"), "18.8%");
    assert_eq!(
        report.column("board", "to_next"),
        "B=. C=0 D=100 E=50 A=100 =. total=.",
        "row n: the amount above less its own"
    );
    assert_eq!(report.cell("board", "C", "team"), "South");
    assert_eq!(report.lens.by.map(Dimension::id), Some("member"), "the report says by what it ranks");
}

#[test]
fn s_091_a_refund_counts_against_whoever_sold() {
    let trial = Trial::new(
        &[],
        "2026-08-10 revenue=100 by A\n2026-08-10 revenue=90 by B\n2026-08-11 revenue=-20 refunds=20 by A",
    );
    assert_eq!(board(&trial, "month 2026-08").column("board", "value"), "B=90 A=80 total=170");
}

#[test]
fn s_082_ranks_move_among_those_of_both_periods() {
    let report = board(&two_months(), "month 2026-08");
    assert_eq!(
        report.column("board", "move"),
        "B=Climb(0) C=Climb(1) D=Climb(1) E=new A=Climb(-1) =. total=.",
        "E has come and moves nobody"
    );
    assert_eq!(report.cell("board", "A", "history"), "Ranks([None, None, None, None, Some(1), Some(3)])");
}

#[test]
fn r3_equals_share_the_lead() {
    let report = board(&two_months(), "month 2026-08");
    assert_eq!(
        report.said().first().map(String::as_str),
        Some("headline.shared metric=amount value=400 names=B, C n=0")
    );
}

#[test]
fn who_leads_who_climbed_and_who_is_one_step_away_is_said_first() {
    let report = board(&two_months(), "month 2026-08 metric=deals");
    assert_eq!(
        report.said(),
        ["headline.leads metric=deals value=5 name=A gap=1 second=B", "headline.closest name=D gap=1 above=B rank=2",]
    );
    assert_eq!(report.column("one_step", "gap"), "B=1 D=1 C=1 E=1");
    assert_eq!(report.column("one_step", "above"), "B=A D=B C=D E=C");
}

#[test]
fn r11_newcomers_are_flagged_and_who_has_no_rows_is_named() {
    let mut trial = two_months();
    let hired = Person { name: "E".to_owned(), hired: "2026-08-01".parse().ok(), left: None };
    trial.organisation.people.insert("E".to_owned(), hired);
    let report = board(&trial, "month 2026-08");
    let label = report.tables.first().and_then(|table| table.rows.iter().find(|row| row.id == "E"));
    assert!(format!("{label:?}").contains("row.newcomer"));
    let note = note(&report, "board");
    assert!(note.contains("note.newcomers") && note.contains("\"E\""), "{note}");
    assert!(note.contains("note.silent") && note.contains("\"F\""), "an editor sells nothing and is not named: {note}");
}

#[test]
fn r5_whoever_has_not_reported_has_an_incomplete_figure() {
    let trial = Trial::new(
        &["A sales East 2026-01-01", "B sales East 2026-01-01"],
        "2026-09-08 revenue=100 by A\n2026-09-08 deals=1 by B\n2026-09-07 revenue=50 by B",
    );
    let report = board(&trial, "week 2026-W37");
    assert_eq!(report.column("board", "value"), "A=100* B=50* total=150*");
}

#[test]
fn r8_rates_are_ranked_as_ratios_of_sums_and_the_least_first_where_less_is_better() {
    let trial = Trial::new(
        &[],
        "2026-08-10 deals=1 valid_inquiries=10 lost_orders=1 by A
         2026-08-11 deals=9 valid_inquiries=30 lost_orders=3 by A
         2026-08-10 deals=4 valid_inquiries=20 lost_orders=6 by B",
    );
    let report = board(&trial, "month 2026-08 metric=close_rate");
    assert_eq!(report.column("board", "value"), "A=25.0% B=20.0% total=23.3%");
    assert_eq!(report.cell("board", "B", "to_next"), "+5.0pp");
    assert_eq!(report.cell("board", "B", "share"), "no cell", "a rate has no parts");
    let lost = board(&trial, "month 2026-08 metric=lost_rate");
    assert_eq!(lost.column("board", "rank"), "A=1 B=2 total=.", "4 of 14 against 6 of 10");
}

#[test]
fn s_092_the_growth_board_ranks_growth_with_its_streak() {
    let report = board(&two_months(), "month 2026-08 metric=growth_pop");
    assert_eq!(report.column("board", "value"), "A=+25.0% C=+0.0% B=-20.0% E=new D=- total=+56.1%");
    assert_eq!(report.column("board", "rank"), "A=1 C=2 B=3 E=. D=. total=.");
    assert_eq!(report.cell("board", "A", "streak"), "2", "100, 120, 150");
    assert!(note(&report, "board").contains("note.below_floor"), "D's 5 is below a tenth of the median");
    assert_eq!(report.said(), ["headline.grows_on name=A growth=+25.0% metric=amount n=2"]);
    let beside = board(&two_months(), "month 2026-08");
    assert_eq!(beside.column("growth", "value"), "A=+25.0%", "only who rises");
}

#[test]
fn s_091_close_rates_carry_their_interval_and_neighbours_within_noise_are_told_as_tied() {
    let trial = Trial::new(
        &[],
        "2026-08-10 deals=40 valid_inquiries=100 by A
         2026-08-10 deals=35 valid_inquiries=100 by B
         2026-08-10 deals=12 valid_inquiries=100 by C
         2026-08-10 deals=12 valid_inquiries=10 by D",
    );
    let report = board(&trial, "month 2026-08 metric=close_rate");
    assert_eq!(report.column("board", "tied"), "D=. A=row.tied from=2 to=3 B=row.tied from=2 to=3 C=. total=.");
    let span = report.tables[0].rows[1].cells.iter().find(|cell| matches!(cell.value, Value::Span(..)));
    let Some(Value::Span(low, high, _)) = span.map(|cell| &cell.value) else { panic!("an interval") };
    assert_eq!([low.scaled(1_000), high.scaled(1_000)], [309, 498], "40 of 100");
    assert_eq!(report.cell("board", "D", "interval"), ".", "more deals than inquiries are no share");
    assert!(note(&report, "board").contains("note.tied"));
    assert_eq!(report.said()[0], "headline.leads metric=close rate value=120.0% name=D gap=+80.0pp second=A");
}

#[test]
fn s_091_a_lead_within_noise_is_called_that_and_an_amount_has_no_interval() {
    let trial = Trial::new(
        &[],
        "2026-08-10 deals=40 valid_inquiries=100 revenue=90 by A\n2026-08-10 deals=35 valid_inquiries=100 revenue=70 by B",
    );
    let report = board(&trial, "month 2026-08 metric=close_rate");
    assert_eq!(report.said()[0], "headline.leads_tied metric=close rate value=40.0% name=A gap=+5.0pp second=B");
    let amounts = board(&trial, "month 2026-08");
    assert_eq!([amounts.cell("board", "A", "interval"), amounts.cell("board", "A", "tied")], ["no cell"; 2]);
    let orders = board(&trial, "month 2026-08 metric=aov");
    assert_eq!(orders.cell("board", "A", "interval"), "no cell", "a mean of money is no share");
}

#[test]
fn s_092_existing_customers_of_a_quarter_are_told_and_30_percent_is_marked() {
    let trial = Trial::new(
        &[],
        "2025-03-10 revenue=10 by A customer One
         2026-05-10 revenue=100 by A customer One
         2026-05-11 revenue=100 by B customer Two
         2026-08-10 revenue=130 by A customer One
         2026-08-10 revenue=800 by B customer Three
         2026-08-11 revenue=100 by B customer Two
         2026-09-30 visits=1",
    );
    let report = trial.ask(Kind::Board, "quarter 2026-Q3 metric=growth_pop", "2026-10-09");
    assert_eq!(report.column("board", "value"), "B=+800.0% A=+30.0% total=+415.0%");
    assert_eq!(
        report.column("board", "existing"),
        "B=+0.0% A=+30.0% total=+15.0%",
        "a new customer is no growth of old ones"
    );
    assert_eq!(report.column("board", "mark"), "B=. A=mark.existing total=.");
    assert_eq!(board(&trial, "month 2026-08 metric=growth_pop").cell("board", "A", "existing"), "no cell");
}

#[test]
fn s_092_who_rises_in_the_off_season_while_the_team_does_not_is_marked() {
    let mut trial = Trial::new(
        &[],
        "2026-07-10 revenue=100 by A\n2026-07-10 revenue=500 by B\n2026-08-10 revenue=110 by A\n2026-08-10 revenue=400 by B\n2026-09-08 visits=1",
    );
    let marks = |trial: &Trial| board(trial, "month 2026-08 metric=growth_pop").column("board", "mark");
    assert_eq!(marks(&trial), "A=no cell B=no cell total=no cell", "no month is off-season unless a setting says so");
    trial.organisation.settings.off_season_months = vec![8];
    assert_eq!(marks(&trial), "A=mark.off_season B=. total=.");
}

#[test]
fn s_093_new_customers_and_what_their_winner_sells_beside_the_mean() {
    let trial = Trial::new(
        &[],
        "2026-08-10 revenue=1350 deals=10 new_customers=6 by A
         2026-08-10 revenue=650 deals=10 new_customers=5 by B
         2026-08-10 revenue=0 deals=0 by C",
    );
    let report = board(&trial, "month 2026-08");
    assert_eq!(report.column("new_customers", "value"), "A=6 B=5");
    assert_eq!(report.column("new_customers", "index"), "A=+35.0% B=-35.0%", "135 where the mean is 100");
}

#[test]
fn s_095_who_earns_sixty_percent_in_one_region_is_its_specialist() {
    let trial = Trial::new(
        &[],
        "2026-08-10 revenue=60 region East product X by A
         2026-08-10 revenue=40 region West product Y by A
         2026-08-10 revenue=49 region East product X by B
         2026-08-10 revenue=48 region West product X by B
         2026-08-10 revenue=3 region North product X by B",
    );
    let report = board(&trial, "month 2026-08");
    assert_eq!(report.column("specialists", "share"), "B/X=100.0% A/East=60.0% A/X=60.0%");
}

#[test]
fn s_178_who_sells_where_nothing_was_sold_for_four_quarters_is_a_pioneer() {
    let lines = "2025-06-10 visits=1
         2025-08-10 revenue=500 region East by A
         2026-05-10 revenue=1 region West by A
         2026-08-10 revenue=80000 region North by A
         2026-08-10 revenue=7 region West by A
         2026-08-10 revenue=900 region East by B";
    let report = board(&Trial::new(&[], lines), "month 2026-08");
    assert_eq!(report.column("pioneers", "value"), "A/North=80000", "one yuan in the second quarter: West is not new");
    let regions = board(&Trial::new(&[], lines), "month 2026-08 by region");
    assert_eq!(regions.cell("board", "North", "market"), "market.new");
    assert!(note(&regions, "board").contains("note.market.new"), "when a market is new is said where the word stands");
    let short = Trial::new(&[], "2026-05-10 revenue=1 region West by A\n2026-08-10 revenue=80000 region North by A");
    assert!(!board(&short, "month 2026-08").table_ids().contains(&"pioneers"), "a year that is not known is not empty");
}

#[test]
fn s_083_the_note_says_how_much_the_best_fifth_holds() {
    let amounts = [250, 200, 100, 90, 80, 70, 70, 60, 50, 30];
    let lines: Vec<String> =
        amounts.iter().enumerate().map(|(at, amount)| format!("2026-08-10 revenue={amount} by P{at}")).collect();
    let report = board(&Trial::new(&[], &lines.join("\n")), "month 2026-08");
    let note = note(&report, "board");
    assert!(note.contains("note.concentration") && note.contains("450"), "{note}");
}

#[test]
fn s_033_the_teams_of_a_role_are_held_against_each_other_by_its_stage() {
    let trial = Trial::new(
        &["A sales East 2026-01-01", "B sales South 2026-01-01", "C promotion Web 2026-01-01"],
        "2026-08-10 deals=1 valid_inquiries=10 by A
         2026-08-10 deals=3 valid_inquiries=10 by B
         2026-08-10 visits=500 by C",
    );
    let report = board(&trial, "month 2026-08 by team");
    assert_eq!(report.column("roles", "value"), "promotion/Web=500 sales/South=30.0% sales/East=10.0%");
    assert_eq!(report.column("roles", "rank"), "promotion/Web=1 sales/South=1 sales/East=2");
    assert_eq!(report.cell("roles", "sales/South", "class"), "class.operational");
    assert_eq!(report.cell("roles", "sales/South", "stage"), "close rate");
    assert_eq!(report.cell("roles", "sales/South", "first"), "B");
}

#[test]
fn without_people_a_board_ranks_what_the_figures_carry() {
    let trial = Trial::new(&[], "2026-08-10 revenue=60 region East\n2026-08-10 revenue=90 region West");
    let report = board(&trial, "month 2026-08");
    assert_eq!(report.column("board", "value"), "West=90 East=60 total=150");
    assert_eq!(report.lens.by.map(Dimension::id), Some("region"));
}

#[test]
fn one_row_leads_alone_and_no_row_is_no_table() {
    let one = board(&Trial::new(&[], "2026-08-10 revenue=60 by A"), "month 2026-08");
    assert_eq!(one.column("board", "value"), "A=60", "a total would only repeat it");
    assert_eq!(one.said(), ["headline.alone metric=amount value=60 name=A", "headline.ended day=2026-08-10"]);
    let none = board(&Trial::new(&[], "2026-08-10 visits=60"), "month 2026-08");
    assert!(none.tables.is_empty());
}

#[test]
fn a_team_is_a_board_of_its_people() {
    let report = board(&two_months(), "month 2026-08 team=South");
    assert_eq!(report.column("board", "value"), "C=400 D=300 E=250 total=950");
    assert!(!report.table_ids().contains(&"teams"));
}

/// East's A and B want something of August, C does not.
fn with_targets() -> Trial {
    let mut trial = two_months();
    let month = Period::of(Grain::Month, "2026-08-01".parse().expect("a day"), FiscalStart::default());
    let member = |name: &str| Owner::Member(name.to_owned());
    for (owner, base) in [(member("A"), 200), (member("B"), 320), (Owner::Company, 2_000)] {
        let target = Target { base, ..Target::empty("revenue".to_owned(), owner, month) };
        trial.documents.push(Document::Target(target));
    }
    trial
}

#[test]
fn s_091_the_board_says_what_is_reached_of_whose_target() {
    let report = board(&with_targets(), "month 2026-08");
    assert_eq!(report.column("board", "attainment"), "B=125.0% C=. D=. E=. A=75.0% =. total=80.0%");
    let said = report.said();
    assert!(said.contains(&"headline.on_pace n=1 m=2".to_owned()), "{said:?}");
}

#[test]
fn s_091_where_nobody_has_a_target_there_is_no_column() {
    for lens in ["month 2026-08 metric=deals", "month 2026-08 by region", "month 2026-08 channel=seo", "month 2026-07"]
    {
        let report = board(&with_targets(), lens);
        let columns = report.tables.iter().flat_map(|table| &table.columns);
        assert!(!columns.into_iter().any(|column| column.id == "attainment"), "{lens}");
    }
}

#[test]
fn s_091_a_day_and_a_week_are_held_against_their_month() {
    let mut trial = with_targets();
    let more = crate::domain::model::reference::facts("2026-08-03 revenue=100 by A\n2026-08-04 revenue=20 by A");
    trial.facts = more;
    let report = trial.ask(Kind::Board, "day 2026-08-04", "2026-08-05");
    assert_eq!(report.cell("board", "A", "value"), "20");
    assert_eq!(report.cell("board", "A", "attainment"), "60.0%", "120 of the month's 200");
}

#[test]
fn s_086_who_has_kept_a_rank_for_three_months_is_named() {
    let month = |month: u32, amounts: [u32; 4]| {
        let line = |(name, amount): (&str, u32)| format!("2026-{month:02}-10 revenue={amount} by {name}");
        ["A", "B", "C", "D"].into_iter().zip(amounts).map(line).collect::<Vec<_>>().join("\n")
    };
    let still = [400, 300, 200, 100];
    let facts: Vec<String> = [5, 6, 7].map(|number| month(number, still)).into_iter().collect();
    let facts = [facts.join("\n"), month(8, [400, 300, 200, 500]), "2026-09-08 revenue=1 by D".to_owned()].join("\n");
    let people = ["A", "B", "C", "D"].map(|name| format!("{name} closer East 2026-01-01"));
    let trial = Trial::new(&people.each_ref().map(String::as_str), &facts);
    let august = note(&board(&trial, "month 2026-08"), "board");
    assert!(august.contains("note.stagnant") && august.contains("\"A, B, C\""), "D went from rank 4 to 1: {august}");
    let july = note(&board(&trial, "month 2026-07"), "board");
    assert!(!july.contains("note.stagnant"), "two changes are two months: {july}");
}
