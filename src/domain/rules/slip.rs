//! A typed figure that looks like a slip of the finger.

use super::median::median;
use crate::domain::base::{Day, Rate};

/// Recorded days that are looked back at.
pub const DAYS: usize = 20;
/// Days of the same weekday that say what is usual on it.
const OF_A_WEEKDAY: i64 = 3;
/// From so many times the usual on it is asked about.
const TIMES: i128 = 10;

/// The usual figure of `day`, of the recorded days before it: the median of the same weekday among the last twenty, or of
/// all twenty where fewer than three of them are that weekday. `None` without any.
#[must_use]
pub fn usual(recorded: impl IntoIterator<Item = (Day, i64)>, day: Day) -> Option<Rate> {
    let mut before: Vec<(Day, i64)> = recorded.into_iter().filter(|(on, _)| *on < day).collect();
    before.sort_unstable_by_key(|(on, _)| std::cmp::Reverse(*on));
    before.truncate(DAYS);
    let of = |wanted: &dyn Fn(Day) -> bool| {
        median(before.iter().filter(|(on, _)| wanted(*on)).map(|(_, value)| (*value, 1)))
    };
    let weekday = of(&|on| on.weekday() == day.weekday()).filter(|(days, _)| *days >= OF_A_WEEKDAY);
    weekday.or_else(|| of(&|_| true)).map(|(_, median)| median)
}

/// Whether `value` looks like a slip: ten times the usual or more, of either sign; never where nothing is usual yet, or the
/// usual is nothing.
#[must_use]
pub fn looks_like_a_slip(value: i64, usual: Option<Rate>) -> bool {
    let tenfold = |usual: Rate| {
        let typed = i128::from(value).saturating_abs().saturating_mul(usual.den());
        usual.num() != 0 && typed >= usual.num().saturating_abs().saturating_mul(TIMES)
    };
    usual.is_some_and(tenfold)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    /// So many days back from Monday, 7 September: 300 on a Monday, 100 on any other.
    fn history(count: i32) -> impl Iterator<Item = (Day, i64)> {
        let day = |back: i32| day("2026-09-07").plus(-back);
        (0..count).map(move |back| (day(back), if day(back).weekday() == 0 { 300 } else { 100 }))
    }

    #[test]
    fn ten_times_the_usual_is_asked_about() {
        let monday = usual(history(20), day("2026-09-14"));
        assert_eq!(monday, Rate::new(300, 1), "three Mondays are among the last twenty days");
        assert!(looks_like_a_slip(3_000, monday) && !looks_like_a_slip(2_999, monday));
        assert!(looks_like_a_slip(-3_000, monday), "a refund can be a slip, too");
        let tuesday = usual(history(20), day("2026-09-08"));
        assert_eq!(tuesday, Rate::new(100, 1));
    }

    #[test]
    fn a_weekday_that_is_rare_is_held_against_all_days() {
        assert_eq!(usual(history(8), day("2026-09-14")), Rate::new(100, 1), "two Mondays say nothing");
        let old = history(20).map(|(on, _)| (on.plus(-100), 9_000));
        assert_eq!(usual(history(20).chain(old), day("2026-09-08")), Rate::new(100, 1), "older days do not count");
        assert_eq!(usual(history(1), day("2026-09-07")), None, "the day itself is not its own history");
    }

    #[test]
    fn without_history_nothing_is_asked() {
        assert!(!looks_like_a_slip(1_000_000, usual([], day("2026-09-14"))));
        assert!(!looks_like_a_slip(5, Rate::new(0, 1)), "from nothing everything is infinitely much");
    }
}
