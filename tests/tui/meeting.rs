//! Promises, notes and the stand-up, by keys alone, into a real database.

use std::fmt::Write;

use dayboard::desk::{Answer, Command, Desk, EntryCell, Here, News, Presented, Query, Slide};
use dayboard::domain::base::{Error, FiscalStart, Grain};
use dayboard::domain::model::{
    Action, ActionState, Cause, Dimension, Document, DocumentKind, Lens, Meeting, Membership, Note, Owner, Record,
    RecordKind, Versioned,
};
use dayboard::report::Audience;
use dayboard::text::Lang;
use dayboard::tui::{Along, App, Effect, Msg, Opened, Session, Start, View};
use insta::assert_snapshot;

use super::driver::{Driver, Look};
use super::entry::member;
use super::import::Office;
use crate::fixture::day;

/// Nine o'clock, in milliseconds UTC.
const NINE: i64 = 1_788_915_600_000;

fn found(office: &Office, kind: DocumentKind) -> Vec<Document> {
    match office.desk.query(&Query::Documents(kind.into())).expect("they are read") {
        Answer::Documents(found) => found.into_iter().map(|Versioned { document, .. }| document).collect(),
        answer => panic!("{answer:?}"),
    }
}

fn actions(office: &Office) -> Vec<Action> {
    let action = |document| if let Document::Action(action) = document { Some(action) } else { None };
    found(office, DocumentKind::Action).into_iter().filter_map(action).collect()
}

fn notes(office: &Office) -> Vec<Note> {
    let note = |document| if let Document::Note(note) = document { Some(note) } else { None };
    found(office, DocumentKind::Note).into_iter().filter_map(note).collect()
}

fn meetings(office: &Office) -> Vec<Meeting> {
    let meeting = |document| if let Document::Meeting(meeting) = document { Some(meeting) } else { None };
    found(office, DocumentKind::Meeting).into_iter().filter_map(meeting).collect()
}

/// Six weeks of two people; on the last day lost orders are far above what is usual.
fn company(look: &Look) -> Office {
    let people = ["李娜", "王伟"];
    let mut lines = "day,member,visits,inquiries,valid_inquiries,deals,revenue,lost_orders\n".to_owned();
    let last = day("2026-09-08");
    for back in (0..42).rev().filter(|back| last.plus(-back).weekday() < 5) {
        let (on, swing) = (last.plus(-back), back % 3);
        for person in people {
            let lost = if back == 0 { 15 } else { 2 + swing % 2 };
            let (inquiries, valid, deals) = (20 + swing, 12 + swing, 3 + swing % 2);
            let amount = 12_800 + swing * 100;
            writeln!(lines, "{on},{person},{},{inquiries},{valid},{deals},{amount},{lost}", 400 + swing * 9)
                .expect("text");
        }
    }
    let mut office = Office::new(look, &[("sales.csv", &lines)]);
    let documents = people.map(|person| (member(person, "East"), None)).to_vec();
    office.desk.apply(Command::Write { documents, reason: None }).expect("they are there");
    office.press("isal<enter><enter><enter><enter>1");
    again(office)
}

/// The screen asks anew.
fn again(mut office: Office) -> Office {
    office.hear(Msg::News(dayboard::desk::News::Back));
    office
}

/// The clock goes on by so many seconds, one at a time.
fn wait(office: &mut Office, from: i64, seconds: i64) -> i64 {
    for second in 1..=seconds {
        office.hear(Msg::Tick(from + second * 1_000));
    }
    from + seconds * 1_000
}

#[test]
fn a_on_a_figure_makes_an_action_about_it_that_is_then_in_the_meeting() {
    for (lang, title, list) in [(Lang::En, "New action", "Open, by due day"), (Lang::Zh, "新增行动", "未完成，按期限")]
    {
        let mut office = company(&Look { lang, size: (120, 40), ..Look::default() });
        office.press("jjja").shows(&[title]);
        office.press("call the ten oldest inquiries<enter>王伟<enter>9-11<ctrl-s>");
        let made = actions(&office);
        assert_eq!(made.len(), 1, "{}", office.text());
        let known = (made[0].text.as_str(), made[0].due, made[0].metric.as_deref(), made[0].about.as_str());
        assert_eq!(known, ("call the ten oldest inquiries", day("2026-09-11"), Some("lost_orders"), "day 2026-09-08"));
        assert_eq!(made[0].owner, Owner::Member("王伟".to_owned()));
        office.press("9").shows(&["call the ten oldest inquiries", "王伟", list]);
    }
}

