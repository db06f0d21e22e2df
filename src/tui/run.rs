//! The loop: it blocks until something happens, lets the state change, and draws when the state says so.
//!
//! Threads: this one draws; one reads keys; one waits for signals; one opens the database and asks it, so that no key
//! and not the first frame waits for it.

mod worker;

use std::io::{self, Stdout};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crossterm::event::{poll, read};
use rustix::io::Errno;

use super::app::{App, Effect, Leave, Msg, Opened, Start};
use super::folder::list;
use super::glyphs::SAFE;
use super::keep::{Keep, write_file};
use super::term::{
    ASK_GROUND, Canvas, Ear, Gate, Input, Memory, Modes, Signal, copying, draws_wide, edit, editor, is_alone, raise,
    size, watch,
};
use super::views::draw;
use super::widgets::Hits;
use crate::desk::{Door, HangUp};
use crate::domain::base::Error;
use crate::exchange::{ImportRequest, save_map};
use worker::{Asked, worker};

/// Between two frames: on this machine, and through a network.
const FRAME: (Duration, Duration) = (Duration::from_millis(16), Duration::from_millis(33));
/// After this time the screen says that an answer is late.
const LATE: Duration = Duration::from_millis(200);
/// Between two ticks of a stand-up's clock.
const SECOND: Duration = Duration::from_secs(1);
/// How long the first start waits for an answer of the terminal: on this machine, and through a network.
const PATIENCE: (Duration, Duration) = (Duration::from_millis(100), Duration::from_millis(500));
/// So long after its first change a draft is written.
const DRAFT: Duration = Duration::from_millis(500);
/// What begins like an answer of the terminal and goes on no further for so long was typed.
const PAUSE: Duration = Duration::from_millis(25);

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

/// How wide a terminal draws signs of ambiguous width.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Ambiguous {
    /// Nobody knows, and nobody asks.
    #[default]
    Unsure,
    /// Nobody knows yet: it is asked.
    Asked,
    /// One cell, as it has shown before.
    Narrow,
}

/// The terminal that the screen is shown on.
#[derive(Clone, Debug, Default)]
pub struct Terminal {
    /// Whether it is at the other end of a network.
    pub remote: bool,
    /// Whether it is asked for its ground, where the theme depends on it.
    pub asked: bool,
    /// How wide it draws signs of ambiguous width.
    pub ambiguous: Ambiguous,
    /// Where its answers are remembered.
    pub memory: Memory,
}

/// What the loop hears.
enum Heard {
    App(Msg),
    /// Whoever waits for the database can be called off from now on.
    Reached(HangUp),
    Input(Input),
    Signal(Signal),
    Gone,
}

/// Shows the screen until it is left; `open` opens the database meanwhile, in a thread of its own.
///
/// # Errors
/// Where there is no terminal to show it on, and where the database could not be opened, once that has been read.
pub fn run(
    open: impl FnOnce() -> Result<(Box<dyn Door>, Opened), Error> + Send + 'static,
    start: Start,
    terminal: Terminal,
    keep: Keep,
) -> Result<Left, Error> {
    let no_terminal = |error: io::Error| Error::could("no-terminal").with("reason", error);
    let (mut screen, heard, desk) = Screen::take(open, start, terminal, keep).map_err(no_terminal)?;
    let left = match screen.until_left(&heard) {
        Err(error) if is_gone(&error) => Ok(Left::Gone),
        left => left.map_err(no_terminal),
    };
    let Screen { modes, mut app, ask, keep, hang_up, imports, .. } = screen;
    drop(modes);
    // Whatever ended the screen: what was half filled in is kept.
    keep_drafts(&mut app, &keep);
    if let Some(session) = app.session() {
        // Where it cannot be kept, the next start begins anew.
        let _ = keep.keep_session(&session);
    }
    drop(ask);
    // A database that is open is put away; one that is still being opened can be left at any moment. What was given to be
    // done is waited for, and whoever leaves before he has read that it was not hears of it.
    let mut undone = None;
    if app.is_open() {
        if let Some(hang_up) = hang_up.filter(|_| imports == 0) {
            hang_up();
        }
        let _ = desk.join();
        undone = heard.try_iter().find_map(|heard| match heard {
            Heard::App(Msg::Applied(Err(error))) => Some(error),
            _ => None,
        });
    }
    match (left?, app.refused().cloned().or(undone)) {
        (Left::User(_), Some(error)) => Err(error),
        (left, _) => Ok(left),
    }
}

