//! Day, week, month, quarter and year as they are seen, of an office whose reports are really computed.

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent};
use dayboard::desk::Answer;
use dayboard::domain::base::Error;
use dayboard::report::{Question, Report};
use dayboard::text::Lang;
use dayboard::tui::{ASCII, App, Effect, Msg, SAFE};
use insta::assert_snapshot;

use super::company::lines;
use super::driver::{Driver, Look};
use super::office::office;

/// The view after these keys.
fn seen(look: &Look, keys: &str) -> String {
    Driver::new(look, office).press(keys).picture()
}

fn at(size: (u16, u16), lang: Lang) -> Look {
    Look { lang, size, ..Look::default() }
}

/// Keys that go to a view, its name, and where the cursor is then: on the amount.
const VIEWS: [(&str, &str); 3] = [("day", "1jjjjj"), ("week", "2jjjjj"), ("month", "3jjjjj")];

#[test]
fn s_002_s_004_s_006_every_view_at_every_size_in_both_languages() {
    for (name, keys) in VIEWS {
        for (columns, rows) in [(80, 24), (120, 40), (160, 50), (60, 16)] {
            for lang in Lang::ALL {
                let picture = seen(&at((columns, rows), lang), keys);
                assert_snapshot!(format!("{name}-{columns}x{rows}-{}", lang.id()), picture);
            }
        }
    }
}

#[test]
fn s_010_quarter_and_year() {
    for (name, keys) in [("quarter", "gqjjjjj"), ("year", "gyjjjjj")] {
        assert_snapshot!(format!("{name}-120x40-en"), seen(&at((120, 40), Lang::En), keys));
    }
}

#[test]
fn tab_goes_through_what_a_small_screen_cannot_show_at_once() {
    let small = at((80, 24), Lang::En);
    assert_snapshot!("day-80x24-limits", seen(&small, "1jjjjj<tab>"));
    assert_snapshot!("week-80x24-six-twelve", seen(&small, "2jjjjj<tab>"));
    assert_snapshot!("month-80x24-curve", seen(&small, "3jjjjj<tab>"));
    assert_snapshot!("month-80x24-calendar", seen(&small, "3jjjjj<tab><tab>"));
    assert_snapshot!("month-80x24-tables", seen(&small, "3jjjjj<tab><tab><tab>"));
    assert_eq!(seen(&small, "3jjjjj<tab><tab><tab><tab>"), seen(&small, "3jjjjj"), "and round again");
    assert_snapshot!("month-120x40-tables", seen(&at((120, 40), Lang::En), "3<tab>"));
}

#[test]
fn pictures_in_other_looks() {
    for (name, keys) in [("week", "2jjjjj"), ("month", "3jjjjj")] {
        for (look, glyphs) in [("ascii", ASCII), ("safe", SAFE)] {
            let look_of = Look { glyphs, ..at((120, 40), Lang::En) };
            assert_snapshot!(format!("{name}-120x40-{look}"), seen(&look_of, keys));
        }
        let light = Look { theme: "light", ..at((120, 40), Lang::En) };
        assert_snapshot!(format!("{name}-120x40-light"), seen(&light, keys));
    }
}

#[test]
fn mono_loses_no_fact_of_any_view() {
    for (_, keys) in VIEWS {
        let text = |theme| {
            let look = Look { theme, ..at((120, 40), Lang::En) };
            seen(&look, keys).lines().take(40).collect::<Vec<_>>().join("\n")
        };
        assert_eq!(text("dark"), text("mono"));
    }
}

#[test]
fn s_077_enter_leads_down_to_the_rows_behind_a_figure_and_says_the_way() {
    let mut driver = Driver::new(&at((80, 24), Lang::En), office);
    driver.press("jjj<enter>");
    assert_eq!(driver.lens(), "day by channel metric=lost_orders");
    assert_snapshot!("drill-80x24-channels", driver.picture());
    driver.press("<enter>");
    assert_eq!(driver.lens(), "day channel=ads-search by region metric=lost_orders");
    driver.press("<enter><enter>");
    assert_eq!(
        driver.lens(),
        "day channel=ads-search region=South product=\"\" by team metric=lost_orders",
        "what nobody records is a name like any other"
    );
    driver.press("<enter><enter>");
    assert_snapshot!("drill-80x24-rows", driver.picture());
    for _ in 0..6 {
        driver.press("<backspace>");
    }
    assert_eq!((driver.lens().as_str(), driver.app.reading.cursor()), ("day", 3));
    assert_eq!(driver.app.reading.depth(), 0);
}

#[test]
fn s_077_a_total_and_a_reason_lead_to_their_rows_and_a_day_to_its_report() {
    let mut driver = Driver::new(&at((120, 40), Lang::Zh), office);
    driver.press("G<enter>");
    assert_eq!(driver.lens(), "day metric=lost_orders");
    assert_snapshot!("drill-120x40-total", driver.picture());
    driver.press("<backspace>Gk<enter>");
    assert!(driver.lens().starts_with("day reason="), "{}", driver.lens());
    driver.press("<backspace>3<tab>");
    while driver.app.reading.selected().is_some_and(|(table, _)| table != "days") {
        driver.press("j");
    }
    driver.press("j<enter>");
    assert_eq!(driver.lens(), "day 2026-09-02");
}

