//! Who leads, who moved, who is one step away: any metric by member, team, region, channel or product (S-091, R3).
//!
//! The first table is the board itself; the others say what is worth a word about it.

mod attainment;
mod board;
mod earned;
mod growth;
mod headline;
mod markets;
mod noise;
mod people;
mod roles;
mod standing;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::ask::Ask;
use super::review::lately;
use super::scope::{Scope, beyond_sums};
use super::sums::Sums;
use super::{Got, Kind, Needs, Question, Report, Setting, Table, Trust, trust};
use crate::domain::base::Error;
use crate::domain::model::{Dimension, DocumentQuery, Metric, RowPart, Versus};
use crate::domain::rules::coverage::Coverage;
use crate::domain::rules::existing::Existing;
use attainment::{Reached, Wanted};
use earned::Earned;
use standing::Standing;

/// The boards that a key goes through, by the metric that each ranks.
pub const BOARDS: [&str; 8] =
    ["revenue", "deals", "close_rate", "growth_pop", "new_customers", "aov", "valid_inquiries", "effective_visits"];

/// The metrics whose boards rank how much the amount has grown (S-092): on the comparison, and on last year.
pub const GROWTH_BOARDS: [&str; 2] = ["growth_pop", "growth_yoy"];

/// What a row of `table` is, where the board ranks `by` that: what one gets into from it.
#[must_use]
pub fn opens(table: &str, by: Option<Dimension>) -> Option<Dimension> {
    match table {
        "board" => by,
        "teams" => Some(Dimension::Team),
        "one_step" | "growth" | "new_customers" => Some(Dimension::Member),
        _ => None,
    }
}

/// What is ranked.
#[derive(Clone, Copy)]
struct Subject<'a> {
    /// The metric; of a growth board the one that grows.
    metric: &'a Metric,
    /// Whether its growth is ranked.
    grows: bool,
}

impl<'a> Subject<'a> {
    /// # Errors
    /// Where sums do not say the metric that the lens names.
    fn of(scope: &Scope<'a>) -> Result<Self, Error> {
        let named = scope.question.lens.metric.as_deref().and_then(|id| scope.metric(id));
        match named.filter(|metric| metric.function() == "growth") {
            Some(metric) if GROWTH_BOARDS.contains(&metric.id.as_str()) => {
                let metric = scope.metric("revenue").ok_or_else(|| beyond_sums(metric))?;
                Ok(Self { metric, grows: true })
            }
            Some(metric) => Err(beyond_sums(metric)),
            None => Ok(Self { metric: scope.subject()?, grows: false }),
        }
    }
}

/// The question as a board takes it: growth is always on something.
fn asked(question: &Question) -> Question {
    let mut question = question.clone();
    match question.lens.metric.as_deref() {
        Some("growth_yoy") => question.lens.versus = Versus::Year,
        Some("growth_pop") if question.lens.versus == Versus::None => question.lens.versus = Versus::Previous,
        _ => {}
    }
    question
}

/// Everything that a board asks, in the order of the answers.
struct Wishes {
    /// By each dimension that it may be of, the first with a name wins.
    boards: Vec<(Dimension, Ask)>,
    whole: Ask,
    teams: Option<Ask>,
    /// Four quarters before, by region and by product.
    markets: Vec<(Dimension, Ask)>,
    roles: Option<Ask>,
    /// What has come of targets of another period than the board's, in the order of [`wanted`].
    apart: Vec<Ask>,
}

impl Wishes {
    fn of(scope: &Scope<'_>, subject: Subject<'_>) -> Self {
        let mut metrics = vec![subject.metric];
        metrics.extend(scope.metrics(&["revenue", "new_customers", "aov"]));
        let runs: Vec<_> = scope.runs().list.into_iter().chain(lately(scope)).collect();
        let of = |by| (by, scope.ask(runs.clone(), &metrics, Some(by)));
        let dimensions = dimensions(scope);
        let teams = has_teams(scope, &dimensions);
        Self {
            boards: dimensions.iter().map(|by| of(*by)).collect(),
            whole: scope.ask(scope.runs().list, &metrics, None),
            teams: teams.then(|| scope.ask(scope.runs().list, &[subject.metric], Some(Dimension::Team))),
            markets: markets::asks(scope, &dimensions),
            roles: (dimensions.first() == Some(&Dimension::Team)).then(|| roles::ask(scope)),
            apart: wanted(scope, subject).iter().filter_map(Wanted::asks).flatten().collect(),
        }
    }

    fn all(&self) -> impl Iterator<Item = &Ask> {
        let boards = self.boards.iter().map(|(_, ask)| ask);
        let markets = self.markets.iter().map(|(_, ask)| ask);
        boards.chain([&self.whole]).chain(&self.teams).chain(markets).chain(&self.roles).chain(&self.apart)
    }
}

/// The dimensions that the board may be of, the first with a name wins. Without a roster it is not known whether figures
/// carry people at all.
fn dimensions(scope: &Scope<'_>) -> Vec<Dimension> {
    match scope.question.lens.by {
        Some(by) => vec![by],
        None if !scope.setting.organisation.people.is_empty() => vec![Dimension::Member],
        None => vec![Dimension::Member, Dimension::Region, Dimension::Product, Dimension::Channel],
    }
}

/// Whether the teams of the people stand beside them.
fn has_teams(scope: &Scope<'_>, dimensions: &[Dimension]) -> bool {
    let people = dimensions.first() == Some(&Dimension::Member);
    let one_team = scope.question.lens.filters.iter().any(|(dimension, _)| *dimension == Dimension::Team);
    people && !one_team && !scope.setting.organisation.teams.is_empty()
}

