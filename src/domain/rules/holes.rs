//! What is wrong with the content: days that lack a figure, measures gone silent (S-167).

/// A measure's working days, reported (`true`) or not, oldest first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reporting<'a>(pub &'a [bool]);

/// Share of working days, in percent, from which on a measure counts as reported daily.
const DAILY: usize = 90;
/// A measure is silent for too long after so many of its usual gaps, and never before so many working days.
const GAPS: usize = 3;
const LEAST: usize = 5;

impl Reporting<'_> {
    /// First and last reported day.
    fn span(self) -> Option<(usize, usize)> {
        Some((self.0.iter().position(|came| *came)?, self.0.iter().rposition(|came| *came)?))
    }

    /// The days between the first and the last report on which nothing came, where it comes on (nearly) all others.
    #[must_use]
    pub fn holes(self) -> Vec<usize> {
        let Some((first, last)) = self.span() else { return Vec::new() };
        let inside = self.0.get(first..=last).unwrap_or_default();
        let came = inside.iter().filter(|came| **came).count();
        if came * 100 < inside.len() * DAILY {
            return Vec::new();
        }
        inside.iter().enumerate().filter(|(_, came)| !**came).map(|(at, _)| first + at).collect()
    }

    /// For how many working days nothing has come, where that is longer than usual for it.
    #[must_use]
    pub fn silent_for(self) -> Option<usize> {
        let (first, last) = self.span()?;
        let silent = self.0.len() - 1 - last;
        let reports: Vec<usize> = (first..=last).filter(|at| self.0.get(*at) == Some(&true)).collect();
        let mut gaps: Vec<usize> = reports.iter().zip(reports.iter().skip(1)).map(|(one, next)| next - one).collect();
        gaps.sort_unstable();
        let usual = gaps.get(gaps.len() / 2).copied().unwrap_or(self.0.len());
        (silent > (GAPS * usual).max(LEAST)).then_some(silent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s_167_a_day_without_a_figure_that_comes_daily_is_a_hole() {
        let mut days = vec![true; 30];
        days[17] = false;
        assert_eq!(Reporting(&days).holes(), [17]);
        let weekly: Vec<bool> = (0..30).map(|day| day % 5 == 0).collect();
        assert!(Reporting(&weekly).holes().is_empty(), "what comes weekly has no daily hole");
        let started_late: Vec<bool> = (0..30).map(|day| day >= 20).collect();
        assert!(Reporting(&started_late).holes().is_empty());
        assert!(Reporting(&[false; 9]).holes().is_empty());
    }

    #[test]
    fn s_167_a_measure_is_stale_when_it_is_silent_for_longer_than_usual() {
        let until =
            |last: usize, every: usize| -> Vec<bool> { (0..60).map(|day| day <= last && day % every == 0).collect() };
        assert_eq!(Reporting(&until(53, 1)).silent_for(), Some(6));
        assert_eq!(Reporting(&until(54, 1)).silent_for(), None, "five working days are not long");
        assert_eq!(Reporting(&until(45, 5)).silent_for(), None, "14 days: weekly, at most 15");
        assert_eq!(Reporting(&until(40, 5)).silent_for(), Some(19));
        assert_eq!(Reporting(&[false; 60]).silent_for(), None, "never reported is unused, not stale");
    }
}
