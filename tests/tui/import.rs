//! A file that comes in on the screen, by keys alone, into a real database.

use std::path::{Path, PathBuf};

use dayboard::desk::{self, Answer, Desk, LocalDesk, Query};
use dayboard::domain::base::Grain;
use dayboard::domain::model::Lens;
use dayboard::exchange::{ImportRequest, import, preview, save_map};
use dayboard::text::Lang;
use dayboard::tui::{App, Effect, EntryKind, FolderEntry, Listing, Msg, Opened};
use insta::assert_snapshot;
use tempfile::TempDir;

use super::driver::{Driver, Look, keys_of, tuesday};
use crate::fixture::day;

const RETAIL: &str = "tests/data/retail/2010-12-01.csv";

/// An office with a database of its own, a folder of files, and a screen before them.
pub(crate) struct Office {
    pub(crate) driver: Driver,
    pub(crate) desk: LocalDesk,
    home: TempDir,
    /// What was done to the database: imports that were no trial, and commands.
    pub(crate) done: usize,
}

impl Office {
    pub(crate) fn new(look: &Look, files: &[(&str, &str)]) -> Self {
        let home = tempfile::tempdir().expect("a folder");
        for (name, text) in files {
            std::fs::write(home.path().join(name), text).expect("it is written");
        }
        let desk = desk::open(&home.path().join("db")).expect("it opens");
        let driver = Driver::of(App::new(Driver::start(look), look.size), tuesday);
        let mut office = Self { driver, desk, home, done: 0 };
        office.hear(Msg::Opened(Ok(Opened::new(day("2026-09-09"), Lens::new(Grain::Day)))));
        office
    }

    /// As the loop does it, one thing after the other.
    pub(crate) fn hear(&mut self, msg: Msg) {
        for effect in self.driver.app.update(msg) {
            match effect {
                Effect::Ask(ticket, question) => {
                    let answer = self.desk.query(&Query::Report(*question));
                    self.hear(Msg::Answer(ticket, answer));
                }
                Effect::Fetch(query) => {
                    let answer = self.desk.query(&query);
                    self.hear(Msg::Fetched(query, answer));
                }
                Effect::List(path) => {
                    let listing = self.listing(&path);
                    self.hear(Msg::Listed(Ok(listing)));
                }
                Effect::Look(ticket, request) => {
                    let request = self.request(&request);
                    let looked = preview(&self.desk, &request).map(Box::new);
                    self.hear(Msg::Looked(ticket, looked));
                }
                Effect::Import(ticket, request) => {
                    self.done += usize::from(!request.dry_run);
                    let request = self.request(&request);
                    let imported = import(&self.desk, &request, &mut |_| ());
                    self.hear(Msg::Imported(ticket, imported));
                }
                Effect::KeepMap(text) => {
                    save_map(&self.home.path().join("db/conf/maps"), &text).expect("it is kept");
                }
                Effect::Apply(command) => {
                    self.done += 1;
                    let applied = self.desk.apply(*command);
                    self.hear(Msg::Applied(applied));
                }
                Effect::Edit(text) => self.hear(Msg::Edited(Ok(format!("{text}\nand another line")))),
                Effect::Copy(text) => self.driver.copied = Some(text),
                Effect::Present(slide) => self.driver.slides.push(slide),
                _ => {}
            }
        }
    }

    fn request(&self, request: &ImportRequest) -> ImportRequest {
        let sheet_reader = Some(PathBuf::from(env!("CARGO_BIN_EXE_dayboard")));
        ImportRequest { maps: Some(self.home.path().join("db/conf/maps")), sheet_reader, ..request.clone() }
    }

