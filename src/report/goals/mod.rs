//! The goals of a period: the targets as a tree with what has come of them, how they fit, who is late, which checkpoints
//! were passed (S-036, S-012, S-011, S-176); of a week its plans and promises (S-003, S-004).

mod checkpoints;
mod kickoff;
#[cfg(test)]
mod tests;
mod tree;
mod week;
mod wording;

pub use checkpoints::{has_begun, plan_owed_of};
pub use tree::goal_of;

use std::collections::BTreeMap;

use super::aims::owner;
use super::ask::Ask;
use super::pace::{self, Standing, Stretch, names_of};
use super::review::NINE;
use super::scope::Scope;
use super::sums::Sums;
use super::{Got, Kind, Needs, Question, Report, Sentence, Setting, Table, Trust, Value, trust};
use crate::domain::base::{DayRange, Error, Grain, Period};
use crate::domain::model::{
    Checkpoint, Dimension, Document, DocumentKind, DocumentQuery, GoalSteps, Lens, Metric, Owner, Target,
};
use crate::domain::rules::figure::Figure;

/// Months, quarters … before, of which the usual is made (S-047).
const BEFORE: usize = 3;

/// The question, of the month where it is about a day: nobody has goals of a day. Where no period is named it is the one that
/// runs today: on the first of a month its goals are what is wanted, not those of the month that is over.
fn question_of(question: &Question, setting: Setting<'_>) -> Question {
    let mut question = question.clone();
    if question.lens.grain == Grain::Day {
        let organisation = setting.organisation;
        let day = question.lens.anchor.map_or(question.today, Period::last);
        question.lens = Lens {
            grain: Grain::Month,
            anchor: Some(Period::of(Grain::Month, day, organisation.settings.fiscal_start)),
            ..question.lens
        };
    } else if question.lens.anchor.is_none() {
        let fiscal = setting.organisation.settings.fiscal_start;
        question.lens.anchor = Some(Period::of(question.lens.grain, question.today, fiscal));
    }
    question
}

/// The targets of the period, or the plans of the week; of everybody, for a tree needs those above.
pub(super) fn aims(question: &Question, setting: Setting<'_>) -> Result<Vec<DocumentQuery>, Error> {
    let question = question_of(question, setting);
    let scope = Scope::of(&question, setting)?;
    let kind = if scope.period.grain() == Grain::Week { DocumentKind::WeekPlan } else { DocumentKind::Target };
    Ok(std::iter::once(DocumentQuery::in_period(kind, scope.period)).chain(kickoff::aims(&scope)).collect())
}

pub(super) fn needs(question: &Question, setting: Setting<'_>) -> Result<Needs, Error> {
    let question = question_of(question, setting);
    let scope = Scope::of(&question, setting)?;
    if scope.period.grain() == Grain::Week {
        return Ok(week::needs(&scope));
    }
    let cells = Figures::asks(&scope).into_iter().flat_map(|(_, ask)| ask.queries(setting));
    let of = |kind| DocumentQuery::in_period(kind, scope.period);
    let documents = vec![of(DocumentKind::GoalSteps), of(DocumentKind::Checkpoint)];
    let won = kickoff::ask(&scope).into_iter().flat_map(|ask| ask.queries(setting));
    let cells = trust::query(&scope).into_iter().chain(cells).chain(won).collect();
    Ok(Needs { cells, documents, ..Needs::default() })
}

pub(super) fn say(question: &Question, setting: Setting<'_>, got: &Got) -> Result<Report, Error> {
    let question = question_of(question, setting);
    let scope = Scope::of(&question, setting)?;
    let mut answers = got.cells.iter();
    let coverage = trust::reported(&scope, &mut answers);
    let trust = trust::trust(&scope, &coverage, false);
    if scope.period.grain() == Grain::Week {
        return Ok(week::say(&scope, &mut answers, got, trust));
    }
    let asks = Figures::asks(&scope);
    let by = asks.into_iter().map(|(by, ask)| (by, ask.fold(setting, &mut answers))).collect();
    let won = kickoff::ask(&scope).map(|ask| ask.fold(setting, &mut answers));
    let figures = Figures { scope: &scope, by, stretch: Stretch::of(&scope) };
    let mut steps: Vec<&GoalSteps> = Vec::new();
    let mut passed: Vec<&Checkpoint> = Vec::new();
    for found in got.documents.iter().flatten() {
        match &found.document {
            Document::GoalSteps(own) => steps.push(own),
            Document::Checkpoint(own) => passed.push(own),
            _ => {}
        }
    }
    let winners = won.and_then(|sums| kickoff::winners(&scope, &sums));
    Ok(told(&scope, &figures, &steps, &passed, winners, trust))
}

fn told(
    scope: &Scope<'_>,
    figures: &Figures<'_>,
    steps: &[&GoalSteps],
    passed: &[&Checkpoint],
    winners: Option<Table>,
    trust: Trust,
) -> Report {
    let goals = tree::grow(scope, figures);
    let top = goals.iter().find(|goal| goal.depth == 0);
    let first = top.and_then(|goal| goal.standing.as_ref());
    let mut headline: Vec<Sentence> = Vec::new();
    let said = first.and_then(|standing| pace::say(standing, figures.stretch));
    // Where whoever the page is about has no target, it is said whose it is.
    let others = top.filter(|goal| Some(&goal.target.owner) != owner(scope).as_ref());
    headline.extend(said.map(|said| match others {
        Some(goal) => Sentence::new("goals.of_part").with("name", goal.name(scope)).with("said", Value::Words(said)),
        None => said,
    }));
    headline.extend(tree::sentences(scope, &goals));
    headline.extend(kickoff::sentences(scope, figures, winners.as_ref()));
    if goals.is_empty() {
        let period = Value::Period(scope.period);
        let none = Sentence::new("goals.none").with("period", period).with("of", scope.period_word());
        headline.push(none.with("owner", whose(scope)));
    }
    let state = first.and_then(Standing::state);
    let tables = tree::table_of(scope, &goals, steps).into_iter();
    let tables = tables
        .chain(tree::amended(scope, &goals))
        .chain(checkpoints::table_of(scope, &goals, passed))
        .chain(winners)
        .chain(kickoff::calendar(scope, figures))
        .chain(wording::table_of(scope, figures, &goals));
    let tables = tables.collect();
    Report { state, headline, ..scope.report(Kind::Goals, trust, tables) }
}

