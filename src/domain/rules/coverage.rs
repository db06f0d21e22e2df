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

impl Coverage<'_> {
    /// Figures that came, of figures due, of the measures that `wanted` says.
    #[must_use]
    pub fn of(&self, wanted: impl Fn(&str) -> bool) -> (u64, u64) {
        let own = self.measures.iter().filter(|(measure, ..)| wanted(measure));
        own.fold((0, 0), |sum, (_, reported, due)| (sum.0 + reported, sum.1 + due))
    }

    fn count(&mut self, measure: usize, came: u64, due: u64) {
        self.reported += came;
        self.due += due;
        if let Some((_, reported, owed)) = self.measures.get_mut(measure) {
            *reported += came;
            *owed += due;
        }
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
/// `came(person, day, measure)` says whether a figure came: `day` is the place in `days`, `measure` the place among the
/// [`required`] ones. It is asked person by person, in the order of their names.
pub fn coverage<'a>(
    catalogue: &'a Catalogue,
    organisation: &'a Organisation,
    days: &[Day],
    within: impl Fn(&str, &str) -> bool,
    mut came: impl FnMut(&str, usize, usize) -> bool,
) -> Coverage<'a> {
    let required: Vec<&Measure> = required(catalogue).collect();
    let mut coverage = Coverage {
        measures: required.iter().map(|measure| (measure.id.as_str(), 0, 0)).collect(),
        ..Coverage::default()
    };
    for posts in organisation.memberships.chunk_by(|one, next| one.person == next.person) {
        let Some(person) = posts.first().map(|post| post.person.as_str()) else { continue };
        let own: Vec<&Membership> = posts.iter().filter(|post| within(&post.team, person)).collect();
        for (number, measure) in required.iter().enumerate() {
            let duty: Vec<_> = own.iter().filter(|post| measure.required.contains(&post.role)).collect();
            let due = days.iter().enumerate().filter(|(_, day)| duty.iter().any(|post| post.holds(**day)));
            let (mut came_in, mut owed) = (0, 0);
            for (day, _) in due {
                owed += 1;
                came_in += u64::from(came(person, day, number));
            }
            coverage.count(number, came_in, owed);
            if came_in < owed {
                coverage.missing.push((person, &measure.id));
            }
        }
    }
    coverage
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
        let found = coverage(
            &catalogue,
            company,
            &days,
            |_, _| true,
            |person, day, measure| came(person, day, ids.get(measure).copied().unwrap_or_default()),
        );
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
