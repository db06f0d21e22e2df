//! A client that is none of ours, under an account that the kernel names: whatever it sends, it may do what its office
//! may, and the refusal is in the journal.

use std::fs;
use std::path::Path;

use dayboard::desk::{self, Account, Ask, Command, Greeting, Query, RemoteDesk, Said, Terms};
use dayboard::domain::base::{Error, FiscalStart, Grain, Period};
use dayboard::domain::model::{CloseState, DocumentKind, Office, Owner, Revision};
use dayboard::report::Kind;
use tempfile::TempDir;

use crate::forged::{Company, Sent, Speaker, everything, harmless};
use crate::kit::{Held, day, here, id, only_there};
use crate::rights::{company, with_pay};
use crate::ritual;

/// What the others are, to whoever is 张伟 or, as a lead, 李娜.
fn others(office: Office, batch: u64) -> Company {
    let lead = office == Office::Lead;
    let (own, mate) = if lead { ("李娜", "张伟") } else { ("张伟", "李娜") };
    let (day, other, owner) = (day("2026-09-09"), "王伟", || Owner::Member("王伟".to_owned()));
    let period = Period::of(Grain::Month, day, FiscalStart::default());
    let (most, lead_too) = ("director lead member hr finance", "director lead");
    let more = vec![
        (ritual::target(owner(), period, 5), "director", "director lead member"),
        (ritual::close(day, other, CloseState::Closed), "director", most),
        (ritual::action(owner(), day), "director", most),
        (ritual::note(day, other), most, most),
        (ritual::meeting(day), lead_too, lead_too),
        (ritual::record(day, other), "director hr", most),
    ];
    Company { own, mate: Some(mate), other, own_team: "East", team: "West", pay: Some("bonus"), batch, more }
}

/// A database at which the account of this process holds `office`.
fn held(office: Office) -> (Held, Company) {
    let folder = TempDir::new().expect("a folder");
    with_pay(folder.path());
    let local = desk::open(folder.path()).expect("it opens");
    let batch = company(&local, &Account::own(), office);
    drop(local);
    (Held::again(folder, Terms::default()), others(office, batch))
}

/// The lines of the journal: their kinds, and how many refusals each is of which account.
fn journal(folder: &Path) -> Vec<(String, u64, String)> {
    let files = fs::read_dir(folder.join("journal")).expect("there").flatten().map(|entry| entry.path());
    let month = |path: &std::path::PathBuf| {
        path.extension().is_some_and(|end| end == "jsonl") && path.file_stem().is_some_and(|name| name != "names")
    };
    let mut lines = Vec::new();
    for path in files.filter(month) {
        for line in fs::read_to_string(path).expect("text").lines() {
            let line: serde_json::Value = serde_json::from_str(line).expect("a line");
            let word = |key: &str| line[key].as_str().unwrap_or_default().to_owned();
            lines.push((word("kind"), line["payload"]["times"].as_u64().unwrap_or_default(), word("user")));
        }
    }
    lines
}

fn is_refusal(result: &Result<Said, Error>) -> bool {
    result.as_ref().is_err_and(|error| error.id.starts_with("right-"))
}

#[test]
fn s_078_whatever_is_sent_is_refused_where_the_office_may_not_and_stands_in_the_journal() {
    let me = Account::own();
    for office in Office::ALL {
        let (held, company) = held(office);
        let folder = held.path().to_path_buf();
        let before = journal(&folder);
        let (mut speaker, welcome) = Speaker::at(&folder.join("socket"), &Greeting::own(0));
        assert_eq!(welcome.expect("let in").user, me.user);
        let (mut refused, mut allowed) = (0, 0);
        for Sent { ask, may } in everything(&company, &me.user, me.uid) {
            let open = Sent { ask: ask.clone(), may }.is_open_to(office);
            let Some(sent) = (if open { harmless(&ask) } else { Some(ask) }) else { continue };
            let said = format!("{sent:?}");
            let result = speaker.send(sent, Revision(0));
            assert_eq!(is_refusal(&result), !open, "{office} sends {said}: {result:?}");
            refused += u64::from(!open);
            allowed += u64::from(open);
            if let Err(error) = &result {
                assert!(open || !error.arg("directors").is_empty(), "{error} says who can grant it");
            }
        }
        assert!(allowed >= 20 && (refused > 30 || office == Office::Director), "{office}: {allowed} and {refused}");
        drop(speaker);
        let folder = held.end();
        let local = here(folder.path());
        assert_eq!(desk::LocalDesk::check(&local, None), Ok(vec![]));
        drop(local);
        let after = journal(folder.path());
        let (old, new) = after.split_at(before.len());
        assert_eq!(old, before, "what was there is there");
        assert!(new.iter().all(|(kind, _, user)| kind == "refused" && *user == me.user), "{office}: {new:?}");
        assert_eq!(new.iter().map(|(_, times, _)| times).sum::<u64>(), refused, "{office}: each refusal is counted");
        assert!(!Path::new("/tmp/forged-backup").exists());
    }
}

