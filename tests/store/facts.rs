//! Facts go in, come back, are corrected, taken back and undone.

use dayboard::desk::{Command, Desk};
use dayboard::domain::model::reference::{days, facts};
use dayboard::domain::model::{Dimension, Revision, RowPart, RowQuery};

use crate::kit::Db;

const TWO_DAYS: &str = "2026-09-08 visits=1204 inquiries=52 by 张伟 channel seo
    2026-09-08 visits=96 by 李娜 channel ads
    2026-09-09 visits=800 deals=7 by 张伟";

#[test]
fn an_import_is_there_whole_and_after_opening_again() {
    let db = Db::new();
    db.import("web", &facts(TWO_DAYS), false);
    assert_eq!(db.sum("2026-09-08", "visits"), Some(1300));
    assert_eq!(db.sum("2026-09-01..2026-09-30", "visits"), Some(2100));
    assert_eq!(db.sum("2026-09-08", "deals"), None, "null is not zero");
    let db = db.reopened();
    assert_eq!(db.sum("2026-09-01..2026-09-30", "visits"), Some(2100));
    assert_eq!(db.rows("2026-09-08").total, 2);
}

#[test]
fn of_rows_only_that_part_is_read_which_is_wanted() {
    let db = Db::new();
    let told = "2026-09-08 deals=2 by 张伟 channel seo\n    2026-09-08 deals=1 by 李娜 channel ads waited 3";
    db.import("crm", &facts(told), false);
    let reading = db.desk.store().read().expect("readable");
    let query = RowQuery {
        days: days("2026-09-08"),
        measures: vec!["deals".to_owned()],
        filters: vec![],
        as_of: None,
        limit: None,
    };
    let of = |part| reading.rows_in_part(&query, part).expect("sound").facts;
    assert_eq!(of(RowPart::Whole), reading.rows(&query).expect("sound").facts);
    let steps = of(RowPart::Steps);
    assert_eq!((steps.len(), steps.waited), (1, vec![Some(3)]), "who does not say how long it took is no sample");
    let dimensions = of(RowPart::Dimensions);
    assert_eq!(dimensions.dimension(Dimension::Member).get(1), Some("李娜"));
    assert_eq!((dimensions.len(), dimensions.waited), (2, vec![]));
}

#[test]
fn a_reverted_import_is_gone_and_still_there_as_of_before() {
    let db = Db::new();
    let batch = db.import("web", &facts(TWO_DAYS), false);
    let before = db.desk.store().read().expect("readable").revision();
    db.apply(Command::Revert { batch });
    assert_eq!(db.sum("2026-09-01..2026-09-30", "visits"), None);
    assert_eq!(db.sum_as_of("2026-09-01..2026-09-30", "visits", Some(before)), Some(2100));
    db.apply(Command::Revert { batch });
    assert_eq!(db.sum("2026-09-01..2026-09-30", "visits"), Some(2100));
    assert_eq!(db.sum_as_of("2026-09-08", "visits", Some(Revision(0))), None);
}

#[test]
fn a_corrected_export_takes_the_place_of_its_days_and_gives_it_back() {
    let db = Db::new();
    db.import("web", &facts(TWO_DAYS), false);
    db.import("crm", &facts("2026-09-08 visits=1 by 张伟"), false);
    let newer = db.import("web", &facts("2026-09-08 visits=10 by 张伟"), true);
    assert_eq!(db.sum("2026-09-08", "visits"), Some(11), "the other source's row stays");
    assert_eq!(db.sum("2026-09-09", "visits"), Some(800), "a day that the export does not have stays");
    db.apply(Command::Revert { batch: newer });
    assert_eq!(db.sum("2026-09-08", "visits"), Some(1301));
}

#[test]
fn a_cell_is_set_changed_and_taken_away() {
    let db = Db::new();
    db.set("2026-09-08", "张伟", "visits", Some(5)).expect("entered");
    db.set("2026-09-08", "张伟", "visits", Some(7)).expect("changed");
    db.set("2026-09-08", "李娜", "visits", Some(1)).expect("entered");
    assert_eq!(db.sum("2026-09-08", "visits"), Some(8));
    db.set("2026-09-08", "张伟", "visits", None).expect("taken away");
    assert_eq!(db.sum("2026-09-08", "visits"), Some(1));
    db.apply(Command::Undo);
    assert_eq!(db.sum("2026-09-08", "visits"), Some(8));
    db.apply(Command::Redo);
    assert_eq!(db.sum("2026-09-08", "visits"), Some(1));
    for expected in [Some(8), Some(7), Some(5), None] {
        db.apply(Command::Undo);
        assert_eq!(db.sum("2026-09-08", "visits"), expected);
    }
    assert_eq!(db.desk.apply(Command::Undo).expect_err("nothing is left").id, "nothing-to-undo");
}

#[test]
fn an_imported_figure_is_corrected_only_with_a_reason_and_with_its_batch() {
    let db = Db::new();
    let batch = db.import("web", &facts(TWO_DAYS), false);
    let refused = db.set("2026-09-09", "张伟", "visits", Some(801)).expect_err("it was imported");
    assert_eq!((refused.id.as_ref(), refused.arg("source")), ("cell-imported", "web"));
    db.correct("2026-09-09", "张伟", "visits", Some(801));
    assert_eq!((db.sum("2026-09-09", "visits"), db.sum("2026-09-09", "deals")), (Some(801), Some(7)));
    db.apply(Command::Revert { batch });
    assert_eq!(db.sum("2026-09-09", "visits"), None, "a correction goes with its batch");
    db.apply(Command::Revert { batch });
    assert_eq!(db.sum("2026-09-09", "visits"), Some(801), "and comes with it");
}
