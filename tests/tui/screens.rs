//! What the screens show, in both languages, sizes, themes and sign sets; and what keys do to the question.

use dayboard::domain::base::Error;
use dayboard::report::{Question, Report, Trust};
use dayboard::text::Lang;
use dayboard::tui::{ASCII, Leave, SAFE};
use insta::assert_snapshot;

use super::driver::{Driver, Look, tuesday};

fn picture(size: (u16, u16), lang: Lang) -> String {
    Driver::new(&Look { lang, size, ..Look::default() }, tuesday).picture()
}

#[test]
fn the_day_at_every_size_in_both_languages() {
    for (columns, rows) in [(80, 24), (120, 40), (160, 50), (60, 16), (40, 10)] {
        for lang in Lang::ALL {
            assert_snapshot!(format!("day-{columns}x{rows}-{}", lang.id()), picture((columns, rows), lang));
        }
    }
}

#[test]
fn the_day_in_other_looks() {
    for theme in ["light", "mono", "contrast"] {
        let look = Look { theme, ..Look::default() };
        assert_snapshot!(format!("day-80x24-{theme}"), Driver::new(&look, tuesday).picture());
    }
    for (name, glyphs) in [("ascii", ASCII), ("safe", SAFE)] {
        let look = Look { glyphs, ..Look::default() };
        assert_snapshot!(format!("day-80x24-{name}"), Driver::new(&look, tuesday).picture());
    }
}

#[test]
fn mono_loses_no_fact() {
    let text = |theme| {
        let picture = Driver::new(&Look { theme, ..Look::default() }, tuesday).picture();
        picture.lines().take(24).collect::<Vec<_>>().join("\n")
    };
    assert_eq!(text("dark"), text("mono"));
}

#[test]
fn the_help_names_every_key() {
    for lang in Lang::ALL {
        let mut driver = Driver::new(&Look { lang, ..Look::default() }, tuesday);
        assert_snapshot!(format!("help-80x24-{}", lang.id()), driver.press("?").picture());
    }
    let mut wide = Driver::new(&Look { size: (120, 40), ..Look::default() }, tuesday);
    assert_snapshot!("help-120x40-en", wide.press("?").picture());
}

#[test]
fn an_empty_database_tells_a_newcomer_what_to_do() {
    fn empty(question: &Question) -> Result<Report, Error> {
        let mut report = tuesday(question)?;
        report.trust = Trust::default();
        report.tables.clear();
        Ok(report)
    }
    for lang in Lang::ALL {
        let mut driver = Driver::new(&Look { lang, ..Look::default() }, empty);
        assert_snapshot!(format!("empty-80x24-{}", lang.id()), driver.picture());
        assert_eq!(driver.press("1").left, Some(Leave::Demo));
    }
}

#[test]
fn an_error_stands_above_the_last_answer() {
    fn answer(question: &Question) -> Result<Report, Error> {
        if question.lens.by.is_some() {
            Err(Error::asked("day-word").with("word", "a\u{1b}[2Jb"))
        } else {
            tuesday(question)
        }
    }
    let mut driver = Driver::new(&Look::default(), answer);
    assert_snapshot!("error-80x24-en", driver.press("b").picture());
    driver.press("[");
    assert_eq!(driver.lens(), "day 2026-09-07", "what was refused is not asked again");
    assert!(driver.app.reading.error().is_none());
}

#[test]
fn an_error_before_the_first_answer_is_shown_alone() {
    let driver = Driver::new(&Look::default(), |_| Err(Error::asked("day-word").with("word", "x")));
    assert!(driver.picture().contains("'x' is not a day."), "{}", driver.picture());
}

#[test]
fn a_chord_that_has_begun_shows_how_it_may_end() {
    let mut driver = Driver::new(&Look::default(), tuesday);
    assert_snapshot!("pending-80x24-en", driver.press("g").picture());
    assert_eq!(driver.press("q").lens(), "quarter");
}

#[test]
fn keys_move_the_question_through_time() {
    let mut driver = Driver::new(&Look::default(), tuesday);
    assert_eq!(driver.lens(), "day");
    assert_eq!(driver.press("[").lens(), "day 2026-09-07");
    assert_eq!(driver.press("]]").lens(), "day 2026-09-09");
    assert_eq!(driver.press("2").lens(), "week 2026-W37");
    assert_eq!(driver.press("[").lens(), "week 2026-W36");
    assert_eq!(driver.press("3").lens(), "month 2026-09", "the month that holds the week's last day");
    assert_eq!(driver.press("t").lens(), "month");
    assert_eq!(driver.press("gy").lens(), "year");
    assert_eq!(driver.press("1T").lens(), "day 2026-09-08");
}

