//! What an import takes of the machine, measured at the real program.

use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::hostile::hostile;
use super::memory::Folder;

/// Most memory that an import may hold, in kibibytes.
const MOST: u64 = 200 << 10;

/// Runs an import; its exit code, what it said, and its peak of resident memory in kibibytes (0 where the system does not
/// say).
fn peak(database: &Path, file: &Path) -> (Option<i32>, String, u64) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dayboard"));
    command.arg("--db").arg(database).arg("import").arg(file).env("HOME", database).stdin(Stdio::null());
    // What is measured is the whole import, so the database is open in the same process.
    command.env("DAYBOARD_HOLDER", "here");
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child.try_wait().expect("it is ours").is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let now = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
        peak = now.unwrap_or(0).max(peak);
        std::thread::yield_now();
    }
    let output = child.wait_with_output().expect("it has ended");
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&said).into_owned(), peak)
}

#[test]
fn hostile_files_end_in_a_sentence_and_take_little_memory() {
    let folder = Folder::new();
    let long = folder.file("long.csv", "date,visits\n2026-09-08,");
    OpenOptions::new().write(true).open(&long).expect("a file").set_len(1 << 30).expect("a hole");
    let wide: Vec<String> = (0..100_000).map(|number| format!("c{number}")).collect();
    let wide = folder.file("wide.csv", format!("date,{}\n", wide.join(",")));
    let sheet = |name: &str| hostile("sheets").into_iter().find(|file| file.ends_with(name)).expect("it is there");
    let files: [(PathBuf, i32); 6] = [
        (long, 1),
        (wide, 1),
        (sheet("bomb.xlsx"), 1),
        (sheet("far-corner.xlsx"), 1),
        (sheet("encrypted.xlsx"), 1),
        (sheet("far-row.xlsx"), 0),
    ];
    for (file, wanted) in files {
        let database = folder.file("place", "").with_file_name("db");
        let (code, said, peak) = peak(&database, &file);
        assert_eq!(code, Some(wanted), "{}: {said}", file.display());
        assert!(!said.contains("panicked") && !said.is_empty(), "{said}");
        assert!(peak < MOST, "{} took {peak} KiB", file.display());
    }
}

#[test]
fn rows_that_jump_between_ten_years_of_days_take_little_memory() {
    let folder = Folder::new();
    let mut text = "date,region,member,visits,revenue\n".to_owned();
    for row in 0_u64..120_000 {
        let chance = row.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20;
        let (year, month, day) = (2016 + chance % 10, chance / 10 % 12 + 1, chance / 120 % 28 + 1);
        let _ = writeln!(text, "{year}-{month:02}-{day:02},r{},m{},{},{}.5", row % 30, row % 300, row % 900, row % 77);
    }
    let file = folder.file("jumps.csv", text);
    let (code, said, peak) = peak(&file.with_file_name("db"), &file);
    assert_eq!(code, Some(0), "{said}");
    assert!(peak < MOST, "{peak} KiB");
}
