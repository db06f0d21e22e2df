//! Commands that race what allows them: what is done after a right is revoked is refused.

use std::cell::Cell;

use tempfile::TempDir;

use super::*;
use crate::desk::{EntryCell, open};
use crate::domain::model::reference::facts;
use crate::domain::model::{Dimension, Membership, Person, RowQuery, Team};

fn account(user: &str, uid: u32) -> Account {
    Account { user: user.to_owned(), uid }
}

fn boss() -> Account {
    account("boss", 1_000_001)
}

fn li() -> Account {
    account("li", 1_000_002)
}

fn write(documents: Vec<Document>) -> Command {
    Command::Write { documents: documents.into_iter().map(|document| (document, None)).collect(), reason: None }
}

fn within(team: &str, to: Option<&str>) -> Document {
    Document::Membership(Membership {
        person: "张伟".to_owned(),
        team: team.to_owned(),
        role: "sales".to_owned(),
        from: "2020-01-01".parse().expect("a day"),
        to: to.map(|day| day.parse().expect("a day")),
        employment: crate::domain::model::Employment::Full,
    })
}

/// East, which 李娜 leads and 张伟 is in; the boss is director, and li holds `office` as 李娜.
fn company(office: Office) -> (TempDir, LocalDesk) {
    let folder = TempDir::new().expect("a folder");
    let desk = open(folder.path()).expect("it opens");
    let team = |name: &str, lead: &str| {
        Document::Team(Team { name: name.to_owned(), lead: Some(lead.to_owned()), ..Team::default() })
    };
    let person = |name: &str| Document::Person(Person { name: name.to_owned(), ..Person::default() });
    let grant = |account: Account, office, person: Option<&str>| {
        let person = person.map(str::to_owned);
        Document::Grant(Grant { account: account.user, uid: account.uid, office, person })
    };
    let own = account("owner", Account::own().uid);
    let roster = vec![person("李娜"), person("张伟"), team("East", "李娜"), team("West", "王伟"), within("East", None)];
    desk.acting(own.clone()).apply(write(roster)).expect("written");
    let grants = vec![grant(boss(), Office::Director, None), grant(li(), office, Some("李娜"))];
    desk.acting(own).apply(write(grants)).expect("granted");
    (folder, desk)
}

/// The boss takes li's office away.
fn revoke(desk: &LocalDesk) {
    let reading = desk.store().read().expect("it reads");
    let found = reading.documents(DocumentKind::Grant).expect("read");
    drop(reading);
    let own = found.into_iter().find(|found| found.document.key().id.starts_with("li/")).expect("granted");
    let documents = vec![(own.document.key(), own.revision)];
    desk.acting(boss()).apply(Command::Delete { documents, reason: None }).expect("revoked");
}

fn set(person: &str) -> Command {
    let dimensions = vec![(Dimension::Member, person.to_owned())];
    let cell = EntryCell { day: "2026-09-08".parse().expect("a day"), measure: "visits".to_owned(), dimensions };
    Command::Set { cell, value: Some(5), correct: None }
}

fn rows(desk: &LocalDesk) -> usize {
    let days = crate::domain::model::reference::days("2026-09-01..2026-09-30");
    let query = RowQuery { days, measures: vec![], filters: vec![], as_of: None, limit: None };
    let Ok(Answer::Rows(found)) = desk.acting(boss()).query(&Query::Rows(query)) else { panic!("rows") };
    found.facts.len()
}

/// Gives `command` as li, with `meanwhile` between the look at his rights and the deed.
fn race(desk: &LocalDesk, command: &Command, meanwhile: impl Fn()) -> Result<Receipt, Error> {
    let first = Cell::new(true);
    desk.allowed(&li(), "", command, |author, rights| {
        if first.take() {
            meanwhile();
        }
        desk.done(author, rights, command.clone())
    })
}

#[test]
fn what_is_done_after_the_right_was_revoked_is_refused() {
    let commands = [set("张伟"), Command::ImportBegin { source: "crm".to_owned(), files: vec![] }, Command::Undo];
    for (at, command) in commands.iter().enumerate() {
        let (_folder, desk) = company(Office::Lead);
        desk.acting(li()).apply(set("李娜")).expect("his own");
        let before = rows(&desk);
        let refused = race(&desk, command, || revoke(&desk)).expect_err("no longer");
        assert_eq!(refused.id, ["right-enter", "right-import", "right-undo"][at]);
        assert_eq!(rows(&desk), before, "nothing has changed");
    }
}

#[test]
fn what_is_done_after_the_person_has_left_the_team_is_refused_and_what_still_stands_is_done() {
    let (_folder, desk) = company(Office::Lead);
    let reading = desk.store().read().expect("it reads");
    let found = reading.documents(DocumentKind::Membership).expect("read");
    drop(reading);
    let moved = || {
        let left = (within("East", Some("2020-02-01")), Some(found[0].revision));
        let documents = vec![left, (within("West", None), None)];
        desk.acting(boss()).apply(Command::Write { documents, reason: None }).expect("moved");
    };
    assert_eq!(race(&desk, &set("张伟"), moved).expect_err("of West now").id, "right-enter");
    // A change of the roster that is nothing to him makes him look again, and go on.
    let person = |name: &str| write(vec![Document::Person(Person { name: name.to_owned(), ..Person::default() })]);
    let joined = || drop(desk.acting(boss()).apply(person("赵六")).expect("joined"));
    race(&desk, &set("李娜"), joined).expect("still his own");
    assert_eq!(rows(&desk), 1);
}

#[test]
fn an_import_is_published_once_by_whoever_still_may_when_it_is() {
    for revoked in [false, true] {
        let (_folder, desk) = company(Office::Lead);
        let begin = Command::ImportBegin { source: "crm".to_owned(), files: vec![] };
        let batch = desk.acting(li()).apply(begin).expect("begun").batch.expect("a batch");
        let text = "2026-09-08 visits=1 by 李娜\n2026-09-09 visits=2 by 李娜\n2026-09-08 visits=3 by 张伟";
        desk.acting(li()).apply(Command::ImportRows { batch, facts: Box::new(facts(text)) }).expect("taken");
        let person = write(vec![Document::Person(Person { name: "赵六".to_owned(), ..Person::default() })]);
        let meanwhile = || if revoked { revoke(&desk) } else { drop(desk.acting(boss()).apply(person.clone())) };
        let done = race(&desk, &Command::ImportPublish { batch, digest: String::new(), replace: false }, meanwhile);
        assert_eq!(
            done.map(drop).map_err(|error| error.id.into_owned()),
            if revoked { Err("right-import".to_owned()) } else { Ok(()) }
        );
        assert_eq!(rows(&desk), if revoked { 0 } else { 3 });
        drop(desk);
    }
}
