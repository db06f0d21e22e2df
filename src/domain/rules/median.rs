//! The median of weighted rows (S-175: load time; C.2: days to convert, first response, time to quote).

use std::collections::BTreeMap;

use crate::domain::base::Rate;

/// How many samples there are, and their median, each given as (value, weight); a row taken back has weight -1 and
/// cancels one of the same value. The mean of the middle two where their number is even; `None` without a sample.
#[must_use]
pub fn median(samples: impl IntoIterator<Item = (i64, i64)>) -> Option<(i64, Rate)> {
    let mut counts: BTreeMap<i64, i64> = BTreeMap::new();
    for (value, weight) in samples {
        *counts.entry(value).or_default() += weight;
    }
    counts.retain(|_, count| *count > 0);
    let total: i64 = counts.values().sum();
    let at = |place: i64| {
        let mut left = place;
        counts.iter().find(|(_, count)| {
            left -= **count;
            left < 0
        })
    };
    let (low, high) = (at((total - 1) / 2)?, at(total / 2)?);
    Some((total, Rate::new(i128::from(*low.0) + i128::from(*high.0), 2)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s_175_load_time_is_a_median_and_one_slow_page_does_not_move_it() {
        let of = |values: &[i64]| median(values.iter().map(|value| (*value, 1))).map(|(_, median)| median);
        assert_eq!(of(&[120, 90, 9_000]), Rate::new(120, 1));
        assert_eq!(of(&[120, 90, 100, 9_000]), Rate::new(110, 1));
        assert_eq!(of(&[]), None);
    }

    #[test]
    fn a_row_taken_back_is_no_sample() {
        assert_eq!(median([(5, 1), (9, 1), (9, -1), (7, 1), (6, 1)]), Rate::new(6, 1).map(|six| (3, six)));
        assert_eq!(median([(5, 1), (5, -1)]), None);
    }
}
