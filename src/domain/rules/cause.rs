//! Why figures move, by the notes on them, and who stands still (S-086).

use super::pareto::{Slice, pareto};
use crate::domain::base::{Day, DayRange};
use crate::domain::model::Cause;

/// The causes that the notes of `quarter` name, each with how often and its share, the most frequent first, in the order of
/// [`Cause::ALL`] on a tie; a note without a cause names none.
#[must_use]
pub fn causes(notes: impl IntoIterator<Item = (Day, Option<Cause>)>, quarter: DayRange) -> Vec<(Cause, Slice)> {
    let named: Vec<Cause> =
        notes.into_iter().filter(|(day, _)| quarter.contains(*day)).filter_map(|(_, cause)| cause).collect();
    let count = |cause: &Cause| named.iter().filter(|own| *own == cause).map(|_| 1).sum();
    let counts: Vec<i128> = Cause::ALL.iter().map(count).collect();
    let slices = pareto(&counts).into_iter().filter(|slice| slice.size > 0);
    slices.filter_map(|slice| Some((*Cause::ALL.get(slice.part)?, slice))).collect()
}

/// Months in a row without a real change of rank that make somebody stagnant.
const MONTHS: usize = 3;

/// Whether somebody is stagnant: in each of the last three months the rank has changed by at most 1 from the month before.
/// `ranks` are those of the months, oldest first; a month without a rank ends the row.
#[must_use]
pub fn is_stagnant(ranks: &[Option<usize>]) -> bool {
    let still = |pair: &&[Option<usize>]| matches!(pair, [Some(before), Some(now)] if before.abs_diff(*now) <= 1);
    ranks.windows(2).rev().take_while(still).count() >= MONTHS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::base::Rate;
    use crate::domain::model::reference::days;

    #[test]
    fn s_086_causes_are_counted_by_quarter_the_most_frequent_first() {
        let day = |text: &str| text.parse::<Day>().expect("a day");
        let notes = [
            ("2026-07-01", Some(Cause::Support)),
            ("2026-08-03", Some(Cause::Ability)),
            ("2026-09-01", Some(Cause::Ability)),
            ("2026-09-30", Some(Cause::Market)),
            ("2026-09-30", None),
            ("2026-10-01", Some(Cause::Market)),
        ];
        let found = causes(notes.map(|(on, cause)| (day(on), cause)), days("2026-07-01..2026-09-30"));
        let counts: Vec<_> = found.iter().map(|(cause, slice)| (*cause, slice.size)).collect();
        assert_eq!(counts, [(Cause::Ability, 2), (Cause::Market, 1), (Cause::Support, 1)]);
        assert_eq!(found.first().and_then(|(_, slice)| slice.share), Rate::new(1, 2));
        assert_eq!(causes([], days("2026-07-01")), []);
    }

    #[test]
    fn s_086_three_months_within_a_rank_are_stagnant() {
        let of =
            |ranks: &[usize]| is_stagnant(&ranks.iter().map(|rank| (*rank > 0).then_some(*rank)).collect::<Vec<_>>());
        assert!(of(&[7, 7, 8, 7]) && of(&[1, 7, 7, 8, 7]));
        assert!(!of(&[7, 7, 8]), "two changes are two months");
        assert!(!of(&[7, 7, 8, 10]) && !of(&[7, 0, 7, 7]) && !of(&[]));
    }
}
