//! Tables `board` and `growth` of who grows: on what base, how much, for how long already (S-085, S-092).

use std::cmp::Reverse;

use super::standing::Standing;
use super::{Subject, Told};
use crate::domain::base::Rate;
use crate::domain::model::Versus;
use crate::domain::rules::growth::{Growth, floor, growth, streak};
use crate::domain::rules::ranking::ranks;
use crate::report::cell::{column, count, row, strong, table, term, value, words};
use crate::report::review::dimension;
use crate::report::{Cell, Row, Sentence, Table, Value};

/// Rows of the short table.
const SHORT: usize = 5;

/// One who grows or does not.
struct Grower {
    name: usize,
    growth: Growth,
    streak: usize,
}

/// Everybody with a figure now, the fastest first; who is new, and whose base is too small, comes after.
fn growers(standing: &Standing<'_>) -> Vec<Grower> {
    let Some(before) = standing.before() else { return Vec::new() };
    let amount = |run: usize, name: usize| standing.figure(run, name).number();
    let base = standing.ranked.iter().filter_map(|one| amount(before, one.name));
    let floor = floor(base);
    // A period that is still running rises where its days do on the like days before.
    let scope = standing.scope;
    let runs_on = scope.days.last() < scope.period.last();
    let on_last = scope.question.lens.versus != Versus::Year;
    let mut closed = standing.past();
    if runs_on {
        closed.pop();
    }
    let mut growers: Vec<Grower> = standing
        .ranked
        .iter()
        .filter_map(|one| {
            let growth = growth(amount(0, one.name), amount(before, one.name), floor)?;
            let periods: Vec<Option<i128>> = closed.iter().map(|run| amount(*run, one.name)).collect();
            let rises = matches!(growth, Growth::By(rate) if rate.num() > 0);
            let streak = match streak(&periods) {
                behind if !runs_on || !on_last => behind,
                behind if rises => behind + 1,
                _ => 0,
            };
            Some(Grower { name: one.name, growth, streak })
        })
        .collect();
    growers.sort_by_key(|grower| match grower.growth {
        Growth::By(rate) => (0, Some(Reverse(rate))),
        Growth::New => (1, None),
        Growth::Excluded => (2, None),
    });
    growers
}

/// How much, for how many periods, from what to what.
fn cells(standing: &Standing<'_>, grower: &Grower) -> Vec<Value> {
    let growth = match grower.growth {
        Growth::By(rate) => Value::Change(rate),
        Growth::New => Value::New,
        Growth::Excluded => Value::Undefined,
    };
    let figure = |run| value(standing.metric, standing.figure(run, grower.name));
    vec![growth, count(grower.streak), figure(0), standing.before().map_or(Value::Null, figure)]
}

/// The growth board.
pub(super) fn board(standing: &Standing<'_>, told: &Told<'_>) -> Option<Table> {
    let growers = growers(standing);
    let rates: Vec<Rate> = growers.iter().filter_map(rate).collect();
    let mut places = ranks(&rates).into_iter();
    let line = |grower: &Grower| {
        let id = standing.name(grower.name);
        let rank = rate(grower).and_then(|_| places.next()).map_or(Value::Null, count);
        let mut all: Vec<Cell> = vec![rank.into()];
        all.extend(standing.has_teams().then(|| standing.team(id).into()));
        all.extend(cells(standing, grower).into_iter().map(Cell::from));
        all.push(standing.spark(grower.name).into());
        Row { id: id.to_owned(), label: standing.label(grower.name), cells: all, total: false }
    };
    let mut rows: Vec<Row> = growers.iter().map(line).collect();
    if rows.len() > 1 {
        rows.push(whole(standing, told));
    }
    let mut columns = vec![column("rank", words("column.place"))];
    columns.extend(standing.has_teams().then(|| column("team", words("dimension.team"))));
    columns.extend(own_columns(standing));
    columns.push(column("spark", words("column.lately")));
    let said = table("board", words("table.growth"), dimension(standing.by), columns, rows)?;
    let excluded: Vec<&str> = growers
        .iter()
        .filter(|grower| grower.growth == Growth::Excluded)
        .map(|grower| standing.name(grower.name))
        .collect();
    let note = Sentence::new("note.below_floor").with("people", Value::Text(excluded.join(", ")));
    Some(Table { note: (!excluded.is_empty()).then_some(note), ..said })
}

/// The growth of the whole.
fn whole(standing: &Standing<'_>, told: &Told<'_>) -> Row {
    let figure = |run| standing.scope.figure(standing.metric, &told.whole, run, &[0]);
    let before = standing.before().map(figure);
    let grown = before.and_then(|before| Rate::growth(figure(0).number()?, before.number()?));
    let mut cells = vec![Value::Null];
    cells.extend(standing.has_teams().then_some(Value::Null));
    cells.push(grown.map_or(Value::Null, Value::Change));
    cells.push(Value::Null);
    cells.push(value(standing.metric, figure(0)));
    cells.push(before.map_or(Value::Null, |before| value(standing.metric, before)));
    cells.push(Value::Null);
    Row { total: true, ..row("total", words("row.total"), cells) }
}

/// Those who grow fastest, beside another board of a sum.
pub(super) fn table_of(standing: &Standing<'_>, subject: Subject<'_>) -> Option<Table> {
    if subject.grows || standing.metric.is_ratio() || standing.ranked.len() < 2 {
        return None;
    }
    let growers = growers(standing);
    let up = |grower: &&Grower| rate(grower).is_some_and(|rate| rate.num() > 0);
    let line = |grower: &Grower| {
        let cells = cells(standing, grower).into_iter().take(2).collect();
        row(standing.name(grower.name), standing.label(grower.name), cells)
    };
    let rows = growers.iter().filter(up).take(SHORT).map(line).collect();
    let columns = own_columns(standing).into_iter().take(2).collect();
    table("growth", words("table.growth"), dimension(standing.by), columns, rows)
}

fn own_columns(standing: &Standing<'_>) -> Vec<crate::report::Column> {
    vec![
        strong("value", words("column.growth")),
        column("streak", words("column.streak")),
        column("now", term(standing.metric)),
        column("before", words("column.before")),
    ]
}

fn rate(grower: &Grower) -> Option<Rate> {
    if let Growth::By(rate) = grower.growth { Some(rate) } else { None }
}

/// The one who leads the growth board, and by how much.
pub(super) fn fastest(standing: &Standing<'_>) -> Option<(usize, Rate, usize)> {
    growers(standing).into_iter().find_map(|grower| Some((grower.name, rate(&grower)?, grower.streak)))
}
