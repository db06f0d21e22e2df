//! Every file of a database, cut short and with bits turned over: it opens to the same figures, or says what is wrong and
//! what mends it; and then the last backup brings its figures back.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use dayboard::desk::{self, named_backup};
use dayboard::domain::base::Error;
use dayboard::domain::model::reference::{days, facts};
use dayboard::domain::model::{CellQuery, CellTable, Dimension};
use dayboard::store;
use dayboard::text::{Lang, has, said};
use tempfile::TempDir;

use crate::kit::{Db, copy};

fn company() -> Db {
    let db = Db::new();
    let rows: Vec<String> =
        (1..=28).map(|day| format!("2026-09-{day:02} visits={} deals={} by m{}", day * 7, day % 3, day % 5)).collect();
    db.import("web", &facts(&rows.join("\n")), false);
    db.set("2026-09-12", "张伟", "inquiries", Some(12)).expect("entered");
    db.desk.store().repair().expect("repaired");
    db
}

fn figures(desk: &desk::LocalDesk) -> Result<Vec<CellTable>, Error> {
    let ask = |by| CellQuery {
        ranges: vec![days("2026-09-01..2026-09-30"), days("2026-09-10..2026-09-13")],
        measures: ["visits", "deals", "inquiries"].map(str::to_owned).to_vec(),
        by,
        ..CellQuery::default()
    };
    let reading = desk.store().read()?;
    [None, Some(Dimension::Member)].map(ask).iter().map(|query| reading.cells(query)).collect()
}

/// Every file below `folder`, by its name from there; not the backups.
fn files(folder: &Path, at: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder.join(at)).expect("there") {
        let name = at.join(entry.expect("listed").file_name());
        if folder.join(&name).is_dir() {
            if !name.starts_with("backups") {
                files(folder, &name, into);
            }
        } else if name != Path::new("lock") {
            into.push(name);
        }
    }
}

/// What is done to a file.
fn damages(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut all = vec![("emptied".to_owned(), Vec::new())];
    for part in [1, 2, 3] {
        all.push((format!("cut at {part} quarters"), bytes[..bytes.len() * part / 4].to_vec()));
        let mut flipped = bytes.to_vec();
        let at = bytes.len() * (part * 2 - 1) / 6;
        if let Some(byte) = flipped.get_mut(at) {
            *byte ^= 0x21;
        }
        all.push((format!("a byte changed at {at}"), flipped));
    }
    // The head of a file says how the rest is read.
    for at in 0..bytes.len().min(3) {
        let mut flipped = bytes.to_vec();
        flipped[at * 7 % bytes.len()] ^= 0x80;
        all.push((format!("a byte changed at {}", at * 7 % bytes.len()), flipped));
    }
    all
}

/// The sentence is there, and says what to do.
fn speaks(error: &Error, about: &str) {
    let words = said(error, Lang::En);
    assert!(has(&format!("error.{}", error.id)) && words.hint.is_some(), "{about}: {error:?}");
}

#[test]
fn whatever_file_is_damaged_nothing_wrong_is_said_and_the_last_backup_comes_back() {
    let db = company();
    db.desk.store().backup_of("2026-09-30".parse().expect("a day")).expect("made").expect("due");
    let kept = figures(&db.desk).expect("sound");
    db.set("2026-09-12", "张伟", "inquiries", Some(15)).expect("entered");
    db.import("crm", &facts("2026-09-11 deals=90 by Omar"), false);
    db.desk.store().repair().expect("repaired");
    let newest = figures(&db.desk).expect("sound");
    assert_ne!(kept, newest);
    let Db { folder, desk } = db;
    drop(desk);
    let mut names = Vec::new();
    files(folder.path(), Path::new(""), &mut names);
    assert!(names.len() >= 7, "{names:?}");
    for name in names {
        let bytes = fs::read(folder.path().join(&name)).expect("read");
        for (what, damaged) in damages(&bytes) {
            let about = format!("{} {what}", name.display());
            let place = TempDir::new().expect("a folder");
            copy(folder.path(), place.path());
            fs::write(place.path().join(&name), damaged).expect("damaged");
            let opened = catch_unwind(AssertUnwindSafe(|| desk::open(place.path())));
            match opened.unwrap_or_else(|_| panic!("{about}: it panics")) {
                Err(error) => speaks(&error, &about),
                Ok(desk) => match (figures(&desk), desk.check(None)) {
                    (Ok(found), Ok(findings)) => {
                        assert!(found == newest || !findings.is_empty(), "{about}: other figures, and nobody says so");
                        for finding in &findings {
                            speaks(finding, &about);
                        }
                    }
                    (figures, check) => {
                        for error in figures.err().into_iter().chain(check.err()) {
                            speaks(&error, &about);
                        }
                    }
                },
            }
            let newest = named_backup(place.path(), "newest".as_ref());
            store::restore(&newest, place.path()).unwrap_or_else(|error| panic!("{about}: {error:?}"));
            let desk = desk::open(place.path()).unwrap_or_else(|error| panic!("{about}: {error:?}"));
            assert_eq!(figures(&desk).as_ref(), Ok(&kept), "{about}");
            assert_eq!(desk.check(None).expect("checked"), [], "{about}");
        }
    }
}
