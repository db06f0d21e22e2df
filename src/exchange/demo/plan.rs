//! The demo's rows as the exports that would have brought them: a file a year long ago, a file a day of late.

use super::chance::scaled;
use super::company::Company;
use super::rhythm::{self, Written};
use super::rows::{Feed, Row, facts};
use super::{office, sales, traffic};
use crate::desk::EntryCell;
use crate::domain::base::{Day, DayRange, FiscalStart, Grain, Period};
use crate::domain::model::{Dimension, Document, Facts, MeasureColumn};

/// How many of the last days come in a file each.
const DAILY: i32 = 5;

/// One export of one system.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Batch {
    /// The system it comes from.
    pub source: &'static str,
    /// The export's name.
    pub file: String,
    /// The days that it was made for. A row may be about an earlier day, where somebody handed in late.
    pub days: DayRange,
    /// The rows.
    pub facts: Facts,
    /// Whether it takes the place of an export with mistakes.
    pub replace: bool,
}

/// A figure that was put right after its export had come.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Correction {
    /// The day on which it was put right.
    pub made: Day,
    /// Which figure.
    pub cell: EntryCell,
    /// What it is, in the stored scale.
    pub value: i64,
    /// Why.
    pub reason: String,
}

/// What has to be done so that a database holds the demo up to a day.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Plan {
    /// The batches, in the order of their coming.
    pub batches: Vec<Batch>,
    /// The corrections, after all batches.
    pub corrections: Vec<Correction>,
    /// People, teams and memberships; written last, so that they tell that all the rest is there.
    pub documents: Vec<Document>,
    /// What was wanted, planned, promised, noted and closed, in the order in which it was written. All of it, for what was
    /// written before tells whether somebody has changed it since.
    pub written: Vec<Written>,
}

/// What is missing up to `until`; `since` tells the first missing day of each system.
pub(super) fn plan(company: &Company<'_>, since: impl Fn(Feed) -> Day, until: Day) -> Plan {
    let mut rows = sales::rows(company, until);
    let mut day = company.first();
    while day <= until {
        traffic::rows(company, day, &mut rows);
        office::rows(company, day, &mut rows);
        day = day.plus(1);
    }
    let first = since(Feed::Oa);
    let corrections = corrections(company, &rows, first, until);
    let written = rhythm::written(company, &rows, until);
    let since = Feed::ALL.map(|feed| (feed, since(feed)));
    rows.retain(|row| row.seen <= until && since.iter().any(|(feed, day)| *feed == row.feed && *day <= row.seen));
    rows.sort_by_key(|row| (row.seen, row.feed, row.day));
    let mut batches = Vec::new();
    for days in files(company.founded, first, until) {
        let from = rows.partition_point(|row| row.seen < days.first());
        let to = rows.partition_point(|row| row.seen <= days.last());
        for feed in Feed::ALL {
            let these = rows.get(from..to).unwrap_or_default().iter().filter(|row| row.feed == feed);
            let wrong = feed == Feed::Ads && days.len() > 1 && days.first() == company.founded.plus_months(-1);
            batches.extend(exports(feed, days, facts(these), wrong));
        }
    }
    Plan { batches, corrections, documents: company.documents(), written }
}

/// The runs of days that come in a file each: years and quarters long ago, months since the one before the demo was
/// first filled, the last days one by one.
fn files(founded: Day, since: Day, until: Day) -> Vec<DayRange> {
    let end = |grain, day| Period::of(grain, day, FiscalStart::default()).last();
    let (daily, monthly) = (until.plus(1 - DAILY), founded.plus_months(-1));
    let mut files = Vec::new();
    let mut first = since;
    while first <= until {
        let long = [Grain::Year, Grain::Quarter].into_iter().find(|grain| end(*grain, first) < monthly);
        let last = if first >= daily { first } else { end(long.unwrap_or(Grain::Month), first).min(daily.plus(-1)) };
        files.extend(DayRange::new(first, last));
        first = last.plus(1);
    }
    files
}

/// The export of a system; where it was `wrong` at first, that one and the one that takes its place.
fn exports(feed: Feed, days: DayRange, facts: Facts, wrong: bool) -> Vec<Batch> {
    if facts.is_empty() {
        return Vec::new();
    }
    let span = if days.len() == 1 { days.first().to_string() } else { format!("{}..{}", days.first(), days.last()) };
    let source = feed.name();
    let right = Batch { source, file: format!("{source}-{span}.csv"), days, facts, replace: false };
    if !wrong {
        return vec![right];
    }
    let mut first = right.clone();
    for column in first.facts.measures.iter_mut().filter(|column| column.measure == "spend") {
        // With 6 % tax, which the second export leaves out.
        for value in column.values.iter_mut().filter(|value| **value != MeasureColumn::NULL) {
            *value += scaled(*value / 100, &[60]) * 100;
        }
    }
    vec![first, Batch { file: format!("{source}-{span}-without-tax.csv"), replace: true, ..right }]
}

/// The bill of the ads of every fifth working day of a month is checked on the next working day and put right.
fn corrections(company: &Company<'_>, rows: &[Row<'_>], since: Day, until: Day) -> Vec<Correction> {
    let mut corrections = Vec::new();
    let mut month = company.founded.plus_months(-1);
    while month <= until {
        let day = (0..5).fold(month.plus(-1), |day, _| company.working_day_after(day));
        let made = company.working_day_after(day);
        let story = &company.script.story;
        let ads = |row: &&Row<'_>| {
            row.feed == Feed::Ads && row.day == day && row.name(Dimension::Channel) == Some(&story.corrected)
        };
        if let Some(row) = rows.iter().find(ads).filter(|_| (since..=until).contains(&made)) {
            let dimensions = row.dimensions.iter().map(|(dimension, name)| (*dimension, (*name).to_owned())).collect();
            let cell = EntryCell { day, measure: "spend".to_owned(), dimensions };
            let value = scaled(row.value("spend").unwrap_or(0) / 100, &[940]) * 100;
            corrections.push(Correction { made, cell, value, reason: story.reason.clone() });
        }
        month = month.plus_months(1);
    }
    corrections
}
