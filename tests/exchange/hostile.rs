//! Files that were made to break a reader: each is imported or refused with a sentence.

use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

use dayboard::domain::base::{Error, Place};
use dayboard::domain::model::Dimension;
use dayboard::exchange::{ImportRequest, propose};

use super::memory::{Folder, Memory, refusal, take, take_as};

pub(crate) fn hostile(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/hostile").join(folder);
    let entries = std::fs::read_dir(&folder).expect("it is there");
    entries.map(|entry| entry.expect("it can be listed").path()).collect()
}

/// Every error has its sentence and hint, and brings no control character with it.
pub(crate) fn sound(errors: &[Error]) {
    let sentences = include_str!("../../data/text/exchange.toml");
    let clean = |text: &str| !text.chars().any(|c| c.is_control() || "\u{202e}\u{2066}\u{200e}".contains(c));
    for error in errors {
        for key in [format!("\"error.{}\" =", error.id), format!("\"error.{}.hint\" =", error.id)] {
            assert!(sentences.contains(&key), "{key} has no sentence");
        }
        for (name, value) in &error.args {
            assert!(clean(value), "{} {name} {value:?}", error.id);
        }
        let Place { file, column, value, .. } = error.place.as_deref().cloned().unwrap_or_default();
        for part in [file, column, value].into_iter().flatten() {
            assert!(clean(&part) && part.chars().count() < 500, "{} {part:?}", error.id);
        }
    }
}

#[test]
fn every_hostile_text_is_taken_or_refused_with_a_sentence() {
    for folder in ["blns", "csv-spectrum/csvs", "csvlens-tests", "utf8"] {
        for file in hostile(folder) {
            let desk = Memory::default();
            if let Err(errors) = take(&desk, &file) {
                assert!(!errors.is_empty(), "{}", file.display());
                sound(&errors);
            }
            let request = ImportRequest { files: vec![file.clone()], ..ImportRequest::default() };
            match propose(&desk, &request) {
                Ok(proposal) => drop(proposal.map.parse::<toml::Table>().expect("a proposed map is TOML")),
                Err(error) => sound(&[error]),
            }
        }
    }
}

#[test]
fn naughty_strings_are_names_like_others() {
    let naughty = std::fs::read_to_string(
        hostile("blns").into_iter().find(|file| file.ends_with("blns.txt")).expect("it is there"),
    )
    .expect("text");
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["date", "member", "visits"]).expect("room");
    let mut rows = 0;
    for name in naughty.lines().filter(|line| line.chars().count() <= 200) {
        writer.write_record(["2026-09-08", name, "1"]).expect("room");
        rows += 1;
    }
    let (desk, folder) = (Memory::default(), Folder::new());
    let path = folder.file("naughty.csv", writer.into_inner().expect("bytes"));
    take(&desk, &path).unwrap_or_else(|errors| panic!("{errors:?}"));
    assert_eq!(desk.sum("visits", "2026-09-08"), Some(rows));
    let names = desk.names(Dimension::Member);
    assert!(names.len() > 300, "{} names", names.len());
    for name in &names {
        assert!(!name.chars().any(char::is_control), "{name:?}");
        assert!(!name.contains(['\u{202a}', '\u{202e}', '\u{2066}', '\u{feff}']), "{name:?}");
    }
}

const EVIL: [&str; 6] = [
    "\u{1b}[2J\u{1b}[31mred",
    "\u{1b}]0;title\u{7}",
    "\u{9b}31m\u{9d}x\u{9c}",
    "gpj\u{202e}exe",
    "a\u{0}b",
    "x\u{2066}y\u{8}",
];

#[test]
fn controls_reach_neither_names_nor_errors_nor_rejects() {
    for evil in EVIL {
        let (desk, folder) = (Memory::default(), Folder::new());
        let plain = folder.file("a.csv", format!("date,member,visits\n2026-09-08,{evil},1\n"));
        take(&desk, &plain).expect("a name is a name");
        let bad = format!("date,member,visits\n2026-09-08,{evil},{evil}\n{evil},x,1\n2026-09-08,ok,1\n");
        let bad = folder.file(&format!("{}.csv", evil.replace(['\0', '/'], "")), bad);
        sound(&take(&desk, &bad).expect_err("no numbers"));
        let header = folder.file("h.csv", format!("date,{evil},visits\n2026-09-08,x,1\n"));
        sound(&take(&desk, &header).expect_err("nobody knows it"));
        let map = folder.file(
            "m.toml",
            format!(
                "source = 'x'\n# {}\n[[fact]]\ndate = '{}'\nmeasures.visits = '1'\n",
                "é",
                evil.replace(char::is_control, "\u{202e}")
            ),
        );
        sound(&take_as(&desk, &plain, |request| request.map = Some(map)).expect_err("no such column"));

        let rejects = folder.file("r.csv", "");
        let outcome = take_as(&desk, &bad, |request| {
            (request.skip_bad, request.rejects) = (true, Some(rejects.clone()));
        });
        assert_eq!(outcome.expect("the rest is taken").files[0].bad, 2);
        let text = std::fs::read_to_string(&rejects).expect("rejects");
        assert_eq!(text.lines().count(), 3, "{text}");
        assert!(
            !text.chars().any(|c| c.is_control() && c != '\n') && !text.contains(['\u{202e}', '\u{2066}']),
            "{text:?}"
        );
        for name in desk.names(Dimension::Member) {
            assert!(!name.chars().any(|c| c.is_control() || c == '\u{202e}' || c == '\u{2066}'), "{name:?}");
        }
    }
}

