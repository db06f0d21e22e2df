//! Table `owners`: which roles answer for which step, and who holds them (S-028, S-033).

use super::{STEPS, Step, steps};
use crate::domain::rules::ownership::{Owner, owners};
use crate::report::cell::{column, row, strong, table, term, words};
use crate::report::scope::Scope;
use crate::report::{Sentence, Table, Value};

/// Names that are written out; of more, one and how many beside it.
const NAMED: usize = 2;

/// The roles of every step that has one on this basis. Where some roles of a step are held, those that nobody holds are
/// left out; without a roster nobody is named.
pub(super) fn table_of(scope: &Scope<'_>) -> Option<Table> {
    let mut rows = Vec::new();
    let mut anybody = false;
    for Step { count, rate } in STEPS.into_iter().skip(STEPS.len() - steps(scope.question.lens.basis).count()) {
        let Some(metric) = scope.metric(rate.unwrap_or(count)) else { continue };
        for owner in held(owners(scope.setting.organisation, &metric.id, &metric.owner, scope.days.last())) {
            anybody |= !owner.people.is_empty();
            let cells = vec![term(metric), people(&owner)];
            rows.push(row(owner.role.id.clone(), Value::Term(owner.role.term.clone()), cells));
        }
    }
    let mut columns = vec![column("step", words("column.answers_for")), strong("people", words("column.holders"))];
    if !anybody {
        columns.pop();
        for row in &mut rows {
            row.cells.truncate(columns.len());
        }
    }
    table("owners", words("table.owners"), words("column.owner"), columns, rows)
}

fn held(owners: Vec<Owner<'_>>) -> Vec<Owner<'_>> {
    let some = owners.iter().any(|owner| !owner.people.is_empty());
    owners.into_iter().filter(|owner| !some || !owner.people.is_empty()).collect()
}

fn people(owner: &Owner<'_>) -> Value {
    match owner.people.as_slice() {
        [] => Value::Null,
        people if people.len() <= NAMED => Value::Text(people.join(", ")),
        [first, rest @ ..] => Value::Text(format!("{first} +{}", rest.len())),
    }
}

/// Who is to speak of a rate: the first role that answers for it and is held, with its people where they are few.
pub(super) fn speaker(scope: &Scope<'_>, rate: &str) -> Option<Value> {
    let metric = scope.metric(rate)?;
    let found = owners(scope.setting.organisation, &metric.id, &metric.owner, scope.days.last());
    held(found).first().map(named)
}

/// A role, with its people where they are few.
fn named(owner: &Owner<'_>) -> Value {
    let role = Value::Term(owner.role.term.clone());
    match few(owner) {
        None => role,
        Some(people) => Value::Words(Sentence::new("funnel.owner").with("role", role).with("people", people)),
    }
}

/// The people of a role where they are few, else the role.
pub(in crate::report) fn in_short(owner: &Owner<'_>) -> Value {
    few(owner).unwrap_or_else(|| Value::Term(owner.role.term.clone()))
}

fn few(owner: &Owner<'_>) -> Option<Value> {
    let few = (1..=NAMED).contains(&owner.people.len());
    few.then(|| Value::Text(owner.people.join(", ")))
}
