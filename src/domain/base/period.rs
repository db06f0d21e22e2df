//! Grains and periods: the week is ISO (Monday, week 1 holds 4 January), quarter and year follow the fiscal start (R7).

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use super::{Day, DayRange};

/// How much time one step of a report covers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Grain {
    /// A civil day.
    Day,
    /// An ISO week.
    Week,
    /// A calendar month.
    Month,
    /// Three months from the fiscal start.
    Quarter,
    /// Twelve months from the fiscal start.
    Year,
}

impl Grain {
    /// All grains, shortest first.
    pub const ALL: [Self; 5] = [Self::Day, Self::Week, Self::Month, Self::Quarter, Self::Year];

    /// The grain's word in a lens: `day`, `week`, `month`, `quarter`, `year`.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }
}

impl fmt::Display for Grain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl FromStr for Grain {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|grain| grain.id() == text).ok_or(())
    }
}

/// The month in which the fiscal year starts, 1 to 12; 1 unless the organisation says otherwise (R7).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct FiscalStart(u32);

impl FiscalStart {
    /// The fiscal year that starts in `month`; `None` outside 1 to 12.
    #[must_use]
    pub fn new(month: u32) -> Option<Self> {
        (1..=12).contains(&month).then_some(Self(month))
    }

    /// The month, 1 to 12.
    #[must_use]
    pub fn month(self) -> u32 {
        self.0
    }
}

impl Default for FiscalStart {
    fn default() -> Self {
        Self(1)
    }
}

impl TryFrom<u32> for FiscalStart {
    type Error = String;

    fn try_from(month: u32) -> Result<Self, String> {
        Self::new(month).ok_or_else(|| format!("a fiscal year starts in a month from 1 to 12, not {month}"))
    }
}

impl From<FiscalStart> for u32 {
    fn from(start: FiscalStart) -> Self {
        start.0
    }
}

/// One day, week, month, quarter or year: a grain and the first day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Period {
    grain: Grain,
    first: Day,
}

impl Period {
    /// The period of `grain` that holds `day`.
    #[must_use]
    pub fn of(grain: Grain, day: Day, fiscal: FiscalStart) -> Self {
        let first = match grain {
            Grain::Day => day,
            Grain::Week => day.plus(-day.weekday().cast_signed()),
            Grain::Month => month_start(day, 0),
            Grain::Quarter => month_start(day, months_into(day, fiscal) % 3),
            Grain::Year => month_start(day, months_into(day, fiscal)),
        };
        Self { grain, first }
    }

    /// How much time it covers.
    #[must_use]
    pub fn grain(self) -> Grain {
        self.grain
    }

    /// Its first day.
    #[must_use]
    pub fn first(self) -> Day {
        self.first
    }

    /// Its last day, included.
    #[must_use]
    pub fn last(self) -> Day {
        match self.grain {
            Grain::Day => self.first,
            Grain::Week => self.first.plus(6),
            Grain::Month => self.first.plus_months(1).plus(-1),
            Grain::Quarter => self.first.plus_months(3).plus(-1),
            Grain::Year => self.first.plus_months(12).plus(-1),
        }
    }

    /// All its days.
    #[must_use]
    pub fn days(self) -> DayRange {
        DayRange::new(self.first, self.last()).unwrap_or_else(|| DayRange::one(self.first))
    }

    /// The period `steps` after this one (before when negative).
    #[must_use]
    pub fn shift(self, steps: i32) -> Self {
        let first = match self.grain {
            Grain::Day => self.first.plus(steps),
            Grain::Week => self.first.plus(steps.saturating_mul(7)),
            Grain::Month => self.first.plus_months(steps),
            Grain::Quarter => self.first.plus_months(steps * 3),
            Grain::Year => self.first.plus_months(steps * 12),
        };
        Self { first, ..self }
    }

    /// The same period of last year (同比, R13): a day or a week is 364 days back so that weekdays match (R9),
    /// anything longer is twelve months back.
    #[must_use]
    pub fn year_before(self) -> Self {
        let first = match self.grain {
            Grain::Day | Grain::Week => self.first.plus(-364),
            Grain::Month | Grain::Quarter | Grain::Year => self.first.plus_months(-12),
        };
        Self { first, ..self }
    }

    /// ISO year and week number of a week; of any other grain, those of its first day.
    #[must_use]
    pub fn iso_week(self) -> (i32, u32) {
        let week = self.first.date().iso_week();
        (week.year(), week.week())
    }

