//! Table `measures`: the nine measures beside what they are held against, and how they have moved lately.

use super::{Beside, NINE, limits, plan};
use crate::domain::base::{Day, DayRange, Grain, Period};
use crate::domain::model::Metric;
use crate::domain::rules::figure::Figure;
use crate::report::ask::Ask;
use crate::report::cell::{changed, column, marked, point, strong, table, term, value, words};
use crate::report::scope::{Runs, Scope};
use crate::report::sums::Sums;
use crate::report::{Column, Row, Sentence, Table, Value};

/// The metrics shown: the nine, and the one in the foreground where it is none of them.
pub(in crate::report) fn shown<'a>(scope: &Scope<'a>) -> Vec<&'a Metric> {
    let mut metrics = scope.metrics(&NINE);
    if let Some(own) = scope.foreground().filter(|own| metrics.iter().all(|metric| metric.id != own.id)) {
        metrics.push(own);
    }
    metrics
}

/// The metrics that have a row: of those shown the ones of which anything is known in any run, that somebody must report,
/// or that the lens names. Where nothing at all is known they all have one.
pub(super) fn told<'a>(scope: &Scope<'a>, beside: &Beside<'_>) -> Vec<&'a Metric> {
    let runs = scope.runs().list.len() + lately(scope).len();
    let own = scope.question.lens.metric.as_deref();
    let said = |metric: &&Metric| {
        let formula = scope.formula(metric, &beside.whole);
        let known = |run| formula.figure(|place| beside.whole.at(run, 0, place)) != Figure::Null;
        let due = beside.coverage.of(|measure| metric.measures().any(|used| used == measure)).1 > 0;
        due || own == Some(metric.id.as_str()) || (0..runs).any(known)
    };
    let all = shown(scope);
    let told: Vec<&Metric> = all.iter().copied().filter(said).collect();
    if told.is_empty() { all } else { told }
}

pub(super) fn ask(scope: &Scope<'_>) -> Ask {
    let mut ranges = scope.runs().list;
    ranges.extend(lately(scope));
    let mut metrics = shown(scope);
    if scope.question.lens.metric.as_deref() == Some("ltv") {
        // What the value of a customer is made of beside the orders that rows tell.
        metrics.extend(scope.metrics(&["margin"]));
    }
    scope.ask(ranges, &metrics, None)
}

/// Working days of the small chart.
const OF_DAYS: usize = 20;

/// The runs around the period, oldest first, its own last: the working days of which its limits are made, 12 weeks or
/// months, 8 quarters, 5 years.
pub(in crate::report) fn lately(scope: &Scope<'_>) -> Vec<DayRange> {
    if scope.period.grain() == Grain::Day {
        let calendar = &scope.setting.organisation.calendar;
        let mut days = vec![scope.period.first()];
        while days.len() <= limits::DAYS {
            days.push(calendar.working_day_before(days.last().copied().unwrap_or(scope.period.first())));
        }
        return days.into_iter().rev().map(DayRange::one).collect();
    }
    let count = match scope.period.grain() {
        Grain::Quarter => 8,
        Grain::Year => 5,
        _ => 12,
    };
    let earlier = (1..count).rev().map(|back| scope.period.shift(-back).days());
    earlier.chain([scope.days]).collect()
}

pub(super) fn tables(scope: &Scope<'_>, sums: &Sums, beside: &Beside<'_>) -> Vec<Table> {
    let runs = scope.runs();
    let metrics = told(scope, beside);
    let planned = plan::is_planned(scope, &metrics);
    let rows = metrics.into_iter().map(|metric| line(scope, sums, beside, &runs, metric, planned)).collect();
    let title = Value::Period(scope.period);
    let mut columns = columns(scope);
    if planned {
        columns.splice(1..1, [column("plan", words("column.plan")), column("vs_plan", words("column.vs_plan"))]);
    }
    if limits::wanted(scope) {
        columns.push(column("range", words("column.range")));
    }
    columns.push(column("spark", words("column.lately")));
    table("measures", title, words("column.measure"), columns, rows).into_iter().collect()
}

/// The columns of value, what it is compared with and how it changed, the same for every table that has them.
pub(super) fn columns(scope: &Scope<'_>) -> Vec<Column> {
    let mut columns = vec![strong("value", Value::Period(scope.period))];
    if let Some(before) = scope.before {
        columns.push(column("before", named(scope, before)));
        columns.push(column("change", words("column.change")));
    }
    if let Some(year) = scope.year {
        columns.push(column("year", named(scope, year)));
        columns.push(column("year_change", words("column.year_change")));
    }
    columns
}

/// The run's own name: the period where it is a whole one, else its days, with their year where it is another.
pub(in crate::report) fn named(scope: &Scope<'_>, run: DayRange) -> Value {
    let fiscal = scope.setting.organisation.settings.fiscal_start;
    let period = Period::of(scope.period.grain(), run.first(), fiscal);
    if period.days() == run {
        return Value::Period(period);
    }
    if run.last().year() == scope.days.last().year() {
        return Value::Days(run);
    }
    let of = Sentence::new("column.run_of").with("run", Value::Days(run));
    Value::Words(of.with("year", Value::Text(run.last().year().to_string())))
}

/// Value, comparison and change of one metric, whose figure in each run `figure` gives, into `cells`.
pub(super) fn compared(runs: &Runs, metric: &Metric, figure: impl Fn(usize) -> Figure, cells: &mut Vec<Value>) {
    let now = figure(0);
    cells.push(value(metric, now));
    for before in [runs.before, runs.year].into_iter().flatten().map(figure) {
        cells.push(value(metric, before));
        cells.push(changed(metric, now, before));
    }
}

fn line(scope: &Scope<'_>, sums: &Sums, beside: &Beside<'_>, runs: &Runs, metric: &Metric, planned: bool) -> Row {
    let incomplete = metric.measures().any(|measure| beside.coverage.lacks(measure));
    let formula = scope.formula(metric, sums);
    let figure = |run| formula.figure(|place| sums.at(run, 0, place));
    let mut values = Vec::with_capacity(6);
    compared(runs, metric, figure, &mut values);
    let corrected = |at: usize| runs.at(at).is_some_and(|run| sums.corrects(metric, run, &[0]));
    let mut cells: Vec<_> =
        values.into_iter().enumerate().map(|(at, value)| marked(value, at == 0 && incomplete, corrected(at))).collect();
    if planned {
        cells.splice(1..1, plan::cells(scope, metric, figure(0)).map(Into::into));
    }
    let lately = lately(scope);
    let first = runs.list.len();
    if limits::wanted(scope) {
        let days: Vec<Day> = lately.iter().map(|run| run.first()).collect();
        let usual = limits::usual(&days, |at| figure(first + at));
        cells.push(usual.map_or(Value::Null, |usual| usual.strip()).into());
    }
    let shown = if scope.period.grain() == Grain::Day { OF_DAYS } else { lately.len() };
    let points = (lately.len().saturating_sub(shown)..lately.len()).map(|at| point(figure(first + at)));
    cells.push(Value::Spark(points.collect()).into());
    Row { id: metric.id.clone(), label: term(metric), cells, total: false }
}
