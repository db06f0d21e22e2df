//! Processes that are killed and machines that lose their power, in the middle of everything.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use dayboard::desk;
use dayboard::store::Options;
use tempfile::TempDir;

use crate::chance::Chance;
use crate::work::Work;

const PAGE: usize = 4096;
/// While the store is written once over, so many cuts are made: 300 cuts see it rewritten ten times.
const CUTS_A_REWRITE: u64 = 30;
const FOLDER: &str = "DAYBOARD_TEST_WORK";
const WORK: Work = Work { rows: 25 };

fn count(variable: &str, usual: u64) -> u64 {
    env::var(variable).map_or(usual, |text| text.parse().expect("a number"))
}

/// Not a test of its own: the process that is killed. It works on and tells of every receipt.
#[test]
fn child_at_work() {
    let Ok(folder) = env::var(FOLDER) else { return };
    let desk = desk::open(Path::new(&folder)).expect("it opens");
    for k in Work::taken(&desk).. {
        WORK.take(&desk, k);
        let mut out = std::io::stdout();
        writeln!(out, "\ndone {k}").and_then(|()| out.flush()).expect("the parent listens");
    }
}

#[test]
fn a_process_killed_at_any_instant_keeps_every_receipt() {
    let folder = TempDir::new().expect("a folder");
    let mut chance = Chance::new(0x9E37_79B9_7F4A_7C15, 0);
    let mut before = 0;
    for _ in 0..count("KILLS", 8) {
        let receipts = before + work_until_killed(folder.path(), chance.long_below(40), chance.long_below(25_000));
        let desk = desk::open(folder.path()).expect("it opens after a kill");
        let taken = Work::taken(&desk);
        assert!((receipts..=receipts + 1).contains(&taken), "{receipts} receipts, {taken} commands");
        WORK.check(&desk, taken);
        before = taken;
    }
    let desk = desk::open(folder.path()).expect("it opens");
    assert_eq!(desk.check(None).expect("checked"), []);
}

