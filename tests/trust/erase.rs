//! After a name was erased from the demo company, everything reads as before but for the name.

use super::board::{Board, at_rest};

/// Whole words, however far apart columns stand: they are as wide as their names.
fn words(text: &str, name: &str, alias: &str) -> Vec<String> {
    text.replace(name, alias).replace('─', "").split_whitespace().map(str::to_owned).collect()
}

#[test]
fn every_report_of_the_demo_is_the_same_after_a_name_was_erased_but_for_the_name() {
    let board = Board::new();
    board.done(&["--demo", "--today", "2026-09-08", "status"]);
    let folder = board.path(".local/share/dayboard-demo");
    drop(at_rest(&folder));
    let db = folder.to_str().expect("text");
    let ask = |words: &[&str]| board.done(&[&["--db", db, "--today", "2026-09-08"], words].concat());
    let name = "刘洋";
    let asked: [&[&str]; 9] = [
        &["report", "day"],
        &["report", "month", "by", "member"],
        &["report", "quarter", "by", "team"],
        &["funnel"],
        &["board"],
        &["board", "deals", "week", "by", "team"],
        &["series", "deals", "month", "by", "member"],
        &["brief"],
        &["imports"],
    ];
    let reports = |alias: &str| asked.map(|question| words(&ask(question), name, alias)).to_vec();
    let exact = |alias: &str| ask(&["report", "month", "by", "member", "--format", "csv"]).replace(name, alias);
    let audit = |to: &str| {
        let year = chrono::Utc::now().format("%Y").to_string();
        board.done(&["--db", db, "export", "--audit", &year, to]);
        std::fs::read_to_string(board.path(to).join("journal.csv")).expect("text")
    };
    assert!(audit("before").contains(name));
    let refused = board.run(&["--db", db, "erase", name]);
    assert!(refused.code == Some(2) && refused.out.contains("cannot be undone"), "{}{}", refused.out, refused.err);
    let would = ask(&["erase", name, "--dry-run"]);
    let alias = would.split('\'').nth(1).expect("the alias stands in quotes").to_owned();
    assert!(alias.starts_with("erased "), "{would}");
    let (before, figures) = (reports(&alias), exact(&alias));
    assert!(before.iter().flatten().any(|word| *word == "erased"), "the name is shown");
    let done = ask(&["erase", name, "--yes"]);
    assert!(done.contains(&alias), "{done}");
    for ((question, was), is) in asked.iter().zip(&before).zip(reports(&alias)) {
        assert_eq!(*was, is, "{question:?}");
    }
    assert_eq!(exact(&alias), figures, "byte for byte");
    board.done(&["--db", db, "check"]);
    let after = audit("after");
    assert!(!after.contains(name) && after.contains(&alias), "the chain holds, and the name is gone");
    let chinese = asked.map(|question| ask(&[&["--lang", "zh"], question].concat())).concat();
    assert!(chinese.contains("已抹除"), "{chinese}");
    drop(at_rest(&folder));
}
