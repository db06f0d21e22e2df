//! Backup, restore, rebuild, compact and check; opening what is damaged.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use dayboard::desk::{self, Command, Desk};
use dayboard::domain::base::Error;
use dayboard::domain::model::reference::{days, facts};
use dayboard::domain::model::{CellQuery, CellTable, Dimension};
use dayboard::store;
use tempfile::TempDir;

use crate::kit::{Db, Probe};

/// A database with an import, its correction, another that replaces a day of it, a reverted one, and an entry.
fn company() -> Db {
    let db = Db::new();
    let mut text = String::new();
    for day in 1..=28 {
        for (member, channel) in [("张伟", "seo"), ("李娜", "ads"), ("Omar", "seo")] {
            let (visits, deals) = (day * 7, day % 3);
            let _ = writeln!(text, "2026-09-{day:02} visits={visits} deals={deals} by {member} channel {channel}");
        }
    }
    db.import("web", &facts(&text), false);
    db.import("web", &facts("2026-09-10 visits=1 by 张伟 channel seo"), true);
    let gone = db.import("crm", &facts("2026-09-11 deals=90 by Omar"), false);
    db.apply(Command::Revert { batch: gone });
    db.set("2026-09-12", "张伟", "inquiries", Some(12)).expect("entered");
    db.set("2026-09-12", "张伟", "inquiries", Some(13)).expect("entered");
    db.desk.store().repair().expect("repaired");
    db
}

fn everything(db: &Db) -> Vec<CellTable> {
    let ask = |by| CellQuery {
        ranges: vec![days("2026-09-01..2026-09-30"), days("2026-09-07..2026-09-13"), days("2026-09-10")],
        measures: ["visits", "deals", "inquiries"].map(str::to_owned).to_vec(),
        by,
        ..CellQuery::default()
    };
    let reading = db.desk.store().read().expect("readable");
    let questions = [None, Some(Dimension::Member), Some(Dimension::Channel)].map(ask);
    questions.iter().map(|query| reading.cells(query).expect("sound")).collect()
}

fn ids(findings: &[Error]) -> Vec<&str> {
    findings.iter().map(|error| error.id.as_ref()).collect()
}

fn dump(db: &Db, to: &Path) -> Vec<u8> {
    db.desk.store().repair().expect("repaired");
    let backup = db.desk.store().backup(to).expect("written");
    fs::read(backup.folder.join("store.dump")).expect("there")
}

fn journal(db: &Db) -> PathBuf {
    let folder = db.folder.path().join("journal");
    let mut files: Vec<_> = fs::read_dir(folder).expect("there").map(|entry| entry.expect("listed").path()).collect();
    files.retain(|path| path.to_string_lossy().ends_with(".jsonl") && !path.ends_with("names.jsonl"));
    files.pop().expect("a month")
}

#[test]
fn a_sound_database_has_no_findings() {
    let db = company();
    let head = db.desk.store().read().expect("readable").figures().expect("counted").head;
    assert_eq!(db.desk.store().check(Some(&head)).expect("checked"), []);
}

#[test]
fn a_backup_restored_elsewhere_answers_the_same() {
    let db = company();
    let before = everything(&db);
    let (to, elsewhere) = (TempDir::new().expect("a folder"), TempDir::new().expect("a folder"));
    let backup = db.desk.store().backup(&to.path().join("monday")).expect("written");
    assert!(backup.dropped >= 3, "the import files have gone into the backup");
    store::restore(&backup.folder, elsewhere.path()).expect("restored");
    let restored = Db { desk: desk::open(elsewhere.path()).expect("opens"), folder: elsewhere };
    assert_eq!(everything(&restored), before);
    assert_eq!(restored.desk.store().check(Some(&backup.head)).expect("checked"), []);
    let again = db.desk.store().backup(&backup.folder).expect_err("it is not empty");
    assert_eq!(again.id, "folder-not-empty");
}

