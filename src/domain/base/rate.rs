//! Rates as two integers.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

/// A ratio of two sums, exact (R2, R8). The denominator is above 0: a rate over 0 is no rate but null (R5).
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(try_from = "Parts")]
pub struct Rate {
    num: i128,
    den: i128,
}

/// A rate as it is written down.
#[derive(Deserialize)]
struct Parts {
    num: i128,
    den: i128,
}

impl TryFrom<Parts> for Rate {
    type Error = &'static str;

    fn try_from(Parts { num, den }: Parts) -> Result<Self, &'static str> {
        Self::new(num, den).ok_or("a rate over 0 is none")
    }
}

impl Rate {
    /// Nothing of anything: 0 / 1.
    pub const ZERO: Self = Self { num: 0, den: 1 };

    /// `num / den`; `None` where `den` is 0. A negative denominator (refunds above sales) moves its sign up.
    #[must_use]
    pub fn new(num: i128, den: i128) -> Option<Self> {
        match den.cmp(&0) {
            Ordering::Equal => None,
            Ordering::Greater => Some(Self { num, den }),
            Ordering::Less => Some(Self { num: num.saturating_neg(), den: den.saturating_neg() }),
        }
    }

    /// The numerator; carries the sign.
    #[must_use]
    pub fn num(self) -> i128 {
        self.num
    }

    /// The denominator, above 0.
    #[must_use]
    pub fn den(self) -> i128 {
        self.den
    }

    /// The rate times `factor`, rounded half away from zero to a whole number: `scaled(1_000)` of 24.04 % is 240.
    #[must_use]
    pub fn scaled(self, factor: i64) -> i128 {
        div_half_up(self.num.saturating_mul(i128::from(factor)), self.den)
    }

    /// `self - other`, exact where it fits, else from values rounded to 1/10^12.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        let cross = |a: i128, b: i128| a.checked_mul(b);
        let exact = cross(self.num, other.den)
            .zip(cross(other.num, self.den))
            .and_then(|(left, right)| left.checked_sub(right))
            .zip(cross(self.den, other.den));
        let (num, den) = exact.unwrap_or_else(|| {
            const FINE: i64 = 1_000_000_000_000;
            (self.scaled(FINE).saturating_sub(other.scaled(FINE)), i128::from(FINE))
        });
        Self { num, den }
    }

    /// The change from `before` to `now` as a share of `before` (环比, 同比); `None` where `before` is not above 0.
    #[must_use]
    pub fn growth(now: i128, before: i128) -> Option<Self> {
        (before > 0).then(|| Self { num: now.saturating_sub(before), den: before })
    }
}

impl PartialEq for Rate {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Rate {}

impl PartialOrd for Rate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Rate {
    /// Exact: 94.99 % is below 95 % whatever a screen rounds it to (R1, R2).
    fn cmp(&self, other: &Self) -> Ordering {
        if self.den == other.den {
            return self.num.cmp(&other.num);
        }
        match (self.num.checked_mul(other.den), other.num.checked_mul(self.den)) {
            (Some(left), Some(right)) => left.cmp(&right),
            _ => compare_by_parts(*self, *other),
        }
    }
}

/// Compares without multiplying: whole parts first, then the remainders turned over (continued fraction).
fn compare_by_parts(left: Rate, right: Rate) -> Ordering {
    let (mut a, mut b) = (left, right);
    let mut turned = false;
    loop {
        let whole = a.num.div_euclid(a.den).cmp(&b.num.div_euclid(b.den));
        let (rest_a, rest_b) = (a.num.rem_euclid(a.den), b.num.rem_euclid(b.den));
        let order = match (whole, rest_a == 0, rest_b == 0) {
            (Ordering::Equal, true, true) => Ordering::Equal,
            (Ordering::Equal, true, false) => Ordering::Less,
            (Ordering::Equal, false, true) => Ordering::Greater,
            (Ordering::Equal, false, false) => {
                (a, b) = (Rate { num: a.den, den: rest_a }, Rate { num: b.den, den: rest_b });
                turned = !turned;
                continue;
            }
            (other, _, _) => other,
        };
        return if turned { order.reverse() } else { order };
    }
}

/// `num / den` rounded half away from zero (四舍五入, R2). `den` must be above 0; 0 counts as 1.
#[must_use]
pub fn div_half_up(num: i128, den: i128) -> i128 {
    let den = den.max(1);
    let (whole, rest) = (num / den, (num % den).unsigned_abs());
    let up = rest >= den.unsigned_abs() - rest;
    whole + if up { num.signum() } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(num: i128, den: i128) -> Rate {
        Rate::new(num, den).expect("a rate")
    }

    #[test]
    fn r1_gates_compare_the_exact_value() {
        assert!(rate(9_499, 10_000) < rate(95, 100));
        assert_eq!(rate(19, 20), rate(95, 100));
        assert!(rate(i128::MAX - 1, i128::MAX) < rate(1, 1));
        assert!(rate(i128::MAX, 3) > rate(i128::MAX - 1, 3));
        assert!(rate(-1, i128::MAX) < rate(-1, i128::MAX - 1).minus(rate(-1, 2)));
    }

    #[test]
    fn r2_rounding_is_half_away_from_zero() {
        assert_eq!(div_half_up(5, 10), 1);
        assert_eq!(div_half_up(-5, 10), -1);
        assert_eq!(div_half_up(4, 10), 0);
        assert_eq!(div_half_up(i128::MAX, 2), i128::MAX / 2 + 1);
        assert_eq!(rate(2404, 10_000).scaled(1_000), 240);
    }

    #[test]
    fn r5_a_rate_over_nothing_is_no_rate() {
        assert_eq!(Rate::new(3, 0), None);
        assert_eq!(Rate::growth(120, 100), Rate::new(20, 100));
        assert_eq!(Rate::growth(120, 0), None);
    }
}
