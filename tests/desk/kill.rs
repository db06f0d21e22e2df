//! A holder that is killed at any moment, while several clients write through it: nothing acknowledged is lost, nothing
//! is done twice, and everybody goes on.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use dayboard::codec::frame;
use dayboard::desk::{Answer, Ask, Command, Desk, Door, Greeting, Query, RemoteDesk, Request, Terms, Welcome};
use dayboard::domain::base::Error;
use dayboard::domain::model::reference::facts;
use dayboard::domain::model::{Document, DocumentKind, Revision, Team, Versioned};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::chance::Chance;
use crate::kit::{Held, PATIENCE, here, process, set, started, visits};

const WRITERS: u64 = 8;
/// The writers whose commands each write two documents.
const PAIRS: [u64; 2] = [1, 2];
/// The writer that imports, and how many rows at once.
const IMPORTER: u64 = 3;
const ROWS: u64 = 10;

/// What a writer does, and how it went: when its command began, and when its receipt came.
struct Done {
    writer: u64,
    begun: Instant,
    ended: Instant,
}

/// What the writers share: how far each has come, as far as it knows.
struct Work<'a> {
    folder: &'a Path,
    stop: AtomicBool,
    acknowledged: Vec<AtomicU64>,
    tell: Sender<Done>,
}

/// Writes until it is told to stop, and tells of every receipt. Some of its commands are given by a client that dies
/// before it has read the receipt, and are then given again. Every command of two writers writes two documents; of
/// another one it brings an import.
fn write(work: &Work<'_>, writer: u64) -> u64 {
    let desk = RemoteDesk::connect(started(work.folder)).expect("a holder is there or started");
    let mut chance = Chance::new(0x2545_F491_4F6C_DD1D, writer);
    for k in 0.. {
        if work.stop.load(Ordering::Acquire) {
            return k;
        }
        let begun = Instant::now();
        let id = format!("{writer}-{k}");
        if writer == IMPORTER {
            import(&desk, &id, k);
        } else {
            let command = if PAIRS.contains(&writer) { pair(&desk, writer, k) } else { figure(writer, k) };
            if chance.long_below(8) == 0 {
                die(work.folder, &id, &command);
            }
            desk.apply_once(&id, command).expect("done, whatever happens to the holder");
        }
        if let Some(acknowledged) = work.acknowledged.get(usize::try_from(writer).expect("small")) {
            acknowledged.store(k + 1, Ordering::Release);
        }
        let _ = work.tell.send(Done { writer, begun, ended: Instant::now() });
    }
    unreachable!("it goes on until it is stopped")
}

/// The figure of a writer becomes how often it has written.
fn figure(writer: u64, k: u64) -> Command {
    set("2026-09-08", &format!("writer {writer}"), i64::try_from(k).expect("small") + 1)
}

/// Two teams of a writer get the same number of heads in one command.
fn pair(desk: &RemoteDesk, writer: u64, k: u64) -> Command {
    let heads = u32::try_from(k).expect("small") + 1;
    let there = teams(desk);
    let document = |name: String| {
        let revision = there.iter().find(|(team, _, _)| *team == name).map(|(_, _, revision)| *revision);
        (Document::Team(Team { name, posts: vec![("sales".to_owned(), heads, heads)], ..Team::default() }), revision)
    };
    Command::Write { documents: [0, 1].map(|half| document(format!("{writer} {half}"))).into(), reason: None }
}

/// The teams: name, heads, revision.
fn teams(desk: &RemoteDesk) -> Vec<(String, u32, Revision)> {
    let answer = desk.query(&Query::Documents(DocumentKind::Team.into())).expect("answered");
    let Answer::Documents(found) = answer else { panic!("documents") };
    let team = |found: Versioned| match found.document {
        Document::Team(team) => (team.name, team.posts[0].1, found.revision),
        other => panic!("{other:?} is no team"),
    };
    found.into_iter().map(team).collect()
}

