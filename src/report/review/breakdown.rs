//! Tables `breakdown`, `matrix`, `orders`, `branches` and `paid`: the period by channel, region, product, person, team or reason.

use std::cmp::Reverse;

use super::Beside;
use super::measures::{columns, compared, shown};
use crate::domain::base::Grain;
use crate::domain::model::{Dimension, Metric};
use crate::domain::rules::figure::Figure;
use crate::domain::rules::order_size::{Band, band};
use crate::report::ask::{Ask, Sums};
use crate::report::cell::{column, row, share, table, term, total, value, words};
use crate::report::scope::{Runs, Scope};
use crate::report::{Column, Row, Table, Value};

pub(super) fn ask(scope: &Scope<'_>) -> Ask {
    scope.ask(scope.runs().list, &shown(scope), scope.question.lens.by)
}

pub(super) fn tables(scope: &Scope<'_>, sums: &Sums, beside: &Beside<'_>) -> Vec<Table> {
    let (Some(by), Some(metric)) = (scope.question.lens.by, scope.foreground()) else { return Vec::new() };
    let lines = Lines { scope, sums, whole: &beside.whole, runs: &scope.runs(), metric };
    let mut tables: Vec<Table> = lines.names("breakdown", term(metric), by).into_iter().collect();
    if !tables.is_empty() {
        let order = largest_first(scope, sums, metric);
        tables.extend(matrix(scope, sums, beside, by, &order));
        if by == Dimension::Member && scope.period.grain() >= Grain::Month {
            tables.extend(orders(scope, sums, &order));
        }
    }
    if by == Dimension::Channel {
        tables.extend(lines.table("branches", &branches(scope, sums)));
        tables.extend(lines.table("paid", &paid_and_free(scope, sums)));
    }
    tables
}

/// The numbers of the names that `metric` says anything about, the largest figure first, names in their order on a tie.
fn largest_first(scope: &Scope<'_>, sums: &Sums, metric: &Metric) -> Vec<usize> {
    let figure = |run: usize, name: usize| scope.figure(metric, sums, run, &[name]);
    let says = |name: &usize| (0..scope.runs().list.len()).any(|run| figure(run, *name) != Figure::Null);
    let mut names: Vec<usize> = sums.all().into_iter().filter(says).collect();
    names.sort_by_cached_key(|name| {
        (sums.names.get(*name).is_some_and(String::is_empty), Reverse(figure(0, *name).rate()))
    });
    names
}

/// The columns of the comparison, with the share of the whole after the value.
fn own_columns(scope: &Scope<'_>) -> Vec<Column> {
    let mut columns = columns(scope);
    columns.insert(1, column("share", words("column.share")));
    columns
}

/// What all lines of a breakdown are made of.
pub(super) struct Lines<'a> {
    pub(super) scope: &'a Scope<'a>,
    pub(super) sums: &'a Sums,
    pub(super) whole: &'a Sums,
    pub(super) runs: &'a Runs,
    pub(super) metric: &'a Metric,
}

impl Lines<'_> {
    /// The table of all names, the largest first, and of the whole.
    pub(super) fn names(&self, id: &'static str, title: Value, by: Dimension) -> Option<Table> {
        let order = largest_first(self.scope, self.sums, self.metric);
        let mut rows: Vec<Row> = order.iter().map(|name| self.of_name(by, *name)).chain(self.rest(by)).collect();
        if !rows.is_empty() {
            rows.push(self.total());
        }
        table(id, title, dimension(by), own_columns(self.scope), rows)
    }

    fn line(&self, id: &str, label: Value, figure: impl Fn(usize) -> Figure) -> Row {
        row(id, label, self.cells(figure))
    }

    fn cells(&self, figure: impl Fn(usize) -> Figure) -> Vec<Value> {
        let all = self.scope.figure(self.metric, self.whole, 0, &[0]);
        let part = share(figure(0).number(), all.number());
        let mut cells = compared(self.runs, self.metric, figure);
        cells.insert(1, part);
        cells
    }

    fn of_name(&self, by: Dimension, name: usize) -> Row {
        let id = self.sums.names.get(name).map_or("", String::as_str);
        self.line(id, label(self.scope, by, id), |run| self.scope.figure(self.metric, self.sums, run, &[name]))
    }

    fn total(&self) -> Row {
        total(self.cells(|run| self.scope.figure(self.metric, self.whole, run, &[0])))
    }

    /// What the whole has beyond the names: rows with neither team nor person in a breakdown by team.
    fn rest(&self, by: Dimension) -> Option<Row> {
        let all = self.sums.all();
        let beyond = |run: usize, id: &str| {
            let (whole, named) = (self.whole.of(run, 0, id)?, self.sums.over(run, &all, id).unwrap_or(0));
            (whole != named).then(|| whole - named)
        };
        let figure = |run| self.scope.figure_of(self.metric, |id| beyond(run, id));
        (by == Dimension::Team && figure(0) != Figure::Null).then(|| self.line("", words("row.not_recorded"), figure))
    }

    /// A table of groups of names: id, label, members.
    fn table(&self, id: &'static str, groups: &[(&str, Value, Vec<usize>)]) -> Option<Table> {
        let line = |(id, label, names): &(&str, Value, Vec<usize>)| {
            self.line(id, label.clone(), |run| self.scope.figure(self.metric, self.sums, run, names))
        };
        let title = words(if id == "paid" { "table.paid" } else { "table.branches" });
        table(id, title, dimension(Dimension::Channel), own_columns(self.scope), groups.iter().map(line).collect())
    }
}

