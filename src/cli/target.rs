//! `dayboard target`: the goals of a period; set one, publish it, agree to it, take it away (S-036, S-054).

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::arguments::{Printing, Trying};
use super::owner::{metric, owner};
use super::session::{Open, Session, day};
use super::{Ended, Failed};
use crate::desk::Command;
use crate::domain::base::{Error, Period};
use crate::domain::model::{
    Checkpoint, Document, DocumentKind, DocumentQuery, GoalSteps, Owner, Relative, Revision, Smart, Target,
    TargetState, Unit, amount,
};
use crate::domain::rules::goal_wording::set_by;
use crate::exchange::{ImportRequest, read_targets};
use crate::report::{Kind, Sentence, Value};

/// The tree of targets, or what to do with one of it.
#[derive(Args, Debug)]
pub(super) struct Asked {
    #[command(subcommand)]
    doing: Option<Doing>,
}

#[derive(Debug, Subcommand)]
enum Doing {
    Show(Showing),
    Set(Setting),
    Publish(Moving),
    Agree(Moving),
    Step(Step),
    Checkpoint(Passing),
    Remove(Moving),
    Import(Importing),
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
    #[arg(value_name = "METRIC")]
    metric: String,
    #[arg(value_name = "[OWNER] PERIOD BASE", required = true, num_args = 2..=3)]
    words: Vec<String>,
    #[arg(long, value_name = "N")]
    baseline: Option<String>,
    #[arg(long, value_name = "LETTERS")]
    smart: Option<String>,
    #[arg(long, value_name = "N")]
    stretch: Option<String>,
    #[arg(long, value_name = "TEXT")]
    quality: Option<String>,
    #[arg(long, value_name = "DAY")]
    due: Option<String>,
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    trying: Trying,
}

#[derive(Args, Debug)]
struct Moving {
    #[arg(value_name = "METRIC")]
    metric: String,
    #[arg(value_name = "[OWNER] PERIOD", required = true, num_args = 1..=2)]
    words: Vec<String>,
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    trying: Trying,
}

#[derive(Args, Debug)]
struct Step {
    #[arg(value_name = "NAME")]
    name: String,
    #[arg(value_name = "PERIOD")]
    period: String,
    #[command(flatten)]
    trying: Trying,
}

#[derive(Args, Debug)]
struct Passing {
    #[arg(value_name = "METRIC")]
    metric: String,
    #[arg(value_name = "[OWNER] MONTH 1|2|3", required = true, num_args = 2..=3)]
    words: Vec<String>,
    #[arg(long, value_name = "TEXT")]
    plan: Option<String>,
    #[command(flatten)]
    trying: Trying,
}

#[derive(Args, Debug)]
struct Importing {
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[arg(long, value_name = "METRIC")]
    metric: Option<String>,
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    trying: Trying,
}

pub(super) fn run(session: &Session, asked: &Asked) -> Result<Ended, Failed> {
    match &asked.doing {
        None => {
            let plain = Printing { format: None, output: None };
            session.print_report(Kind::Goals, &["month".to_owned()], None, &plain)
        }
        Some(Doing::Show(asked)) => session.print_report(Kind::Goals, &asked.words, None, &asked.printing),
        Some(Doing::Set(asked)) => set(session, asked),
        Some(Doing::Publish(asked)) => put(session, asked, TargetState::Published),
        Some(Doing::Agree(asked)) => put(session, asked, TargetState::Agreed),
        Some(Doing::Step(asked)) => step(session, asked),
        Some(Doing::Checkpoint(asked)) => pass(session, asked),
        Some(Doing::Import(asked)) => import(session, asked),
        Some(Doing::Remove(asked)) => remove(session, asked),
    }
}

/// A period of the organisation's business year.
pub(super) fn period(open: &Open, text: &str) -> Result<Period, Error> {
    let fiscal = open.organisation.settings.fiscal_start;
    Period::parse(text, fiscal).ok_or_else(|| Error::asked("target-period").with("word", text))
}

