//! `dayboard erase NAME`: a person's name leaves the database for good; every figure and the journal's chain stay.

use std::io::{self, BufRead, IsTerminal};

use clap::Args;

use super::arguments::Trying;
use super::session::Session;
use super::{Ended, Failed, print};
use crate::desk::{self, Erased, Erasing};
use crate::domain::base::Error;
use crate::text::say;

/// Who, and whether that was asked before.
#[derive(Args, Debug)]
pub(super) struct Asked {
    #[arg(value_name = "NAME")]
    name: String,
    #[arg(long)]
    backups: bool,
    #[arg(long, conflicts_with = "dry_run")]
    yes: bool,
    #[command(flatten)]
    trying: Trying,
}

pub(super) fn run(session: &Session, asked: &Asked) -> Result<Ended, Failed> {
    let folder = session.folder()?;
    let remote = session.remote(&folder)?;
    let ask = |really| {
        let asked = Erasing { name: asked.name.clone(), copies: asked.backups, really };
        match &remote {
            Some(desk) => desk.erase(asked),
            None => desk::erase(&folder, &asked),
        }
    };
    let plan = ask(false)?;
    let tell = |id: &str, erased: &Erased| {
        let numbers = [erased.documents, erased.lines, erased.copies.len() as u64].map(|number| number.to_string());
        let [documents, lines, copies] = &numbers;
        let words = [
            ("name", asked.name.as_str()),
            ("alias", &erased.alias),
            ("documents", documents),
            ("lines", lines),
            ("copies", copies),
        ];
        say(id, &words, session.lang)
    };
    if !asked.yes {
        print::lines([tell("erase.would", &plan), tell("erase.scope", &plan)])?;
        if asked.trying.dry_run {
            print::lines([say("done.nothing", &[], session.lang)])?;
            return Ok(Ended::Done);
        }
        if !io::stdin().is_terminal() {
            return Err(Error::asked("erase-confirm").with("name", &asked.name).into());
        }
        print::lines([tell("erase.ask", &plan)])?;
        let mut line = String::new();
        let _ = io::stdin().lock().read_line(&mut line);
        if line.trim() != asked.name {
            return Err(Error::asked("erase-confirm").with("name", &asked.name).into());
        }
    }
    let done = ask(true)?;
    let mut lines = vec![tell("erase.done", &done), tell("erase.scope", &done)];
    if !done.copies.is_empty() {
        lines.push(tell("erase.copies", &done));
        lines.extend(done.copies.iter().map(|copy| format!("  rm -r {}", quoted(&copy.display().to_string()))));
    }
    print::lines(lines)?;
    Ok(Ended::Done)
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "/._-".contains(letter);
    if word.chars().all(plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}
