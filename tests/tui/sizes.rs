//! No size panics: every width at six heights, every height at six widths.

use dayboard::text::Lang;
use dayboard::tui::Msg;

use super::company::company;
use super::driver::{Driver, Look, tuesday};
use super::import::{Office, SALES};

#[test]
fn no_size_panics() {
    let some = [0, 1, 15, 16, 24, 60];
    let sizes = |step| {
        (0..180).step_by(step).flat_map(move |all| some.into_iter().flat_map(move |few| [(all, few), (few, all)]))
    };
    for (keys, step) in [
        ("", 1),
        ("?", 7),
        ("?<pagedown>", 11),
        ("G", 5),
        (":", 7),
        (":month by 渠", 11),
        ("f", 7),
        ("fs<tab>", 11),
        ("/成", 11),
        ("@", 11),
        ("x", 11),
        ("y", 11),
    ] {
        let mut driver = Driver::new(&Look { lang: Lang::Zh, ..Look::default() }, tuesday);
        driver.press(keys);
        for (columns, rows) in sizes(step) {
            driver.app.update(Msg::Resize(columns, rows));
            let buffer = driver.buffer();
            assert_eq!((buffer.area.width, buffer.area.height), (columns, rows));
        }
    }
}

/// Draws at every width with six heights, and every height with six widths, `step` apart.
fn draw_everywhere(step: usize, mut draw: impl FnMut((u16, u16))) {
    for all in (0..180).step_by(step) {
        for few in [0, 1, 15, 16, 24, 60] {
            draw((all, few));
            draw((few, all));
        }
    }
}

#[test]
fn no_size_of_the_empty_page_the_imports_the_journal_or_an_import_panics() {
    for (keys, step) in [("", 1), ("i", 7), ("isal<enter>", 7), ("isal<enter>e", 11), ("isal<enter><enter>", 7)] {
        let mut office = Office::new(&Look { lang: Lang::Zh, ..Look::default() }, &[("sales.csv", SALES)]);
        office.press(keys);
        draw_everywhere(step, |size| office.fits(size));
    }
    for (keys, step) in [("I", 5), ("J", 5), ("I<enter>", 7), ("J<enter>", 7), ("Iu", 7), ("?", 11)] {
        let mut office = Office::new(&Look { lang: Lang::Zh, ..Look::default() }, &[("sales.csv", SALES)]);
        office.press("isal<enter><enter><enter>");
        draw_everywhere(11, |size| office.fits(size));
        office.hear(Msg::Resize(80, 24));
        office.press("<enter>").press(keys);
        draw_everywhere(step, |size| office.fits(size));
    }
}

#[test]
fn no_size_of_a_board_or_a_person_panics() {
    for keys in ["35", "35G", "35j<enter>"] {
        let mut driver = Driver::new(&Look { lang: Lang::Zh, ..Look::default() }, company);
        driver.press(keys);
        for (columns, rows) in (0..180).step_by(11).flat_map(|columns| [16, 24, 40].map(|rows| (columns, rows))) {
            driver.app.update(Msg::Resize(columns, rows));
            let buffer = driver.buffer();
            assert_eq!((buffer.area.width, buffer.area.height), (columns, rows));
        }
    }
}

#[test]
fn the_row_under_the_cursor_is_always_seen_on_a_board() {
    for rows in [16, 24] {
        for columns in [60, 120] {
            let mut driver = Driver::new(&Look { size: (columns, rows), ..Look::default() }, company);
            driver.press("35");
            for _ in 0..driver.app.reading.rows() {
                let picture = driver.picture();
                let marked = picture.lines().filter(|line| line.contains('▸')).count();
                assert_eq!(marked, 1, "row {} of {columns}x{rows}:\n{picture}", driver.app.reading.cursor());
                driver.press("j");
            }
        }
    }
}

#[test]
fn the_row_under_the_cursor_is_always_seen() {
    for rows in 16..40 {
        let mut driver = Driver::new(&Look { size: (80, rows), ..Look::default() }, tuesday);
        for _ in 0..driver.app.reading.rows() {
            let picture = driver.picture();
            let marked = picture.lines().filter(|line| line.starts_with('▸')).count();
            assert_eq!(marked, 1, "row {} of {rows}:\n{picture}", driver.app.reading.cursor());
            driver.press("j");
        }
    }
}
