//! The command line: one file a command, each parses, asks or applies, and prints.

mod action;
mod add;
mod adopt;
mod approve;
mod arguments;
mod backup;
mod board;
mod brief;
mod changed;
mod check;
mod compact;
mod completions;
mod entry;
mod erase;
mod explain;
mod export;
mod funnel;
mod help;
mod import;
mod imports;
mod language;
mod log;
mod meeting;
mod metrics;
mod owner;
mod place;
mod plan;
mod print;
mod records;
mod report;
mod restore;
mod role;
mod roster;
mod screen;
mod series;
mod serve;
mod session;
mod set;
mod settings;
mod status;
mod target;
mod undo;

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use arguments::{Arguments, Command};
use session::Session;

use crate::desk;
use crate::domain::base::{Error, ErrorKind};
use crate::exchange::{SHEET_COMMAND, sheet_child};
use crate::text::{Lang, said};
use crate::tui::Along;

/// How a command ended that could be carried out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Ended {
    /// It is done; exit code 0.
    Done,
    /// It is done and found something wrong; exit code 1.
    Found,
}

/// Why a command could not be carried out: everything that stands against it, the weightiest first.
#[derive(Debug)]
struct Failed(Vec<Error>);

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self(vec![error])
    }
}

/// Runs the command line `arguments` (the program's name first) to its exit code: 0 done, 1 something is wrong with the
/// data, 2 asked wrongly, 3 could not.
#[must_use]
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    if arguments.get(1).is_some_and(|word| word == SHEET_COMMAND) {
        return ExitCode::from(sheet_child(arguments.into_iter().skip(2)));
    }
    let lang = language::asked(&arguments);
    let parsed = match language::parse(&arguments, lang) {
        Ok(parsed) => parsed,
        Err(language::Stop::Print(text)) => return print_text(&text),
        Err(language::Stop::Error(error)) => return refuse(&error.into(), lang),
    };
    match run(parsed, lang) {
        Ok(Ended::Done) => ExitCode::SUCCESS,
        Ok(Ended::Found) => ExitCode::from(1),
        Err(failed) => refuse(&failed, lang),
    }
}

fn run(arguments: Arguments, lang: Lang) -> Result<Ended, Failed> {
    let session = Session::new(arguments.global, lang)?;
    match arguments.command {
        None => screen::run(&session, None),
        Some(Command::Present(asked)) => screen::run(&session, Some(asked.along())),
        Some(Command::Follow(asked)) => screen::run(&session, Some(Along::Follows(asked.name))),
        Some(Command::Report(asked)) => report::run(&session, &asked),
        Some(Command::Funnel(asked)) => funnel::run(&session, &asked),
        Some(Command::Board(asked)) => board::run(&session, &asked),
        Some(Command::Series(asked)) => series::run(&session, &asked),
        Some(Command::Brief(asked)) => brief::run(&session, &asked),
        Some(Command::Changed(asked)) => changed::run(&session, &asked),
        Some(Command::Explain(asked)) => explain::run(&session, &asked),
        Some(Command::Metrics(asked)) => metrics::run(&session, &asked),
        Some(Command::Status(asked)) => status::run(&session, &asked),
        Some(Command::Log(asked)) => log::run(&session, &asked),
        Some(Command::Import(asked)) => import::run(&session, &asked),
        Some(Command::Export(asked)) => export::run(&session, &asked),
        Some(Command::Imports(asked)) => imports::run(&session, &asked),
        Some(Command::Set(asked)) => set::run(&session, &asked),
        Some(Command::Add(asked)) => add::run(&session, &asked),
        Some(Command::Action(asked)) => action::run(&session, &asked),
        Some(Command::Meeting(asked)) => meeting::run(&session, &asked),
        Some(Command::Records(asked)) => records::run(&session, &asked),
        Some(Command::Roster(asked)) => roster::run(&session, &asked),
        Some(Command::Entry(asked)) => entry::run(&session, &asked),
        Some(Command::Close(asked)) => entry::close(&session, &asked),
        Some(Command::Target(asked)) => target::run(&session, &asked),
        Some(Command::Plan(asked)) => plan::run(&session, &asked),
        Some(Command::Undo(asked)) => undo::run(&session, desk::Command::Undo, &asked),
        Some(Command::Redo(asked)) => undo::run(&session, desk::Command::Redo, &asked),
        Some(Command::Check(asked)) => check::run(&session, &asked),
        Some(Command::Backup(asked)) => backup::run(&session, &asked),
        Some(Command::Restore(asked)) => restore::run(&session, &asked),
        Some(Command::Compact(asked)) => compact::run(&session, &asked),
        Some(Command::Approve(asked)) => approve::run(&session, &asked),
        Some(Command::Settings(asked)) => settings::run(&session, &asked),
        Some(Command::Erase(asked)) => erase::run(&session, &asked),
        Some(Command::Role(asked)) => role::run(&session, &asked),
        Some(Command::Serve(asked)) => serve::run(&session, &asked),
        Some(Command::Completions(asked)) => completions::run(&session, &asked),
        Some(Command::Man) => completions::man(&session),
        Some(Command::Help(asked)) => help::run(&session, &asked),
    }
}

/// Help and version.
fn print_text(text: &str) -> ExitCode {
    let _ = io::stdout().lock().write_all(text.as_bytes());
    ExitCode::SUCCESS
}

/// Says what is wrong, each thing in a line, then what can be done about it, each hint once; chooses the exit code.
fn refuse(failed: &Failed, lang: Lang) -> ExitCode {
    let mut text = String::new();
    let mut hints: Vec<String> = Vec::new();
    for words in failed.0.iter().map(|error| said(error, lang)) {
        text.extend([words.sentence.as_str(), "\n"]);
        hints.extend(words.hint.filter(|hint| !hints.contains(hint)));
    }
    text.extend(hints.iter().flat_map(|hint| [hint.as_str(), "\n"]));
    let _ = io::stderr().lock().write_all(text.as_bytes());
    ExitCode::from(match failed.0.first().map(|error| error.kind) {
        Some(ErrorKind::Found) => 1,
        Some(ErrorKind::Asked) => 2,
        Some(ErrorKind::Could) | None => 3,
    })
}
