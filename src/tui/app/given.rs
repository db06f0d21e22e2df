//! Commands that were given, and where what comes of them belongs.

use super::{Action, App, Effect};
use crate::desk::{Command, Receipt};
use crate::domain::base::Error;
use crate::text::{Lang, say};

/// What a command is from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::tui) enum Given {
    /// An import.
    Ledger,
    /// A change that is taken back, or (`true`) done again.
    TakenBack(bool),
    /// A promise that is done.
    Done,
    /// The form whose draft is kept under this.
    Form(String),
    /// A figure of the grid: whose, and of which measure.
    Figure(String, String),
    /// A day that is closed in the grid.
    Close,
    /// The meeting of that id, which has ended.
    Meeting(String),
}

impl App {
    /// Has the desk do something; what comes of it is taken to where it is from.
    pub(super) fn give(&mut self, given: Given, command: Command) -> Effect {
        self.given.push_back(given);
        Effect::Apply(Box::new(command))
    }

    /// What came of the oldest command that was not answered yet.
    pub(super) fn applied(&mut self, applied: Result<Receipt, Error>) -> Vec<Effect> {
        match self.given.pop_front() {
            Some(Given::Form(key)) => self.form_applied(&key, applied),
            Some(Given::Figure(person, measure)) => self.figure_applied(&(person, measure), applied),
            Some(Given::Close) => self.close_applied(applied),
            Some(Given::Meeting(id)) => self.meeting_applied(id, applied),
            Some(Given::Done) => self.done_applied(applied),
            Some(Given::TakenBack(again)) => self.taken_back(again, applied),
            Some(Given::Ledger) | None => self.ledger_applied(applied),
        }
    }

    /// What came of a promise that is done: which it was, and how it is taken back.
    pub(super) fn done_applied(&mut self, applied: Result<Receipt, Error>) -> Vec<Effect> {
        let done = applied.is_ok();
        let effects = self.ledger_applied(applied);
        self.tell_way_back(done, Action::Undo, "promise.back");
        effects
    }

    /// What came of a change that was taken back, or (`again`) done again: which it was, and how that is undone.
    pub(super) fn taken_back(&mut self, again: bool, applied: Result<Receipt, Error>) -> Vec<Effect> {
        let done = applied.is_ok();
        let effects = self.ledger_applied(applied);
        let (action, id) = if again { (Action::Undo, "promise.back") } else { (Action::Redo, "promise.again") };
        self.tell_way_back(done, action, id);
        effects
    }

    /// Adds to what is told the key of `action`, where it is heard.
    fn tell_way_back(&mut self, done: bool, action: Action, id: &str) {
        let key = self.start.keymap.first(action);
        let hears = done && self.ground().heard().contains(&action.context());
        if let Some(toast) = self.toast.as_mut().filter(|_| hears) {
            let back = say(id, &[("key", &key)], self.start.lang);
            toast.text =
                if self.start.lang == Lang::En { format!("{} {back}", toast.text) } else { toast.text.clone() + &back };
        }
    }
}
