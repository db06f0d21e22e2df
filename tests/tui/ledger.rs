//! The imports and the journal on the screen: a row is looked at whole, and taken back.

use dayboard::desk::{Command, Desk, EntryCell};
use dayboard::domain::model::Dimension;
use dayboard::text::Lang;
use dayboard::tui::View;

use super::driver::{Driver, Look, tuesday};
use super::import::{Office, SALES};
use crate::fixture::day;

/// An office in which a file has come in, and one of its figures was corrected.
fn corrected(look: &Look) -> Office {
    let mut office = Office::new(look, &[("sales.csv", SALES)]);
    office.press("isal<enter><enter><enter><enter>");
    let dimensions = vec![(Dimension::Channel, "seo".to_owned()), (Dimension::Member, "Li Na".to_owned())];
    let cell = EntryCell { day: day("2026-09-07"), measure: "visits".to_owned(), dimensions };
    let correct = Some("the bill was checked once more, and the credit note of the agency was taken off".to_owned());
    office.desk.apply(Command::Set { cell, value: Some(7), correct }).expect("it is corrected");
    office
}

fn wide(lang: Lang) -> Look {
    Look { size: (120, 36), lang, ..Look::default() }
}

#[test]
fn an_import_is_one_entry_and_a_correction_stands_above_it() {
    let mut office = corrected(&wide(Lang::En));
    office.press("J").shows(&["2 entries, the newest first, of 3 changes", "import 1: ", "sales.csv"]);
    assert!(!office.text().contains("begun"), "{}", office.text());
}

#[test]
fn a_row_of_the_journal_is_read_whole() {
    for lang in Lang::ALL {
        let mut office = corrected(&wide(lang));
        office.press("J<enter>");
        office.shows(&[
            if lang == Lang::En { "search, unpaid" } else { "搜索优化" },
            "Li Na",
            "1,204",
            "the bill was checked once more",
            "of the agency was taken",
        ]);
        office.shows(if lang == Lang::En {
            &["old value", "new value", "channel"]
        } else {
            &["原值", "新值", "渠道"]
        });
        assert_eq!(office.driver.app.layers.len(), 1);
        office.press("<esc>");
        assert!(office.driver.app.layers.is_empty());
    }
}

#[test]
fn a_row_of_the_journal_is_found_by_what_it_says_and_leads_to_what_was_changed() {
    for (lang, word, told) in [(Lang::En, "credit", "o show what was changed"), (Lang::Zh, "搜索", "o 查看所改内容")]
    {
        let mut office = corrected(&wide(lang));
        office.press("J<end>/").press(word).press("<enter>");
        office.press("<enter>").shows(&["1,204", told]);
        office.press("o");
        assert_eq!(office.driver.app.reading.view(), View::Report);
        office.shows(&[if lang == Lang::En { "Mon 7 Sep 2026" } else { "2026-09-07" }]);
        office.press("<backspace>").shows(&["the bill was checke"]);
        // An import leads to the last of its days.
        office.press("I<enter>o").shows(&[if lang == Lang::En { "Tue 8 Sep 2026" } else { "2026-09-08" }]);
    }
}

#[test]
fn a_correction_is_taken_back_in_the_journal_after_it_was_asked() {
    let mut office = corrected(&wide(Lang::En));
    office.press("Ju").shows(&["Take this change back?", "y yes, n no", "y yes, take it back"]);
    let before = office.done;
    office.press("n").shows(&["the newest first"]);
    assert_eq!(office.done, before, "no was said");
    office.press("uy").shows(&[
        "Change 3 taken back: visits of Li Na on Mon 7 Sep 2026 (7 → 1,204). U does it again.",
        "took back 3: visits on Mon 7 Sep 2026",
    ]);
    assert_eq!(office.done, before + 1);
    // The correction is the row below now; it cannot be taken back twice.
    office.press("uy").shows(&["cannot be taken back"]);
    // The undo on top of it can be done again.
    office.press("<home>uy").shows(&["Change 4 done again: visits of Li Na", "u takes it back."]);
}

#[test]
fn an_import_is_taken_back_and_brought_back_among_the_imports() {
    let mut office = corrected(&wide(Lang::En));
    office.press("I").shows(&["u take back"]);
    office.press("<enter>").shows(&["Import 1", "sales.csv", "sums, as they count now", "159,000"]);
    office.press("u").shows(&["Take this import back?"]);
    office.press("y").shows(&["Batch 1 taken back (2 rows)", "0 of 1 import stand"]);
    office.press("u").shows(&["Bring this import back?"]);
    office.press("y").shows(&["Batch 1 stands again", "1 of 1 import stand"]);
}

