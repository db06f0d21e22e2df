//! A database of the layout before opens with all that is in it, and the copy made before is of that layout.
//!
//! `tests/data/layout-3` is a backup of a target that was agreed and amended, and of settings with an off-season.
//! `tests/data/layout-1` is a backup of an import, an entry, a correction, a roster, a role and settings without an
//! off-season.

use std::fs;
use std::path::{Path, PathBuf};

use dayboard::desk;
use dayboard::domain::model::reference::days;
use dayboard::domain::model::{CellQuery, Document, DocumentKey, DocumentKind, Revision, Settings};
use dayboard::store;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use crate::kit::Db;

const UPGRADED: &str = "store.opened.upgraded";

fn kept() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/layout-1")
}

fn restored(from: &Path) -> Db {
    let folder = TempDir::new().expect("a folder");
    store::restore(from, folder.path()).expect("restored");
    let desk = desk::open(folder.path()).expect("it opens");
    Db { folder, desk }
}

/// The copies that were made before the layout was changed.
fn copies(db: &Db) -> Vec<PathBuf> {
    let entries = fs::read_dir(db.folder.path()).expect("there");
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.expect("listed").path()).collect();
    found.retain(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("layout-1-")));
    found
}

/// The file of the journal's last month.
fn month(folder: &Path) -> PathBuf {
    let files = fs::read_dir(folder.join("journal")).expect("there").map(|entry| entry.expect("listed").path());
    let named = |path: &PathBuf| path.to_string_lossy().ends_with(".jsonl") && !path.ends_with("names.jsonl");
    files.filter(named).max().expect("a month")
}

