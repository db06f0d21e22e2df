//! Forms, by keys alone, into a real database.

use dayboard::desk::{Account, Answer, Command, Desk, Query};
use dayboard::domain::model::{Document, DocumentKind, Person, Versioned};
use dayboard::text::Lang;
use dayboard::tui::{App, Drafts, Msg};
use insta::assert_snapshot;

use super::driver::{Driver, Look};
use super::import::Office;
use crate::fixture::day;

fn office(lang: Lang, size: (u16, u16)) -> Office {
    Office::new(&Look { lang, size, ..Look::default() }, &[])
}

/// The form of a new person, open.
fn new_person(lang: Lang, size: (u16, u16)) -> Office {
    let mut office = office(lang, size);
    office.press(":").press(if lang == Lang::En { "new person" } else { "新增人员" }).press("<enter>");
    office
}

fn people(office: &Office) -> Vec<Versioned> {
    match office.desk.query(&Query::Documents(DocumentKind::Person.into())).expect("they are read") {
        Answer::Documents(found) => found,
        answer => panic!("{answer:?}"),
    }
}

/// Somebody else writes a person.
fn write(office: &Office, user: &str, person: Person) {
    let seen = people(office).into_iter().find(|found| found.document.key().id == person.name);
    let documents = vec![(Document::Person(person), seen.map(|seen| seen.revision))];
    let account = Account { user: user.to_owned(), uid: Account::own().uid };
    office.desk.acting(account).apply(Command::Write { documents, reason: None }).expect("it is written");
}

fn kept(office: &mut Office) -> Drafts {
    let drafts = office.driver.app.take_unsaved_drafts();
    drafts.into_iter().filter_map(|(key, draft)| draft.map(|draft| (key, draft))).collect()
}

#[test]
fn what_is_typed_before_a_form_is_filled_in_is_taken_once_it_is() {
    let mut driver = Driver::new(&Look::default(), super::driver::tuesday);
    driver.tells = false;
    driver.press(":new person<enter>李娜<tab>fri");
    assert!(!driver.text().contains("李娜"), "{}", driver.text());
    let answer = super::driver::beside(&Query::Premises);
    driver.hear(Msg::Fetched(Box::new(Query::Premises), Ok(answer)));
    assert!(driver.text().contains("李娜") && driver.text().contains("11 Sep 2026"), "{}", driver.text());
    let kept = driver.app.take_unsaved_drafts();
    assert!(kept.iter().any(|(_, draft)| draft.is_some()), "a draft like any other");
}

#[test]
fn a_form_says_what_is_wrong_beside_the_field_and_writes_when_nothing_is() {
    let mut office = new_person(Lang::En, (80, 24));
    assert!(office.text().contains("as figures and files carry it"), "{}", office.text());
    office.press("<ctrl-s>");
    assert!(office.text().contains("! This is needed."), "{}", office.text());
    office.press("李娜<enter>fri<tab>9-1<ctrl-s>");
    assert!(office.text().contains("! Nobody leaves before having come."), "{}", office.text());
    assert!(office.text().contains("Fri 11 Sep 2026"), "how it is understood: {}", office.text());
    office.press("<ctrl-u>soon<tab>");
    assert!(office.text().contains("! 'soon' is not a day."), "{}", office.text());
    office.press("<backtab><ctrl-u>");
    assert!(!office.text().contains("'soon'"), "it is mended: {}", office.text());
    office.press("<enter>");
    assert_eq!(office.driver.app.top(), None, "{}", office.text());
    assert!(office.text().contains("New: person 李娜: hired Fri 11 Sep 2026."), "{}", office.text());
    let person = Person { name: "李娜".to_owned(), hired: Some(day("2026-09-11")), left: None };
    assert_eq!(people(&office).into_iter().map(|found| found.document).collect::<Vec<_>>(), [Document::Person(person)]);
}

