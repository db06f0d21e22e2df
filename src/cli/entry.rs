//! `dayboard entry`: the figures of a day as they are entered, and what is missing; `dayboard close`: a day is submitted,
//! closed, or opened again (S-001).

use clap::Args;

use super::arguments::{Printing, Trying};
use super::session::{Open, Session, day};
use super::{Ended, Failed, print};
use crate::desk::Command;
use crate::domain::base::{Day, DayRange, Error, FiscalStart, Grain, Period};
use crate::domain::model::{
    CloseState, DayClose, Dimension, Document, DocumentKind, DocumentQuery, Lens, Revision, Versioned,
};
use crate::domain::rules::close::owed;
use crate::report::Kind;
use crate::text::said;

/// Whose figures of which day.
#[derive(Args, Debug)]
pub(super) struct Asked {
    #[arg(value_name = "DAY")]
    day: Option<String>,
    #[arg(long, value_name = "NAME")]
    person: Option<String>,
    #[command(flatten)]
    printing: Printing,
}

pub(super) fn run(session: &Session, asked: &Asked) -> Result<Ended, Failed> {
    let open = session.open()?;
    let mut lens = open.lens(session, &[], None)?;
    let on = asked.day.as_deref().map(day).transpose()?;
    lens = Lens { grain: Grain::Day, anchor: on.map(|on| Period::of(Grain::Day, on, FiscalStart::default())), ..lens };
    if let Some(person) = &asked.person {
        known(&open, person)?;
        lens.filters = vec![(Dimension::Member, vec![person.clone()])];
    }
    print::report(&*open.report(Kind::Entry, lens)?, &asked.printing, session.lang)?;
    Ok(Ended::Done)
}

/// Which days of whom, and what becomes of them.
#[derive(Args, Debug)]
pub(super) struct Closing {
    #[arg(value_name = "DAY")]
    day: Option<String>,
    #[arg(long, value_name = "NAME")]
    person: Option<String>,
    #[arg(long, conflicts_with = "open")]
    submit: bool,
    #[arg(long, requires = "reason")]
    open: bool,
    #[arg(long, value_name = "TEXT", requires = "open")]
    reason: Option<String>,
    #[command(flatten)]
    trying: Trying,
}

pub(super) fn close(session: &Session, asked: &Closing) -> Result<Ended, Failed> {
    let open = session.open()?;
    let on = asked.day.as_deref().map(day).transpose()?;
    let on = on.unwrap_or_else(|| open.organisation.calendar.working_day_before(open.today));
    let there = standing(&open, on)?;
    let people = match &asked.person {
        Some(person) => vec![known(&open, person)?],
        None => open_ones(&open, on, &there, asked.open),
    };
    if people.is_empty() {
        return Err(Error::asked("close-nobody").with("day", on).into());
    }
    let seen = |person: &str| there.iter().find(|(close, _)| close.person == person).map(|(_, found)| found);
    let command = if asked.open {
        let keys = people.iter().filter_map(|person| Some((seen(person)?.document.key(), seen(person)?.revision)));
        Command::Delete { documents: keys.collect(), reason: asked.reason.clone() }
    } else {
        let state = if asked.submit { CloseState::Submitted } else { CloseState::Closed };
        let close = |person: String| {
            let seen = seen(&person).map(|found| found.revision);
            (Document::DayClose(DayClose { day: on, person, state, by: String::new(), at: 0 }), seen)
        };
        Command::Write { documents: people.into_iter().map(close).collect(), reason: None }
    };
    match command {
        // Of everybody, those are closed whose day can be; why the others' cannot is told.
        Command::Write { documents, .. } if asked.person.is_none() && !asked.submit => {
            close_who_can(session, &open, documents, asked.trying.dry_run)
        }
        command => open.carry_out(session, command, asked.trying.dry_run),
    }
}

/// Closes the days that can be closed; names whose cannot, and says why.
fn close_who_can(
    session: &Session,
    open: &Open,
    documents: Vec<(Document, Option<Revision>)>,
    dry_run: bool,
) -> Result<Ended, Failed> {
    let (mut ready, mut refused) = (Vec::new(), Vec::new());
    for document in documents {
        match open.desk.try_out(&Command::Write { documents: vec![document.clone()], reason: None }) {
            Ok(_) => ready.push(document),
            Err(error) if matches!(error.id.as_ref(), "close-lacks" | "close-tasks") => {
                refused.push(open.voice(session.lang).told(&error));
            }
            Err(error) => return Err(error.into()),
        }
    }
    if ready.is_empty() {
        return Err(Failed(refused));
    }
    let ended = open.carry_out(session, Command::Write { documents: ready, reason: None }, dry_run)?;
    print::lines(refused.iter().map(|error| said(error, session.lang).sentence))?;
    Ok(ended)
}

/// A person of the roster.
fn known(open: &Open, person: &str) -> Result<String, Error> {
    let there = open.organisation.people.contains_key(person);
    if there { Ok(person.to_owned()) } else { Err(Error::asked("owner-unknown").with("owner", person)) }
}

/// The days that were submitted or closed.
fn standing(open: &Open, on: Day) -> Result<Vec<(DayClose, Versioned)>, Error> {
    let query = DocumentQuery::on(DocumentKind::DayClose, DayRange::one(on));
    let found = open.documents(query)?;
    let close = |found: Versioned| match &found.document {
        Document::DayClose(close) => Some((close.clone(), found)),
        _ => None,
    };
    Ok(found.into_iter().filter_map(close).collect())
}

/// Whoever owes a figure on the day and has it open; or, where it is to be opened again, has it closed.
fn open_ones(open: &Open, on: Day, there: &[(DayClose, Versioned)], closed: bool) -> Vec<String> {
    let owes = |person: &&String| owed(&open.catalogue, &open.organisation, person, on).next().is_some();
    let is_closed =
        |person: &&String| there.iter().any(|(close, _)| close.person == **person && close.state == CloseState::Closed);
    open.organisation.people.keys().filter(owes).filter(|person| is_closed(person) == closed).cloned().collect()
}
