//! Opening, memory, and what keeps a database sound.

use std::fs;
use std::path::Path;
use std::time::Instant;

use dayboard::desk;
use dayboard::desk::{Desk, Query};
use dayboard::domain::base::Grain;
use dayboard::domain::model::Lens;
use dayboard::report::{Audience, Kind, Question};

use crate::company::Company;
use crate::line::{Goal, Line, Runs, millis};
use crate::questions::{ad_hoc, views};
use crate::{Ground, Outcome, child};

const OPENS: usize = 9;

pub(crate) fn lines(ground: &Ground) -> Outcome<Vec<Line>> {
    let folder = ground.database().display().to_string();
    drop(ground.desk()?);
    let opens = Runs::of(OPENS, |_| desk::open(&ground.database()))?;
    let mut lines = vec![Line::new("open after a clean end", "ms", Goal::AtMost(&[60.0]), &[opens.percentile(50)])];
    let mut cold = Vec::new();
    for _ in 0..3 {
        let copy = ground.copy()?;
        child::run(&["unclean", &copy.display().to_string()])?;
        let start = Instant::now();
        let desk = desk::open(&copy)?;
        cold.push(start.elapsed());
        drop(desk);
    }
    let cold = Runs::from(cold);
    lines.push(Line::new("open after 3,000 edits and a kill", "ms", Goal::AtMost(&[250.0]), &[cold.percentile(50)]));
    let resident = child::run(&["resident", &folder])?;
    let goal = Goal::AtMost(&[64.0, 160.0]);
    lines.push(Line::new("resident after all views / after a whole scan", "MiB", goal, &resident));
    lines.push(brief(ground)?);
    let desk = ground.desk()?;
    let start = Instant::now();
    let findings = desk.store().check(None)?;
    lines.push(Line::new("`check`", "s", Goal::AtMost(&[10.0]), &[start.elapsed().as_secs_f64()]));
    if !findings.is_empty() {
        return Err(format!("{findings:?}").into());
    }
    drop(desk);
    lines.push(rebuild(ground)?);
    Ok(lines)
}

fn brief(ground: &Ground) -> Outcome<Line> {
    let today = Company::days().last().plus(1);
    let ask =
        Query::Report(Question { kind: Kind::Brief, lens: Lens::new(Grain::Day), today, audience: Audience::Own });
    let start = Instant::now();
    let desk = ground.desk()?;
    desk.query(&ask)?;
    let whole = start.elapsed();
    Ok(Line::new("`brief`, opening included", "ms", Goal::AtMost(&[100.0]), &[millis(whole)]))
}

/// From journal and import files, until every sum is stored again.
fn rebuild(ground: &Ground) -> Outcome<Line> {
    let copy = ground.copy()?;
    fs::remove_dir_all(copy.join("sled"))?;
    let start = Instant::now();
    desk::open(&copy)?.store().repair()?;
    Ok(Line::new("rebuild, all stored sums included", "s", Goal::AtMost(&[10.0]), &[start.elapsed().as_secs_f64()]))
}

/// In a child: prints the memory that the process holds after all views, and after a scan of everything.
pub(crate) fn resident(folder: &Path) -> Outcome<()> {
    let desk = desk::open(folder)?;
    for asked in views(0) {
        desk.store().read()?.cells(&asked.query)?;
    }
    let [views, _] = child::resident()?;
    desk.store().read()?.cells(&ad_hoc(Company::days().len(), 0))?;
    let [scan, _] = child::resident()?;
    println!("{views} {scan}");
    Ok(())
}
