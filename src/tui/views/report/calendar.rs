//! The month as a calendar: each day with its figure below it.
//!
//! ```text
//!  Days                        amount k ¥
//!    Mo   Tu   We   Th   Fr   Sa   Su          rest days muted, + a make-up day,
//!               1    2    3    4    5          today reversed, days ahead empty
//!              81   75   88
//! ```

use super::{focus, note_row};
use crate::domain::base::{Day, Rate};
use crate::domain::model::Unit;
use crate::render::Voice;
use crate::report::{Report, Row, Table, Value};
use crate::text::{Lang, alike, phrase, weekday, width};
use crate::tui::app::App;
use crate::tui::theme::Role;
use crate::tui::widgets::Pen;

/// Cells of a day: at least, at most.
const CELL: (usize, usize) = (4, 11);

/// Draws the calendar of the measure under the cursor; how many rows it took, 0 where there is none, or no room for its
/// figures side by side.
pub(super) fn draw(pen: &mut Pen<'_>, app: &App, report: &Report, voice: &Voice<'_>) -> usize {
    let days = report.tables.iter().find(|table| table.id == "days");
    let Some((table, main)) = days.zip(focus(app, report)) else { return 0 };
    let Some(column) = table.columns.iter().position(|column| column.id == main.id) else { return 0 };
    let cell = (pen.columns() / 7).clamp(CELL.0, CELL.1);
    let weeks = table.rows.first().map_or(0, |row| offset(row) + table.rows.len()).div_ceil(7);
    let rows = pen.rows().saturating_sub(2);
    if weeks == 0 || cell * 7 > pen.columns() || rows < weeks * 2 {
        return 0;
    }
    let tall = if rows > weeks * 3 { 3 } else { 2 };
    let (mut words, scale) = figures(table, column, voice);
    let fit = |words: &[String]| words.iter().all(|said| width(said) < cell);
    if !fit(&words) {
        for said in &mut words {
            said.retain(|sign| sign != ',');
        }
    }
    if !fit(&words) {
        return 0;
    }
    let unit = match main.cells.first().map(|cell| &cell.value) {
        Some(Value::Number(_, Unit::Money) | Value::Rate(_, Unit::Money)) => voice.money_unit(),
        Some(Value::Rate(_, Unit::Percent)) => "%".to_owned(),
        _ => String::new(),
    };
    let note = [voice.value(&main.label), voice.joined(&scale, &unit)].join(" ");
    note_row(pen, phrase("calendar.title", voice.lang), note.trim());
    let monday = table.rows.first().and_then(day_of).map(|day| day.plus(-day.weekday().cast_signed()));
    for at in 0..7 {
        let Some(day) = monday.map(|monday| monday.plus(at)) else { continue };
        let name = short_weekday(day, voice.lang);
        let end = (usize::try_from(at).unwrap_or(0) + 1) * cell - 1;
        pen.put_left_of(end, 1, &name, Role::Muted);
    }
    let mut makeup = false;
    for (number, (row, said)) in table.rows.iter().zip(&words).enumerate() {
        let Some(day) = day_of(row) else { continue };
        let place = offset(table.rows.first().unwrap_or(row)) + number;
        let (end, y) = ((place % 7 + 1) * cell - 1, 2 + place / 7 * tall + usize::from(tall == 3));
        let kind = row.cells.first().map(|cell| &cell.value);
        let is = |id: &str| matches!(kind, Some(Value::Words(words)) if words.id == id);
        let rest = is("day.rest");
        let counted = report.counted.is_some_and(|days| days.contains(day));
        let role = if rest { Role::Muted } else { Role::Text };
        let role = if Some(day) == app.today() { Role::Selected } else { role };
        pen.put_left_of(end, y, &day.day_of_month().to_string(), role);
        if is("day.makeup") {
            pen.put(end, y, "+", Role::Accent);
            makeup = true;
        }
        if counted && !(rest && said == ".") {
            pen.put_left_of(end, y + 1, said, if rest { Role::Muted } else { Role::Strong });
        }
    }
    let taken = 2 + weeks * tall;
    if makeup && taken < pen.rows() {
        let x = pen.put(0, taken, "+", Role::Accent) + 1;
        pen.put(x, taken, phrase("calendar.makeup", voice.lang), Role::Muted);
        return taken + 1;
    }
    taken
}

fn day_of(row: &Row) -> Option<Day> {
    if let Value::Day(day) = row.label { Some(day) } else { None }
}

/// Empty cells before the first day.
fn offset(row: &Row) -> usize {
    day_of(row).and_then(|day| usize::try_from(day.weekday()).ok()).unwrap_or(0)
}

fn short_weekday(day: Day, lang: Lang) -> String {
    let name = weekday(day, lang);
    match lang {
        Lang::En => name.chars().take(2).collect(),
        Lang::Zh => name.chars().skip(1).collect(),
    }
}

/// The figures of a column in one scale, and the word of the scale.
fn figures(table: &Table, column: usize, voice: &Voice<'_>) -> (Vec<String>, String) {
    let value = |row: &Row| row.cells.get(column).map_or(Value::Null, |cell| cell.value.clone());
    let values: Vec<Value> = table.rows.iter().map(value).collect();
    let number = |value: &Value| match value {
        Value::Number(number, unit) => Some((*number, unit.decimals())),
        Value::Rate(rate, Unit::Money) => Some((rate.scaled(1), 4)),
        _ => None,
    };
    let decimals = values.iter().find_map(number).map_or(0, |(_, decimals)| decimals);
    let numbers: Vec<Option<i128>> = values.iter().map(|value| number(value).map(|(number, _)| number)).collect();
    let (scaled, word) = alike(&numbers, decimals, voice.lang);
    let rate = |rate: &Rate, unit: Unit| voice.figure(&Value::Rate(*rate, unit), false).0;
    let said = values.iter().zip(scaled).map(|(value, scaled)| match (value, scaled) {
        (_, Some(scaled)) => scaled,
        (Value::Rate(own, unit), None) => rate(own, *unit),
        (Value::Undefined, None) => "-".to_owned(),
        _ => ".".to_owned(),
    });
    (said.collect(), word.to_owned())
}