#[test]
fn n_on_a_figure_makes_a_note_of_its_day_with_a_cause() {
    let mut office = company(&Look::default());
    office.press("jn").shows(&["New note"]);
    office.press("<ctrl-s>").shows(&["! "]);
    assert!(notes(&office).is_empty(), "a note without a cause and a word says nothing");
    office.press("<backtab>market<enter>a fair in town<ctrl-s>");
    let made = notes(&office);
    assert_eq!(made.len(), 1, "{}", office.text());
    let known = (made[0].text.as_str(), made[0].day, made[0].metric.as_str(), made[0].cause);
    assert_eq!(known, ("a fair in town", day("2026-09-08"), "inquiries", Some(Cause::Market)));
}

#[test]
fn enter_on_the_open_list_of_causes_takes_the_one_under_the_cursor_and_each_is_explained() {
    let mut office = company(&Look { size: (120, 40), ..Look::default() });
    office
        .press("jn")
        .shows(&["no cause named", "market         demand, prices, the season, competitors: outside the team"]);
    // To name none is a choice that stands in the form.
    office.press("<enter>").shows(&["no cause named"]);
    office.press("<backtab><ctrl-u><tab><backtab><down><down><enter>a new colleague<ctrl-s>");
    let made = notes(&office);
    assert_eq!(made.len(), 1, "{}", office.text());
    assert_eq!((made[0].text.as_str(), made[0].cause), ("a new colleague", Some(Cause::Ability)));
}

#[test]
fn a_long_text_is_written_in_an_editor_and_stands_in_lists_by_its_first_line() {
    let mut office = company(&Look { size: (120, 40), ..Look::default() });
    office.press("ja").shows(&["Ctrl-o editor"]);
    office.press("call Huaxin<ctrl-o>").shows(&["2 lines"]);
    office.press("<tab>王伟<tab>").press("<ctrl-o>");
    assert!(!office.text().contains("Ctrl-o"), "a day is not written in an editor: {}", office.text());
    office.press("<ctrl-s>");
    assert_eq!(actions(&office)[0].text, "call Huaxin\nand another line");
    office.press("9").shows(&["call Huaxin"]);
    assert!(!office.text().contains("and another line"), "{}", office.text());
    office.press("1jn<tab>why<ctrl-o><ctrl-s>");
    assert_eq!(notes(&office)[0].text, "why\nand another line");
}

#[test]
fn a_note_is_a_letter_on_the_charts_of_its_metric_and_a_cause_of_its_quarter() {
    for (lang, causes, ability) in [(Lang::En, "Why figures moved", "ability"), (Lang::Zh, "波动原因", "个人能力瓶颈")]
    {
        let office = company(&Look { lang, size: (160, 50), ..Look::default() });
        let day_of = |on: &str, cause: Cause| {
            let (metric, text, by) = ("inquiries".to_owned(), format!("why {on}"), String::new());
            let (number, owner, cause) = (0, Owner::Company, Some(cause));
            let note = Document::Note(Note { number, day: day(on), metric, owner, text, cause, by });
            Command::Write { documents: vec![(note, None)], reason: None }
        };
        for (on, cause) in
            [("2026-09-03", Cause::Ability), ("2026-08-19", Cause::Market), ("2026-09-07", Cause::Ability)]
        {
            office.desk.apply(day_of(on, cause)).expect("it is written");
        }
        let mut office = again(office);
        let marked = |office: &Office| {
            let buffer = office.driver.buffer();
            let reversed = |cell: &&ratatui::buffer::Cell| cell.modifier.contains(ratatui::style::Modifier::REVERSED);
            // Above the chart the cursor's row is reversed.
            let chart = buffer.content().iter().skip(160 * 17).filter(reversed);
            let letters = chart.map(ratatui::buffer::Cell::symbol);
            letters.filter(|letter| ["a", "b", "c"].contains(letter)).collect::<Vec<_>>().concat()
        };
        office.press("1jj");
        assert_eq!(marked(&office), "", "the notes are on another metric: {}", office.text());
        office.press("k");
        let mut letters: Vec<char> = marked(&office).chars().collect();
        letters.sort_unstable();
        letters.dedup();
        assert_eq!(letters, ['a', 'b', 'c'], "{}", office.text());
        office.shows(&[ability, "why 2026-09-07"]);
        let name = |what: &str| format!("{what}-160x50-{}", lang.id());
        assert_snapshot!(name("noted-day"), office.picture());
        office.press("3");
        assert_eq!(marked(&office).len(), 4, "those of September, on the curve and below: {}", office.text());
        office.press("gq<tab>").shows(&[causes, ability]);
        assert_snapshot!(name("noted-quarter"), office.picture());
    }
}

