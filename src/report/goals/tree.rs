//! Table `goals`: each metric's targets from the company down, each with what has come of it and how its parts fit.

use super::{Figures, is_shown, metrics_of, targets};
use crate::domain::base::Rate;
use crate::domain::model::{Amendment, Dimension, GoalSteps, Metric, Owner, Smart, Target, TargetState, Unit};
use crate::domain::rules::cascade::{Cascade, Fit};
use crate::domain::rules::goal_steps::Steps;
use crate::domain::rules::pace::Status;
use crate::domain::rules::timeline::{Stage, Timeline};
use crate::report::cell::{column, count, marked, row, strong, table, term, value, words};
use crate::report::pace::{Standing, figure_of, status};
use crate::report::review::label;
use crate::report::scope::Scope;
use crate::report::{Cell, Marks, Row, Sentence, Table, Value};

/// A target in its place in the tree.
pub(super) struct Goal<'a> {
    pub(super) target: &'a Target,
    pub(super) metric: &'a Metric,
    pub(super) depth: usize,
    pub(super) standing: Option<Standing<'a>>,
    /// What it is a part of.
    above: Option<&'a Target>,
    /// Its parts among teams or people, else channels or regions.
    parts: Option<Cascade>,
}

impl Goal<'_> {
    fn stage(&self) -> Stage {
        match self.above {
            None => Stage::at_the_top(Some(self.target.state)),
            Some(above) => Stage::below(Some(above.state), Some(self.target.state)),
        }
    }

    /// Whether its amount has become another since it was agreed; its stretch, day or state alone is none.
    fn is_amended(&self) -> bool {
        self.target.amendments.iter().any(|before| before.base != self.target.base)
    }

    /// The step that is late on the asker's day, and by how many days.
    fn late(&self, scope: &Scope<'_>) -> Option<(Stage, u32)> {
        let timeline = Timeline::before(self.target.period, scope.setting.organisation.settings.goal_days, None);
        let late = timeline.overdue(self.stage(), scope.question.today);
        timeline.next(self.stage()).filter(|_| late > 0).map(|(step, _)| (step, late))
    }

    /// By what it was set: what was before, how much more, by when (S-048).
    fn relative(&self) -> Value {
        let Some(relative) = self.target.relative else { return Value::Null };
        let due = self.target.due.unwrap_or(self.target.period.last());
        let said = Sentence::new("goal.relative")
            .with("baseline", value(self.metric, figure_of(self.metric, relative.baseline)))
            .with("delta", Rate::new(relative.delta.into(), 10_000).map_or(Value::Null, Value::Change));
        Value::Words(said.with("due", Value::Day(due)))
    }

    pub(super) fn id(&self) -> String {
        format!("{}/{}", self.metric.id, self.target.owner)
    }

    pub(super) fn name(&self, scope: &Scope<'_>) -> Value {
        match self.target.owner.filter() {
            None => words("row.company"),
            Some((dimension, name)) => label(scope, dimension, name),
        }
    }
}

/// The targets shown, each after the one that it is a part of.
pub(super) fn grow<'a>(scope: &'a Scope<'a>, figures: &Figures<'a>) -> Vec<Goal<'a>> {
    let mut goals = Vec::new();
    for metric in metrics_of(scope, targets(scope).map(|target| target.metric.as_str())) {
        let own: Vec<&Target> = targets(scope).filter(|target| target.metric == metric.id).collect();
        let above = |target: &Target| {
            let organisation = scope.setting.organisation;
            let mut above = organisation.owner_above(&target.owner, target.period.first());
            while let Some(owner) = above {
                if let Some(found) = own.iter().find(|target| target.owner == owner) {
                    return Some(*found);
                }
                above = organisation.owner_above(&owner, target.period.first());
            }
            None
        };
        let pairs: Vec<(&Target, Option<&Target>)> = own.iter().map(|target| (*target, above(target))).collect();
        let is_root = |target: &Target, above: Option<&Target>| {
            is_shown(scope, &target.owner) && above.is_none_or(|above| !is_shown(scope, &above.owner))
        };
        let roots: Vec<&Target> =
            pairs.iter().filter(|(target, above)| is_root(target, *above)).map(|(target, _)| *target).collect();
        for root in in_order(roots) {
            branch(figures, metric, root, &pairs, 0, &mut goals);
        }
    }
    goals
}

/// Teams, then people, channels, regions; of each the largest first.
fn in_order(mut targets: Vec<&Target>) -> Vec<&Target> {
    let place = |owner: &Owner| match owner {
        Owner::Company => 0,
        Owner::Team(_) => 1,
        Owner::Member(_) => 2,
        Owner::Channel(_) => 3,
        Owner::Region(_) => 4,
    };
    targets.sort_by_key(|target| (place(&target.owner), std::cmp::Reverse(target.base)));
    targets
}

