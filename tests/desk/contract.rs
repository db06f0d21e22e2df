//! What holds for a desk holds in both its forms.

use dayboard::desk::{Answer, Command, Desk, Door, News, Query, Receipt, Terms};
use dayboard::domain::base::{Error, Grain};
use dayboard::domain::model::reference::{days, facts};
use dayboard::domain::model::{
    AsOf, Basis, Dimension, Document, DocumentKey, DocumentKind, Lens, Membership, Person, Revision, RowQuery, Team,
    Versioned,
};
use dayboard::report::{Audience, Kind, Question, Report};
use tempfile::TempDir;

use crate::kit::{Held, day, here, id, news, set, until, visits};

/// Runs `test` on an empty database, at a desk in this process and at one behind a socket.
fn both(test: impl Fn(&dyn Door)) {
    let folder = TempDir::new().expect("a folder");
    test(&dayboard::desk::open(folder.path()).expect("it opens"));
    let held = Held::new(Terms::default());
    test(&held.guest());
}

fn people() -> Vec<Document> {
    let person = |name: &str| Document::Person(Person { name: name.to_owned(), ..Person::default() });
    let membership = Membership {
        person: "张伟".to_owned(),
        team: "East".to_owned(),
        role: "sales".to_owned(),
        from: day("2026-01-01"),
        to: None,
        employment: dayboard::domain::model::Employment::Concurrent,
    };
    let team = Team { name: "East".to_owned(), posts: vec![("sales".to_owned(), 1, 3)], ..Team::default() };
    vec![person("张伟"), person("李娜"), Document::Team(team), Document::Membership(membership)]
}

fn import(desk: &dyn Door, source: &str, text: &str) -> (u64, Receipt) {
    let begin = Command::ImportBegin { source: source.to_owned(), files: vec!["a.csv".to_owned()] };
    let batch = desk.apply(begin).expect("begun").batch.expect("a batch");
    desk.apply(Command::ImportRows { batch, facts: Box::new(facts(text)) }).expect("taken");
    (batch, desk.apply(Command::ImportPublish { batch, digest: source.to_owned(), replace: false }).expect("published"))
}

/// A little of everything.
fn fill(desk: &dyn Door) -> u64 {
    let documents = people().into_iter().map(|document| (document, None)).collect();
    desk.apply(Command::Write { documents, reason: None }).expect("written");
    let (batch, _) = import(
        desk,
        "crm",
        "2026-09-07 visits=900 inquiries=40 by 张伟 channel seo customer C-1 document D-1 waited 3
         2026-09-08 visits=1204 inquiries=52 by 张伟 channel seo customer C-2 document D-7 entered 2026-09-01
         2026-09-08 revenue=780000 deals=6 by 李娜 channel ads",
    );
    desk.apply(set("2026-09-08", "李娜", 7)).expect("set");
    batch
}

#[test]
fn every_command_is_tried_done_and_seen_at_once() {
    both(|desk| {
        let tried = desk.try_out(&set("2026-09-08", "张伟", 5)).expect("it would do");
        assert_eq!((tried.revision.0, visits(desk, "2026-09-08")), (1, 0), "nothing was done");
        let done = desk.apply(set("2026-09-08", "张伟", 5)).expect("done");
        assert_eq!((done.revision, &done.done), (tried.revision, &tried.done));
        assert_eq!(visits(desk, "2026-09-08"), 5);
        desk.apply(Command::Undo).expect("undone");
        assert_eq!(visits(desk, "2026-09-08"), 0);
        desk.apply(Command::Redo).expect("done again");
        assert_eq!(visits(desk, "2026-09-08"), 5);
        let (batch, _) = import(desk, "crm", "2026-09-08 visits=10 by 李娜");
        assert_eq!(visits(desk, "2026-09-08"), 15);
        desk.apply(Command::Revert { batch }).expect("taken back");
        assert_eq!(visits(desk, "2026-09-08"), 5);
    });
}

