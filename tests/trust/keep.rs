//! What is kept stays what it was, and what was tampered with is found.

use std::fs;
use std::path::Path;

use dayboard::desk;

use super::board::{Board, at_rest, copy};
use super::retail::excerpt;

/// A company with imports, one of them taken back, an entry and its correction.
fn company() -> Board {
    let board = Board::new();
    board.import(&excerpt());
    board.done(&["imports", "revert", &board.batch("2011-01-09.csv")]);
    board.done(&["set", "2011-01-10", "visits=1204", "member=张伟", "channel=seo"]);
    board.done(&["set", "2011-01-10", "visits=1024", "member=张伟", "channel=seo"]);
    board
}

/// Every review in several shapes, as one text.
fn reports(board: &Board) -> String {
    let grains =
        ["day 2011-01-10", "week 2011-W01", "month 2010-12", "quarter 2010-Q4", "year 2010", "month by region"];
    let print = |lens: &str, format: &str| {
        let words = ["--today", "2011-02-01", "report"].into_iter().chain(lens.split(' ')).chain(["--format", format]);
        board.done(&words.collect::<Vec<_>>())
    };
    grains.iter().flat_map(|lens| ["text", "json"].map(|format| print(lens, format))).collect()
}

#[test]
fn a_second_process_is_told_who_has_the_database() {
    let board = company();
    drop(at_rest(&board.database()));
    let held = desk::open(&board.database()).expect("it opens");
    let ran = board.run(&["report", "day"]);
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(ran.err.contains(&std::process::id().to_string()), "{}", ran.err);
    drop(held);
    board.done(&["report", "day"]);
}

#[test]
fn a_lost_store_is_built_again_from_backup_and_journal() {
    let board = company();
    board.done(&["backup", "kept"]);
    board.done(&["set", "2011-01-10", "visits=77", "member=李娜"]);
    let before = reports(&board);
    drop(at_rest(&board.database()));
    fs::remove_dir_all(board.database().join("sled")).expect("it is lost");
    assert_eq!(reports(&board), before);
    assert_eq!(board.run(&["check"]).code, Some(0));
}

#[test]
fn a_backup_restored_elsewhere_says_the_same() {
    let board = company();
    let before = reports(&board);
    board.done(&["backup", "kept"]);
    board.done(&["set", "2011-01-10", "visits=77", "member=李娜"]);
    assert_ne!(reports(&board), before);
    board.done(&["restore", "kept"]);
    assert_eq!(reports(&board), before);
}

/// Damages a copy of the database and gives what `check` says of it.
fn checked(board: &Board, damage: impl Fn(&Path), more: &[&str]) -> (Option<i32>, String) {
    let damaged = board.path("damaged");
    let _ = fs::remove_dir_all(&damaged);
    let held = at_rest(&board.database());
    copy(&board.database(), &damaged);
    drop(held);
    damage(&damaged);
    let folder = damaged.to_str().expect("a name");
    let ran = board.run(&["--db", folder, "check"].iter().chain(more).copied().collect::<Vec<_>>());
    (ran.code, ran.out + &ran.err)
}

/// The only month of the journal.
fn journal(database: &Path) -> std::path::PathBuf {
    let entries = fs::read_dir(database.join("journal")).expect("it is there");
    let mut files = entries.map(|entry| entry.expect("it can be listed").path());
    files.find(|file| file.extension().is_some_and(|end| end == "jsonl")).expect("a month")
}

#[test]
fn check_finds_what_was_tampered_with() {
    let board = company();
    let head = board.json(&["status"])["tables"][0]["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .find(|row| row["id"] == "head")
        .expect("a head")["cells"]["value"]["value"]
        .as_str()
        .expect("a hash")
        .to_owned();
    assert_eq!(checked(&board, |_| (), &["--head", &head]).0, Some(0));

    let flipped = checked(
        &board,
        |folder| {
            let blocks =
                fs::read_dir(folder.join("journal")).expect("it is there").map(|entry| entry.expect("listed").path());
            let file = blocks.filter(|file| file.extension().is_some_and(|end| end == "blocks")).max().expect("blocks");
            let mut bytes = fs::read(&file).expect("it can be read");
            let middle = bytes.len() / 2;
            bytes[middle] ^= 0x10;
            fs::write(file, bytes).expect("it can be written");
        },
        &[],
    );
    assert_eq!(flipped.0, Some(1), "{}", flipped.1);

    let changed = checked(
        &board,
        |folder| {
            let file = journal(folder);
            let text = fs::read_to_string(&file).expect("it can be read");
            assert!(text.contains("1204") || text.contains("1024"));
            fs::write(file, text.replace("1204", "9204").replace("1024", "9024")).expect("it can be written");
        },
        &[],
    );
    assert_eq!(changed.0, Some(1), "{}", changed.1);

    let shortened = |folder: &Path| {
        let file = journal(folder);
        let text = fs::read_to_string(&file).expect("it can be read");
        let kept: Vec<&str> = text.lines().collect();
        fs::write(file, kept[..kept.len() - 1].join("\n") + "\n").expect("it can be written");
    };
    let shorter = checked(&board, shortened, &["--head", &head]);
    assert_eq!(shorter.0, Some(1), "{}", shorter.1);
    for (_, said) in [flipped, changed, shorter] {
        assert!(said.trim().ends_with(['.', '。']) || said.contains(". "), "a sentence: {said}");
    }
}
