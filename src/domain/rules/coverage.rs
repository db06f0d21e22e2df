//! How complete a period is: required figures reported, of required figures due (R5).

use crate::domain::base::Day;
use crate::domain::model::{Catalogue, Measure, Membership, Organisation};

/// Required figures: how many were due, how many came, who is missing.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Coverage<'a> {
    /// Figures that came.
    pub reported: u64,
    /// Figures that were due.
    pub due: u64,
    /// Person and measure of those that did not come, each pair once, in the order of the roster.
    pub missing: Vec<(&'a str, &'a str)>,
    /// Each measure with its figures that came and that were due.
    measures: Vec<(&'a str, u64, u64)>,
}

impl<'a> Coverage<'a> {
    /// Adds what came and what was due of a person, a pair a measure.
    fn add(&mut self, person: &'a str, tally: &[(u64, u64)]) {
        for ((measure, reported, due), (came, owed)) in self.measures.iter_mut().zip(tally) {
            self.reported += came;
            self.due += owed;
            *reported += came;
            *due += owed;
            if came < owed {
                self.missing.push((person, measure));
            }
        }
    }

    /// Figures that came, of figures due, of the measures that `wanted` says.
    #[must_use]
    pub fn of(&self, wanted: impl Fn(&str) -> bool) -> (u64, u64) {
        let own = self.measures.iter().filter(|(measure, ..)| wanted(measure));
        own.fold((0, 0), |sum, (_, reported, due)| (sum.0 + reported, sum.1 + due))
    }

    /// Whether a figure of `measure` is missing.
    #[must_use]
    pub fn lacks(&self, measure: &str) -> bool {
        self.missing.iter().any(|(_, missing)| *missing == measure)
    }
}

/// The measures that somebody must report every working day, in the order of the catalogue.
pub fn required(catalogue: &Catalogue) -> impl Iterator<Item = &Measure> {
    catalogue.measures.iter().filter(|measure| !measure.required.is_empty())
}

/// Holds what has come against what was due on the working days `days`: each required measure by each active holder of
/// its role, of those teams and people that `within` says. Who holds the role twice reports once.
///
/// `find` gives the place of a person among those who have reported anything, and `came(place, day, measure)` whether a
/// figure came: `day` is the place in `days`, `measure` the place among the [`required`] ones. People are looked for in
/// the order of their names.
pub fn coverage<'a>(
    catalogue: &'a Catalogue,
    organisation: &'a Organisation,
    days: &[Day],
    within: impl Fn(&str, &str) -> bool,
    mut find: impl FnMut(&str) -> Option<usize>,
    came: impl Fn(usize, usize, usize) -> bool,
) -> Coverage<'a> {
    let required: Vec<&Measure> = required(catalogue).take(64).collect();
    let mut coverage = Coverage {
        measures: required.iter().map(|measure| (measure.id.as_str(), 0, 0)).collect(),
        ..Coverage::default()
    };
    let duties = Duties::of(organisation, &required);
    let mut people: Vec<(&str, Option<usize>)> = Vec::new();
    let mut posts: Vec<Post<'_>> = Vec::new();
    for membership in &organisation.memberships {
        let (person, duty) = (membership.person.as_str(), duties.by_role(&membership.role));
        if duty == 0 || !within(&membership.team, person) {
            continue;
        }
        if people.last().is_none_or(|(last, _)| *last != person) {
            people.push((person, find(person)));
        }
        posts.push(Post { person: people.len() - 1, membership, duty });
    }
    let mut tally = vec![(0, 0); people.len() * required.len()];
    // Day by day, as the answer lies in memory.
    for (number, day) in days.iter().enumerate() {
        for posts in posts.chunk_by(|one, next| one.person == next.person) {
            let duty = posts.iter().filter(|post| post.membership.holds(*day)).fold(0, |duty, post| duty | post.duty);
            let Some(person) = posts.first().map(|post| post.person).filter(|_| duty != 0) else { continue };
            let place = people.get(person).and_then(|(_, place)| *place);
            let own = tally.iter_mut().skip(person * required.len()).take(required.len());
            for (measure, (reported, due)) in own.enumerate().filter(|(at, _)| duty >> at & 1 == 1) {
                *due += 1;
                *reported += u64::from(place.is_some_and(|place| came(place, number, measure)));
            }
        }
    }
    for ((person, _), tally) in people.into_iter().zip(tally.chunks(required.len().max(1))) {
        coverage.add(person, tally);
    }
    coverage
}

/// A membership with a duty.
struct Post<'a> {
    /// Place of the person among those who must report.
    person: usize,
    membership: &'a Membership,
    /// What its role must report, a bit a required measure.
    duty: u64,
}

