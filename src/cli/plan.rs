//! `dayboard plan`: what is planned for a week; set it, settle it, say what came of it (S-003, S-004).

use clap::{Args, Subcommand};

use super::arguments::{Printing, Trying};
use super::owner::metric;
use super::session::{Open, Session};
use super::target::{owned, period};
use super::{Ended, Failed};
use crate::desk::Command;
use crate::domain::base::{Error, Grain, Period};
use crate::domain::model::{Document, DocumentKind, DocumentQuery, Owner, Revision, WeekPlan, amount};
use crate::report::Kind;

/// The plans of a week, or what to do with one.
#[derive(Args, Debug)]
pub(super) struct Asked {
    #[command(subcommand)]
    doing: Option<Doing>,
}

#[derive(Debug, Subcommand)]
enum Doing {
    Show(Showing),
    Set(Setting),
    Lock(Locking),
    Summary(Summing),
}

#[derive(Args, Debug)]
struct Showing {
    #[arg(value_name = "LENS")]
    words: Vec<String>,
    #[command(flatten)]
    printing: Printing,
}

#[derive(Args, Debug)]
struct Setting {
    #[arg(value_name = "WORD", required = true)]
    words: Vec<String>,
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    trying: Trying,
}

#[derive(Args, Debug)]
struct Locking {
    #[arg(value_name = "[OWNER] WEEK", required = true, num_args = 1..=2)]
    words: Vec<String>,
    #[command(flatten)]
    trying: Trying,
}

#[derive(Args, Debug)]
struct Summing {
    #[arg(value_name = "[OWNER] WEEK TEXT", required = true, num_args = 2..=3)]
    words: Vec<String>,
    #[command(flatten)]
    trying: Trying,
}

pub(super) fn run(session: &Session, asked: &Asked) -> Result<Ended, Failed> {
    match &asked.doing {
        None => {
            let plain = Printing { format: None, output: None };
            session.print_report(Kind::Goals, &["week".to_owned()], None, &plain)
        }
        Some(Doing::Show(asked)) => {
            let words: Vec<String> = std::iter::once("week".to_owned()).chain(asked.words.iter().cloned()).collect();
            session.print_report(Kind::Goals, &words, None, &asked.printing)
        }
        Some(Doing::Set(asked)) => set(session, asked),
        Some(Doing::Lock(asked)) => change(session, &asked.words, 1, &asked.trying, |plan| plan.locked = true),
        Some(Doing::Summary(asked)) => {
            let text = asked.words.last().cloned().unwrap_or_default();
            change(session, &asked.words, 2, &asked.trying, |plan| plan.summary = text)
        }
    }
}

/// A week of the words: `2026-W37`, or a day in it.
fn week(open: &Open, text: &str) -> Result<Period, Error> {
    let fiscal = open.organisation.settings.fiscal_start;
    let found = period(open, text)?;
    match found.grain() {
        Grain::Week => Ok(found),
        Grain::Day => Ok(Period::of(Grain::Week, found.first(), fiscal)),
        _ => Err(Error::asked("plan-week").with("word", text)),
    }
}

fn standing(open: &Open, owner: &Owner, week: Period) -> Result<Option<(WeekPlan, Revision)>, Error> {
    let query = DocumentQuery::of_owner(DocumentKind::WeekPlan, week, owner);
    let found = open.documents(query)?;
    Ok(found.into_iter().find_map(|found| match found.document {
        Document::WeekPlan(plan) if plan.owner == *owner => Some((plan, found.revision)),
        _ => None,
    }))
}

/// Words: whose, which week, and `METRIC=NUMBER` each.
fn set(session: &Session, asked: &Setting) -> Result<Ended, Failed> {
    let open = session.open()?;
    let (mut own, mut of, mut values) = (Owner::Company, None, Vec::new());
    for word in &asked.words {
        match word.split_once('=') {
            None if word == "company" => own = Owner::Company,
            None => of = Some(week(&open, word)?),
            Some((key, value)) => {
                if let Ok(owner) = word.parse::<Owner>() {
                    own = owner;
                } else {
                    let known = metric(&open, key)?;
                    values.push((known.id.clone(), amount(known, value)?));
                }
            }
        }
    }
    let fiscal = open.organisation.settings.fiscal_start;
    let of = of.unwrap_or_else(|| Period::of(Grain::Week, open.today, fiscal));
    if values.is_empty() {
        return Err(Error::asked("plan-empty").into());
    }
    let old = standing(&open, &own, of)?;
    let seen = old.as_ref().map(|(_, revision)| *revision);
    let empty = WeekPlan { owner: own, week: of, values: Vec::new(), locked: false, summary: String::new() };
    let mut plan = old.map_or(empty, |(plan, _)| plan);
    for (id, value) in values {
        plan.values.retain(|(known, _)| *known != id);
        plan.values.push((id, value));
    }
    let documents = vec![(Document::WeekPlan(plan), seen)];
    open.carry_out(session, Command::Write { documents, reason: asked.reason.clone() }, asked.trying.dry_run)
}

/// Changes a plan that is there: of the last `count` of `words` the first says which week, what is before them whose.
fn change(
    session: &Session,
    words: &[String],
    count: usize,
    trying: &Trying,
    how: impl FnOnce(&mut WeekPlan),
) -> Result<Ended, Failed> {
    let open = session.open()?;
    let (own, rest) = owned(&open, words, count)?;
    let of = week(&open, rest.first().map(String::as_str).unwrap_or_default())?;
    let fiscal = open.organisation.settings.fiscal_start;
    let none = || Error::asked("plan-none").with("owner", &own).with("week", of.name(fiscal));
    let (mut plan, seen) = standing(&open, &own, of)?.ok_or_else(none)?;
    how(&mut plan);
    let documents = vec![(Document::WeekPlan(plan), Some(seen))];
    open.carry_out(session, Command::Write { documents, reason: None }, trying.dry_run)
}
