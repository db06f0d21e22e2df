//! Tables `days`, `weeks`, `months`, `segments` and `ten_days`: the measures over the days and periods around the one looked at.

use super::measures::{shown, told};
use super::{Beside, plan};
use crate::domain::base::{Day, DayKind, DayRange, FiscalStart, Grain, Period};
use crate::domain::model::{Metric, Unit, Versus};
use crate::domain::rules::comparison::compared;
use crate::domain::rules::figure::Formula;
use crate::domain::rules::weeks::{ten_days_within, weeks_within};
use crate::report::ask::Ask;
use crate::report::cell::{changed, column, point, row, table, term, value, words};
use crate::report::scope::Scope;
use crate::report::sums::Sums;
use crate::report::{Column, Sentence, Table, Value};

/// A table of runs of days: one column each, or one row each.
struct Stretch {
    id: &'static str,
    runs: Vec<Step>,
    /// The same runs of last year, where the table shows them; `None` where there is no like part.
    year: Vec<Option<DayRange>>,
}

impl Stretch {
    fn of(id: &'static str, runs: Vec<Step>) -> Self {
        Self { id, runs, year: Vec::new() }
    }

    /// All runs, those of last year last; a run that does not exist there is asked for as it is and not shown.
    fn ranges(&self) -> impl Iterator<Item = DayRange> {
        self.runs.iter().filter(|step| step.counted).map(|step| step.days).chain(self.year.iter().flatten().copied())
    }
}

/// One run of a stretch.
struct Step {
    id: String,
    title: Value,
    days: DayRange,
    /// Whether it has come; days ahead are listed with nothing in them.
    counted: bool,
}

pub(super) fn ask(scope: &Scope<'_>) -> Ask {
    let ranges = stretches(scope).iter().flat_map(Stretch::ranges).collect();
    scope.ask(ranges, &shown(scope), None)
}

/// The stretches that a review of this grain shows, in the order of its tables.
fn stretches(scope: &Scope<'_>) -> Vec<Stretch> {
    match scope.period.grain() {
        Grain::Day => Vec::new(),
        Grain::Week => {
            vec![days(scope), back(scope, "weeks", Grain::Week, 6), back(scope, "months", Grain::Month, 12)]
        }
        Grain::Month => {
            let weeks = parts(scope, "segments", weeks_within(scope.days));
            let tens = parts(scope, "ten_days", ten_days_within(scope.days));
            vec![days(scope), weeks, tens, back(scope, "months", Grain::Month, 12)]
        }
        Grain::Quarter | Grain::Year => vec![months_within(scope)],
    }
}

/// The days of the period; of a month those ahead too, so that its working days are seen.
fn days(scope: &Scope<'_>) -> Stretch {
    let listed = if scope.period.grain() == Grain::Month { scope.period.days() } else { scope.days };
    let step = |day: Day| {
        let counted = scope.days.contains(day);
        Step { id: day.to_string(), title: Value::Day(day), days: DayRange::one(day), counted }
    };
    Stretch::of("days", listed.days().map(step).collect())
}

/// `count` periods of `grain`, the last one holding the last day that counts and ending with it.
fn back(scope: &Scope<'_>, id: &'static str, grain: Grain, count: i32) -> Stretch {
    let fiscal = scope.setting.organisation.settings.fiscal_start;
    let end = scope.days.last();
    let last = Period::of(grain, end, fiscal);
    let step = |period: Period| {
        let days = period.days();
        let days = DayRange::new(days.first(), days.last().min(end)).unwrap_or(days);
        let title = match grain {
            Grain::Week if scope.is_part(period, days) => {
                let said = Sentence::new("column.week_to").with("week", Value::Words(week(period)));
                Value::Words(said.with("day", Value::Day(days.last())))
            }
            Grain::Week => Value::Words(week(period)),
            _ => scope.title(period, days),
        };
        (period, Step { id: period.name(fiscal), title, days, counted: true })
    };
    let steps: Vec<(Period, Step)> = (0..count).rev().map(|back| step(last.shift(-back))).collect();
    let calendar = &scope.setting.organisation.calendar;
    let year = |(period, step): &(Period, Step)| compared(*period, step.days, Versus::Year, calendar);
    let year = if scope.period.grain() == Grain::Week { steps.iter().map(year).collect() } else { Vec::new() };
    Stretch { id, runs: steps.into_iter().map(|(_, step)| step).collect(), year }
}

/// `W36`: of six weeks side by side the year is known.
fn week(period: Period) -> Sentence {
    Sentence::new("column.week").with("n", Value::Number(period.iso_week().1.into(), Unit::Count))
}

/// Parts of the month that add up to it (S-005, R7), and the month.
fn parts(scope: &Scope<'_>, id: &'static str, parts: Vec<DayRange>) -> Stretch {
    let step = |days: DayRange| Step { id: name(days), title: Value::Days(days), days, counted: true };
    Stretch::of(id, parts.into_iter().map(step).chain([whole(scope)]).collect())
}

