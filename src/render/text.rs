//! Plain text: what one reads in a terminal, a mail or a log. Aligned by display width, no frames, no colours.

use super::{Grid, GridCell, GridColumn, GridRow, Voice, lens_line, trust_notes};
use crate::report::{Report, Table};
use crate::text::{pad_left, pad_right, width};

/// Cells a line should keep to; small charts are left out where they would pass it.
const WIDTH: usize = 80;

/// The report as plain text.
pub(super) fn text(report: &Report, voice: &Voice<'_>) -> String {
    let mut lines = Vec::new();
    let lens = lens_line(report, voice);
    let head: Vec<String> = std::iter::once(lens.period)
        .chain(lens.parts)
        .chain(lens.coverage)
        .chain(lens.until)
        .filter(|part| !part.is_empty())
        .collect();
    if !head.is_empty() {
        lines.extend(wrap(&head.join("   "), WIDTH));
    }
    for sentence in &report.headline {
        lines.extend(wrap(&voice.sentence(sentence), WIDTH));
    }
    for table in report.tables.iter().filter(|table| !table.rows.is_empty()) {
        lines.push(String::new());
        lines.extend(table_lines(table, voice));
    }
    let notes = trust_notes(report, voice);
    if !notes.is_empty() {
        lines.push(String::new());
        lines.extend(notes.iter().flat_map(|note| wrap(note, WIDTH)));
    }
    lines.iter().map(|line| line.trim_end()).fold(String::new(), |text, line| text + line + "\n")
}

fn table_lines(table: &Table, voice: &Voice<'_>) -> Vec<String> {
    let mut grid = Grid::of(table, voice);
    drop_charts(&mut grid);
    let title = voice.value(&table.title);
    let note = table.note.as_ref().map(|note| voice.sentence(note)).unwrap_or_default();
    let mut lines = Vec::new();
    if !title.is_empty() || !note.is_empty() {
        lines.push(if note.is_empty() { title } else { format!("{title}   {note}") });
    }
    let head: Vec<String> = grid.columns.iter().map(title_cell).collect();
    lines.push(format!("  {}{}", pad_right(&grid.label, grid.label_width), head.concat()));
    lines.extend(grid.rows.iter().map(|row| row_line(&grid, row)));
    lines
}

/// Takes the small charts out where a line would get too long for them.
fn drop_charts(grid: &mut Grid) {
    let whole: usize = 2 + grid.label_width + grid.columns.iter().map(|column| 2 + column.width()).sum::<usize>();
    if whole <= WIDTH {
        return;
    }
    let charts: Vec<bool> = grid.columns.iter().map(|column| column.chart).collect();
    for row in &mut grid.rows {
        let mut chart = charts.iter();
        row.cells.retain(|_| !chart.next().copied().unwrap_or(false));
    }
    grid.columns.retain(|column| !column.chart);
}

fn title_cell(column: &GridColumn) -> String {
    let title = if column.words {
        pad_right(&column.title, column.width())
    } else {
        format!("{}{}", pad_left(&column.title, column.width() - column.mark), " ".repeat(column.mark))
    };
    format!("  {title}")
}

fn row_line(grid: &Grid, row: &GridRow) -> String {
    let label = if row.unit.is_empty() { row.label.clone() } else { format!("{} {}", row.label, row.unit) };
    let cells: String = grid.columns.iter().zip(&row.cells).map(|(column, cell)| cell_text(column, cell)).collect();
    format!("  {}{cells}", pad_right(&label, grid.label_width))
}

/// The figure at the right of its own column, its unit and mark after it; words at the left.
fn cell_text(column: &GridColumn, cell: &GridCell) -> String {
    let rest = format!("{}{}", pad_right(&cell.unit, column.unit), pad_right(&cell.mark, column.mark));
    let room = column.width() - column.unit - column.mark;
    let number = if column.words { pad_right(&cell.number, room) } else { pad_left(&cell.number, room) };
    format!("  {number}{rest}")
}

/// `text` in lines of at most `cells`, broken at spaces, and between Chinese characters where a word is too long.
pub(super) fn wrap(text: &str, cells: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_inclusive(' ') {
        for piece in pieces(word, cells) {
            let full = lines.last().is_some_and(|line| width(line) + width(piece.trim_end()) > cells);
            if full {
                lines.push(String::new());
            }
            if let Some(line) = lines.last_mut() {
                line.push_str(&piece);
            }
        }
    }
    lines
}

/// A word in one piece where it fits a line, else by characters.
fn pieces(word: &str, cells: usize) -> Vec<String> {
    if width(word.trim_end()) <= cells { vec![word.to_owned()] } else { word.chars().map(String::from).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_spaces_and_long_chinese_between_characters() {
        assert_eq!(wrap("one two three", 8), ["one two ", "three"]);
        assert_eq!(wrap("成交额比上周同日", 6), ["成交额", "比上周", "同日"]);
        assert_eq!(wrap("", 8), [""]);
    }
}
