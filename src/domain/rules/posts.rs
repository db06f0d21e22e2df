//! Posts planned and filled (S-060, S-061).

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::base::{Day, Rate};
use crate::domain::model::{Membership, Organisation, PostPlan};

/// The posts of one role in one team.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Post<'a> {
    /// The team.
    pub team: &'a str,
    /// The role.
    pub role: &'a str,
    /// Fewest and most heads planned.
    pub planned: (u32, u32),
    /// Who holds it on the day, by name.
    pub holders: Vec<&'a str>,
}

/// Every post that a team plans, with who holds it on `day`; a head counts in each post that it holds.
#[must_use]
pub fn posts(organisation: &Organisation, day: Day) -> Vec<Post<'_>> {
    let planned = organisation.teams.values().flat_map(|team| team.posts.iter().map(move |post| (team, post)));
    let own = |team: &str, role: &str| {
        let holds = |member: &&crate::domain::model::Membership| {
            member.team == team && member.role == role && member.holds(day)
        };
        let mut names: Vec<_> =
            organisation.memberships.iter().filter(holds).map(|member| member.person.as_str()).collect();
        names.dedup();
        names
    };
    planned
        .map(|(team, (role, least, most))| Post {
            team: &team.name,
            role,
            planned: (*least, *most),
            holders: own(&team.name, role),
        })
        .collect()
}

/// A post with what is planned of it and who holds it (S-061).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlannedPost<'a> {
    /// The team.
    pub team: &'a str,
    /// The role.
    pub role: &'a str,
    /// Fewest and most heads planned; 0 where nobody planned any.
    pub planned: (u32, u32),
    /// Who holds it on the day.
    pub holders: Vec<&'a Membership>,
    /// What else is planned of it.
    pub plan: Option<&'a PostPlan>,
}

impl PlannedPost<'_> {
    /// How many hold it.
    #[must_use]
    pub fn heads(&self) -> u32 {
        u32::try_from(self.holders.len()).unwrap_or(u32::MAX)
    }
}

/// The headcount plan of an organisation.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Headcount<'a> {
    /// Every post that is planned or held, by team and role.
    pub posts: Vec<PlannedPost<'a>>,
    /// People who hold any: whoever holds two is one head.
    pub heads: usize,
    /// Posts that they hold: whoever holds two fills two.
    pub filled: usize,
}

/// Every post that is planned or held on `day`.
#[must_use]
pub fn headcount<'a>(organisation: &'a Organisation, day: Day, plans: &[&'a PostPlan]) -> Headcount<'a> {
    let mut found: BTreeMap<(&str, &str), PlannedPost<'a>> = BTreeMap::new();
    let post =
        |team: &'a str, role: &'a str| PlannedPost { team, role, planned: (0, 0), holders: Vec::new(), plan: None };
    for team in organisation.teams.values() {
        for (role, least, most) in &team.posts {
            found.entry((&team.name, role)).or_insert_with(|| post(&team.name, role)).planned = (*least, *most);
        }
    }
    for plan in plans {
        found.entry((&plan.team, &plan.role)).or_insert_with(|| post(&plan.team, &plan.role)).plan = Some(plan);
    }
    let mut people: BTreeSet<&str> = BTreeSet::new();
    let mut filled = 0;
    for held in organisation.memberships.iter().filter(|held| held.holds(day)) {
        let own = found.entry((&held.team, &held.role)).or_insert_with(|| post(&held.team, &held.role));
        if own.holders.iter().all(|other| other.person != held.person) {
            own.holders.push(held);
            filled += 1;
        }
        people.insert(&held.person);
    }
    Headcount { posts: found.into_values().collect(), heads: people.len(), filled }
}

/// Filled of planned posts: heads up to the fewest planned, so that too many here do not hide a gap there.
#[must_use]
pub fn fill_rate<'a>(posts: impl IntoIterator<Item = &'a Post<'a>>) -> Option<Rate> {
    let count = |heads: usize| u64::try_from(heads).unwrap_or(u64::MAX);
    let sum = posts.into_iter().fold((0, 0), |(filled, planned), post| {
        let least = u64::from(post.planned.0);
        (filled + count(post.holders.len()).min(least), planned + least)
    });
    Rate::new(sum.0.into(), sum.1.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::model::{Defaults, Document, Employment, Membership, Team};

    #[test]
    fn s_060_five_of_six_posts_are_filled() {
        let member = |person: &str, role: &str, employment| {
            Document::Membership(Membership {
                person: person.to_owned(),
                team: "Web".to_owned(),
                role: role.to_owned(),
                from: "2026-01-01".parse().expect("a day"),
                to: None,
                employment,
            })
        };
        let post = |role: &str, least, most| (role.to_owned(), least, most);
        let web = Team {
            name: "Web".to_owned(),
            posts: vec![post("director", 1, 1), post("promotion", 2, 3), post("editor", 1, 1), post("sales", 2, 2)],
            ..Team::default()
        };
        let documents = [
            Document::Team(web),
            member("A", "director", Employment::Full),
            member("B", "promotion", Employment::Full),
            member("B", "editor", Employment::Concurrent),
            member("C", "sales", Employment::Full),
            member("D", "sales", Employment::Full),
            member("E", "sales", Employment::Full),
        ];
        let company = Organisation::assemble(&documents, &Defaults::built_in(), Vec::new(), None);
        let posts = posts(&company, "2026-09-08".parse().expect("a day"));
        let filled: Vec<_> = posts.iter().map(|post| (post.role, post.holders.len())).collect();
        assert_eq!(filled, [("director", 1), ("promotion", 1), ("editor", 1), ("sales", 3)]);
        assert_eq!(fill_rate(&posts), Rate::new(5, 6), "a third seller does not fill the promotion post");
        assert_eq!(fill_rate(&[]), None);
    }
}
