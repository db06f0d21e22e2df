//! The sentence at the top of a review: what the figure came to, against what, and what moved most.

use super::exceptions::Carrier;
use super::measures::{named, shown};
use crate::domain::base::{DayRange, Grain, Rate};
use crate::domain::model::{Metric, Unit};
use crate::domain::rules::change::relative;
use crate::domain::rules::figure::Figure;
use crate::report::cell::{changed, term, value};
use crate::report::scope::Scope;
use crate::report::sums::Sums;
use crate::report::{Sentence, Trust, Value};

/// One or two sentences.
pub(super) fn say(
    scope: &Scope<'_>,
    sums: &Sums,
    each: &[Sums],
    trust: &Trust,
    targets: Vec<Sentence>,
) -> Vec<Sentence> {
    if !scope.begun {
        return vec![Sentence::new("headline.ahead").with("period", Value::Period(scope.period))];
    }
    let mut said: Vec<Sentence> = low_trust(trust).into_iter().collect();
    said.extend(targets);
    let fact = fact(scope, sums, each);
    if fact.is_empty() {
        said.push(nothing(scope));
    }
    said.extend(fact);
    said.extend(ended(scope, trust));
    said
}

/// That too little is in to debate the figures.
pub(in crate::report) fn low_trust(trust: &Trust) -> Option<Sentence> {
    let (reported, due) = trust.coverage.filter(|(reported, due)| reported * 10 < due * 9)?;
    let of = |n: u64| Value::Number(n.into(), Unit::Count);
    Some(Sentence::new("headline.low_trust").with("n", of(reported)).with("m", of(due)))
}

/// The figure in the foreground, its change, and what moved most beside it; nothing where there is no figure.
fn fact(scope: &Scope<'_>, sums: &Sums, each: &[Sums]) -> Vec<Sentence> {
    let Some(metric) = scope.foreground() else { return Vec::new() };
    let figure = |run: Option<usize>| run.map(|run| scope.figure(metric, sums, run, &[0]));
    let Some(now) = figure(Some(0)).filter(|now| now.rate().is_some()) else { return Vec::new() };
    let runs = scope.runs();
    let known = |figure: &Figure| figure.rate().is_some();
    let before = figure(runs.before).filter(known).zip(scope.before);
    let year = figure(runs.year).filter(known);
    let base = |id| Sentence::new(id).with("metric", term(metric)).with("value", value(metric, now));
    let Some((then, days)) = before else {
        let id = if scope.period.grain() == Grain::Day { "headline.value_on" } else { "headline.value" };
        return vec![base(id).with("period", Value::Period(scope.period))];
    };
    let base = |id| base(id).with("change", changed(metric, now, then)).with("comparison", named(scope, days));
    let most = runs.before.and_then(|run| moved_most(scope, sums, run, &metric.id));
    let with_most = |sentence: Sentence, (most, change): (&Metric, Value)| {
        sentence.with("most", term(most)).with("most_change", change)
    };
    let carrier = Carrier::of(scope, metric, sums, each);
    let cause = |id, carrier: &Carrier| {
        let (part, rest) = carrier.parts(metric);
        Sentence::new(id).with("name", carrier.named(scope)).with("part", part).with("rest", rest)
    };
    let (first, second) = match (year, most) {
        (Some(year), most) => {
            let first = base("headline.both").with("year_change", changed(metric, now, year));
            let second = match (carrier.as_ref(), most) {
                (Some(carrier), Some(most)) => Some(with_most(cause("headline.cause_most", carrier), most)),
                (Some(carrier), None) => Some(cause("headline.cause", carrier)),
                (None, most) => most.map(|most| with_most(Sentence::new("headline.most"), most)),
            };
            (first, second)
        }
        (None, Some(most)) => {
            (with_most(base("headline.moved"), most), carrier.map(|own| cause("headline.cause", &own)))
        }
        (None, None) => (base("headline.changed"), carrier.map(|own| cause("headline.cause", &own))),
    };
    std::iter::once(first).chain(second).collect()
}

/// The metric beside `own` that changed most in proportion, and its change.
pub(in crate::report) fn moved_most<'a>(
    scope: &Scope<'a>,
    sums: &Sums,
    before: usize,
    own: &str,
) -> Option<(&'a Metric, Value)> {
    let (most, _) = moved(scope, sums, before).into_iter().find(|(metric, _)| metric.id != own)?;
    let figure = |run| scope.figure(most, sums, run, &[0]);
    Some((most, changed(most, figure(0), figure(before))))
}

/// The metrics that changed, the most in proportion first, with the size of it; small counts change by chance and are
/// left out.
pub(super) fn moved<'a>(scope: &Scope<'a>, sums: &Sums, before: usize) -> Vec<(&'a Metric, Rate)> {
    const SMALL: i128 = 10;
    let size = |metric: &Metric| {
        let (now, then) = (scope.figure(metric, sums, 0, &[0]), scope.figure(metric, sums, before, &[0]));
        let small = |figure: Figure| metric.unit == Unit::Count && figure.number().is_some_and(|n| n < SMALL);
        let change = now.rate().zip(then.rate()).filter(|_| !small(now) && !small(then));
        let change = change.and_then(|(now, then)| relative(now, then))?;
        Rate::new(change.num().saturating_abs(), change.den()).filter(|size| size.num() > 0)
    };
    let mut moved: Vec<_> = shown(scope).into_iter().filter_map(|metric| Some((metric, size(metric)?))).collect();
    moved.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
    moved
}

/// Why there is no figure.
pub(in crate::report) fn nothing(scope: &Scope<'_>) -> Sentence {
    let calendar = &scope.setting.organisation.calendar;
    let lens = &scope.question.lens;
    let id = match scope.setting.organisation.data {
        None => "headline.no_data",
        Some(_) if calendar.working_days(scope.days) == 0 => "headline.rest",
        Some(_) if lens.filters.is_empty() => "headline.nothing",
        Some(_) => "headline.nothing_of",
    };
    let said = Sentence::new(id).with("period", Value::Period(scope.period));
    let names: Vec<&str> = lens.filters.iter().flat_map(|(_, names)| names.iter().map(String::as_str)).collect();
    if names.is_empty() { said } else { said.with("names", Value::Text(names.join(", "))) }
}

/// That the data ends before the days one looks at, with its last day.
pub(in crate::report) fn ended(scope: &Scope<'_>, trust: &Trust) -> Option<Sentence> {
    let until = trust.data_until?;
    let wanted = scope.period.last().min(scope.question.today.plus(-1));
    let silent = DayRange::new(until.plus(1), wanted)?;
    let working = scope.setting.organisation.calendar.working_days(silent);
    (working > 0).then(|| Sentence::new("headline.ended").with("day", Value::Day(until)))
}
