//! One page that needs nothing else: no script, no font, no picture from elsewhere; it prints as it looks.

use super::{Grid, Voice, lens_line, safe, spark_levels, table_title, trust_notes};
use crate::report::{Report, Row, Table, Value};

const STYLE: &str = "\
:root{color-scheme:light dark}
body{font:15px/1.5 system-ui,\"PingFang SC\",\"Microsoft YaHei\",\"Noto Sans CJK SC\",sans-serif;margin:2em auto;max-width:62em;padding:0 1em}
h1{font-size:1.3em;margin:0}h2{font-size:1.05em;margin:1.6em 0 .3em}
.lens,.notes,.note{color:gray}.headline{font-weight:bold;margin:.8em 0 .2em}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}
th{border-bottom:1px solid gray;color:gray;font-weight:normal;text-align:right}
th,td{padding:.15em .9em .15em 0;white-space:nowrap}td{text-align:right}
.words,th:first-child,td:first-child{text-align:left}
.strong,.total td{font-weight:bold}svg{display:block;fill:currentColor;opacity:.55}
";

/// The report as an HTML page.
pub(super) fn html(report: &Report, voice: &Voice<'_>) -> String {
    let lens = lens_line(report, voice);
    let title = if lens.period.is_empty() { "dayboard".to_owned() } else { safe::html(&lens.period) };
    let parts: Vec<String> = lens
        .parts
        .into_iter()
        .chain(lens.coverage)
        .chain(lens.closed)
        .chain(lens.until)
        .map(|part| safe::html(&part))
        .collect();
    let mut page = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n<h1>{title}</h1>\n",
        if voice.lang == crate::text::Lang::Zh { "zh-CN" } else { "en" },
    );
    if !parts.is_empty() {
        page.extend([format!("<p class=\"lens\">{}</p>\n", parts.join(" &middot; "))]);
    }
    for (at, sentence) in report.headline.iter().enumerate() {
        let class = if at == 0 { " class=\"headline\"" } else { "" };
        page.extend([format!("<p{class}>{}</p>\n", safe::html(&voice.sentence(sentence)))]);
    }
    for table in report.tables.iter().filter(|table| !table.rows.is_empty()) {
        page += &table_block(table, voice);
    }
    let notes: Vec<String> = trust_notes(report, voice).iter().map(|note| safe::html(note)).collect();
    if !notes.is_empty() {
        page.extend([format!("<p class=\"notes\">{}</p>\n", notes.join("<br>\n"))]);
    }
    page
}

fn table_block(table: &Table, voice: &Voice<'_>) -> String {
    let grid = Grid::of(table, voice);
    let mut block = String::new();
    let title = table_title(table, voice);
    if !title.is_empty() {
        block.extend([format!("<h2>{}</h2>\n", safe::html(&title))]);
    }
    block.extend([format!("<table>\n<tr><th>{}", safe::html(&grid.label))]);
    for column in &grid.columns {
        let class = if column.words { " class=\"words\"" } else { "" };
        block.extend([format!("<th{class}>{}", safe::html(&column.title))]);
    }
    block.push('\n');
    for (row, words) in table.rows.iter().zip(&grid.rows) {
        let class = if row.total { " class=\"total\"" } else { "" };
        let label = [words.label.as_str(), words.unit.as_str()].join(" ");
        block.extend([format!("<tr{class}><td>{}", safe::html(&safe::cell(label.trim())))]);
        block += &cells(row, words, &grid);
        block.push('\n');
    }
    block += "</table>\n";
    if let Some(note) = &table.note {
        block.extend([format!("<p class=\"note\">{}</p>\n", safe::html(&voice.sentence(note)))]);
    }
    block
}

fn cells(row: &Row, words: &super::GridRow, grid: &Grid) -> String {
    let mut cells = String::new();
    for ((cell, words), column) in row.cells.iter().zip(&words.cells).zip(&grid.columns) {
        let class = match (column.words, column.strong) {
            (true, _) => " class=\"words\"",
            (_, true) => " class=\"strong\"",
            _ => "",
        };
        let content = match &cell.value {
            Value::Spark(points) => chart(points),
            Value::Text(_) | Value::Source(_) | Value::Term(_) | Value::Words(_) => {
                safe::html(&safe::cell(&words.number))
            }
            _ => safe::html(&format!("{}{}{}", words.number, words.unit, words.mark)),
        };
        cells.extend([format!("<td{class}>{content}")]);
    }
    cells
}

/// A small chart as bars.
fn chart(points: &[Option<i64>]) -> String {
    let bars: Vec<String> = spark_levels(points, 20)
        .into_iter()
        .enumerate()
        .filter_map(|(at, level)| level.map(|level| (at * 6, level + 1)))
        .map(|(x, height)| format!("<rect x=\"{x}\" y=\"{}\" width=\"5\" height=\"{height}\"/>", 20 - height))
        .collect();
    format!("<svg width=\"{}\" height=\"20\" aria-hidden=\"true\">{}</svg>", points.len() * 6, bars.concat())
}
