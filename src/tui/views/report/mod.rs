//! The report view: day, week, month, quarter, year.
//!
//! ```text
//!     measure            day    vs Tue   normal range                               the measures, then what moved most and
//!   ▸ inquiries           52   −14.8 %    [--o|---]                                 who carries it; from 120 columns beside
//!     …                                                                             them the calendar, below them the picture
//!  * Not reported: Wang Wei valid inquiries.                                        of the measure under the cursor
//! ```

mod calendar;
mod curve;
mod exceptions;
mod limits;
mod nine;
mod notes;
mod six_twelve;

use ratatui::layout::Rect;

use super::cells;
use super::frame::WIDE;
use super::tables::{columns, cursor_in, rows_before, stack};
use crate::domain::base::Grain;
use crate::domain::model::Unit;
use crate::render::{Voice, capital, table_title, trust_notes};
use crate::report::{Report, Row, Sentence, Table, Value};
use crate::text::{Lang, fit, phrase, say, short, width, wrap};
use crate::tui::app::{App, Panel};
use crate::tui::theme::Role;
use crate::tui::widgets::{Pen, TableView, chart, needed};

/// Rows of a picture: at least, at most.
const CHART: (usize, usize) = (8, 30);
/// Rows that the box of nine and what moved most need below the six weeks.
const BESIDE: usize = 4;
/// Rows of the curve where a table stands below it.
const CURVE: usize = 18;
/// Columns between two regions.
const BETWEEN: usize = 5;
/// Columns of the money of a week, and rows of the regions beside it.
const MONEY: usize = 45;
/// Columns beside them that what moved most can do with.
const MOVED: usize = 41;
const ROW: usize = 7;
/// Columns of the calendar's region where there are two.
const CALENDAR: usize = 37;

/// Draws the view; how many rows of its tables lie below what is seen.
pub(super) fn draw(pen: &mut Pen<'_>, app: &App, report: &Report) -> usize {
    let voice = Voice::of(report, app.start.lang);
    let wide = pen.columns() >= WIDE;
    match app.reading.panel() {
        Panel::Picture if !wide => {
            let mut pen = pen.within(columns(pen.area, 1, pen.columns().saturating_sub(1)));
            if !picture(&mut pen, app, report, &voice) {
                pen.put(0, 0, phrase("picture.none", voice.lang), Role::Muted);
            }
            0
        }
        Panel::Calendar if !wide => {
            let mut pen = pen.within(columns(pen.area, 1, pen.columns().saturating_sub(1)));
            let taken = calendar::draw(&mut pen, app, report, &voice);
            if taken == 0 {
                pen.put(0, 0, phrase("calendar.none", voice.lang), Role::Muted);
            }
            0
        }
        Panel::More if wide => more(pen, app, report, &voice),
        Panel::More => {
            let tables = Panel::More.tables(report);
            stack(&mut pen.within(inside(pen.area)), app, &voice, &tables, report).1
        }
        _ if wide && report.lens.grain == Grain::Week && plain(report) => week_wide(pen, app, report, &voice),
        _ if wide => overview(pen, app, report, &voice),
        _ => narrow(pen, app, report, &voice),
    }
}

/// Whether a week is broken down by nothing, so that it has room for its box of nine.
fn plain(report: &Report) -> bool {
    let beside = |at: &usize| report.tables.get(*at).is_some_and(|table| table.id != "pace");
    Panel::Overview.tables(report).into_iter().filter(beside).count() <= 2
}

/// The main table and the pace of the month, which stand below each other, and what stands elsewhere; and the rows of
/// the former with what is between them.
fn weekly(report: &Report) -> (Vec<usize>, Vec<usize>, usize) {
    let tables = Panel::Overview.tables(report);
    let first = tables.first().copied();
    let is_main = |at: &usize| first == Some(*at) || report.tables.get(*at).is_some_and(|table| table.id == "pace");
    let (main, rest): (Vec<usize>, Vec<usize>) = tables.into_iter().partition(is_main);
    let rows = main.iter().filter_map(|at| report.tables.get(*at)).map(|table| table.rows.len() + 2).sum::<usize>();
    (main, rest, rows.saturating_sub(1))
}

