//! The demo company: the same bytes for the same day, and each story visible in the figures.

#![expect(clippy::expect_used, reason = "a demo that cannot be made must fail its test")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use dayboard::desk::{self, Answer, Command, Desk, EntryCell, LocalDesk, Query};
use dayboard::domain::base::{Day, DayRange, FiscalStart, Grain, Period, WorkingCalendar};
use dayboard::domain::model::reference::days;
use dayboard::domain::model::{
    Action, ActionState, CloseState, Defaults, Dimension, Document, DocumentKind, Facts, Filter, Lens, Membership,
    Organisation, Owner, RowQuery, Target, TargetState,
};
use dayboard::exchange::demo::{self, Plan};
use dayboard::report::{Audience, Kind, Question, Report};

static BUILT_IN: LazyLock<Defaults> = LazyLock::new(Defaults::built_in);
/// The demo on the morning of Tuesday, 8 September 2026.
static SEPTEMBER: LazyLock<Plan> = LazyLock::new(|| on("2026-09-08"));
/// Three weeks later.
static LATER: LazyLock<Plan> = LazyLock::new(|| on("2026-09-30"));

fn calendar() -> WorkingCalendar {
    Organisation::assemble([], &BUILT_IN, Vec::new(), None).calendar
}

fn on(today: &str) -> Plan {
    demo::company(today.parse().expect("a day"), &calendar()).expect("a demo")
}

/// The facts that stand once the last batch has come.
fn standing(plan: &Plan) -> impl Iterator<Item = &Facts> {
    let replaced: Vec<_> = plan.batches.iter().filter(|batch| batch.replace).map(|b| (b.source, b.days)).collect();
    let stands = move |batch: &&demo::Batch| batch.replace || !replaced.contains(&(batch.source, batch.days));
    plan.batches.iter().filter(stands).map(|batch| &batch.facts)
}

/// Sum of a measure over days, of the rows whose dimension has this name; `None` where no row carries it.
fn sum_where(plan: &Plan, measure: &str, range: DayRange, which: Option<(Dimension, &str)>) -> Option<i64> {
    let mut sum = None;
    for facts in standing(plan) {
        let Some(column) = facts.measures.iter().find(|column| column.measure == measure) else { continue };
        for (row, _) in facts.days.iter().enumerate().filter(|(_, day)| range.contains(**day)) {
            let passes = which.is_none_or(|(dimension, name)| facts.dimension(dimension).get(row) == Some(name));
            if let Some(value) = column.get(row).filter(|_| passes) {
                *sum.get_or_insert(0) += value;
            }
        }
    }
    sum
}

fn sum(measure: &str, range: &str) -> i64 {
    sum_where(&SEPTEMBER, measure, days(range), None).unwrap_or(0)
}

fn of(dimension: Dimension, name: &str, measure: &str, range: &str) -> i64 {
    sum_where(&SEPTEMBER, measure, days(range), Some((dimension, name))).unwrap_or(0)
}

/// Every row as text, in order.
fn lines<'a>(facts: impl Iterator<Item = &'a Facts>) -> Vec<String> {
    let line = |facts: &Facts, row: usize| {
        let names: Vec<_> = Dimension::ALL.iter().map(|dimension| facts.dimension(*dimension).get(row)).collect();
        let mut values: Vec<_> =
            facts.measures.iter().filter_map(|column| Some((&column.measure, column.get(row)?))).collect();
        values.sort();
        let keys = (facts.customers.get(row), facts.documents.get(row));
        let steps = (facts.entered.get(row).copied().flatten(), facts.waited.get(row).copied().flatten());
        format!("{:?} {names:?} {keys:?} {steps:?} {values:?}", facts.days.get(row))
    };
    let mut lines: Vec<String> = facts.flat_map(|facts| (0..facts.len()).map(move |row| line(facts, row))).collect();
    lines.sort();
    lines
}

#[test]
fn the_same_day_gives_the_same_demo() {
    assert_eq!(*SEPTEMBER, on("2026-09-08"));
}