/// Splits the words before the last `count` into an owner and the rest.
pub(super) fn owned<'w>(open: &Open, words: &'w [String], count: usize) -> Result<(Owner, &'w [String]), Error> {
    let (own, rest) = words.split_at(words.len().saturating_sub(count));
    let own = own.first().map_or(Ok(Owner::Company), |word| owner(&open.organisation, word))?;
    Ok((own, rest))
}

/// The target as it stands, with the change that wrote it.
fn standing(open: &Open, owner: &Owner, period: Period, id: &str) -> Result<Option<(Target, Revision)>, Error> {
    let query = DocumentQuery::of_owner(DocumentKind::Target, period, owner);
    let found = open.documents(query)?;
    Ok(found.into_iter().find_map(|found| match found.document {
        Document::Target(target) if target.metric == id && target.owner == *owner => Some((target, found.revision)),
        _ => None,
    }))
}

fn set(session: &Session, asked: &Setting) -> Result<Ended, Failed> {
    let open = session.open()?;
    let known = metric(&open, &asked.metric)?;
    let (owner, rest) = owned(&open, &asked.words, 2)?;
    let word = |at: usize| rest.get(at).map(String::as_str).unwrap_or_default();
    let period = period(&open, word(0))?;
    let share = Relative::read(word(1));
    let old = standing(&open, &owner, period, &known.id)?;
    let seen = old.as_ref().map(|(_, revision)| *revision);
    let old = old.map(|(target, _)| target);
    let relative = match share {
        None => None,
        Some(delta) => {
            let before = old.as_ref().and_then(|old| old.relative).map(|relative| relative.baseline);
            let given = asked.baseline.as_deref().map(|text| amount(known, text)).transpose()?;
            let baseline = given.or(before).ok_or_else(|| Error::asked("target-baseline").with("share", word(1)))?;
            Some(Relative { baseline, delta })
        }
    };
    let base = match relative {
        Some(relative) => set_by(relative).ok_or_else(|| Error::asked("target-baseline").with("share", word(1)))?,
        None => amount(known, word(1))?,
    };
    let smart = match asked.smart.as_deref() {
        Some(text) => Smart::read(text).ok_or_else(|| Error::asked("target-smart").with("word", text))?,
        None => old.as_ref().map(|old| old.smart).unwrap_or_default(),
    };
    let kept = |of: fn(&Target) -> &str| old.as_ref().map(of).unwrap_or_default().to_owned();
    let target = Target {
        metric: known.id.clone(),
        owner,
        period,
        base,
        stretch: match &asked.stretch {
            Some(text) => Some(amount(known, text)?),
            None => old.as_ref().and_then(|old| old.stretch),
        },
        state: old.as_ref().map(|old| old.state).unwrap_or_default(),
        quality: asked.quality.clone().unwrap_or_else(|| kept(|old| &old.quality)),
        due: match &asked.due {
            Some(text) => Some(day(text)?),
            None => old.as_ref().and_then(|old| old.due),
        },
        amendments: old.as_ref().map(|old| old.amendments.clone()).unwrap_or_default(),
        relative,
        smart,
    };
    write(session, &open, target, seen, asked.reason.as_ref(), &asked.trying)
}

fn write(
    session: &Session,
    open: &Open,
    target: Target,
    seen: Option<Revision>,
    reason: Option<&String>,
    trying: &Trying,
) -> Result<Ended, Failed> {
    let documents = vec![(Document::Target(target), seen)];
    open.carry_out(session, Command::Write { documents, reason: reason.cloned() }, trying.dry_run)
}

/// The target that is named, which has to be there.
fn named(open: &Open, asked: &Moving) -> Result<(Target, Revision), Error> {
    let known = metric(open, &asked.metric)?;
    let (owner, rest) = owned(open, &asked.words, 1)?;
    let period = period(open, rest.first().map(String::as_str).unwrap_or_default())?;
    let none = || {
        let name = period.name(open.organisation.settings.fiscal_start);
        Error::asked("target-none").with("metric", &known.id).with("owner", &owner).with("period", name)
    };
    standing(open, &owner, period, &known.id)?.ok_or_else(none)
}

fn put(session: &Session, asked: &Moving, state: TargetState) -> Result<Ended, Failed> {
    let open = session.open()?;
    let (target, seen) = named(&open, asked)?;
    write(session, &open, Target { state, ..target }, Some(seen), asked.reason.as_ref(), &asked.trying)
}

