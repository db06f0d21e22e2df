//! Who grows, and for how long already (S-085, S-092).

use super::median::median;
use crate::domain::base::Rate;

/// A base below this part of the team's median is too small to grow on: one tenth.
const FLOOR: i128 = 10;

/// How much somebody has grown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Growth {
    /// From nothing.
    New,
    /// By this share of what was before.
    By(Rate),
    /// From a base too small to say so.
    Excluded,
}

/// The least base on which somebody can grow: a tenth of the median of what the team had `before` (S-085); `None` where
/// it had nothing.
#[must_use]
pub fn floor(before: impl IntoIterator<Item = i128>) -> Option<Rate> {
    let samples = before.into_iter().filter_map(|amount| Some((i64::try_from(amount).ok()?, 1)));
    let (_, median) = median(samples)?;
    Rate::new(median.num(), median.den().checked_mul(FLOOR)?)
}

/// The growth from `before` to `now` on a base of at least `floor` (S-092). `None` where there is nothing now.
#[must_use]
pub fn growth(now: Option<i128>, before: Option<i128>, floor: Option<Rate>) -> Option<Growth> {
    let now = now?;
    let before = before.unwrap_or(0);
    if before == 0 {
        return (now > 0).then_some(Growth::New);
    }
    let base = Rate::new(before, 1)?;
    let enough = floor.is_none_or(|floor| base >= floor);
    Some(Rate::growth(now, before).filter(|_| enough).map_or(Growth::Excluded, Growth::By))
}

/// How many periods in a row have risen up to the last one, oldest first; a period without a figure ends the row
/// (S-074, S-092).
#[must_use]
pub fn streak(periods: &[Option<i128>]) -> usize {
    let rises = |pair: &&[Option<i128>]| matches!(pair, [Some(before), Some(now)] if now > before);
    periods.windows(2).rev().take_while(rises).count()
}

/// Whether somebody has risen in the off-season: grown in one of its months, while the team had not (S-092).
#[must_use]
pub fn off_season_rise(month: u32, off_season: &[u8], own: Rate, team: Rate) -> bool {
    off_season.iter().any(|off| u32::from(*off) == month) && own > Rate::ZERO && team <= Rate::ZERO
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by(num: i128, den: i128) -> Option<Growth> {
        Rate::new(num, den).map(Growth::By)
    }

    #[test]
    fn s_092_100_then_120_then_150_is_plus_25_percent_and_a_streak_of_2() {
        assert_eq!(growth(Some(150), Some(120), None), by(25, 100));
        assert_eq!(streak(&[Some(100), Some(120), Some(150)]), 2);
    }

    #[test]
    fn s_092_from_nothing_is_new_and_a_hole_ends_a_streak() {
        assert_eq!(growth(Some(5), Some(0), None), Some(Growth::New));
        assert_eq!(growth(Some(5), None, None), Some(Growth::New));
        assert_eq!(growth(Some(0), None, None), None, "nothing from nothing");
        assert_eq!(growth(None, Some(5), None), None);
        assert_eq!(streak(&[Some(1), None, Some(3), Some(4)]), 1);
        assert_eq!(streak(&[Some(4), Some(4)]), 0, "as much is no rise");
        assert_eq!(streak(&[]), 0);
    }

    #[test]
    fn s_092_an_off_season_rise_is_growth_where_the_team_has_none() {
        let rate = |num| Rate::new(num, 100).expect("a rate");
        let rises = |month, own, team| off_season_rise(month, &[2, 7], rate(own), rate(team));
        assert_eq!([rises(7, 1, 0), rises(7, 1, -8), rises(2, 20, 0)], [true; 3]);
        assert_eq!([rises(7, 0, -8), rises(7, 5, 1), rises(8, 5, -8)], [false; 3]);
    }

    #[test]
    fn s_085_1000_to_3000_is_plus_200_percent() {
        assert_eq!(growth(Some(3_000), Some(1_000), floor([1_000, 2_000, 9_000])), by(2, 1));
    }

    #[test]
    fn s_085_a_base_below_a_tenth_of_the_median_wins_nothing() {
        let floor = floor([1_000, 99, 100, 1_500]);
        assert_eq!(floor, Rate::new(55, 1), "the median is 550");
        let tenth = super::floor([1_000, 1_000, 1_000, 100, 99]);
        assert_eq!(growth(Some(990), Some(99), tenth), Some(Growth::Excluded));
        assert_eq!(growth(Some(1_000), Some(100), tenth), by(9, 1), "a tenth is enough");
        assert_eq!(growth(Some(1_000), Some(-5), tenth), Some(Growth::Excluded));
        assert_eq!(super::floor([]), None);
    }
}