#[test]
fn a_later_day_adds_rows_and_changes_none() {
    let (earlier, later) = (lines(standing(&SEPTEMBER)), lines(standing(&LATER)));
    let mut added: BTreeMap<&str, usize> = BTreeMap::new();
    for line in &later {
        *added.entry(line).or_default() += 1;
    }
    for line in &earlier {
        let left = added.get_mut(line.as_str()).unwrap_or_else(|| unreachable!("the later demo lacks {line}"));
        *left -= 1;
        if *left == 0 {
            added.remove(line.as_str());
        }
    }
    let handed_in_late = |line: &str| line.starts_with("Some(2026-09-07)") && line.contains("Some(\"王伟\")");
    let old = added.keys().find(|line| **line < "Some(2026-09-08)" && !handed_in_late(line));
    assert_eq!(old, None, "a row about an earlier day came in later");
    assert!(added.len() > 2_000);
}

#[test]
fn it_has_25_calendar_months_up_to_yesterday() {
    for (today, first, last) in [("2026-09-08", "2024-09-01", "2026-09-07"), ("2027-03-01", "2025-02-01", "2027-02-28")]
    {
        let plan = on(today);
        let days: BTreeSet<Day> = standing(&plan).flat_map(|facts| facts.days.iter().copied()).collect();
        assert_eq!(days.first().map(ToString::to_string).as_deref(), Some(first));
        assert_eq!(days.last().map(ToString::to_string).as_deref(), Some(last));
    }
}

#[test]
fn it_speaks_of_all_channels_and_of_measures_that_there_are() {
    let leaves: BTreeSet<&str> = BUILT_IN
        .channels
        .iter()
        .map(|channel| channel.id.as_str())
        .filter(|id| !BUILT_IN.channels.iter().any(|other| other.parent.as_deref() == Some(id)))
        .collect();
    let met: BTreeSet<&str> =
        standing(&SEPTEMBER).flat_map(|facts| facts.dimension(Dimension::Channel).names.iter()).collect();
    assert_eq!(met, leaves);
    for column in standing(&SEPTEMBER).flat_map(|facts| &facts.measures) {
        assert!(BUILT_IN.catalogue.measure(&column.measure).is_some(), "{} is no measure", column.measure);
    }
}

#[test]
fn about_thirty_people_with_names_of_both_languages_work_in_five_teams() {
    let organisation = Organisation::assemble(&SEPTEMBER.documents, &BUILT_IN, Vec::new(), None);
    assert_eq!(organisation.teams.len(), 5);
    assert!((28..=34).contains(&organisation.people.len()));
    let english = organisation.people.keys().filter(|name| name.is_ascii()).count();
    assert!(english >= 5 && organisation.people.len() - english >= 15);
    let members: BTreeSet<&str> =
        standing(&SEPTEMBER).flat_map(|facts| facts.dimension(Dimension::Member).names.iter()).collect();
    assert!(members.iter().all(|name| organisation.people.contains_key(*name)), "{members:?}");
    let posts =
        |name: &str| organisation.memberships.iter().filter(|one| one.person == name).collect::<Vec<&Membership>>();
    let [before, after] = posts("郑凯")[..] else { unreachable!("郑凯 has two posts") };
    assert_eq!((before.team.as_str(), after.team.as_str()), ("East", "North"), "one person changes team");
    assert_eq!(before.to, Some(after.from));
    assert!(organisation.people.values().any(|person| person.left.is_some()), "one person leaves");
}

#[test]
fn s_033_the_seven_roles_tied_to_results_are_filled() {
    let organisation = Organisation::assemble(&SEPTEMBER.documents, &BUILT_IN, Vec::new(), None);
    let day: Day = "2026-09-07".parse().expect("a day");
    let held: BTreeSet<&str> =
        organisation.memberships.iter().filter(|post| post.holds(day)).map(|post| post.role.as_str()).collect();
    let filled: Vec<&str> =
        organisation.roles.iter().map(|role| role.id.as_str()).filter(|role| held.contains(role)).collect();
    assert_eq!(filled, ["director", "promotion", "seo", "editor", "art", "service", "sales"]);
}

#[test]
fn who_has_left_has_no_rows_any_more() {
    let left: Day = "2026-02-01".parse().expect("a day");
    for facts in standing(&SEPTEMBER) {
        let member = facts.dimension(Dimension::Member);
        let late = (0..facts.len()).filter(|row| member.get(*row) == Some("胡建国") && facts.days[*row] >= left);
        assert_eq!(late.count(), 0);
    }
}

