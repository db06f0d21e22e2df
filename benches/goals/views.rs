//! What the standard screens ask: sums that are stored, and the reports made of them.

use std::time::Instant;

use dayboard::desk::{Answer, Desk, Query};
use dayboard::domain::base::{FiscalStart, Grain, Period};
use dayboard::domain::model::{CellQuery, Dimension, Lens};
use dayboard::report::{Audience, Kind, Question};

use crate::beside::From;
use crate::company::Company;
use crate::line::{Goal, Line, Runs};
use crate::questions::{same, views};
use crate::{Ground, Outcome};

const AGAIN: usize = 1_000;
const FIRST: usize = 9;
/// Periods that are asked for once each.
const OTHERS: i32 = 100;

/// Again and first, in milliseconds.
const GOAL: Goal = Goal::AtMost(&[0.1, 5.0]);

pub(crate) fn lines(ground: &Ground) -> Outcome<Vec<Line>> {
    let small = ground.smaller()?;
    let beside = ground.beside()?;
    let mut lines = Vec::new();
    for (at, asked) in views(0).into_iter().enumerate() {
        let (again, first) = kept(ground, &asked.query)?;
        let (others, fewer) = (others(ground, at)?, others(&small, at)?);
        let mut line = Line::new(format!("{}: again p99 / first", asked.name), "ms", GOAL, &[again, first]);
        let other = [others.percentile(50), others.percentile(99)];
        let mut other = Line::new(format!("{}: another period, p50 / p99", asked.name), "ms", Goal::None, &other);
        if let Some(beside) = &beside {
            let answer = ground.desk()?.store().read()?.cells(&asked.query)?;
            for from in [From::Facts, From::Sums] {
                same(asked.name, &answer, &beside.cells(&asked.query, from)?)?;
            }
            let facts = Runs::of(FIRST, |_| beside.cells(&asked.query, From::Facts))?;
            let sums = Runs::of(OTHERS as usize, |run| beside.cells(&views(run as i32)[at].query, From::Sums))?;
            line = line.beside([sums.percentile(99), facts.percentile(50)]);
            other = other.beside([sums.percentile(50), sums.percentile(99)]);
        }
        let ratio = others.percentile(50) / fewer.percentile(50);
        let work = format!("{}: with ten times the facts", asked.name);
        lines.extend([line, other, Line::new(work, "× the time", Goal::AtMost(&[1.5]), &[ratio])]);
    }
    lines.extend(reports(ground)?);
    Ok(lines)
}

/// A question asked again (p99), and asked first: the median of several, each in a database just opened.
fn kept(ground: &Ground, query: &CellQuery) -> Outcome<(f64, f64)> {
    let mut first = Vec::new();
    for _ in 0..FIRST {
        let desk = ground.desk()?;
        let start = Instant::now();
        desk.store().read()?.cells(query)?;
        first.push(start.elapsed());
    }
    let desk = ground.desk()?;
    desk.store().read()?.cells(query)?;
    let again = Runs::of(AGAIN, |_| desk.store().read()?.cells(query))?;
    Ok((again.percentile(99), Runs::from(first).percentile(50)))
}

/// View number `at` of other periods, each asked for once, in a database that has been open for a while.
fn others(ground: &Ground, at: usize) -> Outcome<Runs> {
    let desk = ground.desk()?;
    for asked in views(0) {
        desk.store().read()?.cells(&asked.query)?;
    }
    let questions: Vec<CellQuery> = (1..=OTHERS).map(|back| views(back).swap_remove(at).query).collect();
    Ok(Runs::of(questions.len(), |run| desk.store().read()?.cells(&questions[run]))?)
}

/// The same at the desk, the report made: asked again, asked first (the median of several, each in a database just
/// opened), and of other periods, each asked for once.
fn reports(ground: &Ground) -> Outcome<Vec<Line>> {
    let mut lines = Vec::new();
    let last = Company::days().last();
    for (work, grain, by) in [
        ("report of a day by channel", Grain::Day, Some(Dimension::Channel)),
        ("report of a month by channel", Grain::Month, Some(Dimension::Channel)),
        ("report of a month by member", Grain::Month, Some(Dimension::Member)),
        ("report of a year", Grain::Year, None),
    ] {
        let of = Period::of(grain, last, FiscalStart::default());
        let ask = |back: i32| {
            let lens = Lens { anchor: Some(of.shift(-back)), by, ..Lens::new(grain) };
            Query::Report(Question { kind: Kind::Review, lens, today: last.plus(1), audience: Audience::Own })
        };
        let mut first = Vec::new();
        for _ in 0..FIRST {
            let desk = ground.desk()?;
            let start = Instant::now();
            desk.query(&ask(0))?;
            first.push(start.elapsed());
        }
        let desk = ground.desk()?;
        let Answer::Report(_) = desk.query(&ask(0))? else { return Err("no report".into()) };
        let again = Runs::of(AGAIN, |_| desk.query(&ask(0)))?;
        let figures = [again.percentile(99), Runs::from(first).percentile(50)];
        lines.push(Line::new(format!("{work}: again p99 / first"), "ms", GOAL, &figures));
        let periods = if grain == Grain::Year { 9 } else { OTHERS as usize };
        let others = Runs::of(periods, |run| desk.query(&ask(1 + run as i32)))?;
        let figures = [others.percentile(50), others.percentile(99)];
        lines.push(Line::new(format!("{work}: another period, p50 / p99"), "ms", Goal::None, &figures));
    }
    Ok(lines)
}
