//! The holder comes when it is needed, goes when nobody is there, and makes room for a newer one.

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::process::{Command as Process, Output, Stdio};
use std::time::Duration;

use dayboard::codec::frame;
use dayboard::desk::{self, Desk, Greeting, News, PROTOCOL, RemoteDesk, Terms, Welcome};
use dayboard::domain::base::Error;
use rustix::process::{Signal, getsid, kill_process};
use tempfile::TempDir;

use crate::kit::{Held, free, here, id, news, only_there, process, program, set, started, until, visits};

fn run(folder: &std::path::Path, words: &[&str]) -> Output {
    let mut command = Process::new(program());
    command.env_clear().env("LANG", "C.UTF-8").arg("--db").arg(folder).args(words);
    command.output().expect("it runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.clone(), output.stderr.clone()].concat()).into_owned()
}

#[test]
fn two_guests_of_a_holder_that_one_of_them_started_see_each_others_writes() {
    let folder = TempDir::new().expect("a folder");
    let one = RemoteDesk::connect(started(folder.path())).expect("a holder is started");
    let other = RemoteDesk::connect(only_there(folder.path())).expect("it is there now");
    let told = news(&other);
    one.apply(set("2026-09-08", "张伟", 5)).expect("done");
    until(&told, |news| matches!(news, News::Changed(_)).then_some(()));
    assert_eq!(visits(&other, "2026-09-08"), 5);
    let output = run(folder.path(), &["--holder", "never", "status"]);
    assert!(output.status.success(), "{}", said(&output));
    drop((one, other));
    assert_eq!(visits(&here(folder.path()), "2026-09-08"), 5);
}

#[test]
fn a_holder_ends_with_its_last_guest_when_it_may() {
    let held = Held::new(Terms { idle_exit: Some(Duration::ZERO), ..Terms::default() });
    let (one, other) = (held.guest(), held.guest());
    drop(one);
    other.apply(set("2026-09-08", "张伟", 5)).expect("it stays for the other");
    drop(other);
    let folder = held.ended();
    assert!(!folder.path().join("socket").exists(), "it leaves no socket");
    assert_eq!(id(RemoteDesk::connect(only_there(folder.path())).expect_err("nobody")), "holder-none");
}

#[test]
fn a_socket_that_nobody_listens_at_is_in_nobodys_way() {
    let folder = TempDir::new().expect("a folder");
    drop(UnixListener::bind(folder.path().join("socket")).expect("bound"));
    let lock = format!("pid 1\nuser x\nboot x\nsocket {}\n", folder.path().join("socket").display());
    std::fs::write(folder.path().join("lock"), lock).expect("written");
    let desk = RemoteDesk::connect(started(folder.path())).expect("a holder is started");
    desk.apply(set("2026-09-08", "张伟", 5)).expect("done");
    drop(desk);
    free(folder.path());
}

#[test]
fn a_socket_that_is_taken_away_from_its_holder_comes_back() {
    let held = Held::new(Terms::default());
    let guest = held.guest();
    let told = news(&guest);
    let socket = held.path().join("socket");
    for (value, take) in [(1, true), (2, false)] {
        let take_away = |path: &std::path::Path| {
            if take { std::fs::remove_file(path) } else { std::fs::rename(path, path.with_extension("old")) }
        };
        take_away(&socket).expect("it was there");
        let other = RemoteDesk::connect(started(held.path())).expect("it listens again");
        other.apply(set("2026-09-08", "张伟", value)).expect("done");
        until(&told, |news| matches!(news, News::Changed(_)).then_some(()));
        assert_eq!(visits(&guest, "2026-09-08"), value, "it is the same holder");
    }
}

#[test]
fn a_holder_ends_with_its_folder_and_nothing_of_it_comes_back() {
    let held = Held::new(Terms::default());
    let guest = RemoteDesk::connect(started(held.path())).expect("it is there");
    let folder = held.path().to_path_buf();
    std::fs::remove_dir_all(&folder).expect("taken away");
    let _folder = held.ended();
    assert_eq!(id(guest.apply(set("2026-09-08", "张伟", 1)).expect_err("there is no database")), "file-failed");
    assert!(!folder.exists());
}

#[test]
fn a_holder_leaves_the_socket_of_another_database_in_its_place_alone() {
    let held = Held::new(Terms::default());
    let away = held.path().with_extension("away");
    std::fs::rename(held.path(), &away).expect("set aside");
    std::fs::create_dir(held.path()).expect("a new one");
    let desk = RemoteDesk::connect(started(held.path())).expect("a holder of the new one");
    let folder = held.end();
    desk.apply(set("2026-09-08", "张伟", 1)).expect("the new one is still there");
    assert!(folder.path().join("socket").exists());
    drop(desk);
    free(folder.path());
    std::fs::remove_dir_all(away).expect("taken away");
}

#[test]
fn the_end_of_a_users_processes_is_a_clean_one_and_whoever_is_left_starts_the_next() {
    let folder = TempDir::new().expect("a folder");
    let desk = RemoteDesk::connect(started(folder.path())).expect("a holder is started");
    desk.apply(set("2026-09-08", "张伟", 5)).expect("done");
    let told = news(&desk);
    let first = process(folder.path()).expect("it has the lock");
    assert_eq!(getsid(Some(first)), Ok(first), "it is in a session of its own");
    // As logind does it when the last session of a user ends.
    for signal in [Signal::TERM, Signal::HUP] {
        let _ = kill_process(first, signal);
    }
    until(&told, |news| matches!(news, News::Back).then_some(()));
    assert_eq!(visits(&desk, "2026-09-08"), 5);
    assert_ne!(process(folder.path()), Some(first));
    drop(desk);
    free(folder.path());
}

#[test]
fn a_lock_of_the_script_that_starts_a_holder_ends_with_the_script() {
    let folder = TempDir::new().expect("a folder");
    let lock = folder.path().join("script.lock");
    let script = r#"exec 9>"$1"; "$0" --db "$2" status"#;
    let mut shell = Process::new("/bin/sh");
    shell.env_clear().args(["-c", script]).arg(program()).arg(&lock).arg(folder.path().join("db"));
    let output = shell.output().expect("it runs");
    assert!(output.status.success(), "{}", said(&output));
    let holder = process(&folder.path().join("db")).expect("it has the lock");
    let open = std::fs::read_dir(format!("/proc/{}/fd", holder.as_raw_nonzero())).expect("it lives");
    let targets: Vec<_> = open.filter_map(|entry| std::fs::read_link(entry.ok()?.path()).ok()).collect();
    assert!(!targets.contains(&lock) && !targets.is_empty(), "{targets:?}");
    desk::stop(&folder.path().join("db")).expect("it ends");
}

#[test]
fn a_folder_with_a_long_path_has_its_socket_elsewhere() {
    let folder = TempDir::new().expect("a folder");
    let long = folder.path().join("a-very-long-name-of-a-folder/".repeat(5));
    let desk = RemoteDesk::connect(started(&long)).expect("a holder is started");
    desk.apply(set("2026-09-08", "张伟", 5)).expect("done");
    let lock = std::fs::read_to_string(long.join("lock")).expect("readable");
    let socket = lock.lines().find_map(|line| line.strip_prefix("socket ")).expect("named");
    assert!(socket.len() <= 100 && !long.join("socket").exists(), "{socket}");
    drop(desk);
    free(&long);
    assert!(!std::path::Path::new(socket).exists(), "it leaves no socket");
}

#[test]
fn a_holder_makes_room_for_a_newer_program_when_nobody_else_is_there() {
    let greet = |held: &Held, protocol| {
        let mut stream = UnixStream::connect(held.path().join("socket")).expect("somebody listens");
        frame::send(&mut stream, &Greeting { protocol, ..Greeting::own(0) }).expect("sent");
        let theirs = frame::receive::<Greeting>(&mut stream).expect("sound").expect("greeted");
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest);
        assert!(rest.is_empty(), "nothing more is understood");
        theirs
    };
    let held = Held::new(Terms::default());
    assert_eq!(greet(&held, PROTOCOL - 1).protocol, PROTOCOL);
    let guest = held.guest();
    assert_eq!(greet(&held, PROTOCOL + 1).busy, 1);
    guest.apply(set("2026-09-08", "张伟", 5)).expect("a busy one stays");
    drop(guest);
    // The guest has hung up, which the holder hears of in its own time.
    while greet(&held, PROTOCOL + 1).busy > 0 {}
    held.ended();
}

