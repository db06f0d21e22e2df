//! Days, periods and moments as people write them: `Tue 8 Sep 2026`, `2026-09-08 周二`.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::Lang;
use crate::domain::base::{Day, DayRange, FiscalStart, Grain, Period};

const WEEKDAYS: [[&str; 2]; 7] = [
    ["Mon", "周一"],
    ["Tue", "周二"],
    ["Wed", "周三"],
    ["Thu", "周四"],
    ["Fri", "周五"],
    ["Sat", "周六"],
    ["Sun", "周日"],
];

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The weekday: `Tue`, `周二`.
#[must_use]
pub fn weekday(day: Day, lang: Lang) -> &'static str {
    let [en, zh] = usize::try_from(day.weekday()).ok().and_then(|at| WEEKDAYS.get(at)).copied().unwrap_or_default();
    if lang == Lang::En { en } else { zh }
}

/// The whole date: `Tue 8 Sep 2026`, `2026-09-08 周二`.
#[must_use]
pub fn day(day: Day, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{} {} {}", weekday(day, lang), day_short(day, lang), day.year()),
        Lang::Zh => format!("{day} {}", weekday(day, lang)),
    }
}

/// The date without its year: `8 Sep`, `9-08`.
#[must_use]
pub fn day_short(day: Day, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{} {}", day.day_of_month(), month_en(day)),
        Lang::Zh => format!("{}-{:02}", day.month(), day.day_of_month()),
    }
}

/// A run of days: `31 Aug to 6 Sep 2026`, `2026-08-31 至 9-06`.
#[must_use]
pub fn days(run: DayRange, lang: Lang) -> String {
    let (first, last) = (run.first(), run.last());
    let same_year = first.year() == last.year();
    match lang {
        _ if first == last => day(first, lang),
        Lang::En if same_year => {
            format!("{} to {} {}", day_short(first, lang), day_short(last, lang), last.year())
        }
        Lang::En => format!("{} {} to {} {}", day_short(first, lang), first.year(), day_short(last, lang), last.year()),
        Lang::Zh if same_year => format!("{first} 至 {}", day_short(last, lang)),
        Lang::Zh => format!("{first} 至 {last}"),
    }
}

/// A period by its name: `Tue 8 Sep 2026`, `Week 36, 2026`, `September 2026`, `Q3 2026`, `2026`.
///
/// A fiscal year that does not start in January is written `FY 2026`, after the calendar year in which it starts.
#[must_use]
pub fn period(period: Period, fiscal: FiscalStart, lang: Lang) -> String {
    let first = period.first();
    let (iso_year, week) = period.iso_week();
    let name = period.name(fiscal);
    let (year, part) = name.split_once("-Q").unwrap_or((&name, ""));
    let calendar = fiscal == FiscalStart::default();
    match (period.grain(), lang) {
        (Grain::Day, _) => day(first, lang),
        (Grain::Week, Lang::En) => format!("Week {week}, {iso_year}"),
        (Grain::Week, Lang::Zh) => format!("{iso_year}年第{week}周"),
        (Grain::Month, Lang::En) => format!("{} {}", month_name(first), first.year()),
        (Grain::Month, Lang::Zh) => format!("{}年{}月", first.year(), first.month()),
        (Grain::Quarter, Lang::En) if calendar => format!("Q{part} {year}"),
        (Grain::Quarter, Lang::En) => format!("Q{part} FY {year}"),
        (Grain::Quarter, Lang::Zh) if calendar => format!("{year}年第{part}季度"),
        (Grain::Quarter, Lang::Zh) => format!("{year}财年第{part}季度"),
        (Grain::Year, Lang::En) if calendar => year.to_owned(),
        (Grain::Year, Lang::En) => format!("FY {year}"),
        (Grain::Year, Lang::Zh) if calendar => format!("{year}年"),
        (Grain::Year, Lang::Zh) => format!("{year}财年"),
    }
}

/// A day as the head of a column: `Tue 8 Sep`, `9-08 周二`.
#[must_use]
pub fn day_head(day: Day, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{} {}", weekday(day, lang), day_short(day, lang)),
        Lang::Zh => format!("{} {}", day_short(day, lang), weekday(day, lang)),
    }
}

/// A run of days as the head of a column: `1-8 Sep`, `28 Aug-3 Sep`, `9-01~9-08`.
#[must_use]
pub fn days_head(run: DayRange, lang: Lang) -> String {
    let (first, last) = (run.first(), run.last());
    let one_month = (first.year(), first.month()) == (last.year(), last.month());
    match lang {
        _ if first == last => day_head(first, lang),
        Lang::En if one_month => format!("{}-{}", first.day_of_month(), day_short(last, lang)),
        Lang::En => format!("{}-{}", day_short(first, lang), day_short(last, lang)),
        Lang::Zh => format!("{}~{}", day_short(first, lang), day_short(last, lang)),
    }
}

/// A period as the head of a column: `Tue 8 Sep`, `W36`, `Sep 2026`, `Q3 2026`.
#[must_use]
pub fn period_head(period: Period, fiscal: FiscalStart, lang: Lang) -> String {
    let first = period.first();
    let (iso_year, week) = period.iso_week();
    match (period.grain(), lang) {
        (Grain::Day, _) => day_head(first, lang),
        (Grain::Week, Lang::En) => format!("W{week} {iso_year}"),
        (Grain::Week, Lang::Zh) => format!("{iso_year} {week}周"),
        (Grain::Month, Lang::En) => format!("{} {}", month_en(first), first.year()),
        _ => self::period(period, fiscal, lang),
    }
}

