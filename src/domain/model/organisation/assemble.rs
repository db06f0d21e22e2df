//! An organisation put together from what dayboard brings along and what its people have entered.

use super::{Defaults, Membership, Organisation, Source};
use crate::domain::base::{Day, DayKind, DayRange, WorkingCalendar};
use crate::domain::model::{Dimension, Document, Owner};

impl Organisation {
    /// The organisation of `documents` over `defaults`. A document of a calendar day takes the place of the default's;
    /// a team or person that only a membership names is there too.
    #[must_use]
    pub fn assemble<'a>(
        documents: impl IntoIterator<Item = &'a Document>,
        defaults: &Defaults,
        sources: Vec<Source>,
        data: Option<DayRange>,
    ) -> Self {
        let mut organisation = Self {
            channels: defaults.channels.clone(),
            roles: defaults.roles.clone(),
            sources,
            data,
            ..Self::default()
        };
        let mut days: std::collections::BTreeMap<Day, DayKind> =
            defaults.calendar.iter().map(|day| (day.day, day.kind)).collect();
        for document in documents {
            match document {
                Document::Person(person) => {
                    organisation.people.insert(person.name.clone(), person.clone());
                }
                Document::Team(team) => {
                    organisation.teams.insert(team.name.clone(), team.clone());
                }
                Document::Membership(membership) => organisation.memberships.push(membership.clone()),
                Document::Calendar(day) => {
                    days.insert(day.day, day.kind);
                }
                Document::Settings(settings) => organisation.settings = settings.clone(),
                // Who holds which office and what waits for approval are the desk's matter; the rest says what people do.
                Document::Grant(_)
                | Document::Proposal(_)
                | Document::Target(_)
                | Document::GoalSteps(_)
                | Document::Checkpoint(_)
                | Document::DayClose(_)
                | Document::WeekPlan(_)
                | Document::Action(_)
                | Document::Note(_)
                | Document::Meeting(_)
                | Document::Record(_)
                | Document::PostPlan(_) => {}
            }
        }
        organisation.memberships.sort_by(|a, b| (&a.person, a.from, &a.team).cmp(&(&b.person, b.from, &b.team)));
        organisation.calendar = WorkingCalendar::new(days);
        organisation.add_named();
        organisation.clip_memberships();
        organisation
    }

    /// Nobody belongs to a team before being hired or after having left, whatever the membership says (R11).
    fn clip_memberships(&mut self) {
        for membership in &mut self.memberships {
            let Some(person) = self.people.get(&membership.person) else { continue };
            membership.from = person.hired.map_or(membership.from, |hired| hired.max(membership.from));
            membership.to = membership.to.into_iter().chain(person.left).min();
        }
    }

    /// Adds the people and teams that only a membership or a team names.
    fn add_named(&mut self) {
        for membership in &self.memberships {
            self.people
                .entry(membership.person.clone())
                .or_insert_with(|| super::Person { name: membership.person.clone(), ..super::Person::default() });
        }
        let parents = self.teams.values().filter_map(|team| team.parent.clone());
        let named: Vec<_> = self.memberships.iter().map(|member| member.team.clone()).chain(parents).collect();
        for name in named.into_iter().filter(|name| !name.is_empty()) {
            self.teams.entry(name.clone()).or_insert_with(|| super::Team { name, ..super::Team::default() });
        }
    }

    /// The people who hold `role` on `day`, each once, by name; of `team` and the teams below it, where one is given.
    #[must_use]
    pub fn holders(&self, role: &str, day: Day, team: Option<&str>) -> Vec<&str> {
        let inside = team.map(|team| self.team_and_below(team));
        let holds = |member: &&Membership| {
            member.role == role
                && member.holds(day)
                && inside.as_ref().is_none_or(|teams| teams.contains(&member.team.as_str()))
        };
        let mut names: Vec<_> = self.memberships.iter().filter(holds).map(|member| member.person.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The team of `person` on `day`; where there are several, the one of the main employment, then the oldest (R11).
    #[must_use]
    pub fn team_of(&self, person: &str, day: Day) -> Option<&str> {
        let first = self.memberships.partition_point(|member| member.person.as_str() < person);
        let own = self.memberships.iter().skip(first).take_while(|member| member.person == person);
        let there = own.filter(|member| member.holds(day));
        there.min_by_key(|member| (member.employment as u8, member.from)).map(|member| member.team.as_str())
    }

    /// The people who belong to one of `teams` on `day`, by name.
    #[must_use]
    pub fn people_of(&self, teams: &[String], day: Day) -> Vec<String> {
        let belongs =
            |name: &&String| self.team_of(name, day).is_some_and(|team| teams.iter().any(|wanted| wanted == team));
        self.people.keys().filter(belongs).cloned().collect()
    }

    /// Of whose whole `owner` is a part on `day`: a person of a team, a team of the one above it, a channel of its branch,
    /// everything of the company; `None` of the company itself (S-036).
    #[must_use]
    pub fn owner_above(&self, owner: &Owner, day: Day) -> Option<Owner> {
        let above = match owner {
            Owner::Company => return None,
            Owner::Team(team) => self.teams.get(team).and_then(|team| team.parent.clone()).map(Owner::Team),
            Owner::Member(person) => self.team_of(person, day).map(|team| Owner::Team(team.to_owned())),
            Owner::Channel(id) => {
                let channel = self.channels.iter().find(|channel| channel.id == *id);
                channel.and_then(|channel| channel.parent.clone()).map(Owner::Channel)
            }
            Owner::Region(_) => None,
        };
        Some(above.unwrap_or_default())
    }

    /// `team` and every team below it. A circle of parents is followed once.
    #[must_use]
    pub fn team_and_below<'a>(&'a self, team: &'a str) -> Vec<&'a str> {
        let mut found = vec![team];
        let mut at = 0;
        while let Some(parent) = found.get(at).copied() {
            at += 1;
            let below = self.teams.values().filter(|team| team.parent.as_deref() == Some(parent));
            for team in below.map(|team| team.name.as_str()) {
                if !found.contains(&team) {
                    found.push(team);
                }
            }
        }
        found
    }

    /// `channel` and every channel below it in the tree (S-030): the names that facts may carry for it.
    #[must_use]
    pub fn channel_and_below<'a>(&'a self, channel: &'a str) -> Vec<&'a str> {
        let mut found = vec![channel];
        let mut at = 0;
        while let Some(parent) = found.get(at).copied() {
            at += 1;
            let below = self.channels.iter().filter(|channel| channel.parent.as_deref() == Some(parent));
            for channel in below.map(|channel| channel.id.as_str()) {
                if !found.contains(&channel) {
                    found.push(channel);
                }
            }
        }
        found
    }

    /// The names that a filter stands for, spelled out: a branch of the channel tree with all below it. Teams stay as
    /// they are; whoever asks resolves them by dated membership.
    #[must_use]
    pub fn spelled_out(&self, dimension: Dimension, names: &[String]) -> Vec<String> {
        if dimension != Dimension::Channel {
            return names.to_vec();
        }
        let mut all: Vec<String> =
            names.iter().flat_map(|name| self.channel_and_below(name)).map(str::to_owned).collect();
        all.sort();
        all.dedup();
        all
    }

    /// The runs of days within `days` in which nobody joins or leaves a team, in order (R11).
    #[must_use]
    pub fn spells(&self, days: DayRange) -> Vec<DayRange> {
        let members = self.memberships.iter().flat_map(|member| [Some(member.from), member.to]);
        let mut starts: Vec<Day> = members.flatten().filter(|day| days.contains(*day)).collect();
        starts.push(days.first());
        starts.sort_unstable();
        starts.dedup();
        let ends = starts.iter().skip(1).map(|next| next.plus(-1)).chain([days.last()]);
        starts.iter().zip(ends).filter_map(|(first, last)| DayRange::new(*first, last)).collect()
    }
}
