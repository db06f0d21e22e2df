//! A program in a terminal that tests can read: they wait for what is on the screen, never for a time.

use std::io::{Read, Write};
use std::num::NonZero;
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use portable_pty::{ChildKiller, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

/// No test waits longer for anything.
const PATIENCE: Duration = Duration::from_secs(180);

/// What a program is started with.
#[derive(Clone, Default)]
pub(crate) struct Setup<'a> {
    /// The board where there is none.
    pub(crate) program: Option<PathBuf>,
    pub(crate) arguments: &'a [&'a str],
    pub(crate) variables: &'a [(&'a str, &'a str)],
    /// `xterm-256color` where there is none.
    pub(crate) term: Option<&'a str>,
    /// A new one where there is none.
    pub(crate) home: Option<Arc<TempDir>>,
    /// What the terminal is asked, and what it answers.
    pub(crate) answers: &'static [(&'static str, &'static str)],
}

/// What a terminal shows, all that it was sent, and whether nobody looks any more.
struct State {
    parser: vt100::Parser,
    output: Vec<u8>,
    closed: bool,
}

/// The state, and a bell that rings when it changes.
struct Shown {
    state: Mutex<State>,
    changed: Condvar,
}

impl Shown {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

type Keyboard = Arc<Mutex<Box<dyn Write + Send>>>;

/// The program in a terminal.
pub(crate) struct Session {
    shown: Arc<Shown>,
    keyboard: Keyboard,
    master: Box<dyn MasterPty + Send>,
    /// The terminal's own settings before anybody changed them.
    settings: String,
    reader: Option<JoinHandle<()>>,
    process: u32,
    killer: Box<dyn ChildKiller + Send + Sync>,
    end: Receiver<ExitStatus>,
    home: Arc<TempDir>,
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

fn cells(count: u16) -> NonZero<u16> {
    NonZero::new(count).expect("it is not 0")
}

impl Session {
    /// The board in a home of its own, on the morning of a known day.
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let arguments: Vec<&str> = ["--today", "2026-09-09"].iter().chain(arguments).copied().collect();
        Self::with(&Setup { arguments: &arguments, ..Setup::default() })
    }

    /// A shell that says `ready>`.
    pub(crate) fn shell() -> Self {
        let variables = &[("PS1", "ready> ")];
        Self::with(&Setup { program: Some("/bin/sh".into()), arguments: &["-i"], variables, ..Setup::default() })
    }

    pub(crate) fn with(setup: &Setup<'_>) -> Self {
        let home = setup.home.clone().unwrap_or_else(|| Arc::new(tempfile::tempdir().expect("a folder")));
        let pair = native_pty_system().openpty(size(80, 24)).expect("a terminal");
        let program = setup.program.clone().unwrap_or_else(|| env!("CARGO_BIN_EXE_dayboard").into());
        let mut command = CommandBuilder::new(program);
        command.env_clear();
        command.env("HOME", home.path());
        command.env("TERM", setup.term.unwrap_or("xterm-256color"));
        command.env("LANG", "C.UTF-8");
        command.env("DAYBOARD_IDLE_EXIT", "0");
        for (name, value) in setup.variables {
            command.env(name, value);
        }
        command.args(setup.arguments);
        let settings = format!("{:?}", pair.master.get_termios());
        let mut child = pair.slave.spawn_command(command).expect("it starts");
        let (process, killer) = (child.process_id().expect("it runs"), child.clone_killer());
        let (tell, end) = mpsc::channel();
        thread::spawn(move || tell.send(child.wait().expect("it ends")));
        drop(pair.slave);
        let parser = vt100::Parser::new(cells(24), cells(80), 0);
        let state = Mutex::new(State { parser, output: Vec::new(), closed: false });
        let shown = Arc::new(Shown { state, changed: Condvar::new() });
        let keyboard = Arc::new(Mutex::new(pair.master.take_writer().expect("its keyboard")));
        let output = pair.master.try_clone_reader().expect("its output");
        let reader = read(output, Arc::clone(&shown), Arc::clone(&keyboard), setup.answers);
        Self { shown, keyboard, master: pair.master, settings, reader: Some(reader), process, killer, end, home }
    }