/// Without the last column, which stays free.
fn inside(area: Rect) -> Rect {
    Rect { width: area.width.saturating_sub(1), ..area }
}

/// The part of `area` from row `from` on, at most `height` rows of it.
fn below(area: Rect, from: usize, height: usize) -> Rect {
    let taken = cells(from).min(area.height);
    let height = area.height.saturating_sub(taken).min(cells(height));
    Rect { y: area.y.saturating_add(taken), height, ..area }
}

/// One column of regions: the tables, and at the bottom what has to be known before debating them.
fn narrow(pen: &mut Pen<'_>, app: &App, report: &Report, voice: &Voice<'_>) -> usize {
    let mut pen = pen.within(inside(pen.area));
    let tables = Panel::Overview.tables(report);
    let room = pen.columns().saturating_sub(2);
    let mut notes = trust_notes(report, voice);
    if let Some(reasons) = reasons(report, voice) {
        notes.insert(notes.len().min(1 + usize::from(report.is_above_whole())), reasons);
    }
    // A line each: who is missing what stands in full beside the day that is open.
    let lines: Vec<String> = notes.iter().map(|note| fit(note, room).into_owned()).collect();
    let rows = pen.rows();
    let is_week = report.lens.grain == Grain::Week && plain(report);
    // What is told at the bottom takes at most two rows from the tables.
    let told = lines.len().min(2).min(rows.saturating_sub(12));
    let area = below(pen.area, 0, rows.saturating_sub(told));
    // Regions side by side are worth it where they have more than their heads.
    let (taken, unseen) = if is_week && usize::from(area.height) >= weekly(report).2 + 1 + BESIDE {
        week_narrow(&mut pen.within(area), app, report, voice)
    } else {
        stack(&mut pen.within(area), app, voice, &tables, report)
    };
    let free = rows.saturating_sub(taken);
    let gap = usize::from(free > lines.len() || free > told);
    for (at, line) in lines.iter().take(free.saturating_sub(gap)).enumerate() {
        pen.put(1, taken + gap + at, line, Role::Muted);
    }
    unseen
}

/// The six weeks; below them what moved most and the box of nine side by side.
fn week_narrow(pen: &mut Pen<'_>, app: &App, report: &Report, voice: &Voice<'_>) -> (usize, usize) {
    let (main, rest, rows) = weekly(report);
    let (taken, unseen) = stack(&mut pen.within(below(pen.area, 0, rows)), app, voice, &main, report);
    let area = below(pen.area, taken + 1, nine::SIZE.1);
    let split = pen.columns().saturating_sub(nine::SIZE.0);
    nine::draw(&mut pen.within(columns(area, split, pen.columns())), app, report, voice);
    let left = columns(area, 1, split.saturating_sub(2));
    let hidden = rest.iter().filter_map(|at| Some((*at, report.tables.get(*at)?))).map(|(at, table)| {
        let (cursor, first) = (cursor_in(app, report, at), Some(rows_before(app, report, at)));
        exceptions::draw(&mut pen.within(left), table, cursor, first, voice);
        (table.rows.len() + 1).saturating_sub(usize::from(left.height))
    });
    let hidden: usize = hidden.sum();
    (taken + 1 + usize::from(area.height), unseen + hidden)
}

