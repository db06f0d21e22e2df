//! Completing a question that is being typed: its own words, and names after `channel=`.

use std::collections::BTreeMap;

use crate::desk::Query;
use crate::domain::base::{FiscalStart, Grain, Period};
use crate::domain::model::{Catalogue, Dimension, JournalEntry, Organisation, quoted};

/// How many words are shown where several may come next.
const SHOWN: usize = 8;

/// Whether `text` reads like a question, right or wrong, and not like the name of something.
pub(super) fn is_question(text: &str) -> bool {
    let own = |word: &str| {
        matches!(word, "vs" | "by")
            || word.parse::<Grain>().is_ok()
            || Period::parse(word, FiscalStart::default()).is_some()
            || word.split_once('=').is_some_and(|(key, _)| KEYS.contains(&key) || key.parse::<Dimension>().is_ok())
    };
    text.split_whitespace().any(own)
}

const KEYS: [&str; 6] = ["metric", "basis", "as-of", "kind", "user", "made"];

/// What a line becomes.
pub(super) struct Completion {
    /// The line, completed as far as it is clear; `None` where nothing begins like its end.
    pub(super) text: Option<String>,
    /// What may come next, where that is open.
    pub(super) choice: String,
    /// What would help and is not known yet.
    pub(super) wants: Option<Query>,
}

impl Completion {
    /// The completion of `text` at its end.
    pub(super) fn of(
        text: &str,
        premises: Option<&(Organisation, Catalogue)>,
        known: &BTreeMap<Dimension, Vec<String>>,
        authors: Option<&[String]>,
    ) -> Self {
        let from = text.rfind(char::is_whitespace).map_or(0, |at| at + 1);
        let (before, last) = text.split_at_checked(from).unwrap_or(("", text));
        let previous = before.split_whitespace().next_back().unwrap_or_default();
        let (head, typed, words, wants) = match last.split_once('=') {
            Some((key, list)) => {
                let from = list.rfind(',').map_or(0, |at| at + 1);
                let (taken, typed) = list.split_at_checked(from).unwrap_or(("", list));
                let (words, wants) = names(key, premises, known, authors);
                (format!("{before}{key}={taken}"), typed, words, wants)
            }
            None => (before.to_owned(), last, own_words(previous), None),
        };
        let quote = typed.starts_with('"');
        let typed = typed.trim_start_matches('"');
        let mut met: Vec<String> = words.into_iter().filter(|word| word.starts_with(typed)).collect();
        met.sort();
        met.dedup();
        let text = match met.as_slice() {
            [] => None,
            [one] => Some(format!("{head}{}", quoted(one))),
            several => {
                let common = common(several);
                // Typed within quotes, or with a blank, the common part is still open.
                let open = quote || common.contains(' ');
                Some(format!("{head}{}{common}", if open { "\"" } else { "" }))
            }
        };
        let choice = if met.len() > 1 {
            let more = if met.len() > SHOWN { " ..." } else { "" };
            format!("{}{more}", met.iter().take(SHOWN).cloned().collect::<Vec<_>>().join("  "))
        } else {
            String::new()
        };
        Self { text, choice, wants }
    }
}

/// What may stand alone, or after `vs` or `by`.
fn own_words(previous: &str) -> Vec<String> {
    match previous {
        "vs" => ["usual", "previous", "same-days", "year", "none"].map(str::to_owned).to_vec(),
        "by" => Dimension::ALL.map(|dimension| dimension.id().to_owned()).to_vec(),
        _ => {
            let grains = Grain::ALL.into_iter().map(|grain| grain.id().to_owned());
            let keys = Dimension::ALL.map(Dimension::id).into_iter().chain(KEYS).map(|key| format!("{key}="));
            grains.chain(keys).chain(["vs", "by"].map(str::to_owned)).collect()
        }
    }
}

