//! Tables `repeat` and `median`: what sums cannot say, and rows can (S-034, S-175).

use crate::domain::base::{DayRange, Rate};
use crate::domain::model::{RowQuery, Rows, Unit};
use crate::domain::rules::median::median;
use crate::domain::rules::repeat::{Repeat, TRAILING_DAYS, lifetime_value, repeat};
use crate::report::cell::{row, strong, table, term, words};
use crate::report::scope::Scope;
use crate::report::sums::Sums;
use crate::report::{Sentence, Table, Value};

/// What is asked of rows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wish {
    /// Purchases per customer.
    Repeat,
    /// Of a measure's rows.
    Median(&'static str),
}

fn wish(scope: &Scope<'_>) -> Option<Wish> {
    match scope.question.lens.metric.as_deref()? {
        "orders_per_customer" | "repeat_share" | "ltv" => Some(Wish::Repeat),
        "median_days_to_convert" => Some(Wish::Median("deals")),
        "median_first_response" => Some(Wish::Median("first_response_minutes")),
        "median_quote" => Some(Wish::Median("quote_hours")),
        "median_load" => Some(Wish::Median("load_seconds")),
        _ => None,
    }
}

pub(super) fn needs(scope: &Scope<'_>) -> Vec<RowQuery> {
    let query = |wish| {
        let (days, measure) = match wish {
            Wish::Repeat => (trailing(scope), "deals"),
            Wish::Median(measure) => (scope.days, measure),
        };
        let (measures, filters) = (vec![measure.to_owned()], scope.row_filters());
        RowQuery { days, measures, filters, as_of: scope.as_of, limit: None }
    };
    wish(scope).map(query).into_iter().collect()
}

/// The 365 days up to the last one that counts.
fn trailing(scope: &Scope<'_>) -> DayRange {
    let last = scope.days.last();
    DayRange::new(last.plus(1 - TRAILING_DAYS), last).unwrap_or(scope.days)
}

pub(super) fn tables(scope: &Scope<'_>, whole: &Sums, got: &[Rows]) -> Option<Table> {
    match (wish(scope)?, got.first()?) {
        (Wish::Repeat, rows) => repeats(scope, whole, rows),
        (Wish::Median(measure), rows) => middle(scope, measure, rows),
    }
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
