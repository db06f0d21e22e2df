//! How far a period is, in working days (S-040, S-007).

use crate::domain::base::{Day, DayRange, Rate, WorkingCalendar};

/// The working days of a period that are over and those to come, by weekday, Monday first.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Elapsed {
    gone: [usize; 7],
    ahead: [usize; 7],
}

impl Elapsed {
    /// Where `days` stand on `today`: over are the working days before today, and today once its close is complete
    /// (`closed_today`).
    #[must_use]
    pub fn of(days: DayRange, today: Day, closed_today: bool, calendar: &WorkingCalendar) -> Self {
        let mut elapsed = Self::default();
        for day in days.days().filter(|day| calendar.is_working(*day)) {
            let over = day < today || (day == today && closed_today);
            let side = if over { &mut elapsed.gone } else { &mut elapsed.ahead };
            if let Some(count) = usize::try_from(day.weekday()).ok().and_then(|at| side.get_mut(at)) {
                *count += 1;
            }
        }
        elapsed
    }

    /// Working days that are over.
    #[must_use]
    pub fn gone(self) -> usize {
        self.gone.iter().sum()
    }

    /// Working days to come.
    #[must_use]
    pub fn left(self) -> usize {
        self.ahead.iter().sum()
    }

    /// All its working days.
    #[must_use]
    pub fn total(self) -> usize {
        self.gone() + self.left()
    }

    /// Time progress: days over of all; `None` where none of its days is worked.
    #[must_use]
    pub fn progress(self) -> Option<Rate> {
        Rate::new(count(self.gone()), count(self.total()))
    }

    /// Days over and days to come of each weekday, Monday first.
    pub(super) fn weekdays(self) -> [(usize, usize); 7] {
        let mut pairs = [(0, 0); 7];
        for (pair, both) in pairs.iter_mut().zip(self.gone.into_iter().zip(self.ahead)) {
            *pair = both;
        }
        pairs
    }
}

/// A number of days as amounts are counted.
pub(super) fn count(days: usize) -> i128 {
    i128::try_from(days).unwrap_or(i128::MAX)
}

/// The beginning of `other` that lies as far into it as `elapsed` does into its own period, by share of the working days,
/// rounded half up: what a past month looked like at this point of it. `None` where nothing is over yet.
#[must_use]
pub fn same_share(elapsed: Elapsed, other: DayRange, calendar: &WorkingCalendar) -> Option<DayRange> {
    let all = i64::try_from(calendar.working_days(other)).ok()?;
    let days = usize::try_from(elapsed.progress()?.scaled(all)).ok()?;
    calendar.first_working_days(other, days)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::model::reference::days;

    fn on(run: &str, today: &str, closed: bool) -> (usize, usize) {
        let elapsed = Elapsed::of(days(run), today.parse().expect("a day"), closed, &WorkingCalendar::default());
        (elapsed.gone(), elapsed.total())
    }

    #[test]
    fn s_040_today_counts_once_its_close_is_complete() {
        let september = "2026-09-01..2026-09-30";
        assert_eq!(on(september, "2026-09-10", false), (7, 22));
        assert_eq!(on(september, "2026-09-10", true), (8, 22));
        assert_eq!(on(september, "2026-09-12", true), (9, 22), "a Saturday is no working day, closed or not");
        assert_eq!(on(september, "2026-08-20", true), (0, 22), "not begun");
        assert_eq!(on(september, "2026-10-20", false), (22, 22), "over");
    }

    #[test]
    fn s_007_on_day_1_no_working_day_is_over() {
        let calendar = WorkingCalendar::default();
        let first = Elapsed::of(days("2026-09-01..2026-09-30"), "2026-09-01".parse().expect("a day"), false, &calendar);
        assert_eq!((first.gone(), first.progress()), (0, Some(Rate::ZERO)));
        let weekend =
            Elapsed::of(days("2026-09-05..2026-09-06"), "2026-09-06".parse().expect("a day"), true, &calendar);
        assert_eq!(weekend.progress(), None, "no day of it is worked");
    }

    #[test]
    fn s_040_a_past_month_is_looked_at_at_the_same_share_of_its_days() {
        let calendar = WorkingCalendar::default();
        let at = |today: &str| {
            let elapsed = Elapsed::of(days("2026-09-01..2026-09-30"), today.parse().expect("a day"), true, &calendar);
            same_share(elapsed, days("2026-08-01..2026-08-31"), &calendar)
        };
        assert_eq!(at("2026-09-10"), Some(days("2026-08-01..2026-08-12")), "8 of 22 are 7.6 of 21 days, so 8");
        assert_eq!(at("2026-08-20"), None);
    }
}
