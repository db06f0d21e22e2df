//! Tables `plans` and `commitments` of a week: what was planned against what came (S-003), and which promises were kept
//! (S-004).

use super::{by_dimension, is_shown, metrics_of, names_of, whose};
use crate::domain::base::{DayRange, FiscalStart, Period, Rate};
use crate::domain::model::{Action, ActionState, CellTable, Document, DocumentKind, Owner, Unit, WeekPlan};
use crate::domain::rules::commitment::{Commitment, kept};
use crate::domain::rules::figure::Figure;
use crate::domain::rules::pace::{Pace, pace, standing};
use crate::report::ask::Ask;
use crate::report::cell::{column, count, row, strong, table, term, value, words};
use crate::report::pace::{Stretch, adds_up, figure_of, rounded, state, status, thresholds};
use crate::report::review::label;
use crate::report::scope::Scope;
use crate::report::{Got, Kind, Needs, Report, Row, Sentence, Table, Trust, Value, trust};

type Asks = Vec<(Option<crate::domain::model::Dimension>, Ask)>;

fn asks(scope: &Scope<'_>) -> Asks {
    let stretch = Stretch::up_to(scope, scope.period);
    let runs: Vec<DayRange> = vec![stretch.days.unwrap_or(scope.period.days())];
    let plans = &scope.setting.aims.plans;
    let wanted = plans.iter().flat_map(|plan| plan.values.iter().map(|(metric, _)| (&plan.owner, metric.as_str())));
    by_dimension(scope, wanted, &runs)
}

pub(super) fn needs(scope: &Scope<'_>) -> Needs {
    let cells = asks(scope).into_iter().flat_map(|(_, ask)| ask.queries(scope.setting));
    let cells = trust::query(scope).into_iter().chain(cells).collect();
    Needs { cells, documents: vec![DocumentKind::Action.into()], ..Needs::default() }
}

pub(super) fn say<'t>(
    scope: &Scope<'_>,
    answers: &mut impl Iterator<Item = &'t CellTable>,
    got: &Got,
    trust: Trust,
) -> Report {
    let by: Vec<_> = asks(scope).into_iter().map(|(by, ask)| (by, ask.fold(scope.setting, answers))).collect();
    let stretch = Stretch::up_to(scope, scope.period);
    let mut rows: Vec<Row> = Vec::new();
    let mut first: Option<(Value, Pace, Value, Value)> = None;
    let mut plans: Vec<&WeekPlan> =
        scope.setting.aims.plans.iter().filter(|plan| is_shown(scope, &plan.owner)).collect();
    plans.sort_by_key(|plan| plan.owner.clone());
    for plan in &plans {
        let dimension = plan.owner.filter().map(|(dimension, _)| dimension);
        let sums = by.iter().find(|(known, _)| *known == dimension).map(|(_, sums)| sums);
        for metric in metrics_of(scope, plan.values.iter().map(|(id, _)| id.as_str())) {
            let Some((_, planned)) = plan.values.iter().find(|(id, _)| *id == metric.id) else { continue };
            let figure =
                sums.map_or(Figure::Null, |sums| scope.figure(metric, sums, 0, &names_of(scope, sums, &plan.owner)));
            let figure = if stretch.days.is_some() { figure } else { Figure::Null };
            let own = if adds_up(metric, scope.setting.catalogue) {
                pace(figure.number(), (*planned).into(), stretch.elapsed, metric.better, thresholds(scope))
            } else {
                let goal = figure_of(metric, *planned).rate().unwrap_or(Rate::ZERO);
                standing(figure.rate(), goal, metric.better, thresholds(scope))
            };
            let expected = own.expected.map_or(Value::Null, |rate| match figure_of(metric, *planned) {
                Figure::Rate(_) => Value::Rate(rate, metric.unit),
                _ => Value::Number(rounded(rate, metric.unit), metric.unit),
            });
            let name = name(scope, &plan.owner);
            let planned = value(metric, figure_of(metric, *planned));
            if first.is_none() {
                first = Some((planned.clone(), own, term(metric), name.clone()));
            }
            let index = own.index.map_or(Value::Null, |index| Value::Rate(index, Unit::Ratio));
            let label = Sentence::new("goal.of").with("metric", term(metric)).with("name", name);
            let settled = words(if plan.locked { "plan.locked" } else { "plan.open" });
            let cells = vec![planned, expected, value(metric, figure), index, status(own.status), settled];
            rows.push(row(format!("{}/{}", metric.id, plan.owner), Value::Words(label), cells));
        }
    }
    let columns = vec![
        column("plan", words("column.plan")),
        column("expected", words("column.expected")),
        strong("value", words("column.to_date")),
        column("index", words("column.index")),
        column("status", Value::Text(String::new())),
        column("state", words("column.goal_state")),
    ];
    let planned = table("plans", words("table.plans"), words("column.goal"), columns, rows);
    let actions: Vec<&Action> = of_week(scope, got);
    let promises = table_of_promises(scope, &actions);
    let mut headline: Vec<Sentence> = Vec::new();
    headline.extend(first.as_ref().and_then(|(plan, own, metric, name)| {
        let index = own.index?;
        Some(
            Sentence::new("goals.week")
                .with("period", Value::Period(scope.period))
                .with("name", name.clone())
                .with("metric", metric.clone())
                .with("plan", plan.clone())
                .with("index", Value::Rate(index, Unit::Ratio)),
        )
    }));
    let due = DayRange::new(scope.period.first(), scope.period.last().min(scope.question.today.plus(-1)));
    let (done, of) = due.map_or((0, 0), |days| kept(actions.iter().flat_map(|action| Commitment::of(action)), days));
    if of > 0 {
        let rate = Rate::new(done.into(), of.into()).unwrap_or(Rate::ZERO);
        headline.push(
            Sentence::new("goals.kept").with("n", Value::Of(done, of)).with("rate", Value::Rate(rate, Unit::Percent)),
        );
    }
    headline.extend(plans.iter().filter(|plan| !plan.summary.is_empty()).map(|plan| {
        Sentence::new("goals.summary")
            .with("name", name(scope, &plan.owner))
            .with("text", Value::Text(plan.summary.clone()))
    }));
    if planned.is_none() {
        let period = Value::Period(scope.period);
        let none = Sentence::new("goals.no_plan").with("period", period).with("of", scope.period_word());
        headline.push(none.with("owner", whose(scope)));
    }
    let letter = first.and_then(|(_, own, ..)| own.status).map(state);
    let tables = planned.into_iter().chain(promises).collect();
    Report { state: letter, headline, ..scope.report(Kind::Goals, trust, tables) }
}

