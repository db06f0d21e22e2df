//! Targets, plans of weeks and checkpoints, by keys alone, into a real database.

use dayboard::desk::{Answer, Command, Desk, EntryCell, News, Query};
use dayboard::domain::base::{FiscalStart, Grain, Period};
use dayboard::domain::model::{Dimension, Document, DocumentKind, Owner, WeekPlan};
use dayboard::text::Lang;
use dayboard::tui::{App, Msg};
use insta::assert_snapshot;

use super::driver::{Driver, Look};
use super::entry::member;
use super::import::Office;
use crate::fixture::day;

/// An office with a figure in it.
fn office(lang: Lang, size: (u16, u16)) -> Office {
    let look = Look { lang, size, ..Look::default() };
    let mut office = Office::new(&look, &[]);
    let dimensions = vec![(Dimension::Channel, "seo".to_owned())];
    let cell = EntryCell { day: day("2026-09-08"), measure: "revenue".to_owned(), dimensions };
    office.desk.apply(Command::Set { cell, value: Some(1_000_000_000), correct: None }).expect("entered");
    office.again(App::new(Driver::start(&look), size));
    office
}

fn documents(office: &Office, kind: DocumentKind) -> Vec<Document> {
    match office.desk.query(&Query::Documents(kind.into())).expect("they are read") {
        Answer::Documents(found) => found.into_iter().map(|found| found.document).collect(),
        answer => panic!("{answer:?}"),
    }
}

/// A target of the company for September, set on the screen.
fn with_target() -> Office {
    let mut office = office(Lang::En, (120, 40));
    office.press(":new target<enter>").shows(&["metric", "owner", "2026-09"]);
    office.press("<tab><tab><tab>2x<ctrl-s>").shows(&["! '2x' is no figure of amount"]);
    office.press("<ctrl-u>2m<ctrl-s>").shows(&["New: "]);
    office
}

#[test]
fn a_target_is_set_on_the_screen_and_changed_from_its_row() {
    let mut office = with_target();
    office.press("6").shows(&["2,000,000", "draft"]);
    office.press("e").shows(&["Target amount, company, September 2026", "2000000"]);
    office.press("<ctrl-u>2500000<ctrl-s>").shows(&["2,000,000", "2,500,000"]);
    let [Document::Target(target)] = &documents(&office, DocumentKind::Target)[..] else { panic!("one target") };
    assert_eq!((target.base, target.metric.as_str()), (25_000_000_000, "revenue"));
}

#[test]
fn a_conflict_of_an_undo_is_told_in_words() {
    let mut office = with_target();
    office.press("6e<tab><tab><tab><tab><ctrl-u>published<ctrl-s>").shows(&["published"]);
    // What is published is not undone, and what came before it stands no longer as it was left.
    office.press("u").shows(&["has changed target of the company for amount in September 2026", "state draft"]);
    assert!(!office.text().contains('{'), "{}", office.text());
}

#[test]
fn the_state_of_a_target_is_explained_where_it_is_chosen() {
    let mut office = with_target();
    office.press("6e<tab><tab><tab><tab>");
    office.shows(&["draft: changed freely; published: put up to be agreed; agreed: changed only with a"]);
    office.press("<down>").shows(&["published  put up by the superior, to be talked over and agreed"]);
}

#[test]
fn s_011_a_checkpoint_is_passed_from_its_row() {
    let mut office = with_target();
    office.press("6e<tab><tab><tab><tab><ctrl-u>published<ctrl-s>").shows(&["published"]);
    office.press("j").shows(&["Ten-day checkpoints"]);
    office.press("e").shows(&["Checkpoint September 2026, 1/3"]);
    office.press("amount<tab>call the old inquiries<ctrl-s>");
    let [Document::Checkpoint(point)] = &documents(&office, DocumentKind::Checkpoint)[..] else {
        panic!("one checkpoint in\n{}", office.text())
    };
    assert_eq!((point.part, point.improvement.as_str()), (1, "call the old inquiries"));
}

