//! How long nobody has said how a goal goes (S-017).

use crate::domain::base::{Day, WorkingCalendar};

/// Working days without an update up to which a goal is fresh.
pub const FRESH: usize = 3;

/// For how many working days nothing was said: those after `last`, up to and with `today`; where nothing was ever said,
/// since the goal was `agreed`.
#[must_use]
pub fn silent_for(last: Option<Day>, agreed: Day, today: Day, calendar: &WorkingCalendar) -> usize {
    calendar.working_days_since(last.unwrap_or(agreed).max(agreed), today)
}

/// Whether a goal is stale after so many silent working days: more than `fresh` (3).
#[must_use]
pub fn is_stale(silent: usize, fresh: usize) -> bool {
    silent > fresh
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s_017_no_update_for_four_working_days_is_stale() {
        let calendar = WorkingCalendar::default();
        let day = |text: &str| text.parse::<Day>().expect("a day");
        let silent =
            |last: Option<&str>, today: &str| silent_for(last.map(day), day("2026-08-31"), day(today), &calendar);
        assert_eq!(silent(Some("2026-09-07"), "2026-09-11"), 4);
        assert!(is_stale(silent(Some("2026-09-07"), "2026-09-11"), FRESH));
        assert!(!is_stale(silent(Some("2026-09-07"), "2026-09-10"), FRESH), "three days are fresh");
        assert_eq!(silent(Some("2026-09-11"), "2026-09-13"), 0, "a weekend is not silent");
        assert_eq!(silent(None, "2026-09-04"), 4, "nothing since it was agreed");
    }
}
