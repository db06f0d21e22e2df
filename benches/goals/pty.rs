//! The program in a real terminal, with the moment at which each piece of its output comes.

use std::fs;
use std::io::{Read, Write};
use std::num::NonZero;
use std::path::Path;
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use crate::Outcome;

/// Columns and rows of the terminal.
const SIZE: (u16, u16) = (120, 36);
/// When nothing has come for so long, nothing more comes: more than twice as long as the least time between two frames.
const QUIET: Duration = Duration::from_millis(40);
/// Nothing takes longer.
const PATIENCE: Duration = Duration::from_secs(60);
/// What the program asks the terminal, and what this one answers.
const ANSWERS: [(&str, &str); 2] = [("\x1b[6n", "\x1b[1;2R"), ("\x1b]11;?", "\x1b]11;rgb:0000/0000/0000\x1b\\")];
/// The end of a frame.
const FRAME: &str = "\x1b[?2026l";

/// A piece of output, and when it came.
type Piece = (Instant, Vec<u8>);

/// The program in a terminal.
pub(crate) struct Session {
    began: Instant,
    parser: vt100::Parser,
    output: Receiver<Piece>,
    keyboard: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    _master: Box<dyn MasterPty + Send>,
}

/// What came after a key: when the last byte of it did, and how many bytes there were.
pub(crate) struct Drawn {
    pub(crate) time: Duration,
    pub(crate) bytes: usize,
}

impl Session {
    /// Starts the program with `arguments` and the home folder `home`.
    pub(crate) fn start(home: &Path, arguments: &[&str]) -> Outcome<Self> {
        let (columns, rows) = SIZE;
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size)?;
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_dayboard"));
        command.env_clear();
        command.env("HOME", home);
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        command.env("DAYBOARD_IDLE_EXIT", "0");
        command.args(arguments);
        let mut reader = pair.master.try_clone_reader()?;
        let keyboard = pair.master.take_writer()?;
        let began = Instant::now();
        let child = pair.slave.spawn_command(command)?;
        drop(pair.slave);
        let (tell, output) = mpsc::channel();
        thread::spawn(move || {
            let mut bytes = vec![0; 1 << 16];
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                if tell.send((Instant::now(), bytes[..count].to_vec())).is_err() {
                    break;
                }
            }
        });
        let cells = |count| NonZero::new(count).ok_or("no cells");
        let parser = vt100::Parser::new(cells(rows)?, cells(columns)?, 0);
        Ok(Self { began, parser, output, keyboard, child, _master: pair.master })
    }

    /// How long after the start the first frame was complete, and the first in which `text` stands.
    pub(crate) fn first(&mut self, text: &str) -> Outcome<[Duration; 2]> {
        let mut frame = None;
        // A piece may end within a sequence.
        let mut all = Vec::new();
        loop {
            let (at, bytes) = self.output.recv_timeout(PATIENCE)?;
            all.extend_from_slice(&bytes);
            let said = String::from_utf8_lossy(&all).into_owned();
            let piece = String::from_utf8_lossy(&bytes);
            for (_, answer) in ANSWERS.iter().filter(|(question, _)| piece.contains(question)) {
                self.keyboard.write_all(answer.as_bytes())?;
            }
            let since = at - self.began;
            frame = frame.or(said.contains(FRAME).then_some(since));
            self.parser.process(&bytes);
            if let Some(frame) = frame.filter(|_| self.parser.screen().contents().contains(text)) {
                self.quiet();
                return Ok([frame, since]);
            }
        }
    }

    /// Types `key` and waits until all that it changes is there.
    pub(crate) fn press(&mut self, key: &str) -> Outcome<Drawn> {
        let start = Instant::now();
        self.keyboard.write_all(key.as_bytes())?;
        let (mut time, mut bytes) = (Duration::ZERO, 0);
        while let Some((at, piece)) = self.next(QUIET) {
            (time, bytes) = (at - start, bytes + piece.len());
        }
        Ok(Drawn { time, bytes })
    }

    /// Types `key`, whatever is on its way; when.
    pub(crate) fn send(&mut self, key: &str) -> Outcome<Instant> {
        self.pass_over();
        let start = Instant::now();
        self.keyboard.write_all(key.as_bytes())?;
        Ok(start)
    }

    /// When the next frame was complete; `None` where none is within `patience`.
    pub(crate) fn frame(&mut self, patience: Duration) -> Option<Instant> {
        let mut all = Vec::new();
        loop {
            let (at, bytes) = self.output.recv_timeout(patience).ok()?;
            self.parser.process(&bytes);
            all.extend(bytes);
            if String::from_utf8_lossy(&all).contains(FRAME) {
                return Some(at);
            }
        }
    }

    /// When `text` stood on the screen.
    pub(crate) fn until(&mut self, text: &str) -> Outcome<Instant> {
        loop {
            let (at, bytes) = self.output.recv_timeout(PATIENCE)?;
            self.parser.process(&bytes);
            if self.parser.screen().contents().contains(text) {
                return Ok(at);
            }
        }
    }

    /// Takes in what has come.
    pub(crate) fn pass_over(&mut self) {
        while let Ok((_, bytes)) = self.output.try_recv() {
            self.parser.process(&bytes);
        }
    }

    /// Watches the program for `time`: how many bytes it writes, and how many hundredths of a second it computes.
    pub(crate) fn watch(&mut self, time: Duration) -> Outcome<[f64; 2]> {
        let (start, before) = (Instant::now(), self.ticks()?);
        let mut bytes = 0;
        while let Some(left) = time.checked_sub(start.elapsed()) {
            bytes += self.next(left).map_or(0, |(_, piece)| piece.len());
        }
        Ok([bytes as f64, self.ticks()? - before])
    }

    /// As [`resident`], of the program.
    pub(crate) fn resident(&self) -> Outcome<f64> {
        resident(self.process()?)
    }

    /// Quits, and waits for a clean end.
    pub(crate) fn quit(mut self) -> Outcome<()> {
        self.keyboard.write_all(b"q")?;
        if self.child.wait()?.success() { Ok(()) } else { Err("it did not end well".into()) }
    }

    fn quiet(&mut self) {
        while self.next(QUIET).is_some() {}
    }

    fn next(&mut self, patience: Duration) -> Option<Piece> {
        let piece = self.output.recv_timeout(patience).ok()?;
        self.parser.process(&piece.1);
        Some(piece)
    }

    fn ticks(&self) -> Outcome<f64> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.process()?))?;
        let fields: Vec<&str> = stat.rsplit(") ").next().unwrap_or_default().split(' ').collect();
        Ok(fields.get(11..13).ok_or("no times")?.iter().map(|ticks| ticks.parse::<f64>()).sum::<Result<f64, _>>()?)
    }

    fn process(&self) -> Outcome<u32> {
        Ok(self.child.process_id().ok_or("no process")?)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

/// Resident memory of a process in mebibytes.
pub(crate) fn resident(process: u32) -> Outcome<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no memory")?;
    Ok(line.split_whitespace().next().ok_or("no figure")?.parse::<f64>()? / 1024.0)
}