#[test]
fn everything_that_can_be_sent_is_tried() {
    let me = Account::own();
    let sent = everything(&others(Office::Member, 3), &me.user, me.uid);
    let mut seen = std::collections::BTreeSet::new();
    for Sent { ask, .. } in &sent {
        // A new variant has to be given a number, and then sent.
        seen.insert(match ask {
            Ask::Watch => 0,
            Ask::Present(_) => 1,
            Ask::Check(_) => 2,
            Ask::Backup(_) => 3,
            Ask::Erase(_) => 4,
            Ask::Stop => 5,
            Ask::Apply(_, command) => 10 + command_number(command),
            Ask::Try(command) => 30 + command_number(command),
            Ask::Query(query) => match query.as_ref() {
                Query::Rows(_) => 50,
                Query::Premises => 51,
                Query::Documents(query) => 90 + query.kind as usize,
                Query::Names(_) => 52,
                Query::Batches => 53,
                Query::Audit(_) => 54,
                Query::Overlap { .. } => 55,
                Query::Sums(_) => 56,
                Query::SumsOn { .. } => 57,
                Query::Authors => 58,
                Query::Report(question) => match question.kind {
                    Kind::Review => 60,
                    Kind::Funnel => 61,
                    Kind::Series => 62,
                    Kind::Board => 63,
                    Kind::Person => 64,
                    Kind::Brief => 65,
                    Kind::Explain => 66,
                    Kind::Status => 67,
                    Kind::Imports => 68,
                    Kind::Log => 69,
                    Kind::Metrics => 70,
                    Kind::Metric => 71,
                    Kind::Content => 72,
                    Kind::Changed => 73,
                    Kind::Settings => 74,
                    Kind::Actions => 75,
                    Kind::Records => 76,
                    Kind::Standup => 77,
                    Kind::Minutes => 78,
                    Kind::Entry => 79,
                    Kind::Goals => 80,
                    Kind::Roster => 81,
                },
            },
        });
    }
    let all = (0..6).chain(10..23).chain(30..43).chain(50..59).chain(60..82).chain(90..90 + DocumentKind::ALL.len());
    assert!(seen.iter().copied().eq(all.clone()), "missing: {:?}", all.filter(|one| !seen.contains(one)));
}

fn command_number(command: &Command) -> usize {
    match command {
        Command::ImportBegin { .. } => 0,
        Command::ImportRows { .. } => 1,
        Command::ImportPublish { .. } => 2,
        Command::ImportAbandon { .. } => 3,
        Command::Revert { .. } => 4,
        Command::Set { .. } => 5,
        Command::Write { .. } => 6,
        Command::Delete { .. } => 7,
        Command::Approve { .. } => 8,
        Command::Refuse { .. } => 9,
        Command::Undo => 10,
        Command::Redo => 11,
        Command::UndoChange { .. } => 12,
    }
}

#[test]
fn s_078_no_greeting_and_no_revision_makes_a_guest_more_than_the_kernel_says() {
    let me = Account::own();
    let (held, company) = held(Office::Viewer);
    let socket = held.path().join("socket");
    let own = Greeting::own(0);
    let (wire, _) = own.version.rsplit_once('.').expect("it names the build");
    for version in [own.version.clone(), format!("{wire}.boss"), format!("{wire}.director of everything")] {
        let greeting = Greeting { version, busy: 0, ..own.clone() };
        let (mut speaker, welcome) = Speaker::at(&socket, &greeting);
        assert_eq!(welcome.expect("let in").user, me.user, "{greeting:?}");
        let Sent { ask, .. } = everything(&company, "boss", 1_000_001).swap_remove(0);
        assert!(is_refusal(&speaker.send(ask, Revision(0))), "{greeting:?}");
        let ahead = speaker.send(Ask::Query(std::borrow::Cow::Owned(Query::Premises)), Revision(u64::MAX));
        assert_eq!(id(ahead.expect_err("nobody has seen that")), "revision-behind");
    }
}

#[test]
fn nobody_ends_a_holder_by_claiming_to_be_a_newer_program() {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;
    if !rustix::process::geteuid().is_root() {
        return;
    }
    // Of another account than the holder's: neither a stranger nor a viewer.
    let (held, _) = held(Office::Director);
    fs::set_permissions(held.path(), fs::Permissions::from_mode(0o755)).expect("open to all");
    let copy = TempDir::new().expect("a folder");
    fs::set_permissions(copy.path(), fs::Permissions::from_mode(0o755)).expect("open to all");
    let test = copy.path().join("test");
    fs::copy(std::env::current_exe().expect("this"), &test).expect("copied");
    for uid in [65_534, 12_345] {
        let mut other = std::process::Command::new(&test);
        other.args(["--exact", "forged_frames::greets_as_a_newer_program", "--nocapture"]).uid(uid).gid(uid);
        let output = other.env("FORGED_SOCKET", held.path().join("socket")).output().expect("it runs");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success() && said.contains("told that 1 is there"), "{said}");
    }
    RemoteDesk::connect(only_there(held.path())).expect("it is still there");
}

/// The part of another account in the test above; by itself it is none.
#[test]
fn greets_as_a_newer_program() {
    let Some(socket) = std::env::var_os("FORGED_SOCKET") else { return };
    let own = Greeting::own(1);
    let (newer, build) =
        (Greeting { protocol: own.protocol + 1, ..own.clone() }, Greeting { version: "0.0.1+0.0".to_owned(), ..own });
    for greeting in [newer, build] {
        let mut stream = std::os::unix::net::UnixStream::connect(&socket).expect("somebody listens");
        dayboard::codec::frame::send(&mut stream, &greeting).expect("sent");
        let theirs = dayboard::codec::frame::receive::<Greeting>(&mut stream).expect("sound").expect("greeted");
        println!("told that {} is there", theirs.busy);
    }
}
