//! The filter: names are found, marked, and make a question.

use dayboard::text::{Lang, width};
use dayboard::tui::Context;
use insta::assert_snapshot;

use super::driver::{Driver, Look, tuesday};

fn driver() -> Driver {
    Driver::new(&Look::default(), tuesday)
}

#[test]
fn the_filter_shows_the_question_that_its_marks_make() {
    for lang in Lang::ALL {
        let mut driver = Driver::new(&Look { lang, ..Look::default() }, tuesday);
        driver.press("fseo<space><tab>华东<space>");
        assert_snapshot!(format!("filter-80x24-{}", lang.id()), driver.picture());
    }
    let mut wide = Driver::new(&Look { size: (120, 40), ..Look::default() }, tuesday);
    assert_snapshot!("filter-120x40-en", wide.press("f<down><down>").picture());
}

#[test]
fn several_names_of_several_dimensions_are_marked_and_asked_once() {
    let mut driver = driver();
    let asked = driver.asked.borrow().len();
    driver.press("fseo<space>fairs<space><tab>华东<space><enter>");
    assert_eq!(driver.lens(), "day channel=seo,fairs region=华东");
    assert_eq!(driver.asked.borrow().len(), asked + 1, "it is asked once, at the end");
    driver.press("<backspace>");
    assert_eq!(driver.lens(), "day", "one comes back from a filter");
}

#[test]
fn a_name_that_is_typed_needs_no_mark() {
    let mut driver = driver();
    driver.press("f搜索优化<enter>");
    assert!(driver.lens().starts_with("day channel="), "{}", driver.lens());
    let mut driver = self::driver();
    driver.press("f<tab><tab><tab>li na<enter>");
    assert_eq!(driver.lens(), "day member=\"Li Na\"");
}

#[test]
fn marks_are_taken_away_one_by_one_or_all_at_once() {
    let mut driver = driver();
    driver.press("fseo<space>fairs<space><enter>fseo<space><enter>");
    assert_eq!(driver.lens(), "day channel=fairs");
    driver.press("f<ctrl-x><enter>");
    assert_eq!(driver.lens(), "day");
}

#[test]
fn esc_keeps_the_old_filter_and_nothing_is_asked() {
    let mut driver = driver();
    let asked = driver.asked.borrow().len();
    driver.press("fseo<space><esc>f<enter>fnothing like it<enter>");
    assert_eq!(driver.asked.borrow().len(), asked);
    assert_eq!(driver.app.context(), Context::Report);
}

#[test]
fn what_is_not_recorded_can_be_asked_for() {
    let mut driver = driver();
    driver.press("f<tab>not recorded<enter>");
    assert_eq!(driver.lens(), "day region=\"\"");
}

#[test]
fn names_that_come_late_are_waited_for() {
    let mut driver = driver();
    driver.tells = false;
    driver.press("f");
    assert!(driver.text().contains("..."), "{}", driver.text());
    driver.tells = true;
    driver.press("<esc>fseo");
    assert!(driver.text().contains("[ ]"), "{}", driver.text());
}

#[test]
fn naughty_names_break_no_row() {
    for (columns, rows) in [(60, 16), (80, 24), (121, 40)] {
        let mut driver = Driver::new(&Look { size: (columns, rows), ..Look::default() }, tuesday);
        driver.press("f<tab><tab><tab><down><down><down><space>");
        for line in driver.text().lines() {
            assert!(width(line) <= usize::from(columns), "{line}");
            assert!(!line.chars().any(char::is_control), "{line:?}");
        }
    }
}
