//! The stories of the demo company: each is found on the screen by at most four keys from the start of the board.

use std::path::Path;
use std::sync::LazyLock;

use dayboard::desk::{self, Answer, Desk, LocalDesk, Query};
use dayboard::domain::base::{Error, Grain};
use dayboard::domain::model::Lens;
use dayboard::exchange::demo;
use dayboard::report::{Question, Report};
use dayboard::tui::{App, Msg, Opened};

use super::driver::{Driver, Look, keys_of};
use crate::fixture::day;

/// The morning on which the board is opened.
const TODAY: &str = "2026-09-08";

/// The demo company in a database, filled once for all stories.
static DEMO: LazyLock<LocalDesk> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("stories");
    let _ = std::fs::remove_dir_all(&folder);
    let desk = desk::open(&folder).expect("it opens");
    demo::fill(&desk, day(TODAY)).expect("it is filled");
    desk
});

fn answer(question: &Question) -> Result<Report, Error> {
    match DEMO.query(&Query::Report(question.clone()))? {
        Answer::Report(report) => Ok((*report).clone()),
        other => panic!("{other:?}"),
    }
}

/// What the screen says after `keys`, pressed at the start of the board.
fn seen(keys: &str) -> String {
    seen_in((120, 40), keys)
}

/// As [`seen`], on a screen of another size.
fn seen_in(size: (u16, u16), keys: &str) -> String {
    let look = Look { size, ..Look::default() };
    let mut driver = Driver::of(App::new(Driver::start(&look), look.size), answer);
    driver.hear(Msg::Opened(Ok(Opened::new(day(TODAY), Lens::new(Grain::Day)))));
    driver.press(keys).text()
}

/// Checks that `keys` (four at most) lead to a screen that says each of `parts`.
fn story(keys: &str, parts: &[&str]) {
    assert!(keys_of(keys).len() <= 4, "{keys}");
    let seen = seen(keys);
    for part in parts {
        assert!(seen.contains(part), "{part} after {keys} in\n{seen}");
    }
}

/// The line of the screen that begins, after its cursor, with `label`.
fn line(keys: &str, label: &str) -> String {
    let seen = seen(keys);
    let own = |line: &&str| line.trim_start_matches(['\u{25b8}', ' ']).starts_with(label);
    seen.lines().find(own).unwrap_or_else(|| panic!("{label} after {keys} in\n{seen}")).to_owned()
}

#[test]
fn a_channel_that_collapses_is_the_headline_of_the_month() {
    story("3", &["Search, unpaid −131 k, all others +74 k"]);
    let row = line("3b", "search, unpaid");
    assert!(row.contains("17,448") && row.contains("−88.2 %") && row.contains("赵磊"), "{row}");
}

#[test]
fn a_new_hire_who_rises_leads_the_board_of_the_month() {
    story("35", &["林晓 leads with 158 k, 88 k ahead of Sophie Turner", "+58.9 %"]);
    let row = line("35", "1     =  林晓");
    assert!(row.contains(".  . 16 11  2  1"), "not there, then 16th, then first: {row}");
    story("35<enter>", &["林晓", "158,160"]);
}

#[test]
fn a_region_that_misses_shows_in_the_quarter_by_region() {
    let row = line("gqbb", "Northwest");
    assert!(row.contains("157,993") && row.contains("−46.0 %") && row.contains("−65.9 %"), "{row}");
}

#[test]
fn a_day_that_is_not_closed_is_said_at_once_and_by_whom() {
    story("", &["reported 69/74 *", "* 王伟 has not reported inquiries", "figures to 7 Sep"]);
}

#[test]
fn an_import_that_was_corrected_is_marked_named_and_explained() {
    story("3[", &["~ A figure of this period was"]);
    let right = line("I", "55");
    assert!(right.contains("ads-2026-08-01") && right.contains("published  53"), "it took the place of 53: {right}");
    let journal = seen("J");
    let bill =
        journal.lines().find(|line| line.contains("ad spend on")).unwrap_or_else(|| panic!("no bill in\n{journal}"));
    assert!(bill.contains("bill checked"), "{bill}");
    let shared = seen_in((120, 40), "J");
    assert!(shared.contains("ad spend on Fri 7 Aug 2026 of"), "what it is about keeps most of the room: {shared}");
    let wide = seen_in((160, 50), "J");
    for part in ["ad spend on Fri 7 Aug 2026 of search ads", "bill checked, credit note"] {
        assert!(wide.contains(part), "{part} in\n{wide}");
    }
}

#[test]
fn on_a_narrow_screen_what_a_table_is_about_stays_readable_and_names_stay_whole() {
    let narrow = seen_in((80, 24), "J");
    assert!(narrow.contains("ad spend on Fri 7 Aug 2026 of"), "the other columns go first:\n{narrow}");
    assert!(narrow.contains("+2~"), "and the header says how many:\n{narrow}");
    let metrics = seen_in((80, 24), "0");
    for name in ["invalid visits", "valid inquiries", "on-site amount"] {
        assert!(metrics.contains(name), "{name} in\n{metrics}");
    }
    assert!(metrics.contains("unit") && metrics.contains("money"), "a formula is cut before the unit goes:\n{metrics}");
}

#[test]
fn r14_on_a_shared_screen_the_lowest_fifth_has_no_name() {
    // Fourteen of seventeen are above four fifths of them; two have no row.
    let low = ["朱琳", "张敏", "陈宇", "郑凯", "谢芸", "陈静"];
    let own = seen_in((160, 50), "35");
    assert!(low.iter().all(|name| own.contains(name)), "{own}");
    for keys in ["35P", "35PG", "P35", "35Ps", "35Psss", "P3b", "P3bbbbb"] {
        let shared = seen_in((160, 50), keys);
        assert!(shared.contains(" shared "), "{shared}");
        if keys.starts_with("35P") && keys.len() < 5 {
            assert!(low.iter().all(|name| !shared.contains(name)), "{keys}\n{shared}");
            assert!(shared.contains("林晓 leads") && shared.contains("a colleague"), "{shared}");
        }
    }
    let by_member = seen("P3bbbbb");
    assert!(by_member.contains("by member") && by_member.contains("a colleague"), "{by_member}");
    assert!(!by_member.contains("郑凯"), "{by_member}");
}

#[test]
fn r14_a_row_without_a_name_leads_nowhere_and_a_second_press_brings_the_names_back() {
    let shared = seen(&format!("35P{}<enter>", "j".repeat(14)));
    assert!(shared.contains("林晓 leads") && shared.contains("▸  15"), "it is the board still:\n{shared}");
    assert!(seen_in((160, 50), "35PP").contains("郑凯"));
}

#[test]
fn r14_the_page_of_one_of_the_lowest_fifth_is_refused_on_a_shared_screen() {
    assert!(seen("35/郑凯<enter><enter>").contains("郑凯"), "it is a page of his own");
    let page = seen("35/郑凯<enter><enter>P");
    assert!(page.contains("nobody of the lowest fifth"), "{page}");
    assert!(!page.contains("郑凯"), "{page}");
}

#[test]
fn r14_the_screen_is_a_shared_one_again_at_the_next_start() {
    let look = Look::default();
    let mut driver = Driver::of(App::new(Driver::start(&look), look.size), answer);
    driver.hear(Msg::Opened(Ok(Opened::new(day(TODAY), Lens::new(Grain::Day)))));
    assert!(!driver.app.session().expect("a session").shared);
    assert!(driver.press("P").app.session().expect("a session").shared);
}
