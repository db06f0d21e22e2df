//! Table `wording`: what a goal leaves unsaid, and whether it asks anything (S-046, S-047).

use super::Figures;
use super::tree::Goal;
use crate::domain::rules::goal_wording::{Challenge, Lack, Wording, challenge, lint, usual};
use crate::report::cell::{column, row, table, term, words};
use crate::report::pace::adds_up;
use crate::report::scope::Scope;
use crate::report::{Sentence, Table, Value};

/// A row a goal that could say more.
pub(super) fn table_of(scope: &Scope<'_>, figures: &Figures<'_>, goals: &[Goal<'_>]) -> Option<Table> {
    let line = |goal: &Goal<'_>| {
        let target = goal.target;
        let lacks = lint(&Wording {
            quantity: Some(target.base.into()),
            unit: "unit",
            quality: &target.quality,
            // A target is due when its period ends, unless it says another day.
            due: target.due.or(Some(target.period.last())),
            metric: Some(&target.metric),
            stages: &[],
        });
        let counted = adds_up(goal.metric, scope.setting.catalogue);
        let usual = usual(&figures.before(target, goal.metric)).filter(|_| counted);
        let asks = usual.and_then(|usual| challenge(target.base.into(), usual, goal.metric.better));
        let asked = match asks {
            Some(Challenge::NoStretch) => words("wording.no_stretch"),
            Some(Challenge::Little) => words("wording.little"),
            Some(Challenge::Steep) => words("wording.steep"),
            Some(Challenge::Fair) | None => Value::Null,
        };
        let lacking = if lacks.contains(&Lack::Quality) { words("wording.quality") } else { Value::Null };
        let says = lacking != Value::Null || asked != Value::Null;
        let label = Sentence::new("goal.of").with("metric", term(goal.metric)).with("name", goal.name(scope));
        says.then(|| row(goal.id(), Value::Words(label), vec![lacking, asked]))
    };
    let columns = vec![column("lacks", words("column.lacks")), column("challenge", words("column.challenge"))];
    let rows = goals.iter().filter_map(line).collect();
    table("wording", words("table.wording"), words("column.goal"), columns, rows)
}
