//! The questions that both databases are asked.

use dayboard::domain::base::{Day, DayRange};
use dayboard::domain::model::{CellQuery, CellTable, Dimension, Filter};

use crate::Outcome;
use crate::company::{Company, MEASURES};

/// A question with its name in the table.
pub(crate) struct Asked {
    pub(crate) name: &'static str,
    pub(crate) query: CellQuery,
}

/// What the standard screens show; sums by at most one dimension, which stored sums can answer. `back` steps before
/// the last day or month that there is, so that a question can be one that was not asked before.
pub(crate) fn views(back: i32) -> Vec<Asked> {
    let last = Company::days().last();
    let (day, last) = (last.plus(-back), last.plus(1).plus_months(-back).plus(-1));
    let (year, months) = (months(last, 12), months(last, 120));
    let of =
        |name, ranges, by| Asked { name, query: CellQuery { ranges, by, measures: all(), ..CellQuery::default() } };
    let rank =
        CellQuery { measures: some(&["deals", "revenue"]), ..of("", whole(&year), Some(Dimension::Member)).query };
    vec![
        of("day × channel", vec![DayRange::one(day)], Some(Dimension::Channel)),
        of("month × channel", whole(&months[119..]), Some(Dimension::Channel)),
        of("12 months × channel", year, Some(Dimension::Channel)),
        Asked { name: "member rank, 12 months", query: rank },
        of("ten years, monthly", months, None),
    ]
}

/// Two filters and one breakdown over `days` that end `back` days before the last, which no stored sum answers; the filters name the channel and
/// the region with the most rows.
pub(crate) fn ad_hoc(days: usize, back: usize) -> CellQuery {
    let last = Company::days().last().plus(-(back as i32));
    let first = last.plus(1 - days as i32).max(Company::days().first());
    let filter = |dimension, names: &[&str]| Filter { dimension, names: some(names) };
    CellQuery {
        ranges: DayRange::new(first, last).into_iter().collect(),
        measures: some(&["visits", "inquiries", "deals", "revenue"]),
        by: Some(Dimension::Member),
        filters: vec![filter(Dimension::Channel, &["seo"]), filter(Dimension::Region, &["广东"])],
        as_of: None,
    }
}

/// The last `count` calendar months up to `last`, oldest first.
fn months(last: Day, count: i32) -> Vec<DayRange> {
    let month = |back: i32| {
        let first = last.plus(1 - last.day_of_month().cast_signed()).plus_months(-back);
        DayRange::new(first, first.plus_months(1).plus(-1)).unwrap_or(DayRange::one(first))
    };
    (0..count).rev().map(month).collect()
}

/// One run over all of them.
fn whole(ranges: &[DayRange]) -> Vec<DayRange> {
    let ends = ranges.first().zip(ranges.last());
    ends.and_then(|(first, last)| DayRange::new(first.first(), last.last())).into_iter().collect()
}

fn all() -> Vec<String> {
    MEASURES.map(|(id, _)| id.to_owned()).into()
}

fn some(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// Refuses two answers that are not the same.
pub(crate) fn same(name: &str, ours: &CellTable, theirs: &CellTable) -> Outcome<()> {
    let sums = [ours, theirs].map(checksum);
    if sums[0] == sums[1] { Ok(()) } else { Err(format!("{name}: the answers differ: {sums:x?}").into()) }
}

/// A number that two answers share when, and in practice only when, they are the same.
fn checksum(table: &CellTable) -> u32 {
    let mut sum = crc32fast::Hasher::new();
    for (at, range) in table.values.iter().enumerate() {
        for (name, values) in table.names.iter().zip(range).filter(|(_, values)| values.iter().any(Option::is_some)) {
            sum.update(format!("{at} {name} {values:?}\n").as_bytes());
        }
    }
    sum.finalize()
}
