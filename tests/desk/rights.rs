//! Who may do and see what: the whole table, role by deed, asked here and through a socket.

use dayboard::desk::rights::{Deed, Field, Reach};
use dayboard::desk::{
    self, Account, Answer, Command, Desk, Door, EntryCell, LocalDesk, Place, Query, Receipt, RemoteDesk, Terms,
};
use dayboard::domain::base::{Error, FiscalStart, Grain, Period};
use dayboard::domain::model::reference::{days, facts};
use dayboard::domain::model::{
    CloseState, Dimension, Document, DocumentKind, Employment, Filter, Grant, Lens, Membership, Office, Owner, Person,
    Revision, RowQuery, Settings, Team,
};
use dayboard::report::{Audience, Kind, Question, Report, Row, Value};
use tempfile::TempDir;

use crate::kit::{Held, day, here, id};
use crate::ritual;

/// The account that grants everything; it is nobody's on this machine.
pub fn boss() -> Account {
    Account { user: "boss".to_owned(), uid: 1_000_001 }
}

pub fn grant(account: &Account, office: Office, person: Option<&str>) -> Document {
    let Account { user: account, uid } = account.clone();
    Document::Grant(Grant { account, uid, office, person: person.map(str::to_owned) })
}

pub fn write(documents: Vec<Document>) -> Command {
    let reason = Some("why".to_owned());
    Command::Write { documents: documents.into_iter().map(|document| (document, None)).collect(), reason }
}

/// East with its lead 李娜 and 张伟 in it, West with 王伟.
pub fn roster() -> Vec<Document> {
    let person = |name: &str| Document::Person(Person { name: name.to_owned(), ..Person::default() });
    let team = |name: &str, lead: &str| {
        Document::Team(Team { name: name.to_owned(), lead: Some(lead.to_owned()), ..Team::default() })
    };
    let within = |person: &str, team: &str| {
        Document::Membership(Membership {
            person: person.to_owned(),
            team: team.to_owned(),
            role: "sales".to_owned(),
            from: day("2020-01-01"),
            to: None,
            employment: Employment::Full,
        })
    };
    vec![
        person("李娜"),
        person("张伟"),
        person("王伟"),
        team("East", "李娜"),
        team("West", "王伟"),
        within("李娜", "East"),
        within("张伟", "East"),
        within("王伟", "West"),
    ]
}

/// A database with a roster, an import of the boss's, and `account` in `office`; gives back the import.
pub fn company(desk: &LocalDesk, account: &Account, office: Office) -> u64 {
    let person = if office == Office::Lead { "李娜" } else { "张伟" };
    // Until a director is granted, the owner of the folder is the director.
    let owner = desk.acting(Account { user: "owner".to_owned(), ..Account::own() });
    owner.apply(write(roster())).expect("written");
    let grants = vec![grant(&boss(), Office::Director, None), grant(account, office, Some(person))];
    owner.apply(write(grants)).expect("granted");
    let batch = import(&desk.acting(boss()), "crm").expect("imported");
    batch.batch.expect("a batch")
}

fn import(desk: &dyn Desk, source: &str) -> Result<Receipt, Error> {
    let begin = Command::ImportBegin { source: source.to_owned(), files: vec![] };
    let batch = desk.apply(begin)?.batch.expect("a batch");
    let rows = "2026-09-08 visits=100 inquiries=10 deals=6 revenue=600 by 李娜 channel seo
                2026-09-08 visits=80 inquiries=8 deals=4 revenue=400 by 张伟 channel seo
                2026-09-08 visits=60 inquiries=6 deals=1 revenue=100 by 王伟 channel ads";
    desk.apply(Command::ImportRows { batch, facts: Box::new(facts(rows)) })?;
    desk.apply(Command::ImportPublish { batch, digest: source.to_owned(), replace: false })
}

/// Whether it is allowed, whatever else may be wrong with it.
fn allowed<T>(result: Result<T, Error>) -> bool {
    match result {
        Ok(_) => true,
        Err(error) => {
            let refused = error.id.starts_with("right-");
            assert!(!refused || !error.arg("directors").is_empty(), "{error} says who can grant it");
            !refused
        }
    }
}

