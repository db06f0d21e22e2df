//! A whole cut into parts that sum to it.

/// Cuts `whole` by `weights` so that the parts sum to it: each gets its share rounded down, and the units left over go one
/// each to the largest remainders, the earlier part first on a tie (R2, R10).
///
/// A weight below 0 counts as 0; where all are 0 nothing is given. Exact where `whole` times any weight fits an `i128`, as
/// the product of any two stored amounts does.
#[must_use]
pub fn apportion(whole: i128, weights: &[i128]) -> Vec<i128> {
    let weight = |at: usize| weights.get(at).copied().unwrap_or(0).max(0);
    let total = (0..weights.len()).map(weight).fold(0, i128::saturating_add);
    if total == 0 {
        return vec![0; weights.len()];
    }
    let exact = |at: usize| whole.saturating_mul(weight(at));
    let mut parts: Vec<i128> = (0..weights.len()).map(|at| exact(at).div_euclid(total)).collect();
    let given = parts.iter().copied().fold(0, i128::saturating_add);
    let missing = usize::try_from(whole.saturating_sub(given)).unwrap_or(0);
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|&at| std::cmp::Reverse(exact(at).rem_euclid(total)));
    for at in order.into_iter().take(missing) {
        if let Some(part) = parts.get_mut(at) {
            *part += 1;
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r10_what_is_left_over_goes_to_the_largest_remainders() {
        assert_eq!(apportion(100, &[1, 1, 1]), [34, 33, 33], "the earlier part first on a tie");
        assert_eq!(apportion(10, &[1, 3, 5]), [1, 3, 6], "1.11, 3.33 and 5.56");
        assert_eq!(apportion(-10, &[1, 1, 1]).iter().sum::<i128>(), -10);
        assert_eq!(apportion(10, &[-5, 5, 0]), [0, 10, 0]);
        assert_eq!(apportion(10, &[0, 0]), [0, 0]);
        assert_eq!(apportion(10, &[]), [0; 0]);
    }
}
