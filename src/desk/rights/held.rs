//! What an account holds, and how far that reaches: the tables read for one person.

use std::collections::BTreeSet;

use super::Reach::{self, All, Nothing, Own, Team};
use super::{Deed, Field, at};
use crate::desk::EntryCell;
use crate::domain::base::{Day, Error};
use crate::domain::model::{Dimension, Family, Office, Organisation};
use crate::report::Question;

/// What an account holds at the desk.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(in crate::desk) struct Rights {
    /// The account's name.
    pub(in crate::desk) user: String,
    /// Its offices; without one it is a viewer.
    pub(in crate::desk) offices: Vec<Office>,
    /// Who it is in the roster.
    pub(in crate::desk) person: Option<String>,
    /// Who can give it more.
    pub(in crate::desk) directors: Vec<String>,
    /// Who else can approve what this account proposes (S-075).
    pub(in crate::desk) approvers: Vec<String>,
}

impl Rights {
    /// How far `deed` reaches, once for each office.
    fn reaches(&self, deed: Deed) -> impl Iterator<Item = Reach> + '_ {
        self.offices.iter().map(move |office| deed.reach(*office))
    }

    /// How far `field` is shown, once for each office.
    pub(in crate::desk) fn shows(&self, field: Field) -> impl Iterator<Item = Reach> + '_ {
        self.offices.iter().map(move |office| at(field.row(), *office))
    }

    /// Whether `deed` reaches everything.
    pub(in crate::desk) fn all(&self, deed: Deed) -> bool {
        self.reaches(deed).any(|reach| reach == All)
    }

    /// Whether `deed` reaches what is the own, and nothing beyond.
    pub(in crate::desk) fn only_own(&self, deed: Deed) -> bool {
        self.reaches(deed).all(|reach| matches!(reach, Own | Nothing))
    }

    /// The people whom `deed` reaches; `None`: everybody.
    pub(in crate::desk) fn people(
        &self,
        deed: Deed,
        organisation: &Organisation,
        day: Day,
    ) -> Option<BTreeSet<String>> {
        self.whom(self.reaches(deed), organisation, day)
    }

    /// The people whom one of `reaches` covers; `None`: everybody.
    fn whom(
        &self,
        reaches: impl Iterator<Item = Reach>,
        organisation: &Organisation,
        day: Day,
    ) -> Option<BTreeSet<String>> {
        let mut people = BTreeSet::new();
        for reach in reaches {
            match reach {
                All => return None,
                Nothing | Reach::Source(_) => {}
                Own => people.extend(self.person.clone()),
                Team => {
                    people.extend(self.person.clone());
                    let teams: Vec<String> = self.teams(organisation).into_iter().collect();
                    people.extend(organisation.people_of(&teams, day));
                }
            }
        }
        Some(people)
    }

    /// The families that are closed in figures of everybody.
    pub(in crate::desk) fn closed(&self) -> Vec<Family> {
        self.closed_where(|_| false)
    }

    /// The families that are closed in figures that `covers` says what reaches them.
    pub(in crate::desk) fn closed_where(&self, covers: impl Fn(Reach) -> bool) -> Vec<Family> {
        let shown = |field| self.shows(field).any(|reach| reach == All || covers(reach));
        let open = |family: &Family| Field::of(*family).is_none_or(shown);
        Family::CLOSED.into_iter().filter(|family| !open(family)).collect()
    }

    /// Refuses `deed` where no office lets it reach anything.
    ///
    /// # Errors
    /// The refusal.
    pub(in crate::desk) fn allow(&self, deed: Deed) -> Result<(), Error> {
        self.allow_if(deed, |reach| reach != Nothing)
    }

    /// Refuses `deed` where it reaches nowhere that `covers` says yes to.
    ///
    /// # Errors
    /// The refusal.
    pub(in crate::desk) fn allow_if(&self, deed: Deed, covers: impl Fn(Reach) -> bool) -> Result<(), Error> {
        if self.reaches(deed).any(|reach| reach == All || (reach != Nothing && covers(reach))) {
            Ok(())
        } else {
            Err(self.refuse(deed.refusal(), deed.row()))
        }
    }

    /// A refusal that says who can do it, and who can grant it.
    pub(in crate::desk) fn refuse(&self, id: &'static str, row: [Reach; 7]) -> Error {
        let able = Office::ALL.into_iter().zip(row).filter(|(_, reach)| *reach == All);
        let able: Vec<&str> = able.map(|(office, _)| office.word()).collect();
        let held: Vec<&str> = self.offices.iter().map(|office| office.word()).collect();
        Error::could(id)
            .with("user", &self.user)
            .with("held", held.join(", "))
            .with("able", able.join(", "))
            .with("directors", self.directors.join(", "))
    }

    /// Whether `reach` covers figures that are cut down to these names. Every filter of a dimension counts, however many
    /// there are and whichever of them a report goes by; where people are named, no team beside them makes up for it.
    pub(in crate::desk) fn covers<'f>(
        &self,
        reach: Reach,
        organisation: &Organisation,
        day: Day,
        filters: impl Iterator<Item = (Dimension, &'f [String])>,
    ) -> bool {
        let Some(person) = &self.person else { return false };
        let teams = match reach {
            All => return true,
            Nothing | Reach::Source(_) => return false,
            Own => None,
            Team => Some(self.teams(organisation)),
        };
        let mate = |name: &String| {
            let of = teams.as_ref().zip(organisation.team_of(name, day));
            name == person || of.is_some_and(|(teams, team)| teams.contains(team))
        };
        let led = |name: &String| teams.as_ref().is_some_and(|teams| teams.contains(name));
        let (mut members, mut of_teams) = (None, None);
        for (dimension, names) in filters {
            let each = |name: &String| if dimension == Dimension::Member { mate(name) } else { led(name) };
            let all = match dimension {
                Dimension::Member => &mut members,
                Dimension::Team => &mut of_teams,
                _ => continue,
            };
            *all = Some(all.unwrap_or(true) && !names.is_empty() && names.iter().all(each));
        }
        members.or(of_teams).unwrap_or(false)
    }

    /// As [`Rights::covers`], of an entry cell.
    pub(in crate::desk) fn covers_cell(&self, reach: Reach, organisation: &Organisation, cell: &EntryCell) -> bool {
        let filters = cell.dimensions.iter().map(|(dimension, name)| (*dimension, std::slice::from_ref(name)));
        self.covers(reach, organisation, cell.day, filters)
    }

    /// As [`Rights::covers`], of a question.
    pub(in crate::desk) fn covers_question(
        &self,
        reach: Reach,
        organisation: &Organisation,
        day: Day,
        question: &Question,
    ) -> bool {
        let filters = question.lens.filters.iter().map(|(dimension, names)| (*dimension, names.as_slice()));
        self.covers(reach, organisation, day, filters)
    }

    /// The teams that the person leads, and those below.
    fn teams(&self, organisation: &Organisation) -> BTreeSet<String> {
        let led = |team: &&crate::domain::model::Team| team.lead.is_some() && team.lead == self.person;
        let led = organisation.teams.values().filter(led);
        led.flat_map(|team| organisation.team_and_below(&team.name)).map(str::to_owned).collect()
    }

    /// Whose names are shown though they are of the lowest fifth; `None`: everybody's.
    pub(in crate::desk) fn spared(&self, organisation: &Organisation, day: Day) -> Option<BTreeSet<String>> {
        self.whom(self.shows(Field::Lowest), organisation, day)
    }
}

/// Whether an error is a refusal of somebody's rights, which the journal keeps.
pub(in crate::desk) fn is_refusal(error: &Error) -> bool {
    error.id.starts_with("right-")
}
