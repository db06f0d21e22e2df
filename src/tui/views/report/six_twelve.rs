//! Six weeks and twelve months of a measure on one axis, each in its own scale, last year beside them.

use ratatui::layout::Rect;

use super::{focus, note_row};
use crate::domain::model::Unit;
use crate::render::Voice;
use crate::report::{Report, Row, Table, Value};
use crate::text::{alike, month_short, phrase, say, width};
use crate::tui::app::App;
use crate::tui::theme::Role;
use crate::tui::views::cells;
use crate::tui::widgets::{Pen, Plot};

/// One of the two halves.
struct Half {
    points: Vec<Option<i64>>,
    year: Vec<Option<i64>>,
    labels: Vec<Option<String>>,
    heads: Vec<String>,
    scale: String,
    /// What the last point has of its period, where that is not over.
    part: Option<String>,
}

/// Draws both halves of the measure under the cursor; whether there were any.
pub(super) fn draw(pen: &mut Pen<'_>, app: &App, report: &Report, voice: &Voice<'_>) -> bool {
    let table = |id: &str| report.tables.iter().find(|table| table.id == id);
    let (Some(weeks), Some(months), Some(main)) = (table("weeks"), table("months"), focus(app, report)) else {
        return false;
    };
    let halves = [half(weeks, main, "chart.a-week", voice), half(months, main, "chart.a-month", voice)];
    let [Some(six), Some(twelve)] = halves else { return false };
    // A point alone stands beside nothing.
    if [&six, &twelve].into_iter().all(|half| half.points.iter().chain(&half.year).flatten().nth(1).is_none()) {
        return false;
    }
    let title = say("chart.six-twelve", &[("measure", &voice.value(&main.label))], voice.lang);
    note_row(pen, &title, phrase("chart.two-scales", voice.lang));
    let area = Rect { y: pen.area.y.saturating_add(1), height: pen.area.height.saturating_sub(1), ..pen.area };
    let mut field = pen.within(area);
    // A week has the room of a month, and the two stand apart by as much.
    let left = field.columns() * 6 / 19;
    let right = field.columns().saturating_sub(field.columns() * 12 / 19);
    let wide = cells(field.columns().saturating_sub(right));
    let second = Rect { x: area.x.saturating_add(cells(right)), width: wide, ..area };
    plot(&mut field.within(Rect { width: cells(left), ..area }), &six, voice);
    plot(&mut field.within(second), &twelve, voice);
    true
}

fn half(table: &Table, main: &Row, scale: &str, voice: &Voice<'_>) -> Option<Half> {
    let row = table.rows.iter().find(|row| row.id == main.id)?;
    let runs = || table.columns.iter().zip(&row.cells).filter(|(column, _)| column.id.starts_with(['1', '2']));
    let values: Vec<&Value> = runs().map(|(_, cell)| &cell.value).collect();
    let year = table.columns.iter().zip(&row.cells).find_map(|(column, cell)| match &cell.value {
        Value::Spark(points) if column.id == "last_year" => Some(points.clone()),
        _ => None,
    });
    let exact = |value: &&Value| match value {
        Value::Number(number, _) => Some(*number),
        Value::Rate(rate, _) => Some(rate.scaled(1_000_000)),
        _ => None,
    };
    let points: Vec<Option<i64>> =
        values.iter().map(|value| exact(value).and_then(|point| i64::try_from(point).ok())).collect();
    points.iter().flatten().next()?;
    let unit = values.iter().find_map(|value| match value {
        Value::Number(_, unit) | Value::Rate(_, unit) => Some(*unit),
        _ => None,
    });
    let (labels, word) = if values.iter().any(|value| matches!(value, Value::Number(..))) {
        let numbers: Vec<Option<i128>> = points.iter().map(|point| point.map(i128::from)).collect();
        alike(&numbers, unit.map_or(0, Unit::decimals), voice.lang)
    } else {
        let rate = |value: &&Value| matches!(value, Value::Rate(..)).then(|| voice.figure(value, false).0);
        (values.iter().map(rate).collect(), "")
    };
    let sign = match unit {
        Some(Unit::Money) => voice.money_unit(),
        Some(unit) => voice.unit(unit).to_owned(),
        None => String::new(),
    };
    let scale = [voice.joined(word, &sign), phrase(scale, voice.lang).to_owned()].join(" ").trim().to_owned();
    let head = |title: &Value| match title {
        Value::Period(period) => month_short(period.first(), voice.lang),
        Value::Days(days) => month_short(days.first(), voice.lang),
        Value::Words(words) => words.args.iter().find(|(key, _)| key == "week").map_or_else(
            || voice.title(title),
            // The week alone: that it is a part is said by its point, and below.
            |(_, week)| voice.title(week),
        ),
        title => voice.title(title),
    };
    let heads = runs().map(|(column, _)| head(&column.title)).collect();
    let is_part = |title: &Value| match title {
        Value::Days(_) => true,
        Value::Words(words) => words.id == "column.week_to",
        _ => false,
    };
    let part = runs().next_back().map(|(column, _)| &column.title).filter(|title| is_part(title));
    let part = part.map(|title| voice.title(title));
    Some(Half { part, points, year: year.unwrap_or_default(), labels, heads, scale })
}

