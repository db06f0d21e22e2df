//! A person's name leaves the database for good; figures, chain and everybody else stay.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Stdio};
use std::time::{Duration, Instant};

use dayboard::desk::{self, Command, Desk, Erasing, LocalDesk, Query, rights::Deed};
use dayboard::domain::base::Grain;
use dayboard::domain::model::reference::facts;
use dayboard::domain::model::{
    Dimension, Document, Employment, Grant, Lens, Membership, Office, Person, Revision, Team,
};
use dayboard::render::{Format, render};
use dayboard::report::{Audience, Kind, Question};
use dayboard::text::Lang;

use crate::chance::Chance;
use crate::kit::{Db, copy};

const NAME: &str = "张伟";

fn erasing(really: bool) -> Erasing {
    Erasing { name: NAME.to_owned(), copies: false, really }
}

/// A company in which the name stands everywhere: in figures, documents, reasons, files, offices and lines of his own.
fn company() -> Db {
    let db = Db::new();
    let person = |name: &str| Document::Person(Person { name: name.to_owned(), ..Person::default() });
    let member = |name: &str, team: &str| {
        Document::Membership(Membership {
            person: name.to_owned(),
            team: team.to_owned(),
            role: "sales".to_owned(),
            from: "2026-01-01".parse().expect("a day"),
            to: None,
            employment: Employment::Full,
        })
    };
    let team = Team { name: "张伟组".to_owned(), lead: Some(NAME.to_owned()), ..Team::default() };
    let grant = |account: &str, uid, office, person: Option<&str>| {
        Document::Grant(Grant { account: account.to_owned(), uid, office, person: person.map(str::to_owned) })
    };
    let own = desk::Account::own();
    let documents = vec![
        person(NAME),
        person("张伟强"),
        Document::Team(team),
        member(NAME, "张伟组"),
        member("张伟强", "张伟组"),
        grant(&own.user, own.uid, Office::Director, None),
        grant("zhangwei", 1_000_001, Office::Hr, Some(NAME)),
    ];
    let documents = documents.into_iter().map(|document| (document, None)).collect();
    db.apply(Command::Write { documents, reason: None });
    db.import(
        "crm",
        &facts(
            "2026-09-07 visits=900 inquiries=40 deals=4 by 张伟 channel seo
             2026-09-08 visits=1204 inquiries=52 deals=6 by 张伟 channel seo
             2026-09-08 visits=80 inquiries=8 deals=9 by 张伟强 channel ads",
        ),
        false,
    );
    let files = vec!["张伟 2026.csv".to_owned()];
    let begin = Command::ImportBegin { source: "own".to_owned(), files };
    let batch = db.apply(begin).batch.expect("a batch");
    let rows = facts("2026-09-09 visits=7 by 张伟强");
    db.apply(Command::ImportRows { batch, facts: Box::new(rows) });
    db.apply(Command::ImportPublish { batch, digest: String::new(), replace: false });
    let cell = crate::kit::cell("2026-09-08", NAME, "visits");
    db.apply(Command::Set { cell, value: Some(1_200), correct: Some("张伟和张伟强 counted again".to_owned()) });
    let his = db.desk.acting(desk::Account { user: "zhangwei".to_owned(), uid: 1_000_001 });
    let cell = crate::kit::cell("2026-09-09", NAME, "hires");
    his.apply(Command::Set { cell, value: Some(1), correct: None }).expect("as HR");
    db.desk.store().repair().expect("sums made");
    db
}

/// Files below a folder that hold `word`.
fn holding(folder: &Path, word: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("there").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(holding(&path, word));
        } else if fs::read(&path).expect("readable").windows(word.len()).any(|part| part == word.as_bytes()) {
            found.push(path);
        }
    }
    found
}

