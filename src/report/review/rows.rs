//! Tables `cross`, `repeat` and `median`: what sums cannot say, and rows can (S-120, S-034, S-175).

use std::collections::{BTreeMap, BTreeSet};

use super::breakdown::{dimension, label};
use crate::domain::base::{DayRange, Grain, Rate};
use crate::domain::model::{Dimension, RowQuery, Rows, Unit};
use crate::domain::rules::median::median;
use crate::domain::rules::repeat::{Repeat, TRAILING_DAYS, lifetime_value, repeat};
use crate::report::ask::Sums;
use crate::report::cell::{column, row, share, strong, table, term, total, words};
use crate::report::scope::Scope;
use crate::report::{Sentence, Table, Value};

/// What is asked of rows, and why.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wish {
    Cross(Dimension),
    Repeat,
    /// Of a measure's rows.
    Median(&'static str),
}

fn wishes(scope: &Scope<'_>) -> Vec<Wish> {
    let lens = &scope.question.lens;
    let cross = lens.by.filter(|by| matches!(by, Dimension::Product | Dimension::Channel));
    let cross = cross.filter(|_| scope.period.grain() >= Grain::Month).map(Wish::Cross);
    let own = match lens.metric.as_deref().unwrap_or_default() {
        "orders_per_customer" | "repeat_share" | "ltv" => Some(Wish::Repeat),
        "median_days_to_convert" => Some(Wish::Median("deals")),
        "median_first_response" => Some(Wish::Median("first_response_minutes")),
        "median_quote" => Some(Wish::Median("quote_hours")),
        "median_load" => Some(Wish::Median("load_seconds")),
        _ => None,
    };
    cross.into_iter().chain(own).collect()
}

pub(super) fn needs(scope: &Scope<'_>) -> Vec<RowQuery> {
    wishes(scope).into_iter().map(|wish| query(scope, wish)).collect()
}

fn query(scope: &Scope<'_>, wish: Wish) -> RowQuery {
    let (days, measure) = match wish {
        Wish::Cross(_) => (scope.days, "revenue"),
        Wish::Repeat => (trailing(scope), "deals"),
        Wish::Median(measure) => (scope.days, measure),
    };
    let filters = scope.row_filters();
    RowQuery { days, measures: vec![measure.to_owned()], filters, as_of: scope.as_of, limit: None }
}

/// The 365 days up to the last one that counts.
fn trailing(scope: &Scope<'_>) -> DayRange {
    let last = scope.days.last();
    DayRange::new(last.plus(1 - TRAILING_DAYS), last).unwrap_or(scope.days)
}

pub(super) fn tables(scope: &Scope<'_>, whole: &Sums, got: &[Rows]) -> Vec<Table> {
    let say = |(wish, rows): (Wish, &Rows)| match wish {
        Wish::Cross(by) => cross(scope, by, rows),
        Wish::Repeat => repeats(scope, whole, rows),
        Wish::Median(measure) => middle(scope, measure, rows),
    };
    wishes(scope).into_iter().zip(got).filter_map(say).collect()
}

