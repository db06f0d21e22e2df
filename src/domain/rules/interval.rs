//! How sure a rate is: Wilson's interval for one, Newcombe's hybrid for the difference of two (S-023, S-026, T-05).
//!
//! All in whole numbers of a fixed scale, so that a verdict is the same on every machine.

use std::cmp::Ordering;

use crate::domain::base::{Rate, div_half_up};

/// 95 % of a normal distribution lie within so many standard deviations: 1.959964, in millionths.
const Z: i128 = 1_959_964;
/// The scale of shares: 1 is 10^12. Also the scale of Z squared.
const ONE: i128 = 1_000_000_000_000;
/// Tries above which both numbers are brought down first; what is lost then is below 1/10^12 of a share.
const MANY: i128 = 1_000_000_000_000;

/// The bounds within which a true rate, or a true difference of two, lies in 95 of 100 cases.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Interval {
    /// The lower bound.
    pub low: Rate,
    /// The upper bound.
    pub high: Rate,
}

impl Interval {
    /// Whether a true rate could lie in both.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.low <= other.high && other.low <= self.high
    }
}

/// What was counted: `hits` of `tries`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Share {
    hits: i128,
    tries: i128,
}

impl Share {
    /// `hits` of `tries`; `None` where it is no share: nothing was tried, or more hit than were tried (a step on the basis
    /// of the period may have both).
    #[must_use]
    pub fn new(hits: i128, tries: i128) -> Option<Self> {
        (tries > 0 && (0..=tries).contains(&hits)).then_some(Self { hits, tries })
    }

    /// The share whose numerator and denominator are counts.
    #[must_use]
    pub fn of(rate: Rate) -> Option<Self> {
        Self::new(rate.num(), rate.den())
    }

    /// Low, value and high, in 1/[`ONE`].
    fn bounds(self) -> [i128; 3] {
        let down = self.tries / MANY + 1;
        let (hits, tries) = (self.hits / down, (self.tries / down).max(1));
        // (2x + z^2 -+ z sqrt(z^2 + 4x(n-x)/n)) / 2(n + z^2), every term times ONE.
        let square = Z * Z;
        let root = (square * (square + 4 * hits * (tries - hits) * ONE / tries)).isqrt();
        let (middle, whole) = (2 * hits * ONE + square, 2 * (tries * ONE + square));
        let part = |top: i128| div_half_up(top * ONE, whole).clamp(0, ONE);
        [part(middle - root), div_half_up(hits * ONE, tries), part(middle + root)]
    }

    /// Wilson's 95 % interval: 81 of 263 lie between 25.53 % and 36.62 %.
    #[must_use]
    pub fn interval(self) -> Interval {
        let [low, _, high] = self.bounds();
        Interval { low: fine(low), high: fine(high) }
    }

    /// Newcombe's 95 % interval for how much `self` lies above `before`: 78 of 312 after 60 of 300 is +5.0 points, between
    /// -1.6 and +11.6.
    #[must_use]
    pub fn less(self, before: Self) -> Interval {
        let (low, _, high) = self.difference(before);
        Interval { low: fine(low), high: fine(high) }
    }

    fn difference(self, before: Self) -> (i128, i128, i128) {
        let ([low, now, high], [least, then, most]) = (self.bounds(), before.bounds());
        let far = |a: i128, b: i128| (a * a + b * b).isqrt();
        let middle = now - then;
        (middle - far(now - low, most - then), middle, middle + far(high - now, then - least))
    }

    /// Whether `self` differs from `before` by more than chance explains: the whole interval of the difference lies on one
    /// side of 0.
    #[must_use]
    pub fn credibly(self, before: Self) -> Option<Ordering> {
        let (low, _, high) = self.difference(before);
        match (low > 0, high < 0) {
            (true, _) => Some(Ordering::Greater),
            (_, true) => Some(Ordering::Less),
            _ => None,
        }
    }

    /// How far the difference is from what chance explains: itself over the room to its bound towards 0. Above 1 it is
    /// credible, and the more the higher it is, whatever its sign.
    #[must_use]
    pub fn strength(self, before: Self) -> Option<Rate> {
        let (low, middle, high) = self.difference(before);
        let room = if middle < 0 { high - middle } else { middle - low };
        Rate::new(middle.saturating_abs(), room)
    }
}

/// A share in 1/[`ONE`] as a rate.
fn fine(share: i128) -> Rate {
    Rate::new(share, ONE).unwrap_or(Rate::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(hits: i128, tries: i128) -> Share {
        Share::new(hits, tries).expect("a share")
    }

    fn percent(interval: Interval) -> [i128; 2] {
        [interval.low, interval.high].map(|bound| bound.scaled(10_000))
    }

    #[test]
    fn t_05_wilson_as_newcombe_printed_it_in_1998() {
        assert_eq!(percent(share(81, 263).interval()), [2_553, 3_662]);
        assert_eq!(percent(share(15, 148).interval()), [624, 1_605]);
        assert_eq!(percent(share(0, 20).interval()), [0, 1_611]);
        assert_eq!(percent(share(1, 29).interval()), [61, 1_718]);
    }

    #[test]
    fn s_023_an_inquiry_rate_of_5_percent_lies_between_4_59_and_5_44() {
        assert_eq!(percent(share(500, 10_000).interval()), [459, 544]);
    }

    #[test]
    fn c3_five_points_more_on_300_are_no_win() {
        let (now, before) = (share(78, 312), share(60, 300));
        assert_eq!([now.less(before).low, now.less(before).high].map(|bound| bound.scaled(1_000)), [-16, 116]);
        assert_eq!((now.credibly(before), before.credibly(now)), (None, None));
        assert!(now.strength(before).is_some_and(|strength| strength < Rate::new(1, 1).expect("a rate")));
    }

    #[test]
    fn a_difference_beyond_chance_is_credible_either_way() {
        let (now, before) = (share(331, 6_981), share(361, 6_480));
        assert_eq!(now.credibly(before), Some(Ordering::Less));
        assert_eq!(before.credibly(now), Some(Ordering::Greater));
        assert_eq!(now.strength(before).map(|strength| strength.num() > strength.den()), Some(true));
        assert_eq!(share(5, 5).credibly(share(5, 5)), None);
    }

    #[test]
    fn more_hits_than_tries_are_no_share() {
        assert_eq!((Share::new(12, 10), Share::new(0, 0), Share::new(-1, 10)), (None, None, None));
        assert_eq!(percent(share(0, 1).interval()), [0, 7_935]);
        assert_eq!(percent(share(1, 1).interval()), [2_065, 10_000]);
    }

    #[test]
    fn the_largest_numbers_have_an_interval() {
        for tries in [MANY - 1, MANY, MANY + 1, i128::MAX] {
            let half = share(tries / 2, tries);
            assert_eq!(percent(half.interval()), [5_000, 5_000], "{tries}");
            assert_eq!(half.credibly(share(1, tries)), Some(Ordering::Greater));
        }
    }
}
