//! `dayboard role`: which account of this machine holds which role, and so what it may do and see.

use std::fs;
use std::os::unix::fs::MetadataExt;

use clap::{Args, Subcommand};

use super::arguments::Trying;
use super::session::{Open, Session};
use super::{Ended, Failed};
use crate::desk::rights::{Deed, Reach};
use crate::desk::{Account, Command};
use crate::domain::base::Error;
use crate::domain::model::{Document, DocumentKind, Grant, Office, Versioned};
use crate::report::{Sentence, Value};

/// The list, or what to do with one of it.
#[derive(Args, Debug)]
pub(super) struct Asked {
    #[command(subcommand)]
    doing: Option<Doing>,
}

#[derive(Debug, Subcommand)]
enum Doing {
    List,
    Grant(Granting),
    Revoke(Revoking),
}

#[derive(Args, Debug)]
struct Granting {
    #[arg(value_name = "ACCOUNT")]
    account: String,
    #[arg(value_name = "ROLE")]
    office: String,
    #[arg(long, value_name = "NAME")]
    person: Option<String>,
    #[command(flatten)]
    trying: Trying,
}

#[derive(Args, Debug)]
struct Revoking {
    #[arg(value_name = "ACCOUNT")]
    account: String,
    #[arg(value_name = "ROLE")]
    office: String,
    #[command(flatten)]
    trying: Trying,
}

pub(super) fn run(session: &Session, asked: &Asked) -> Result<Ended, Failed> {
    let open = session.open()?;
    match &asked.doing {
        None | Some(Doing::List) => list(session, &open),
        Some(Doing::Grant(asked)) => grant(session, &open, asked),
        Some(Doing::Revoke(asked)) => revoke(session, &open, asked),
    }
}

fn held(open: &Open) -> Result<Vec<(Grant, Versioned)>, Error> {
    let found = open.documents(DocumentKind::Grant)?;
    let grant = |found: Versioned| match &found.document {
        Document::Grant(grant) => Some((grant.clone(), found)),
        _ => None,
    };
    Ok(found.into_iter().filter_map(grant).collect())
}

fn list(session: &Session, open: &Open) -> Result<Ended, Failed> {
    let line = |(grant, _): (Grant, Versioned)| {
        let office = Sentence { id: format!("office.{}", grant.office).into(), args: Vec::new() };
        let said = Sentence::new(if grant.person.is_some() { "role.line-person" } else { "role.line" });
        said.with("account", Value::Text(grant.account))
            .with("uid", Value::Text(grant.uid.to_string()))
            .with("office", Value::Words(office))
            .with("person", Value::Text(grant.person.unwrap_or_default()))
    };
    let held = held(open)?;
    let approve = |grant: &Grant| Deed::Approve.reach(grant.office) == Reach::All;
    let mut approvers: Vec<String> =
        held.iter().map(|(grant, _)| grant).filter(|grant| approve(grant)).map(|grant| grant.account.clone()).collect();
    // While nobody is granted it, the owner of the folder directs.
    if !held.is_empty() && held.iter().all(|(grant, _)| grant.office != Office::Director) {
        let owner = fs::metadata(session.folder()?).map(|found| Account::of(found.uid()).user);
        approvers.extend(owner);
    }
    approvers.sort();
    approvers.dedup();
    let mut lines: Vec<Sentence> = held.into_iter().map(line).collect();
    match approvers.len() {
        _ if lines.is_empty() => lines.push(Sentence::new("role.none")),
        0 => {}
        1 => lines.push(Sentence::new("role.alone")),
        _ => lines.push(Sentence::new("role.approve").with("approvers", Value::Text(approvers.join(", ")))),
    }
    open.say(session, &lines)
}

fn grant(session: &Session, open: &Open, asked: &Granting) -> Result<Ended, Failed> {
    let office = office(&asked.office)?;
    let account = account(&asked.account)?;
    if let Some(person) = asked.person.as_ref().filter(|person| !open.organisation.people.contains_key(*person)) {
        return Err(Error::asked("role-person").with("person", person).into());
    }
    let grant = Grant { account: account.user, uid: account.uid, office, person: asked.person.clone() };
    let document = Document::Grant(grant);
    let key = document.key();
    let seen = held(open)?.into_iter().find(|(_, found)| found.document.key() == key);
    let documents = vec![(document, seen.map(|(_, found)| found.revision))];
    open.carry_out(session, Command::Write { documents, reason: None }, asked.trying.dry_run)
}

fn revoke(session: &Session, open: &Open, asked: &Revoking) -> Result<Ended, Failed> {
    let office = office(&asked.office)?;
    // An account that is gone from the machine loses its roles by the name under which it was given them.
    let named = account(&asked.account).map_or_else(|_| asked.account.clone(), |account| account.user);
    let is = |(grant, _): &(Grant, Versioned)| grant.account == named && grant.office == office;
    let Some((_, found)) = held(open)?.into_iter().find(is) else {
        return Err(Error::asked("role-not-held").with("account", named).with("office", office).into());
    };
    let documents = vec![(found.document.key(), found.revision)];
    open.carry_out(session, Command::Delete { documents, reason: None }, asked.trying.dry_run)
}

fn office(word: &str) -> Result<Office, Error> {
    let there = Office::ALL.map(Office::word).join(", ");
    word.parse().map_err(|()| Error::asked("role-word").with("word", word).with("there", there))
}

/// The account of a name, or of a number.
pub(super) fn account(word: &str) -> Result<Account, Error> {
    let known = word.parse().map_or_else(|_| Account::named(word), |uid| Some(Account::of(uid)));
    known.ok_or_else(|| Error::asked("role-account").with("account", word))
}
