//! The names of a dimension in the order of a figure: who is ranked where, how the rank has moved, who is missing.

use std::collections::BTreeSet;

use super::Told;
use super::attainment::Reached;
use crate::domain::base::Rate;
use crate::domain::model::{Better, Dimension, Metric, Unit};
use crate::domain::rules::figure::{Figure, Formula};
use crate::domain::rules::ranking::{Move, moves, places};
use crate::report::cell::{bar, changed, column, point, row, share, strong, table, term, value, words};
use crate::report::review::{dimension, is_new, label, lately};
use crate::report::scope::{Runs, Scope};
use crate::report::sums::Sums;
use crate::report::{Sentence, Table, Value};

/// Periods of a small chart, and periods before this one whose ranks are told.
const SPARK: usize = 12;
pub(super) const HISTORY: usize = 6;

/// The names of a dimension by their figure.
pub(super) struct Standing<'a> {
    pub(super) scope: &'a Scope<'a>,
    pub(super) sums: &'a Sums,
    pub(super) metric: &'a Metric,
    pub(super) by: Dimension,
    pub(super) formula: Formula,
    runs: Runs,
    /// The ranked, the best first, names in their order where equals share a rank (R3).
    pub(super) ranked: Vec<Ranked>,
}

/// One who is ranked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Ranked {
    /// The number of the name.
    pub(super) name: usize,
    /// The figure, exact.
    pub(super) figure: Rate,
    pub(super) rank: usize,
    /// How the rank has moved since the days compared with.
    pub(super) moved: Option<Move>,
}

impl<'a> Standing<'a> {
    /// Of `sums`, whose runs are those of the scope and the periods of a small chart.
    pub(super) fn of(scope: &'a Scope<'a>, sums: &'a Sums, metric: &'a Metric, by: Dimension) -> Self {
        let mut standing = Self {
            scope,
            sums,
            metric,
            by,
            formula: scope.formula(metric, sums),
            runs: scope.runs(),
            ranked: Vec::new(),
        };
        let names: Vec<usize> = (0..sums.names.len()).filter(|name| !standing.name(*name).is_empty()).collect();
        let figures = |run: usize| names.iter().map(|name| standing.figure(run, *name).rate()).collect::<Vec<_>>();
        let now = figures(0);
        let steps = standing.runs.before.map(|run| moves(&now, &figures(run), metric.better)).unwrap_or_default();
        let places = places(&now, metric.better);
        let mut ranked: Vec<Ranked> = names
            .iter()
            .enumerate()
            .filter_map(|(at, name)| {
                let (figure, rank) = (now.get(at).copied().flatten()?, places.get(at).copied().flatten()?);
                Some(Ranked { name: *name, figure, rank, moved: steps.get(at).copied().flatten() })
            })
            .collect();
        ranked.sort_by_key(|one| one.rank);
        standing.ranked = ranked;
        standing
    }

