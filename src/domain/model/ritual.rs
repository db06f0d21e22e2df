//! What is written day by day and week by week: closed days, plans, promises, notes, records of meetings.

use serde::{Deserialize, Serialize};

use super::{Owner, Revision};
use crate::domain::base::{Day, Period};

/// How far a person's day has come (S-001); a day without a document is open.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CloseState {
    /// Its person says that the figures are in.
    Submitted,
    /// Settled: a change needs a reason from now on.
    Closed,
}

/// A person's day that was submitted or closed (S-001).
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct DayClose {
    /// The day.
    pub day: Day,
    /// Name of the person.
    pub person: String,
    /// How far it has come.
    pub state: CloseState,
    /// The account that said so.
    pub by: String,
    /// When, in milliseconds UTC.
    pub at: i64,
}

/// What somebody wants to reach in a week (S-003); its commitments are [`Action`]s of that week.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct WeekPlan {
    /// Whose: a team's or a person's, or the company's.
    pub owner: Owner,
    /// The week.
    pub week: Period,
    /// Metric ids, and what is planned of each, as in a [`super::Target`].
    pub values: Vec<(String, i64)>,
    /// Whether it is settled: a change needs a reason from now on.
    pub locked: bool,
    /// What came of it, in a sentence or two; written at the week's end (S-004).
    pub summary: String,
}

/// Where a promise stands.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ActionState {
    /// Not done yet.
    #[default]
    Open,
    /// Done on that day.
    Done(Day),
    /// Given up on that day, for a reason.
    Dropped(Day, String),
}

/// A promise was carried to another day.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Carry {
    /// When it was.
    pub on: Day,
    /// When it had been due.
    pub from: Day,
    /// Why.
    pub reason: String,
}

/// A promise: who does what by when, and which figure it should move.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Action {
    /// Its number; 0 until it is written, then the change's.
    pub number: u64,
    /// What is to be done.
    pub text: String,
    /// Who does it.
    pub owner: Owner,
    /// By when; what it was carried to.
    pub due: Day,
    /// Id of the metric that it should move.
    pub metric: Option<String>,
    /// The figure that it is about, as a lens; empty where it is about none.
    pub about: String,
    /// The week that it is a commitment of (S-003).
    pub week: Option<Period>,
    /// Id of the meeting that it comes from.
    pub meeting: Option<String>,
    /// When it was made.
    pub made: Day,
    /// Where it stands.
    pub state: ActionState,
    /// How it was carried, oldest first.
    pub carried: Vec<Carry>,
}

impl Action {
    /// What is to be done, in one line: the first of its text.
    #[must_use]
    pub fn title(&self) -> &str {
        self.text.lines().next().unwrap_or_default()
    }

    /// The same, carried `on` a day to be due on another, for a reason.
    #[must_use]
    pub fn carried_to(mut self, due: Day, on: Day, reason: &str) -> Self {
        self.carried.push(Carry { on, from: self.due, reason: reason.to_owned() });
        Self { due, ..self }
    }
}

/// Why a figure is as it is (S-086).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Cause {
    /// The market (市场环境).
    Market,
    /// What a person can do (个人能力瓶颈).
    Ability,
    /// Too little support by those who lead (管理支持不足).
    Support,
    /// Nobody knows yet.
    Unknown,
}

/// A note on a figure and a day.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Note {
    /// Its number; 0 until it is written, then the change's.
    pub number: u64,
    /// The day that it is about.
    pub day: Day,
    /// Id of the metric.
    pub metric: String,
    /// Whose figure it is.
    pub owner: Owner,
    /// What it says.
    pub text: String,
    /// Why it is so.
    pub cause: Option<Cause>,
    /// The account that wrote it.
    pub by: String,
}

/// How often a meeting comes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ritual {
    /// The morning stand-up.
    Daily,
    /// The week's review.
    Weekly,
    /// The month's.
    Monthly,
    /// The quarter's.
    Quarterly,
    /// The year's.
    Yearly,
}

/// A slide as it was shown.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct SlideRun {
    /// Its id: `trust`, `promises`, …
    pub slide: String,
    /// Seconds that are planned for it.
    pub planned: u32,
    /// Seconds that were used.
    pub used: u32,
    /// Figures that were passed with "nothing to see here".
    pub passed: u32,
}

