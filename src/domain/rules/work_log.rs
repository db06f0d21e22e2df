//! Work logs that a lead has checked, of those due (S-016).

use crate::domain::base::{Day, DayRange, Rate, WorkingCalendar, div_half_up};

/// How many logs are due in `days`: one a working day of each direct report, given as the first day and the first day no
/// longer as one (R11).
#[must_use]
pub fn due(reports: &[(Day, Option<Day>)], days: DayRange, calendar: &WorkingCalendar) -> usize {
    let own = |(from, to): &(Day, Option<Day>)| {
        let last = to.map_or(days.last(), |to| to.plus(-1));
        DayRange::new(*from, last)?.intersect(days)
    };
    reports.iter().filter_map(own).map(|run| calendar.working_days(run)).sum()
}

/// The points of a line worth `weight` hundredths: weight × the `rate`, at most the weight and at least 0, in hundredths;
/// `None` where nothing was due (S-038).
#[must_use]
pub fn points(rate: Option<Rate>, weight: i64) -> Option<i64> {
    let whole = Rate::new(1, 1)?;
    let rate = rate?.clamp(Rate::ZERO, whole);
    i64::try_from(div_half_up(rate.num().checked_mul(weight.into())?, rate.den())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::model::reference::days;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    #[test]
    fn s_016_99_of_110_logs_are_9_of_10_points() {
        let reports = [(day("2026-01-01"), None); 5];
        let due = due(&reports, days("2026-09-01..2026-09-30"), &WorkingCalendar::default());
        assert_eq!(due, 110, "five reports in 22 working days");
        let rate = Rate::new(99, i128::try_from(due).expect("a number"));
        assert_eq!(rate.map(|rate| rate.scaled(1_000)), Some(900), "90.0 %");
        assert_eq!(points(rate, 1_000), Some(900), "9.0 of 10");
        assert_eq!((points(Rate::new(12, 10), 1_000), points(None, 1_000)), (Some(1_000), None));
    }

    #[test]
    fn s_016_a_log_is_due_only_while_somebody_reports_to_the_lead() {
        let of = |from: &str, to: Option<&str>| {
            due(&[(day(from), to.map(day))], days("2026-09-01..2026-09-30"), &WorkingCalendar::default())
        };
        assert_eq!((of("2026-09-29", None), of("2026-01-01", Some("2026-09-02"))), (2, 1));
        assert_eq!((of("2026-10-01", None), of("2026-01-01", Some("2026-09-01"))), (0, 0));
    }
}
