//! What people are measured by changes when a second person has said yes.

use dayboard::desk::{Account, Answer, Command, Desk, LocalDesk, Query, Receipt};
use dayboard::domain::base::{Error, Grain};
use dayboard::domain::model::{
    Document, DocumentKind, Grant, Lens, Office, Person, Proposal, Revision, Settings, Versioned,
};
use dayboard::report::{Audience, Kind, Question};
use tempfile::TempDir;

use crate::kit::{day, id};

fn account(user: &str, uid: u32) -> Account {
    Account { user: user.to_owned(), uid }
}

fn boss() -> Account {
    account("boss", 1_000_001)
}

fn hr() -> Account {
    account("hua", 1_000_002)
}

fn grant(account: &Account, office: Office, person: Option<&str>) -> Document {
    let Account { user: account, uid } = account.clone();
    Document::Grant(Grant { account, uid, office, person: person.map(str::to_owned) })
}

/// A database in which these accounts hold these offices.
fn company(held: Vec<Document>) -> (TempDir, LocalDesk) {
    let folder = TempDir::new().expect("a folder");
    let desk = dayboard::desk::open(folder.path()).expect("it opens");
    let documents = held.into_iter().map(|grant| (grant, None)).collect();
    desk.apply(Command::Write { documents, reason: None }).expect("granted");
    (folder, desk)
}

fn two() -> (TempDir, LocalDesk) {
    company(vec![grant(&boss(), Office::Director, None), grant(&hr(), Office::Hr, None)])
}

fn documents(desk: &dyn Desk, kind: DocumentKind) -> Vec<Versioned> {
    let Answer::Documents(found) = desk.query(&Query::Documents(kind.into())).expect("answered") else {
        panic!("documents")
    };
    found
}

fn settings(desk: &dyn Desk) -> Settings {
    let Answer::Premises(premises) = desk.query(&Query::Premises).expect("answered") else { panic!("premises") };
    premises.0.settings
}

/// Sets the months that a customer stays, as `settings set` does.
fn months(desk: &dyn Desk, months: u16, why: Option<&str>) -> Result<Receipt, Error> {
    let seen = documents(desk, DocumentKind::Settings).first().map(|found| found.revision);
    let document = Document::Settings(Settings { customer_months: months, ..settings(desk) });
    desk.apply(Command::Write { documents: vec![(document, seen)], reason: why.map(str::to_owned) })
}

fn waiting(desk: &dyn Desk) -> Vec<Proposal> {
    let proposal = |found: Versioned| match found.document {
        Document::Proposal(proposal) => proposal,
        other => panic!("{other:?}"),
    };
    documents(desk, DocumentKind::Proposal).into_iter().map(proposal).collect()
}

fn told(receipt: &Receipt) -> Vec<&str> {
    receipt.done.iter().map(|said| said.id.as_ref()).collect()
}

/// The lines of the journal, the newest first: kind, user and reason.
fn journal(desk: &dyn Desk) -> Vec<(String, String, Option<String>)> {
    let Answer::Audit(mut lines) = desk.query(&Query::Audit(Revision(0))).expect("answered") else { panic!("lines") };
    lines.reverse();
    lines.into_iter().map(|line| (line.entry.kind, line.entry.user, line.entry.reason)).collect()
}