fn enter(measure: &str, person: &str, why: Option<&str>) -> Command {
    let dimensions = vec![(Dimension::Member, person.to_owned())];
    let cell = EntryCell { day: day("2026-09-09"), measure: measure.to_owned(), dimensions };
    Command::Set { cell, value: Some(5), correct: why.map(str::to_owned) }
}

fn report(kind: Kind, member: Option<&str>, audience: Audience) -> Query {
    let filters = member.map(|name| (Dimension::Member, vec![name.to_owned()])).into_iter().collect();
    let lens = Lens { filters, ..Lens::new(Grain::Month) };
    Query::Report(Question { kind, lens, today: day("2026-09-09"), audience })
}

fn said(desk: &dyn Desk, query: &Query) -> Report {
    let Answer::Report(report) = desk.query(query).expect("answered") else { panic!("a report") };
    Report::clone(&report)
}

fn rows(member: Option<&str>, measures: &[&str]) -> Query {
    let filter = |name: &str| Filter { dimension: Dimension::Member, names: vec![name.to_owned()] };
    Query::Rows(RowQuery {
        days: days("2026-09-01..2026-09-30"),
        measures: measures.iter().map(|id| (*id).to_owned()).collect(),
        filters: member.map(filter).into_iter().collect(),
        as_of: None,
        limit: None,
    })
}

/// Whose figures a deed is tried on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Whose {
    Own,
    TeamMates,
    Others,
    Finance,
    Hr,
    All,
}

fn expected(reach: Reach, whose: Whose) -> bool {
    match reach {
        Reach::Nothing => false,
        Reach::Own => whose == Whose::Own,
        Reach::Team => matches!(whose, Whose::Own | Whose::TeamMates),
        Reach::Source(source) => whose == if source == "finance" { Whose::Finance } else { Whose::Hr },
        Reach::All => true,
    }
}

/// What somebody writes who does `deed` to `person`.
fn about(deed: Deed, person: &str) -> Document {
    let (day, owner) = (day("2026-09-09"), Owner::Member(person.to_owned()));
    let period = Period::of(Grain::Month, day, FiscalStart::default());
    match deed {
        Deed::Target => ritual::target(owner, period, 5),
        Deed::Close => ritual::close(day, person, CloseState::Submitted),
        Deed::Plan => ritual::action(owner, day),
        Deed::Note => ritual::note(day, person),
        Deed::Meet => ritual::meeting(day),
        _ => ritual::record(day, person),
    }
}

