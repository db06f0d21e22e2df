//! What every picture has to keep, in every view, at every size, in both languages: the cursor is seen wherever it goes, no
//! figure is cut, no frame is empty.

use dayboard::text::Lang;

use super::company::{company, lines, targeted};
use super::driver::{Driver, Look};

/// The ways into each view, and into its parts.
const VIEWS: [&str; 16] =
    ["", "<tab>", "2", "2<tab>", "3", "3<tab>", "gq", "gy", "3b", "3bbb", "34", "35", "35bb", "35<enter>", "36", "0"];
const SIZES: [(u16, u16); 4] = [(60, 16), (80, 24), (120, 40), (160, 50)];

fn everywhere(languages: &[Lang], mut look_at: impl FnMut(&str, &mut Driver)) {
    for lang in languages {
        for size in SIZES {
            for keys in VIEWS {
                let mut driver = Driver::new(&Look { lang: *lang, size, ..Look::default() }, company);
                driver.press(keys);
                look_at(&format!("{keys:?} at {size:?} in {}", lang.id()), &mut driver);
            }
        }
    }
}

fn cursors(driver: &Driver) -> usize {
    driver.text().matches('▸').count()
}

#[test]
fn the_last_and_the_first_row_are_reached_and_seen_from_everywhere() {
    everywhere(&[Lang::Zh], |place, driver| {
        if cursors(driver) == 0 {
            return;
        }
        driver.press("G");
        let last = driver.app.reading.cursor();
        driver.press("j");
        assert_eq!((driver.app.reading.cursor(), cursors(driver)), (last, 1), "{place}:\n{}", driver.text());
        driver.press("gg");
        assert_eq!((driver.app.reading.cursor(), cursors(driver)), (0, 1), "{place}:\n{}", driver.text());
    });
}

#[test]
fn no_figure_is_cut() {
    everywhere(&Lang::ALL, |place, driver| {
        for line in driver.text().lines() {
            let words = line.split_whitespace().filter_map(|word| word.strip_suffix('~'));
            for word in words {
                // How many columns have no room is no figure.
                let is_told = word.strip_prefix('+').is_some_and(|hidden| hidden.parse::<u8>().is_ok());
                assert!(is_told || !word.ends_with(|last: char| last.is_ascii_digit()), "{place}: {line}");
            }
        }
    });
}

#[test]
fn the_target_stands_beside_what_was_reached_of_it() {
    for size in SIZES {
        for keys in ["1", "2", "3", "gq"] {
            let mut driver = Driver::new(&Look { size, ..Look::default() }, targeted);
            let text = driver.press(keys).text();
            for head in text.lines().filter(|line| line.trim_start().starts_with("Pace") && line.contains("so far")) {
                assert!(head.contains("target"), "{keys} at {size:?}: {head}");
            }
        }
    }
}

#[test]
fn a_part_stands_beside_who_carries_it() {
    everywhere(&[Lang::En], |place, driver| {
        for head in driver.text().lines().filter(|line| line.contains("its part")) {
            assert!(head.contains("most of it"), "{place}: {head}");
        }
    });
}

#[test]
fn one_figure_makes_no_chart() {
    for size in SIZES {
        for keys in ["1", "2", "3", "gq", "gy", "5", "5<enter>", "0<enter>"] {
            let one = |question: &_| lines(question, "2026-09-08 revenue=5000000 deals=1 by 张伟");
            let mut driver = Driver::new(&Look { size, ..Look::default() }, one);
            let text = driver.press(keys).text();
            for title in ["adding up", "twelve months", "24 periods", "12 months", "working days"] {
                assert!(!text.contains(title), "{keys} at {size:?}:\n{text}");
            }
        }
    }
}

#[test]
fn on_a_narrow_screen_the_person_is_named_rather_than_the_key() {
    for size in SIZES {
        let mut driver = Driver::new(&Look { size, ..Look::default() }, company);
        let text = driver.press("35<enter>").text();
        let lens = text.lines().nth(1).unwrap_or_default();
        assert!(lens.contains("only member 李娜"), "{size:?}: {lens}");
    }
}
