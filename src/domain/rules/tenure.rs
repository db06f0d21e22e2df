//! How long somebody has been there (R11).

use crate::domain::base::Day;

/// Whether somebody hired on `hired` is a newcomer on `day`: on or before hired + 3 calendar months (3个月内, R1).
#[must_use]
pub fn is_newcomer(hired: Day, day: Day) -> bool {
    hired <= day && day <= hired.plus_months(3)
}

/// Whole calendar months from `hired` up to `day`; `None` before.
#[must_use]
pub fn months(hired: Day, day: Day) -> Option<u32> {
    let months = |day: Day| i64::from(day.year()) * 12 + i64::from(day.month());
    let whole = i32::try_from(months(day) - months(hired)).ok().filter(|_| hired <= day)?;
    u32::try_from(if hired.plus_months(whole) > day { whole - 1 } else { whole }).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r11_a_newcomer_is_within_three_calendar_months_the_last_day_included() {
        let day = |text: &str| text.parse::<Day>().expect("a day");
        let newcomer = |hired: &str, on: &str| is_newcomer(day(hired), day(on));
        assert!(newcomer("2026-06-08", "2026-06-08"));
        assert!(newcomer("2026-06-08", "2026-09-08"));
        assert!(!newcomer("2026-06-08", "2026-09-09"));
        assert!(newcomer("2025-11-30", "2026-02-28"), "there is no 30 February");
        assert!(!newcomer("2025-11-30", "2026-03-01"));
        assert!(!newcomer("2026-06-08", "2026-06-07"), "not yet hired");
    }

    #[test]
    fn r11_tenure_is_counted_in_whole_calendar_months() {
        let day = |text: &str| text.parse::<Day>().expect("a day");
        let tenure = |hired: &str, on: &str| months(day(hired), day(on));
        assert_eq!(tenure("2026-06-08", "2026-09-07"), Some(2));
        assert_eq!(tenure("2026-06-08", "2026-09-08"), Some(3));
        assert_eq!(tenure("2024-11-30", "2026-02-28"), Some(15), "there is no 30 February");
        assert_eq!(tenure("2026-06-08", "2026-06-08"), Some(0));
        assert_eq!(tenure("2026-06-08", "2026-06-07"), None);
    }
}
