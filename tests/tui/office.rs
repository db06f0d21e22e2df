//! A small office that reports every day: two years of rows, three people, and one figure missing on the last day.

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::{LazyLock, Mutex};

use dayboard::domain::base::{Day, Error};
use dayboard::domain::model::reference::facts;
use dayboard::domain::model::{Facts, Organisation};
use dayboard::report::{Question, Report};

use super::company::{answer_from, organisation};

/// Who, in which team, in what role, since when.
const PEOPLE: [(&str, &str, &str, &str, i64); 3] = [
    ("李娜", "East", "promotion", "2020-01-06", 0),
    ("张伟", "East", "sales", "2020-01-06", 0),
    ("王伟", "South", "sales", "2021-03-01", 0),
];
const REASONS: [&str; 3] = ["price", "no-reply", "delivery"];

static OFFICE: LazyLock<(Organisation, Facts, String)> = LazyLock::new(|| {
    let lines = lines();
    (organisation(&PEOPLE, &lines), facts(&lines), lines)
});

static KNOWN: LazyLock<Mutex<HashMap<Question, Report>>> = LazyLock::new(Mutex::default);

/// Numbers that look like chance and are the same in every run.
struct Wave(u32);

impl Wave {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 16) % limit
    }
}

fn lines() -> String {
    let day = |text: &str| text.parse::<Day>().expect("a day");
    let (first, last) = (day("2024-09-02"), day("2026-09-08"));
    let mut wave = Wave(7);
    let mut lines = String::new();
    for number in first.number()..=last.number() {
        let day = Day::from_number(number).expect("it is in range");
        let rest = day.weekday() > 4;
        // It grows by a third a year, and Mondays bring more.
        let size = 100 + u32::try_from(day.since(first)).expect("it is not before") / 22;
        let size = size * if day.weekday() == 0 { 6 } else { 5 } / if rest { 40 } else { 5 };
        for channel in ["seo", "ads-search"] {
            let visits = size * 3 + wave.below(40);
            writeln!(lines, "{day} visits={visits} spend={}0000 by 李娜 channel {channel}", visits / 4).expect("text");
        }
        if rest {
            continue;
        }
        for (name, region, channel) in [("张伟", "East", "seo"), ("王伟", "South", "ads-search")] {
            let inquiries = size / 6 + wave.below(9);
            let (valid, lost) = (inquiries * 3 / 5 + wave.below(3), 1 + wave.below(5));
            let deals = 2 + wave.below(4);
            let amount = deals * (9_000 + wave.below(6_000));
            let missing = day == last && name == "王伟";
            let valid = if missing { String::new() } else { format!("valid_inquiries={valid} ") };
            let reason = REASONS.get(wave.below(3) as usize).expect("one of three");
            writeln!(
                lines,
                "{day} inquiries={inquiries} {valid}deals={deals} revenue={amount}0000 gross_profit={}0000 by {name} \
                 region {region} channel {channel} customer C-{}\n\
                 {day} lost_orders={lost} by {name} region {region} channel {channel} reason {reason}",
                amount / 3,
                wave.below(90),
            )
            .expect("text");
        }
    }
    lines
}

/// The office, on any question.
pub(crate) fn office(question: &Question) -> Result<Report, Error> {
    // Many tests ask the same; each question is computed once.
    let mut known = KNOWN.lock().expect("no test has failed in here");
    if let Some(report) = known.get(question) {
        return Ok(report.clone());
    }
    let report = answer_from(question, &OFFICE.0, &OFFICE.1, &OFFICE.2)?;
    known.insert(question.clone(), report.clone());
    Ok(report)
}
