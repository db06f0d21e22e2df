//! Targets from above to below: what the parts of a target leave open or take twice (S-036).

use crate::domain::base::{Rate, apportion};

/// How the targets below fit the one above.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fit {
    /// They cover it, within the tolerance.
    Covered,
    /// So much of it is nobody's (断层).
    Gap(i128),
    /// So much more than it is given out (重复).
    Over(i128),
}

/// A target with those below it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cascade {
    parent: i128,
    children: i128,
}

impl Cascade {
    /// The target `parent` and the `children` into which it is cut, in one stored scale; `None` while nothing is cut yet,
    /// and where the children are beyond every amount.
    #[must_use]
    pub fn of(parent: i128, children: &[i128]) -> Option<Self> {
        let sum = children.iter().try_fold(0_i128, |sum, child| sum.checked_add(*child))?;
        (!children.is_empty()).then_some(Self { parent, children: sum })
    }

    /// The sum of the children.
    #[must_use]
    pub fn children(self) -> i128 {
        self.children
    }

    /// The sum of the children of the parent: 95.0 %; none of a parent that is not above 0.
    #[must_use]
    pub fn coverage(self) -> Option<Rate> {
        Rate::new(self.children, self.parent).filter(|_| self.parent > 0)
    }

    /// Whether it fits: below the parent is a gap, above the parent and the `tolerance` (10 %) over-allocation, as the whole
    /// amount above the parent. On the edge of the tolerance it still fits.
    #[must_use]
    pub fn fit(self, tolerance: Rate) -> Fit {
        let apart = self.children.saturating_sub(self.parent);
        let room = Rate::new(self.parent.max(0).saturating_mul(tolerance.num()), tolerance.den()).unwrap_or(Rate::ZERO);
        match Rate::new(apart, 1) {
            _ if apart < 0 => Fit::Gap(apart.saturating_neg()),
            Some(above) if above > room => Fit::Over(apart),
            _ => Fit::Covered,
        }
    }
}

/// Whether a target may be locked: one at the top always, any other after the one above it (`parent_locked`).
#[must_use]
pub fn may_lock(parent_locked: Option<bool>) -> bool {
    parent_locked.unwrap_or(true)
}

/// A proposal: the target `parent` cut by `weights` (what each brought in the last months), so that the parts sum to it by
/// largest remainder; cut evenly where no weight is above 0.
#[must_use]
pub fn split(parent: i128, weights: &[i128]) -> Vec<i128> {
    if weights.iter().any(|weight| *weight > 0) {
        return apportion(parent, weights);
    }
    apportion(parent, &vec![1; weights.len()])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(parent: i128, children: &[i128]) -> Option<Fit> {
        Cascade::of(parent, children).map(|cascade| cascade.fit(Rate::new(10, 100).expect("10 %")))
    }

    #[test]
    fn s_036_950_000_below_a_million_leave_a_gap_of_50_000() {
        let cascade = Cascade::of(1_000_000, &[400_000, 350_000, 200_000]).expect("three children");
        assert_eq!(cascade.coverage(), Rate::new(950, 1_000));
        assert_eq!(fit(1_000_000, &[400_000, 350_000, 200_000]), Some(Fit::Gap(50_000)));
    }

    #[test]
    fn s_036_above_the_tolerance_a_target_is_given_out_twice() {
        assert_eq!(fit(1_000_000, &[600_000, 500_000]), Some(Fit::Covered), "110 % is within it");
        assert_eq!(fit(1_000_000, &[600_000, 500_001]), Some(Fit::Over(100_001)));
        assert_eq!(fit(1_000_000, &[1_000_000]), Some(Fit::Covered));
        assert_eq!(fit(1_000_000, &[]), None, "nothing is cut yet");
        assert_eq!(fit(0, &[5]), Some(Fit::Over(5)));
        assert_eq!(Cascade::of(0, &[5]).and_then(Cascade::coverage), None);
        assert_eq!(fit(1, &[i128::MAX, 1]), None);
    }

    #[test]
    fn s_036_a_target_is_not_locked_before_the_one_above_it() {
        assert_eq!([None, Some(true), Some(false)].map(may_lock), [true, true, false]);
    }

    #[test]
    fn s_036_a_proposal_sums_to_its_parent() {
        assert_eq!(split(1_000_000, &[2, 1]), [666_667, 333_333]);
        assert_eq!(split(100, &[0, -3, 0]), [34, 33, 33], "where nobody brought anything all get the same");
        assert_eq!(split(100, &[]), [0; 0]);
    }
}