/// The metrics that targets or plans are about, the one in the foreground first; the lens's own alone where it names one.
fn metrics_of<'a, 'i>(scope: &Scope<'a>, ids: impl Iterator<Item = &'i str>) -> Vec<&'a Metric> {
    let own = scope.question.lens.metric.as_deref();
    let mut found: Vec<&Metric> = Vec::new();
    for id in ids.filter(|id| own.is_none_or(|own| own == *id)) {
        let metric = scope.metric(id).filter(|metric| metric.function().is_empty());
        if let Some(metric) = metric.filter(|metric| found.iter().all(|known| known.id != metric.id)) {
            found.push(metric);
        }
    }
    let foreground = scope.foreground().map(|metric| metric.id.as_str());
    let place = |id: &str| NINE.iter().position(|known| *known == id).unwrap_or(NINE.len());
    found.sort_by_key(|metric| (Some(metric.id.as_str()) != foreground, place(&metric.id)));
    found
}

/// The targets of the period shown, not those of one that is looked back on.
fn targets<'a>(scope: &Scope<'a>) -> impl Iterator<Item = &'a Target> {
    let period = scope.period;
    scope.setting.aims.targets.iter().filter(move |target| target.period == period)
}

/// What has come of everything that anybody wants: sums by each dimension that has an owner.
struct Figures<'a> {
    scope: &'a Scope<'a>,
    by: BTreeMap<Option<Dimension>, Sums>,
    stretch: Stretch,
}

impl<'a> Figures<'a> {
    /// Which dimensions are asked for, with the days that count and the three periods before.
    fn asks(scope: &Scope<'_>) -> Vec<(Option<Dimension>, Ask)> {
        let stretch = Stretch::of(scope);
        let before =
            (1..=BEFORE).filter_map(|back| i32::try_from(back).ok()).map(|back| scope.period.shift(-back).days());
        let runs: Vec<DayRange> = stretch.days.or(Some(scope.period.days())).into_iter().chain(before).collect();
        by_dimension(scope, targets(scope).map(|target| (&target.owner, target.metric.as_str())), &runs)
    }

    fn figure(&self, owner: &Owner, metric: &Metric, run: usize) -> Figure {
        let by = owner.filter().map(|(dimension, _)| dimension);
        let Some(sums) = self.by.get(&by) else { return Figure::Null };
        self.scope.figure(metric, sums, run, &names_of(self.scope, sums, owner))
    }

    /// How a target stands; by the plain run rate, for a tree asks no days.
    fn standing(&self, target: &'a Target) -> Option<Standing<'a>> {
        Standing::of(self.scope, self.stretch, target, |metric, run| match run {
            0 => self.figure(&target.owner, metric, 0),
            _ => Figure::Null,
        })
    }

    /// What the owner had of a metric in the periods before, oldest first.
    fn before(&self, target: &Target, metric: &Metric) -> Vec<Option<i128>> {
        (1..=BEFORE).rev().map(|run| self.figure(&target.owner, metric, run).number()).collect()
    }
}

/// A wish for each dimension among the owners.
fn by_dimension<'o>(
    scope: &Scope<'_>,
    wanted: impl Iterator<Item = (&'o Owner, &'o str)>,
    runs: &[DayRange],
) -> Vec<(Option<Dimension>, Ask)> {
    let mut ids: BTreeMap<Option<Dimension>, Vec<&str>> = BTreeMap::new();
    for (owner, metric) in wanted {
        ids.entry(owner.filter().map(|(dimension, _)| dimension)).or_default().push(metric);
    }
    let ask = |(by, ids): (Option<Dimension>, Vec<&str>)| {
        let metrics = metrics_of(scope, ids.into_iter());
        // A tree is of everybody; what it shows of it is chosen afterwards.
        (by, Ask { by, filters: Vec::new(), ..scope.ask(runs.to_vec(), &metrics, by) })
    };
    ids.into_iter().map(ask).collect()
}

/// Whose the page is, as it is written in a command.
fn whose(scope: &Scope<'_>) -> Value {
    let own = owner(scope).unwrap_or_default().to_string();
    Value::Text(if own.contains(char::is_whitespace) { format!("\"{own}\"") } else { own })
}

/// Whether the lens shows what an owner wants: everybody's, or that of the one owner it names and of those below.
fn is_shown(scope: &Scope<'_>, of: &Owner) -> bool {
    if scope.question.lens.filters.is_empty() {
        return true;
    }
    let Some(top) = owner(scope) else { return false };
    let organisation = scope.setting.organisation;
    let mut above = Some(of.clone());
    while let Some(own) = above {
        if own == top {
            return true;
        }
        above = organisation.owner_above(&own, scope.days.last());
    }
    false
}