#[test]
fn what_is_taken_back_is_named_as_what_it_is() {
    let mut office = company(&Look { size: (120, 40), ..Look::default() });
    office.press("ja").press("call Huaxin<enter>王伟<enter>9-9<ctrl-s>");
    let number = actions(&office)[0].number;
    office.press("9ggj").press("d").shows(&[&format!("Action {number} (call Huaxin): "), "u takes it back"]);
    office.press("u").shows(&["taken back: action", "(call Huaxin)"]);
    assert_eq!(actions(&office)[0].state, ActionState::Open);
}

#[test]
fn a_promise_says_what_who_by_when_and_where_it_stands_at_80_columns() {
    let mut office = company(&Look::default());
    office.press("ja").press("call the ten oldest inquiries that nobody has answered<enter>王伟<enter>9-9<ctrl-s>");
    for (keys, text) in [("9", "call the ten oldest"), ("s<space>", "call the ten oldest inquiries")] {
        let line = |office: &Office| {
            office.text().lines().find(|line| line.contains(text)).map(str::to_owned).unwrap_or_default()
        };
        let line = line(office.press(keys));
        for part in [text, "Wed 9 Sep 2026", "王伟", "open"] {
            assert!(line.contains(part), "{part} in {line}");
        }
    }
}

#[test]
fn a_promise_that_is_turned_is_named_by_its_words() {
    for (lang, carry, drop) in [(Lang::En, "Carry action", "Drop action"), (Lang::Zh, "顺延行动", "放弃行动")] {
        let mut office = company(&Look { lang, size: (120, 40), ..Look::default() });
        office.press("ja").press("call Huaxin<enter>王伟<enter>9-9<ctrl-s>9ggj");
        for (key, title) in [("C", carry), ("X", drop)] {
            office.press(key).shows(&[title, "call Huaxin"]);
            let number = actions(&office)[0].number;
            let colon = if lang == Lang::En { ": " } else { "：" };
            office.shows(&[&format!("{title} {number}{colon}call Huaxin")]);
            office.press("<esc>");
        }
    }
}

#[test]
fn esc_closes_what_is_said_first_and_steps_out_of_nothing_that_is_not_shown() {
    let mut office = company(&Look { size: (120, 40), ..Look::default() });
    office.press("ja").press("call Huaxin<enter>王伟<enter>9-9<ctrl-s>");
    office.press(":week metric=revenue member=王伟<enter>9").shows(&["call Huaxin", "only member 王伟"]);
    office.press("ggjd").shows(&["u takes it back"]);
    office.press("<esc>").shows(&["only member 王伟"]);
    assert!(!office.text().contains("u takes it back"), "{}", office.text());
    office.press("<esc><esc>");
    let asked = office.driver.app.reading.asked();
    assert_eq!((asked.filters.len(), asked.metric.as_deref()), (0, Some("revenue")));
    assert_eq!(office.driver.app.reading.view(), View::Meeting);
}

