//! JSON, the stable interface. `"schema": 1` promises:
//!
//! - `report` (`review`, `series`, …), `lens` (`grain`, `anchor`, `versus`, `filters`, `by`, `basis`, `metric`, `as_of`),
//!   `period`, `counted`, `compared` (`{"first", "last"}` or null), `revision`, `currency`, `timezone`.
//! - `state`: `R`, `A` or `G`, null where nothing says so.
//! - `headline`: sentences, each `{"id", "text"}` in the language asked for.
//! - `trust`: `closed` (`{"closed", "due", "on"}` or null: days of people, of a month and longer those of the day `on`),
//!   `coverage` (`{"reported", "due"}` or null), `missing` (`[{"who", "measure"}]`), `sources`
//!   (`[{"name", "until", "at"}]`), `data_until`, `corrected`.
//! - `tables`: each `{"id", "title", "columns": [{"id", "title"}], "rows": [{"id", "label", "total", "cells": {…}}]}`.
//!   A cell is `{"value", "unit"}`: counts are integers, money a decimal string, a rate a decimal string (`"0.0432"`),
//!   a change a decimal string relative to what came before, the ranks of some periods an array, a small chart an array
//!   of figures in `unit`. What is not reported, and a rate over nothing, is null, and `state` says which (`null`,
//!   `undefined`, `new`). `marks` is there when there are any.
//! - Ids, keys and units are never translated or renamed within a schema; new keys may come.

use serde_json::{Map, Value as Json, json};

use super::Voice;
use super::voice::marks;
use crate::domain::base::{DayRange, Rate};
use crate::domain::model::{AsOf, Unit};
use crate::report::{Cell, Column, Report, Row, State, Table, Value};
use crate::text::{clean, exact};

/// The report as JSON.
pub(super) fn json(report: &Report, voice: &Voice<'_>) -> String {
    let lens = &report.lens;
    let filters: Map<String, Json> =
        lens.filters.iter().map(|(dimension, names)| (dimension.id().to_owned(), texts(names))).collect();
    let whole = json!({
        "schema": 1,
        "report": report.kind,
        "lens": {
            "grain": lens.grain,
            "anchor": lens.anchor.map(|period| period.name(report.fiscal)),
            "versus": lens.versus,
            "filters": filters,
            "by": lens.by,
            "basis": lens.basis,
            "metric": lens.metric,
            "as_of": lens.as_of.map(|state| match state {
                AsOf::Revision(revision) => json!({ "revision": revision.0 }),
                AsOf::Day(day) => json!({ "day": day.to_string() }),
            }),
        },
        "period": report.period.map(|period| run(period.days())),
        "counted": report.counted.map(run),
        "compared": report.compared.map(run),
        "revision": report.revision.0,
        "currency": clean(&report.currency),
        "timezone": clean(&report.timezone),
        "state": report.state.map(State::letter),
        "headline": report.headline.iter()
            .map(|sentence| json!({ "id": sentence.id, "text": voice.sentence(sentence) })).collect::<Vec<_>>(),
        "trust": {
            "closed": report.trust.closed.map(|closed| {
                json!({ "closed": closed.closed, "due": closed.due, "on": closed.on.map(|day| day.to_string()) })
            }),
            "coverage": report.trust.coverage.map(|(given, due)| json!({ "reported": given, "due": due })),
            "missing": report.trust.missing.iter()
                .map(|(who, measure)| json!({ "who": clean(who), "measure": clean(measure) })).collect::<Vec<_>>(),
            "sources": report.trust.sources.iter()
                .map(|source| json!({ "name": clean(&source.name), "until": source.until.to_string(), "at": source.at }))
                .collect::<Vec<_>>(),
            "data_until": report.trust.data_until.map(|day| day.to_string()),
            "corrected": report.trust.corrected,
        },
        "tables": report.tables.iter().map(|table| table_json(table, voice)).collect::<Vec<_>>(),
    });
    serde_json::to_string_pretty(&whole).unwrap_or_default() + "\n"
}

fn run(days: DayRange) -> Json {
    json!({ "first": days.first().to_string(), "last": days.last().to_string() })
}

fn texts(names: &[String]) -> Json {
    names.iter().map(|name| Json::from(clean(name).into_owned())).collect::<Vec<_>>().into()
}

fn table_json(table: &Table, voice: &Voice<'_>) -> Json {
    let columns: Vec<Json> = table.columns.iter().map(|column| column_json(column, voice)).collect();
    let rows: Vec<Json> = table.rows.iter().map(|row| row_json(table, row, voice)).collect();
    json!({
        "id": table.id,
        "title": voice.value(&table.title),
        "note": table.note.as_ref().map(|note| voice.sentence(note)),
        "columns": columns,
        "rows": rows,
    })
}

/// A column; with the days of its points, where it holds charts over days.
fn column_json(column: &Column, voice: &Voice<'_>) -> Json {
    let mut object = json!({ "id": column.id, "title": voice.value(&column.title) });
    if let (Value::Dates(days), Some(object)) = (&column.title, object.as_object_mut()) {
        object.insert("days".to_owned(), json!(days.iter().map(ToString::to_string).collect::<Vec<_>>()));
    }
    object
}

fn row_json(table: &Table, row: &Row, voice: &Voice<'_>) -> Json {
    let cells: Map<String, Json> = table
        .columns
        .iter()
        .zip(&row.cells)
        .map(|(column, cell)| (column.id.to_string(), cell_json(cell, (table, row), voice)))
        .collect();
    json!({ "id": clean(&row.id), "label": voice.value(&row.label), "total": row.total, "cells": cells })
}

