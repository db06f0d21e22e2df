//! The sentences at the top of a board: who leads and by how much, who climbed most, who is one step away.

use super::Told;
use super::growth::fastest;
use super::noise::Noise;
use super::standing::{Ranked, Standing};
use crate::domain::model::Unit;
use crate::domain::rules::ranking::Move;
use crate::report::cell::{count, term, value};
use crate::report::review::{dimension, ended, low_trust, named, nothing};
use crate::report::{Sentence, Trust, Value};

/// Names that are told where several share the lead.
const NAMED: usize = 3;

/// Two or three sentences.
pub(super) fn say(standing: &Standing<'_>, told: &Told<'_>, trust: &Trust) -> Vec<Sentence> {
    let (scope, subject) = (standing.scope, told.subject);
    if !scope.begun {
        return vec![Sentence::new("headline.ahead").with("period", Value::Period(scope.period))];
    }
    let mut said: Vec<Sentence> = low_trust(trust).into_iter().collect();
    let lead = if subject.grows { grower(standing) } else { leader(standing) };
    said.push(lead.unwrap_or_else(|| not_recorded(standing).unwrap_or_else(|| nothing(scope))));
    said.extend(told.reached(standing.by).and_then(|reached| reached.sentence(standing)));
    if !subject.grows {
        said.extend(climber(standing));
        said.extend(closest(standing));
    }
    said.extend(ended(scope, trust));
    said
}

/// That the metric has a figure, but none that says whose it is.
fn not_recorded(standing: &Standing<'_>) -> Option<Sentence> {
    let scope = standing.scope;
    let nobody = standing.nobody()?;
    standing.figure(0, nobody).rate()?;
    let said = Sentence::new("headline.nothing_by").with("metric", term(standing.metric));
    Some(said.with("period", Value::Period(scope.period)).with("by", dimension(standing.by)))
}

fn name(standing: &Standing<'_>, one: &Ranked) -> Value {
    crate::report::review::label(standing.scope, standing.by, standing.name(one.name))
}

/// Who leads, and by how much.
fn leader(standing: &Standing<'_>) -> Option<Sentence> {
    let first = standing.ranked.first()?;
    let figure = value(standing.metric, standing.figure(0, first.name));
    let base = |id| Sentence::new(id).with("metric", term(standing.metric)).with("value", figure.clone());
    let shared = standing.ranked.iter().filter(|one| one.rank == 1).count();
    if shared > 1 {
        let names = standing.ranked.iter().take(shared.min(NAMED)).map(|one| standing.name(one.name));
        let names = Value::Text(names.collect::<Vec<_>>().join(", "));
        let id = if shared > NAMED { "headline.shared_more" } else { "headline.shared" };
        return Some(base(id).with("names", names).with("n", count(shared.saturating_sub(NAMED))));
    }
    let lead = base("headline.alone").with("name", name(standing, first));
    let Some((_, gap)) = standing.above(1) else { return Some(lead) };
    let second = standing.ranked.get(1).map_or(Value::Null, |one| name(standing, one));
    let tied = Noise::of(standing).is_some_and(|noise| noise.is_tied(0));
    let lead = base(if tied { "headline.leads_tied" } else { "headline.leads" }).with("name", name(standing, first));
    Some(lead.with("gap", standing.gap(gap)).with("second", second))
}

/// Who has climbed most.
fn climber(standing: &Standing<'_>) -> Option<Sentence> {
    let up = |one: &&Ranked| if let Some(Move::By(ranks)) = one.moved { ranks.max(0) } else { 0 };
    // The best placed of those who have climbed as far.
    let most = standing.ranked.iter().rev().max_by_key(up).filter(|one| up(one) > 0)?;
    let said = Sentence::new("headline.climbed").with("name", name(standing, most));
    let said = said.with("comparison", named(standing.scope, standing.scope.before?));
    Some(said.with("n", Value::Number(up(&most).into(), Unit::Count)).with("rank", count(most.rank)))
}

/// Who is closest to the one above, below the two of whom the lead is told.
fn closest(standing: &Standing<'_>) -> Option<Sentence> {
    let steps = standing.ranked.iter().enumerate().skip(2).filter_map(|(at, one)| Some((one, standing.above(at)?)));
    let (one, (above, gap)) = steps.min_by_key(|(_, (_, gap))| *gap)?;
    let said = Sentence::new("headline.closest").with("name", name(standing, one)).with("gap", standing.gap(gap));
    Some(said.with("above", name(standing, above)).with("rank", count(above.rank)))
}

/// Who grows fastest.
fn grower(standing: &Standing<'_>) -> Option<Sentence> {
    let (number, growth, streak) = fastest(standing)?;
    let id = if streak > 1 { "headline.grows_on" } else { "headline.grows" };
    let label = crate::report::review::label(standing.scope, standing.by, standing.name(number));
    let said = Sentence::new(id).with("name", label).with("growth", Value::Change(growth));
    Some(said.with("metric", term(standing.metric)).with("n", count(streak)))
}
