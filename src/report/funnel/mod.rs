//! The funnel: which step changed, how sure that is, and who owns it (S-018 to S-028).
//!
//! Two bases, and everything below them is the same: sums of what is dated in the period, or what became of the inquiries
//! that came in in it. Both end up as sums of measures in two runs, the period first, then what it is compared with.

mod by;
mod cohort;
mod headline;
mod lag;
mod owners;
mod steps;
#[cfg(test)]
mod tests;

use super::ask::Ask;
use super::scope::Scope;
use super::sums::Sums;
use super::{Got, Kind, Needs, Question, Report, Setting, Table, Trust, review, trust};
use crate::domain::base::{DayRange, Error};
use crate::domain::model::{Basis, Dimension, RowPart, RowQuery};
use crate::domain::rules::cohort::MEASURES;
use crate::domain::rules::coverage::Coverage;
pub(super) use owners::in_short;

/// A step of the funnel, and the rate at which the step before it leads to it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Step {
    count: &'static str,
    rate: Option<&'static str>,
}

const STEPS: [Step; 4] = [
    Step { count: "effective_visits", rate: None },
    Step { count: "inquiries", rate: Some("inquiry_rate") },
    Step { count: "valid_inquiries", rate: Some("valid_rate") },
    Step { count: "deals", rate: Some("close_rate") },
];

/// The metric that a row of the funnel is about: the rate that leads to a step, else what it counts.
#[must_use]
pub fn subject_of(step: &str) -> &str {
    STEPS.iter().find(|own| own.count == step).and_then(|own| own.rate).unwrap_or(step)
}

/// What the steps bring: the last rows of the table.
const MONEY: [&str; 2] = ["aov", "revenue"];

/// The steps on a basis: nobody can follow a visit, so a cohort begins with the inquiry.
fn steps(basis: Basis) -> impl Iterator<Item = Step> {
    let first = usize::from(basis == Basis::Cohort);
    STEPS.into_iter().skip(first).enumerate().map(|(at, step)| if at == 0 { Step { rate: None, ..step } } else { step })
}

/// The figures of both runs: of all, by the dimension that the view breaks down by, and of lost orders by reason.
struct Flow {
    whole: Sums,
    by: Sums,
    lost: Sums,
    /// The run of what is compared with.
    before: Option<usize>,
    /// What is counted less than it should be: not enough is reported for a verdict.
    doubtful: bool,
}

/// The dimension that the view breaks down by: the lens's own, else the first that it does not filter.
fn dimension(scope: &Scope<'_>) -> Dimension {
    use Dimension::{Channel, Member, Product, Region, Team};
    let lens = &scope.question.lens;
    let free = |own: &Dimension| lens.filters.iter().all(|(other, _)| other != own);
    lens.by.or_else(|| [Channel, Region, Product, Team, Member].into_iter().find(free)).unwrap_or(Channel)
}

/// The period's days, and those compared with.
fn runs(scope: &Scope<'_>) -> Vec<DayRange> {
    std::iter::once(scope.days).chain(scope.before).collect()
}

/// What is asked of sums: all, by name, lost orders by reason.
fn asks(scope: &Scope<'_>) -> Vec<Ask> {
    if scope.question.lens.basis == Basis::Cohort {
        return Vec::new();
    }
    let ids = STEPS.into_iter().flat_map(|step| std::iter::once(step.count).chain(step.rate)).chain(MONEY);
    let metrics = scope.metrics(&ids.chain(["lead_conversion", "lost_orders"]).collect::<Vec<_>>());
    let whole: Vec<_> = metrics.iter().copied().chain(scope.metrics(&review::MIX_IDS)).collect();
    vec![
        scope.ask(runs(scope), &whole, None),
        scope.ask(runs(scope), &metrics, Some(dimension(scope))),
        scope.ask(vec![scope.days], &scope.metrics(&["lost_orders"]), Some(Dimension::Reason)),
    ]
}

/// What is asked of rows: what became of a cohort; else only how long the steps took.
fn rows(scope: &Scope<'_>) -> Vec<RowQuery> {
    let query = |(days, measures): (DayRange, &[&str])| RowQuery {
        days,
        measures: measures.iter().map(|id| (*id).to_owned()).collect(),
        filters: scope.row_filters(),
        as_of: scope.as_of,
        limit: None,
    };
    match scope.question.lens.basis {
        Basis::Cohort => cohort::follows(scope).into_iter().map(|follow| query((follow.days(), &MEASURES))).collect(),
        Basis::Period => runs(scope).into_iter().map(|days| query((days, &lag::ROWS))).collect(),
    }
}

pub(super) fn needs(question: &Question, setting: Setting<'_>) -> Result<Needs, Error> {
    let scope = Scope::of(question, setting)?;
    let asked = asks(&scope);
    let cells = trust::query(&scope).into_iter().chain(asked.iter().flat_map(|ask| ask.queries(setting))).collect();
    let part = match scope.question.lens.basis {
        Basis::Cohort => RowPart::Whole,
        Basis::Period => RowPart::Steps,
    };
    let documents = trust::closes_query(&scope).into_iter().collect();
    Ok(Needs { cells, rows: rows(&scope), part, documents, ..Needs::default() })
}

pub(super) fn say(question: &Question, setting: Setting<'_>, got: &Got) -> Result<Report, Error> {
    let scope = Scope::of(question, setting)?;
    let mut answers = got.cells.iter();
    let coverage = trust::reported(&scope, &mut answers);
    let before = scope.before.map(|_| 1);
    let doubtful = coverage.reported * 10 < coverage.due * 9;
    let flow = match question.lens.basis {
        Basis::Cohort => Flow { doubtful, ..cohort::flow(&scope, &got.rows) },
        Basis::Period => {
            let mut sums =
                asks(&scope).into_iter().map(|ask| ask.fold(setting, &mut answers)).collect::<Vec<_>>().into_iter();
            let mut next = || sums.next().unwrap_or_default();
            Flow { whole: next(), by: next(), lost: next(), before, doubtful }
        }
    };
    let corrected = flow.whole.corrected.first().copied().unwrap_or(false);
    let closed = trust::closed(&scope, got);
    let trust = Trust { closed, ..trust::trust(&scope, &coverage, corrected) };
    let tables = tables(&scope, &flow, &coverage, got);
    let (state, headline) = headline::say(&scope, &flow, &trust);
    Ok(Report { state, headline, ..scope.report(Kind::Funnel, trust, tables) })
}

/// Of the ways of closing the share is what one comes for here.
fn share_first(mut mix: Table) -> Table {
    for column in &mut mix.columns {
        column.strong = column.id == "share";
    }
    mix
}

fn tables(scope: &Scope<'_>, flow: &Flow, coverage: &Coverage<'_>, got: &Got) -> Vec<Table> {
    let is_cohort = scope.question.lens.basis == Basis::Cohort;
    let Some(funnel) = steps::table_of(scope, flow, coverage) else { return Vec::new() };
    let others = [
        by::table_of(scope, flow),
        owners::table_of(scope),
        is_cohort.then(|| cohort::outcome(flow)).flatten(),
        if is_cohort { None } else { review::mix(scope, &flow.whole).map(share_first) },
        review::by_reason(scope, &flow.lost, "lost_orders", "lost"),
        lag::table_of(scope, &got.rows),
    ];
    std::iter::once(funnel).chain(others.into_iter().flatten()).collect()
}
