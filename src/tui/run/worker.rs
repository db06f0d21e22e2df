//! The thread that opens the database and asks it, so that neither a key nor a frame waits for either.

use std::any::Any;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::Heard;
use crate::desk::{Answer, Command, Desk, Door, Query, Slide};
use crate::domain::base::Error;
use crate::exchange::{ImportRequest, import, preview};
use crate::report::Question;
use crate::tui::app::{Msg, Opened};

/// After so long without a question, what may be asked next is asked ahead.
const QUIET: Duration = Duration::from_millis(20);

/// What the desk is asked.
pub(super) enum Asked {
    /// The question of the view, with its number.
    Report(u64, Box<Question>),
    /// What may be asked next.
    Ahead(Vec<Question>),
    /// Something beside it.
    Beside(Box<Query>),
    /// How a file would be read.
    Look(u64, Box<ImportRequest>),
    /// To import a file, or to try it.
    Import(u64, Box<ImportRequest>),
    /// To show this to whoever follows, or nothing more; of several the last.
    Present(Option<Slide>),
    /// To do something.
    Apply(Box<Command>),
}

/// Opens the database and asks it, in a thread of its own. Of several open questions of the view only the newest is
/// asked, and it is asked first. A panic there becomes an answer that says so.
pub(super) fn worker(
    open: impl FnOnce() -> Result<(Box<dyn Door>, Opened), Error> + Send + 'static,
    tell: Sender<Heard>,
) -> io::Result<(Sender<Asked>, JoinHandle<()>)> {
    let (ask, asked) = mpsc::channel::<Asked>();
    let thread = thread::Builder::new().name("desk".to_owned()).spawn(move || {
        let (desk, opened) = match guarded(open) {
            Ok((desk, opened)) => (Some(desk), Ok(opened)),
            Err(error) => (None, Err(error)),
        };
        if let Some(hang_up) = desk.as_ref().and_then(|desk| desk.hang_up()) {
            let _ = tell.send(Heard::Reached(hang_up));
        }
        let told = tell.send(Heard::App(Msg::Opened(opened)));
        let Some(desk) = desk.filter(|_| told.is_ok()) else { return };
        let news = tell.clone();
        // Where nobody can be reached, the first question says so.
        let _ = desk.watch(Box::new(move |told| news.send(Heard::App(Msg::News(told))).is_ok()));
        let mut ahead = Vec::new();
        while let Some(first) = next(&asked, desk.as_ref(), &mut ahead) {
            let (mut newest, mut slide, mut beside, mut work) = (None, None, Vec::new(), Vec::new());
            for asked in std::iter::once(first).chain(asked.try_iter()) {
                match asked {
                    Asked::Report(ticket, question) => newest = Some((ticket, question)),
                    Asked::Ahead(questions) => ahead = questions,
                    Asked::Beside(query) => beside.push(query),
                    Asked::Present(shown) => slide = Some(shown),
                    asked => work.push(asked),
                }
            }
            let answer = |query: &Query| -> Result<Answer, Error> { guarded(|| desk.query(query)) };
            let slide = slide.map(|slide| Msg::Presented(guarded(|| desk.present(slide))));
            let newest = newest.map(|(ticket, question)| Msg::Answer(ticket, answer(&Query::Report(*question))));
            let beside = beside.into_iter().map(|query| {
                let answer = answer(&query);
                Msg::Fetched(query, answer)
            });
            let work = work.into_iter().filter_map(|asked| worked(desk.as_ref(), asked, &tell));
            if newest.into_iter().chain(slide).chain(beside).chain(work).any(|msg| tell.send(Heard::App(msg)).is_err())
            {
                break;
            }
        }
    })?;
    Ok((ask, thread))
}

/// What is asked next. While nothing is, the questions in `ahead` are put to the desk, which keeps its answers, one at a
/// time: whoever asks meanwhile waits for one of them at most.
fn next(asked: &Receiver<Asked>, desk: &dyn Desk, ahead: &mut Vec<Question>) -> Option<Asked> {
    loop {
        if ahead.is_empty() {
            return asked.recv().ok();
        }
        match asked.recv_timeout(QUIET) {
            Ok(asked) => return Some(asked),
            Err(RecvTimeoutError::Disconnected) => return None,
            Err(RecvTimeoutError::Timeout) => {
                let question = ahead.pop();
                let _ = guarded(|| question.map(|question| desk.query(&Query::Report(question))).transpose());
            }
        }
    }
}

/// What came of work that is more than a question.
fn worked(desk: &dyn Desk, asked: Asked, tell: &Sender<Heard>) -> Option<Msg> {
    match asked {
        Asked::Report(..) | Asked::Ahead(_) | Asked::Beside(_) | Asked::Present(_) => None,
        Asked::Look(ticket, request) => Some(Msg::Looked(ticket, guarded(|| preview(desk, &request).map(Box::new)))),
        Asked::Import(ticket, request) => {
            let mut told = |progress| drop(tell.send(Heard::App(Msg::Importing(ticket, progress))));
            let imported = guarded(|| Ok(import(desk, &request, &mut told)));
            Some(Msg::Imported(ticket, imported.unwrap_or_else(|error| Err(vec![error]))))
        }
        Asked::Apply(command) => Some(Msg::Applied(guarded(|| desk.apply(*command)))),
    }
}

fn guarded<T>(work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| Err(Error::could("defect").with("what", said(&*panic))))
}

/// What a panic says.
fn said(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default()
}
