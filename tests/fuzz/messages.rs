//! What comes over the socket: frames, and the messages in them.

use std::borrow::Cow;

use dayboard::codec::{Kind, frame};
use dayboard::desk::{Ask, Command, EntryCell, FromHolder, Greeting, Query, Receipt, Reply, Request, Said, Welcome};
use dayboard::domain::base::{Day, Error, Grain, Place};
use dayboard::domain::model::{Dimension, Facts, Lens, Notice, Revision, RowQuery, reference};
use dayboard::report::{Audience, Kind as About, Question, Sentence};
use serde::Serialize;

use crate::change;
use crate::run::Target;

fn sealed<T: Serialize>(message: &T) -> Vec<u8> {
    frame::frame(message).expect("small")
}

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn requests() -> Vec<Vec<u8>> {
    let question = Question {
        kind: About::Review,
        lens: Lens {
            filters: vec![(Dimension::Channel, vec!["seo".to_owned(), String::new()])],
            by: Some(Dimension::Member),
            metric: Some("revenue".to_owned()),
            ..Lens::new(Grain::Week)
        },
        today: day("2026-09-09"),
        audience: Audience::Own,
    };
    let rows = RowQuery {
        days: reference::days("2026-09-01..2026-09-30"),
        measures: vec!["visits".to_owned()],
        filters: Vec::new(),
        as_of: Some(Revision(7)),
        limit: Some(10),
    };
    let mut facts = Facts::default();
    facts.push(day("2026-09-08"), &[(Dimension::Member, "张伟")], &[("visits", 1_204), ("revenue", 78_000)]);
    let cell = EntryCell { day: day("2026-09-08"), dimensions: Vec::new(), measure: "visits".to_owned() };
    let commands = [
        Command::ImportBegin { source: "crm".to_owned(), files: vec!["a.csv".to_owned()] },
        Command::ImportRows { batch: 3, facts: Box::new(facts) },
        Command::Set { cell, value: Some(-3), correct: Some("why".to_owned()) },
        Command::Undo,
    ];
    let queries = [Query::Report(question), Query::Rows(rows), Query::Premises, Query::Names(Dimension::Reason)];
    let mut asks: Vec<Ask<'_>> = queries.iter().map(|query| Ask::Query(Cow::Borrowed(query))).collect();
    asks.extend(commands.iter().map(|command| Ask::Apply(Cow::Borrowed("id-1"), Cow::Borrowed(command))));
    asks.extend([Ask::Watch, Ask::Check(Some(Cow::Borrowed("ab"))), Ask::Backup("/backups/x".into()), Ask::Stop]);
    asks.into_iter().map(|ask| sealed(&Request { number: 7, seen: Revision(9), ask })).collect()
}

fn replies() -> Vec<Vec<u8>> {
    let error = Error::found("value-damaged").with("kind", "Block").at(Place { line: Some(3), ..Place::default() });
    let receipt = Receipt { revision: Revision(3), batch: Some(4), done: vec![Sentence::new("done.backup")] };
    let said = [Ok(Said::Receipt(receipt)), Ok(Said::Findings(vec![error.clone()])), Ok(Said::Done), Err(error)];
    let mut all: Vec<Vec<u8>> = said
        .into_iter()
        .map(|result| sealed(&FromHolder::Reply(Reply { number: 7, revision: Revision(9), result })))
        .collect();
    all.push(sealed(&FromHolder::Notice(Notice::default())));
    all
}

#[test]
fn a_guest_may_send_anything() {
    let target = Target { name: "requests", short: 6_000, part: 130, seeds: requests() };
    target.run(
        |chance, input, others| change::envelope(chance, input, Kind::Frame, others),
        |mut input| {
            let _ = frame::is_whole(input);
            while let Ok(Some(request)) = frame::receive::<Request<'_>>(&mut input) {
                assert!(frame::frame(&request).is_ok(), "what came can be sent");
            }
        },
    );
}

#[test]
fn a_holder_may_answer_anything() {
    let target = Target { name: "replies", short: 6_000, part: 100, seeds: replies() };
    target.run(
        |chance, input, others| change::envelope(chance, input, Kind::Frame, others),
        |mut input| while let Ok(Some(_)) = frame::receive::<FromHolder>(&mut input) {},
    );
}

#[test]
fn a_stranger_may_greet_with_anything() {
    let welcome: Result<Welcome, Error> = Ok(Welcome { user: "li".to_owned(), revision: Revision(3) });
    let seeds = vec![sealed(&Greeting::own(1)), sealed(&welcome), sealed(&Err::<Welcome, _>(Error::could("locked")))];
    let target = Target { name: "greetings", short: 6_000, part: 80, seeds };
    target.run(
        |chance, input, others| change::envelope(chance, input, Kind::Frame, others),
        |input| {
            if let Ok(Some(theirs)) = frame::receive::<Greeting>(&mut &*input) {
                let own = Greeting::own(0);
                let _ = (own.speaks_like(&theirs), own.yields_to(&theirs), theirs.yields_to(&own));
            }
            let _ = frame::receive::<Result<Welcome, Error>>(&mut &*input);
        },
    );
}
