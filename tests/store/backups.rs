//! Backups that are made while people work, one a day, and what comes back from them.

use std::fs;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use dayboard::desk::{self, kept_backups, named_backup};
use dayboard::domain::base::Day;
use dayboard::store;
use tempfile::TempDir;

use crate::kit::Db;

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

/// The database that a backup restores to.
fn restored(from: &std::path::Path) -> Db {
    let folder = TempDir::new().expect("a folder");
    store::restore(from, folder.path()).expect("restored");
    let desk = desk::open(folder.path()).expect("it opens");
    Db { folder, desk }
}

#[test]
fn a_backup_that_is_made_while_people_write_is_of_one_moment() {
    let (db, to, done) = (Db::new(), TempDir::new().expect("a folder"), AtomicBool::new(false));
    // Rows enough for several pieces, written on both sides of wherever the copy has come to.
    let text: Vec<String> = (0..6_000)
        .map(|row| format!("2026-{:02}-{:02} visits=1 by m{}", row % 12 + 1, row % 28 + 1, row % 97))
        .collect();
    db.import("web", &dayboard::domain::model::reference::facts(&text.join("\n")), false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut value = 0;
            while !done.load(Ordering::Relaxed) {
                value += 1;
                for day in ["2026-01-03", "2026-06-15", "2026-12-28"] {
                    db.set(day, "张伟", "inquiries", Some(value)).expect("set");
                }
            }
        });
        for number in 0..4 {
            let backup = db.desk.store().backup(&to.path().join(number.to_string())).expect("made");
            let copy = restored(&backup.folder);
            assert_eq!(copy.desk.check(Some(&backup.head)).expect("checked"), []);
            let sums = ["2026-01-03", "2026-06-15", "2026-12-28"].map(|day| copy.sum(day, "inquiries").unwrap_or(0));
            assert!(sums[0] >= sums[1] && sums[1] >= sums[2] && sums[0] - sums[2] <= 1, "one moment: {sums:?}");
            assert_eq!(copy.sum("2026-01-01..2026-12-31", "visits"), Some(6_000));
        }
        done.store(true, Ordering::Relaxed);
    });
}

#[test]
fn a_day_on_which_something_has_changed_has_a_backup_that_is_restored_by_its_name() {
    let db = Db::new();
    let root = db.folder.path().to_path_buf();
    let make = |today: &str| db.desk.store().backup_of(day(today)).expect("made").map(|backup| backup.revision);
    assert_eq!(make("2026-09-08"), None, "there is nothing yet");
    for number in 1..=20_u32 {
        let today = format!("2026-09-{number:02}");
        let receipt = db.set("2026-09-01", "张伟", "visits", Some(number.into())).expect("set");
        assert_eq!(make(&today), Some(receipt.revision.0));
        assert_eq!(make(&today), None, "one a day");
        assert_eq!(make(&format!("2026-10-{number:02}")), None, "and none of a day without a change");
    }
    let names: Vec<String> = kept_backups(&root).iter().map(|backup| backup.day.to_string()).collect();
    let wanted = ["20", "19", "18", "17", "16", "15", "14", "13", "06"].map(|day| format!("2026-09-{day}"));
    assert_eq!(names, wanted);
    assert!(fs::read_dir(root.join("backups")).expect("there").count() == names.len(), "nothing else lies there");
    let Db { folder, desk } = db;
    drop(desk);
    for (name, value) in [("2026-09-13", 13), ("2026-09-06", 6), ("newest", 20)] {
        store::restore(&named_backup(folder.path(), name.as_ref()), folder.path()).expect("restored");
        let db = Db { folder: TempDir::new().expect("unused"), desk: desk::open(folder.path()).expect("it opens") };
        assert_eq!(db.sum("2026-09-01", "visits"), Some(value), "{name}");
    }
}

#[test]
fn a_lost_store_is_built_again_from_a_backup_of_its_own_wherever_the_folder_has_gone() {
    let db = Db::new();
    db.import("web", &dayboard::domain::model::reference::facts("2026-09-08 visits=5 by 张伟"), false);
    let backup = db.desk.store().backup_of(day("2026-09-08")).expect("made").expect("due");
    assert_eq!(backup.dropped, 1);
    db.set("2026-09-09", "张伟", "visits", Some(7)).expect("set");
    let (Db { folder, desk }, elsewhere) = (db, TempDir::new().expect("a folder"));
    drop(desk);
    let moved = elsewhere.path().join("moved");
    fs::rename(folder.path(), &moved).expect("moved");
    fs::remove_dir_all(moved.join("sled")).expect("lost");
    let db = Db { folder: elsewhere, desk: desk::open(&moved).expect("it opens") };
    assert_eq!((db.sum("2026-09-08", "visits"), db.sum("2026-09-09", "visits")), (Some(5), Some(7)));
}

#[test]
fn a_clock_that_jumps_back_turns_no_line_and_loses_nothing() {
    static NOW: AtomicI64 = AtomicI64::new(1_788_825_600_000);
    let folder = TempDir::new().expect("a folder");
    let clock = || Box::new(|| NOW.load(Ordering::Relaxed)) as store::Clock;
    let open =
        || desk::open_with(folder.path(), |options| store::Options { clock: clock(), ..options }).expect("opens");
    let mut db = Db { folder: TempDir::new().expect("unused"), desk: open() };
    for value in 1..=6_i64 {
        db.set("2026-09-08", "张伟", "visits", Some(value)).expect("set");
        // A year back, a day on, to the beginning of all time.
        NOW.store(
            [1_757_289_600_000, 1_757_376_000_000, 0][usize::try_from(value % 3).expect("small")],
            Ordering::Relaxed,
        );
        if value == 3 {
            drop(db);
            db = Db { folder: TempDir::new().expect("unused"), desk: open() };
        }
        assert!(db.desk.store().backup_of(day("2026-09-08").plus(-i32::try_from(value).expect("small"))).is_ok());
    }
    assert_eq!(db.sum("2026-09-08", "visits"), Some(6));
    assert_eq!(db.desk.check(None).expect("checked"), []);
    let lines = db.desk.store().read().expect("read").journal(10).expect("read");
    assert!(lines.is_sorted_by(|newer, older| newer.at >= older.at), "never before the line above");
    assert_eq!(kept_backups(folder.path()).len(), 6);
}