#[test]
fn a_half_filled_form_survives_leaving_a_resize_and_a_restart_and_is_gone_at_submit() {
    let mut office = new_person(Lang::En, (80, 24));
    office.press("王伟<tab>9-1");
    office.hear(Msg::Resize(60, 16));
    assert!(office.text().contains("王伟") && office.text().contains("9-1"), "{}", office.text());
    let drafts = kept(&mut office);
    assert_eq!(drafts.len(), 1);
    // The terminal is gone; another screen begins with what was kept.
    let mut start = Driver::start(&Look::default());
    start.drafts = drafts;
    office.again(App::new(start, (80, 24)));
    office.press(":new person<enter>");
    assert!(
        office.text().contains("Your draft, kept from Wed 9 Sep 2026: go on, or Ctrl-x begins"),
        "{}",
        office.text()
    );
    assert!(office.text().contains("王伟") && office.text().contains("9-1"), "{}", office.text());
    office.press("<esc>");
    assert!(office.text().contains("kept as a draft"), "{}", office.text());
    office.press(":new person<enter><ctrl-s>");
    assert!(office.text().contains("New: person 王伟: hired Tue 1 Sep 2026."), "{}", office.text());
    assert!(kept(&mut office).is_empty());
    office.press(":new person<enter>");
    assert!(!office.text().contains("王伟"), "{}", office.text());
    office.press("x<ctrl-x>");
    assert!(kept(&mut office).is_empty() && !office.text().contains(" x "), "{}", office.text());
}

#[test]
fn of_two_who_write_the_same_both_values_are_shown_and_one_chooses() {
    let mut office = office(Lang::En, (80, 24));
    let person = |hired: &str, left: Option<&str>| Person {
        name: "王伟".to_owned(),
        hired: Some(day(hired)),
        left: left.map(day),
    };
    write(&office, "director", person("2026-03-01", None));
    office.press(":person 王伟<enter>");
    assert!(office.text().contains("2026-03-01"), "{}", office.text());
    office.press("<ctrl-u>2026-03-02");
    write(&office, "hr", person("2026-03-15", Some("2026-12-01")));
    office.press("<ctrl-s>");
    let text = office.text();
    assert!(text.contains("! hr has changed"), "{text}");
    assert!(text.contains("Of 1 field there are two values"), "{text}");
    assert!(text.contains("Taken as they are now: left on."), "{text}");
    assert!(text.contains("2026-03-02") && text.contains("theirs: 2026-03-15"), "{text}");
    office.press("<ctrl-t>");
    assert!(office.text().contains("yours was: 2026-03-02"), "{}", office.text());
    office.press("<ctrl-t><ctrl-s>");
    assert!(office.text().contains("Person 王伟: hired Sun 15 Mar 2026 → Mon 2 Mar 2026."), "{}", office.text());
    let now = person("2026-03-02", Some("2026-12-01"));
    assert_eq!(people(&office).into_iter().map(|found| found.document).collect::<Vec<_>>(), [Document::Person(now)]);
}

#[test]
fn a_draft_that_is_older_than_what_somebody_wrote_overwrites_nothing() {
    let mut office = office(Lang::En, (80, 24));
    let person = |hired: &str| Person { name: "王伟".to_owned(), hired: Some(day(hired)), left: None };
    write(&office, "director", person("2026-03-01"));
    office.press(":person 王伟<enter><ctrl-u>2026-03-02<esc>");
    write(&office, "hr", person("2026-03-15"));
    office.press(":person 王伟<enter><ctrl-s>");
    assert!(office.text().contains("theirs: 2026-03-15"), "{}", office.text());
}

#[test]
fn forms_are_whole_at_every_size_and_in_both_languages() {
    for lang in Lang::ALL {
        for size in [(60, 16), (80, 24), (120, 40)] {
            let mut office = new_person(lang, size);
            office.press("王伟<tab>soon<tab>2026-12-01");
            let name = format!("form-{}x{}-{}", size.0, size.1, lang.id());
            assert_snapshot!(name, office.driver.picture());
        }
    }
}
