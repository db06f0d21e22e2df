//! Table `curve`: how each measure adds up through the period, beside the period before and last year's (S-006, S-010).
//!
//! Like for like (R9): what stands beside a day is the other period up to as many working days.

use super::Beside;
use super::measures::{shown, told};
use crate::domain::base::{Day, DayRange, Grain, Period};
use crate::domain::model::{Additive, Metric, Versus};
use crate::domain::rules::comparison::{compared, like};
use crate::domain::rules::weeks::ten_days_within;
use crate::report::ask::Ask;
use crate::report::cell::{column, point, row, strong, table, term, words};
use crate::report::review::named;
use crate::report::scope::Scope;
use crate::report::sums::Sums;
use crate::report::{Table, Value};

/// The steps of a period: days of a month, ten-day periods of a quarter, months of a year.
fn steps(period: Period, scope: &Scope<'_>) -> Vec<DayRange> {
    let fiscal = scope.setting.organisation.settings.fiscal_start;
    match period.grain() {
        Grain::Quarter => ten_days_within(period.days()),
        Grain::Year => {
            let first = Period::of(Grain::Month, period.first(), fiscal);
            (0..12).map(|month| first.shift(month).days()).collect()
        }
        _ => period.days().days().map(DayRange::one).collect(),
    }
}

/// A line of the curve: a column's id, the runs that add up to it, and the last days of its points.
struct Line {
    id: &'static str,
    runs: Vec<DayRange>,
    /// How many of the runs each point holds.
    points: Vec<usize>,
}

/// The period as far as it has come, then what it is compared with, then last year's.
fn lines(scope: &Scope<'_>) -> Vec<Line> {
    let calendar = &scope.setting.organisation.calendar;
    let steps = steps(scope.period, scope);
    let own: Vec<DayRange> = steps.iter().filter_map(|step| step.intersect(scope.days)).collect();
    let mut lines = vec![Line { id: "value", points: (1..=own.len()).collect(), runs: own }];
    let others = [("before", scope.before, scope.question.lens.versus), ("year", scope.year, Versus::Year)];
    for (id, there, versus) in others {
        // What a whole period is compared with is a whole period.
        let Some(other) = there.and_then(|_| compared(scope.period, scope.period.days(), versus, calendar)) else {
            continue;
        };
        let fiscal = scope.setting.organisation.settings.fiscal_start;
        let other = Period::of(scope.period.grain(), other.first(), fiscal);
        let ends: Vec<Option<Day>> = steps
            .iter()
            .map(|step| {
                let until = DayRange::new(scope.period.first(), step.last())?;
                like(scope.period, until, other, calendar).map(DayRange::last)
            })
            .collect();
        let mut runs: Vec<DayRange> = Vec::new();
        let mut points = Vec::new();
        for end in ends {
            let from = runs.last().map_or(other.first(), |run| run.last().plus(1));
            runs.extend(end.and_then(|end| DayRange::new(from, end)));
            points.push(runs.len());
        }
        lines.push(Line { id, runs, points });
    }
    lines
}

pub(super) fn ask(scope: &Scope<'_>) -> Ask {
    let runs = lines(scope).into_iter().flat_map(|line| line.runs).collect();
    scope.ask(runs, &shown(scope), None)
}

pub(super) fn tables(scope: &Scope<'_>, sums: &Sums, beside: &Beside<'_>) -> Vec<Table> {
    let lines = lines(scope);
    let row_of = |metric: &Metric| {
        let mut from = 0;
        let mut cells = Vec::new();
        for line in &lines {
            cells.push(Value::Spark(points(scope, sums, metric, line, from)));
            from += line.runs.len();
        }
        row(metric.id.clone(), term(metric), cells)
    };
    let rows = told(scope, beside).into_iter().map(row_of).collect();
    let head = |line: &Line| match line.id {
        "value" => strong("value", Value::Period(scope.period)),
        id => {
            let whole = line.runs.first().zip(line.runs.last());
            let whole = whole.and_then(|(first, last)| DayRange::new(first.first(), last.last()));
            column(id, whole.map_or(words("column.before"), |whole| named(scope, whole)))
        }
    };
    let columns = lines.iter().map(head).collect();
    table("curve", words("table.curve"), words("column.measure"), columns, rows).into_iter().collect()
}

/// The figure of everything up to each point.
fn points(scope: &Scope<'_>, sums: &Sums, metric: &Metric, line: &Line, from: usize) -> Vec<Option<i64>> {
    let formula = scope.formula(metric, sums);
    let level =
        |id: &String| scope.setting.catalogue.measure(id).is_some_and(|measure| measure.additive == Additive::Last);
    let levels: Vec<bool> = sums.measures().iter().map(level).collect();
    let mut so_far: Vec<Option<i128>> = vec![None; levels.len()];
    let mut done = 0;
    line.points
        .iter()
        .map(|end| {
            for run in done..*end {
                for (place, (total, is_level)) in so_far.iter_mut().zip(&levels).enumerate() {
                    let Some(value) = sums.at(from + run, 0, place) else { continue };
                    *total = Some(if *is_level { value } else { total.unwrap_or(0).saturating_add(value) });
                }
            }
            done = *end;
            point(formula.figure(|place| so_far.get(place).copied().flatten()))
        })
        .collect()
}
