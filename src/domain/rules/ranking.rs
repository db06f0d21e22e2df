//! Ranks, ties and percentile cuts (R3, R4).

use crate::domain::base::{Rate, div_half_up};

/// Fewest people of whom a part can be cut off.
pub const MIN_POOL: usize = 5;

/// Standard competition ranks ("1224") of `values`, the largest first; equals share the rank (R3). In the order given.
#[must_use]
pub fn ranks<T: Ord>(values: &[T]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values.get(*b).cmp(&values.get(*a)));
    let mut ranks = vec![1; values.len()];
    let mut rank = 1;
    for (place, (at, above)) in order.iter().skip(1).zip(&order).enumerate() {
        if values.get(*at) != values.get(*above) {
            rank = place + 2;
        }
        if let Some(slot) = ranks.get_mut(*at) {
            *slot = rank;
        }
    }
    ranks
}

/// How many of `people` are the best `share` of them: at least 1, rounded half up; `None` below `min_pool`, where
/// nothing is cut (R4).
#[must_use]
pub fn quota(share: Rate, people: usize, min_pool: usize) -> Option<usize> {
    let exact = share.num().saturating_mul(i128::try_from(people).ok()?);
    let rounded = usize::try_from(div_half_up(exact, share.den())).ok()?;
    (people >= min_pool).then_some(rounded.max(1))
}

/// Who is inside the best `quota`: everybody tied with the last person inside is inside too (R4).
#[must_use]
pub fn inside(ranks: &[usize], quota: usize) -> Vec<bool> {
    ranks.iter().map(|rank| *rank <= quota).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn percent(share: i128) -> Rate {
        Rate::new(share, 100).expect("a share")
    }

    #[test]
    fn r3_equals_share_the_rank_and_the_next_one_skips() {
        assert_eq!(ranks(&[101, 100, 100, 99]), [1, 2, 2, 4]);
        assert_eq!(ranks(&[5, 9, 5, 5, 1]), [2, 1, 2, 2, 5], "one first, three tied second");
        assert_eq!(ranks::<i32>(&[]), Vec::<usize>::new());
        let rate = |num, den| Rate::new(num, den);
        assert_eq!(
            ranks(&[rate(9_496, 10_000), rate(95, 100), None, rate(19, 20)]),
            [3, 1, 4, 1],
            "exact, not as shown"
        );
    }

    #[test]
    fn r4_five_percent_of_twelve_people_is_one_person() {
        assert_eq!(quota(percent(5), 12, MIN_POOL), Some(1));
        assert_eq!(quota(percent(20), 12, MIN_POOL), Some(2));
        assert_eq!(quota(percent(5), 30, MIN_POOL), Some(2), "1.5 rounds half up");
        assert_eq!(quota(percent(20), 5, MIN_POOL), Some(1));
        assert_eq!(quota(percent(20), 4, MIN_POOL), None, "pool under 5: nothing is cut");
    }

    #[test]
    fn r4_who_is_tied_with_the_last_one_inside_is_inside() {
        let ranks = ranks(&[10, 10, 8, 7, 6]);
        assert_eq!(inside(&ranks, 1), [true, true, false, false, false]);
    }
}