#[test]
fn s_075_a_change_of_the_settings_waits_for_a_second_person_and_takes_effect_then() {
    let (_folder, desk) = two();
    let (boss, hr) = (desk.acting(boss()), desk.acting(hr()));
    assert_eq!(id(months(&boss, 24, None).expect_err("no reason")), "reason-needed");
    assert_eq!(id(months(&boss, 24, Some("  ")).expect_err("no reason")), "reason-needed");
    let receipt = months(&boss, 24, Some("they stay shorter")).expect("proposed");
    assert_eq!(told(&receipt), ["done.proposed", "done.waits"]);
    assert!(format!("{:?}", receipt.done).contains("\"hua\""), "it says who can approve: {:?}", receipt.done);
    assert_eq!(settings(&boss).customer_months, 36, "it takes no effect");
    let [proposal] = &waiting(&hr)[..] else { panic!("one waits") };
    assert_eq!((proposal.by.as_str(), proposal.reason.as_str()), ("boss", "they stay shorter"));
    assert_eq!(proposal.documents[0].differences()[0].to_string(), "customer_months 36 → 24");
    let number = proposal.number;
    assert_eq!(Revision(number), receipt.revision);

    let own = boss.apply(Command::Approve { proposal: number }).expect_err("his own");
    assert_eq!((own.id.as_ref(), own.arg("approvers")), ("right-second", "hua"));
    let tried = hr.try_out(&Command::Approve { proposal: number }).expect("it would do");
    assert_eq!((told(&tried), settings(&hr).customer_months), (vec!["done.approved"], 36));
    hr.apply(Command::Approve { proposal: number }).expect("approved");
    assert_eq!((settings(&boss).customer_months, waiting(&hr).len()), (24, 0));
    let lines: Vec<_> = journal(&boss).into_iter().take(3).collect();
    let line = |kind: &str, user: &str, why: Option<&str>| (kind.to_owned(), user.to_owned(), why.map(str::to_owned));
    let why = Some("they stay shorter");
    assert_eq!(lines, [line("approve", "hua", why), line("refused", "boss", None), line("propose", "boss", why)]);

    // Who has approved can take that back; then it waits again.
    hr.apply(Command::Undo).expect("taken back");
    assert_eq!((settings(&boss).customer_months, waiting(&hr).len()), (36, 1));
    hr.apply(Command::Redo).expect("done again");
    assert_eq!((settings(&boss).customer_months, waiting(&hr).len()), (24, 0));
    assert_eq!(desk.check(None).expect("checked"), []);
    assert!(dayboard::exchange::audit(&boss, 2026).is_ok(), "and the audit leads through it");
}

#[test]
fn s_075_a_proposal_that_is_refused_never_takes_effect() {
    let (_folder, desk) = two();
    let (boss, hr) = (desk.acting(boss()), desk.acting(hr()));
    let number = months(&boss, 24, Some("why")).expect("proposed").revision.0;
    let refuse = |reason: &str| Command::Refuse { proposal: number, reason: reason.to_owned() };
    assert_eq!(id(hr.apply(refuse(" ")).expect_err("no reason")), "reason-needed");
    hr.apply(refuse("too early")).expect("refused");
    assert_eq!((settings(&boss).customer_months, waiting(&hr).len()), (36, 0));
    assert_eq!(id(hr.apply(Command::Approve { proposal: number }).expect_err("gone")), "no-such-proposal");
    let (kind, user, why) = journal(&boss).remove(0);
    assert_eq!((kind.as_str(), user.as_str(), why.as_deref()), ("refuse", "hua", Some("too early")));
    // Who has proposed can think better of it.
    months(&boss, 30, Some("why")).expect("proposed");
    boss.apply(Command::Undo).expect("taken back");
    assert_eq!(waiting(&hr).len(), 0);
    let Answer::Report(log) = boss
        .query(&Query::Report(Question {
            kind: Kind::Log,
            lens: Lens::new(Grain::Day),
            today: day("2026-09-09"),
            audience: Audience::Own,
        }))
        .expect("answered")
    else {
        panic!("a report")
    };
    let log = format!("{:?}", log.tables);
    assert!(log.contains("log.propose") && log.contains("log.refuse"), "{log}");
}

#[test]
fn s_075_a_proposal_made_against_what_has_changed_since_is_refused_with_both_values() {
    let (_folder, desk) = two();
    let (boss, hr) = (desk.acting(boss()), desk.acting(hr()));
    let first = months(&boss, 24, Some("one")).expect("proposed").revision.0;
    let second = months(&boss, 30, Some("two")).expect("proposed").revision.0;
    hr.apply(Command::Approve { proposal: second }).expect("approved");
    let stale = hr.apply(Command::Approve { proposal: first }).expect_err("stale");
    assert_eq!(
        (stale.id.as_ref(), stale.arg("proposed"), stale.arg("since"), stale.arg("user")),
        ("proposal-stale", "customer_months 36 → 24", "customer_months 36 → 30", "hua")
    );
    assert_eq!(settings(&boss).customer_months, 30);
}

