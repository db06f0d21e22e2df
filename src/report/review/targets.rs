//! Tables `pace` and `pace_parts`: the targets of the period with what has come of them, and who carries the gap (S-008).

use crate::domain::base::Grain;
use crate::domain::model::{Dimension, DocumentQuery, Metric, Owner};
use crate::domain::rules::phase::behind;
use crate::report::aims::{of_dimension, of_owner, of_week, owner};
use crate::report::ask::Ask;
use crate::report::cell::words;
use crate::report::pace::{self, Standing, Stretch, columns, figures, names_of};
use crate::report::scope::Scope;
use crate::report::sums::Sums;
use crate::report::{Row, Sentence, State, Table, Value};

use super::breakdown::{dimension, label};

/// The dimension whose targets stand side by side: the lens's own; else the teams of the company, the people of a team.
fn side_by_side(scope: &Scope<'_>) -> Option<Dimension> {
    if scope.period.grain() < Grain::Month {
        return None;
    }
    match scope.question.lens.by {
        Some(Dimension::Product | Dimension::Reason) => None,
        Some(by) => Some(by),
        None => match owner(scope)? {
            Owner::Company => Some(Dimension::Team),
            Owner::Team(_) => Some(Dimension::Member),
            _ => None,
        },
    }
}

/// What has to be known of targets and plans.
pub(in crate::report) fn aims(scope: &Scope<'_>) -> Vec<DocumentQuery> {
    let Some(owner) = owner(scope) else { return Vec::new() };
    let stretch = Stretch::of(scope);
    let fiscal = scope.setting.organisation.settings.fiscal_start;
    let mut wanted = vec![of_owner(&owner, stretch.period)];
    if scope.period.grain() < Grain::Month {
        let week = super::plan::week_of(scope.days.last(), fiscal);
        wanted.push(of_week(&owner, week));
        let first = super::plan::month_of(scope.period.first(), fiscal);
        if first != stretch.period {
            wanted.push(of_owner(&owner, first));
        }
    }
    wanted.extend(side_by_side(scope).map(|by| of_dimension(by, stretch.period)));
    wanted
}

/// The targets that a review tells of.
pub(super) struct Targets<'a> {
    owner: Owner,
    stretch: Stretch,
    side: Option<Dimension>,
    scope: &'a Scope<'a>,
}

impl<'a> Targets<'a> {
    /// `None` where nobody wants anything of what is shown.
    pub(super) fn of(scope: &'a Scope<'a>) -> Option<Self> {
        let owner = owner(scope)?;
        let found = Self { owner, stretch: Stretch::of(scope), side: side_by_side(scope), scope };
        (!found.metrics().is_empty() || !found.parts().is_empty()).then_some(found)
    }