#[test]
fn c_4_a_stand_up_goes_from_the_first_slide_to_the_last_and_ends_in_its_minutes() {
    let mut office = company(&Look::default());
    office.press("ja").press("call Huaxin<enter>王伟<enter>9-9<ctrl-s>");
    assert_eq!(actions(&office).len(), 1, "{}", office.text());
    office.press("9s").shows(&["Trust", "Space next"]);
    assert_eq!(office.driver.app.start.audience, Audience::Shared, "the screen is shared");
    office.hear(Msg::Tick(NINE));
    let mut now = wait(&mut office, NINE, 42);
    office.shows(&["slide 0:42 of 0:40", "0:42"]);
    now = wait(&mut office, now, 28);
    office.shows(&[" A slide 1:10 of 0:40"]);

    office.press("<space>").shows(&["Promises", "call Huaxin"]);
    office.press("d").shows(&["done"]);
    office.press("<space>").shows(&["1 of 4 is outside", "traffic"]);
    office.press("nnnn").shows(&["Exceptions", "lost orders"]);
    now = wait(&mut office, now, 5);
    office.press("<space>").shows(&["Exceptions", "A red figure needs an owner and a date first: a"]);
    office.press("a").press("ask each customer why<enter>李娜<enter>9-10<ctrl-s>");
    office.press("t").press("no discount before Friday<ctrl-s>");
    office.press("<space>");
    now = wait(&mut office, now, 10);
    office.press("<space><space>");
    assert_eq!(office.driver.app.reading.view(), View::Minutes, "{}", office.text());
    assert!(office.driver.app.standup.is_none());
    assert_eq!(office.driver.app.start.audience, Audience::Own, "the screen is one's own again");

    let held = meetings(&office);
    assert_eq!(held.len(), 1);
    let (meeting, made) = (&held[0], actions(&office));
    assert_eq!(meeting.decisions, ["no discount before Friday"]);
    assert_eq!(meeting.actions, [made[1].number], "what was promised before is told, but was not made in it");
    assert_eq!((meeting.began, meeting.ended), (NINE, Some(now)));
    let runs: Vec<_> = meeting.slides.iter().map(|run| (run.slide.as_str(), run.used, run.passed)).collect();
    let shown = [("trust", 70, 0), ("promises", 0, 0), ("inputs", 0, 4), ("exceptions", 5, 0)];
    assert_eq!(runs[..4], shown);
    assert!(!meeting.head.is_empty() && meeting.shown.0 > 0);
    office.shows(&["no discount before Friday", "ask each customer why", "The minutes are written; y c copies"]);

    // S-174: for a chat, and whatever changes later, with the figures as they stood.
    let chat = |office: &mut Office| {
        office.press("yc");
        office.driver.copied.take().expect("it is copied")
    };
    let then = chat(&mut office);
    assert!(then.lines().all(|line| dayboard::text::width(line) <= 72), "{then}");
    for part in ["no discount before Friday", "lost orders: 30", "Trust: planned 0:40, 1:10", "+0:30", "ask each"] {
        assert!(then.contains(part), "{part} in {then}");
    }
    let dimensions = vec![(Dimension::Member, "李娜".to_owned())];
    let cell = EntryCell { day: day("2026-09-08"), measure: "lost_orders".to_owned(), dimensions };
    let correct = Some("ten were counted twice".to_owned());
    office.desk.apply(Command::Set { cell, value: Some(5), correct }).expect("it is set");
    office.press("9GG<enter>");
    assert_eq!(office.driver.app.reading.view(), View::Minutes, "{}", office.text());
    assert_eq!(chat(&mut office), then);
    office.press("ym");
    let markdown = office.driver.copied.take().expect("it is copied");
    assert!(markdown.contains("## Decided") && markdown.contains("| Trust | 0:40 | 1:10 | +0:30 | 0 |"), "{markdown}");
}

