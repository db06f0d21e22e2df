//! Answers of one state that are asked for again and again: a screen that is drawn anew, everybody at the same board.

use std::hash::Hash;

use rustc_hash::FxHashMap;

use crate::domain::model::Revision;

/// So many answers are kept; one more, and all are forgotten.
const MOST: usize = 128;

/// Answers by question, all of one revision; the first question about another forgets them.
#[derive(Debug)]
pub struct Kept<Q, A> {
    revision: Revision,
    answers: FxHashMap<Q, A>,
}

impl<Q, A> Default for Kept<Q, A> {
    fn default() -> Self {
        Self { revision: Revision::default(), answers: FxHashMap::default() }
    }
}

impl<Q: Hash + Eq, A> Kept<Q, A> {
    /// The answer to `question` at `revision`, where it is kept.
    #[must_use]
    pub fn get(&self, revision: Revision, question: &Q) -> Option<&A> {
        if revision == self.revision { self.answers.get(question) } else { None }
    }

    /// Keeps an answer.
    pub fn keep(&mut self, revision: Revision, question: Q, answer: A) {
        if revision != self.revision || self.answers.len() >= MOST {
            self.answers.clear();
            self.revision = revision;
        }
        self.answers.insert(question, answer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_kept_for_its_own_revision_only() {
        let mut kept = Kept::default();
        kept.keep(Revision(1), "sum", 7);
        assert_eq!((kept.get(Revision(1), &"sum"), kept.get(Revision(2), &"sum")), (Some(&7), None));
        kept.keep(Revision(2), "other", 8);
        assert_eq!(kept.get(Revision(1), &"sum"), None);
        (0..1_000).for_each(|number| kept.keep(Revision(2), "x", number));
        assert_eq!(kept.get(Revision(2), &"other"), Some(&8));
    }
}
