//! The sentences of `data/text/`, compiled in.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use super::Lang;

const FILES: [&str; 10] = [
    include_str!("../../data/text/store.toml"),
    include_str!("../../data/text/desk.toml"),
    include_str!("../../data/text/exchange.toml"),
    include_str!("../../data/text/import.toml"),
    include_str!("../../data/text/report.toml"),
    include_str!("../../data/text/ritual.toml"),
    include_str!("../../data/text/screen.toml"),
    include_str!("../../data/text/command.toml"),
    include_str!("../../data/text/form.toml"),
    include_str!("../../data/text/demo.toml"),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pair {
    en: String,
    zh: String,
}

fn table() -> &'static BTreeMap<String, Pair> {
    static TABLE: OnceLock<BTreeMap<String, Pair>> = OnceLock::new();
    TABLE.get_or_init(|| FILES.iter().filter_map(|file| read(file).ok()).flatten().collect())
}

fn read(file: &str) -> Result<BTreeMap<String, Pair>, toml::de::Error> {
    toml::from_str(file)
}

/// The sentence `id` in `lang`, its places still open; the id itself where there is no such sentence.
#[must_use]
pub fn phrase(id: &str, lang: Lang) -> &str {
    lookup(id, lang).unwrap_or(id)
}

/// The sentence `id` in `lang`, where there is one.
#[must_use]
pub fn lookup(id: &str, lang: Lang) -> Option<&'static str> {
    table().get(id).map(|pair| if lang == Lang::En { pair.en.as_str() } else { pair.zh.as_str() })
}

/// Whether there is a sentence `id`.
#[must_use]
pub fn has(id: &str) -> bool {
    table().contains_key(id)
}

/// The ids of all sentences, sorted.
pub fn ids() -> impl Iterator<Item = &'static str> {
    table().keys().map(String::as_str)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;
    use crate::text::fill::places;

    #[test]
    fn every_file_is_read_and_no_id_stands_twice() {
        let mut ids: Vec<String> = Vec::new();
        for file in FILES {
            ids.extend(read(file).unwrap_or_else(|error| panic!("{error}")).into_keys());
        }
        ids.sort();
        let twice: Vec<_> = ids.windows(2).filter(|pair| pair.first() == pair.get(1)).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }

    #[test]
    fn no_sentence_lacks_a_language_and_both_say_the_same_things() {
        for (id, Pair { en, zh }) in table() {
            assert!(!en.trim().is_empty() && !zh.trim().is_empty(), "{id}");
            assert_eq!(places(en), places(zh), "{id}: both languages fill the same places");
        }
    }

    #[test]
    fn every_error_has_a_hint() {
        for id in table().keys().filter(|id| id.starts_with("error.")) {
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
