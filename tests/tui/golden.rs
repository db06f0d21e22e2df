//! Week, month, funnel and board of the small office in every form and both languages, held against the files in
//! `tests/golden`, beside the day's. `UPDATE_GOLDEN=1` writes them.

use std::fs;
use std::path::Path;

use dayboard::domain::base::FiscalStart;
use dayboard::domain::model::Lens;
use dayboard::render::{Format, render};
use dayboard::report::{Audience, Kind, Question};
use dayboard::text::Lang;

use super::office::office;
use crate::fixture::day;

const REPORTS: [(&str, Kind, &str); 4] = [
    ("week", Kind::Review, "week"),
    ("month", Kind::Review, "month"),
    ("funnel", Kind::Funnel, "month"),
    ("board", Kind::Board, "month"),
];

#[test]
fn every_report_is_as_it_was_in_every_form() {
    for (name, kind, lens) in REPORTS {
        let lens = Lens::parse(lens, FiscalStart::default()).expect("a lens");
        let question = Question { kind, lens, today: day("2026-09-09"), audience: Audience::Own };
        let report = office(&question).expect("it is answered");
        for format in [Format::Text, Format::Markdown, Format::Html, Format::Csv, Format::Json] {
            for lang in Lang::ALL {
                let name = format!("{name}.{}.{}", lang.id(), format.id());
                let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(&name);
                let now = String::from_utf8(render(&report, format, lang).expect("it is printed")).expect("text");
                if std::env::var_os("UPDATE_GOLDEN").is_some() {
                    fs::write(&path, &now).expect("it can be written");
                }
                let kept = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
                assert_eq!(now, kept, "{name}");
            }
        }
    }
}