#[test]
fn s_002_what_moved_most_opens_where_it_moved() {
    let mut driver = Driver::new(&at((80, 24), Lang::En), office);
    driver.press("jjjjjjjjj");
    let (table, row) =
        driver.app.reading.selected().map(|(table, row)| (table.to_owned(), row.id.clone())).expect("a row");
    assert_eq!(table, "exceptions");
    driver.press("<enter>");
    assert!(driver.lens().ends_with(&format!("metric={row}")), "{}", driver.lens());
    assert!(driver.lens().contains(" by "), "{}", driver.lens());
}

#[test]
fn a_new_period_keeps_the_panel_and_the_row() {
    let mut driver = Driver::new(&at((80, 24), Lang::En), office);
    driver.press("3jjjjj<tab>[");
    assert_eq!(driver.lens(), "month 2026-08");
    assert_eq!(driver.app.reading.measure(), Some("revenue"));
    assert!(driver.text().contains("Aug 2026"), "{}", driver.text());
}

#[test]
fn until_another_view_is_there_what_is_shown_stays_where_it_was() {
    let mut driver = Driver::new(&Look::default(), office);
    driver.press("jjj");
    let shown = |app: &App| (app.reading.cursor(), app.reading.panel());
    let before = shown(&driver.app);
    let effects = driver.app.update(Msg::Key(KeyEvent::from(KeyCode::Char('4'))));
    // Rows that are stepped over before it is there are its own.
    driver.app.update(Msg::Key(KeyEvent::from(KeyCode::Char('j'))));
    assert_eq!((shown(&driver.app), before.0), (before, 3));
    let Some(Effect::Ask(ticket, question)) = effects.into_iter().next() else { panic!("it asks") };
    driver.hear(Msg::Answer(ticket, office(&question).map(|report| Answer::Report(Arc::new(report)))));
    assert_eq!(driver.app.reading.cursor(), 1);
}

/// What hardly any database holds.
fn odd(question: &Question) -> Result<Report, Error> {
    let huge = i64::MAX / 4;
    lines(
        question,
        &format!(
            "2026-09-07 visits={huge} revenue={huge} by 很长很长很长的名字很长很长很长的名字 channel seo\n2026-09-08 visits=1 revenue=-{huge} deals=0 by B"
        ),
    )
}

fn alone(question: &Question) -> Result<Report, Error> {
    lines(question, "2026-09-08 deals=1")
}

#[test]
fn one_row_and_huge_numbers_are_drawn() {
    for (name, answer) in [("odd", odd as fn(&Question) -> Result<Report, Error>), ("alone", alone)] {
        for (view, keys) in VIEWS {
            let mut driver = Driver::new(&at((80, 24), Lang::Zh), answer);
            assert_snapshot!(format!("{name}-{view}-80x24-zh"), driver.press(keys).picture());
        }
    }
}

#[test]
fn no_size_panics_in_any_view_and_panel() {
    for keys in [
        "1",
        "1<tab>",
        "2",
        "2<tab>",
        "3",
        "3<tab>",
        "3<tab><tab>",
        "3<tab><tab><tab>",
        "gq",
        "gy",
        "1j<enter>",
        "1G<enter>",
    ] {
        for answer in [office as fn(&Question) -> Result<Report, Error>, odd, alone] {
            let mut driver = Driver::new(&at((80, 24), Lang::Zh), answer);
            driver.press(keys);
            for columns in [0, 1, 37, 60, 61, 73, 80, 97, 119, 120, 141, 174] {
                for rows in [0, 1, 16, 17, 20, 24, 31, 40, 60] {
                    driver.hear(Msg::Resize(columns, rows));
                    driver.buffer();
                }
            }
        }
    }
}

#[test]
fn the_row_under_the_cursor_is_seen_in_every_view() {
    for keys in ["1", "2", "3", "3<tab><tab><tab>"] {
        for size in [(60, 16), (80, 24), (120, 40)] {
            let mut driver = Driver::new(&at(size, Lang::En), office);
            driver.press(keys);
            for _ in 0..driver.app.reading.rows() {
                let picture = driver.picture();
                let marked = picture.lines().take(usize::from(size.1)).filter(|line| line.contains('▸')).count();
                assert_eq!(marked, 1, "{keys} row {} at {size:?}:\n{picture}", driver.app.reading.cursor());
                driver.press("j");
            }
        }
    }
}

#[test]
fn a_week_that_is_not_over_says_that_it_is_a_part_and_what_it_is_held_against() {
    let (en, zh) = (seen(&at((160, 50), Lang::En), "2"), seen(&at((160, 50), Lang::Zh), "2"));
    for part in ["W37 to Tue", "like W36", "▫ W37 to Tue", "▫ 1-8 Sep"] {
        assert!(en.contains(part), "{part} in\n{en}");
    }
    for part in ["37周至周二", "36周同期"] {
        assert!(zh.contains(part), "{part} in\n{zh}");
    }
    let whole = seen(&at((160, 50), Lang::En), "2[");
    assert!(whole.contains("vs W35") && !whole.contains("▫ W"), "{whole}");
}

#[test]
fn a_quarter_and_a_year_have_a_tab_while_they_are_shown() {
    for size in [(80, 24), (120, 40), (60, 16)] {
        let mut driver = Driver::new(&at(size, Lang::En), office);
        let tabs = |driver: &Driver| driver.text().lines().next().unwrap_or_default().to_owned();
        assert!(!tabs(&driver).contains("Quarter"));
        assert!(tabs(driver.press("gq")).contains(" g q Quarter "), "{}", tabs(&driver));
        assert!(tabs(driver.press("gy")).contains(" g y Year "), "{}", tabs(&driver));
        assert!(!tabs(driver.press("4")).contains("Year "), "{}", tabs(&driver));
    }
}