#[test]
fn another_build_of_the_same_version_takes_over_and_is_understood_where_it_speaks_alike() {
    let own = Greeting::own(0);
    let (wire, _) = own.version.rsplit_once('.').expect("it names the build");
    let alike = Greeting { version: format!("{wire}.0"), ..Greeting::own(1) };
    let other = Greeting { version: "0.0.1+0.0".to_owned(), ..Greeting::own(1) };
    assert!(own.speaks_like(&alike) && !own.speaks_like(&other));
    let greet = |held: &Held, greeting: &Greeting| {
        let mut stream = UnixStream::connect(held.path().join("socket")).expect("somebody listens");
        frame::send(&mut stream, greeting).expect("sent");
        frame::receive::<Greeting>(&mut stream).expect("sound").expect("greeted");
        frame::receive::<Result<Welcome, Error>>(&mut stream).is_ok_and(|welcome| welcome.is_some())
    };
    // A program that has been replaced on the disk meanwhile is no reason to end the holder that has come instead.
    let replaced = Greeting { busy: 0, ..alike.clone() };
    let held = Held::new(Terms::default());
    assert!(greet(&held, &replaced) && held.path().join("socket").exists());
    held.guest().apply(set("2026-09-08", "张伟", 5)).expect("it stays");
    drop(held);
    for build in [alike, other] {
        let held = Held::new(Terms::default());
        let guest = held.guest();
        assert_eq!(greet(&held, &build), own.speaks_like(&build), "while somebody is there");
        guest.apply(set("2026-09-08", "张伟", 5)).expect("a busy one stays");
        drop(guest);
        // The guest has hung up, which the holder hears of in its own time.
        while held.path().join("socket").exists() {
            if let Ok(mut stream) = UnixStream::connect(held.path().join("socket")) {
                let _ = frame::send(&mut stream, &build);
                let _ = frame::receive::<Greeting>(&mut stream);
            }
        }
        held.ended();
    }
}

