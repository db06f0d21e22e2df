//! The demo company on a given day: who works, how lively it is, what goes wrong.

use super::chance::scaled;
use super::script::{Player, Script};
use crate::domain::base::{Day, DayKind, WorkingCalendar};
use crate::domain::model::{Document, Membership, Person, Team};

/// The company, first filled in one month and looked at with one calendar.
pub(super) struct Company<'a> {
    pub(super) script: &'a Script,
    pub(super) calendar: &'a WorkingCalendar,
    /// First day of the month in which the demo was first filled.
    pub(super) founded: Day,
    memberships: Vec<Membership>,
}

/// Somebody who takes inquiries.
pub(super) struct Seller<'a> {
    pub(super) name: &'a str,
    pub(super) team: usize,
    /// How many inquiries he takes, against the others.
    pub(super) share: i64,
    /// How many of them he wins, in thousandths of what the channel gives.
    pub(super) win: i64,
}

impl<'a> Company<'a> {
    pub(super) fn new(script: &'a Script, calendar: &'a WorkingCalendar, founded: Day) -> Self {
        let memberships = script.people.iter().flat_map(|person| posts(person, founded)).collect();
        Self { script, calendar, founded, memberships }
    }

    /// The first day with figures.
    pub(super) fn first(&self) -> Day {
        self.founded.plus_months(1 - self.script.months)
    }

    /// People, teams and who was where, when.
    pub(super) fn documents(&self) -> Vec<Document> {
        let people = self.script.people.iter().map(|person| Person {
            name: person.name.clone(),
            hired: Some(person.hired.day(self.founded)),
            left: person.left.map(|left| left.day(self.founded)),
        });
        let teams = self.script.teams.iter().map(|team| Team {
            name: team.name.clone(),
            parent: None,
            lead: Some(team.lead.clone()),
            posts: team.posts.clone(),
        });
        let memberships = self.memberships.iter().cloned().map(Document::Membership);
        teams.map(Document::Team).chain(people.map(Document::Person)).chain(memberships).collect()
    }

    /// Who leads a team.
    pub(super) fn lead(&self, team: &str) -> &'a str {
        self.script.teams.iter().find(|one| one.name == team).map_or("", |team| &team.lead)
    }

    /// Who leads the team that `person` is in on `day`; the head of the company, of a lead.
    pub(super) fn lead_of(&self, person: &str, day: Day) -> &'a str {
        let team = self.posts(day).find(|post| post.person == person).map_or("", |post| &post.team);
        match self.lead(team) {
            lead if lead == person || lead.is_empty() => &self.script.goals.head,
            lead => lead,
        }
    }

    /// Everybody's post on `day`.
    pub(super) fn posts(&self, day: Day) -> impl Iterator<Item = &Membership> {
        self.memberships.iter().filter(move |membership| membership.holds(day))
    }

    /// Everybody who takes inquiries on `day`.
    pub(super) fn sellers(&self, day: Day) -> Vec<Seller<'_>> {
        let seller = |post: &'_ Membership| {
            let person = self.script.people.iter().find(|person| person.name == post.person)?;
            let team = self.script.teams.iter().position(|team| team.name == post.team)?;
            let rise = self.script.story.rise.level(&person.name, day, self.founded);
            let share = if post.role == "lead" { 350 } else { scaled(person.ability, &[rise]) };
            let win = scaled(person.ability, &[700 + 300 * rise / 1_000]);
            (person.ability > 0).then_some(Seller { name: &person.name, team, share, win })
        };
        self.posts(day).filter_map(seller).collect()
    }

    /// Who has the inquiries of `name` on `day`: the lead of the last team, once `name` has left.
    pub(super) fn holder(&self, name: &'a str, day: Day) -> &str {
        if self.posts(day).any(|post| post.person == name) {
            return name;
        }
        let last = self.memberships.iter().rfind(|post| post.person == name);
        let team = last.and_then(|post| self.script.teams.iter().find(|team| team.name == post.team));
        team.map_or(name, |team| &team.lead)
    }

    /// How lively `day` is, in thousandths of a working day at the beginning; `weekend` is the level of a day of rest.
    pub(super) fn level(&self, day: Day, weekend: i64) -> i64 {
        let script = self.script;
        let growth = 1_000 + script.growth * i64::from(day.since(self.first())) / 1_000;
        let nth = |table: &[i64], at: u32| usize::try_from(at).ok().and_then(|at| table.get(at)).copied();
        let season = nth(&script.season, day.month() - 1).unwrap_or(1_000);
        let weekday = nth(&script.weekday, day.weekday());
        let kind = match (self.calendar.kind(day), weekday) {
            (DayKind::Work, weekday) => weekday.unwrap_or(1_000),
            (DayKind::Makeup, _) => script.makeup,
            (DayKind::Rest, None) => weekend,
            (DayKind::Rest, Some(_)) => scaled(weekend, &[script.holiday]),
        };
        scaled(1_000, &[growth, season, kind])
    }

    /// Who hands in the figures of `day` a working day late; `None` on a day of rest.
    pub(super) fn late(&self, day: Day) -> Option<&str> {
        let turn = usize::try_from(day.number()).ok()?.checked_rem(self.script.story.late.len())?;
        self.script.story.late.get(turn).map(String::as_str).filter(|_| self.calendar.is_working(day))
    }

    /// The working day after `day`; the next day where there is none within a month.
    pub(super) fn working_day_after(&self, day: Day) -> Day {
        (1..=31).map(|on| day.plus(on)).find(|day| self.calendar.is_working(*day)).unwrap_or(day.plus(1))
    }

    /// `day`, or the next working day where nobody works on it.
    pub(super) fn working_day_from(&self, day: Day) -> Day {
        self.working_day_after(day.plus(-1))
    }
}

/// The posts of a person, each until the next begins or the person leaves.
fn posts(person: &Player, founded: Day) -> Vec<Membership> {
    let from = |at: usize| person.posts.get(at)?.from.map(|when| when.day(founded));
    let membership = |(at, post): (usize, &super::script::Post)| Membership {
        person: person.name.clone(),
        team: post.team.clone(),
        role: post.role.clone(),
        from: from(at).unwrap_or_else(|| person.hired.day(founded)),
        to: from(at + 1).or(person.left.map(|left| left.day(founded))),
        employment: post.employment,
    };
    person.posts.iter().enumerate().map(membership).collect()
}
