//! Whether those who decide take part (S-015).

use crate::domain::base::{Day, Rate};
use crate::domain::model::{Organisation, Role, RoleClass};

/// A role that decides, with the meetings at which it was and those at which it should have been.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Attendance<'a> {
    /// The role.
    pub role: &'a Role,
    /// Meetings at which one of its holders was.
    pub attended: u64,
    /// Meetings on days on which somebody held it.
    pub due: u64,
}

impl Attendance<'_> {
    /// The share of meetings attended; `None` where none was held.
    #[must_use]
    pub fn rate(&self) -> Option<Rate> {
        Rate::new(self.attended.into(), self.due.into())
    }
}

/// The attendance of each role that decides (S-033) at these `meetings`, each a day with the names of those who were there,
/// in the order of the role catalogue; roles that nobody held are left out.
#[must_use]
pub fn attendance<'a>(organisation: &'a Organisation, meetings: &[(Day, Vec<&str>)]) -> Vec<Attendance<'a>> {
    let deciding = organisation.roles.iter().filter(|role| role.class == RoleClass::Decision);
    let of = |role: &'a Role| {
        let mut own = Attendance { role, attended: 0, due: 0 };
        for (day, names) in meetings {
            let mut holders = organisation.memberships.iter().filter(|post| post.role == role.id && post.holds(*day));
            let Some(first) = holders.next() else { continue };
            let was_there = |person: &str| names.contains(&person);
            own.due += 1;
            own.attended += u64::from(was_there(&first.person) || holders.any(|post| was_there(&post.person)));
        }
        own
    };
    deciding.map(of).filter(|own| own.due > 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::model::{Defaults, Document, Employment, Membership};

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    fn company(posts: &[(&str, &str, &str)]) -> Organisation {
        let member = |(person, role, from): &(&str, &str, &str)| {
            Document::Membership(Membership {
                person: (*person).to_owned(),
                team: "Web".to_owned(),
                role: (*role).to_owned(),
                from: day(from),
                to: None,
                employment: Employment::Full,
            })
        };
        let documents: Vec<_> = posts.iter().map(member).collect();
        Organisation::assemble(&documents, &Defaults::built_in(), Vec::new(), None)
    }

    #[test]
    fn s_015_a_director_at_20_of_22_meetings() {
        let company = company(&[("Chen", "director", "2026-01-01"), ("Li Na", "sales", "2026-01-01")]);
        let names = |at: i32| if at < 20 { vec!["Li Na", "Chen"] } else { vec!["Li Na"] };
        let meetings: Vec<_> = (0..22).map(|at| (day("2026-09-01").plus(at), names(at))).collect();
        let found = attendance(&company, &meetings);
        assert_eq!(
            found.iter().map(|own| (own.role.id.as_str(), own.attended, own.due)).collect::<Vec<_>>(),
            [("director", 20, 22)]
        );
        assert_eq!(found.first().and_then(Attendance::rate).map(|rate| rate.scaled(1_000)), Some(909), "90.9 %");
        assert_eq!(attendance(&company, &[]), []);
    }

    #[test]
    fn s_015_one_of_several_holders_is_enough_and_nobody_owes_a_meeting_before_the_first_day() {
        let company = company(&[("Chen", "director", "2026-09-02"), ("Wu", "director", "2026-09-03")]);
        let meetings = [("2026-09-01", vec![]), ("2026-09-02", vec!["Wu"]), ("2026-09-03", vec!["Wu"])];
        let found = attendance(&company, &meetings.map(|(on, names)| (day(on), names)));
        assert_eq!(found.iter().map(|own| (own.attended, own.due)).collect::<Vec<_>>(), [(1, 2)]);
    }
}