/// A line that follows the last of `text`, as a program writes it that knows a change of another kind.
fn later_line(text: &str, payload: &str) -> String {
    let last = text.lines().last().expect("a line");
    let field = |name: &str| last.split(&format!("\"{name}\":")).nth(1).expect("there").split([',', '}']).next();
    let seq: u64 = field("seq").expect("a number").parse().expect("a number");
    let (before, time) = (field("hash").expect("there").trim_matches('"'), field("time").expect("there"));
    let body = format!(r#"{{"seq":{},"time":{time},"user":"li","command":"",{payload}"#, seq + 1);
    let digest = Sha256::new().chain_update(before).chain_update(&body).finalize();
    let digest = digest.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
    format!("{body},\"crc\":\"{:08x}\",\"hash\":\"{digest}\"}}\n", crc32fast::hash(body.as_bytes()))
}

#[test]
fn a_line_of_a_kind_to_come_is_refused_with_a_sentence_and_neither_left_out_nor_cut_off() {
    let unknown = [
        r#""kind":"prophecy","payload":{"of":7}"#,
        r#""kind":"documents","payload":{"changes":[{"old":null,"new":{"prophecy":{"of":7}}}]}"#,
        r#""kind":"set","payload":{"to":"another form"}"#,
    ];
    for payload in unknown {
        let db = Db::new();
        db.set("2026-09-08", "张伟", "visits", Some(5)).expect("set");
        db.set("2026-09-08", "张伟", "visits", Some(6)).expect("set");
        let Db { folder, desk } = db;
        drop(desk);
        let path = month(folder.path());
        let own = fs::read_to_string(&path).expect("text");
        let whole = own.clone() + &later_line(&own, payload);
        fs::write(&path, &whole).expect("written");
        // With the store there is, and where it has to be built from the journal alone.
        for gone in [false, true] {
            if gone {
                fs::remove_dir_all(folder.path().join("sled")).expect("there");
            }
            let refused = desk::open(folder.path()).expect_err("a later program's");
            assert_eq!((refused.id.as_ref(), refused.arg("line")), ("journal-newer", "3"), "{payload}");
            assert_eq!(fs::read_to_string(&path).expect("text"), whole, "it is all there");
            assert!(folder.path().join("sled").exists() != gone, "nothing was set aside or made");
        }
        // A line that is not whole was never a receipt, whatever it says.
        fs::write(&path, whole.strip_suffix("\"}\n").expect("a line")).expect("cut");
        let db = Db { desk: desk::open(folder.path()).expect("it opens"), folder };
        assert_eq!(db.sum("2026-09-08", "visits"), Some(6));
    }
}

fn is_whole(db: &Db) {
    assert_eq!(db.desk.store().check(None).expect("checked"), []);
    assert_eq!(db.sum("2010-12-01", "revenue"), Some(670_500), "62.55, and 4.50 more by a correction");
    assert_eq!(db.sum("2010-12-01", "deals"), Some(2));
    assert_eq!(db.sum("2010-12-02", "visits"), Some(1_204));
    db.desk.store().repair().expect("every sum is stored");
    let reading = db.desk.store().read().expect("readable");
    let query = CellQuery {
        ranges: vec![days("2010-12-01"), days("2010-12-01..2010-12-31"), days("2010-12-02")],
        measures: vec!["deals".to_owned(), "revenue".to_owned()],
        ..CellQuery::default()
    };
    let touched = reading.cells(&query).expect("sound").touched;
    assert_eq!(touched, [(0, 0, 1), (1, 0, 1)], "the stored sums say which measure was corrected");
    let counted = DocumentKind::ALL.map(|kind| reading.documents(kind).expect("sound").len());
    assert_eq!(counted[..7], [2, 1, 2, 0, 1, 1, 0], "people, teams, memberships, days, settings, roles, proposals");
    let key = DocumentKey { kind: DocumentKind::Settings, id: "organisation".to_owned() };
    let settings = reading.document(&key).expect("sound").expect("there");
    assert_eq!(settings.revision.0, 6);
    let wanted = Settings { customer_months: 24, ..Settings::default() };
    assert_eq!(settings.document, Document::Settings(wanted), "what is new is as it comes");
}

#[test]
fn a_database_of_the_layout_before_opens_with_all_that_is_in_it_and_says_so_once() {
    let db = restored(&kept());
    assert_eq!(db.desk.store().opening(), [UPGRADED]);
    assert_eq!(db.desk.check(None).expect("checked"), [], "an upgrade is no repair");
    is_whole(&db);
    let db = db.reopened();
    assert_eq!(db.desk.store().opening(), [""; 0]);
    is_whole(&db);
}

#[test]
fn targets_and_settings_of_layout_3_get_what_is_new_at_their_end() {
    let db = restored(&kept().with_file_name("layout-3"));
    assert_eq!(db.desk.store().opening(), [UPGRADED]);
    let reading = db.desk.store().read().expect("readable");
    let settings = DocumentKey { kind: DocumentKind::Settings, id: "organisation".to_owned() };
    let wanted = Settings { customer_months: 24, off_season_months: vec![2, 8], ..Settings::default() };
    let found = reading.document(&settings).expect("sound").expect("there");
    assert_eq!((found.revision.0, found.document), (6, Document::Settings(wanted)));
    let [target] = &reading.documents(DocumentKind::Target).expect("sound")[..] else { panic!("one target") };
    let Document::Target(target) = &target.document else { panic!("a target") };
    assert_eq!((target.base, target.stretch), (15_000_000_000, Some(24_000_000_000)));
    assert_eq!((target.amendments.len(), target.relative, target.smart.text()), (1, None, String::new()));
    assert_eq!(db.desk.check(None).expect("checked"), []);
}

#[test]
fn the_copy_made_before_is_the_database_as_it_was() {
    let db = restored(&kept());
    let [copy] = copies(&db).try_into().expect("one copy");
    assert_eq!(fs::read(copy.join("store.dump")).expect("there"), fs::read(kept().join("store.dump")).expect("there"));
    let listed = store::layout_copies(db.folder.path());
    assert_eq!(listed.len(), 1);
    assert!(copy.ends_with(&listed[0].name) && listed[0].layout == 1 && listed[0].bytes > 0, "{listed:?}");
    assert_eq!(store::named_backup(db.folder.path(), listed[0].name.as_ref()), copy, "its name is enough");
    let again = restored(&copy);
    assert_eq!(again.desk.store().opening(), [UPGRADED]);
    is_whole(&again);
    assert_eq!(copies(&db.reopened()).len(), 1, "a database of this layout is not copied");
}

#[test]
fn what_is_built_anew_from_a_backup_of_the_layout_before_is_upgraded_too() {
    let Db { folder, desk } = restored(&kept());
    drop(desk);
    fs::rename(folder.path().join("sled"), folder.path().join("gone")).expect("taken away");
    let desk = desk::open(folder.path()).expect("it opens");
    let db = Db { folder, desk };
    assert_eq!(db.desk.store().opening(), ["store.opened.rebuilt", UPGRADED]);
    is_whole(&db);
}

#[test]
fn a_journal_of_the_layout_before_is_read_line_by_line() {
    let text = fs::read_to_string(kept().join("journal/2026-11.jsonl")).expect("there");
    assert!(text.contains("\"settings\":") && !text.contains("off_season"), "the settings of the line are of old");
    assert_eq!(store::reads(store::Stored::Journal, text.as_bytes()), Ok(()));
    let db = restored(&kept());
    let reading = db.desk.store().read().expect("readable");
    assert_eq!(reading.audit(Revision(0), 10).expect("read").len(), 7);
}
