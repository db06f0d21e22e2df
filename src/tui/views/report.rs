//! The report view: day, week, month, quarter, year.
//!
//! ```text
//!  1 Day  2 Week  3 Month  g q Quarter  g y Year                         ? Help    tabs
//!  Tue 8 Sep 2026   vs Tue 1 Sep   whole company     reported 11/12 *   08:57      lens and trust
//!
//!  Amount 78,000, −4.0 % on Tue 1 Sep; lost orders moved most (+3).               headline
//!     measure            day    vs Tue   12 days                                   tables; from 120 columns the
//!   ▸ inquiries           52   −14.8 %   ▅▄▄▃▃▅▄▃▃▂▃▂                              first at the left, the rest at
//!     …                                                                            the right, a chart below
//!  * Not reported: Wang Wei valid inquiries.                                       notes
//!  [ ] period  t latest  c compare  b breakdown                                    hints
//! ```

use ratatui::layout::Rect;

use crate::domain::base::{Grain, Rate};
use crate::render::{LensLine, Voice, lens_line, table_title, trust_notes};
use crate::report::{Report, Row, Table, Value};
use crate::text::{phrase, said, say, width, wrap};
use crate::tui::app::{Action, App};
use crate::tui::theme::Role;
use crate::tui::widgets::{Pen, TableView, chart, needed};

/// Columns from which there are two regions side by side.
const WIDE: usize = 120;
/// Rows of a chart: at least, at most.
const CHART: (usize, usize) = (8, 17);
/// Points of a rate's small chart are in this part of 1.
const FINE: i128 = 1_000_000;
/// Columns between two regions.
const BETWEEN: usize = 5;

const TABS: [(Grain, Action); 5] = [
    (Grain::Day, Action::Day),
    (Grain::Week, Action::Week),
    (Grain::Month, Action::Month),
    (Grain::Quarter, Action::Quarter),
    (Grain::Year, Action::Year),
];

/// Draws the view; how many rows of its tables lie below what is seen.
pub(super) fn draw(pen: &mut Pen<'_>, app: &App) -> usize {
    tabs(pen, app);
    let Some(report) = app.board.report() else {
        waiting(pen, app);
        return 0;
    };
    let voice = Voice::of(report, app.start.lang);
    lens(pen, app, &lens_line(report, &voice));
    let short = pen.rows() < 20;
    let mut y = if short { 2 } else { 3 };
    y += headline(pen, app, report, &voice, y);
    y += usize::from(pen.columns() >= WIDE);
    let bottom = pen.rows().saturating_sub(1);
    let mut body = pen.within(Rect {
        x: pen.area.x,
        y: pen.area.y.saturating_add(cells(y)),
        width: pen.area.width,
        height: cells(bottom.saturating_sub(y)),
    });
    if body.columns() >= WIDE { wide(&mut body, app, report, &voice) } else { narrow(&mut body, app, report, &voice) }
}

fn cells(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}

fn tabs(pen: &mut Pen<'_>, app: &App) {
    let (lang, keymap) = (app.start.lang, &app.start.keymap);
    let mut x = 0;
    for (grain, action) in TABS {
        let tab = format!(" {} {} ", keymap.first(action), action.verb(lang));
        let role = if app.board.asked().grain == grain { Role::Tab } else { Role::Muted };
        x = pen.put(x, 0, &tab, role);
    }
    let help = format!("{} {}", keymap.first(Action::Help), phrase("hint.help", lang));
    pen.put_left_of(pen.columns().saturating_sub(1), 0, &help, Role::Muted);
}

fn lens(pen: &mut Pen<'_>, app: &App, line: &LensLine) {
    let mut end = pen.columns().saturating_sub(1);
    let until = line.until.as_deref().filter(|_| pen.columns() >= 80);
    let clock = if app.slow { Some("...") } else { until };
    if let Some(clock) = clock {
        end = pen.put_left_of(end, 1, clock, Role::Muted).saturating_sub(2);
    }
    if let Some(coverage) = &line.coverage {
        end = pen.put_left_of(end, 1, coverage, Role::Strong).saturating_sub(2);
    }
    let mut x = pen.put(1, 1, &line.period, Role::Strong) + 3;
    for part in &line.parts {
        if x + width(part) > end {
            break;
        }
        x = pen.put(x, 1, part, Role::Text) + 3;
    }
}