#[test]
fn what_is_refused_is_refused_alike_and_changes_nothing() {
    both(|desk| {
        let refused = |command| id(desk.apply(command).expect_err("refused"));
        assert_eq!(refused(Command::Undo), "nothing-to-undo");
        assert_eq!(refused(Command::Revert { batch: 9 }), "no-such-batch");
        assert_eq!(
            refused(Command::ImportPublish { batch: 9, digest: String::new(), replace: false }),
            "batch-not-open"
        );
        let gone = DocumentKey { kind: DocumentKind::Person, id: "谁".to_owned() };
        assert_eq!(refused(Command::Delete { documents: vec![(gone, Revision(3))], reason: None }), "document-gone");
        let mut lens = Lens::new(Grain::Day);
        lens.filters.push((Dimension::Channel, vec!["nowhere".to_owned()]));
        let question = Question { kind: Kind::Review, lens, today: day("2026-09-09"), audience: Audience::Own };
        assert_eq!(id(desk.query(&Query::Report(question)).expect_err("no such channel")), "name-unknown");
        assert_eq!(desk.check(None).expect("checked"), []);
    });
}

/// Every report of every grain, by everything that it can be broken down by.
fn reports() -> Vec<Query> {
    let kinds = [
        Kind::Review,
        Kind::Funnel,
        Kind::Series,
        Kind::Board,
        Kind::Person,
        Kind::Brief,
        Kind::Explain,
        Kind::Status,
        Kind::Imports,
        Kind::Log,
        Kind::Metrics,
        Kind::Metric,
        Kind::Content,
        Kind::Changed,
        Kind::Settings,
        Kind::Actions,
        Kind::Records,
        Kind::Standup,
        Kind::Minutes,
        Kind::Entry,
        Kind::Goals,
        Kind::Roster,
    ];
    // A report that is new has to be asked for above, too.
    let place = |kind: &Kind| match kind {
        Kind::Review => 0,
        Kind::Funnel => 1,
        Kind::Series => 2,
        Kind::Board => 3,
        Kind::Person => 4,
        Kind::Brief => 5,
        Kind::Explain => 6,
        Kind::Status => 7,
        Kind::Imports => 8,
        Kind::Log => 9,
        Kind::Metrics => 10,
        Kind::Metric => 11,
        Kind::Content => 12,
        Kind::Changed => 13,
        Kind::Settings => 14,
        Kind::Actions => 15,
        Kind::Records => 16,
        Kind::Standup => 17,
        Kind::Minutes => 18,
        Kind::Entry => 19,
        Kind::Goals => 20,
        Kind::Roster => 21,
    };
    assert!(kinds.iter().map(place).eq(0..22), "every report once");
    let mut queries = Vec::new();
    let bys = Dimension::ALL.map(Some).into_iter().chain([None]);
    for ((grain, by), kind) in Grain::ALL
        .into_iter()
        .flat_map(|grain| bys.clone().map(move |by| (grain, by)))
        .flat_map(|at| kinds.iter().map(move |kind| (at, kind)))
    {
        let metric = matches!(kind, Kind::Series | Kind::Explain | Kind::Metric).then(|| "close_rate".to_owned());
        let filters = match kind {
            Kind::Person => vec![(Dimension::Member, vec!["张伟".to_owned()])],
            _ => Vec::new(),
        };
        let as_of = matches!(kind, Kind::Changed).then_some(AsOf::Revision(Revision(2)));
        let basis =
            if matches!(kind, Kind::Funnel) && grain == Grain::Month { Basis::Cohort } else { Basis::default() };
        let lens = Lens { by, metric, filters, as_of, basis, ..Lens::new(grain) };
        queries.push(Query::Report(Question {
            kind: kind.clone(),
            lens,
            today: day("2026-09-09"),
            audience: Audience::Own,
        }));
    }
    queries
}

/// An answer without what the database does by itself as time goes by: it repairs sums and takes up room.
fn timeless(answer: Result<Answer, Error>) -> Result<Answer, Error> {
    let Ok(Answer::Report(report)) = answer else { return answer };
    let mut report = Report::clone(&report);
    for table in &mut report.tables {
        table
            .rows
            .retain(|row| report.kind != Kind::Status || !["dirty_days", "database_bytes"].contains(&row.id.as_str()));
    }
    Ok(Answer::Report(report.into()))
}

