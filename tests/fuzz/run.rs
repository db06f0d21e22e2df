//! Runs a target: its kept inputs, its seeds, and changes of both.

use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::chance::Chance;

/// No execution may hold more.
const MOST: u64 = 64 << 20;
/// An execution that takes so many seconds hangs; none takes a hundredth of it.
const HANGS: u64 = 30;
/// All parts of a long run.
const PARTS: u64 = 1_000;

/// Something that decodes.
pub(crate) struct Target {
    /// Its name, and the folder of its kept inputs.
    pub(crate) name: &'static str,
    /// Executions in a short run.
    pub(crate) short: u64,
    /// Parts of a thousand of a long run.
    pub(crate) part: u64,
    /// Valid inputs.
    pub(crate) seeds: Vec<Vec<u8>>,
}

fn variable(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.replace('_', "").parse().expect("a number"))
}

fn kept(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/fuzz").join(name);
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("listed").path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).expect("a kept input")).collect()
}

impl Target {
    /// Hands the kept inputs and the seeds to `read` as they are, then as `change` makes them; it is given all of them to
    /// splice with.
    pub(crate) fn run(
        mut self,
        change: impl Fn(&mut Chance, &mut Vec<u8>, &[Vec<u8>]),
        read: impl Fn(&[u8]) + std::panic::RefUnwindSafe,
    ) {
        // A demand for terabytes is refused like any that cannot be met, and the machine stays alive.
        let limit = Rlimit { current: Some(8 << 30), ..getrlimit(Resource::As) };
        setrlimit(Resource::As, limit).expect("it may be lowered");
        self.seeds.splice(0..0, kept(self.name));
        let seed = variable("FUZZ_SEED").unwrap_or(0);
        let count = variable("FUZZ").map_or(self.short, |all| all * self.part / PARTS);
        let numbers = match variable("FUZZ_AT") {
            Some(at) => at..at + 1,
            None => 0..count.max(self.seeds.len() as u64),
        };
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let trace = File::create(folder.join(format!("fuzz-{}.at", self.name))).expect("a file");
        let now = AtomicU64::new(0);
        std::thread::scope(|scope| {
            let (done, watched) = channel::<()>();
            let (now, name) = (&now, self.name);
            scope.spawn(move || watch(name, seed, now, &watched));
            let _done = done;
            for number in numbers {
                now.store(number, Ordering::Relaxed);
                let input = self.input(seed, number, &change);
                // What ends the whole process can be found by this.
                trace.write_all_at(&number.to_le_bytes(), 0).expect("written");
                let mut panicked = false;
                let measured = allocation_counter::measure(|| {
                    panicked = catch_unwind(AssertUnwindSafe(|| read(&input))).is_err();
                });
                if panicked || measured.bytes_max > MOST {
                    let path = folder.join(format!("fuzz-{}-{seed}-{number}", self.name));
                    fs::write(&path, &input).expect("written");
                    let what =
                        if panicked { "panics".to_owned() } else { format!("holds {} bytes", measured.bytes_max) };
                    panic!(
                        "{} {what}: {}, again with FUZZ_SEED={seed} FUZZ_AT={number}; {:?}",
                        self.name,
                        path.display(),
                        String::from_utf8_lossy(&input[..input.len().min(400)])
                    );
                }
            }
        });
        println!("{}: {} executions from seed {seed}", self.name, now.into_inner() + 1);
    }

    /// The input of execution `number`.
    fn input(&self, seed: u64, number: u64, change: &impl Fn(&mut Chance, &mut Vec<u8>, &[Vec<u8>])) -> Vec<u8> {
        if let Some(whole) = usize::try_from(number).ok().and_then(|number| self.seeds.get(number)) {
            return whole.clone();
        }
        let mut chance = Chance::new(seed, number);
        let mut input = self.seeds[chance.below(self.seeds.len())].clone();
        change(&mut chance, &mut input, &self.seeds);
        input
    }
}

/// Ends everything where one execution goes on for too long.
fn watch(name: &str, seed: u64, now: &AtomicU64, done: &std::sync::mpsc::Receiver<()>) {
    let (mut last, mut seconds) = (0, 0);
    while done.recv_timeout(Duration::from_secs(1)) == Err(RecvTimeoutError::Timeout) {
        let at = now.load(Ordering::Relaxed);
        (last, seconds) = if at == last { (at, seconds + 1) } else { (at, 0) };
        if seconds > HANGS {
            println!("{name} hangs: FUZZ_SEED={seed} FUZZ_AT={at}");
            std::process::abort();
        }
    }
}