/// The headline, or what went wrong; how many rows it took.
fn headline(pen: &mut Pen<'_>, app: &App, report: &Report, voice: &Voice<'_>, y: usize) -> usize {
    let lang = app.start.lang;
    let room = pen.columns().saturating_sub(2);
    if let Some(error) = app.board.error() {
        let said = said(error, lang);
        pen.put(1, y, " E ", Role::ChipBad);
        let mut taken = 0;
        for (text, role) in [(said.sentence, Role::Strong), (said.hint.unwrap_or_default(), Role::Text)] {
            for line in wrap(&text, room.saturating_sub(4)).iter().take(2) {
                pen.put(5, y + taken, line, role);
                taken += 1;
            }
        }
        return taken;
    }
    let most = if pen.rows() < 20 { 2 } else { 3 };
    let lines: Vec<(String, Role)> = report
        .headline
        .iter()
        .enumerate()
        .flat_map(|(at, sentence)| {
            let role = if at == 0 { Role::Strong } else { Role::Text };
            wrap(&voice.sentence(sentence), room).into_iter().map(move |line| (line, role))
        })
        .collect();
    for (at, (line, role)) in lines.iter().take(most).enumerate() {
        pen.put(1, y + at, line, *role);
    }
    lines.len().min(most)
}

/// Before the first answer.
fn waiting(pen: &mut Pen<'_>, app: &App) {
    if let Some(error) = app.board.error() {
        let said = said(error, app.start.lang);
        pen.put(1, 3, " E ", Role::ChipBad);
        let room = pen.columns().saturating_sub(6);
        let lines = wrap(&said.sentence, room).into_iter().chain(wrap(&said.hint.unwrap_or_default(), room));
        for (at, line) in lines.enumerate() {
            pen.put(5, 3 + at, &line, Role::Text);
        }
    } else if app.slow {
        pen.put(1, 1, "...", Role::Muted);
    }
}

/// All tables below each other, then the notes.
fn narrow(pen: &mut Pen<'_>, app: &App, report: &Report, voice: &Voice<'_>) -> usize {
    let mut pen = pen.within(Rect { width: pen.area.width.saturating_sub(1), ..pen.area });
    let tables: Vec<usize> = (0..report.tables.len()).collect();
    let (taken, below) = stack(&mut pen, app, voice, &tables, report);
    let notes = trust_notes(report, voice);
    let room = pen.rows().saturating_sub(taken + 1);
    let columns = pen.columns().saturating_sub(2);
    let lines = notes.iter().flat_map(|note| wrap(note, columns));
    for (at, line) in lines.take(room).enumerate() {
        pen.put(1, taken + 1 + at, &line, Role::Muted);
    }
    below
}

/// The first table at the left and a chart of the row under the cursor below it; the rest and the notes at the right,
/// but for tables that are too wide for it.
fn wide(pen: &mut Pen<'_>, app: &App, report: &Report, voice: &Voice<'_>) -> usize {
    let left = pen.columns() * 2 / 3;
    let (from, to) = (left + BETWEEN, pen.columns().saturating_sub(1));
    let fits = |at: &usize| report.tables.get(*at).is_some_and(|table| needed(table, voice) <= to - from);
    let (right, below): (Vec<usize>, Vec<usize>) = (1..report.tables.len()).partition(fits);
    let tables: Vec<usize> = std::iter::once(0).chain(below).filter(|at| *at < report.tables.len()).collect();
    let rows: usize = tables.iter().filter_map(|at| report.tables.get(*at)).map(|table| table.rows.len() + 2).sum();
    let chart = pen.rows().saturating_sub(rows + 1).min(CHART.1);
    let height = if chart < CHART.0 { pen.rows() } else { pen.rows() - chart };
    let side = columns(pen.area, from, to);
    let area = columns(pen.area, 0, left);
    let (taken, unseen) = stack(&mut pen.within(Rect { height: cells(height), ..area }), app, voice, &tables, report);
    if chart >= CHART.0 {
        let y = pen.area.y.saturating_add(cells(taken + 1));
        row_chart(&mut pen.within(Rect { y, height: cells(chart), ..columns(pen.area, 1, left) }), app, report, voice);
    }
    let mut side = pen.within(side);
    let (taken, below) = stack(&mut side, app, voice, &right, report);
    let start = if right.is_empty() { 0 } else { taken + 1 };
    sources(&mut side, report, voice, start);
    unseen + below
}

/// The columns `from` up to `to` of an area.
fn columns(area: Rect, from: usize, to: usize) -> Rect {
    Rect { x: area.x.saturating_add(cells(from)), width: cells(to.saturating_sub(from)), ..area }
}