#[test]
fn backup_and_journal_rebuild_the_store_to_the_byte() {
    let db = company();
    let to = TempDir::new().expect("a folder");
    db.desk.store().backup(&to.path().join("monday")).expect("written");
    db.import("crm", &facts("2026-09-13 deals=4 by Omar"), false);
    db.set("2026-09-12", "李娜", "inquiries", Some(3)).expect("entered");
    let (answers, bytes) = (everything(&db), dump(&db, &to.path().join("tuesday")));
    let Db { folder, desk } = db;
    drop(desk);
    fs::remove_file(folder.path().join("backup/last.json")).expect("forgotten");
    let last = to.path().join("monday");
    let text = format!("{{\"path\":{last:?},\"seq\":0,\"sha256\":\"\"}}");
    fs::write(folder.path().join("backup/last.json"), text).expect("written");
    fs::remove_dir_all(folder.path().join("sled")).expect("gone");
    let lost = desk::open(folder.path()).expect_err("the import after monday has gone into the backup of tuesday");
    assert_eq!(lost.id, "blocks-missing");
    let text = format!("{{\"path\":{:?},\"seq\":0,\"sha256\":\"\"}}", to.path().join("tuesday"));
    fs::write(folder.path().join("backup/last.json"), text).expect("written");
    let db = Db { desk: desk::open(folder.path()).expect("it is built anew"), folder };
    assert_eq!(everything(&db), answers);
    assert!(dump(&db, &to.path().join("wednesday")) == bytes);
}

#[test]
fn the_journal_alone_rebuilds_the_store_to_the_byte() {
    let db = company();
    let to = TempDir::new().expect("a folder");
    let copy = TempDir::new().expect("a folder");
    crate::kit::copy(db.folder.path(), copy.path());
    fs::remove_dir_all(copy.path().join("sled")).expect("gone");
    let (answers, bytes) = (everything(&db), dump(&db, &to.path().join("one")));
    let db = Db { desk: desk::open(copy.path()).expect("it is built anew"), folder: copy };
    assert_eq!(everything(&db), answers);
    let figures = db.desk.store().read().expect("readable").figures().expect("counted");
    assert_eq!(figures.opening, ["store.opened.rebuilt"]);
    assert!(dump(&db, &to.path().join("two")) == bytes);
}

#[test]
fn compacting_adds_everything_up_again_to_the_same_bytes() {
    let db = company();
    let to = TempDir::new().expect("a folder");
    let (answers, bytes) = (everything(&db), dump(&db, &to.path().join("one")));
    let Db { folder, desk } = db;
    drop(desk);
    store::compact(folder.path()).expect("compacted");
    let db = Db { desk: desk::open(folder.path()).expect("opens"), folder };
    assert_eq!(everything(&db), answers, "while the sums are still to be stored");
    assert!(dump(&db, &to.path().join("two")) == bytes);
}

#[test]
fn a_changed_sum_and_a_flipped_byte_of_a_block_are_found() {
    let Db { folder, desk } = company();
    drop(desk);
    let probe = Probe::open(folder.path());
    probe.change(b'R', |value| value[20] ^= 1);
    drop(probe);
    let db = Db { desk: desk::open(folder.path()).expect("opens"), folder };
    let findings = db.desk.store().check(None).expect("checked");
    assert!(ids(&findings).contains(&"check-value"), "{findings:?}");
    let Db { folder, desk } = db;
    drop(desk);

    let db = company();
    let Db { folder: other, desk } = db;
    drop(desk);
    let probe = Probe::open(other.path());
    let (_, value) = probe.first(b'R');
    probe.change_nth(b'R', 1, |second| *second = value.clone());
    drop(probe);
    let db = Db { desk: desk::open(other.path()).expect("opens"), folder: other };
    assert!(ids(&db.desk.store().check(None).expect("checked")).contains(&"check-sum"));
    drop(db);

    let probe = Probe::open(folder.path());
    probe.change(b'F', |value| value[20] ^= 1);
    drop(probe);
    let db = Db { desk: desk::open(folder.path()).expect("opens"), folder };
    let findings = db.desk.store().check(None).expect("checked");
    assert!(findings.iter().any(|error| error.arg("where").contains("batch 1")), "{findings:?}");
}

