//! One wish for sums, spelled out into queries that the store knows, and their answers folded back into one.
//!
//! The store knows neither teams nor branches: membership is dated and a branch is the sum of its leaves, so both are
//! resolved here, at query time. So is a lone filter: the breakdown by its dimension comes from stored sums, while a
//! filtered query has to look at rows.

use std::collections::BTreeSet;

use super::Setting;
use super::sums::Sums;
use crate::domain::base::{Day, DayRange};
use crate::domain::model::{Additive, CellQuery, CellTable, Dimension, Filter, Organisation, Revision};

/// Sums of measures over runs of days.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Ask {
    /// The runs, each summed by itself.
    pub(super) ranges: Vec<DayRange>,
    /// Ids of the measures.
    pub(super) measures: Vec<String>,
    /// Broken down by this; by team too.
    pub(super) by: Option<Dimension>,
    /// Any of the names, for each dimension; teams and branches among them.
    pub(super) filters: Vec<(Dimension, Vec<String>)>,
    /// The facts as they stood then.
    pub(super) as_of: Option<Revision>,
}

/// A query, and the places to which its answer is added.
struct Part<'a> {
    query: CellQuery,
    /// The run of the wish to which each run of the query belongs.
    home: Vec<usize>,
    /// The name of the wish's answer to which a name of this answer belongs, by run; `None` where it does not count.
    place: Place<'a>,
}

/// Runs to ask for, each with its home and the day whose membership counts.
type DatedRuns = Vec<(DayRange, usize, Day)>;

type ByName<'a> = dyn Fn(&str) -> Option<String> + 'a;
type ByRun<'a> = dyn Fn(usize, &str) -> Option<String> + 'a;

