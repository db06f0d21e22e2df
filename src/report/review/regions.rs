//! Table `regions`: each region's amount, share and growth (S-119).

use super::Beside;
use super::breakdown::Lines;
use crate::domain::model::Dimension;
use crate::report::Table;
use crate::report::ask::Ask;
use crate::report::cell::words;
use crate::report::scope::Scope;
use crate::report::sums::Sums;

pub(super) fn ask(scope: &Scope<'_>) -> Ask {
    scope.ask(scope.runs().list, &scope.metrics(&["revenue"]), Some(Dimension::Region))
}

pub(super) fn tables(scope: &Scope<'_>, sums: &Sums, beside: &Beside<'_>) -> Vec<Table> {
    let named = sums.names.iter().any(|name| !name.is_empty());
    let Some(metric) = scope.metric("revenue").filter(|_| named) else { return Vec::new() };
    let lines = Lines::of(scope, sums, &beside.whole, metric);
    lines.names("regions", words("table.regions"), Dimension::Region).into_iter().collect()
}
