//! The phases of a month and its three checkpoints (S-007, S-008, S-009, S-011, R7).

use super::pace::{Pace, Status};
use crate::domain::base::{Day, Period, Rate, WorkingCalendar};

/// A phase of the month, one a ten-day period (R7).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Phase {
    /// The 1st to the 10th (月头激励): the goals, the last winners, what can be won (S-007).
    Kickoff,
    /// The 11th to the 20th (月中追踪): the pace, and who is behind (S-008).
    Tracking,
    /// The 21st to the end (月底冲刺): the gap, and what is required per day (S-009).
    Sprint,
}

impl Phase {
    /// All of them, in order.
    pub const ALL: [Self; 3] = [Self::Kickoff, Self::Tracking, Self::Sprint];

    /// The phase in which `day` lies.
    #[must_use]
    pub fn of(day: Day) -> Self {
        match day.day_of_month() {
            ..=10 => Self::Kickoff,
            11..=20 => Self::Tracking,
            _ => Self::Sprint,
        }
    }
}

/// The checkpoint that ends each phase of the `month` (S-011): the 10th and the 20th, moved to the next working day where
/// they are no working day, and the last day, moved to the previous one.
#[must_use]
pub fn checkpoints(month: Period, calendar: &WorkingCalendar) -> [Day; 3] {
    let last = month.last();
    let first = month.first();
    let end = if calendar.is_working(last) { last } else { calendar.working_day_before(last) };
    [calendar.working_day_from(first.plus(9)), calendar.working_day_from(first.plus(19)), end]
}

/// Who is behind, by place in `paces`: those behind or at risk, the largest gap to what should have come by now first, in
/// the order given on a tie (S-008).
#[must_use]
pub fn behind(paces: &[Pace]) -> Vec<usize> {
    let late = |pace: &Pace| matches!(pace.status, Some(Status::Behind | Status::AtRisk));
    let mut gaps: Vec<_> = paces.iter().enumerate().filter(|(_, pace)| late(pace)).collect();
    let gap = |pace: &Pace| pace.ahead.and_then(|ahead| Rate::new(ahead.num().saturating_abs(), ahead.den()));
    gaps.sort_by_key(|(_, pace)| std::cmp::Reverse(gap(pace)));
    gaps.into_iter().map(|(at, _)| at).collect()
}

/// Why a goal line needs an improvement plan of the appraisee before its checkpoint can be passed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PlanOwed {
    /// Its pace index is below what is on pace (S-011).
    Behind,
    /// Nothing is reported of it, though working days are over.
    Unreported,
}

/// Why a goal line needs an improvement plan before its checkpoint can be passed; `None` where it needs none.
///
/// One that is behind, its pace index being below `on_pace` (0.95), does (S-011). One of which nothing is `reported` cannot
/// be said to be on pace, for null is not zero and not well either (R5), and whoever is to reach it has not told of himself
/// how it stands (S-017): it needs a plan of how its figures come. Before the first working day of the month is over
/// (`begun`), and where there is nothing to reach, nothing can be behind.
#[must_use]
pub fn plan_owed(index: Option<Rate>, reported: bool, begun: bool, on_pace: Rate) -> Option<PlanOwed> {
    match index {
        Some(index) => (index < on_pace).then_some(PlanOwed::Behind),
        None => (begun && !reported).then_some(PlanOwed::Unreported),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::elapsed::Elapsed;
    use super::super::pace::{Thresholds, pace};
    use super::*;
    use crate::domain::base::{DayKind, FiscalStart};
    use crate::domain::model::Better;
    use crate::domain::model::reference::days;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    fn points(month: &str, calendar: &WorkingCalendar) -> [u32; 3] {
        let month = Period::parse(month, FiscalStart::default()).expect("a month");
        checkpoints(month, calendar).map(Day::day_of_month)
    }

    #[test]
    fn s_007_the_first_ten_days_are_the_kickoff() {
        assert_eq!([Phase::of(day("2026-09-01")), Phase::of(day("2026-09-10"))], [Phase::Kickoff; 2]);
    }

    #[test]
    fn s_008_then_it_is_tracked_and_at_the_end_comes_the_sprint() {
        assert_eq!([Phase::of(day("2026-09-11")), Phase::of(day("2026-09-20"))], [Phase::Tracking; 2]);
        assert_eq!([Phase::of(day("2026-09-21")), Phase::of(day("2024-02-29"))], [Phase::Sprint; 2]);
    }

    #[test]
    fn s_008_who_is_behind_is_listed_by_the_gap() {
        let month = days("2026-09-01..2026-09-30");
        let elapsed = Elapsed::of(month, day("2026-09-15"), true, &WorkingCalendar::default());
        let of = |actual, target| pace(Some(actual), target, elapsed, Better::Higher, Thresholds::default());
        let paces = [of(40, 100), of(500, 1_000), of(300, 1_000), of(1_000, 1_000), Pace::default()];
        let ceiling = |actual| pace(Some(actual), 100, elapsed, Better::Lower, Thresholds::default());
        assert_eq!(behind(&[ceiling(60), ceiling(90), ceiling(50)]), [1, 0], "40 and 10 more than 50");
        assert_eq!(behind(&paces), [2, 0], "200 short of 500, 10 short of 50; who is on pace is not listed");
    }

    #[test]
    fn s_011_a_checkpoint_on_a_rest_day_moves_on_and_the_last_one_back() {
        let calendar = WorkingCalendar::default();
        assert_eq!(points("2026-09", &calendar), [10, 21, 30], "the 20th is a Sunday");
        assert_eq!(points("2026-10", &calendar), [12, 20, 30], "the 10th and the 31st are Saturdays");
        let made_up = WorkingCalendar::new(BTreeMap::from([(day("2026-09-20"), DayKind::Makeup)]));
        assert_eq!(points("2026-09", &made_up), [10, 20, 30], "a make-up Sunday is worked");
    }

    #[test]
    fn s_011_60_of_200_articles_after_7_of_21_days_need_a_plan() {
        let calendar = WorkingCalendar::default();
        let elapsed = Elapsed::of(days("2026-08-01..2026-08-31"), day("2026-08-11"), true, &calendar);
        assert_eq!((elapsed.gone(), elapsed.total()), (7, 21));
        let thresholds = Thresholds::default();
        let pace = pace(Some(60), 200, elapsed, Better::Higher, thresholds);
        assert_eq!(pace.expected.map(|rate| rate.scaled(10)), Some(667), "66.7");
        assert_eq!(pace.index, Rate::new(90, 100));
        let owed = |index, reported, begun| plan_owed(index, reported, begun, thresholds.on_pace);
        assert_eq!(owed(pace.index, true, true), Some(PlanOwed::Behind));
        assert_eq!(owed(Rate::new(95, 100), true, true), None, "0.95 is on pace");
    }

    #[test]
    fn s_017_a_goal_of_which_nothing_is_reported_needs_a_plan_once_a_day_is_over() {
        let owed = |reported, begun| plan_owed(None, reported, begun, Thresholds::default().on_pace);
        assert_eq!(owed(false, true), Some(PlanOwed::Unreported));
        assert_eq!(owed(false, false), None, "nobody could report anything yet");
        assert_eq!(owed(true, true), None, "there is nothing to reach");
    }
}
