//! Tables `board` and `growth` of who grows: on what base, how much, for how long already (S-085, S-092).

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::standing::Standing;
use super::{Subject, Told};
use crate::domain::base::{DayRange, Grain, Rate};
use crate::domain::model::{Dimension, RowQuery, Rows, Versus};
use crate::domain::rules::existing::{Existing, existing};
use crate::domain::rules::growth::{Growth, floor, growth, off_season_rise, streak};
use crate::domain::rules::ranking::ranks;
use crate::report::cell::{column, count, row, strong, table, term, value, words};
use crate::report::review::dimension;
use crate::report::scope::Scope;
use crate::report::{Cell, Row, Sentence, Table, Value};

/// Rows of the short table.
const SHORT: usize = 5;
/// Rows that are looked through for the first orders of customers; with more of them, nothing is told of these.
const MOST_ROWS: usize = 500_000;

/// Columns of growth itself, before what is said of it besides.
const OWN: usize = 2;

/// Which columns there are beside growth itself.
#[derive(Clone, Copy)]
struct Shape {
    existing: bool,
    marks: bool,
}

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

/// The rows that say since when a customer is one: all that brought money, for a board of people by quarter.
pub(super) fn rows(scope: &Scope<'_>, subject: Subject<'_>, by: Option<Dimension>) -> Option<RowQuery> {
    let on_last = matches!(scope.question.lens.versus, Versus::Usual | Versus::Previous);
    let wanted = subject.grows && on_last && by == Some(Dimension::Member) && scope.period.grain() == Grain::Quarter;
    let first = scope.setting.organisation.data?.first();
    let days = DayRange::new(first, scope.days.last()).filter(|_| wanted)?;
    // Whose customer somebody became first is a matter of the whole company.
    let measures = vec![subject.metric.id.clone()];
    Some(RowQuery { days, measures, filters: Vec::new(), as_of: scope.as_of, limit: Some(MOST_ROWS) })
}

/// What existing customers paid each person; nothing where not all rows could be looked at.
pub(super) fn of_existing(scope: &Scope<'_>, rows: &Rows) -> Option<BTreeMap<String, Existing>> {
    let before = scope.before?;
    if rows.total > rows.facts.len() {
        return None;
    }
    let filters = scope.row_filters();
    let columns: Vec<_> = filters.iter().map(|filter| (rows.facts.dimension(filter.dimension), filter)).collect();
    let counts = |row: usize| {
        columns.iter().all(|(names, filter)| {
            let name = names.get(row).unwrap_or_default();
            filter.names.iter().any(|wanted| wanted == name)
        })
    };
    let found = existing(&rows.facts, scope.period.first(), [scope.days, before], counts);
    Some(found.into_iter().map(|(person, sum)| (person.to_owned(), sum)).collect())
}

/// What somebody is marked for: growth of existing customers, or a rise in the off-season; nothing where for none.
fn mark(standing: &Standing<'_>, told: &Told<'_>, grower: &Grower) -> Value {
    let scope = standing.scope;
    let of_existing = told.existing.as_ref().and_then(|all| all.get(standing.name(grower.name)));
    if of_existing.is_some_and(|sum| sum.is_marked()) {
        return words("mark.existing");
    }
    let off_season = &scope.setting.organisation.settings.off_season_months;
    let is_rise = |(own, team)| off_season_rise(scope.period.first().month(), off_season, own, team);
    let rises =
        scope.period.grain() == Grain::Month && rate(grower).zip(whole_growth(standing, told)).is_some_and(is_rise);
    if rises { words("mark.off_season") } else { Value::Null }
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
    let marks: Vec<Value> = growers.iter().map(|grower| mark(standing, told, grower)).collect();
    let shape = Shape { existing: told.existing.is_some(), marks: marks.iter().any(|mark| *mark != Value::Null) };
    let mut marks = marks.into_iter();
    let line = |grower: &Grower| {
        let id = standing.name(grower.name);
        let rank = rate(grower).and_then(|_| places.next()).map_or(Value::Null, count);
        let mut all: Vec<Cell> = vec![rank.into()];
        all.extend(standing.has_teams().then(|| standing.team(id).into()));
        let mut figures = cells(standing, grower).into_iter();
        all.extend(figures.by_ref().take(OWN).map(Cell::from));
        let sum = told.existing.as_ref().map(|all| all.get(id).copied());
        all.extend(sum.map(|sum| sum.map_or(Value::Null, grown_by).into()));
        let mark = marks.next().unwrap_or(Value::Null);
        all.extend(shape.marks.then_some(mark.into()));
        all.extend(figures.map(Cell::from));
        all.push(standing.spark(grower.name).into());
        Row { id: id.to_owned(), label: standing.label(grower.name), cells: all, total: false }
    };
    let mut rows: Vec<Row> = growers.iter().map(line).collect();
    if rows.len() > 1 {
        rows.push(whole(standing, told, shape));
    }
    let mut columns = vec![column("rank", words("column.place"))];
    columns.extend(standing.has_teams().then(|| column("team", words("dimension.team"))));
    let mut own = own_columns(standing).into_iter();
    columns.extend(own.by_ref().take(OWN));
    columns.extend(shape.existing.then(|| column("existing", words("column.existing"))));
    columns.extend(shape.marks.then(|| column("mark", words("column.mark"))));
    columns.extend(own);
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

/// What existing customers brought more.
fn grown_by(sum: Existing) -> Value {
    match sum.growth() {
        Some(growth) => Value::Change(growth),
        None if sum.now > 0 => Value::New,
        None => Value::Undefined,
    }
}

fn whole_growth(standing: &Standing<'_>, told: &Told<'_>) -> Option<Rate> {
    let figure = |run| standing.scope.figure(standing.metric, &told.whole, run, &[0]).number();
    Rate::growth(figure(0)?, figure(standing.before()?)?)
}

/// The growth of the whole.
fn whole(standing: &Standing<'_>, told: &Told<'_>, shape: Shape) -> Row {
    let figure = |run| standing.scope.figure(standing.metric, &told.whole, run, &[0]);
    let mut cells = vec![Value::Null];
    cells.extend(standing.has_teams().then_some(Value::Null));
    cells.push(whole_growth(standing, told).map_or(Value::Null, Value::Change));
    cells.push(Value::Null);
    let all = told.existing.iter().flat_map(BTreeMap::values);
    let sum =
        all.fold(Existing::default(), |sum, one| Existing { now: sum.now + one.now, before: sum.before + one.before });
    cells.extend(shape.existing.then(|| grown_by(sum)));
    cells.extend(shape.marks.then_some(Value::Null));
    cells.push(value(standing.metric, figure(0)));
    cells.push(standing.before().map_or(Value::Null, |run| value(standing.metric, figure(run))));
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
        let cells = cells(standing, grower).into_iter().take(OWN).collect();
        row(standing.name(grower.name), standing.label(grower.name), cells)
    };
    let rows = growers.iter().filter(up).take(SHORT).map(line).collect();
    let columns = own_columns(standing).into_iter().take(OWN).collect();
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
