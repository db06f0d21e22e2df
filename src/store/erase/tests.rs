//! A kill after each step of an erasure, in their order.

use std::cell::Cell;

use tempfile::TempDir;

use super::*;
use crate::domain::model::reference::{days, facts};
use crate::domain::model::{Defaults, Person, Revision, RowQuery};
use crate::store::{DocumentChange, Options};

const NAME: &str = "张伟";

fn open(folder: &Path) -> Store {
    Store::open(folder, Options::new(&Defaults::built_in().catalogue.measures)).expect("it opens")
}

/// A database with a person, and rows of an import that carry the name.
fn company() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    let store = open(folder.path());
    let author = Author { user: "boss".to_owned(), ..Author::default() };
    let person = Document::Person(Person { name: NAME.to_owned(), ..Person::default() });
    let changes = vec![DocumentChange { old: None, new: Some(person) }];
    let written = store.commit(&author, move |_| Ok((Change::Documents { changes, reason: None }.into(), ())));
    written.expect("written");
    let batch = store.import_begin(&author, "crm", &[]).expect("begun");
    store.import_rows(batch, &facts("2026-09-08 visits=5 by 张伟\n2026-09-09 visits=7 by 李娜")).expect("taken");
    store.import_publish(&author, batch, "x", false).expect("published");
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("there").flatten() {
        let place = to.join(entry.file_name());
        if entry.path().is_dir() { copy(&entry.path(), &place) } else { drop(fs::copy(entry.path(), place)) }
    }
}

/// The sum of all visits, and whether the name is there.
fn looked_at(folder: &Path) -> (i64, bool) {
    let store = open(folder);
    assert_eq!(store.check(None).expect("checked"), []);
    let query =
        RowQuery { days: days("2026-09-01..2026-09-30"), measures: vec![], filters: vec![], as_of: None, limit: None };
    let rows = store.read().expect("it reads").rows(&query).expect("rows").facts;
    let visits = (0..rows.len()).filter_map(|row| rows.measures[0].get(row)).sum();
    let there = store.erasure(&Author::default(), NAME).is_ok();
    assert_eq!(store.read().expect("it reads").revision(), Revision(if there { 3 } else { 4 }));
    (visits, there)
}

#[test]
fn a_kill_after_any_step_leaves_the_state_before_or_after_and_only_one_step_is_the_turn() {
    let whole = company();
    let author = Author { user: "boss".to_owned(), ..Author::default() };
    let clock: Clock = Box::new(|| chrono::Utc::now().timestamp_millis());
    let mut left = Vec::new();
    for last in 0.. {
        let folder = TempDir::new().expect("a folder");
        copy(whole.path(), folder.path());
        let steps = Cell::new(0);
        let step = || {
            steps.set(steps.get() + 1);
            if steps.get() > last { Err(Error::could("writer-gone")) } else { Ok(()) }
        };
        let ended = erase_stepwise(folder.path(), &author, NAME, false, &clock, &step);
        let (visits, there) = looked_at(folder.path());
        assert_eq!(visits, 12, "after step {last}");
        let names = fs::read_to_string(folder.path().join("journal/names.jsonl")).expect("there");
        assert_eq!(names.contains(NAME), there, "after step {last}");
        assert!(!folder.path().join(MAKING).exists() && !folder.path().join(MADE).exists(), "after step {last}");
        left.push(there);
        match ended {
            Ok(_) => break,
            Err(error) => assert_eq!(error.id, "writer-gone"),
        }
    }
    // Six steps come about beside; from the seventh on, which gives the folder its name, the name is gone.
    let turn = left.iter().take_while(|there| **there).count();
    assert_eq!(turn, 6, "{left:?}");
    assert!(left[turn..].iter().all(|there| !there) && left.len() > turn + 8, "{left:?}");
}
