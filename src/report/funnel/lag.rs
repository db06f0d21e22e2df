//! Table `lag`: the median days from step to step.

use super::cohort::follows;
use crate::domain::base::{DayRange, Rate};
use crate::domain::model::{Basis, Facts, Rows, Unit};
use crate::domain::rules::median::median;
use crate::report::cell::{column, row, strong, table, words};
use crate::report::scope::Scope;
use crate::report::{Table, Value};

/// Rows that tell how long a step took carry one of these.
pub(super) const ROWS: [&str; 2] = ["valid_inquiries", "deals"];

/// From which step to which: id, the measure at its end, whether it counts from the first step, words.
const LAGS: [(&str, &str, bool, &str); 3] = [
    ("inquiry_valid", "valid_inquiries", false, "row.inquiry_valid"),
    ("valid_deal", "deals", false, "row.valid_deal"),
    ("inquiry_deal", "deals", true, "row.inquiry_deal"),
];

pub(super) fn table_of(scope: &Scope<'_>, got: &[Rows]) -> Option<Table> {
    let line = |(id, measure, whole, label): (&str, &str, bool, &'static str)| {
        let [now, before] = [0, 1].map(|run| got.get(run).and_then(|rows| middle(scope, rows, run, measure, whole)));
        let shown = |found: Option<(i64, _)>| found.map_or(Value::Null, |(_, days)| Value::Rate(days, Unit::Count));
        let samples = now.map_or(Value::Null, |(count, _)| Value::Number(count.into(), Unit::Count));
        let before_cell = (got.len() > 1).then(|| shown(before));
        let cells = std::iter::once(shown(now)).chain(before_cell).chain([samples]).collect();
        (now.is_some() || before.is_some()).then(|| row(id, words(label), cells))
    };
    let rows = LAGS.into_iter().filter_map(line).collect();
    let before = (got.len() > 1).then(|| column("before", words("column.before")));
    let columns = std::iter::once(strong("days", words("column.median"))).chain(before);
    let columns = columns.chain([column("samples", words("row.samples"))]).collect();
    table("lag", words("table.lag"), words("column.from_to"), columns, rows)
}

/// How many rows of the run carry `measure`, and the median of the days since the step before, or since the first.
fn middle(scope: &Scope<'_>, rows: &Rows, run: usize, measure: &str, whole: bool) -> Option<(i64, Rate)> {
    let facts = &rows.facts;
    let column = facts.measures.iter().find(|column| column.measure == measure)?;
    let follow = follows(scope).get(run).copied()?;
    let is_cohort = scope.question.lens.basis == Basis::Cohort;
    let counts = |at: usize| {
        if is_cohort { follow.counts(facts, at, false).is_some() } else { within(facts, at, follow.entered) }
    };
    let since = |at: usize| Some(i64::from(facts.days.get(at)?.since(facts.entered.get(at).copied().flatten()?)));
    let waited = |at: usize| facts.waited.get(at).copied().flatten().map(i64::from);
    let days = |at: usize| if whole { since(at) } else { waited(at) };
    let sample = |at: usize| {
        let number = column.get(at).filter(|number| *number > 0 && counts(at))?;
        Some((days(at)?, facts.weight(at) * number))
    };
    median((0..facts.len()).filter_map(sample))
}

fn within(facts: &Facts, row: usize, days: DayRange) -> bool {
    facts.days.get(row).is_some_and(|day| days.contains(*day))
}
