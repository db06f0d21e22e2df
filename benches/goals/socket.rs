//! Through the socket: a report that is kept, asked for again and again by one guest, and by several at once; the board
//! where a holder is there, and where it is the first to come.

use std::env;
use std::fs::{self, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use dayboard::codec::frame::frame;
use dayboard::desk::{self, Answer, Desk, Place, Query, RemoteDesk, Server, Terms};
use dayboard::domain::base::{FiscalStart, Grain, Period};
use dayboard::domain::model::{Dimension, Lens};
use dayboard::report::{Audience, Kind, Question};

use crate::company::Company;
use crate::line::{Goal, Line, Runs};
use crate::pty::{Session, resident};
use crate::screen::{FIGURES, STARTS};
use crate::{Ground, Outcome};

const AGAIN: usize = 5_000;
const GUESTS: usize = 8;

pub(crate) fn lines(ground: &Ground) -> Outcome<Vec<Line>> {
    let folder = ground.copy()?;
    let server = Server::open(&folder, Terms::default())?.ok_or("somebody serves it")?;
    let bell = server.bell();
    let server = thread::spawn(move || server.run());
    let place = Place { program: None, ..Place::own(&folder) };
    let desk = RemoteDesk::connect(place.clone())?;
    let mut lines = Vec::new();
    for (grain, by) in [(Grain::Day, None), (Grain::Month, Some(Dimension::Channel))] {
        let anchor = Some(Period::of(grain, Company::days().last(), FiscalStart::default()));
        let lens = Lens { anchor, by, ..Lens::new(grain) };
        let ask = Query::Report(Question {
            kind: Kind::Review,
            lens,
            today: Company::days().last().plus(1),
            audience: Audience::Own,
        });
        let bytes = frame(&desk.query(&ask)?)?.len();
        let again = Runs::of(AGAIN, |_| desk.query(&ask))?;
        let figures = [again.percentile(50), again.percentile(99)];
        let work = format!("answer through the socket, {bytes} bytes: p50 / p99");
        lines.push(Line::new(work, "ms", Goal::None, &figures));
    }
    let small = Query::Names(Dimension::Product);
    let Answer::Names(names) = desk.query(&small)? else { return Err("no names".into()) };
    let bytes = frame(&names)?.len();
    let again = Runs::of(AGAIN, |_| desk.query(&small))?;
    let work = format!("answer through the socket, {bytes} bytes of names: p50 / p99");
    lines.push(Line::new(work, "ms", Goal::AtMost(&[0.05, 0.05]), &[again.percentile(50), again.percentile(99)]));
    lines.extend(bare(bytes)?);
    let at_once = thread::scope(|scope| {
        let ask = || -> Result<Runs, dayboard::domain::base::Error> {
            let desk = RemoteDesk::connect(place.clone())?;
            Runs::of(AGAIN, |_| desk.query(&small))
        };
        let guests: Vec<_> = (0..GUESTS).map(|_| scope.spawn(ask)).collect();
        guests.into_iter().map(|guest| guest.join().map_err(|_| "a guest panicked")).collect::<Result<Vec<_>, _>>()
    })?;
    let slowest = at_once.into_iter().map(|runs| runs.map(|runs| runs.percentile(99)));
    let slowest = slowest.collect::<Result<Vec<_>, _>>()?.into_iter().fold(0.0, f64::max);
    lines.push(Line::new(
        format!("the same, {GUESTS} guests at once: p99 of the slowest"),
        "ms",
        Goal::None,
        &[slowest],
    ));
    drop(desk);
    bell.ring();
    server.join().map_err(|_| "the holder panicked")?;
    lines.extend(boards(&folder)?);
    Ok(lines)
}

/// What the machine takes to pass as many bytes on, with nothing done to them: there and back, and by way of one more
/// thread, which is how an answer comes to whoever asks while somebody listens for notices.
fn bare(bytes: usize) -> Outcome<[Line; 2]> {
    let (mut near, mut far) = UnixStream::pair()?;
    let echo = thread::spawn(move || -> io::Result<()> {
        let (mut ask, answer) = ([0; 64], vec![0; bytes]);
        while far.read(&mut ask)? > 0 {
            far.write_all(&answer)?;
        }
        Ok(())
    });
    let mut answer = vec![0; bytes];
    let direct = Runs::of(AGAIN, |_| near.write_all(&[0; 64]).and_then(|()| near.read_exact(&mut answer)))?;
    let mut input = near.try_clone()?;
    let (tell, told) = channel();
    let listener = thread::spawn(move || while input.read_exact(&mut answer).is_ok() && tell.send(()).is_ok() {});
    let passed = Runs::of(AGAIN, |_| near.write_all(&[0; 64]).map(|()| told.recv()))?;
    near.shutdown(Shutdown::Both)?;
    let _ = (listener.join(), echo.join());
    Ok([("", direct), (" and one more thread", passed)].map(|(way, runs)| {
        let work = format!("as many bare bytes through a socket{way}: p50 / p99");
        Line::new(work, "ms", Goal::None, &[runs.percentile(50), runs.percentile(99)])
    }))
}

/// How soon a board shows figures, and what it and its holder take up.
fn boards(folder: &Path) -> Outcome<Vec<Line>> {
    let home = env::current_dir()?.join("target/goals/socket");
    fs::create_dir_all(&home)?;
    // The board does not start where this does.
    let database = folder.canonicalize()?;
    let (database, today) = (database.display().to_string(), Company::days().last().plus(1).to_string());
    let arguments = ["--db", &database, "--today", &today];
    // The first start learns what the terminal can do.
    first(&home, &arguments)?;
    let alone = starts(&home, &arguments, folder)?;
    let mut serving = Command::new(env!("CARGO_BIN_EXE_dayboard"));
    let mut serving = serving.args(["--db", &database, "serve"]).stdout(Stdio::piped()).spawn()?;
    BufReader::new(serving.stdout.take().ok_or("no words")?).read_line(&mut String::new())?;
    let there = starts(&home, &arguments, folder);
    let mut board = Session::start(&home, &arguments)?;
    board.first(FIGURES)?;
    for key in ["2", "3", "4", "5", "0", "1"] {
        board.press(key)?;
    }
    let memory = [board.resident()?, resident(serving.id())?];
    board.quit()?;
    desk::stop(folder)?;
    serving.wait()?;
    let goal = || Goal::AtMost(&[20.0, 60.0]);
    Ok(vec![
        Line::new("board, a holder is there: start → first frame / figures", "ms", goal(), &there?),
        Line::new("board, it starts the holder: start → first frame / figures", "ms", goal(), &alone),
        Line::new("resident after all views: board / its holder", "MiB", Goal::AtMost(&[24.0, 64.0]), &memory),
    ])
}

/// Medians of how long after the start a board's first frame was there, and its first figures.
fn starts(home: &Path, arguments: &[&str], folder: &Path) -> Outcome<[f64; 2]> {
    let (mut frames, mut figures) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        let [frame, figure] = first(home, arguments)?;
        frames.push(frame);
        figures.push(figure);
        // A holder that ends with its board has ended when its lock is free.
        if !folder.join("socket").exists() {
            OpenOptions::new().read(true).write(true).open(folder.join("lock"))?.lock()?;
        }
    }
    Ok([Runs::from(frames).percentile(50), Runs::from(figures).percentile(50)])
}

fn first(home: &Path, arguments: &[&str]) -> Outcome<[Duration; 2]> {
    let mut session = Session::start(home, arguments)?;
    let times = session.first(FIGURES)?;
    session.quit()?;
    Ok(times)
}
