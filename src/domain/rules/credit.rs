//! A deal split between people (R10).

use crate::domain::base::Money;

/// Basis points of a whole.
pub const WHOLE: u32 = 10_000;

/// What each person of a split deal is credited with: money by shares that sum to the whole (largest remainder), a count
/// whole to the largest share, the first listed on a tie. `None` where the shares do not sum to 10,000.
#[must_use]
pub fn credit(amount: Money, count: i64, shares: &[u32]) -> Option<Vec<(Money, i64)>> {
    if shares.iter().map(|share| u64::from(*share)).sum::<u64>() != u64::from(WHOLE) {
        return None;
    }
    let largest = shares.iter().copied().max()?;
    let first = shares.iter().position(|share| *share == largest)?;
    let parts = amount.split(shares).into_iter().enumerate();
    Some(parts.map(|(at, money)| (money, if at == first { count } else { 0 })).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn credited(amount: i64, count: i64, shares: &[u32]) -> Option<Vec<(i64, i64)>> {
        let parts = credit(Money::from_parts(amount), count, shares)?;
        Some(parts.into_iter().map(|(money, count)| (money.parts(), count)).collect())
    }

    #[test]
    fn r10_money_is_shared_and_a_count_goes_whole_to_the_largest_share() {
        assert_eq!(credited(100, 1, &[5_000, 5_000]), Some(vec![(50, 1), (50, 0)]), "the first listed on a tie");
        assert_eq!(credited(100, 1, &[3_000, 7_000]), Some(vec![(30, 0), (70, 1)]));
        assert_eq!(credited(100, 1, &[3_334, 3_333, 3_333]), Some(vec![(34, 1), (33, 0), (33, 0)]));
        assert_eq!(credited(-7, -1, &[5_000, 5_000]).map(|parts| parts.iter().map(|part| part.0).sum()), Some(-7_i64));
        assert_eq!(credited(100, 1, &[5_000, 4_999]), None);
        assert_eq!(credited(100, 1, &[]), None);
    }

    #[test]
    fn r10_all_of_five_and_half_of_ten_are_ten() {
        // T-12: a person with 100 % of a deal of 5 and 50 % of a deal of 10 has achieved 10, not 15.
        let own = |amount, shares: &[u32]| credited(amount, 1, shares).and_then(|parts| parts.first().copied());
        let (five, ten) = (own(5, &[10_000]).expect("shares"), own(10, &[5_000, 5_000]).expect("shares"));
        assert_eq!(five.0 + ten.0, 10);
    }
}
