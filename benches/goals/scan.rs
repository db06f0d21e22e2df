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
    let of = |name: &'static str, days: usize, goal: Goal, percents: [usize; 2]| -> Outcome<Line> {
        let query = ad_hoc(days, 0);
        let desk = ground.desk()?;
        let answer = desk.store().read()?.cells(&query)?;
        // Never the same question twice: an answer that is kept would be no scan.
        let runs = Runs::of(RUNS, |run| desk.store().read()?.cells(&ad_hoc(days, run + 1)))?;
        let line = Line::new(name, "ms", goal, &percents.map(|percent| runs.percentile(percent)));
        let Some(beside) = ground.beside()? else { return Ok(line) };
        same(name, &answer, &beside.cells(&query, From::Facts)?)?;
        let runs = Runs::of(RUNS / 10, |_| beside.cells(&query, From::Facts))?;
        Ok(line.beside(percents.map(|percent| runs.percentile(percent))))
    };
    Ok(vec![
        of("ad hoc, two filters × member, a million rows: p99 / p50", million, Goal::AtMost(&[4.0]), [99, 50])?,
        of("ad hoc, two filters × member, ten years: p50 / p99", whole, Goal::AtMost(&[60.0]), [50, 99])?,
    ])
}
