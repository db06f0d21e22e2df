//! Questions that no stored sum answers: two filters and one breakdown.

use crate::beside::From;
use crate::company::Company;
use crate::line::{Goal, Line, Runs};
use crate::questions::{ad_hoc, same};
use crate::{Ground, Outcome};

const RUNS: usize = 200;

pub(crate) fn lines(ground: &Ground) -> Outcome<Vec<Line>> {
    let whole = Company::days().len();
    // A million rows: a year of ten million facts, ten years of one million.
    let million = (whole * 1_000_000 / ground.company.facts()).min(whole);
    let of = |name: &'static str, days: usize, goal: Goal, percent: usize| -> Outcome<Line> {
        let query = ad_hoc(days, 0);
        let desk = ground.desk()?;
        let answer = desk.store().read()?.cells(&query)?;
        // Never the same question twice: an answer that is kept would be no scan.
        let runs = Runs::of(RUNS, |run| desk.store().read()?.cells(&ad_hoc(days, run + 1)))?;
        let line = Line::new(name, "ms", goal, &[runs.percentile(percent)]);
        let Some(beside) = ground.beside()? else { return Ok(line) };
        same(name, &answer, &beside.cells(&query, From::Facts)?)?;
        let runs = Runs::of(RUNS / 10, |_| beside.cells(&query, From::Facts))?;
        Ok(line.beside([runs.percentile(percent)]))
    };
    Ok(vec![
        of("ad hoc, two filters × member, a million rows: p99", million, Goal::AtMost(&[4.0]), 99)?,
        of("ad hoc, two filters × member, ten years: median", whole, Goal::AtMost(&[60.0]), 50)?,
    ])
}
