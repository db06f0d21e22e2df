//! What comes in, and what has to be done outside.

use std::path::PathBuf;

use crossterm::event::KeyEvent;

use super::{Action, Opened, Saved};
use crate::desk::{Answer, Command, News, Query, Receipt, Slide};
use crate::domain::base::Error;
use crate::exchange::{ImportOutcome, ImportRequest, Preview, Progress};
use crate::report::Question;
use crate::tui::folder::Listing;
use crate::tui::theme::Ground;

/// Something that happened.
#[derive(Debug)]
pub enum Msg {
    /// A key was pressed.
    Key(KeyEvent),
    /// Text was pasted.
    Paste(String),
    /// Something on the screen was clicked.
    Click(Spot),
    /// The wheel was turned by so many notches, down where positive.
    Wheel(isize),
    /// The terminal has another size: columns, rows.
    Resize(u16, u16),
    /// The terminal has said what colour its ground is.
    Ground(Ground),
    /// The database is open, or cannot be opened.
    Opened(Result<Opened, Error>),
    /// The desk has answered the question of that number.
    Answer(u64, Result<Answer, Error>),
    /// The desk has answered what was asked beside the question of the view.
    Fetched(Box<Query>, Result<Answer, Error>),
    /// What became of the file of that name: its whole path and its size.
    Written(String, Result<(String, usize), Error>),
    /// What was found at a path.
    Listed(Result<Listing, Error>),
    /// How the file of the import of that number would be read.
    Looked(u64, Result<Box<Preview>, Error>),
    /// How far that import is.
    Importing(u64, Progress),
    /// What that import would change, or has changed.
    Imported(u64, Result<ImportOutcome, Vec<Error>>),
    /// What a command has done.
    Applied(Result<Receipt, Error>),
    /// Whether what is presented could be shown.
    Presented(Result<(), Error>),
    /// What has become of the text that was to be edited.
    Edited(Result<String, Error>),
    /// Something could not be kept.
    Failed(Error),
    /// Somebody has changed something, or the process that holds the database is gone or there again.
    News(News),
    /// A second has gone by while a stand-up goes on; the moment in milliseconds UTC.
    Tick(i64),
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
    /// Ask these when nothing else is asked, for the desk to have the answers ready.
    Ahead(Vec<Question>),
    /// Ask the desk beside the question of the view; what was asked comes back with the answer.
    Fetch(Box<Query>),
    /// Hand text to the terminal's clipboard.
    Copy(String),
    /// Write a file, over another one only where that was asked for.
    Write {
        /// Its name, as the user has written it.
        name: String,
        /// What it holds.
        bytes: Vec<u8>,
        /// Whether it may take the place of another.
        over: bool,
    },
    /// Keep the saved questions.
    Keep(Saved),
    /// Say what lies at a path.
    List(PathBuf),
    /// Look at the file of an import; the number comes back with the answer.
    Look(u64, Box<ImportRequest>),
    /// Import it, or try what that would change.
    Import(u64, Box<ImportRequest>),
    /// Keep a map among the database's own.
    KeepMap(String),
    /// Have the desk do something.
    Apply(Box<Command>),
    /// Show this to whoever follows, or nothing more.
    Present(Option<Slide>),
    /// Draw every cell, whatever the terminal shows.
    Redraw,
    /// Give the terminal back to the shell until it is resumed.
    Suspend,
    /// Have this text edited in the user's editor.
    Edit(String),
    /// Let the terminal report clicks and the wheel, or no more.
    Mouse(bool),
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

/// Something on the screen that can be clicked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Spot {
    /// What does this, as a tab does.
    Does(Action),
    /// The row of that number, counted over all tables.
    Row(usize),
    /// The choice of that number in an overlay.
    Choice(usize),
}
