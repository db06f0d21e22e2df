//! Table `breakdown`: the steps of each channel, region, product, team or person beside each other.

use std::cmp::{Ordering, Reverse};

use super::steps::{alarmed, figure, verdict};
use super::{Flow, Step, dimension, steps};
use crate::domain::model::{Basis, Unit};
use crate::domain::rules::figure::Figure;
use crate::report::cell::{changed, column, strong, table, term, value, words};
use crate::report::scope::Scope;
use crate::report::{Cell, Column, Row, Sentence, Table, Value, review};

/// Names that are shown; a longer list is asked for by a filter.
const MOST: usize = 60;

/// Where the figures of a row come from: a name, or all.
#[derive(Clone, Copy)]
enum Whose {
    Name(usize),
    All,
}

pub(super) fn table_of(scope: &Scope<'_>, flow: &Flow) -> Option<Table> {
    let dimension = dimension(scope);
    let names = order(scope, flow);
    let line = |name: &usize| {
        let id = flow.by.names.get(*name).map_or("", String::as_str);
        let cells = cells(scope, flow, Whose::Name(*name));
        Row { id: id.to_owned(), label: review::label(scope, dimension, id), cells, total: false }
    };
    let mut rows: Vec<Row> = names.iter().take(MOST).map(line).collect();
    if !rows.is_empty() {
        let cells = cells(scope, flow, Whose::All);
        rows.push(Row { id: "total".to_owned(), label: words("row.total"), cells, total: true });
    }
    let count = |number: usize| Value::Number(i128::try_from(number).unwrap_or(i128::MAX), Unit::Count);
    let note = || Sentence::new("note.first_rows").with("n", count(MOST)).with("m", count(names.len()));
    let said = table("breakdown", words("table.steps"), review::dimension(dimension), columns(scope, flow), rows)?;
    Some(Table { note: (names.len() > MOST).then(note), ..said })
}

/// The steps from the first that any name has a figure of: visits, for one, come from no region and no person.
fn shown(scope: &Scope<'_>, flow: &Flow) -> Vec<Step> {
    let named = |name: &usize| flow.by.names.get(*name).is_some_and(|name| !name.is_empty());
    let told =
        |id: &str| (0..flow.by.names.len()).filter(named).any(|n| figure(scope, &flow.by, id, 0, n) != Figure::Null);
    let mut steps: Vec<Step> = steps(scope.question.lens.basis).skip_while(|step| !told(step.count)).collect();
    if let Some(first) = steps.first_mut() {
        first.rate = None;
    }
    steps
}

/// The names that have any figure, the largest amount first, then the largest first step; what is not recorded last.
fn order(scope: &Scope<'_>, flow: &Flow) -> Vec<usize> {
    let counts: Vec<&str> = shown(scope, flow).into_iter().map(|step| step.count).chain(["revenue"]).collect();
    let size = |id: &str, name: usize| figure(scope, &flow.by, id, 0, name).number();
    let says = |name: &usize| {
        let runs = || [Some(0), flow.before].into_iter().flatten();
        counts
            .iter()
            .any(|id| runs().any(|run| figure(scope, &flow.by, id, run, *name).number().is_some_and(|n| n != 0)))
    };
    let mut names: Vec<usize> = (0..flow.by.names.len()).filter(says).collect();
    let unnamed = |name: usize| flow.by.names.get(name).is_some_and(String::is_empty);
    let first = counts.first().copied().unwrap_or_default();
    names.sort_by_cached_key(|name| (unnamed(*name), Reverse(size("revenue", *name)), Reverse(size(first, *name))));
    names
}

/// The first step's count, each rate with its change, the amount with its change, and how many of a cohort are open.
fn columns(scope: &Scope<'_>, flow: &Flow) -> Vec<Column> {
    let basis = scope.question.lens.basis;
    let mut columns = Vec::new();
    let title = |id: &str| scope.metric(id).map_or(Value::Null, term);
    for Step { count, rate } in shown(scope, flow) {
        match rate {
            None => columns.push(column(count, title(count))),
            Some(rate) => {
                columns.push(column(rate, title(rate)));
                columns.extend(flow.before.map(|_| column(points_of(rate), words("column.points"))));
            }
        }
    }
    columns.push(strong("revenue", title("revenue")));
    columns.extend(flow.before.map(|_| column("change", words("column.change"))));
    columns.extend((basis == Basis::Cohort).then(|| column("open", words("column.open"))));
    columns
}

/// The id of the column that says how a rate has changed.
fn points_of(rate: &str) -> &'static str {
    match rate {
        "inquiry_rate" => "inquiry_points",
        "valid_rate" => "valid_points",
        _ => "close_points",
    }
}

fn cells(scope: &Scope<'_>, flow: &Flow, whose: Whose) -> Vec<Cell> {
    let basis = scope.question.lens.basis;
    let (sums, name) = match whose {
        Whose::Name(name) => (&flow.by, name),
        Whose::All => (&flow.whole, 0),
    };
    let of = |id: &str, run| figure(scope, sums, id, run, name);
    let say = |id: &str, figure| scope.metric(id).map_or(Value::Null, |metric| value(metric, figure));
    let change = |id: &str, now, before| scope.metric(id).map_or(Value::Null, |metric| changed(metric, now, before));
    let mut cells: Vec<Cell> = Vec::new();
    for Step { count, rate } in shown(scope, flow) {
        let Some(rate) = rate else {
            cells.push(say(count, of(count, 0)).into());
            continue;
        };
        let now = of(rate, 0);
        let before = flow.before.map(|run| of(rate, run));
        let worse = before.and_then(|before| verdict(flow, now, before)).is_some_and(|(way, _)| way == Ordering::Less);
        cells.push(alarmed(say(rate, now), worse));
        cells.extend(before.map(|before| alarmed(change(rate, now, before), worse)));
    }
    let revenue = of("revenue", 0);
    cells.push(say("revenue", revenue).into());
    cells.extend(flow.before.map(|run| change("revenue", revenue, of("revenue", run)).into()));
    if basis == Basis::Cohort {
        let open = sums.of(0, name, "open");
        cells.push(open.map_or(Value::Null, |open| Value::Number(open, Unit::Count)).into());
    }
    cells
}

/// The name that has changed most credibly in `rate`, the way the whole has; its rate before and now.
pub(super) fn most(scope: &Scope<'_>, flow: &Flow, rate: &str, way: Ordering) -> Option<(Value, Figure, Figure)> {
    let before = flow.before?;
    let found = order(scope, flow).into_iter().filter_map(|name| {
        let [now, then] = [0, before].map(|run| figure(scope, &flow.by, rate, run, name));
        let (own, strength) = verdict(flow, now, then)?;
        (own == way).then_some((strength, name, then, now))
    });
    let (_, name, then, now) = found.max_by(|a, b| a.0.cmp(&b.0))?;
    let id = flow.by.names.get(name)?;
    Some((review::label(scope, dimension(scope), id), then, now))
}
