//! The shape of the command line. Its words stand in `data/text/command.toml`, in both languages.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use super::{
    action, add, approve, backup, board, brief, changed, check, compact, completions, entry, erase, explain, export,
    funnel, help, import, imports, log, meeting, metrics, plan, records, report, restore, role, roster, screen, series,
    serve, set, settings, status, target, undo,
};

/// The whole command line.
#[derive(Debug, Parser)]
#[command(name = "dayboard", version, disable_help_flag = true, disable_version_flag = true)]
#[command(disable_help_subcommand = true)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) global: Global,
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

/// What every command takes.
#[derive(Args, Clone, Debug)]
pub(super) struct Global {
    #[arg(long, global = true, value_name = "DIR", conflicts_with = "demo")]
    pub(super) db: Option<PathBuf>,
    #[arg(long, global = true)]
    pub(super) demo: bool,
    #[arg(long, global = true, requires = "demo")]
    pub(super) fresh: bool,
    #[arg(long, global = true)]
    pub(super) fresh_session: bool,
    #[arg(long, global = true, value_name = "LENS")]
    pub(super) lens: Option<String>,
    #[arg(long, global = true, value_name = "STATE")]
    pub(super) as_of: Option<String>,
    #[arg(long, global = true, value_name = "DATE")]
    pub(super) today: Option<String>,
    #[arg(long, global = true, value_name = "LANG", value_parser = ["en", "zh"])]
    pub(super) lang: Option<String>,
    #[arg(long, global = true, value_name = "THEME", value_parser = ["auto", "dark", "light", "mono", "contrast"])]
    pub(super) theme: Option<String>,
    #[arg(long, global = true, value_name = "SET", value_parser = ["auto", "unicode", "safe", "ascii"])]
    pub(super) glyphs: Option<String>,
    #[arg(long, global = true, value_name = "WHO", value_parser = ["own", "shared"])]
    pub(super) audience: Option<String>,
    #[arg(long, global = true, value_name = "WHERE", value_parser = ["here", "auto", "never"])]
    pub(super) holder: Option<String>,
}

/// What a command that prints takes.
#[derive(Args, Clone, Debug)]
pub(super) struct Printing {
    #[arg(long, value_name = "FORMAT", value_parser = ["text", "markdown", "html", "csv", "json", "xlsx", "chat"])]
    pub(super) format: Option<String>,
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

/// What a command that changes something takes.
#[derive(Args, Clone, Debug)]
pub(super) struct Trying {
    #[arg(long)]
    pub(super) dry_run: bool,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Report(report::Asked),
    Funnel(funnel::Asked),
    Board(board::Asked),
    Series(series::Asked),
    Brief(brief::Asked),
    Changed(changed::Asked),
    Explain(explain::Asked),
    Metrics(metrics::Asked),
    Import(import::Asked),
    Imports(imports::Asked),
    Export(export::Asked),
    Set(set::Asked),
    Add(add::Asked),
    Action(action::Asked),
    Records(records::Asked),
    Roster(roster::Asked),
    Meeting(meeting::Asked),
    Entry(entry::Asked),
    Close(entry::Closing),
    Target(target::Asked),
    Plan(plan::Asked),
    Undo(undo::Asked),
    Redo(undo::Asked),
    Status(status::Asked),
    Log(log::Asked),
    Check(check::Asked),
    Backup(backup::Asked),
    Restore(restore::Asked),
    Compact(compact::Asked),
    Approve(approve::Asked),
    Erase(erase::Asked),
    Role(role::Asked),
    Settings(settings::Asked),
    Present(screen::Presenting),
    Follow(screen::Followed),
    Serve(serve::Asked),
    Completions(completions::Asked),
    Man,
    Help(help::Asked),
}
