//! What has to happen in a process of its own: to see its memory, or to end it without a clean end.

use std::process::Command;
use std::{env, fs};

use crate::Outcome;

/// Runs this program again as `child WORDS…`; gives back the figures that it prints.
pub(crate) fn run(words: &[&str]) -> Outcome<Vec<f64>> {
    let output = Command::new(env::current_exe()?).arg("child").args(words).output()?;
    if !output.status.success() {
        return Err(format!("{words:?}: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    String::from_utf8_lossy(&output.stdout).split_whitespace().map(|word| Ok(word.parse()?)).collect()
}

/// Resident memory of this process in mebibytes: now, and at its greatest.
pub(crate) fn resident() -> Outcome<[f64; 2]> {
    let status = fs::read_to_string("/proc/self/status")?;
    let kibibytes = |name: &str| -> Outcome<f64> {
        let line = status.lines().find_map(|line| line.strip_prefix(name)).ok_or("no such line")?;
        Ok(line.split_whitespace().next().ok_or("no figure")?.parse::<f64>()? / 1024.0)
    };
    Ok([kibibytes("VmRSS:")?, kibibytes("VmHWM:")?])
}
