//! Parts of a month: its weeks, cut at its edges (S-005), and its ten-day periods (R7).

use crate::domain::base::{Day, DayRange, FiscalStart, Grain, Period, WorkingCalendar};

/// The ISO weeks that `days` touches, each cut at the first and last day of `days`, so that the parts add up to it.
#[must_use]
pub fn weeks_within(days: DayRange) -> Vec<DayRange> {
    let mut week = Period::of(Grain::Week, days.first(), FiscalStart::default());
    let mut weeks = Vec::new();
    while let Some(part) = week.days().intersect(days) {
        weeks.push(part);
        week = week.shift(1);
    }
    weeks
}

/// The ten-day periods that `days` touches, each cut at its edges: 上旬 from the 1st, 中旬 from the 11th, 下旬 from the 21st.
#[must_use]
pub fn ten_days_within(days: DayRange) -> Vec<DayRange> {
    let starts = days.days().filter(|day| matches!(day.day_of_month(), 1 | 11 | 21) || *day == days.first());
    let starts: Vec<_> = starts.collect();
    let ends = starts.iter().skip(1).map(|next| next.plus(-1)).chain([days.last()]);
    starts.iter().zip(ends).filter_map(|(first, last)| DayRange::new(*first, last)).collect()
}

/// Whether the plan of `week` is locked by the clock at `hour` on `day`: from `lock` o'clock of the week's first working day on
/// (S-003).
#[must_use]
pub fn is_plan_locked(week: Period, (day, hour): (Day, u32), lock: u16, calendar: &WorkingCalendar) -> bool {
    let first = calendar.working_day_from(week.first());
    day > first || (day == first && hour >= u32::from(lock))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::model::reference::days;

    #[test]
    fn s_005_august_2026_starts_on_a_saturday_and_has_six_parts() {
        let parts: Vec<_> =
            weeks_within(days("2026-08-01..2026-08-31")).into_iter().map(|part| part.first().day_of_month()).collect();
        assert_eq!(parts, [1, 3, 10, 17, 24, 31]);
        assert_eq!(weeks_within(days("2026-02-01..2026-02-28")).len(), 5, "1 February 2026 is a Sunday");
        assert_eq!(weeks_within(days("2026-08-12")), [days("2026-08-12")]);
    }

    #[test]
    fn s_005_the_parts_are_the_month() {
        for month in 1..=120 {
            let month =
                Period::of(Grain::Month, "2020-01-15".parse().expect("a day"), FiscalStart::default()).shift(month);
            let parts = weeks_within(month.days());
            assert_eq!(parts.iter().map(|part| part.len()).sum::<usize>(), month.days().len());
            assert!(
                parts.iter().skip(1).all(|part| part.first().weekday() == 0),
                "every later part starts on a Monday"
            );
        }
    }

    #[test]
    fn r7_a_month_has_three_ten_day_periods_and_the_last_takes_the_rest() {
        let parts = |run| ten_days_within(days(run));
        let august = [days("2026-08-01..2026-08-10"), days("2026-08-11..2026-08-20"), days("2026-08-21..2026-08-31")];
        assert_eq!(parts("2026-08-01..2026-08-31"), august);
        assert_eq!(parts("2024-02-01..2024-02-29").last(), Some(&days("2024-02-21..2024-02-29")));
        assert_eq!(parts("2026-08-01..2026-08-12"), [days("2026-08-01..2026-08-10"), days("2026-08-11..2026-08-12")]);
    }
}