#[test]
fn the_funnel_narrows_and_its_rates_are_credible() {
    for month in ["2025-03-01..2025-03-31", "2026-05-01..2026-05-31", "2026-08-01..2026-08-31"] {
        let steps = ["visits", "inquiries", "valid_inquiries", "deals"].map(|measure| sum(measure, month));
        assert!(steps.is_sorted_by(|wide, narrow| wide > narrow), "{month}: {steps:?}");
        let share = |part: i64, whole: i64| part * 1_000 / whole;
        let [visits, inquiries, valid, deals] = steps;
        assert!((15..35).contains(&share(inquiries, visits)), "{month}");
        assert!((550..700).contains(&share(valid, inquiries)), "{month}");
        assert!((180..300).contains(&share(deals, valid)), "{month}");
        let order = sum("revenue", month) / deals / 10_000;
        assert!((4_000..9_000).contains(&order), "{month}: {order} yuan an order");
        assert!((1_000_000..4_000_000).contains(&(sum("revenue", month) / 10_000)), "{month}");
    }
}

#[test]
fn s_022_a_refund_lowers_the_amount_and_is_no_order() {
    let (year, mut refunds) = (days("2025-09-01..2026-08-31"), 0);
    for facts in standing(&SEPTEMBER) {
        let column = |id: &str| facts.measures.iter().find(|column| column.measure == id);
        for row in (0..facts.len()).filter(|row| year.contains(facts.days[*row])) {
            let value = |id| column(id).and_then(|column| column.get(row));
            let Some(refund) = value("refunds") else { continue };
            assert_eq!((value("revenue"), value("deals"), value("orders")), (Some(-refund), None, None));
            refunds += 1;
        }
    }
    assert!(refunds > 50, "{refunds}");
}

#[test]
fn s_027_about_seven_percent_are_sold_on_the_site() {
    let year = "2025-09-01..2026-08-31";
    let share = sum("on_site_revenue", year) * 1_000 / sum("revenue", year);
    assert!((55..85).contains(&share), "{share} of a thousand");
}

#[test]
fn s_034_customers_buy_again() {
    let mut orders: BTreeMap<&str, i64> = BTreeMap::new();
    for facts in standing(&SEPTEMBER) {
        let Some(column) = facts.measures.iter().find(|column| column.measure == "orders") else { continue };
        for row in (0..facts.len()).filter(|row| column.get(*row).is_some()) {
            *orders.entry(facts.customers.get(row).expect("an order has a customer")).or_default() += 1;
        }
    }
    let again = orders.values().filter(|count| **count > 1).count();
    assert!(again * 100 > orders.len() * 15 && again * 100 < orders.len() * 60, "{again} of {}", orders.len());
}

#[test]
fn business_grows_and_rests_at_weekends_and_holidays() {
    let (before, now) = (sum("visits", "2024-09-01..2025-06-30"), sum("visits", "2025-09-01..2026-06-30"));
    assert!(now * 100 > before * 115, "{before} visits, a year later {now}");
    assert!(sum("visits", "2026-06-13") < sum("visits", "2026-06-10"), "a Saturday");
    assert!(sum("visits", "2025-10-01..2025-10-07") * 100 < sum("visits", "2025-10-13..2025-10-19") * 65, "a holiday");
    let weekend = of(Dimension::Member, "王伟", "follow_ups", "2026-06-13..2026-06-14");
    assert_eq!(weekend, 0, "nobody is due on a day of rest");
}

#[test]
fn a_channel_collapses() {
    let visits = |range| of(Dimension::Channel, "seo", "visits", range);
    assert!(visits("2026-08-26..2026-09-07") * 100 < visits("2026-07-22..2026-08-03") * 40);
    let others = |range| sum("visits", range) - visits(range);
    assert!(others("2026-08-26..2026-09-07") * 100 > others("2026-07-22..2026-08-03") * 85, "the others hold");
    let rank = |day| of(Dimension::Channel, "seo", "keyword_rank", day);
    assert!(rank("2026-09-07") > rank("2026-07-27") + 10, "and the reason shows in the keyword rank");
}

