//! What has become of a figure since another period (R13): volumes in %, rates in points, small counts in pieces.

use super::figure::Figure;
use crate::domain::base::Rate;
use crate::domain::model::{Metric, Unit};

/// How a figure stands to another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Change {
    /// One of the two is not reported.
    Null,
    /// It cannot be said: a rate over 0, or growth on less than nothing.
    Undefined,
    /// There was nothing before.
    New,
    /// As a share of what was before (环比, 同比).
    Share(Rate),
    /// In percentage points: 0.05 are 5 pp.
    Points(Rate),
    /// In pieces (or points of a score).
    Plus(i128),
}

/// Counts whose two values are below this on average change in pieces and not in %.
const SMALL: i128 = 10;

/// The change of `metric` from `before` to `now`.
#[must_use]
pub fn change(metric: &Metric, now: Figure, before: Figure) -> Change {
    match (now, before) {
        (Figure::Null, _) | (_, Figure::Null) => Change::Null,
        (Figure::Number(now), Figure::Number(before)) => of_sums(metric.unit, now, before),
        _ => match (now.rate(), before.rate()) {
            (Some(now), Some(before)) => of_rates(metric.unit, now, before),
            _ => Change::Undefined,
        },
    }
}

fn of_sums(unit: Unit, now: i128, before: i128) -> Change {
    let small = unit == Unit::Count && now.saturating_abs().saturating_add(before.saturating_abs()) < 2 * SMALL;
    match Rate::growth(now, before) {
        _ if small => Change::Plus(now - before),
        Some(growth) => Change::Share(growth),
        None if before == 0 && now > 0 => Change::New,
        None => Change::Undefined,
    }
}

fn of_rates(unit: Unit, now: Rate, before: Rate) -> Change {
    match unit {
        Unit::Percent => Change::Points(now.minus(before)),
        Unit::Points => Change::Plus(now.minus(before).scaled(1)),
        _ => relative(now, before).map_or(Change::Undefined, Change::Share),
    }
}

/// How much `now` differs from `before`, as a share of `before`; `None` where `before` is not above 0.
#[must_use]
pub fn relative(now: Rate, before: Rate) -> Option<Rate> {
    if before.num() <= 0 {
        return None;
    }
    let crossed = now.num().checked_mul(before.den()).zip(before.num().checked_mul(now.den()));
    let (now, before) = crossed.unwrap_or_else(|| {
        const FINE: i64 = 1_000_000_000;
        (now.scaled(FINE), before.scaled(FINE))
    });
    Rate::growth(now, before)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::model::Catalogue;

    fn rate(num: i128, den: i128) -> Rate {
        Rate::new(num, den).expect("a rate")
    }

    fn of(metric: &str, now: Figure, before: Figure) -> Change {
        change(Catalogue::built_in().metric(metric).expect("a metric"), now, before)
    }

    #[test]
    fn r13_a_volume_changes_in_percent_and_a_rate_in_points() {
        assert_eq!(of("revenue", Figure::Number(1_200), Figure::Number(1_000)), Change::Share(rate(1, 5)));
        let rates = of("close_rate", Figure::Rate(rate(25, 100)), Figure::Rate(rate(20, 100)));
        assert_eq!(rates, Change::Points(rate(5, 100)));
        let order = of("aov", Figure::Rate(rate(2_400, 1)), Figure::Rate(rate(2_500, 1)));
        assert_eq!(order, Change::Share(rate(-4, 100)));
        assert_eq!(of("nps", Figure::Rate(rate(45, 1)), Figure::Rate(rate(40, 1))), Change::Plus(5));
    }

    #[test]
    fn s_002_traffic_of_1200_after_1000_on_the_same_weekday_is_up_a_fifth() {
        assert_eq!(of("effective_visits", Figure::Number(1_200), Figure::Number(1_000)), Change::Share(rate(20, 100)));
    }

    #[test]
    fn a_small_count_changes_in_pieces() {
        assert_eq!(of("lost_orders", Figure::Number(9), Figure::Number(6)), Change::Plus(3));
        assert_eq!(of("lost_orders", Figure::Number(12), Figure::Number(8)), Change::Share(rate(1, 2)));
        assert_eq!(of("revenue", Figure::Number(9), Figure::Number(6)), Change::Share(rate(1, 2)), "money is no count");
    }

    #[test]
    fn r5_what_is_missing_has_no_change() {
        assert_eq!(of("revenue", Figure::Null, Figure::Number(6)), Change::Null);
        assert_eq!(of("close_rate", Figure::Rate(rate(1, 2)), Figure::Undefined), Change::Undefined);
        assert_eq!(of("revenue", Figure::Number(9), Figure::Number(0)), Change::New);
        assert_eq!(of("revenue", Figure::Number(9), Figure::Number(-3)), Change::Undefined);
    }
}
