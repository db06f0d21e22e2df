//! What the person has to reach, and what has come of it.

use super::person;
use crate::domain::base::Error;
use crate::domain::model::{Dimension, DocumentQuery, Metric, Owner, Target};
use crate::report::aims::of_owner;
use crate::report::ask::Ask;
use crate::report::cell::words;
use crate::report::pace::{self, Stretch};
use crate::report::scope::Scope;
use crate::report::sums::Sums;
use crate::report::{Question, Sentence, Setting, Table, Value};

/// Of the month or the longer period shown, whose targets somebody has; `None` where only a part of what the person does is
/// shown, for that is held against no target.
fn stretch(scope: &Scope<'_>) -> Option<Stretch> {
    let keeps = |filter: Dimension| matches!(filter, Dimension::Member | Dimension::Team);
    scope.question.lens.filters.iter().all(|(filter, _)| keeps(*filter)).then(|| Stretch::of(scope))
}

/// What has to be known of targets.
pub(in crate::report) fn aims(question: &Question, setting: Setting<'_>) -> Result<Vec<DocumentQuery>, Error> {
    let owner = Owner::Member(person(question)?.to_owned());
    let scope = Scope::of(question, setting)?;
    Ok(stretch(&scope).map(|stretch| of_owner(&owner, stretch.period)).into_iter().collect())
}

/// The person's targets with the metric of each, the one in the foreground first.
fn targets<'a>(scope: &Scope<'a>, name: &str) -> Option<(Stretch, Vec<(&'a Metric, &'a Target)>)> {
    let stretch = stretch(scope)?;
    let found = pace::of_owner(scope, stretch, &Owner::Member(name.to_owned()));
    (!found.is_empty()).then_some((stretch, found))
}

/// What has come of the person's targets, as far as there are any.
pub(super) fn ask(scope: &Scope<'_>, name: &str) -> Option<Ask> {
    let (stretch, found) = targets(scope, name)?;
    let metrics: Vec<&Metric> = found.iter().map(|(metric, _)| *metric).collect();
    let mut ask = stretch.ask(scope, &metrics);
    ask.filters.retain(|(dimension, _)| *dimension == Dimension::Member);
    Some(ask)
}

/// The targets with what has come of them (S-040).
pub(super) fn held<'a>(scope: &Scope<'a>, name: &str, sums: &Sums) -> Option<Table> {
    let (stretch, found) = targets(scope, name)?;
    let standing = |(_, target): &(&'a Metric, &'a Target)| {
        pace::Standing::of(scope, stretch, target, pace::figures(scope, sums, vec![0]))
    };
    let standings: Vec<pace::Standing<'_>> = found.iter().filter_map(standing).collect();
    let title = if stretch.period == scope.period {
        words("table.pace")
    } else {
        Value::Words(Sentence::new("table.pace_of").with("period", Value::Period(stretch.period)))
    };
    pace::table(title, &standings, stretch)
}
