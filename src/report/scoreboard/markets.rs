//! New markets: which regions and products are one, and who has opened them (S-178).

use super::Told;
use super::earned::Earned;
use super::standing::Standing;
use crate::domain::base::{DayRange, Grain, Period, Rate};
use crate::domain::model::Dimension;
use crate::domain::rules::pioneer::{is_new_market, mean, outgrows};
use crate::report::ask::Ask;
use crate::report::cell::{both, column, row, strong, table, term, words};
use crate::report::review::label;
use crate::report::scope::Scope;
use crate::report::sums::Sums;
use crate::report::{Sentence, Table, Value};

/// The four quarters before the one that the period begins in; none where the figures do not go back that far, so that
/// nothing is called new of which nothing can be known.
fn quarters(scope: &Scope<'_>) -> Vec<DayRange> {
    let organisation = scope.setting.organisation;
    let own = Period::of(Grain::Quarter, scope.period.first(), organisation.settings.fiscal_start);
    let runs: Vec<DayRange> = (1..=4).rev().map(|back| own.shift(-back).days()).collect();
    let first = runs.first().map(|run| run.first());
    let known = organisation.data.zip(first).is_some_and(|(data, first)| data.first() <= first);
    if known { runs } else { Vec::new() }
}

/// What was earned in those quarters, by region and by product: for boards of people both, for others their own.
pub(super) fn asks(scope: &Scope<'_>, boards: &[Dimension]) -> Vec<(Dimension, Ask)> {
    let quarters = quarters(scope);
    let people = boards.first() == Some(&Dimension::Member);
    let wanted = |dimension: &Dimension| people || boards.contains(dimension);
    let ask = |dimension: Dimension| {
        let mut ask = scope.ask(quarters.clone(), &scope.metrics(&["revenue"]), Some(dimension));
        // Whether a market is new is a matter of the whole company.
        ask.filters.clear();
        (dimension, ask)
    };
    let dimensions = [Dimension::Region, Dimension::Product].into_iter();
    dimensions.filter(|dimension| !quarters.is_empty() && wanted(dimension)).map(ask).collect()
}

/// Whether nothing was earned in the market `name` in any of the quarters.
fn is_new(quarters: &Sums, name: &str) -> bool {
    let Some(number) = quarters.name(name) else { return true };
    let amounts: Vec<Option<i128>> = (0..4).map(|run| quarters.of(run, number, "revenue")).collect();
    is_new_market(&amounts)
}

/// What a market is beyond its figures: new, or growing by more than twice the mean.
pub(super) fn word(standing: &Standing<'_>, told: &Told<'_>, name: usize) -> Option<Value> {
    let (_, quarters) = told.markets.iter().find(|(by, _)| *by == standing.by)?;
    if is_new(quarters, standing.name(name)) {
        return Some(words("market.new"));
    }
    let grown = |name: usize| {
        let (now, before) = (standing.figure(0, name), standing.figure(standing.before()?, name));
        Rate::growth(now.number()?, before.number()?)
    };
    let all: Vec<Rate> = standing.ranked.iter().filter_map(|one| grown(one.name)).collect();
    let far = grown(name).zip(mean(&all)).is_some_and(|(own, mean)| outgrows(own, mean));
    far.then(|| words("market.far"))
}

/// What the words of the column `market` mean; nothing where none stands there.
pub(super) fn note(board: &Table) -> Option<Sentence> {
    let at = board.columns.iter().position(|column| column.id == "market")?;
    let said = |id: &str| {
        let mut cells = board.rows.iter().filter_map(|row| row.cells.get(at));
        cells.any(|cell| matches!(&cell.value, Value::Words(words) if words.id == id))
    };
    let new = said("market.new").then_some("note.market.new");
    let far = said("market.far").then_some("note.market.far");
    new.into_iter().chain(far).map(Sentence::new).reduce(both)
}

/// Who has earned something in a new market, most first.
pub(super) fn pioneers(scope: &Scope<'_>, earned: &Earned<'_>, markets: &[(Dimension, Sums)]) -> Option<Table> {
    let metric = scope.metric("revenue")?;
    let mut found: Vec<(&str, Dimension, &str, i128)> = Vec::new();
    for (dimension, quarters) in markets {
        let won = earned.by(*dimension)?.of(|market| is_new(quarters, market));
        let won = won.into_iter().filter(|(.., amount)| *amount > 0);
        found.extend(won.map(|(person, market, amount)| (person, *dimension, market, amount)));
    }
    found.sort_by_key(|(.., amount)| std::cmp::Reverse(*amount));
    let line = |(person, dimension, market, amount): &(&str, Dimension, &str, i128)| {
        let cells = vec![label(scope, *dimension, market), Value::Number(*amount, metric.unit)];
        row(format!("{person}/{market}"), Value::Text((*person).to_owned()), cells)
    };
    let columns = vec![column("market", words("column.market")), strong("value", term(metric))];
    let rows = found.iter().map(line).collect();
    let said = table("pioneers", words("table.pioneers"), words("dimension.member"), columns, rows)?;
    Some(Table { note: Some(Sentence::new("note.market.new")), ..said })
}
