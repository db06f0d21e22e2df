//! Natural limits of a series: how far a figure moves while nothing special happens (XmR, B.1).
//!
//! Exact: a limit is a ratio of two whole numbers, and nothing is rounded before it is shown.

use crate::domain::base::{Day, Rate, div_half_up};

/// Fewest points that have limits at all; these are on trial.
pub const TRIAL: usize = 6;
/// Points from which the limits hold.
pub const ENOUGH: usize = 12;
/// Fewest points of a weekday that say what is usual on it.
const OF_A_WEEKDAY: i128 = 3;

/// The mean of a series and the mean range from each point to the next, and the limits that these make.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    points: i128,
    sum: i128,
    /// Sum of the moving ranges, of which there is one less than points.
    moved: i128,
    /// Whether any point is below 0.
    below_zero: bool,
}

impl Limits {
    /// The limits of `series`, oldest first, in whatever scale its numbers are. A day that was not reported is left
    /// out; `None` below [`TRIAL`] points, and where the sums are beyond every amount.
    #[must_use]
    pub fn of(series: impl IntoIterator<Item = Option<i128>>) -> Option<Self> {
        let known: Vec<i128> = series.into_iter().flatten().collect();
        if known.len() < TRIAL {
            return None;
        }
        let sum = known.iter().try_fold(0_i128, |sum, point| sum.checked_add(*point))?;
        let steps = known.iter().zip(known.iter().skip(1));
        let moved = steps.map(|(from, to)| to.saturating_sub(*from).saturating_abs()).reduce(i128::saturating_add)?;
        let limits = Self {
            points: i128::try_from(known.len()).ok()?,
            sum,
            moved,
            below_zero: known.iter().any(|point| *point < 0),
        };
        limits.line(266, 1)?;
        Some(limits)
    }

    /// How many points it is made of.
    #[must_use]
    pub fn points(self) -> usize {
        usize::try_from(self.points).unwrap_or(usize::MAX)
    }

    /// Whether there are too few points for limits that hold.
    #[must_use]
    pub fn on_trial(self) -> bool {
        self.points() < ENOUGH
    }

    /// The mean (x̄).
    #[must_use]
    pub fn mean(self) -> Rate {
        self.shifted(0)
    }

    /// The mean moving range (mR̄).
    #[must_use]
    pub fn moving_range(self) -> Rate {
        Rate::new(self.moved, self.points - 1).unwrap_or(self.mean())
    }

    /// Upper natural process limit: mean + 2.66 mR̄. A point on it is inside.
    #[must_use]
    pub fn upper(self) -> Rate {
        self.shifted(266)
    }

    /// Lower natural process limit: mean − 2.66 mR̄; 0 where no point is below 0, for none can be.
    #[must_use]
    pub fn lower(self) -> Rate {
        self.not_below_zero(self.shifted(-266))
    }

    /// The line half way from the mean to the upper limit: mean + 1.33 mR̄.
    #[must_use]
    pub fn upper_half(self) -> Rate {
        self.shifted(133)
    }

    /// The line half way from the mean to the lower limit: mean − 1.33 mR̄.
    #[must_use]
    pub fn lower_half(self) -> Rate {
        self.not_below_zero(self.shifted(-133))
    }

    /// Upper limit of the moving range: 3.268 mR̄.
    #[must_use]
    pub fn range_limit(self) -> Rate {
        Rate::new(self.moved.saturating_mul(3_268), (self.points - 1).saturating_mul(1_000)).unwrap_or(self.mean())
    }

    fn not_below_zero(self, line: Rate) -> Rate {
        if line.num() < 0 && !self.below_zero { Rate::new(0, 1).unwrap_or(line) } else { line }
    }

    /// The mean and `hundredths` of the mean moving range.
    fn shifted(self, hundredths: i128) -> Rate {
        let sign = hundredths.signum();
        let line = self.line(hundredths.abs(), if sign == 0 { 1 } else { sign });
        line.unwrap_or(Rate::new(self.sum, self.points).unwrap_or(Rate::ZERO))
    }

    /// `sum / points ± hundredths / 100 * moved / (points − 1)` over one denominator.
    fn line(self, hundredths: i128, sign: i128) -> Option<Rate> {
        let gaps = self.points - 1;
        let den = self.points.checked_mul(gaps)?.checked_mul(100)?;
        let mean = self.sum.checked_mul(gaps)?.checked_mul(100)?;
        let apart = self.moved.checked_mul(self.points)?.checked_mul(hundredths)?;
        Rate::new(mean.checked_add(apart.checked_mul(sign)?)?, den)
    }
}

/// What each weekday has of a figure on average, so that a Monday can be held against a Friday.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Weekdays {
    /// Sum and number of points by weekday, Monday first.
    each: [(i128, i128); 7],
}

