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

use crate::domain::base::Grain;
use crate::render::{LensLine, Voice, lens_line, table_title, trust_notes};
use crate::report::{Report, Table, Value};
use crate::text::{phrase, said, width, wrap};
use crate::tui::app::{Action, App};
use crate::tui::theme::Role;
use crate::tui::widgets::{Pen, TableView, chart};

/// Columns from which there are two regions side by side, and rows from which a chart is drawn below.
const WIDE: usize = 120;
const TALL: usize = 34;
/// Columns between two regions.
const BETWEEN: usize = 5;

const TABS: [(Grain, Action); 5] = [
    (Grain::Day, Action::Day),
    (Grain::Week, Action::Week),
    (Grain::Month, Action::Month),
    (Grain::Quarter, Action::Quarter),
    (Grain::Year, Action::Year),
];

pub(super) fn draw(pen: &mut Pen<'_>, app: &App) {
    tabs(pen, app);
    let Some(report) = app.board.report() else {
        waiting(pen, app);
        return;
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
fn narrow(pen: &mut Pen<'_>, app: &App, report: &Report, voice: &Voice<'_>) {
    let tables: Vec<(usize, &Table)> = report.tables.iter().enumerate().collect();
    let taken = stack(pen, app, voice, &tables, report);
    let notes = trust_notes(report, voice);
    let room = pen.rows().saturating_sub(taken + 1);
    let columns = pen.columns().saturating_sub(2);
    let lines = notes.iter().flat_map(|note| wrap(note, columns));
    for (at, line) in lines.take(room).enumerate() {
        pen.put(1, taken + 1 + at, &line, Role::Muted);
    }
}

/// The first table at the left, a chart of the row under the cursor below it; the rest and the notes at the right.
fn wide(pen: &mut Pen<'_>, app: &App, report: &Report, voice: &Voice<'_>) {
    let left = pen.columns() * 2 / 3;
    let area = pen.area;
    let region = |from: usize, to: usize| Rect {
        x: area.x.saturating_add(cells(from)),
        width: cells(to.saturating_sub(from)),
        ..area
    };
    let (first, rest): (Vec<_>, Vec<_>) = report.tables.iter().enumerate().partition(|(at, _)| *at == 0);
    let taken = stack(&mut pen.within(region(0, left)), app, voice, &first, report);
    if pen.rows() >= TALL.saturating_sub(8) {
        let below = Rect {
            y: area.y.saturating_add(cells(taken + 1)),
            height: cells(pen.rows().saturating_sub(taken + 2)),
            ..region(1, left)
        };
        row_chart(&mut pen.within(below), app, voice);
    }
    let mut side = pen.within(region(left + BETWEEN, pen.columns().saturating_sub(1)));
    let taken = stack(&mut side, app, voice, &rest, report);
    let start = if rest.is_empty() { 0 } else { taken + 1 };
    sources(&mut side, report, voice, start);
}

/// Tables one below the other, scrolled so that the cursor is seen; how many rows they took.
fn stack(pen: &mut Pen<'_>, app: &App, voice: &Voice<'_>, tables: &[(usize, &Table)], report: &Report) -> usize {
    let mut y = 0;
    let count: usize = tables.iter().map(|(_, table)| table.rows.len()).sum();
    let heads = tables.len() * 2;
    let room = pen.rows().saturating_sub(heads);
    let cursor = cursor_within(app, report, tables);
    let mut hidden = cursor.map_or(0, |at| at.saturating_sub(room.saturating_sub(1)).min(count.saturating_sub(room)));
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
        let head = if title.is_empty() || *number == 0 { voice.value(&table.label) } else { title };
        let view = TableView { table, voice, head, cursor: cursor_in(app, report, *number) };
        y += view.draw(&mut pen.within(area), hidden) + 1;
        hidden = 0;
    }
    y.saturating_sub(1)
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

/// A chart of the small chart of the row under the cursor.
fn row_chart(pen: &mut Pen<'_>, app: &App, voice: &Voice<'_>) {
    let Some((_, row)) = app.board.selected() else { return };
    let spark =
        row.cells.iter().find_map(|cell| if let Value::Spark(points) = &cell.value { Some(points) } else { None });
    let Some(points) = spark else { return };
    pen.tint(0, pen.columns(), 0, Role::Rule);
    pen.put(0, 0, &voice.value(&row.label), Role::RuleStrong);
    let area = Rect { y: pen.area.y.saturating_add(2), height: pen.area.height.saturating_sub(3), ..pen.area };
    chart(&mut pen.within(area), points, |_| String::new());
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