    /// The files of the office, as if they lay in a folder whose name is always the same.
    fn listing(&self, path: &Path) -> Listing {
        if path.is_file() {
            return Listing::File(path.to_owned());
        }
        let mut names: Vec<PathBuf> = std::fs::read_dir(self.home.path())
            .expect("it can be listed")
            .map(|entry| entry.expect("an entry").path())
            .filter(|path| path.is_file())
            .collect();
        names.sort();
        let folder = FolderEntry {
            name: "archive".to_owned(),
            path: PathBuf::from("/home/me/exports/archive"),
            kind: EntryKind::Folder,
            bytes: 0,
            open: false,
            changed: 0,
        };
        let entry = |path: &PathBuf| FolderEntry {
            name: path.file_name().expect("a name").to_string_lossy().into_owned(),
            bytes: std::fs::metadata(path).expect("it is there").len(),
            path: path.clone(),
            kind: if path.ends_with("notes.pdf") { EntryKind::Other } else { EntryKind::Table },
            open: true,
            changed: 1_788_915_420_000,
        };
        let entries = std::iter::once(folder).chain(names.iter().map(entry)).collect();
        let path = if path.as_os_str().is_empty() { PathBuf::from("/home/me/exports") } else { path.to_owned() };
        Listing::Folder { path, entries }
    }

    pub(crate) fn press(&mut self, keys: &str) -> &mut Self {
        for key in keys_of(keys) {
            self.hear(Msg::Key(key));
        }
        self
    }

    pub(crate) fn paste(&mut self, text: &str) -> &mut Self {
        self.hear(Msg::Paste(text.to_owned()));
        self
    }

    /// Another screen before the same database.
    pub(crate) fn again(&mut self, app: App) {
        self.driver = Driver::of(app, tuesday);
        self.hear(Msg::Opened(Ok(Opened::new(day("2026-09-09"), Lens::new(Grain::Day)))));
    }

    pub(crate) fn picture(&self) -> String {
        self.driver.picture()
    }

    pub(crate) fn text(&self) -> String {
        self.driver.text()
    }

    /// Draws at a size.
    pub(crate) fn fits(&mut self, (columns, rows): (u16, u16)) {
        self.hear(Msg::Resize(columns, rows));
        let area = *self.driver.buffer().area();
        assert_eq!((area.width, area.height), (columns, rows));
    }

    pub(crate) fn shows(&self, parts: &[&str]) {
        let text = self.text();
        for part in parts {
            assert!(text.contains(part), "{part} in\n{text}");
        }
    }

    pub(crate) fn batches(&self) -> usize {
        match self.desk.query(&Query::Batches) {
            Ok(Answer::Batches(batches)) => batches.len(),
            other => panic!("{other:?}"),
        }
    }
}

pub(crate) const SALES: &str = "date,channel,member,visits,inquiries,deals,revenue\n\
    2026-09-07,seo,Li Na,1204,52,6,78000.00\n2026-09-08,seo,张伟,1304,55,7,81000.00\n";
const ORDERS: &str = "下单时间,订单编号,客户名称,业务员,渠道来源,实付金额(元),备注\n\
    03/04/2026,A-1,甲公司,张伟,搜索广告,\"1,052.75元\",加急\n\
    09/04/2026,A-2,乙公司,李娜,自然搜索,99.50元,\n\
    10/04/2026,A-3,乙公司,李娜,自然搜索,abc,\n";

fn look(size: (u16, u16), lang: Lang) -> Look {
    Look { lang, size, ..Look::default() }
}

/// Every size with a language.
const LOOKS: [((u16, u16), Lang); 4] =
    [((80, 24), Lang::En), ((60, 16), Lang::Zh), ((120, 40), Lang::Zh), ((160, 50), Lang::En)];

#[test]
fn every_step_of_an_import_at_every_size() {
    for (size, lang) in LOOKS {
        let mut office = Office::new(&look(size, lang), &[("orders.csv", ORDERS), ("sales.csv", SALES)]);
        let name = |step: &str| format!("import-{step}-{}x{}-{}", size.0, size.1, lang.id());
        assert_snapshot!(name("files"), office.press("i").picture());
        assert_snapshot!(name("columns"), office.press("ord<enter>").picture());
        assert_snapshot!(name("becomes"), office.press("<right><right><right><right><right>e").picture());
        assert_snapshot!(name("check"), office.press("<esc>d<enter>").picture());
        assert_snapshot!(name("done"), office.press("<esc><esc>sal<enter><enter><enter>").picture());
        assert_eq!(office.done, 1, "{}", office.text());
    }
}