fn branch<'a>(
    figures: &Figures<'a>,
    metric: &'a Metric,
    target: &'a Target,
    pairs: &[(&'a Target, Option<&'a Target>)],
    depth: usize,
    goals: &mut Vec<Goal<'a>>,
) {
    let is_below = |above: Option<&Target>| above.is_some_and(|above| above.owner == target.owner);
    let children: Vec<&Target> = pairs.iter().filter(|(_, above)| is_below(*above)).map(|(child, _)| *child).collect();
    let children = in_order(children);
    let dimension = |target: &Target| target.owner.filter().map(|(dimension, _)| dimension);
    let first = children.first().and_then(|child| dimension(child));
    let like = |child: &&&Target| dimension(child) == first && !metric.is_ratio();
    let parts: Vec<i128> = children.iter().filter(like).map(|child| child.base.into()).collect();
    let above = pairs.iter().find(|(own, _)| own.owner == target.owner).and_then(|(_, above)| *above);
    let standing = figures.standing(target);
    let parts = Cascade::of(target.base.into(), &parts);
    goals.push(Goal { target, metric, depth, standing, above, parts });
    for child in children {
        branch(figures, metric, child, pairs, depth + 1, goals);
    }
}

/// The table, with what is late and, of people, how many of the five steps are taken.
pub(super) fn table_of(scope: &Scope<'_>, goals: &[Goal<'_>], steps: &[&GoalSteps]) -> Option<Table> {
    let any_parts = goals.iter().any(|goal| goal.parts.is_some());
    let any_late =
        goals.iter().any(|goal| goal.late(scope).is_some()) || steps.iter().any(|own| overdue(scope, own) > 0);
    let any_steps = !steps.is_empty();
    let any_relative = goals.iter().any(|goal| goal.target.relative.is_some());
    let any_smart = goals.iter().any(|goal| goal.target.smart != Smart::default());
    let line = |goal: &Goal<'_>| {
        let percent = |rate: Option<Rate>| rate.map_or(Value::Null, |rate| Value::Rate(rate, Unit::Percent));
        let pace = goal.standing.as_ref().map(|standing| standing.pace).unwrap_or_default();
        let actual = goal.standing.as_ref().map_or(Value::Null, |standing| value(goal.metric, standing.actual));
        let alarm = Marks { alarm: pace.status == Some(Status::AtRisk), ..Marks::default() };
        let index = pace.index.map_or(Value::Null, |index| Value::Rate(index, Unit::Ratio));
        let mut cells: Vec<Cell> = vec![
            marked(value(goal.metric, figure_of(goal.metric, goal.target.base)), false, goal.is_amended()),
            actual.into(),
            percent(pace.attainment).into(),
            Cell { value: index, marks: alarm },
            status(pace.status).into(),
        ];
        if any_parts {
            cells.extend([percent(goal.parts.and_then(Cascade::coverage)).into(), fit(scope, goal).into()]);
        }
        if any_relative {
            cells.push(goal.relative().into());
        }
        if any_smart {
            cells.push(Value::Text(goal.target.smart.text()).into());
        }
        cells.push(state(goal.target.state).into());
        let own = match &goal.target.owner {
            Owner::Member(person) => steps.iter().find(|steps| steps.person == *person).copied(),
            _ => None,
        };
        if any_steps {
            let taken = |own: &GoalSteps| Value::Of(own.taken.len() as u64, GoalSteps::ALL as u64);
            cells.push(own.map_or(Value::Null, taken).into());
        }
        if any_late {
            let late = goal.late(scope).map(|(step, days)| late(step, days));
            let waits = own.map(|own| overdue(scope, own)).filter(|days| *days > 0);
            let waits = waits.map(|days| Value::Words(Sentence::new("late.steps").with("n", count(days as usize))));
            cells.push(late.or(waits).unwrap_or(Value::Null).into());
        }
        let name =
            if goal.depth == 0 && goal.target.owner == Owner::Company { term(goal.metric) } else { goal.name(scope) };
        let label = match goal.depth {
            0 if goal.target.owner == Owner::Company => name,
            0 => Value::Words(Sentence::new("goal.of").with("metric", term(goal.metric)).with("name", name)),
            1 => Value::Words(Sentence::new("goal.level1").with("name", name)),
            2 => Value::Words(Sentence::new("goal.level2").with("name", name)),
            _ => Value::Words(Sentence::new("goal.level3").with("name", name)),
        };
        Row { id: goal.id(), label, cells, total: false }
    };
    let mut columns = vec![
        column("target", words("column.target")),
        strong("value", words("column.to_date")),
        column("attainment", words("column.attainment")),
        column("index", words("column.index")),
        column("status", Value::Text(String::new())),
    ];
    if any_parts {
        columns.extend([column("parts", words("column.parts")), column("fit", words("column.fit"))]);
    }
    if any_relative {
        columns.push(column("relative", words("column.relative")));
    }
    if any_smart {
        columns.push(column("smart", words("column.smart")));
    }
    columns.push(column("state", words("column.goal_state")));
    if any_steps {
        columns.push(column("steps", words("column.steps")));
    }
    if any_late {
        columns.push(column("late", words("column.late")));
    }
    table("goals", words("table.goals"), words("column.goal"), columns, goals.iter().map(line).collect())
}

