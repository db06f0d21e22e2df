//! Who is at a database, and what somebody presents to the others.

use dayboard::desk::{Door, Here, News, RemoteDesk, Slide, Terms};
use rustix::process::{Signal, kill_process};
use tempfile::TempDir;

use crate::kit::{Held, news, only_there, process, started, until};

fn slide(lens: &str) -> Slide {
    Slide { view: "report".to_owned(), lens: lens.to_owned(), row: None, clock: None }
}

/// Waits until who is here is as wanted.
fn until_here(told: &std::sync::mpsc::Receiver<News>, wanted: impl Fn(&Here) -> bool) {
    until(told, |news| if let News::Here(here) = news { wanted(here).then_some(()) } else { None });
}

/// What the others present, as text.
fn lenses(here: &Here) -> Vec<&str> {
    here.presented.iter().map(|presented| presented.slide.lens.as_str()).collect()
}

#[test]
fn whoever_watches_is_told_who_comes_what_is_presented_and_who_goes() {
    let held = Held::new(Terms::default());
    let (one, other) = (held.guest(), held.guest());
    let told = news(&one);
    until_here(&told, |here| here.screens.len() == 1);
    let others = news(&other);
    until_here(&told, |here| here.screens.len() == 2 && here.presented.is_empty());
    other.present(Some(slide("day 2026-09-08"))).expect("shown");
    until_here(&told, |here| lenses(here) == ["day 2026-09-08"] && here.presented_by(None).is_some());
    until_here(&others, |here| lenses(here) == ["day 2026-09-08"] && here.presented_by(None).is_none());
    other.present(Some(slide("week"))).expect("shown");
    until_here(&told, |here| lenses(here) == ["week"]);
    other.present(None).expect("it ends");
    until_here(&told, |here| here.screens.len() == 2 && here.presented.is_empty());
    other.present(Some(slide("month"))).expect("shown");
    until_here(&told, |here| lenses(here) == ["month"]);
    drop(other);
    until_here(&told, |here| here.screens.len() == 1 && here.presented.is_empty());
    drop(one);
    held.end();
}

#[test]
fn what_is_presented_is_presented_at_the_next_holder_too() {
    let folder = TempDir::new().expect("a folder");
    let one = RemoteDesk::connect(started(folder.path())).expect("a holder is started");
    let other = RemoteDesk::connect(only_there(folder.path())).expect("it is there now");
    let (told, _others) = (news(&one), news(&other));
    other.present(Some(slide("day 2026-09-08"))).expect("shown");
    until_here(&told, |here| lenses(here) == ["day 2026-09-08"]);
    kill_process(process(folder.path()).expect("there"), Signal::KILL).expect("killed");
    until(&told, |news| matches!(news, News::Lost(_)).then_some(()));
    until_here(&told, |here| here.screens.len() == 2 && lenses(here) == ["day 2026-09-08"]);
}
