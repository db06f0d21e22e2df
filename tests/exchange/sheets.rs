//! Workbooks, through the program's own reading child.

use std::path::{Path, PathBuf};

use dayboard::domain::base::Error;
use dayboard::domain::model::Dimension;
use dayboard::exchange::{ImportOutcome, ImportRequest, preview};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use super::hostile::{hostile, sound};
use super::memory::{Folder, Memory, refusal, take_as};

fn read(desk: &Memory, path: &Path, sheet: Option<&str>) -> Result<ImportOutcome, Vec<Error>> {
    take_as(desk, path, |request| {
        request.sheet_reader = Some(PathBuf::from(env!("CARGO_BIN_EXE_dayboard")));
        request.sheet = sheet.map(str::to_owned);
    })
}

fn workbook(path: &Path) {
    let mut book = Workbook::new();
    let cover = book.add_worksheet().set_name("Cover").expect("a name");
    cover.write(3, 3, "nothing to see").expect("a cell");
    let sheet = book.add_worksheet().set_name("数据").expect("a name");
    let date = Format::new().set_num_format("yyyy-mm-dd");
    for (column, name) in ["日期", "成员", "成交额", "流量"].into_iter().enumerate() {
        sheet.write(0, u16::try_from(column).expect("few"), name).expect("a cell");
    }
    let day = |day| ExcelDateTime::from_ymd(2026, 9, day).expect("a day");
    sheet.write_with_format(1, 0, day(8), &date).expect("a cell");
    sheet.write(1, 1, "张伟, \"the first\"\nof two").expect("a cell");
    sheet.write(1, 2, 0.1 + 0.2).expect("a cell");
    sheet.write(1, 3, 1204).expect("a cell");
    sheet.write_with_format(4, 0, day(9), &date).expect("a cell");
    sheet.write(4, 1, "李娜").expect("a cell");
    sheet.write(4, 2, -20.5).expect("a cell");
    book.save(path).expect("a file");
}

#[test]
fn a_sheet_is_read_like_a_file() {
    let (desk, folder) = (Memory::default(), Folder::new());
    let path = folder.file("book.xlsx", "");
    workbook(&path);
    let outcome = read(&desk, &path, Some("数据")).unwrap_or_else(|errors| panic!("{errors:?}"));
    assert_eq!((outcome.files[0].encoding, outcome.files[0].rows), ("XLSX", 2));
    assert_eq!(desk.sum("revenue", "2026-09-08"), Some(3_000));
    assert_eq!(desk.sum("revenue", "2026-09-09"), Some(-205_000));
    assert_eq!(desk.sum("visits", "2026-09-08..2026-09-09"), Some(1_204));
    assert!(desk.names(Dimension::Member).contains("张伟, \"the first\" of two"));
}

#[test]
fn of_a_workbook_the_first_sheet_that_holds_a_table_is_looked_at() {
    let (desk, folder) = (Memory::default(), Folder::new());
    let path = folder.file("book.xlsx", "");
    workbook(&path);
    let reader = Some(PathBuf::from(env!("CARGO_BIN_EXE_dayboard")));
    let request = ImportRequest { files: vec![path], sheet_reader: reader, ..ImportRequest::default() };
    let seen = preview(&desk, &request).expect("it can be read");
    assert_eq!((seen.sheets, seen.sheet.as_deref()), (vec!["Cover".to_owned(), "数据".to_owned()], Some("数据")));
    assert_eq!(seen.header, ["日期", "成员", "成交额", "流量"]);
    let plain = folder.file("plain.csv", "date,visits\n2026-09-08,1\n");
    let seen = preview(&desk, &ImportRequest { files: vec![plain], ..request }).expect("it can be read");
    assert_eq!((seen.sheets.len(), seen.sheet), (0, None));
}

#[test]
fn a_sheet_that_is_not_there_is_answered_with_those_that_are() {
    let (desk, folder) = (Memory::default(), Folder::new());
    let path = folder.file("book.xlsx", "");
    workbook(&path);
    let errors = read(&desk, &path, Some("Nope")).expect_err("no such sheet");
    sound(&errors);
    assert_eq!((errors[0].id.as_ref(), errors[0].arg("what")), ("sheet-unknown", "Cover, 数据"));
}

#[test]
fn hostile_workbooks_end_their_child_and_nothing_else() {
    for (name, ids) in [
        ("far-column.xlsx", &["sheet-far"][..]),
        ("far-corner.xlsx", &["sheet-far", "import-header"]),
        ("beyond.xlsx", &["sheet-far", "sheet-broken"]),
        ("bomb.xlsx", &["sheet-memory"]),
        ("counted.xlsx", &["sheet-memory", "sheet-broken"]),
        ("encrypted.xlsx", &["sheet-password"]),
        ("not-a-zip.xlsx", &["sheet-broken"]),
    ] {
        let file = hostile("sheets").into_iter().find(|file| file.ends_with(name)).expect("it is there");
        let errors = read(&Memory::default(), &file, None).expect_err(name);
        sound(&errors);
        assert!(ids.contains(&errors[0].id.as_ref()), "{name}: {errors:?}");
    }
    let (desk, far) = (Memory::default(), hostile("sheets").into_iter().find(|file| file.ends_with("far-row.xlsx")));
    read(&desk, &far.expect("it is there"), None).expect("a far row is a row");
    assert_eq!(desk.sum("visits", "2026-09-08..2026-09-09"), Some(12));
}

#[test]
fn a_program_that_reads_no_sheets_is_said_so() {
    let (desk, folder) = (Memory::default(), Folder::new());
    let path = folder.file("book.xlsx", "");
    workbook(&path);
    let result = take_as(&desk, &path, |request| request.sheet_reader = Some(PathBuf::from("/bin/false")));
    assert_eq!(refusal(result), ["sheet-reader"]);
}
