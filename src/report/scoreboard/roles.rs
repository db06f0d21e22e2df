//! Table `roles`: the teams of each role against each other, by the step of the funnel that the role answers for (S-033).

use crate::domain::base::Rate;
use crate::domain::model::{Dimension, Metric, Role, RoleClass};
use crate::domain::rules::figure::Figure;
use crate::domain::rules::ranking::places;
use crate::report::ask::Ask;
use crate::report::cell::{changed, column, count, row, strong, table, term, value, words};
use crate::report::scope::Scope;
use crate::report::sums::Sums;
use crate::report::{Row, Table, Value};

/// What the people of every role answer for.
pub(super) fn ask(scope: &Scope<'_>) -> Ask {
    let stages: Vec<&str> = scope.setting.organisation.roles.iter().map(|role| role.stage.as_str()).collect();
    scope.ask(scope.runs().list, &scope.metrics(&stages), Some(Dimension::Member))
}

/// The people of one role in one team.
struct Squad<'a> {
    team: &'a str,
    people: Vec<&'a str>,
    now: Figure,
    before: Option<Figure>,
}

fn squads<'a>(scope: &Scope<'a>, sums: &Sums, role: &Role, metric: &Metric) -> Vec<Squad<'a>> {
    let organisation = scope.setting.organisation;
    let last = scope.days.last();
    let figure = |people: &[&str], run: usize| {
        let numbers: Vec<usize> = people.iter().filter_map(|name| sums.name(name)).collect();
        scope.figure(metric, sums, run, &numbers)
    };
    let squad = |team: &'a str| {
        let own = organisation.memberships.iter();
        let own = own.filter(|post| post.team == team && post.role == role.id && post.holds(last));
        let mut people: Vec<&str> = own.map(|post| post.person.as_str()).collect();
        people.dedup();
        let (now, before) = (figure(&people, 0), scope.runs().before.map(|run| figure(&people, run)));
        (!people.is_empty()).then_some(Squad { team, people, now, before })
    };
    organisation.teams.keys().filter_map(|team| squad(team)).collect()
}

pub(super) fn table_of(scope: &Scope<'_>, sums: &Sums) -> Option<Table> {
    let compared = scope.runs().before.is_some();
    let mut rows: Vec<Row> = Vec::new();
    for role in &scope.setting.organisation.roles {
        let Some(metric) = scope.metric(&role.stage) else { continue };
        let squads = squads(scope, sums, role, metric);
        let figures: Vec<Option<Rate>> = squads.iter().map(|squad| squad.now.rate()).collect();
        let ranks = places(&figures, metric.better);
        let mut order: Vec<(Option<usize>, &Squad<'_>)> = ranks.into_iter().zip(&squads).collect();
        order.sort_by_key(|(rank, _)| rank.unwrap_or(usize::MAX));
        for (rank, squad) in order {
            let mut cells = vec![
                rank.map_or(Value::Null, count),
                words(class(role.class)),
                term(metric),
                count(squad.people.len()),
                value(metric, squad.now),
            ];
            if compared {
                cells.push(squad.before.map_or(Value::Null, |before| changed(metric, squad.now, before)));
            }
            cells.push(first(scope, sums, metric, &squad.people));
            let label = crate::report::Sentence::new("row.post")
                .with("team", Value::Text(squad.team.to_owned()))
                .with("role", Value::Term(role.term.clone()));
            rows.push(row(format!("{}/{}", role.id, squad.team), Value::Words(label), cells));
        }
    }
    let mut columns = vec![
        column("rank", words("column.place")),
        column("class", words("column.class")),
        column("stage", words("column.stage")),
        column("heads", words("column.heads")),
        strong("value", words("column.value")),
    ];
    columns.extend(compared.then(|| column("change", words("column.change"))));
    columns.push(column("first", words("column.first")));
    table("roles", words("table.roles"), words("column.role"), columns, rows)
}

/// Who of them has the best figure.
fn first(scope: &Scope<'_>, sums: &Sums, metric: &Metric, people: &[&str]) -> Value {
    let figure = |name: &str| sums.name(name).and_then(|number| scope.figure(metric, sums, 0, &[number]).rate());
    let figures: Vec<Option<Rate>> = people.iter().map(|name| figure(name)).collect();
    let best = places(&figures, metric.better).iter().position(|rank| *rank == Some(1));
    best.and_then(|at| people.get(at)).map_or(Value::Null, |name| Value::Text((*name).to_owned()))
}

fn class(class: RoleClass) -> &'static str {
    match class {
        RoleClass::Decision => "class.decision",
        RoleClass::Technical => "class.technical",
        RoleClass::Operational => "class.operational",
    }
}
