//! Markdown: headline, tables, notes.

use super::{Grid, Voice, lens_line, safe, table_title, trust_notes};
use crate::report::{Report, Table};

/// The report as Markdown.
pub(super) fn markdown(report: &Report, voice: &Voice<'_>) -> String {
    let lens = lens_line(report, voice);
    let mut blocks = Vec::new();
    if !lens.period.is_empty() {
        blocks.push(format!("# {}", safe::markdown(&lens.period)));
    }
    let rest: Vec<String> = lens
        .parts
        .into_iter()
        .chain(lens.coverage)
        .chain(lens.closed)
        .chain(lens.until)
        .map(|part| safe::markdown(&part))
        .collect();
    if !rest.is_empty() {
        blocks.push(rest.join(" · "));
    }
    for (at, sentence) in report.headline.iter().enumerate() {
        let words = safe::markdown(&voice.sentence(sentence));
        blocks.push(if at == 0 { format!("**{words}**") } else { words });
    }
    for table in report.tables.iter().filter(|table| !table.rows.is_empty()) {
        blocks.push(table_block(table, voice));
    }
    let notes: Vec<String> =
        trust_notes(report, voice).iter().map(|note| format!("- {}", safe::markdown(note))).collect();
    if !notes.is_empty() {
        blocks.push(notes.join("\n"));
    }
    blocks.join("\n\n") + "\n"
}

fn table_block(table: &Table, voice: &Voice<'_>) -> String {
    let grid = Grid::of(table, voice);
    let mut lines = Vec::new();
    let title = table_title(table, voice);
    if !title.is_empty() {
        lines.push(format!("## {}\n", safe::markdown(&title)));
    }
    let heads: Vec<String> = grid.columns.iter().map(|column| safe::markdown(&column.title)).collect();
    lines.push(format!("| {} | {} |", safe::markdown(&grid.label), heads.join(" | ")));
    let marks: Vec<&str> = grid.columns.iter().map(|column| if column.words { "---" } else { "--:" }).collect();
    lines.push(format!("| --- | {} |", marks.join(" | ")));
    for row in &grid.rows {
        let strong = |text: String| if row.total && !text.is_empty() { format!("**{text}**") } else { text };
        let label = [row.label.as_str(), row.unit.as_str()].join(" ");
        let cells: Vec<String> = row
            .cells
            .iter()
            .map(|cell| strong(safe::markdown(&format!("{}{}{}", cell.number, cell.unit, cell.mark))))
            .collect();
        lines.push(format!("| {} | {} |", strong(safe::markdown(label.trim())), cells.join(" | ")));
    }
    if let Some(note) = &table.note {
        lines.push(format!("\n{}", safe::markdown(&voice.sentence(note))));
    }
    lines.join("\n")
}