#[test]
fn a_guest_of_another_version_is_told_what_to_start_again() {
    for (protocol, why) in [(PROTOCOL + 1, "holder-newer"), (PROTOCOL - 1, "holder-older")] {
        let folder = TempDir::new().expect("a folder");
        let listener = UnixListener::bind(folder.path().join("socket")).expect("bound");
        let greeter = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("somebody comes");
            let _ = frame::receive::<Greeting>(&mut stream);
            frame::send(&mut stream, &Greeting { protocol, version: "9".to_owned(), busy: 2 }).expect("sent");
        });
        let error = RemoteDesk::connect(started(folder.path())).expect_err("another version");
        assert_eq!((error.id.as_ref(), error.arg("theirs")), (why, "9"));
        greeter.join().expect("it greeted");
    }
}

#[test]
fn a_holder_ends_well_on_a_signal_and_its_guests_find_the_next() {
    let folder = TempDir::new().expect("a folder");
    let mut serving = Process::new(program());
    serving.env_clear().arg("--db").arg(folder.path()).arg("serve").stdout(Stdio::piped());
    let mut serving = serving.spawn().expect("it starts");
    let mut ready = String::new();
    BufReader::new(serving.stdout.take().expect("piped")).read_line(&mut ready).expect("it says so");
    assert!(ready.starts_with("Serving "), "{ready}");
    let desk = RemoteDesk::connect(started(folder.path())).expect("it is there");
    let told = news(&desk);
    desk.apply(set("2026-09-08", "张伟", 5)).expect("done");
    let process = rustix::process::Pid::from_child(&serving);
    // Two at once: so ends whoever has logged out.
    for signal in [Signal::TERM, Signal::HUP] {
        kill_process(process, signal).expect("signalled");
    }
    assert_eq!(serving.wait().expect("it ends").code(), Some(0));
    until(&told, |news| matches!(news, News::Lost(_)).then_some(()));
    until(&told, |news| matches!(news, News::Back).then_some(()));
    assert_eq!(visits(&desk, "2026-09-08"), 5);
    drop(desk);
    free(folder.path());
}

#[test]
fn what_needs_the_database_alone_asks_the_holder_to_end_unless_somebody_is_there() {
    let held = Held::new(Terms::default());
    let guest = held.guest();
    guest.apply(set("2026-09-08", "张伟", 5)).expect("done");
    let busy = run(held.path(), &["compact"]);
    assert_eq!(busy.status.code(), Some(3), "{}", said(&busy));
    assert!(said(&busy).contains("1 other session is at this database"), "{}", said(&busy));
    drop(guest);
    let mut alone = run(held.path(), &["compact"]);
    while said(&alone).contains("other session") {
        alone = run(held.path(), &["compact"]);
    }
    assert_eq!(alone.status.code(), Some(0), "{}", said(&alone));
    let folder = held.ended();
    assert_eq!(visits(&here(folder.path()), "2026-09-08"), 5);
    let none = run(folder.path(), &["--holder", "never", "status"]);
    assert_eq!(none.status.code(), Some(3), "{}", said(&none));
}

#[test]
fn a_database_that_another_process_has_without_serving_is_locked() {
    let folder = TempDir::new().expect("a folder");
    let _desk = desk::open(folder.path()).expect("it opens");
    assert_eq!(id(RemoteDesk::connect(started(folder.path())).expect_err("taken")), "locked");
}

#[test]
fn a_full_backlog_is_waited_for() {
    let held = Held::new(Terms::default());
    let guests: Vec<UnixStream> = (0..300)
        .map(|_| {
            let mut stream = UnixStream::connect(held.path().join("socket")).expect("it waits its turn");
            stream.write_all(&frame::frame(&Greeting::own(0)).expect("small")).expect("sent");
            stream
        })
        .collect();
    for mut stream in guests {
        assert!(frame::receive::<Greeting>(&mut stream).expect("sound").is_some(), "everybody is greeted");
    }
}