/// Where the names of an answer go.
enum Place<'a> {
    /// The same in every run.
    Fixed(Box<ByName<'a>>),
    /// By the run: whose team a person is in depends on the day.
    Dated(Box<ByRun<'a>>),
}

impl Ask {
    /// The queries that answer it.
    pub(super) fn queries(&self, setting: Setting<'_>) -> Vec<CellQuery> {
        self.parts(setting).into_iter().map(|part| part.query).collect()
    }

    /// Folds the answers to its queries, which come in their order.
    pub(super) fn fold<'t>(&self, setting: Setting<'_>, answers: &mut impl Iterator<Item = &'t CellTable>) -> Sums {
        let mut folding = Folding::default();
        let mut corrected = vec![false; self.ranges.len()];
        for part in self.parts(setting) {
            let Some(table) = answers.next() else { break };
            for (flag, home) in table.corrected.iter().zip(&part.home) {
                if let Some(corrected) = corrected.get_mut(*home) {
                    *corrected |= flag;
                }
            }
            folding.add(self, &part, table);
        }
        folding.finish(self, corrected)
    }

    fn parts<'a>(&'a self, setting: Setting<'a>) -> Vec<Part<'a>> {
        if self.ranges.is_empty() || self.measures.is_empty() {
            return Vec::new();
        }
        let organisation = setting.organisation;
        let team = self.filters.iter().find(|(dimension, _)| *dimension == Dimension::Team);
        let rest = self.filters.iter().filter(|(dimension, _)| *dimension != Dimension::Team);
        let filters: Vec<Filter> = rest
            .map(|(dimension, names)| Filter {
                dimension: *dimension,
                names: organisation.spelled_out(*dimension, names),
            })
            .collect();
        if team.is_some() || self.by == Some(Dimension::Team) {
            let teams = team.map(|(_, names)| with_teams_below(organisation, names));
            return match self.by {
                None | Some(Dimension::Member | Dimension::Team) => self.people(setting, teams.as_deref(), &filters),
                Some(_) => self.sets_of_people(setting, &teams.unwrap_or_default(), &filters),
            };
        }
        let lone = match filters.as_slice() {
            [lone] if self.by.is_none_or(|by| by == lone.dimension) => Some(lone.clone()),
            _ => None,
        };
        let axis = lone.as_ref().map(|lone| lone.dimension).or(self.by);
        let filters = if lone.is_some() { Vec::new() } else { filters };
        let whole = self.by.is_none();
        let place = move |name: &str| {
            let passes = lone.as_ref().is_none_or(|lone| lone.names.iter().any(|other| other == name));
            passes.then(|| if whole { String::new() } else { name.to_owned() })
        };
        vec![self.part(&self.measures, self.whole_runs(), axis, filters, Place::Fixed(Box::new(place)))]
    }

    /// Every run as it is, each its own home.
    fn whole_runs(&self) -> Vec<(DayRange, usize)> {
        self.ranges.iter().copied().zip(0..).collect()
    }

    fn part<'a>(
        &self,
        measures: &[String],
        runs: Vec<(DayRange, usize)>,
        by: Option<Dimension>,
        filters: Vec<Filter>,
        place: Place<'a>,
    ) -> Part<'a> {
        let (ranges, home) = runs.into_iter().unzip();
        let query = CellQuery { ranges, measures: measures.to_vec(), by, filters, as_of: self.as_of };
        Part { query, home, place }
    }

    /// Sums of people by the team they belong to on the day, and of rows that name a team and no person.
    fn people<'a>(&'a self, setting: Setting<'a>, teams: Option<&[String]>, filters: &[Filter]) -> Vec<Part<'a>> {
        let by = self.by;
        let passes = {
            let teams = teams.map(<[String]>::to_vec);
            move |team: &str| teams.as_ref().is_none_or(|teams| teams.iter().any(|other| other == team))
        };
        let mut parts = Vec::new();
        for (measures, runs) in self.memberships(setting) {
            let days: Vec<Day> = runs.iter().map(|(_, _, day)| *day).collect();
            let passes = passes.clone();
            let place = move |run: usize, person: &str| {
                let team = setting.organisation.team_of(person, *days.get(run)?).filter(|team| passes(team))?;
                Some(match by {
                    None => String::new(),
                    Some(Dimension::Team) => team.to_owned(),
                    Some(_) => person.to_owned(),
                })
            };
            let runs = runs.into_iter().map(|(run, home, _)| (run, home)).collect();
            let place = Place::Dated(Box::new(place));
            parts.push(self.part(&measures, runs, Some(Dimension::Member), filters.to_vec(), place));
        }
        let place = move |team: &str| {
            let named = if by == Some(Dimension::Team) { team } else { "" };
            (!team.is_empty() && passes(team)).then(|| named.to_owned())
        };
        let axis = Some(Dimension::Team);
        let place = Place::Fixed(Box::new(place));
        parts.push(self.part(&self.measures, self.whole_runs(), axis, filters.to_vec(), place));
        parts
    }

    /// Sums of the people of `teams`, broken down by something else: a query for each set of people.
    fn sets_of_people<'a>(&'a self, setting: Setting<'a>, teams: &[String], filters: &[Filter]) -> Vec<Part<'a>> {
        let mut parts = Vec::new();
        let with = |dimension, names: &[String]| {
            let filter = Filter { dimension, names: names.to_vec() };
            filters.iter().cloned().chain([filter]).collect::<Vec<_>>()
        };
        let as_named = || Place::Fixed(Box::new(|name: &str| Some(name.to_owned())));
        for (measures, runs) in self.memberships(setting) {
            for (run, home, day) in runs {
                let people = setting.organisation.people_of(teams, day);
                if !people.is_empty() {
                    let filters = with(Dimension::Member, &people);
                    parts.push(self.part(&measures, vec![(run, home)], self.by, filters, as_named()));
                }
            }
        }
        let filters = with(Dimension::Team, teams);
        parts.push(self.part(&self.measures, self.whole_runs(), self.by, filters, as_named()));
        parts
    }

    /// Sums over the runs cut where anybody joins or leaves a team, and levels over whole runs; each run with its home
    /// and the day whose membership counts: a sum goes with the team of its day, a level with that of the last day.
    fn memberships(&self, setting: Setting<'_>) -> Vec<(Vec<String>, DatedRuns)> {
        let is_level = |id: &String| setting.catalogue.measure(id).is_some_and(|m| m.additive == Additive::Last);
        let (levels, sums): (Vec<_>, Vec<_>) = self.measures.iter().cloned().partition(is_level);
        let cut = |(home, run): (usize, &DayRange)| {
            setting.organisation.spells(*run).into_iter().map(move |spell| (spell, home, spell.first()))
        };
        let spells = self.ranges.iter().enumerate().flat_map(cut).collect();
        let whole = self.whole_runs().into_iter().map(|(run, home)| (run, home, run.last())).collect();
        [(sums, spells), (levels, whole)].into_iter().filter(|(measures, _)| !measures.is_empty()).collect()
    }
}