/// Ten rows of one visit each come in one import; it begins again where the holder ends in between.
fn import(desk: &RemoteDesk, id: &str, k: u64) {
    let rows: Vec<String> = (0..ROWS).map(|row| format!("2026-09-0{} visits=1 channel seo", row % 5 + 1)).collect();
    let rows = facts(&rows.join("\n"));
    for attempt in 0.. {
        let id = |step: &str| format!("{id}-{step}-{attempt}");
        let begin = Command::ImportBegin { source: "torture".to_owned(), files: vec![] };
        let begun = desk.apply_once(&id("begin"), begin).expect("begun");
        let batch = begun.batch.expect("a batch");
        let rows = Command::ImportRows { batch, facts: Box::new(rows.clone()) };
        let publish = Command::ImportPublish { batch, digest: format!("{k}"), replace: false };
        let steps = [("rows", rows), ("publish", publish)];
        match steps.into_iter().try_for_each(|(step, command)| desk.apply_once(&id(step), command).map(drop)) {
            Ok(()) => return,
            Err(error) => assert!(["import-cut", "batch-not-open"].contains(&error.id.as_ref()), "{error:?}"),
        }
    }
}

/// Gives a command and is gone before its receipt is read.
fn die(folder: &Path, id: &str, command: &Command) {
    let Ok(mut dying) = UnixStream::connect(folder.join("socket")) else { return };
    let ask = Ask::Apply(Cow::Borrowed(id), Cow::Borrowed(command));
    let request = Request { number: 1, seen: Revision(0), ask };
    // The holder may be killed while it is spoken to.
    let _ = frame::send(&mut dying, &Greeting::own(0)).and_then(|()| frame::send(&mut dying, &request));
}

/// Looks until it is told to stop: nothing is seen by half, and everything that has been acknowledged.
fn look(work: &Work<'_>) -> u64 {
    let desk = RemoteDesk::connect(started(work.folder)).expect("a holder is there or started");
    let known = |writer: u64| work.acknowledged[usize::try_from(writer).expect("small")].load(Ordering::Acquire);
    for seen in 0.. {
        if work.stop.load(Ordering::Acquire) {
            return seen;
        }
        let least: Vec<u64> = (0..WRITERS).map(known).collect();
        let teams = teams(&desk);
        for writer in PAIRS {
            let heads = |half: u8| {
                let name = format!("{writer} {half}");
                teams.iter().find(|(team, _, _)| *team == name).map_or(0, |(_, heads, _)| u64::from(*heads))
            };
            assert_eq!(heads(0), heads(1), "one command is seen as a whole");
            assert!(heads(0) >= least[usize::try_from(writer).expect("small")], "what was acknowledged is seen");
        }
        let imported = u64::try_from(visits(&desk, "2026-09-01..2026-09-05")).expect("visits");
        assert_eq!(imported % ROWS, 0, "one import is seen as a whole");
        assert!(imported / ROWS >= least[usize::try_from(IMPORTER).expect("small")], "what was acknowledged is seen");
        let figures = visits(&desk, "2026-09-08");
        let written: u64 = (0..WRITERS)
            .filter(|writer| sets(*writer))
            .map(|writer| least[usize::try_from(writer).expect("small")])
            .sum();
        assert!(u64::try_from(figures).expect("visits") >= written, "what was acknowledged is seen");
    }
    unreachable!("it goes on until it is stopped")
}

/// Whether a writer writes figures.
fn sets(writer: u64) -> bool {
    writer != IMPORTER && !PAIRS.contains(&writer)
}

/// Lets so many receipts and so many microseconds pass; what was done.
fn pass(told: &Receiver<Done>, receipts: u64, micros: u64) -> Vec<Done> {
    let mut done: Vec<Done> = (0..receipts).map(|_| told.recv_timeout(PATIENCE).expect("they go on")).collect();
    let end = Instant::now() + Duration::from_micros(micros);
    loop {
        match told.recv_timeout(end.saturating_duration_since(Instant::now())) {
            Ok(one) => done.push(one),
            Err(RecvTimeoutError::Timeout) => return done,
            Err(RecvTimeoutError::Disconnected) => panic!("they go on"),
        }
    }
}

