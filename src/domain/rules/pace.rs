//! Where a target stands: attainment, pace, what is required per day (S-040, S-003, S-008, S-009, S-054).

use super::elapsed::{Elapsed, count};
use crate::domain::base::Rate;
use crate::domain::model::Better;

/// From which pace index on a target is on pace, and from which it is no more than behind.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Thresholds {
    /// On pace from here on: 0.95.
    pub on_pace: Rate,
    /// Behind from here on, at risk below: 0.80.
    pub behind: Rate,
}

impl Thresholds {
    /// Of two numbers of hundredths: 95 and 80.
    #[must_use]
    pub fn hundredths(on_pace: u32, behind: u32) -> Self {
        let rate = |hundredths: u32| Rate::new(hundredths.into(), 100).unwrap_or(Rate::ZERO);
        Self { on_pace: rate(on_pace), behind: rate(behind) }
    }
}

impl Default for Thresholds {
    /// 0.95 and 0.80.
    fn default() -> Self {
        Self::hundredths(95, 80)
    }
}

/// How a target stands, the best first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Status {
    /// There.
    Reached,
    /// As far as the time, or nearly.
    OnPace,
    /// Behind the time.
    Behind,
    /// Far behind it.
    AtRisk,
}

/// A target with what has come of it. What cannot be said is `None`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Pace {
    /// Actual over target; none of a target that is not above 0.
    pub attainment: Option<Rate>,
    /// Time progress, in working days.
    pub time: Option<Rate>,
    /// What should have come by now: target × time progress, in the scale of the amounts.
    pub expected: Option<Rate>,
    /// Actual less expected: below 0 is the gap by which the list of those behind is ordered (S-008).
    pub ahead: Option<Rate>,
    /// Attainment over time progress; where less is better, target × time progress over actual.
    pub index: Option<Rate>,
    /// What is still required per working day left; where less is better, what may still come per day.
    pub required: Option<Rate>,
    /// How it stands.
    pub status: Option<Status>,
}

/// The pace of an amount that adds up over the period, all in its stored scale; `actual` is `None` where nothing is
/// reported, and then nothing but the time and the expected amount can be said (R5).
///
/// Before the first working day is over there is no index. On the last day there is no requirement any more, unless the
/// target is reached: then it is 0. A ceiling (less is better) is reached only at the end, for it can still be broken; as
/// long as nothing has come it is on pace.
#[must_use]
pub fn pace(actual: Option<i128>, target: i128, elapsed: Elapsed, better: Better, thresholds: Thresholds) -> Pace {
    let (gone, left, total) = (count(elapsed.gone()), count(elapsed.left()), count(elapsed.total()));
    let times = |one: i128, other: i128| one.checked_mul(other);
    let expected = times(target, gone).and_then(|part| Rate::new(part, total));
    let mut pace = Pace { time: elapsed.progress(), expected, ..Pace::default() };
    let Some(actual) = actual else { return pace };
    let over_target = |num: i128, den: i128| Rate::new(num, den).filter(|_| target > 0);
    let lower = better == Better::Lower;
    pace.attainment = over_target(actual, target);
    pace.ahead = expected.and_then(|expected| Some(Rate::new(actual, 1)?.minus(expected)));
    if gone > 0 {
        let (made, due) = (times(actual, total), times(target, gone));
        pace.index = made.zip(due).and_then(|(made, due)| {
            if lower { Rate::new(due, made).filter(|_| made > 0) } else { over_target(made, due) }
        });
    }
    let reached = if lower { left == 0 && actual <= target } else { actual >= target };
    pace.required = match target.saturating_sub(actual).max(0) {
        0 if reached || left > 0 => Some(Rate::ZERO),
        missing => Rate::new(missing, left),
    };
    pace.status = match lower {
        true if reached => Some(Status::Reached),
        true if actual <= 0 => Some(Status::OnPace),
        false if reached && target > 0 => Some(Status::Reached),
        _ => pace.index.map(|index| status(index, thresholds)),
    };
    pace
}

