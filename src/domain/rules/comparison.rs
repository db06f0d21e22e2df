//! Like for like: which days of a period count, and which days they are held against (R9, R13).

use crate::domain::base::{Day, DayRange, Grain, Period, WorkingCalendar};
use crate::domain::model::Versus;

/// The days of `period` that have come and are counted; `None` where it lies ahead.
///
/// A running period counts up to yesterday, or up to today where it began today. Where the data ends earlier inside
/// the period and working days have passed since, it counts up to the data's end: what has not come in is no zero.
#[must_use]
pub fn counted(period: Period, today: Day, data_until: Option<Day>, calendar: &WorkingCalendar) -> Option<DayRange> {
    let until = if period.first() < today { today.plus(-1) } else { today };
    let days = DayRange::new(period.first(), until.min(period.last()))?;
    let ended = data_until.filter(|end| days.contains(*end)).and_then(|end| {
        let silent = DayRange::new(end.plus(1), days.last())?;
        (calendar.working_days(silent) > 0).then_some(end)
    });
    DayRange::new(days.first(), ended.unwrap_or(days.last()))
}

/// The part of `other` that is like the `counted` part of `period`: all of it where the period is over, else its
/// beginning with as many working days, and with the rest days behind them where `counted` ends in rest days, so that a
/// week up to Saturday is held against a week up to Saturday. `None` where no working day has passed yet.
#[must_use]
pub fn like(period: Period, counted: DayRange, other: Period, calendar: &WorkingCalendar) -> Option<DayRange> {
    if counted.last() >= period.last() {
        return Some(other.days());
    }
    let part = calendar.first_working_days(other.days(), calendar.working_days(counted))?;
    let at_rest = counted.days().rev().take_while(|day| !calendar.is_working(*day)).count();
    let behind = DayRange::new(part.last().plus(1), other.last());
    let rest = behind.into_iter().flat_map(DayRange::days).take(at_rest).take_while(|day| !calendar.is_working(*day));
    DayRange::new(part.first(), rest.last().unwrap_or(part.last()))
}