/// Tables one below the other, scrolled so that the cursor is seen; how many rows they took, and how many are below.
fn stack(pen: &mut Pen<'_>, app: &App, voice: &Voice<'_>, tables: &[usize], report: &Report) -> (usize, usize) {
    let tables: Vec<(usize, &Table)> =
        tables.iter().filter_map(|at| report.tables.get(*at).map(|table| (*at, table))).collect();
    let count: usize = tables.iter().map(|(_, table)| table.rows.len()).sum();
    let room = pen.rows().saturating_sub(tables.len() * 2);
    let cursor = cursor_within(app, report, &tables);
    let mut hidden = cursor.map_or(0, |at| at.saturating_sub(room.saturating_sub(1)).min(count.saturating_sub(room)));
    let (mut y, mut below) = (0, count - hidden);
    for (number, table) in tables {
        let rows = table.rows.len();
        if hidden >= rows {
            hidden -= rows;
            continue;
        }
        let area =
            Rect { y: pen.area.y.saturating_add(cells(y)), height: cells(pen.rows().saturating_sub(y)), ..pen.area };
        if area.height < 2 {
            break;
        }
        let title = table_title(table, voice);
        let head = if title.is_empty() || number == 0 { voice.value(&table.label) } else { title };
        let view = TableView { table, voice, head, cursor: cursor_in(app, report, number) };
        let shown = view.draw(&mut pen.within(area), hidden);
        y += shown + 2;
        below = below.saturating_sub(shown);
        hidden = 0;
    }
    (y.saturating_sub(1), below)
}

/// The row under the cursor, counted over these tables alone.
fn cursor_within(app: &App, report: &Report, tables: &[(usize, &Table)]) -> Option<usize> {
    let mut above = 0;
    for (number, table) in tables {
        if let Some(at) = cursor_in(app, report, *number) {
            return Some(above + at);
        }
        above += table.rows.len();
    }
    None
}

/// The row under the cursor, where it is in table `number`.
fn cursor_in(app: &App, report: &Report, number: usize) -> Option<usize> {
    let above: usize = report.tables.iter().take(number).map(|table| table.rows.len()).sum();
    let rows = report.tables.get(number)?.rows.len();
    app.board.cursor().checked_sub(above).filter(|at| *at < rows)
}

/// The small chart of the row under the cursor, large; of the first row where that one has none.
fn row_chart(pen: &mut Pen<'_>, app: &App, report: &Report, voice: &Voice<'_>) {
    let spark = |row: &Row| {
        row.cells
            .iter()
            .find_map(|cell| if let Value::Spark(points) = &cell.value { Some(points.clone()) } else { None })
    };
    let rows = report.tables.first().into_iter().flat_map(|table| &table.rows);
    let Some((row, points)) =
        app.board.selected().map(|(_, row)| row).into_iter().chain(rows).find_map(|row| Some((row, spark(row)?)))
    else {
        return;
    };
    pen.tint(0, pen.columns(), 0, Role::Rule);
    pen.put(0, 0, &voice.value(&row.label), Role::RuleStrong);
    let id = match report.lens.grain {
        Grain::Day => "chart.day",
        Grain::Week => "chart.week",
        Grain::Month => "chart.month",
        Grain::Quarter => "chart.quarter",
        Grain::Year => "chart.year",
    };
    let note = say(id, &[("n", &points.len().to_string())], voice.lang);
    pen.put_left_of(pen.columns(), 0, &note, Role::Rule);
    let area = Rect { y: pen.area.y.saturating_add(2), height: pen.area.height.saturating_sub(3), ..pen.area };
    chart(&mut pen.within(area), &points, |point| point_words(point, row, voice));
}

/// What a point of a row's chart says, in the row's own unit.
fn point_words(point: i64, row: &Row, voice: &Voice<'_>) -> String {
    let value = match row.cells.first().map(|cell| &cell.value) {
        Some(Value::Number(_, unit)) => Value::Number(point.into(), *unit),
        Some(Value::Rate(_, unit)) => {
            Rate::new(point.into(), FINE).map_or(Value::Null, |rate| Value::Rate(rate, *unit))
        }
        _ => return String::new(),
    };
    let (number, unit) = voice.figure(&value, false);
    voice.joined(&number, unit)
}

/// Who is missing, and what each source last brought.
fn sources(pen: &mut Pen<'_>, report: &Report, voice: &Voice<'_>, y: usize) {
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
