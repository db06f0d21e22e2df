//! Table `cross`: each product's, or channel's, share within each of the regions that the lens names (S-120).

use super::breakdown::{dimension, label};
use crate::domain::model::Dimension;
use crate::report::ask::Ask;
use crate::report::cell::{column, row, share, strong, table, total, words};
use crate::report::scope::Scope;
use crate::report::sums::Sums;
use crate::report::{Row, Table};

/// The regions side by side, where the lens names several and breaks them down by product or channel.
fn regions<'a>(scope: &Scope<'a>) -> &'a [String] {
    let lens = &scope.question.lens;
    let named = lens.filters.iter().find(|(dimension, _)| *dimension == Dimension::Region);
    let named = named.filter(|(_, names)| names.len() > 1);
    let by = matches!(lens.by, Some(Dimension::Product | Dimension::Channel));
    named.filter(|_| by).map_or(&[], |(_, names)| names.as_slice())
}

/// One wish a region.
pub(super) fn asks(scope: &Scope<'_>) -> Vec<Ask> {
    let of = |region: &String| {
        let mut ask = scope.ask(vec![scope.days], &scope.metrics(&["revenue"]), scope.question.lens.by);
        ask.filters.retain(|(dimension, _)| *dimension != Dimension::Region);
        ask.filters.push((Dimension::Region, vec![region.clone()]));
        ask
    };
    regions(scope).iter().map(of).collect()
}

/// The shares, from one answer a region; the column at the end is that of all these regions together.
pub(super) fn table_of(scope: &Scope<'_>, each: &[Sums]) -> Option<Table> {
    let (by, metric) = (scope.question.lens.by?, scope.metric("revenue")?);
    let amount = |sums: &Sums, name: &str| sums.name(name).and_then(|name| sums.of(0, name, &metric.id));
    let all = |name: &str| each.iter().filter_map(|sums| amount(sums, name)).reduce(i128::saturating_add);
    let of_region = |sums: &Sums| sums.over(0, &sums.all(), sums.place(&metric.id)?);
    let whole = each.iter().filter_map(of_region).reduce(i128::saturating_add);
    let mut names: Vec<&str> = each.iter().flat_map(|sums| sums.names.iter().map(String::as_str)).collect();
    names.sort_unstable();
    names.dedup();
    names.sort_by_key(|name| std::cmp::Reverse(all(name)));
    let line = |name: &&str| {
        let cells = each.iter().map(|sums| share(amount(sums, name), of_region(sums)));
        row(*name, label(scope, by, name), cells.chain([share(all(name), whole)]).collect())
    };
    let mut rows: Vec<Row> = names.iter().map(line).collect();
    if !rows.is_empty() {
        let cells = each.iter().map(|sums| share(of_region(sums), of_region(sums)));
        rows.push(total(cells.chain([share(whole, whole)]).collect()));
    }
    let heads = regions(scope).iter().map(|region| column(region.clone(), label(scope, Dimension::Region, region)));
    let columns = heads.chain([strong("total", words("row.total"))]).collect();
    table("cross", words("table.cross"), dimension(by), columns, rows)
}
