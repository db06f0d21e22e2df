//! The organisation: people, teams, dated membership, channels, calendar, settings.

mod assemble;
mod defaults;
mod settings;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use defaults::Defaults;
pub use settings::{SettingName, Settings};

use super::Term;
use crate::domain::base::{Day, DayKind, DayRange, WorkingCalendar};

/// How a person is employed (S-061).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Employment {
    /// Employed for this post.
    #[default]
    Full,
    /// Outsourced (外包).
    Outsourced,
    /// Holds this post beside another (兼任).
    Concurrent,
}

/// A person of the roster.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Person {
    /// The name as facts carry it; unique.
    pub name: String,
    /// First day with the organisation.
    pub hired: Option<Day>,
    /// First day no longer with it.
    pub left: Option<Day>,
}

/// A team.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Team {
    /// The name; unique.
    pub name: String,
    /// The team above it.
    pub parent: Option<String>,
    /// Its lead.
    pub lead: Option<String>,
    /// Posts planned, by role: (role, least, most) heads (S-060).
    pub posts: Vec<(String, u32, u32)>,
}

/// What is planned for a post of a team beside its heads (S-061).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PostPlan {
    /// Name of the team.
    pub team: String,
    /// Role id, or the organisation's own word.
    pub role: String,
    /// When whoever is still missing is to arrive.
    pub arrival: Option<Day>,
    /// How the post is to be filled.
    pub employment: Employment,
    /// What a month of it pays, from and to, in 1/10,000 of the currency unit; a closed field (R14).
    pub pay: Option<(i64, i64)>,
}

/// A person in a team and role for `[from, to)` (R11).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Membership {
    /// Name of the person.
    pub person: String,
    /// Name of the team.
    pub team: String,
    /// Role id (`promotion`, `sales`, …) or the organisation's own word.
    pub role: String,
    /// First day.
    pub from: Day,
    /// First day no longer; open when `None`.
    pub to: Option<Day>,
    /// How the person is employed in this post.
    pub employment: Employment,
}

impl Membership {
    /// Whether it holds on `day`.
    #[must_use]
    pub fn holds(&self, day: Day) -> bool {
        self.from <= day && self.to.is_none_or(|to| day < to)
    }
}

/// One day on which the working calendar differs from Monday to Friday.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CalendarDay {
    /// The day.
    pub day: Day,
    /// What it is.
    pub kind: DayKind,
    /// Why: the holiday's name.
    pub note: String,
}

/// A node of the channel tree (S-030).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Channel {
    /// The id that facts carry: `seo`.
    pub id: String,
    /// The id of the branch it hangs on; `None` at the top.
    pub parent: Option<String>,
    /// Its names.
    pub term: Term,
    /// Whether its traffic is paid for.
    pub paid: bool,
    /// The role that answers for it; `None`: that of the branch.
    pub owner: Option<String>,
    /// Other words under which files carry it.
    pub aliases: Vec<String>,
}

/// What kind of role it is (S-033).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RoleClass {
    /// Decides (决策).
    Decision,
    /// Builds (技术).
    Technical,
    /// Operates (操作型).
    Operational,
}

/// A role tied to results (S-033).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Role {
    /// The id that memberships and the catalogue carry: `sales`.
    pub id: String,
    /// Its names.
    pub term: Term,
    /// What kind of role it is.
    pub class: RoleClass,
    /// The metric of the funnel that the role answers for (S-028).
    pub stage: String,
}

/// Where figures come from, and until when.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Source {
    /// Name: the map's or the file's, or `entry`.
    pub name: String,
    /// The last day for which it has brought rows.
    pub until: Day,
    /// When it last came, in milliseconds UTC.
    pub at: i64,
}

/// Everything about the organisation that a report needs beside the facts.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Organisation {
    /// Its settings.
    pub settings: Settings,
    /// Its working calendar.
    pub calendar: WorkingCalendar,
    /// Everybody who is or was there, by name.
    pub people: BTreeMap<String, Person>,
    /// Its teams, by name.
    pub teams: BTreeMap<String, Team>,
    /// Who was where, when.
    pub memberships: Vec<Membership>,
    /// The channel tree.
    pub channels: Vec<Channel>,
    /// The roles tied to results.
    pub roles: Vec<Role>,
    /// The sources, by name.
    pub sources: Vec<Source>,
    /// The days for which there is any fact.
    pub data: Option<DayRange>,
}