#[test]
fn whatever_is_asked_through_a_socket_is_answered_as_it_is_here() {
    let held = Held::new(Terms::default());
    let guest = held.guest();
    fill(&guest);
    let mut queries: Vec<Query> = vec![
        Query::Premises,
        Query::Batches,
        Query::Authors,
        Query::Rows(RowQuery {
            days: days("2026-09-01..2026-09-30"),
            measures: vec![],
            filters: vec![],
            as_of: None,
            limit: None,
        }),
        Query::Overlap {
            source: "crm".to_owned(),
            digest: "crm".to_owned(),
            days: vec![day("2026-09-08")],
            documents: vec!["D-7".to_owned(), "D-8".to_owned()],
        },
    ];
    queries.extend([Query::Sums(1), Query::Sums(99)]);
    queries.push(Query::SumsOn { source: "crm".to_owned(), days: vec![day("2026-09-08")] });
    queries.extend(DocumentKind::ALL.map(|kind| Query::Documents(kind.into())));
    queries.extend(Dimension::ALL.map(Query::Names));
    queries.extend(reports());
    let there: Vec<Result<Answer, Error>> = queries.iter().map(|query| guest.query(query)).collect();
    let answered = there.iter().flatten().count();
    assert!(answered * 4 > there.len() * 3, "most of it is answered, not refused: {answered} of {}", there.len());
    drop(guest);
    let folder = held.end();
    let local = here(folder.path());
    for (query, there) in queries.iter().zip(there) {
        assert_eq!(timeless(local.query(query)), timeless(there), "{query:?}");
    }
}

#[test]
fn a_repeated_command_is_answered_with_its_first_receipt_and_done_once() {
    both(|desk| {
        let batch = fill(desk);
        let Answer::Documents(found) = desk.query(&Query::Documents(DocumentKind::Person.into())).expect("answered")
        else {
            panic!("documents")
        };
        let versioned = |name: &str| -> Versioned {
            let is = |found: &&Versioned| found.document.key().id == name;
            found.iter().find(is).expect("there").clone()
        };
        let left = Person { name: "张伟".to_owned(), left: Some(day("2026-09-10")), ..Person::default() };
        let new = Person { name: "王伟".to_owned(), ..Person::default() };
        let li = versioned("李娜");
        let commands = [
            set("2026-09-08", "王伟", 30),
            Command::Undo,
            Command::Redo,
            Command::Undo,
            Command::Revert { batch },
            Command::Revert { batch },
            Command::Write {
                documents: vec![
                    (Document::Person(left), Some(versioned("张伟").revision)),
                    (Document::Person(new), None),
                ],
                reason: None,
            },
            Command::Delete { documents: vec![(li.document.key(), li.revision)], reason: None },
            Command::ImportBegin { source: "ads".to_owned(), files: vec![] },
        ];
        let mut receipts = Vec::new();
        for (at, command) in commands.iter().enumerate() {
            receipts.push(desk.apply_once(&format!("command {at}"), command.clone()).expect("done"));
        }
        let open = receipts.last().and_then(|receipt| receipt.batch).expect("a batch");
        let rows = Command::ImportRows { batch: open, facts: Box::new(facts("2026-09-01 visits=4 by 王伟")) };
        desk.apply(rows).expect("taken");
        let publish = Command::ImportPublish { batch: open, digest: String::new(), replace: false };
        let published = desk.apply_once("publish", publish.clone()).expect("published");
        for (at, (command, first)) in commands.iter().zip(&receipts).enumerate() {
            let again = desk.apply_once(&format!("command {at}"), command.clone()).expect("answered");
            assert_eq!(&again, first, "{command:?}");
        }
        assert_eq!(desk.apply_once("publish", publish).expect("answered"), published);
        assert_eq!(visits(desk, "2026-09-01"), 4, "published once");
        let after = desk.apply(set("2026-09-09", "王伟", 1)).expect("done");
        assert_eq!(after.revision.0, published.revision.0 + 1, "nothing was done in between");
    });
}

