//! Work that is planned by number, by category (S-031).

use std::collections::BTreeMap;

use crate::domain::base::Rate;

/// Work of one category: how much is planned and done, and what effort it took.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Work {
    /// Pieces planned.
    pub planned: u64,
    /// Pieces done.
    pub done: u64,
    /// Effort, in minutes.
    pub minutes: u64,
}

impl Work {
    /// Done of planned, above 1 where more was done; `None` where nothing was planned.
    #[must_use]
    pub fn completion(self) -> Option<Rate> {
        Rate::new(self.done.into(), self.planned.into())
    }
}

/// The work of each category, by its name.
#[must_use]
pub fn by_category<'a>(lines: impl IntoIterator<Item = (&'a str, Work)>) -> BTreeMap<&'a str, Work> {
    let mut sums: BTreeMap<&str, Work> = BTreeMap::new();
    for (category, work) in lines {
        let sum = sums.entry(category).or_default();
        sum.planned = sum.planned.saturating_add(work.planned);
        sum.done = sum.done.saturating_add(work.done);
        sum.minutes = sum.minutes.saturating_add(work.minutes);
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s_031_170_of_200_articles_are_85_percent() {
        let work = |planned, done, minutes| Work { planned, done, minutes };
        let lines = [("articles", work(120, 100, 600)), ("videos", work(4, 3, 180)), ("articles", work(80, 70, 400))];
        let sums = by_category(lines);
        let of = |category: &str| sums.get(category).copied().unwrap_or_default();
        assert_eq!((of("articles"), of("articles").completion()), (work(200, 170, 1_000), Rate::new(850, 1_000)));
        assert_eq!(of("videos").completion(), Rate::new(75, 100));
        assert_eq!(work(0, 5, 0).completion(), None);
    }
}
