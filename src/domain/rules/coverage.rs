//! How complete a period is: required figures reported, of required figures due (R5).

use crate::domain::base::DayRange;
use crate::domain::model::{Catalogue, Organisation};

/// One figure that somebody must report on one day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Due<'a> {
    /// Number of the working day in the period, from 0.
    pub day: usize,
    /// Whose figure.
    pub person: &'a str,
    /// Measure id.
    pub measure: &'a str,
}

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

    /// Whether a figure of `measure` is missing.
    #[must_use]
    pub fn lacks(&self, measure: &str) -> bool {
        self.missing.iter().any(|(_, missing)| *missing == measure)
    }
}

/// Everything that must be reported in `days`: each required measure by each active holder of its role on each working
/// day; of `team` and the teams below it, and of `person`, where one is given.
#[must_use]
pub fn due<'a>(
    catalogue: &'a Catalogue,
    organisation: &'a Organisation,
    days: DayRange,
    within: impl Fn(&str, &str) -> bool,
) -> Vec<Due<'a>> {
    let required: Vec<_> = catalogue.measures.iter().filter(|measure| !measure.required.is_empty()).collect();
    let mut all = Vec::new();
    for (number, day) in days.days().filter(|day| organisation.calendar.is_working(*day)).enumerate() {
        let active = organisation.memberships.iter();
        let active =
            active.filter(|member| organisation.is_active(member, day) && within(&member.team, &member.person));
        for member in active {
            for measure in required.iter().filter(|measure| measure.required.contains(&member.role)) {
                let due = Due { day: number, person: &member.person, measure: &measure.id };
                // Who holds the role in two teams reports once; memberships are in the order of persons.
                if !all.iter().rev().take(2 * required.len()).any(|other| *other == due) {
                    all.push(due);
                }
            }
        }
    }
    all
}

/// Counts what `reported` says has come.
pub fn coverage<'a>(due: &[Due<'a>], reported: impl Fn(&Due<'a>) -> bool) -> Coverage<'a> {
    let mut coverage = Coverage { due: due.len() as u64, ..Coverage::default() };
    for figure in due {
        let came = reported(figure);
        let known = coverage.measures.iter().position(|(measure, ..)| *measure == figure.measure);
        let at = known.unwrap_or_else(|| {
            coverage.measures.push((figure.measure, 0, 0));
            coverage.measures.len() - 1
        });
        if let Some((_, reported, due)) = coverage.measures.get_mut(at) {
            *reported += u64::from(came);
            *due += 1;
        }
        if came {
            coverage.reported += 1;
        } else if !coverage.missing.contains(&(figure.person, figure.measure)) {
            coverage.missing.push((figure.person, figure.measure));
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
    pub(crate) fn roster(lines: &[&str]) -> Organisation {
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

    #[test]
    fn r5_a_sum_with_a_missing_required_figure_says_n_of_m_and_who() {
        let (catalogue, company) =
            (Catalogue::built_in(), roster(&["张伟 sales 2026-01-01", "李娜 promotion 2026-01-01"]));
        let due = due(&catalogue, &company, days("2026-09-08"), |_, _| true);
        assert_eq!(due.len(), 6, "sales reports five, promotion one");
        let coverage = coverage(&due, |figure| figure.measure != "valid_inquiries");
        assert_eq!((coverage.reported, coverage.due), (5, 6));
        assert_eq!(coverage.missing, [("张伟", "valid_inquiries")]);
        assert!(coverage.lacks("valid_inquiries") && !coverage.lacks("deals"));
    }

    #[test]
    fn r6_nothing_is_due_on_a_rest_day() {
        let (catalogue, company) = (Catalogue::built_in(), roster(&["张伟 sales 2026-01-01"]));
        let count = |run| due(&catalogue, &company, days(run), |_, _| true).len();
        assert_eq!(count("2026-09-05..2026-09-06"), 0);
        assert_eq!(count("2026-09-20"), 5, "a make-up Sunday");
        assert_eq!(count("2026-10-01..2026-10-07"), 0, "National Day");
    }

    #[test]
    fn r11_only_who_belongs_on_the_day_must_report() {
        let catalogue = Catalogue::built_in();
        let company = roster(&["张伟 sales 2026-09-02 2026-09-04", "张伟 sales 2026-09-03", "李娜 art 2026-01-01"]);
        let due = due(&catalogue, &company, days("2026-09-01..2026-09-04"), |_, _| true);
        let of_day = |day| due.iter().filter(|due| due.day == day).count();
        assert_eq!([0, 1, 2, 3].map(of_day), [0, 5, 5, 5], "joined on the 2nd; two memberships on the 3rd count once");
    }
}
