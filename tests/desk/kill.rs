//! A holder that is killed at any moment, while several clients write through it: nothing acknowledged is lost, nothing
//! is done twice, and everybody goes on.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use dayboard::codec::frame;
use dayboard::desk::{Ask, Door, Greeting, RemoteDesk, Request, Terms, Welcome};
use dayboard::domain::base::Error;
use dayboard::domain::model::Revision;
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::kit::{Held, PATIENCE, here, set, started, visits};

const WRITERS: u64 = 8;

/// Small, quick, and the same again from the same seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

/// The process that has the database open, as its lock names it.
fn holder(folder: &Path) -> Option<Pid> {
    let lock = fs::read_to_string(folder.join("lock")).ok()?;
    let number = lock.lines().find_map(|line| line.strip_prefix("pid "))?;
    Pid::from_raw(number.parse().ok()?)
}

/// Writes until it is told to stop, and tells of every receipt with how long it took.
fn write(folder: &Path, writer: u64, stop: &AtomicBool, tell: &Sender<Duration>) -> u64 {
    let desk = RemoteDesk::connect(started(folder)).expect("a holder is there or started");
    for k in 0.. {
        if stop.load(Ordering::Acquire) {
            return k;
        }
        let begun = Instant::now();
        let value = i64::try_from(k).expect("small") + 1;
        let command = set("2026-09-08", &format!("writer {writer}"), value);
        desk.apply_once(&format!("{writer}-{k}"), command).expect("done, whatever happens to the holder");
        let _ = tell.send(begun.elapsed());
    }
    unreachable!("it goes on until it is stopped")
}

/// Lets so many receipts and so many microseconds pass; how long each took.
fn pass(told: &Receiver<Duration>, receipts: u64, micros: u64) -> Vec<Duration> {
    let mut took: Vec<Duration> = (0..receipts).map(|_| told.recv_timeout(PATIENCE).expect("they go on")).collect();
    let end = Instant::now() + Duration::from_micros(micros);
    loop {
        match told.recv_timeout(end.saturating_duration_since(Instant::now())) {
            Ok(time) => took.push(time),
            Err(RecvTimeoutError::Timeout) => return took,
            Err(RecvTimeoutError::Disconnected) => panic!("they go on"),
        }
    }
}

#[test]
fn a_holder_killed_at_any_instant_loses_nothing_and_does_nothing_twice() {
    let kills = env::var("KILLS").map_or(6, |text| text.parse().expect("a number"));
    let folder = TempDir::new().expect("a folder");
    let stop = AtomicBool::new(false);
    let (tell, told) = channel();
    let mut took = Vec::new();
    let written: Vec<u64> = thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let (tell, stop, folder) = (tell.clone(), &stop, folder.path());
                scope.spawn(move || write(folder, writer, stop, &tell))
            })
            .collect();
        let mut chance = Chance(0x9E37_79B9_7F4A_7C15);
        for _ in 0..kills {
            took.extend(pass(&told, 1 + chance.below(60), chance.below(20_000)));
            if let Some(process) = holder(folder.path()) {
                let _ = kill_process(process, Signal::KILL);
            }
        }
        took.extend(pass(&told, 2 * WRITERS, 0));
        stop.store(true, Ordering::Release);
        writers.into_iter().map(|writer| writer.join().expect("every receipt came")).collect()
    });
    took.sort_unstable();
    let part = |share: usize| took[(took.len() - 1) * share / 1000];
    println!(
        "{kills} kills, {} receipts: p50 {:?}, p99.9 {:?}, longest {:?}",
        written.iter().sum::<u64>(),
        part(500),
        part(999),
        part(1000)
    );
    let desk = here(folder.path());
    assert_eq!(desk.check(None).expect("checked"), []);
    let total: u64 = written.iter().sum();
    assert_eq!(visits(&desk, "2026-09-08"), i64::try_from(total).expect("small"), "the last write of each stands");
    let given = commands(folder.path());
    for (writer, count) in (0..WRITERS).zip(written) {
        for k in 0..count {
            assert_eq!(given.get(&format!("{writer}-{k}")), Some(&1), "command {k} of writer {writer} was done once");
        }
    }
    assert_eq!(given.values().sum::<u64>(), total, "nothing else was done");
}

/// How often each command stands in the journal.
fn commands(folder: &Path) -> BTreeMap<String, u64> {
    let mut given = BTreeMap::new();
    for entry in fs::read_dir(folder.join("journal")).expect("there") {
        let path = entry.expect("listed").path();
        let is_month = path.file_name().is_some_and(|name| name != "names.jsonl");
        if is_month && path.extension().is_some_and(|end| end == "jsonl") {
            for line in fs::read_to_string(path).expect("readable").lines() {
                let command = line.split("\"command\":\"").nth(1).and_then(|rest| rest.split('"').next());
                *given.entry(command.expect("every line has one").to_owned()).or_insert(0) += 1;
            }
        }
    }
    given
}

#[test]
fn a_client_that_dies_before_it_reads_its_receipt_gets_it_when_it_asks_again() {
    let held = Held::new(Terms::default());
    let watcher = held.guest();
    let told = crate::kit::news(&watcher);
    let command = set("2026-09-08", "张伟", 5);
    let mut dying = UnixStream::connect(held.path().join("socket")).expect("somebody listens");
    frame::send(&mut dying, &Greeting::own(0)).expect("sent");
    frame::receive::<Greeting>(&mut dying).expect("sound").expect("greeted");
    frame::receive::<Result<Welcome, Error>>(&mut dying).expect("sound").expect("answered").expect("welcome");
    let ask = Ask::Apply(Cow::Borrowed("once"), Cow::Borrowed(&command));
    frame::send(&mut dying, &Request { number: 1, seen: Revision(0), ask }).expect("sent");
    drop(dying);
    crate::kit::until(&told, |_| Some(()));
    let receipt = watcher.apply_once("once", command).expect("answered");
    assert_eq!(receipt.revision, Revision(1));
    assert_eq!(visits(&watcher, "2026-09-08"), 5);
}
