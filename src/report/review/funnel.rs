//! Table `funnel`: the four steps with their rates, on the basis of the period (S-018 to S-025).

use super::Beside;
use crate::domain::rules::figure::Figure;
use crate::report::ask::Ask;
use crate::report::cell::{changed, column, row, strong, table, term, value, words};
use crate::report::scope::Scope;
use crate::report::sums::Sums;
use crate::report::{Table, Value};

/// A step, the rate from the step before it, and the rate from the first step.
const STEPS: [(&str, Option<&str>, Option<&str>); 4] = [
    ("effective_visits", None, None),
    ("inquiries", Some("inquiry_rate"), Some("inquiry_rate")),
    ("valid_inquiries", Some("valid_rate"), None),
    ("deals", Some("close_rate"), Some("overall_conversion")),
];

/// Nothing of its own: the measures' answer has it all.
pub(super) fn ask(_: &Scope<'_>) -> Ask {
    Ask::default()
}

/// From the sums of the measures, in whose first runs the period and its comparison stand.
pub(super) fn tables(scope: &Scope<'_>, _: &Sums, beside: &Beside<'_>) -> Vec<Table> {
    said(scope, &beside.whole).into_iter().collect()
}

fn said(scope: &Scope<'_>, sums: &Sums) -> Option<Table> {
    let before = scope.runs().before;
    let mut columns = vec![
        strong("count", words("column.count")),
        column("step", words("column.step")),
        column("overall", words("column.overall")),
    ];
    if before.is_some() {
        columns.push(column("before", words("column.before")));
        columns.push(column("step_before", words("column.step_before")));
        columns.push(column("step_change", words("column.change")));
    }
    let mut rows = Vec::new();
    for (id, step, overall) in STEPS {
        let Some(metric) = scope.metric(id) else { continue };
        let rate = |id: Option<&str>, run: usize| {
            let metric = scope.metric(id?)?;
            Some((metric, scope.figure(metric, sums, run, &[0])))
        };
        let shown = |rate: Option<_>| rate.map_or(Value::Null, |(metric, figure)| value(metric, figure));
        let count = |run| scope.figure(metric, sums, run, &[0]);
        let mut cells = vec![value(metric, count(0)), shown(rate(step, 0)), shown(rate(overall, 0))];
        if let Some(run) = before {
            cells.push(value(metric, count(run)));
            cells.push(shown(rate(step, run)));
            let change = rate(step, 0).zip(rate(step, run));
            cells.push(change.map_or(Value::Null, |((metric, now), (_, then))| changed(metric, now, then)));
        }
        rows.push((count(0), row(id, term(metric), cells)));
    }
    if rows.iter().all(|(count, _)| *count == Figure::Null) {
        return None;
    }
    let rows = rows.into_iter().map(|(_, row)| row).collect();
    table("funnel", words("table.funnel"), words("column.step_name"), columns, rows)
}
