//! Holders that do not answer: nobody waits for them for ever, and whoever leaves waits for nobody.

use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use dayboard::desk::{Desk, Door, News, Place, RemoteDesk, Server, Terms};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::kit::{PATIENCE, free, id, news, only_there, process, set, started, until, visits};

/// A place whose holder is soon said not to answer.
fn impatient(folder: &Path) -> Place {
    Place { patience: Duration::from_millis(300), ..only_there(folder) }
}

/// A place whose holder nobody says that of while a test lasts.
fn patient(folder: &Path) -> Place {
    Place { patience: 10 * PATIENCE, ..only_there(folder) }
}

/// A socket at which nobody is let in, and those who wait at it until no more fit.
fn full(folder: &Path) -> (UnixListener, Vec<UnixStream>) {
    let listener = UnixListener::bind(folder.join("socket")).expect("bound");
    rustix::net::listen(&listener, 1).expect("it listens");
    let knock = || {
        use rustix::net::{AddressFamily, SocketAddrUnix, SocketFlags, SocketType, connect, socket_with};
        let socket = socket_with(AddressFamily::UNIX, SocketType::STREAM, SocketFlags::NONBLOCK, None).ok()?;
        connect(&socket, &SocketAddrUnix::new(folder.join("socket")).ok()?).ok()?;
        Some(UnixStream::from(socket))
    };
    let waiting = std::iter::from_fn(knock).collect();
    (listener, waiting)
}

/// Stops a process, and waits until it stands still.
fn stop(process: Pid) {
    kill_process(process, Signal::STOP).expect("stopped");
    let still = || {
        let tasks = std::fs::read_dir(format!("/proc/{}/task", process.as_raw_nonzero())).expect("it lives");
        let stat = |task: std::fs::DirEntry| std::fs::read_to_string(task.path().join("stat")).unwrap_or_default();
        tasks.flatten().map(stat).all(|stat| stat.is_empty() || stat.contains(") T "))
    };
    while !still() {}
}

#[test]
fn who_finds_a_full_backlog_is_told_that_nobody_answers_and_gets_in_when_there_is_room() {
    let folder = TempDir::new().expect("a folder");
    let (listener, waiting) = full(folder.path());
    assert_eq!(id(RemoteDesk::connect(impatient(folder.path())).expect_err("full")), "holder-unheard");
    // The service comes up, and lets in whoever waits.
    thread::scope(|scope| {
        let late = scope.spawn(|| RemoteDesk::connect(patient(folder.path())).expect("there is room now"));
        drop(waiting);
        let server = Server::open_at(folder.path(), Terms::default(), Some(listener)).expect("it opens");
        let server = server.expect("nobody else serves it");
        let bell = server.bell();
        let serving = scope.spawn(move || server.run());
        let desk = late.join().expect("it is let in");
        desk.apply(set("2026-09-08", "张伟", 5)).expect("done");
        drop(desk);
        bell.ring();
        let _again = serving.join().expect("it ends well");
    });
}

#[test]
fn a_service_that_is_down_while_its_socket_stands_is_named() {
    let folder = TempDir::new().expect("a folder");
    let _listener = UnixListener::bind(folder.path().join("socket")).expect("bound");
    // The kernel names whoever listens: this process.
    let error = RemoteDesk::connect(impatient(folder.path())).expect_err("nobody greets");
    assert_eq!((error.id.as_ref(), error.arg("pid")), ("holder-silent", std::process::id().to_string().as_str()));
}

#[test]
fn a_holder_that_is_stopped_is_named_and_goes_on_where_it_was() {
    let folder = TempDir::new().expect("a folder");
    let starter = RemoteDesk::connect(started(folder.path())).expect("a holder is started");
    let desk = RemoteDesk::connect(impatient(folder.path())).expect("it is there");
    desk.apply(set("2026-09-08", "张伟", 1)).expect("done");
    let holder = process(folder.path()).expect("it has the lock");
    stop(holder);
    let query = dayboard::desk::Query::Premises;
    let told = desk.query(&query).expect_err("it does not answer");
    assert_eq!((told.id.as_ref(), told.arg("pid")), ("holder-silent", holder.as_raw_nonzero().to_string().as_str()));
    assert_eq!(id(desk.apply(set("2026-09-08", "张伟", 2)).expect_err("it does not answer")), "command-open");
    assert_eq!(id(RemoteDesk::connect(impatient(folder.path())).expect_err("nor anybody else")), "holder-silent");
    kill_process(holder, Signal::CONT).expect("it goes on");
    // It comes through another connection.
    while visits(&starter, "2026-09-08") != 2 {}
    assert_eq!(visits(&desk, "2026-09-08"), 2, "what was sent was done, once");
    desk.apply(set("2026-09-08", "张伟", 3)).expect("done");
    drop((desk, starter));
    free(folder.path());
}

#[test]
fn a_holder_that_has_much_to_do_is_waited_for() {
    let held = crate::kit::Held::new(Terms::default());
    let desk = RemoteDesk::connect(Place { patience: Duration::from_millis(20), ..only_there(held.path()) });
    let desk = desk.expect("it is there");
    // A query is answered at or after what was promised, and nothing is visible while somebody reads.
    for value in 1..50 {
        desk.apply(set("2026-09-08", "张伟", value)).expect("done, however long it takes");
    }
    assert_eq!(desk.check(None), Ok(vec![]));
}

#[test]
fn whoever_leaves_waits_neither_for_a_service_that_is_down_nor_for_one_that_is_stopped() {
    let folder = TempDir::new().expect("a folder");
    let listener = UnixListener::bind(folder.path().join("socket")).expect("bound");
    let given = listener.try_clone().expect("another handle");
    let server = Server::open_at(folder.path(), Terms::default(), Some(given)).expect("it opens").expect("alone");
    let bell = server.bell();
    let serving = thread::spawn(move || server.run());
    let desk = RemoteDesk::connect(patient(folder.path())).expect("it is there");
    let told = news(&desk);
    bell.ring();
    let _again = serving.join().expect("it ends well");
    until(&told, |news| matches!(news, News::Lost(_)).then_some(()));
    // The socket stands, and whoever asks waits at it with the patience of a saint.
    let hang_up = desk.hang_up().expect("it is another process");
    let (ready, asks) = channel();
    let asking = thread::spawn(move || {
        ready.send(()).expect("told");
        let answer = desk.query(&dayboard::desk::Query::Premises).map(drop);
        drop(desk);
        answer
    });
    asks.recv().expect("it asks");
    hang_up();
    assert_eq!(id(asking.join().expect("it ends").expect_err("nobody is there")), "holder-none");

    let folder = TempDir::new().expect("a folder");
    let starter = RemoteDesk::connect(started(folder.path())).expect("a holder is started");
    let desk = RemoteDesk::connect(patient(folder.path())).expect("it is there");
    let holder = process(folder.path()).expect("it has the lock");
    stop(holder);
    let hang_up = desk.hang_up().expect("it is another process");
    let asking = thread::spawn(move || desk.query(&dayboard::desk::Query::Premises).map(drop));
    hang_up();
    assert_eq!(id(asking.join().expect("it ends").expect_err("nobody answers")), "holder-none");
    kill_process(holder, Signal::CONT).expect("it goes on");
    drop(starter);
    free(folder.path());
}