fn with_teams_below(organisation: &Organisation, teams: &[String]) -> Vec<String> {
    teams.iter().flat_map(|team| organisation.team_and_below(team)).map(str::to_owned).collect()
}

/// An answer that is being added up.
#[derive(Default)]
struct Folding {
    /// By name, sorted: one value a run and measure, run by run.
    names: Vec<(String, Vec<Option<i128>>)>,
    /// Place, run and measure of what a correction is among.
    touched: BTreeSet<(String, usize, usize)>,
}

impl Folding {
    fn add(&mut self, ask: &Ask, part: &Part<'_>, table: &CellTable) {
        let width = ask.measures.len();
        let columns: Vec<Option<usize>> =
            part.query.measures.iter().map(|id| ask.measures.iter().position(|own| own == id)).collect();
        let size = ask.ranges.len() * width;
        let add = |slots: &mut [Option<i128>], run: usize, values: &[Option<i64>]| {
            let Some(home) = part.home.get(run) else { return };
            for (value, column) in values.iter().zip(&columns) {
                let slot = column.and_then(|column| slots.get_mut(home * width + column));
                if let (Some(value), Some(slot)) = (value, slot) {
                    *slot = Some(slot.unwrap_or(0).saturating_add(i128::from(*value)));
                }
            }
        };
        for (run, name, at) in &table.touched {
            let (Some(home), Some(Some(column))) = (part.home.get(*run), columns.get(*at)) else { continue };
            let Some(name) = table.names.get(*name) else { continue };
            let place = match &part.place {
                Place::Fixed(place) => place(name),
                Place::Dated(place) => place(*run, name),
            };
            self.touched.extend(place.map(|place| (place, *home, *column)));
        }
        for (at, name) in table.names.iter().enumerate() {
            let runs = table.values.iter().enumerate().filter_map(|(run, names)| Some((run, names.get(at)?)));
            let mut runs = runs.filter(|(_, values)| values.iter().any(Option::is_some)).peekable();
            match &part.place {
                Place::Fixed(place) => {
                    let Some(place) = runs.peek().and_then(|_| place(name)) else { continue };
                    let slots = self.slots(place, size);
                    runs.for_each(|(run, values)| add(slots, run, values));
                }
                Place::Dated(place) => {
                    for (run, values) in runs {
                        if let Some(place) = place(run, name) {
                            add(self.slots(place, size), run, values);
                        }
                    }
                }
            }
        }
    }

    /// The values of `place`. Answers come sorted, so a new place mostly belongs behind the last one.
    fn slots(&mut self, place: String, size: usize) -> &mut [Option<i128>] {
        let at = match self.names.last() {
            Some((last, _)) if *last >= place => self.names.binary_search_by(|(name, _)| name.cmp(&place)),
            _ => Err(self.names.len()),
        };
        let at = at.unwrap_or_else(|at| {
            self.names.insert(at, (place, vec![None; size]));
            at
        });
        self.names.get_mut(at).map_or(&mut [], |(_, slots)| slots)
    }

