//! Table `to_date`: the month and the quarter up to the week's last day, like for like (S-004, R9): with the week itself
//! they make the box of nine.

use super::Beside;
use super::measures::{shown, told};
use crate::domain::base::{DayRange, Grain, Period};
use crate::domain::model::{Metric, Versus};
use crate::domain::rules::comparison::compared;
use crate::report::ask::Ask;
use crate::report::cell::{changed, column, row, table, term, value, words};
use crate::report::scope::Scope;
use crate::report::sums::Sums;
use crate::report::{Column, Sentence, Table, Value};

const GRAINS: [Grain; 2] = [Grain::Month, Grain::Quarter];

/// A period up to the last day that counts, what came before it and what stood there last year.
struct ToDate {
    period: Period,
    days: DayRange,
    before: Option<DayRange>,
    year: Option<DayRange>,
}

fn periods(scope: &Scope<'_>) -> Vec<ToDate> {
    let organisation = scope.setting.organisation;
    let end = scope.days.last();
    let of = |grain: Grain| {
        let period = Period::of(grain, end, organisation.settings.fiscal_start);
        let days = DayRange::new(period.first(), end).unwrap_or(DayRange::one(end));
        let against = |versus| compared(period, days, versus, &organisation.calendar);
        ToDate { period, days, before: against(Versus::Previous), year: against(Versus::Year) }
    };
    GRAINS.into_iter().map(of).collect()
}

pub(super) fn ask(scope: &Scope<'_>) -> Ask {
    let runs = periods(scope).into_iter().flat_map(|own| std::iter::once(own.days).chain(own.before).chain(own.year));
    scope.ask(runs.collect(), &shown(scope), None)
}

pub(super) fn tables(scope: &Scope<'_>, sums: &Sums, beside: &Beside<'_>) -> Vec<Table> {
    let periods = periods(scope);
    let line = |metric: &Metric| {
        let formula = scope.formula(metric, sums);
        let figure = |run: usize| formula.figure(|place| sums.at(run, 0, place));
        let (mut run, mut cells) = (0, Vec::with_capacity(6));
        for own in &periods {
            let now = figure(run);
            cells.push(value(metric, now));
            for then in [own.before, own.year] {
                run += usize::from(then.is_some());
                cells.push(then.map_or(Value::Null, |_| changed(metric, now, figure(run))));
            }
            run += 1;
        }
        row(metric.id.clone(), term(metric), cells)
    };
    let rows = told(scope, beside).into_iter().map(line).collect();
    let columns = periods.iter().flat_map(|own| heads(scope, own)).collect();
    table("to_date", words("table.to_date"), words("column.measure"), columns, rows).into_iter().collect()
}

/// `Sep 2026`, `vs before`, `vs year`.
fn heads(scope: &Scope<'_>, own: &ToDate) -> [Column; 3] {
    let (value, change, year) = match own.period.grain() {
        Grain::Quarter => ("quarter", "quarter_change", "quarter_year"),
        _ => ("month", "month_change", "month_year"),
    };
    let before = own.period.shift(-1);
    let what = own.before.map_or(Value::Period(before), |days| scope.title(before, days));
    let before = Sentence::new("column.versus").with("what", what);
    [
        Column { strong: true, ..column(value, scope.title(own.period, own.days)) },
        column(change, Value::Words(before)),
        column(year, words("column.yoy")),
    ]
}