/// Table `amended`: what the targets that have been amended were before, until when, and why it is another, the newest
/// amendment of each first.
pub(super) fn amended(scope: &Scope<'_>, goals: &[Goal<'_>]) -> Option<Table> {
    let lines = |goal: &Goal<'_>| {
        let target = goal.target;
        let amount = |base: i64| value(goal.metric, figure_of(goal.metric, base));
        let newest = || target.amendments.iter().rev();
        let after = std::iter::once(target.base).chain(newest().map(|next| next.base));
        let changes = newest().zip(after).filter(|(before, after)| before.base != *after);
        let line = |(number, (before, after)): (usize, (&Amendment, i64))| {
            let label = match number {
                0 => Value::Words(
                    Sentence::new("goal.of").with("metric", term(goal.metric)).with("name", goal.name(scope)),
                ),
                _ => Value::Text(String::new()),
            };
            let cells = vec![
                amount(after),
                amount(before.base),
                Value::Time(before.at),
                Value::Text(before.by.clone()),
                Value::Text(before.reason.clone()),
            ];
            row(format!("{}/{}", goal.id(), number + 1), label, cells)
        };
        changes.enumerate().map(line).collect::<Vec<Row>>()
    };
    let columns = vec![
        strong("target", words("column.target")),
        column("was", words("column.was")),
        column("until", words("column.was_until")),
        column("by", words("column.amended_by")),
        column("reason", words("column.amended_for")),
    ];
    table("amended", words("table.amended"), words("column.goal"), columns, goals.iter().flat_map(lines).collect())
}

/// By how many days the steps of a person's goals are late.
fn overdue(scope: &Scope<'_>, own: &GoalSteps) -> u32 {
    Steps::done(own.taken.len()).overdue(own.period.first(), scope.question.today)
}

/// What is nobody's, below 0; what is given out twice, above.
fn fit(scope: &Scope<'_>, goal: &Goal<'_>) -> Value {
    match goal.parts.map(|parts| parts.fit(scope.setting.organisation.settings.tolerance())) {
        None => Value::Null,
        Some(Fit::Covered) => words("fit.covered"),
        Some(Fit::Gap(gap)) => Value::Plus(gap.saturating_neg(), goal.metric.unit),
        Some(Fit::Over(over)) => Value::Plus(over, goal.metric.unit),
    }
}

fn state(state: TargetState) -> Value {
    words(match state {
        TargetState::Draft => "goal.draft",
        TargetState::Published => "goal.published",
        TargetState::Agreed => "goal.agreed",
    })
}

fn late(step: Stage, days: u32) -> Value {
    let id = match step {
        Stage::Nothing | Stage::Published => "late.publish",
        Stage::Drafted => "late.draft",
        Stage::Agreed => "late.agree",
    };
    Value::Words(Sentence::new(id).with("n", count(days as usize)))
}

/// How many goals are agreed, who is late, and which whole its parts leave open.
pub(super) fn sentences(scope: &Scope<'_>, goals: &[Goal<'_>]) -> Vec<Sentence> {
    const NAMED: usize = 3;
    if goals.is_empty() {
        return Vec::new();
    }
    let agreed = goals.iter().filter(|goal| goal.target.state == TargetState::Agreed).count();
    let late: Vec<String> = {
        let mut names: Vec<String> = Vec::new();
        for goal in goals.iter().filter(|goal| goal.late(scope).is_some()) {
            let name = goal.target.owner.name().to_owned();
            if !name.is_empty() && !names.contains(&name) {
                names.push(name);
            }
        }
        names
    };
    let base = |id| Sentence::new(id).with("n", count(agreed)).with("m", count(goals.len()));
    let mut said = vec![match late.len() {
        0 => base("goals.agreed"),
        n => {
            let named = late.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
            let id = if n > NAMED { "goals.agreed_late_more" } else { "goals.agreed_late" };
            base(id).with("people", Value::Text(named)).with("more", count(n.saturating_sub(NAMED)))
        }
    }];
    let open = goals.iter().find_map(|goal| match goal.parts?.fit(scope.setting.organisation.settings.tolerance()) {
        Fit::Covered => None,
        Fit::Gap(gap) => Some((goal, "goals.gap", gap)),
        Fit::Over(over) => Some((goal, "goals.over", over)),
    });
    said.extend(open.map(|(goal, id, amount)| {
        let amount = Value::Number(amount, goal.metric.unit);
        Sentence::new(id).with("name", goal.name(scope)).with("metric", term(goal.metric)).with("gap", amount)
    }));
    said
}

/// What a row of the table is about: metric and owner, of `revenue/team=East`.
#[must_use]
pub fn goal_of(id: &str) -> Option<(&str, Option<(Dimension, String)>)> {
    let (metric, owner) = id.split_once('/')?;
    let owner: Owner = owner.parse().ok()?;
    Some((metric, owner.filter().map(|(dimension, name)| (dimension, name.to_owned()))))
}
