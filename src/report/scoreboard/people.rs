//! Tables of people beside their board: who is one step away, who wins new customers, how the bands move, and the teams.

use super::standing::{Ranked, Standing};
use super::{Subject, Told};
use crate::domain::base::Rate;
use crate::domain::model::{Dimension, Unit};
use crate::domain::rules::figure::Formula;
use crate::domain::rules::new_customers::quality;
use crate::domain::rules::ranking::{MIN_POOL, Move, stability};
use crate::report::cell::{column, count, row, strong, table, term, value, words};
use crate::report::scope::Scope;
use crate::report::sums::Sums;
use crate::report::{Table, Value};

/// Rows of a short table.
const SHORT: usize = 5;

/// Who is closest to the one above.
pub(super) fn one_step(standing: &Standing<'_>, subject: Subject<'_>) -> Option<Table> {
    if subject.grows {
        return None;
    }
    let step = |(at, one): (usize, &Ranked)| Some((*one, standing.above(at)?));
    let mut steps: Vec<_> =
        standing.ranked.iter().enumerate().filter_map(step).map(|(one, (above, gap))| (one, *above, gap)).collect();
    steps.sort_by_key(|(.., gap)| *gap);
    let line = |(one, above, gap): &(Ranked, Ranked, Rate)| {
        let cells = vec![standing.gap(*gap), count(above.rank), Value::Text(standing.name(above.name).to_owned())];
        row(standing.name(one.name), standing.label(one.name), cells)
    };
    let columns = vec![
        strong("gap", words("column.gap")),
        column("rank", words("column.to_rank")),
        column("above", words("column.above")),
    ];
    let rows = steps.iter().take(SHORT).map(line).collect();
    table("one_step", words("table.one_step"), words("dimension.member"), columns, rows)
}

/// The teams of these people.
pub(super) fn teams(scope: &Scope<'_>, sums: &Sums, told: &Told<'_>) -> Option<Table> {
    let standing = Standing::of(scope, sums, told.subject.metric, Dimension::Team);
    let whole = scope.figure(told.subject.metric, &told.whole, 0, &[0]);
    (standing.ranked.len() > 1)
        .then(|| standing.short("teams", words("table.teams"), whole, told.reached(Dimension::Team)))
        .flatten()
}

/// Who wins most new customers, and what an order of theirs comes to beside the whole's (S-093).
pub(super) fn new_customers(standing: &Standing<'_>, told: &Told<'_>) -> Option<Table> {
    let scope = standing.scope;
    let (metric, order) = (scope.metric("new_customers")?, scope.metric("aov")?);
    let average = scope.figure(order, &told.whole, 0, &[0]).rate();
    let formulas = [metric, order].map(|metric| scope.formula(metric, standing.sums));
    let of = |formula: &Formula, name: usize| formula.figure(|place| standing.sums.at(0, name, place));
    let [won, paid] = &formulas;
    let mut names: Vec<(usize, i128)> = (0..standing.sums.names.len())
        .filter(|name| !standing.name(*name).is_empty())
        .filter_map(|name| Some((name, of(won, name).number().filter(|won| *won > 0)?)))
        .collect();
    names.sort_by_key(|(_, won)| std::cmp::Reverse(*won));
    let line = |(name, _): &(usize, i128)| {
        let own = of(paid, *name);
        let index = own.rate().zip(average).and_then(|(own, team)| quality(own, team));
        let cells =
            vec![value(metric, of(won, *name)), value(order, own), index.map_or(Value::Undefined, Value::Change)];
        row(standing.name(*name), standing.label(*name), cells)
    };
    let columns = vec![
        strong("value", words("column.won")),
        column("average", term(order)),
        column("index", words("column.on_average")),
    ];
    let rows = names.iter().take(SHORT).map(line).collect();
    table("new_customers", term(metric), words("dimension.member"), columns, rows)
}

/// How much the ranks of the top tenth, of the places from 30 % to 60 % and of the last fifth have moved (S-082).
pub(super) fn bands(standing: &Standing<'_>, subject: Subject<'_>) -> Option<Table> {
    const BANDS: [(&str, &str, usize, usize); 3] =
        [("top", "row.band_top", 0, 10), ("middle", "row.band_middle", 30, 60), ("bottom", "row.band_bottom", 80, 100)];
    let people = standing.ranked.len();
    if subject.grows || people < 2 * MIN_POOL {
        return None;
    }
    let at = |percent: usize| (people * percent + 50) / 100;
    let line = |(id, label, from, to): &(&'static str, &'static str, usize, usize)| {
        let band = standing.ranked.get(at(*from)..at(*to).max(at(*from) + 1)).unwrap_or_default();
        let moves: Vec<Move> = band.iter().filter_map(|one| one.moved).collect();
        let moved = stability(&moves, people)?;
        Some(row(*id, words(label), vec![Value::Rate(moved, Unit::Percent), count(band.len())]))
    };
    let columns = vec![strong("stability", words("column.stability")), column("people", words("column.people"))];
    let rows = BANDS.iter().filter_map(line).collect();
    table("bands", words("table.bands"), words("column.band"), columns, rows)
}
