//! Table `checkpoints`: the three of a month (S-011): which goals have passed, and who has to say how it becomes better.

use super::tree::Goal;
use crate::domain::base::{Grain, Rate};
use crate::domain::model::{Checkpoint, Owner, TargetState};
use crate::domain::rules::phase::{checkpoints, needs_plan};
use crate::report::cell::{column, row, strong, table, words};
use crate::report::pace::thresholds;
use crate::report::scope::Scope;
use crate::report::{Report, Sentence, Table, Value};

/// Whether a report of goals shows that of `owner` for `metric` behind, being on pace from `on_pace` hundredths on, so that its
/// checkpoint needs an improvement plan.
#[must_use]
pub fn is_behind(report: &Report, metric: &str, owner: &Owner, on_pace: u16) -> bool {
    let of = || {
        let goals = report.tables.iter().find(|table| table.id == "goals")?;
        let at = goals.columns.iter().position(|column| column.id == "index")?;
        let id = format!("{metric}/{owner}");
        let row = goals.rows.iter().find(|row| row.id == id)?;
        match row.cells.get(at)?.value {
            Value::Rate(index, _) => Some(index),
            _ => None,
        }
    };
    needs_plan(of(), Rate::new(on_pace.into(), 100).unwrap_or(Rate::ZERO))
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
    let next = days.iter().filter(|day| **day < today).count();
    let line = |(at, day): (usize, &crate::domain::base::Day)| {
        let part = u8::try_from(at + 1).unwrap_or(u8::MAX);
        let has = |goal: &Goal<'_>| {
            passed
                .iter()
                .find(|point| point.part == part && point.metric == goal.metric.id && point.owner == goal.target.owner)
        };
        let through = standing.iter().filter(|goal| has(goal).is_some()).count();
        let index = |goal: &Goal<'_>| goal.standing.as_ref().and_then(|standing| standing.pace.index);
        let waits = |goal: &&&Goal<'_>| has(goal).is_none() && needs_plan(index(goal), thresholds(scope).on_pace);
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
