//! What a talk between two has moved: a metric before and after it (S-143).

use std::cmp::Ordering;

use crate::domain::base::{Day, DayRange, Rate};
use crate::domain::model::Better;

/// Days before and after a talk in which its metric is looked at: four weeks.
pub const WINDOW: u32 = 28;

/// The days before a talk on `day`, and those from it on that are over by `today`; both at most `window` days, the day of
/// the talk counting as after. The second is `None` while nothing of it is over.
#[must_use]
pub fn windows(day: Day, window: u32, today: Day) -> (DayRange, Option<DayRange>) {
    let length = i32::try_from(window.max(1)).unwrap_or(i32::MAX);
    let before = DayRange::new(day.plus(length.saturating_neg()), day.plus(-1)).unwrap_or(DayRange::one(day));
    let end = day.plus(length.saturating_sub(1)).min(today.plus(-1));
    (before, DayRange::new(day, end))
}

/// A metric before and after.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Effect {
    /// Before.
    pub before: Rate,
    /// After.
    pub after: Rate,
}

impl Effect {
    /// After less before.
    #[must_use]
    pub fn change(self) -> Rate {
        self.after.minus(self.before)
    }

    /// The change as a share of before; `None` where before is not above 0, or the numbers are beyond every amount.
    #[must_use]
    pub fn growth(self) -> Option<Rate> {
        let change = self.change();
        let num = change.num().checked_mul(self.before.den())?;
        Rate::new(num, change.den().checked_mul(self.before.num())?).filter(|_| self.before.num() > 0)
    }

    /// Whether it has become better; `None` where nothing has moved or neither way is better.
    #[must_use]
    pub fn improved(self, better: Better) -> Option<bool> {
        match (self.after.cmp(&self.before), better) {
            (Ordering::Equal, _) | (_, Better::None) => None,
            (order, Better::Higher) => Some(order == Ordering::Greater),
            (order, Better::Lower) => Some(order == Ordering::Less),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::model::reference::days;

    fn rate(num: i128, den: i128) -> Rate {
        Rate::new(num, den).expect("a rate")
    }

    #[test]
    fn s_143_a_quote_took_48_hours_and_takes_24() {
        let effect = Effect { before: rate(48, 1), after: rate(24, 1) };
        assert_eq!((effect.change(), effect.growth()), (rate(-24, 1), Some(rate(-50, 100))));
        assert_eq!((effect.improved(Better::Lower), effect.improved(Better::Higher)), (Some(true), Some(false)));
        assert_eq!(Effect { after: rate(96, 2), ..effect }.improved(Better::Lower), None, "as before");
        assert_eq!(Effect { before: Rate::ZERO, ..effect }.growth(), None);
    }

    #[test]
    fn s_143_as_long_before_as_after_as_far_as_it_has_come() {
        let talk = "2026-09-07".parse().expect("a day");
        let of = |today: &str| windows(talk, 14, today.parse().expect("a day"));
        assert_eq!(of("2026-10-20"), (days("2026-08-24..2026-09-06"), Some(days("2026-09-07..2026-09-20"))));
        assert_eq!(of("2026-09-10").1, Some(days("2026-09-07..2026-09-09")));
        assert_eq!(of("2026-09-07").1, None);
    }
}
