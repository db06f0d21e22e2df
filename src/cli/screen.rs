//! `dayboard`: the board.

use std::env;
use std::fs;
use std::io::{self, IsTerminal};
use std::os::unix::process::CommandExt;
use std::process::Command;

use clap::Args;

use super::session::Session;
use super::{Ended, Failed, place};
use crate::domain::base::{Error, FiscalStart};
use crate::report::Audience;
use crate::tui::term::{Known, Memory, Signal, raise};
use crate::tui::{self, Along, Ambiguous, Glyphs, Grounds, Keymap, Leave, Left, Opened, Saved, Start, Terminal, Theme};

/// `follow`.
#[derive(Args, Debug)]
pub(super) struct Followed {
    pub(super) name: Option<String>,
}

/// `present`.
#[derive(Args, Debug)]
pub(super) struct Presenting {
    #[arg(long)]
    standup: bool,
}

impl Presenting {
    /// How it goes along with others.
    pub(super) fn along(&self) -> Along {
        if self.standup { Along::StandsUp } else { Along::Presents }
    }
}

/// Shows the screen, alone or along with others.
pub(super) fn run(session: &Session, along: Option<Along>) -> Result<Ended, Failed> {
    if !io::stdout().is_terminal() || !io::stdin().is_terminal() {
        return Err(Error::asked("no-screen").into());
    }
    let term = variable("TERM").unwrap_or_default();
    if term == "dumb" {
        return Err(Error::asked("dumb-terminal").into());
    }
    // A slip of the pen is told before the screen is taken.
    session.lens(&[], None, FiscalStart::default())?;
    let name = [Some(term.clone()), variable("TERM_PROGRAM")].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let memory = Memory::new(place::terminals(), name);
    let known = memory.known();
    let remote = variable("SSH_CONNECTION").is_some() || variable("SSH_TTY").is_some();
    let keep = session.keep()?;
    let global = &session.global;
    let kept = keep.session().filter(|_| !global.fresh_session);
    let mut start = start(session, known, !remote, keep.lenses()?)?;
    start.along = along;
    start.drafts = keep.drafts();
    if let Some(kept) = &kept {
        start.resume(kept, global.lang.is_none(), global.theme.is_none());
        if kept.shared && global.audience.is_none() {
            start.audience = Audience::Shared;
        }
    }
    let terminal = Terminal {
        remote,
        // The console of Linux would print the question.
        asked: start.grounds.is_some() && term != "linux",
        ambiguous: match known.wide {
            Some(false) => Ambiguous::Narrow,
            None if !is_named(session.global.glyphs.as_ref()) && !start.glyphs.ascii => Ambiguous::Asked,
            _ => Ambiguous::Unsure,
        },
        memory,
    };
    let opening = session.clone();
    let open = move || {
        let open = opening.open()?;
        let mut opened = Opened::new(open.today, open.lens(&opening, &[], None)?);
        if let Some(kept) = &kept {
            let asked = opening.global.lens.is_some() || opening.global.as_of.is_some();
            opened.resume(kept, !asked, open.organisation.settings.fiscal_start);
        }
        Ok((open.desk, opened))
    };
    match tui::run(open, start, terminal, keep)? {
        Left::User(Leave::Demo) => Err(become_demo(session).into()),
        Left::User(Leave::Quit) => Ok(Ended::Done),
        // What a signal ended, ends with that signal, so that the shell sees the cause.
        Left::Signal(signal) => Ok(end_with(signal)),
        Left::Gone => Ok(end_with(Signal::HANG_UP)),
    }
}

fn end_with(signal: Signal) -> Ended {
    raise(signal);
    Ended::Done
}

/// Starts over as `dayboard --demo` in the place of this process; it comes back only where that fails.
fn become_demo(session: &Session) -> Error {
    let program = env::current_exe().unwrap_or_else(|_| "dayboard".into());
    let mut command = Command::new(program);
    command.args(["--demo", "--lang", session.lang.id()]);
    let global = &session.global;
    for (option, value) in [("--today", &global.today), ("--theme", &global.theme), ("--glyphs", &global.glyphs)] {
        command.args(value.iter().flat_map(|value| [option, value.as_str()]));
    }
    Error::could("demo-start").with("reason", command.exec())
}

fn start(session: &Session, known: Known, mouse: bool, lenses: Saved) -> Result<Start, Error> {
    let own = |name: &str| place::settings().and_then(|folder| fs::read_to_string(folder.join(name)).ok());
    let (theme, grounds) = theme(session, known, &own("theme.toml").unwrap_or_default())?;
    let folder = session.folder()?;
    Ok(Start {
        lang: session.lang,
        folder: place::friendly(&folder),
        keymap: own("keymap.toml").map_or_else(Keymap::shipped, |own| Keymap::with_own(&own))?,
        theme,
        chosen: "",
        grounds,
        glyphs: glyphs(session, known),
        mouse,
        lenses,
        drafts: tui::Drafts::new(),
        user: crate::desk::Account::own().user,
        audience: session.audience(),
        along: None,
    })
}

/// `--theme`; else mono where `NO_COLOR` asks for it; else by what the terminal has said about its ground, or says yet.
/// The user's file changes each of them.
fn theme(session: &Session, known: Known, own: &str) -> Result<(Theme, Option<Grounds>), Error> {
    let chosen = session.global.theme.as_deref().filter(|name| *name != "auto");
    if let Some(name) = chosen.or_else(|| variable("NO_COLOR").map(|_| "mono")) {
        return Ok((Theme::with_own(name, own)?, None));
    }
    let told = || variable("COLORFGBG").and_then(|value| tui::Ground::of_variable(&value));
    let ground = known.ground.or_else(told).unwrap_or(tui::Ground::Dark);
    let grounds = Grounds {
        dark: Theme::with_own(tui::Ground::Dark.theme(), own)?,
        light: Theme::with_own(tui::Ground::Light.theme(), own)?,
    };
    Ok((grounds.of(ground).clone(), Some(grounds)))
}

/// `--glyphs`; else ASCII where the locale is not UTF-8, and the safe signs where the terminal has shown to need them.
fn glyphs(session: &Session, known: Known) -> Glyphs {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(variable);
    let utf8 = locale.is_none_or(|name| {
        let name = name.to_ascii_lowercase();
        name.contains("utf-8") || name.contains("utf8")
    });
    let named = session.global.glyphs.as_deref().and_then(|name| name.parse().ok());
    named.unwrap_or(match known.wide {
        _ if !utf8 => tui::ASCII,
        Some(true) => tui::SAFE,
        _ => tui::UNICODE,
    })
}

/// Whether an option names something of its own choice.
fn is_named(option: Option<&String>) -> bool {
    option.is_some_and(|name| name != "auto")
}

/// A variable of the environment that is not empty.
fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}
