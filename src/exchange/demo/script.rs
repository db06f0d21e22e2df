//! The demo company as `data/demo.toml` has it. What its words mean stands in that file.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::domain::base::{Day, Error};
use crate::domain::model::{Cause, Employment, Owner};

/// A day counted from the month in which the demo was first filled.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(super) struct When {
    month: i32,
    day: u32,
}

impl When {
    /// The day, where the demo was first filled in the month that begins on `founded`.
    pub(super) fn day(self, founded: Day) -> Day {
        founded.plus_months(self.month).plus(self.day.cast_signed() - 1)
    }

    /// The beginning of the month in which the demo was first filled, where this moment is `day`.
    pub(super) fn founded(self, day: Day) -> Day {
        day.plus(1 - self.day.cast_signed()).plus_months(-self.month)
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Region {
    pub(super) name: String,
    pub(super) share: i64,
}

#[derive(Debug, Deserialize)]
pub(super) struct Product {
    pub(super) name: String,
    pub(super) price: i64,
    pub(super) margin: i64,
    pub(super) share: i64,
    pub(super) most: i64,
}

/// A leaf of the channel tree and what it brings.
#[derive(Debug, Deserialize)]
pub(super) struct Channel {
    pub(super) id: String,
    pub(super) owner: String,
    pub(super) visits: i64,
    pub(super) weekend: i64,
    pub(super) inquiry: i64,
    pub(super) valid: i64,
    pub(super) win: i64,
    #[serde(default)]
    pub(super) click: i64,
    #[serde(default)]
    pub(super) ctr: i64,
    #[serde(default)]
    pub(super) monthly: i64,
}

#[derive(Debug, Deserialize)]
pub(super) struct Squad {
    pub(super) name: String,
    pub(super) lead: String,
    #[serde(default)]
    pub(super) regions: Vec<String>,
    pub(super) posts: Vec<(String, u32, u32)>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Post {
    pub(super) team: String,
    pub(super) role: String,
    pub(super) from: Option<When>,
    #[serde(default)]
    pub(super) employment: Employment,
}

#[derive(Debug, Deserialize)]
pub(super) struct Player {
    pub(super) name: String,
    #[serde(default)]
    pub(super) ability: i64,
    pub(super) hired: When,
    pub(super) left: Option<When>,
    pub(super) posts: Vec<Post>,
}

/// A level that moves from one value to another and stays there.
#[derive(Debug, Deserialize)]
pub(super) struct Turn {
    pub(super) of: String,
    when: When,
    days: i32,
    before: i64,
    after: i64,
}

impl Turn {
    /// The level of `name` on `day`, in thousandths; 1,000 for whom the turn is not about.
    pub(super) fn level(&self, name: &str, day: Day, founded: Day) -> i64 {
        if name != self.of {
            return 1_000;
        }
        let gone = day.since(self.when.day(founded)).clamp(0, self.days);
        self.before + (self.after - self.before) * i64::from(gone) / i64::from(self.days.max(1))
    }
}

/// What a director can find in the figures.
#[derive(Debug, Deserialize)]
pub(super) struct Story {
    pub(super) late: Vec<String>,
    pub(super) corrected: String,
    pub(super) reason: String,
    pub(super) collapse: Turn,
    pub(super) miss: Turn,
    pub(super) rise: Turn,
}

/// What is wanted and how it goes about.
#[derive(Debug, Deserialize)]
pub(super) struct Goals {
    pub(super) head: String,
    pub(super) rise: i64,
    pub(super) company: i64,
    pub(super) stretch: i64,
    pub(super) newcomer: i64,
    pub(super) close_rate: i64,
    pub(super) undecided: String,
    pub(super) submits: String,
    pub(super) amended: String,
    pub(super) amended_to: i64,
    pub(super) amendment: String,
    pub(super) quality: BTreeMap<String, String>,
    pub(super) improvements: Vec<String>,
}

/// A promise of one week in four.
#[derive(Debug, Deserialize)]
pub(super) struct Promise {
    pub(super) text: String,
    #[serde(deserialize_with = "owner")]
    pub(super) owner: Owner,
    pub(super) metric: String,
    pub(super) due: i32,
    pub(super) done: Option<i32>,
    pub(super) carry: Option<i32>,
    #[serde(default)]
    pub(super) reason: String,
    pub(super) dropped: Option<String>,
}

/// What somebody has noted on a figure.
#[derive(Debug, Deserialize)]
pub(super) struct Remark {
    pub(super) when: When,
    pub(super) metric: String,
    #[serde(deserialize_with = "owner")]
    pub(super) owner: Owner,
    pub(super) text: String,
    pub(super) cause: Option<Cause>,
    pub(super) by: String,
}

/// An owner as a lens writes it.
fn owner<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Owner, D::Error> {
    let text = String::deserialize(from)?;
    text.parse().map_err(|()| serde::de::Error::custom(format!("'{text}' is no owner")))
}

#[derive(Debug, Deserialize)]
pub(super) struct Script {
    pub(super) seed: u64,
    pub(super) months: i32,
    pub(super) growth: i64,
    pub(super) season: [i64; 12],
    pub(super) weekday: [i64; 5],
    pub(super) makeup: i64,
    pub(super) holiday: i64,
    pub(super) regions: Vec<Region>,
    pub(super) products: Vec<Product>,
    #[serde(rename = "channel")]
    pub(super) channels: Vec<Channel>,
    #[serde(rename = "team")]
    pub(super) teams: Vec<Squad>,
    #[serde(rename = "person")]
    pub(super) people: Vec<Player>,
    pub(super) lost: BTreeMap<String, i64>,
    pub(super) complaint: BTreeMap<String, i64>,
    pub(super) story: Story,
    pub(super) goals: Goals,
    #[serde(rename = "promise")]
    pub(super) promises: Vec<Promise>,
    #[serde(rename = "note")]
    pub(super) notes: Vec<Remark>,
}

impl Script {
    /// Reads the script that is compiled in.
    pub(super) fn read() -> Result<Self, Error> {
        toml::from_str(include_str!("../../../data/demo.toml"))
            .map_err(|error| Error::could("demo-script").with("reason", error.message()))
    }

    /// The beginning of the month in which the demo was first filled, by the day on which its newcomer was hired.
    pub(super) fn founded(&self, hired: impl Fn(&str) -> Option<Day>) -> Option<Day> {
        let newcomer = self.people.iter().find(|person| person.name == self.story.rise.of)?;
        Some(newcomer.hired.founded(hired(&newcomer.name)?))
    }
}
