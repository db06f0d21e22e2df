//! The working calendar: which days count (R6).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Day, DayRange};

/// What kind of day it is by the statutory calendar.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DayKind {
    /// An ordinary working day.
    Work,
    /// A weekend or a holiday.
    Rest,
    /// A weekend day that is worked in exchange for a holiday (调休).
    Makeup,
}

/// Monday to Friday, but for the days that the table names.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct WorkingCalendar {
    exceptions: BTreeMap<Day, DayKind>,
}

impl WorkingCalendar {
    /// The calendar in which `exceptions` stand against Monday-to-Friday.
    #[must_use]
    pub fn new(exceptions: BTreeMap<Day, DayKind>) -> Self {
        Self { exceptions }
    }

    /// What kind of day `day` is.
    #[must_use]
    pub fn kind(&self, day: Day) -> DayKind {
        let ordinary = if day.weekday() < 5 { DayKind::Work } else { DayKind::Rest };
        self.exceptions.get(&day).copied().unwrap_or(ordinary)
    }

    /// Whether `day` is worked: an ordinary working day or a make-up day.
    #[must_use]
    pub fn is_working(&self, day: Day) -> bool {
        self.kind(day) != DayKind::Rest
    }

    /// How many days of the run are worked.
    #[must_use]
    pub fn working_days(&self, days: DayRange) -> usize {
        days.days().filter(|day| self.is_working(*day)).count()
    }

    /// The last working day before `day`; the day before where no working day is found within a year.
    #[must_use]
    pub fn working_day_before(&self, day: Day) -> Day {
        (1..=366).map(|back| day.plus(-back)).find(|day| self.is_working(*day)).unwrap_or(day.plus(-1))
    }

    /// The first working day on or after `day`; `day` itself where no working day is found within a year.
    #[must_use]
    pub fn working_day_from(&self, day: Day) -> Day {
        (0..366).map(|on| day.plus(on)).find(|day| self.is_working(*day)).unwrap_or(day)
    }

    /// How many working days lie after `since`, up to and with `until`: 0 on the day itself and before it.
    #[must_use]
    pub fn working_days_since(&self, since: Day, until: Day) -> usize {
        DayRange::new(since.plus(1), until).map_or(0, |days| self.working_days(days))
    }

    /// The shortest beginning of `days` that holds `count` working days; the whole run where it has fewer,
    /// `None` where `count` is 0 (R9: like for like by working days).
    #[must_use]
    pub fn first_working_days(&self, days: DayRange, count: usize) -> Option<DayRange> {
        let nth = days.days().filter(|day| self.is_working(*day)).nth(count.checked_sub(1)?);
        DayRange::new(days.first(), nth.unwrap_or(days.last()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    #[test]
    fn r6_a_make_up_sunday_is_worked_and_a_holiday_is_not() {
        let calendar = WorkingCalendar::new(BTreeMap::from([
            (day("2026-10-01"), DayKind::Rest),
            (day("2026-10-10"), DayKind::Makeup),
        ]));
        assert!(!calendar.is_working(day("2026-10-01")));
        assert!(calendar.is_working(day("2026-10-10")), "a Saturday worked for a holiday");
        assert!(!calendar.is_working(day("2026-10-11")));
        assert_eq!(calendar.working_day_before(day("2026-10-12")), day("2026-10-10"));
        assert_eq!(calendar.working_day_from(day("2026-10-01")), day("2026-10-02"));
        assert_eq!(calendar.working_day_from(day("2026-10-10")), day("2026-10-10"));
        let since = |from: &str, until: &str| calendar.working_days_since(day(from), day(until));
        assert_eq!(since("2026-09-30", "2026-10-02"), 1, "the holiday between them is no working day");
        assert_eq!(since("2026-10-09", "2026-10-12"), 2);
        assert_eq!((since("2026-10-12", "2026-10-12"), since("2026-10-12", "2026-10-09")), (0, 0));
    }

    #[test]
    fn r9_a_beginning_is_measured_in_working_days() {
        let calendar = WorkingCalendar::default();
        let month = DayRange::new(day("2026-08-01"), day("2026-08-31")).expect("a run");
        let part = calendar.first_working_days(month, 6).expect("six days");
        assert_eq!(part.last(), day("2026-08-10"));
        assert_eq!(calendar.first_working_days(month, 0), None);
        assert_eq!(calendar.first_working_days(month, 99), Some(month));
    }
}
