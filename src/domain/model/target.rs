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
    /// What it was set by, where that is a share of what was before (S-048).
    #[serde(default)]
    pub relative: Option<Relative>,
    /// What of the checklist is ticked: specific, measurable, achievable, relevant, time-bound (S-048).
    #[serde(default)]
    pub smart: Smart,
}

/// A target that is set as a share more or less than a baseline (S-048, R13): 4.0 % raised by 15 % is 4.6 %.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Relative {
    /// What was before, in the scale of the target.
    pub baseline: i64,
    /// How much more, below 0 less, in 1/10,000 of the baseline: +15 % are 1,500.
    pub delta: i64,
}

impl Relative {
    /// A share with its sign: `+15%`, `-7.5%`; of at most two decimals. `None` for any other text.
    #[must_use]
    pub fn read(text: &str) -> Option<i64> {
        let sign = match text.chars().next()? {
            '+' => 1,
            '-' | '−' => -1,
            _ => return None,
        };
        let number = text.trim_start_matches(['+', '-', '−']).strip_suffix('%')?.trim_end();
        let (whole, part) = number.split_once('.').unwrap_or((number, ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || whole.len() > 6 || part.len() > 2 || !digits(whole) || !digits(part) {
            return None;
        }
        let part: i64 = format!("{part:0<2}").parse().ok()?;
        Some(sign * (whole.parse::<i64>().ok()? * 100 + part))
    }

    /// The share as [`Relative::read`] reads it.
    #[must_use]
    pub fn text(self) -> String {
        let (sign, size) = (if self.delta < 0 { '-' } else { '+' }, self.delta.unsigned_abs());
        let text = format!("{sign}{}.{:02}", size / 100, size % 100);
        format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
    }
}

/// The five checks of a goal (S-048), each ticked or not.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Smart(pub [bool; 5]);

impl Smart {
    /// Their letters, in their order.
    pub const LETTERS: [char; 5] = ['S', 'M', 'A', 'R', 'T'];

    /// Those whose letters `text` has, in any order; `None` where it has another one.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let mut smart = Self::default();
        for letter in text.chars().filter(|letter| !matches!(letter, ' ' | ',' | '.')) {
            let at = Self::LETTERS.iter().position(|known| letter.eq_ignore_ascii_case(known))?;
            *smart.0.get_mut(at)? = true;
        }
        Some(smart)
    }

    /// The letters of those ticked, a point for each that is not: `SM.RT`; empty where none is.
    #[must_use]
    pub fn text(self) -> String {
        if self == Self::default() {
            return String::new();
        }
        Self::LETTERS.iter().zip(self.0).map(|(letter, ticked)| if ticked { *letter } else { '.' }).collect()
    }
}

impl Target {
    /// A draft of nothing yet.
    #[must_use]
    pub fn empty(metric: String, owner: Owner, period: Period) -> Self {
        let (base, stretch, state, quality) = (0, None, TargetState::Draft, String::new());
        let (due, amendments, relative, smart) = (None, Vec::new(), None, Smart::default());
        Self { metric, owner, period, base, stretch, state, quality, due, amendments, relative, smart }
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
