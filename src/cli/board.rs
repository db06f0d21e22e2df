//! `dayboard`: the board.

use std::fs;
use std::io::{self, IsTerminal};
use std::os::unix::process::CommandExt;
use std::process::Command;

use super::session::{Open, Session};
use super::{Ended, Failed, place};
use crate::domain::base::Error;
use crate::domain::model::Lens;
use crate::tui::{self, Glyphs, Keymap, Leave, Left, Start, Theme};

pub(super) fn run(session: &Session) -> Result<Ended, Failed> {
    if !io::stdout().is_terminal() || !io::stdin().is_terminal() {
        return Err(Error::asked("no-screen").into());
    }
    let open = session.open()?;
    let start = start(session, &open, open.lens(session, &[], None)?)?;
    match tui::run(open.desk, start, is_remote())? {
        Left::User(Leave::Demo) => Err(become_demo(session).into()),
        // What a signal ended, ends with that signal, so that the shell sees the cause.
        Left::Signal(signal) => {
            tui::term::raise(signal);
            Ok(Ended::Done)
        }
        Left::User(Leave::Quit) | Left::Gone => Ok(Ended::Done),
    }
}

/// Starts over as `dayboard --demo` in the place of this process; it comes back only where that fails.
fn become_demo(session: &Session) -> Error {
    let program = std::env::current_exe().unwrap_or_else(|_| "dayboard".into());
    let mut command = Command::new(program);
    command.args(["--demo", "--lang", session.lang.id()]);
    let global = &session.global;
    for (option, value) in [("--today", &global.today), ("--theme", &global.theme), ("--glyphs", &global.glyphs)] {
        command.args(value.iter().flat_map(|value| [option, value.as_str()]));
    }
    Error::could("demo-start").with("reason", command.exec())
}

fn start(session: &Session, open: &Open, lens: Lens) -> Result<Start, Error> {
    let own = place::settings().and_then(|folder| fs::read_to_string(folder.join("keymap.toml")).ok());
    Ok(Start {
        lang: session.lang,
        today: open.today,
        lens,
        folder: place::friendly(&open.folder),
        keymap: own.map_or_else(Keymap::shipped, |own| Keymap::with_own(&own))?,
        theme: theme(session)?,
        glyphs: glyphs(session),
    })
}

/// `--theme`; else mono where `NO_COLOR` asks for it, else by what the terminal says about its ground.
fn theme(session: &Session) -> Result<Theme, Error> {
    let named = session.global.theme.as_deref().filter(|name| *name != "auto");
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let ground = || std::env::var("COLORFGBG").ok().and_then(|pair| pair.rsplit(';').next()?.parse::<u8>().ok());
    let light = || matches!(ground(), Some(7 | 9..=15));
    Theme::shipped(match named {
        Some(name) => name,
        None if plain => "mono",
        None if light() => "light",
        None => "dark",
    })
}

/// `--glyphs`; else ASCII where the locale is not UTF-8.
fn glyphs(session: &Session) -> Glyphs {
    let named = session.global.glyphs.as_deref().and_then(|name| name.parse().ok());
    let locale =
        ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()));
    let utf8 = locale.is_none_or(|name| {
        let name = name.to_ascii_lowercase();
        name.contains("utf-8") || name.contains("utf8")
    });
    named.unwrap_or(if utf8 { tui::UNICODE } else { tui::ASCII })
}

/// Whether the terminal is at the other end of a network.
fn is_remote() -> bool {
    std::env::var_os("SSH_CONNECTION").is_some() || std::env::var_os("SSH_TTY").is_some()
}