#[test]
fn a_new_hire_rises_to_the_top() {
    let revenue = |name: &str, range| of(Dimension::Member, name, "revenue", range);
    assert_eq!(
        sum_where(&SEPTEMBER, "revenue", days("2024-09-01..2026-05-05"), Some((Dimension::Member, "林晓"))),
        None
    );
    let [june, july, august] = ["2026-06-01..2026-06-30", "2026-07-01..2026-07-31", "2026-08-01..2026-08-31"];
    let path = [june, july, august].map(|month| revenue("林晓", month));
    assert!(path[0] * 3 < path[1] * 2 && path[0] * 3 < path[2] * 2, "{path:?}");
    let others = ["王伟", "周强", "黄敏", "James Wilson", "高飞", "Sophie Turner"].map(|name| revenue(name, august));
    assert!(others.iter().all(|other| *other < path[2]), "{path:?} {others:?}");
}

#[test]
fn a_region_misses() {
    let revenue = |name: &str, range| of(Dimension::Region, name, "revenue", range);
    let (last_year, now) = ("2025-06-01..2025-08-31", "2026-06-01..2026-08-31");
    assert!(revenue("Northwest", now) * 100 < revenue("Northwest", last_year) * 55);
    assert!(revenue("East", now) > revenue("East", last_year));
}

#[test]
fn somebody_has_not_handed_in_the_last_working_day() {
    let due = ["inquiries", "valid_inquiries", "lost_orders", "deals", "revenue"];
    let missing = |plan: &Plan, last: Day| {
        let sellers = plan.documents.iter().filter_map(|document| match document {
            Document::Membership(one) if one.role == "sales" && one.holds(last) => Some(one.person.clone()),
            _ => None,
        });
        let has = |name: &str, measure| sum_where(plan, measure, DayRange::one(last), Some((Dimension::Member, name)));
        sellers.filter(|name| due.iter().any(|measure| has(name, measure).is_none())).collect::<Vec<_>>()
    };
    let plans = [("2026-09-08", &*SEPTEMBER), ("2026-09-30", &*LATER), ("2026-10-10", &on("2026-10-10"))];
    for (today, plan) in plans {
        let last = calendar().working_day_before(today.parse().expect("a day"));
        assert_eq!(missing(plan, last).len(), 1, "on {today} of {last}");
        let before = calendar().working_day_before(last);
        assert_eq!(missing(plan, before), [""; 0], "{before} is handed in by {today}");
    }
}

#[test]
fn an_import_and_a_bill_were_corrected() {
    let [right] = SEPTEMBER.batches.iter().filter(|batch| batch.replace).collect::<Vec<_>>()[..] else {
        unreachable!("one batch takes the place of another")
    };
    let wrong =
        SEPTEMBER.batches.iter().find(|one| one.days == right.days && one.source == right.source && !one.replace);
    let spend = |facts: &Facts| -> i64 {
        let column = facts.measures.iter().find(|column| column.measure == "spend").expect("ads cost money");
        (0..facts.len()).filter_map(|row| column.get(row)).sum()
    };
    let (wrong, right) = (spend(&wrong.expect("the batch with mistakes").facts), spend(&right.facts));
    assert!((1_055..1_065).contains(&(wrong * 1_000 / right)), "{wrong} {right}");
    let [bill] = &SEPTEMBER.corrections[..] else { unreachable!("one bill is checked by 8 September") };
    assert_eq!((bill.cell.day.to_string().as_str(), bill.cell.measure.as_str()), ("2026-08-07", "spend"));
    assert!(bill.value * 100 < of(Dimension::Channel, "ads-search", "spend", "2026-08-07") * 95);
}

/// A review, as the desk answers it.
fn review(desk: &LocalDesk, lens: &str, today: &str) -> Report {
    let lens = Lens::parse(lens, FiscalStart::default()).expect("a lens");
    let question = Question { kind: Kind::Review, lens, today: today.parse().expect("a day"), audience: Audience::Own };
    match desk.query(&Query::Report(question)).expect("an answer") {
        Answer::Report(report) => (*report).clone(),
        other => unreachable!("{other:?} is no report"),
    }
}

/// Sum of a measure as the desk has it; `None` is null.
fn kept(desk: &LocalDesk, measure: &str, range: &str, member: Option<&str>) -> Option<i64> {
    let filters = member.map(|name| Filter { dimension: Dimension::Member, names: vec![name.to_owned()] });
    let query = RowQuery {
        days: days(range),
        measures: vec![measure.to_owned()],
        filters: filters.into_iter().collect(),
        as_of: None,
        limit: None,
    };
    let Answer::Rows(rows) = desk.query(&Query::Rows(query)).expect("rows") else {
        unreachable!("rows were asked for")
    };
    let column = rows.facts.measures.iter().find(|column| column.measure == measure)?;
    (0..rows.facts.len()).filter_map(|row| Some(rows.facts.weight(row) * column.get(row)?)).reduce(|a, b| a + b)
}

