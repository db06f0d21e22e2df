//! The sentences of `data/text/`, compiled in.

use super::Lang;

/// Id, English, Chinese; sorted by id. The build script writes it.
const PHRASES: &[(&str, &str, &str)] = &include!(concat!(env!("OUT_DIR"), "/phrases.rs"));

/// The sentence `id` in `lang`, its places still open; the id itself where there is no such sentence.
#[must_use]
pub fn phrase(id: &str, lang: Lang) -> &str {
    lookup(id, lang).unwrap_or(id)
}

/// The sentence `id` in `lang`, where there is one.
#[must_use]
pub fn lookup(id: &str, lang: Lang) -> Option<&'static str> {
    let at = PHRASES.binary_search_by(|(known, ..)| (*known).cmp(id)).ok()?;
    PHRASES.get(at).map(|(_, en, zh)| if lang == Lang::En { *en } else { *zh })
}

/// Whether there is a sentence `id`.
#[must_use]
pub fn has(id: &str) -> bool {
    lookup(id, Lang::En).is_some()
}

/// The ids of all sentences, sorted.
pub fn ids() -> impl Iterator<Item = &'static str> {
    PHRASES.iter().map(|(id, ..)| *id)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;
    use crate::text::fill::places;

    #[test]
    fn no_sentence_lacks_a_language_and_both_say_the_same_things() {
        for (id, en, zh) in PHRASES {
            assert!(!en.trim().is_empty() && !zh.trim().is_empty(), "{id}");
            assert_eq!(places(en), places(zh), "{id}: both languages fill the same places");
        }
    }

    #[test]
    fn every_error_has_a_hint() {
        for id in ids().filter(|id| id.starts_with("error.")) {
            let sentence = id.strip_suffix(".hint").unwrap_or(id);
            assert!(has(sentence) && has(&format!("{sentence}.hint")), "{id} stands alone");
        }
    }

    #[test]
    fn every_id_in_the_code_has_its_sentence() {
        let mut missing = Vec::new();
        let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
                if entry.is_dir() {
                    folders.push(entry);
                } else {
                    let text = fs::read_to_string(&entry).expect("a source file");
                    let text = text.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
                    missing.extend(named(&text).into_iter().filter(|id| !has(id)).map(|id| (entry.clone(), id)));
                }
            }
        }
        assert!(missing.is_empty(), "{missing:#?}");
    }

    /// Ids that a source file names: `Error::found("x")` means `error.x`, `Sentence::new("y")` and `phrase("y", …)` `y`.
    fn named(source: &str) -> Vec<String> {
        let calls = [
            ("Error::found(", "error."),
            ("Error::asked(", "error."),
            ("Error::could(", "error."),
            ("Sentence::new(", ""),
            ("phrase(", ""),
        ];
        let mut ids = Vec::new();
        for (call, prefix) in calls {
            for part in source.split(call).skip(1) {
                if let Some(id) = part.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next()) {
                    ids.push(format!("{prefix}{id}"));
                }
            }
        }
        ids
    }
}
