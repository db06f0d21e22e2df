//! Money, exact.

use std::iter::Sum;
use std::ops::{Add, Neg, Sub};

use serde::{Deserialize, Serialize};

use super::apportion;

/// An amount in 1/10,000 of the currency unit (R2), so that exports with three or four decimals add up exactly.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(i64);

impl Money {
    /// Parts of one currency unit.
    pub const PARTS: i64 = 10_000;
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// The amount of `parts` 1/10,000 of the unit.
    #[must_use]
    pub fn from_parts(parts: i64) -> Self {
        Self(parts)
    }

    /// The amount of `units` whole currency units; `None` where it does not fit.
    #[must_use]
    pub fn from_units(units: i64) -> Option<Self> {
        units.checked_mul(Self::PARTS).map(Self)
    }

    /// The amount in 1/10,000 of the unit.
    #[must_use]
    pub fn parts(self) -> i64 {
        self.0
    }

    /// The exact decimal text, at least two decimals and at most four: `748957.02`, `0.0525`.
    #[must_use]
    pub fn decimal(self) -> String {
        let magnitude = self.0.unsigned_abs();
        let (whole, part) = (magnitude / 10_000, magnitude % 10_000);
        let sign = if self.0 < 0 { "-" } else { "" };
        let digits = format!("{part:04}");
        let kept = digits.trim_end_matches('0').len().max(2);
        format!("{sign}{whole}.{}", digits.get(..kept).unwrap_or(&digits))
    }

    /// The amount of a plain decimal text of at most four decimals: `1800`, `-0.0525`; `None` of anything else.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
        let plain = |text: &str| !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
        if !plain(whole) || !plain(part) || part.len() > 4 {
            return None;
        }
        let parts: i64 = format!("{whole}{part:0<4}").parse().ok()?;
        Some(Self(if digits.len() < text.len() { -parts } else { parts }))
    }

    /// Splits the amount by `shares` so that the parts sum to the whole: largest remainder, the earlier share
    /// first on a tie (R2, R10). Shares are weights of at least 0; where all are 0 nothing is given.
    #[must_use]
    pub fn split(self, shares: &[u32]) -> Vec<Self> {
        let weights: Vec<i128> = shares.iter().map(|share| i128::from(*share)).collect();
        let parts = apportion(i128::from(self.0), &weights);
        parts.into_iter().map(|part| Self(i64::try_from(part).unwrap_or(i64::MAX))).collect()
    }
}

impl Add for Money {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Money {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Neg for Money {
    type Output = Self;
    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r2_money_prints_every_stored_decimal() {
        assert_eq!(Money::from_parts(7_489_570_200).decimal(), "748957.02");
        assert_eq!(Money::from_parts(-525).decimal(), "-0.0525");
        assert_eq!(Money::from_parts(i64::MIN).decimal(), "-922337203685477.5808");
    }

    #[test]
    fn r10_parts_of_a_whole_sum_to_the_whole() {
        let third = Money::from_parts(100).split(&[1, 1, 1]);
        assert_eq!(third.iter().map(|part| part.parts()).collect::<Vec<_>>(), [34, 33, 33]);
        let refund = Money::from_parts(-100).split(&[5_000, 2_500, 2_500]);
        assert_eq!(refund.into_iter().sum::<Money>(), Money::from_parts(-100));
        assert_eq!(Money::from_parts(7).split(&[0, 0]), [Money::ZERO, Money::ZERO]);
    }
}
