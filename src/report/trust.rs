//! How far the figures of a period can be trusted: who has reported, and until when the sources have delivered.

use super::Trust;
use super::scope::Scope;
use crate::domain::base::{Day, DayRange};
use crate::domain::model::{CellQuery, CellTable, Dimension};
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
    let named = |dimension| {
        let filter = scope.question.lens.filters.iter().find(|(other, _)| *other == dimension);
        filter.map(|(_, names)| names.as_slice())
    };
    let (teams, people) = (named(Dimension::Team), named(Dimension::Member));
    let teams: Option<Vec<&str>> =
        teams.map(|teams| teams.iter().flat_map(|team| organisation.team_and_below(team)).collect());
    let within = |team: &str, person: &str| {
        teams.as_ref().is_none_or(|teams| teams.contains(&team))
            && people.is_none_or(|people| people.iter().any(|name| name == person))
    };
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
        corrected,
    }
}