#[test]
fn rejects_say_line_column_and_reason_and_run_nothing() {
    let (desk, folder) = (Memory::default(), Folder::new());
    let text = "date,member,visits\n2026-09-08,=1+1,x\n2026-09-08,ok,5\n2026-02-30,@SUM(A1),1\n2026-09-08,a,b,c\n";
    let path = folder.file("in.csv", text);
    let outcome = take_as(&desk, &path, |request| request.skip_bad = true).expect("the rest is taken");
    let rejects = outcome.files[0].rejects.clone().expect("a file");
    assert_eq!(rejects, path.with_extension("rejects.csv"));
    let text = std::fs::read_to_string(rejects).expect("rejects");
    assert_eq!(
        text,
        "line,column,reason,date,member,visits\n2,visits,no number,2026-09-08,'=1+1,x\n\
         4,date,date,2026-02-30,'@SUM(A1),1\n5,,width,2026-09-08,a,b,c\n"
    );
}

#[test]
fn a_line_of_a_gigabyte_is_refused() {
    let folder = Folder::new();
    let path = folder.file("long.csv", "date,visits\n2026-09-08,");
    // A hole of 1 GB: it reads as that many zeros and takes no room.
    let file = OpenOptions::new().write(true).open(&path).expect("a file");
    file.set_len(1 << 30).expect("a hole");
    let desk = Memory::default();
    let errors = take(&desk, &path).expect_err("too long");
    sound(&errors);
    assert_eq!(errors[0].id, "import-record-long");
    assert_eq!(errors[0].place.as_ref().and_then(|place| place.line), Some(2));
}

#[test]
fn a_hundred_thousand_columns_are_refused() {
    let (desk, folder) = (Memory::default(), Folder::new());
    let header: Vec<String> = (0..100_000).map(|number| format!("c{number}")).collect();
    let path = folder.file("wide.csv", format!("date,{}\n", header.join(",")));
    assert_eq!(refusal(take(&desk, &path)), ["import-record-wide"]);
    let quoted = folder.file("quoted.csv", format!("date,\"{}\"\n", header.join("\",\"")));
    assert_eq!(refusal(take(&desk, &quoted)), ["import-record-wide"]);
    let path = folder.file("many.csv", format!("date,{}\n", header[..4_000].join(",")));
    let errors = take(&desk, &path).expect_err("nobody knows them");
    sound(&errors);
    assert_eq!((errors[0].id.as_ref(), errors[0].arg("count")), ("import-header", "4000"));
}

#[test]
fn odd_utf_16_and_broken_bytes_are_refused_with_their_line() {
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let table = wide("date,member,visits\n2026-09-08,张伟,1\n");
    let mut odd = table.clone();
    odd.push(b'x');
    let lone = [table.as_slice(), &0xD800_u16.to_le_bytes(), &wide("\n")].concat();
    for bytes in [odd, lone] {
        let (desk, folder) = (Memory::default(), Folder::new());
        let errors = take(&desk, &folder.file("a.csv", bytes)).expect_err("broken");
        sound(&errors);
        assert_eq!(errors[0].id, "import-encoding-broken");
        assert_eq!(errors[0].place.as_ref().and_then(|place| place.line), Some(3));
    }
    let (desk, folder) = (Memory::default(), Folder::new());
    let path = folder.file("a.csv", b"date,visits\n2026-09-08,1\n2026-09-08,\xff\xfe\n");
    let forced = take_as(&desk, &path, |request| request.encoding = Some("utf-8".to_owned()));
    assert_eq!(refusal(forced), ["import-encoding-broken"]);
    assert_eq!(
        refusal(take_as(&desk, &path, |request| request.encoding = Some("klingon".to_owned()))),
        ["import-encoding-name"]
    );
    let ids: BTreeSet<String> = ["", "\u{feff}", "\n\n\n", "\0\0\0\0"]
        .into_iter()
        .flat_map(|text| refusal(take(&desk, &folder.file("b.csv", text))))
        .collect();
    assert!(
        ids.iter().all(|id| ["import-empty", "import-header", "import-header-bare"].contains(&id.as_str())),
        "{ids:?}"
    );
}

#[test]
fn a_folder_and_a_file_that_is_not_there_are_refused() {
    let (desk, folder) = (Memory::default(), Folder::new());
    let path = folder.file("a.csv", "x");
    let parent = path.parent().expect("a folder");
    assert_eq!(refusal(take(&desk, parent)), ["import-folder"]);
    assert_eq!(refusal(take(&desk, &parent.join("nothing.csv"))), ["import-open"]);
}

#[test]
fn a_file_of_many_keys_stays_within_bounds() {
    let (desk, folder) = (Memory::default(), Folder::new());
    let path = folder.file("keys.csv", "day,order\n");
    let mut file = std::io::BufWriter::new(OpenOptions::new().append(true).open(&path).expect("a file"));
    for number in 0..20_000 {
        writeln!(file, "2026-09-08,{number}{}", "x".repeat(5_000)).expect("room");
    }
    drop(file);
    let map = folder.file("m.toml", "source = 'k'\n[[fact]]\nper = ['order']\ndate = 'day'\nmeasures.deals = '1'\n");
    assert_eq!(refusal(take_as(&desk, &path, |request| request.map = Some(map))), ["import-keys-many"]);
}