#[test]
fn the_last_slide_says_how_the_stand_up_ends_at_every_width() {
    for (lang, ends) in [(Lang::En, "w end, write minutes"), (Lang::Zh, "w 结束并生成纪要")] {
        for columns in [60, 80, 120, 160] {
            let mut office = company(&Look { lang, size: (columns, 24), ..Look::default() });
            office.press("9s").hear(Msg::Tick(NINE));
            office.press("<space><space><space>").press("a").press("ask why<enter>李娜<enter>9-10<ctrl-s>");
            let slide = |office: &Office| office.driver.app.slide().map(|slide| slide.id.to_string());
            assert!(!office.text().lines().last().unwrap_or_default().trim_start().starts_with(ends));
            while slide(&office).as_deref() != Some("today") {
                office.press("<space>");
            }
            office.shows(&[ends]);
            let hints = office.text().lines().last().unwrap_or_default().to_owned();
            assert!(hints.trim_start().starts_with(ends), "{hints}");
        }
    }
}

#[test]
fn s_014_who_was_there_is_told_on_the_minutes_and_of_a_meeting_in_the_list() {
    let mut office = company(&Look { size: (120, 40), ..Look::default() });
    office.press("9s").hear(Msg::Tick(NINE));
    let now = wait(&mut office, NINE, 10);
    office.press("t").press("no discount before Friday<ctrl-s>").press("w").shows(&["e who was there"]);
    assert!(meetings(&office)[0].attendees.is_empty(), "nobody else was connected");
    let promised = meetings(&office)[0].promises.clone();
    // Names are completed; one who is named is not offered again.
    office.press("e").shows(&["Minutes: daily, Wed 9 Sep 2026", "no discount before Friday", "李娜", "王伟"]);
    office.press("王<enter>,").shows(&["王伟,", "李娜"]);
    office.press("李<tab><ctrl-s>").shows(&["Daily meeting of Wed 9 Sep 2026 with 王伟, 李娜: 0:10 used"]);
    let held = &meetings(&office)[0];
    assert_eq!(held.attendees, ["王伟", "李娜"]);
    assert_eq!((held.ended, &held.promises), (Some(now), &promised), "the rest stands as it stood");
    // Whoever is named after those who stand there needs no comma before.
    office.press("e").press("李<esc>").shows(&["kept as a draft"]);
    office.press("e").shows(&["王伟, 李娜, 李"]);
    office.press("<esc>");
    // What was said is taken away with a reason alone; from the list of meetings too.
    office.press("9G").shows(&["e who was there"]);
    office.press("e").press("<ctrl-u>李娜<ctrl-s>").shows(&["reason"]);
    office.press("王伟 was ill<ctrl-s>");
    assert_eq!(meetings(&office)[0].attendees, ["李娜"], "{}", office.text());
}

#[test]
fn a_second_stand_up_of_a_day_continues_its_minutes_and_loses_nothing() {
    let mut office = company(&Look::default());
    office.press("9s").hear(Msg::Tick(NINE));
    let now = wait(&mut office, NINE, 10);
    office.press("t").press("no discount before Friday<ctrl-s>").press("w");
    assert_eq!(office.driver.app.reading.view(), View::Minutes, "{}", office.text());

    let later = now + 600_000;
    office.press("9s").hear(Msg::Tick(later));
    let end = wait(&mut office, later, 5);
    office.press("t").press("call Huaxin first<ctrl-s>");
    office.press("a").press("call Huaxin<enter>王伟<enter>9-11<ctrl-s>").press("w");
    office.shows(&["no discount before Friday", "call Huaxin first", "The minutes are written"]);
    assert_eq!(office.driver.app.reading.view(), View::Minutes, "{}", office.text());
    let (held, made) = (meetings(&office), actions(&office));
    assert_eq!(held.len(), 1, "it is the same stand-up, continued");
    assert_eq!((held[0].began, held[0].ended), (NINE, Some(end)));
    assert_eq!((held[0].slides[0].used, &held[0].actions), (15, &vec![made[0].number]));
}

#[test]
fn whoever_leaves_minutes_reads_the_present_again() {
    for key in ["1", "2", "6", "9", "8", "J"] {
        let mut office = company(&Look::default());
        office.press("9s").hear(Msg::Tick(NINE));
        office.press("w").shows(&["The minutes are written", "as of #"]);
        office.press(key);
        assert_eq!(office.driver.app.reading.asked().as_of, None, "{key}");
        assert!(!office.text().contains("as of #"), "{key}: {}", office.text());
    }
    // A state that was asked for is named on every screen, and left by the key of the latest.
    let mut office = company(&Look::default());
    office.press(":day as-of=1<enter>").shows(&["as of #1, t: now"]);
    office.press("t");
    assert_eq!(office.driver.app.reading.asked(), &Lens::new(Grain::Day), "{}", office.text());
}

