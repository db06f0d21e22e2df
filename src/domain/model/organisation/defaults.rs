//! What dayboard brings along: the channel tree, the roles, the statutory calendar.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::{CalendarDay, Channel, RoleClass};
use crate::domain::base::{Day, DayKind, DayRange, Error};
use crate::domain::model::catalogue::syntax;
use crate::domain::model::{Catalogue, Role, Term};

/// The data files of a database: those compiled in, each replaced by the one of the same name in its `conf/` folder.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Defaults {
    /// `metrics.toml`.
    pub catalogue: Catalogue,
    /// `channels.toml`: the channel tree (S-030).
    pub channels: Vec<Channel>,
    /// `roles.toml`: the roles tied to results (S-033).
    pub roles: Vec<Role>,
    /// `calendar.toml`: the days that differ from Monday to Friday (R6), in order.
    pub calendar: Vec<CalendarDay>,
}

impl Defaults {
    /// The files that may be replaced.
    pub const FILES: [&'static str; 4] = ["metrics.toml", "channels.toml", "roles.toml", "calendar.toml"];

    /// What is compiled in.
    #[must_use]
    pub fn built_in() -> Self {
        Self::read(|_| None).unwrap_or_default()
    }

    /// Reads the files; `instead` gives the text that takes the place of the compiled-in file of that name.
    ///
    /// # Errors
    /// Every mistake of every file at once.
    pub fn read(instead: impl Fn(&str) -> Option<String>) -> Result<Self, Vec<Error>> {
        let text = |name: &str, own: &str| instead(name).unwrap_or_else(|| own.to_owned());
        let mut errors = Vec::new();
        let catalogue = Catalogue::parse(&text("metrics.toml", include_str!("../../../../data/metrics.toml")));
        let channels = channels(&text("channels.toml", include_str!("../../../../data/channels.toml")));
        let roles = roles(&text("roles.toml", include_str!("../../../../data/roles.toml")));
        let calendar = calendar(&text("calendar.toml", include_str!("../../../../data/calendar.toml")));
        let defaults = Self {
            catalogue: or_note(catalogue, &mut errors),
            channels: or_note(channels, &mut errors),
            roles: or_note(roles, &mut errors),
            calendar: or_note(calendar, &mut errors),
        };
        if errors.is_empty() {
            errors.extend(defaults.unknown_roles());
        }
        if errors.is_empty() { Ok(defaults) } else { Err(errors) }
    }

    /// Owners and required roles of the catalogue that are no role.
    fn unknown_roles(&self) -> impl Iterator<Item = Error> + '_ {
        let owners = self.catalogue.metrics.iter().map(|metric| (&metric.id, &metric.owner));
        let required = self.catalogue.measures.iter().flat_map(|m| m.required.iter().map(move |role| (&m.id, role)));
        let unknown = owners.chain(required).filter(|(_, role)| !self.roles.iter().any(|known| known.id == **role));
        unknown.map(|(id, role)| Error::asked("catalogue-role").with("id", id).with("role", role))
    }
}

fn or_note<T: Default>(read: Result<T, Vec<Error>>, errors: &mut Vec<Error>) -> T {
    read.unwrap_or_else(|found| {
        errors.extend(found);
        T::default()
    })
}

fn parse<T: serde::de::DeserializeOwned>(text: &str, file: &str) -> Result<T, Vec<Error>> {
    toml::from_str(text).map_err(|error| vec![syntax(text, file, &error)])
}

fn channels(text: &str) -> Result<Vec<Channel>, Vec<Error>> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        #[serde(default)]
        channel: Vec<Node>,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Node {
        id: String,
        parent: Option<String>,
        en: String,
        zh: String,
        #[serde(default)]
        paid: bool,
        owner: Option<String>,
        #[serde(default)]
        aliases: Vec<String>,
    }
    let nodes = parse::<File>(text, "channels.toml")?.channel.into_iter();
    let channels: Vec<Channel> = nodes
        .map(|Node { id, parent, en, zh, paid, owner, aliases }| {
            let term = Term { en, zh };
            Channel { id, parent, term, paid, owner, aliases }
        })
        .collect();
    let mut seen = BTreeSet::new();
    let mut errors = Vec::new();
    for channel in &channels {
        // A parent stands above its children, so there is no circle.
        if let Some(parent) = channel.parent.as_deref().filter(|parent| !seen.contains(*parent)) {
            errors.push(Error::asked("channel-parent").with("id", &channel.id).with("parent", parent));
        }
        if !seen.insert(channel.id.as_str()) {
            errors.push(Error::asked("catalogue-twice").with("id", &channel.id));
        }
    }
    if errors.is_empty() { Ok(channels) } else { Err(errors) }
}

fn roles(text: &str) -> Result<Vec<Role>, Vec<Error>> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        #[serde(default)]
        role: Vec<Post>,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Post {
        id: String,
        en: String,
        zh: String,
        class: RoleClass,
        stage: String,
    }
    let posts = parse::<File>(text, "roles.toml")?.role.into_iter();
    Ok(posts.map(|Post { id, en, zh, class, stage }| Role { id, term: Term { en, zh }, class, stage }).collect())
}

