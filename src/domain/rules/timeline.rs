//! When the goals of a month or a year are published, drafted and agreed: in the last three days before it (S-012).

use crate::domain::base::{Day, Period, WorkingCalendar};
use crate::domain::model::TargetState;

/// How far the goals of a node (the company, a team, a person) are.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Stage {
    /// Nothing is there.
    #[default]
    Nothing,
    /// The superior's goal is published.
    Published,
    /// The own goal is drafted.
    Drafted,
    /// Both have agreed; it is locked.
    Agreed,
}

impl Stage {
    /// Of the goal at the top, which nobody publishes for it: until it is published nothing is there, then it is to be
    /// agreed.
    #[must_use]
    pub fn at_the_top(own: Option<TargetState>) -> Self {
        match own {
            None | Some(TargetState::Draft) => Self::Nothing,
            Some(TargetState::Published) => Self::Drafted,
            Some(TargetState::Agreed) => Self::Agreed,
        }
    }

    /// Of a goal below another, by the state of that `above` and the `own`; `None` is a goal that is not there.
    #[must_use]
    pub fn below(above: Option<TargetState>, own: Option<TargetState>) -> Self {
        match (own, above) {
            (Some(TargetState::Agreed), _) => Self::Agreed,
            (Some(TargetState::Draft | TargetState::Published), _) => Self::Drafted,
            (None, Some(TargetState::Published | TargetState::Agreed)) => Self::Published,
            (None, _) => Self::Nothing,
        }
    }
}

/// The last day of each step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Timeline {
    /// D-3: the company's and the superior's goals are published.
    pub publish: Day,
    /// D-2: the subordinate's goals are drafted.
    pub draft: Day,
    /// D-1: both have agreed.
    pub agree: Day,
}

impl Timeline {
    /// How many days before its period each step is due where the organisation has not said otherwise.
    pub const USUAL: (u16, u16, u16) = (3, 2, 1);

    /// For the goals of `period`: so many calendar `days` before it begins, the last day of the period before counting as
    /// D-1; by the option of the organisation so many working days, for which `working` is its calendar.
    #[must_use]
    pub fn before(period: Period, days: (u16, u16, u16), working: Option<&WorkingCalendar>) -> Self {
        let first = period.first();
        let back = |days: u16| match working {
            None => first.plus(-i32::from(days)),
            Some(calendar) => (0..days).fold(first, |day, _| calendar.working_day_before(day)),
        };
        let (publish, draft, agree) = days;
        Self { publish: back(publish), draft: back(draft), agree: back(agree) }
    }

    /// The step that is next after `stage` and its last day; `None` once agreed.
    #[must_use]
    pub fn next(self, stage: Stage) -> Option<(Stage, Day)> {
        match stage {
            Stage::Nothing => Some((Stage::Published, self.publish)),
            Stage::Published => Some((Stage::Drafted, self.draft)),
            Stage::Drafted => Some((Stage::Agreed, self.agree)),
            Stage::Agreed => None,
        }
    }

    /// By how many calendar days the next step of a node at `stage` is overdue on `today`; 0 where it is not.
    #[must_use]
    pub fn overdue(self, stage: Stage, today: Day) -> u32 {
        self.next(stage).map_or(0, |(_, due)| u32::try_from(today.since(due)).unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::base::FiscalStart;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    fn before(period: &str, working: Option<&WorkingCalendar>) -> [String; 3] {
        let period = Period::parse(period, FiscalStart::default()).expect("a period");
        let Timeline { publish, draft, agree } = Timeline::before(period, Timeline::USUAL, working);
        [publish, draft, agree].map(|day| day.to_string())
    }

    #[test]
    fn s_012_goals_are_published_drafted_and_agreed_in_the_last_three_days() {
        assert_eq!(before("2026-10", None), ["2026-09-28", "2026-09-29", "2026-09-30"], "a month of 30 days");
        assert_eq!(before("2027-03", None), ["2027-02-26", "2027-02-27", "2027-02-28"]);
        assert_eq!(
            before("2027", None),
            ["2026-12-29", "2026-12-30", "2026-12-31"],
            "a year's goals at the year's end"
        );
        let calendar = WorkingCalendar::default();
        assert_eq!(before("2027-03", Some(&calendar)), ["2027-02-24", "2027-02-25", "2027-02-26"], "working days");
    }

    #[test]
    fn s_012_who_is_still_at_a_draft_on_the_first_is_a_day_late() {
        let october = Period::parse("2026-10", FiscalStart::default()).expect("a month");
        let timeline = Timeline::before(october, Timeline::USUAL, None);
        let late = |today: &str| {
            [Stage::Nothing, Stage::Published, Stage::Drafted, Stage::Agreed]
                .map(|stage| timeline.overdue(stage, day(today)))
        };
        assert_eq!(late("2026-10-01"), [3, 2, 1, 0]);
        assert_eq!(late("2026-09-30"), [2, 1, 0, 0], "the last day itself is in time");
        assert_eq!(late("2026-09-01"), [0; 4]);
        let earlier = Timeline::before(october, (7, 5, 2), None);
        assert_eq!(
            (earlier.publish, earlier.agree),
            (day("2026-09-24"), day("2026-09-29")),
            "as the organisation has it"
        );
        assert_eq!(timeline.next(Stage::Published), Some((Stage::Drafted, day("2026-09-29"))));
        assert_eq!(timeline.next(Stage::Agreed), None);
    }

    #[test]
    fn s_012_a_goal_waits_for_the_one_above_it_and_then_for_its_own_draft() {
        use TargetState::{Agreed, Draft, Published};
        let below = Stage::below;
        assert_eq!([below(None, None), below(Some(Draft), None)], [Stage::Nothing; 2], "nothing is published yet");
        assert_eq!(below(Some(Published), None), Stage::Published);
        assert_eq!([below(Some(Published), Some(Draft)), below(None, Some(Published))], [Stage::Drafted; 2]);
        assert_eq!(below(Some(Agreed), Some(Agreed)), Stage::Agreed);
        let top = [None, Some(Draft), Some(Published), Some(Agreed)].map(Stage::at_the_top);
        assert_eq!(top, [Stage::Nothing, Stage::Nothing, Stage::Drafted, Stage::Agreed]);
    }
}
