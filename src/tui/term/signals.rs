//! Signals as values.

use std::io;
use std::thread;

use rustix::process::{getpgrp, getsid};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

/// What a signal asks of the screen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Signal {
    /// To end; the number says how.
    End(i32),
    /// To stop for a while.
    Stop,
    /// It goes on.
    Continue,
}

impl Signal {
    /// What is typed to interrupt a program.
    pub const INTERRUPT: Self = Self::End(SIGINT);
    /// What ends a program whose terminal is gone.
    pub const HANG_UP: Self = Self::End(SIGHUP);
}

/// Tells `heard` of every signal, from a thread of its own, until that answers false.
///
/// # Errors
/// Where signals cannot be watched.
pub fn watch(heard: impl Fn(Signal) -> bool + Send + 'static) -> io::Result<()> {
    let mut signals = Signals::new([SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT])?;
    thread::Builder::new().name("signals".to_owned()).spawn(move || {
        for number in signals.forever() {
            let signal = match number {
                SIGTSTP => Signal::Stop,
                SIGCONT => Signal::Continue,
                number => Signal::End(number),
            };
            if !heard(signal) {
                break;
            }
        }
    })?;
    Ok(())
}

/// Whether nobody is left to let this process go on when it has stopped: it is in the group of its session's leader, as
/// it is where a terminal or an SSH server runs it in the place of a shell.
#[must_use]
pub fn is_alone() -> bool {
    getsid(None).is_ok_and(|leader| leader == getpgrp())
}

/// Does to this process what the signal does to one that does not watch it: the shell sees the true cause of the end.
pub fn raise(signal: Signal) {
    let number = match signal {
        Signal::End(number) => number,
        Signal::Stop => SIGTSTP,
        Signal::Continue => SIGCONT,
    };
    let _ = emulate_default_handler(number);
}