    fn metrics(&self) -> Vec<&'a Metric> {
        pace::of_owner(self.scope, self.stretch, &self.owner).into_iter().map(|(metric, _)| metric).collect()
    }

    /// The owners side by side that have a target of the metric in the foreground.
    fn parts(&self) -> Vec<Owner> {
        let Some((by, metric)) = self.side.zip(self.scope.foreground()) else { return Vec::new() };
        let organisation = self.scope.setting.organisation;
        let day = self.stretch.days.map_or(self.stretch.period.first(), crate::domain::base::DayRange::last);
        let within = |owner: &Owner| match (&self.owner, owner) {
            (Owner::Team(team), Owner::Member(person)) => {
                let teams = organisation.team_and_below(team);
                organisation.team_of(person, day).is_some_and(|own| teams.contains(&own))
            }
            // Teams of a team stand below it.
            (Owner::Company, Owner::Team(team)) => {
                organisation.teams.get(team).is_none_or(|team| team.parent.is_none())
                    || self.scope.question.lens.by.is_some()
            }
            (Owner::Company, _) => true,
            _ => false,
        };
        let own = |owner: &&Owner| owner.filter().is_some_and(|(dimension, _)| dimension == by) && within(owner);
        let targets = self.scope.setting.aims.targets.iter();
        let wanted = targets.filter(|target| target.period == self.stretch.period && target.metric == metric.id);
        wanted.map(|target| &target.owner).filter(own).cloned().collect()
    }

    pub(super) fn asks(&self) -> Vec<Ask> {
        let own = self.stretch.ask(self.scope, &self.metrics());
        let parts = self.scope.foreground().filter(|_| !self.parts().is_empty());
        let parts = parts.map(|metric| Ask { by: self.side, ..self.stretch.ask(self.scope, &[metric]) });
        std::iter::once(own).chain(parts).collect()
    }

    /// What they say: the tables, the sentences at the top and the letter beside it.
    pub(super) fn say(&self, answers: &[Sums]) -> Said {
        let none = Sums::default();
        let mut answers = answers.iter();
        let own = answers.next().unwrap_or(&none);
        let standings = self.standings(own);
        let foreground = self.scope.foreground().map(|metric| metric.id.as_str());
        let first = standings.iter().find(|standing| Some(standing.metric.id.as_str()) == foreground);
        let title = match self.scope.period.grain() {
            Grain::Day | Grain::Week => {
                Value::Words(Sentence::new("table.pace_of").with("period", Value::Period(self.stretch.period)))
            }
            _ => words("table.pace"),
        };
        let shown: Vec<Standing<'_>> = match self.scope.period.grain() {
            // Of the month only what the day is about has room.
            Grain::Day | Grain::Week => first.or(standings.first()).into_iter().copied().collect(),
            _ => standings.clone(),
        };
        let own_table = pace::table(title, &shown, self.stretch);
        let side = answers.next().map(|sums| self.ordered(sums)).unwrap_or_default();
        let worst = side.first().filter(|standing| matches!(standing.state(), Some(State::Amber | State::Red)));
        let named = worst.zip(self.side).map(|(worst, by)| (label(self.scope, by, worst.target.owner.name()), worst));
        let asks =
            |standing| pace::phase(standing, self.stretch, named).filter(|_| self.scope.period == self.stretch.period);
        let phase = first.and_then(asks);
        let parts = self.side_table(&side, first);
        Said {
            tables: own_table.into_iter().chain(parts).collect(),
            sentences: first.and_then(|standing| pace::say(standing, self.stretch)).into_iter().chain(phase).collect(),
            state: first.and_then(Standing::state),
        }
    }

    fn standings(&self, sums: &Sums) -> Vec<Standing<'_>> {
        let figure = figures(self.scope, sums, vec![0]);
        let targets = self.scope.setting.aims.targets_of(&self.owner, self.stretch.period);
        let order = self.metrics();
        let mut found: Vec<Standing<'_>> =
            targets.filter_map(|target| Standing::of(self.scope, self.stretch, target, &figure)).collect();
        found.sort_by_key(|standing| order.iter().position(|metric| metric.id == standing.metric.id));
        found
    }

    /// Those side by side: who is behind first, by the size of the gap (S-008), then the others in the same order.
    fn ordered(&self, sums: &Sums) -> Vec<Standing<'_>> {
        let scope = self.scope;
        let Some(metric) = scope.foreground() else { return Vec::new() };
        let standing = |owner: &Owner| {
            let target = scope.setting.aims.target(owner, self.stretch.period, &metric.id)?;
            Standing::of(scope, self.stretch, target, figures(scope, sums, names_of(scope, sums, owner)))
        };
        let found: Vec<Standing<'_>> = self.parts().iter().filter_map(standing).collect();
        let paces: Vec<_> = found.iter().map(|standing| standing.pace).collect();
        let late = behind(&paces);
        let order = |at: usize| late.iter().position(|other| *other == at).unwrap_or(usize::MAX);
        let mut ordered: Vec<(usize, Standing<'_>)> = found.into_iter().enumerate().collect();
        ordered.sort_by_key(|(at, standing)| (order(*at), standing.pace.ahead));
        ordered.into_iter().map(|(_, standing)| standing).collect()
    }

    /// The table of those side by side, the whole at its end.
    fn side_table(&self, ordered: &[Standing<'_>], whole: Option<&Standing<'_>>) -> Option<Table> {
        let (scope, by) = (self.scope, self.side?);
        let metric = scope.foreground()?;
        let stretched = ordered.iter().chain(whole).any(|standing| standing.target.stretch.is_some());
        let line = |standing: &Standing<'_>| {
            let name = standing.target.owner.name();
            standing.row(name, label(scope, by, name), stretched)
        };
        let mut rows: Vec<Row> = ordered.iter().map(line).collect();
        if !rows.is_empty() {
            rows.extend(whole.map(|whole| Row { total: true, ..whole.row("total", words("row.total"), stretched) }));
        }
        let title = Value::Words(Sentence::new("table.pace_parts").with("metric", crate::report::cell::term(metric)));
        let said = crate::report::cell::table("pace_parts", title, dimension(by), columns(stretched), rows)?;
        Some(Table { note: Some(Sentence::new("note.gap_first")), ..said })
    }
}

/// What the targets of a review come to.
#[derive(Default)]
pub(super) struct Said {
    pub(super) tables: Vec<Table>,
    pub(super) sentences: Vec<Sentence>,
    pub(super) state: Option<State>,
}