    /// Waits until the screen is as `wanted`.
    pub(crate) fn until(&self, what: &str, wanted: impl Fn(&vt100::Screen) -> bool) {
        let waited =
            self.shown.changed.wait_timeout_while(self.shown.state(), PATIENCE, |state| !wanted(state.parser.screen()));
        let (state, waited) = waited.unwrap_or_else(PoisonError::into_inner);
        assert!(!waited.timed_out(), "waited for {what}, but saw:\n{}", state.parser.screen().contents());
    }

    pub(crate) fn until_text(&self, text: &str) {
        self.until(text, |screen| screen.contents().contains(text));
    }

    /// What the screen shows now, a line a row; blanks at the end of one are not seen.
    pub(crate) fn contents(&self) -> String {
        let contents = self.shown.state().parser.screen().contents();
        contents.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
    }

    /// All that the terminal was sent.
    pub(crate) fn output(&self) -> String {
        String::from_utf8_lossy(&self.shown.state().output).into_owned()
    }

    pub(crate) fn press(&mut self, keys: &str) {
        type_in(&self.keyboard, keys);
    }

    pub(crate) fn resize(&mut self, columns: u16, rows: u16) {
        self.shown.state().parser.screen_mut().set_size(cells(rows), cells(columns));
        self.master.resize(size(columns, rows)).expect("it is resized");
    }

    pub(crate) fn signal(&self, signal: Signal) {
        let process = i32::try_from(self.process).ok().and_then(Pid::from_raw).expect("it is a process");
        kill_process(process, signal).expect("it is told");
    }

    pub(crate) fn process(&self) -> u32 {
        self.process
    }

    pub(crate) fn home(&self) -> Arc<TempDir> {
        Arc::clone(&self.home)
    }

    /// Waits for the end; the terminal must be exactly as it was.
    pub(crate) fn ended(self) -> ExitStatus {
        let status = self.end.recv_timeout(PATIENCE).expect("it ends");
        self.until("the terminal given back", |screen| {
            !screen.alternate_screen()
                && !screen.hide_cursor()
                && !screen.bracketed_paste()
                && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
                && (screen.fgcolor(), screen.bold()) == (vt100::Color::Default, false)
        });
        assert_eq!(format!("{:?}", self.master.get_termios()), self.settings);
        status
    }

    /// Closes the terminal, as when its window is closed, once `key` has changed what it shows; waits for the end.
    pub(crate) fn close(mut self, key: &str) -> ExitStatus {
        self.shown.state().closed = true;
        self.press(key);
        if let Some(reader) = self.reader.take() {
            reader.join().expect("nobody panicked");
        }
        let Self { keyboard, master, end, .. } = &mut self;
        *keyboard.lock().unwrap_or_else(PoisonError::into_inner) = Box::new(std::io::sink());
        *master = native_pty_system().openpty(size(1, 1)).expect("a terminal").master;
        end.recv_timeout(PATIENCE).expect("it ends")
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.killer.kill();
        // Somebody else may still be at the same home.
        if Arc::strong_count(&self.home) == 1 {
            let _ = self.end.recv_timeout(PATIENCE);
            super::closed(self.home.path());
        }
    }
}

fn type_in(keyboard: &Keyboard, keys: &str) {
    let mut keyboard = keyboard.lock().unwrap_or_else(PoisonError::into_inner);
    keyboard.write_all(keys.as_bytes()).and_then(|()| keyboard.flush()).expect("it listens");
}

/// Shows what comes from the program, and answers what it asks the terminal.
fn read(
    mut output: Box<dyn Read + Send>,
    shown: Arc<Shown>,
    keyboard: Keyboard,
    answers: &'static [(&'static str, &'static str)],
) -> JoinHandle<()> {
    thread::spawn(move || {
        let mut bytes = [0; 4096];
        while let Ok(count) = output.read(&mut bytes) {
            let Some(read) = bytes.get(..count).filter(|read| !read.is_empty()) else { break };
            let mut state = shown.state();
            let asked = |state: &State, question: &str| {
                state.output.windows(question.len()).filter(|part| *part == question.as_bytes()).count()
            };
            let before: Vec<usize> = answers.iter().map(|(question, _)| asked(&state, question)).collect();
            state.parser.process(read);
            state.output.extend_from_slice(read);
            for ((question, answer), before) in answers.iter().zip(before) {
                for _ in before..asked(&state, question) {
                    type_in(&keyboard, answer);
                }
            }
            let closed = state.closed;
            drop(state);
            shown.changed.notify_all();
            if closed {
                break;
            }
        }
        shown.changed.notify_all();
    })
}