/// Lets a process work until so many receipts and so many microseconds have passed, then kills it. Gives back how many
/// receipts it gave.
fn work_until_killed(folder: &Path, receipts: u64, micros: u64) -> u64 {
    let mut child = Command::new(env::current_exe().expect("this program"))
        .args(["crash::child_at_work", "--exact", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let output = BufReader::new(child.stdout.take().expect("piped"));
    let (send, receive) = channel();
    let reader = std::thread::spawn(move || {
        for line in output.lines().map_while(Result::ok).filter(|line| line.starts_with("done ")) {
            if send.send(line).is_err() {
                return;
            }
        }
    });
    let mut given = (0..receipts).map_while(|_| receive.recv().ok()).count() as u64;
    let end = std::time::Instant::now() + Duration::from_micros(micros);
    loop {
        match receive.recv_timeout(end.saturating_duration_since(std::time::Instant::now())) {
            Ok(_) => given += 1,
            Err(RecvTimeoutError::Timeout) => break,
            Err(RecvTimeoutError::Disconnected) => panic!("the child ended by itself"),
        }
    }
    child.kill().expect("killed");
    child.wait().expect("gone");
    reader.join().expect("read to the end");
    given + receive.try_iter().count() as u64
}

/// What the disk holds for certain, and what it may hold.
struct Power {
    folder: PathBuf,
    images: TempDir,
    /// Every file as it was when it was last made durable.
    durable: BTreeMap<PathBuf, Vec<u8>>,
    chance: Chance,
    /// So many syncs until the next cut.
    countdown: u64,
    every: u64,
    left: u64,
    total: u64,
    /// Bytes of the engine's file that were written and made durable so far, and how large it is.
    written: u64,
    size: u64,
    /// The images, each with the receipts that had been given.
    cuts: Vec<(PathBuf, u64)>,
}

impl Power {
    fn has_synced(&mut self, path: &Path) {
        let now = fs::read(path).expect("readable");
        let before = self.durable.entry(path.to_owned()).or_default();
        if path.ends_with("sled/db") {
            let page = |at: usize| before.get(at * PAGE..((at + 1) * PAGE).min(before.len()));
            let changed = now.chunks(PAGE).enumerate().filter(|(at, new)| page(*at) != Some(*new)).count();
            self.written += (changed * PAGE) as u64;
            self.size = now.len() as u64;
        }
        *before = now;
    }

    fn about_to_sync(&mut self, receipts: u64) {
        let done = self.total - self.left;
        if self.left == 0 || self.written * CUTS_A_REWRITE < done * self.size {
            return;
        }
        self.countdown = self.countdown.saturating_sub(1);
        if self.countdown > 0 {
            return;
        }
        self.countdown = 1 + self.chance.long_below(self.every);
        self.left -= 1;
        let image = self.images.path().join(self.left.to_string());
        self.cut(&self.folder.clone(), &image);
        self.cuts.push((image, receipts));
    }

    /// Writes what a power cut now would leave: of every file, each page as it was or as it is.
    fn cut(&mut self, folder: &Path, image: &Path) {
        fs::create_dir_all(image).expect("made");
        for entry in fs::read_dir(folder).expect("there") {
            let entry = entry.expect("listed");
            let (path, target) = (entry.path(), image.join(entry.file_name()));
            if path.is_dir() {
                self.cut(&path, &target);
                continue;
            }
            let new = fs::read(&path).expect("readable");
            let old = self.durable.get(&path).cloned();
            if old.is_none() && self.chance.long_below(2) == 0 {
                continue;
            }
            fs::write(&target, self.mix(&old.unwrap_or_default(), &new)).expect("written");
        }
    }

    fn mix(&mut self, old: &[u8], new: &[u8]) -> Vec<u8> {
        let length = if self.chance.long_below(2) == 0 { old.len() } else { new.len() };
        let mut mixed = Vec::with_capacity(length);
        for start in (0..length).step_by(PAGE) {
            let end = (start + PAGE).min(length);
            let page = if self.chance.long_below(2) == 0 { old } else { new };
            mixed.extend_from_slice(page.get(start..end.min(page.len())).unwrap_or_default());
            mixed.resize(end, 0);
        }
        mixed
    }
}

#[test]
fn a_power_cut_at_any_instant_keeps_every_receipt() {
    let (folder, images) = (TempDir::new().expect("a folder"), TempDir::new().expect("a folder"));
    let cuts = count("CUTS", 12);
    let receipts = Arc::new(AtomicU64::new(0));
    let power = Arc::new(Mutex::new(Power {
        folder: folder.path().to_owned(),
        images,
        durable: BTreeMap::new(),
        chance: Chance::new(0xD1B5_4A32_D192_ED03, 0),
        countdown: 1,
        every: 12,
        left: 0,
        total: cuts,
        written: 0,
        size: 0,
        cuts: Vec::new(),
    }));
    let (witness, given) = (Arc::clone(&power), Arc::clone(&receipts));
    let watch = move |options: Options| Options {
        witness: Some(Arc::new(move |path: &Path, done| {
            let mut power = witness.lock().expect("no panic before");
            if done {
                power.has_synced(path);
            } else {
                power.about_to_sync(given.load(Ordering::SeqCst));
            }
        })),
        ..options
    };
    let desk = desk::open_with(folder.path(), watch).expect("it opens");
    for k in 0.. {
        WORK.take(&desk, k);
        receipts.fetch_add(1, Ordering::SeqCst);
        let mut power = power.lock().expect("no panic before");
        if k == 4 {
            power.left = cuts;
        } else if k > 4 && power.left == 0 {
            break;
        }
        let found = std::mem::take(&mut power.cuts);
        drop(power);
        for (image, receipts) in found {
            opens(&image, receipts);
        }
    }
    drop(desk);
    let (written, size) = power.lock().map(|power| (power.written, power.size)).expect("no panic before");
    assert!(written * CUTS_A_REWRITE >= (cuts - 1) * size, "{written} bytes for a store of {size}");
    let rest = std::mem::take(&mut power.lock().expect("no panic before").cuts);
    for (image, receipts) in rest {
        opens(&image, receipts);
    }
}

/// Opens what a power cut has left: every receipt holds, no command is there by half, no figure is wrong.
fn opens(image: &Path, receipts: u64) {
    let desk = desk::open(image).expect("it opens after a power cut");
    let taken = Work::taken(&desk);
    assert!((receipts..=receipts + 1).contains(&taken), "{receipts} receipts, {taken} commands");
    assert!(desk.store().opening().is_empty(), "one batch ahead of the disk, the engine opens by itself");
    WORK.check(&desk, taken);
    desk.store().repair().expect("repaired");
    WORK.check(&desk, taken);
    drop(desk);
    fs::remove_dir_all(image).expect("removed");
}