/// Each product's (or channel's) share of its region (S-120); nothing where no row records both.
fn cross(scope: &Scope<'_>, by: Dimension, rows: &Rows) -> Option<Table> {
    let facts = &rows.facts;
    let revenue = facts.measures.iter().find(|column| column.measure == "revenue")?;
    // By name and region; `None` stands for all of them.
    let mut sums: BTreeMap<(Option<&str>, Option<&str>), i128> = BTreeMap::new();
    for at in 0..facts.len() {
        let Some(amount) = revenue.get(at) else { continue };
        let name = |dimension| facts.dimension(dimension).get(at).or(Some(""));
        let (name, region) = (name(by), name(Dimension::Region));
        let amount = i128::from(facts.weight(at)) * i128::from(amount);
        for key in [(name, region), (name, None), (None, region), (None, None)] {
            *sums.entry(key).or_default() += amount;
        }
    }
    let names: BTreeSet<&str> = sums.keys().filter_map(|(name, _)| *name).collect();
    let regions: BTreeSet<&str> = sums.keys().filter_map(|(_, region)| *region).collect();
    if names.iter().all(|name| name.is_empty()) || regions.iter().all(|region| region.is_empty()) {
        return None;
    }
    let of = |name, region| sums.get(&(name, region)).copied();
    let cells = |name| {
        let columns = regions.iter().map(|region| Some(*region)).chain([None]);
        columns.map(|region| share(of(name, region), of(None, region))).collect::<Vec<_>>()
    };
    let mut order: Vec<&str> = names.into_iter().collect();
    order.sort_by_key(|name| std::cmp::Reverse(of(Some(*name), None)));
    let rows = order.iter().map(|name| row(*name, label(scope, by, name), cells(Some(*name))));
    let rows = rows.chain([total(cells(None))]).collect();
    let heads = regions.iter().map(|region| column((*region).to_owned(), label(scope, Dimension::Region, region)));
    let columns = heads.chain([strong("total", words("row.total"))]).collect();
    table("cross", words("table.cross"), dimension(by), columns, rows)
}

/// Purchases per customer over the last 365 days (S-034), and the value of a customer (S-032).
fn repeats(scope: &Scope<'_>, whole: &Sums, rows: &Rows) -> Option<Table> {
    let found = repeat(&rows.facts);
    let ratio = |rate: Option<Rate>, unit| rate.map_or(Value::Undefined, |rate| Value::Rate(rate, unit));
    let line = |id: &'static str, label, cell| row(id, words(label), vec![cell]);
    let mut lines = vec![
        line("customers", "row.customers", Value::Number(found.customers, Unit::Count)),
        line("orders", "row.orders", Value::Number(found.orders, Unit::Count)),
        line("orders_per_customer", "row.orders_per_customer", ratio(found.per_customer(), Unit::Ratio)),
        line("repeat_share", "row.repeat_share", ratio(found.share(), Unit::Percent)),
    ];
    if let Some(value) = value_of_a_customer(scope, whole, found) {
        lines.push(line("ltv", "row.ltv", Value::Rate(value, Unit::Money)));
    }
    let days = Sentence::new("note.trailing");
    let columns = vec![strong("value", Value::Days(trailing(scope)))];
    let lines = if found.customers == 0 { Vec::new() } else { lines };
    let said = table("repeat", words("table.repeat"), words("column.measure"), columns, lines)?;
    Some(Table { note: Some(days), ..said })
}

/// Average order and margin of the period, orders a year of the customers.
fn value_of_a_customer(scope: &Scope<'_>, whole: &Sums, found: Repeat) -> Option<Rate> {
    let rate = |id: &str| scope.figure(scope.metric(id)?, whole, 0, &[0]).rate();
    let months = scope.setting.organisation.settings.customer_months;
    lifetime_value(rate("aov")?, found.per_customer()?, rate("margin")?, months)
}

/// The median of a measure's rows; of the days they waited where the metric is about time between steps.
fn middle(scope: &Scope<'_>, measure: &str, rows: &Rows) -> Option<Table> {
    let metric = scope.metric(scope.question.lens.metric.as_deref()?)?;
    let facts = &rows.facts;
    let column = facts.measures.iter().find(|column| column.measure == measure)?;
    let sample = |at: usize| match measure {
        "deals" => column.get(at).and(facts.waited.get(at).copied().flatten()).map(i64::from),
        _ => column.get(at),
    };
    let samples = (0..facts.len()).filter_map(|at| Some((sample(at)?, facts.weight(at))));
    let (count, median) = median(samples)?;
    let lines = vec![
        row("rows", words("row.samples"), vec![Value::Number(count.into(), Unit::Count)]),
        row(metric.id.clone(), term(metric), vec![Value::Rate(median, metric.unit)]),
    ];
    table("median", term(metric), words("column.measure"), vec![strong("value", Value::Days(scope.days))], lines)
}
