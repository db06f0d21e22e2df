//! Table `limits` and the strip beside each measure of a day: how far it moves while nothing special happens (B.1).
//!
//! Limits are natural, not targets: the strip shows where the day stands between them and is no verdict.

use super::Beside;
use super::measures::{lately, shown};
use crate::domain::base::{Day, DayRange, Grain, Rate};
use crate::domain::model::{Metric, Unit};
use crate::domain::rules::figure::Figure;
use crate::domain::rules::limits::{Limits, Weekdays};
use crate::report::cell::{column, row, strong, table, term, words};
use crate::report::scope::Scope;
use crate::report::{Sentence, Table, Value};

/// Working days before the one looked at, of which the limits are made.
pub(super) const DAYS: usize = 30;

/// Points of a series are in this part of the metric's own scale: a rate's in 1/10^9, a sum's in 1/1,000.
const OF_A_RATE: i64 = 1_000_000_000;
const OF_A_SUM: i128 = 1_000;

/// What is usual of a metric on the weekday looked at.
pub(super) struct Usual {
    limits: Limits,
    /// Every day as it would have been on this weekday, oldest first, the day itself last.
    series: Vec<Option<i128>>,
}

/// Whether the day has limits: a rest day is like no other.
pub(super) fn wanted(scope: &Scope<'_>) -> bool {
    scope.period.grain() == Grain::Day && scope.setting.organisation.calendar.is_working(scope.period.first())
}

/// What is usual of a metric whose figure on each of the days `figure` gives: each day as it would have been on the
/// weekday of the last.
pub(super) fn usual(days: &[Day], figure: impl Fn(usize) -> Figure) -> Option<Usual> {
    let fine = |at: usize| match figure(at) {
        Figure::Number(number) => number.checked_mul(OF_A_SUM),
        Figure::Rate(rate) => Some(rate.scaled(OF_A_RATE)),
        Figure::Null | Figure::Undefined => None,
    };
    let (day, before) = days.split_last()?;
    let points: Vec<Option<i128>> = (0..days.len()).map(fine).collect();
    let known = before.iter().zip(&points).filter_map(|(day, point)| Some((*day, (*point)?)));
    let weekdays = Weekdays::of(known);
    let as_today = |(from, point): (&Day, &Option<i128>)| point.map(|point| weekdays.as_on(point, *from, *day));
    let series: Vec<Option<i128>> = days.iter().zip(&points).map(as_today).collect();
    let limits = Limits::of(series.iter().copied().take(before.len()))?;
    Some(Usual { limits, series })
}

impl Usual {
    /// Where the day stands between the limits; a point on a limit is inside.
    pub(super) fn strip(&self) -> Value {
        let whole = |rate: Rate, up: bool| {
            let low = rate.num().div_euclid(rate.den());
            i64::try_from(low + i128::from(up && rate.num().rem_euclid(rate.den()) != 0)).ok()
        };
        let limits = self.limits;
        let lines = (whole(limits.lower(), true), whole(limits.mean(), false), whole(limits.upper(), false));
        let (Some(low), Some(mean), Some(high)) = lines else { return Value::Null };
        let at = self.series.last().copied().flatten().and_then(|at| i64::try_from(at).ok());
        Value::Strip { low, mean, high, at }
    }

    /// A line of the limits in the metric's own unit.
    fn value(metric: &Metric, line: Rate) -> Value {
        let fine = if metric.is_ratio() { i128::from(OF_A_RATE) } else { OF_A_SUM };
        let line = line.den().checked_mul(fine).and_then(|den| Rate::new(line.num(), den));
        line.map_or(Value::Null, |line| Value::Rate(line, metric.unit))
    }
}

/// The limits in figures, and the days that they come from, for whoever wants more than the strip.
pub(super) fn tables(scope: &Scope<'_>, beside: &Beside<'_>) -> Option<Table> {
    let days: Vec<Day> = lately(scope).into_iter().map(DayRange::first).collect();
    let first = scope.runs().list.len();
    let found = |metric: &Metric| {
        let formula = scope.formula(metric, &beside.whole);
        usual(&days, |at| formula.figure(|place| beside.whole.at(first + at, 0, place)))
    };
    let all: Vec<(&Metric, Usual)> =
        shown(scope).into_iter().filter_map(|metric| Some((metric, found(metric)?))).collect();
    let trial = all.iter().any(|(_, usual)| usual.limits.on_trial());
    let line = |(metric, usual): &(&Metric, Usual)| {
        let limits = usual.limits;
        let lines = [limits.lower(), limits.mean(), limits.upper()].map(|line| Usual::value(metric, line));
        let mut cells = Vec::from(lines);
        cells.push(Value::Number(i128::try_from(limits.points()).unwrap_or(0), Unit::Count));
        if trial {
            cells.push(if limits.on_trial() { words("limits.trial") } else { Value::Null });
        }
        let points = usual.series.iter().map(|point| point.and_then(|point| i64::try_from(point).ok()));
        cells.push(Value::Spark(points.collect()));
        row(metric.id.clone(), term(metric), cells)
    };
    let mut columns = vec![
        column("lower", words("column.lower")),
        strong("mean", words("column.mean")),
        column("upper", words("column.upper")),
        column("days", words("column.working_days")),
    ];
    if trial {
        columns.push(column("trial", words("column.state")));
    }
    columns.push(column("series", Value::Dates(days.clone())));
    let rows = all.iter().map(line).collect();
    let said = table("limits", words("table.limits"), words("column.measure"), columns, rows)?;
    let until = days.len().checked_sub(2).and_then(|at| days.get(at)).copied();
    let note = until.map(|until| Sentence::new("note.limits").with("day", Value::Day(until)));
    Some(Table { note, ..said })
}
