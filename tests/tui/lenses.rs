//! Saved questions (S-168).

use dayboard::text::Lang;
use insta::assert_snapshot;

use super::driver::{Driver, Look, tuesday};

#[test]
fn s_168_a_segment_is_saved_and_used_in_every_view() {
    let mut driver = Driver::new(&Look::default(), tuesday);
    driver.press("fseo<space>fairs<space><enter>@").press("two channels<ctrl-s>");
    let kept = driver.kept.clone().expect("it was kept");
    assert_eq!(kept.get("two channels").map(String::as_str), Some("day channel=seo,fairs"));
    assert_snapshot!("lenses-80x24-en", driver.picture());
    driver.press("<esc><backspace>");
    assert_eq!(driver.lens(), "day");
    driver.press("0@two<enter>");
    assert_eq!(driver.lens(), "day channel=seo,fairs");
    assert_eq!(driver.app.reading.view(), dayboard::tui::View::Metrics);
    driver.press("<backspace>:two ch<enter>");
    assert_eq!(driver.lens(), "day channel=seo,fairs", "the palette knows it too");
}

#[test]
fn what_would_be_lost_is_asked_for_twice() {
    let mut driver = Driver::new(&Look::default(), tuesday);
    driver.press("@own<ctrl-s><esc>2@").press("own<ctrl-s>");
    assert!(driver.text().contains("Ctrl-s again replaces it"), "{}", driver.text());
    let saved = |driver: &Driver| driver.app.lenses.get("own").cloned();
    assert_eq!(saved(&driver).as_deref(), Some("day"));
    driver.press("<ctrl-s>");
    assert_eq!(saved(&driver).as_deref(), Some("week"));
    driver.press("<ctrl-x>");
    assert_eq!(saved(&driver).as_deref(), Some("week"));
    driver.press("<ctrl-x>");
    assert_eq!(saved(&driver), None);
}

#[test]
fn an_empty_list_says_what_to_do() {
    for lang in Lang::ALL {
        let mut driver = Driver::new(&Look { lang, ..Look::default() }, tuesday);
        assert_snapshot!(format!("lenses-empty-80x24-{}", lang.id()), driver.press("@").picture());
    }
}
