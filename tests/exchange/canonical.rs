//! Canonical files: date, dimensions, measures by name.

use dayboard::domain::base::ErrorKind;
use dayboard::domain::model::Dimension;
use dayboard::exchange::{FileState, ImportRequest, import};

use super::memory::{Folder, Memory, refusal, take, take_as};

const SEPTEMBER: &str = "date,channel,member,visits,revenue\n\
    2026-09-08,seo,张伟,1204,1052.75\n\
    2026-09-08,ads,李娜,300,\n\
    2026-09-09,seo,张伟,5,-20.5\n";

#[test]
fn a_canonical_file_needs_no_map() {
    let (desk, folder) = (Memory::default(), Folder::new());
    let outcome = take(&desk, &folder.file("promo-2026-09.csv", SEPTEMBER)).expect("it is taken");
    let file = &outcome.files[0];
    assert_eq!((file.source.as_str(), file.encoding, file.delimiter), ("promo", "UTF-8", ','));
    assert_eq!((file.rows, file.facts, file.bad), (3, 3, 0));
    assert_eq!(file.totals, [("visits".to_owned(), 1_509), ("revenue".to_owned(), 10_322_500)]);
    assert_eq!(desk.sum("revenue", "2026-09-08"), Some(10_527_500));
    assert_eq!(desk.sum("revenue", "2026-09-09"), Some(-205_000));
    assert_eq!(desk.names(Dimension::Member).into_iter().collect::<Vec<_>>(), ["张伟", "李娜"]);
}

#[test]
fn headers_and_channels_are_known_in_both_languages_and_columns_may_stand_anyhow() {
    let (desk, folder) = (Memory::default(), Folder::new());
    let text =
        "成交额;渠道;日期;询盘数;成员\r\n10;搜索引擎优化;2026/9/8;5;张伟\r\n20;organic search;2026/9/8;;张伟\r\n";
    let outcome = take(&desk, &folder.file("a.csv", text)).expect("it is taken");
    assert_eq!((outcome.files[0].delimiter, outcome.files[0].date_format.as_str()), (';', "YYYY/MM/DD"));
    assert_eq!(desk.sum("revenue", "2026-09-08"), Some(300_000));
    assert_eq!(desk.names(Dimension::Channel).into_iter().collect::<Vec<_>>(), ["seo"]);
}

#[test]
fn the_same_content_again_changes_nothing_and_identical_rows_all_count() {
    let (desk, folder) = (Memory::default(), Folder::new());
    let path = folder.file("a.csv", "date,visits\n2026-09-08,1\n2026-09-08,1\n");
    take(&desk, &path).expect("it is taken");
    let again = take(&desk, &path).expect("it is recognised");
    assert_eq!(again.files[0].state, FileState::Already { batch: 1 });
    assert_eq!(desk.sum("visits", "2026-09-08"), Some(2));
    assert_eq!(desk.batches.borrow().len(), 1);
}

#[test]
fn days_that_are_there_are_asked_about_and_replaced_on_request() {
    let (desk, folder) = (Memory::default(), Folder::new());
    take(&desk, &folder.file("visits-1.csv", "date,visits\n2026-09-08,1\n2026-09-09,2\n")).expect("it is taken");
    let corrected = folder.file("visits-2.csv", "date,visits\n2026-09-09,7\n");
    let errors = take(&desk, &corrected).expect_err("it is asked about");
    assert_eq!((errors[0].id.as_ref(), errors[0].kind), ("import-overlap", ErrorKind::Asked));
    assert_eq!((errors[0].arg("day"), errors[0].arg("batch")), ("2026-09-09", "1"));
    assert_eq!(desk.sum("visits", "2026-09-08..2026-09-09"), Some(3));
    let outcome = take_as(&desk, &corrected, |request| request.replace = true).expect("it is taken");
    assert_eq!(outcome.files[0].replaced.len(), 1);
    assert_eq!(desk.sum("visits", "2026-09-08..2026-09-09"), Some(8));
}