#[test]
fn a_file_with_a_known_header_takes_four_keys_from_the_empty_board_to_figures() {
    let mut office = Office::new(&Look::default(), &[("sales.csv", SALES)]);
    office.shows(&["No figures yet", "Import a file"]);
    office.press("isal<enter>").shows(&["Every column is known by its name", "Li Na", "2026-09-08"]);
    office.press("<enter>").shows(&["2 rows, 2 facts", "159,000", "Nothing has been applied yet"]);
    assert_eq!(office.batches(), 0);
    office.press("<enter>").shows(&["2 facts of", "are in", "dayboard imports revert 1 or dayboard undo"]);
    office.press("<enter>").shows(&["Tue 8 Sep 2026", "81,000"]);
    assert_eq!(office.batches(), 1);
}

#[test]
fn escape_goes_back_a_step_each_and_nothing_is_applied() {
    let mut office = Office::new(&Look::default(), &[("sales.csv", SALES)]);
    office.press("isal<enter><enter>").shows(&["159,000"]);
    office.press("<esc>").shows(&["Every column is known"]);
    office.press("<esc>").shows(&["Files in"]);
    office.press("<esc>").shows(&["No figures yet"]);
    assert_eq!((office.done, office.batches()), (0, 0));
}

#[test]
fn a_date_with_two_readings_is_asked_and_bad_rows_are_named_and_left_out() {
    let mut office = Office::new(&Look { size: (120, 40), ..Look::default() }, &[("orders.csv", ORDERS)]);
    office.press("iord<enter>").shows(&["03/04/2026 has more than one reading", "Fri 3 Apr 2026", "Wed 4 Mar 2026"]);
    office.press("<enter>").shows(&["Choose the reading first"]);
    office.press("d<enter>").shows(&["1 of 3 rows cannot be read", "line 4, 实付金额(元) “abc”", "1,152.25"]);
    office.press("<enter>").shows(&["Leave them out"]);
    assert_eq!(office.done, 0);
    office.press("s<enter>").shows(&["are in", "1 bad row was left out", "orders.rejects.csv"]);
    office.press("<enter>").shows(&["Thu 9 Apr 2026", "99.50"]);
}

#[test]
fn what_columns_become_is_remembered_for_the_next_file_like_this() {
    let next = ORDERS.replace("03/04", "13/04").replace("09/04", "14/04").replace("abc", "5元");
    let files = [("orders.csv", ORDERS), ("orders-2.csv", next.as_str())];
    let mut office = Office::new(&Look { size: (120, 40), ..Look::default() }, &files);
    office.press("iorders.<enter>d<enter>s<enter><enter>");
    office.press("iorders-2<enter>").shows(&["Read by the map orders"]);
    office.press("<enter>").shows(&["3 rows", "1,157.25"]);
}

#[test]
fn a_column_is_made_what_the_user_says_it_is() {
    let text = "when,who,visits\n2026-09-07,Li Na,12\n2026-09-08,张伟,13\n";
    let mut office = Office::new(&Look { size: (120, 40), ..Look::default() }, &[("a.csv", text)]);
    office.press("ia.csv<enter>").shows(&["Nobody knows this header"]);
    office.press("<enter>").shows(&["No column has the day"]);
    office.press("edate<enter>").shows(&["when becomes: date"]);
    office.press("<right>emember<enter>").shows(&["who becomes: member"]);
    office.press("<enter>").shows(&["2 rows, 2 facts", "25"]);
    office.press("<esc>cdeals<enter>").shows(&["Each row counts as 1 of: deals"]);
    office.press("<enter><enter><enter>").shows(&["Tue 8 Sep 2026"]);
}