/// Tries every deed on everything it can be about; `batch` is an import of somebody else's.
fn walk(desk: &dyn Desk, office: Office, batch: u64, way: &str) {
    let own = if office == Office::Lead { "李娜" } else { "张伟" };
    let mate = if office == Office::Lead { "张伟" } else { "李娜" };
    let people = [(Whose::Own, own), (Whose::TeamMates, mate), (Whose::Others, "王伟")];
    for deed in Deed::ALL {
        let check = |whose: Whose, done: bool| {
            assert_eq!(done, expected(deed.reach(office), whose), "{way}: {office} {deed:?} {whose:?}");
        };
        let measures = |why: Option<&str>| {
            for (whose, name) in people {
                check(whose, allowed(desk.apply(enter("visits", name, why))));
            }
            check(Whose::Finance, allowed(desk.apply(enter("refunds", "王伟", why))));
            check(Whose::Hr, allowed(desk.apply(enter("hires", "王伟", why))));
        };
        match deed {
            Deed::Import => {
                check(Whose::All, allowed(import(desk, way)));
                let overlap = Query::Overlap {
                    source: "crm".to_owned(),
                    digest: String::new(),
                    days: vec![day("2026-09-08")],
                    documents: vec![],
                };
                check(Whose::All, allowed(desk.query(&overlap)));
            }
            Deed::Revert => {
                check(Whose::Others, allowed(desk.try_out(&Command::Revert { batch })));
                if let Ok(own) = import(desk, "again") {
                    let batch = own.batch.expect("a batch");
                    check(Whose::Own, allowed(desk.apply(Command::Revert { batch })));
                }
            }
            Deed::Enter => measures(None),
            Deed::Correct => measures(Some("why")),
            Deed::Roster => {
                let person = Person { name: format!("赵{way}"), ..Person::default() };
                check(Whose::All, allowed(desk.apply(write(vec![Document::Person(person)]))));
            }
            Deed::Settings => {
                check(Whose::All, allowed(desk.try_out(&write(vec![Document::Settings(Settings::default())]))));
            }
            Deed::Approve => {
                check(Whose::All, allowed(desk.query(&Query::Documents(DocumentKind::Proposal.into()))));
                check(Whose::All, allowed(desk.try_out(&Command::Approve { proposal: 1 })));
                let refuse = Command::Refuse { proposal: 1, reason: "why".to_owned() };
                check(Whose::All, allowed(desk.try_out(&refuse)));
            }
            Deed::Grant => {
                let more = grant(&Account::own(), Office::Director, None);
                check(Whose::All, allowed(desk.try_out(&write(vec![more]))));
            }
            Deed::Undo => {
                let any = deed.reach(office) != Reach::Nothing;
                assert_eq!(allowed(desk.try_out(&Command::Undo)), any, "{way}: {office} {deed:?}");
            }
            Deed::Figures => {
                for kind in [Kind::Review, Kind::Funnel, Kind::Board, Kind::Brief, Kind::Status, Kind::Metrics] {
                    check(Whose::All, allowed(desk.query(&report(kind, None, Audience::Own))));
                }
                check(Whose::All, allowed(desk.query(&Query::Premises)));
                check(Whose::All, allowed(desk.query(&Query::Names(Dimension::Channel))));
            }
            Deed::Person => {
                for (whose, name) in people {
                    check(whose, allowed(desk.query(&report(Kind::Person, Some(name), Audience::Own))));
                    check(whose, allowed(desk.query(&report(Kind::Review, Some(name), Audience::Own))));
                }
            }
            Deed::Rows => {
                for (whose, name) in people {
                    check(whose, allowed(desk.query(&rows(Some(name), &["visits"]))));
                }
                check(Whose::All, allowed(desk.query(&rows(None, &[]))));
            }
            Deed::Journal => {
                let answer = desk.query(&report(Kind::Log, None, Audience::Own));
                let any = deed.reach(office) != Reach::Nothing;
                if let Ok(Answer::Report(log)) = &answer {
                    let user =
                        |row: &Row| row.cells.get(1).is_some_and(|cell| cell.value == Value::Text("boss".to_owned()));
                    let others = log.tables.iter().flat_map(|table| &table.rows).filter(|row| user(row)).count();
                    assert_eq!(others > 0, deed.reach(office) == Reach::All, "{way}: {office} sees others' lines");
                }
                assert_eq!(allowed(answer), any, "{way}: {office} {deed:?}");
            }
            Deed::Audit => check(Whose::All, allowed(desk.query(&Query::Audit(Revision(0))))),
            Deed::Imports => {
                check(Whose::All, allowed(desk.query(&report(Kind::Imports, None, Audience::Own))));
                check(Whose::All, allowed(desk.query(&Query::Batches)));
            }
            Deed::Grants => {
                let Answer::Documents(found) =
                    desk.query(&Query::Documents(DocumentKind::Grant.into())).expect("answered")
                else {
                    panic!("documents")
                };
                let whole = deed.reach(office) == Reach::All;
                assert_eq!(found.len(), if whole { 2 } else { 1 }, "{way}: {office} {deed:?}");
            }
            Deed::Target | Deed::Close | Deed::Plan | Deed::Record => {
                for (whose, name) in people {
                    check(whose, allowed(desk.try_out(&write(vec![about(deed, name)]))));
                }
            }
            Deed::Note | Deed::Meet => check(Whose::All, allowed(desk.try_out(&write(vec![about(deed, own)])))),
            // These are asked of a door only.
            Deed::Check | Deed::Keep | Deed::Erase => {}
        }
    }
}

