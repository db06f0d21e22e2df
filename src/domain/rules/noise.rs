//! Ranks that lie within noise of each other: neighbours whose intervals overlap cannot be told apart (S-091, C.5).

use super::interval::Interval;

/// For each place of a ranking the first and the last place that it cannot be told from: from its own outwards as long as
/// the interval there overlaps its own. A place without an interval stands alone.
#[must_use]
pub fn tied(intervals: &[Option<Interval>]) -> Vec<(usize, usize)> {
    let meets = |one: &Option<Interval>, other: &Option<Interval>| {
        one.as_ref().zip(other.as_ref()).is_some_and(|(one, other)| one.overlaps(other))
    };
    let reach = |(at, own): (usize, &Option<Interval>)| {
        let above = intervals.iter().take(at).rev().take_while(|other| meets(own, other)).count();
        let below = intervals.iter().skip(at + 1).take_while(|other| meets(own, other)).count();
        (at - above, at + below)
    };
    intervals.iter().enumerate().map(reach).collect()
}

#[cfg(test)]
mod tests {
    use super::super::interval::Share;
    use super::*;

    fn of(shares: &[(i128, i128)]) -> Vec<(usize, usize)> {
        let intervals: Vec<_> =
            shares.iter().map(|(hits, tries)| Share::new(*hits, *tries).map(Share::interval)).collect();
        tied(&intervals)
    }

    #[test]
    fn s_091_neighbours_whose_intervals_overlap_are_tied_within_noise() {
        // 40 % lies between 30.9 and 49.8, 35 % between 26.4 and 44.7, 12 % between 7.0 and 19.8.
        assert_eq!(of(&[(40, 100), (35, 100), (12, 100)]), [(0, 1), (0, 1), (2, 2)]);
        assert_eq!(of(&[(400, 1_000), (300, 1_000)]), [(0, 0), (1, 1)], "ten times as many are told apart");
    }

    #[test]
    fn s_091_what_is_tied_with_two_need_not_tie_them() {
        assert_eq!(of(&[(50, 100), (40, 100), (30, 100)]), [(0, 1), (0, 2), (1, 2)]);
    }

    #[test]
    fn s_091_what_is_no_share_stands_alone() {
        assert_eq!(of(&[(12, 10), (5, 10), (4, 10)]), [(0, 0), (1, 2), (1, 2)]);
        assert_eq!(of(&[]), []);
    }
}