    fn finish(mut self, ask: &Ask, corrected: Vec<bool>) -> Sums {
        let width = ask.measures.len();
        if ask.by.is_none() {
            self.slots(String::new(), ask.ranges.len() * width);
        }
        let names = &self.names;
        let place = |name: &String| names.binary_search_by(|(known, _)| known.cmp(name)).ok();
        let touched = self.touched.iter().filter_map(|(name, run, at)| Some((place(name)?, *run, *at))).collect();
        let mut sums = Sums::made(ask.measures.iter().map(String::as_str), self.names);
        (sums.corrected, sums.touched) = (corrected, touched);
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::model::reference::{cells, days, facts};
    use crate::domain::model::{Catalogue, Defaults, Document, Employment, Membership, Team};
    use crate::report::Aims;

    fn company() -> Organisation {
        let member = |person: &str, team: &str, from: &str, to: Option<&str>| {
            let day = |text: &str| text.parse::<Day>().expect("a day");
            Document::Membership(Membership {
                person: person.to_owned(),
                team: team.to_owned(),
                role: "sales".to_owned(),
                from: day(from),
                to: to.map(day),
                employment: Employment::Full,
            })
        };
        let south = Team { name: "Shenzhen".to_owned(), parent: Some("South".to_owned()), ..Team::default() };
        let documents = [
            member("A", "East", "2026-01-01", Some("2026-09-05")),
            member("A", "South", "2026-09-05", None),
            member("B", "East", "2026-01-01", None),
            member("C", "Shenzhen", "2026-01-01", None),
            Document::Team(south),
        ];
        Organisation::assemble(&documents, &Defaults::built_in(), Vec::new(), None)
    }

    /// Deals (and customers, a level) of September by what `ask` wants: `name=deals/customers`.
    fn answer(by: Option<Dimension>, filters: &[(Dimension, &[&str])]) -> String {
        let facts = facts(
            "2026-09-01 deals=1 customers=10 by A channel seo
             2026-09-10 deals=2 customers=12 by A channel ads-search
             2026-09-02 deals=4 customers=20 by B channel seo
             2026-09-02 deals=8 by C channel ads-display
             2026-09-03 deals=16 team East channel seo
             2026-09-04 deals=32 channel store",
        );
        let (company, catalogue) = (company(), Catalogue::built_in());
        let setting =
            Setting { catalogue: &catalogue, organisation: &company, revision: Revision(1), aims: Aims::NONE };
        let own = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let ask = Ask {
            ranges: vec![days("2026-09-01..2026-09-30")],
            measures: own(&["deals", "customers"]),
            by,
            filters: filters.iter().map(|(dimension, names)| (*dimension, own(names))).collect(),
            as_of: None,
        };
        let tables: Vec<_> = ask.queries(setting).iter().map(|query| cells(&facts, query, &["customers"])).collect();
        let sums = ask.fold(setting, &mut tables.iter());
        let say = |name: usize, id| sums.of(0, name, id).map_or_else(|| ".".to_owned(), |sum| sum.to_string());
        let line = |(at, name): (usize, &String)| format!("{name}={}/{}", say(at, "deals"), say(at, "customers"));
        sums.names.iter().enumerate().map(line).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn r11_a_sum_stays_with_the_team_of_its_day_and_a_level_goes_with_the_person() {
        assert_eq!(answer(None, &[]), "=63/42");
        assert_eq!(answer(Some(Dimension::Team), &[]), "East=21/20 Shenzhen=8/. South=2/22");
        assert_eq!(answer(None, &[(Dimension::Team, &["East"])]), "=21/20");
        assert_eq!(answer(None, &[(Dimension::Team, &["South"])]), "=10/22", "with the teams below");
        assert_eq!(answer(Some(Dimension::Member), &[(Dimension::Team, &["East"])]), "=16/. A=1/. B=4/20");
        assert_eq!(answer(Some(Dimension::Channel), &[(Dimension::Team, &["East"])]), "seo=21/20");
        assert_eq!(answer(None, &[(Dimension::Team, &["East"]), (Dimension::Channel, &["ads"])]), "=./.");
    }

    #[test]
    fn s_030_a_branch_is_the_sum_of_its_leaves() {
        assert_eq!(answer(None, &[(Dimension::Channel, &["ads"])]), "=10/12");
        assert_eq!(answer(None, &[(Dimension::Channel, &["online"])]), "=31/42");
        assert_eq!(
            answer(Some(Dimension::Channel), &[(Dimension::Channel, &["ads"])]),
            "ads-display=8/. ads-search=2/12"
        );
        assert_eq!(answer(Some(Dimension::Member), &[(Dimension::Channel, &["ads"])]), "A=2/12 C=8/.");
    }

    #[test]
    fn a_lone_filter_is_answered_from_stored_sums() {
        let (company, catalogue) = (company(), Catalogue::built_in());
        let setting =
            Setting { catalogue: &catalogue, organisation: &company, revision: Revision(1), aims: Aims::NONE };
        let mut ask = Ask { ranges: vec![days("2026-09-01")], measures: vec!["deals".to_owned()], ..Ask::default() };
        ask.filters = vec![(Dimension::Channel, vec!["ads".to_owned()])];
        let [query] = ask.queries(setting).try_into().expect("one query");
        assert_eq!((query.by, query.filters), (Some(Dimension::Channel), vec![]));
        ask.filters.push((Dimension::Region, vec!["华东".to_owned()]));
        let [query] = ask.queries(setting).try_into().expect("one query");
        assert_eq!((query.by, query.filters.len()), (None, 2));
    }
}
