//! Finding a row by its name.

use dayboard::text::Lang;
use insta::assert_snapshot;

use super::driver::{Driver, Look, tuesday};

fn driver() -> Driver {
    Driver::new(&Look::default(), tuesday)
}

#[test]
fn the_cursor_follows_what_is_typed_in_either_language() {
    for lang in Lang::ALL {
        let mut driver = Driver::new(&Look { lang, ..Look::default() }, tuesday);
        assert_snapshot!(format!("find-80x24-{}", lang.id()), driver.press("/成交").picture());
    }
    let mut driver = driver();
    assert_eq!(driver.press("/RATE").app.reading.cursor(), 6);
    assert_eq!(driver.press("<down>").app.reading.cursor(), 7);
    assert_eq!(driver.press("<up><up>").app.reading.cursor(), 8, "round to the last");
    assert_eq!(driver.press("<enter>").app.reading.cursor(), 8);
}

#[test]
fn with_nothing_typed_it_goes_on_to_the_next() {
    let mut driver = driver();
    driver.press("/rate<enter>/<enter>");
    assert_eq!(driver.app.reading.cursor(), 7);
    assert_eq!(driver.press("/<enter>/<enter>").app.reading.cursor(), 6, "and round");
}

#[test]
fn esc_goes_back_to_where_the_cursor_stood() {
    let mut driver = driver();
    driver.press("jj/close");
    assert_eq!(driver.app.reading.cursor(), 8);
    assert_eq!(driver.press("<esc>").app.reading.cursor(), 2);
}

#[test]
fn what_is_not_there_is_said_and_the_cursor_stays() {
    let mut driver = driver();
    driver.press("j/xyz");
    assert!(driver.text().contains("no such row"), "{}", driver.text());
    assert_eq!(driver.app.reading.cursor(), 1);
}
