//! A whole company at once: boards in terminals of their own at one holder, all pressing keys, every tenth writing.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use dayboard::desk::{Command, Desk, EntryCell, Place, RemoteDesk};
use dayboard::domain::model::Dimension;

use crate::line::{Goal, Line, Runs};
use crate::pty::{Session, resident};
use crate::screen::FIGURES;
use crate::{Ground, Outcome};

/// So many boards are open at once.
const SESSIONS: usize = 50;
/// So many of them press nothing and show what colleagues write.
const WATCHING: usize = 5;
/// So many of the others write.
const WRITING: usize = SESSIONS / 10;
/// So often all the keys are pressed, which move the cursor and change the view.
const ROUNDS: usize = 12;
const KEYS: [&str; 10] = ["j", "k", "3", "j", "4", "j", "5", "j", "2", "1"];
/// Between two keys of a session.
const PAUSE: Duration = Duration::from_millis(250);
/// Nobody waits longer for a frame: that is an error.
const PATIENCE: Duration = Duration::from_secs(10);
const TODAY: &str = "2026-11-26";
const SHOWN: &str = "2026-11-25";

pub(crate) fn lines(_: &Ground) -> Outcome<Vec<Line>> {
    let home = std::env::current_dir()?.join("target/goals/crowd");
    if home.exists() {
        fs::remove_dir_all(&home)?;
    }
    fs::create_dir_all(&home)?;
    let arguments = ["--demo", "--today", TODAY, "--lens", "day 2026-11-25"];
    let mut sessions = Vec::with_capacity(SESSIONS);
    for _ in 0..SESSIONS {
        let mut session = Session::start(&home, &arguments)?;
        session.first(FIGURES)?;
        sessions.push(session);
    }
    let folder = home.join(".local/share/dayboard-demo");
    let mut watching = sessions.split_off(SESSIONS - WATCHING);
    let (presses, writes) = thread::scope(|scope| {
        let pressing: Vec<_> = sessions
            .iter_mut()
            .enumerate()
            .map(|(at, session)| {
                scope.spawn(move || {
                    press(session, PAUSE * u32::try_from(at).unwrap_or(0) / 50).map_err(|error| error.to_string())
                })
            })
            .collect();
        let writing = write(&folder, &mut watching);
        let mut presses = Vec::new();
        for pressing in pressing {
            presses.extend(pressing.join().map_err(|_| "a session panicked")??);
        }
        Ok::<_, Box<dyn std::error::Error>>((presses, writing?))
    })?;
    let memory = resident(holder(&folder)?)?;
    for session in sessions.into_iter().chain(watching) {
        session.quit()?;
    }
    let (keys, count) = (Runs::from(presses.clone()), presses.len());
    let (seen, written) = (Runs::from(writes.clone()), writes.len());
    let two = |runs: &Runs| [runs.percentile(50), runs.percentile(99)];
    Ok(vec![
        Line::new(
            format!("{SESSIONS} sessions, {count} keys: key → frame, p50 / p99"),
            "ms",
            Goal::AtMost(&[50.0, 50.0]),
            &two(&keys),
        ),
        Line::new(
            format!(
                "{SESSIONS} sessions, {written} writes: a colleague's write on the last of {WATCHING} screens, p50 / p99"
            ),
            "ms",
            Goal::AtMost(&[200.0, 200.0]),
            &two(&seen),
        ),
        Line::new(format!("{SESSIONS} sessions: the holder resident"), "MiB", Goal::AtMost(&[160.0]), &[memory]),
    ])
}

/// How long after each key its frame was complete.
fn press(session: &mut Session, wait: Duration) -> Outcome<Vec<Duration>> {
    thread::sleep(wait);
    let mut times = Vec::new();
    for key in (0..ROUNDS).flat_map(|_| KEYS) {
        let start = session.send(key)?;
        let shown = session.frame(PATIENCE).ok_or_else(|| format!("no frame after '{key}'"))?;
        times.push(shown - start);
        thread::sleep(PAUSE);
    }
    Ok(times)
}

/// How long after each write began the last of the screens that show the figure showed it.
fn write(folder: &Path, watching: &mut [Session]) -> Outcome<Vec<Duration>> {
    let place = Place { program: None, ..Place::own(folder) };
    let desks = (0..WRITING).map(|_| RemoteDesk::connect(place.clone())).collect::<Result<Vec<_>, _>>()?;
    let mut times = Vec::new();
    for (at, desk) in (0_i64..).zip(desks.iter().cycle()).take(ROUNDS * KEYS.len() * 2 / 3) {
        let cell = EntryCell {
            day: SHOWN.parse().map_err(|()| "no day")?,
            measure: "deals".to_owned(),
            dimensions: vec![(Dimension::Member, "罗刚".to_owned())],
        };
        watching.iter_mut().for_each(Session::pass_over);
        let start = Instant::now();
        desk.apply(Command::Set { cell, value: Some(1 + at), correct: None })?;
        let mut last = start;
        for session in watching.iter_mut() {
            last = last.max(session.frame(PATIENCE).ok_or("a colleague's write is not shown")?);
        }
        times.push(last - start);
        thread::sleep(PAUSE);
    }
    Ok(times)
}

/// The process that holds the database.
fn holder(folder: &Path) -> Outcome<u32> {
    let lock = fs::read_to_string(PathBuf::from(folder).join("lock"))?;
    Ok(lock.lines().find_map(|line| line.strip_prefix("pid ")).ok_or("nobody holds it")?.parse()?)
}
