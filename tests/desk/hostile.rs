//! Guests that speak in bad faith, or not at all: none of them is in anybody's way.

use std::io::{ErrorKind, Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command as Process;
use std::time::Duration;

use dayboard::codec::frame;
use dayboard::desk::{Ask, FromHolder, Greeting, PROTOCOL, Query, RemoteDesk, Request, Terms, Welcome};
use dayboard::domain::base::Error;
use dayboard::domain::model::Revision;
use std::borrow::Cow;

use crate::kit::{Held, id, only_there, program, set, visits};
use dayboard::desk::Desk;

/// A holder that loses patience soon.
fn impatient() -> Held {
    Held::new(Terms { patience: Duration::from_millis(100), ..Terms::default() })
}

/// A connection that has been welcomed.
fn raw(folder: &Path) -> UnixStream {
    let mut stream = UnixStream::connect(folder.join("socket")).expect("somebody listens");
    frame::send(&mut stream, &Greeting::own(0)).expect("sent");
    let theirs = frame::receive::<Greeting>(&mut stream).expect("sound").expect("greeted");
    assert_eq!(theirs.protocol, PROTOCOL);
    frame::receive::<Result<Welcome, Error>>(&mut stream).expect("sound").expect("answered").expect("welcome");
    stream
}

/// Whether the holder hangs up, having said nothing more.
fn is_dropped(mut stream: &UnixStream) {
    match stream.read(&mut [0; 64]) {
        Ok(0) => {}
        Err(error) if error.kind() == ErrorKind::ConnectionReset => {}
        other => panic!("hung up on, not {other:?}"),
    }
}

fn still_works(desk: &RemoteDesk, value: i64) {
    desk.apply(set("2026-09-08", "张伟", value)).expect("done");
    assert_eq!(visits(desk, "2026-09-08"), value);
}

#[test]
fn garbage_lies_and_silence_end_with_the_connection_they_came_on() {
    let held = impatient();
    let desk = held.guest();
    let whole = frame::frame(&Request { number: 1, seen: Revision(0), ask: Ask::Query(Cow::Owned(Query::Premises)) });
    let whole = whole.expect("small");
    let mut long = whole.clone();
    long[4..8].copy_from_slice(&u32::MAX.to_le_bytes());
    let mut changed = whole.clone();
    *changed.last_mut().expect("not empty") ^= 1;
    let another = frame::frame(&"not a request").expect("small");
    let half = whole[..whole.len() / 2].to_vec();
    let head = whole[..5].to_vec();
    for (at, words) in [b"GET / HTTP/1.1\r\n\r\n".to_vec(), long, changed, another, half, head].into_iter().enumerate()
    {
        let mut stream = raw(held.path());
        stream.write_all(&words).expect("sent");
        is_dropped(&stream);
        still_works(&desk, i64::try_from(at).expect("small") + 1);
    }
}

#[test]
fn who_does_not_even_greet_is_dropped() {
    let held = impatient();
    let silent = UnixStream::connect(held.path().join("socket")).expect("somebody listens");
    let mut lying = UnixStream::connect(held.path().join("socket")).expect("somebody listens");
    let mut greeting = frame::frame(&Greeting::own(0)).expect("small");
    greeting[4..8].copy_from_slice(&(15_u32 << 20).to_le_bytes());
    let _ = lying.write_all(&greeting).and_then(|()| lying.write_all(&[0; 4096]));
    is_dropped(&silent);
    is_dropped(&lying);
    still_works(&held.guest(), 3);
}

#[test]
fn ten_thousand_questions_of_one_who_does_not_read_hold_nobody_up() {
    let held = impatient();
    let desk = held.guest();
    let mut greedy = raw(held.path());
    let request = |number| Request { number, seen: Revision(0), ask: Ask::Query(Cow::Owned(Query::Premises)) };
    let asked = (0..10_000).take_while(|number| frame::send(&mut greedy, &request(*number)).is_ok()).count();
    assert!(asked < 10_000, "it was dropped on the way");
    still_works(&desk, 4);
}

#[test]
fn notices_to_one_who_does_not_read_join_until_he_is_dropped() {
    let held = impatient();
    let desk = held.guest();
    let mut deaf = raw(held.path());
    frame::send(&mut deaf, &Request { number: 1, seen: Revision(0), ask: Ask::Watch }).expect("sent");
    // Who is here may be told before the reply or after it.
    let mut told = move || loop {
        match frame::receive::<FromHolder>(&mut deaf).expect("sound").expect("told") {
            FromHolder::Here(here) => assert_eq!(here.screens.len(), 1),
            told => return told,
        }
    };
    assert!(matches!(told(), FromHolder::Reply(_)));
    for value in 1..200 {
        desk.apply(set("2026-09-08", "张伟", value)).expect("done");
    }
    still_works(&desk, 5);
    let mut last = Revision(0);
    while last < Revision(200) {
        let FromHolder::Notice(notice) = told() else { panic!("a notice") };
        assert!(notice.revision > last);
        last = notice.revision;
    }
}

#[test]
fn beyond_so_many_guests_the_next_one_is_told_that_it_is_full() {
    let held = Held::new(Terms { guests: 2, ..Terms::default() });
    let (first, _second) = (held.guest(), raw(held.path()));
    assert_eq!(id(RemoteDesk::connect(only_there(held.path())).expect_err("full")), "holder-full");
    still_works(&first, 6);
}

#[test]
fn an_import_ends_with_the_connection_that_began_it() {
    use dayboard::desk::Command;
    use dayboard::domain::model::reference::facts;
    let held = Held::new(Terms::default());
    let begin = Command::ImportBegin { source: "crm".to_owned(), files: vec![] };
    let (one, other) = (held.guest(), held.guest());
    let batch = one.apply(begin).expect("begun").batch.expect("a batch");
    let rows = || Command::ImportRows { batch, facts: Box::new(facts("2026-09-08 visits=1 by 张伟")) };
    one.apply(rows()).expect("taken");
    assert_eq!(id(other.apply(rows()).expect_err("not his")), "batch-not-open");
    let told = crate::kit::news(&other);
    drop(one);
    crate::kit::until(&told, |_| Some(()));
    let publish = Command::ImportPublish { batch, digest: String::new(), replace: false };
    assert_eq!(id(other.apply(publish).expect_err("given up")), "batch-not-open");
    assert_eq!(visits(&other, "2026-09-08"), 0);
}

#[test]
fn a_socket_of_somebody_else_is_not_taken_for_the_holders() {
    if !rustix::process::geteuid().is_root() {
        return;
    }
    let folder = tempfile::TempDir::new().expect("a folder");
    let listener = UnixListener::bind(folder.path().join("socket")).expect("bound");
    std::os::unix::fs::chown(folder.path(), Some(12_345), None).expect("given away");
    assert_eq!(id(RemoteDesk::connect(only_there(folder.path())).expect_err("a trap")), "holder-strange");
    listener.set_nonblocking(true).expect("set");
    let (mut stream, _) = listener.accept().expect("somebody has knocked");
    assert_eq!(stream.read(&mut [0; 64]).expect("it hung up"), 0, "and has said nothing");
}

#[test]
fn only_the_owner_of_the_folder_is_let_in_and_everybody_else_is_told_so() {
    use std::os::unix::fs::PermissionsExt;
    if !rustix::process::geteuid().is_root() {
        return;
    }
    let held = Held::new(Terms::default());
    std::fs::set_permissions(held.path(), std::fs::Permissions::from_mode(0o755)).expect("open to all");
    let copy = tempfile::TempDir::new().expect("a folder");
    std::fs::set_permissions(copy.path(), std::fs::Permissions::from_mode(0o755)).expect("open to all");
    let open = copy.path().join("dayboard");
    std::fs::copy(program(), &open).expect("copied");
    for (user, why) in [(65_534, "nobody"), (12_345, "is not let in: this database is")] {
        let mut ask = Process::new(&open);
        ask.env_clear().arg("--db").arg(held.path()).args(["--holder", "never", "status"]).uid(user).gid(user);
        let output = ask.output().expect("it runs");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(3), "{said}");
        assert!(said.contains(why), "{said}");
    }
    still_works(&held.guest(), 7);
}
