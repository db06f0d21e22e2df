//! What the command line calls people, teams and metrics.

use super::session::Open;
use crate::domain::base::Error;
use crate::domain::model::{Metric, Organisation, Owner, Unit};
use crate::domain::rules::ownership::first_owner;

/// Whose something is: `company`, `team=East`, `channel=seo`, or the bare name of a person, a team or a channel.
///
/// # Errors
/// `owner-word` where nobody is called so.
pub(super) fn owner(organisation: &Organisation, word: &str) -> Result<Owner, Error> {
    let name = word.to_owned();
    match word.parse() {
        Ok(owner) => Ok(owner),
        Err(()) if organisation.people.contains_key(word) => Ok(Owner::Member(name)),
        Err(()) if organisation.teams.contains_key(word) => Ok(Owner::Team(name)),
        Err(()) if organisation.channels.iter().any(|channel| channel.id == word) => Ok(Owner::Channel(name)),
        Err(()) => Err(Error::asked("owner-word").with("word", word)),
    }
}

/// The metric of that id.
///
/// # Errors
/// `metric-unknown`.
pub(super) fn metric<'a>(open: &'a Open, id: &str) -> Result<&'a Metric, Error> {
    open.catalogue.metric(id).ok_or_else(|| Error::asked("metric-unknown").with("metric", id).with("near", ""))
}

/// Who answers for `metric` by its step of the funnel.
pub(super) fn answers_for(open: &Open, metric: &Metric) -> Owner {
    first_owner(&open.organisation, metric, open.today)
}

/// A number in the scale of a metric's unit; of a percentage in 1/10,000.
///
/// # Errors
/// `number-word`.
pub(super) fn scaled(metric: &Metric, text: &str) -> Result<i64, Error> {
    let wrong = || Error::asked("number-word").with("word", text).with("metric", &metric.id);
    let decimals = match metric.unit {
        // In percent: 20 % are 2,000.
        Unit::Percent => 2,
        Unit::Ratio => 4,
        unit => usize::try_from(unit.decimals()).unwrap_or(0),
    };
    let digits = text.strip_prefix('-').unwrap_or(text).trim_end_matches('%');
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(part) || part.len() > decimals {
        return Err(wrong());
    }
    let number: i64 = format!("{whole}{part:0<decimals$}").parse().map_err(|_| wrong())?;
    Ok(if text.starts_with('-') { -number } else { number })
}