#[test]
fn a_changed_line_and_a_line_taken_away_are_found() {
    let db = company();
    let head = db.desk.store().read().expect("readable").figures().expect("counted").head;
    let path = journal(&db);
    let text = fs::read_to_string(&path).expect("text");
    let changed = text.replacen("\"weight\":1", "\"weight\":2", 1);
    assert_ne!(changed, text);
    fs::write(&path, changed).expect("written");
    assert_eq!(ids(&db.desk.store().check(None).expect("checked")), ["check-line-damaged"]);
    fs::write(&path, &text).expect("written");
    let Db { folder, desk } = db;
    drop(desk);

    let lines: Vec<&str> = text.lines().collect();
    fs::write(&path, lines[..lines.len() - 1].join("\n") + "\n").expect("written");
    assert_eq!(desk::open(folder.path()).expect_err("a line is gone").id, "journal-short");
    for part in ["sled", "mark"] {
        let path = folder.path().join(part);
        if path.is_dir() { fs::remove_dir_all(path).expect("gone") } else { fs::remove_file(path).expect("gone") }
    }
    let db = Db { desk: desk::open(folder.path()).expect("built from what is left"), folder };
    assert_eq!(db.desk.store().check(None).expect("checked"), [], "nobody can know without the hash");
    assert_eq!(ids(&db.desk.store().check(Some(&head)).expect("checked")), ["check-head"]);
}

#[test]
fn a_second_process_is_told_who_has_it_and_a_torn_last_line_is_no_receipt() {
    let db = company();
    let refused = desk::open(db.folder.path()).expect_err("it is open");
    assert_eq!((refused.id.as_ref(), refused.arg("pid")), ("locked", std::process::id().to_string().as_str()));
    let before = everything(&db);
    let path = journal(&db);
    let Db { folder, desk } = db;
    drop(desk);
    let mut text = fs::read(&path).expect("text");
    text.extend_from_slice(b"{\"seq\":99,\"time\":");
    fs::write(&path, text).expect("written");
    let db = Db { desk: desk::open(folder.path()).expect("opens"), folder };
    assert_eq!(everything(&db), before);
    db.set("2026-09-12", "李娜", "inquiries", Some(3)).expect("the next line takes its place");
    assert_eq!(db.reopened().desk.store().check(None).expect("checked"), []);
}

#[test]
fn an_import_left_open_is_swept_when_the_database_is_opened_again() {
    let db = company();
    let begin = Command::ImportBegin { source: "web".to_owned(), files: vec![] };
    let batch = db.apply(begin).batch.expect("a batch");
    db.apply(Command::ImportRows { batch, facts: Box::new(facts("2026-09-01 visits=5")) });
    let before = everything(&db);
    let db = db.reopened();
    assert_eq!(everything(&db), before);
    let refused = db
        .desk
        .apply(Command::ImportPublish { batch, digest: String::new(), replace: false })
        .expect_err("it was given up");
    assert_eq!(refused.id, "batch-not-open");
    assert_eq!(db.desk.store().check(None).expect("checked"), []);
}

#[test]
fn leftovers_of_snapshots_do_not_keep_it_shut() {
    let Db { folder, desk } = company();
    drop(desk);
    fs::write(folder.path().join("sled/snap.0000000000000001.generating"), b"half").expect("written");
    let db = Db { desk: desk::open(folder.path()).expect("opens"), folder };
    assert_eq!(db.sum("2026-09-10", "visits"), Some(1));
    let figures = db.desk.store().read().expect("readable").figures().expect("counted");
    assert_eq!(figures.opening, ["store.opened.half-snapshot"]);
}
