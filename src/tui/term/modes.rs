//! Taking the terminal, and giving it back exactly as it was: at the end, on an error, on a panic, on a signal.

use std::io::{self, Write};
use std::panic;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use rustix::termios::{QueueSelector, tcflush, tcgetwinsize};

/// Whether the terminal is taken, for whoever has to give it back.
static TAKEN: AtomicBool = AtomicBool::new(false);
/// Whether clicks are reported while it is taken.
static MOUSE: AtomicBool = AtomicBool::new(false);
/// Since when the terminal owes an answer, which must not be typed into the shell.
static OWES: Mutex<Option<Instant>> = Mutex::new(None);
/// An answer that has not come after this time does not come.
const ANSWERS: Duration = Duration::from_secs(2);

/// The modes that are set while the terminal is taken, in the order of taking: the other page, no line wrap, pasted
/// text in brackets, no cursor.
const MODES: [(&str, &str); 4] = [
    ("\x1b[?1049h", "\x1b[?1049l"),
    ("\x1b[?7l", "\x1b[?7h"),
    ("\x1b[?2004h", "\x1b[?2004l"),
    ("\x1b[?25l", "\x1b[?25h"),
];
/// Presses and the wheel, with numbers of any size; never mere motion, which would wake the program all the time.
const CLICKS: [(&str, &str); 2] = [("\x1b[?1000h", "\x1b[?1000l"), ("\x1b[?1006h", "\x1b[?1006l")];
const PLAIN: &str = "\x1b[m";

/// Writes what takes the screen.
///
/// # Errors
/// Where the terminal cannot be written to.
pub fn enter(out: &mut impl Write) -> io::Result<()> {
    write(out, MODES.iter().map(|(set, _)| *set))
}

/// Writes what gives it back: [`enter`] in reverse.
///
/// # Errors
/// Where the terminal cannot be written to.
pub fn leave(out: &mut impl Write) -> io::Result<()> {
    write(out, std::iter::once(PLAIN).chain(MODES.iter().rev().map(|(_, reset)| *reset)))
}

/// Writes what makes the terminal report clicks and the wheel, or, where not `on`, what ends that.
///
/// # Errors
/// Where the terminal cannot be written to.
pub fn mouse(out: &mut impl Write, on: bool) -> io::Result<()> {
    if on {
        write(out, CLICKS.iter().map(|(set, _)| *set))
    } else {
        write(out, CLICKS.iter().rev().map(|(_, reset)| *reset))
    }
}

fn write<'a>(out: &mut impl Write, sequences: impl Iterator<Item = &'a str>) -> io::Result<()> {
    out.write_all(sequences.collect::<String>().as_bytes())?;
    out.flush()
}

/// Columns and rows of the terminal; 80 and 24 where it does not say.
///
/// # Errors
/// Where it is gone.
pub fn size() -> io::Result<(u16, u16)> {
    let size = tcgetwinsize(io::stdout())?;
    Ok(if size.ws_col == 0 || size.ws_row == 0 { (80, 24) } else { (size.ws_col, size.ws_row) })
}

/// The terminal while it is taken; dropping it gives it back.
#[derive(Debug)]
pub struct Modes(());

impl Modes {
    /// Takes the terminal, with `clicks` or without, and makes sure that a panic of this thread gives it back before it
    /// is reported.
    ///
    /// # Errors
    /// Where there is no terminal that can be taken.
    pub fn take(clicks: bool) -> io::Result<Self> {
        MOUSE.store(clicks, Ordering::SeqCst);
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
        enter(&mut io::stdout())?;
        if MOUSE.load(Ordering::SeqCst) { mouse(&mut io::stdout(), true) } else { Ok(()) }
    }

    /// From now on the terminal reports clicks and the wheel, or no more.
    ///
    /// # Errors
    /// Where it cannot be told.
    pub fn mouse(&self, on: bool) -> io::Result<()> {
        if MOUSE.swap(on, Ordering::SeqCst) == on { Ok(()) } else { mouse(&mut io::stdout(), on) }
    }

    /// Says whether the terminal still owes an answer: it is thrown away where it arrives as the terminal is given back.
    pub fn owes(&self, answer: bool) {
        *OWES.lock().unwrap_or_else(PoisonError::into_inner) = answer.then(Instant::now);
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
        if MOUSE.load(Ordering::SeqCst) {
            let _ = mouse(&mut io::stdout(), false);
        }
        let _ = leave(&mut io::stdout());
        let owes = *OWES.lock().unwrap_or_else(PoisonError::into_inner);
        if owes.is_some_and(|since| since.elapsed() < ANSWERS) {
            let _ = tcflush(io::stdin(), QueueSelector::IFlush);
        }
        let _ = disable_raw_mode();
    }
}