/// Milliseconds UTC by the machine's clock.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// Whether an error says that the terminal is gone.
fn is_gone(error: &io::Error) -> bool {
    error.raw_os_error() == Some(Errno::IO.raw_os_error()) || error.kind() == io::ErrorKind::BrokenPipe
}

struct Screen {
    app: App,
    canvas: Canvas<Stdout>,
    modes: Modes,
    terminal: Terminal,
    ask: Sender<Asked>,
    tell: Sender<Heard>,
    keep: Keep,
    /// What is where in the last frame.
    hits: Hits,
    /// When the last frame was drawn.
    drawn: Option<Instant>,
    /// Since when something is waited for: the database, or the answer to a question.
    waits: Option<Instant>,
    /// Calls off whoever waits for the process that has the database open.
    hang_up: Option<HangUp>,
    /// How many imports are under way, which are seen through.
    imports: usize,
    /// When drafts that have changed are written.
    drafts: Option<Instant>,
    /// When the clock of a stand-up went on last.
    ticked: Instant,
    /// Whether the process has stopped itself, so that the signal to go on is no news.
    stopped: bool,
    /// What keeps keys from being read while an editor has the terminal.
    gate: Gate,
}

impl Screen {
    fn take(
        open: impl FnOnce() -> Result<(Box<dyn Door>, Opened), Error> + Send + 'static,
        mut start: Start,
        terminal: Terminal,
        keep: Keep,
    ) -> io::Result<(Self, Receiver<Heard>, JoinHandle<()>)> {
        let (tell, heard) = mpsc::channel();
        let (ask, desk) = worker(open, tell.clone())?;
        let signals = tell.clone();
        let gate = Gate::default();
        let away = gate.clone();
        watch(move |signal| match signal {
            // Another program has the terminal: what is typed there to stop or to go on is meant for both, and what is
            // typed to interrupt for that one alone.
            Signal::Stop if away.is_away() => {
                raise(Signal::Stop);
                true
            }
            Signal::INTERRUPT | Signal::Continue if away.is_away() => true,
            signal => signals.send(Heard::Signal(signal)).is_ok(),
        })?;
        let modes = Modes::take(start.mouse)?;
        let mut canvas = Canvas::new(io::stdout());
        let mut narrow = terminal.ambiguous == Ambiguous::Narrow;
        if terminal.ambiguous == Ambiguous::Asked {
            let patience = if terminal.remote { PATIENCE.1 } else { PATIENCE.0 };
            let (wide, typed) = draws_wide(&mut io::stdout(), patience)?;
            // Whoever is faster than the first frame loses no key.
            for key in typed {
                let _ = tell.send(Heard::Input(Input::Key(key)));
            }
            if let Some(wide) = wide {
                terminal.memory.learn(|known| known.wide = Some(wide));
                start.glyphs = if wide { SAFE } else { start.glyphs };
                narrow = !wide;
            }
        }
        if narrow {
            canvas.is_narrow();
        }
        if terminal.asked {
            modes.owes(true);
            canvas.send(ASK_GROUND)?;
        }
        listen(Ear::new(terminal.asked), gate.clone(), tell.clone())?;
        let app = App::new(start, size()?);
        let waits = Some(Instant::now());
        let hits = Hits::default();
        Ok((
            Self {
                app,
                canvas,
                modes,
                terminal,
                ask,
                tell,
                keep,
                hits,
                drawn: None,
                waits,
                hang_up: None,
                imports: 0,
                drafts: None,
                ticked: Instant::now(),
                stopped: false,
                gate,
            },
            heard,
            desk,
        ))
    }

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
                Ok(Heard::Reached(hang_up)) => {
                    self.hang_up = Some(hang_up);
                    None
                }
                Ok(Heard::Input(input)) => self.input(input)?,
                Ok(Heard::Signal(signal)) => self.signal(signal)?,
                Ok(Heard::Gone) | Err(RecvTimeoutError::Disconnected) => Some(Left::Gone),
                Err(RecvTimeoutError::Timeout) if self.late().is_some_and(|at| at <= Instant::now()) => {
                    self.waits = None;
                    self.message(Msg::Slow)?
                }
                Err(RecvTimeoutError::Timeout) if self.second().is_some_and(|at| at <= Instant::now()) => {
                    self.ticked = Instant::now();
                    self.message(Msg::Tick(now()))?
                }
                Err(RecvTimeoutError::Timeout) => {
                    if self.drafts.is_some_and(|at| at <= Instant::now()) {
                        self.keep_drafts();
                    }
                    None
                }
            };
            if let Some(left) = left {
                return Ok(left);
            }
        }
    }

    fn input(&mut self, input: Input) -> io::Result<Option<Left>> {
        let msg = match input {
            Input::Key(key) => Msg::Key(key),
            Input::Paste(text) => Msg::Paste(text),
            Input::Resize(columns, rows) => {
                // Even where it is the old size again: the terminal has been another one in between.
                self.canvas.forget();
                self.app.dirty = true;
                Msg::Resize(columns, rows)
            }
            Input::Wheel(notches) => Msg::Wheel(notches),
            Input::Click(column, row) => match self.hits.at(column, row) {
                Some(spot) => Msg::Click(spot),
                None => return Ok(None),
            },
            Input::Ground(ground) => {
                self.modes.owes(false);
                self.terminal.memory.learn(|known| known.ground = Some(ground));
                Msg::Ground(ground)
            }
        };
        self.message(msg)
    }

    fn message(&mut self, msg: Msg) -> io::Result<Option<Left>> {
        if matches!(msg, Msg::Imported(..)) {
            self.imports = self.imports.saturating_sub(1);
        }
        let effects = self.app.update(msg);
        if self.app.has_unsaved_drafts() && self.drafts.is_none() {
            self.drafts = Some(Instant::now() + DRAFT);
        }
        if !self.app.is_waiting() {
            self.waits = None;
        }
        for effect in effects {
            match effect {
                Effect::Ask(ticket, question) => {
                    self.waits = Some(Instant::now());
                    if self.ask.send(Asked::Report(ticket, question)).is_err() {
                        return Ok(Some(Left::Gone));
                    }
                }
                Effect::Ahead(questions) => drop(self.ask.send(Asked::Ahead(questions))),
                Effect::Fetch(query) => drop(self.ask.send(Asked::Beside(query))),
                Effect::Copy(text) => self.canvas.send(&copying(&text))?,
                Effect::Write { name, bytes, over } => self.aside(move || {
                    let written = write_file(&name, &bytes, over);
                    Msg::Written(name, written)
                })?,
                Effect::Keep(lenses) => {
                    if let Err(error) = self.keep.keep_lenses(&lenses) {
                        self.app.update(Msg::Failed(error));
                    }
                }
                Effect::List(path) => self.aside(move || Msg::Listed(list(&path)))?,
                Effect::Look(ticket, request) => drop(self.ask.send(Asked::Look(ticket, self.mapped(request)))),
                Effect::Import(ticket, request) => {
                    self.imports += 1;
                    let _ = self.ask.send(Asked::Import(ticket, self.mapped(request)));
                }
                Effect::KeepMap(text) => {
                    if let Err(error) = save_map(self.keep.maps(), &text) {
                        self.app.update(Msg::Failed(error));
                    }
                }
                Effect::Present(slide) => drop(self.ask.send(Asked::Present(slide))),
                Effect::Apply(command) => drop(self.ask.send(Asked::Apply(command))),
                Effect::Redraw => self.canvas.forget(),
                Effect::Suspend => self.suspend()?,
                Effect::Edit(text) => self.edit(&text)?,
                Effect::Mouse(on) => self.modes.mouse(on)?,
                Effect::Leave(leave) => return Ok(Some(Left::User(leave))),
            }
        }
        Ok(None)
    }

    /// The request, with the maps of the database's own.
    fn mapped(&self, request: Box<ImportRequest>) -> Box<ImportRequest> {
        Box::new(ImportRequest { maps: Some(self.keep.maps().to_owned()), ..*request })
    }

    /// Looks at or writes files in a thread of its own: they may be at the other end of a network.
    fn aside(&self, work: impl FnOnce() -> Msg + Send + 'static) -> io::Result<()> {
        let tell = self.tell.clone();
        thread::Builder::new().name("files".to_owned()).spawn(move || {
            let _ = tell.send(Heard::App(work()));
        })?;
        Ok(())
    }

    fn signal(&mut self, signal: Signal) -> io::Result<Option<Left>> {
        match signal {
            Signal::End(_) => return Ok(Some(Left::Signal(signal))),
            Signal::Stop => self.suspend()?,
            Signal::Continue if std::mem::take(&mut self.stopped) => {}
            // It was stopped from outside, and whoever had the terminal meanwhile may have left it in any mode.
            Signal::Continue => {
                self.modes.pause();
                self.resume()?;
            }
        }
        Ok(None)
    }

    /// Writes the drafts that have changed.
    fn keep_drafts(&mut self) {
        self.drafts = None;
        if let Some(error) = keep_drafts(&mut self.app, &self.keep) {
            self.app.update(Msg::Failed(error));
        }
    }

    /// Gives the terminal back, stops, and takes it again when the shell lets the process go on.
    fn suspend(&mut self) -> io::Result<()> {
        if is_alone() {
            self.app.update(Msg::Failed(Error::asked("suspend-alone")));
            return Ok(());
        }
        self.keep_drafts();
        self.modes.pause();
        self.stopped = true;
        raise(Signal::Stop);
        self.resume()
    }

    /// Gives the terminal to an editor until that ends, and the field what was written in it.
    fn edit(&mut self, text: &str) -> io::Result<()> {
        self.keep_drafts();
        self.gate.close();
        self.modes.pause();
        let edited = edit(&editor(), text);
        self.resume()?;
        self.gate.open();
        self.app.update(Msg::Edited(edited));
        Ok(())
    }

    fn resume(&mut self) -> io::Result<()> {
        self.modes.resume()?;
        self.canvas.forget();
        self.app.update(Msg::Resumed);
        Ok(())
    }

    /// One frame, at the size that the terminal has now.
    fn draw(&mut self) -> io::Result<()> {
        let (columns, rows) = size()?;
        self.app.update(Msg::Resize(columns, rows));
        let app = &self.app;
        self.hits = self.canvas.draw(app.size, |area, buffer| draw(app, area, buffer))?;
        self.app.dirty = false;
        self.drawn = Some(Instant::now());
        Ok(())
    }

    /// The earliest moment of the next frame; at once after quiet.
    fn next_frame(&self) -> Option<Instant> {
        let frame = if self.terminal.remote { FRAME.1 } else { FRAME.0 };
        self.drawn.map(|drawn| drawn + frame)
    }

    fn late(&self) -> Option<Instant> {
        self.waits.map(|since| since + LATE)
    }

    /// When the clock of a stand-up goes on; never while there is none.
    fn second(&self) -> Option<Instant> {
        self.app.ticks().then(|| self.ticked + SECOND)
    }

    /// When the loop has to wake without being told anything; never while nothing is open.
    fn deadline(&self) -> Option<Instant> {
        let frame = self.app.dirty.then(|| self.next_frame()).flatten();
        frame.into_iter().chain(self.late()).chain(self.drafts).chain(self.second()).min()
    }
}

/// Writes the drafts that have changed; why one could not be.
fn keep_drafts(app: &mut App, keep: &Keep) -> Option<Error> {
    let drafts = app.take_unsaved_drafts().into_iter();
    let refused: Vec<Error> = drafts.filter_map(|(key, draft)| keep.keep_draft(&key, draft.as_ref()).err()).collect();
    refused.into_iter().next()
}

/// Reads from the terminal, in a thread of its own.
fn listen(mut ear: Ear, gate: Gate, tell: Sender<Heard>) -> io::Result<()> {
    thread::Builder::new().name("keys".to_owned()).spawn(move || {
        loop {
            gate.pass();
            let followed = if ear.holds() { poll(PAUSE) } else { Ok(true) };
            let heard = match followed.and_then(|followed| if followed { read().map(Some) } else { Ok(None) }) {
                Ok(Some(event)) => ear.hear(event),
                Ok(None) => ear.give_up(),
                Err(_) => {
                    let _ = tell.send(Heard::Gone);
                    break;
                }
            };
            if heard.into_iter().any(|input| tell.send(Heard::Input(input)).is_err()) {
                break;
            }
        }
    })?;
    Ok(())
}
