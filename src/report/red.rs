//! Red figures: outside their natural limits on the bad side, and on top until somebody owns them with a date (C.5).

use std::cmp::Ordering;

use super::cell::{column, count, row, strong, table, words};
use super::told::owner;
use super::{Cell, Column, Marks, Report, Row, Sentence, Setting, Table, Value};
use crate::domain::base::{Day, DayRange};
use crate::domain::model::{Action, ActionState, Better, Metric};
use crate::domain::rules::commitment::{red_since, stays_on_top};

/// A red figure of a day.
pub(super) struct Red<'a> {
    pub(super) metric: &'a Metric,
    /// Since which day it is red.
    since: Day,
    /// The figure, and the lowest and highest that are normal.
    value: Value,
    change: Value,
    strip: Value,
    /// The open action on it that is due last.
    action: Option<&'a Action>,
}

impl Red<'_> {
    /// Whether nobody owns it with a date that has not passed.
    pub(super) fn waits(&self, today: Day) -> bool {
        stays_on_top(self.action.map(|action| action.due), today)
    }
}

/// The red figures of a review of a day, those that wait for an owner first, then the oldest.
pub(super) fn reds<'a>(setting: Setting<'a>, day: &Report, actions: &[&'a Action], today: Day) -> Vec<Red<'a>> {
    let Some(measures) = day.tables.iter().find(|table| table.id == "measures") else { return Vec::new() };
    let of = |row: &Row| {
        let metric = setting.catalogue.metric(&row.id)?;
        let strip = cell(measures, row, "range")?;
        let Value::Strip { low, high, at: Some(at), .. } = strip else { return None };
        let bad = |point: i64| match metric.better {
            Better::Higher => point < *low,
            Better::Lower => point > *high,
            Better::None => false,
        };
        if !bad(*at) {
            return None;
        }
        let open = actions.iter().filter(|action| action.state == ActionState::Open);
        let action = open.filter(|action| action.metric.as_deref() == Some(&metric.id)).max_by_key(|action| action.due);
        Some(Red {
            metric,
            since: since(day, &row.id, bad)?,
            value: cell(measures, row, "value").cloned().unwrap_or(Value::Null),
            change: cell(measures, row, "change").cloned().unwrap_or(Value::Undefined),
            strip: strip.clone(),
            action: action.copied(),
        })
    };
    let mut found: Vec<Red<'a>> = measures.rows.iter().filter_map(of).collect();
    found.sort_by(|one, other| {
        let waits = other.waits(today).cmp(&one.waits(today));
        if waits == Ordering::Equal { one.since.cmp(&other.since) } else { waits }
    });
    found
}

/// The value of a row in a column.
pub(super) fn cell<'t>(table: &Table, row: &'t Row, column: &str) -> Option<&'t Value> {
    let at = table.columns.iter().position(|known| known.id == column)?;
    row.cells.get(at).map(|cell| &cell.value)
}

/// Since which day a figure has been red, by the days that its limits are made of.
fn since(day: &Report, metric: &str, bad: impl Fn(i64) -> bool) -> Option<Day> {
    let own = day.worked.or(day.counted.map(DayRange::last));
    let limits = day.tables.iter().find(|table| table.id == "limits");
    let series = limits.and_then(|limits| {
        let row = limits.rows.iter().find(|row| row.id == metric)?;
        let Some(Value::Spark(points)) = cell(limits, row, "series") else { return None };
        let column = limits.columns.iter().find(|column| column.id == "series")?;
        let Value::Dates(days) = &column.title else { return None };
        let flags = points.iter().map(|point| point.map(&bad));
        red_since(&days.iter().copied().zip(flags).collect::<Vec<_>>())
    });
    series.or(own)
}

/// The columns of red figures: who acts stands before what explains.
pub(super) fn columns() -> Vec<Column> {
    vec![
        strong("value", words("column.figure")),
        column("change", words("column.change")),
        column("owned", words("column.owned")),
        column("age", words("column.red-age")),
        column("range", words("column.range")),
        column("role", words("column.owner")),
    ]
}

/// Table `red`: each with its age, who owns it and until when.
pub(super) fn table_of(setting: Setting<'_>, reds: &[Red<'_>], today: Day) -> Option<Table> {
    let calendar = &setting.organisation.calendar;
    let line = |red: &Red<'_>| {
        let waits = red.waits(today);
        let mut row = row(red.metric.id.clone(), Value::Term(red.metric.term.clone()), Vec::new());
        let owned = red.action.map(|action| {
            let id = if waits { "red.overdue" } else { "red.owned" };
            Sentence::new(id)
                .with("owner", owner(&action.owner))
                .with("due", Value::Day(action.due))
                .with("text", Value::Text(action.title().to_owned()))
        });
        row.cells = vec![
            Cell { value: red.value.clone(), marks: Marks { alarm: waits, ..Marks::default() } },
            red.change.clone().into(),
            Value::Words(owned.unwrap_or_else(|| Sentence::new("red.nobody"))).into(),
            // The day itself is the first.
            count(calendar.working_days_since(red.since, today).max(1)).into(),
            red.strip.clone().into(),
            super::card::role(setting, &red.metric.owner).into(),
        ];
        row
    };
    let columns = columns();
    let rows = reds.iter().map(line).collect();
    table("red", words("table.red"), words("column.measure"), columns, rows)
}
