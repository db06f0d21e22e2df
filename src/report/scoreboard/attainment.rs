//! How much of their targets those on a board have reached: a column where anybody has one (S-040, S-091).
//!
//! A board of a day or a week stands within a month, and it is the month's target that its people are held against.

use super::standing::Standing;
use crate::domain::base::{DayRange, Rate};
use crate::domain::model::{Dimension, DocumentQuery, Metric, Owner, Unit};
use crate::domain::rules::figure::Figure;
use crate::domain::rules::pace::Status;
use crate::report::aims::{of_dimension, of_owner, owner};
use crate::report::ask::Ask;
use crate::report::cell::{column, count, words};
use crate::report::pace::{self, Stretch, names_of};
use crate::report::scope::Scope;
use crate::report::sums::Sums;
use crate::report::{Column, Sentence, Value};

/// The targets that a board by a dimension holds its names against.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    scope: &'a Scope<'a>,
    metric: &'a Metric,
    stretch: Stretch,
    by: Dimension,
}

/// What has to be known of targets for boards by these dimensions.
pub(super) fn aims(scope: &Scope<'_>, dimensions: &[Dimension]) -> Vec<DocumentQuery> {
    let period = Stretch::of(scope).period;
    let named = dimensions.iter().filter(|by| is_whole(scope, **by)).map(|by| of_dimension(*by, period));
    owner(scope).iter().map(|owner| of_owner(owner, period)).chain(named).collect()
}

/// Whether the board shows all that its names have: what only a channel brought is held against no target.
fn is_whole(scope: &Scope<'_>, by: Dimension) -> bool {
    let keeps = |filter: Dimension| filter == by || (filter == Dimension::Team && by == Dimension::Member);
    scope.question.lens.filters.iter().all(|(filter, _)| keeps(*filter))
}

impl<'a> Wanted<'a> {
    /// `None` where nobody on the board has a target of the metric.
    pub(super) fn of(scope: &'a Scope<'a>, metric: &'a Metric, by: Dimension) -> Option<Self> {
        let wanted = Self { scope, metric, stretch: Stretch::of(scope), by };
        let of_name = |owner: &Owner| owner.filter().is_some_and(|(dimension, _)| dimension == by);
        let mut targets = scope.setting.aims.targets.iter();
        let any = targets.any(|target| {
            target.metric == metric.id && target.period == wanted.stretch.period && of_name(&target.owner)
        });
        (any && is_whole(scope, by)).then_some(wanted)
    }

    /// Whether they are of names of this dimension.
    pub(super) fn is_by(&self, by: Dimension) -> bool {
        self.by == by
    }

    /// Whether the targets are of another period than the board.
    fn is_apart(&self) -> bool {
        self.stretch.period != self.scope.period
    }

    /// What has come in their period, by name and of the whole, where the board is of another one.
    pub(super) fn asks(&self) -> Option<[Ask; 2]> {
        let days: Vec<DayRange> = self.stretch.days.filter(|_| self.is_apart()).into_iter().collect();
        let ask = |by| self.scope.ask(days.clone(), &[self.metric], by);
        (!days.is_empty()).then(|| [ask(Some(self.by)), ask(None)])
    }

    /// The standing of `owner`, to whom `figure` has come in the period of the targets.
    fn standing(&self, owner: &Owner, figure: Figure) -> Option<pace::Standing<'a>> {
        let target = self.scope.setting.aims.target(owner, self.stretch.period, &self.metric.id)?;
        // Where it will end is told by the goals; it needs the days of weeks before.
        pace::Standing::of(self.scope, self.stretch, target, |_, run| if run == 0 { figure } else { Figure::Null })
    }

    /// Its column.
    pub(super) fn column(&self) -> Column {
        column("attainment", words(if self.is_apart() { "column.month_attainment" } else { "column.attainment" }))
    }
}

/// Targets with what has come of them.
pub(super) struct Reached<'a> {
    pub(super) wanted: Wanted<'a>,
    /// Of another period than the board: by name, and of the whole.
    apart: Option<[Sums; 2]>,
}

impl<'a> Reached<'a> {
    /// `apart` answers [`Wanted::asks`].
    pub(super) fn of(wanted: Wanted<'a>, apart: Option<[Sums; 2]>) -> Self {
        Self { wanted, apart }
    }

    fn of_name(&self, standing: &Standing<'_>, name: usize) -> Option<pace::Standing<'a>> {
        let Wanted { scope, metric, by, .. } = self.wanted;
        let owner = Owner::of(by, standing.name(name))?;
        let sums = self.apart.as_ref().map_or(standing.sums, |[names, _]| names);
        let names = names_of(scope, sums, &owner);
        let figure = if names.is_empty() { Figure::Null } else { scope.figure(metric, sums, 0, &names) };
        self.wanted.standing(&owner, figure)
    }

    /// What a name of the board has reached; nothing where it has no target.
    pub(super) fn cell(&self, standing: &Standing<'_>, name: usize) -> Value {
        share(self.of_name(standing, name).as_ref())
    }

    /// What the whole of the board has reached, `figure` in its own period.
    pub(super) fn total(&self, figure: Figure) -> Value {
        let Wanted { scope, metric, .. } = self.wanted;
        let figure = self.apart.as_ref().map_or(figure, |[_, whole]| scope.figure(metric, whole, 0, &[0]));
        share(owner(scope).and_then(|owner| self.wanted.standing(&owner, figure)).as_ref())
    }

    /// How many of those with a target are as far as the time; nothing before that can be said of anybody.
    pub(super) fn sentence(&self, standing: &Standing<'_>) -> Option<Sentence> {
        let of = |name: usize| self.of_name(standing, name)?.pace.status;
        let known: Vec<Status> = standing.ranked.iter().filter_map(|one| of(one.name)).collect();
        let fine = known.iter().filter(|status| **status <= Status::OnPace).count();
        let said = Sentence::new("headline.on_pace").with("n", count(fine)).with("m", count(known.len()));
        (!known.is_empty()).then_some(said)
    }
}

fn share(standing: Option<&pace::Standing<'_>>) -> Value {
    let rate: Option<Rate> = standing.and_then(|standing| standing.pace.attainment);
    rate.map_or(Value::Null, |rate| Value::Rate(rate, Unit::Percent))
}