fn calendar(text: &str) -> Result<Vec<CalendarDay>, Vec<Error>> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        #[serde(default)]
        holiday: Vec<Holiday>,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Holiday {
        en: String,
        zh: String,
        #[serde(default)]
        rest: Vec<String>,
        #[serde(default)]
        makeup: Vec<String>,
    }
    let mut days: Vec<CalendarDay> = Vec::new();
    let mut errors = Vec::new();
    for holiday in parse::<File>(text, "calendar.toml")?.holiday {
        let note = format!("{} {}", holiday.zh, holiday.en);
        let both = [(DayKind::Rest, &holiday.rest), (DayKind::Makeup, &holiday.makeup)];
        for (kind, run) in both.into_iter().flat_map(|(kind, runs)| runs.iter().map(move |run| (kind, run))) {
            match run_of_days(run) {
                Some(run) => days.extend(run.days().map(|day| CalendarDay { day, kind, note: note.clone() })),
                None => errors.push(Error::asked("calendar-run").with("run", run)),
            }
        }
    }
    days.sort_by_key(|day| day.day);
    let twice = days.iter().zip(days.iter().skip(1)).filter(|(one, next)| one.day == next.day);
    errors.extend(twice.map(|(one, _)| Error::asked("calendar-twice").with("day", one.day)));
    if errors.is_empty() { Ok(days) } else { Err(errors) }
}

/// `2026-10-01..2026-10-07`, or one day.
fn run_of_days(text: &str) -> Option<DayRange> {
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    let (first, last): (Day, Day) = (first.parse().ok()?, last.parse().ok()?);
    DayRange::new(first, last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::base::WorkingCalendar;
    use crate::domain::model::Organisation;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    fn shipped() -> Defaults {
        Defaults::read(|_| None).expect("no mistake")
    }

    #[test]
    fn r6_the_statutory_calendar_knows_holidays_and_make_up_days() {
        let organisation = Organisation::assemble([], &shipped(), Vec::new(), None);
        let calendar: &WorkingCalendar = &organisation.calendar;
        let year = |year: i32| {
            let days = DayRange::new(day(&format!("{year}-01-01")), day(&format!("{year}-12-31"))).expect("a year");
            calendar.working_days(days)
        };
        assert_eq!([2021, 2022, 2023, 2024, 2025, 2026].map(year), [250, 249, 249, 251, 248, 248]);
        assert_eq!(calendar.kind(day("2026-09-20")), DayKind::Makeup);
        assert_eq!(calendar.kind(day("2026-09-25")), DayKind::Rest);
        let september = DayRange::new(day("2026-09-01"), day("2026-09-30")).expect("a month");
        assert_eq!(calendar.working_days(september), 22);
    }

    #[test]
    fn s_030_the_channel_tree_has_two_trunks() {
        let channels = shipped().channels;
        let tops: Vec<_> = channels.iter().filter(|channel| channel.parent.is_none()).map(|c| c.id.as_str()).collect();
        assert_eq!(tops, ["online", "offline"]);
        let organisation = Organisation { channels, ..Organisation::default() };
        assert_eq!(organisation.channel_and_below("ads"), ["ads", "ads-search", "ads-display", "ads-social"]);
    }

    #[test]
    fn s_033_seven_roles_are_tied_to_results_and_two_decide() {
        let roles = shipped().roles;
        let decide = roles.iter().filter(|role| role.class == crate::domain::model::RoleClass::Decision);
        assert_eq!(decide.map(|role| role.id.as_str()).collect::<Vec<_>>(), ["owner", "director"]);
        assert!(roles.len() >= 7);
    }

    #[test]
    fn a_file_of_the_database_takes_the_place_of_ours_and_mistakes_are_told_together() {
        let own = |name: &str| match name {
            "calendar.toml" => Some("holiday = []".to_owned()),
            _ => None,
        };
        assert!(Defaults::read(own).expect("no mistake").calendar.is_empty());
        let wrong = |name: &str| match name {
            "calendar.toml" => Some("[[holiday]]\nen = \"x\"\nzh = \"x\"\nrest = [\"soon\"]".to_owned()),
            "channels.toml" => Some("[[channel]]\nid = \"a\"\nparent = \"b\"\nen = \"a\"\nzh = \"a\"".to_owned()),
            _ => None,
        };
        let errors = Defaults::read(wrong).expect_err("two are wrong");
        assert_eq!(
            errors.iter().map(|error| error.id.as_ref()).collect::<Vec<_>>(),
            ["channel-parent", "calendar-run"]
        );
        let unknown = |name: &str| (name == "roles.toml").then(|| "role = []".to_owned());
        assert!(Defaults::read(unknown).is_err(), "owners are roles");
    }
}