/// Every report as text, with the name as `alias`; how wide columns are does not count.
fn reports(desk: &LocalDesk, alias: &str) -> Vec<String> {
    let ask = |kind, by: Option<Dimension>, grain| {
        let lens = Lens { by, ..Lens::new(grain) };
        let today = "2026-09-10".parse().expect("a day");
        let question = Question { kind, lens, today, audience: Audience::Own };
        let dayboard::desk::Answer::Report(report) = desk.query(&Query::Report(question)).expect("answered") else {
            panic!("a report")
        };
        let text = String::from_utf8(render(&report, Format::Text, Lang::En).expect("rendered")).expect("text");
        text.replace("张伟强", "QIANG").replace(NAME, alias).split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let kinds = [Kind::Review, Kind::Funnel, Kind::Board, Kind::Series, Kind::Brief, Kind::Content];
    let by = [None, Some(Dimension::Member), Some(Dimension::Team), Some(Dimension::Channel)];
    let grains = [Grain::Day, Grain::Week, Grain::Month];
    kinds.iter().flat_map(|kind| by.iter().flat_map(|by| grains.map(|grain| ask(kind.clone(), *by, grain)))).collect()
}

fn checked(desk: &LocalDesk) -> Vec<String> {
    LocalDesk::check(desk, None).expect("checked").into_iter().map(|error| error.id.into_owned()).collect()
}

#[test]
fn a_name_that_is_erased_is_nowhere_and_every_figure_and_the_chain_stay() {
    let db = company();
    let kept = db.folder.path().join("backups/2026-09-01");
    db.desk.backup(&kept).expect("an older copy");
    let plan = db.desk.store().erasure(&dayboard::store::Author::default(), NAME).expect("planned");
    assert_eq!((plan.documents, plan.lines, plan.alias.as_str()), (5, 4, "erased 1"), "{plan:?}");
    assert_eq!(plan.copies, std::slice::from_ref(&kept));
    let alias = plan.alias.clone();
    let before = reports(&db.desk, &alias);
    let revision = db.desk.store().read().expect("readable").revision();
    let Db { folder, desk } = db;
    drop(desk);
    let done = desk::erase(folder.path(), &Erasing { copies: true, ..erasing(true) }).expect("erased");
    assert_eq!((done.revision, done.lines, done.copies.len()), (revision.0 + 1, plan.lines, 0));
    assert!(!kept.exists(), "the older copy is gone");
    let left: Vec<PathBuf> = holding(folder.path(), NAME);
    let others = holding(folder.path(), "张伟强");
    assert!(left.iter().all(|path| others.contains(path)), "only where the other name is: {left:?}");
    for path in left {
        let text = String::from_utf8_lossy(&fs::read(&path).expect("readable")).replace("张伟强", "");
        assert!(!text.contains(NAME), "{}", path.display());
    }
    assert!(holding(folder.path(), "zhangwei").is_empty());
    let desk = desk::open(folder.path()).expect("it opens");
    assert_eq!(desk.store().opening(), [""; 0]);
    assert_eq!(checked(&desk), [""; 0]);
    assert_eq!(reports(&desk, &alias), before);
    let Ok(dayboard::desk::Answer::Audit(lines)) = desk.query(&Query::Audit(Revision(0))) else { panic!("an audit") };
    assert_eq!(lines.last().map(|line| line.entry.kind.as_str()), Some("erase"));
    assert!(lines.iter().any(|line| line.entry.reason.as_deref() == Some("erased 1和张伟强 counted again")));
    assert_eq!(
        desk.apply(Command::Undo).map(|_| ()).err().map(|error| error.id.into_owned()),
        None,
        "others' still go"
    );
    drop(desk);

    // Built anew from its backup and the journal it is the same.
    fs::remove_dir_all(folder.path().join("sled")).expect("lost");
    let desk = desk::open(folder.path()).expect("built anew");
    assert_eq!(checked(&desk), ["check-repaired"]);
    drop(desk);
    assert_eq!(desk::erase(folder.path(), &erasing(true)).expect_err("gone").id, "erase-unknown");
    let again = Erasing { name: alias, ..erasing(true) };
    assert_eq!(desk::erase(folder.path(), &again).expect_err("an alias").id, "erase-already");
    // The next one seals lines that are sealed already.
    let other = Erasing { name: "张伟强".to_owned(), ..erasing(true) };
    desk::erase(folder.path(), &other).expect("erased");
    let desk = desk::open(folder.path()).expect("it opens");
    assert_eq!(checked(&desk), [""; 0]);
    drop(desk);
    let left = holding(folder.path(), "张伟");
    assert!(left.iter().all(|path| path.starts_with(folder.path().join("backups"))), "{left:?}");
}

/// The journal's only file, its text changed.
fn change(folder: &Path, change: impl FnOnce(Vec<String>) -> Vec<String>) {
    let journal = fs::read_dir(folder.join("journal")).expect("there").flatten().map(|entry| entry.path());
    let month = journal.filter(|path| path.to_string_lossy().contains("/20")).max().expect("a month");
    let lines = fs::read_to_string(&month).expect("text").lines().map(str::to_owned).collect();
    fs::write(&month, change(lines).join("\n") + "\n").expect("written");
}

/// The line with another text and the right checksum.
fn forged(line: &str, from: &str, to: &str) -> String {
    let (body, tail) = line.split_at(line.len() - 92);
    let body = body.replacen(from, to, 1);
    let (_, hash) = tail.split_once("\",\"hash\"").expect("a hash");
    format!("{body},\"crc\":\"{:08x}\",\"hash\"{hash}", crc32fast::hash(body.as_bytes()))
}

#[test]
fn s_078_a_sealed_line_that_no_change_vouches_for_is_found_and_so_is_a_flipped_byte() {
    let Db { folder, desk } = company();
    drop(desk);
    desk::erase(folder.path(), &erasing(true)).expect("erased");
    let damaged = |edit: &dyn Fn(Vec<String>) -> Vec<String>| {
        let copied = tempfile::TempDir::new().expect("a folder");
        copy(folder.path(), copied.path());
        change(copied.path(), edit);
        desk::open(copied.path()).map_or_else(|error| vec![error.id.into_owned()], |desk| checked(&desk))
    };
    assert_eq!(damaged(&|lines| lines), [""; 0]);
    let at = |lines: &[String], what: &str| lines.iter().position(|line| line.contains(what)).expect("there");
    // A sealed line that says something else.
    let found = damaged(&|mut lines| {
        let sealed = at(&lines, "\"sealed\":true");
        lines[sealed] = forged(&lines[sealed], "erased 1", "erased 2");
        lines
    });
    assert_eq!(found, ["check-line-changed"]);
    // A line that is called sealed, and nobody has sealed it.
    let found = damaged(&|mut lines| {
        let publish = at(&lines, "\"kind\":\"publish\"");
        let (body, tail) = lines[publish].split_at(lines[publish].len() - 92);
        let body = format!("{body},\"sealed\":true");
        let (_, hash) = tail.split_once("\",\"hash\"").expect("a hash");
        lines[publish] = format!("{body},\"crc\":\"{:08x}\",\"hash\"{hash}", crc32fast::hash(body.as_bytes()));
        lines
    });
    assert_eq!(found, ["check-line-changed"]);
    // A byte flipped anywhere: in a sealed line, a plain one, and the one that seals.
    for what in ["\"sealed\":true", "\"kind\":\"publish\"", "\"kind\":\"erase\""] {
        let found = damaged(&|mut lines| {
            let place = at(&lines, what);
            lines[place] = lines[place].replacen("2026-", "2025-", 1);
            lines
        });
        assert!(!found.is_empty(), "{what}");
    }
}

#[test]
fn a_kill_at_any_instant_of_an_erasure_leaves_the_state_before_or_after() {
    let Db { folder, desk } = company();
    let alias = "erased 1";
    let before = reports(&desk, alias);
    drop(desk);
    let program = env!("CARGO_BIN_EXE_dayboard");
    let mut chance = Chance::new(0x5851_F42D_4C95_7F2D, 0);
    let (mut ended, mut longest) = ([0; 2], Duration::from_millis(60));
    for round in 0..12 {
        let copied = tempfile::TempDir::new().expect("a folder");
        copy(folder.path(), copied.path());
        let mut command = Process::new(program);
        command.env_clear().arg("--db").arg(copied.path()).args(["--holder", "here", "erase", NAME, "--yes"]);
        let begun = Instant::now();
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
        if round == 0 {
            assert!(child.wait().expect("it ends").success());
            longest = begun.elapsed();
        } else {
            let end =
                begun + longest.mul_f64(f64::from(u32::try_from(chance.long_below(1_000)).expect("small")) / 900.0);
            while Instant::now() < end && child.try_wait().expect("asked").is_none() {
                std::hint::spin_loop();
            }
            let _ = child.kill();
            child.wait().expect("gone");
        }
        let desk = desk::open(copied.path()).expect("it opens after a kill");
        assert_eq!(checked(&desk), [""; 0]);
        assert_eq!(reports(&desk, alias), before);
        let there = desk.store().erasure(&dayboard::store::Author::default(), NAME).is_ok();
        drop(desk);
        ended[usize::from(there)] += 1;
        let names = fs::read_to_string(copied.path().join("journal/names.jsonl")).expect("there");
        assert_eq!(names.contains("\"张伟\""), there, "as a whole");
        assert!(!copied.path().join("erasing").exists() && !copied.path().join("erased").exists());
    }
    assert!(ended[0] > 0, "{ended:?}");
    assert_eq!(Deed::Erase.row().iter().filter(|reach| **reach != desk::rights::Reach::Nothing).count(), 2);
}
