//! `dayboard add record KIND PERSON`: the daily work with people, in one form (S-016, S-017, S-125, S-143).

use clap::Args;

use crate::cli::arguments::Trying;
use crate::cli::owner::{metric, scaled};
use crate::cli::session::{Session, day};
use crate::cli::{Ended, Failed};
use crate::desk::Command;
use crate::domain::base::Error;
use crate::domain::model::{Document, Record, RecordKind};

/// The record.
#[derive(Args, Debug)]
pub(super) struct Asked {
    #[arg(value_name = "KIND", value_parser = ["log-check", "coaching", "one-on-one", "issue", "progress", "case", "work"])]
    kind: String,
    #[arg(value_name = "PERSON")]
    person: String,
    #[arg(value_name = "TEXT", default_value = "")]
    text: String,
    #[arg(long, value_name = "DAY")]
    day: Option<String>,
    #[arg(long, value_name = "TEXT")]
    subject: Option<String>,
    #[arg(long, value_name = "METRIC")]
    metric: Option<String>,
    #[arg(long, value_name = "NUMBER", requires = "metric", requires = "after")]
    before: Option<String>,
    #[arg(long, value_name = "NUMBER", requires = "before")]
    after: Option<String>,
    #[arg(long, value_name = "N")]
    planned: Option<u32>,
    #[arg(long, value_name = "N")]
    done: Option<u32>,
    #[arg(long, value_name = "N", default_value_t = 0)]
    minutes: u32,
    #[arg(long, value_name = "WORD")]
    tag: Vec<String>,
    #[arg(long)]
    settled: bool,
    #[command(flatten)]
    trying: Trying,
}

pub(super) fn run(session: &Session, asked: &Asked) -> Result<Ended, Failed> {
    let open = session.open()?;
    let kind: RecordKind = asked.kind.parse().map_err(|()| Error::asked("record-kind").with("word", &asked.kind))?;
    let metric = asked.metric.as_deref().map(|id| metric(&open, id)).transpose()?;
    let figures = match (&asked.before, &asked.after, metric) {
        (Some(before), Some(after), Some(metric)) => Some((scaled(metric, before)?, scaled(metric, after)?)),
        _ if kind == RecordKind::Work => {
            let pieces = |pieces: Option<u32>| pieces.unwrap_or(0).into();
            Some((pieces(asked.planned), pieces(asked.done)))
        }
        _ => None,
    };
    // A log is checked the day after; everything else is of today.
    let usual = match kind {
        RecordKind::LogCheck => open.organisation.calendar.working_day_before(open.today),
        _ => open.today,
    };
    let record = Record {
        number: 0,
        kind,
        day: asked.day.as_deref().map_or(Ok(usual), day)?,
        person: asked.person.clone(),
        by: String::new(),
        subject: asked.subject.clone().unwrap_or_default(),
        text: asked.text.clone(),
        metric: metric.map(|metric| metric.id.clone()),
        figures,
        minutes: asked.minutes,
        tags: asked.tag.clone(),
        settled: asked.settled,
    };
    let command = Command::Write { documents: vec![(Document::Record(record), None)], reason: None };
    open.carry_out(session, command, asked.trying.dry_run)
}
