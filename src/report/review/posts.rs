//! Table `posts`: posts planned and filled, and orders per head beside them (S-060).

use super::Beside;
use crate::domain::base::Rate;
use crate::domain::model::{Dimension, Unit};
use crate::domain::rules::posts::{Post, fill_rate, posts};
use crate::report::ask::Ask;
use crate::report::cell::{column, row, strong, table, total, value, words};
use crate::report::scope::Scope;
use crate::report::sums::Sums;
use crate::report::{Table, Value};

pub(super) fn ask(scope: &Scope<'_>) -> Ask {
    let ask = scope.ask(vec![scope.days], &scope.metrics(&["orders"]), Some(Dimension::Member));
    // The posts are those of the whole organisation, whatever the lens shows.
    Ask { filters: Vec::new(), ..ask }
}

pub(super) fn tables(scope: &Scope<'_>, sums: &Sums, _: &Beside<'_>) -> Vec<Table> {
    let organisation = scope.setting.organisation;
    let posts = posts(organisation, scope.days.last());
    let line = |post: &Post<'_>| {
        let role = crate::report::card::role(scope.setting, post.role);
        let label = crate::report::Sentence::new("row.post").with("team", Value::Text(post.team.to_owned()));
        let cells = cells(scope, sums, std::slice::from_ref(post));
        row(format!("{}/{}", post.team, post.role), Value::Words(label.with("role", role)), cells)
    };
    let mut rows: Vec<_> = posts.iter().map(line).collect();
    if !rows.is_empty() {
        rows.push(total(cells(scope, sums, &posts)));
    }
    let columns = vec![
        strong("filled", words("column.filled")),
        column("least", words("column.least")),
        column("most", words("column.most")),
        column("rate", words("column.fill_rate")),
        column("orders", words("column.orders")),
        column("per_head", words("column.per_head")),
    ];
    table("posts", words("table.posts"), words("column.post"), columns, rows).into_iter().collect()
}

fn cells(scope: &Scope<'_>, sums: &Sums, posts: &[Post<'_>]) -> Vec<Value> {
    let mut heads: Vec<&str> = posts.iter().flat_map(|post| post.holders.iter().copied()).collect();
    heads.sort_unstable();
    heads.dedup();
    let count = |number: i128| Value::Number(number, Unit::Count);
    let sum = |of: fn(&Post<'_>) -> u32| posts.iter().map(|post| i128::from(of(post))).sum::<i128>();
    let filled: i128 = posts.iter().map(|post| i128::try_from(post.holders.len()).unwrap_or(0)).sum();
    let names: Vec<usize> = heads.iter().filter_map(|head| sums.name(head)).collect();
    let orders = scope.metric("orders").map(|metric| (metric, scope.figure(metric, sums, 0, &names)));
    let per_head = orders.and_then(|(_, orders)| Rate::new(orders.number()?, i128::try_from(heads.len()).ok()?));
    vec![
        count(filled),
        count(sum(|post| post.planned.0)),
        count(sum(|post| post.planned.1)),
        fill_rate(posts).map_or(Value::Undefined, |rate| Value::Rate(rate, Unit::Percent)),
        orders.map_or(Value::Null, |(metric, orders)| value(metric, orders)),
        per_head.map_or(Value::Null, |rate| Value::Rate(rate, Unit::Ratio)),
    ]
}