/// The days that the `counted` days of `period` are compared with.
#[must_use]
pub fn compared(period: Period, counted: DayRange, versus: Versus, calendar: &WorkingCalendar) -> Option<DayRange> {
    let other = match versus {
        Versus::None => return None,
        Versus::Usual if period.grain() == Grain::Day => period.shift(-7),
        Versus::Usual | Versus::Previous => period.shift(-1),
        Versus::Year => period.year_before(),
    };
    like(period, counted, other, calendar)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::domain::base::{DayKind, FiscalStart};
    use crate::domain::model::reference::days;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    fn period(text: &str) -> Period {
        Period::parse(text, FiscalStart::default()).expect("a period")
    }

    /// What `name` counts on `today` and is compared with, Monday to Friday being worked.
    fn spans(name: &str, today: &str, versus: Versus) -> (DayRange, Option<DayRange>) {
        let calendar = WorkingCalendar::default();
        let counted = counted(period(name), day(today), None, &calendar).expect("it has begun");
        (counted, compared(period(name), counted, versus, &calendar))
    }

    #[test]
    fn r9_a_day_is_held_against_the_same_weekday_of_last_week() {
        let (counted, before) = spans("2026-09-08", "2026-09-09", Versus::Usual);
        assert_eq!((counted, before), (days("2026-09-08"), Some(days("2026-09-01"))));
        assert_eq!(spans("2026-09-08", "2026-09-09", Versus::Year).1, Some(days("2025-09-09")), "364 days back");
        assert_eq!(spans("2024-02-29", "2024-03-01", Versus::Year).1, Some(days("2023-03-02")));
        assert_eq!(spans("2024-02-29", "2024-03-01", Versus::Usual).1, Some(days("2024-02-22")));
    }

    #[test]
    fn r9_a_month_to_date_is_held_against_as_many_working_days() {
        let (counted, before) = spans("2026-09", "2026-09-09", Versus::Previous);
        assert_eq!(counted, days("2026-09-01..2026-09-08"));
        assert_eq!(before, Some(days("2026-08-01..2026-08-10")), "six working days: August starts on a Saturday");
        assert_eq!(spans("2026-09", "2026-09-09", Versus::Year).1, Some(days("2025-09-01..2025-09-08")));
        let (whole, before) = spans("2026-08", "2026-09-09", Versus::Previous);
        assert_eq!((whole, before), (days("2026-08-01..2026-08-31"), Some(days("2026-07-01..2026-07-31"))));
    }

    #[test]
    fn r9_a_period_that_ends_in_rest_days_is_held_against_one_that_does() {
        assert_eq!(
            spans("2026-W37", "2026-09-13", Versus::Previous).1,
            Some(days("2026-08-31..2026-09-05")),
            "to Saturday"
        );
        let (counted, before) = spans("2026-09", "2026-09-14", Versus::Previous);
        assert_eq!(counted, days("2026-09-01..2026-09-13"));
        assert_eq!(before, Some(days("2026-08-01..2026-08-13")), "the ninth working day of August is a Thursday");
    }

    #[test]
    fn r9_week_53_of_2026_runs_into_january() {
        let (counted, before) = spans("2026-W53", "2027-01-02", Versus::Previous);
        assert_eq!(counted, days("2026-12-28..2027-01-01"));
        assert_eq!(before, Some(days("2026-12-21..2026-12-25")));
        let (counted, year) = spans("2026-W53", "2027-02-01", Versus::Year);
        assert_eq!(counted, days("2026-12-28..2027-01-03"));
        assert_eq!(year, Some(days("2025-12-29..2026-01-04")), "364 days back is week 1 of 2026");
    }

    #[test]
    fn r9_a_year_to_date_at_the_29th_of_february() {
        let (counted, before) = spans("2024", "2024-03-01", Versus::Year);
        assert_eq!(counted, days("2024-01-01..2024-02-29"));
        let calendar = WorkingCalendar::default();
        assert_eq!(calendar.working_days(counted), 44);
        assert_eq!(before, Some(days("2023-01-01..2023-03-02")), "its 44th working day");
        assert_eq!(spans("2024-02", "2024-03-01", Versus::Year).1, Some(days("2023-02-01..2023-02-28")));
        assert_eq!(spans("2024-Q1", "2024-03-01", Versus::Previous).1, Some(days("2023-10-01..2023-11-30")));
    }

    #[test]
    fn r9_make_up_days_are_worked_and_holidays_are_not() {
        let calendar = WorkingCalendar::new(BTreeMap::from([
            (day("2026-09-20"), DayKind::Makeup),
            (day("2026-09-25"), DayKind::Rest),
            (day("2026-10-01"), DayKind::Rest),
        ]));
        let october = days("2026-10-01..2026-10-05");
        let like = like(period("2026-10"), october, period("2026-09"), &calendar);
        assert_eq!(like, Some(days("2026-09-01..2026-09-02")), "2 and 5 October are worked");
        assert_eq!(compared(period("2026-10"), days("2026-10-01"), Versus::Previous, &calendar), None);
    }

    #[test]
    fn r13_previous_is_the_adjacent_period_and_year_the_same_of_last_year() {
        assert_eq!(spans("2026-09-08", "2026-09-20", Versus::Previous).1, Some(days("2026-09-07")));
        assert_eq!(spans("2026-Q3", "2026-10-20", Versus::Year).1, Some(days("2025-07-01..2025-09-30")));
        assert_eq!(spans("2026-Q3", "2026-10-20", Versus::None).1, None);
    }

    #[test]
    fn a_period_ends_where_the_data_ends_and_begins_where_it_has_come() {
        let calendar = WorkingCalendar::default();
        let until = |today: &str, data: &str| counted(period("2026-09"), day(today), Some(day(data)), &calendar);
        assert_eq!(until("2026-09-15", "2026-09-10"), Some(days("2026-09-01..2026-09-10")));
        assert_eq!(until("2026-09-14", "2026-09-11"), Some(days("2026-09-01..2026-09-13")), "only a weekend is silent");
        assert_eq!(until("2026-11-15", "2026-08-20"), Some(days("2026-09-01..2026-09-30")), "nothing of it came");
        assert_eq!(until("2026-09-01", "2026-08-20"), Some(days("2026-09-01")));
        assert_eq!(until("2026-08-31", "2026-08-20"), None);
    }
}
