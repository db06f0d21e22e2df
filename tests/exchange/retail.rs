//! The retail export, by the map that dayboard brings along for it.

use std::path::{Path, PathBuf};

use dayboard::domain::model::{CellQuery, Dimension, reference};
use dayboard::exchange::FileState;

use super::memory::{Folder, Memory, take};

const REVENUE_1: i64 = 43_379_900;
const REFUNDS_1: i64 = 1_991_300;
const DEALS_1: i64 = 10;
const REVENUE_2: i64 = 21_805_500;

fn excerpt(day: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/data/retail/{day}.csv"))
}

#[test]
fn an_export_of_a_known_header_is_read_by_its_map() {
    let desk = Memory::default();
    let outcome = take(&desk, &excerpt("2010-12-01")).expect("it is taken");
    assert_eq!(outcome.files[0].map.as_deref(), Some("uci-online-retail"));
    assert_eq!(outcome.files[0].source, "uci-online-retail");
    assert_eq!(desk.sum("revenue", "2010-12-01"), Some(REVENUE_1));
    assert_eq!(desk.sum("refunds", "2010-12-01"), Some(REFUNDS_1));
    assert_eq!(desk.sum("deals", "2010-12-01"), Some(DEALS_1));
    take(&desk, &excerpt("2010-12-02")).expect("it is taken");
    assert_eq!(desk.sum("revenue", "2010-12-01..2010-12-02"), Some(REVENUE_1 + REVENUE_2));
}

#[test]
fn a_deal_is_no_product_so_products_have_none() {
    let desk = Memory::default();
    take(&desk, &excerpt("2010-12-01")).expect("it is taken");
    let query = CellQuery {
        ranges: vec![reference::days("2010-12-01")],
        measures: vec!["deals".to_owned()],
        by: Some(Dimension::Product),
        ..CellQuery::default()
    };
    let tables: Vec<_> = desk.facts().iter().map(|facts| reference::cells(facts, &query, &[])).collect();
    for table in tables {
        for (at, name) in table.names.iter().enumerate() {
            assert_eq!(table.get(0, at, 0).is_some(), name.is_empty(), "{name}");
        }
    }
}

#[test]
fn an_invoice_that_an_earlier_batch_has_is_named() {
    let (desk, folder) = (Memory::default(), Folder::new());
    take(&desk, &excerpt("2010-12-01")).expect("it is taken");
    let text = std::fs::read_to_string(excerpt("2010-12-01")).expect("it is there");
    let lines: Vec<&str> = text.lines().collect();
    let moved = lines[1].replace("2010-12-01", "2010-12-04");
    let outcome = take(&desk, &folder.file("a.csv", format!("{}\n{moved}\n", lines[0]))).expect("it is taken");
    let invoice = lines[1].split(',').next().expect("a field");
    assert_eq!(outcome.files[0].repeated, [(invoice.to_owned(), 1)]);
}

/// The whole of two months, where the files are at hand: `../shared/data/uci-online-retail`.
#[test]
fn two_months_add_up_in_any_order_and_a_second_time_changes_nothing() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/uci-online-retail");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("skipped: {} is not there", folder.display());
        return;
    };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("it can be listed").path()).collect();
    // Neither by name nor by date: by the last digits first.
    files.sort_by_key(|file| file.to_string_lossy().bytes().rev().collect::<Vec<u8>>());
    let desk = Memory::default();
    for file in &files {
        take(&desk, file).expect("it is taken");
    }
    let figures = || {
        let sum = |measure: &str, days: &str| desk.sum(measure, days);
        [
            (sum("revenue", "2010-12-01..2010-12-31"), Some(7_489_570_200)),
            (sum("revenue", "2011-01-01..2011-01-31"), Some(5_600_002_600)),
            (sum("refunds", "2010-12-01..2010-12-31"), Some(747_891_200)),
            (sum("refunds", "2011-01-01..2011-01-31"), Some(1_313_643_000)),
            (sum("deals", "2010-12-01..2010-12-31"), Some(1_559)),
            (sum("deals", "2011-01-01..2011-01-31"), Some(1_086)),
            (sum("revenue", "2010-12-20..2010-12-26"), Some(897_705_700)),
            (sum("revenue", "2010-12-27..2011-01-02"), None),
            (sum("revenue", "2011-01-03..2011-01-09"), Some(937_209_300)),
            (sum("revenue", "2011-01-10..2011-01-16"), Some(1_909_949_600)),
        ]
    };
    for (found, wanted) in figures() {
        assert_eq!(found, wanted);
    }
    for file in &files {
        let outcome = take(&desk, file).expect("it is recognised");
        assert!(matches!(outcome.files[0].state, FileState::Already { .. }));
    }
    for (found, wanted) in figures() {
        assert_eq!(found, wanted);
    }
    assert_eq!(desk.batches.borrow().len(), files.len());
}
