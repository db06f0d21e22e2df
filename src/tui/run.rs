//! The loop: it blocks until something happens, lets the state change, and draws when the state says so.
//!
//! Threads: this one draws; one reads keys; one waits for signals; one asks the desk, so that no key waits for it.

use std::io::{self, BufWriter, Stdout, Write};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use crossterm::event::{Event, read};
use crossterm::queue;
use crossterm::terminal::{BeginSynchronizedUpdate, EndSynchronizedUpdate};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;

use super::app::{App, Effect, Leave, Msg, Start};
use super::term::{Modes, Signal, raise, watch};
use super::views::draw;
use crate::desk::{Desk, Query};
use crate::domain::base::Error;
use crate::report::Question;

/// Between two frames: on this machine, and through a network.
const FRAME: (Duration, Duration) = (Duration::from_millis(16), Duration::from_millis(33));
/// After this time the screen says that an answer is late.
const LATE: Duration = Duration::from_millis(200);

/// How the screen was left.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Left {
    /// By the user.
    User(Leave),
    /// By a signal, which the process should end with once everything is put away.
    Signal(Signal),
    /// The terminal is gone.
    Gone,
}

/// What the loop hears.
enum Heard {
    App(Msg),
    Signal(Signal),
    Gone,
}

/// Shows the screen until it is left. `remote` says that the terminal is at the other end of a network.
///
/// # Errors
/// Where there is no terminal to show it on.
pub fn run(desk: Box<dyn Desk + Send>, start: Start, remote: bool) -> Result<Left, Error> {
    shown(desk, start, remote).map_err(|error| Error::could("no-terminal").with("reason", error))
}

fn shown(desk: Box<dyn Desk + Send>, start: Start, remote: bool) -> io::Result<Left> {
    let (tell, heard) = mpsc::channel();
    let signals = tell.clone();
    watch(move |signal| signals.send(Heard::Signal(signal)).is_ok())?;
    let modes = Modes::take()?;
    let backend = CrosstermBackend::new(BufWriter::with_capacity(1 << 16, io::stdout()));
    let terminal = Terminal::new(backend)?;
    let size = terminal.size()?;
    let (app, effects) = App::new(start, (size.width, size.height));
    let desk = worker(desk, tell.clone())?;
    keys(tell)?;
    let frame = if remote { FRAME.1 } else { FRAME.0 };
    let mut screen = Screen { app, terminal, modes, desk, frame, drawn: None, asked: None };
    let left = match screen.effects(effects)? {
        Some(left) => Ok(left),
        None => screen.until_left(&heard),
    };
    drop(screen);
    left
}

struct Screen {
    app: App,
    terminal: Terminal<CrosstermBackend<BufWriter<Stdout>>>,
    modes: Modes,
    desk: Sender<(u64, Question)>,
    frame: Duration,
    /// When the last frame was drawn.
    drawn: Option<Instant>,
    /// When the question was asked that is still open.
    asked: Option<Instant>,
}

