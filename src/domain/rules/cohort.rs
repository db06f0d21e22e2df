//! What became of those who came in together (S-026): a cohort is followed for so many days, and no further.

use std::collections::BTreeMap;

use crate::domain::base::{Day, DayRange};
use crate::domain::model::Facts;

/// Which inquiries are followed, and how far.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Follow {
    /// The days on which they came in.
    pub entered: DayRange,
    /// Days after an inquiry within which what becomes of it counts, the last one included (R1).
    pub window: u16,
    /// The last day of which anything is known.
    pub until: Day,
}

impl Follow {
    /// The days on which anything that counts may have happened.
    #[must_use]
    pub fn days(self) -> DayRange {
        let last = self.entered.last().plus(i32::from(self.window)).min(self.until);
        DayRange::new(self.entered.first(), last).unwrap_or(self.entered)
    }

    /// The day on which the inquiry of `row` came in; `None` where the row does not count. An inquiry comes in on its own
    /// day where the row does not say otherwise; of anything else without a first day nobody knows whose it is.
    #[must_use]
    pub fn counts(self, facts: &Facts, row: usize, is_inquiry: bool) -> Option<Day> {
        let day = facts.days.get(row).copied().filter(|day| *day <= self.until)?;
        let told = facts.entered.get(row).copied().flatten();
        let entered = told.or(is_inquiry.then_some(day)).filter(|day| self.entered.contains(*day))?;
        (0..=i32::from(self.window)).contains(&day.since(entered)).then_some(entered)
    }
}

/// What became of inquiries. Each is `None` where nothing reports it (R5).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Cohort {
    /// They themselves.
    pub inquiries: Option<i128>,
    /// Those of them that turned out valid.
    pub valid: Option<i128>,
    /// Won.
    pub deals: Option<i128>,
    /// Lost.
    pub lost: Option<i128>,
    /// What the won ones paid less refunds, in 1/10,000.
    pub revenue: Option<i128>,
    /// Neither won nor lost, and still within their days.
    pub open: i128,
}

/// The measures that a cohort is told by.
pub const MEASURES: [&str; 5] = ["inquiries", "valid_inquiries", "deals", "lost_orders", "revenue"];

/// The cohorts in `facts` by the name that `name` gives each row.
pub fn cohorts<'n>(facts: &Facts, follow: Follow, name: impl Fn(usize) -> &'n str) -> BTreeMap<&'n str, Cohort> {
    let columns = MEASURES.map(|id| facts.measures.iter().find(|column| column.measure == id));
    let mut found: BTreeMap<&str, Cohort> = BTreeMap::new();
    for row in 0..facts.len() {
        let values = columns.map(|column| column.and_then(|column| column.get(row)));
        let Some(entered) = follow.counts(facts, row, values.first().is_some_and(Option::is_some)) else { continue };
        let weight = i128::from(facts.weight(row));
        let cohort = found.entry(name(row)).or_default();
        let running = entered.plus(i32::from(follow.window)) > follow.until;
        let [inquiries, valid, deals, lost, revenue] =
            values.map(|value| value.map(|value| weight * i128::from(value)));
        let sums = [
            (&mut cohort.inquiries, inquiries),
            (&mut cohort.valid, valid),
            (&mut cohort.deals, deals),
            (&mut cohort.lost, lost),
            (&mut cohort.revenue, revenue),
        ];
        for (sum, value) in sums {
            *sum = value.map_or(*sum, |value| Some(sum.unwrap_or(0) + value));
        }
        if running {
            cohort.open += inquiries.unwrap_or(0) - deals.unwrap_or(0) - lost.unwrap_or(0);
        }
    }
    found
}

/// The cohort of all rows.
#[must_use]
pub fn cohort(facts: &Facts, follow: Follow) -> Cohort {
    cohorts(facts, follow, |_| "").remove("").unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::base::Rate;
    use crate::domain::model::reference::{days, facts};

    const TEN: &str = "2026-09-01 inquiries=4
        2026-09-02 inquiries=6
        2026-09-02 valid_inquiries=6 entered 2026-09-01
        2026-09-10 deals=1 revenue=1000 entered 2026-09-01
        2026-10-02 deals=1 revenue=2000 entered 2026-09-02
        2026-10-11 deals=1 revenue=4000 entered 2026-09-01
        2026-09-20 lost_orders=1 entered 2026-09-02
        2026-09-20 deals=8 entered 2026-08-20
        2026-09-21 deals=5";

    fn follow(window: u16, until: &str) -> Follow {
        Follow { entered: days("2026-09-01..2026-09-02"), window, until: until.parse().expect("a day") }
    }

    #[test]
    fn s_026_a_cohort_is_followed_for_its_window() {
        let share = |window| {
            let cohort = cohort(&facts(TEN), follow(window, "2026-12-31"));
            (cohort.valid, Rate::new(cohort.deals.unwrap_or(0), cohort.inquiries.unwrap_or(0)))
        };
        assert_eq!(share(30), (Some(6), Rate::new(20, 100)), "the day 30 after is within, the day 40 is not");
        assert_eq!(share(60), (Some(6), Rate::new(30, 100)));
    }

    #[test]
    fn s_026_what_is_still_within_its_days_is_open() {
        let at = |until| cohort(&facts(TEN), follow(30, until));
        assert_eq!(at("2026-09-15").open, 9, "one is won, nine can still be");
        assert_eq!((at("2026-09-15").deals, at("2026-09-15").lost), (Some(1), None));
        assert_eq!(at("2026-09-30").open, 8, "one more is lost");
        assert_eq!(at("2026-10-01").open, 5, "the four of the first day have had their 30 days");
        assert_eq!(at("2026-10-02").open, 0);
    }

    #[test]
    fn a_cohort_by_name_and_a_row_taken_back() {
        let facts = facts(
            "2026-09-01 inquiries=1 channel seo
             2026-09-01 inquiries=1 channel ads
             2026-09-01 inquiries=1 channel ads weight -1
             2026-09-03 deals=1 channel seo entered 2026-09-01",
        );
        let by = cohorts(&facts, follow(30, "2026-12-31"), |row| {
            facts.dimension(crate::domain::model::Dimension::Channel).get(row).unwrap_or("")
        });
        let sums: Vec<_> = by.iter().map(|(name, cohort)| (*name, cohort.inquiries, cohort.deals)).collect();
        assert_eq!(sums, [("ads", Some(0), None), ("seo", Some(1), Some(1))]);
    }

    #[test]
    fn the_days_to_read_end_with_the_window_or_with_what_is_known() {
        assert_eq!(follow(30, "2026-12-31").days(), days("2026-09-01..2026-10-02"));
        assert_eq!(follow(30, "2026-09-10").days(), days("2026-09-01..2026-09-10"));
        assert_eq!(cohort(&facts("2026-09-05 visits=3"), follow(30, "2026-09-10")), Cohort::default());
    }
}
