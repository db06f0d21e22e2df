//! A day that is entered and closed, by keys alone, into a real database.

use dayboard::desk::{Account, Answer, Command, Desk, EntryCell, Query};
use dayboard::domain::model::{CloseState, DayClose, Dimension, Document, DocumentKind, Employment, Membership};
use dayboard::report::{Kind, Question, Report};
use dayboard::text::Lang;
use insta::assert_snapshot;

use super::driver::{Look, keys_of};
use super::import::Office;
use crate::fixture::day;

/// Nine figures of a day of each of these people, so that something is usual.
const FIGURES: [(&str, i64); 9] = [
    ("visits", 120),
    ("inquiries", 5),
    ("valid_inquiries", 3),
    ("lost_orders", 1),
    ("deals", 1),
    ("revenue", 128_000_000),
    ("new_customers", 1),
    ("follow_ups", 12),
    ("spend", 3_000_000),
];

pub(crate) fn member(person: &str, team: &str) -> Document {
    Document::Membership(Membership {
        person: person.to_owned(),
        team: team.to_owned(),
        role: "sales".to_owned(),
        from: day("2026-01-01"),
        to: None,
        employment: Employment::Full,
    })
}

fn set(office: &Office, person: &str, on: &str, measure: &str, value: i64) {
    let dimensions = vec![(Dimension::Member, person.to_owned())];
    let cell = EntryCell { day: day(on), measure: measure.to_owned(), dimensions };
    office.desk.apply(Command::Set { cell, value: Some(value), correct: None }).expect("it is set");
}

/// A team that has entered the day before.
fn team(look: &Look, people: &[&str]) -> Office {
    let mut office = Office::new(look, &[]);
    let documents =
        people.iter().enumerate().map(|(at, name)| (member(name, if at < 4 { "East" } else { "West" }), None));
    let documents = documents.collect();
    office.desk.apply(Command::Write { documents, reason: None }).expect("they are there");
    for person in people {
        for (measure, value) in FIGURES {
            set(&office, person, "2026-09-07", measure, value);
        }
    }
    office.press("<ctrl-l>");
    office.hear(dayboard::tui::Msg::News(dayboard::desk::News::Back));
    office
}

fn report(office: &Office, kind: Kind, lens: &str) -> Report {
    let lens =
        dayboard::domain::model::Lens::parse(lens, dayboard::domain::base::FiscalStart::default()).expect("a lens");
    let question = Question { kind, lens, today: day("2026-09-09"), audience: dayboard::report::Audience::Own };
    match office.desk.query(&Query::Report(question)).expect("it is answered") {
        Answer::Report(report) => report.as_ref().clone(),
        answer => panic!("{answer:?}"),
    }
}

fn closes(office: &Office) -> Vec<DayClose> {
    let Ok(Answer::Documents(found)) = office.desk.query(&Query::Documents(DocumentKind::DayClose.into())) else {
        panic!("they are read")
    };
    let close = |found: dayboard::domain::model::Versioned| match found.document {
        Document::DayClose(close) => Some(close),
        _ => None,
    };
    found.into_iter().filter_map(close).collect()
}

#[test]
fn s_164_nine_figures_and_the_close_take_at_most_30_keys_besides_the_digits() {
    let mut office = team(&Look::default(), &["王伟"]);
    // What is typed from the first key on: no key is pressed by the test that is not counted.
    let typed = "e118<enter>6<enter>4<enter>1<enter>1<enter>14200.5<enter>1<enter>14<enter>310<enter>D";
    let keys = keys_of(typed);
    let digits = keys.iter().filter(|key| matches!(key.code, crossterm::event::KeyCode::Char('0'..='9' | '.'))).count();
    assert!(keys.len() - digits <= 30, "{} keys", keys.len() - digits);
    office.press(typed);
    office.shows(&["The day is closed by all 1.", "14,200.50"]);
    assert_eq!(closes(&office).len(), 1);
    assert_eq!(closes(&office)[0].state, CloseState::Closed);
}

