//! What the funnel says in a sentence or two, and how it stands.

use std::cmp::Ordering;

use super::steps::{figure, share, verdict};
use super::{Flow, by, owners, steps};
use crate::domain::model::{Basis, Metric};
use crate::domain::rules::figure::Figure;
use crate::report::cell::{changed, term, value};
use crate::report::scope::Scope;
use crate::report::{Sentence, State, Trust, Value, review};

/// A step whose rate has changed by more than chance explains.
struct Moved<'a> {
    metric: &'a Metric,
    way: Ordering,
    now: Figure,
    before: Figure,
}

/// State and sentences. Red where a step is credibly worse, amber where the amount is down without one, green else; no
/// state where nothing is compared.
pub(super) fn say(scope: &Scope<'_>, flow: &Flow, trust: &Trust) -> (Option<State>, Vec<Sentence>) {
    if !scope.begun {
        return (None, vec![Sentence::new("headline.ahead").with("period", Value::Period(scope.period))]);
    }
    let mut said: Vec<Sentence> = review::low_trust(trust).into_iter().collect();
    let Some((way, amount)) = amount(scope, flow) else {
        said.push(match scope.question.lens.basis {
            Basis::Cohort => Sentence::new("headline.funnel.nobody").with("period", Value::Period(scope.period)),
            Basis::Period => review::nothing(scope),
        });
        said.extend(review::ended(scope, trust));
        return (None, said);
    };
    let moved = moved(scope, flow);
    said.push(first(scope, flow, way, amount, moved.as_ref()));
    said.extend(second(scope, flow, moved.as_ref()));
    said.extend(review::ended(scope, trust));
    let state = way.map(|way| match (moved.map(|moved| moved.way), way) {
        (Some(Ordering::Less), _) => State::Red,
        (_, Ordering::Less) => State::Amber,
        _ => State::Green,
    });
    (state, said)
}

/// What the funnel brought, the last of its figures that is there: which way it went, where that can be said, in words.
fn amount(scope: &Scope<'_>, flow: &Flow) -> Option<(Option<Ordering>, Value)> {
    let mut last = std::iter::once("revenue").chain(["deals", "valid_inquiries", "inquiries", "effective_visits"]);
    let number = |id: &str, run| figure(scope, &flow.whole, id, run, 0).number();
    let (metric, now) = last.find_map(|id| Some((scope.metric(id)?, number(id, 0)?)))?;
    let Some(before) = flow.before.and_then(|run| number(&metric.id, run)) else {
        let said = Sentence::new("funnel.alone").with("metric", term(metric));
        return Some((None, Value::Words(said.with("value", Value::Number(now, metric.unit)))));
    };
    let way = now.cmp(&before);
    let said = Sentence::new(match way {
        Ordering::Less => "funnel.down",
        Ordering::Equal => "funnel.level",
        Ordering::Greater => "funnel.up",
    });
    let difference = Value::Number(now.saturating_sub(before).saturating_abs(), metric.unit);
    let change = changed(metric, Figure::Number(now), Figure::Number(before));
    Some((Some(way), Value::Words(said.with("metric", term(metric)).with("diff", difference).with("change", change))))
}

/// The step that has changed most credibly, those that are worse first.
fn moved<'a>(scope: &Scope<'a>, flow: &Flow) -> Option<Moved<'a>> {
    let run = flow.before?;
    let found = steps(scope.question.lens.basis).filter_map(|step| {
        let metric = scope.metric(step.rate?)?;
        let [now, before] = [0, run].map(|run| scope.figure(metric, &flow.whole, run, &[0]));
        let (way, strength) = verdict(flow, now, before)?;
        Some((way == Ordering::Less, strength, Moved { metric, way, now, before }))
    });
    found.max_by_key(|(worse, strength, _)| (*worse, *strength)).map(|(_, _, moved)| moved)
}

