//! Table `funnel`: every step with its count, the rate that leads to it, how sure that is, and who owns it.

use std::cmp::Ordering;

use super::{Flow, MONEY, Step, steps};
use crate::domain::base::Rate;
use crate::domain::model::{Basis, Metric, Term, Unit};
use crate::domain::rules::coverage::Coverage;
use crate::domain::rules::figure::Figure;
use crate::domain::rules::interval::Share;
use crate::domain::rules::ownership::owners;
use crate::report::cell::{self, changed, column, strong, table, term, value, words};
use crate::report::scope::Scope;
use crate::report::sums::Sums;
use crate::report::{Cell, Column, Marks, Row, Sentence, Table, Value};

/// How a rate has changed, where that is more than chance explains and enough is reported to say so; `None` where it is not.
pub(super) fn verdict(flow: &Flow, now: Figure, before: Figure) -> Option<(Ordering, Rate)> {
    if flow.doubtful {
        return None;
    }
    let (now, before) = (share(now)?, share(before)?);
    Some((now.credibly(before)?, now.strength(before)?))
}

/// The counts behind a rate; `None` where it is no share of what was tried.
pub(super) fn share(figure: Figure) -> Option<Share> {
    match figure {
        Figure::Rate(rate) => Share::of(rate),
        _ => None,
    }
}

/// The figure of metric `id` for name number `name` in run number `run`.
pub(super) fn figure(scope: &Scope<'_>, sums: &Sums, id: &str, run: usize, name: usize) -> Figure {
    scope.metric(id).map_or(Figure::Null, |metric| scope.figure(metric, sums, run, &[name]))
}

/// The value with the sign of an alarm.
pub(super) fn alarmed(value: Value, alarm: bool) -> Cell {
    Cell { value, marks: Marks { alarm, ..Marks::default() } }
}

pub(super) fn table_of(scope: &Scope<'_>, flow: &Flow, coverage: &Coverage<'_>) -> Option<Table> {
    let basis = scope.question.lens.basis;
    let count = |id: &str, run| figure(scope, &flow.whole, id, run, 0);
    let known: Vec<Step> = steps(basis).filter(|step| scope.metric(step.count).is_some()).collect();
    let said = |id: &&str| [Some(0), flow.before].into_iter().flatten().any(|run| count(id, run) != Figure::Null);
    if !known.iter().map(|step| step.count).chain(MONEY).any(|id| said(&id)) {
        return None;
    }
    let counts: Vec<Option<i128>> = known.iter().map(|step| count(step.count, 0).number()).collect();
    let most = counts.iter().flatten().copied().max().unwrap_or(0);
    let first = counts.first().copied().flatten();
    let line = |(step, number): (&Step, &Option<i128>)| {
        let metric = scope.metric(step.count)?;
        let mut cells = compared(scope, flow, metric, coverage);
        cells.extend(rate_cells(scope, flow, *step));
        cells.push(cell::share(*number, first).into());
        cells.push(dropped(step.rate.map(|id| count(id, 0))).into());
        cells.push(responsible(scope, step.rate.unwrap_or(step.count), &metric.owner).into());
        cells.push(number.map_or(Value::Null, |number| log_bar(number, most)).into());
        Some(Row { id: step.count.to_owned(), label: term(metric), cells, total: false })
    };
    let money = |metric: &Metric| {
        let mut cells = compared(scope, flow, metric, coverage);
        let blank = columns(flow).len() - cells.len() - 2;
        cells.extend(std::iter::repeat_n(Value::Null.into(), blank));
        // The amount is with those who follow up, as the close rate is (S-028).
        cells.extend([responsible(scope, "close_rate", &metric.owner).into(), Value::Null.into()]);
        Row { id: metric.id.clone(), label: term(metric), cells, total: false }
    };
    let rows = known.iter().zip(&counts).filter_map(line).chain(scope.metrics(&MONEY).into_iter().map(money)).collect();
    let title = words(match basis {
        Basis::Period => "table.funnel.period",
        Basis::Cohort => "table.funnel.cohort",
    });
    let said = table("funnel", title, words("column.step_name"), columns(flow), rows)?;
    Some(Table { note: note(scope, flow), ..said })
}

fn columns(flow: &Flow) -> Vec<Column> {
    let compared = |id, title| flow.before.map(|_| column(id, words(title)));
    let columns = [
        Some(strong("count", words("column.count"))),
        compared("before", "column.before"),
        compared("change", "column.change"),
        Some(column("rate", words("column.step"))),
        Some(column("step", words("column.step_rate"))),
        compared("step_before", "column.step_before"),
        compared("step_change", "column.change"),
        Some(column("interval", words("column.interval"))),
        Some(column("overall", words("column.overall"))),
        Some(column("drop_off", words("column.drop_off"))),
        Some(column("owner", words("column.owner"))),
        Some(column("bar", words("column.log_bar"))),
    ];
    columns.into_iter().flatten().collect()
}