#[test]
fn s_011_a_passed_checkpoint_opens_with_what_was_said_and_is_changed() {
    let mut office = with_target();
    office.press("6e<tab><tab><tab><tab><ctrl-u>published<ctrl-s>").shows(&["published"]);
    // The key that passes it opens it again, with who said what.
    office.press("je").shows(&["amount, company"]);
    office.press("amount<tab>call the old inquiries<ctrl-s>");
    office.press("e").press("amount<enter>").shows(&["call the old inquiries", "said by "]);
    office.press(" and the quotes<ctrl-s>");
    let [Document::Checkpoint(point)] = &documents(&office, DocumentKind::Checkpoint)[..] else {
        panic!("one checkpoint in\n{}", office.text())
    };
    assert_eq!(point.improvement, "call the old inquiries and the quotes");
    // The journal keeps what it was.
    office.press("J<enter>").shows(&["improvement call the", "old inquiries → call the old inquiries and the quotes."]);
    office.press("<esc>");
    // What was written before anything was chosen goes along; what is unchanged is not written again.
    office.press("6je").press("<tab>, too<backtab>amount<tab>").shows(&["call the old inquiries and the quotes, too"]);
}

#[test]
fn s_003_a_week_is_planned_on_the_screen() {
    let mut office = office(Lang::En, (120, 40));
    office.press(":week plan company<enter>").shows(&["Week plan company, Week 37, 2026"]);
    office.press("<ctrl-s>").shows(&["!"]);
    office.press("420000<tab>60<tab>240<ctrl-s>").shows(&["New: "]);
    office.press("6g").press("w").shows(&["420,000", "open"]);
    office.press("e").shows(&["Week plan company, Week 37, 2026", "420000"]);
    let [Document::WeekPlan(plan)] = &documents(&office, DocumentKind::WeekPlan)[..] else { panic!("one plan") };
    let value = |id: &str| plan.values.iter().find(|(known, _)| known == id).map(|(_, value)| *value);
    assert_eq!((value("revenue"), value("deals"), value("inquiries")), (Some(4_200_000_000), Some(60), None));
}

#[test]
fn s_003_what_came_of_a_settled_week_needs_no_reason_and_a_figure_of_it_does() {
    let mut office = office(Lang::En, (120, 40));
    let week = Period::of(Grain::Week, day("2026-08-24"), FiscalStart::default());
    // Named in another order than the form has it, and with a decimal that the form does not show.
    let values = vec![("deals".to_owned(), 60), ("revenue".to_owned(), 4_200_000_000), ("visits".to_owned(), 9_000)];
    let plan = WeekPlan { owner: Owner::Company, week, values, locked: true, summary: String::new() };
    let documents = vec![(Document::WeekPlan(plan), None)];
    office.desk.apply(Command::Write { documents, reason: None }).expect("it is planned");
    office.hear(Msg::News(News::Back));
    office.press(":week 2026-W35<enter>6e").shows(&["Week plan company, Week 35, 2026"]);
    office.press("<backtab>A fair took two days.<ctrl-s>").shows(&["A fair took two days."]);
    let summary = |office: &Office| match &documents_of(office)[..] {
        [Document::WeekPlan(plan)] => (plan.summary.clone(), plan.values.len()),
        other => panic!("one plan, not {other:?}"),
    };
    assert_eq!(summary(&office), ("A fair took two days.".to_owned(), 3));
    // A figure of it is refused until the form's own field says why.
    office.press("e<ctrl-u>500k<ctrl-s>").shows(&["so it needs a reason. Say why in the field", "'reason' below."]);
    assert!(!office.text().contains("--reason"), "{}", office.text());
    office.press("the fair was moved<ctrl-s>").shows(&["500,000"]);
}