/// What each role must report, a bit a required measure.
struct Duties<'a>(Vec<(&'a str, u64)>);

impl<'a> Duties<'a> {
    fn of(organisation: &'a Organisation, required: &[&Measure]) -> Self {
        let mut roles: Vec<&str> = Vec::new();
        for post in &organisation.memberships {
            if !roles.contains(&post.role.as_str()) {
                roles.push(&post.role);
            }
        }
        let duty = |role: &str| {
            let own = required.iter().enumerate().filter(|(_, measure)| measure.required.iter().any(|own| own == role));
            own.fold(0, |duty, (at, _)| duty | 1 << at)
        };
        Self(roles.into_iter().map(|role| (role, duty(role))).collect())
    }

    fn by_role(&self, role: &str) -> u64 {
        self.0.iter().find(|(own, _)| *own == role).map_or(0, |(_, duty)| *duty)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::base::Day;
    use crate::domain::model::reference::days;
    use crate::domain::model::{Defaults, Document, Membership};

    /// `张伟 sales 2026-01-01 2026-09-03`: person, role, from, and the day after the last where it has ended.
    fn roster(lines: &[&str]) -> Organisation {
        let membership = |line: &&str| {
            let words: Vec<_> = line.split(' ').collect();
            let day = |at: usize| words.get(at).map(|text| text.parse::<Day>().expect("a day"));
            let word = |at: usize| words.get(at).copied().unwrap_or_default().to_owned();
            Document::Membership(Membership {
                person: word(0),
                role: word(1),
                team: "East".to_owned(),
                from: day(2).expect("a first day"),
                to: day(3),
                employment: crate::domain::model::Employment::Full,
            })
        };
        let documents: Vec<_> = lines.iter().map(membership).collect();
        Organisation::assemble(&documents, &Defaults::built_in(), Vec::new(), None)
    }

    /// What is due on the working days of `run`, and what of it is missing where `came` says what came.
    fn of(company: &Organisation, run: &str, came: impl Fn(&str, usize, &str) -> bool) -> (u64, u64, String) {
        let catalogue = Catalogue::built_in();
        let days: Vec<Day> = days(run).days().filter(|day| company.calendar.is_working(*day)).collect();
        let ids: Vec<&str> = required(&catalogue).map(|measure| measure.id.as_str()).collect();
        let people: Vec<&str> = company.people.keys().map(String::as_str).collect();
        let find = |person: &str| people.iter().position(|known| *known == person);
        let came = |place: usize, day, measure: usize| {
            let person = people.get(place).copied().unwrap_or_default();
            came(person, day, ids.get(measure).copied().unwrap_or_default())
        };
        let found = coverage(&catalogue, company, &days, |_, _| true, find, came);
        let missing: Vec<_> = found.missing.iter().map(|(person, measure)| format!("{person}:{measure}")).collect();
        assert_eq!(found.lacks("valid_inquiries"), missing.iter().any(|line| line.ends_with("valid_inquiries")));
        (found.reported, found.due, missing.join(" "))
    }

    #[test]
    fn r5_a_sum_with_a_missing_required_figure_says_n_of_m_and_who() {
        let company = roster(&["张伟 sales 2026-01-01", "李娜 promotion 2026-01-01"]);
        let came = |_: &str, _, measure: &str| measure != "valid_inquiries";
        assert_eq!(
            of(&company, "2026-09-08", came),
            (5, 6, "张伟:valid_inquiries".to_owned()),
            "five of sales, one of promotion"
        );
        let one_day = |_: &str, day, measure: &str| day > 0 || measure != "deals";
        assert_eq!(of(&company, "2026-09-07..2026-09-08", one_day), (11, 12, "张伟:deals".to_owned()));
    }

    #[test]
    fn r6_nothing_is_due_on_a_rest_day() {
        let company = roster(&["张伟 sales 2026-01-01"]);
        let due = |run| of(&company, run, |_, _, _| true).1;
        assert_eq!(due("2026-09-05..2026-09-06"), 0);
        assert_eq!(due("2026-09-20"), 5, "a make-up Sunday");
        assert_eq!(due("2026-10-01..2026-10-07"), 0, "National Day");
    }

    #[test]
    fn r11_only_who_belongs_on_the_day_must_report() {
        let company = roster(&["张伟 sales 2026-09-02 2026-09-04", "张伟 sales 2026-09-03", "李娜 art 2026-01-01"]);
        let due = |run| of(&company, run, |_, _, _| true).1;
        assert_eq!(
            ["2026-09-01", "2026-09-02", "2026-09-03", "2026-09-04"].map(due),
            [0, 5, 5, 5],
            "two memberships on the 3rd count once"
        );
    }
}
