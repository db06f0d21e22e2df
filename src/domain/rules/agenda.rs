//! The stand-up: which slides it has on a day, how long each may take, and how long it took (C.4).

use crate::domain::base::{Day, FiscalStart, Grain, Period, WorkingCalendar};
use crate::domain::model::SlideRun;

/// A slide of the stand-up.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Slide {
    /// Close coverage, late and corrected figures.
    Trust,
    /// Yesterday's promises.
    Promises,
    /// Complaints, breaches, satisfaction.
    Customer,
    /// The last six weeks and the last twelve months of the figures; on the first working day of a week.
    Weeks,
    /// Traffic, inquiries, valid inquiries, lost orders.
    Inputs,
    /// The month's pace, what is required per day.
    Money,
    /// Kickoff, tracking or sprint, and the checkpoint; on the first working day of a ten-day period.
    Phase,
    /// At most three exceptions, each with an owner.
    Exceptions,
    /// Leaders, most improved, one best practice.
    Scoreboard,
    /// Today's promises read back.
    Today,
}

impl Slide {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 10] = [
        Self::Trust,
        Self::Promises,
        Self::Customer,
        Self::Weeks,
        Self::Inputs,
        Self::Money,
        Self::Phase,
        Self::Exceptions,
        Self::Scoreboard,
        Self::Today,
    ];

    /// Its word, the same in every language: `trust`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Trust => "trust",
            Self::Promises => "promises",
            Self::Customer => "customer",
            Self::Weeks => "weeks",
            Self::Inputs => "inputs",
            Self::Money => "money",
            Self::Phase => "phase",
            Self::Exceptions => "exceptions",
            Self::Scoreboard => "scoreboard",
            Self::Today => "today",
        }
    }

    /// Seconds planned for it; the eight of every day make 13 minutes.
    #[must_use]
    pub fn planned(self) -> u32 {
        match self {
            Self::Trust => 40,
            Self::Promises => 80,
            Self::Customer => 90,
            Self::Inputs => 150,
            Self::Money => 120,
            Self::Exceptions => 180,
            Self::Weeks | Self::Phase | Self::Scoreboard | Self::Today => 60,
        }
    }

    /// Whether it belongs to the stand-up of `day`. The weekly slide and that of the phase come with the first working day
    /// from Monday, the 1st, the 11th or the 21st on, so that a holiday on that day does not lose them.
    #[must_use]
    pub fn is_on(self, day: Day, calendar: &WorkingCalendar) -> bool {
        let begins = |first: Day| calendar.working_day_from(first) == day;
        match self {
            Self::Weeks => begins(Period::of(Grain::Week, day, FiscalStart::default()).first()),
            Self::Phase => {
                let into = match day.day_of_month() {
                    date @ ..=10 => date - 1,
                    date @ 11..=20 => date - 11,
                    date => date - 21,
                };
                begins(day.plus(-into.cast_signed()))
            }
            _ => true,
        }
    }
}

/// The slides of the stand-up of `day`, in order; one that has nothing to show (`has_data`) is left out.
#[must_use]
pub fn agenda(day: Day, calendar: &WorkingCalendar, has_data: impl Fn(Slide) -> bool) -> Vec<Slide> {
    Slide::ALL.into_iter().filter(|slide| slide.is_on(day, calendar) && has_data(*slide)).collect()
}

/// Seconds over its plan from which on a slide turns amber.
pub const GRACE: u32 = 30;

/// Whether a slide has turned amber: half a minute over its plan, or more.
#[must_use]
pub fn is_amber(run: &SlideRun) -> bool {
    run.used >= run.planned.saturating_add(GRACE)
}

/// Seconds over its plan; below 0 where there was time left.
#[must_use]
pub fn over(run: &SlideRun) -> i64 {
    i64::from(run.used) - i64::from(run.planned)
}

/// Seconds planned and used of all slides that were shown.
#[must_use]
pub fn total(runs: &[SlideRun]) -> (u32, u32) {
    let add = |sum: (u32, u32), run: &SlideRun| (sum.0.saturating_add(run.planned), sum.1.saturating_add(run.used));
    runs.iter().fold((0, 0), add)
}

/// Seconds that are planned for the slide of a word; a minute for one that is not known.
#[must_use]
pub fn planned(slide: &str) -> u32 {
    Slide::ALL.into_iter().find(|known| known.word() == slide).map_or(60, Slide::planned)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::domain::base::DayKind;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    fn extras(on: &str, calendar: &WorkingCalendar) -> Vec<Slide> {
        agenda(day(on), calendar, |slide| matches!(slide, Slide::Weeks | Slide::Phase))
    }

    #[test]
    fn c_4_a_stand_up_takes_13_minutes() {
        let slides = agenda(day("2026-09-08"), &WorkingCalendar::default(), |_| true);
        assert_eq!(slides.len(), 8);
        assert_eq!(slides.iter().map(|slide| slide.planned()).sum::<u32>(), 13 * 60);
        let starts: Vec<u32> = slides
            .iter()
            .scan(0, |at, slide| {
                *at += slide.planned();
                Some(*at)
            })
            .collect();
        assert_eq!(
            starts,
            [40, 120, 210, 360, 480, 660, 720, 780],
            "0:40, 2:00, 3:30, 6:00, 8:00, 11:00, 12:00, 13:00"
        );
    }

    #[test]
    fn c_4_monday_and_the_ten_day_periods_add_a_slide() {
        let calendar = WorkingCalendar::default();
        assert_eq!(extras("2026-09-07", &calendar), [Slide::Weeks]);
        assert_eq!(extras("2026-09-01", &calendar), [Slide::Phase]);
        assert_eq!(extras("2026-09-21", &calendar), [Slide::Weeks, Slide::Phase], "the 21st is a Monday");
        assert_eq!(extras("2026-09-11", &calendar), [Slide::Phase]);
        assert_eq!(extras("2026-09-09", &calendar), []);
        assert_eq!(extras("2026-08-03", &calendar), [Slide::Weeks, Slide::Phase], "the 1st was a Saturday");
        let holiday = WorkingCalendar::new(BTreeMap::from([(day("2026-09-07"), DayKind::Rest)]));
        assert_eq!((extras("2026-09-07", &holiday), extras("2026-09-08", &holiday)), (vec![], vec![Slide::Weeks]));
    }

    #[test]
    fn c_4_a_slide_without_data_is_left_out() {
        let slides = agenda(day("2026-09-08"), &WorkingCalendar::default(), |slide| slide != Slide::Customer);
        assert!(!slides.contains(&Slide::Customer) && slides.len() == 7);
    }

    #[test]
    fn c_4_a_slide_turns_amber_half_a_minute_over_and_the_end_says_planned_against_used() {
        let of =
            |slide: Slide, used| SlideRun { slide: slide.word().to_owned(), planned: slide.planned(), used, passed: 0 };
        assert!(!is_amber(&of(Slide::Trust, 69)) && is_amber(&of(Slide::Trust, 70)));
        assert_eq!((over(&of(Slide::Trust, 70)), over(&of(Slide::Money, 100))), (30, -20));
        assert_eq!(total(&[of(Slide::Trust, 70), of(Slide::Money, 100)]), (160, 170));
    }
}