#[test]
fn a_stand_up_that_the_desk_refuses_stays_on_the_screen() {
    let mut office = company(&Look::default());
    office.press("9s").hear(Msg::Tick(NINE));
    wait(&mut office, NINE, 10);
    let effects =
        office.driver.app.update(Msg::Key(crossterm::event::KeyEvent::from(crossterm::event::KeyCode::Char('w'))));
    let Some(Effect::Fetch(query)) = effects.first() else { panic!("{effects:?}") };
    office.driver.app.update(Msg::Fetched(query.clone(), Ok(Answer::Documents(Vec::new()))));
    office.hear(Msg::Applied(Err(Error::could("disk"))));
    office.shows(&["Not written yet, w tries again"]);
    assert!(office.driver.app.standup.is_some() && meetings(&office).is_empty());
    office.press("w").shows(&["The minutes are written"]);
    assert_eq!(meetings(&office)[0].slides[0].used, 10, "what was taken down is there");
}

#[test]
fn c_5_whoever_follows_a_stand_up_sees_its_slides_fitted_to_his_own_screen_by_rights_of_his_own() {
    let mut office = company(&Look { size: (160, 50), ..Look::default() });
    office.press("ja").press("call Huaxin<enter>王伟<enter>9-9<ctrl-s>");
    office.press("9s").hear(Msg::Tick(NINE));
    office.press("<space><space>");
    let led = office.driver.slides.last().cloned().flatten().expect("it is presented");
    assert_eq!((led.view.as_str(), led.row.as_ref().map(|(table, _)| table.as_str())), ("standup", Some("inputs")));
    let here = |slide: Option<Slide>| {
        let screens = [(1, "ann"), (2, "me")].map(|(at, user)| (at, user.to_owned())).to_vec();
        let presented = slide.map(|slide| Presented { screen: 1, user: "ann".to_owned(), slide });
        Msg::News(News::Here(Here { own: 2, screens, presented: presented.into_iter().collect() }))
    };
    let look = Look { size: (60, 16), lang: Lang::Zh, ..Look::default() };
    let start = Start { along: Some(Along::Follows(None)), ..Driver::start(&look) };
    office.again(App::new(start, look.size));
    office.hear(here(Some(led.clone())));
    assert!(office.driver.app.ticks(), "the clock runs here too");
    office.hear(Msg::Tick(NINE + 65_000));
    office.shows(&["1:05"]);
    assert_eq!(office.driver.app.start.audience, Audience::Own);
    office.shows(&["漏斗", "流量", "Esc 离开"]);
    assert!(!office.text().contains("纪要"), "he ends nothing: {}", office.text());
    // A row that he may not see leads to its slide all the same.
    let unseen = Slide { row: Some(("exceptions".to_owned(), "pay".to_owned())), ..led };
    office.hear(here(Some(unseen)));
    assert_eq!(office.driver.app.slide().map(|slide| slide.id.to_string()).as_deref(), Some("exceptions"));
    office.hear(here(None));
    assert_eq!(office.driver.app.reading.view(), View::Meeting, "it is over");
}

#[test]
fn a_stand_up_that_is_left_writes_no_minutes_and_is_not_taken_up_again() {
    let mut office = company(&Look::default());
    office.press("9s");
    let kept = office.driver.app.session().expect("something was seen");
    assert!(!kept.shared, "it is the stand-up's screen that is shared");
    office.press("<esc>").shows(&["Left without minutes"]);
    assert!(meetings(&office).is_empty());
    let mut opened = Opened::new(day("2026-09-09"), Lens::new(Grain::Day));
    opened.resume(&Session { view: "standup".to_owned(), ..kept }, true, FiscalStart::default());
    assert_eq!(opened.view, View::Meeting);
}