/// What may stand after `key=`, and what is still to be asked for.
fn names(
    key: &str,
    premises: Option<&(Organisation, Catalogue)>,
    known: &BTreeMap<Dimension, Vec<String>>,
    authors: Option<&[String]>,
) -> (Vec<String>, Option<Query>) {
    match (key, key.parse::<Dimension>()) {
        ("basis", _) => (["period", "cohort"].map(str::to_owned).to_vec(), None),
        ("kind", _) => (JournalEntry::KINDS.map(str::to_owned).to_vec(), None),
        ("user", _) => {
            (authors.unwrap_or_default().to_vec(), if authors.is_none() { Some(Query::Authors) } else { None })
        }
        ("metric", _) => {
            let metrics = premises.into_iter().flat_map(|(_, catalogue)| &catalogue.metrics);
            (metrics.map(|metric| metric.id.clone()).collect(), None)
        }
        (_, Ok(dimension)) => {
            let own = premises.into_iter().flat_map(|(organisation, _)| match dimension {
                Dimension::Channel => organisation.channels.iter().map(|channel| channel.id.clone()).collect(),
                Dimension::Member => organisation.people.keys().cloned().collect(),
                Dimension::Team => organisation.teams.keys().cloned().collect(),
                _ => Vec::new(),
            });
            let told = known.get(&dimension).into_iter().flatten().filter(|name| !name.is_empty()).cloned();
            (own.chain(told).collect(), (!known.contains_key(&dimension)).then_some(Query::Names(dimension)))
        }
        _ => (Vec::new(), None),
    }
}

/// What all words begin with.
fn common(words: &[String]) -> String {
    let Some((first, rest)) = words.split_first() else { return String::new() };
    let mut common = first.as_str();
    for word in rest {
        let same = common.char_indices().zip(word.chars()).find(|((_, a), b)| a != b).map(|((at, _), _)| at);
        let end = same.unwrap_or(common.len().min(word.len()));
        common = common.get(..end).unwrap_or_default();
    }
    common.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::model::{Channel, Term};

    fn completed(text: &str) -> (Option<String>, String) {
        let channel = |id: &str| Channel {
            id: id.to_owned(),
            parent: None,
            term: Term::default(),
            paid: false,
            owner: None,
            aliases: Vec::new(),
        };
        let organisation = Organisation {
            channels: vec![channel("seo"), channel("ads-search"), channel("ads-display")],
            ..Organisation::default()
        };
        let premises = (organisation, Catalogue::built_in());
        let known = BTreeMap::from([(Dimension::Region, vec!["华东".to_owned(), "North East".to_owned()])]);
        let completion = Completion::of(text, Some(&premises), &known, Some(&["chen".to_owned()]));
        (completion.text, completion.choice)
    }

    #[test]
    fn words_of_a_question_are_completed_where_they_may_stand() {
        assert_eq!(completed("mo").0.as_deref(), Some("month"));
        assert_eq!(completed("month vs p").0.as_deref(), Some("month vs previous"));
        assert_eq!(completed("month by t").0.as_deref(), Some("month by team"));
        assert_eq!(completed("month cha").0.as_deref(), Some("month channel="));
        assert_eq!(completed("month nonsense").0, None);
    }

    #[test]
    fn names_are_completed_behind_every_comma() {
        assert_eq!(completed("day channel=s").0.as_deref(), Some("day channel=seo"));
        let (text, choice) = completed("day channel=seo,a");
        assert_eq!((text.as_deref(), choice.as_str()), (Some("day channel=seo,ads-"), "ads-display  ads-search"));
        assert_eq!(completed("region=N").0.as_deref(), Some("region=\"North East\""));
        assert_eq!(completed("metric=close_r").0.as_deref(), Some("metric=close_rate"));
    }

    #[test]
    fn kinds_and_authors_of_changes_are_completed() {
        assert_eq!(completed("kind=target,pl").0.as_deref(), Some("kind=target,plan"));
        assert_eq!(completed("kind=note user=").0.as_deref(), Some("kind=note user=chen"));
        assert!(is_question("made=2026-09"));
    }

    #[test]
    fn a_name_is_no_question() {
        assert!(
            is_question("month 2026-08 channel=seo by member") && is_question("channel=") && is_question("2026-W30")
        );
        assert!(!is_question("漏斗") && !is_question("close rate") && !is_question("a=b"));
    }
}
