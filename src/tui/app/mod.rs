//! What the screen knows and how it changes, with no terminal, clock or database in it: a message comes in, the state
//! changes, and what has to be done outside is described as effects.

mod action;
mod reading;
mod update;
mod view;

pub use action::{Action, Context};
pub use reading::Reading;
pub use view::View;

use crossterm::event::KeyEvent;

use super::glyphs::Glyphs;
use super::keys::{Key, Keymap};
use super::theme::Theme;
use crate::desk::Answer;
use crate::domain::base::{Day, Error};
use crate::domain::model::Lens;
use crate::report::Question;
use crate::text::Lang;

/// Something that happened.
#[derive(Debug)]
pub enum Msg {
    /// A key was pressed.
    Key(KeyEvent),
    /// The terminal has another size: columns, rows.
    Resize(u16, u16),
    /// The desk has answered the question of that number.
    Answer(u64, Result<Answer, Error>),
    /// An answer has been waited for long enough to say so.
    Slow,
    /// The terminal was left and is there again: everything has to be drawn anew.
    Resumed,
}

/// Something to be done outside.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Effect {
    /// Ask the desk; the number comes back with the answer.
    Ask(u64, Box<Question>),
    /// Draw every cell, whatever the terminal shows.
    Redraw,
    /// Give the terminal back to the shell until it is resumed.
    Suspend,
    /// End.
    Leave(Leave),
}

/// Why the screen is left.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Leave {
    /// The user wants to go.
    Quit,
    /// The user wants to see the demo company.
    Demo,
}

/// What a start decides.
#[derive(Clone, Debug)]
pub struct Start {
    /// Which language.
    pub lang: Lang,
    /// The organisation's day.
    pub today: Day,
    /// The first question.
    pub lens: Lens,
    /// Where the data is kept, as the user would write it.
    pub folder: String,
    /// Which keys do what.
    pub keymap: Keymap,
    /// What roles look like.
    pub theme: Theme,
    /// Which signs are drawn.
    pub glyphs: Glyphs,
}

/// What lies over the view.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Overlay {
    /// The help, scrolled down by so many lines.
    Help(usize),
}

/// The whole state of the screen.
#[derive(Debug)]
pub struct App {
    /// What the start decided.
    pub start: Start,
    /// Columns and rows.
    pub size: (u16, u16),
    /// What is read.
    pub reading: Reading,
    /// What lies over it.
    pub overlay: Option<Overlay>,
    /// Keys of a chord that is not finished.
    pub pending: Vec<Key>,
    /// Whether an answer is late enough to say so.
    pub slow: bool,
    /// Whether something has changed since the last frame.
    pub dirty: bool,
    /// Number of the newest question, and whether its answer is still to come.
    ticket: u64,
    waiting: bool,
}

impl App {
    /// The state at the start, and what has to be done first.
    #[must_use]
    pub fn new(start: Start, size: (u16, u16)) -> (Self, Vec<Effect>) {
        let reading = Reading::new(View::Report, start.lens.clone());
        let mut app = Self {
            start,
            size,
            reading,
            overlay: None,
            pending: Vec::new(),
            slow: false,
            dirty: true,
            ticket: 0,
            waiting: false,
        };
        let ask = app.ask();
        (app, vec![ask])
    }

    /// The context in which keys are heard now.
    #[must_use]
    pub fn context(&self) -> Context {
        match self.overlay {
            Some(Overlay::Help(_)) => Context::Help,
            None if self.reading.is_empty_database() => Context::Empty,
            None => self.reading.view().context(),
        }
    }

    /// Whether an answer is still to come.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.waiting
    }

    /// The question that the board's lens stands for.
    fn ask(&mut self) -> Effect {
        self.ticket += 1;
        self.waiting = true;
        let question =
            Question { kind: self.reading.view().kind(), lens: self.reading.asked().clone(), today: self.start.today };
        Effect::Ask(self.ticket, Box::new(question))
    }
}
