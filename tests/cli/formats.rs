//! The fixed report in every form and both languages, held against the files in `tests/golden`, which are also the
//! promise of `"schema": 1`. `UPDATE_GOLDEN=1` writes them.

use std::fs;
use std::io::Cursor;
use std::path::Path;

use calamine::{Data, Reader, Xlsx};
use dayboard::domain::model::{Revision, Term};
use dayboard::render::{Format, render};
use dayboard::report::{Report, Value};
use dayboard::text::Lang;

use crate::fixture::tuesday;

fn printed(report: &Report, format: Format, lang: Lang) -> String {
    String::from_utf8(render(report, format, lang).expect("it is printed")).expect("it is text")
}

#[test]
fn every_text_form_is_as_it_was() {
    for format in [Format::Text, Format::Markdown, Format::Html, Format::Csv, Format::Json] {
        for lang in Lang::ALL {
            let name = format!("day.{}.{}", lang.id(), format.id());
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(&name);
            let now = printed(&tuesday(), format, lang);
            if std::env::var_os("UPDATE_GOLDEN").is_some() {
                fs::write(&path, &now).expect("it can be written");
            }
            let kept = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(now, kept, "{name}");
        }
    }
}

#[test]
fn json_is_the_stable_interface() {
    let json: serde_json::Value =
        serde_json::from_str(&printed(&tuesday(), Format::Json, Lang::En)).expect("it is JSON");
    assert_eq!(json["schema"], 1);
    let row = |id: &str| {
        let rows = json["tables"][0]["rows"].as_array().expect("rows");
        rows.iter().find(|row| row["id"] == id).expect("the row").clone()
    };
    assert_eq!(row("deals")["cells"]["value"]["value"], 6, "a count is an integer");
    assert_eq!(row("revenue")["cells"]["value"]["value"], "78000.00", "money is a decimal string");
    assert_eq!(row("close_rate")["cells"]["value"]["value"], "0.19354839", "a rate is a decimal string");
    assert!(row("roas")["cells"]["value"]["value"].is_null(), "a rate that does not exist is null");
    assert_eq!(row("roas")["cells"]["value"]["state"], "undefined");
    assert_eq!(row("lost_orders")["cells"]["before"]["state"], "null");
    assert_eq!(row("valid_inquiries")["cells"]["value"]["marks"], "*");
    let zh: serde_json::Value = serde_json::from_str(&printed(&tuesday(), Format::Json, Lang::Zh)).expect("it is JSON");
    assert_eq!(json["tables"][0]["rows"][0]["id"], zh["tables"][0]["rows"][0]["id"], "ids are never translated");
}

#[test]
fn a_workbook_has_a_sheet_a_table_and_figures_as_numbers() {
    let bytes = render(&tuesday(), Format::Xlsx, Lang::En).expect("it is written");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("it is a workbook");
    assert_eq!(book.sheet_names().len(), 3);
    let name = book.sheet_names().get(1).expect("the measures").clone();
    let sheet = book.worksheet_range(&name).expect("it is read");
    assert_eq!(sheet.get_value((6, 0)), Some(&Data::String("amount".to_owned())));
    assert_eq!(sheet.get_value((6, 1)), Some(&Data::Float(78_000.0)));
    assert_eq!(sheet.get_value((4, 2)), Some(&Data::Empty), "not reported is no number");
}

/// Names and files as an enemy would write them.
const HOSTILE: [&str; 8] = [
    "\u{1b}[2J\u{1b}]0;owned\u{7}",
    "a\u{9b}31mb",
    "\u{202e}gpj.exe",
    "=HYPERLINK(\"http://evil\")",
    "+1+cmd|' /C calc'!A0",
    "@SUM(1)",
    "\t=1",
    "<script>alert('x')</script>",
];

fn hostile() -> Report {
    let mut report = tuesday();
    let rows: Vec<_> = report.tables.iter_mut().flat_map(|table| &mut table.rows).collect();
    for (row, text) in rows.into_iter().zip(HOSTILE.into_iter().cycle()) {
        row.id = text.to_owned();
        row.label = Value::Text(text.to_owned());
        if let Some(cell) = row.cells.get_mut(1) {
            cell.value = Value::Text(text.to_owned());
        }
        if let Some(cell) = row.cells.first_mut() {
            cell.value = Value::Term(Term { en: text.to_owned(), zh: text.to_owned() });
        }
    }
    report.trust.missing = HOSTILE.iter().map(|text| ((*text).to_owned(), (*text).to_owned())).collect();
    for source in &mut report.trust.sources {
        source.name = HOSTILE.concat();
    }
    report.currency = HOSTILE.concat();
    report.timezone = HOSTILE.concat();
    report.revision = Revision(7);
    report
}

#[test]
fn nothing_from_data_is_a_command_to_a_terminal() {
    for format in [Format::Text, Format::Markdown, Format::Html, Format::Csv, Format::Json] {
        for lang in Lang::ALL {
            let text = printed(&hostile(), format, lang);
            let wrong = text.chars().find(|c| (c.is_control() && *c != '\n' && *c != '\r') || *c == '\u{202e}');
            assert_eq!(wrong, None, "{format:?}: {text}");
        }
    }
}

#[test]
fn nothing_from_data_is_a_command_to_a_spreadsheet_or_a_browser() {
    let csv = printed(&hostile(), Format::Csv, Lang::En);
    let mut reader = csv::ReaderBuilder::new().from_reader(csv.as_bytes());
    for field in
        reader.records().flat_map(|record| record.expect("a record").iter().map(str::to_owned).collect::<Vec<_>>())
    {
        let trimmed = field.trim_start();
        let number = trimmed.parse::<f64>().is_ok();
        assert!(number || !trimmed.starts_with(['=', '+', '-', '@']), "{field}");
    }
    let bytes = render(&hostile(), Format::Xlsx, Lang::En).expect("it is written");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("it is a workbook");
    for name in book.sheet_names() {
        assert_eq!(book.worksheet_formula(&name).expect("it is read").used_cells().count(), 0, "{name} has a formula");
        for (_, _, value) in book.worksheet_range(&name).expect("it is read").used_cells() {
            if let Data::String(text) = value {
                assert!(!text.trim_start().starts_with(['=', '+', '-', '@']), "{text}");
                assert!(!text.contains('\u{1b}'), "{text}");
            }
        }
    }
    let html = printed(&hostile(), Format::Html, Lang::En);
    assert!(!html.contains("<script") && !html.contains(">="), "{html}");
}
