//! What the demo company wants of a month and a quarter, and how its goals are set and held against what has come.

use std::collections::BTreeMap;

use super::chance::scaled;
use super::company::Company;
use super::rhythm::{Written, evening};
use super::rows::Row;
use crate::domain::base::{Day, DayRange, FiscalStart, Grain, Money, Period};
use crate::domain::model::{Amendment, Checkpoint, Dimension, Document, GoalSteps, Owner, Target, TargetState};
use crate::domain::rules::phase::checkpoints;
use crate::domain::rules::timeline::Timeline;

/// Sums of a measure by month and name: of a channel or a region; of somebody; of all.
type Sums<'a> = BTreeMap<(&'static str, Day, Option<(Dimension, &'a str)>), i64>;

/// What has come of the measures that somebody wants something of, and what was wanted.
pub(super) struct Goals<'a> {
    company: &'a Company<'a>,
    sums: Sums<'a>,
    rows: &'a [Row<'a>],
}

/// A goal of a period: whose, of what, how much.
struct Goal {
    owner: Owner,
    metric: &'static str,
    base: i64,
    stretch: bool,
}

impl<'a> Goals<'a> {
    pub(super) fn new(company: &'a Company<'a>, rows: &'a [Row<'a>]) -> Self {
        let mut sums = Sums::new();
        for row in rows {
            let month = row.day.plus(1 - row.day.day_of_month().cast_signed());
            for (measure, dimension) in [
                ("revenue", Dimension::Region),
                ("valid_inquiries", Dimension::Channel),
                ("valid_inquiries", Dimension::Region),
                ("deals", Dimension::Region),
            ] {
                if let (Some(value), Some(name)) = (row.value(measure), row.name(dimension)) {
                    *sums.entry((measure, month, Some((dimension, name)))).or_default() += value;
                    if dimension == Dimension::Region {
                        *sums.entry((measure, month, None)).or_default() += value;
                    }
                }
            }
        }
        Self { company, sums, rows }
    }

    /// What came of a measure in the month a year before `month`, as often as a working day of it is in this one.
    fn year_before(&self, measure: &'static str, month: Day, of: Option<(Dimension, &'a str)>) -> i64 {
        let before = month.plus_months(-12);
        let days = |first: Day| {
            let days = DayRange::new(first, first.plus_months(1).plus(-1));
            i64::try_from(days.map_or(0, |days| self.company.calendar.working_days(days))).unwrap_or(0).max(1)
        };
        let came = self.sums.get(&(measure, before, of)).copied().unwrap_or(0);
        came * days(month) / days(before)
    }

    /// What a team wants of a month, before it is amended.
    pub(super) fn of_team(&self, measure: &'static str, month: Day, team: &str) -> i64 {
        let script = self.company.script;
        let regions = script.teams.iter().filter(|one| one.name == team).flat_map(|one| &one.regions);
        let came: i64 =
            regions.map(|region| self.year_before(measure, month, Some((Dimension::Region, region.as_str())))).sum();
        rounded(measure, scaled(came, &[script.goals.rise]))
    }

    /// What the company wants of a month.
    pub(super) fn of_company(&self, measure: &'static str, month: Day) -> i64 {
        rounded(measure, scaled(self.year_before(measure, month, None), &[self.company.script.goals.company]))
    }

    /// The teams that sell.
    pub(super) fn selling(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.company.script.teams.iter().filter(|team| !team.regions.is_empty()).map(|team| team.name.as_str())
    }

    /// Everybody's goals of a month, each after the one that it is a part of.
    fn of_month(&self, month: Day) -> Vec<Goal> {
        let goal = |owner, metric, base| Goal { owner, metric, base, stretch: false };
        let stretched = |owner, base| Goal { owner, metric: "revenue", base, stretch: true };
        let mut goals = vec![stretched(Owner::Company, self.of_company("revenue", month))];
        for team in self.selling() {
            let wanted = self.of_team("revenue", month, team);
            goals.push(stretched(Owner::Team(team.to_owned()), wanted));
            goals.extend(self.of_people(month, team, wanted));
        }
        goals.push(goal(Owner::Company, "deals", self.of_company("deals", month)));
        goals.push(goal(Owner::Company, "close_rate", self.company.script.goals.close_rate));
        let channel = |id: &'a str| {
            let came = self.year_before("valid_inquiries", month, Some((Dimension::Channel, id)));
            rounded("valid_inquiries", scaled(came, &[self.company.script.goals.rise]))
        };
        let leaves: Vec<(&str, i64)> =
            self.company.script.channels.iter().map(|one| (one.id.as_str(), channel(&one.id))).collect();
        goals.push(goal(Owner::Company, "valid_inquiries", leaves.iter().map(|(_, wanted)| wanted).sum()));
        goals.extend(
            leaves.into_iter().map(|(id, wanted)| goal(Owner::Channel(id.to_owned()), "valid_inquiries", wanted)),
        );
        goals.retain(|goal| goal.base > 0);
        goals
    }

    /// What the people of a team take on of what it wants, by what each can do.
    fn of_people(&self, month: Day, team: &str, wanted: i64) -> Vec<Goal> {
        let script = self.company.script;
        let weight = |name: &str, role: &str| {
            let player = script.people.iter().find(|player| player.name == name)?;
            let newcomer = month <= player.hired.day(self.company.founded).plus_months(3);
            let level = if newcomer { script.goals.newcomer } else { 1_000 };
            Some(if role == "lead" { 350 } else { scaled(player.ability, &[level]) })
        };
        let posts = self.company.posts(month).filter(|post| post.team == team);
        let weights: Vec<(&str, i64)> =
            posts.filter_map(|post| Some((post.person.as_str(), weight(&post.person, &post.role)?))).collect();
        let all: i64 = weights.iter().map(|(_, weight)| weight).sum();
        let share = |(name, weight): (&str, i64)| Goal {
            owner: Owner::Member(name.to_owned()),
            metric: "revenue",
            base: thousands(wanted / all.max(1) * weight),
            stretch: false,
        };
        weights.into_iter().map(share).collect()
    }

    /// The goals of a quarter: what the months of it make together.
    fn of_quarter(&self, first: Day) -> Vec<Goal> {
        let months = [0, 1, 2].map(|on| first.plus_months(on));
        let sum = |of: &dyn Fn(Day) -> i64| months.iter().map(|month| of(*month)).sum();
        let goal = |owner, base| Goal { owner, metric: "revenue", base, stretch: true };
        let company = goal(Owner::Company, sum(&|month| self.of_company("revenue", month)));
        let team = |team: &str| goal(Owner::Team(team.to_owned()), sum(&|month| self.of_team("revenue", month, team)));
        std::iter::once(company).chain(self.selling().map(team)).filter(|goal| goal.base > 0).collect()
    }

    /// How the goals from the month before the first filling on were set, up to `until`, and held against what came.
    pub(super) fn written(&self, until: Day, out: &mut Vec<Written>) {
        let of = |grain, day| Period::of(grain, day, FiscalStart::default());
        let first = self.company.founded.plus_months(-1);
        let mut quarter = of(Grain::Quarter, first);
        while Timeline::before(quarter, Timeline::USUAL, None).publish <= until {
            self.set(quarter, &self.of_quarter(quarter.first()), out);
            quarter = quarter.shift(1);
        }
        let mut month = of(Grain::Month, first);
        while Timeline::before(month, Timeline::USUAL, None).publish <= until {
            let goals = self.of_month(month.first());
            self.set(month, &goals, out);
            self.steps(month, &goals, out);
            self.check(month, &goals, out);
            month = month.shift(1);
        }
    }

    /// Published at the top, drafted below, agreed before the period begins (S-012); one agrees late.
    fn set(&self, period: Period, goals: &[Goal], out: &mut Vec<Written>) {
        let Timeline { publish, draft, agree } = Timeline::before(period, Timeline::USUAL, None);
        let script = &self.company.script.goals;
        for goal in goals {
            let stretch = goal.stretch.then(|| rounded("revenue", scaled(goal.base, &[script.stretch])));
            let mut target = Target {
                base: goal.base,
                stretch,
                state: TargetState::Published,
                quality: script.quality.get(goal.metric).cloned().unwrap_or_default(),
                ..Target::empty(goal.metric.to_owned(), goal.owner.clone(), period)
            };
            let is_month_before = period.grain() == Grain::Month && period.first() < self.company.founded;
            if is_month_before && goal.owner == Owner::Team(script.amended.clone()) {
                let at = evening(period.first().plus(9));
                let (base, stretch) = (target.base, target.stretch);
                target.amendments =
                    vec![Amendment { at, by: script.head.clone(), base, stretch, reason: script.amendment.clone() }];
                target.base = rounded("revenue", scaled(base, &[script.amended_to]));
                target.stretch = Some(base);
            }
            let at_the_top = goal.owner == Owner::Company;
            let first = if at_the_top { TargetState::Published } else { TargetState::Draft };
            let late = if goal.owner.name() == script.undecided { 3 } else { 0 };
            let document = |state| Document::Target(Target { state, ..target.clone() });
            out.push(Written { on: if at_the_top { publish } else { draft }, document: document(first) });
            out.push(Written { on: agree.plus(late), document: document(TargetState::Agreed) });
        }
    }

    /// The five steps to the goals of each person (S-176).
    fn steps(&self, period: Period, goals: &[Goal], out: &mut Vec<Written>) {
        let Timeline { publish, draft, agree } = Timeline::before(period, Timeline::USUAL, None);
        for goal in goals {
            let Owner::Member(person) = &goal.owner else { continue };
            let last = if *person == self.company.script.goals.undecided { agree.plus(3) } else { agree };
            let lead = self.company.lead_of(person, period.first());
            let steps = [(publish, lead), (publish, lead), (draft, person), (last, lead), (last, lead)];
            let mut taken = Vec::new();
            for (on, by) in steps {
                taken.push((by.to_owned(), evening(on)));
                let steps = GoalSteps { person: person.clone(), period, taken: taken.clone() };
                out.push(Written { on, document: Document::GoalSteps(steps) });
            }
        }
    }

    /// The ten-day checkpoints of a month (S-011): everybody but one passes, and who is behind says how it becomes better.
    fn check(&self, month: Period, goals: &[Goal], out: &mut Vec<Written>) {
        let script = &self.company.script.goals;
        let days = checkpoints(month, self.company.calendar);
        for (part, day) in days.into_iter().enumerate() {
            let Some(over) = DayRange::new(month.first(), day) else { continue };
            let rows: Vec<&Row<'_>> = self.rows.iter().filter(|row| over.contains(row.day)).collect();
            for (at, goal) in goals.iter().enumerate().filter(|(_, goal)| goal.owner.name() != script.undecided) {
                let improvement = script.improvements.get((at + part) % script.improvements.len().max(1));
                let improvement = improvement.filter(|_| self.is_short(goal, month, over, &rows));
                let by = match &goal.owner {
                    Owner::Member(name) => name.clone(),
                    Owner::Team(name) => self.company.lead(name).to_owned(),
                    _ => script.head.clone(),
                };
                let point = Checkpoint {
                    metric: goal.metric.to_owned(),
                    owner: goal.owner.clone(),
                    month,
                    part: u8::try_from(part + 1).unwrap_or(3),
                    improvement: improvement.cloned().unwrap_or_default(),
                    by,
                    at: evening(day),
                };
                out.push(Written { on: day, document: Document::Checkpoint(point) });
            }
        }
    }

    /// Whether `rows`, those of the days `over`, brought less than the working days among them were to bring.
    fn is_short(&self, goal: &Goal, month: Period, over: DayRange, rows: &[&Row<'_>]) -> bool {
        let calendar = self.company.calendar;
        let (gone, all) = (calendar.working_days(over), calendar.working_days(month.days()));
        let team = |row: &Row<'_>| {
            let region = row.name(Dimension::Region).unwrap_or_default();
            self.company.script.teams.iter().find(|team| team.regions.iter().any(|one| one == region))
        };
        let own = |row: &&Row<'_>| match &goal.owner {
            Owner::Member(name) => row.name(Dimension::Member) == Some(name),
            Owner::Channel(id) => row.name(Dimension::Channel) == Some(id),
            Owner::Team(name) => team(row).is_some_and(|team| team.name == *name),
            Owner::Company | Owner::Region(_) => true,
        };
        let came: i64 = rows.iter().copied().filter(own).filter_map(|row| row.value(goal.metric)).sum();
        i128::from(came) * (all as i128) < i128::from(goal.base) * (gone as i128)
    }
}

/// A goal is a round figure: money in 5,000 yuan, a count in fives.
fn rounded(measure: &str, value: i64) -> i64 {
    let step = if measure == "revenue" { 5_000 * Money::PARTS } else { 5 };
    (value + step / 2) / step * step
}

/// A person's goal is one in 1,000 yuan.
fn thousands(value: i64) -> i64 {
    let step = 1_000 * Money::PARTS;
    (value + step / 2) / step * step
}
