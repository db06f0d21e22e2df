//! How well a name meets what was typed: inside words, in either case, letters left out where need be.

use unicode_segmentation::UnicodeSegmentation;

/// How a name meets what was typed; the least is the best.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Rank {
    /// The name begins with it.
    Beginning,
    /// A word of the name begins with it.
    Word,
    /// It stands inside of a word.
    Inside,
    /// Its letters stand in the name, in their order, others between them.
    Scattered,
}

/// A text as it is compared: its graphemes in lower case.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Folded(Vec<String>);

impl Folded {
    /// `text`, the blanks at its ends left out.
    #[must_use]
    pub(super) fn of(text: &str) -> Self {
        Self(text.trim().graphemes(true).map(str::to_lowercase).collect())
    }
}

/// Where `wanted` is met in `name`: how well, and the numbers of the graphemes that meet it. Everything is met by
/// nothing.
#[must_use]
pub(super) fn meets(Folded(name): &Folded, Folded(wanted): &Folded) -> Option<(Rank, Vec<usize>)> {
    if wanted.is_empty() {
        return Some((Rank::Beginning, Vec::new()));
    }
    let starts = |at: usize| at.checked_sub(1).and_then(|before| name.get(before)).is_none_or(|c| is_gap(c));
    let runs =
        || (0..name.len()).filter(|at| name.get(*at..at + wanted.len()).is_some_and(|run| run == wanted.as_slice()));
    let run = |at: usize| (at..at + wanted.len()).collect();
    if let Some(at) = runs().find(|at| starts(*at)) {
        return Some((if at == 0 { Rank::Beginning } else { Rank::Word }, run(at)));
    }
    if let Some(at) = runs().next() {
        return Some((Rank::Inside, run(at)));
    }
    scattered(name, wanted).map(|places| (Rank::Scattered, places))
}

/// The first places of the letters in their order, where the first letter begins a word.
fn scattered(name: &[String], wanted: &[String]) -> Option<Vec<usize>> {
    let mut letters = wanted.iter().filter(|letter| !is_gap(letter));
    let mut next = letters.next()?;
    let mut places: Vec<usize> = Vec::new();
    for (at, letter) in name.iter().enumerate() {
        let begins = at.checked_sub(1).and_then(|before| name.get(before)).is_none_or(|c| is_gap(c));
        if letter == next && (begins || !places.is_empty()) {
            places.push(at);
            match letters.next() {
                Some(letter) => next = letter,
                None => return Some(places),
            }
        }
    }
    None
}

fn is_gap(grapheme: &str) -> bool {
    !grapheme.chars().any(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::{Folded, Rank};

    fn meets(name: &str, wanted: &str) -> Option<(Rank, Vec<usize>)> {
        super::meets(&Folded::of(name), &Folded::of(wanted))
    }

    #[test]
    fn a_name_is_met_at_its_words_before_it_is_met_inside_of_them() {
        let rank = |name| meets(name, "clo").map(|(rank, _)| rank);
        assert_eq!(rank("Close rate"), Some(Rank::Beginning));
        assert_eq!(rank("not closed"), Some(Rank::Word));
        assert_eq!(rank("disclose"), Some(Rank::Inside));
        assert_eq!(rank("copy the lens onto"), Some(Rank::Scattered));
        assert_eq!(rank("inquiries"), None);
    }

    #[test]
    fn chinese_is_met_by_its_characters_and_places_are_graphemes() {
        assert_eq!(meets("转化漏斗", "漏斗"), Some((Rank::Inside, vec![2, 3])));
        assert_eq!(meets("e\u{301}tude by Channel", "CHAN"), Some((Rank::Word, vec![9, 10, 11, 12])));
        assert_eq!(meets("anything", "  "), Some((Rank::Beginning, vec![])));
    }
}