/// The targets of those on the board and of the teams beside it.
fn wanted<'a>(scope: &'a Scope<'a>, subject: Subject<'a>) -> Vec<Wanted<'a>> {
    let mut all = dimensions(scope);
    all.extend(has_teams(scope, &all).then_some(Dimension::Team));
    all.into_iter().filter(|_| !subject.grows).filter_map(|by| Wanted::of(scope, subject.metric, by)).collect()
}

/// What has to be known of targets.
pub(super) fn aims(question: &Question, setting: Setting<'_>) -> Result<Vec<DocumentQuery>, Error> {
    let question = asked(question);
    let scope = Scope::of(&question, setting)?;
    if Subject::of(&scope)?.grows {
        return Ok(Vec::new());
    }
    let mut all = dimensions(&scope);
    all.extend(has_teams(&scope, &all).then_some(Dimension::Team));
    Ok(attainment::aims(&scope, &all))
}

/// What every table is told.
struct Told<'a> {
    subject: Subject<'a>,
    whole: Sums,
    coverage: Coverage<'a>,
    markets: Vec<(Dimension, Sums)>,
    /// What existing customers paid each person; `None` where nothing is told of them.
    existing: Option<BTreeMap<String, Existing>>,
    /// The targets that anybody has, with what has come of them, by dimension.
    reached: Vec<Reached<'a>>,
}

impl<'a> Told<'a> {
    /// What those of a dimension have reached of their targets; `None` where nobody has one.
    fn reached(&self, by: Dimension) -> Option<&Reached<'a>> {
        self.reached.iter().find(|reached| reached.wanted.is_by(by))
    }
}

pub(super) fn needs(question: &Question, setting: Setting<'_>) -> Result<Needs, Error> {
    let question = asked(question);
    let scope = Scope::of(&question, setting)?;
    let subject = Subject::of(&scope)?;
    let wishes = Wishes::of(&scope, subject);
    let cells = trust::query(&scope).into_iter().chain(wishes.all().flat_map(|ask| ask.queries(setting))).collect();
    let by = wishes.boards.first().map(|(by, _)| *by);
    let paid = growth::rows(&scope, subject, by);
    // Whose a row is says only the whole of it.
    let part = if paid.is_some() { RowPart::Whole } else { RowPart::Dimensions };
    let rows = earned::rows(&scope, by).into_iter().chain(paid).collect();
    let documents = trust::closes_query(&scope).into_iter().collect();
    Ok(Needs { cells, rows, part, documents, ..Needs::default() })
}

pub(super) fn say(question: &Question, setting: Setting<'_>, got: &Got) -> Result<Report, Error> {
    let question = asked(question);
    let scope = Scope::of(&question, setting)?;
    let subject = Subject::of(&scope)?;
    let wishes = Wishes::of(&scope, subject);
    let mut answers = got.cells.iter();
    let coverage = trust::reported(&scope, &mut answers);
    let mut fold = |ask: &Ask| ask.fold(setting, &mut answers);
    let boards: Vec<(Dimension, Sums)> = wishes.boards.iter().map(|(by, ask)| (*by, fold(ask))).collect();
    let whole = fold(&wishes.whole);
    let teams = wishes.teams.as_ref().map(&mut fold);
    let markets = wishes.markets.iter().map(|(by, ask)| (*by, fold(ask))).collect();
    let roles = wishes.roles.as_ref().map(&mut fold);
    let mut with_sums = |wanted: Wanted<'_>| wanted.asks().map(|asks| asks.map(|ask| fold(&ask)));
    let reached = wanted(&scope, subject).into_iter().map(|one| Reached::of(one, with_sums(one))).collect();
    let mut rows = got.rows.iter();
    let first = wishes.boards.first().map(|(by, _)| *by);
    let sold = earned::rows(&scope, first).and_then(|_| rows.next());
    let paid = growth::rows(&scope, subject, first).and_then(|_| rows.next());
    let existing = paid.and_then(|rows| growth::of_existing(&scope, rows));
    let told = Told { subject, whole, coverage, markets, existing, reached };

    let named = |(_, sums): &&(Dimension, Sums)| sums.names.iter().any(|name| !name.is_empty());
    let Some((by, sums)) = boards.iter().find(named).or(boards.first()) else {
        return Ok(scope.report(Kind::Board, trust::trust(&scope, &told.coverage, false), Vec::new()));
    };
    let standing = Standing::of(&scope, sums, subject.metric, *by);
    let mut tables: Vec<Table> = if subject.grows {
        growth::board(&standing, &told).into_iter().collect()
    } else {
        standing.board(&told).into_iter().collect()
    };
    if *by == Dimension::Member {
        tables.extend(people::one_step(&standing, subject));
        tables.extend(teams.as_ref().and_then(|sums| people::teams(&scope, sums, &told)));
        tables.extend(growth::table_of(&standing, subject));
        tables.extend(people::new_customers(&standing, &told));
        let earned = sold.and_then(Earned::of);
        tables.extend(earned.as_ref().and_then(|earned| earned::specialists(&scope, earned)));
        tables.extend(earned.as_ref().and_then(|earned| markets::pioneers(&scope, earned, &told.markets)));
        tables.extend(people::bands(&standing, subject));
    }
    tables.extend(roles.as_ref().and_then(|sums| roles::table_of(&scope, sums)));
    let corrected = told.whole.corrected.first().copied().unwrap_or(false);
    let trust = Trust { closed: trust::closed(&scope, got), ..trust::trust(&scope, &told.coverage, corrected) };
    let headline = headline::say(&standing, &told, &trust);
    let mut report = Report { headline, ..scope.report(Kind::Board, trust, tables) };
    report.lens.by = Some(*by);
    Ok(report)
}
