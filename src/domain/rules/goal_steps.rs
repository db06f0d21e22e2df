//! The five steps in which superior and subordinate come to a personal goal: the superior explains the own goals, asks for
//! the subordinate's main ones, has the sheet filled in, checks it, and they talk and settle it (S-176).

use crate::domain::base::Day;
use crate::domain::model::GoalSteps;

/// Steps that must be done before a sheet is submitted.
const SUBMITTED: usize = 3;

/// How far it is, by the number of steps that are done; they are done in order, so a number says all.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Steps(usize);

impl Steps {
    /// The first `done` of the five are done; more than five are five.
    #[must_use]
    pub fn done(done: usize) -> Self {
        Self(done.min(GoalSteps::ALL))
    }

    /// How many are done: the 3 of "3 of 5".
    #[must_use]
    pub fn count(self) -> usize {
        self.0
    }

    /// The step that may be done next, 1 to 5, and no other; `None` once all are.
    #[must_use]
    pub fn next(self) -> Option<usize> {
        (self.0 < GoalSteps::ALL).then_some(self.0 + 1)
    }

    /// Whether the sheet may be submitted: the first three are done.
    #[must_use]
    pub fn may_submit(self) -> bool {
        self.0 >= SUBMITTED
    }

    /// Whether it may be agreed: all five are done.
    #[must_use]
    pub fn may_agree(self) -> bool {
        self.0 == GoalSteps::ALL
    }

    /// By how many days open steps are overdue on `today`, for a period that begins on `first`: they are due before it
    /// begins, so 1 on that day itself. 0 where none is open or the period lies ahead.
    #[must_use]
    pub fn overdue(self, first: Day, today: Day) -> u32 {
        let days = u32::try_from(today.since(first).saturating_add(1)).unwrap_or(0);
        if self.may_agree() { 0 } else { days }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s_176_the_steps_come_in_order() {
        assert_eq!(
            (0..=5).map(|done| Steps::done(done).next()).collect::<Vec<_>>(),
            [1, 2, 3, 4, 5, 0].map(|next| (next > 0).then_some(next))
        );
        assert_ne!(Steps::done(3).next(), Some(5), "step 5 before step 4 is refused");
        let may = |done| (Steps::done(done).may_submit(), Steps::done(done).may_agree());
        assert_eq!([2, 3, 4, 5].map(may), [(false, false), (true, false), (true, false), (true, true)]);
    }

    #[test]
    fn s_176_three_of_five_on_the_first_are_a_day_overdue() {
        let day = |text: &str| text.parse::<Day>().expect("a day");
        let overdue = |done, today: &str| Steps::done(done).overdue(day("2026-10-01"), day(today));
        assert_eq!((Steps::done(3).count(), overdue(3, "2026-10-01")), (3, 1));
        assert_eq!((overdue(3, "2026-09-30"), overdue(3, "2026-10-05"), overdue(5, "2026-10-05")), (0, 5, 0));
    }
}