fn remove(session: &Session, asked: &Moving) -> Result<Ended, Failed> {
    let open = session.open()?;
    let (target, seen) = named(&open, asked)?;
    let documents = vec![(Document::Target(target).key(), seen)];
    let command = Command::Delete { documents, reason: asked.reason.clone() };
    open.carry_out(session, command, asked.trying.dry_run)
}

/// The next of the five steps to a person's goals is taken (S-176).
fn step(session: &Session, asked: &Step) -> Result<Ended, Failed> {
    let open = session.open()?;
    let period = period(&open, &asked.period)?;
    let new = GoalSteps { person: asked.name.clone(), period, taken: Vec::new() };
    let key = Document::GoalSteps(new.clone()).key();
    let query = DocumentQuery::in_period(DocumentKind::GoalSteps, period);
    let found = open.documents(query)?;
    let old = found.into_iter().find(|found| found.document.key() == key);
    let seen = old.as_ref().map(|old| old.revision);
    let mut steps = match old.map(|old| old.document) {
        Some(Document::GoalSteps(old)) => old,
        _ => new,
    };
    steps.taken.push((String::new(), 0));
    let command = Command::Write { documents: vec![(Document::GoalSteps(steps), seen)], reason: None };
    open.carry_out(session, command, asked.trying.dry_run)
}

/// A goal passes one of the three checkpoints of a month (S-011).
fn pass(session: &Session, asked: &Passing) -> Result<Ended, Failed> {
    let open = session.open()?;
    let known = metric(&open, &asked.metric)?;
    let (owner, rest) = owned(&open, &asked.words, 2)?;
    let word = |at: usize| rest.get(at).map(String::as_str).unwrap_or_default();
    let month = period(&open, word(0))?;
    let point = Checkpoint {
        metric: known.id.clone(),
        owner,
        month,
        part: word(1).parse().unwrap_or(0),
        improvement: asked.plan.clone().unwrap_or_default(),
        by: String::new(),
        at: 0,
    };
    let key = Document::Checkpoint(point.clone()).key();
    let found = open.documents(DocumentQuery::exactly(key))?;
    let documents = vec![(Document::Checkpoint(point), found.first().map(|found| found.revision))];
    open.carry_out(session, Command::Write { documents, reason: None }, asked.trying.dry_run)
}

/// All targets of a file, or none of them.
fn import(session: &Session, asked: &Importing) -> Result<Ended, Failed> {
    let open = session.open()?;
    let (encoding, sheet) = (asked.encoding.clone(), asked.sheet.clone());
    let request = ImportRequest { encoding, sheet, ..ImportRequest::default() };
    let (organisation, catalogue) = (&open.organisation, &open.catalogue);
    let rows = read_targets(&asked.file, &request, asked.metric.as_deref(), organisation, catalogue).map_err(Failed)?;
    let there = open.documents(DocumentKind::Target)?;
    let (mut documents, mut same) = (Vec::new(), 0_usize);
    for row in rows {
        let key = Document::Target(row.target.clone()).key();
        let old = there.iter().find(|found| found.document.key() == key);
        let target = row.upon(old.and_then(|old| match &old.document {
            Document::Target(old) => Some(old),
            _ => None,
        }));
        let document = Document::Target(target);
        if old.is_some_and(|old| old.document == document) {
            same += 1;
        } else {
            documents.push((document, old.map(|old| old.revision)));
        }
    }
    let count = |n: usize| Value::Number(n as i128, Unit::Count);
    let (n, file) = (documents.len(), Value::Text(asked.file.display().to_string()));
    let said = |id| Sentence::new(id).with("n", count(n)).with("same", count(same)).with("file", file.clone());
    if n == 0 {
        return open.say(session, &[said("done.targets-none")]);
    }
    let command = Command::Write { documents, reason: asked.reason.clone() };
    if asked.trying.dry_run {
        open.desk.try_out(&command)?;
        return open.say(session, &[said("done.targets-would"), Sentence::new("done.nothing")]);
    }
    open.desk.apply(command)?;
    open.say(session, &[said("done.targets")])
}