#[test]
fn a_database_is_filled_once_and_then_day_by_day_and_what_the_user_did_stays() {
    let folder = tempfile::tempdir().expect("a folder");
    let desk = desk::open(folder.path()).expect("a desk");
    let today = |text: &str| text.parse::<Day>().expect("a day");
    let filled = demo::fill(&desk, today("2026-09-08")).expect("a demo");
    assert_eq!(filled.days, Some(days("2024-09-01..2026-09-07")));

    let day = review(&desk, "day", "2026-09-08");
    assert_eq!(day.counted, Some(days("2026-09-07")));
    assert_eq!(day.trust.coverage, Some((69, 74)), "one seller lacks the five measures of a seller");
    assert!(day.trust.missing.iter().all(|(person, _)| person == "王伟"));
    assert!(review(&desk, "month 2026-08", "2026-09-08").trust.corrected, "a bill was put right");
    for measure in ["visits", "deals", "refunds", "revenue"] {
        let expected = sum_where(&SEPTEMBER, measure, days("2026-08-01..2026-08-31"), None);
        assert_eq!(kept(&desk, measure, "2026-08-01..2026-08-31", None), expected, "{measure}");
    }

    assert_eq!(demo::fill(&desk, today("2026-09-08")), Ok(demo::Filled::default()), "nothing is missing");
    let before = demo::fill(&desk, today("2026-09-05"));
    assert_eq!(before, Ok(demo::Filled::default()), "an earlier morning brings nothing twice");

    let cell = EntryCell {
        day: today("2026-09-07"),
        measure: "follow_ups".to_owned(),
        dimensions: vec![(Dimension::Member, "陈宇".to_owned())],
    };
    desk.apply(Command::Set { cell, value: Some(7), correct: None }).expect("typed");
    let crm = demo::fill(&desk, today("2026-09-09")).expect("another day");
    assert_eq!(crm.days, Some(days("2026-09-08")));
    assert_eq!(kept(&desk, "follow_ups", "2026-09-07", Some("陈宇")), Some(7), "what was typed stays");
    assert!(kept(&desk, "deals", "2026-09-07", Some("王伟")).is_some(), "he has handed in by now");
    assert_eq!(kept(&desk, "visits", "2026-09-08", None), sum_where(&LATER, "visits", days("2026-09-08"), None));

    let newest = newest_batch(&desk, "crm");
    desk.apply(Command::Revert { batch: newest }).expect("taken back");
    assert_eq!(demo::fill(&desk, today("2026-09-10")).expect("another day").days, Some(days("2026-09-09")));
    assert_eq!(kept(&desk, "inquiries", "2026-09-08", Some("黄敏")), None, "what was taken back stays away");
    assert_eq!(
        kept(&desk, "inquiries", "2026-09-09", Some("黄敏")),
        sum_where(&LATER, "inquiries", days("2026-09-09"), Some((Dimension::Member, "黄敏")))
    );
}

/// All documents of a kind, by id.
fn documents(desk: &LocalDesk, kind: DocumentKind) -> BTreeMap<String, Document> {
    match desk.query(&Query::Documents(kind.into())).expect("an answer") {
        Answer::Documents(found) => found.into_iter().map(|one| (one.document.key().id, one.document)).collect(),
        other => unreachable!("{other:?} are no documents"),
    }
}

/// What the desk holds of the demo's rhythm, without the numbers by which promises are known.
fn rhythm(desk: &LocalDesk) -> Vec<Document> {
    const WRITTEN: [DocumentKind; 7] = [
        DocumentKind::Target,
        DocumentKind::GoalSteps,
        DocumentKind::Checkpoint,
        DocumentKind::WeekPlan,
        DocumentKind::Action,
        DocumentKind::Note,
        DocumentKind::DayClose,
    ];
    let mut all: Vec<Document> = WRITTEN.into_iter().flat_map(|kind| documents(desk, kind).into_values()).collect();
    for document in &mut all {
        match document {
            Document::Action(action) => action.number = 0,
            Document::Note(note) => note.number = 0,
            _ => {}
        }
    }
    all.sort_by_key(|document| format!("{document:?}"));
    all
}