/// Two columns of regions: at the left the measures and the picture of the one under the cursor, at the right the
/// calendar, what moved most, and how far to trust it.
fn overview(pen: &mut Pen<'_>, app: &App, report: &Report, voice: &Voice<'_>) -> usize {
    let has_calendar = report.tables.iter().any(|table| table.id == "days") && report.lens.grain == Grain::Month;
    let third = pen.columns().saturating_sub(pen.columns() * 2 / 3);
    let right = if has_calendar { third.max(CALENDAR) } else { third };
    let left = pen.columns().saturating_sub(right);
    let (from, to) = (left + BETWEEN - 1, pen.columns().saturating_sub(1));
    let beside = |table: &Table| matches!(table.id.as_ref(), "exceptions" | "lost");
    let (aside, main): (Vec<usize>, Vec<usize>) =
        Panel::Overview.tables(report).into_iter().partition(|at| report.tables.get(*at).is_some_and(beside));
    let rows: usize = main.iter().filter_map(|at| report.tables.get(*at)).map(|table| table.rows.len() + 2).sum();
    let room = pen.rows().saturating_sub(rows);
    let height = if room < CHART.0 { pen.rows() } else { rows };
    let area = columns(pen.area, 0, left);
    let (taken, unseen) = stack(&mut pen.within(below(area, 0, height)), app, voice, &main, report);
    if room >= CHART.0 {
        let area = columns(pen.area, 1, left);
        let weeks = report.tables.iter().find(|table| table.id == "segments");
        let needs = weeks.map_or(0, |table| table.rows.len() + 2);
        let weeks = weeks.filter(|_| room > CURVE + needs);
        let tall = if weeks.is_some() { CURVE } else { room.saturating_sub(1).min(CHART.1) };
        let drawn = picture(&mut pen.within(below(area, taken + 1, tall)), app, report, voice);
        if let Some(table) = weeks {
            let (head, first) = (capital(&table_title(table, voice)), None);
            let view = TableView { table, voice, head, cursor: None, first };
            let y = if drawn { taken + tall + 2 } else { taken + 1 };
            view.draw(&mut pen.within(below(columns(pen.area, 0, left), y, needs)), 0);
        }
    }
    let side = columns(pen.area, from, to);
    let mut y = 0;
    if has_calendar {
        // What moved most needs its rows too.
        let others = 8 + usize::from(!trust_notes(report, voice).is_empty()) * 4;
        let tall = pen.rows().saturating_sub(others);
        let taken = calendar::draw(&mut pen.within(below(side, 0, tall)), app, report, voice);
        y += taken + usize::from(taken > 0);
    }
    for at in aside {
        let Some(table) = report.tables.get(at) else { continue };
        let mut field = pen.within(below(side, y, usize::MAX));
        if field.rows() < 3 {
            break;
        }
        let (cursor, first) = (cursor_in(app, report, at), Some(rows_before(app, report, at)));
        y += if table.id == "exceptions" {
            exceptions::draw(&mut field, table, cursor, first, voice) + 1
        } else {
            let view = TableView { table, voice, head: capital(&table_title(table, voice)), cursor, first };
            view.draw(&mut field, 0) + 2
        };
    }
    sources(&mut pen.within(side), report, voice, y);
    unseen
}

/// The six weeks and the box of nine, what moved most and the money beside each other, and below them six weeks and
/// twelve months.
fn week_wide(pen: &mut Pen<'_>, app: &App, report: &Report, voice: &Voice<'_>) -> usize {
    let (main, rest, rows) = weekly(report);
    let edge = pen.columns().saturating_sub(1);
    let split = edge.saturating_sub(nine::SIZE.0);
    let (taken, unseen) = stack(&mut pen.within(columns(below(pen.area, 0, rows), 0, edge)), app, voice, &main, report);
    let mut y = taken + 1;
    // Three regions of about equal weight; the box of nine has the width that it needs.
    let middle = edge.saturating_sub(nine::SIZE.0 + MONEY + 4).max(MOVED);
    let area = below(pen.area, y, ROW);
    for at in &rest {
        let Some(table) = report.tables.get(*at).filter(|table| table.id == "exceptions") else { continue };
        let (cursor, first) = (cursor_in(app, report, *at), Some(rows_before(app, report, *at)));
        exceptions::draw(&mut pen.within(columns(area, 1, middle)), table, cursor, first, voice);
    }
    if let Some(table) = money(report) {
        let head = capital(&voice.value(&table.title));
        let view = TableView { head, table: &table, voice, cursor: None, first: None };
        view.draw(&mut pen.within(columns(area, middle + 2, split.saturating_sub(2))), 0);
    }
    nine::draw(&mut pen.within(columns(area, split, edge)), app, report, voice);
    y += ROW + 1;
    let notes = trust_notes(report, voice);
    let room = |told: usize| pen.rows().saturating_sub(y + told + usize::from(told > 0));
    // Rather a picture than a second note.
    let told = notes.len().min(if room(2) < CHART.0 && room(1) >= CHART.0 { 1 } else { 2 });
    let tall = room(told);
    if tall >= CHART.0 {
        six_twelve::draw(&mut pen.within(below(columns(pen.area, 1, edge), y, tall)), app, report, voice);
        y += tall + usize::from(told > 0);
    }
    for (at, note) in notes.iter().take(told).enumerate() {
        pen.put(1, y + at, note, Role::Muted);
    }
    unseen
}

