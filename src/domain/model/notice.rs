//! What a change touched, for whoever shows figures.

use serde::{Deserialize, Serialize};

use super::{DocumentKind, Revision};
use crate::domain::base::DayRange;

/// What one change, or several one after the other, touched.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Notice {
    /// The last of the changes.
    pub revision: Revision,
    /// The days whose figures are others now.
    pub days: Vec<DayRange>,
    /// The kinds of documents that were written or taken away.
    pub kinds: Vec<DocumentKind>,
}

/// A notice has no more runs than this; beyond, they become the one run that holds them all.
const RUNS: usize = 64;

impl Notice {
    /// Whether it touches one of `days`.
    #[must_use]
    pub fn meets(&self, days: &[DayRange]) -> bool {
        self.days.iter().any(|touched| days.iter().any(|run| run.intersect(*touched).is_some()))
    }

    /// Takes a later notice in. However many are taken in, it stays small.
    pub fn join(&mut self, later: Self) {
        self.revision = self.revision.max(later.revision);
        self.days.extend(later.days);
        self.days.sort_unstable();
        self.days.dedup();
        let first = self.days.first().map(|run| run.first());
        let last = self.days.iter().map(|run| run.last()).max();
        if let (true, Some((first, last))) = (self.days.len() > RUNS, first.zip(last)) {
            self.days = DayRange::new(first, last).into_iter().collect();
        }
        self.kinds.extend(later.kinds);
        self.kinds.sort_unstable();
        self.kinds.dedup();
    }
}

#[cfg(test)]
mod tests {
    use super::super::reference::days;
    use super::*;

    #[test]
    fn a_notice_meets_the_days_it_touches() {
        let notice = Notice { days: vec![days("2026-09-01..2026-09-03")], ..Notice::default() };
        assert!(notice.meets(&[days("2026-08-01"), days("2026-09-03..2026-09-30")]));
        assert!(!notice.meets(&[days("2026-09-04")]));
        assert!(!notice.meets(&[]));
    }

    #[test]
    fn many_notices_become_one_that_stays_small() {
        let mut all = Notice::default();
        for at in 0..1_000_u64 {
            let day = days("2026-09-01").first().plus(i32::try_from(at * 2).expect("small"));
            let kinds = vec![DocumentKind::Person];
            all.join(Notice { revision: Revision(at), days: vec![DayRange::one(day)], kinds });
        }
        assert_eq!(all.revision, Revision(999));
        assert_eq!(all.kinds, [DocumentKind::Person]);
        assert!(all.days.len() <= RUNS);
        assert!(all.meets(&[days("2026-09-01")]) && all.meets(&[days("2026-09-01..2032-12-31")]));
    }
}
