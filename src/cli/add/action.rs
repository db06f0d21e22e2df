//! `dayboard add action TEXT`: a promise, with who keeps it and by when.

use clap::Args;

use crate::cli::arguments::Trying;
use crate::cli::owner::{answers_for, metric, owner};
use crate::cli::session::{Session, day};
use crate::cli::{Ended, Failed};
use crate::desk::Command;
use crate::domain::base::{Error, Grain, Period};
use crate::domain::model::{Action, ActionState, Document, Lens};

/// The promise.
#[derive(Args, Debug)]
pub(super) struct Asked {
    #[arg(value_name = "TEXT")]
    text: String,
    #[arg(long, value_name = "WHO")]
    owner: Option<String>,
    #[arg(long, value_name = "DAY")]
    due: Option<String>,
    #[arg(long, value_name = "METRIC")]
    metric: Option<String>,
    #[arg(long, value_name = "LENS")]
    about: Option<String>,
    #[arg(long)]
    week: bool,
    #[command(flatten)]
    trying: Trying,
}

pub(super) fn run(session: &Session, asked: &Asked) -> Result<Ended, Failed> {
    let open = session.open()?;
    let metric = asked.metric.as_deref().map(|id| metric(&open, id)).transpose()?;
    let owner = match (&asked.owner, metric) {
        (Some(word), _) => owner(&open.organisation, word)?,
        (None, Some(metric)) => answers_for(&open, metric),
        (None, None) => return Err(Error::asked("action-owner").into()),
    };
    let next = || open.organisation.calendar.working_day_from(open.today.plus(1));
    let due = asked.due.as_deref().map_or_else(|| Ok(next()), day)?;
    let fiscal = open.organisation.settings.fiscal_start;
    let about = asked.about.as_deref().map(|text| Lens::parse(text, fiscal)).transpose()?;
    let action = Action {
        number: 0,
        text: asked.text.clone(),
        owner,
        due,
        metric: metric.map(|metric| metric.id.clone()),
        about: about.map(|lens| lens.text(fiscal)).unwrap_or_default(),
        week: asked.week.then(|| Period::of(Grain::Week, due, fiscal)),
        meeting: None,
        made: open.today,
        state: ActionState::Open,
        carried: Vec::new(),
    };
    let command = Command::Write { documents: vec![(Document::Action(action), None)], reason: None };
    open.carry_out(session, command, asked.trying.dry_run)
}
