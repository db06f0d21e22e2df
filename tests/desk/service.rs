//! The holder as a service: at a socket that somebody else has opened, and telling him how far it is.

use std::os::fd::OwnedFd;
use std::os::unix::net::{UnixDatagram, UnixListener};
use std::path::Path;
use std::process::{Child, Command as Process, Stdio};

use dayboard::desk::{Desk, News, RemoteDesk};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::kit::{PATIENCE, free, news, only_there, program, set, started, until, visits};

/// Starts the service of the database in `folder` as systemd does: the socket is file 3, and the variables say so.
fn serve(folder: &Path, listener: &UnixListener, told: &Path) -> Child {
    let script = r#"export LISTEN_PID=$$ LISTEN_FDS=1; exec "$0" "$@" 3<&0 </dev/null"#;
    let socket: OwnedFd = listener.try_clone().expect("another handle").into();
    let mut shell = Process::new("/bin/sh");
    shell.env_clear().env("NOTIFY_SOCKET", told).args(["-c", script]).arg(program()).arg("--db").arg(folder);
    shell.arg("serve").stdin(socket).stdout(Stdio::null()).spawn().expect("it starts")
}

fn said(told: &UnixDatagram) -> String {
    let mut bytes = [0; 64];
    let count = told.recv(&mut bytes).expect("it says so");
    String::from_utf8_lossy(&bytes[..count]).into_owned()
}

fn end(mut service: Child) {
    kill_process(Pid::from_child(&service), Signal::TERM).expect("signalled");
    assert_eq!(service.wait().expect("it ends").code(), Some(0));
}

#[test]
fn a_service_answers_whoever_came_before_it_and_while_it_is_replaced() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("told");
    let told = UnixDatagram::bind(&path).expect("bound");
    told.set_read_timeout(Some(PATIENCE)).expect("set");
    let listener = UnixListener::bind(folder.path().join("socket")).expect("bound");
    let early = std::thread::spawn({
        let folder = folder.path().to_path_buf();
        move || RemoteDesk::connect(only_there(&folder)).expect("it is waited for")
    });
    let first = serve(folder.path(), &listener, &path);
    let desk = early.join().expect("it was let in");
    assert_eq!(said(&told), "READY=1");
    desk.apply(set("2026-09-08", "张伟", 5)).expect("done");
    end(first);
    assert_eq!(said(&told), "STOPPING=1");
    assert!(folder.path().join("socket").exists(), "the socket is not the service's to take away");
    // The old program has gone, the new one has not come yet: what is asked meanwhile is answered by the new one.
    std::thread::scope(|scope| {
        let asked = scope.spawn(|| visits(&desk, "2026-09-08"));
        let second = serve(folder.path(), &listener, &path);
        assert_eq!(asked.join().expect("answered"), 5);
        assert_eq!(said(&told), "READY=1");
        end(second);
    });
}

#[test]
fn a_service_that_is_set_up_while_people_are_at_work_takes_over() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("told");
    let told = UnixDatagram::bind(&path).expect("bound");
    told.set_read_timeout(Some(PATIENCE)).expect("set");
    let desk = RemoteDesk::connect(started(folder.path())).expect("a holder is started");
    desk.apply(set("2026-09-08", "张伟", 5)).expect("done");
    let changes = news(&desk);
    let socket = folder.path().join("socket");
    // The holder listens again where it finds nobody: whoever wants its place has to be quick.
    let mut listener = None;
    while listener.is_none() {
        std::fs::remove_file(&socket).expect("taken away");
        listener = UnixListener::bind(&socket).ok();
    }
    let listener = listener.expect("it is bound");
    let service = serve(folder.path(), &listener, &path);
    assert_eq!(said(&told), "READY=1");
    until(&changes, |news| matches!(news, News::Back).then_some(()));
    desk.apply(set("2026-09-08", "张伟", 6)).expect("done");
    let lock = std::fs::read_to_string(folder.path().join("lock")).expect("readable");
    assert!(lock.contains(&format!("pid {}\n", service.id())), "{lock}");
    end(service);
    drop(desk);
    free(folder.path());
}

#[test]
fn the_units_name_what_there_is() {
    let unit = |name: &str| {
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("data/systemd").join(name)).expect("there")
    };
    let (service, socket) = (unit("dayboard.service"), unit("dayboard.socket"));
    let value = |text: &str, key: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(key)).unwrap_or_default();
        line.trim_start_matches('=').to_owned()
    };
    let start = value(&service, "ExecStart");
    let words: Vec<&str> = start.split_whitespace().skip(1).chain(["--help"]).collect();
    let help = Process::new(program()).env_clear().env("LANG", "C.UTF-8").args(&words).output().expect("it runs");
    assert!(help.status.success(), "{words:?}");
    let folder = format!("/var/lib/{}", value(&service, "StateDirectory"));
    assert!(start.contains(&format!("--db {folder} serve")), "{start}");
    assert_eq!(value(&socket, "ListenStream"), format!("{folder}/socket"), "where everybody looks for it");
}
