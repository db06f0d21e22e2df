//! Answers through the socket: a report that is kept, asked for again and again by one guest, and by several at once.

use std::thread;

use dayboard::codec::frame::frame;
use dayboard::desk::{Answer, Desk, Place, Query, RemoteDesk, Server, Terms};
use dayboard::domain::base::{FiscalStart, Grain, Period};
use dayboard::domain::model::{Dimension, Lens};
use dayboard::report::{Kind, Question};

use crate::company::Company;
use crate::line::{Goal, Line, Runs};
use crate::{Ground, Outcome};

const AGAIN: usize = 5_000;
const GUESTS: usize = 8;

pub(crate) fn lines(ground: &Ground) -> Outcome<Vec<Line>> {
    let folder = ground.copy()?;
    let server = Server::open(&folder, Terms::default())?.ok_or("somebody serves it")?;
    let bell = server.bell();
    let server = thread::spawn(move || server.run());
    let place = Place { program: None, ..Place::own(&folder) };
    let desk = RemoteDesk::connect(place.clone())?;
    let mut lines = Vec::new();
    for (grain, by) in [(Grain::Day, None), (Grain::Month, Some(Dimension::Channel))] {
        let anchor = Some(Period::of(grain, Company::days().last(), FiscalStart::default()));
        let lens = Lens { anchor, by, ..Lens::new(grain) };
        let ask = Query::Report(Question { kind: Kind::Review, lens, today: Company::days().last().plus(1) });
        let bytes = frame(&desk.query(&ask)?)?.len();
        let again = Runs::of(AGAIN, |_| desk.query(&ask))?;
        let figures = [again.percentile(50), again.percentile(99)];
        let work = format!("answer through the socket, {bytes} bytes: p50 / p99");
        lines.push(Line::new(work, "ms", Goal::None, &figures));
    }
    let small = Query::Names(Dimension::Product);
    let Answer::Names(names) = desk.query(&small)? else { return Err("no names".into()) };
    let bytes = frame(&names)?.len();
    let again = Runs::of(AGAIN, |_| desk.query(&small))?;
    let work = format!("answer through the socket, {bytes} bytes of names: p50 / p99");
    lines.push(Line::new(work, "ms", Goal::AtMost(&[0.05, 0.05]), &[again.percentile(50), again.percentile(99)]));
    let at_once = thread::scope(|scope| {
        let ask = || -> Result<Runs, dayboard::domain::base::Error> {
            let desk = RemoteDesk::connect(place.clone())?;
            Runs::of(AGAIN, |_| desk.query(&small))
        };
        let guests: Vec<_> = (0..GUESTS).map(|_| scope.spawn(ask)).collect();
        guests.into_iter().map(|guest| guest.join().map_err(|_| "a guest panicked")).collect::<Result<Vec<_>, _>>()
    })?;
    let slowest = at_once.into_iter().map(|runs| runs.map(|runs| runs.percentile(99)));
    let slowest = slowest.collect::<Result<Vec<_>, _>>()?.into_iter().fold(0.0, f64::max);
    lines.push(Line::new(
        format!("the same, {GUESTS} guests at once: p99 of the slowest"),
        "ms",
        Goal::None,
        &[slowest],
    ));
    drop(desk);
    bell.ring();
    server.join().map_err(|_| "the holder panicked")?;
    Ok(lines)
}
