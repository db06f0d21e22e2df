//! Ranks, ties, percentile cuts and how ranks move (R3, R4, S-082).

use std::cmp::Reverse;

use crate::domain::base::{Rate, div_half_up};
use crate::domain::model::Better;

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

/// The rank of each figure among all that there are, the best first: the least where less is better. Who has no figure
/// has no rank (R3).
#[must_use]
pub fn places<T: Ord + Copy>(figures: &[Option<T>], better: Better) -> Vec<Option<usize>> {
    let known: Vec<T> = figures.iter().copied().flatten().collect();
    let ranks = match better {
        Better::Lower => ranks(&known.into_iter().map(Reverse).collect::<Vec<_>>()),
        Better::Higher | Better::None => ranks(&known),
    };
    let mut ranks = ranks.into_iter();
    figures.iter().map(|figure| figure.and_then(|_| ranks.next())).collect()
}

/// How a rank has moved since another period.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Move {
    /// There was none before.
    New,
    /// Up by so many ranks, down where it is below 0.
    By(i64),
}

/// How the rank of each member has moved from the figures `before` to the figures `now`, both in one order of members.
///
/// Both ranks are those among the members of both periods, so that nobody rises because somebody has left or falls
/// because somebody has come (S-082). `None` for whom there is no figure now.
#[must_use]
pub fn moves<T: Ord + Copy>(now: &[Option<T>], before: &[Option<T>], better: Better) -> Vec<Option<Move>> {
    let before = |at: usize| before.get(at).copied().flatten();
    let stayed = |at: usize| now.get(at).copied().flatten().filter(|_| before(at).is_some());
    let (here, there): (Vec<_>, Vec<_>) =
        (0..now.len()).map(|at| (stayed(at), before(at).filter(|_| stayed(at).is_some()))).unzip();
    let (here, there) = (places(&here, better), places(&there, better));
    let rank =
        |places: &[Option<usize>], at: usize| places.get(at).copied().flatten().and_then(|n| i64::try_from(n).ok());
    let own = |(at, figure): (usize, &Option<T>)| {
        figure.as_ref()?;
        Some(rank(&there, at).zip(rank(&here, at)).map_or(Move::New, |(before, now)| Move::By(before - now)))
    };
    now.iter().enumerate().map(own).collect()
}

/// How much the ranks of a band have moved on average, as a part of the `people` ranked (S-082): 0 is a band in which
/// nobody moved. `None` for a band in which nobody was ranked before.
#[must_use]
pub fn stability(band: &[Move], people: usize) -> Option<Rate> {
    let steps: Vec<i128> = band
        .iter()
        .filter_map(|step| if let Move::By(ranks) = step { Some(i128::from(ranks.unsigned_abs())) } else { None })
        .collect();
    let all = i128::try_from(steps.len()).ok()?.checked_mul(i128::try_from(people).ok()?)?;
    Rate::new(steps.iter().sum(), all)
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
    fn r3_where_less_is_better_the_least_is_first_and_without_a_figure_there_is_no_rank() {
        assert_eq!(places(&[Some(3), None, Some(1), Some(3)], Better::Lower), [Some(2), None, Some(1), Some(2)]);
        assert_eq!(places(&[Some(3), None, Some(1)], Better::Higher), [Some(1), None, Some(2)]);
    }

    #[test]
    fn s_082_from_rank_7_to_rank_3_is_a_climb_of_4() {
        let before: Vec<_> = [90, 80, 70, 60, 50, 40, 30].map(Some).into();
        let now: Vec<_> = [90, 80, 70, 60, 50, 40, 75].map(Some).into();
        let moved = moves(&now, &before, Better::Higher);
        assert_eq!(moved.last(), Some(&Some(Move::By(4))));
        assert_eq!(moved.get(2), Some(&Some(Move::By(-1))), "who was third is fourth");
        assert_eq!(moved.first(), Some(&Some(Move::By(0))));
    }

    #[test]
    fn s_082_ranks_move_among_those_who_were_there_in_both_periods() {
        let before = [Some(90), Some(80), Some(70), None];
        let now = [None, Some(80), Some(70), Some(100)];
        let moved = moves(&now, &before, Better::Higher);
        assert_eq!(
            moved,
            [None, Some(Move::By(0)), Some(Move::By(0)), Some(Move::New)],
            "nobody moved by who came or left"
        );
    }

    #[test]
    fn s_082_the_stability_of_a_band_is_its_mean_movement_of_all_people() {
        assert_eq!(stability(&[Move::By(1), Move::By(-3), Move::New], 20), Rate::new(2, 20));
        assert_eq!(stability(&[Move::By(0), Move::By(0)], 20), Rate::new(0, 1));
        assert_eq!(stability(&[Move::New], 20), None);
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