fn documents_of(office: &Office) -> Vec<Document> {
    documents(office, DocumentKind::WeekPlan)
}

#[test]
fn what_is_planned_is_of_whoever_the_page_is_about() {
    let mut office = office(Lang::En, (120, 40));
    let she = vec![(member("李娜", "East"), None)];
    office.desk.apply(Command::Write { documents: she, reason: None }).expect("she is there");
    office.hear(Msg::News(News::Back));
    office.press(":week 2026-W38 member=李娜<enter>6");
    office.shows(&["On the board: edit (e)", "dayboard plan set 2026-W38 member=李娜"]);
    office.press("e").shows(&["Week plan 李娜, Week 38, 2026"]);
    office.press("9000<ctrl-s>").shows(&["9,000"]);
    let [Document::WeekPlan(plan)] = &documents(&office, DocumentKind::WeekPlan)[..] else {
        panic!("one plan in {}", office.text())
    };
    assert_eq!(plan.owner, Owner::Member("李娜".to_owned()));
    office.press(":week plan company<enter>").shows(&["Week plan company, Week 38, 2026"]);
    office.press("<esc>gm").shows(&["dayboard target set revenue member=李娜"]);
    office.press("e").shows(&["New target", "李娜", "2026-09"]);
}

#[test]
fn what_a_form_changes_is_named_in_words() {
    let titles = [
        (Lang::En, ["Post East, follow-up sales", "Membership 李娜, East, follow-up sales, from Thu 1 Jan 2026"]),
        (Lang::Zh, ["岗位 East 网络追销", "任职 李娜 East 网络追销，自 2026-01-01 周四"]),
    ];
    for (lang, [post, membership]) in titles {
        let mut office = office(lang, (120, 40));
        let she = vec![(member("李娜", "East"), None)];
        office.desk.apply(Command::Write { documents: she, reason: None }).expect("she is there");
        office.hear(Msg::News(News::Back));
        office.press("8e").shows(&[post]);
        office.press("<esc>:").press(membership).press("<enter>").shows(&[membership]);
        let remove = if lang == Lang::En { "Remove membership 李娜" } else { "删除 任职 李娜" };
        office.press("<esc>:").press(remove).press("<enter>").shows(&[remove]);
    }
}

#[test]
fn a_goal_is_one_owners_and_of_several_filters_nothing_is_planned_in_silence() {
    for (lang, one, none) in [
        (Lang::En, "filter by one of these alone (f): 李娜, search, unpaid", "Nobody's goal is that"),
        (Lang::Zh, "请只按其中之一筛选（f）：李娜、搜索优化", "没有可设目标的对象"),
    ] {
        let mut office = office(lang, (120, 40));
        let she = vec![(member("李娜", "East"), None)];
        office.desk.apply(Command::Write { documents: she, reason: None }).expect("she is there");
        office.hear(Msg::News(News::Back));
        for lens in ["week 2026-W38", "month 2026-09"] {
            office.press(&format!(":{lens} member=李娜 channel=seo<enter>6")).press("e").shows(&[one]);
            office.press(&format!(":{lens} channel=seo,ads-search<enter>6")).press("e").shows(&[none]);
        }
        office.press(":week 2026-W38<enter>6").press("e<ctrl-u>900<ctrl-s>");
        let [Document::WeekPlan(plan)] = &documents(&office, DocumentKind::WeekPlan)[..] else { panic!("one plan") };
        assert_eq!(plan.owner, Owner::Company, "without a filter it is the company's");
    }
}

#[test]
fn forms_of_plans_are_whole_in_both_languages() {
    for lang in Lang::ALL {
        for size in [(60, 16), (80, 24)] {
            let mut office = office(lang, size);
            office.press(":").press(if lang == Lang::En { "new target" } else { "新增目标" }).press("<enter>");
            assert_snapshot!(format!("target-{}x{}-{}", size.0, size.1, lang.id()), office.driver.picture());
        }
    }
}
