//! Targets and posts from the command line: workbooks of targets, targets relative to a baseline, the roster.

use std::path::Path;

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use super::ritual::Place;

/// A workbook of one sheet behind a cover; a cell that reads as a number is one, a `d` before a month makes it a date.
fn workbook(path: &Path, rows: &[&[&str]]) {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Cover").expect("a name").write(2, 2, "Goals of the autumn").expect("a cell");
    let sheet = book.add_worksheet().set_name("目标").expect("a name");
    let month = Format::new().set_num_format("mmm yyyy");
    for (y, row) in (0..).zip(rows) {
        for (x, cell) in (0..).zip(*row) {
            let date = cell.strip_prefix('d').and_then(|cell| ExcelDateTime::parse_from_str(cell).ok());
            match (date, cell.parse::<f64>()) {
                (Some(date), _) => sheet.write_with_format(y, x, &date, &month).expect("a cell"),
                (_, Ok(number)) => sheet.write(y, x, number).expect("a cell"),
                _ if cell.is_empty() => continue,
                _ => sheet.write(y, x, *cell).expect("a cell"),
            };
        }
    }
    book.save(path).expect("a file");
}

#[test]
fn s_036_a_wide_workbook_of_targets_has_a_column_a_month() {
    let place = Place::new();
    let path = place.path().join("goals.xlsx");
    let head = ["指标", "归属", "d2026-09-01", "2026-10", "2026年4季度"];
    workbook(
        &path,
        &[&head, &["revenue", "company", "2000000", "2100000.5", "6500000"], &["deals", "East", "120", "", ""]],
    );
    let import = ["target", "import", "goals.xlsx", "--sheet", "目标"];
    let tried = place.done(&[&import[..], &["--dry-run"]].concat());
    assert!(tried.contains('4') && tried.contains("othing was changed"), "{tried}");
    place.done(&import);
    let shown = place.done(&["target", "show", "month", "2026-09"]);
    assert!(shown.contains("2,000,000") && shown.contains("East") && shown.contains("120"), "{shown}");
    assert!(place.done(&["target", "show", "month", "2026-10"]).contains("2,100,001"), "half a yuan more");
    assert!(place.done(&["target", "show", "quarter", "2026-Q4"]).contains("6,500,000"));
    // The same once more changes nothing, and is told so.
    let again = place.done(&import);
    assert!(again.contains('4') && place.done(&["log", "--kind", "target"]).contains("1 entry is"), "{again}");
}

#[test]
fn s_036_a_long_workbook_of_targets_has_a_row_each_and_a_bad_cell_stops_all_of_it() {
    let place = Place::new();
    let head = ["metric", "member", "month", "target", "stretch", "deadline"];
    let good = ["revenue", "张伟", "2026-09", "300000", "360000", "d2026-09-25"];
    workbook(&place.path().join("good.xlsx"), &[&head, &good, &["close_rate", "李娜", "d2026-09-01", "12%", "", ""]]);
    workbook(&place.path().join("bad.xlsx"), &[&head, &good, &["revenue", "李娜", "2026-09", "a lot", "", ""]]);
    let refused = place.run(&["target", "import", "bad.xlsx", "--sheet", "目标"]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_ne!(refused.status.code(), Some(0), "{said}");
    assert!(said.contains("a lot") && said.contains('3'), "the value and its line: {said}");
    assert!(place.done(&["log", "--kind", "target"]).contains("No entry"), "none of them is taken");
    place.done(&["target", "import", "good.xlsx", "--sheet", "目标"]);
    let shown = place.done(&["target", "show", "month", "2026-09"]);
    for part in ["张伟", "300,000", "李娜", "12.0"] {
        assert!(shown.contains(part), "{part} in {shown}");
    }
    assert!(place.done(&["log", "--kind", "target"]).contains("stretch ¥360,000"));
    assert!(place.done(&["log", "--kind", "target"]).contains("25 Sep 2026"));
}

#[test]
fn s_054_a_target_is_set_relative_to_its_baseline() {
    let place = Place::new();
    let set = |words: &[&str]| place.done(&[&["target", "set", "revenue"], words].concat());
    let refused = place.refused(&["target", "set", "revenue", "2026-09", "+15%"]);
    assert!(refused.contains("--baseline"), "without a figure that it starts from: {refused}");
    let said = set(&["2026-09", "+15%", "--baseline", "2000000"]);
    assert!(said.contains("¥2,300,000") && said.contains("15"), "{said}");
    // The baseline is kept: another share of it needs no second one, and a plain figure ends it.
    assert!(set(&["2026-09", "+20%"]).contains("¥2,300,000 → ¥2,400,000"));
    assert!(set(&["2026-09", "-5%", "--dry-run"]).contains("¥1,900,000"));
    let plain = set(&["2026-09", "2500000"]);
    assert!(plain.contains("¥2,400,000 → ¥2,500,000"), "{plain}");
    assert!(place.refused(&["target", "set", "revenue", "2026-09", "+10%"]).contains("--baseline"));
    assert!(place.done(&["target", "show", "month", "2026-09"]).contains("2,500,000"));
}

#[test]
fn s_061_the_roster_tells_posts_and_people_and_a_post_is_planned_and_ended() {
    let place = Place::new();
    let roster = place.done(&["roster"]);
    for part in ["张伟", "李娜", "East"] {
        assert!(roster.contains(part), "{part} in {roster}");
    }
    let planned =
        place.done(&["roster", "post", "East", "promotion", "--arrival", "2026-10-01", "--employment", "outsourced"]);
    assert!(planned.contains("East") && planned.contains("1 Oct 2026"), "{planned}");
    assert!(place.done(&["roster"]).contains("outsourced"));
    let ended = place.done(&["roster", "end", "李娜", "2026-09-30"]);
    assert!(ended.contains("李娜") && ended.contains("30 Sep 2026"), "{ended}");
    assert!(!place.done(&["roster", "--today", "2026-10-08", "--format", "csv"]).contains("李娜,East"));
    let refused = place.refused(&["roster", "end", "Nobody", "2026-09-30"]);
    assert!(refused.contains("Nobody"), "{refused}");
    let removed = place.done(&["roster", "remove", "post-plan", "East/promotion"]);
    assert!(removed.contains("East"), "{removed}");
    assert!(!place.done(&["roster"]).contains("outsourced"));
    place.done(&["undo"]);
    assert!(place.done(&["roster"]).contains("outsourced"), "it is taken back like any change");
}
