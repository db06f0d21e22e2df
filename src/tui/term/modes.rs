//! Taking the terminal, and giving it back exactly as it was: at the end, on an error, on a panic, on a signal.

use std::io::{self, Write};
use std::panic;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use crossterm::cursor::{Hide, Show};
use crossterm::execute;
use crossterm::style::ResetColor;
use crossterm::terminal::{
    DisableLineWrap, EnableLineWrap, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};

/// Whether the terminal is taken, for whoever has to give it back.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// Writes what takes the screen: the other page, no wrapping, no cursor.
///
/// # Errors
/// Where the terminal cannot be written to.
pub fn enter(out: &mut impl Write) -> io::Result<()> {
    execute!(out, EnterAlternateScreen, DisableLineWrap, Hide)
}

/// Writes what gives it back: [`enter`] in reverse.
///
/// # Errors
/// Where the terminal cannot be written to.
pub fn leave(out: &mut impl Write) -> io::Result<()> {
    execute!(out, Show, EnableLineWrap, ResetColor, LeaveAlternateScreen)
}

/// The terminal while it is taken; dropping it gives it back.
#[derive(Debug)]
pub struct Modes(());

impl Modes {
    /// Takes the terminal, and makes sure that a panic of this thread gives it back before it is reported.
    ///
    /// # Errors
    /// Where there is no terminal that can be taken.
    pub fn take() -> io::Result<Self> {
        let screen = thread::current().id();
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            // A panic of another thread is caught there and becomes an error; its report would tear the screen.
            if thread::current().id() == screen {
                give_back();
                before(info);
            } else if !TAKEN.load(Ordering::SeqCst) {
                before(info);
            }
        }));
        let modes = Self(());
        modes.resume()?;
        Ok(modes)
    }

    /// Gives the terminal back for a while.
    pub fn pause(&self) {
        give_back();
    }

    /// Takes it again.
    ///
    /// # Errors
    /// Where it cannot be taken any more.
    pub fn resume(&self) -> io::Result<()> {
        TAKEN.store(true, Ordering::SeqCst);
        enable_raw_mode()?;
        enter(&mut io::stdout())
    }
}

impl Drop for Modes {
    fn drop(&mut self) {
        give_back();
    }
}

/// Once for each time it was taken. Nothing more can be done where the terminal is gone.
fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        let _ = leave(&mut io::stdout());
        let _ = disable_raw_mode();
    }
}
