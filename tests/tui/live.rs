//! What a screen does when somebody else writes, or when the database cannot be reached.

use std::sync::Arc;

use dayboard::desk::{Answer, News};
use dayboard::domain::model::reference::days;
use dayboard::domain::model::{DocumentKind, Notice, Revision};
use dayboard::text::Lang;
use dayboard::tui::{Effect, Msg};

use super::driver::{Driver, Look, tuesday};

/// Change 43, the next one after the report that is shown.
fn changed(run: &str) -> Notice {
    Notice { revision: Revision(43), days: vec![days(run)], kinds: Vec::new() }
}

fn asked(driver: &Driver) -> usize {
    driver.asked.borrow().len()
}

#[test]
fn a_change_of_what_is_shown_is_asked_for_and_any_other_is_not() {
    let mut driver = Driver::new(&Look::default(), tuesday);
    driver.app.dirty = false;
    let mut tell = |notice| {
        driver.hear(Msg::News(News::Changed(notice)));
        (asked(&driver), driver.app.dirty)
    };
    assert_eq!(tell(changed("2026-09-02..2026-09-07")), (1, false), "days between those that were read");
    assert_eq!(tell(Notice { revision: Revision(42), ..changed("2026-09-08") }), (1, false), "it is in the report");
    assert_eq!(tell(Notice { revision: Revision(43), ..Notice::default() }), (1, false), "it touches no figure");
    assert_eq!(tell(changed("2026-09-08")), (2, true), "the day that is shown");
    assert_eq!(tell(changed("2026-08-20..2026-09-01")), (3, true), "the day that it is compared with");
    let people = Notice { revision: Revision(43), days: Vec::new(), kinds: vec![DocumentKind::Person] };
    assert_eq!(tell(people), (4, true), "whoever comes or goes changes what is due");
}

#[test]
fn changes_that_come_while_an_answer_is_waited_for_are_asked_for_once_after_it() {
    let mut driver = Driver::new(&Look::default(), tuesday);
    let first = driver.app.update(Msg::News(News::Changed(changed("2026-09-08"))));
    let Some(Effect::Ask(ticket, question)) = first.into_iter().next() else { panic!("it is asked") };
    for _ in 0..10 {
        assert_eq!(driver.app.update(Msg::News(News::Changed(changed("2026-09-08")))), []);
    }
    let answer = || tuesday(&question).map(|report| Answer::Report(Arc::new(report)));
    let second = driver.app.update(Msg::Answer(ticket, answer()));
    let Some(Effect::Ask(ticket, _)) = second.into_iter().next() else { panic!("it is asked once more") };
    assert_eq!(driver.app.update(Msg::Answer(ticket, answer())), [], "and that is all");
}

#[test]
fn while_the_holder_is_sought_the_screen_says_how_old_its_figures_are() {
    for (lang, chip) in [(Lang::En, "reconnecting  figures as of 08:57"), (Lang::Zh, "重新连接中  数据截至 08:57")]
    {
        let mut driver = Driver::new(&Look { lang, ..Look::default() }, tuesday);
        driver.hear(Msg::News(News::Lost(1_788_915_420_000)));
        assert_eq!(asked(&driver), 1, "nobody is there to be asked");
        let picture = driver.picture();
        let lens = picture.lines().nth(1).expect("a second line");
        assert!(lens.ends_with(chip), "{lens}");
        driver.hear(Msg::News(News::Back));
        assert_eq!(asked(&driver), 2, "what was shown may have changed meanwhile");
        assert!(!driver.picture().contains("08:57") && driver.app.lost.is_none());
    }
}