/// What came in, what was spent, what is left of it (S-004): four lines of the money table.
fn money(report: &Report) -> Option<Table> {
    let returns = report.tables.iter().find(|table| table.id == "returns")?;
    let wanted = ["revenue", "spend", "gross_result", "roi"];
    let rows = returns.rows.iter().filter(|row| wanted.contains(&row.id.as_str())).cloned();
    let kept: Vec<bool> =
        returns.columns.iter().map(|column| !matches!(column.id.as_ref(), "before" | "year" | "year_change")).collect();
    let keep = |row: Row| Row {
        cells: row.cells.into_iter().zip(&kept).filter(|(_, keep)| **keep).map(|(cell, _)| cell).collect(),
        ..row
    };
    let columns = returns.columns.iter().zip(&kept).filter(|(_, keep)| **keep).map(|(column, _)| column.clone());
    Some(Table { rows: rows.map(keep).collect(), columns: columns.collect(), ..returns.clone() })
}

/// Every table that the overview does not show: the narrow ones at the right.
fn more(pen: &mut Pen<'_>, app: &App, report: &Report, voice: &Voice<'_>) -> usize {
    let left = pen.columns() * 2 / 3;
    let (from, to) = (left + BETWEEN, pen.columns().saturating_sub(1));
    let fits = |at: &usize| report.tables.get(*at).is_some_and(|table| needed(table, voice) <= to - from);
    let (right, main): (Vec<usize>, Vec<usize>) = Panel::More.tables(report).into_iter().partition(fits);
    if main.is_empty() || right.is_empty() {
        let all: Vec<usize> = main.into_iter().chain(right).collect();
        return stack(&mut pen.within(inside(pen.area)), app, voice, &all, report).1;
    }
    let (_, unseen) = stack(&mut pen.within(columns(pen.area, 0, left)), app, voice, &main, report);
    let (_, hidden) = stack(&mut pen.within(columns(pen.area, from, to)), app, voice, &right, report);
    unseen + hidden
}

/// The picture of the measure under the cursor: its limits, its curve, six weeks and twelve months, or its small chart;
/// whether there was anything to draw.
fn picture(pen: &mut Pen<'_>, app: &App, report: &Report, voice: &Voice<'_>) -> bool {
    let drawn = match report.lens.grain {
        Grain::Day => limits::draw(pen, app, report, voice),
        Grain::Week => six_twelve::draw(pen, app, report, voice),
        Grain::Month | Grain::Quarter | Grain::Year => curve::draw(pen, app, report, voice),
    };
    drawn || row_chart(pen, app, report, voice)
}

/// The row of `measures` that the pictures are about: the one under the cursor, else the metric in the foreground.
fn focus<'a>(app: &App, report: &'a Report) -> Option<&'a Row> {
    let rows = &report.tables.iter().find(|table| table.id == "measures")?.rows;
    let named = |id: &str| rows.iter().find(|row| row.id == id);
    let under = app.reading.measure().and_then(named);
    under.or_else(|| named(report.lens.metric.as_deref().unwrap_or("revenue"))).or_else(|| rows.first())
}

/// A title row: bold at the left, a muted note at the right end.
fn note_row(pen: &mut Pen<'_>, title: &str, note: &str) {
    pen.tint(0, pen.columns(), 0, Role::Rule);
    let end = pen.put(0, 0, &capital(title), Role::RuleStrong);
    if end + 2 + width(note) <= pen.columns() {
        pen.put_left_of(pen.columns(), 0, note, Role::Rule);
    }
}

