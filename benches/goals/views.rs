//! What the standard screens ask: sums that are stored, and the reports made of them.

use dayboard::desk::{Answer, Desk, Query};
use dayboard::domain::base::{FiscalStart, Grain, Period};
use dayboard::domain::model::{CellQuery, Dimension, Lens};
use dayboard::report::{Kind, Question};

use crate::beside::From;
use crate::company::Company;
use crate::line::{Goal, Line, Runs};
use crate::questions::{same, views};
use crate::{Ground, Outcome};

const WARM: usize = 1_000;
const FIRST: usize = 9;

/// Warm and first, in milliseconds.
const GOAL: Goal = Goal::AtMost(&[0.1, 5.0]);

pub(crate) fn lines(ground: &Ground) -> Outcome<Vec<Line>> {
    let small = ground.smaller()?;
    let beside = ground.beside()?;
    let mut lines = Vec::new();
    for asked in views() {
        let ours = figures(ground, &asked.query)?;
        let less = figures(&small, &asked.query)?;
        let mut line = Line::new(format!("{}: warm p99 / first", asked.name), "ms", GOAL, &ours[..2]);
        if let Some(beside) = &beside {
            let answer = ground.desk()?.store().read()?.cells(&asked.query)?;
            for from in [From::Facts, From::Sums] {
                same(asked.name, &answer, &beside.cells(&asked.query, from)?)?;
            }
            let facts = Runs::of(9, |_| beside.cells(&asked.query, From::Facts))?;
            let sums = Runs::of(WARM, |_| beside.cells(&asked.query, From::Sums))?;
            line = line.beside([sums.percentile(99), facts.percentile(50)]);
        }
        lines.push(line);
        let ratio = ours[2] / less[2];
        let work = format!("{}: ten times the facts", asked.name);
        lines.push(Line::new(work, "× the time", Goal::AtMost(&[1.5]), &[ratio]));
    }
    lines.extend(reports(ground)?);
    Ok(lines)
}

/// Warm p99, first (the median of several, each in a database just opened), and warm median.
fn figures(ground: &Ground, query: &CellQuery) -> Outcome<[f64; 3]> {
    let mut first = Vec::new();
    for _ in 0..FIRST {
        let desk = ground.desk()?;
        first.push(Runs::of(1, |_| desk.store().read()?.cells(query))?.percentile(50));
    }
    first.sort_unstable_by(f64::total_cmp);
    let desk = ground.desk()?;
    desk.store().read()?.cells(query)?;
    let warm = Runs::of(WARM, |_| desk.store().read()?.cells(query))?;
    Ok([warm.percentile(99), first[FIRST / 2], warm.percentile(50)])
}

/// The same at the desk, the report made.
fn reports(ground: &Ground) -> Outcome<Vec<Line>> {
    let mut lines = Vec::new();
    for (work, grain, by) in [
        ("report of a day by channel: warm p99 / first", Grain::Day, Some(Dimension::Channel)),
        ("report of a month by channel: warm p99 / first", Grain::Month, Some(Dimension::Channel)),
        ("report of a month by member: warm p99 / first", Grain::Month, Some(Dimension::Member)),
        ("report of a year: warm p99 / first", Grain::Year, None),
    ] {
        let anchor = Some(Period::of(grain, Company::days().last(), FiscalStart::default()));
        let lens = Lens { anchor, by, ..Lens::new(grain) };
        let ask = Query::Report(Question { kind: Kind::Review, lens, today: Company::days().last().plus(1) });
        let desk = ground.desk()?;
        let first = Runs::of(1, |_| desk.query(&ask))?;
        let Answer::Report(_) = desk.query(&ask)? else { return Err("no report".into()) };
        let warm = Runs::of(WARM, |_| desk.query(&ask))?;
        lines.push(Line::new(work, "ms", GOAL, &[warm.percentile(99), first.percentile(50)]));
    }
    Ok(lines)
}
