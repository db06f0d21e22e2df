//! The cumulative curve of a measure: the period so far as an area, the one before and last year's as lines.

use ratatui::layout::Rect;

use super::notes::Notes;
use super::{focus, note_row, point_short};
use crate::domain::base::{Day, DayRange, Grain, Period};
use crate::domain::model::Unit;
use crate::render::Voice;
use crate::report::{Report, Row, Value};
use crate::text::{Lang, alike, day_short, phrase, width};
use crate::tui::app::App;
use crate::tui::theme::Role;
use crate::tui::widgets::{Pen, Plot, ticks};

/// Rows from which there is room for where the period is heading beside all else.
const HEADING: usize = 8;

/// Which line of the chart it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Line {
    /// The period's own.
    Own,
    /// That of the period before.
    Before,
    /// That of the year before.
    Year,
    /// From its last figure to what it comes to at this pace.
    Heading,
    /// What is to be reached, across the whole period.
    Target,
}

/// One line of the chart.
struct Drawn {
    name: String,
    points: Vec<Option<i64>>,
    line: Line,
}

/// Draws the curve of the measure under the cursor; whether there was any.
pub(super) fn draw(pen: &mut Pen<'_>, app: &App, report: &Report, voice: &Voice<'_>) -> bool {
    let Some(table) = report.tables.iter().find(|table| table.id == "curve") else { return false };
    let Some((main, period)) = focus(app, report).zip(report.period) else { return false };
    let Some(row) = table.rows.iter().find(|row| row.id == main.id) else { return false };
    let line = |(column, cell): (&crate::report::Column, &crate::report::Cell)| match &cell.value {
        Value::Spark(points) if points.iter().any(Option::is_some) => {
            let line = match column.id.as_ref() {
                "value" => Line::Own,
                "before" => Line::Before,
                _ => Line::Year,
            };
            Some(Drawn { name: voice.title(&column.title), points: points.clone(), line })
        }
        _ => None,
    };
    let mut lines: Vec<Drawn> = table.columns.iter().zip(&row.cells).filter_map(line).collect();
    // One point is no curve.
    if !lines.iter().any(|line| line.points.iter().flatten().nth(1).is_some()) {
        return false;
    }
    let of = steps(period);
    let summed = main.cells.first().is_some_and(|cell| matches!(cell.value, Value::Number(..)));
    note_row(pen, &voice.value(&main.label), phrase(if summed { "curve.sum" } else { "curve.rate" }, voice.lang));
    if summed {
        lines.extend(aims(report, main, &lines, of, pen.rows(), voice.lang));
    }
    let known = || lines.iter().flat_map(|line| line.points.iter().flatten().copied());
    let (Some(low), Some(high)) = (known().min(), known().max()) else { return true };
    let low = if summed { low.min(0) } else { low };
    let say = |point: i64| point_short(point, main, voice);
    let marks = ticks(low, high, 5);
    let said = axis_words(&marks, main, voice);
    let axis = said.iter().map(|words| width(words)).max().unwrap_or(0) + 2;
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
    let own = lines.first().filter(|line| line.line == Line::Own);
    let own = own.map(|line| placed(&plot, line)).unwrap_or_default();
    if summed {
        plot.area(&own, Role::Accent);
    }
    for line in &lines {
        let points = placed(&plot, line);
        let ends: Vec<_> = points.iter().copied().filter(|(_, point)| point.is_some()).collect();
        match line.line {
            Line::Own => {}
            Line::Before => plot.line(&points, Role::Muted),
            Line::Year => plot.dotted(&points, Role::Muted),
            Line::Heading => plot.dotted(&ends, Role::Accent),
            Line::Target => {
                if let Some((_, Some(target))) = ends.first() {
                    plot.level(*target, (3, 5), Role::Text);
                }
            }
        }
    }
    plot.line(&own, Role::Accent);
    let area = Rect { y: pen.area.y.saturating_add(1), ..pen.area };
    let mut field = pen.within(area);
    plot.draw(&mut field, axis);
    for (tick, said) in marks.iter().zip(&said) {
        field.put_left_of(axis - 1, plot.row(*tick), said, Role::Muted);
    }
    ends(&mut field, &plot, &lines, |line| placed(&plot, line), axis, end_of);
    let noted: Vec<_> = own.iter().enumerate().map(|(at, (x, point))| (begins(period, at), *x, *point)).collect();
    notes.mark(&mut field, &plot, axis, &noted);
    notes.tell(&mut field, (axis, rows + 1), told, voice);
    below(&mut field, rows, axis, (&plot, of), period, report, voice.lang);
    true
}

