//! Targets: what an owner wants to reach of a metric in a period (S-036, S-040, S-054), and the five steps to it (S-176).

use serde::{Deserialize, Serialize};

use super::Owner;
use crate::domain::base::{Day, Period};

/// How far a target has come on its way to being agreed (S-012).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TargetState {
    /// Its owner has drafted it.
    #[default]
    Draft,
    /// The superior has published it.
    Published,
    /// Both have agreed to it: it is locked, and from now on amended with a reason.
    Agreed,
}

impl TargetState {
    /// All of them, in their order.
    pub const ALL: [Self; 3] = [Self::Draft, Self::Published, Self::Agreed];

    /// Its word: `draft`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
            Self::Agreed => "agreed",
        }
    }
}

/// What a target was before somebody amended it.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Amendment {
    /// When, in milliseconds UTC.
    pub at: i64,
    /// The account that did it.
    pub by: String,
    /// The base line before.
    pub base: i64,
    /// The stretch before.
    pub stretch: Option<i64>,
    /// Why.
    pub reason: String,
}

/// What an owner wants to reach of a metric in a period.
///
/// Amounts are in the scale of the metric's unit; of a rate, which is never stored, in 1/10,000: 20 % are 2,000.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Target {
    /// Id of the metric.
    pub metric: String,
    /// Whose it is.
    pub owner: Owner,
    /// When it is to be reached.
    pub period: Period,
    /// The base line: attainment is held against it.
    pub base: i64,
    /// The challenge above it, where there is one (S-054).
    pub stretch: Option<i64>,
    /// How far it has come.
    pub state: TargetState,
    /// By what it is seen to be good, not only much (S-046).
    pub quality: String,
    /// When it is due, where that is not the end of the period (S-046).
    pub due: Option<Day>,
    /// What it was before, oldest first.
    pub amendments: Vec<Amendment>,
}

impl Target {
    /// A draft of nothing yet.
    #[must_use]
    pub fn empty(metric: String, owner: Owner, period: Period) -> Self {
        let (base, stretch, state, quality) = (0, None, TargetState::Draft, String::new());
        Self { metric, owner, period, base, stretch, state, quality, due: None, amendments: Vec::new() }
    }
}

/// The five steps in which a person's goals of a period are set, in their order (S-176).
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct GoalSteps {
    /// Name of the person.
    pub person: String,
    /// The period.
    pub period: Period,
    /// The account that took each step that has been taken, and when, in milliseconds UTC.
    pub taken: Vec<(String, i64)>,
}

impl GoalSteps {
    /// So many there are.
    pub const ALL: usize = 5;
}

/// One of the three checkpoints of a month, of one target (S-011).
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Checkpoint {
    /// Id of the target's metric.
    pub metric: String,
    /// Whose target it is.
    pub owner: Owner,
    /// The month.
    pub month: Period,
    /// Which: 1 after the first ten days, 2, 3 at the end.
    pub part: u8,
    /// How it shall become better; must not be empty where the target is behind.
    pub improvement: String,
    /// The account that passed it.
    pub by: String,
    /// When, in milliseconds UTC.
    pub at: i64,
}