/// The small chart of the row under the cursor, large; of the first row where that one has none. Whether there was any.
pub(super) fn row_chart(pen: &mut Pen<'_>, app: &App, report: &Report, voice: &Voice<'_>) -> bool {
    let spark = |row: &Row| {
        row.cells
            .iter()
            .find_map(|cell| if let Value::Spark(points) = &cell.value { Some(points.clone()) } else { None })
            .filter(|points| points.iter().flatten().nth(1).is_some())
    };
    let rows = report.tables.first().into_iter().flat_map(|table| &table.rows);
    let Some((row, points)) =
        app.reading.selected().map(|(_, row)| row).into_iter().chain(rows).find_map(|row| Some((row, spark(row)?)))
    else {
        return false;
    };
    let id = match report.lens.grain {
        Grain::Day => "chart.day",
        Grain::Week => "chart.week",
        Grain::Month => "chart.month",
        Grain::Quarter => "chart.quarter",
        Grain::Year => "chart.year",
    };
    let note = say(id, &[("n", &points.len().to_string())], voice.lang);
    note_row(pen, &voice.value(&row.label), &note);
    let area = Rect { y: pen.area.y.saturating_add(2), height: pen.area.height.saturating_sub(3), ..pen.area };
    let main =
        report.tables.first().and_then(|table| table.columns.iter().position(|column| column.strong)).unwrap_or(0);
    let drawn = chart(&mut pen.within(area), &points, |point| point_words(point, row, main, voice));
    // The days of a chart are working days, which the period alone does not tell.
    let last = report.period.filter(|period| period.grain() > Grain::Day);
    if let Some(((from, to), last)) = drawn.zip(last) {
        let back = i32::try_from(points.len()).unwrap_or(1) - 1;
        let name = |back: i32| voice.title(&Value::Period(last.shift(-back)));
        let end = pen.put(from, pen.rows().saturating_sub(1), &name(back), Role::Muted);
        if to > end + 1 + width(&name(0)) {
            pen.put_left_of(to, pen.rows().saturating_sub(1), &name(0), Role::Muted);
        }
    }
    true
}

/// A point of a row's chart as a value in the row's own unit.
fn point_value(point: i64, row: &Row, main: usize) -> Option<Value> {
    row.cells.get(main)?.value.at_point(point)
}

/// What a point of a row's chart says.
fn point_words(point: i64, row: &Row, main: usize, voice: &Voice<'_>) -> String {
    let Some(value) = point_value(point, row, main) else { return String::new() };
    let (number, unit) = voice.figure(&value, false);
    voice.joined(&number, unit)
}

/// The same in short: `65 k`.
fn point_short(point: i64, row: &Row, voice: &Voice<'_>) -> String {
    match point_value(point, row, 0) {
        Some(Value::Number(number, unit @ (Unit::Count | Unit::Money))) => short(number, unit.decimals(), voice.lang),
        _ => point_words(point, row, 0, voice),
    }
}

/// Why orders were lost, in a line; nothing where no reason is recorded.
fn reasons(report: &Report, voice: &Voice<'_>) -> Option<String> {
    let lost = report.tables.iter().find(|table| table.id == "lost" && report.lens.grain == Grain::Day)?;
    let said = |row: &Row| {
        let count = row.cells.first().map(|cell| voice.value(&cell.value)).unwrap_or_default();
        format!("{} {count}", voice.value(&row.label))
    };
    let named: Vec<String> = lost.rows.iter().filter(|row| !row.total).map(said).collect();
    Some(
        voice.sentence(
            &Sentence::new("lost.line")
                .with("reasons", Value::Text(named.join(if voice.lang == Lang::En { ", " } else { "、" }))),
        ),
    )
}

/// Who is missing, and what each source last brought.
pub(super) fn sources(pen: &mut Pen<'_>, report: &Report, voice: &Voice<'_>, y: usize) {
    let notes = trust_notes(report, voice);
    if notes.is_empty() || y + 1 >= pen.rows() {
        return;
    }
    pen.tint(0, pen.columns(), y, Role::Rule);
    pen.put(0, y, phrase("trust.title", voice.lang), Role::RuleStrong);
    let (columns, room) = (pen.columns(), pen.rows().saturating_sub(y + 1));
    let lines = notes.iter().flat_map(|note| wrap(note, columns));
    for (at, line) in lines.take(room).enumerate() {
        pen.put(0, y + 1 + at, &line, Role::Text);
    }
}
