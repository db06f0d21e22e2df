//! How much of the whole the best hold (S-083).

use super::ranking::quota;
use crate::domain::base::Rate;

/// The part of the people that counts as the best: a fifth.
const BEST: (i128, i128) = (1, 5);

/// The best fifth of the people who have these amounts, at least one of them, and their share of the whole; `None`
/// where the whole is not above 0.
#[must_use]
pub fn concentration(amounts: &[i128]) -> Option<(usize, Rate)> {
    let best = quota(Rate::new(BEST.0, BEST.1)?, amounts.len(), 1)?;
    let mut largest = amounts.to_vec();
    largest.sort_unstable_by_key(|amount| std::cmp::Reverse(*amount));
    let whole = amounts.iter().copied().fold(0, i128::saturating_add);
    let held = largest.iter().take(best).copied().fold(0, i128::saturating_add);
    (whole > 0).then(|| Rate::new(held, whole)).flatten().map(|share| (best, share))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s_083_the_top_two_of_ten_hold_450_of_1000() {
        let amounts = [250, 200, 100, 90, 80, 70, 70, 60, 50, 30];
        assert_eq!(concentration(&amounts), Rate::new(45, 100).map(|share| (2, share)));
        assert_eq!(concentration(&[7, 0]), Rate::new(1, 1).map(|share| (1, share)), "at least one");
        assert_eq!(concentration(&[0, 0]), None);
        assert_eq!(concentration(&[]), None);
    }
}
