//! Going on where one has left, and what has changed since.

use dayboard::domain::base::{Error, FiscalStart, Grain};
use dayboard::domain::model::{Lens, Revision};
use dayboard::report::{Kind, Question, Report, Row, Sentence, Table, Value};
use dayboard::text::Lang;
use dayboard::tui::{Action, Msg, Opened, Session, View};
use insta::assert_snapshot;

use super::driver::{Driver, Look, tuesday};
use crate::fixture::{day, term};

/// As a desk on which two figures have moved since version 41.
fn moved(question: &Question) -> Result<Report, Error> {
    let mut report = tuesday(question)?;
    if question.kind == Kind::Changed {
        let figure = |id: &str, row: Row| Row { id: id.to_owned(), ..row };
        let rows: Vec<Row> = report.tables.remove(0).rows.into_iter().take(2).collect();
        let rows = rows.into_iter().zip(["effective_visits", "inquiries"]).map(|(row, id)| figure(id, row)).collect();
        report.tables = vec![Table {
            id: "figures".into(),
            title: term("moved", "变动"),
            note: None,
            label: term("measure", "指标"),
            columns: Vec::new(),
            rows,
        }];
        report.headline = vec![Sentence::new("changed.none").with("since", Value::Text("41".to_owned()))];
        report.kind = Kind::Changed;
    }
    Ok(report)
}

fn opened(driver: &mut Driver, change: impl FnOnce(&mut Opened)) {
    let mut opened = Opened::new(day("2026-09-09"), Lens::new(Grain::Day));
    change(&mut opened);
    driver.hear(Msg::Opened(Ok(opened)));
}

#[test]
fn what_moved_since_the_last_look_is_told_in_the_lens_line() {
    for lang in Lang::ALL {
        let mut driver = Driver::new(&Look { lang, ..Look::default() }, moved);
        opened(&mut driver, |opened| opened.seen = Some(Revision(41)));
        assert_snapshot!(format!("moved-80x24-{}", lang.id()), driver.picture());
        let seen = |driver: &Driver| driver.app.session().map(|session| session.seen);
        assert_eq!(seen(&driver), Some(41), "until it was looked at, it is told again");
        driver.press("w");
        assert_eq!(seen(&driver), Some(42));
        assert_eq!(driver.lens(), "day as-of=41", "against the state that was seen");
        assert!(!driver.text().contains("moved: w"));
        driver.press("<enter>");
        assert_eq!(driver.lens(), "day metric=effective_visits", "into the metric that moved");
        driver.press("<backspace><backspace>");
        assert_eq!(driver.lens(), "day");
    }
}

#[test]
fn nothing_is_told_where_nothing_came() {
    let mut driver = Driver::new(&Look::default(), moved);
    opened(&mut driver, |opened| opened.seen = Some(Revision(42)));
    assert_eq!(driver.app.moved(), 0);
    let mut driver = Driver::new(&Look::default(), moved);
    driver.press("w");
    assert!(driver.text().contains("your first look"), "{}", driver.text());
    assert!(driver.app.unavailable(Action::Changed).is_some());
}

#[test]
fn a_session_is_taken_up_and_its_period_on_the_same_day_alone() {
    let mut driver = Driver::new(&Look::default(), tuesday);
    driver.press("3[bjj");
    let kept = driver.app.session().expect("something was seen");
    assert_eq!((kept.lens.as_str(), kept.cursor, kept.seen), ("month 2026-08 by channel", 2, 42));
    let taken = |today: &str| {
        let mut opened = Opened::new(day(today), Lens::new(Grain::Day));
        opened.resume(&kept, true, FiscalStart::default());
        (opened.lens.text(FiscalStart::default()), opened.cursor, opened.view)
    };
    assert_eq!(taken("2026-09-09"), ("month 2026-08 by channel".to_owned(), 2, View::Report));
    assert_eq!(taken("2026-09-10").0, "month by channel");
    let mut opened = Opened::new(day("2026-09-09"), Lens::new(Grain::Week));
    opened.resume(&kept, false, FiscalStart::default());
    assert_eq!((opened.lens, opened.seen), (Lens::new(Grain::Week), Some(Revision(42))), "--lens stands");
}

#[test]
fn a_session_that_cannot_be_answered_any_more_gives_way() {
    fn gone(question: &Question) -> Result<Report, Error> {
        if question.lens.filters.is_empty() { tuesday(question) } else { Err(Error::asked("name-unknown")) }
    }
    let mut driver = Driver::new(&Look::default(), gone);
    opened(&mut driver, |opened| {
        opened.lens = Lens::parse("month member=Ghost", FiscalStart::default()).expect("a lens");
    });
    assert_eq!(driver.lens(), "day");
    assert!(driver.app.reading.report().is_some() && driver.app.reading.error().is_none());
}

#[test]
fn language_and_theme_are_taken_up_unless_asked_for() {
    let kept = Session { lang: "zh".to_owned(), theme: "light".to_owned(), ..Session::default() };
    let driver = Driver::new(&Look::default(), tuesday);
    let mut start = driver.app.start.clone();
    start.resume(&kept, true, true);
    assert_eq!((start.lang, start.chosen), (Lang::Zh, ""), "a theme that was chosen by the environment stands");
    let theme = driver.app.start.theme.clone();
    start.grounds = Some(dayboard::tui::Grounds { dark: theme.clone(), light: theme });
    start.resume(&Session { lang: "en".to_owned(), ..kept }, false, true);
    assert_eq!((start.lang, start.chosen), (Lang::Zh, "light"));
}

#[test]
fn what_the_tabs_lead_to_is_asked_ahead_once_after_the_first_figures() {
    let mut driver = Driver::new(&Look::default(), tuesday);
    let ahead = driver.ahead.concat();
    driver.press("424350135420");
    let asked = driver.asked.borrow().clone();
    let (first, later) = asked.split_first().expect("the first question");
    assert!(later.len() > 6 && later.iter().all(|question| question == first || ahead.contains(question)));
    assert_eq!(ahead.last(), later.first(), "one step away comes first");
    assert!((0..ahead.len()).all(|at| !ahead[..at].contains(&ahead[at])), "each once");
    assert_eq!(driver.ahead.len(), 1);
}