/// The step whose change comes nearest to being more than chance, and between what it lies.
fn nearest(scope: &Scope<'_>, flow: &Flow) -> Option<Sentence> {
    let run = flow.before.filter(|_| !flow.doubtful)?;
    let changes = steps(scope.question.lens.basis).filter_map(|step| {
        let metric = scope.metric(step.rate?)?;
        let [now, before] = [0, run].map(|run| share(scope.figure(metric, &flow.whole, run, &[0])));
        let (now, before) = now.zip(before)?;
        Some((now.strength(before)?, metric, now.less(before), run))
    });
    let (_, metric, between, run) = changes.max_by_key(|(strength, ..)| *strength)?;
    let [now, before] = [0, run].map(|run| scope.figure(metric, &flow.whole, run, &[0]));
    let said = Sentence::new("headline.funnel.nearest").with("step", term(metric));
    let said = said.with("change", changed(metric, now, before));
    Some(said.with("low", Value::Points(between.low)).with("high", Value::Points(between.high)))
}

/// How deals and the average order changed, where the amount fell although there are more deals: no step's rate is the
/// cause then.
fn order(scope: &Scope<'_>, flow: &Flow, way: Option<Ordering>) -> Option<[Value; 2]> {
    let run = flow.before.filter(|_| way == Some(Ordering::Less))?;
    let of = |id| {
        let metric = scope.metric(id)?;
        let [now, before] = [0, run].map(|run| scope.figure(metric, &flow.whole, run, &[0]));
        Some((now.rate()?, before.rate()?, changed(metric, now, before)))
    };
    let (deals, order) = (of("deals")?, of("aov")?);
    (deals.0 >= deals.1 && order.0 < order.1).then_some([deals.2, order.2])
}

fn first(scope: &Scope<'_>, flow: &Flow, way: Option<Ordering>, amount: Value, moved: Option<&Moved<'_>>) -> Sentence {
    let Some(moved) = moved else {
        let rates = || steps(scope.question.lens.basis).filter_map(|step| step.rate);
        let known = |run| rates().any(|id| figure(scope, &flow.whole, id, run, 0).rate().is_some());
        let quiet = !flow.doubtful && known(0) && flow.before.is_some_and(known);
        let id = if quiet { "headline.funnel.quiet" } else { "headline.funnel.alone" };
        return Sentence::new(id).with("amount", amount);
    };
    let said = Sentence::new(if moved.way == Ordering::Less { "funnel.fell" } else { "funnel.rose" });
    let owner = owners::speaker(scope, &moved.metric.id).unwrap_or(Value::Null);
    let said = said.with("step", term(moved.metric)).with("owner", owner);
    let said = said.with("before", value(moved.metric, moved.before)).with("now", value(moved.metric, moved.now));
    let against = way.is_some_and(|way| way != Ordering::Equal && way != moved.way);
    if let Some([deals, order]) = order(scope, flow, way).filter(|_| !against) {
        let whole = Sentence::new("headline.funnel.order").with("amount", amount);
        return whole.with("deals", deals).with("order", order).with("step", Value::Words(said));
    }
    let whole = Sentence::new(if against { "headline.funnel.but" } else { "headline.funnel" });
    whole.with("amount", amount).with("step", Value::Words(said))
}

/// Where the step changed most; else what moved most beside the amount.
fn second(scope: &Scope<'_>, flow: &Flow, moved: Option<&Moved<'_>>) -> Option<Sentence> {
    if let Some(moved) = moved {
        let (name, before, now) = by::most(scope, flow, &moved.metric.id, moved.way)?;
        let said = Sentence::new("headline.funnel.where").with("name", name);
        return Some(said.with("before", value(moved.metric, before)).with("now", value(moved.metric, now)));
    }
    if let Some(nearest) = nearest(scope, flow) {
        return Some(nearest);
    }
    let (most, change) = review::moved_most(scope, &flow.whole, flow.before?, "revenue")?;
    Some(Sentence::new("headline.most").with("most", term(most)).with("most_change", change))
}
