//! Tables `lost` and `complaints`: for what reasons, the most frequent first (S-021, S-123).

use super::Beside;
use crate::domain::base::{Grain, Rate};
use crate::domain::model::{Dimension, Unit};
use crate::domain::rules::pareto::{Slice, pareto};
use crate::report::ask::Ask;
use crate::report::cell::{column, row, strong, table, total, value, words};
use crate::report::review::breakdown::label;
use crate::report::scope::Scope;
use crate::report::sums::Sums;
use crate::report::{Sentence, Table, Value};

pub(super) fn ask(scope: &Scope<'_>) -> Ask {
    let wanted = ["lost_orders", "complaint_rate"];
    scope.ask(vec![scope.days], &scope.metrics(&wanted), Some(Dimension::Reason))
}

pub(super) fn tables(scope: &Scope<'_>, sums: &Sums, _: &Beside<'_>) -> Vec<Table> {
    let lost = by_reason(scope, sums, "lost_orders", "lost");
    let complaints = (scope.period.grain() > Grain::Day).then(|| by_reason(scope, sums, "complaints", "complaints"));
    let rate = |table: Table| Table { note: complaint_rate(scope, sums), ..table };
    lost.into_iter().chain(complaints.flatten().map(rate)).collect()
}

/// The reasons of a measure; nothing where no reason is recorded.
pub(in crate::report) fn by_reason(scope: &Scope<'_>, sums: &Sums, measure: &str, id: &'static str) -> Option<Table> {
    let metric = scope.metric(measure)?;
    let sizes: Vec<i128> = sums.all().into_iter().map(|name| sums.of(0, name, measure).unwrap_or(0)).collect();
    let name = |part: usize| sums.names.get(part).map_or("", String::as_str);
    let slices: Vec<Slice> = pareto(&sizes).into_iter().filter(|slice| slice.size != 0).collect();
    slices.iter().find(|slice| !name(slice.part).is_empty())?;
    let percent = |rate: Option<Rate>| rate.map_or(Value::Undefined, |rate| Value::Rate(rate, Unit::Percent));
    let line = |slice: &Slice| {
        let cells = vec![Value::Number(slice.size, metric.unit), percent(slice.share), percent(slice.running)];
        row(name(slice.part), label(scope, Dimension::Reason, name(slice.part)), cells)
    };
    let all = Value::Number(sizes.iter().sum(), metric.unit);
    let rows = slices.iter().map(line).chain([total(vec![all, percent(Rate::new(1, 1)), Value::Null])]).collect();
    let columns = vec![
        strong("count", words("column.count")),
        column("share", words("column.share")),
        column("running", words("column.running")),
    ];
    let title = words(if id == "lost" { "table.lost" } else { "table.complaints" });
    table(id, title, words("dimension.reason"), columns, rows)
}

/// The complaint rate of the period beside its reasons.
fn complaint_rate(scope: &Scope<'_>, sums: &Sums) -> Option<Sentence> {
    let metric = scope.metric("complaint_rate")?;
    let rate = value(metric, scope.figure(metric, sums, 0, &sums.all()));
    matches!(rate, Value::Rate(..)).then(|| Sentence::new("note.complaint_rate").with("rate", rate))
}