#[test]
fn r14_each_office_does_and_sees_what_its_row_says_here_and_through_a_socket() {
    let me = Account { user: "me".to_owned(), uid: 1_000_002 };
    for office in Office::ALL {
        let folder = TempDir::new().expect("a folder");
        let local = desk::open(folder.path()).expect("it opens");
        let batch = company(&local, &me, office);
        walk(&local.acting(me.clone()), office, batch, "here");

        // Through the socket it is the account of this process, whatever the guest says.
        let folder = TempDir::new().expect("a folder");
        let local = desk::open(folder.path()).expect("it opens");
        let batch = company(&local, &Account::own(), office);
        drop(local);
        let held = Held::again(folder, Terms::default());
        let guest = held.guest();
        walk(&guest, office, batch, "socket");
        assert_eq!(allowed(guest.check(None)), Deed::Check.reach(office) == Reach::All, "{office} has it checked");
        let copy = held.path().join("copy");
        assert_eq!(allowed(guest.backup(&copy)), Deed::Keep.reach(office) == Reach::All, "{office} has it copied");
        assert_eq!(copy.exists(), office == Office::Director, "nothing was written for {office}");
    }
}

#[test]
fn whoever_owns_the_folder_is_director_until_somebody_is_and_the_last_one_stays() {
    let folder = TempDir::new().expect("a folder");
    let local = desk::open(folder.path()).expect("it opens");
    let own = Account::own();
    local.apply(write(vec![grant(&own, Office::Member, None)])).expect("still director");
    local.apply(write(vec![grant(&boss(), Office::Director, None)])).expect("granted");
    let more = write(vec![grant(&own, Office::Director, None)]);
    assert_eq!(id(local.apply(more.clone()).expect_err("no longer director")), "right-grant");
    let Answer::Documents(found) =
        local.acting(boss()).query(&Query::Documents(DocumentKind::Grant.into())).expect("asked")
    else {
        panic!("documents")
    };
    let last = found.iter().find(|found| found.document.key().id == "boss/director").expect("there");
    let resign = Command::Delete { documents: vec![(last.document.key(), last.revision)], reason: None };
    assert_eq!(id(local.acting(boss()).apply(resign.clone()).expect_err("the last one")), "last-director");
    assert_eq!(id(local.acting(boss()).apply(Command::Undo).expect_err("revoked, not undone")), "nothing-to-undo");
    local.acting(boss()).apply(more).expect("granted");
    local.acting(boss()).apply(resign).expect("another is there");
    // The name alone is not enough, nor is the number.
    for stranger in [Account { uid: 7, ..boss() }, Account { user: "other".to_owned(), ..boss() }, boss()] {
        assert_eq!(id(local.acting(stranger).apply(Command::Undo).expect_err("a viewer")), "right-undo");
    }
}

#[test]
fn a_change_is_taken_back_by_who_made_it_alone() {
    let me = Account { user: "me".to_owned(), uid: 1_000_002 };
    let folder = TempDir::new().expect("a folder");
    let local = desk::open(folder.path()).expect("it opens");
    company(&local, &me, Office::Director);
    let theirs = import(&local.acting(boss()), "ads").expect("imported");
    let revision = theirs.revision;
    let refused = local.acting(me.clone()).apply(Command::UndoChange { revision }).expect_err("the boss's");
    assert_eq!((refused.id.as_ref(), refused.arg("user")), ("undo-of-another", "boss"));
    let batch = theirs.batch.expect("a batch");
    local.acting(me).apply(Command::Revert { batch }).expect("an import is taken back by any director");
}

/// Lines of the journal that say that somebody was refused.
fn refusals(desk: &dyn Desk) -> Vec<String> {
    let log = said(desk, &report(Kind::Log, None, Audience::Own));
    let lines = log.tables.iter().flat_map(|table| &table.rows).map(|row| format!("{row:?}"));
    lines.filter(|line| line.contains("log.refused")).collect()
}