/// The points of a small chart as figures, and their unit; none where nothing says what they count.
fn points_json(points: &[Option<i64>], (table, row): (&Table, &Row)) -> (Json, Option<&'static str>) {
    let figures: Vec<Option<Value>> =
        points.iter().map(|point| point.and_then(|point| table.figure_at(row, point))).collect();
    let unit = figures.iter().flatten().next().and_then(|figure| match figure {
        Value::Number(_, unit) | Value::Rate(_, unit) => Some(unit_id(*unit)),
        _ => None,
    });
    let figure = |figure: &Option<Value>| match figure {
        Some(Value::Number(number, unit)) => number_json(*number, *unit),
        Some(Value::Rate(rate, unit)) => Json::from(ratio(*rate, unit.decimals())),
        _ => Json::Null,
    };
    (figures.iter().map(figure).collect::<Vec<_>>().into(), unit)
}

fn cell_json(cell: &Cell, of: (&Table, &Row), voice: &Voice<'_>) -> Json {
    let (value, unit) = match &cell.value {
        Value::Null | Value::Undefined | Value::New => (Json::Null, None),
        Value::Number(number, unit) | Value::Plus(number, unit) => (number_json(*number, *unit), Some(unit_id(*unit))),
        Value::Rate(rate, unit) => (Json::from(ratio(*rate, unit.decimals())), Some(unit_id(*unit))),
        Value::Change(rate) => (Json::from(ratio(*rate, 0)), Some("change")),
        Value::Points(rate) => (Json::from(ratio(*rate, 0)), Some("change_of_rate")),
        Value::Of(n, m) => (json!({ "n": n, "of": m }), None),
        Value::Time(millis) => (Json::from(*millis), Some("milliseconds")),
        Value::Days(days) => (run(*days), None),
        Value::Dates(days) => (json!(days.iter().map(ToString::to_string).collect::<Vec<_>>()), None),
        Value::Spark(points) => points_json(points, of),
        Value::Span(from, to, unit) => {
            let [from, to] = [from, to].map(|rate| ratio(*rate, unit.decimals()));
            (json!({ "from": from, "to": to }), Some(unit_id(*unit)))
        }
        Value::Bar(part, whole) => (json!({ "part": part, "of": whole }), None),
        Value::Climb(ranks) => (Json::from(*ranks), Some("ranks")),
        Value::Ranks(ranks) => (json!(ranks), None),
        Value::Strip { low, mean, high, at } => {
            let (points, unit) = points_json(&[Some(*low), Some(*mean), Some(*high), *at], of);
            let point = |at: usize| points.get(at).cloned().unwrap_or_default();
            (json!({ "low": point(0), "mean": point(1), "high": point(2), "at": point(3) }), unit)
        }
        value => (Json::from(plain(value, voice)), None),
    };
    let mut object = Map::from_iter([("value".to_owned(), value)]);
    if let Some(unit) = unit {
        object.insert("unit".to_owned(), unit.into());
    }
    let state = match &cell.value {
        Value::Null => Some("null"),
        Value::Undefined => Some("undefined"),
        Value::New => Some("new"),
        _ => None,
    };
    if let Some(state) = state {
        object.insert("state".to_owned(), state.into());
    }
    let signs = marks(cell.marks);
    if !signs.is_empty() {
        object.insert("marks".to_owned(), signs.into());
    }
    Json::Object(object)
}

fn number_json(number: i128, unit: Unit) -> Json {
    match (unit.decimals(), i64::try_from(number)) {
        (0, Ok(number)) => number.into(),
        (have, _) => exact(number, have, if unit == Unit::Money { 2 } else { 0 }).into(),
    }
}

fn unit_id(unit: Unit) -> &'static str {
    match unit {
        Unit::Count => "count",
        Unit::Money => "money",
        Unit::Minutes => "minutes",
        Unit::Hours => "hours",
        Unit::Seconds => "seconds",
        Unit::Percent => "rate",
        Unit::Points => "points",
        Unit::Ratio => "ratio",
    }
}

/// A ratio as a plain decimal of at most 8 places; `have` are the decimals of the numerator's scale.
fn ratio(rate: Rate, have: u32) -> String {
    let scale = 10_i64.pow(8_u32.saturating_sub(have).min(8));
    exact(rate.scaled(scale), 8, 0)
}

/// A value as programs read it: exact, without separators, in no language where it is a figure or a date.
pub(super) fn plain(value: &Value, voice: &Voice<'_>) -> String {
    match value {
        Value::Number(number, unit) | Value::Plus(number, unit) => {
            exact(*number, unit.decimals(), if *unit == Unit::Money { 2 } else { 0 })
        }
        Value::Rate(rate, unit) => ratio(*rate, unit.decimals()),
        Value::Change(rate) | Value::Points(rate) => ratio(*rate, 0),
        Value::Day(day) => day.to_string(),
        Value::Days(days) => format!("{}/{}", days.first(), days.last()),
        Value::Dates(days) => days.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
        Value::Period(period) => period.name(voice.fiscal),
        Value::Time(millis) => millis.to_string(),
        Value::Of(n, m) => format!("{n}/{m}"),
        Value::Span(from, to, unit) => [from, to].map(|rate| ratio(*rate, unit.decimals())).join(".."),
        Value::Bar(part, whole) => format!("{part}/{whole}"),
        Value::Climb(ranks) => ranks.to_string(),
        Value::Ranks(ranks) => {
            let ranks: Vec<String> = ranks.iter().map(|rank| rank.map_or(String::new(), |r| r.to_string())).collect();
            ranks.join(" ")
        }
        Value::New => "new".to_owned(),
        value => voice.value(value),
    }
}
