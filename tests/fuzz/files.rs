//! Files that are imported: tables in any encoding, maps with their expressions, workbooks, documents.

use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};

use dayboard::exchange::{ImportRequest, import, preview, propose, read_documents};
use encoding_rs::{BIG5, GB18030, WINDOWS_1252};
use rust_xlsxwriter::Workbook;

use crate::chance::Chance;
use crate::change;
use crate::memory::{Folder, Memory};
use crate::run::Target;

const TABLES: [&str; 8] = [
    "date,member,visits,revenue\n2026-09-08,张伟,1204,78000.50\n2026-09-09,李娜,31,-0.01\n",
    "日期\t成员\t成交额\t流量\r\n2026/9/8\t\"张伟, 第一\"\t￥1,234.50\t12\r\n2026/9/9\t李娜\t(5)\t\r\n",
    "date;channel;deals;lost_orders;reason\n8.9.2026;seo;3;1;price\n31.12.2026;ads;0;;\n",
    "day,order,customer,amount\n08/09/2026,O-1,C-1,\"1,000.00\"\n09/10/2026,O-2,C-2,\"2\"\"\n3\"\n",
    "name,team,from,to\n张伟,East,2026-01-01,\n李娜,West,2025-12-31,2026-06-30\n",
    "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n\
     536365,85123A,WHITE HEART,6,2010-12-01 08:26:00,2.55,17850,United Kingdom\n\
     C536379,D,Discount,-1,2010-12-01 09:41:00,27.5,14527,United Kingdom\n",
    "Record ID,Deal Name,Deal Stage,Pipeline,Amount,Create Date,Close Date,Deal owner,Associated Company,\
     Original Traffic Source,Closed Lost Reason\n1,A,Closed Won,,\"1,200\",2026-09-01,2026-09-08,张伟,X,Paid Search,\n",
    "\"a\"\"b\",c\n\"x\ny\",1\n\n,,\n",
];

const WORDS: [&str; 18] = [
    ",",
    ";",
    "\t",
    "|",
    "\n",
    "\r\n",
    "\r",
    "\"",
    "\"\"",
    "date",
    "日期",
    "visits",
    "成交额",
    "member",
    "channel",
    "document",
    "reason",
    ",,,,,,,,,,,,,,,,",
];

/// The text in another encoding, as often as not.
fn encoded(chance: &mut Chance, input: &mut Vec<u8>) {
    let text = String::from_utf8_lossy(input).into_owned();
    match chance.below(12) {
        0 => *input = GB18030.encode(&text).0.into_owned(),
        1 => *input = BIG5.encode(&text).0.into_owned(),
        2 => *input = WINDOWS_1252.encode(&text).0.into_owned(),
        3 => *input = text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        4 => *input = text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        5 => drop(input.splice(0..0, *b"\xef\xbb\xbf")),
        _ => return,
    }
    if chance.one_in(2) {
        change::bytes(chance, input, &[], &[]);
    }
}

fn request(path: &Path) -> ImportRequest {
    ImportRequest { files: vec![path.to_owned()], skip_bad: true, ..ImportRequest::default() }
}

/// Reads a file in every way there is.
fn read(path: &Path, request: &ImportRequest) {
    let desk = Memory::default();
    let _ = preview(&desk, request);
    let _ = propose(&desk, request);
    let _ = import(&desk, request, &mut |_| {});
    let _ = fs::remove_file(path.with_extension("rejects.csv"));
}

/// A folder in memory, where there is one.
fn folder() -> tempfile::TempDir {
    tempfile::TempDir::new_in("/dev/shm").or_else(|_| tempfile::TempDir::new()).expect("a folder")
}

#[test]
fn a_table_may_hold_anything() {
    let seeds = TABLES.map(|text| text.as_bytes().to_vec()).to_vec();
    let (folder, turn) = (folder(), Cell::new(0_usize));
    let turn = std::panic::AssertUnwindSafe(turn);
    let target = Target { name: "tables", short: 40, part: 60, seeds };
    target.run(
        |chance, input, others| {
            change::bytes(chance, input, &WORDS, others);
            encoded(chance, input);
        },
        |input| {
            let path = folder.path().join("in.csv");
            fs::write(&path, input).expect("written");
            turn.set(turn.get() + 1);
            let encoding = [None, None, None, Some("gb18030"), Some("utf-16le"), Some("utf-8")][turn.get() % 6];
            let request = ImportRequest { encoding: encoding.map(str::to_owned), ..request(&path) };
            read(&path, &request);
        },
    );
}

const MAPS: [&str; 3] = [
    "source = 'x'\nwhen = \"size(member) > 0 && !(visits == '7')\"\n[columns]\nwho = 'member'\n[numbers]\nthousands = ','\n\
     [aliases.member]\n'张伟' = 'zw'\n[[fact]]\ndate = 'date'\nmember = 'who'\nmeasures.visits = 'visits * 2 - 1'\n\
     measures.revenue = \"revenue > 10 ? revenue / 3 : 0\"\n",
    "source = 'y'\n[dates]\ndate = 'YYYY-MM-DD'\n[[fact]]\nper = ['member']\nwhen = \"sum.visits >= 1\"\ndate = 'date'\n\
     measures.deals = \"member.matches('^[a-z]+$') || member in ['张伟', 'x'] ? 1 : 0\"\n",
    include_str!("../../data/maps/hubspot-deals.toml"),
];