fn name(scope: &Scope<'_>, owner: &Owner) -> Value {
    owner.filter().map_or_else(|| words("row.company"), |(dimension, name)| label(scope, dimension, name))
}

/// The promises that were made for the week or were due in it.
fn of_week<'g>(scope: &Scope<'_>, got: &'g Got) -> Vec<&'g Action> {
    let fiscal: FiscalStart = scope.setting.organisation.settings.fiscal_start;
    let within = |action: &Action| {
        let due = Commitment::of(action).any(|one| scope.period.days().contains(one.due));
        action.week.is_some_and(|week| Period::of(week.grain(), week.first(), fiscal) == scope.period) || due
    };
    let actions = got.documents.iter().flatten().filter_map(|found| match &found.document {
        Document::Action(action) => Some(action),
        _ => None,
    });
    actions.filter(|action| within(action) && is_shown(scope, &action.owner)).collect()
}

fn table_of_promises(scope: &Scope<'_>, actions: &[&Action]) -> Option<Table> {
    let line = |action: &&Action| {
        let state = match &action.state {
            ActionState::Done(day) if *day <= action.due => words("promise.kept"),
            ActionState::Done(_) => words("promise.late"),
            ActionState::Dropped(..) => words("promise.dropped"),
            ActionState::Open if !action.carried.is_empty() => words("promise.carried"),
            ActionState::Open if action.due < scope.question.today => {
                let days = usize::try_from(scope.question.today.since(action.due)).unwrap_or(0);
                Value::Words(Sentence::new("promise.overdue").with("n", count(days)))
            }
            ActionState::Open => words("promise.open"),
        };
        let cells = vec![name(scope, &action.owner), Value::Day(action.due), state];
        row(action.number.to_string(), Value::Text(action.title().to_owned()), cells)
    };
    let columns = vec![
        column("owner", words("column.promised_by")),
        column("due", words("column.due")),
        strong("state", words("column.goal_state")),
    ];
    let rows = actions.iter().map(line).collect();
    table("commitments", words("table.commitments"), words("column.promise"), columns, rows)
}