#[test]
fn any_change_of_ones_own_is_taken_back_while_what_it_left_still_stands() {
    both(|desk| {
        let change = |revision| Command::UndoChange { revision };
        let first = desk.apply(set("2026-09-08", "张伟", 5)).expect("done").revision;
        let other = desk.apply(set("2026-09-09", "张伟", 7)).expect("done").revision;
        let later = desk.apply(set("2026-09-08", "张伟", 6)).expect("done").revision;
        assert_eq!(id(desk.apply(change(first)).expect_err("it was set anew")), "changed-since");
        let undone = desk.apply(change(other)).expect("nothing came after it there").revision;
        assert_eq!((visits(desk, "2026-09-08"), visits(desk, "2026-09-09")), (6, 0));
        assert_eq!(id(desk.apply(change(other)).expect_err("it is gone")), "undone-already");
        desk.apply(change(undone)).expect("an undo is done again");
        assert_eq!(visits(desk, "2026-09-09"), 7);
        desk.apply(change(later)).expect("done");
        desk.apply(change(first)).expect("what it left stands again");
        assert_eq!((visits(desk, "2026-09-08"), visits(desk, "2026-09-09")), (0, 7));
        assert_eq!(id(desk.apply(change(Revision(999))).expect_err("there is none")), "no-such-change");
    });
}

#[test]
fn the_sums_of_a_batch_are_those_of_its_rows_that_count() {
    both(|desk| {
        let (batch, _) = import(desk, "crm", "2026-09-01 visits=4 deals=1 by 李娜\n2026-09-02 visits=5 by 李娜");
        let sums = || desk.query(&Query::Sums(batch)).expect("answered");
        assert_eq!(sums(), Answer::Sums(vec![("deals".to_owned(), 1), ("visits".to_owned(), 9)]));
        desk.apply(Command::Revert { batch }).expect("taken back");
        assert_eq!(sums(), Answer::Sums(vec![]), "nothing of it counts");
    });
}

#[test]
fn a_command_is_known_again_after_the_database_was_closed() {
    let held = Held::new(Terms::default());
    let first = held.guest().apply_once("mine", set("2026-09-08", "张伟", 5)).expect("done");
    let held = Held::again(held.end(), Terms::default());
    let guest = held.guest();
    assert_eq!(guest.apply_once("mine", set("2026-09-08", "张伟", 5)).expect("answered"), first);
    assert_ne!(guest.apply_once("another", set("2026-09-08", "张伟", 6)).expect("done"), first);
    assert_eq!(visits(&guest, "2026-09-08"), 6);
}

#[test]
fn who_watches_is_told_which_days_and_kinds_a_change_touches() {
    both(|desk| {
        let told = news(desk);
        let next = || until(&told, |news| if let News::Changed(notice) = news { Some(notice.clone()) } else { None });
        let receipt = desk.apply(set("2026-09-08", "张伟", 5)).expect("done");
        let notice = next();
        assert_eq!((notice.revision, notice.days), (receipt.revision, vec![days("2026-09-08")]));
        let documents = people().into_iter().map(|document| (document, None)).collect();
        desk.apply(Command::Write { documents, reason: None }).expect("written");
        assert_eq!(next().kinds, [DocumentKind::Person, DocumentKind::Team, DocumentKind::Membership]);
        let (batch, _) = import(desk, "crm", "2026-08-31 visits=1 by 李娜\n2026-09-01 visits=1 by 李娜");
        assert_eq!(next().days, [], "a batch that is begun shows nothing");
        assert_eq!(next().days, [days("2026-08-31..2026-09-01")]);
        desk.apply(Command::Revert { batch }).expect("taken back");
        assert_eq!(next().days, [days("2026-08-31..2026-09-01")]);
    });
}

#[test]
fn a_backup_and_a_check_are_made_while_the_desk_is_open() {
    both(|desk| {
        fill(desk);
        let folder = TempDir::new().expect("a folder");
        let backup = desk.backup(&folder.path().join("copy")).expect("copied");
        assert_eq!(desk.check(Some(&backup.head)).expect("checked"), []);
        assert_eq!(id(desk.backup(&folder.path().join("copy")).expect_err("there is one")), "folder-not-empty");
    });
}