#[test]
fn bad_rows_are_named_and_nothing_is_applied() {
    let (desk, folder) = (Memory::default(), Folder::new());
    let mut text = "date,member,visits\n2026-09-08,张伟,1\n".to_owned();
    (0..30).for_each(|_| text.push_str("2026-09-08,\"two\nlines\",abc\n"));
    let good = folder.file("good.csv", SEPTEMBER);
    let bad = folder.file("bad.csv", text);
    let request = ImportRequest { files: vec![good, bad.clone()], ..ImportRequest::default() };
    let errors = import(&desk, &request, &mut |_| {}).expect_err("it is refused");
    assert_eq!((errors.len(), errors[0].id.as_ref(), errors[0].kind), (21, "import-rows-bad", ErrorKind::Found));
    assert_eq!((errors[0].arg("bad"), errors[0].arg("rows")), ("30", "31"));
    let place = errors[2].place.as_ref().expect("a place");
    assert_eq!((place.line, place.column.as_deref(), place.value.as_deref()), (Some(5), Some("visits"), Some("abc")));
    assert!(desk.facts().is_empty(), "not even the good file");

    let outcome = take_as(&desk, &bad, |request| request.skip_bad = true).expect("the rest is taken");
    assert_eq!((outcome.files[0].facts, outcome.files[0].bad), (1, 30));
}

#[test]
fn a_date_with_two_readings_is_asked_about() {
    let (desk, folder) = (Memory::default(), Folder::new());
    let path = folder.file("a.csv", "date,visits\n03/04/2026,1\n05/04/2026,2\n");
    let errors = take(&desk, &path).expect_err("two readings");
    assert_eq!((errors[0].id.as_ref(), errors[0].kind), ("import-date-two", ErrorKind::Asked));
    assert_eq!(errors[0].arg("readings"), "2026-04-03 (DD/MM/YYYY), 2026-03-04 (MM/DD/YYYY)");
    assert_eq!(errors[0].arg("options"), "--date-format DD/MM/YYYY / --date-format MM/DD/YYYY");
    take_as(&desk, &path, |request| request.date_format = Some("MM/DD/YYYY".to_owned())).expect("it is said");
    assert_eq!(desk.sum("visits", "2026-05-04"), Some(2));
}

#[test]
fn amounts_in_another_style_are_refused_and_ratios_are_left_out() {
    let (desk, folder) = (Memory::default(), Folder::new());
    let path = folder.file("a.csv", "date;amount;成交率\n2026-09-08;1.234,56;7%\n2026-09-08;1052,75元;7%\n");
    assert_eq!(refusal(take(&desk, &path)), ["import-rows-bad", "import-row-style", "import-row-style"]);
    let path = folder.file("b.csv", "date;amount;成交率\n2026-09-08;1234.56;7%\n");
    assert_eq!(take(&desk, &path).expect("it is taken").files[0].computed, ["成交率"]);
}

#[test]
fn every_encoding_gives_the_same_facts() {
    let text = "日期,成员,成交额\n2026-09-08,张伟,1052.75\n2026-09-09,李娜,99.5\n";
    let wide = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    let marked = |mark: &[u8], bytes: &[u8]| [mark, bytes].concat();
    for (bytes, encoding) in [
        (text.as_bytes().to_vec(), "UTF-8"),
        (marked(b"\xef\xbb\xbf", text.as_bytes()), "UTF-8"),
        (wide(u16::to_le_bytes), "UTF-16LE"),
        (marked(b"\xff\xfe", &wide(u16::to_le_bytes)), "UTF-16LE"),
        (marked(b"\xfe\xff", &wide(u16::to_be_bytes)), "UTF-16BE"),
        (encoding_rs::GB18030.encode(text).0.into_owned(), "gb18030"),
    ] {
        let (desk, folder) = (Memory::default(), Folder::new());
        let outcome = take(&desk, &folder.file("a.csv", bytes)).expect(encoding);
        assert_eq!(outcome.files[0].encoding, encoding);
        assert_eq!(desk.sum("revenue", "2026-09-08..2026-09-09"), Some(11_522_500));
        assert!(desk.names(Dimension::Member).contains("张伟"), "{encoding}");
    }
}

#[test]
fn a_dry_run_says_what_would_be_and_begins_nothing() {
    let (desk, folder) = (Memory::default(), Folder::new());
    let outcome = take_as(&desk, &folder.file("a.csv", SEPTEMBER), |request| request.dry_run = true).expect("it fits");
    assert_eq!((outcome.files[0].state, outcome.files[0].facts), (FileState::Would, 3));
    assert!(desk.batches.borrow().is_empty());
}

#[test]
fn an_unknown_header_is_named() {
    let (desk, folder) = (Memory::default(), Folder::new());
    let errors = take(&desk, &folder.file("a.csv", "date,visits,Foo\n2026-09-08,1,2\n")).expect_err("unknown");
    assert_eq!((errors[0].id.as_ref(), errors[0].arg("columns")), ("import-header", "Foo"));
}
