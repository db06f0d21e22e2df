//! Tables `mix` and `returns`: where deals close (S-027), and what came back of what was spent (S-032).

use super::Beside;
use super::measures::{columns, compared};
use crate::domain::base::Rate;
use crate::domain::model::{Metric, Unit};
use crate::domain::rules::figure::Figure;
use crate::report::ask::Ask;
use crate::report::cell::{column, row, share, strong, table, term, value, words};
use crate::report::scope::Scope;
use crate::report::sums::Sums;
use crate::report::{Row, Table, Value};

/// Money in and out, and what they make of each other.
const RETURNS: [&str; 11] =
    ["revenue", "refunds", "spend", "gross_profit", "gross_result", "roi", "roas", "cac", "cpc", "cpm", "ctr"];

/// What the two ways of closing are told by.
pub(in crate::report) const MIX_IDS: [&str; 4] =
    ["on_site_revenue", "on_site_deals", "follow_up_revenue", "follow_up_deals"];

/// The two ways of closing: id, amount, deals, words.
const MIX: [(&str, &str, &str, &str); 2] = [
    ("on_site", "on_site_revenue", "on_site_deals", "row.on_site"),
    ("follow_up", "follow_up_revenue", "follow_up_deals", "row.follow_up"),
];

pub(super) fn ask(scope: &Scope<'_>) -> Ask {
    let ids: Vec<&str> = RETURNS.into_iter().chain(MIX_IDS).collect();
    scope.ask(scope.runs().list, &scope.metrics(&ids), None)
}

pub(super) fn tables(scope: &Scope<'_>, sums: &Sums, _: &Beside<'_>) -> Vec<Table> {
    mix(scope, sums).into_iter().chain(returns(scope, sums)).collect()
}

/// Closed on the site and by follow-up, against the share that the site is expected to have.
pub(in crate::report) fn mix(scope: &Scope<'_>, sums: &Sums) -> Option<Table> {
    let expected = scope.metric("on_site_share").and_then(|metric| metric.benchmark);
    let expected = expected.and_then(|share| Rate::new(share.into(), 10_000));
    let whole = |id: &str| sums.of(0, 0, id);
    let line = |(id, amount, deals, label): &(&'static str, &str, &str, &'static str)| {
        let (amount, deals) = scope.metric(amount).zip(scope.metric(deals))?;
        let (money, count) = (scope.figure(amount, sums, 0, &[0]), scope.figure(deals, sums, 0, &[0]));
        money.number()?;
        let own = share(money.number(), whole("revenue"));
        let benchmark = expected.and_then(|site| match *id {
            "on_site" => Some(site),
            _ => Some(Rate::new(1, 1)?.minus(site)),
        });
        let percent = |rate: Option<Rate>| rate.map_or(Value::Null, |rate| Value::Rate(rate, Unit::Percent));
        let deviation = match (&own, benchmark) {
            (Value::Rate(own, _), Some(benchmark)) => Value::Points(own.minus(benchmark)),
            _ => Value::Null,
        };
        let deal_share = share(count.number(), whole("deals"));
        let cells = vec![value(amount, money), own, percent(benchmark), deviation, value(deals, count), deal_share];
        Some(row(*id, words(label), cells))
    };
    let rows: Vec<Row> = MIX.iter().filter_map(line).collect();
    let columns = vec![
        strong("value", words("column.amount")),
        column("share", words("column.share")),
        column("benchmark", words("column.benchmark")),
        column("deviation", words("column.deviation")),
        column("deals", words("column.deals")),
        column("deal_share", words("column.share")),
    ];
    table("mix", words("table.mix"), words("column.close_mode"), columns, rows)
}

/// What can be said of money in and out; nothing where neither spend nor gross profit is reported.
fn returns(scope: &Scope<'_>, sums: &Sums) -> Option<Table> {
    let runs = scope.runs();
    let figure = |metric: &Metric, run: usize| scope.figure(metric, sums, run, &[0]);
    ["spend", "gross_profit"].iter().find(|id| sums.of(0, 0, id).is_some())?;
    let said = |metric: &&Metric| figure(metric, 0) != Figure::Null;
    let line = |metric: &Metric| {
        let mut cells = Vec::new();
        compared(&runs, metric, |run| figure(metric, run), &mut cells);
        row(metric.id.clone(), term(metric), cells)
    };
    let rows = scope.metrics(&RETURNS).into_iter().filter(said).map(line).collect();
    table("returns", words("table.returns"), words("column.measure"), columns(scope), rows)
}
