//! The lens: one question, as plain data with one text form.

mod changes;
mod text;

pub use changes::Changes;
pub use text::quoted;

use serde::{Deserialize, Serialize};

use super::{Dimension, Revision};
use crate::domain::base::{Day, Grain, Period};

/// What a period is compared with.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Versus {
    /// What the grain usually is held against: a day against the same weekday of last week, anything longer
    /// against the like part of the previous period (R9).
    #[default]
    Usual,
    /// The previous adjacent period, its like part (环比, R13).
    Previous,
    /// The same period of last year, its like part (同比, R13).
    Year,
    /// Nothing.
    None,
}

/// Which entities a funnel follows (S-026).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// Events dated in the period.
    #[default]
    Period,
    /// Those that entered the first step in the period.
    Cohort,
}

/// A state of the database in the past.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum AsOf {
    /// After this change.
    Revision(Revision),
    /// At the end of this day.
    Day(Day),
}

/// One question: which period, against what, of whom, broken down by what.
///
/// Text form: `month 2026-09 vs previous channel=seo,ads by member basis=cohort metric=revenue as-of=42`; of the journal
/// `day kind=target,plan user=chen made=2026-09`.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Lens {
    /// How much time one step covers.
    pub grain: Grain,
    /// The period looked at; `None` is the one of the last working day.
    pub anchor: Option<Period>,
    /// What it is compared with.
    pub versus: Versus,
    /// Which rows count: by dimension, any of the names (a name may be a branch of the channel tree or a team).
    pub filters: Vec<(Dimension, Vec<String>)>,
    /// Broken down by this.
    pub by: Option<Dimension>,
    /// Period or cohort.
    pub basis: Basis,
    /// The metric in the foreground; the view's own when `None`.
    pub metric: Option<String>,
    /// The facts as they stood then; now, when `None`.
    pub as_of: Option<AsOf>,
    /// Of the journal, which changes; every other report leaves it aside.
    pub changes: Changes,
}

impl Lens {
    /// The whole organisation at `grain`, now.
    #[must_use]
    pub fn new(grain: Grain) -> Self {
        Self {
            grain,
            anchor: None,
            versus: Versus::default(),
            filters: Vec::new(),
            by: None,
            basis: Basis::default(),
            metric: None,
            as_of: None,
            changes: Changes::default(),
        }
    }
}