const MAP_WORDS: [&str; 34] = [
    "[[fact]]",
    "[columns]",
    "[[join]]",
    "[dates]",
    "[numbers]",
    "measures.visits = ",
    "when = ",
    "date = ",
    "per = ['",
    "file = '/etc/passwd'",
    "file = 'in.csv'",
    "key = 'member'",
    "visits",
    "member",
    "'",
    "\"",
    " + ",
    " / 0",
    " * ",
    " - ",
    " && ",
    " || ",
    "!",
    "(",
    ")",
    " ? ",
    " : ",
    "['",
    "size(",
    ".matches('(a+)+$')",
    ".startsWith(",
    " in ",
    "== null",
    "((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((",
];

#[test]
fn a_map_may_say_anything() {
    let seeds = MAPS.map(|text| text.as_bytes().to_vec()).to_vec();
    let folder = folder();
    let path = folder.path().join("in.csv");
    fs::write(&path, TABLES[0]).expect("written");
    let target = Target { name: "maps", short: 100, part: 50, seeds };
    target.run(
        |chance, input, others| change::bytes(chance, input, &MAP_WORDS, others),
        |input| {
            let map_text = Some(String::from_utf8_lossy(input).into_owned());
            read(&path, &ImportRequest { map_text, ..request(&path) });
        },
    );
}

const DATE: [&str; 8] = ["YYYY", "MM", "DD", "M/D/YYYY", "hh:mm:ss", "Mon", "YY", "年"];

#[test]
fn dates_separators_and_encodings_may_be_asked_for_by_any_name() {
    let seeds = ["DD/MM/YYYY", "YYYY-MM-DD hh:mm", "gb18030", "crm 2026"].map(|text| text.as_bytes().to_vec()).to_vec();
    let folder = folder();
    let path = folder.path().join("in.csv");
    fs::write(&path, TABLES[3]).expect("written");
    let target = Target { name: "asked", short: 60, part: 10, seeds };
    target.run(
        |chance, input, others| change::bytes(chance, input, &DATE, others),
        |input| {
            let text = String::from_utf8_lossy(input).into_owned();
            let own = ImportRequest {
                date_format: Some(text.clone()),
                delimiter: text.chars().next(),
                encoding: text.len().is_multiple_of(2).then(|| text.clone()),
                source: Some(text),
                ..request(&path)
            };
            read(&path, &own);
        },
    );
}

#[test]
fn documents_may_hold_anything() {
    let seeds = [
        r#"[{"Person":{"name":"张伟","hired":"2024-02-29","left":null}},{"Team":{"name":"East","part_of":null}}]"#,
        r#"[{"Membership":{"person":"张伟","team":"East","role":"seller","from":"2026-01-01","to":null}}]"#,
        r#"[{"Settings":{"name":"x","zone":"Asia/Shanghai","currency":"CNY","fiscal":4}}]"#,
    ];
    let folder = folder();
    let path = folder.path().join("documents.json");
    let target = Target {
        name: "documents",
        short: 2_000,
        part: 30,
        seeds: seeds.map(|text| text.as_bytes().to_vec()).to_vec(),
    };
    target.run(
        |chance, input, others| change::bytes(chance, input, &["{", "}", "[[[[[[[[[[[[", "null", ":", "\""], others),
        |input| {
            fs::write(&path, input).expect("written");
            let _ = read_documents(&path);
        },
    );
}

/// A small workbook.
fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (at, row) in [["date", "member", "visits"], ["2026-09-08", "张伟", "1204"]].iter().enumerate() {
        for (column, text) in row.iter().enumerate() {
            sheet.write(u32::try_from(at).expect("few"), u16::try_from(column).expect("few"), *text).expect("a cell");
        }
    }
    book.save_to_buffer().expect("a workbook")
}

#[test]
fn a_workbook_may_hold_anything_and_costs_its_reader_alone() {
    let mut seeds = vec![workbook()];
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/hostile/sheets");
    for entry in fs::read_dir(kept).expect("it is there") {
        seeds.push(fs::read(entry.expect("listed").path()).expect("read"));
    }
    let folder = Folder::new();
    let target = Target { name: "sheets", short: 25, part: 1, seeds };
    target.run(
        |chance, input, others| change::bytes(chance, input, &["PK\u{3}\u{4}", "<c r=\"A1\"", "xl/"], &others[..1]),
        |input| {
            let path = folder.file("book.xlsx", input);
            let own =
                ImportRequest { sheet_reader: Some(PathBuf::from(env!("CARGO_BIN_EXE_dayboard"))), ..request(&path) };
            let _ = import(&Memory::default(), &own, &mut |_| {});
        },
    );
}
