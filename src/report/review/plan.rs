//! What was planned of the days that count: the settled plan of the week, else the target of the month, by working days.

use crate::domain::base::{Day, DayRange, FiscalStart, Grain, Period, Rate};
use crate::domain::model::{Metric, Unit};
use crate::domain::rules::change::relative;
use crate::domain::rules::figure::Figure;
use crate::report::Value;
use crate::report::aims::owner;
use crate::report::cell::{changed, value};
use crate::report::pace::{adds_up, figure_of, rounded};
use crate::report::scope::Scope;

/// The week of a day.
pub(super) fn week_of(day: Day, fiscal: FiscalStart) -> Period {
    Period::of(Grain::Week, day, fiscal)
}

/// The month of a day.
pub(super) fn month_of(day: Day, fiscal: FiscalStart) -> Period {
    Period::of(Grain::Month, day, fiscal)
}

/// What was planned of `metric` for the days that count; `None` where nothing was, or none of them is a working day.
pub(super) fn planned(scope: &Scope<'_>, metric: &Metric) -> Option<Rate> {
    if scope.period.grain() >= Grain::Month || !metric.function().is_empty() {
        return None;
    }
    let owner = owner(scope)?;
    let fiscal = scope.setting.organisation.settings.fiscal_start;
    let calendar = &scope.setting.organisation.calendar;
    let (aims, last) = (scope.setting.aims, scope.days.last());
    let week = aims.plan(&owner, week_of(last, fiscal), &metric.id);
    let month = |day: Day| aims.target(&owner, month_of(day, fiscal), &metric.id).map(|target| target.base);
    if !adds_up(metric, scope.setting.catalogue) {
        return figure_of(metric, week.or_else(|| month(last))?).rate();
    }
    // So much of an amount as the working days among these are of all its working days.
    let part = |amount: i64, of: DayRange| {
        let days = scope.days.intersect(of).map_or(0, |days| calendar.working_days(days));
        let (days, all) = (i128::try_from(days).ok()?, i128::try_from(calendar.working_days(of)).ok()?);
        Rate::new(i128::from(amount).checked_mul(days)?, all).filter(|_| days > 0)
    };
    if let Some(amount) = week {
        return part(amount, week_of(last, fiscal).days());
    }
    let first = scope.days.first();
    let months = [month_of(first, fiscal), month_of(last, fiscal)];
    let known = if months[0] == months[1] { &months[..1] } else { &months[..] };
    let mut sum: Option<Rate> = None;
    for one in known {
        if scope.days.intersect(one.days()).is_none_or(|days| calendar.working_days(days) == 0) {
            continue;
        }
        let part = part(month(one.first())?, one.days())?;
        sum = Some(sum.map_or(part, |sum| sum.minus(Rate::ZERO.minus(part))));
    }
    sum
}

/// Whether anything was planned of any of `metrics`.
pub(super) fn is_planned(scope: &Scope<'_>, metrics: &[&Metric]) -> bool {
    metrics.iter().any(|metric| planned(scope, metric).is_some())
}

/// What was planned of `metric`, and how `now` stands to it.
pub(super) fn cells(scope: &Scope<'_>, metric: &Metric, now: Figure) -> [Value; 2] {
    let Some(plan) = planned(scope, metric) else { return [Value::Null, Value::Null] };
    if !adds_up(metric, scope.setting.catalogue) {
        let plan = if metric.is_ratio() { Figure::Rate(plan) } else { Figure::Number(plan.scaled(1)) };
        return [value(metric, plan), changed(metric, now, plan)];
    }
    let whole = Figure::Number(rounded(plan, metric.unit));
    // Small counts stand in pieces to what is shown; everything else to the exact plan.
    let against = match changed(metric, now, whole) {
        Value::Change(_) if metric.unit != Unit::Percent => {
            now.rate().and_then(|now| relative(now, plan)).map_or(Value::Undefined, Value::Change)
        }
        other => other,
    };
    [value(metric, whole), against]
}
