//! The daily close: what a day still lacks before it may be closed, and who has closed (S-001, R5).

use super::coverage::required;
use crate::domain::base::{Day, Rate};
use crate::domain::model::{Catalogue, Measure, Organisation};

/// The measures that `person` must report on `day`, of all roles held on it, each once, in the order of the catalogue. On a
/// rest day nothing is owed.
pub fn owed<'a>(
    catalogue: &'a Catalogue,
    organisation: &'a Organisation,
    person: &str,
    day: Day,
) -> impl Iterator<Item = &'a Measure> + use<'a> {
    let posts = organisation.memberships.iter().filter(|post| post.person == person && post.holds(day));
    let roles: Vec<&str> = posts.map(|post| post.role.as_str()).collect();
    let working = organisation.calendar.is_working(day);
    let held = move |measure: &&Measure| measure.required.iter().any(|role| roles.contains(&role.as_str()));
    required(catalogue).filter(move |measure| working && held(measure))
}

/// What stands between a day and its close.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Lacks<'a> {
    /// Measures that are owed and have no figure.
    pub figures: Vec<&'a str>,
    /// Tasks due by the day that are neither done, nor dropped with a reason, nor carried to a new date.
    pub tasks: usize,
}

impl<'a> Lacks<'a> {
    /// Of the measures `owed`, those of which nothing `came`, and of so many `open_tasks`.
    pub fn of(owed: impl IntoIterator<Item = &'a Measure>, came: impl Fn(&str) -> bool, open_tasks: usize) -> Self {
        let missing = owed.into_iter().filter(|measure| !came(&measure.id));
        Self { figures: missing.map(|measure| measure.id.as_str()).collect(), tasks: open_tasks }
    }

    /// Whether the day may be closed: nothing is lacking.
    #[must_use]
    pub fn may_close(&self) -> bool {
        self.figures.is_empty() && self.tasks == 0
    }
}

/// Days of people that are closed, of those that must be.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Closes<'a> {
    /// Closed days.
    pub closed: u64,
    /// Days that must be closed: each working day of each person who owes a figure on it.
    pub required: u64,
    /// The open ones, day by day, in the order of the roster.
    pub open: Vec<(Day, &'a str)>,
}

impl Closes<'_> {
    /// Close coverage: closed of required; `None`, and not 0, where nobody must close.
    #[must_use]
    pub fn coverage(&self) -> Option<Rate> {
        Rate::new(self.closed.into(), self.required.into())
    }

    /// Whether the unit is closed: a team on a day when all its people are; `None` where nobody must close.
    #[must_use]
    pub fn is_closed(&self) -> Option<bool> {
        (self.required > 0).then_some(self.closed == self.required)
    }
}

/// Holds what is `closed` against what must be on `days`, of those teams and people that `within` says (S-001): a team's
/// close is that of its people on one day.
#[must_use]
pub fn closes<'a>(
    catalogue: &Catalogue,
    organisation: &'a Organisation,
    days: &[Day],
    within: impl Fn(&str, &str) -> bool,
    closed: impl Fn(&str, Day) -> bool,
) -> Closes<'a> {
    let owes = |role: &str| required(catalogue).any(|measure| measure.required.iter().any(|own| own == role));
    let mut posts: Vec<_> = organisation.memberships.iter().filter(|post| owes(&post.role)).collect();
    posts.retain(|post| within(&post.team, &post.person));
    let mut found = Closes::default();
    for day in days.iter().copied().filter(|day| organisation.calendar.is_working(*day)) {
        let mut people: Vec<&str> =
            posts.iter().filter(|post| post.holds(day)).map(|post| post.person.as_str()).collect();
        people.dedup();
        for person in people {
            found.required += 1;
            if closed(person, day) {
                found.closed += 1;
            } else {
                found.open.push((day, person));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::model::{Defaults, Document, Employment, Membership};

    const REPS: [&str; 8] = ["A", "B", "C", "D", "E", "F", "G", "H"];

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    /// Eight reps in two teams, A also in promotion, and an editor who owes no figure.
    fn company() -> Organisation {
        let member = |person: &str, team: &str, role: &str| {
            Document::Membership(Membership {
                person: person.to_owned(),
                team: team.to_owned(),
                role: role.to_owned(),
                from: day("2026-01-01"),
                to: None,
                employment: Employment::Full,
            })
        };
        let reps =
            REPS.iter().enumerate().map(|(at, name)| member(name, if at < 4 { "East" } else { "West" }, "sales"));
        let others = [member("A", "East", "promotion"), member("Z", "East", "editor")];
        let documents: Vec<_> = reps.chain(others).collect();
        Organisation::assemble(&documents, &Defaults::built_in(), Vec::new(), None)
    }

    fn owes(person: &str, day: &str) -> String {
        let (catalogue, company) = (Catalogue::built_in(), company());
        let day = day.parse().expect("a day");
        owed(&catalogue, &company, person, day).map(|measure| measure.id.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn s_001_a_role_owes_its_daily_measures() {
        assert_eq!(owes("B", "2026-09-08"), "inquiries valid_inquiries lost_orders deals revenue");
        assert_eq!(owes("A", "2026-09-08"), "visits inquiries valid_inquiries lost_orders deals revenue");
        assert_eq!([owes("Z", "2026-09-08"), owes("B", "2026-09-06"), owes("B", "2025-12-31")], ["", "", ""]);
    }

    #[test]
    fn s_001_a_day_is_closed_with_every_figure_there_and_no_task_open() {
        let (catalogue, company) = (Catalogue::built_in(), company());
        let lacks = |missing: &str, tasks| {
            Lacks::of(owed(&catalogue, &company, "B", day("2026-09-08")), |measure| measure != missing, tasks)
        };
        assert_eq!(lacks("valid_inquiries", 0).figures, ["valid_inquiries"]);
        assert!(!lacks("valid_inquiries", 0).may_close() && !lacks("", 1).may_close() && lacks("", 0).may_close());
    }

    #[test]
    fn s_001_seven_of_eight_are_87_5_percent() {
        let (catalogue, company) = (Catalogue::built_in(), company());
        let of = |team: &str, days: &[&str]| {
            let days: Vec<_> = days.iter().map(|text| day(text)).collect();
            closes(&catalogue, &company, &days, |own, _| team.is_empty() || own == team, |person, _| person != "H")
        };
        let all = of("", &["2026-09-08"]);
        assert_eq!((all.closed, all.required, all.coverage()), (7, 8, Rate::new(875, 1_000)));
        assert_eq!(all.open, [(day("2026-09-08"), "H")]);
        assert_eq!(
            (of("East", &["2026-09-08"]).is_closed(), of("West", &["2026-09-08"]).is_closed()),
            (Some(true), Some(false))
        );
        let weekend = of("", &["2026-09-05", "2026-09-06"]);
        assert_eq!((weekend.coverage(), weekend.is_closed()), (None, None), "nobody must close: null and not 0");
        assert_eq!(of("", &["2026-09-07", "2026-09-08"]).required, 16);
    }
}