/// How long after each kill each client that was at work had its next receipt, shortest first.
fn times_back(kills: &[Instant], done: &[Done]) -> Vec<Duration> {
    let next = |kill: Instant, writer| {
        let receipts = done.iter().filter(|one| one.writer == writer && one.begun <= kill && one.ended > kill);
        receipts.map(|one| one.ended - kill).min()
    };
    let mut times: Vec<Duration> =
        kills.iter().flat_map(|kill| (0..WRITERS).filter_map(|writer| next(*kill, writer))).collect();
    times.sort_unstable();
    times
}

#[test]
fn a_holder_killed_at_any_instant_loses_nothing_and_does_nothing_twice() {
    let kills = env::var("KILLS").map_or(6, |text| text.parse().expect("a number"));
    let folder = TempDir::new().expect("a folder");
    let (tell, told) = channel();
    let work = Work {
        folder: folder.path(),
        stop: AtomicBool::new(false),
        acknowledged: (0..WRITERS).map(|_| AtomicU64::new(0)).collect(),
        tell,
    };
    let (mut done, mut killed) = (Vec::new(), Vec::new());
    let (written, looked) = thread::scope(|scope| {
        let work = &work;
        let writers: Vec<_> = (0..WRITERS).map(|writer| scope.spawn(move || write(work, writer))).collect();
        let looker = scope.spawn(move || look(work));
        let mut chance = Chance::new(0x9E37_79B9_7F4A_7C15, 0);
        let mut last = None;
        for _ in 0..kills {
            done.extend(pass(&told, 1 + chance.long_below(60), chance.long_below(20_000)));
            let alive = |holder: &Pid| Some(*holder) != last && kill_process(*holder, Signal::KILL).is_ok();
            let mut holder = process(folder.path()).filter(alive);
            while holder.is_none() {
                done.extend(pass(&told, 1, 0));
                holder = process(folder.path()).filter(alive);
            }
            killed.push(Instant::now());
            last = holder;
        }
        done.extend(pass(&told, 4 * WRITERS, 0));
        work.stop.store(true, Ordering::Release);
        let written: Vec<u64> = writers.into_iter().map(|writer| writer.join().expect("every receipt came")).collect();
        (written, looker.join().expect("nothing was missed"))
    });
    let times = times_back(&killed, &done);
    let part = |share: usize| times.get(times.len().saturating_sub(1) * share / 100).copied().unwrap_or_default();
    let receipts: u64 = written.iter().sum();
    println!(
        "{kills} kills, {receipts} receipts, {looked} looks: back at work after p50 {:.1?}, p99 {:.1?}, at most {:.1?}",
        part(50),
        part(99),
        part(100)
    );
    let desk = here(folder.path());
    assert_eq!(desk.check(None).expect("checked"), []);
    let total = |which: &dyn Fn(u64) -> bool| -> u64 {
        (0..WRITERS).zip(&written).filter(|(writer, _)| which(*writer)).map(|(_, count)| count).sum()
    };
    let seen = |days: &str| u64::try_from(visits(&desk, days)).expect("visits");
    assert_eq!(seen("2026-09-08"), total(&sets), "the last figure of each stands");
    assert_eq!(seen("2026-09-01..2026-09-05"), ROWS * total(&|writer| writer == IMPORTER), "each import counts once");
    let given = commands(folder.path());
    for (writer, count) in (0..WRITERS).zip(&written).filter(|(writer, _)| *writer != IMPORTER) {
        for k in 0..*count {
            assert_eq!(given.get(&format!("{writer}-{k}")), Some(&1), "command {k} of writer {writer} was done once");
        }
    }
    let mut others = given.iter().filter(|(id, _)| !id.starts_with(&format!("{IMPORTER}-")));
    assert!(others.all(|(id, count)| *count == 1 || id.is_empty()), "nothing was done twice");
    let own = given.iter().filter(|(id, _)| !id.is_empty() && !id.starts_with(&format!("{IMPORTER}-"))).count();
    assert_eq!(own as u64, total(&|writer| writer != IMPORTER), "nothing else was done");
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
