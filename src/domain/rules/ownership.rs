//! Who answers for a step of the funnel (S-028): the roles tied to it, and the people who hold them.

use crate::domain::base::Day;
use crate::domain::model::{Metric, Organisation, Owner as Whose, Role};

/// A role that answers for a step, and who holds it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Owner<'a> {
    /// The role.
    pub role: &'a Role,
    /// Who holds it on the day, by name, each once.
    pub people: Vec<&'a str>,
}

/// The roles that answer for the metric `stage` on `day`, in the order of the role catalogue; where none is tied to it, the
/// role `otherwise` alone.
#[must_use]
pub fn owners<'a>(organisation: &'a Organisation, stage: &str, otherwise: &str, day: Day) -> Vec<Owner<'a>> {
    let with = |wanted: &dyn Fn(&&Role) -> bool| -> Vec<Owner<'a>> {
        let roles = organisation.roles.iter().filter(|role| wanted(role));
        roles.map(|role| Owner { role, people: holders(organisation, &role.id, day) }).collect()
    };
    let tied = with(&|role| role.stage == stage);
    if tied.is_empty() { with(&|role| role.id == otherwise) } else { tied }
}

/// Who answers for `metric` by its step of the funnel on `day`: the first person who holds a role tied to it, else the
/// company.
#[must_use]
pub fn first_owner(organisation: &Organisation, metric: &Metric, day: Day) -> Whose {
    let people = owners(organisation, &metric.id, &metric.owner, day).into_iter().flat_map(|owner| owner.people);
    people.map(|name| Whose::Member(name.to_owned())).next().unwrap_or_default()
}

/// The role that answers for a channel on `day`, its own or that of the branch it hangs on; `None` where the tree has no
/// such channel, or says nothing of who answers for it (S-030).
#[must_use]
pub fn channel_owner<'a>(organisation: &'a Organisation, channel: &str, day: Day) -> Option<Owner<'a>> {
    let find = |id: &str| organisation.channels.iter().find(|known| known.id == id);
    let mut node = find(channel)?;
    while node.owner.is_none() {
        node = find(node.parent.as_deref()?)?;
    }
    let role = organisation.roles.iter().find(|role| Some(&role.id) == node.owner.as_ref())?;
    Some(Owner { role, people: holders(organisation, &role.id, day) })
}

fn holders<'a>(organisation: &'a Organisation, role: &str, day: Day) -> Vec<&'a str> {
    let there = organisation.memberships.iter().filter(|member| member.role == role && member.holds(day));
    let mut people: Vec<&str> = there.map(|member| member.person.as_str()).collect();
    people.sort_unstable();
    people.dedup();
    people
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::model::{Defaults, Document, Employment, Membership};

    fn company() -> Organisation {
        let member = |person: &str, role: &str, to: Option<&str>| {
            let day = |text: &str| text.parse::<Day>().expect("a day");
            Document::Membership(Membership {
                person: person.to_owned(),
                team: "Web".to_owned(),
                role: role.to_owned(),
                from: day("2026-01-01"),
                to: to.map(day),
                employment: Employment::Full,
            })
        };
        let documents = [
            member("赵敏", "editor", None),
            member("Left", "editor", Some("2026-06-01")),
            member("Li Na", "promotion", None),
        ];
        Organisation::assemble(&documents, &Defaults::built_in(), Vec::new(), None)
    }

    fn said(stage: &str) -> String {
        let company = company();
        let day = "2026-09-08".parse().expect("a day");
        let words = owners(&company, stage, "sales", day);
        words.iter().map(|owner| format!("{}:{}", owner.role.id, owner.people.join("+"))).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn s_030_a_channel_is_answered_for_by_its_own_role_or_that_of_its_branch() {
        let company = company();
        let day = "2026-09-08".parse().expect("a day");
        let said = |channel| {
            channel_owner(&company, channel, day)
                .map_or_else(|| "nobody".to_owned(), |owner| format!("{}:{}", owner.role.id, owner.people.join("+")))
        };
        assert_eq!(
            ["content", "ads-search", "seo", "moon"].map(said),
            ["editor:赵敏", "promotion:Li Na", "seo:", "nobody"]
        );
    }

    #[test]
    fn s_028_an_inquiry_rate_is_owned_by_those_who_make_the_website() {
        assert_eq!(said("inquiry_rate"), "editor:赵敏 art: programmer:");
        assert_eq!(said("effective_visits"), "promotion:Li Na seo:");
        assert_eq!(said("valid_rate"), "service:");
        assert_eq!(said("aov"), "sales:", "what no role is tied to goes to the metric's own owner");
    }
}
