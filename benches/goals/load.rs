//! Files in, and what they take on disk.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Instant;

use dayboard::exchange::{ImportRequest, import};

use crate::beside::Beside;
use crate::company::Chance;
use crate::ground::{bytes, new};
use crate::line::{Goal, Line};
use crate::{Ground, Outcome, child};

/// Most memory that an import may hold, in mebibytes.
const MEMORY: Goal = Goal::AtMost(&[200.0]);

pub(crate) fn lines(ground: &Ground) -> Outcome<Vec<Line>> {
    let csv = ground.folder.join("facts.csv");
    let mut out = BufWriter::with_capacity(1 << 20, File::create(&csv)?);
    ground.company.write_csv(&mut out)?;
    out.flush()?;
    let unsorted = ground.folder.join("unsorted.csv");
    shuffle(&csv, &unsorted)?;
    let mut lines = imported(ground, "unsorted", &unsorted, Goal::AtLeast(&[2.0]))?;
    lines.extend(imported(ground, "canonical", &csv, Goal::AtLeast(&[3.0]))?);
    fs::remove_file(&unsorted)?;
    let start = Instant::now();
    ground.desk()?.store().repair()?;
    let repair = start.elapsed().as_secs_f64();
    lines.push(Line::new("the rest of the stored sums, after the import", "s", Goal::None, &[repair]));
    let beside = Beside::load(&ground.folder.join("sqlite.db"), &ground.company, &csv)?;
    let rate = beside.map(|time| ground.company.facts() as f64 / 1e6 / time.as_secs_f64());
    lines[2] = lines.remove(2).beside(rate);
    lines.push(disk(ground)?);
    Ok(lines)
}

/// Speed and memory of an import into a new database, in a process of its own.
fn imported(ground: &Ground, name: &str, file: &Path, goal: Goal) -> Outcome<Vec<Line>> {
    let words = ["import", &file.display().to_string(), &ground.database().display().to_string()];
    let [seconds, memory] = child::run(&words)?[..] else { return Err("two figures".into()) };
    let speed = ground.company.facts() as f64 / 1e6 / seconds;
    Ok(vec![
        Line::new(format!("CSV → durable and visible, {name}"), "million rows/s", goal, &[speed]),
        Line::new(format!("memory at most, {name}"), "MiB", MEMORY, &[memory]),
    ])
}

/// In a child: imports `file` into a new database in `folder`; prints the seconds and the most memory.
pub(crate) fn imports(file: &Path, folder: &Path) -> Outcome<()> {
    let desk = new(folder)?;
    let start = Instant::now();
    let request = ImportRequest { files: vec![file.to_owned()], ..ImportRequest::default() };
    import(&desk, &request, &mut |_| {}).map_err(|errors| format!("{errors:?}"))?;
    let seconds = start.elapsed().as_secs_f64();
    let [_, most] = child::resident()?;
    println!("{seconds} {most}");
    Ok(())
}

fn disk(ground: &Ground) -> Outcome<Line> {
    let facts = ground.company.facts() as f64;
    let [sled, journal] = ["sled", "journal"].map(|name| bytes(&ground.database().join(name)));
    let (sled, journal) = (sled? as f64, journal? as f64);
    let goal = Goal::AtMost(&[24.0, 38.0]);
    let ours = [sled / facts, (sled + journal) / facts];
    let line = Line::new("disk, stored sums included / until the next backup", "bytes a fact", goal, &ours);
    let beside = ground.beside()?.map(|beside| beside.bytes()).transpose()?;
    Ok(line.beside(beside.map(|bytes| bytes as f64 / facts)))
}

/// Writes the rows of a file in any order.
fn shuffle(from: &Path, to: &Path) -> Outcome<()> {
    let text = fs::read(from)?;
    let mut rows: Vec<&[u8]> = text.split_inclusive(|byte| *byte == b'\n').collect();
    let mut chance = Chance(1);
    for at in (2..rows.len()).rev() {
        rows.swap(at, 1 + chance.below(at as i64) as usize);
    }
    let mut out = BufWriter::with_capacity(1 << 20, File::create(to)?);
    rows.iter().try_for_each(|row| out.write_all(row))?;
    Ok(out.flush()?)
}
