//! How far the figures of a period can be trusted: who has reported, and until when the sources have delivered.

use super::Trust;
use super::ask::{Ask, Sums};
use super::scope::Scope;
use crate::domain::base::DayRange;
use crate::domain::model::Dimension;
use crate::domain::rules::coverage::{Coverage, Due, coverage, due};

/// Asks for what everybody has reported on each working day of the period; empty where nobody must report.
pub(super) fn ask(scope: &Scope<'_>) -> Ask {
    let (organisation, catalogue) = (scope.setting.organisation, scope.setting.catalogue);
    let required = catalogue.measures.iter().filter(|measure| !measure.required.is_empty());
    let measures = required.map(|measure| measure.id.clone()).collect();
    let days = scope.days.days().filter(|day| organisation.calendar.is_working(*day)).map(DayRange::one);
    let ranges = if scope.begun && !organisation.memberships.is_empty() { days.collect() } else { Vec::new() };
    // It is asked of everybody, whatever the lens shows, so that stored sums answer it.
    Ask { ranges, measures, by: Some(Dimension::Member), filters: Vec::new(), as_of: scope.as_of }
}

/// Who has reported, of those whom the lens shows.
pub(super) fn reported<'a>(scope: &Scope<'a>, sums: &Sums) -> Coverage<'a> {
    if !scope.begun {
        return Coverage::default();
    }
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
    let due = due(scope.setting.catalogue, organisation, scope.days, within);
    let has = |due: &Due<'_>| sums.name(due.person).is_some_and(|name| sums.of(due.day, name, due.measure).is_some());
    coverage(&due, has)
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
