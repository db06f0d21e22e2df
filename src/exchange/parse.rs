//! The rows of a file, read into facts on a thread of their own: many at once where they are simple, else one by one.

use std::sync::mpsc::SyncSender;

use super::columns::Columns;
use super::input::Input;
use super::plan::Plan;
use super::rejects::Rejects;
use super::said::bad_row;
use super::tally::Tally;
use crate::domain::base::Error;
use crate::domain::model::Facts;

/// Reads all records of a file and hands on its facts in chunks, each with the rows read so far.
pub(super) fn parse(
    input: &Input,
    plan: &mut Plan,
    mut columns: Columns,
    (mut rejects, daily): (Option<&mut Rejects>, bool),
    chunks: &SyncSender<(u64, Box<Facts>)>,
) -> Result<Tally, Error> {
    let mut tally = Tally::of_days(daily);
    let mut records = input.records()?;
    let _ = records.next();
    let mut pace = Pace::new(plan);
    loop {
        if pace.sweeps() {
            let lines = match records.lines(plan.header.len()) {
                Ok(lines) => lines,
                Err(trouble) => {
                    let line = records.line();
                    return Err(input.trouble(trouble, line));
                }
            };
            let swept = lines.filter(|lines| plan.sweep(*lines, &mut columns));
            let swept = swept.map(|lines| (lines.len(), lines.bytes()));
            pace.told(swept.is_some());
            if let Some((rows, bytes)) = swept {
                records.pass(rows, bytes);
                tally.rows += rows as u64;
                if columns.full() && !hand_on(&mut columns, &mut tally, &plan.measures, chunks) {
                    return Ok(tally);
                }
                continue;
            }
        }
        let row = match records.next() {
            Ok(Some(row)) => row,
            Ok(None) => break,
            Err(trouble) => {
                let line = records.line();
                return Err(input.trouble(trouble, line));
            }
        };
        tally.rows += 1;
        if let Err(bad) = plan.fill(row, &mut columns) {
            tally.reject(|| bad_row(&bad, input, plan, row.line()));
            if let Some(rejects) = &mut rejects {
                rejects.row(&bad, plan, row)?;
            }
        }
        for per in &plan.per {
            per.bounded()?;
        }
        if columns.full() && !hand_on(&mut columns, &mut tally, &plan.measures, chunks) {
            return Ok(tally);
        }
    }
    let (last, mut per) = (records.line(), std::mem::take(&mut plan.per));
    for per in &mut per {
        tally.documents.extend(per.documents());
        let full = |columns: &mut Columns| {
            hand_on(columns, &mut tally, &plan.measures, chunks);
        };
        if let Err(bad) = per.finish(&mut columns, &plan.style, full) {
            tally.reject(|| bad_row(&bad, input, plan, last));
        }
    }
    plan.per = per;
    if columns.len() > 0 {
        hand_on(&mut columns, &mut tally, &plan.measures, chunks);
    }
    Ok(tally)
}

/// Whether rows are taken many at once, or one by one because it was tried in vain just before.
struct Pace {
    alone: usize,
    again: usize,
}

impl Pace {
    /// After this many rows it is tried again at first, then after twice as many each time.
    const LEAST: usize = 64;
    const MOST: usize = 8_192;

    fn new(plan: &Plan) -> Self {
        Self { alone: if plan.is_simple() { 0 } else { usize::MAX }, again: Self::LEAST }
    }

    #[inline]
    fn sweeps(&mut self) -> bool {
        self.alone = self.alone.saturating_sub(1);
        self.alone == 0
    }

    fn told(&mut self, swept: bool) {
        (self.alone, self.again) =
            if swept { (0, Self::LEAST) } else { (self.again, (self.again * 2).min(Self::MOST)) };
    }
}

/// Counts and hands on what the columns hold; whether anybody still takes it.
fn hand_on(
    columns: &mut Columns,
    tally: &mut Tally,
    measures: &[String],
    chunks: &SyncSender<(u64, Box<Facts>)>,
) -> bool {
    let facts = columns.take();
    tally.count(&facts, measures);
    chunks.send((tally.rows, Box::new(facts))).is_ok()
}
