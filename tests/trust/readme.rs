//! Every command of the README works as written, in an empty home.

use std::fs;
use std::io::{Read, Write};
use std::num::NonZero;
use std::path::Path;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

use super::board::Board;

/// The commands that stand in the README's code blocks, without their comments.
fn commands() -> Vec<String> {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("it is there");
    let blocks =
        readme.split("\n```").skip(1).step_by(2).map(|block| block.split_once('\n').map_or("", |(_, rest)| rest));
    let lines: Vec<String> =
        blocks.flat_map(str::lines).map(|line| line.split(" #").next().unwrap_or_default().trim().to_owned()).collect();
    lines
        .into_iter()
        .filter_map(|line| {
            let own = line.strip_prefix("cargo run --release --").or_else(|| line.strip_prefix("dayboard"))?;
            Some(own.trim().to_owned())
        })
        .collect()
}

/// A file of each kind that the commands name.
fn files(board: &Board) {
    let canonical = "date,channel,region,product,member,customer,document,reason,visits,inquiries,valid_inquiries,\
                     lost_orders,deals,revenue\n2026-09-08,seo,East,,张伟,,,,312,14,9,1,2,26000.00\n";
    fs::write(board.path("orders-2026-09-08.csv"), canonical).expect("a file");
    let leads = "Created,Owner,Stage,Amount\n2026-09-08,Li Na,won,1200.50\n2026-09-09,Li Na,open,\n";
    fs::write(board.path("leads.csv"), leads).expect("a file");
}

#[test]
fn the_readme_has_commands() {
    let commands = commands();
    assert!(commands.iter().any(|command| command == "--demo"), "{commands:?}");
    assert!(commands.iter().any(|command| command.starts_with("import")), "{commands:?}");
}

#[test]
fn every_command_of_the_readme_works_as_written() {
    let board = Board::new();
    files(&board);
    for command in commands() {
        let words: Vec<&str> = command.split_whitespace().collect();
        if words.iter().all(|word| word.starts_with("--")) {
            let screen = screen(&board, &words, |screen| screen.contains("Day"));
            assert!(screen.contains("Day"), "dayboard {command} shows:\n{screen}");
        } else {
            board.done(&words);
        }
    }
}

#[test]
fn the_demo_shows_a_day_with_figures_without_a_question() {
    let screen = screen(&Board::new(), &["--demo", "--today", "2026-09-08"], |screen| screen.contains("traffic"));
    assert!(screen.contains("Mon 7 Sep 2026"), "{screen}");
    let line = screen.lines().find(|line| line.contains("traffic")).expect("a line of traffic");
    assert!(line.chars().filter(char::is_ascii_digit).count() >= 4, "{line}");
}

/// Starts the board in a terminal of 80x24, waits until the screen is as wanted, and leaves with `q`.
fn screen(board: &Board, words: &[&str], wanted: impl Fn(&str) -> bool) -> String {
    let pair = native_pty_system().openpty(PtySize { rows: 24, cols: 80, ..PtySize::default() }).expect("a terminal");
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_dayboard"));
    command.env_clear();
    for (name, value) in [("TERM", "xterm-256color"), ("LANG", "en_US.UTF-8"), ("DAYBOARD_IDLE_EXIT", "0")] {
        command.env(name, value);
    }
    command.env("HOME", board.path(""));
    command.cwd(board.path(""));
    command.args(words);
    let mut child = pair.slave.spawn_command(command).expect("it starts");
    drop(pair.slave);
    let (sender, bytes) = mpsc::channel();
    let mut reader = pair.master.try_clone_reader().expect("it can be read");
    let reading = std::thread::spawn(move || {
        let mut buffer = [0; 4_096];
        while let Ok(count @ 1..) = reader.read(&mut buffer) {
            if sender.send(buffer[..count].to_vec()).is_err() {
                break;
            }
        }
    });
    let mut writer = pair.master.take_writer().expect("it can be written");
    let [rows, columns] = [24, 80].map(|size| NonZero::new(size).expect("a size"));
    let mut terminal = vt100::Parser::new(rows, columns, 0);
    let limit = Instant::now() + Duration::from_secs(60);
    while let Ok(read) = bytes.recv_timeout(limit.saturating_duration_since(Instant::now())) {
        terminal.process(&read);
        if wanted(&terminal.screen().contents()) {
            break;
        }
    }
    let shown = terminal.screen().contents();
    writer.write_all(b"q").expect("it listens");
    let left = child.wait().expect("it ends");
    assert!(left.success(), "it left with {left:?}, showing:\n{shown}");
    drop((writer, pair.master));
    let _ = reading.join();
    shown
}
