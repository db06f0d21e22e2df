//! What the journal is asked for: of which changes, by whom, made when.

use std::sync::atomic::{AtomicI64, Ordering};

use dayboard::desk::{self, Answer, Desk, Query};
use dayboard::domain::base::FiscalStart;
use dayboard::domain::model::Lens;
use dayboard::report::{Audience, Kind, Question};
use dayboard::store;
use tempfile::TempDir;

use crate::kit::Db;

#[test]
fn s_174_the_journal_of_a_period_is_what_was_changed_in_it_where_the_organisation_is() {
    // 30 September 2026, 15:59 UTC: a minute before October in Shanghai.
    static NOW: AtomicI64 = AtomicI64::new(1_790_783_940_000);
    let folder = TempDir::new().expect("a folder");
    let clock = Box::new(|| NOW.load(Ordering::Relaxed)) as store::Clock;
    let desk = desk::open_with(folder.path(), |options| store::Options { clock, ..options }).expect("opens");
    let db = Db { folder, desk };
    db.set("2026-09-29", "张伟", "visits", Some(1)).expect("set");
    NOW.fetch_add(60_000, Ordering::Relaxed);
    db.set("2026-09-29", "张伟", "visits", Some(2)).expect("set");
    let asked = |lens: &str| {
        let lens = Lens::parse(lens, FiscalStart::default()).expect("a lens");
        let today = "2026-10-01".parse().expect("a day");
        let question = Question { kind: Kind::Log, lens, today, audience: Audience::Own };
        let Answer::Report(report) = db.desk.query(&Query::Report(question)).expect("answered") else { panic!() };
        report.tables.iter().flat_map(|table| &table.rows).map(|row| row.id.clone()).collect::<Vec<_>>()
    };
    let all = asked("");
    assert_eq!(all.len(), 2);
    assert_eq!(asked("made=2026-09"), all[1..]);
    assert_eq!(asked("made=2026-10-01 kind=set"), all[..1]);
    assert_eq!(asked("made=2026-Q3 kind=target"), Vec::<String>::new());
    assert_eq!(asked("user=nobody"), Vec::<String>::new());
    let own = desk::Account::own().user;
    assert_eq!(asked(&format!("made=2026 user={own}")), all);
    assert_eq!(db.desk.query(&Query::Authors), Ok(Answer::Names(vec![own])));
}
