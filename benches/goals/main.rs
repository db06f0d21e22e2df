//! Holds the program against its goals, beside SQLite where the feature `sqlite` is on.
//!
//! `cargo bench` runs every subject and prints Markdown tables; `cargo bench -- views edit` runs two of them.
//! `FACTS=10000000` makes the company larger than the million facts it has otherwise. Its databases stay in
//! `target/goals/` and are made again by the subject `load`. Every answer that both databases give is compared.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::print_stdout,
    reason = "a benchmark prints what it measures, in floats, of numbers that it made up itself"
)]

#[cfg_attr(not(feature = "sqlite"), path = "absent.rs")]
#[cfg_attr(feature = "sqlite", path = "sqlite.rs")]
mod beside;
mod child;
mod company;
mod crowd;
mod edit;
mod ground;
mod keep;
mod line;
mod load;
mod pty;
mod questions;
mod scan;
mod screen;
mod socket;
mod views;

use std::env;
use std::error::Error;
use std::path::Path;

use ground::Ground;
use line::{Line, tables};

/// A result of a benchmark; any error ends it.
type Outcome<T> = Result<T, Box<dyn Error>>;
type Subject = fn(&Ground) -> Outcome<Vec<Line>>;

/// In the order in which they run: what comes later finds what `load` has made.
const SUBJECTS: [(&str, Subject); 8] = [
    ("load", load::lines),
    ("views", views::lines),
    ("scan", scan::lines),
    ("edit", edit::lines),
    ("socket", socket::lines),
    ("keep", keep::lines),
    ("screen", screen::lines),
    ("crowd", crowd::lines),
];

fn main() -> Outcome<()> {
    let wanted: Vec<String> = env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let facts = env::var("FACTS").map_or(Ok(1_000_000), |text| text.parse())?;
    let words: Vec<&str> = wanted.iter().map(String::as_str).collect();
    let ground = Ground::new(facts)?;
    match words[..] {
        ["child", "import", file, folder, ref map @ ..] => {
            return load::imports(Path::new(file), Path::new(folder), map.first().map(Path::new));
        }
        ["child", "unclean", folder] => return edit::unclean(&ground.company, Path::new(folder)),
        ["child", "resident", folder] => return keep::resident(Path::new(folder)),
        _ => {}
    }
    let mut lines = Vec::new();
    for (_, subject) in SUBJECTS.iter().filter(|(name, _)| words.is_empty() || words.contains(name)) {
        ground::rest();
        lines.extend(subject(&ground)?);
    }
    let (text, missed) = tables(&lines);
    println!("\n{facts} facts, {missed} of {} lines missed\n\n{text}", lines.len());
    Ok(())
}
