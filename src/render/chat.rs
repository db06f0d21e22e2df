//! A report as lines for a chat group: nothing is aligned, and no line has more than 72 columns (S-174).

use super::Voice;
use super::lens::{lens_line, table_title};
use super::voice::capital;
use crate::report::{Column, Report, Row, Value};
use crate::text::wrap;

/// Columns of a line at most.
const COLUMNS: usize = 72;
/// Rows of a table at most.
const ROWS: usize = 12;

/// The report.
pub(super) fn chat(report: &Report, voice: &Voice<'_>) -> String {
    let mut lines: Vec<String> = Vec::new();
    let lens = lens_line(report, voice);
    if report.period.is_some() {
        lines.extend(wrap(&lens.period, COLUMNS));
    }
    for (at, sentence) in report.headline.iter().enumerate() {
        let state = report.state.filter(|_| at == 0).map(|state| format!("[{}] ", state.letter()));
        lines.extend(wrap(&format!("{}{}", state.unwrap_or_default(), voice.sentence(sentence)), COLUMNS));
    }
    for table in &report.tables {
        let title = table_title(table, voice);
        if !title.is_empty() {
            lines.push(String::new());
            lines.extend(wrap(&capital(&title), COLUMNS));
        }
        for row in table.rows.iter().take(ROWS) {
            let line = line(&table.columns, row, voice);
            let wrapped = wrap(&line, COLUMNS.saturating_sub(2));
            lines.extend(
                wrapped.iter().enumerate().map(|(at, line)| format!("{}{line}", if at == 0 { "- " } else { "  " })),
            );
        }
    }
    lines.join("\n") + "\n"
}

/// `traffic: 1,204, before 1,114, +8.1 %`
fn line(columns: &[Column], row: &Row, voice: &Voice<'_>) -> String {
    let cells = columns.iter().zip(&row.cells).filter(|(_, cell)| is_told(&cell.value));
    let said = cells.map(|(column, cell)| {
        let value = voice.value(&cell.value);
        let mark = if cell.marks.incomplete { "*" } else { "" };
        let plain = column.strong
            || matches!(cell.value, Value::Change(_) | Value::Points(_) | Value::Plus(..) | Value::Words(_));
        if plain { format!("{value}{mark}") } else { format!("{} {value}{mark}", voice.title(&column.title)) }
    });
    let label = voice.value(&row.label);
    let said: Vec<String> = said.collect();
    if said.is_empty() { label } else { format!("{label}: {}", said.join(", ")) }
}

/// Whether a value is words or a figure, and there.
fn is_told(value: &Value) -> bool {
    !matches!(
        value,
        Value::Null | Value::Undefined | Value::Spark(_) | Value::Strip { .. } | Value::Bar(..) | Value::Ranks(_)
    )
}
