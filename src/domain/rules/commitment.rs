//! Promises: how many are kept, how old the open ones are, and who hears of them (S-004, C.5).

use crate::domain::base::{Day, DayRange, Rate};
use crate::domain::model::{Action, ActionState};

/// What has become of a promise.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// Nothing yet.
    Open,
    /// Done on this day.
    Done(Day),
    /// Carried to a new date.
    Carried,
    /// Dropped with a reason on this day.
    Dropped(Day),
}

/// A day by which something was promised, and what has become of it by then.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Commitment {
    /// Due by the end of this day.
    pub due: Day,
    /// What has become of it.
    pub outcome: Outcome,
}

impl Commitment {
    /// The days by which `action` was promised, oldest first: every one from which it was carried on, and the last.
    pub fn of(action: &Action) -> impl Iterator<Item = Self> + use<'_> {
        let outcome = match &action.state {
            ActionState::Open => Outcome::Open,
            ActionState::Done(day) => Outcome::Done(*day),
            ActionState::Dropped(day, _) => Outcome::Dropped(*day),
        };
        let carried = action.carried.iter().map(|carry| Self { due: carry.from, outcome: Outcome::Carried });
        carried.chain([Self { due: action.due, outcome }])
    }

    /// Whether it was done in time.
    #[must_use]
    pub fn is_kept(self) -> bool {
        matches!(self.outcome, Outcome::Done(day) if day <= self.due)
    }

    /// Whether it has to be answered for: all but one that was dropped before it was due. One carried on was due.
    #[must_use]
    pub fn counts(self) -> bool {
        !matches!(self.outcome, Outcome::Dropped(day) if day < self.due)
    }
}

/// Whether `action` is told at a meeting on `today`: it is open and due, or what was due since the last working day,
/// `since`, has been settled, or it has been settled since.
#[must_use]
pub fn is_told(action: &Action, since: Day, today: Day) -> bool {
    match &action.state {
        ActionState::Open => action.due <= today,
        ActionState::Done(day) | ActionState::Dropped(day, _) => {
            *day >= since || (since <= action.due && action.due <= today)
        }
    }
}

/// Promises done in time, of those due in `days`: 3 of 5. Late, open, carried, and dropped when they were already due are
/// not kept.
#[must_use]
pub fn kept(commitments: impl IntoIterator<Item = Commitment>, days: DayRange) -> (u64, u64) {
    let due = commitments.into_iter().filter(|one| days.contains(one.due) && one.counts());
    due.fold((0, 0), |(kept, due), one| (kept + u64::from(one.is_kept()), due + 1))
}

/// The kept-commitment rate; `None` where nothing was due.
#[must_use]
pub fn kept_rate(commitments: impl IntoIterator<Item = Commitment>, days: DayRange) -> Option<Rate> {
    let (kept, due) = kept(commitments, days);
    Rate::new(kept.into(), due.into())
}

/// Who hears of what is late.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Tier {
    /// The owner.
    Owner,
    /// The team and its lead.
    Team,
    /// The director.
    Director,
}

/// After how many working days something late moves up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Escalation {
    /// To the team.
    pub team: usize,
    /// To the director.
    pub director: usize,
}

impl Default for Escalation {
    /// The first working day after it to the team, from the third on to the director.
    fn default() -> Self {
        Self { team: 1, director: 3 }
    }
}

impl Escalation {
    /// Who hears of something that is `age` working days old, counted from the day that it was due or turned red by
    /// the working calendar's `working_days_since`.
    #[must_use]
    pub fn tier(self, age: usize) -> Tier {
        match age {
            age if age >= self.director => Tier::Director,
            age if age >= self.team => Tier::Team,
            _ => Tier::Owner,
        }
    }
}

/// Since when a figure has been red, of its days in order with whether it is red, up to the last one; a day that was not
/// reported neither ends nor begins it. `None` where it is not red now.
#[must_use]
pub fn red_since(days: &[(Day, Option<bool>)]) -> Option<Day> {
    let reported = days.iter().rev().filter_map(|(day, red)| Some((*day, (*red)?)));
    reported.take_while(|(_, red)| *red).last().map(|(day, _)| day)
}

