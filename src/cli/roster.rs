//! `dayboard roster`: posts, people, teams and who is where (S-061); plan a post, end somebody's time, take an entry out.

use clap::{Args, Subcommand};

use super::arguments::{Printing, Trying};
use super::session::{Open, Session, day};
use super::{Ended, Failed};
use crate::desk::Command;
use crate::domain::base::{Error, Money};
use crate::domain::model::{
    Document, DocumentKey, DocumentKind, DocumentQuery, Employment, Person, PostPlan, Revision, Versioned,
};
use crate::report::Kind;

/// The lists, or what to do with one of them.
#[derive(Args, Debug)]
pub(super) struct Asked {
    #[command(subcommand)]
    doing: Option<Doing>,
    #[command(flatten)]
    printing: Printing,
}

#[derive(Debug, Subcommand)]
enum Doing {
    Post(Planning),
    End(Ending),
    Remove(Removing),
}

#[derive(Args, Debug)]
struct Planning {
    #[arg(value_name = "TEAM")]
    team: String,
    #[arg(value_name = "ROLE")]
    role: String,
    #[arg(long, value_name = "DAY")]
    arrival: Option<String>,
    #[arg(long, value_name = "KIND", value_parser = ["full", "outsourced", "concurrent"])]
    employment: Option<String>,
    #[arg(long, value_name = "LEAST-MOST")]
    pay: Option<String>,
    #[command(flatten)]
    trying: Trying,
}

#[derive(Args, Debug)]
struct Ending {
    #[arg(value_name = "NAME")]
    name: String,
    #[arg(value_name = "DAY")]
    day: String,
    #[command(flatten)]
    trying: Trying,
}

#[derive(Args, Debug)]
struct Removing {
    #[arg(value_name = "KIND", value_parser = ["person", "team", "membership", "calendar", "post-plan"])]
    kind: String,
    #[arg(value_name = "ENTRY")]
    entry: String,
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    trying: Trying,
}

pub(super) fn run(session: &Session, asked: &Asked) -> Result<Ended, Failed> {
    match &asked.doing {
        None => session.print_report(Kind::Roster, &[], None, &asked.printing),
        Some(Doing::Post(asked)) => post(session, asked),
        Some(Doing::End(asked)) => end(session, asked),
        Some(Doing::Remove(asked)) => remove(session, asked),
    }
}

/// The entry as it stands.
fn standing(open: &Open, kind: DocumentKind, id: &str) -> Result<Option<Versioned>, Error> {
    let key = DocumentKey { kind, id: id.to_owned() };
    let found = open.documents(DocumentQuery::exactly(key.clone()))?;
    Ok(found.into_iter().find(|found| found.document.key() == key))
}

fn write(
    session: &Session,
    open: &Open,
    document: Document,
    seen: Option<Revision>,
    trying: &Trying,
) -> Result<Ended, Failed> {
    let command = Command::Write { documents: vec![(document, seen)], reason: None };
    open.carry_out(session, command, trying.dry_run)
}

/// The two amounts of `6000-9000`.
fn range(text: &str) -> Result<(i64, i64), Error> {
    let (least, most) = text.split_once('-').unwrap_or((text, text));
    let both = Money::read(least.trim()).zip(Money::read(most.trim()));
    let both = both.map(|(least, most)| (least.parts(), most.parts())).filter(|(least, most)| least <= most);
    both.ok_or_else(|| Error::asked("pay-range"))
}

fn post(session: &Session, asked: &Planning) -> Result<Ended, Failed> {
    let open = session.open()?;
    let old = standing(&open, DocumentKind::PostPlan, &format!("{}/{}", asked.team, asked.role))?;
    let seen = old.as_ref().map(|old| old.revision);
    let mut plan = match old.map(|old| old.document) {
        Some(Document::PostPlan(plan)) => plan,
        _ => PostPlan {
            team: asked.team.clone(),
            role: asked.role.clone(),
            arrival: None,
            employment: Employment::Full,
            pay: None,
        },
    };
    if !open.organisation.teams.contains_key(&plan.team) {
        return Err(Error::asked("roster-none").with("name", &plan.team).into());
    }
    if let Some(text) = &asked.arrival {
        plan.arrival = Some(day(text)?);
    }
    if let Some(text) = &asked.pay {
        plan.pay = Some(range(text)?);
    }
    match asked.employment.as_deref() {
        Some("outsourced") => plan.employment = Employment::Outsourced,
        Some("concurrent") => plan.employment = Employment::Concurrent,
        Some(_) => plan.employment = Employment::Full,
        None => {}
    }
    write(session, &open, Document::PostPlan(plan), seen, &asked.trying)
}

/// Somebody leaves: the day is the first without him, and what he did stays (R11).
fn end(session: &Session, asked: &Ending) -> Result<Ended, Failed> {
    let open = session.open()?;
    let left = Some(day(&asked.day)?);
    let known = open.organisation.people.get(&asked.name);
    let known = known.ok_or_else(|| Error::asked("roster-none").with("name", &asked.name))?;
    let old = standing(&open, DocumentKind::Person, &asked.name)?;
    let person = Person { left, ..known.clone() };
    write(session, &open, Document::Person(person), old.map(|old| old.revision), &asked.trying)
}

fn remove(session: &Session, asked: &Removing) -> Result<Ended, Failed> {
    let open = session.open()?;
    let kind = DocumentKind::ALL.into_iter().find(|kind| kind.word() == asked.kind);
    let found = kind.map(|kind| standing(&open, kind, &asked.entry)).transpose()?.flatten();
    let found = found.ok_or_else(|| Error::asked("roster-none").with("name", &asked.entry))?;
    let documents = vec![(found.document.key(), found.revision)];
    let command = Command::Delete { documents, reason: asked.reason.clone() };
    open.carry_out(session, command, asked.trying.dry_run)
}
