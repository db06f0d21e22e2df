//! Tables `days`, `weeks`, `months`, `segments` and `ten_days`: the measures over the days and periods around the one looked at.

use super::Beside;
use super::measures::shown;
use crate::domain::base::{DayKind, DayRange, Grain, Period};
use crate::domain::model::Metric;
use crate::domain::rules::figure::Formula;
use crate::domain::rules::weeks::{ten_days_within, weeks_within};
use crate::report::ask::{Ask, Sums};
use crate::report::cell::{column, row, table, term, value, words};
use crate::report::scope::Scope;
use crate::report::{Column, Table, Value};

/// A table of runs of days: one column each, or one row each.
struct Stretch {
    id: &'static str,
    runs: Vec<Step>,
}

/// One run of a stretch.
struct Step {
    id: String,
    title: Value,
    days: DayRange,
}

pub(super) fn ask(scope: &Scope<'_>) -> Ask {
    let ranges = stretches(scope).iter().flat_map(|stretch| stretch.runs.iter().map(|step| step.days)).collect();
    scope.ask(ranges, &shown(scope), None)
}

/// The stretches that a review of this grain shows, in the order of its tables.
fn stretches(scope: &Scope<'_>) -> Vec<Stretch> {
    match scope.period.grain() {
        Grain::Day => Vec::new(),
        Grain::Week => vec![days(scope), back(scope, "weeks", Grain::Week, 6), back(scope, "months", Grain::Month, 12)],
        Grain::Month => {
            let weeks = parts(scope, "segments", weeks_within(scope.days));
            let tens = parts(scope, "ten_days", ten_days_within(scope.days));
            vec![days(scope), weeks, tens, back(scope, "months", Grain::Month, 12)]
        }
        Grain::Quarter | Grain::Year => vec![months_within(scope)],
    }
}

fn days(scope: &Scope<'_>) -> Stretch {
    let step = |day| Step { id: format!("{day}"), title: Value::Day(day), days: DayRange::one(day) };
    Stretch { id: "days", runs: scope.days.days().map(step).collect() }
}

/// `count` periods of `grain`, the last one holding the last day that counts and ending with it.
fn back(scope: &Scope<'_>, id: &'static str, grain: Grain, count: i32) -> Stretch {
    let fiscal = scope.setting.organisation.settings.fiscal_start;
    let end = scope.days.last();
    let last = Period::of(grain, end, fiscal);
    let step = |period: Period| {
        let days = period.days();
        let days = DayRange::new(days.first(), days.last().min(end)).unwrap_or(days);
        Step { id: period.name(fiscal), title: Value::Period(period), days }
    };
    Stretch { id, runs: (0..count).rev().map(|back| step(last.shift(-back))).collect() }
}

/// Parts of the month that add up to it (S-005, R7), and the month.
fn parts(scope: &Scope<'_>, id: &'static str, parts: Vec<DayRange>) -> Stretch {
    let step = |days: DayRange| Step { id: name(days), title: Value::Days(days), days };
    Stretch { id, runs: parts.into_iter().map(step).chain([whole(scope)]).collect() }
}

/// The months of a quarter or year that have come, and the whole (S-010).
fn months_within(scope: &Scope<'_>) -> Stretch {
    let fiscal = scope.setting.organisation.settings.fiscal_start;
    let first = Period::of(Grain::Month, scope.days.first(), fiscal);
    let step = |back| {
        let month = first.shift(back);
        let days = month.days().intersect(scope.days)?;
        Some(Step { id: month.name(fiscal), title: Value::Period(month), days })
    };
    Stretch { id: "months", runs: (0..12).map_while(step).chain([whole(scope)]).collect() }
}

fn whole(scope: &Scope<'_>) -> Step {
    Step { id: "total".to_owned(), title: words("row.total"), days: scope.days }
}

/// `2026-09-01..2026-09-06`; one day alone stands as it is.
fn name(days: DayRange) -> String {
    if days.len() == 1 { days.first().to_string() } else { format!("{}..{}", days.first(), days.last()) }
}

pub(super) fn tables(scope: &Scope<'_>, sums: &Sums, _: &Beside<'_>) -> Vec<Table> {
    let mut from = 0;
    let mut tables = Vec::new();
    for stretch in stretches(scope) {
        let say = if stretch.id == "days" { by_day } else { by_measure };
        tables.extend(say(scope, sums, &stretch, from));
        from += stretch.runs.len();
    }
    tables
}

/// A row a measure, a column a run; the last one is what one came for.
fn by_measure(scope: &Scope<'_>, sums: &Sums, stretch: &Stretch, from: usize) -> Option<Table> {
    let head = |(at, step): (usize, &Step)| {
        let last = at + 1 == stretch.runs.len();
        Column { strong: last, ..column(step.id.clone(), step.title.clone()) }
    };
    let line = |metric: &&Metric| {
        let formula = scope.formula(metric, sums);
        let cell = |at: usize| value(metric, formula.figure(|place| sums.at(from + at, 0, place)));
        row(metric.id.clone(), term(metric), (0..stretch.runs.len()).map(cell).collect())
    };
    let rows = shown(scope).iter().map(line).collect();
    let title = match stretch.id {
        "weeks" => "table.weeks",
        "segments" => "table.segments",
        "ten_days" => "table.ten_days",
        _ => "table.months",
    };
    let columns = stretch.runs.iter().enumerate().map(head).collect();
    table(stretch.id, words(title), words("column.measure"), columns, rows)
}

/// A row a day, a column a measure.
fn by_day(scope: &Scope<'_>, sums: &Sums, stretch: &Stretch, from: usize) -> Option<Table> {
    let metrics = shown(scope);
    let mut columns = vec![column("kind", words("column.kind"))];
    let formulas: Vec<Formula> = metrics.iter().map(|metric| scope.formula(metric, sums)).collect();
    let own = scope.foreground().map(|metric| metric.id.as_str());
    for metric in &metrics {
        let strong = own == Some(metric.id.as_str());
        columns.push(Column { strong, ..column(metric.id.clone(), term(metric)) });
    }
    let line = |(at, step): (usize, &Step)| {
        let kind = match scope.setting.organisation.calendar.kind(step.days.first()) {
            DayKind::Work => "day.work",
            DayKind::Rest => "day.rest",
            DayKind::Makeup => "day.makeup",
        };
        let figure = |formula: &Formula| formula.figure(|place| sums.at(from + at, 0, place));
        let figures = metrics.iter().zip(&formulas).map(|(metric, formula)| value(metric, figure(formula)));
        row(step.id.clone(), step.title.clone(), std::iter::once(words(kind)).chain(figures).collect())
    };
    let rows = stretch.runs.iter().enumerate().map(line).collect();
    table("days", words("table.days"), words("column.day"), columns, rows)
}