/// Whether a red figure still stands on top: until somebody owns it with a date, or while that date has passed unkept
/// (`owned_until` is the due day of the open action on it).
#[must_use]
pub fn stays_on_top(owned_until: Option<Day>, today: Day) -> bool {
    owned_until.is_none_or(|due| due < today)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::base::WorkingCalendar;
    use crate::domain::model::reference::days;
    use crate::domain::model::{Carry, Owner};

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    fn due(on: &str, outcome: Outcome) -> Commitment {
        Commitment { due: day(on), outcome }
    }

    #[test]
    fn s_004_three_of_five_in_time_are_60_percent() {
        let done = |due_on: &str, on: &str| due(due_on, Outcome::Done(day(on)));
        let week = [
            done("2026-09-07", "2026-09-07"),
            done("2026-09-08", "2026-09-07"),
            done("2026-09-11", "2026-09-10"),
            done("2026-09-09", "2026-09-10"),
            due("2026-09-10", Outcome::Open),
        ];
        let days = days("2026-09-07..2026-09-13");
        assert_eq!(kept_rate(week, days), Rate::new(60, 100));
        assert_eq!(kept(week.into_iter().chain([done("2026-09-14", "2026-09-11")]), days), (3, 5), "due next week");
        assert_eq!(kept_rate([], days), None);
    }

    #[test]
    fn s_004_what_is_carried_on_is_not_kept_and_what_is_dropped_in_time_is_not_due() {
        let days = days("2026-09-07..2026-09-13");
        let of = |outcome| kept([due("2026-09-09", outcome)], days);
        assert_eq!(of(Outcome::Carried), (0, 1));
        assert_eq!(of(Outcome::Dropped(day("2026-09-08"))), (0, 0));
        assert_eq!(of(Outcome::Dropped(day("2026-09-09"))), (0, 1), "dropped on the day it was due");
    }

    #[test]
    fn s_004_an_action_that_was_carried_on_was_promised_twice() {
        let action = Action {
            number: 1,
            text: "call Huaxin".to_owned(),
            owner: Owner::Member("Chen".to_owned()),
            due: day("2026-09-15"),
            metric: None,
            about: String::new(),
            week: None,
            meeting: None,
            made: day("2026-09-07"),
            state: ActionState::Done(day("2026-09-14")),
            carried: vec![Carry { on: day("2026-09-09"), from: day("2026-09-09"), reason: "ill".to_owned() }],
        };
        assert_eq!(kept(Commitment::of(&action), days("2026-09-07..2026-09-13")), (0, 1));
        assert_eq!(kept(Commitment::of(&action), days("2026-09-14..2026-09-20")), (1, 1));
    }

    #[test]
    fn s_004_what_is_late_moves_up_by_its_age_in_working_days() {
        let calendar = WorkingCalendar::default();
        let tier = |today: &str| Escalation::default().tier(calendar.working_days_since(day("2026-09-11"), day(today)));
        assert_eq!(tier("2026-09-11"), Tier::Owner);
        assert_eq!(tier("2026-09-13"), Tier::Owner, "due on Friday: the weekend does not age it");
        assert_eq!(
            (tier("2026-09-14"), tier("2026-09-15"), tier("2026-09-16")),
            (Tier::Team, Tier::Team, Tier::Director)
        );
    }

    #[test]
    fn s_004_a_red_figure_is_as_old_as_its_first_red_day_in_a_row() {
        let series = |flags: &[Option<bool>]| {
            flags
                .iter()
                .enumerate()
                .map(|(at, red)| (day("2026-09-07").plus(i32::try_from(at).expect("few")), *red))
                .collect::<Vec<_>>()
        };
        let since = |flags: &[Option<bool>]| red_since(&series(flags));
        assert_eq!(since(&[Some(true), Some(false), Some(true), None, Some(true)]), Some(day("2026-09-09")));
        assert_eq!(since(&[Some(true), None]), Some(day("2026-09-07")), "not reported is not mended");
        assert_eq!((since(&[Some(true), Some(false)]), since(&[])), (None, None));
        let stays = |until: Option<&str>| stays_on_top(until.map(day), day("2026-09-09"));
        assert_eq!([stays(None), stays(Some("2026-09-09")), stays(Some("2026-09-08"))], [true, false, true]);
    }
}
