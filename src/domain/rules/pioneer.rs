//! New markets and who has opened them (S-178).

use crate::domain::base::Rate;

/// A market grows far above the mean from more than this many times the mean growth.
const FAR: i128 = 2;

/// Whether a market (a region or a product line) is new: nothing was earned there in any of the quarters before.
#[must_use]
pub fn is_new_market(quarters: &[Option<i128>]) -> bool {
    quarters.iter().all(|amount| amount.unwrap_or(0) == 0)
}

/// Whether a market that is not new grows by more than twice the `mean` growth of all.
#[must_use]
pub fn outgrows(growth: Rate, mean: Rate) -> bool {
    let far = Rate::new(mean.num().saturating_mul(FAR), mean.den());
    growth.num() > 0 && far.is_some_and(|far| growth > far)
}

/// The mean of `growths`, exact to a millionth; `None` of none.
#[must_use]
pub fn mean(growths: &[Rate]) -> Option<Rate> {
    const FINE: i64 = 1_000_000;
    let sum = growths.iter().map(|growth| growth.scaled(FINE)).fold(0, i128::saturating_add);
    let count = i128::try_from(growths.len()).ok()?;
    Rate::new(sum, count.checked_mul(i128::from(FINE))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s_178_a_market_with_four_empty_quarters_is_new_and_one_yuan_is_not_empty() {
        assert!(is_new_market(&[None, Some(0), None, None]));
        assert!(!is_new_market(&[None, Some(10_000), None, None]));
        assert!(!is_new_market(&[Some(10_000), Some(-10_000), None, None]), "taken back is not never sold");
    }

    #[test]
    fn s_178_more_than_twice_the_mean_growth_is_marked() {
        let rate = |percent| Rate::new(percent, 100).expect("a rate");
        let mean = mean(&[rate(10), rate(20), rate(60)]).expect("a mean");
        assert_eq!(mean, rate(30));
        assert!(!outgrows(rate(60), mean), "twice is not more than twice");
        assert!(outgrows(rate(61), mean));
        assert!(!outgrows(rate(-1), rate(-5)), "who shrinks does not grow");
        assert_eq!(super::mean(&[]), None);
    }
}
