//! How far the figures of a period can be trusted: who has reported, and until when the sources have delivered.

use std::collections::BTreeSet;

use super::scope::Scope;
use super::{Closed, Got, Trust};
use crate::domain::base::{Day, DayRange, Grain};
use crate::domain::model::{
    CellQuery, CellTable, CloseState, DayClose, Dimension, Document, DocumentKind, DocumentQuery,
};
use crate::domain::rules::close::{Closes, closes};
use crate::domain::rules::coverage::{Coverage, coverage, required};

/// The working days on which somebody had to report; none where there is no roster.
fn days(scope: &Scope<'_>) -> Vec<Day> {
    let organisation = scope.setting.organisation;
    if !scope.begun || organisation.memberships.is_empty() {
        return Vec::new();
    }
    scope.days.days().filter(|day| organisation.calendar.is_working(*day)).collect()
}

/// Asks what everybody has reported on each working day of the period; nothing where nobody must report.
///
/// It is asked of everybody, whatever the lens shows, so that stored sums answer it.
pub(super) fn query(scope: &Scope<'_>) -> Option<CellQuery> {
    let ranges: Vec<DayRange> = days(scope).into_iter().map(DayRange::one).collect();
    let measures = required(scope.setting.catalogue).map(|measure| measure.id.clone()).collect();
    let query = CellQuery { ranges, measures, by: Some(Dimension::Member), filters: Vec::new(), as_of: scope.as_of };
    (!query.ranges.is_empty()).then_some(query)
}

/// Who has reported, of those whom the lens shows.
pub(super) fn reported<'a, 't>(scope: &Scope<'a>, answers: &mut impl Iterator<Item = &'t CellTable>) -> Coverage<'a> {
    let days = days(scope);
    let Some(table) = (if days.is_empty() { None } else { answers.next() }) else { return Coverage::default() };
    let organisation = scope.setting.organisation;
    let shown = Shown::of(scope);
    let within = |team: &str, person: &str| shown.holds(team, person);
    // Both the people and the names of the answer are sorted: one walk finds everybody.
    let mut at = 0;
    let find = |person: &str| {
        while table.names.get(at).is_some_and(|name| name.as_str() < person) {
            at += 1;
        }
        table.names.get(at).is_some_and(|name| name == person).then_some(at)
    };
    let came = |place: usize, day: usize, measure: usize| table.get(day, place, measure).is_some();
    coverage(scope.setting.catalogue, organisation, &days, within, find, came)
}

/// What the report says about it.
pub(super) fn trust(scope: &Scope<'_>, coverage: &Coverage<'_>, corrected: bool) -> Trust {
    let organisation = scope.setting.organisation;
    let own = |(person, measure): &(&str, &str)| ((*person).to_owned(), (*measure).to_owned());
    Trust {
        coverage: (coverage.due > 0).then_some((coverage.reported, coverage.due)),
        missing: coverage.missing.iter().map(own).collect(),
        sources: organisation.sources.clone(),
        data_until: organisation.data.map(DayRange::last),
        closed: None,
        corrected,
    }
}

/// The days whose closing is told: those of a day or week; of anything longer the last working day, which is what can still
/// be closed.
fn closing(scope: &Scope<'_>) -> Option<DayRange> {
    let all = days(scope);
    let (first, last) = (all.first()?, all.last()?);
    if scope.period.grain() < Grain::Month { DayRange::new(*first, *last) } else { Some(DayRange::one(*last)) }
}

/// Asks who has closed the days that are told; nothing where nobody must.
pub(super) fn closes_query(scope: &Scope<'_>) -> Option<DocumentQuery> {
    closing(scope).map(|days| DocumentQuery::on(DocumentKind::DayClose, days))
}

/// Who of those whom the lens shows has closed which of `days`, by the closes among what was read.
pub(super) fn closes_of<'a>(scope: &Scope<'a>, days: DayRange, got: &Got) -> Closes<'a> {
    let closed = got.documents.iter().flatten().filter_map(|found| match &found.document {
        Document::DayClose(DayClose { person, day, state: CloseState::Closed, .. }) => Some((person.as_str(), *day)),
        _ => None,
    });
    let closed: BTreeSet<(&str, Day)> = closed.collect();
    let shown = Shown::of(scope);
    let days: Vec<Day> = days.days().collect();
    closes(
        scope.setting.catalogue,
        scope.setting.organisation,
        &days,
        |team, person| shown.holds(team, person),
        |person, day| closed.contains(&(person, day)),
    )
}

