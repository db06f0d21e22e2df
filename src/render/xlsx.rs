//! A workbook: what it says on the first sheet, then a sheet a table, figures as numbers with a format.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use super::{Voice, lens_line, safe, trust_notes};
use crate::domain::base::{Error, Rate};
use crate::domain::model::Unit;
use crate::report::{Cell, Report, Table, Value};
use crate::text::{phrase, width};

/// The report as a workbook.
pub(super) fn xlsx(report: &Report, voice: &Voice<'_>) -> Result<Vec<u8>, Error> {
    written(report, voice).map_err(|error| Error::could("workbook").with("reason", error))
}

fn written(report: &Report, voice: &Voice<'_>) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    summary(book.add_worksheet(), report, voice)?;
    for (number, table) in report.tables.iter().filter(|table| !table.rows.is_empty()).enumerate() {
        let sheet = book.add_worksheet();
        sheet.set_name(sheet_name(&voice.value(&table.title), number + 1))?;
        fill(sheet, table, voice)?;
    }
    book.save_to_buffer()
}

fn summary(sheet: &mut Worksheet, report: &Report, voice: &Voice<'_>) -> Result<(), XlsxError> {
    sheet.set_name(phrase("sheet.summary", voice.lang))?;
    sheet.set_column_width(0, 100)?;
    let lens = lens_line(report, voice);
    let lens: Vec<String> =
        [lens.period].into_iter().chain(lens.parts).chain(lens.coverage).chain(lens.closed).chain(lens.until).collect();
    let lines = std::iter::once(lens.join("   "))
        .chain(report.headline.iter().map(|sentence| voice.sentence(sentence)))
        .chain(std::iter::once(String::new()))
        .chain(trust_notes(report, voice));
    for (row, line) in (0..).zip(lines) {
        sheet.write_string(row, 0, safe::cell(&line))?;
    }
    Ok(())
}

fn fill(sheet: &mut Worksheet, table: &Table, voice: &Voice<'_>) -> Result<(), XlsxError> {
    let head = Format::new().set_bold().set_border_bottom(FormatBorder::Thin);
    let titles =
        std::iter::once(voice.value(&table.label)).chain(table.columns.iter().map(|column| voice.value(&column.title)));
    for (column, title) in (0..).zip(titles) {
        sheet.write_string_with_format(0, column, safe::cell(&title), &head)?;
    }
    let widest = table.rows.iter().map(|row| width(&voice.value(&row.label))).max().unwrap_or(0).clamp(10, 60);
    sheet.set_column_width(0, u16::try_from(widest + 2).unwrap_or(30))?;
    for (number, row) in (1..).zip(&table.rows) {
        sheet.write_string(number, 0, safe::cell(&voice.value(&row.label)))?;
        for (column, cell) in (1..).zip(&row.cells) {
            write(sheet, number, column, cell, voice)?;
        }
    }
    sheet.set_freeze_panes(1, 1)?;
    Ok(())
}

fn write(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell, voice: &Voice<'_>) -> Result<(), XlsxError> {
    let figure = |value: f64, shape: &str| (value, Format::new().set_num_format(shape));
    let (value, format) = match &cell.value {
        Value::Null | Value::Undefined => return Ok(()),
        Value::Number(number, unit) | Value::Plus(number, unit) => {
            figure(real(*number, 1, unit.decimals()), shape(*unit))
        }
        Value::Rate(rate, unit) => figure(of(*rate, unit.decimals()), shape(*unit)),
        Value::Change(rate) => figure(of(*rate, 0), "+0.0%;-0.0%;0.0%"),
        Value::Points(rate) => figure(of(*rate, 0) * 100.0, "+0.0\" pp\";-0.0\" pp\";0.0\" pp\""),
        value => {
            let words = safe::cell(&voice.value(value));
            sheet.write_string_with_format(row, column, words, &Format::new().set_align(FormatAlign::Left))?;
            return Ok(());
        }
    };
    sheet.write_number_with_format(row, column, value, &format)?;
    Ok(())
}

fn shape(unit: Unit) -> &'static str {
    match unit {
        Unit::Count => "#,##0",
        Unit::Money | Unit::Ratio => "#,##0.00",
        Unit::Percent => "0.0%",
        Unit::Minutes | Unit::Hours | Unit::Seconds | Unit::Points => "#,##0.0",
    }
}

fn of(rate: Rate, have: u32) -> f64 {
    real(rate.num(), rate.den(), have)
}

/// A spreadsheet knows floats only; nothing is computed with this one.
#[expect(clippy::cast_precision_loss, reason = "a spreadsheet keeps 15 digits of any number")]
fn real(num: i128, den: i128, have: u32) -> f64 {
    num as f64 / (den as f64 * 10_f64.powi(have.cast_signed()))
}

/// A sheet's name as the format allows it: at most 31 characters, none of `[]:*?/\`, no apostrophe at its ends; with
/// its number, so that no two are the same.
fn sheet_name(title: &str, number: usize) -> String {
    let kept: String = title.chars().filter(|c| !"[]:*?/\\'".contains(*c)).take(26).collect();
    format!("{number} {}", kept.trim())
}
