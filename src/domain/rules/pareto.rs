//! Parts of a whole, the largest first (S-021, S-119, S-120, S-123).

use crate::domain::base::Rate;

/// A part with its share of the whole, and the share of it and all before it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Slice {
    /// Place of the part in what was given.
    pub part: usize,
    /// Its size.
    pub size: i128,
    /// Its share.
    pub share: Option<Rate>,
    /// The share of the parts so far, this one included.
    pub running: Option<Rate>,
}

/// The parts, the largest first, in the order given on a tie; a share is `None` where the whole is 0.
#[must_use]
pub fn pareto(sizes: &[i128]) -> Vec<Slice> {
    let whole: i128 = sizes.iter().sum();
    let mut order: Vec<(usize, i128)> = sizes.iter().copied().enumerate().collect();
    order.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
    let mut so_far = 0;
    let slice = |(part, size): (usize, i128)| {
        so_far += size;
        Slice { part, size, share: Rate::new(size, whole), running: Rate::new(so_far, whole) }
    };
    order.into_iter().map(slice).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s_123_logistics_is_43_of_100_complaints() {
        let slices = pareto(&[12, 43, 25, 20]);
        let shares: Vec<_> = slices.iter().map(|slice| (slice.part, slice.share)).collect();
        let percent = |share| Rate::new(share, 100);
        assert_eq!(shares, [(1, percent(43)), (2, percent(25)), (3, percent(20)), (0, percent(12))]);
        assert_eq!(slices.last().and_then(|slice| slice.running), percent(100));
        assert_eq!(pareto(&[0, 0]).first().and_then(|slice| slice.share), None);
    }

    #[test]
    fn s_119_east_and_south_are_65_percent_of_the_total() {
        let slices = pareto(&[400, 250, 200, 150]);
        assert_eq!(slices.get(1).and_then(|slice| slice.running), Rate::new(650, 1_000));
    }
}