#[test]
fn s_044_another_persons_page_is_denied_and_leaves_one_audit_record() {
    let me = Account { user: "me".to_owned(), uid: 1_000_002 };
    let folder = TempDir::new().expect("a folder");
    let local = desk::open(folder.path()).expect("it opens");
    company(&local, &me, Office::Member);
    let page = |name| local.acting(me.clone()).query(&report(Kind::Person, Some(name), Audience::Own));
    page("张伟").expect("his own");
    let refused = page("李娜").expect_err("another's");
    assert_eq!((refused.id.as_ref(), refused.arg("directors")), ("right-person", "boss"));
    let lines = refusals(&local.acting(boss()));
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].contains("\"me\"") && lines[0].contains("deed.right-person"), "{lines:?}");
}

#[test]
fn a_thousand_refused_commands_are_a_few_lines_and_the_rest_is_counted() {
    let me = Account { user: "me".to_owned(), uid: 1_000_002 };
    let folder = TempDir::new().expect("a folder");
    let local = desk::open(folder.path()).expect("it opens");
    company(&local, &me, Office::Viewer);
    for _ in 0..1_000 {
        assert_eq!(id(local.acting(me.clone()).apply(Command::Undo).expect_err("refused")), "right-undo");
    }
    drop(local);
    let local = here(folder.path());
    let lines = refusals(&local.acting(boss()));
    assert_eq!(lines.len(), 11, "{lines:#?}");
    assert!(lines[0].contains("990"), "{lines:?}");
}

/// The catalogue with a bonus in it.
pub fn with_pay(folder: &std::path::Path) {
    let conf = folder.join("conf");
    std::fs::create_dir_all(&conf).expect("made");
    let pay = "\n[[measure]]\nid = \"bonus\"\nen = \"bonus\"\nzh = \"奖金\"\nunit = \"money\"\nfamily = \"pay\"\n\
               owner = \"director\"\nsource = \"hr\"\n[[metric]]\nid = \"bonus_share\"\nen = \"bonus share\"\n\
               zh = \"奖金占比\"\nunit = \"percent\"\nowner = \"director\"\nsource = \"hr\"\n\
               num = { bonus = 1 }\nden = { revenue = 1 }\n";
    let text = include_str!("../../data/metrics.toml").to_owned() + pay;
    std::fs::write(conf.join("metrics.toml"), text).expect("written");
}

#[test]
fn r14_pay_is_closed_to_whoever_may_not_see_it_in_answers_rows_journal_and_on_a_shared_screen() {
    for office in Office::ALL {
        let me = Account { user: "me".to_owned(), uid: 1_000_002 };
        let folder = TempDir::new().expect("a folder");
        with_pay(folder.path());
        let local = desk::open(folder.path()).expect("it opens");
        company(&local, &me, office);
        local.acting(boss()).apply(enter("bonus", "张伟", None)).expect("set");
        let reach = Field::Pay.row()[Office::ALL.iter().position(|one| *one == office).expect("one")];
        let (open, own_too) = (reach == Reach::All, reach == Reach::Own);
        let own = local.acting(me.clone());
        let Answer::Premises(premises) = own.query(&Query::Premises).expect("answered") else { panic!("premises") };
        for metric in ["bonus", "bonus_share"] {
            assert_eq!(premises.1.metric(metric).is_some(), open, "{office}: {metric} in the catalogue");
            let mut lens = Lens::new(Grain::Month);
            lens.metric = Some(metric.to_owned());
            let question = Question { kind: Kind::Series, lens, today: day("2026-09-10"), audience: Audience::Own };
            let asked = own.query(&Query::Report(question.clone()));
            assert_eq!(allowed(asked), open, "{office}: a report of {metric}");
            let shared = Question { audience: Audience::Shared, ..question };
            local.acting(boss()).query(&Query::Report(shared)).expect_err("not on a shared screen");
        }
        let entered = own.apply(enter("bonus", "张伟", None)).err().map(id);
        assert_eq!(entered.as_deref() == Some("right-field"), !open, "{office}: to enter it");
        if let Ok(Answer::Rows(found)) = own.query(&rows(Some("张伟"), &[])) {
            let there = found.facts.measures.iter().any(|column| column.measure == "bonus");
            assert_eq!(there, open || own_too, "{office}: rows");
        }
        let seen = allowed(own.query(&rows(Some("张伟"), &["bonus"])));
        assert!(open || own_too || !seen, "{office}: rows of bonus");
        if Deed::Journal.reach(office) == Reach::All {
            let log = said(&own, &report(Kind::Log, None, Audience::Own));
            let text = format!("{log:?}");
            let line = text.split("Row {").find(|row| row.contains("bonus")).expect("that it was set");
            assert_eq!(line.contains("张伟"), open, "{office}: the journal {line}");
        }
        for audience in [Audience::Own, Audience::Shared] {
            let review = format!("{:?}", said(&own, &report(Kind::Review, None, audience)).tables);
            assert!((open && audience == Audience::Own) || !review.contains("bonus"), "{office}: the review");
        }
    }
}

