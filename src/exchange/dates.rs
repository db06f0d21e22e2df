//! Dates as files write them. A column has one format; where two fit every row, the user is asked.

use std::fmt;
use std::str::FromStr;

use crate::domain::base::{Day, Error, clean};

/// In which order the parts stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Order {
    Ymd,
    Dmy,
    Mdy,
}

/// How a column writes its dates. A time of day may follow the date; it is not looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct DateFormat {
    order: Order,
    /// What stands between the parts; 0 where nothing does (20260908), `年` as `Y`.
    between: u8,
    /// Whether the year has two digits: 70 to 99 are of the 1900s.
    short: bool,
    /// Whether the month is a word: Sep, September.
    word: bool,
}

/// Every format there is, the plainest first, as its text form.
const FORMATS: &[&str] = &[
    "YYYY-MM-DD",
    "YYYY/MM/DD",
    "YYYY.MM.DD",
    "YYYYMMDD",
    "YYYY年MM月DD日",
    "DD/MM/YYYY",
    "MM/DD/YYYY",
    "DD-MM-YYYY",
    "MM-DD-YYYY",
    "DD.MM.YYYY",
    "MM.DD.YYYY",
    "DDMMYYYY",
    "MMDDYYYY",
    "DD/MM/YY",
    "MM/DD/YY",
    "YY/MM/DD",
    "DD-MM-YY",
    "MM-DD-YY",
    "YY-MM-DD",
    "DD.MM.YY",
    "YY.MM.DD",
    "DD MMM YYYY",
    "DD-MMM-YYYY",
    "MMM DD YYYY",
    "DD-MMM-YY",
];

impl DateFormat {
    /// `YYYY-MM-DD`.
    pub(super) const ISO: Self = Self { order: Order::Ymd, between: b'-', short: false, word: false };

    /// All formats, the plainest first.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        FORMATS.iter().filter_map(|text| text.parse().ok())
    }

    /// The error that `wanted` is no format.
    pub(super) fn unknown(wanted: &str) -> Error {
        Error::asked("import-date-format").with("format", clean(wanted)).with("formats", FORMATS.join(", "))
    }

    /// The day that `text` names in this format; `None` where it names none. Parts may be one digit short (`2026-9-8`).
    #[inline]
    pub(super) fn read(self, text: &[u8]) -> Option<Day> {
        if self == Self::ISO
            && let [a, b, c, d, b'-', e, f, b'-', g, h] = *text
        {
            let number = |digits: &[u8]| digits.iter().try_fold(0, |sum, digit| Some(sum * 10 + value(*digit)?));
            return Day::from_ymd(number(&[a, b, c, d])?.cast_signed(), number(&[e, f])?, number(&[g, h])?);
        }
        self.read_any(text)
    }

    fn read_any(self, text: &[u8]) -> Option<Day> {
        let mut rest = text.trim_ascii();
        let mut parts = [0_u32; 3];
        for (at, part) in parts.iter_mut().enumerate() {
            (*part, rest) = self.part(at, rest)?;
        }
        follows(rest)?;
        let [a, b, c] = parts;
        let (year, month, day) = match self.order {
            Order::Ymd => (a, b, c),
            Order::Dmy => (c, b, a),
            Order::Mdy => (c, a, b),
        };
        let year = match year {
            _ if !self.short => year,
            70.. => 1900 + year,
            _ => 2000 + year,
        };
        Day::from_ymd(year.cast_signed(), month, day)
    }

    /// Part number `at` of the date and what follows it.
    fn part(self, at: usize, text: &[u8]) -> Option<(u32, &[u8])> {
        let (is_year, is_month) = match self.order {
            Order::Ymd => (at == 0, at == 1),
            Order::Dmy => (at == 2, at == 1),
            Order::Mdy => (at == 2, at == 0),
        };
        let (least, most) = match (is_year, self.short, self.between) {
            (true, false, _) => (4, 4),
            (true, true, _) | (false, _, 0) => (2, 2),
            (false, _, _) => (1, 2),
        };
        let (number, rest) = if is_month && self.word { month_word(text)? } else { digits(text, least, most)? };
        let rest = match (self.between, at) {
            (b'Y', _) => rest.strip_prefix(["年", "月", "日"].get(at)?.as_bytes())?,
            (_, 2) | (0, _) => rest,
            (b' ', _) => rest.strip_prefix(b",").unwrap_or(rest).strip_prefix(b" ")?,
            (between, _) => rest.strip_prefix(&[between])?,
        };
        Some((number, rest))
    }
}

impl fmt::Display for DateFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let found = FORMATS.iter().find(|text| text.parse() == Ok(*self));
        f.write_str(found.copied().unwrap_or("YYYY-MM-DD"))
    }
}

impl FromStr for DateFormat {
    type Err = ();

    /// Reads `DD/MM/YYYY` and its like, in either case.
    fn from_str(text: &str) -> Result<Self, ()> {
        let text = text.trim().to_ascii_uppercase();
        let known = FORMATS.iter().find(|format| **format == text).ok_or(())?;
        let first = known.bytes().next().unwrap_or_default();
        let order = match first {
            b'Y' => Order::Ymd,
            b'D' => Order::Dmy,
            _ => Order::Mdy,
        };
        let between = if known.contains('年') {
            b'Y'
        } else {
            known.bytes().find(|byte| !byte.is_ascii_alphabetic()).unwrap_or(0)
        };
        Ok(Self { order, between, short: !known.contains("YYYY"), word: known.contains("MMM") })
    }
}