/// A meeting and its record (S-014).
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Meeting {
    /// Which.
    pub ritual: Ritual,
    /// The day on which it was held.
    pub day: Day,
    /// The day, week, month … that it was about, as a lens.
    pub about: String,
    /// Names of those who took part.
    pub attendees: Vec<String>,
    /// The slides, in the order in which they were shown.
    pub slides: Vec<SlideRun>,
    /// What was decided.
    pub decisions: Vec<String>,
    /// Numbers of the actions that were made.
    pub actions: Vec<u64>,
    /// The promises that were told and made, as they stood: documents have no as-of. Filled in by the desk where empty.
    pub promises: Vec<Action>,
    /// The state of the database that its figures were shown from; filled in by the desk where 0, with `head`.
    pub shown: Revision,
    /// Hash of the journal's line of that state, in hex: what the figures can be verified against.
    pub head: String,
    /// The account that led it.
    pub by: String,
    /// When it began, in milliseconds UTC.
    pub began: i64,
    /// When it ended; `None` while it goes on.
    pub ended: Option<i64>,
}

impl Meeting {
    /// The record of the same meeting that was taken up again after it had ended: what it says stands, and what came
    /// `later` comes to it. The state that was shown and the promises are those of its new end.
    #[must_use]
    pub fn continued(mut self, later: Self) -> Self {
        for run in later.slides {
            match self.slides.iter_mut().find(|known| known.slide == run.slide) {
                Some(known) => {
                    known.used = known.used.saturating_add(run.used);
                    known.passed = known.passed.saturating_add(run.passed);
                }
                None => self.slides.push(run),
            }
        }
        let new = later.attendees.into_iter().filter(|name| !self.attendees.contains(name)).collect::<Vec<_>>();
        self.attendees.extend(new);
        self.decisions.extend(later.decisions);
        self.actions.extend(later.actions);
        // Told afterwards how long it took, the first may have ended after the second was written down.
        let ended = self.ended.max(later.ended);
        Self { promises: Vec::new(), shown: Revision(0), head: String::new(), ended, ..self }
    }

    /// Whether `later` is this record with nothing of it taken away or told otherwise: no more than [`Meeting::continued`]
    /// makes of it.
    #[must_use]
    pub fn stands_in(&self, later: &Self) -> bool {
        let lasts = |run: &SlideRun| {
            let same = |known: &&SlideRun| known.slide == run.slide && known.planned == run.planned;
            later.slides.iter().find(same).is_some_and(|known| known.used >= run.used && known.passed >= run.passed)
        };
        (self.ritual, self.day, &self.about, self.began) == (later.ritual, later.day, &later.about, later.began)
            && self.attendees.iter().all(|name| later.attendees.contains(name))
            && self.slides.iter().all(lasts)
            && later.decisions.starts_with(&self.decisions)
            && self.actions.iter().all(|number| later.actions.contains(number))
            && self.shown <= later.shown
            && self.ended <= later.ended
    }
}

/// What a record is of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RecordKind {
    /// A lead has read a person's log of a day (S-016).
    LogCheck,
    /// A lead has coached a person (S-016).
    Coaching,
    /// A weekly talk of two (S-143).
    OneOnOne,
    /// Something that may keep a goal from being reached, and what helps (S-017).
    Issue,
    /// How a person says that the goal goes (S-017).
    Progress,
    /// Something that others can learn from (S-125).
    Case,
    /// Pieces of work that lift traffic, planned and done (S-031).
    Work,
}

/// A record of the daily work with people: one form, several kinds.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Record {
    /// Its number; 0 until it is written, then the change's.
    pub number: u64,
    /// What it is of.
    pub kind: RecordKind,
    /// The day that it is about.
    pub day: Day,
    /// Name of the person that it is about.
    pub person: String,
    /// The account that wrote it.
    pub by: String,
    /// Its subject in a few words; of work, its category: articles, videos.
    pub subject: String,
    /// What it says: of an issue the solution, of a case what was done.
    pub text: String,
    /// Id of the metric that it is about.
    pub metric: Option<String>,
    /// That metric before and after, in its unit's scale (S-125, S-143); of work, pieces planned and done (S-031).
    pub figures: Option<(i64, i64)>,
    /// Minutes that it took.
    pub minutes: u32,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// Whether it is settled: an issue solved.
    pub settled: bool,
}

macro_rules! words {
    ($kind:ident: $($variant:ident $word:literal),+) => {
        impl $kind {
            /// All of them, in the order in which they are offered.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Its word, the same in every language.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl std::str::FromStr for $kind {
            type Err = ();

            fn from_str(word: &str) -> Result<Self, ()> {
                Self::ALL.iter().copied().find(|known| known.word() == word).ok_or(())
            }
        }
    };
}

words!(CloseState: Submitted "submitted", Closed "closed");
words!(Cause: Market "market", Ability "ability", Support "support", Unknown "unknown");
words!(Ritual: Daily "daily", Weekly "weekly", Monthly "monthly", Quarterly "quarterly", Yearly "yearly");
words!(RecordKind: LogCheck "log-check", Coaching "coaching", OneOnOne "one-on-one", Issue "issue", Progress "progress", Case "case", Work "work");
