//! Figures and changes as values, and the small pieces that tables are built of.

use std::borrow::Cow;

use super::{Cell, Column, Marks, POINT, Row, Sentence, Table, Value};
use crate::domain::base::Rate;
use crate::domain::model::{Metric, Unit};
use crate::domain::rules::change::{Change, change};
use crate::domain::rules::figure::Figure;
use crate::domain::rules::ranking::Move;

/// The figure of `metric`.
pub(super) fn value(metric: &Metric, figure: Figure) -> Value {
    match figure {
        Figure::Null => Value::Null,
        Figure::Undefined => Value::Undefined,
        Figure::Number(number) => Value::Number(number, metric.unit),
        Figure::Rate(rate) => Value::Rate(rate, metric.unit),
    }
}

/// What became of `metric` from `before` to `now`.
pub(super) fn changed(metric: &Metric, now: Figure, before: Figure) -> Value {
    match change(metric, now, before) {
        Change::Null => Value::Null,
        Change::Undefined => Value::Undefined,
        Change::New => Value::New,
        Change::Share(rate) => Value::Change(rate),
        Change::Points(rate) => Value::Points(rate),
        Change::Plus(number) => Value::Plus(number, metric.unit),
    }
}

/// `part` of `whole`, in %; `Null` where a part is not reported, `Undefined` over 0.
pub(super) fn share(part: Option<i128>, whole: Option<i128>) -> Value {
    match part.zip(whole) {
        None => Value::Null,
        Some((part, whole)) => Rate::new(part, whole).map_or(Value::Undefined, |rate| Value::Rate(rate, Unit::Percent)),
    }
}

/// A point of a small chart: the figure in a scale that suits a whole number.
pub(super) fn point(figure: Figure) -> Option<i64> {
    match figure {
        Figure::Number(number) => i64::try_from(number).ok(),
        Figure::Rate(rate) => i64::try_from(rate.scaled(POINT)).ok(),
        Figure::Null | Figure::Undefined => None,
    }
}

/// A figure as a part of the largest of its column; nothing where it is below 0.
pub(super) fn bar(figure: Rate, largest: Rate) -> Value {
    let parts = |scale: i64| {
        let part = |rate: Rate| u64::try_from(rate.scaled(scale).max(0)).ok();
        Some(Value::Bar(part(figure)?, part(largest)?))
    };
    // What is too large to be cut finely is large enough whole.
    parts(POINT).or_else(|| parts(1)).unwrap_or(Value::Bar(0, 1))
}

/// A number of things.
pub(super) fn count(number: usize) -> Value {
    Value::Number(i128::try_from(number).unwrap_or(i128::MAX), Unit::Count)
}

/// How a rank has moved.
pub(super) fn moved(step: Option<Move>) -> Value {
    match step {
        None => Value::Null,
        Some(Move::New) => Value::New,
        Some(Move::By(ranks)) => Value::Climb(ranks),
    }
}

/// Words of dayboard's own.
pub(super) fn words(id: &'static str) -> Value {
    Value::Words(Sentence::new(id))
}

/// Two sentences as one.
pub(super) fn both(one: Sentence, other: Sentence) -> Sentence {
    Sentence::new("note.both").with("one", Value::Words(one)).with("other", Value::Words(other))
}

/// The term of a metric.
pub(super) fn term(metric: &Metric) -> Value {
    Value::Term(metric.term.clone())
}

/// A column.
pub(super) fn column(id: impl Into<Cow<'static, str>>, title: Value) -> Column {
    Column { id: id.into(), title, strong: false }
}

/// The column that one came for.
pub(super) fn strong(id: impl Into<Cow<'static, str>>, title: Value) -> Column {
    Column { id: id.into(), title, strong: true }
}

/// A row.
pub(super) fn row(id: impl Into<String>, label: Value, cells: Vec<Value>) -> Row {
    Row { id: id.into(), label, cells: cells.into_iter().map(Cell::from).collect(), total: false }
}

/// The total of the rows above it.
pub(super) fn total(cells: Vec<Value>) -> Row {
    Row { total: true, ..row("total", words("row.total"), cells) }
}

/// A table; `None` where it has no row, so that nothing empty is shown.
pub(super) fn table(
    id: &'static str,
    title: Value,
    label: Value,
    columns: Vec<Column>,
    rows: Vec<Row>,
) -> Option<Table> {
    let table = Table { id: Cow::Borrowed(id), title, note: None, label, columns, rows };
    (!table.rows.is_empty()).then_some(table)
}

/// The value with the marks of an incomplete and of a corrected figure.
pub(super) fn marked(value: Value, incomplete: bool, corrected: bool) -> Cell {
    let there = value != Value::Null;
    let marks = Marks { incomplete: incomplete && there, corrected: corrected && there, ..Marks::default() };
    Cell { value, marks }
}
