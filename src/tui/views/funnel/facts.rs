//! What the tables beside a funnel say, in a line each, where there is no room for them.

use crate::domain::model::Basis;
use crate::render::Voice;
use crate::report::{Report, Row, Sentence, Table, Value};
use crate::text::{phrase, width};
use crate::tui::theme::Role;
use crate::tui::widgets::Pen;

/// A line: what it is about, and names with their figures.
pub(super) struct Line {
    title: String,
    parts: Vec<(String, String)>,
}

/// Tables at the side, the columns that there is room for, and their titles.
const SIDE: [(&str, &[&str], &str); 5] = [
    ("owners", &["people"], "funnel.owners"),
    ("outcome", &["count", "share"], "funnel.outcome"),
    ("mix", &["share", "deviation"], "funnel.mix"),
    ("lost", &["count", "share"], "funnel.lost"),
    ("lag", &["days", "before"], "funnel.lag"),
];

/// The report with the tables at the side in few columns, row by row the same.
pub(super) fn side(report: &Report) -> Report {
    let mut report = report.clone();
    for table in &mut report.tables {
        let Some((_, kept, title)) = SIDE.iter().find(|(id, _, _)| *id == table.id) else { continue };
        let keep: Vec<bool> = table.columns.iter().map(|column| kept.contains(&column.id.as_ref())).collect();
        if !keep.contains(&true) {
            continue;
        }
        table.title = Value::Words(Sentence::new(title));
        table.label = Value::Text(String::new());
        retain(&mut table.columns, &keep);
        table.rows.iter_mut().for_each(|row| retain(&mut row.cells, &keep));
    }
    report
}

/// Keeps what `keep` says yes to.
fn retain<T>(list: &mut Vec<T>, keep: &[bool]) {
    let mut keep = keep.iter();
    list.retain(|_| keep.next().copied().unwrap_or(false));
}

/// The tables that have a line, the column that it takes, and its title.
const LINES: [(&str, &str, &str); 4] = [
    ("outcome", "count", "funnel.outcome"),
    ("lost", "count", "funnel.lost"),
    ("mix", "share", "funnel.mix"),
    ("lag", "days", "funnel.lag"),
];

/// The lines of `report`.
pub(super) fn lines(report: &Report, voice: &Voice<'_>) -> Vec<Line> {
    let of = |(id, column, title): (&str, &str, &'static str)| {
        let table = report.tables.iter().find(|table| table.id == id)?;
        let at = |id: &str| table.columns.iter().position(|own| own.id == id);
        let mut line = line(table, at(column)?, phrase(title, voice.lang), voice);
        if let Some(expected) = at("benchmark").and_then(|at| table.rows.first()?.cells.get(at)) {
            line.parts.push((phrase("funnel.expected", voice.lang).to_owned(), voice.value(&expected.value)));
        }
        Some(line)
    };
    let above = || Line {
        title: phrase("funnel.above", voice.lang).to_owned(),
        parts: vec![(phrase("funnel.above.why", voice.lang).to_owned(), String::new())],
    };
    let seen = report.tables.first().filter(|_| report.lens.basis == Basis::Period);
    seen.is_some_and(|table| table.is_above_whole(None))
        .then(above)
        .into_iter()
        .chain(LINES.into_iter().filter_map(of))
        .collect()
}

/// A table in a line, its total behind the title.
fn line(table: &Table, at: usize, title: &str, voice: &Voice<'_>) -> Line {
    let figure = |row: &Row| row.cells.get(at).map_or(Value::Null, |cell| cell.value.clone());
    let total = table.rows.iter().find(|row| row.total).map(|row| voice.value(&figure(row)));
    let rows = table.rows.iter().filter(|row| !row.total && figure(row) != Value::Null);
    let part = |row: &Row| (voice.value(&row.label), voice.value(&figure(row)));
    let title = total.map_or_else(|| title.to_owned(), |total| format!("{title} {total}"));
    Line { title, parts: rows.map(part).collect() }
}

/// Draws the lines below each other, each as far as it fits; how many rows they took.
pub(super) fn draw(pen: &mut Pen<'_>, lines: &[Line]) -> usize {
    let room = pen.columns();
    for (y, line) in lines.iter().enumerate().take(pen.rows()) {
        let mut x = pen.put(1, y, &line.title, Role::Strong) + 3;
        for (name, figure) in &line.parts {
            let cells = width(name) + 1 + width(figure);
            if x + cells > room {
                break;
            }
            x = pen.put(x, y, name, Role::Muted) + 1;
            x = pen.put(x, y, figure, Role::Text) + 3;
        }
    }
    lines.len().min(pen.rows())
}