impl Screen {
    fn until_left(&mut self, heard: &Receiver<Heard>) -> io::Result<Left> {
        loop {
            if self.app.dirty && self.next_frame().is_none_or(|at| at <= Instant::now()) {
                self.draw()?;
            }
            let next = match self.deadline() {
                Some(at) => heard.recv_timeout(at.saturating_duration_since(Instant::now())),
                None => heard.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            let left = match next {
                Ok(Heard::App(msg)) => self.message(msg)?,
                Ok(Heard::Signal(signal)) => self.signal(signal)?,
                Ok(Heard::Gone) | Err(RecvTimeoutError::Disconnected) => Some(Left::Gone),
                Err(RecvTimeoutError::Timeout) if self.late().is_some_and(|at| at <= Instant::now()) => {
                    self.asked = None;
                    self.message(Msg::Slow)?
                }
                Err(RecvTimeoutError::Timeout) => None,
            };
            if let Some(left) = left {
                return Ok(left);
            }
        }
    }

    fn message(&mut self, msg: Msg) -> io::Result<Option<Left>> {
        let effects = self.app.update(msg);
        if !self.app.is_waiting() {
            self.asked = None;
        }
        self.effects(effects)
    }

    fn effects(&mut self, effects: Vec<Effect>) -> io::Result<Option<Left>> {
        for effect in effects {
            match effect {
                Effect::Ask(ticket, question) => {
                    self.asked = Some(Instant::now());
                    if self.desk.send((ticket, *question)).is_err() {
                        return Ok(Some(Left::Gone));
                    }
                }
                Effect::Redraw => self.terminal.clear()?,
                Effect::Suspend => self.suspend()?,
                Effect::Leave(leave) => return Ok(Some(Left::User(leave))),
            }
        }
        Ok(None)
    }

    fn signal(&mut self, signal: Signal) -> io::Result<Option<Left>> {
        match signal {
            Signal::End(_) => return Ok(Some(Left::Signal(signal))),
            Signal::Stop => self.suspend()?,
            Signal::Continue => {}
        }
        Ok(None)
    }

    /// Gives the terminal back, stops, and takes it again when the shell lets the process go on.
    fn suspend(&mut self) -> io::Result<()> {
        self.modes.pause();
        raise(Signal::Stop);
        self.modes.resume()?;
        self.terminal.clear()?;
        self.app.update(Msg::Resumed);
        Ok(())
    }

    /// One frame, as one synchronized update.
    fn draw(&mut self) -> io::Result<()> {
        queue!(self.terminal.backend_mut(), BeginSynchronizedUpdate)?;
        let app = &self.app;
        self.terminal.draw(|frame| draw(app, frame.area(), frame.buffer_mut()))?;
        queue!(self.terminal.backend_mut(), EndSynchronizedUpdate)?;
        Write::flush(self.terminal.backend_mut())?;
        self.app.dirty = false;
        self.drawn = Some(Instant::now());
        Ok(())
    }

    /// The earliest moment of the next frame; at once after quiet.
    fn next_frame(&self) -> Option<Instant> {
        self.drawn.map(|drawn| drawn + self.frame)
    }

    fn late(&self) -> Option<Instant> {
        self.asked.map(|asked| asked + LATE)
    }

    /// When the loop has to wake without being told anything; never while nothing is open.
    fn deadline(&self) -> Option<Instant> {
        let frame = self.app.dirty.then(|| self.next_frame()).flatten();
        frame.into_iter().chain(self.late()).min()
    }
}

/// Asks the desk from a thread of its own. Of several open questions only the newest is asked.
fn worker(desk: Box<dyn Desk + Send>, tell: Sender<Heard>) -> io::Result<Sender<(u64, Question)>> {
    let (ask, asked) = mpsc::channel::<(u64, Question)>();
    thread::Builder::new().name("desk".to_owned()).spawn(move || {
        while let Ok(first) = asked.recv() {
            let (ticket, question) = asked.try_iter().last().unwrap_or(first);
            let answer = desk.query(&Query::Report(question));
            if tell.send(Heard::App(Msg::Answer(ticket, answer))).is_err() {
                break;
            }
        }
    })?;
    Ok(ask)
}

/// Reads keys and sizes from the terminal.
fn keys(tell: Sender<Heard>) -> io::Result<()> {
    thread::Builder::new().name("keys".to_owned()).spawn(move || {
        loop {
            let heard = match read() {
                Ok(Event::Key(key)) => Heard::App(Msg::Key(key)),
                Ok(Event::Resize(columns, rows)) => Heard::App(Msg::Resize(columns, rows)),
                Ok(_) => continue,
                Err(_) => Heard::Gone,
            };
            let gone = matches!(heard, Heard::Gone);
            if tell.send(heard).is_err() || gone {
                break;
            }
        }
    })?;
    Ok(())
}