/// Every measure of every name.
fn matrix(scope: &Scope<'_>, sums: &Sums, beside: &Beside<'_>, by: Dimension, order: &[usize]) -> Option<Table> {
    let metrics = shown(scope);
    let cells = |sums: &Sums, names: &[usize]| {
        metrics.iter().map(|metric| value(metric, scope.figure(metric, sums, 0, names))).collect()
    };
    let line = |name: &usize| {
        let id = sums.names.get(*name).map_or("", String::as_str);
        row(id, label(scope, by, id), cells(sums, &[*name]))
    };
    let rows = order.iter().map(line).chain([total(cells(&beside.whole, &[0]))]).collect();
    let foreground = scope.foreground().map(|metric| metric.id.as_str());
    let head = |metric: &&Metric| {
        let own = Some(metric.id.as_str()) == foreground;
        Column { strong: own, ..column(metric.id.clone(), term(metric)) }
    };
    table("matrix", words("table.matrix"), dimension(by), metrics.iter().map(head).collect(), rows)
}

/// What an average order of each person says (S-108); nothing where nobody has a deal.
fn orders(scope: &Scope<'_>, sums: &Sums, order: &[usize]) -> Option<Table> {
    let (deals, aov) = scope.metric("deals").zip(scope.metric("aov"))?;
    let limits = scope.setting.organisation.settings.order_bands;
    let line = |name: &usize| {
        let average = scope.figure(aov, sums, 0, &[*name]);
        let word = match band(average.rate()?, limits) {
            Band::Low => "band.low",
            Band::Middle => "band.middle",
            Band::High => "band.high",
        };
        let id = sums.names.get(*name)?.as_str();
        let count = value(deals, scope.figure(deals, sums, 0, &[*name]));
        Some(row(id, label(scope, Dimension::Member, id), vec![count, value(aov, average), words(word)]))
    };
    let columns = vec![
        column("deals", term(deals)),
        Column { strong: true, ..column("aov", term(aov)) },
        column("band", words("column.band")),
    ];
    let rows = order.iter().filter_map(line).collect();
    table("orders", words("table.orders"), dimension(Dimension::Member), columns, rows)
}

/// The branches of the channel tree that have any figure, with the names below each (S-030).
fn branches<'a>(scope: &Scope<'a>, sums: &Sums) -> Vec<(&'a str, Value, Vec<usize>)> {
    let organisation = scope.setting.organisation;
    let is_branch = |id: &str| organisation.channels.iter().any(|channel| channel.parent.as_deref() == Some(id));
    let branches = organisation.channels.iter().filter(|channel| is_branch(&channel.id));
    let group = branches.map(|channel| {
        let below = organisation.channel_and_below(&channel.id);
        let names = below.iter().filter_map(|name| sums.name(name)).collect();
        (channel.id.as_str(), Value::Term(channel.term.clone()), names)
    });
    group.filter(|(_, _, names): &(_, _, Vec<usize>)| !names.is_empty()).collect()
}

/// Paid and free traffic; channels that the tree does not have are neither.
fn paid_and_free(scope: &Scope<'_>, sums: &Sums) -> Vec<(&'static str, Value, Vec<usize>)> {
    let of = |paid: bool| {
        let channels = scope.setting.organisation.channels.iter().filter(move |channel| channel.paid == paid);
        channels.filter_map(|channel| sums.name(&channel.id)).collect::<Vec<_>>()
    };
    let groups = [("paid", words("row.paid"), of(true)), ("free", words("row.free"), of(false))];
    groups.into_iter().filter(|(_, _, names)| !names.is_empty()).collect()
}

/// What a name of a dimension is called.
pub(in crate::report) fn label(scope: &Scope<'_>, by: Dimension, name: &str) -> Value {
    let channel = scope.setting.organisation.channels.iter().find(|channel| channel.id == name);
    match channel.filter(|_| by == Dimension::Channel) {
        Some(channel) => Value::Term(channel.term.clone()),
        None if name.is_empty() => words("row.not_recorded"),
        None => Value::Text(name.to_owned()),
    }
}

/// The word for a dimension.
pub(in crate::report) fn dimension(by: Dimension) -> Value {
    words(match by {
        Dimension::Channel => "dimension.channel",
        Dimension::Region => "dimension.region",
        Dimension::Product => "dimension.product",
        Dimension::Member => "dimension.member",
        Dimension::Team => "dimension.team",
        Dimension::Reason => "dimension.reason",
    })
}
