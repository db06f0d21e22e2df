//! A name is erased while others are at work: they go on with the next holder, or with the same service.

use std::io::{BufRead, BufReader};
use std::process::{Command as Process, Stdio};

use dayboard::desk::{self, Account, Command, Desk, Erasing, RemoteDesk, Terms};
use dayboard::domain::model::{Document, Grant, Office};
use tempfile::TempDir;

use crate::kit::{Held, free, here, id, program, set, started, visits};

fn erasing(name: &str, really: bool) -> Erasing {
    Erasing { name: name.to_owned(), copies: false, really }
}

fn company(held: Vec<Document>) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    let desk = desk::open(folder.path()).expect("it opens");
    desk.apply(set("2026-09-08", "张伟", 5)).expect("set");
    desk.apply(set("2026-09-08", "李娜", 6)).expect("set");
    if !held.is_empty() {
        let documents = held.into_iter().map(|grant| (grant, None)).collect();
        desk.apply(Command::Write { documents, reason: None }).expect("granted");
    }
    folder
}

#[test]
fn a_name_is_erased_through_the_holder_and_everybody_works_on() {
    let folder = company(vec![]);
    let one = RemoteDesk::connect(started(folder.path())).expect("a holder is started");
    let other = RemoteDesk::connect(started(folder.path())).expect("it is let in");
    let plan = one.erase(erasing("张伟", false)).expect("planned");
    assert_eq!((plan.alias.as_str(), plan.documents, plan.lines), ("erased 1", 0, 0), "figures carry numbers alone");
    assert_eq!(id(one.erase(erasing("谁", true)).expect_err("nobody")), "erase-unknown");
    let done = one.erase(erasing("张伟", true)).expect("erased");
    assert_eq!(done.revision, 3);
    assert_eq!((visits(&one, "2026-09-08"), visits(&other, "2026-09-08")), (11, 11));
    other.apply(set("2026-09-08", "李娜", 7)).expect("others work on");
    assert_eq!(visits(&one, "2026-09-08"), 12);
    assert_eq!(id(one.erase(erasing("张伟", true)).expect_err("gone")), "erase-unknown");
    drop((one, other));
    free(folder.path());
    let names = std::fs::read_to_string(folder.path().join("journal/names.jsonl")).expect("text");
    assert!(names.contains("erased 1") && !names.contains("张伟"), "{names}");
    assert_eq!(desk::LocalDesk::check(&here(folder.path()), None).expect("checked"), []);
}

#[test]
fn a_service_serves_on_after_a_name_was_erased() {
    let folder = company(vec![]);
    let mut service = Process::new(program());
    service.env_clear().arg("--db").arg(folder.path()).arg("serve").stdout(Stdio::piped()).stderr(Stdio::null());
    let mut service = service.spawn().expect("it starts");
    let mut ready = String::new();
    BufReader::new(service.stdout.take().expect("its words")).read_line(&mut ready).expect("it says so");
    let place = crate::kit::only_there(folder.path());
    let guest = RemoteDesk::connect(place).expect("it is waited for");
    guest.erase(erasing("张伟", true)).expect("erased");
    assert_eq!(visits(&guest, "2026-09-08"), 11, "by the same process");
    assert!(service.try_wait().expect("asked").is_none());
    rustix::process::kill_process(rustix::process::Pid::from_child(&service), rustix::process::Signal::TERM)
        .expect("signalled");
    assert!(service.wait().expect("it ends").success());
}

#[test]
fn r14_only_a_director_and_hr_erase_and_nobody_himself_or_the_last_director() {
    let own = Account::own();
    let grant = |account: &str, uid, office, person: Option<&str>| {
        Document::Grant(Grant { account: account.to_owned(), uid, office, person: person.map(str::to_owned) })
    };
    for office in Office::ALL {
        let held =
            vec![grant("boss", 1_000_001, Office::Director, Some("李娜")), grant(&own.user, own.uid, office, None)];
        let held = Held::again(company(held), Terms::default());
        let guest = held.guest();
        let asked = guest.erase(erasing("张伟", false)).err().map(id);
        let may = matches!(office, Office::Director | Office::Hr);
        assert_eq!(asked.as_deref(), (!may).then_some("right-erase"), "{office}");
        let really = guest.erase(erasing("李娜", true)).err().map(id);
        match office {
            // There is another director: the caller.
            Office::Director => assert_eq!(really, None),
            Office::Hr => assert_eq!(really.as_deref(), Some("last-director")),
            _ => assert_eq!(really.as_deref(), Some("right-erase"), "{office}"),
        }
        drop(guest);
    }
    let held =
        vec![grant("boss", 1_000_001, Office::Director, None), grant(&own.user, own.uid, Office::Hr, Some("张伟"))];
    let held = Held::again(company(held), Terms::default());
    assert_eq!(id(held.guest().erase(erasing("张伟", true)).expect_err("himself")), "erase-self");
}
