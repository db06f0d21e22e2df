//! The palette: what can be done, found by name; a question as text.

use dayboard::domain::base::Error;
use dayboard::text::{Lang, width};
use dayboard::tui::{Action, Context, Msg, View};
use insta::assert_snapshot;

use super::driver::{Driver, Look, NAUGHTY, tuesday};

fn driver() -> Driver {
    Driver::new(&Look::default(), tuesday)
}

#[test]
fn the_palette_finds_by_a_part_of_the_name_in_either_language() {
    for lang in Lang::ALL {
        let mut driver = Driver::new(&Look { lang, ..Look::default() }, tuesday);
        assert_snapshot!(format!("palette-80x24-{}", lang.id()), driver.press(":clo").picture());
    }
    let mut wide = Driver::new(&Look { size: (120, 40), ..Look::default() }, tuesday);
    assert_snapshot!("palette-120x40-en", wide.press(":成交").picture());
    let mut other = driver();
    assert!(other.press(":成交率").text().contains("close rate"), "{}", other.text());
}

#[test]
fn s_164_every_action_that_is_heard_is_in_the_palette_with_its_key() {
    let mut driver = driver();
    for action in Action::ALL.iter().filter(|action| Context::Report.heard().contains(&action.context())) {
        if *action == Action::Palette {
            continue;
        }
        let verb = action.verb(Lang::En);
        driver.press(":").paste(&action.help(Lang::En));
        let line = driver.text().lines().skip(5).find(|line| line.contains(&verb)).map(str::to_owned);
        let line = line.unwrap_or_else(|| panic!("{action:?} is not found:\n{}", driver.text()));
        assert!(line.contains(&driver.app.start.keymap.first(*action)), "{line}");
        driver.press("<esc>");
    }
}

#[test]
fn enter_does_what_is_chosen() {
    let mut driver = driver();
    driver.press(":week<enter>");
    assert_eq!((driver.lens().as_str(), driver.app.top()), ("week", None));
    driver.press(":close rate<enter>");
    assert_eq!(driver.lens(), "week metric=close_rate");
    driver.press("<backspace>");
    assert_eq!(driver.lens(), "week", "one comes back from what the palette asked");
    let before = driver.buffer();
    driver.press(":light<enter>");
    assert_ne!(driver.buffer(), before, "other colours at once");
    driver.press(":langu<enter>");
    assert_eq!(driver.app.start.lang, Lang::Zh);
}

#[test]
fn a_question_is_asked_as_it_is_typed() {
    let mut driver = driver();
    driver.press(":month 2026-08 channel=seo by member");
    assert_snapshot!("palette-question-80x24-en", driver.picture());
    driver.press("<enter>");
    assert_eq!(driver.lens(), "month 2026-08 channel=seo by member");
    driver.press("F");
    assert!(driver.text().contains(": month 2026-08 channel=seo by member"), "{}", driver.text());
    driver.press("<ctrl-w>team<enter>");
    assert_eq!(driver.lens(), "month 2026-08 channel=seo by team");
}

#[test]
fn a_wrong_question_is_told_in_place_and_not_asked() {
    let mut driver = driver();
    let asked = driver.asked.borrow().len();
    driver.press(":month chanel=seo by member<enter>");
    assert_snapshot!("palette-error-80x24-en", driver.picture());
    assert_eq!(driver.asked.borrow().len(), asked);
}

#[test]
fn tab_completes_a_question() {
    let mut driver = driver();
    driver.press(":mon<tab> by ch<tab> channel=se<tab>");
    assert!(driver.text().contains(": month by channel channel=seo"), "{}", driver.text());
    driver.press("<ctrl-u>region=N<tab>");
    assert!(driver.press("<tab>").text().contains("region=\"North East\""), "{}", driver.text());
}

#[test]
fn what_cannot_be_done_now_says_why() {
    let mut driver = driver();
    driver.press(":out again");
    assert!(driver.text().contains("There is nothing to come out of."), "{}", driver.text());
    driver.press("<enter>");
    assert_eq!(driver.app.context(), Context::Palette, "nothing was done");
    assert!(driver.app.toast.is_some());
    driver.press("x");
    assert!(driver.app.toast.is_none(), "what is said goes with the next key");
}