    /// Reads `2026-09-08`, `2026-W37`, `2026-09`, `2026-Q3`, `2026`, each for its own grain.
    ///
    /// A quarter or a year that does not start in January is named after the calendar year in which it starts.
    #[must_use]
    pub fn parse(text: &str, fiscal: FiscalStart) -> Option<Self> {
        if let Ok(day) = text.parse() {
            return Some(Self::of(Grain::Day, day, fiscal));
        }
        let (year, rest) = text.split_at_checked(4)?;
        if !year.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let year: i32 = year.parse().ok()?;
        let number = |part: &str| part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse::<u32>().ok()).flatten();
        if rest.is_empty() {
            return Some(Self { grain: Grain::Year, first: Day::from_ymd(year, fiscal.month(), 1)? });
        }
        let rest = rest.strip_prefix('-')?;
        if let Some(week) = rest.strip_prefix(['W', 'w']) {
            let date = NaiveDate::from_isoywd_opt(year, number(week)?, Weekday::Mon)?;
            return Some(Self { grain: Grain::Week, first: Day::from_date(date)? });
        }
        if let Some(quarter) = rest.strip_prefix(['Q', 'q']) {
            let quarter = number(quarter).filter(|q| (1..=4).contains(q))?;
            let first = Day::from_ymd(year, fiscal.month(), 1)?.plus_months((quarter.cast_signed() - 1) * 3);
            return Some(Self { grain: Grain::Quarter, first });
        }
        let month = (rest.len() == 2).then(|| number(rest)).flatten()?;
        Some(Self { grain: Grain::Month, first: Day::from_ymd(year, month, 1)? })
    }

    /// The name that [`Period::parse`] reads: `2026-W37`, `2026-Q3`.
    #[must_use]
    pub fn name(self, fiscal: FiscalStart) -> String {
        match self.grain {
            Grain::Day => self.first.to_string(),
            Grain::Week => {
                let (year, week) = self.iso_week();
                format!("{year:04}-W{week:02}")
            }
            Grain::Month => format!("{:04}-{:02}", self.first.year(), self.first.month()),
            Grain::Quarter => {
                let year = Self::of(Grain::Year, self.first, fiscal);
                format!("{:04}-Q{}", year.first.year(), months_into(self.first, fiscal) / 3 + 1)
            }
            Grain::Year => format!("{:04}", self.first.year()),
        }
    }
}

/// Whole months from the start of the fiscal year to the month of `day`, 0 to 11.
fn months_into(day: Day, fiscal: FiscalStart) -> i32 {
    (day.month().cast_signed() - fiscal.month().cast_signed()).rem_euclid(12)
}

/// The first day of the month that lies `back` months before the month of `day`.
fn month_start(day: Day, back: i32) -> Day {
    day.plus(1 - day.day_of_month().cast_signed()).plus_months(-back)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    fn period(text: &str) -> Period {
        Period::parse(text, FiscalStart::default()).expect("a period")
    }

    #[test]
    fn r7_iso_week_53_of_2026_runs_into_2027() {
        let week = period("2026-W53");
        assert_eq!((week.first(), week.last()), (day("2026-12-28"), day("2027-01-03")));
        assert_eq!(week.shift(1).name(FiscalStart::default()), "2027-W01");
        assert_eq!(week.year_before().name(FiscalStart::default()), "2026-W01");
        assert!(Period::parse("2025-W53", FiscalStart::default()).is_none(), "2025 has 52 weeks");
    }

    #[test]
    fn r7_fiscal_quarters_follow_the_start_month() {
        let april = FiscalStart::new(4).expect("a month");
        let quarter = Period::of(Grain::Quarter, day("2027-02-10"), april);
        assert_eq!((quarter.first(), quarter.last()), (day("2027-01-01"), day("2027-03-31")));
        assert_eq!(quarter.name(april), "2026-Q4");
        assert_eq!(Period::parse("2026-Q4", april), Some(quarter));
        assert_eq!(Period::of(Grain::Year, day("2027-02-10"), april).name(april), "2026");
    }

    #[test]
    fn r9_a_day_and_a_week_compare_364_days_back() {
        assert_eq!(period("2024-02-29").year_before(), period("2023-03-02"));
        assert_eq!(period("2024-02").year_before(), period("2023-02"));
        assert_eq!(period("2024-02").last(), day("2024-02-29"));
        assert_eq!(period("2026-W37").year_before(), period("2025-W37"));
    }

    #[test]
    fn names_read_back() {
        for text in ["2026-09-08", "2026-W01", "2026-12", "2026-Q3", "2026"] {
            assert_eq!(period(text).name(FiscalStart::default()), text);
        }
        for wrong in ["", "26", "2026-W54", "2026-Q5", "2026-13", "2026-1", "2026W1", "年"] {
            assert!(Period::parse(wrong, FiscalStart::default()).is_none(), "{wrong} is no period");
        }
    }
}