/// The figures of a closed metric in a report, by row and column.
fn of_bonus(report: &Report) -> Vec<(String, Vec<Value>)> {
    let rows = report.tables.iter().flat_map(|table| &table.rows).filter(|row| row.id.starts_with("bonus"));
    rows.map(|row| (row.id.clone(), row.cells.iter().map(|cell| cell.value.clone()).collect())).collect()
}

#[test]
fn r14_the_own_pay_is_shown_to_whom_it_is_paid_where_nothing_is_said_of_anybody_else() {
    let me = Account { user: "me".to_owned(), uid: 1_000_002 };
    let folder = TempDir::new().expect("a folder");
    with_pay(folder.path());
    let local = desk::open(folder.path()).expect("it opens");
    company(&local, &me, Office::Member);
    for (name, bonus) in [("张伟", 500), ("李娜", 90_000), ("王伟", 70_000)] {
        let Command::Set { cell, .. } = enter("bonus", name, None) else { panic!("a figure") };
        local.acting(boss()).apply(Command::Set { cell, value: Some(bonus * 10_000), correct: None }).expect("set");
    }
    let own = local.acting(me.clone());
    let ask = |kind, member: Option<&str>, metric: Option<&str>| {
        let Query::Report(mut question) = report(kind, member, Audience::Own) else { panic!("a report") };
        question.today = day("2026-09-10");
        question.lens.metric = metric.map(str::to_owned);
        Query::Report(question)
    };
    let number = |bonus: i128| Value::Number(bonus * 10_000, dayboard::domain::model::Unit::Money);
    // The page shows it though nobody asks for it; neither a mean nor a rank says what others have.
    for metric in [None, Some("bonus"), Some("bonus_share")] {
        let page = said(&own, &ask(Kind::Person, Some("张伟"), metric));
        let shown = of_bonus(&page);
        let (_, cells) = shown.iter().find(|(id, _)| id == "bonus").expect("his own");
        assert_eq!(cells[0], number(500), "{metric:?}");
        assert!(shown.iter().all(|(_, cells)| cells[1..4].iter().all(|cell| *cell == Value::Null)), "{shown:?}");
        for others in ["90500", "45250", "160500", "53500", "90000", "70000"] {
            let others: i128 = others.parse::<i128>().expect("a number") * 10_000;
            assert!(!format!("{page:?}").contains(&others.to_string()), "{others} in {page:?}");
        }
    }
    let series = said(&own, &ask(Kind::Series, Some("张伟"), Some("bonus")));
    assert!(format!("{series:?}").contains(&format!("{:?}", number(500))), "{series:?}");
    let Answer::Rows(found) = own.query(&rows(Some("张伟"), &["bonus"])).expect("his own") else { panic!("rows") };
    assert_eq!(found.total, 1);
    // Of anybody else, of everybody, and by what ranks people, it stays closed; and so it does on a shared screen.
    let refused = |query: &Query| id(own.query(query).expect_err("closed"));
    for (kind, member) in [
        (Kind::Series, None),
        (Kind::Series, Some("李娜")),
        (Kind::Person, Some("李娜")),
        (Kind::Board, Some("张伟")),
        (Kind::Review, Some("张伟")),
        (Kind::Explain, Some("张伟")),
    ] {
        assert_eq!(refused(&ask(kind.clone(), member, Some("bonus"))), "right-field", "{kind:?} of {member:?}");
    }
    assert_eq!(refused(&rows(None, &["bonus"])), "right-field");
    let Query::Report(question) = ask(Kind::Person, Some("张伟"), None) else { panic!("a report") };
    let shared = said(&own, &Query::Report(Question { audience: Audience::Shared, ..question }));
    assert!(of_bonus(&shared).is_empty(), "{shared:?}");
    // Shown is not entered.
    assert_eq!(id(own.apply(enter("bonus", "张伟", None)).expect_err("not his")), "right-field");
    // To whoever sees all pay, each page shows that person's alone.
    let page = said(&local.acting(boss()), &ask(Kind::Person, Some("李娜"), None));
    assert_eq!(of_bonus(&page)[0].1[0], number(90_000));
}