/// The months of a quarter or year that have come, and the whole (S-010).
fn months_within(scope: &Scope<'_>) -> Stretch {
    let fiscal = scope.setting.organisation.settings.fiscal_start;
    let first = Period::of(Grain::Month, scope.days.first(), fiscal);
    let step = |back| {
        let month = first.shift(back);
        let days = month.days().intersect(scope.days)?;
        Some(Step { id: month.name(fiscal), title: scope.title(month, days), days, counted: true })
    };
    Stretch::of("months", (0..12).map_while(step).chain([whole(scope)]).collect())
}

fn whole(scope: &Scope<'_>) -> Step {
    Step { id: "total".to_owned(), title: words("row.total"), days: scope.days, counted: true }
}

/// `2026-09-01..2026-09-06`; one day alone stands as it is.
fn name(days: DayRange) -> String {
    if days.len() == 1 { days.first().to_string() } else { format!("{}..{}", days.first(), days.last()) }
}

pub(super) fn tables(scope: &Scope<'_>, sums: &Sums, beside: &Beside<'_>) -> Vec<Table> {
    let mut from = 0;
    let mut tables = Vec::new();
    for stretch in stretches(scope) {
        tables.extend(match stretch.id {
            "days" => by_day(scope, sums, beside, &stretch, from),
            _ => by_measure(scope, sums, beside, &stretch, from),
        });
        from += stretch.ranges().count();
    }
    for table in tables.iter_mut().filter(|table| table.id != "weeks" && table.is_above_whole(None)) {
        table.note = Some(Sentence::new("note.above_whole"));
    }
    tables
}

/// A row a measure, a column a run; the last one is what one came for.
fn by_measure(scope: &Scope<'_>, sums: &Sums, beside: &Beside<'_>, stretch: &Stretch, from: usize) -> Option<Table> {
    let head = |(at, step): (usize, &Step)| {
        let last = at + 1 == stretch.runs.len();
        Column { strong: last, ..column(step.id.clone(), step.title.clone()) }
    };
    let metrics = told(scope, beside);
    let planned = stretch.id == "weeks" && plan::is_planned(scope, &metrics);
    let line = |metric: &&Metric| {
        let formula = scope.formula(metric, sums);
        let figure = |at: usize| formula.figure(|place| sums.at(from + at, 0, place));
        let mut cells: Vec<Value> = (0..stretch.runs.len()).map(|at| value(metric, figure(at))).collect();
        if stretch.id == "weeks" {
            if planned {
                cells.extend(plan::cells(scope, metric, scope.figure(metric, &beside.whole, 0, &[0])));
            }
            let runs = scope.runs();
            let whole = |run| scope.figure(metric, &beside.whole, run, &[0]);
            let others = [runs.before, runs.year].into_iter().flatten();
            cells.extend(others.map(|run| changed(metric, whole(0), whole(run))));
        }
        if !stretch.year.is_empty() {
            let mut next = stretch.runs.len()..;
            let year = stretch.year.iter().map(|run| {
                let at = run.and_then(|_| next.next())?;
                point(figure(at))
            });
            cells.push(Value::Spark(year.collect()));
        }
        row(metric.id.clone(), term(metric), cells)
    };
    let rows = metrics.iter().map(line).collect();
    let title = match stretch.id {
        "weeks" => "table.weeks",
        "segments" => "table.segments",
        "ten_days" => "table.ten_days",
        _ => "table.months",
    };
    let mut columns: Vec<Column> = stretch.runs.iter().enumerate().map(head).collect();
    if planned {
        columns.extend([column("plan", words("column.plan")), column("vs_plan", words("column.vs_plan"))]);
    }
    if stretch.id == "weeks" {
        // A part is held against the like part, and both say so.
        let versus = scope.before.map(|days| {
            let before = Period::of(Grain::Week, days.first(), FiscalStart::default());
            let (id, place) =
                if scope.is_part(before, days) { ("column.versus_part", "week") } else { ("column.versus", "what") };
            Sentence::new(id).with(place, Value::Words(week(before)))
        });
        columns.extend(versus.map(|versus| column("change", Value::Words(versus))));
        columns.extend(scope.year.map(|_| column("year_change", words("column.yoy"))));
    }
    if !stretch.year.is_empty() {
        columns.push(column("last_year", words("column.year")));
    }
    table(stretch.id, words(title), words("column.measure"), columns, rows)
}

/// A row a day, a column a measure.
fn by_day(scope: &Scope<'_>, sums: &Sums, beside: &Beside<'_>, stretch: &Stretch, from: usize) -> Option<Table> {
    let metrics = told(scope, beside);
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
        let figures = metrics
            .iter()
            .zip(&formulas)
            .map(|(metric, formula)| if step.counted { value(metric, figure(formula)) } else { Value::Null });
        row(step.id.clone(), step.title.clone(), std::iter::once(words(kind)).chain(figures).collect())
    };
    let rows = stretch.runs.iter().enumerate().map(line).collect();
    table("days", words("table.days"), words("column.day"), columns, rows)
}
