//! Rows a second from a CSV file to durable, visible, reversible facts, beside reading the same file with `csv` alone.
//!
//! `cargo bench --bench import [ROWS]` (3,000,000 unless said). Each line is the best of three: million rows a second, and
//! nanoseconds of processor time a row, all threads together, which a busy machine stretches less.

#![expect(clippy::expect_used, clippy::print_stdout, reason = "a benchmark prints, and stops where it cannot")]

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use dayboard::desk::{Answer, Command, Desk, Query, Receipt};
use dayboard::domain::base::{Day, Error};
use dayboard::domain::model::{Catalogue, Organisation, Revision};
use dayboard::exchange::{ImportRequest, import};

/// Ten years, as in the table of goals.
const DAYS: u64 = 3_652;
const MAP: &str = "source = 'mapped'\n[[fact]]\ndate = 'day'\nchannel = 'channel'\nregion = 'region'\n\
    product = 'product'\nmember = 'member'\nmeasures.visits = 'visits'\nmeasures.revenue = 'quantity * price'\n\
    measures.refunds = \"quantity < 0 ? -(quantity * price) : null\"\n\
    measures.deals = \"quantity > 0 && price > 0 ? 1 : 0\"\n";

fn main() {
    let rows = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(3_000_000);
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    canonical(&path("canonical.csv"), rows, |row| row * DAYS / rows);
    canonical(&path("unsorted.csv"), rows, |row| scramble(row) % DAYS);
    mapped(&path("mapped.csv"), rows);
    std::fs::write(path("map.toml"), MAP).expect("a map");
    println!("{rows} rows; million rows a second");
    for name in ["canonical", "unsorted", "mapped"] {
        let file = path(&format!("{name}.csv"));
        let size = std::fs::metadata(&file).expect("a file").len();
        println!("{name} ({} bytes a row)", size / rows);
        say("  csv crate alone", rows, || by_csv(&file));
        say("  simd-csv crate alone", rows, || by_simd_csv(&file));
        let map = (name == "mapped").then(|| path("map.toml"));
        say("  read, nothing stored", rows, || run(&Nowhere, &file, map.clone()));
        say("  durable", rows, || {
            let place = tempfile::tempdir().expect("a folder");
            let desk = dayboard::desk::open(&place.path().join("db")).expect("a database");
            run(&desk, &file, map.clone());
        });
    }
    println!("peak memory {} MiB", peak() / 1024);
}

fn say(what: &str, rows: u64, mut work: impl FnMut()) {
    let times = (0..3).map(|_| {
        let (start, used) = (Instant::now(), processor());
        work();
        (start.elapsed().as_secs_f64(), processor() - used)
    });
    let (best, used) =
        times.fold((f64::INFINITY, f64::INFINITY), |best, time| (best.0.min(time.0), best.1.min(time.1)));
    #[expect(clippy::cast_precision_loss, reason = "a figure to be read")]
    let rows = rows as f64;
    println!("{what:24} {:6.2} {:8.0}", rows / best / 1e6, used / rows * 1e9);
}

/// Seconds of processor time that this process has used; 0 where the system does not say.
fn processor() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks = after_name.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
}

fn run(desk: &dyn Desk, file: &Path, map: Option<PathBuf>) {
    let request = ImportRequest { files: vec![file.to_owned()], map, ..ImportRequest::default() };
    import(desk, &request, &mut |_| {}).expect("it is taken");
}

fn by_csv(file: &Path) {
    let mut reader = csv::Reader::from_path(file).expect("a file");
    let mut record = csv::ByteRecord::new();
    while reader.read_byte_record(&mut record).expect("a record") {
        std::hint::black_box(&record);
    }
}

fn by_simd_csv(file: &Path) {
    let mut reader = simd_csv::ZeroCopyReader::from_reader(File::open(file).expect("a file"));
    while let Some(record) = reader.read_byte_record().expect("a record") {
        std::hint::black_box(&record);
    }
}

/// A number that looks like chance.
fn scramble(number: u64) -> u64 {
    let mut x = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

fn day(number: u64) -> Day {
    Day::from_ymd(2016, 1, 1).expect("a day").plus(i32::try_from(number).expect("within ten years"))
}

fn canonical(path: &Path, rows: u64, day_of: impl Fn(u64) -> u64) {
    const CHANNELS: [&str; 6] = ["seo", "ads-search", "social", "email", "live", "blog"];
    let mut out = BufWriter::new(File::create(path).expect("a file"));
    writeln!(out, "date,channel,region,product,member,visits,inquiries,revenue").expect("room");
    for row in 0..rows {
        let chance = scramble(row);
        let channel = CHANNELS[usize::try_from(chance % 6).expect("small")];
        let (region, product, member) = (chance / 7 % 30, chance / 211 % 200, chance / 50_021 % 300);
        let (visits, inquiries, cents) = (chance % 1_000, chance % 50, chance % 1_000_000);
        writeln!(
            out,
            "{},{channel},region {region},product {product},member {member},{visits},{inquiries},{}.{:02}",
            day(day_of(row)),
            cents / 100,
            cents % 100
        )
        .expect("room");
    }
}

fn mapped(path: &Path, rows: u64) {
    let mut out = BufWriter::new(File::create(path).expect("a file"));
    writeln!(out, "day,channel,region,product,member,visits,quantity,price").expect("room");
    for row in 0..rows {
        let chance = scramble(row);
        let (region, product, member) = (chance / 7 % 30, chance / 211 % 200, chance / 50_021 % 300);
        let (quantity, cents) = ((chance % 40).cast_signed() - 2, chance % 10_000);
        writeln!(
            out,
            "{},seo,region {region},product {product},member {member},{},{quantity},{}.{:02}",
            day(row * DAYS / rows),
            chance % 1_000,
            cents / 100,
            cents % 100
        )
        .expect("room");
    }
}

/// A desk that forgets what it is told.
struct Nowhere;

impl Desk for Nowhere {
    fn query(&self, query: &Query) -> Result<Answer, Error> {
        Ok(match query {
            Query::Premises => Answer::Premises(Box::new((Organisation::default(), Catalogue::built_in()))),
            _ => Answer::Overlap(dayboard::desk::Overlap::default()),
        })
    }

    fn apply(&self, command: Command) -> Result<Receipt, Error> {
        std::hint::black_box(&command);
        Ok(Receipt { revision: Revision(1), batch: Some(1), done: Vec::new() })
    }

    fn try_out(&self, command: &Command) -> Result<Receipt, Error> {
        self.apply(command.clone())
    }
}

/// Peak resident memory of this process in kibibytes; 0 where the system does not say.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