#[test]
fn s_001_seven_of_eight_have_closed_and_the_eighth_lacks_valid_inquiries() {
    let people = ["A1", "B1", "C1", "D1", "E1", "F1", "G1", "H1"];
    let mut office = team(&Look { size: (120, 40), ..Look::default() }, &people);
    for person in people {
        for (measure, value) in
            FIGURES.into_iter().filter(|(measure, _)| person != "H1" || *measure != "valid_inquiries")
        {
            set(&office, person, "2026-09-08", measure, value);
        }
    }
    office.press("e");
    office.shows(&["1 figure is missing: valid inquiries of H1.", "0/8"]);
    // From the last row, the total: everybody whose figures are in.
    office.press("kkjjjjjjjjjjD");
    office.shows(&["7/8", "1 missing"]);
    assert_eq!(closes(&office).len(), 7);
    office.press("kD");
    office.shows(&["The day of H1 cannot be closed yet, it lacks: valid inquiries."]);
    assert_snapshot!("entry-team-120x40-en", office.picture());
    office.press("<esc><esc>1").shows(&["closed 7/8 *"]);
    let refused = office.desk.apply(Command::Write {
        documents: vec![(
            Document::DayClose(DayClose {
                day: day("2026-09-08"),
                person: "H1".to_owned(),
                state: CloseState::Closed,
                by: String::new(),
                at: 0,
            }),
            None,
        )],
        reason: None,
    });
    assert_eq!(refused.expect_err("it lacks a figure").id, "close-lacks");
}

#[test]
fn s_001_a_closed_figure_is_corrected_with_a_reason_and_marked_and_an_open_one_is_not() {
    let mut office = team(&Look::default(), &["王伟"]);
    office.press("e").press("118<enter>6<enter>4<enter>1<enter>1<enter>14200<enter>1<enter>14<enter>310<enter>");
    // Typed again before the close: no correction.
    office.press("kkkk2<enter>");
    let marked = |office: &Office| {
        let report = report(office, Kind::Review, "day 2026-09-08");
        let measures = report.tables.iter().find(|table| table.id == "measures").expect("measures");
        let row = measures.rows.iter().find(|row| row.id == "deals").expect("deals");
        row.cells.first().is_some_and(|cell| cell.marks.corrected)
    };
    assert!(!marked(&office), "an open day is typed as often as one likes");
    office.press("D").press("k3<enter>");
    office.shows(&["Correct Tue 8 Sep 2026, 王伟, deals", "now 2", "reason"]);
    office.press("<ctrl-s>");
    office.shows(&["! This is needed."]);
    office.press("late order<enter>");
    assert!(marked(&office), "{}", office.text());
    let log = report(&office, Kind::Log, "day");
    let line = log.tables[0].rows.first().expect("a line");
    let said = format!("{line:?}");
    assert!(said.contains("late order"), "{said}");
}

