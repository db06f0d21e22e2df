//! Who else is here, presenting and following.

use dayboard::desk::{Here, News, Presented, Slide};
use dayboard::text::Lang;
use dayboard::tui::{Msg, View};

use super::driver::{Driver, Look, tuesday};

fn slide(view: &str, lens: &str, row: Option<(&str, &str)>) -> Slide {
    let row = row.map(|(table, row)| (table.to_owned(), row.to_owned()));
    Slide { view: view.to_owned(), lens: lens.to_owned(), row, clock: None }
}

/// Two others are here, and the first of them presents.
fn presented(slide: Option<Slide>) -> Msg {
    let screens = [(1, "ann"), (2, "bob"), (3, "me")].map(|(at, user)| (at, user.to_owned())).to_vec();
    let presented = slide.map(|slide| Presented { screen: 1, user: "ann".to_owned(), slide });
    Msg::News(News::Here(Here { own: 3, screens, presented: presented.into_iter().collect() }))
}

fn tabs(driver: &Driver) -> String {
    driver.picture().lines().next().unwrap_or_default().to_owned()
}

#[test]
fn others_are_counted_and_named() {
    for (lang, sign, names) in [(Lang::En, "3 here", "Here: ann, bob."), (Lang::Zh, "3 人在线", "在线：ann、bob。")]
    {
        let mut driver = Driver::new(&Look { lang, ..Look::default() }, tuesday);
        assert!(!tabs(&driver).contains(sign), "nobody else is here yet");
        driver.hear(presented(None));
        assert!(tabs(&driver).contains(sign), "{}", tabs(&driver));
        driver.press("W");
        assert!(driver.picture().contains(names), "{}", driver.picture());
    }
}

#[test]
fn whoever_follows_goes_where_he_is_led_and_leaves_by_a_step_of_his_own() {
    let mut driver = Driver::new(&Look { size: (100, 30), ..Look::default() }, tuesday);
    driver.press("v");
    assert!(driver.picture().contains("Nobody presents now."));

    driver.hear(presented(Some(slide("report", "day", Some(("measures", "deals"))))));
    assert!(tabs(&driver).contains("ann presents: v"), "{}", tabs(&driver));
    assert_eq!(driver.app.reading.cursor(), 0, "nobody is led against his will");
    driver.press("v");
    assert!(tabs(&driver).contains(" with ann "), "{}", tabs(&driver));
    assert_eq!(driver.app.reading.selected().map(|(_, row)| row.id.as_str()), Some("deals"));

    driver.hear(presented(Some(slide("funnel", "month 2026-08 by channel", None))));
    assert_eq!(driver.app.reading.view(), View::Funnel);
    let asked = driver.asked.borrow().last().map(|question| question.lens.text(driver.app.fiscal()));
    assert_eq!(asked.as_deref(), Some("month 2026-08 by channel"), "he asks by rights of his own");

    driver.hear(presented(None));
    assert!(tabs(&driver).contains(" with ann "), "a pause of the presenter's parts nobody");
    driver.hear(presented(Some(slide("report", "day", Some(("measures", "deals"))))));
    assert_eq!(driver.app.reading.view(), View::Report);

    driver.press("j");
    assert!(driver.picture().contains("You go your own way; v follows again."), "{}", driver.picture());
    driver.hear(presented(Some(slide("board", "day", None))));
    assert_eq!(driver.app.reading.view(), View::Report, "he is led no more");
}

#[test]
fn whoever_presents_shows_each_step_once() {
    let mut driver = Driver::new(&Look::default(), tuesday);
    driver.press("p");
    assert!(tabs(&driver).contains(" presenting "), "{}", tabs(&driver));
    driver.press("jWp");
    let step = |row| Some(slide("report", "day", Some(("measures", row))));
    assert_eq!(driver.slides, [step("effective_visits"), step("inquiries"), None]);
}