#[test]
fn days_that_are_there_already_are_replaced_or_added_to() {
    let again = SALES.replace("81000", "82000");
    let files = [("sales.csv", SALES), ("sales-corrected.csv", again.as_str())];
    let mut office = Office::new(&Look::default(), &files);
    office.press("isales.csv<enter><enter><enter><enter>");
    office.press("isales.csv<enter><enter>").shows(&["the same content is there already"]);
    office.press("<esc><esc><esc>isales-c<enter><enter>").shows(&["has brought 2 of these days before"]);
    office.shows(&["this file", "those days now", "then"]);
    let line = |office: &Office, word: &str| office.text().lines().find(|line| line.contains(word)).map(str::to_owned);
    let amount = line(&office, "amount").unwrap_or_default();
    assert!(amount.contains("159,000") && amount.contains("160,000"), "the old sum and the new one: {amount}");
    office.press("<enter>").shows(&["Choose whether the file replaces them"]);
    assert_eq!(office.done, 1);
    office.press("a").shows(&["as source sales-2"]);
    office.press("<esc><enter>").shows(&["[ ] r", "[ ] a"]);
    office.press("<enter>").shows(&["Choose whether the file replaces them"]);
    office.press("r").shows(&["[x] r", "Enter imports it"]);
    assert!(!office.text().contains("Choose whether"), "it is chosen:\n{}", office.text());
    office.press("<enter>").shows(&["2 days of this source replaced"]);
    office.press("<enter>").shows(&["82,000"]);
}

#[test]
fn of_a_workbook_the_sheet_with_a_table_is_read_and_another_can_be_chosen() {
    let mut office = Office::new(&Look { size: (120, 40), ..Look::default() }, &[]);
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheets = [("Cover", vec![vec!["Sales of September"]]), ("East", table("12")), ("West", table("34"))];
    for (name, rows) in sheets {
        let sheet = book.add_worksheet().set_name(name).expect("a name");
        for (at, row) in rows.iter().enumerate() {
            let at = u32::try_from(at).expect("few");
            sheet.write_row(at, 0, row.iter().copied()).expect("a row");
        }
    }
    book.save(office.home.path().join("book.xlsx")).expect("a file");
    office.press("ibook<enter>").shows(&["sheet East of 3 (t another)", "2026-09-08", "12"]);
    office.press("t").shows(&["Which sheet of the workbook?", "Cover", "West"]);
    office.press("west<enter>").shows(&["sheet West of 3", "34"]);
    office.press("<enter>").shows(&["1 row, 1 fact", "34"]);
    office.press("<enter>").shows(&["are in, as batch"]);
}

