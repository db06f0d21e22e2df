//! Where a period will end: what has come so far, carried on by weekdays (S-040, B.1).

use std::collections::BTreeSet;

use super::elapsed::{Elapsed, count};
use super::limits::Weekdays;
use crate::domain::base::{Day, DayRange, FiscalStart, Grain, Period, Rate, WorkingCalendar, div_half_up};

/// Days of history that make the profile of a week: eight weeks.
pub const HISTORY: i32 = 56;
/// Weeks of history from which on a profile says more than the plain run rate.
const ENOUGH: usize = 4;
/// Past month-ends from which on a band is shown, and of which it is made.
pub const MONTH_ENDS: usize = 6;

/// What each weekday has of a figure in the eight weeks up to a day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Profile(Weekdays);

impl Profile {
    /// Of the reported working days of the eight weeks that end on `until`; `None` where fewer than four weeks have any.
    #[must_use]
    pub fn of(points: impl IntoIterator<Item = (Day, i128)>, until: Day, calendar: &WorkingCalendar) -> Option<Self> {
        let weeks = DayRange::new(until.plus(1 - HISTORY), until)?;
        let known = points.into_iter().filter(|(day, _)| weeks.contains(*day) && calendar.is_working(*day));
        let known: Vec<_> = known.collect();
        let week = |day: Day| Period::of(Grain::Week, day, FiscalStart::default()).first();
        let reported: BTreeSet<Day> = known.iter().map(|(day, _)| week(*day)).collect();
        (reported.len() >= ENOUGH).then(|| Self(Weekdays::of(known)))
    }
}

/// The projection to the end of the period, in the scale of `actual`: each working day to come is expected to bring its
/// weekday's mean times the level of the days so far, so `actual × means of all days / means of the days over`.
///
/// Without a profile it is the plain run rate, `actual / elapsed × total`. `None` before the first working day is over.
#[must_use]
pub fn projection(actual: i128, elapsed: Elapsed, profile: Option<&Profile>) -> Option<Rate> {
    let run_rate = || Rate::new(actual.checked_mul(count(elapsed.total()))?, count(elapsed.gone()));
    profile.filter(|_| elapsed.gone() > 0).and_then(|profile| by_weekday(actual, elapsed, profile)).or_else(run_rate)
}

fn by_weekday(actual: i128, elapsed: Elapsed, Profile(usual): &Profile) -> Option<Rate> {
    // Sums of the means of the days over and of all days, over one denominator.
    let (mut gone, mut all, mut den) = (0_i128, 0_i128, 1_i128);
    for (weekday, (over, ahead)) in (0_u32..).zip(elapsed.weekdays()).filter(|(_, days)| *days != (0, 0)) {
        let (sum, points) = usual.mean_of(weekday);
        let add = |to: i128, days: usize| {
            to.checked_mul(points)?.checked_add(count(days).checked_mul(sum)?.checked_mul(den)?)
        };
        (gone, all) = (add(gone, over)?, add(all, over + ahead)?);
        den = den.checked_mul(points)?;
    }
    Rate::new(actual.checked_mul(all)?, gone).filter(|_| gone > 0)
}

/// The band in which a projection lies by experience: `past` holds what was projected at this point of earlier months and
/// what they came to, oldest first; the least and the largest of the last six ratios of the two make it, in whole units of
/// the stored scale. `None` below six months.
#[must_use]
pub fn band(projection: Rate, past: &[(Rate, i128)]) -> Option<(i128, i128)> {
    const FINE: i128 = 1_000_000;
    let ratio = |(projected, came): &(Rate, i128)| {
        let projected = projected.scaled(1);
        (projected > 0).then(|| came.checked_mul(FINE).map(|came| div_half_up(came, projected))).flatten()
    };
    let known: Vec<i128> = past.iter().filter_map(ratio).collect();
    let last = known.get(known.len().checked_sub(MONTH_ENDS)?..)?;
    let at = |ratio: i128| projection.scaled(1).checked_mul(ratio).map(|product| div_half_up(product, FINE));
    Some((at(*last.iter().min()?)?, at(*last.iter().max()?)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::model::reference::days;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    fn september(today: &str) -> Elapsed {
        Elapsed::of(days("2026-09-01..2026-09-30"), day(today), true, &WorkingCalendar::default())
    }

    /// So many weeks up to Friday, 28 August, of which a Monday brings 200 and every other day 100.
    fn profile(weeks: i32) -> Option<Profile> {
        let monday = day("2026-08-24");
        let week = |back: i32| (0..5).map(move |at| (monday.plus(at - back * 7), if at == 0 { 200 } else { 100 }));
        Profile::of((0..weeks).flat_map(week), day("2026-08-28"), &WorkingCalendar::default())
    }

    #[test]
    fn s_040_without_a_profile_the_run_rate_is_carried_on() {
        assert_eq!(
            projection(640_000, september("2026-09-10"), None),
            Rate::new(1_760_000, 1),
            "88.0 % of two million"
        );
        assert_eq!(projection(640_000, september("2026-08-31"), None), None, "nothing is over yet");
        assert_eq!(profile(3), None, "three weeks are too few");
        assert!(profile(4).is_some());
    }

    #[test]
    fn s_040_a_profile_knows_that_the_rich_weekdays_are_over_or_still_to_come() {
        // To Friday the 4th four days are over, no Monday among them; four of the 18 to come are Mondays.
        let profile = profile(8).expect("eight weeks");
        let friday = september("2026-09-04");
        assert_eq!(projection(400, friday, Some(&profile)), Rate::new(2_600, 1), "18 days of 100 and four of 200");
        assert_eq!(projection(800, friday, Some(&profile)), Rate::new(5_200, 1), "at twice the usual level");
        assert_eq!(projection(400, friday, None), Rate::new(2_200, 1));
        assert_eq!(projection(2_600, september("2026-09-30"), Some(&profile)), Rate::new(2_600, 1), "it is over");
    }

    #[test]
    fn s_040_a_profile_without_anything_falls_back_to_the_run_rate() {
        let zeros = (0..56).map(|back| (day("2026-08-28").plus(-back), 0));
        let profile = Profile::of(zeros, day("2026-08-28"), &WorkingCalendar::default());
        assert_eq!(projection(10, september("2026-09-02"), profile.as_ref()), Rate::new(110, 1));
        let old = (0..56).map(|back| (day("2026-06-28").plus(-back), 5));
        assert_eq!(Profile::of(old, day("2026-08-28"), &WorkingCalendar::default()), None, "it is too old");
    }

    #[test]
    fn s_040_a_band_is_shown_from_six_month_ends_on() {
        let projected = Rate::new(1_000, 1).expect("a rate");
        let month = |came: i128| (projected, came);
        let past = [900, 1_050, 1_000, 950, 1_100, 1_020].map(month);
        assert_eq!(band(projected, &past), Some((900, 1_100)));
        assert_eq!(band(projected, &past[1..]), None);
        let longer = [month(100), month(900), month(1_050), month(1_000), month(950), month(1_100), month(1_020)];
        assert_eq!(band(projected, &longer), Some((900, 1_100)), "only the last six count");
    }
}
