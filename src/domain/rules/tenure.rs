//! How long somebody has been there (R11).

use crate::domain::base::Day;

/// Whether somebody hired on `hired` is a newcomer on `day`: on or before hired + 3 calendar months (3个月内, R1).
#[must_use]
pub fn is_newcomer(hired: Day, day: Day) -> bool {
    hired <= day && day <= hired.plus_months(3)
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
}