/// The pace of a figure that does not add up: a ratio, or the last value of the period. Time does not count; it is held
/// against the target as it stands, and there is nothing to project or to require per day.
#[must_use]
pub fn standing(actual: Option<Rate>, target: Rate, better: Better, thresholds: Thresholds) -> Pace {
    let quotient = |one: Rate, other: Rate| {
        let num = one.num().checked_mul(other.den())?;
        Rate::new(num, one.den().checked_mul(other.num())?).filter(|_| other.num() > 0)
    };
    let mut pace = Pace { expected: Some(target), ..Pace::default() };
    let Some(actual) = actual else { return pace };
    let lower = better == Better::Lower;
    pace.attainment = quotient(actual, target);
    pace.ahead = Some(actual.minus(target));
    pace.index = if lower { quotient(target, actual) } else { pace.attainment };
    let reached = if lower { actual <= target } else { actual >= target && target.num() > 0 };
    pace.status = if reached { Some(Status::Reached) } else { pace.index.map(|index| status(index, thresholds)) };
    pace
}

fn status(index: Rate, thresholds: Thresholds) -> Status {
    match index {
        index if index >= thresholds.on_pace => Status::OnPace,
        index if index >= thresholds.behind => Status::Behind,
        _ => Status::AtRisk,
    }
}

