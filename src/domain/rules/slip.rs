//! A typed figure that looks like a slip of the finger.

use super::median::median;
use crate::domain::base::{Day, Rate};

/// Recorded days that are looked back at.
pub const DAYS: usize = 20;
/// Days of the same weekday that say what is usual on it.
const OF_A_WEEKDAY: i64 = 3;
/// From so many times the usual on it is asked about, and down from such a part of it.
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

/// Why a typed figure is asked about once before it is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Doubt {
    /// It is below zero: right of a refund, of hardly anything else.
    BelowZero,
    /// Ten times the usual or more.
    Tenfold,
    /// A tenth of the usual or less, and not nothing.
    Tenth,
}

/// What is doubtful in `value`: the sign before the size. The size is held against the usual one whatever the sign; never
/// where nothing is usual yet, or the usual is nothing. A day with nothing is no slip.
#[must_use]
pub fn doubt(value: i64, usual: Option<Rate>) -> Option<Doubt> {
    if value < 0 {
        return Some(Doubt::BelowZero);
    }
    let usual = usual.filter(|usual| usual.num() != 0)?;
    let typed = i128::from(value).saturating_mul(usual.den());
    let usual = usual.num().saturating_abs();
    if typed >= usual.saturating_mul(TIMES) {
        return Some(Doubt::Tenfold);
    }
    (value != 0 && typed.saturating_mul(TIMES) <= usual).then_some(Doubt::Tenth)
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
        assert_eq!((doubt(3_000, monday), doubt(2_999, monday)), (Some(Doubt::Tenfold), None));
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
        assert_eq!(doubt(1_000_000, usual([], day("2026-09-14"))), None);
        assert_eq!(doubt(5, Rate::new(0, 1)), None, "from nothing everything is infinitely much");
    }

    #[test]
    fn a_tenth_of_the_usual_is_asked_about_and_nothing_is_not() {
        let usual = Rate::new(4_935, 1);
        assert_eq!((doubt(12, usual), doubt(493, usual)), (Some(Doubt::Tenth), Some(Doubt::Tenth)));
        assert_eq!((doubt(494, usual), doubt(0, usual)), (None, None), "a day with nothing is no slip");
    }

    #[test]
    fn what_is_below_zero_is_asked_about_as_it_can_be_a_refund() {
        assert_eq!((doubt(-3, None), doubt(-3, Rate::new(4, 1))), (Some(Doubt::BelowZero), Some(Doubt::BelowZero)));
    }
}
