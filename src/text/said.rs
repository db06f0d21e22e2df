//! Errors in words.

use super::{Lang, clean, fill, fit, has, phrase};
use crate::domain::base::{Error, Place};

/// An error as a person reads it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Said {
    /// What is wrong, and where.
    pub sentence: String,
    /// What can be done about it.
    pub hint: Option<String>,
}

/// The sentence `id` in `lang`, its places filled from `args`.
#[must_use]
pub fn say(id: &str, args: &[(&str, &str)], lang: Lang) -> String {
    fill(phrase(id, lang), |name, _| {
        args.iter().find(|(key, _)| *key == name).map(|(_, value)| clean(value).into_owned())
    })
}

/// What `error` says in `lang`. Where it was found stands in front, unless the sentence names the line itself.
#[must_use]
pub fn said(error: &Error, lang: Lang) -> Said {
    let id = format!("error.{}", error.id);
    let hint = format!("{id}.hint");
    let fill = |id: &str| fill(phrase(id, lang), |name, _| value(error, name));
    let sentence = match &error.place {
        _ if !has(&id) => clean(&error.to_string()).into_owned(),
        Some(place) if !phrase(&id, lang).contains("{line}") && !phrase(&id, lang).contains("{file}") => {
            let value = place.value.clone().filter(|_| !phrase(&id, lang).contains("{value}"));
            format!("{}{}", whereabouts(&Place { value, ..place.as_ref().clone() }, lang), fill(&id))
        }
        _ => fill(&id),
    };
    Said { sentence, hint: has(&hint).then(|| fill(&hint)) }
}

fn value(error: &Error, name: &str) -> Option<String> {
    let given = error.args.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    let place = error.place.as_deref();
    let found = || match name {
        "file" => place?.file.clone(),
        "line" => place?.line.map(|line| line.to_string()),
        "column" => place?.column.clone(),
        "value" => place?.value.clone(),
        _ => None,
    };
    given.or_else(found).map(|value| if name == "value" { shortened(&value) } else { clean(&value).into_owned() })
}

/// A value in few cells; a file may hold a book in one.
fn shortened(value: &str) -> String {
    fit(&clean(value), 40).into_owned()
}

/// `sales.csv, line 214, column amount, '12.800,00': `.
fn whereabouts(place: &Place, lang: Lang) -> String {
    let line = place.line.map(|line| line.to_string());
    let parts: Vec<String> = [
        place.file.as_deref().map(|file| clean(file).into_owned()),
        line.as_deref().map(|line| say("place.line", &[("line", line)], lang)),
        place.column.as_deref().map(|column| say("place.column", &[("column", column)], lang)),
        place.value.as_deref().map(|value| say("place.value", &[("value", &shortened(value))], lang)),
    ]
    .into_iter()
    .flatten()
    .collect();
    match lang {
        _ if parts.is_empty() => String::new(),
        Lang::En => format!("{}: ", parts.join(", ")),
        Lang::Zh => format!("{}：", parts.join("，")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_says_where_it_was_found_and_never_speaks_to_the_terminal() {
        let place = Place { file: Some("a\u{1b}[2J.csv".to_owned()), line: Some(3), ..Place::default() };
        let error = Error::found("workbook").with("reason", "\u{1b}]0;x\u{7}").at(place);
        for lang in Lang::ALL {
            let said = said(&error, lang);
            assert!(said.sentence.starts_with("a?[2J.csv"), "{}", said.sentence);
            assert!(!said.sentence.contains('\u{1b}'));
        }
    }

    #[test]
    fn an_error_without_a_sentence_still_says_all_it_knows() {
        let said = said(&Error::could("nobody-wrote-this").with("path", "/data"), Lang::Zh);
        assert_eq!(said.sentence, "nobody-wrote-this path=\"/data\"");
    }
}