/// What is to be reached, and where the period is heading, of the measure under the cursor; nothing where nobody has set
/// a target.
fn aims(report: &Report, main: &Row, lines: &[Drawn], of: usize, rows: usize, lang: Lang) -> Vec<Drawn> {
    let table = report.tables.iter().find(|table| table.id == "pace");
    let Some((table, row)) = table.and_then(|table| Some((table, table.rows.iter().find(|row| row.id == main.id)?)))
    else {
        return Vec::new();
    };
    let cell = |id: &str| {
        let at = table.columns.iter().position(|column| column.id == id)?;
        row.cells.get(at)?.value.point()
    };
    let at_end = |value: i64| {
        let mut points = vec![None; of.saturating_sub(1)];
        points.push(Some(value));
        points
    };
    let drawn = |id: &str, points, line| Drawn { name: phrase(id, lang).to_owned(), points, line };
    let target = cell("target").map(|target| drawn("curve.target", at_end(target), Line::Target));
    let own = lines.iter().find(|line| line.line == Line::Own);
    let last = own.and_then(|own| own.points.iter().enumerate().rev().find_map(|(at, point)| Some((at, (*point)?))));
    let heading = cell("projection").zip(last).filter(|(_, (at, _))| at + 1 < of && rows >= HEADING + 3);
    let heading = heading.map(|(projection, (at, value))| {
        let mut points = at_end(projection);
        if let Some(point) = points.get_mut(at) {
            *point = Some(value);
        }
        drawn("curve.heading", points, Line::Heading)
    });
    target.into_iter().chain(heading).collect()
}

/// What the marks of the axis are called: figures all in one scale, nothing in none.
fn axis_words(marks: &[i64], main: &Row, voice: &Voice<'_>) -> Vec<String> {
    let Some(Value::Number(_, unit @ (Unit::Count | Unit::Money))) = main.cells.first().map(|cell| &cell.value) else {
        return marks.iter().map(|mark| point_short(*mark, main, voice)).collect();
    };
    let numbers: Vec<Option<i128>> = marks.iter().map(|mark| Some((*mark).into())).collect();
    let (mut said, word) = alike(&numbers, unit.decimals(), voice.lang);
    // Decimals that are 0 everywhere say nothing.
    let is_round =
        |said: &Option<String>| said.as_ref().is_none_or(|said| said.contains('.') && said.ends_with(['0', '.']));
    while said.iter().any(Option::is_some) && said.iter().all(is_round) {
        for said in said.iter_mut().flatten() {
            said.pop();
        }
    }
    let words = said.into_iter().zip(marks).map(|(said, mark)| match said {
        Some(said) if *mark != 0 => [said.as_str(), word].join(" ").trim().to_owned(),
        _ => "0".to_owned(),
    });
    words.collect()
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
    // What is to be reached stands at its height, what follows where it ends; the own one finds its place below its point.
    let order = [Line::Target, Line::Heading, Line::Before, Line::Year, Line::Own];
    for line in order.iter().filter_map(|wanted| lines.iter().find(|line| line.line == *wanted)) {
        let last = placed(line).into_iter().rev().find_map(|(x, point)| Some((x, point?)));
        let (Some((x, point)), Some(said)) = (last, said(line)) else { continue };
        let own = line.line == Line::Own;
        let wanted = plot.row(point) + usize::from(own);
        let free = (wanted..=plot.bottom()).chain((0..wanted).rev()).find(|row| !taken.contains(row));
        let row = free.unwrap_or(wanted);
        taken.push(row);
        let role = match line.line {
            Line::Own => Role::Strong,
            Line::Heading => Role::Accent,
            Line::Target => Role::Text,
            Line::Before | Line::Year => Role::Muted,
        };
        if own {
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
    // Names of months are short and all alike: none of them gives way for a second space.
    let between = if period.grain() == Grain::Month { 2 } else { 1 };
    let mut put = |pen: &mut Pen<'_>, at: usize, said: &str, role: Role| {
        let from = (axis + plot.x(at, of) / 2).saturating_sub(width(said) / 2);
        if from >= free {
            free = pen.put(from, y, said, role) + between;
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