#[test]
fn goals_plans_and_promises_come_day_by_day_as_they_come_at_once() {
    let today = |text: &str| text.parse::<Day>().expect("a day");
    let new = || {
        let folder = tempfile::tempdir().expect("a folder");
        let desk = desk::open(folder.path()).expect("a desk");
        (folder, desk)
    };
    let ((_kept, once), (_also, daily)) = (new(), new());
    demo::fill(&once, today("2026-09-16")).expect("a demo");
    for day in ["2026-09-09", "2026-09-12", "2026-09-16"] {
        demo::fill(&daily, today(day)).expect("another day");
    }
    let (at_once, by_days) = (rhythm(&once), rhythm(&daily));
    assert_eq!(at_once.len(), by_days.len());
    for (one, other) in at_once.iter().zip(&by_days) {
        assert_eq!(one, other);
    }
    assert_eq!(demo::fill(&daily, today("2026-09-16")), Ok(demo::Filled::default()));
    assert_eq!(rhythm(&daily), by_days, "nothing comes twice");

    // Somebody has finished a promise and forgets a note: a later day leaves both alone.
    let open =
        |document: &Document| matches!(document, Document::Action(one) if one.text.starts_with("Customer story"));
    let Answer::Documents(actions) = daily.query(&Query::Documents(DocumentKind::Action.into())).expect("an answer")
    else {
        unreachable!("actions were asked for")
    };
    let found = actions.into_iter().find(|found| open(&found.document)).expect("a promise of this week");
    let Document::Action(action) = found.document else { unreachable!("it is one") };
    let own = Document::Action(Action { state: ActionState::Done(today("2026-09-16")), ..action });
    let documents = vec![(own.clone(), Some(found.revision))];
    daily.apply(Command::Write { documents, reason: None }).expect("it is done");
    demo::fill(&daily, today("2026-09-28")).expect("another fortnight");
    assert_eq!(self::documents(&daily, DocumentKind::Action).get(&own.key().id), Some(&own));
    has_goals(&once, "2026-09-16");
    demo::fill(&daily, today("2026-10-01")).expect("the next month");
    has_goals(&daily, "2026-10-01");
}

/// Checks that everybody who sells has a goal on that morning, and that the last working day is closed.
fn has_goals(desk: &LocalDesk, fill: &str) {
    let today: Day = fill.parse().expect("a day");
    let of_month = |grain| Period::of(grain, today, FiscalStart::default());
    let found = documents(desk, DocumentKind::Target);
    let targets = found.values().filter_map(|document| match document {
        Document::Target(target) if target.period == of_month(Grain::Month) => Some(target),
        _ => None,
    });
    let targets: Vec<&Target> = targets.collect();
    for owner in ["company", "team=East", "team=North", "member=林晓", "channel=seo"] {
        let owner: Owner = owner.parse().expect("an owner");
        assert!(targets.iter().any(|target| target.owner == owner), "{owner} on {fill}");
    }
    let drafts = targets.iter().filter(|target| target.state != TargetState::Agreed).count();
    assert_eq!(drafts, usize::from(fill == "2026-10-01"), "one agrees late");
    let quarter =
        |document: &Document| matches!(document, Document::Target(one) if one.period == of_month(Grain::Quarter));
    assert!(found.values().any(quarter), "{fill}");
    let last = calendar().working_day_before(today);
    let closes = documents(desk, DocumentKind::DayClose);
    let of_last = closes.values().filter_map(|document| match document {
        Document::DayClose(close) if close.day == last => Some(close.state == CloseState::Closed),
        _ => None,
    });
    let (closed, open): (Vec<bool>, Vec<bool>) = of_last.partition(|closed| *closed);
    assert_eq!((closed.len(), open.len()), (16, 1), "one is submitted, and one says nothing, on {fill}");
}

/// The newest batch of a source.
fn newest_batch(desk: &LocalDesk, source: &str) -> u64 {
    let query = Query::Overlap {
        source: source.to_owned(),
        digest: String::new(),
        days: days("2026-09-08").days().collect(),
        documents: Vec::new(),
    };
    let Answer::Overlap(overlap) = desk.query(&query).expect("an answer") else { unreachable!("an overlap was asked") };
    overlap.days.iter().map(|(_, batch)| *batch).max().expect("a batch of that day")
}
