//! Copying and exporting what is seen.

use dayboard::report::{Question, Report};
use dayboard::text::Lang;
use dayboard::tui::Context;
use insta::assert_snapshot;

use super::driver::{Driver, Look, NAUGHTY, tuesday};

fn driver() -> Driver {
    Driver::new(&Look::default(), tuesday)
}

#[test]
fn a_row_a_figure_a_table_go_as_a_spreadsheet_takes_them() {
    let mut driver = driver();
    driver.press("jjjjjyy");
    assert_eq!(driver.copied.as_deref(), Some("amount\t78000.00\t81250.00\t-0.04"));
    assert!(driver.text().contains("terminal's clipboard (30 bytes)"), "{}", driver.text());
    driver.press("yf");
    assert_eq!(driver.copied.as_deref(), Some("78000.00"));
    driver.press("Gyt");
    let table = driver.copied.clone().expect("it was copied");
    assert!(table.starts_with("channel\tamount\tshare\nsearch, unpaid\t47000.00\t"), "{table}");
    driver.press("yl");
    assert_eq!(driver.copied.as_deref(), Some("day 2026-09-08"));
    driver.press("ym");
    assert!(driver.copied.as_deref().is_some_and(|text| text.contains("## ") && text.contains("| traffic")));
}

#[test]
fn the_first_key_shows_what_can_be_copied() {
    for lang in Lang::ALL {
        let mut driver = Driver::new(&Look { lang, ..Look::default() }, tuesday);
        assert_snapshot!(format!("copy-80x24-{}", lang.id()), driver.press("y").picture());
    }
}

/// A table larger than a terminal takes, in which names try to be formulas and tabs.
fn large(question: &Question) -> Result<Report, dayboard::domain::base::Error> {
    let mut report = tuesday(question)?;
    let row = report.tables[0].rows[0].clone();
    report.tables[0].rows = (0..3_000).map(|at| dayboard::report::Row { id: at.to_string(), ..row.clone() }).collect();
    report.tables[0].rows[0].label = dayboard::report::Value::Text(format!("=1+1\t{NAUGHTY}"));
    Ok(report)
}

#[test]
fn what_a_terminal_would_drop_is_refused_with_what_to_do() {
    let mut driver = Driver::new(&Look::default(), large);
    driver.press("yt");
    assert_eq!(driver.copied, None);
    assert!(driver.text().contains("more than a terminal takes"), "{}", driver.text());
    driver.press("yy");
    let row = driver.copied.clone().expect("a row is small");
    assert!(row.starts_with("'=1+1 ") && row.matches('\t').count() == 3, "{row:?}");
    assert!(!row.contains('\u{1b}') && !row.contains('\u{202e}'));
}

#[test]
fn an_export_is_written_in_the_format_of_its_name() {
    let mut driver = driver();
    assert_snapshot!("export-80x24-en", driver.press("x").picture());
    driver.press("<enter>");
    assert!(driver.written.as_deref().is_some_and(|bytes| bytes.starts_with(b"PK")), "a workbook");
    assert!(driver.text().contains("Written: /home/me/dayboard-day-2026-09-08.xlsx"), "{}", driver.text());
    driver.press("x<tab><enter>");
    assert!(driver.written.as_deref().is_some_and(|bytes| bytes.starts_with(b"# Tue 8 Sep 2026")));
}

#[test]
fn the_table_under_the_cursor_is_exported_alone_where_that_is_asked_for() {
    let mut driver = driver();
    let csv = |driver: &mut Driver| String::from_utf8(driver.written.take().expect("written")).expect("text");
    driver.press("Gx<ctrl-u>a.csv");
    assert!(driver.text().contains("[x] everything (2 tables)"), "{}", driver.text());
    driver.press("<enter>");
    let all = csv(&mut driver);
    assert!(all.contains("measures,") && all.contains("breakdown,"), "{all}");
    driver.press("x<ctrl-u>a.csv<ctrl-t>");
    assert!(driver.text().contains("[x] only the table"), "{}", driver.text());
    driver.press("<enter>");
    let alone = csv(&mut driver);
    assert!(!alone.contains("measures,") && alone.contains("breakdown,"), "{alone}");
}

#[test]
fn nothing_is_overwritten_unasked() {
    let mut driver = driver();
    driver.press("x<ctrl-u>there.csv<enter>");
    assert_eq!((driver.written.take(), driver.app.context()), (None, Context::Export));
    assert_snapshot!("export-there-80x24-en", driver.picture());
    driver.press("<enter>");
    assert!(driver.written.is_some());
    driver.press("x<ctrl-u>there.doc<enter>");
    assert!(driver.text().contains("says no format"), "{}", driver.text());
}