#[test]
fn r14_the_lowest_fifth_is_named_to_its_lead_and_to_whoever_may_see_it_and_to_nobody_else() {
    for office in Office::ALL {
        let me = Account { user: "me".to_owned(), uid: 1_000_002 };
        let folder = TempDir::new().expect("a folder");
        let local = desk::open(folder.path()).expect("it opens");
        company(&local, &me, office);
        let board = |audience| {
            let lens = Lens { by: Some(Dimension::Member), ..Lens::new(Grain::Month) };
            let question = Question { kind: Kind::Board, lens, today: day("2026-09-10"), audience };
            format!("{:?}", said(&local.acting(me.clone()), &Query::Report(question)).tables)
        };
        // 王伟 is last, and of the other team.
        let shown = matches!(office, Office::Director | Office::Hr | Office::Auditor);
        assert_eq!(board(Audience::Own).contains("王伟"), shown, "{office}");
        assert!(!board(Audience::Shared).contains("王伟"), "{office} on a shared screen");
        assert!(board(Audience::Shared).contains("李娜"), "{office}: who leads is named");
    }
    let last = Account { user: "wang".to_owned(), uid: 1_000_003 };
    let folder = TempDir::new().expect("a folder");
    let local = desk::open(folder.path()).expect("it opens");
    company(&local, &Account { user: "me".to_owned(), uid: 1_000_002 }, Office::Viewer);
    local.acting(boss()).apply(write(vec![grant(&last, Office::Member, Some("王伟"))])).expect("granted");
    let lens = Lens { by: Some(Dimension::Member), ..Lens::new(Grain::Month) };
    let question = Question { kind: Kind::Board, lens, today: day("2026-09-10"), audience: Audience::Own };
    let board = format!("{:?}", said(&local.acting(last), &Query::Report(question)).tables);
    assert!(board.contains("王伟"), "he sees himself");
}

#[test]
fn s_078_no_frame_makes_a_guest_somebody_else() {
    let folder = TempDir::new().expect("a folder");
    let local = desk::open(folder.path()).expect("it opens");
    company(&local, &Account::own(), Office::Member);
    let first = local.acting(boss());
    first.apply(enter("visits", "王伟", None)).expect("set");
    drop(local);
    let held = Held::again(folder, Terms::default());
    let place = Place { program: None, ..Place::own(held.path()) };
    let guest = RemoteDesk::connect(place).expect("let in");
    // Ids of others, offices for oneself, rows for others: none of it counts.
    for (forged, command, why) in [
        ("boss", enter("visits", "王伟", None), "right-enter"),
        ("boss-1", write(vec![grant(&Account::own(), Office::Director, None)]), "right-grant"),
        ("", write(vec![grant(&boss(), Office::Director, Some("张伟"))]), "right-grant"),
        ("x", Command::Revert { batch: 3 }, "right-revert"),
        ("y", Command::ImportBegin { source: "crm".to_owned(), files: vec![] }, "right-import"),
    ] {
        assert_eq!(id(guest.apply_once(forged, command).expect_err("refused")), why, "{forged}");
    }
    drop(guest);
    let folder = held.end();
    let local = here(folder.path());
    let lines = refusals(&local.acting(boss()));
    assert_eq!(lines.len(), 5, "{lines:#?}");
    assert!(lines.iter().all(|line| line.contains(&format!("\"{}\"", Account::own().user))), "{lines:#?}");
}