#[test]
fn s_075_where_nobody_else_could_approve_it_takes_effect_at_once_and_says_so() {
    let folder = TempDir::new().expect("a folder");
    let desk = dayboard::desk::open(folder.path()).expect("it opens");
    assert_eq!(id(months(&desk, 24, None).expect_err("a reason all the same")), "reason-needed");
    let receipt = months(&desk, 24, Some("why")).expect("written");
    assert_eq!((told(&receipt), settings(&desk).customer_months), (vec!["done.settings", "done.alone"], 24));
    // A viewer and a lead can approve nothing, and a second account of the same person is no second person.
    let second = account("boss2", 1_000_003);
    let (_folder, desk) = company(vec![
        grant(&boss(), Office::Director, Some("李娜")),
        grant(&second, Office::Director, Some("李娜")),
        grant(&hr(), Office::Lead, None),
    ]);
    let receipt = months(&desk.acting(boss()), 24, Some("why")).expect("written");
    assert_eq!(told(&receipt).last(), Some(&"done.alone"));
}

#[test]
fn s_075_there_is_no_way_around_the_second_person() {
    let (_folder, desk) = company(vec![grant(&boss(), Office::Director, Some("李娜"))]);
    let director = desk.acting(boss());
    months(&director, 24, Some("alone")).expect("written");
    let second = account("boss2", 1_000_003);
    let more = vec![(grant(&hr(), Office::Hr, None), None), (grant(&second, Office::Director, Some("李娜")), None)];
    director.apply(Command::Write { documents: more, reason: None }).expect("granted");
    // An undo of what was written alone,
    let alone = Revision(journal(&director).len() as u64 - 1);
    let undo = director.apply(Command::UndoChange { revision: alone }).expect_err("not alone any more");
    assert_eq!((undo.id.as_ref(), undo.arg("approvers")), ("undo-needs-approval", "hua"));
    // taking the document away,
    let seen = documents(&director, DocumentKind::Settings).remove(0);
    let delete =
        Command::Delete { documents: vec![(seen.document.key(), seen.revision)], reason: Some("why".to_owned()) };
    assert_eq!(told(&director.apply(delete).expect("proposed")), ["done.proposed", "done.waits"]);
    // another account of the same person,
    let number = waiting(&director).remove(0).number;
    let own = desk.acting(second).apply(Command::Approve { proposal: number });
    assert_eq!(id(own.expect_err("the same person")), "right-second");
    // a proposal written by hand,
    let forged = Document::Proposal(Proposal { by: "hua".to_owned(), ..waiting(&director).remove(0) });
    let forge = |documents| director.apply(Command::Write { documents, reason: Some("why".to_owned()) });
    let seen = documents(&director, DocumentKind::Proposal).remove(0);
    assert_eq!(id(forge(vec![(forged, Some(seen.revision))]).expect_err("forged")), "proposal-written");
    // or something else in the same command.
    let person = (Document::Person(Person { name: "张伟".to_owned(), ..Person::default() }), None);
    let settings = Document::Settings(Settings { customer_months: 12, ..Settings::default() });
    let seen = documents(&director, DocumentKind::Settings).remove(0);
    let mixed = forge(vec![person, (settings, Some(seen.revision))]);
    assert_eq!(id(mixed.expect_err("mixed")), "proposal-mixed");
    assert_eq!(crate::approval::settings(&director).customer_months, 24);
}

#[test]
fn s_075_documents_from_a_file_wait_as_well() {
    let (_folder, desk) = two();
    let boss = desk.acting(boss());
    let person = Document::Person(Person { name: "张伟".to_owned(), ..Person::default() });
    let settings = Document::Settings(Settings { customer_months: 12, ..Settings::default() });
    let (count, receipts) =
        dayboard::exchange::write_documents(&boss, vec![settings, person], "all.json", false).expect("written");
    let said: Vec<&str> = receipts.iter().flat_map(told).collect();
    assert_eq!((count, said), (2, vec!["told.new", "done.proposed", "done.waits"]));
    assert_eq!((documents(&boss, DocumentKind::Person).len(), waiting(&boss)[0].reason.as_str()), (1, "all.json"));
    assert_eq!(crate::approval::settings(&boss).customer_months, 36);
}
