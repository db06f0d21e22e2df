//! The real program in a real terminal: it starts, follows a change of size, and gives the terminal back.

use std::io::{Read, Write};
use std::num::NonZero;
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use portable_pty::{ChildKiller, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use tempfile::TempDir;

/// No test waits longer for anything.
const PATIENCE: Duration = Duration::from_secs(180);

/// What a terminal shows, and a bell that rings when it changes.
struct Shown {
    parser: Mutex<vt100::Parser>,
    changed: Condvar,
}

/// The program in a terminal.
struct Session {
    shown: Arc<Shown>,
    keyboard: Box<dyn Write + Send>,
    master: Box<dyn MasterPty + Send>,
    process: Option<u32>,
    killer: Box<dyn ChildKiller + Send + Sync>,
    end: Receiver<ExitStatus>,
    _folder: TempDir,
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

impl Session {
    fn start(arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let pair = native_pty_system().openpty(size(80, 24)).expect("a terminal");
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_dayboard"));
        command.env_clear();
        command.env("HOME", folder.path());
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        command.args(["--today", "2026-09-09"]);
        command.args(arguments);
        let mut child = pair.slave.spawn_command(command).expect("it starts");
        let (process, killer) = (child.process_id(), child.clone_killer());
        let (tell, end) = mpsc::channel();
        thread::spawn(move || tell.send(child.wait().expect("it ends")));
        drop(pair.slave);
        let cells = |count| NonZero::new(count).expect("it is not 0");
        let parser = Mutex::new(vt100::Parser::new(cells(24), cells(80), 0));
        let shown = Arc::new(Shown { parser, changed: Condvar::new() });
        let mut output = pair.master.try_clone_reader().expect("its output");
        let told = Arc::clone(&shown);
        thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count) = output.read(&mut bytes) {
                let Some(read) = bytes.get(..count).filter(|read| !read.is_empty()) else { break };
                told.parser.lock().unwrap_or_else(PoisonError::into_inner).process(read);
                told.changed.notify_all();
            }
            told.changed.notify_all();
        });
        let keyboard = pair.master.take_writer().expect("its keyboard");
        Self { shown, keyboard, master: pair.master, process, killer, end, _folder: folder }
    }

    /// Waits until the screen is as `wanted`.
    fn until(&self, what: &str, wanted: impl Fn(&vt100::Screen) -> bool) {
        let parser = self.shown.parser.lock().expect("nobody panicked");
        let (parser, waited) = self
            .shown
            .changed
            .wait_timeout_while(parser, PATIENCE, |parser| !wanted(parser.screen()))
            .expect("nobody panicked");
        assert!(!waited.timed_out(), "waited for {what}, but saw:\n{}", parser.screen().contents());
    }

    fn until_text(&self, text: &str) {
        self.until(text, |screen| screen.contents().contains(text));
    }

    fn press(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).expect("it listens");
        self.keyboard.flush().expect("it listens");
    }

    /// Waits for the end; the terminal must be as it was.
    fn ended(self) -> ExitStatus {
        let status = self.end.recv_timeout(PATIENCE).expect("it ends");
        self.until("the terminal given back", |screen| !screen.alternate_screen() && !screen.hide_cursor());
        status
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.killer.kill();
    }
}

#[test]
fn an_empty_board_starts_switches_its_language_and_quits() {
    let mut session = Session::start(&[]);
    session.until_text("No figures yet.");
    session.press("L");
    session.until_text("还没有数据。");
    session.press("?");
    session.until_text("按键");
    session.press("\r");
    session.until_text("还没有数据。");
    session.press("q");
    assert!(session.ended().success());
}

#[test]
fn it_follows_a_change_of_size() {
    let mut session = Session::start(&["--demo"]);
    session.until_text("figures to");
    session.master.resize(size(50, 12)).expect("it is resized");
    session.until_text("too small");
    session.master.resize(size(80, 24)).expect("it is resized");
    session.until_text("figures to");
    session.press("[");
    session.until_text("Mon 7 Sep 2026");
    session.press("q");
    assert!(session.ended().success());
}

#[test]
fn a_signal_gives_the_terminal_back_and_ends_the_program_as_the_signal_does() {
    let session = Session::start(&[]);
    session.until_text("No figures yet.");
    let process = session.process.and_then(|id| i32::try_from(id).ok()).expect("it runs");
    let process = rustix::process::Pid::from_raw(process).expect("it is a process");
    rustix::process::kill_process(process, rustix::process::Signal::TERM).expect("it is told");
    let status = session.ended();
    assert_eq!(status.signal(), Some("Terminated"), "{status:?}");
}
