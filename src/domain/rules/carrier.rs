//! Who carries a change: what each part of a whole adds to what the whole has changed by.

use super::figure::Figure;
use crate::domain::base::Rate;

/// A figure now and before.
pub type Move = (Figure, Figure);

/// What the `part` adds to the change of the `whole`, in the unit of the figure; over all parts it adds up to the change.
///
/// Of sums it is the part's own change, a part that is not reported counting as nothing. Of a ratio it is how far the
/// part stands from the whole's old ratio, weighted by its share of the denominator, now less before: a part that was
/// always below the whole adds nothing by staying there. `None` where the whole says nothing, or the numbers are beyond
/// every amount.
#[must_use]
pub fn contribution(whole: Move, part: Move) -> Option<Rate> {
    if let (Figure::Number(_), Figure::Number(_)) = whole {
        let [now, before] = [part.0, part.1].map(|figure| figure.number().unwrap_or(0));
        return Rate::new(now.checked_sub(before)?, 1);
    }
    let (Figure::Rate(now), Figure::Rate(before)) = whole else { return None };
    let beside = |part: Figure, all: Rate| {
        let Figure::Rate(part) = part else { return Some(Rate::ZERO) };
        let above = part.num().checked_mul(before.den())?.checked_sub(before.num().checked_mul(part.den())?)?;
        Rate::new(above, before.den().checked_mul(all.den())?)
    };
    Some(beside(part.0, now)?.minus(beside(part.1, before)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(num: i128, den: i128) -> Figure {
        Figure::Rate(Rate::new(num, den).expect("a rate"))
    }

    fn number(number: i128) -> Figure {
        Figure::Number(number)
    }

    #[test]
    fn s_002_of_a_volume_each_part_carries_its_own_change() {
        let whole = (number(52), number(61));
        let part = |now, before| contribution(whole, (now, before)).map(Rate::num);
        assert_eq!(part(number(20), number(30)), Some(-10));
        assert_eq!(part(number(32), number(31)), Some(1));
        assert_eq!(part(Figure::Null, number(4)), Some(-4), "not reported counts as nothing");
        assert_eq!(contribution((Figure::Null, number(4)), (number(1), number(1))), None);
    }

    #[test]
    fn s_002_of_a_rate_the_parts_add_up_to_the_change_in_points() {
        // 30/100 become 24/100: A falls from 20/50 to 10/40, B goes from 10/50 to 14/60.
        let whole = (rate(24, 100), rate(30, 100));
        let a = contribution(whole, (rate(10, 40), rate(20, 50))).expect("A");
        let b = contribution(whole, (rate(14, 60), rate(10, 50))).expect("B");
        assert_eq!((a.scaled(1_000), b.scaled(1_000)), (-70, 10), "A −7.0 pp, B +1.0 pp");
        assert_eq!(a.scaled(1_000) + b.scaled(1_000), -60);
        let gone = contribution(whole, (Figure::Undefined, rate(20, 50))).expect("nothing closed at all");
        assert_eq!(gone.scaled(1_000), -50);
    }

    #[test]
    fn r5_a_ratio_over_nothing_is_carried_by_nobody() {
        assert_eq!(contribution((Figure::Undefined, rate(1, 2)), (rate(1, 2), rate(1, 2))), None);
        assert_eq!(contribution((rate(i128::MAX, 3), rate(1, 7)), (rate(i128::MAX, 3), rate(1, 7))), None);
    }
}