#[test]
fn s_164_the_cursor_begins_at_the_first_figure_that_is_missing() {
    let mut office = team(&Look { size: (120, 40), ..Look::default() }, &["A1", "B1", "C1"]);
    for person in ["A1", "C1"] {
        for (measure, value) in FIGURES {
            set(&office, person, "2026-09-08", measure, value);
        }
    }
    office.press("e120<enter>").shows(&["120"]);
    let figures = |office: &Office, person: &str| {
        let report = report(office, Kind::Entry, "day 2026-09-08");
        let row = report.tables[0].rows.iter().find(|row| row.id == person).expect("his row").clone();
        row.cells.iter().take(3).map(|cell| format!("{:?}", cell.value)).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(figures(&office, "B1"), "Number(120, Count) Null Null", "he has nothing yet: from the row's beginning");
    office.press("<esc><esc>e4<enter>");
    assert_eq!(figures(&office, "B1"), "Number(120, Count) Number(4, Count) Null", "at the first that he still owes");
    office.press("<esc><esc>ej9");
    office.shows(&["9_"]);
}

#[test]
fn a_name_is_whole_where_there_is_room_for_it() {
    let people = ["Alexandra Montgomery", "王伟"];
    let mut wide = team(&Look { size: (160, 50), ..Look::default() }, &people);
    wide.press("e").shows(&["Alexandra Montgomery ", "ad spend"]);
    let mut narrow = team(&Look::default(), &people);
    narrow.press("e").shows(&["Alexandra Montgomery ", "4 more columns"]);
}

#[test]
fn a_slip_is_asked_about_once() {
    let mut office = team(&Look::default(), &["王伟"]);
    office.press("e<enter>50<enter>");
    office.shows(&["50 is at least ten times the usual 5: Enter again keeps it, or type"]);
    office.press("<enter>");
    assert_eq!(
        report(&office, Kind::Entry, "day 2026-09-08").tables[0].rows[0].cells[1].value,
        dayboard::report::Value::Number(50, dayboard::domain::model::Unit::Count)
    );
}

/// What stands in the first row under the measure of that number.
fn first_figure(office: &Office, at: usize) -> String {
    format!("{:?}", report(office, Kind::Entry, "day 2026-09-08").tables[0].rows[0].cells[at].value)
}

#[test]
fn a_figure_in_short_form_is_what_the_board_prints() {
    for (typed, stands) in
        [("150k", "1500000000"), ("1.3m", "13000000000"), ("12.5 k", "125000000"), ("1.2万", "120000000")]
    {
        let mut office = team(&Look::default(), &["王伟"]);
        office.press("e<enter><enter><enter><enter><enter>");
        office.press(&typed.replace(' ', "<space>")).press("<enter><enter>");
        assert_eq!(first_figure(&office, 5), format!("Number({stands}, Money)"), "{typed}");
    }
}

#[test]
fn a_letter_moves_nothing_while_a_figure_is_typed() {
    let mut office = team(&Look { size: (120, 40), ..Look::default() }, &["A1", "B1"]);
    office
        .press("e<tab>118j")
        .shows(&["j is no part of a figure (12k, 1.35m are): Enter keeps what is typed, Esc drops it."]);
    office.press("D").shows(&["D is no part of a figure"]);
    office.press("<enter>");
    let after = report(&office, Kind::Entry, "day 2026-09-08");
    let numbers: Vec<String> = after.tables[0].rows.iter().map(|row| format!("{:?}", row.cells[0].value)).collect();
    assert_eq!(numbers, ["Null", "Number(118, Count)", "Number(118, Count)"]);
    assert!(closes(&office).is_empty());
    // With nothing typed, letters are keys again.
    office.press("k7<enter>");
    let after = report(&office, Kind::Entry, "day 2026-09-08");
    assert_eq!(format!("{:?}", after.tables[0].rows[0].cells[1].value), "Number(7, Count)");
}

#[test]
fn what_is_below_zero_or_far_too_small_or_more_than_there_is_is_asked_about_once() {
    let mut office = team(&Look::default(), &["王伟"]);
    office.press("e12<enter>").shows(&["12 is a tenth of the usual 120, or less: Enter again keeps it, or type"]);
    office.press("<backspace><backspace>118<enter>6<enter>7<enter>");
    office.shows(&["7 valid inquiries are more than the 6 inquiries of the day: Enter again"]);
    assert_eq!(first_figure(&office, 2), "Null");
    office.press("<enter>");
    assert_eq!(first_figure(&office, 2), "Number(7, Count)", "asked about once, and kept");
    office.press("-3<enter>").shows(&["−3 is below zero, which only a refund is: Enter again keeps it"]);
    office.press("<esc>kk5<enter>").shows(&["7 valid inquiries are more than the 5 inquiries of the day"]);
    assert_eq!(
        (first_figure(&office, 1), first_figure(&office, 3)),
        ("Number(6, Count)".to_owned(), "Null".to_owned())
    );
}

#[test]
fn pasted_rows_are_shown_before_they_are_written() {
    let mut office = team(&Look { size: (120, 40), ..Look::default() }, &["A1", "B1"]);
    office.press("e").paste("118\t6\tx\n120\t7\t4\n");
    office.shows(&["5 figures would be written, 1 cannot be read"]);
    let before = report(&office, Kind::Entry, "day 2026-09-08");
    assert_eq!(before.tables[0].rows[0].cells[0].value, dayboard::report::Value::Null, "nothing is written yet");
    assert_snapshot!("entry-pasted-120x40-en", office.picture());
    office.press("<enter>");
    let after = report(&office, Kind::Entry, "day 2026-09-08");
    let numbers: Vec<String> = after.tables[0].rows.iter().map(|row| format!("{:?}", row.cells[1].value)).collect();
    assert_eq!(numbers, ["Number(6, Count)", "Number(7, Count)", "Number(13, Count)"]);
    office.shows(&["x"]);
}

#[test]
fn pasted_rows_end_as_terminals_send_them_and_an_empty_one_is_somebodys_too() {
    let mut office = team(&Look { size: (120, 40), ..Look::default() }, &["A1", "B1", "C1"]);
    // As the key Enter, which is how most send the end of a line; the second person has nothing.
    office.press("e").paste("118\t6\r\t\r120\t7\r\n");
    office.shows(&["4 figures would be written as shown"]);
    office.press("<enter>");
    let after = report(&office, Kind::Entry, "day 2026-09-08");
    let numbers: Vec<String> = after.tables[0].rows.iter().map(|row| format!("{:?}", row.cells[1].value)).collect();
    assert_eq!(numbers, ["Number(6, Count)", "Null", "Number(7, Count)", "Number(13, Count)"]);
}

#[test]
fn the_total_is_one_key_away_and_closes_the_day_for_everybody() {
    let mut office = team(&Look { size: (120, 40), ..Look::default() }, &["A1", "B1"]);
    for person in ["A1", "B1"] {
        for (measure, value) in FIGURES {
            set(&office, person, "2026-09-08", measure, value);
        }
    }
    office.press("e").shows(&["G everybody"]);
    office.press("GD").shows(&["The day is closed by all 2."]);
    assert_eq!(closes(&office).len(), 2);
}

#[test]
fn what_is_typed_and_not_taken_survives_a_restart() {
    let mut office = team(&Look::default(), &["王伟"]);
    office.press("e132");
    let drafts = office.driver.app.take_unsaved_drafts();
    let mut start = super::driver::Driver::start(&Look::default());
    start.drafts = drafts.into_iter().filter_map(|(key, draft)| Some((key, draft?))).collect();
    assert_eq!(start.drafts.len(), 1);
    office.again(dayboard::tui::App::new(start, (80, 24)));
    office.press("e");
    office.shows(&["132"]);
    office.press("<enter>");
    assert_eq!(
        report(&office, Kind::Entry, "day 2026-09-08").tables[0].rows[0].cells[0].value,
        dayboard::report::Value::Number(132, dayboard::domain::model::Unit::Count)
    );
}

#[test]
fn u_takes_back_what_was_typed_last_and_shift_u_does_it_again() {
    let mut office = team(&Look::default(), &["王伟"]);
    office.press("e118<enter>u");
    let value = |office: &Office| {
        format!("{:?}", report(office, Kind::Entry, "day 2026-09-08").tables[0].rows[0].cells[0].value)
    };
    assert_eq!(value(&office), "Null");
    office.press("U");
    assert_eq!(value(&office), "Number(118, Count)");
    office.press("<esc>u");
    assert_eq!(value(&office), "Null", "from the report too");
}

#[test]
fn a_member_sees_and_enters_only_the_own_day() {
    use dayboard::domain::model::{Grant, Office as Held};
    let mut look = team(&Look::default(), &["A1", "B1"]);
    let own = Account::own();
    let grant = |office, person: Option<&str>, account: &str| {
        let person = person.map(str::to_owned);
        (Document::Grant(Grant { account: account.to_owned(), uid: own.uid, office, person }), None)
    };
    // Somebody else directs from now on.
    let documents = vec![grant(Held::Director, None, "boss"), grant(Held::Member, Some("B1"), &own.user)];
    look.desk.apply(Command::Write { documents, reason: None }).expect("it is granted");
    let mut start = super::driver::Driver::start(&Look::default());
    start.user = own.user;
    look.again(dayboard::tui::App::new(start, (80, 24)));
    look.press("e");
    look.shows(&["B1", "inquiries"]);
    assert!(!look.text().contains("A1"), "{}", look.text());
}

#[test]
fn the_day_is_entered_at_every_size_and_in_both_languages() {
    for lang in Lang::ALL {
        for size in [(60, 16), (80, 24), (120, 40), (160, 50)] {
            let look = Look { lang, size, ..Look::default() };
            let mut one = team(&look, &["王伟"]);
            one.press("e118<enter>6<enter>4");
            assert_snapshot!(format!("entry-one-{}x{}-{}", size.0, size.1, lang.id()), one.picture());
            let mut several = team(&look, &["李娜", "陈宇", "王伟", "张敏", "黄敏"]);
            several.press("e118<enter>6<enter>4<tab>3");
            assert_snapshot!(format!("entry-{}x{}-{}", size.0, size.1, lang.id()), several.picture());
        }
    }
}

#[test]
fn s_001_a_figure_typed_over_what_came_in_is_told_as_the_days_old_and_new_value() {
    let came = "2026-09-08 visits=9 by 李娜 channel seo\n2026-09-08 visits=5 by 李娜 channel fairs";
    for lang in Lang::ALL {
        let mut office = Office::new(&Look { size: (120, 36), lang, ..Look::default() }, &[]);
        let begin = Command::ImportBegin { source: "crm".to_owned(), files: vec!["a.csv".to_owned()] };
        let batch = office.desk.apply(begin).expect("begun").batch.expect("a batch");
        let facts = Box::new(dayboard::domain::model::reference::facts(came));
        office.desk.apply(Command::ImportRows { batch, facts }).expect("taken");
        let publish = Command::ImportPublish { batch, digest: "crm".to_owned(), replace: false };
        office.desk.apply(publish).expect("published");
        let people = vec![(member("李娜", "East"), None)];
        office.desk.apply(Command::Write { documents: people, reason: None }).expect("she is there");
        office.press("<ctrl-l>");
        office.hear(dayboard::tui::Msg::News(dayboard::desk::News::Back));
        office.press("e<up>6<enter>").press("counted twice<enter>");
        let told = if lang == Lang::En { "14 to 6" } else { "14 改为 6" };
        // The receipt, the journal and what has changed say what became of the day, not which row makes the difference.
        office.shows(&["14 → 6", "6~"]);
        office.press("<esc>J").shows(&[told, "李娜"]);
        office.press("<enter>").shows(&["14", "counted twice"]);
        assert!(!office.text().contains("−8"), "{}", office.text());
        let changed = report(&office, Kind::Changed, "day 2026-09-08 as-of=2");
        assert!(format!("{changed:?}").contains("14"), "{changed:?}");
        // What stands behind the figure tells who corrected it, from what to what, and why.
        let behind = report(&office, Kind::Explain, "day 2026-09-08 metric=visits");
        let corrected = behind.tables.iter().find(|table| table.id == "corrections").expect("it was corrected");
        let said = format!("{:?}", corrected.rows[0].cells);
        assert!(said.contains("Number(14") && said.contains("Number(6") && said.contains("counted twice"), "{said}");
        let other = report(&office, Kind::Explain, "day 2026-09-08 metric=inquiries");
        assert!(other.tables.iter().all(|table| table.id != "corrections"), "{other:?}");
        // Taken back, it is told the other way round, and so is doing it again.
        office.press("<esc>uy").shows(&[if lang == Lang::En { "6 to 14" } else { "6 改为 14" }]);
        let day = report(&office, Kind::Review, "day 2026-09-08 member=李娜");
        assert!(format!("{:?}", day.tables[0].rows[0]).contains("Number(14"), "{:?}", day.tables[0].rows[0]);
    }
}
