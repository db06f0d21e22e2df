//! The limits chart of a measure: where its days lie between its natural limits (B.1).
//!
//! ```text
//!  Inquiries                              31 days, weekday-adjusted      title, what the limits come from
//!   135.6 --- --- --- --- --- --- ---  upper                             dashed limits, dotted mean
//!           ▪   ▪                                                        points on their line
//!   108.8 · · ·▪· · ▪ · · · · · · · ·  mean
//!    82.1 --- --- --- --- a-- ▪ 104                                      a letter where there is a note; the day itself
//!          19 Oct    2 Nov       25 Nov
//! ```

use super::notes::Notes;
use super::{focus, note_row};
use crate::domain::base::Day;
use crate::render::Voice;
use crate::report::{Report, Row, Table, Value};
use crate::text::{Lang, day_short, phrase, say, width};
use crate::tui::app::App;
use crate::tui::theme::Role;
use crate::tui::widgets::{Pen, Plot};

/// What the chart is drawn from.
struct Drawn<'a> {
    label: String,
    metric: &'a Value,
    /// Lower limit, mean, upper limit: in the scale of the points, and in words.
    lines: [(i64, String); 3],
    points: &'a [Option<i64>],
    days: &'a [Day],
    last: String,
    count: String,
    trial: bool,
}

/// Draws the chart of the measure under the cursor; whether there was any.
pub(super) fn draw(pen: &mut Pen<'_>, app: &App, report: &Report, voice: &Voice<'_>) -> bool {
    let Some(drawn) = drawn(app, report, voice) else { return false };
    let id = if drawn.trial { "limits.note-trial" } else { "limits.note" };
    let days = drawn.days.len().to_string();
    note_row(pen, &drawn.label, &say(id, &[("days", &days), ("n", &drawn.count)], voice.lang));
    let axis = drawn.lines.iter().map(|(_, words)| width(words)).max().unwrap_or(0) + 2;
    let words = ["limits.lower", "limits.mean", "limits.upper"].map(|id| phrase(id, voice.lang));
    let side = words.iter().map(|word| width(word)).max().unwrap_or(0).max(width(&drawn.last)) + 3;
    let notes = Notes::on(report, drawn.metric);
    let told = notes.told(pen.rows());
    let (columns, rows) = (pen.columns().saturating_sub(axis + side), pen.rows().saturating_sub(3 + told));
    let known = || drawn.points.iter().flatten().copied().chain(drawn.lines.iter().map(|(line, _)| *line));
    let (low, high) = (known().min().unwrap_or(0), known().max().unwrap_or(0));
    let Some(mut plot) = Plot::new(columns, rows, low, high) else { return true };
    let [lower, mean, upper] = drawn.lines.each_ref().map(|(line, _)| *line);
    plot.level(lower, (4, 4), Role::Muted);
    plot.level(upper, (4, 4), Role::Muted);
    plot.level(mean, (1, 3), Role::Muted);
    let count = drawn.points.len();
    let points: Vec<_> = drawn.points.iter().enumerate().map(|(at, point)| (plot.x(at, count), *point)).collect();
    plot.line(&points, Role::Accent);
    let area = ratatui::layout::Rect { y: pen.area.y.saturating_add(1), ..pen.area };
    let mut field = pen.within(area);
    plot.draw(&mut field, axis);
    for (x, point) in &points {
        if let Some(point) = point {
            plot.mark(&mut field, axis, (*x, *point), Role::Accent);
        }
    }
    let end = axis + columns + 1;
    let last = points.last().and_then(|(x, point)| Some((*x, (*point)?)));
    let last_row = last.map(|(_, point)| plot.row(point));
    let mut taken = Vec::new();
    for at in [2, 0, 1] {
        let Some((line, said)) = drawn.lines.get(at) else { continue };
        let row = plot.row(*line);
        if taken.contains(&row) {
            continue;
        }
        taken.push(row);
        field.put_left_of(axis - 1, row, said, Role::Muted);
        if last_row != Some(row) {
            field.put(end, row, words.get(at).copied().unwrap_or_default(), Role::Muted);
        }
    }
    if let Some((x, point)) = last {
        plot.mark(&mut field, axis, (x, point), Role::Strong);
        field.put(end, plot.row(point), &drawn.last, Role::Strong);
    }
    let noted: Vec<_> = points.iter().zip(drawn.days).map(|((x, point), day)| (*day, *x, *point)).collect();
    notes.mark(&mut field, &plot, axis, &noted);
    notes.tell(&mut field, (axis, rows + 1), told, voice);
    dates(&mut field, rows, axis, &points, drawn.days, voice.lang);
    true
}

fn drawn<'a>(app: &App, report: &'a Report, voice: &Voice<'_>) -> Option<Drawn<'a>> {
    let table = |id: &str| report.tables.iter().find(|table| table.id == id);
    let (measures, limits) = (table("measures")?, table("limits")?);
    let wanted = focus(app, report)?;
    let row = limits.rows.iter().find(|row| row.id == wanted.id).or_else(|| limits.rows.first())?;
    let main = measures.rows.iter().find(|main| main.id == row.id)?;
    let cell = |table: &'a Table, row: &'a Row, id: &str| {
        let at = table.columns.iter().position(|column| column.id == id)?;
        row.cells.get(at).map(|cell| &cell.value)
    };
    let Value::Strip { low, mean, high, .. } = cell(measures, main, "range")? else { return None };
    let Value::Spark(points) = cell(limits, row, "series")? else { return None };
    let days = limits.columns.iter().find_map(|column| match &column.title {
        Value::Dates(days) => Some(days.as_slice()),
        _ => None,
    })?;
    let plain = |value: &Value| {
        let (number, unit) = voice.figure(value, false);
        voice.joined(&number, unit)
    };
    let words = |id: &str| cell(limits, row, id).map_or_else(String::new, plain);
    let last = cell(measures, main, "value").map_or_else(String::new, plain);
    Some(Drawn {
        label: voice.value(&row.label),
        metric: &row.label,
        lines: [(*low, words("lower")), (*mean, words("mean")), (*high, words("upper"))],
        points,
        days,
        last,
        count: words("days"),
        trial: cell(limits, row, "trial").is_some_and(|value| *value != Value::Null),
    })
}

/// The dates below the points: the last one, and Mondays as far as they have room.
fn dates(pen: &mut Pen<'_>, y: usize, axis: usize, points: &[(usize, Option<i64>)], days: &[Day], lang: Lang) {
    let mut free = pen.columns();
    let last = days.len().saturating_sub(1);
    for (at, (day, (x, _))) in days.iter().zip(points).enumerate().rev() {
        if at != last && day.weekday() != 0 {
            continue;
        }
        let said = day_short(*day, lang);
        let from = (axis + x / 2).saturating_sub(width(&said) / 2);
        if from + width(&said) + 2 <= free {
            pen.put(from, y, &said, if at == last { Role::Strong } else { Role::Muted });
            free = from;
        }
    }
}