fn table(visits: &'static str) -> Vec<Vec<&'static str>> {
    vec![vec!["date", "visits"], vec!["2026-09-08", visits]]
}

#[test]
fn an_import_is_taken_back_where_it_was_done() {
    let mut office = Office::new(&Look::default(), &[("sales.csv", SALES)]);
    office.press("isal<enter><enter><enter>").shows(&["159,000"]);
    office.press("u").shows(&["is taken back", "brings it back again"]);
    assert!(!office.text().contains("159,000"), "nothing of it counts:\n{}", office.text());
    office.press("u").shows(&["are in, as batch"]);
    office.press("u<enter>").shows(&["No figures yet"]);
}

#[test]
fn a_preview_of_fewer_rows_than_the_file_says_how_many_more_there_are() {
    let rows: Vec<String> = (1..=31).map(|day| format!("2026-08-{day:02},{day}")).collect();
    let text = format!("date,visits\n{}\n", rows.join("\n"));
    let mut office = Office::new(&Look::default(), &[("visits.csv", &text)]);
    office.press("ivis<enter>").shows(&["2026-08-01", "more rows of the file below what is seen"]);
    let shown = office.text().lines().filter(|line| line.contains("2026-08-")).count();
    office.shows(&[&format!("{} more rows of the file", 31 - shown)]);
    let mut long = String::from("date,visits\n");
    (0..1_200).for_each(|_| long += "2026-08-01,1\n");
    let mut office = Office::new(&Look { size: (120, 40), ..Look::default() }, &[("visits.csv", &long)]);
    office.press("ivis<enter>").shows(&["980 rows and more of the file"]);
}

#[test]
fn a_path_is_typed_or_pasted_and_a_map_that_comes_along_is_known_and_can_be_left() {
    let mut office = Office::new(&Look { size: (120, 40), ..Look::default() }, &[]);
    let path = std::fs::canonicalize(RETAIL).expect("it is there");
    office.press("i").paste(&format!("'{}' ", path.display()));
    assert!(!office.text().contains("0 matches") && office.text().contains("a path"), "{}", office.text());
    office.press("<enter>");
    office.shows(&["Read by the map uci-online-retail", "document, refunds", "HAND WARMER"]);
    office.press("mno map<enter>").shows(&["Nobody knows this header"]);
    office.press("muci<enter><enter>").shows(&["rows", "refunds", "deals"]);
    office.press("<enter><enter>").shows(&["Wed 1 Dec 2010"]);
}

#[test]
fn what_is_no_table_is_told_and_the_list_stays() {
    let mut office = Office::new(&Look::default(), &[("empty.csv", ""), ("sales.csv", SALES)]);
    office.press("iemp<enter>").shows(&["has no record", "Files in"]);
    office.press("<ctrl-u>sal<enter>").shows(&["Every column is known"]);
}

#[test]
fn hostile_files_are_shown_or_refused_and_never_obeyed() {
    let mut files: Vec<PathBuf> = Vec::new();
    for folder in ["blns", "csv-spectrum/csvs", "csvlens-tests", "utf8"] {
        let folder = Path::new("tests/data/hostile").join(folder);
        files.extend(std::fs::read_dir(folder).expect("it is there").map(|entry| entry.expect("an entry").path()));
    }
    let mut office = Office::new(&Look::default(), &[]);
    for file in files.iter().filter(|path| path.is_file()) {
        let path = std::fs::canonicalize(file).expect("it is there");
        office.press("i").paste(&path.display().to_string()).press("<enter><right><right>e<esc><enter>");
        let picture = office.text();
        assert!(!picture.contains(['\u{1b}', '\u{202e}', '\u{7}']), "{}", file.display());
        office.press("<esc><esc><esc><esc>");
    }
    assert_eq!(office.batches(), 0);
}

#[test]
fn no_size_is_too_small_or_too_large_for_an_import() {
    let mut office = Office::new(&Look::default(), &[("orders.csv", ORDERS), ("sales.csv", SALES)]);
    for keys in ["i", "ord<enter>", "e", "<esc>m", "<esc>d<enter>", "s<enter>"] {
        office.press(keys);
        for size in [(1, 1), (20, 5), (60, 16), (61, 17), (80, 19), (80, 20), (119, 16), (300, 100)] {
            office.hear(Msg::Resize(size.0, size.1));
            let _ = office.picture();
        }
    }
}

#[test]
fn the_picker_marks_what_cannot_be_read_and_opens_where_it_was_left() {
    let mut office = Office::new(&look((80, 24), Lang::En), &[("notes.pdf", "x"), ("sales.csv", SALES)]);
    office.press("i").shows(&["may not be read", "no table", "dayboard import FILE FILE"]);
    office.press("<esc>");
    let listed = office.driver.app.update(Msg::Key(keys_of("i").remove(0)));
    let folder = PathBuf::from("/home/me/exports");
    assert!(listed.contains(&Effect::List(folder)), "the folder of the last time: {listed:?}");
    let session = office.driver.app.session().expect("something was seen");
    assert_eq!(session.imports_from, "/home/me/exports");
    let gone = Msg::Listed(Err(dayboard::domain::base::Error::asked("folder-read").with("path", "x").with("why", "x")));
    let again = office.driver.app.update(gone);
    assert_eq!(again, [Effect::List(PathBuf::new())], "where it is gone, the current one");
}