/// Close coverage (S-001); nothing where nobody has closed, for then nobody does.
pub(super) fn closed(scope: &Scope<'_>, got: &Got) -> Option<Closed> {
    let days = closing(scope)?;
    let found = closes_of(scope, days, got);
    let on = (scope.period.grain() >= Grain::Month).then(|| days.last());
    (found.closed > 0).then_some(Closed { closed: found.closed, due: found.required, on })
}

/// The teams and people that a lens shows.
struct Shown<'a> {
    teams: Option<Vec<&'a str>>,
    people: Option<&'a [String]>,
}

impl<'a> Shown<'a> {
    fn of(scope: &Scope<'a>) -> Self {
        let organisation = scope.setting.organisation;
        let named = |dimension| {
            let filter = scope.question.lens.filters.iter().find(|(other, _)| *other == dimension);
            filter.map(|(_, names)| names.as_slice())
        };
        let teams = named(Dimension::Team);
        let below = |teams: &'a [String]| teams.iter().flat_map(|team| organisation.team_and_below(team)).collect();
        Self { teams: teams.map(below), people: named(Dimension::Member) }
    }

    fn holds(&self, team: &str, person: &str) -> bool {
        self.teams.as_ref().is_none_or(|teams| teams.contains(&team))
            && self.people.is_none_or(|people| people.iter().any(|name| name == person))
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::model::{CloseState, DayClose, Document};
    use crate::report::trial::Trial;
    use crate::report::{Closed, Kind, Report};

    const REPS: [&str; 8] = ["A", "B", "C", "D", "E", "F", "G", "H"];

    /// Eight reps, of whom all but H have closed 8 September, and a row of that day.
    fn closed(kind: Kind, lens: &str) -> Report {
        let roster = REPS.map(|name| {
            let team = if name < "E" { "East" } else { "West" };
            format!("{name} sales {team} 2026-01-01")
        });
        let roster = roster.each_ref().map(String::as_str);
        let mut trial = Trial::new(&roster, "2026-09-08 revenue=100 by A");
        let close = |(name, state): (&&str, CloseState)| {
            let (day, person) = ("2026-09-08".parse().expect("a day"), (*name).to_owned());
            Document::DayClose(DayClose { day, person, state, by: "lead".to_owned(), at: 1 })
        };
        let states = [CloseState::Closed; 7].into_iter().chain([CloseState::Submitted]);
        trial.documents = REPS.iter().zip(states).map(close).collect();
        trial.ask(kind, lens, "2026-09-09")
    }

    #[test]
    fn s_001_seven_of_eight_closed_days_stand_in_every_report_of_the_day() {
        for kind in [Kind::Review, Kind::Funnel, Kind::Board, Kind::Entry, Kind::Brief] {
            let report = closed(kind.clone(), "day 2026-09-08");
            assert_eq!(report.trust.closed, Some(Closed { closed: 7, due: 8, on: None }), "{kind:?}");
        }
        assert_eq!(
            closed(Kind::Review, "day 2026-09-08 team=West").trust.closed,
            Some(Closed { closed: 3, due: 4, on: None })
        );
        assert_eq!(closed(Kind::Review, "day 2026-09-07").trust.closed, None, "where nobody closes, nothing is told");
    }

    #[test]
    fn s_001_a_week_counts_its_days_and_a_month_names_its_last() {
        assert_eq!(
            closed(Kind::Review, "week 2026-W37").trust.closed,
            Some(Closed { closed: 7, due: 16, on: None }),
            "Monday and Tuesday"
        );
        let on = "2026-09-08".parse().ok();
        assert_eq!(closed(Kind::Board, "month 2026-09").trust.closed, Some(Closed { closed: 7, due: 8, on }));
    }
}