#[test]
fn no_global_key_fires_while_typing_and_esc_closes_one_layer() {
    let mut driver = driver();
    driver.press(":qL?0<f1>");
    assert!(driver.left.is_none());
    assert_eq!(driver.app.context(), Context::Help);
    assert!(driver.text().contains("While typing"), "{}", driver.text());
    driver.press("<esc>");
    assert!(driver.text().contains(": qL?0"), "{}", driver.text());
    driver.press("<esc>");
    assert_eq!(driver.app.context(), Context::Report);
    assert_eq!(driver.app.reading.view(), View::Report);
}

#[test]
fn what_is_pasted_presses_no_key() {
    let mut driver = driver();
    driver.paste("q3\nb");
    assert!(driver.left.is_none() && driver.lens() == "day");
    driver.press(":").paste("week\nq");
    assert!(driver.text().contains(": week q"), "{}", driver.text());
}

#[test]
fn names_that_come_later_are_found_and_the_choice_stays() {
    let mut driver = driver();
    driver.tells = false;
    driver.press(":c<down><down>");
    let line = |driver: &Driver| driver.picture().lines().skip(24).position(|line| line.contains("rrrrrrrrrr"));
    let before = line(&driver);
    let late = dayboard::desk::Query::Premises;
    driver.tells = true;
    driver.app.update(Msg::Fetched(Box::new(late.clone()), Ok(super::driver::beside(&late))));
    assert_eq!(line(&driver), before);
    driver.press("<ctrl-u>roas");
    assert!(driver.text().contains("metric roas"), "{}", driver.text());
}

#[test]
fn an_answer_that_comes_late_leaves_the_palette_open() {
    let mut driver = driver();
    driver.press("[:we");
    driver.app.update(Msg::Resize(80, 24));
    driver.app.update(Msg::Answer(u64::MAX, Err(Error::asked("day-word").with("word", "x"))));
    assert!(driver.text().contains(": we"));
}

#[test]
fn a_naughty_line_breaks_no_row() {
    for (columns, rows) in [(60, 16), (80, 24), (121, 40)] {
        let mut driver = Driver::new(&Look { size: (columns, rows), ..Look::default() }, tuesday);
        driver.press(":").paste(&NAUGHTY.repeat(20));
        driver.press("<left><left><left>");
        for line in driver.text().lines() {
            assert!(width(line) <= usize::from(columns), "{line}");
            assert!(!line.chars().any(char::is_control), "{line:?}");
        }
    }
}

#[test]
fn the_help_is_read_to_its_end_and_nothing_is_cut() {
    for lang in Lang::ALL {
        for size in [(60, 16), (80, 24), (120, 40)] {
            let mut driver = Driver::new(&Look { lang, size, ..Look::default() }, tuesday);
            driver.press("?");
            let mut seen = String::new();
            for _ in 0..140 {
                seen += &driver.text();
                driver.press("<down>");
            }
            let cut = |word: &str| word.ends_with('~') && word != "~" && word != "+2~";
            assert!(!seen.split_whitespace().any(cut), "{seen}");
            let last = dayboard::text::phrase("sign.points", lang);
            assert!(seen.contains(last.split(' ').next().expect("a word")), "{lang:?} {size:?}");
            assert!(!driver.press("<esc>").text().contains(last));
        }
    }
}

#[test]
fn people_channels_and_regions_are_found_by_their_names() {
    let mut driver = driver();
    assert!(!driver.press(":").text().contains("Li Na"), "names come once something is typed");
    driver.press("li na");
    assert!(driver.text().contains("the page of this person"), "{}", driver.text());
    driver.press("<enter>");
    assert_eq!((driver.lens().as_str(), driver.app.reading.view()), ("day member=\"Li Na\"", View::Person));
    assert_eq!(driver.press("<backspace>").lens(), "day");
    driver.press(":north<enter>");
    assert_eq!(driver.lens(), "day region=\"North East\"");
    driver.press(":华南<enter>");
    assert_eq!(driver.lens(), "day region=华南", "one name takes the place of the other");
    driver.press(":fairs");
    assert!(driver.text().contains("channel: this one alone"), "{}", driver.text());
    driver.press("<enter>");
    assert_eq!((driver.lens().as_str(), driver.app.reading.view()), ("day region=华南 channel=fairs", View::Report));
}