#[test]
fn the_meeting_and_its_slides_at_every_size_in_both_languages() {
    for (columns, rows) in [(80, 24), (160, 50), (120, 40), (60, 16)] {
        for lang in Lang::ALL {
            let mut office = company(&Look { lang, size: (columns, rows), ..Look::default() });
            office.press("ja").press("call Huaxin<enter>王伟<enter>9-9<ctrl-s>");
            let name = |what: &str| format!("{what}-{columns}x{rows}-{}", lang.id());
            assert_snapshot!(name("meeting"), office.press("9").picture());
            office.press("s").hear(Msg::Tick(NINE));
            wait(&mut office, NINE, 75);
            assert_snapshot!(name("standup-promises"), office.press("<space>").picture());
            assert_snapshot!(name("standup-exceptions"), office.press("<space><space>").picture());
        }
    }
}

#[test]
fn the_roster_and_the_records_are_whole_in_both_languages() {
    for (lang, size) in [(Lang::En, (80, 24)), (Lang::Zh, (120, 40))] {
        let office = company(&Look { lang, size, ..Look::default() });
        let name = |what: &str| format!("{what}-{}x{}-{}", size.0, size.1, lang.id());
        let Document::Membership(post) = member("陈静", "East") else { panic!("a membership") };
        let lead = Document::Membership(Membership { role: "lead".to_owned(), ..post });
        office.desk.apply(Command::Write { documents: vec![(lead, None)], reason: None }).expect("she is there");
        let mut office = again(office);
        assert_snapshot!(name("roster"), office.press("8").picture());
        assert_snapshot!(name("records-none"), office.press("R").picture());
        for (kind, subject, minutes) in
            [(RecordKind::Coaching, "price objections", 30), (RecordKind::Issue, "no stock of labels", 0)]
        {
            let documents = vec![(record(kind, subject, minutes), None)];
            office.desk.apply(Command::Write { documents, reason: None }).expect("it is written");
        }
        let mut office = again(office);
        assert_snapshot!(name("records"), office.press("R").picture());
    }
}

/// A record of 李娜 on the day before.
fn record(kind: RecordKind, subject: &str, minutes: u32) -> Document {
    Document::Record(Record {
        number: 0,
        kind,
        day: day("2026-09-08"),
        person: "李娜".to_owned(),
        by: String::new(),
        subject: subject.to_owned(),
        text: "say what it saves".to_owned(),
        metric: Some("close_rate".to_owned()),
        figures: None,
        minutes,
        tags: Vec::new(),
        settled: false,
    })
}

#[test]
fn the_slide_of_money_is_whole_in_both_languages() {
    for (lang, size) in [(Lang::En, (80, 24)), (Lang::Zh, (120, 40))] {
        let mut driver = Driver::new(&Look { lang, size, ..Look::default() }, super::company::targeted);
        driver.press("9s").hear(Msg::Tick(NINE));
        while driver.app.slide().map(|slide| slide.id.to_string()).as_deref() != Some("money") {
            driver.press("<space>");
        }
        assert_snapshot!(format!("standup-money-{}x{}-{}", size.0, size.1, lang.id()), driver.picture());
    }
}

#[test]
fn the_stand_up_in_other_looks() {
    for theme in ["light", "mono", "contrast"] {
        let mut office = company(&Look { theme, ..Look::default() });
        office.press("9s").hear(Msg::Tick(NINE));
        wait(&mut office, NINE, 75);
        assert_snapshot!(format!("standup-80x24-{theme}"), office.press("<space><space>").picture());
    }
}

#[test]
fn no_size_of_a_slide_or_of_the_meetings_panics() {
    let mut office = company(&Look { lang: Lang::Zh, ..Look::default() });
    for keys in ["9", "s", "<space><space>"] {
        office.press(keys);
        for (columns, rows) in (0..170).step_by(7).flat_map(|all| [0, 1, 15, 16, 24, 60].map(|few| (all, few))) {
            office.fits((columns, rows));
            office.fits((rows, columns));
        }
        office.hear(Msg::Resize(80, 24));
    }
}