impl Weekdays {
    /// Of the points of these days.
    #[must_use]
    pub fn of(points: impl IntoIterator<Item = (Day, i128)>) -> Self {
        let mut each = [(0_i128, 0_i128); 7];
        for (day, point) in points {
            if let Some(own) = usize::try_from(day.weekday()).ok().and_then(|at| each.get_mut(at)) {
                *own = (own.0.saturating_add(point), own.1 + 1);
            }
        }
        Self { each }
    }

    /// The mean of a weekday (Monday 0), as sum and number of points; that of all days where too few points say it.
    pub(super) fn mean_of(&self, weekday: u32) -> (i128, i128) {
        let own = usize::try_from(weekday).ok().and_then(|at| self.each.get(at)).copied().unwrap_or_default();
        if own.1 >= OF_A_WEEKDAY && own.0 > 0 {
            return own;
        }
        self.each.iter().fold((0, 0), |all, own| (all.0.saturating_add(own.0), all.1 + own.1))
    }

    /// What a `point` of the day `from` would have been on the weekday of `to`: `point / factor of from * factor of to`,
    /// rounded in the scale of the point; the point itself where nothing can be said.
    #[must_use]
    pub fn as_on(&self, point: i128, from: Day, to: Day) -> i128 {
        if from.weekday() == to.weekday() {
            return point;
        }
        let ((from, of_from), (to, of_to)) = (self.mean_of(from.weekday()), self.mean_of(to.weekday()));
        let scaled = || {
            let den = from.checked_mul(of_to).filter(|den| *den > 0)?;
            Some(div_half_up(point.checked_mul(to.checked_mul(of_from)?)?, den))
        };
        scaled().unwrap_or(point)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The default data of xmrit.
    const T_01: [i128; 16] =
        [5045, 4350, 4350, 3975, 4290, 4430, 4485, 4285, 3980, 3925, 3645, 3760, 3300, 3685, 3463, 5200];

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    #[test]
    fn t_01_the_natural_limits_of_a_published_series() {
        let limits = Limits::of(T_01.map(Some)).expect("sixteen points");
        assert_eq!(limits.mean().scaled(10), 41_355, "4135.5");
        assert_eq!(limits.moving_range().scaled(10_000), 3_559_333, "355.9333");
        assert_eq!(limits.upper().scaled(100), 508_228);
        assert_eq!(limits.lower().scaled(100), 318_872);
        assert_eq!(limits.range_limit().scaled(100), 116_319);
        assert_eq!((limits.upper_half().scaled(100), limits.lower_half().scaled(100)), (460_889, 366_211));
        let outside: Vec<i128> = T_01
            .into_iter()
            .filter(|point| {
                let point = Rate::new(*point, 1).expect("a point");
                point > limits.upper() || point < limits.lower()
            })
            .collect();
        assert_eq!(outside, [5200]);
    }

    #[test]
    fn b_1_six_points_are_a_trial_and_twelve_are_enough() {
        let of = |count: usize| Limits::of(T_01.into_iter().take(count).map(Some));
        assert_eq!(of(5), None);
        assert!(of(6).is_some_and(Limits::on_trial) && of(11).is_some_and(Limits::on_trial));
        assert!(of(12).is_some_and(|limits| !limits.on_trial()));
    }

    #[test]
    fn b_1_a_day_not_reported_is_left_out() {
        let holes = T_01.into_iter().flat_map(|point| [Some(point), None]);
        assert_eq!(Limits::of(holes), Limits::of(T_01.map(Some)));
        assert_eq!(Limits::of([Some(1), None, None, None, None, None, None]), None);
    }

    #[test]
    fn b_1_a_point_on_a_line_is_inside_and_what_cannot_be_below_zero_has_its_limit_there() {
        let flat = Limits::of([Some(7); 12]).expect("twelve points");
        assert_eq!((flat.lower(), flat.upper()), (flat.mean(), flat.mean()), "nothing moves: the limits are the mean");
        let wild = |shift: i128| Limits::of([0, 9, 0, 9, 0, 9, 0].map(|point| Some(point + shift))).expect("seven");
        assert_eq!(wild(0).lower().num(), 0);
        assert!(wild(-1).lower().num() < 0);
        assert_eq!(Limits::of([Some(i128::MAX); 12]), None);
    }

    #[test]
    fn b_1_a_weekday_is_held_against_its_own_usual() {
        // Mondays have twice what Tuesdays have.
        let monday = day("2026-08-03");
        let weeks = (0..4).flat_map(|week| [(monday.plus(week * 7), 200), (monday.plus(week * 7 + 1), 100)]);
        let usual = Weekdays::of(weeks);
        let tuesday = day("2026-09-08");
        assert_eq!(usual.as_on(200, day("2026-08-31"), tuesday), 100);
        assert_eq!(usual.as_on(90, tuesday, tuesday), 90);
        assert_eq!(
            usual.as_on(150, day("2026-08-30"), tuesday),
            100,
            "no Sunday is known: it counts as an average day"
        );
        assert_eq!(Weekdays::default().as_on(5, monday, tuesday), 5);
    }
}