#[test]
fn r6_the_day_of_a_week_is_its_last_working_day() {
    let mut driver = Driver::new(&Look::default(), tuesday);
    assert_eq!(driver.press("2[").lens(), "week 2026-W36");
    assert_eq!(driver.press("1").lens(), "day 2026-09-04", "a Friday, not the Sunday that ends the week");
    assert_eq!(driver.press("3[[").lens(), "month 2026-07");
    assert_eq!(driver.press("gd").lens(), "day 2026-07-31");
}

#[test]
fn a_filter_that_goes_along_to_another_view_is_told_with_the_key_that_changes_it() {
    for (lang, said) in [(Lang::En, "only channel ads (f changes it)"), (Lang::Zh, "仅渠道 ads(f 可改)")] {
        let mut driver = Driver::new(&Look { lang, ..Look::default() }, tuesday);
        driver.press("jjjjj<enter>j<enter>");
        assert_eq!(driver.press("5").lens(), "day channel=ads by region metric=revenue");
        let text = driver.text();
        let line = text.lines().nth(1).unwrap_or_default();
        assert!(line.contains(said), "{line}");
    }
}

#[test]
fn s_002_a_breakdown_is_read_by_the_change_by_size_or_by_name() {
    let regions = |question: &Question| {
        let lines = "2026-09-01 revenue=900 region West\n2026-09-01 revenue=500 region East\n2026-09-01 revenue=100 region North
             2026-09-08 revenue=800 region West\n2026-09-08 revenue=300 region East\n2026-09-08 revenue=150 region North";
        super::company::lines(question, lines)
    };
    let mut driver = Driver::new(&Look::default(), regions);
    driver.press("bb");
    let order = |driver: &Driver| {
        let table = driver.app.reading.tables().next().expect("a table");
        table.rows.iter().map(|row| row.id.clone()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(order(&driver), "East West North total", "200 lost, 100 lost, 50 won");
    assert!(driver.text().contains("s sort"), "{}", driver.text());
    assert_eq!(order(driver.press("s")), "West East North total");
    assert!(driver.text().contains("Largest first"), "{}", driver.text());
    assert_eq!(order(driver.press("s")), "East North West total");
    assert_eq!(order(driver.press("s")), "East West North total", "and round again");
    driver.press("bbbb").press("s");
    assert!(driver.text().contains("Nothing is broken down here"), "{}", driver.text());
}

#[test]
fn what_cannot_be_broken_down_says_so() {
    for (lang, says) in [(Lang::En, "Nothing is broken down here"), (Lang::Zh, "此处不能拆分")] {
        let mut driver = Driver::new(&Look { lang, ..Look::default() }, super::company::targeted);
        for view in ["6", "8"] {
            driver.press(view);
            assert!(!driver.text().contains(" b "), "no hint of it: {}", driver.text());
            driver.press("b");
            assert!(driver.text().contains(says), "{}", driver.text());
        }
    }
}

#[test]
fn a_board_comes_round_to_where_it_began_forth_and_back() {
    let mut driver = Driver::new(&Look::default(), super::company::company);
    driver.press("35");
    assert!(driver.text().contains("s S boards"), "{}", driver.text());
    let boards: Vec<String> = (0..8).map(|_| driver.press("s").lens()).collect();
    let at = |metric: &str| boards.iter().position(|lens| *lens == format!("month metric={metric}"));
    assert_eq!((at("deals"), at("revenue")), (Some(0), Some(7)), "the one before them all comes last: {boards:?}");
    assert_eq!(driver.press("s").lens(), "month metric=deals");
    assert_eq!(driver.press("S").lens(), "month metric=revenue");
}

#[test]
fn chords_of_grains_are_hinted_where_one_goes_on_to_them() {
    let mut driver = Driver::new(&Look::default(), super::company::targeted);
    for (keys, hint) in [("3", "g q quarter"), ("gq", "g y year"), ("36", "g w week"), ("gw", "g m month")] {
        driver.press(keys);
        assert!(driver.text().contains(hint), "{keys}: {}", driver.text());
    }
}

#[test]
fn a_breakdown_is_of_the_measure_whose_row_was_chosen() {
    let mut driver = Driver::new(&Look::default(), tuesday);
    assert_eq!(driver.press("b").lens(), "day by channel", "no row was chosen: what the headline speaks of");
    driver = Driver::new(&Look::default(), tuesday);
    driver.press("j");
    assert_eq!(driver.press("b").lens(), "day by channel metric=inquiries");
}

#[test]
fn keys_change_comparison_and_breakdown() {
    let mut driver = Driver::new(&Look::default(), tuesday);
    let compared: Vec<String> = (0..4).map(|_| driver.press("c").lens()).collect();
    assert_eq!(compared, ["day vs previous", "day vs year", "day vs none", "day"]);
    let broken: Vec<String> = (0..6).map(|_| driver.press("b").lens()).collect();
    assert_eq!(broken, ["day by channel", "day by region", "day by product", "day by team", "day by member", "day"]);
}

#[test]
fn enter_goes_into_a_row_and_backspace_out_again() {
    let mut driver = Driver::new(&Look::default(), tuesday);
    driver.press("jjjjj<enter>");
    assert_eq!(driver.lens(), "day by channel metric=revenue");
    driver.press("j<enter>");
    assert_eq!(driver.lens(), "day channel=ads by region metric=revenue");
    assert_eq!(driver.app.reading.depth(), 2);
    driver.press("<backspace>");
    assert_eq!(driver.lens(), "day by channel metric=revenue");
    driver.press("<esc>");
    assert_eq!((driver.lens().as_str(), driver.app.reading.cursor()), ("day", 5));
}

#[test]
fn nothing_is_dirty_where_nothing_changes() {
    let mut driver = Driver::new(&Look::default(), tuesday);
    driver.app.dirty = false;
    driver.press("kZ<esc>");
    assert!(!driver.app.dirty, "the first row is the first, Z means nothing, there is nothing to come out of");
    driver.press("j");
    assert!(driver.app.dirty);
}

#[test]
fn a_late_answer_to_an_old_question_is_not_shown() {
    let mut driver = Driver::new(&Look::default(), tuesday);
    let before = driver.buffer();
    let other = dayboard::desk::Answer::Names(Vec::new());
    driver.app.update(dayboard::tui::Msg::Answer(0, Ok(other)));
    assert_eq!(driver.buffer(), before);
}

#[test]
fn s_164_the_readme_names_every_key() {
    use dayboard::text::phrase;
    use dayboard::tui::{Action, Context, Keymap};

    let keymap = Keymap::shipped().expect("the keymap is well formed");
    let keys = |action: &Action| {
        let keys: Vec<String> = keymap.shown(*action).iter().map(|keys| format!("`{keys}`")).collect();
        format!("{} | {} |\n", keys.join(" "), action.help(Lang::En))
    };
    let board = [Context::Reading, Context::Global];
    let mut tables = ["| key | does |\n|---|---|\n".to_owned(), "| where | key | does |\n|---|---|---|\n".to_owned()];
    for action in Action::ALL {
        if board.contains(&action.context()) {
            tables[0].extend(["| ", &keys(action)]);
        } else {
            let place = phrase(&format!("context.{}", action.context().id()), Lang::En).to_lowercase();
            tables[1].extend(["| ", &place, " | ", &keys(action)]);
        }
    }
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).expect("there is a README");
    for table in tables {
        assert!(readme.contains(&table), "README.md should hold this table:\n{table}");
    }
}

#[test]
fn a_metric_opens_into_its_card_and_back() {
    fn answer(question: &Question) -> Result<Report, Error> {
        let mut report = tuesday(question)?;
        report.kind = question.kind.clone();
        if question.kind == dayboard::report::Kind::Metrics {
            report.tables.truncate(1);
            report.tables[0].id = "metrics".into();
        }
        Ok(report)
    }
    let mut driver = Driver::new(&Look::default(), answer);
    driver.press("0j<enter>");
    let asked = |driver: &Driver| {
        driver.asked.borrow().last().map(|question| (question.kind.clone(), question.lens.metric.clone()))
    };
    assert_eq!(asked(&driver), Some((dayboard::report::Kind::Metric, Some("inquiries".to_owned()))));
    driver.press("<backspace>");
    assert_eq!(asked(&driver), Some((dayboard::report::Kind::Metrics, None)));
    driver.press("<enter>1");
    assert_eq!(asked(&driver), Some((dayboard::report::Kind::Review, None)), "it is looked up, not taken along");
}

#[test]
fn the_help_tells_the_signs_of_the_view_that_it_is_about() {
    let help = |keys: &str| {
        let mut driver = Driver::new(&Look { size: (160, 50), ..Look::default() }, tuesday);
        driver.press(keys).press("?").text()
    };
    let (report, board, funnel) = (help("1"), help("5"), help("4"));
    assert!(report.contains("normal range: from the lower") && !report.contains("within noise"), "{report}");
    assert!(board.contains("tied") && !board.contains("normal range: from"), "{board}");
    assert!(funnel.contains("true rate lies between these in 95") && funnel.contains(">100"), "{funnel}");
}
