//! The cumulative curve of a measure: the period so far as an area, the one before and last year's as lines.

use ratatui::layout::Rect;

use super::notes::Notes;
use super::{focus, note_row, point_short};
use crate::domain::base::{Day, DayRange, Grain, Period};
use crate::render::Voice;
use crate::report::{Report, Value};
use crate::text::{Lang, day_short, phrase, width};
use crate::tui::app::App;
use crate::tui::theme::Role;
use crate::tui::widgets::{Pen, Plot, ticks};

/// One line of the chart.
struct Drawn {
    name: String,
    points: Vec<Option<i64>>,
    own: bool,
}

/// Draws the curve of the measure under the cursor; whether there was any.
pub(super) fn draw(pen: &mut Pen<'_>, app: &App, report: &Report, voice: &Voice<'_>) -> bool {
    let Some(table) = report.tables.iter().find(|table| table.id == "curve") else { return false };
    let Some((main, period)) = focus(app, report).zip(report.period) else { return false };
    let Some(row) = table.rows.iter().find(|row| row.id == main.id) else { return false };
    let line = |(column, cell): (&crate::report::Column, &crate::report::Cell)| match &cell.value {
        Value::Spark(points) if points.iter().any(Option::is_some) => {
            Some(Drawn { name: voice.title(&column.title), points: points.clone(), own: column.id == "value" })
        }
        _ => None,
    };
    let lines: Vec<Drawn> = table.columns.iter().zip(&row.cells).filter_map(line).collect();
    let of = steps(period);
    let summed = main.cells.first().is_some_and(|cell| matches!(cell.value, Value::Number(..)));
    note_row(pen, &voice.value(&main.label), phrase(if summed { "curve.sum" } else { "curve.rate" }, voice.lang));
    let known = || lines.iter().flat_map(|line| line.points.iter().flatten().copied());
    let (Some(low), Some(high)) = (known().min(), known().max()) else { return true };
    let low = if summed { low.min(0) } else { low };
    let say = |point: i64| point_short(point, main, voice);
    let marks = ticks(low, high, 5);
    let axis = marks.iter().map(|tick| width(&say(*tick))).max().unwrap_or(0) + 2;
    let end_of =
        |line: &Drawn| line.points.iter().rev().flatten().next().map(|last| format!("{} {}", line.name, say(*last)));
    let side = lines.iter().filter_map(end_of).map(|said| width(&said)).max().unwrap_or(0) + 2;
    let notes = Notes::on(report, &main.label);
    let told = notes.told(pen.rows());
    let (columns, rows) = (pen.columns().saturating_sub(axis + side), pen.rows().saturating_sub(3 + told));
    let Some(mut plot) = Plot::new(columns, rows, low, high) else { return true };
    let placed = |plot: &Plot, line: &Drawn| -> Vec<(usize, Option<i64>)> {
        line.points.iter().enumerate().map(|(at, point)| (plot.x(at, of), *point)).collect()
    };
    let own: Vec<_> = lines.first().filter(|line| line.own).map(|line| placed(&plot, line)).unwrap_or_default();
    if summed {
        plot.area(&own, Role::Accent);
    }
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| !line.own) {
        let points = placed(&plot, line);
        // Last year's is the one of the two that is dotted.
        if at > 1 { plot.dotted(&points, Role::Muted) } else { plot.line(&points, Role::Muted) }
    }
    plot.line(&own, Role::Accent);
    let area = Rect { y: pen.area.y.saturating_add(1), ..pen.area };
    let mut field = pen.within(area);
    plot.draw(&mut field, axis);
    for tick in marks {
        field.put_left_of(axis - 1, plot.row(tick), &say(tick), Role::Muted);
    }
    ends(&mut field, &plot, &lines, |line| placed(&plot, line), axis, end_of);
    let noted: Vec<_> = own.iter().enumerate().map(|(at, (x, point))| (begins(period, at), *x, *point)).collect();
    notes.mark(&mut field, &plot, axis, &noted);
    notes.tell(&mut field, (axis, rows + 1), told, voice);
    below(&mut field, rows, axis, (&plot, of), period, report, voice.lang);
    true
}

/// What stands at the end of each line; one below the other where two end in the same row.
fn ends(
    pen: &mut Pen<'_>,
    plot: &Plot,
    lines: &[Drawn],
    placed: impl Fn(&Drawn) -> Vec<(usize, Option<i64>)>,
    axis: usize,
    said: impl Fn(&Drawn) -> Option<String>,
) {
    let mut taken: Vec<usize> = Vec::new();
    // The lines that go through the whole period stand where they end; the own one finds its place below its point.
    for line in lines.iter().skip(1).chain(lines.first()) {
        let last = placed(line).into_iter().rev().find_map(|(x, point)| Some((x, point?)));
        let (Some((x, point)), Some(said)) = (last, said(line)) else { continue };
        let mut row = plot.row(point) + usize::from(line.own);
        while taken.contains(&row) {
            row += 1;
        }
        taken.push(row);
        let role = if line.own { Role::Strong } else { Role::Muted };
        if line.own {
            plot.mark(pen, axis, (x, point), Role::Strong);
        }
        pen.put(axis + x / 2 + 2, row, &said, role);
    }
}

/// How many steps the whole period has.
fn steps(period: Period) -> usize {
    match period.grain() {
        Grain::Quarter => 9,
        Grain::Year => 12,
        _ => period.days().len(),
    }
}

/// The first day of step number `at`: a day of a month, ten days of a quarter, a month of a year.
fn begins(period: Period, at: usize) -> Day {
    let (first, at) = (period.first(), i32::try_from(at).unwrap_or(0));
    match period.grain() {
        Grain::Quarter => first.plus_months(at / 3).plus(at % 3 * 10),
        Grain::Year => first.plus_months(at),
        _ => first.plus(at),
    }
}

/// What stands below the axis: days of a month, months of anything longer.
fn below(
    pen: &mut Pen<'_>,
    y: usize,
    axis: usize,
    (plot, of): (&Plot, usize),
    period: Period,
    report: &Report,
    lang: Lang,
) {
    let mut free = 0;
    let mut put = |pen: &mut Pen<'_>, at: usize, said: &str, role: Role| {
        let from = (axis + plot.x(at, of) / 2).saturating_sub(width(said) / 2);
        if from >= free {
            free = pen.put(from, y, said, role) + 2;
        }
    };
    if period.grain() != Grain::Month {
        let each = of / (if period.grain() == Grain::Quarter { 3 } else { 12 });
        for month in (0..of).step_by(each.max(1)) {
            let day = period.first().plus_months(i32::try_from(month / each.max(1)).unwrap_or(0));
            put(pen, month + each / 2, &crate::text::month_short(day, lang), Role::Muted);
        }
        return;
    }
    let until = report.counted.map(DayRange::last);
    for day in period.days().days() {
        let at = usize::try_from(day.since(period.first())).unwrap_or(0);
        let is_last = until == Some(day);
        let near = until.is_some_and(|until| day.since(until).abs() < 4) && !is_last;
        if is_last || (!near && matches!(day.day_of_month(), 1 | 8 | 15 | 22)) || (day == period.last() && !near) {
            put(pen, at, &day_short(day, lang), if is_last { Role::Strong } else { Role::Muted });
        }
    }
}
