//! The funnel: its shape at every size, in both languages and every look; its keys.

use dayboard::domain::base::Error;
use dayboard::report::{Question, Report};
use dayboard::text::Lang;
use dayboard::tui::{ASCII, Msg, SAFE};
use insta::assert_snapshot;

use super::driver::{Driver, Look};
use crate::fixture::funnel::{empty, huge, one, september};

/// A desk.
type Desk = fn(&Question) -> Result<Report, Error>;

/// The funnel of the month.
fn open(look: &Look, answer: Desk) -> Driver {
    let mut driver = Driver::new(look, answer);
    driver.press("34");
    driver
}

#[test]
fn the_funnel_at_every_size_in_both_languages() {
    for (columns, rows) in [(80, 24), (120, 40), (160, 50), (60, 16)] {
        for lang in Lang::ALL {
            let look = Look { lang, size: (columns, rows), ..Look::default() };
            assert_snapshot!(format!("funnel-{columns}x{rows}-{}", lang.id()), open(&look, september).picture());
        }
    }
}

#[test]
fn the_funnel_in_other_looks() {
    for theme in ["light", "mono", "contrast"] {
        let look = Look { theme, ..Look::default() };
        assert_snapshot!(format!("funnel-80x24-{theme}"), open(&look, september).picture());
    }
    for (name, glyphs) in [("ascii", ASCII), ("safe", SAFE)] {
        let look = Look { glyphs, ..Look::default() };
        assert_snapshot!(format!("funnel-80x24-{name}"), open(&look, september).picture());
    }
}

#[test]
fn a_funnel_without_a_figure_of_one_visitor_and_of_very_many() {
    let cases: [(&str, Desk); 3] = [("empty", empty), ("one", one), ("huge", huge)];
    for (name, answer) in cases {
        assert_snapshot!(format!("funnel-80x24-{name}"), open(&Look::default(), answer).picture());
    }
    let wide = Look { size: (120, 40), ..Look::default() };
    assert_snapshot!("funnel-120x40-huge", open(&wide, huge).picture());
}

#[test]
fn s_026_a_cohort_begins_with_the_inquiry() {
    for lang in Lang::ALL {
        let mut driver = open(&Look { lang, ..Look::default() }, september);
        assert_snapshot!(format!("funnel-80x24-cohort-{}", lang.id()), driver.press("o").picture());
        assert_eq!(driver.lens(), "month basis=cohort");
        assert_eq!(driver.press("o").lens(), "month");
    }
}

#[test]
fn the_cursor_goes_from_the_steps_to_the_channels() {
    let mut driver = open(&Look::default(), september);
    assert_snapshot!("funnel-80x24-below", driver.press("jjjjjjj").picture());
    assert_eq!(driver.press("<enter>").lens(), "month channel=ads-search by region");
    assert_eq!(driver.press("<backspace>").lens(), "month");
    let mut small = open(&Look { size: (60, 16), ..Look::default() }, september);
    assert_snapshot!("funnel-60x16-below", small.press("G").picture());
}

#[test]
fn a_step_opens_what_it_is_about_and_backspace_comes_back() {
    let mut driver = open(&Look::default(), september);
    assert_eq!(driver.press("j<enter>").lens(), "month metric=inquiry_rate");
    assert_eq!(driver.app.reading.view(), dayboard::tui::View::Metric);
    driver.press("<backspace>");
    assert_eq!((driver.app.reading.view(), driver.app.reading.cursor()), (dayboard::tui::View::Funnel, 1));
    assert_eq!(driver.press("b").lens(), "month by region", "channels are what it shows anyway");
    assert_eq!(driver.press("ccc").lens(), "month by region");
}

#[test]
fn no_size_of_the_funnel_panics() {
    let some = [0, 1, 15, 16, 17, 24, 40, 64];
    for (keys, answer) in [("", september as Desk), ("G", september), ("ob", september), ("G", huge)] {
        let mut driver = open(&Look { lang: Lang::Zh, ..Look::default() }, answer);
        driver.press(keys);
        for (all, few) in (0..170).step_by(7).flat_map(|all| some.map(|few| (all, few))) {
            for (columns, rows) in [(all, few), (few, all)] {
                driver.app.update(Msg::Resize(columns, rows));
                assert_eq!(driver.buffer().area.width, columns);
            }
        }
    }
}
