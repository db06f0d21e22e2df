//! The daily exports of a real shop, one batch a day, in any order: exact sums, and nothing twice.

use std::fs;
use std::path::{Path, PathBuf};

use super::board::Board;

/// Figures by metric, grain and period; `None` is "no data".
type Figures = &'static [(&'static str, &'static str, &'static str, Option<&'static str>)];

/// Two whole months, kept beside the repository.
const WHOLE: Figures = &[
    ("revenue", "month", "2010-12", Some("748957.02")),
    ("revenue", "month", "2011-01", Some("560000.26")),
    ("refunds", "month", "2010-12", Some("74789.12")),
    ("refunds", "month", "2011-01", Some("131364.30")),
    ("deals", "month", "2010-12", Some("1559")),
    ("deals", "month", "2011-01", Some("1086")),
    ("revenue", "week", "2010-W51", Some("89770.57")),
    ("revenue", "week", "2010-W52", None),
    ("revenue", "week", "2011-W01", Some("93720.93")),
    ("revenue", "week", "2011-W02", Some("190994.96")),
];

/// Some invoices of ten of their days.
const EXCERPT: Figures = &[
    ("revenue", "month", "2010-12", Some("883.47")),
    ("revenue", "month", "2011-01", Some("-32574.37")),
    ("refunds", "month", "2010-12", Some("265.95")),
    ("refunds", "month", "2011-01", Some("34755.78")),
    ("deals", "month", "2010-12", Some("17")),
    ("deals", "month", "2011-01", Some("23")),
    ("revenue", "week", "2010-W51", Some("883.47")),
    ("revenue", "week", "2010-W52", None),
    ("revenue", "week", "2011-W01", Some("-32812.82")),
    ("revenue", "week", "2011-W02", Some("147.37")),
];

/// The exports of a folder, in no order that means anything: by their names read backwards.
fn exports(folder: &Path) -> Option<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).ok()?.map(|entry| entry.expect("it can be listed").path());
    let mut files: Vec<PathBuf> = entries.filter(|file| file.extension().is_some_and(|end| end == "csv")).collect();
    files.sort_by_key(|file| file.to_string_lossy().bytes().rev().collect::<Vec<u8>>());
    Some(files)
}

pub(crate) fn excerpt() -> Vec<PathBuf> {
    exports(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/retail-days")).expect("the excerpt is there")
}

fn holds(board: &Board, figures: Figures, more: &[&str]) {
    for (metric, grain, period, expected) in figures {
        assert_eq!(board.figure(metric, grain, period, more).as_deref(), *expected, "{metric} {period} {more:?}");
    }
}

/// Everything that item 2 asks of these files.
fn trusted(files: &[PathBuf], figures: Figures) {
    let board = Board::new();
    board.import(files);
    holds(&board, figures, &[]);

    let revision = board.revision();
    board.import(files);
    assert_eq!(board.revision(), revision, "all again changes nothing");
    holds(&board, figures, &[]);

    let days =
        |more: &[&str]| ["2010-12-20", "2010-12-21", "2010-12-22"].map(|day| board.figure("revenue", "day", day, more));
    let before = days(&[]);
    assert!(before.iter().all(Option::is_some), "{before:?}");
    board.done(&["imports", "revert", &board.batch("2010-12-21.csv")]);
    let [first, gone, last] = days(&[]);
    assert_eq!([first, gone, last], [before[0].clone(), None, before[2].clone()], "exactly that day is gone");
    let as_of = ["--as-of", revision.as_str()];
    assert_eq!(days(&as_of), before, "before it, the day is still there");
    holds(&board, figures, &as_of);

    board.done(&["imports", "revert", &board.batch("2010-12-21.csv")]);
    holds(&board, figures, &[]);
}

#[test]
fn an_excerpt_of_a_shop_adds_up_in_any_order_once_and_with_a_day_taken_back() {
    trusted(&excerpt(), EXCERPT);
}

#[test]
fn two_months_of_a_shop_add_up_in_any_order_once_and_with_a_day_taken_back() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/uci-online-retail");
    match exports(&folder) {
        Some(files) => trusted(&files, WHOLE),
        None => println!("skipped: {} is not there", folder.display()),
    }
}

#[test]
fn a_slip_in_a_name_is_no_figure() {
    let board = Board::new();
    board.import(&excerpt());
    let ran = board.run(&["report", "month", "2010-12", "region=Frence"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.err.contains("Frence") && ran.err.contains("France"), "{}", ran.err);
    board.done(&["report", "month", "2010-12", "region=France"]);
    board.done(&["report", "month", "2010-12", "channel=seo"]);
}