    pub(super) fn name(&self, number: usize) -> &'a str {
        self.sums.names.get(number).map_or("", String::as_str)
    }

    /// The number of those rows that say no name, where there are any.
    pub(super) fn nobody(&self) -> Option<usize> {
        self.sums.names.iter().position(String::is_empty)
    }

    /// What the metric says of a name in a run.
    pub(super) fn figure(&self, run: usize, name: usize) -> Figure {
        self.formula.figure(|place| self.sums.at(run, name, place))
    }

    /// The number of the run that the days counted are compared with.
    pub(super) fn before(&self) -> Option<usize> {
        self.runs.before
    }

    /// The numbers of the runs of a small chart, oldest first, the days counted last.
    pub(super) fn past(&self) -> Vec<usize> {
        let first = self.runs.list.len();
        let all: Vec<usize> = (first..first + lately(self.scope).len()).collect();
        all.get(all.len().saturating_sub(SPARK)..).unwrap_or_default().to_vec()
    }

    /// A name as a label; a newcomer is flagged (R11).
    pub(super) fn label(&self, name: usize) -> Value {
        let id = self.name(name);
        if self.by == Dimension::Member && is_new(self.scope, id) {
            return Value::Words(Sentence::new("row.newcomer").with("name", Value::Text(id.to_owned())));
        }
        label(self.scope, self.by, id)
    }

    /// The team of a person on the last day that counts.
    pub(super) fn team(&self, name: &str) -> Value {
        let team = self.scope.setting.organisation.team_of(name, self.scope.days.last());
        team.map_or(Value::Null, |team| Value::Text(team.to_owned()))
    }

    /// Whether the rows of people name their team.
    pub(super) fn has_teams(&self) -> bool {
        self.by == Dimension::Member && !self.scope.setting.organisation.memberships.is_empty()
    }

    /// Who is above a row of the ranked with another figure, and what is missing to it.
    pub(super) fn above(&self, at: usize) -> Option<(&Ranked, Rate)> {
        let own = self.ranked.get(at)?;
        let above = self.ranked.iter().take(at).rev().find(|other| other.figure != own.figure)?;
        Some((above, self.distance(above.figure, own.figure)))
    }

    pub(super) fn distance(&self, above: Rate, own: Rate) -> Rate {
        if self.metric.better == Better::Lower { own.minus(above) } else { above.minus(own) }
    }

    /// A distance between two figures of the metric.
    pub(super) fn gap(&self, gap: Rate) -> Value {
        match (self.metric.is_ratio(), self.metric.unit) {
            (true, Unit::Percent) => Value::Points(gap),
            (true, unit) => Value::Rate(gap, unit),
            (false, unit) => Value::Number(gap.scaled(1), unit),
        }
    }

    /// The figure as a part of the largest.
    pub(super) fn bar(&self, figure: Rate) -> Value {
        bar(figure, self.ranked.iter().map(|one| one.figure).max().unwrap_or(figure))
    }

    /// The rank of each period before this one, oldest first.
    pub(super) fn histories(&self) -> Vec<Vec<Option<u32>>> {
        let past = self.past();
        let before = past.split_last().map_or(&[][..], |(_, before)| before);
        let before = before.get(before.len().saturating_sub(HISTORY)..).unwrap_or_default();
        let named = |name: usize| !self.name(name).is_empty();
        let places = |run: &usize| {
            let figure = |name: usize| self.figure(*run, name).rate().filter(|_| named(name));
            let figures: Vec<Option<Rate>> = (0..self.sums.names.len()).map(figure).collect();
            places(&figures, self.metric.better)
        };
        before
            .iter()
            .map(places)
            .map(|run| run.into_iter().map(|rank| rank.and_then(|n| u32::try_from(n).ok())).collect())
            .collect()
    }

    /// Who belongs here and has no figure: of people whoever holds a role in which others have one, of anything else
    /// what had one before.
    pub(super) fn silent(&self) -> Vec<String> {
        let organisation = self.scope.setting.organisation;
        let last = self.scope.days.last();
        let ranked: BTreeSet<&str> = self.ranked.iter().map(|one| self.name(one.name)).collect();
        let is_ranked = |name: &str| ranked.contains(name);
        if self.by != Dimension::Member || organisation.memberships.is_empty() {
            let had = |name: &usize| self.before().is_some_and(|run| self.figure(run, *name) != Figure::Null);
            let names = (0..self.sums.names.len()).filter(had).map(|name| self.name(name));
            return names.filter(|name| !name.is_empty() && !is_ranked(name)).map(str::to_owned).collect();
        }
        let teams = self.scope.question.lens.filters.iter().find(|(dimension, _)| *dimension == Dimension::Team);
        let teams: Option<Vec<&str>> =
            teams.map(|(_, names)| names.iter().flat_map(|team| organisation.team_and_below(team)).collect());
        let posts = || organisation.memberships.iter().filter(|post| post.holds(last));
        let roles: Vec<&str> = posts().filter(|post| is_ranked(&post.person)).map(|post| post.role.as_str()).collect();
        let belongs = |team: &str| teams.as_ref().is_none_or(|teams| teams.contains(&team));
        let alone = self.scope.question.lens.filters.iter().any(|(dimension, _)| *dimension == Dimension::Member);
        let silent = posts().filter(|post| {
            !alone && roles.contains(&post.role.as_str()) && belongs(&post.team) && !is_ranked(&post.person)
        });
        let mut names: Vec<String> = silent.map(|post| post.person.clone()).collect();
        names.dedup();
        names
    }

    pub(super) fn spark(&self, name: usize) -> Value {
        Value::Spark(self.past().into_iter().map(|run| point(self.figure(run, name))).collect())
    }

    /// Whether a required figure of this person is missing.
    pub(super) fn incomplete(&self, told: &Told<'_>, person: &str) -> bool {
        let missing = |measure: &str| told.coverage.missing.contains(&(person, measure));
        self.by == Dimension::Member && self.metric.measures().any(missing)
    }

    /// A table of the names alone: figure, share, change, what is reached of targets, bar.
    pub(super) fn short(
        &self,
        id: &'static str,
        title: Value,
        whole: Figure,
        reached: Option<&Reached<'_>>,
    ) -> Option<Table> {
        let compared = self.before().is_some();
        let is_sum = !self.metric.is_ratio();
        let line = |one: &Ranked| {
            let now = self.figure(0, one.name);
            let mut cells = vec![value(self.metric, now)];
            cells.extend(is_sum.then(|| share(now.number(), whole.number())));
            cells.extend(self.before().map(|run| changed(self.metric, now, self.figure(run, one.name))));
            cells.extend(reached.map(|reached| reached.cell(self, one.name)));
            cells.push(self.bar(one.figure));
            row(self.name(one.name), self.label(one.name), cells)
        };
        let mut columns = vec![strong("value", term(self.metric))];
        columns.extend(is_sum.then(|| column("share", words("column.share"))));
        columns.extend(compared.then(|| column("change", words("column.change"))));
        columns.extend(reached.map(|reached| reached.wanted.column()));
        columns.push(column("bar", term(self.metric)));
        table(id, title, dimension(self.by), columns, self.ranked.iter().map(line).collect())
    }
}
