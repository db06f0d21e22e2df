//! Table `checkpoints`: the three of a month (S-011): which goals have passed, and who has to say how it becomes better.

use super::tree::Goal;
use crate::domain::base::{Day, DayRange, Grain, Period, Rate, WorkingCalendar};
use crate::domain::model::{Checkpoint, Owner, TargetState};
use crate::domain::rules::figure::Figure;
use crate::domain::rules::phase::{PlanOwed, checkpoints, plan_owed};
use crate::report::cell::{column, row, strong, table, words};
use crate::report::pace::thresholds;
use crate::report::scope::Scope;
use crate::report::{Report, Sentence, Table, Value};

/// Why the checkpoint of the goal of `owner` for `metric` needs an improvement plan, as a report of goals shows it; it is on
/// pace from `on_pace` hundredths on. `None` where it needs none, and where the report has no such goal.
#[must_use]
pub fn plan_owed_of(report: &Report, metric: &str, owner: &Owner, on_pace: u16, begun: bool) -> Option<PlanOwed> {
    let goals = report.tables.iter().find(|table| table.id == "goals")?;
    let id = format!("{metric}/{owner}");
    let row = goals.rows.iter().find(|row| row.id == id)?;
    let cell = |id: &str| {
        let at = goals.columns.iter().position(|column| column.id == id)?;
        row.cells.get(at).map(|cell| &cell.value)
    };
    let index = match cell("index") {
        Some(Value::Rate(index, _)) => Some(*index),
        _ => None,
    };
    let reported = !matches!(cell("value"), Some(Value::Null | Value::Undefined));
    plan_owed(index, reported, begun, Rate::new(on_pace.into(), 100).unwrap_or(Rate::ZERO))
}

/// Whether a working day of `month` is over on the day `today`: before that nothing can be reported.
#[must_use]
pub fn has_begun(month: Period, today: Day, calendar: &WorkingCalendar) -> bool {
    let over = DayRange::new(month.first(), today.plus(-1).min(month.last()));
    over.is_some_and(|days| calendar.working_days(days) > 0)
}

/// A row a checkpoint whose day has come, and the next one.
pub(super) fn table_of(scope: &Scope<'_>, goals: &[Goal<'_>], passed: &[&Checkpoint]) -> Option<Table> {
    const NAMED: usize = 4;
    if scope.period.grain() != Grain::Month {
        return None;
    }
    let standing: Vec<&Goal<'_>> =
        goals.iter().filter(|goal| goal.target.state != TargetState::Draft && goal.standing.is_some()).collect();
    let days = checkpoints(scope.period, &scope.setting.organisation.calendar);
    let today = scope.question.today;
    let begun = has_begun(scope.period, today, &scope.setting.organisation.calendar);
    let next = days.iter().filter(|day| **day < today).count();
    let line = |(at, day): (usize, &Day)| {
        let part = u8::try_from(at + 1).unwrap_or(u8::MAX);
        let has = |goal: &Goal<'_>| {
            passed
                .iter()
                .find(|point| point.part == part && point.metric == goal.metric.id && point.owner == goal.target.owner)
        };
        let through = standing.iter().filter(|goal| has(goal).is_some()).count();
        let owed = |goal: &Goal<'_>| {
            let standing = goal.standing.as_ref()?;
            let reported = !matches!(standing.actual, Figure::Null | Figure::Undefined);
            plan_owed(standing.pace.index, reported, begun, thresholds(scope).on_pace)
        };
        let waits = |goal: &&&Goal<'_>| has(goal).is_none() && owed(goal).is_some();
        let mut names: Vec<Value> = Vec::new();
        for goal in standing.iter().filter(waits) {
            let name = goal.name(scope);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let more = names.len().saturating_sub(NAMED);
        let texts: Vec<&str> = names
            .iter()
            .take(NAMED)
            .filter_map(|name| match name {
                Value::Text(text) => Some(text.as_str()),
                _ => None,
            })
            .collect();
        let due = *day <= today;
        let who = match (due, names.len()) {
            (false, _) | (_, 0) => Value::Null,
            _ if texts.is_empty() => words("row.company"),
            _ if more > 0 => Value::Words(
                Sentence::new("checkpoint.who_more")
                    .with("people", Value::Text(texts.join(", ")))
                    .with("n", crate::report::cell::count(more)),
            ),
            _ => Value::Text(texts.join(", ")),
        };
        let count = if due { Value::Of(through as u64, standing.len() as u64) } else { Value::Null };
        row(part.to_string(), Value::Day(*day), vec![count, who])
    };
    let rows = days.iter().enumerate().take(next + 1).map(line).collect();
    let columns = vec![strong("passed", words("column.through")), column("plan", words("column.plan_due"))];
    if standing.is_empty() {
        return None;
    }
    table("checkpoints", words("table.checkpoints"), words("column.checkpoint"), columns, rows)
}
