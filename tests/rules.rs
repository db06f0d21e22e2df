//! The rules that dayboard claims to keep, each with a test named after its number.

#![expect(clippy::expect_used, reason = "a test that cannot read the sources must fail")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use dayboard::domain::model::{Catalogue, Defaults};

/// Every rule whose worked check is a test. A number stands here once its rule can be reached, on a screen or by a
/// command; the test that proves it is named after it: `s_018_…`, `r9_…`.
const CLAIMED: &[&str] = &[
    "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11", "r13", "r14", "s_001", "s_002", "s_003",
    "s_004", "s_005", "s_006", "s_007", "s_008", "s_009", "s_010", "s_011", "s_012", "s_014", "s_015", "s_016",
    "s_017", "s_018", "s_019", "s_020", "s_021", "s_022", "s_023", "s_024", "s_025", "s_026", "s_027", "s_028",
    "s_030", "s_031", "s_032", "s_033", "s_034", "s_036", "s_040", "s_044", "s_046", "s_047", "s_048", "s_054",
    "s_060", "s_061", "s_073", "s_075", "s_077", "s_078", "s_082", "s_083", "s_085", "s_086", "s_091", "s_092",
    "s_093", "s_095", "s_108", "s_119", "s_120", "s_123", "s_125", "s_130", "s_143", "s_164", "s_165", "s_166",
    "s_167", "s_168", "s_174", "s_175", "s_176", "s_178",
];

/// Rules whose worked check is a test, while no screen and no command shows them yet: the first that does moves the number
/// to [`CLAIMED`].
const AHEAD: &[&str] = &[];

#[test]
fn every_claimed_rule_has_a_test_named_after_it() {
    let mut tested = BTreeSet::new();
    for folder in ["src", "tests"] {
        collect(Path::new(folder), &mut tested);
    }
    let missing: Vec<_> = CLAIMED.iter().chain(AHEAD).filter(|rule| !tested.contains(**rule)).collect();
    assert!(missing.is_empty(), "claimed, but no test is named after {missing:?}");
}

#[test]
fn no_rule_is_claimed_twice() {
    let unique: BTreeSet<_> = CLAIMED.iter().chain(AHEAD).collect();
    assert_eq!(unique.len(), CLAIMED.len() + AHEAD.len());
}

#[test]
fn every_word_of_a_formula_is_an_id() {
    let defaults = Defaults::read(|_| None).expect("the shipped data files have no mistake");
    let catalogue = &defaults.catalogue;
    let known: BTreeSet<&str> = catalogue
        .metrics
        .iter()
        .map(|metric| metric.id.as_str())
        .chain(catalogue.inputs.iter().map(|input| input.id.as_str()))
        .chain(["median", "days"])
        .collect();
    for metric in &catalogue.metrics {
        let formula = metric.formula();
        let words = formula.split(|c: char| !(c.is_alphanumeric() || c == '_'));
        for word in words.filter(|word| word.starts_with(char::is_alphabetic)) {
            assert!(known.contains(word), "{} = {formula}: nothing is called '{word}'", metric.id);
        }
    }
    assert!(
        Catalogue::parse(
            "[[metric]]\nid=\"x\"\nen=\"x\"\nzh=\"x\"\nunit=\"percent\"\nowner=\"o\"\nsource=\"s\"\nnum={y=1}"
        )
        .is_err()
    );
}

/// The rule numbers after which the test functions below `folder` are named.
fn collect(folder: &Path, tested: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("it can be listed").path();
        if path.is_dir() {
            collect(&path, tested);
        } else if path.extension().is_some_and(|end| end == "rs") {
            let text = fs::read_to_string(&path).expect("a source file is text");
            let tests = text.split("#[test]").skip(1);
            tested.extend(tests.filter_map(|after| rule(after.split("fn ").nth(1)?)));
        }
    }
}

/// `s_018` of `s_018_effective_visits_are…`, `r9` of `r9_a_day…`.
fn rule(name: &str) -> Option<String> {
    let name = name.split('(').next()?;
    let mut parts = name.split('_');
    match parts.next()? {
        "s" => parts.next().filter(|number| number.len() == 3).map(|number| format!("s_{number}")),
        first => first.strip_prefix('r').filter(|n| n.parse::<u8>().is_ok()).map(|_| first.to_owned()),
    }
}
