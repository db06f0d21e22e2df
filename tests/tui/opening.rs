//! Before the database is open, and where it cannot be opened.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use dayboard::domain::base::{Error, Grain};
use dayboard::domain::model::Lens;
use dayboard::tui::{App, Effect, Leave, Msg, Opened};

use super::driver::{Driver, Look, tuesday};
use crate::fixture::day;

/// An app whose database is still being opened.
fn opening() -> App {
    let opened = Driver::new(&Look::default(), tuesday);
    App::new(opened.app.start, (80, 24))
}

fn press(app: &mut App, key: char) -> Vec<Effect> {
    app.update(Msg::Key(KeyEvent::new(KeyCode::Char(key), KeyModifiers::NONE)))
}

fn opened() -> Msg {
    Msg::Opened(Ok(Opened::new(day("2026-09-09"), Lens::new(Grain::Day))))
}

#[test]
fn the_first_frame_needs_no_database() {
    let driver = Driver::of(opening(), tuesday);
    let picture = driver.picture();
    assert!(picture.starts_with(" 1 Day ") && picture.contains("[ ] period"), "{picture}");
}

#[test]
fn what_is_typed_ahead_is_done_once_the_database_is_open() {
    let mut app = opening();
    assert!(press(&mut app, '2').is_empty() && press(&mut app, '[').is_empty());
    let effects = app.update(opened());
    let Some(Effect::Ask(_, question)) = effects.last() else { panic!("{effects:?}") };
    assert_eq!(question.lens.grain, Grain::Week);
    let mut app = opening();
    assert_eq!(press(&mut app, 'q'), [Effect::Leave(Leave::Quit)]);
}

#[test]
fn what_cannot_be_opened_is_said_and_only_what_works_is_offered() {
    let mut app = opening();
    let locked = Error::could("locked").with("folder", "/data").with("pid", 4711).with("user", "wang");
    app.update(Msg::Opened(Err(locked)));
    assert!(press(&mut app, '2').is_empty());
    assert_eq!(press(&mut app, 'q'), [Effect::Leave(Leave::Quit)]);
    let picture = Driver::of(app, tuesday).picture();
    insta::assert_snapshot!("opening-locked-80x24-en", picture);
}