/// A moment in milliseconds UTC, to the minute, in the time zone of the organisation: `8 Sep 2026 08:57`.
#[must_use]
pub fn moment(millis: i64, zone: &str, lang: Lang) -> String {
    let Some(local) = local(millis, zone) else { return millis.to_string() };
    let Some(date) = Day::from_date(local.date_naive()) else { return local.to_rfc3339() };
    match lang {
        Lang::En => format!("{} {} {}", day_short(date, lang), date.year(), local.format("%H:%M")),
        Lang::Zh => format!("{date} {}", local.format("%H:%M")),
    }
}

/// As [`moment`], of one that is written `2026-09-08T00:57:00.000Z`; `None` where it is not.
#[must_use]
pub fn moment_of(text: &str, zone: &str, lang: Lang) -> Option<String> {
    let at = DateTime::parse_from_rfc3339(text).ok()?;
    Some(moment(at.timestamp_millis(), zone, lang))
}

/// The time of day of a moment: `08:57`.
#[must_use]
pub fn clock(millis: i64, zone: &str) -> String {
    local(millis, zone).map(|local| local.format("%H:%M").to_string()).unwrap_or_default()
}

/// The organisation's day at a moment (R7): whoever looks from another time zone sees the same day.
#[must_use]
pub fn today(millis: i64, zone: &str) -> Day {
    local(millis, zone).and_then(|local| Day::from_date(local.date_naive())).unwrap_or(Day::MIN)
}

fn local(millis: i64, zone: &str) -> Option<DateTime<Tz>> {
    let zone: Tz = zone.parse().unwrap_or(Tz::Asia__Shanghai);
    DateTime::<Utc>::from_timestamp_millis(millis).map(|moment| moment.with_timezone(&zone))
}

fn month_name(day: Day) -> &'static str {
    let at = usize::try_from(day.month()).unwrap_or(1).saturating_sub(1);
    MONTHS.get(at).copied().unwrap_or_default()
}

fn month_en(day: Day) -> &'static str {
    let name = month_name(day);
    name.get(..3).unwrap_or(name)
}

/// The month alone: `Sep`, `9月`.
#[must_use]
pub fn month_short(day: Day, lang: Lang) -> String {
    match lang {
        Lang::En => month_en(day).to_owned(),
        Lang::Zh => format!("{}月", day.month()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Day {
        text.parse().expect("a day")
    }

    #[test]
    fn dates_follow_the_habit_of_each_language() {
        assert_eq!(day(date("2026-09-08"), Lang::En), "Tue 8 Sep 2026");
        assert_eq!(day(date("2026-09-08"), Lang::Zh), "2026-09-08 周二");
        assert_eq!(day_short(date("2026-09-08"), Lang::En), "8 Sep");
        assert_eq!(day_short(date("2026-09-08"), Lang::Zh), "9-08");
        let over = DayRange::new(date("2026-12-28"), date("2027-01-03")).expect("a run");
        assert_eq!(days(over, Lang::En), "28 Dec 2026 to 3 Jan 2027");
        assert_eq!(days(over, Lang::Zh), "2026-12-28 至 2027-01-03");
    }

    #[test]
    fn heads_of_columns_are_short() {
        let fiscal = FiscalStart::default();
        let head = |text: &str, lang| period_head(Period::parse(text, fiscal).expect("a period"), fiscal, lang);
        assert_eq!(
            ["2026-09-08", "2026-W36", "2026-09"].map(|text| head(text, Lang::En)),
            ["Tue 8 Sep", "W36 2026", "Sep 2026"]
        );
        assert_eq!(["2026-09-08", "2026-W36"].map(|text| head(text, Lang::Zh)), ["9-08 周二", "2026 36周"]);
        let run = DayRange::new(date("2026-09-01"), date("2026-09-08")).expect("a run");
        assert_eq!([days_head(run, Lang::En), days_head(run, Lang::Zh)], ["1-8 Sep", "9-01~9-08"]);
    }

    #[test]
    fn r7_periods_are_named_after_the_organisations_own_year() {
        let fiscal = FiscalStart::default();
        let name = |text: &str, lang| period(Period::parse(text, fiscal).expect("a period"), fiscal, lang);
        assert_eq!(name("2026-W53", Lang::En), "Week 53, 2026");
        assert_eq!(name("2026-W53", Lang::Zh), "2026年第53周");
        assert_eq!(name("2026-09", Lang::Zh), "2026年9月");
        assert_eq!(name("2026-Q3", Lang::En), "Q3 2026");
        let april = FiscalStart::new(4).expect("a month");
        let quarter = Period::parse("2026-Q4", april).expect("a period");
        assert_eq!(period(quarter, april, Lang::En), "Q4 FY 2026");
        assert_eq!(period(quarter, april, Lang::Zh), "2026财年第4季度");
    }

    #[test]
    fn r7_the_day_is_the_organisations_and_not_the_terminals() {
        let late_in_utc = 1_788_800_400_000; // 2026-09-07 17:00 UTC
        assert_eq!(today(late_in_utc, "Asia/Shanghai"), date("2026-09-08"));
        assert_eq!(today(late_in_utc, "Europe/London"), date("2026-09-07"));
        assert_eq!(moment(late_in_utc, "Asia/Shanghai", Lang::En), "8 Sep 2026 01:00");
        assert_eq!(clock(late_in_utc, "Asia/Kathmandu"), "22:45");
    }
}