/// Count, count before and change of a metric.
fn compared(scope: &Scope<'_>, flow: &Flow, metric: &Metric, coverage: &Coverage<'_>) -> Vec<Cell> {
    let count = |run| scope.figure(metric, &flow.whole, run, &[0]);
    let now = count(0);
    let incomplete = now != Figure::Null && metric.measures().any(|measure| coverage.lacks(measure));
    let corrected = flow.whole.corrects(metric, 0, &[0]);
    let mut cells = vec![cell::marked(value(metric, now), incomplete, corrected)];
    if let Some(run) = flow.before {
        cells.push(value(metric, count(run)).into());
        cells.push(changed(metric, now, count(run)).into());
    }
    cells
}

/// The rate's name, the rate, the rate before, its change and its interval. More than all of the step before is possible
/// on the basis of the period, where what is counted came in at another time, and gets a sign.
fn rate_cells(scope: &Scope<'_>, flow: &Flow, step: Step) -> Vec<Cell> {
    let Some(metric) = step.rate.and_then(|id| scope.metric(id)) else {
        let blank = if flow.before.is_some() { 5 } else { 3 };
        return std::iter::repeat_n(Value::Null.into(), blank).collect();
    };
    let rate = |run| scope.figure(metric, &flow.whole, run, &[0]);
    let now = rate(0);
    let before = flow.before.map(rate);
    let worse = before.and_then(|before| verdict(flow, now, before)).is_some_and(|(way, _)| way == Ordering::Less);
    let above = now.rate().is_some_and(|rate| rate.num() > rate.den());
    let mut cells = vec![term(metric).into(), alarmed(value(metric, now), worse || above)];
    if let Some(before) = before {
        cells.push(value(metric, before).into());
        cells.push(alarmed(changed(metric, now, before), worse));
    }
    let interval = share(now).map(Share::interval);
    cells.push(interval.map_or(Value::Null, |found| Value::Span(found.low, found.high, Unit::Percent)).into());
    cells
}

/// Those of the step before that did not come so far; nothing to say of a rate above 100 %.
fn dropped(rate: Option<Figure>) -> Value {
    let Some(rate) = rate else { return Value::Null };
    match (rate, share(rate)) {
        (Figure::Undefined, _) => Value::Undefined,
        (Figure::Rate(rate), Some(_)) => cell::share(Some(rate.den() - rate.num()), Some(rate.den())),
        _ => Value::Null,
    }
}

/// The roles that answer for a step.
fn responsible(scope: &Scope<'_>, stage: &str, otherwise: &str) -> Value {
    let found = owners(scope.setting.organisation, stage, otherwise, scope.days.last());
    if found.is_empty() {
        return Value::Null;
    }
    let all = |name: fn(&Term) -> &str, comma: &str| {
        found.iter().map(|owner| name(&owner.role.term)).collect::<Vec<_>>().join(comma)
    };
    Value::Term(Term { en: all(|term| &term.en, ", "), zh: all(|term| &term.zh, "、") })
}

/// How wide a count is drawn beside the largest: by its logarithm, for a funnel from visits to deals spans thousands.
fn log_bar(number: i128, most: i128) -> Value {
    let log = |number: i128| {
        let number = number.max(0).unsigned_abs().saturating_add(1);
        let whole = number.ilog2();
        // Between two powers of 2 in a straight line: monotone, and exact enough for cells of a screen.
        let above = (number - (1 << whole)) >> whole.saturating_sub(10) << 10_u32.saturating_sub(whole);
        u64::from(whole) * 1_024 + u64::try_from(above).unwrap_or(0)
    };
    Value::Bar(log(number), log(most))
}

/// On which basis, and for a cohort how far it has been followed; else how the benchmark is met.
fn note(scope: &Scope<'_>, flow: &Flow) -> Option<Sentence> {
    let count = |number: i128| Value::Number(number, Unit::Count);
    if scope.question.lens.basis == Basis::Cohort {
        let days = count(scope.setting.organisation.settings.conversion_window_days.into());
        let open = flow.whole.of(0, 0, "open").unwrap_or(0);
        return Some(Sentence::new("note.cohort").with("days", days).with("open", count(open)));
    }
    let metric = scope.metric("lead_conversion")?;
    let expected = Rate::new(metric.benchmark?.into(), 10_000)?;
    let rate = scope.figure(metric, &flow.whole, 0, &[0]).rate()?;
    let said = Sentence::new("note.benchmark").with("metric", term(metric));
    let said =
        said.with("rate", Value::Rate(rate, Unit::Percent)).with("deviation", Value::Points(rate.minus(expected)));
    Some(said.with("benchmark", Value::Rate(expected, Unit::Percent)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_grows_with_the_logarithm_and_ends_at_the_largest() {
        let bar =
            |number, most| if let Value::Bar(part, whole) = log_bar(number, most) { (part, whole) } else { (0, 0) };
        assert_eq!(bar(0, 1_023), (0, 10_240));
        assert_eq!(bar(31, 1_023), (5_120, 10_240), "half of the digits, half of the width");
        assert_eq!(bar(1_023, 1_023), (10_240, 10_240));
        let parts: Vec<_> = (0..3_000).map(|number| bar(number, 3_000).0).collect();
        assert!(parts.is_sorted());
        let (part, whole) = bar(i128::MAX, i128::MAX);
        assert_eq!(part, whole);
    }
}
