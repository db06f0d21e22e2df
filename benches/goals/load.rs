//! Files in, and what they take on disk.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Instant;

use dayboard::exchange::{ImportRequest, import};

use crate::beside::Beside;
use crate::company::{Chance, DIMENSIONS, MEASURES};
use crate::ground::{bytes, new, rest};
use crate::line::{Goal, Line};
use crate::{Ground, Outcome, child};

/// Most memory that an import may hold, in mebibytes.
const MEMORY: Goal = Goal::AtMost(&[200.0]);

pub(crate) fn lines(ground: &Ground) -> Outcome<Vec<Line>> {
    let [csv, unsorted, map] = ["facts.csv", "unsorted.csv", "map.toml"].map(|name| ground.folder.join(name));
    let mut out = BufWriter::with_capacity(1 << 20, File::create(&csv)?);
    ground.company.write_csv(&mut out)?;
    out.flush()?;
    shuffle(&csv, &unsorted)?;
    fs::write(&map, mapping())?;
    let mut lines = Vec::from(imported(ground, "unsorted", &unsorted, None, Goal::AtLeast(&[2.0]))?);
    fs::remove_file(&unsorted)?;
    lines.extend(imported(ground, "mapped, three expressions", &csv, Some(&map), Goal::AtLeast(&[1.5]))?);
    let [speed, memory] = imported(ground, "canonical", &csv, None, Goal::AtLeast(&[3.0]))?;
    let start = Instant::now();
    ground.desk()?.store().repair()?;
    let repair = start.elapsed().as_secs_f64();
    let beside = Beside::load(&ground.folder.join("sqlite.db"), &ground.company, &csv)?;
    let rate = beside.map(|time| ground.company.facts() as f64 / 1e6 / time.as_secs_f64());
    lines.extend([speed.beside(rate), memory]);
    lines.push(Line::new("the stored sums that are left to do after it", "s", Goal::None, &[repair]));
    lines.push(disk(ground)?);
    Ok(lines)
}

/// Each import is made so often: one alone tells more of who else used the disk than of the import.
const RUNS: usize = 3;

/// Median speed and most memory of imports into a new database, each in a process of its own.
fn imported(ground: &Ground, name: &str, file: &Path, map: Option<&Path>, goal: Goal) -> Outcome<[Line; 2]> {
    let folder = ground.database();
    let words = ["import"].into_iter().chain([file, &folder].into_iter().chain(map).filter_map(Path::to_str));
    let words: Vec<&str> = words.collect();
    let (mut times, mut memory) = (Vec::with_capacity(RUNS), 0.0_f64);
    for _ in 0..RUNS {
        rest();
        let [seconds, most] = child::run(&words)?[..] else { return Err("two figures".into()) };
        times.push(seconds);
        memory = memory.max(most);
    }
    times.sort_by(f64::total_cmp);
    let speed = ground.company.facts() as f64 / 1e6 / times[RUNS / 2];
    Ok([
        Line::new(format!("CSV → durable, visible, reversible; {name}"), "million rows/s", goal, &[speed]),
        Line::new(format!("memory at most; {name}"), "MiB", MEMORY, &[memory]),
    ])
}

/// In a child: imports `file` into a new database in `folder`; prints the seconds and the most memory.
pub(crate) fn imports(file: &Path, folder: &Path, map: Option<&Path>) -> Outcome<()> {
    let desk = new(folder)?;
    let start = Instant::now();
    let map = map.map(Path::to_owned);
    let request = ImportRequest { files: vec![file.to_owned()], map, ..ImportRequest::default() };
    import(&desk, &request, &mut |_| {}).map_err(|errors| format!("{errors:?}"))?;
    let seconds = start.elapsed().as_secs_f64();
    let [_, most] = child::resident()?;
    println!("{seconds} {most}");
    Ok(())
}

/// A map of the canonical columns that computes three of them.
fn mapping() -> String {
    let mut map = "source = \"mapped\"\n[[fact]]\ndate = \"date\"\n".to_owned();
    for dimension in DIMENSIONS {
        let _ = writeln!(map, "{dimension} = \"{dimension}\"");
    }
    for (id, _) in MEASURES {
        let expression = match id {
            "visits" => "channel == 'seo' ? visits * 2 : visits",
            "spend" => "spend * 1.06",
            "revenue" => "revenue - 0.5",
            _ => id,
        };
        let _ = writeln!(map, "measures.{id} = \"{expression}\"");
    }
    map
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