/// How much of the way from the base line to the stretch is gone: 20 of 50 (S-054). 0 below the base, above 1 beyond the
/// stretch; where less is better both lie the other way round. `None` where the stretch is the base.
#[must_use]
pub fn stretch(actual: i128, base: i128, stretch: i128) -> Option<Rate> {
    let way = Rate::new(actual.checked_sub(base)?, stretch.checked_sub(base)?)?;
    Some(way.max(Rate::ZERO))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::base::{DayRange, WorkingCalendar};
    use crate::domain::model::reference::days;

    /// So many of September's 22 working days are over.
    fn september(gone: usize) -> Elapsed {
        let calendar = WorkingCalendar::default();
        let month = days("2026-09-01..2026-09-30");
        let until =
            calendar.first_working_days(month, gone).map_or("2026-08-31".parse().expect("a day"), DayRange::last);
        Elapsed::of(month, until, true, &calendar)
    }

    fn of(actual: i128, target: i128, gone: usize, better: Better) -> Pace {
        pace(Some(actual), target, september(gone), better, Thresholds::default())
    }

    fn rate(num: i128, den: i128) -> Option<Rate> {
        Rate::new(num, den)
    }

    #[test]
    fn s_040_640_000_of_two_million_after_8_of_22_days_is_behind() {
        let pace = of(640_000, 2_000_000, 8, Better::Higher);
        assert_eq!((pace.attainment, pace.time), (rate(32, 100), rate(8, 22)));
        assert_eq!(pace.index, rate(88, 100));
        assert_eq!(pace.required.map(|rate| rate.scaled(100)), Some(9_714_286), "97,142.86 a day");
        assert_eq!(pace.status, Some(Status::Behind));
        assert_eq!(pace.ahead.map(|rate| rate.scaled(1)), Some(-87_273));
    }

    #[test]
    fn s_003_27_of_50_on_wednesday_of_a_five_day_week_is_90_percent_of_30() {
        let week = Elapsed::of(
            days("2026-09-07..2026-09-13"),
            "2026-09-09".parse().expect("a day"),
            true,
            &WorkingCalendar::default(),
        );
        let pace = pace(Some(27), 50, week, Better::Higher, Thresholds::default());
        assert_eq!((pace.expected, pace.index), (rate(30, 1), rate(90, 100)));
    }

    #[test]
    fn s_040_a_gate_is_the_exact_number() {
        let status = |actual| of(actual, 2_200, 10, Better::Higher).status;
        assert_eq!(status(950), Some(Status::OnPace));
        assert_eq!(status(949), Some(Status::Behind), "94.9 % is not 95 %");
        assert_eq!((status(800), status(799)), (Some(Status::Behind), Some(Status::AtRisk)));
        assert_eq!((status(2_200), status(0)), (Some(Status::Reached), Some(Status::AtRisk)));
    }

    #[test]
    fn s_040_before_the_first_day_is_over_there_is_no_index() {
        let pace = of(0, 100, 0, Better::Higher);
        assert_eq!((pace.index, pace.status), (None, None));
        assert_eq!((pace.time, pace.required), (rate(0, 1), rate(100, 22)));
        assert_eq!(of(100, 100, 0, Better::Higher).status, Some(Status::Reached), "sold before the month began");
    }

    #[test]
    fn s_040_on_the_last_day_nothing_more_is_required() {
        let pace = of(90, 100, 22, Better::Higher);
        assert_eq!((pace.required, pace.index, pace.status), (None, rate(90, 100), Some(Status::Behind)));
        let reached = of(100, 100, 22, Better::Higher);
        assert_eq!((reached.required, reached.status), (rate(0, 1), Some(Status::Reached)));
    }

    #[test]
    fn s_040_a_target_of_0_has_no_attainment_and_what_is_not_reported_no_pace() {
        let zero = of(5, 0, 8, Better::Higher);
        assert_eq!((zero.attainment, zero.index, zero.status, zero.required), (None, None, None, rate(0, 1)));
        let silent = pace(None, 100, september(11), Better::Higher, Thresholds::default());
        assert_eq!((silent.expected, silent.attainment, silent.status), (rate(50, 1), None, None));
    }

    #[test]
    fn s_040_where_less_is_better_the_index_is_turned_over() {
        let pace = of(5, 11, 11, Better::Lower);
        assert_eq!((pace.index, pace.status), (rate(11, 10), Some(Status::OnPace)), "5.5 were allowed by now");
        assert_eq!(pace.required, rate(6, 11), "so many may still come per day");
        assert_eq!(of(6, 11, 11, Better::Lower).status, Some(Status::Behind));
        let none = of(0, 11, 11, Better::Lower);
        assert_eq!((none.index, none.status), (None, Some(Status::OnPace)));
        assert_eq!(of(11, 11, 22, Better::Lower).status, Some(Status::Reached), "the ceiling has held");
        assert_eq!(of(1, 0, 11, Better::Lower).status, Some(Status::AtRisk));
    }

    #[test]
    fn s_040_a_ratio_is_held_against_its_target_whatever_the_time() {
        let of = |num, better| {
            let target = Rate::new(20, 100).expect("20 %");
            standing(rate(num, 100), target, better, Thresholds::default())
        };
        assert_eq!(
            (of(19, Better::Higher).index, of(19, Better::Higher).status),
            (rate(95, 100), Some(Status::OnPace))
        );
        assert_eq!(of(20, Better::Higher).status, Some(Status::Reached));
        assert_eq!(of(25, Better::Lower).status, Some(Status::Behind), "20 of 25 are 0.80");
        assert_eq!(of(0, Better::Lower).status, Some(Status::Reached));
    }

    #[test]
    fn s_009_300_000_in_four_days_are_75_000_a_day() {
        assert_eq!(of(700_000, 1_000_000, 18, Better::Higher).required, rate(75_000, 1));
    }

    #[test]
    fn s_054_170_on_a_base_of_150_with_50_to_win_is_113_3_percent_and_40_percent_of_the_stretch() {
        assert_eq!(of(170, 150, 22, Better::Higher).attainment.map(|rate| rate.scaled(1_000)), Some(1_133));
        assert_eq!(stretch(170, 150, 200), rate(20, 50));
        assert_eq!((stretch(140, 150, 200), stretch(9, 10, 8)), (rate(0, 1), rate(1, 2)));
        assert_eq!(stretch(170, 150, 150), None);
    }
}