fn value(digit: u8) -> Option<u32> {
    digit.is_ascii_digit().then(|| u32::from(digit - b'0'))
}

fn digits(text: &[u8], least: usize, most: usize) -> Option<(u32, &[u8])> {
    let length = text.iter().take(most).take_while(|byte| byte.is_ascii_digit()).count();
    let (number, rest) = text.split_at_checked(length).filter(|_| length >= least)?;
    Some((number.iter().fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0')), rest))
}

fn month_word(text: &[u8]) -> Option<(u32, &[u8])> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let length = text.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let (word, rest) = text.split_at_checked(length).filter(|_| length >= 3)?;
    let word = word.to_ascii_lowercase();
    let at = MONTHS.iter().position(|month| month.as_bytes().starts_with(&word))?;
    Some((u32::try_from(at).ok()? + 1, rest))
}

/// After a date: nothing, or a time of day without an offset from UTC (which would move some rows to another day).
fn follows(rest: &[u8]) -> Option<()> {
    let Some((b' ' | b'T', time)) = rest.split_first() else { return rest.is_empty().then_some(()) };
    let time = time.trim_ascii();
    let clock = time.strip_suffix(b"AM").or(time.strip_suffix(b"PM")).unwrap_or(time).trim_ascii();
    let sound = clock.len() >= 3 && clock.iter().all(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.'));
    (sound && clock.contains(&b':')).then_some(())
}

/// The formats that fit every date seen so far.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Candidates {
    left: Vec<DateFormat>,
    first: Option<Box<str>>,
    differ: bool,
}

impl Candidates {
    /// All formats.
    pub(super) fn new() -> Self {
        Self { left: DateFormat::all().collect(), first: None, differ: false }
    }

    /// Keeps the formats that fit `text`; a blank, and what no format fits, say nothing. Whether one alone is left.
    pub(super) fn narrow(&mut self, text: &[u8]) -> bool {
        let fitting: Vec<_> =
            self.left.iter().filter_map(|format| format.read(text).map(|day| (*format, day))).collect();
        if let Some((_, day)) = fitting.first() {
            self.differ |= fitting.iter().any(|(_, other)| other != day);
            self.left = fitting.iter().map(|(format, _)| *format).collect();
            self.first.get_or_insert_with(|| String::from_utf8_lossy(text).into());
        }
        self.first.is_some() && self.left.len() == 1
    }

    /// The one format, or any of several that read every date alike; `Err` with the formats that all fit and the
    /// first date, where there are several.
    pub(super) fn finish(self) -> Result<DateFormat, (Vec<DateFormat>, Box<str>)> {
        match (self.first, self.left.as_slice()) {
            (None, _) => Ok(DateFormat::ISO),
            (Some(_), [one]) => Ok(*one),
            (Some(_), [first, ..]) if !self.differ => Ok(*first),
            (Some(first), _) => Err((self.left, first)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(format: &str, text: &str) -> Option<String> {
        format.parse::<DateFormat>().expect("a format").read(text.as_bytes()).map(|day| day.to_string())
    }

    #[test]
    fn every_format_prints_the_text_it_is_read_from() {
        for text in FORMATS {
            assert_eq!(text.parse::<DateFormat>().expect("a format").to_string(), *text);
        }
    }

    #[test]
    fn dates_are_read_in_their_format_alone() {
        let day = Some("2026-09-08".to_owned());
        assert_eq!(read("YYYY-MM-DD", "2026-09-08"), day);
        assert_eq!(read("YYYY-MM-DD", "2026-9-8"), day);
        assert_eq!(read("YYYY-MM-DD", "2026-09-08 08:26:00"), day);
        assert_eq!(read("YYYY-MM-DD", "2026-09-08T08:26:00.123"), day);
        assert_eq!(read("YYYYMMDD", "20260908"), day);
        assert_eq!(read("YYYY年MM月DD日", "2026年9月8日"), day);
        assert_eq!(read("DD/MM/YYYY", "08/09/2026"), day);
        assert_eq!(read("MM/DD/YYYY", "9/8/2026 3:15 PM"), day);
        assert_eq!(read("DD MMM YYYY", "8 September 2026"), day);
        assert_eq!(read("MMM DD YYYY", "Sep 8, 2026"), day);
        assert_eq!(read("DD-MMM-YY", "08-Sep-26"), day);
        for wrong in
            ["2026-09-08Z", "2026-09-08T23:00:00Z", "2026-09-08T23:00:00+08:00", "2026-02-30", "", "x", "0201-09-08"]
        {
            assert_eq!(read("YYYY-MM-DD", wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_column_of_early_days_has_two_readings_and_one_late_day_settles_it() {
        let mut dates = Candidates::new();
        assert!(!dates.narrow(b"03/04/2026"));
        assert!(!dates.narrow(b""));
        let (formats, first) = dates.finish().expect_err("two readings");
        assert_eq!(formats.iter().map(ToString::to_string).collect::<Vec<_>>(), ["DD/MM/YYYY", "MM/DD/YYYY"]);
        assert_eq!(&*first, "03/04/2026");

        let mut dates = Candidates::new();
        dates.narrow(b"03/04/2026");
        assert!(dates.narrow(b"13/04/2026"));
        assert_eq!(dates.finish().expect("one").to_string(), "DD/MM/YYYY");
    }
}
