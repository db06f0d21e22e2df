//! Targets in the reviews: the pace of the month and of the teams, the plan of a day.

use dayboard::text::Lang;
use insta::assert_snapshot;

use super::company::targeted;
use super::driver::{Driver, Look};

fn picture(look: &Look, keys: &str) -> String {
    Driver::new(look, targeted).press(keys).picture()
}

#[test]
fn s_008_a_month_with_targets_at_every_size_in_both_languages() {
    for size in [(80, 24), (120, 40), (160, 50), (60, 16)] {
        for lang in Lang::ALL {
            let look = Look { lang, size, ..Look::default() };
            assert_snapshot!(format!("pace-month-{}x{}-{}", size.0, size.1, lang.id()), picture(&look, "3"));
        }
    }
}

#[test]
fn s_002_a_day_and_a_week_stand_beside_their_plan() {
    for (keys, name) in [("1", "day"), ("2", "week")] {
        for (size, lang) in [((80, 24), Lang::En), ((120, 40), Lang::Zh), ((60, 16), Lang::Zh)] {
            let look = Look { lang, size, ..Look::default() };
            assert_snapshot!(format!("pace-{name}-{}x{}-{}", size.0, size.1, lang.id()), picture(&look, keys));
        }
    }
}

#[test]
fn targets_in_other_looks() {
    for theme in ["light", "mono"] {
        assert_snapshot!(format!("pace-month-80x24-{theme}"), picture(&Look { theme, ..Look::default() }, "3"));
    }
}

#[test]
fn s_036_the_goals_at_every_size_in_both_languages() {
    for size in [(80, 24), (120, 40), (160, 50), (60, 16)] {
        for lang in Lang::ALL {
            let look = Look { lang, size, ..Look::default() };
            assert_snapshot!(format!("goals-{}x{}-{}", size.0, size.1, lang.id()), picture(&look, "36"));
        }
    }
    for theme in ["light", "mono"] {
        assert_snapshot!(format!("goals-80x24-{theme}"), picture(&Look { theme, ..Look::default() }, "36"));
    }
}

#[test]
fn a_goal_opens_the_review_of_whoever_has_it_and_back() {
    let mut driver = Driver::new(&Look::default(), targeted);
    driver.press("36gg");
    driver.press("j<enter>");
    assert!(driver.lens().contains("team=") && driver.lens().contains("revenue"), "{}", driver.lens());
    driver.press("<backspace>");
    assert!(driver.text().contains("agreed"), "{}", driver.text());
}

#[test]
fn s_008_the_curve_shows_what_is_to_be_reached_and_where_the_month_is_heading() {
    let look = Look { size: (160, 50), ..Look::default() };
    let text = Driver::new(&look, targeted).press("3").text();
    assert!(text.contains(" target 2.00 M") && text.contains(" heading for "), "{text}");
    let small = Driver::new(&Look { size: (120, 40), ..Look::default() }, targeted).press("3<down>").text();
    assert!(small.contains(" target 520"), "{small}");
}
