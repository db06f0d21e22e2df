//! Plain text: what one reads in a terminal, a mail or a log. Aligned by display width, no frames, no colours.

use super::{Grid, GridCell, GridColumn, GridRow, Tall, Voice, lens_line, table_title, trust_notes};
use crate::report::{Report, Table};
use crate::text::{pad_left, pad_right, wrap};

/// Cells a line should keep to; small charts are left out where they would pass it.
const WIDTH: usize = 80;

/// The report as plain text.
pub(super) fn text(report: &Report, voice: &Voice<'_>) -> String {
    let mut lines = Vec::new();
    let lens = lens_line(report, voice);
    let question: Vec<String> = std::iter::once(lens.period).chain(lens.parts).collect();
    let given = lens.coverage.into_iter().chain(lens.closed);
    let trust: Vec<String> = given.chain(lens.until.filter(|_| report.period.is_some())).collect();
    for head in [question, trust].map(|parts| parts.join("   ")).into_iter().filter(|head| !head.trim().is_empty()) {
        lines.extend(wrap(&head, WIDTH));
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
    let tall = Tall::of(table, voice).map(|tall| tall.table);
    let mut grid = Grid::of(tall.as_ref().unwrap_or(table), voice);
    drop_charts(&mut grid);
    let title = table_title(table, voice);
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
        pad_right(&pad_left(&column.title, column.title_end()), column.width())
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
    let rest = pad_right(&format!("{}{}", cell.unit, cell.mark), column.unit + column.mark);
    let room = column.width() - column.unit - column.mark;
    let number = if column.words { pad_right(&cell.number, room) } else { pad_left(&cell.number, room) };
    format!("  {number}{rest}")
}
