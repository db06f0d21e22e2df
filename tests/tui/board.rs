//! The board and the page of a person, and what keys do there.

use dayboard::text::Lang;
use insta::assert_snapshot;

use super::company::{company, lines};
use super::driver::{Driver, Look};

fn picture(look: &Look, keys: &str) -> String {
    Driver::new(look, company).press(keys).picture()
}

#[test]
fn the_board_at_every_size_in_both_languages() {
    for size in [(80, 24), (120, 40), (160, 50), (60, 16)] {
        for lang in Lang::ALL {
            let look = Look { lang, size, ..Look::default() };
            let name = format!("board-{}x{}-{}", size.0, size.1, lang.id());
            assert_snapshot!(name, picture(&look, "35jjj"));
        }
    }
}

#[test]
fn the_board_in_other_looks() {
    for theme in ["light", "mono"] {
        let look = Look { theme, ..Look::default() };
        assert_snapshot!(format!("board-80x24-{theme}"), picture(&look, "35"));
    }
}

#[test]
fn the_page_of_a_person() {
    for (size, lang) in [((80, 24), Lang::Zh), ((120, 40), Lang::En), ((160, 50), Lang::Zh), ((60, 16), Lang::En)] {
        let look = Look { lang, size, ..Look::default() };
        let name = format!("person-{}x{}-{}", size.0, size.1, lang.id());
        assert_snapshot!(name, picture(&look, "35j<enter>"));
    }
}

#[test]
fn boards_of_growth_and_of_teams() {
    let look = Look { size: (120, 40), ..Look::default() };
    assert_snapshot!("board-growth-120x40-en", picture(&look, "35sss"));
    assert_snapshot!("board-teams-120x40-en", picture(&look, "35b"));
}

#[test]
fn s_091_the_board_of_close_rates_says_how_sure_they_are() {
    for (size, lang) in [((80, 24), Lang::En), ((80, 24), Lang::Zh), ((120, 40), Lang::Zh)] {
        let look = Look { lang, size, ..Look::default() };
        let name = format!("board-close-{}x{}-{}", size.0, size.1, lang.id());
        assert_snapshot!(name, picture(&look, "35ss"));
    }
}

#[test]
fn ties_one_row_no_rows_and_huge_numbers() {
    let show = |answer| Driver::new(&Look::default(), answer).press("35").picture();
    assert_snapshot!(
        "board-ties-80x24-en",
        show(|question| lines(
            question,
            "2026-09-02 revenue=5000000 by A
             2026-09-02 revenue=5000000 by B
             2026-09-02 revenue=10000 by C
             2026-09-08 visits=1"
        ))
    );
    assert_snapshot!(
        "board-one-80x24-en",
        show(|question| lines(question, "2026-09-02 revenue=5000000 by A\n2026-09-08 visits=1"))
    );
    assert_snapshot!("board-none-80x24-en", show(|question| lines(question, "2026-09-08 visits=1")));
    assert_snapshot!(
        "board-huge-80x24-en",
        show(|question| lines(
            question,
            "2026-08-03 revenue=10000 by 欧阳娜娜·古丽巴哈尔·阿卜杜热合曼
             2026-09-02 revenue=9223372036854775807 by 欧阳娜娜·古丽巴哈尔·阿卜杜热合曼
             2026-09-02 revenue=-9223372036854775807 by B
             2026-09-08 visits=1"
        ))
    );
}

#[test]
fn mono_loses_no_fact_of_the_board() {
    let text = |theme| {
        let picture = picture(&Look { theme, ..Look::default() }, "35");
        picture.lines().take(24).collect::<Vec<_>>().join("\n")
    };
    assert_eq!(text("dark"), text("mono"));
}

#[test]
fn keys_go_through_the_boards_and_what_they_rank() {
    let mut driver = Driver::new(&Look::default(), company);
    assert_eq!(driver.press("35").lens(), "month");
    assert_eq!(driver.press("s").lens(), "month metric=deals");
    assert_eq!(driver.press("SS").lens(), "month metric=effective_visits");
    assert_eq!(driver.press("ssssS").lens(), "month metric=close_rate");
    let ranked: Vec<String> = (0..5).map(|_| driver.press("b").lens()).collect();
    let by = |name: &str| format!("month by {name} metric=close_rate");
    assert_eq!(ranked, ["team", "region", "channel", "product", "member"].map(by));
}

#[test]
fn growth_stays_on_the_board() {
    let mut driver = Driver::new(&Look::default(), company);
    assert_eq!(driver.press("35sss").lens(), "month metric=growth_pop");
    assert!(driver.app.reading.error().is_none(), "{:?}", driver.app.reading.error());
    assert_eq!(driver.press("3").lens(), "month");
    assert!(driver.app.reading.error().is_none());
}

#[test]
fn enter_goes_to_a_person_and_into_a_team_and_backspace_out_again() {
    let mut driver = Driver::new(&Look::default(), company);
    assert_eq!(driver.press("35j<enter>").lens(), "month member=陈宇");
    assert!(driver.picture().contains("陈宇 is 2 of 12"), "{}", driver.picture());
    assert_eq!(driver.press("b").lens(), "month member=陈宇", "a person is no one else");
    assert_eq!(driver.press("<backspace>").lens(), "month");
    assert_eq!(driver.app.reading.cursor(), 1);
    assert_eq!(driver.press("bgg<enter>").lens(), "month team=East");
    assert_eq!(driver.press("<enter>").lens(), "month team=East member=李娜");
    assert_eq!(driver.press("5").lens(), "month team=East", "the board holds everybody against each other");
}

#[test]
fn the_board_says_that_it_takes_a_filter_on_people_away_and_one_comes_back_to_it() {
    let mut driver = Driver::new(&Look::default(), company);
    driver.press(":month member=陈宇<enter>");
    assert_eq!(driver.lens(), "month member=陈宇");
    assert_eq!(driver.press("5").lens(), "month");
    let said = "Everybody is ranked: the filter on 陈宇 is off; Backspace goes back.";
    assert!(driver.text().contains(said), "{}", driver.text());
    assert_eq!(driver.press("<backspace>").lens(), "month member=陈宇");
    assert!(!driver.press("4").text().contains("is ranked"));
}