fn plot(pen: &mut Pen<'_>, half: &Half, voice: &Voice<'_>) {
    let count = half.points.len();
    let widest = half.labels.iter().flatten().map(|label| width(label)).max().unwrap_or(1);
    let edge = widest.div_ceil(2) + 1;
    let (columns, rows) = (pen.columns().saturating_sub(edge * 2), pen.rows().saturating_sub(4));
    // What is not over has fallen short of nothing yet: no line leads to it, and at most as much room as all others have.
    let whole = if half.part.is_some() { count.saturating_sub(1) } else { count };
    let whole_of = |points: &[Option<i64>]| points.iter().take(whole).flatten().copied().collect::<Vec<i64>>();
    let known: Vec<i64> = whole_of(&half.points).into_iter().chain(whole_of(&half.year)).collect();
    let parts: Vec<i64> = half.points.iter().chain(&half.year).flatten().copied().collect();
    let all = if known.is_empty() { &parts } else { &known };
    let (Some(low), Some(high)) = (all.iter().copied().min(), all.iter().copied().max()) else { return };
    let span = high.saturating_sub(low);
    let (least, most) = (low.saturating_sub(span), high.saturating_add(span));
    let (low, high) = parts
        .iter()
        .map(|point| (*point).clamp(least, most))
        .fold((low, high), |(low, high), point| (low.min(point), high.max(point)));
    let Some(mut plot) = Plot::new(columns, rows, low, high) else { return };
    let placed = |plot: &Plot, points: &[Option<i64>]| -> Vec<(usize, Option<i64>)> {
        points.iter().enumerate().map(|(at, point)| (plot.x(at, count), *point)).collect()
    };
    let (own, year) = (placed(&plot, &half.points), placed(&plot, &half.year));
    plot.dotted(year.get(..whole.min(year.len())).unwrap_or_default(), Role::Muted);
    plot.line(own.get(..whole).unwrap_or(&own), Role::Accent);
    // The first row is left to the labels.
    let area = Rect { y: pen.area.y.saturating_add(1), height: pen.area.height.saturating_sub(1), ..pen.area };
    let mut field = pen.within(area);
    plot.draw(&mut field, edge);
    let marks = |role, points: &[(usize, Option<i64>)], field: &mut Pen<'_>| {
        for (x, point) in points.iter().filter_map(|(x, point)| Some((*x, (*point)?))) {
            plot.mark(field, edge, (x, point), role);
        }
    };
    marks(Role::Muted, &year, &mut field);
    marks(Role::Accent, &own, &mut field);
    let open = field.glyphs.part;
    if let Some((x, Some(point))) = own.last().filter(|_| half.part.is_some()) {
        plot.sign(&mut field, edge, (*x, *point), open, Role::Accent);
    }
    if let Some((x, point)) = year.iter().find_map(|(x, point)| Some((*x, (*point)?))) {
        let word = phrase("column.year", voice.lang);
        let row = plot.row(point) + 1;
        let room = own.iter().filter_map(|(_, point)| *point).all(|own| plot.row(own) != row || own >= point);
        if room && row < rows + 1 {
            field.put(edge + x / 2, row, word, Role::Muted);
        }
    }
    let step = columns.checked_div(count.saturating_sub(1)).unwrap_or(columns);
    for (at, ((x, point), (label, head))) in own.iter().zip(half.labels.iter().zip(&half.heads)).enumerate() {
        let last = at + 1 == count;
        let role = if last { Role::Strong } else { Role::Text };
        let centre = |said: &str| (edge + x / 2).saturating_sub(width(said) / 2);
        // Where there is no room for every label, every other one counted from the last.
        let fits = |said: &str| step > width(said) || (count - 1 - at).is_multiple_of(2);
        if let (Some(point), Some(label)) = (point, label)
            && fits(label)
        {
            // One row above the point, in the rows of the pen that begin one above the field.
            pen.put(centre(label), plot.row(*point), label, role);
        }
        if fits(head) {
            let role = if last { Role::Strong } else { Role::Muted };
            pen.put(centre(head), rows + 1 + 1, head, role);
        }
    }
    let end = pen.put(1, rows + 3, &half.scale, Role::Muted);
    if let Some(title) = &half.part {
        let said = say("chart.part", &[("sign", open), ("title", title)], voice.lang);
        if end + 2 + width(&said) <= pen.columns() {
            pen.put(end + 2, rows + 3, &said, Role::Muted);
        }
    }
}