#[test]
fn s_078_an_audit_takes_away_the_whole_journal_with_old_and_new_values_and_refusals() {
    let me = Account { user: "me".to_owned(), uid: 1_000_002 };
    let folder = TempDir::new().expect("a folder");
    let local = desk::open(folder.path()).expect("it opens");
    company(&local, &me, Office::Auditor);
    let own = local.acting(me.clone());
    local.acting(boss()).apply(enter("visits", "王伟", None)).expect("set");
    local.acting(boss()).apply(Command::Undo).expect("taken back");
    own.apply(enter("visits", "王伟", None)).expect_err("an auditor changes nothing");
    let Answer::Audit(lines) = own.query(&Query::Audit(Revision(0))).expect("answered") else { panic!("an audit") };
    let numbers: Vec<u64> = lines.iter().map(|line| line.entry.revision.0).collect();
    assert!(numbers.iter().copied().eq(1..=numbers.len() as u64), "{numbers:?}");
    let kinds: Vec<&str> = lines.iter().map(|line| line.entry.kind.as_str()).collect();
    assert_eq!(kinds, ["documents", "documents", "begin", "publish", "set", "set", "refused"]);
    assert!(lines[1].after[0].contains("director") && lines[1].before.is_empty(), "{:?}", lines[1]);
    assert_eq!((lines[4].entry.old, lines[4].entry.new), (None, Some(5)));
    assert_eq!((lines[6].entry.user.as_str(), lines[6].entry.about[0].as_str()), ("me", "right-enter"));
    let Answer::Audit(rest) = own.query(&Query::Audit(Revision(5))).expect("answered") else { panic!("an audit") };
    assert_eq!(rest, lines[5..], "a part of it is the same lines");
    let rows = |year| {
        let [once, again] = [(); 2].map(|()| dayboard::exchange::audit(&own, year).expect("written"));
        assert!(once.iter().zip(&again).all(|(one, other)| one.content == other.content), "byte for byte");
        once.iter().find(|file| file.name == "journal.csv").expect("there").rows
    };
    assert_eq!((2020..2100).map(rows).sum::<usize>(), 7, "each line in one year, whatever the clock says");
    drop(local);
    // One byte is another: the audit says where the chain breaks, and so does the check.
    let journal = folder.path().join("journal");
    let month = std::fs::read_dir(&journal).expect("there").flatten().map(|entry| entry.path());
    let month = month.filter(|path| path.extension().is_some_and(|end| end == "jsonl")).min().expect("a month");
    let text = std::fs::read_to_string(&month).expect("text").replacen("crm", "crn", 1);
    std::fs::write(&month, text).expect("written");
    let local = desk::open(folder.path()).expect("it opens");
    let broken = local.acting(me).query(&Query::Audit(Revision(0))).expect_err("broken");
    assert_eq!((broken.id.as_ref(), broken.arg("line")), ("journal-broken", "3"));
    assert!(!LocalDesk::check(&local, None).expect("checked").is_empty());
}

#[test]
fn a_database_is_its_owners_alone_and_a_role_opens_the_way_to_the_socket_and_nothing_else() {
    use std::os::unix::fs::PermissionsExt;
    let home = TempDir::new().expect("a folder");
    let folder = home.path().join("db");
    let local = desk::open(&folder).expect("it opens");
    local.apply(write(roster())).expect("written");
    let mode = |path: &str| std::fs::metadata(folder.join(path)).expect("there").permissions().mode() & 0o777;
    let modes = || ["", "sled", "journal", "mark"].map(mode);
    assert_eq!(modes(), [0o700, 0o700, 0o700, 0o600]);
    local.apply(write(vec![grant(&boss(), Office::Director, None)])).expect("granted");
    assert_eq!(modes(), [0o711, 0o700, 0o700, 0o600]);
    assert_eq!(LocalDesk::check(&local, None).expect("checked"), []);
    std::fs::set_permissions(folder.join("journal"), std::fs::Permissions::from_mode(0o755)).expect("opened");
    let found = LocalDesk::check(&local, None).expect("checked");
    assert_eq!(found.iter().map(|error| error.id.as_ref()).collect::<Vec<_>>(), ["check-open"]);
}
