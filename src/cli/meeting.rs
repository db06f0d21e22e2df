//! `dayboard meeting`: what was held and is next; `meeting minutes` prints a record, `meeting hold` writes one.

use std::time::{SystemTime, UNIX_EPOCH};

use clap::{Args, Subcommand};

use super::arguments::{Printing, Trying};
use super::session::{Open, Session, day};
use super::{Ended, Failed, print};
use crate::desk::Command;
use crate::domain::base::{DayRange, Error};
use crate::domain::model::{AsOf, Document, DocumentKind, DocumentQuery, Lens, Meeting, Revision, Ritual, SlideRun};
use crate::domain::rules::agenda::Slide;
use crate::report::Kind;

/// The list, or what to do.
#[derive(Args, Debug)]
pub(super) struct Asked {
    #[command(subcommand)]
    doing: Option<Doing>,
    #[command(flatten)]
    printing: Printing,
}

#[derive(Debug, Subcommand)]
enum Doing {
    Minutes(Minutes),
    Hold(Hold),
}

#[derive(Args, Debug)]
struct Minutes {
    #[arg(value_name = "DAY")]
    day: Option<String>,
    #[arg(long, value_name = "RITUAL", value_parser = ["daily", "weekly", "monthly", "quarterly", "yearly"])]
    ritual: Option<String>,
    #[command(flatten)]
    printing: Printing,
}

#[derive(Args, Debug)]
struct Hold {
    #[arg(value_name = "LENS")]
    about: Vec<String>,
    #[arg(long, value_name = "RITUAL", default_value = "daily", value_parser = ["daily", "weekly", "monthly", "quarterly", "yearly"])]
    ritual: String,
    #[arg(long, value_name = "DAY")]
    on: Option<String>,
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    attendees: Vec<String>,
    #[arg(long, value_name = "TEXT")]
    decision: Vec<String>,
    #[arg(long, value_name = "N")]
    action: Vec<u64>,
    #[arg(long, value_name = "SLIDE=SECONDS")]
    slide: Vec<String>,
    #[command(flatten)]
    trying: Trying,
}

pub(super) fn run(session: &Session, asked: &Asked) -> Result<Ended, Failed> {
    let open = session.open()?;
    match &asked.doing {
        None => {
            let mut report = (*open.report(Kind::Actions, open.lens(session, &[], None)?)?).clone();
            report.tables.retain(|table| ["agenda", "meetings", "attendance"].contains(&table.id.as_ref()));
            print::report(&report, &asked.printing, session.lang)?;
            Ok(Ended::Done)
        }
        Some(Doing::Minutes(asked)) => minutes(session, &open, asked),
        Some(Doing::Hold(asked)) => hold(session, &open, asked),
    }
}

/// The minutes of a day, its figures as they stood; without a day those of the last meeting.
fn minutes(session: &Session, open: &Open, asked: &Minutes) -> Result<Ended, Failed> {
    let on = asked.day.as_deref().map(day).transpose()?;
    let query = match on {
        Some(on) => DocumentQuery::on(DocumentKind::Meeting, DayRange::one(on)),
        None => DocumentKind::Meeting.into(),
    };
    let found = open.documents(query)?;
    let mut meetings = found.into_iter().filter_map(|found| match found.document {
        Document::Meeting(meeting) => Some(meeting),
        _ => None,
    });
    let wanted = |meeting: &Meeting| asked.ritual.as_deref().is_none_or(|ritual| meeting.ritual.word() == ritual);
    let meeting = meetings.rfind(wanted);
    let meeting = meeting.ok_or_else(|| Error::asked("no-such-meeting").with("day", on.unwrap_or(open.today)))?;
    let about = Lens::parse(&meeting.about, open.organisation.settings.fiscal_start)?;
    let lens = Lens { as_of: Some(AsOf::Revision(meeting.shown)), ..about };
    print::report(&*open.report_on(Kind::Minutes, lens, meeting.day)?, &asked.printing, session.lang)?;
    Ok(Ended::Done)
}

fn hold(session: &Session, open: &Open, asked: &Hold) -> Result<Ended, Failed> {
    let ritual: Ritual = asked.ritual.parse().map_err(|()| Error::asked("ritual-word").with("word", &asked.ritual))?;
    let on = asked.on.as_deref().map_or(Ok(open.today), day)?;
    let lens = open.lens(session, &asked.about, None)?;
    // The period as the meeting shows it, whatever day its minutes are read on.
    let shown = open.report_on(Kind::Review, lens, on)?;
    let began =
        i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis()).unwrap_or(0);
    let slides = asked.slide.iter().map(|word| slide(word)).collect::<Result<Vec<_>, _>>()?;
    let used: i64 = slides.iter().map(|run| i64::from(run.used)).sum();
    let meeting = Meeting {
        ritual,
        day: on,
        about: shown.lens.text(open.organisation.settings.fiscal_start),
        attendees: asked.attendees.iter().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect(),
        slides,
        decisions: asked.decision.clone(),
        actions: asked.action.clone(),
        promises: Vec::new(),
        shown: Revision(0),
        head: String::new(),
        by: String::new(),
        began,
        ended: Some(began + used * 1_000),
    };
    let there = standing(open, &meeting)?;
    let seen = there.as_ref().map(|(_, seen)| *seen);
    // A second meeting of a day takes its record up again, as on the screen.
    let meeting = match there {
        Some((before, _)) if before.ended.is_some() => before.continued(meeting),
        Some((before, _)) => Meeting { decisions: [before.decisions, meeting.decisions].concat(), ..meeting },
        None => meeting,
    };
    let command = Command::Write { documents: vec![(Document::Meeting(meeting), seen)], reason: None };
    open.carry_out(session, command, asked.trying.dry_run)
}

/// The record of the same ritual on the same day, and the change that wrote it.
fn standing(open: &Open, meeting: &Meeting) -> Result<Option<(Meeting, Revision)>, Error> {
    let found = open.documents(DocumentQuery::exactly(Document::Meeting(meeting.clone()).key()))?;
    Ok(found.into_iter().find_map(|found| match found.document {
        Document::Meeting(meeting) => Some((meeting, found.revision)),
        _ => None,
    }))
}

/// `trust=40`: a slide and the seconds that it took.
fn slide(word: &str) -> Result<SlideRun, Error> {
    let wrong = || Error::asked("slide-word").with("word", word);
    let (slide, used) = word.split_once('=').ok_or_else(wrong)?;
    let known = Slide::ALL.into_iter().find(|known| known.word() == slide).ok_or_else(wrong)?;
    let used = used.parse().map_err(|_| wrong())?;
    Ok(SlideRun { slide: slide.to_owned(), planned: known.planned(), used, passed: 0 })
}