#[test]
fn undo_outside_of_the_journal_takes_the_newest_change_back_and_shift_u_does_it_again() {
    for lang in Lang::ALL {
        let mut office = corrected(&wide(lang));
        let (back, again, figure) = match lang {
            Lang::En => ("Change 3 taken back: ", "Change 4 done again: ", "visits of Li Na on Mon 7 Sep 2026"),
            Lang::Zh => ("已撤销第 3 号变更：", "已重做第 4 号变更：", "Li Na 2026-09-07 周一 访问量"),
        };
        // What was taken back is told with its values, and by which key that is undone.
        let key = |en, zh| if lang == Lang::En { en } else { zh };
        office.press("u").shows(&[back, figure, "7 → 1,204", key("U does it again.", "U 重做。")]);
        office.press("U").shows(&[again, figure, "1,204 → 7", key("u takes it back.", "u 撤销。")]);
    }
}

#[test]
fn the_palette_finds_taking_back() {
    for (typed, found) in [("undo", "undo"), ("take back an import", "imports")] {
        let mut driver = Driver::new(&wide(Lang::En), tuesday);
        driver.press(&format!(":{}", typed.replace(' ', "<space>")));
        let text = driver.text();
        let first = text.lines().nth(6).unwrap_or_default().to_owned();
        assert!(text.lines().skip(5).take(3).any(|line| line.contains(found)), "{first} in\n{text}");
    }
}

#[test]
fn what_an_import_was_is_read_at_every_size() {
    for (size, lang) in [((60, 16), Lang::Zh), ((80, 24), Lang::En)] {
        let mut office = corrected(&Look { lang, size, ..Look::default() });
        office.press("I<enter>u");
        let picture = office.picture();
        assert!(picture.contains(if lang == Lang::En { "y yes, n no" } else { "y 是，n 否" }), "{picture}");
        office.press("n<enter><end>");
        let picture = office.picture();
        assert!(picture.contains("159,000"), "{picture}");
    }
}

#[test]
fn a_row_with_nothing_behind_it_says_so() {
    let mut office = Office::new(&Look::default(), &[("sales.csv", SALES)]);
    office.press("isal<enter><enter><enter><enter>0");
    office.press("<enter><down><enter>").shows(&["Nothing lies behind this row."]);
}

#[test]
fn the_journal_is_narrowed_to_a_kind_an_author_and_a_period_and_the_desk_answers() {
    for lang in Lang::ALL {
        let mut office = corrected(&wide(lang));
        let own = dayboard::desk::Account::own().user;
        office.press("Jf");
        office.shows(if lang == Lang::En { &["kind", "made", "target"] } else { &["类型", "时间", "目标"] });
        // A kind is found by its word, an author by the name of the account, a period by how it is written.
        office.press("set<space><tab>").press(&own).press("<space><enter>");
        let asked = office.driver.app.reading.asked().changes.clone();
        assert_eq!((asked.kinds, asked.users, asked.made), (vec!["set".to_owned()], vec![own], None));
        office.shows(if lang == Lang::En {
            &["1 entry is among these", "only figure", "(f changes it)", "the bill was checke"]
        } else {
            &["筛选出 1 条", "仅改数", "the bill was checke"]
        });
        assert!(!office.text().contains("sales.csv"), "{}", office.text());
        office.press("<enter>o");
        assert_eq!(office.driver.app.reading.view(), View::Report, "a row leads to what was changed");
        assert_eq!(office.driver.app.reading.asked().changes, dayboard::domain::model::Changes::default());
        // One comes back to the same entries, and a period in which nothing was changed has none.
        office.press("<backspace>").shows(&["the bill was checke"]);
        office.press("f<tab>");
        office.press("<tab>2020-02<enter>");
        office.shows(&[if lang == Lang::En {
            "No entry of the journal is among these."
        } else {
            "没有符合筛选的条目"
        }]);
        office.press("f<ctrl-x><enter>").shows(&["sales.csv", "the bill was checke"]);
    }
}

#[test]
fn a_question_about_changes_leads_to_the_journal() {
    let mut office = corrected(&wide(Lang::En));
    office.press(":kind=pub<tab><enter>").shows(&["only import", "sales.csv"]);
    assert_eq!(office.driver.app.reading.view(), View::Journal);
    assert!(!office.text().contains("the bill was checke"), "{}", office.text());
    // On another view no change is meant any more.
    office.press("3");
    assert_eq!(office.driver.app.reading.asked().changes, dayboard::domain::model::Changes::default());
}
