//! What expressions mean, and what is refused.

use proptest::prelude::*;

use super::*;
use crate::domain::base::Error;

const HEADER: [&str; 4] = ["a", "b", "name", "列名"];

fn names(check: impl FnOnce(&Names<'_>) -> Result<(), Error>) -> Result<(), Error> {
    let field = |name: &str| HEADER.iter().position(|known| *known == name).map(Field::Own);
    check(&Names { field: &field, sum: &|_| None, list: &|| HEADER.join(", ") })
}

fn with_row<T>(values: [&str; 4], look: impl FnOnce(Scope<'_>) -> T) -> T {
    let bytes = values.concat();
    let ends: Vec<usize> = (1..=4).map(|count| values[..count].iter().map(|value| value.len()).sum()).collect();
    let style = Style::default();
    look(Scope { row: Row::new(bytes.as_bytes(), &ends), joined: &[], keys: &[], sums: &[], style: &style })
}

/// The number as an integer of 1/10,000.
fn number(text: &str, values: [&str; 4]) -> Result<Option<i64>, String> {
    let mut result = Ok(None);
    names(|names| {
        let (number, divides) = compile_number(text, names)?;
        let value = with_row(values, |scope| number.eval(scope));
        result = value.map_err(|unfit| format!("{:?}", unfit.fault)).and_then(|value| {
            value.map(|value| value.scaled(4, divides)).transpose().map_err(|fault| format!("{fault:?}"))
        });
        Ok(())
    })
    .map_err(|error| error.id.into_owned())?;
    result
}

fn holds(text: &str, values: [&str; 4]) -> Result<bool, String> {
    let mut result = Ok(false);
    names(|names| {
        let condition = compile_condition(text, names)?;
        result = with_row(values, |scope| condition.eval(scope)).map_err(|unfit| format!("{:?}", unfit.fault));
        Ok(())
    })
    .map_err(|error| error.id.into_owned())?;
    result
}

const ROW: [&str; 4] = ["6", " 2.55 ", "C536365", "是"];

#[test]
fn arithmetic_is_exact_and_blank_is_null() {
    assert_eq!(number("a * b", ROW), Ok(Some(153_000)));
    assert_eq!(number("-(a * b) + 0.3", ROW), Ok(Some(-150_000)));
    assert_eq!(number("0.1 + 0.2 - 0.3", ROW), Ok(Some(0)));
    assert_eq!(number("a / 7", ROW), Ok(Some(8_571)));
    assert_eq!(number("a / 0", ROW), Ok(None));
    assert_eq!(number("a * b", ["6", "", "", ""]), Ok(None));
    assert_eq!(number("name.startsWith('C') ? -a : null", ROW), Ok(Some(-60_000)));
    assert_eq!(number("name.startsWith('X') ? -a : null", ROW), Ok(None));
    assert_eq!(number("size(row['列名']) + size('日期')", ROW), Ok(Some(30_000)));
    assert_eq!(number("a * 0.00001", ROW), Err("Fine".to_owned()));
    assert_eq!(number("name + 1", ROW), Err("Not".to_owned()));
    assert_eq!(number("a * a", ["99999999999999999999", "", "", ""]), Err("Large".to_owned()));
}

#[test]
fn conditions_hold_or_not() {
    for text in [
        "a == 6.0",
        "a != b",
        "b < a && b >= 2.55 && !(a <= b)",
        "name == 'C536365'",
        "name in ['x', 'C536365']",
        "a in [5, 6]",
        "name.endsWith('65') || a / 0 > 1",
        "name.contains('536')",
        "name.matches('^C[0-9]+$')",
        "row['列名'] == '是'",
        "a != null",
        "null != name",
        "(a > 1) == (b > 1)",
        "a > 1 ? b > 1 : false",
        "name > 'B'",
        "size(name) == 7",
        "true",
    ] {
        assert_eq!(holds(text, ROW), Ok(true), "{text}");
    }
    for text in ["a == null", "name == ''", "a > 7", "!true", "name in []", "a / 0 > 1", "name.startsWith(row['列名'])"]
    {
        assert_eq!(holds(text, ROW), Ok(false), "{text}");
    }
    let blank = ["", "", "", ""];
    for (text, wanted) in [
        ("a == null", true),
        ("a > 0", false),
        ("a < 0", false),
        ("a != 5", true),
        ("name != 'x'", true),
        ("name < 'x'", false),
    ] {
        assert_eq!(holds(text, blank), Ok(wanted), "{text}");
    }
}

#[test]
fn what_there_is_not_is_refused_when_the_map_is_read() {
    for (text, id) in [
        ("nobody + 1", "map-name"),
        ("row['nobody']", "map-name"),
        ("a % 2", "map-function"),
        ("int(a)", "map-function"),
        ("[1, 2].map(x, x)", "map-part"),
        ("{'a': 1}", "map-part"),
        ("a.b", "map-part"),
        ("has(a.b)", "map-part"),
        ("a[0]", "map-part"),
        ("size(a, b)", "map-part"),
        ("a > 1", "map-kind-number"),
        ("'text'", "map-kind-number"),
        ("true", "map-kind-number"),
        ("a +", "map-expression"),
        ("", "map-expression"),
        ("数量 * 2", "map-expression"),
        ("1e400", "map-expression"),
        ("0.1234567890123456", "map-expression-figures"),
    ] {
        assert_eq!(number(text, ROW), Err(id.to_owned()), "{text}");
    }
    for (text, id) in [
        ("a", "map-kind-condition"),
        ("a + 1", "map-kind-condition"),
        ("1", "map-kind-condition"),
        ("name.matches('(')", "map-pattern"),
        ("name.matches('(a{1000}){1000}')", "map-pattern"),
        ("name.matches(name)", "map-part"),
        ("a in b", "map-part"),
    ] {
        assert_eq!(holds(text, ROW), Err(id.to_owned()), "{text}");
    }
}

#[test]
fn hostile_expressions_are_refused_at_once() {
    for text in [
        "(".repeat(999),
        format!("{}1{}", "(".repeat(400), ")".repeat(400)),
        format!("{}1", "a ? 1 : ".repeat(120)),
        "[".repeat(999),
        "f(".repeat(400),
        "a?".repeat(400),
        "\"".repeat(999),
        "a b ".repeat(249),
    ] {
        assert!(number(&text, ROW).is_err(), "{text}");
    }
    assert_eq!(number(&"1+".repeat(501), ROW), Err("map-expression-long".to_owned()));
    assert_eq!(number(&format!("1{}", "+1".repeat(499)), ROW), Err("map-expression-signs".to_owned()));
    assert_eq!(number(&format!("1{}", "+1".repeat(200)), ROW), Ok(Some(2_010_000)));
    assert_eq!(number(&format!("{}a", "-".repeat(200)), ROW), Ok(Some(60_000)));
    assert_eq!(number(&format!("a{}", ".b".repeat(200)), ROW), Err("map-part".to_owned()));
}

proptest! {
    #[test]
    fn no_text_is_too_odd_for_the_parser(
        text in "([ab()*/+<>=!&|?:.,'\"\\[\\]{}\\\\0-9 \n中-]|name|size|in|null|true|row|matches|startsWith){0,40}"
    ) {
        let _ = number(&text, ROW);
        let _ = holds(&text, ROW);
    }
}
