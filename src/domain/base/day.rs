//! A civil day and a run of days.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// A civil day of the organisation's calendar, counted from 1970-01-01.
///
/// Range: 1900-01-01 ..= 2199-12-31, so that a slip in a file ("0201-09-08") is refused rather than
/// stored. It has no time zone: which day "now" is, is decided once at the edge (R7).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "i32", into = "i32")]
pub struct Day(i32);

impl TryFrom<i32> for Day {
    type Error = &'static str;

    fn try_from(number: i32) -> Result<Self, &'static str> {
        Self::from_number(number).ok_or("a day lies between 1900 and 2199")
    }
}

impl From<Day> for i32 {
    fn from(day: Day) -> Self {
        day.0
    }
}

impl Day {
    /// 1900-01-01.
    pub const MIN: Self = Self(-25_567);
    /// 2199-12-31.
    pub const MAX: Self = Self(84_005);

    /// The day `number` days after 1970-01-01; `None` outside the range.
    #[must_use]
    pub fn from_number(number: i32) -> Option<Self> {
        (Self::MIN.0..=Self::MAX.0).contains(&number).then_some(Self(number))
    }

    /// Days since 1970-01-01; negative before.
    #[must_use]
    pub fn number(self) -> i32 {
        self.0
    }

    /// The day of a calendar date; `None` where there is no such date (29 February 2027) or it is out of range.
    #[must_use]
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).and_then(Self::from_date)
    }

    /// The day of a `chrono` date; `None` out of range.
    #[must_use]
    pub fn from_date(date: NaiveDate) -> Option<Self> {
        Self::from_number(date.to_epoch_days())
    }

    /// The same day as a `chrono` date.
    #[must_use]
    pub fn date(self) -> NaiveDate {
        NaiveDate::from_epoch_days(self.0).unwrap_or_default()
    }

    /// Calendar year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.date().year()
    }

    /// Month of the year, 1 to 12.
    #[must_use]
    pub fn month(self) -> u32 {
        self.date().month()
    }

    /// Day of the month, 1 to 31.
    #[must_use]
    pub fn day_of_month(self) -> u32 {
        self.date().day()
    }

    /// Weekday, Monday 0 to Sunday 6 (R7: weeks start on Monday).
    #[must_use]
    pub fn weekday(self) -> u32 {
        (self.0 + 3).rem_euclid(7).unsigned_abs()
    }

    /// The day `days` later (earlier when negative), held inside the range.
    #[must_use]
    pub fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(days).clamp(Self::MIN.0, Self::MAX.0))
    }

    /// The same date `months` later; the last day of the month where that date does not exist.
    #[must_use]
    pub fn plus_months(self, months: i32) -> Self {
        let date = self.date();
        let index = date.year() * 12 + date.month0().cast_signed() + months;
        let (year, month) = (index.div_euclid(12), index.rem_euclid(12).unsigned_abs() + 1);
        (0..4).find_map(|back| Self::from_ymd(year, month, date.day().saturating_sub(back))).unwrap_or(if months < 0 {
            Self::MIN
        } else {
            Self::MAX
        })
    }

    /// Days from `earlier` to this day; negative when this day is the earlier one.
    #[must_use]
    pub fn since(self, earlier: Self) -> i32 {
        self.0 - earlier.0
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = self.date();
        write!(f, "{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Day {
    type Err = ();

    /// Reads `2026-09-08`, exactly so.
    fn from_str(text: &str) -> Result<Self, ()> {
        let digits = |part: &str, width: usize| {
            (part.len() == width && part.bytes().all(|b| b.is_ascii_digit()))
                .then(|| part.parse::<u32>().ok())
                .flatten()
        };
        let mut parts = text.splitn(3, '-');
        let mut next = |width| parts.next().and_then(|part| digits(part, width)).ok_or(());
        let (year, month, day) = (next(4)?, next(2)?, next(2)?);
        Self::from_ymd(year.cast_signed(), month, day).ok_or(())
    }
}

/// A run of days, both ends included; never empty.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "Ends")]
pub struct DayRange {
    first: Day,
    last: Day,
}

/// A run of days as it is written down.
#[derive(Deserialize)]
struct Ends {
    first: Day,
    last: Day,
}

impl TryFrom<Ends> for DayRange {
    type Error = &'static str;

    fn try_from(Ends { first, last }: Ends) -> Result<Self, &'static str> {
        Self::new(first, last).ok_or("a run of days does not end before it begins")
    }
}

impl DayRange {
    /// The days `first` to `last`; `None` when `last` is before `first`.
    #[must_use]
    pub fn new(first: Day, last: Day) -> Option<Self> {
        (first <= last).then_some(Self { first, last })
    }

    /// The run of one day.
    #[must_use]
    pub fn one(day: Day) -> Self {
        Self { first: day, last: day }
    }

    /// The first day.
    #[must_use]
    pub fn first(self) -> Day {
        self.first
    }

    /// The last day, included.
    #[must_use]
    pub fn last(self) -> Day {
        self.last
    }

    /// How many days, at least 1.
    #[must_use]
    pub fn len(self) -> usize {
        usize::try_from(self.last.since(self.first) + 1).unwrap_or(1)
    }

    /// Never: a run has at least one day.
    #[must_use]
    pub fn is_empty(self) -> bool {
        false
    }

    /// Whether `day` is one of the run.
    #[must_use]
    pub fn contains(self, day: Day) -> bool {
        self.first <= day && day <= self.last
    }

    /// The days both runs have; `None` when they share none.
    #[must_use]
    pub fn intersect(self, other: Self) -> Option<Self> {
        Self::new(self.first.max(other.first), self.last.min(other.last))
    }

    /// Every day of the run, in order.
    pub fn days(self) -> impl DoubleEndedIterator<Item = Day> + use<> {
        (self.first.0..=self.last.0).map(Day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    #[test]
    fn a_day_reads_and_prints_the_same() {
        for text in ["1900-01-01", "1970-01-01", "2024-02-29", "2026-09-08", "2199-12-31"] {
            assert_eq!(day(text).to_string(), text);
        }
        assert_eq!(day("1900-01-01"), Day::MIN);
        assert_eq!(day("2199-12-31"), Day::MAX);
        for wrong in ["2026-02-29", "2026-9-8", "26-09-08", "2026-09-08 ", "2026-13-01", "1899-12-31", "2026-09-+8", ""]
        {
            assert!(wrong.parse::<Day>().is_err(), "{wrong} is no day");
        }
    }

    #[test]
    fn weekdays_start_on_monday() {
        assert_eq!(day("2026-09-07").weekday(), 0);
        assert_eq!(day("2026-09-13").weekday(), 6);
        assert_eq!(day("1969-12-31").weekday(), 2);
    }

    #[test]
    fn months_are_added_by_date_and_clipped_at_the_end() {
        assert_eq!(day("2026-01-31").plus_months(1), day("2026-02-28"));
        assert_eq!(day("2024-02-29").plus_months(-12), day("2023-02-28"));
        assert_eq!(day("2026-03-15").plus_months(-3), day("2025-12-15"));
    }
}
