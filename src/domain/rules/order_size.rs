//! What an average order says about who took it (S-108).

use crate::domain::base::{Money, Rate};

/// Where somebody's average order stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Band {
    /// Below the lower limit.
    Low,
    /// Between the two.
    Middle,
    /// At or above the upper limit.
    High,
}

/// The band of an average order in 1/10,000; below `limits.0` (低于, R1: the number itself is not below) is low, from
/// `limits.1` on is high.
#[must_use]
pub fn band(average: Rate, limits: (Money, Money)) -> Band {
    let at = |limit: Money| Rate::new(limit.parts().into(), 1);
    match Some(average) {
        own if own < at(limits.0) => Band::Low,
        own if own >= at(limits.1) => Band::High,
        _ => Band::Middle,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s_108_high_performers_take_2500_and_more_and_low_ones_less_than_1800() {
        let limits = (Money::from_parts(18_000_000), Money::from_parts(25_000_000));
        let of = |amount: i128, deals: i128| band(Rate::new(amount * 10_000, deals).expect("deals"), limits);
        assert_eq!(of(27_000, 10), Band::High);
        assert_eq!(of(25_000, 10), Band::High);
        assert_eq!(of(24_999, 10), Band::Middle);
        assert_eq!(of(18_000, 10), Band::Middle);
        assert_eq!(of(17_999, 10), Band::Low);
    }
}
