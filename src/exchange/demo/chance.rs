//! Chance that anybody can repeat: a number depends on the seed, the day and the purpose, and on nothing else.

use crate::domain::base::Day;

/// A stream of numbers for one purpose on one day.
///
/// Because a stream belongs to its day, a later day adds figures and never changes earlier ones. The generator is
/// `SplitMix64`; all draws are integers, so every machine draws the same.
pub(super) struct Chance(u64);

impl Chance {
    /// The stream of `purpose` on `day`; `number` keeps apart what has the same purpose (a channel, a person).
    pub(super) fn of(seed: u64, purpose: &str, day: Day, number: usize) -> Self {
        let mut stream = Self(seed);
        for byte in purpose.bytes() {
            stream.0 = stream.next() ^ u64::from(byte);
        }
        stream.0 = stream.next() ^ u64::from(day.number().cast_unsigned());
        stream.0 = stream.next() ^ u64::try_from(number).unwrap_or(0);
        stream
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A whole number from 0 to `end - 1`, each as likely; 0 where `end` is below 1. `end` is below 2^31.
    pub(super) fn below(&mut self, end: i64) -> i64 {
        let draw = i64::try_from(self.next() >> 33).unwrap_or(0);
        (draw * end.max(1)) >> 31
    }

    /// A whole number from `first` to `last`, each as likely.
    pub(super) fn between(&mut self, first: i64, last: i64) -> i64 {
        first + self.below(last - first + 1)
    }

    /// Whether something happens that happens `share` times of a thousand.
    pub(super) fn happens(&mut self, share: i64) -> bool {
        self.below(1_000) < share
    }

    /// A deviation from 0 in thousandths, bell-shaped: two of three lie within 1,000, none beyond 3,470.
    fn deviation(&mut self) -> i64 {
        (0..4).map(|_| self.between(-1_000, 1_000)).sum::<i64>() * 1_000 / 1_155
    }

    /// 1,000 give or take `spread`, never below 0: a level that wobbles.
    pub(super) fn wobble(&mut self, spread: i64) -> i64 {
        (1_000 + spread * self.deviation() / 1_000).max(0)
    }

    /// A whole number that is `thousandths`/1,000 in the mean and scatters as independent events do.
    pub(super) fn count(&mut self, thousandths: i64) -> i64 {
        if thousandths < 4_000 {
            // Forty small chances instead of the bell, which would be cut off at 0.
            return (0..40).map(|_| i64::from(self.below(40_000) < thousandths)).sum();
        }
        let spread = (thousandths * 1_000).isqrt();
        let near = (thousandths + spread * self.deviation() / 1_000).max(0);
        near / 1_000 + i64::from(self.happens(near % 1_000))
    }

    /// One of the places of `shares`, in proportion; 0 where all shares are 0.
    pub(super) fn pick(&mut self, shares: impl Iterator<Item = i64> + Clone) -> usize {
        let mut draw = self.below(shares.clone().sum());
        let passed = |share: i64| {
            draw -= share;
            draw < 0
        };
        shares.map(passed).position(|here| here).unwrap_or(0)
    }
}

/// `value` times each of `levels`, which are thousandths.
pub(super) fn scaled(value: i64, levels: &[i64]) -> i64 {
    levels.iter().fold(value, |value, level| value * level / 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream(number: usize) -> Chance {
        Chance::of(7, "test", Day::from_ymd(2026, 9, 8).expect("a day"), number)
    }

    #[test]
    fn a_stream_repeats_and_its_neighbours_differ() {
        let draw = |mut chance: Chance| (0..8).map(|_| chance.below(1_000_000)).collect::<Vec<_>>();
        assert_eq!(draw(stream(1)), draw(stream(1)));
        assert_ne!(draw(stream(1)), draw(stream(2)));
        let next_day = Chance::of(7, "test", Day::from_ymd(2026, 9, 9).expect("a day"), 1);
        assert_ne!(draw(stream(1)), draw(next_day));
    }

    #[test]
    fn counts_keep_their_mean_when_small_and_when_large() {
        for mean in [300, 2_500, 4_000, 60_000, 700_000] {
            let total: i64 = (0..4_000).map(|number| stream(number).count(mean)).sum();
            let off = (total * 1_000 / 4_000 - mean).abs();
            assert!(off * 25 < mean, "{mean} thousandths came out {off} off");
        }
    }

    #[test]
    fn shares_are_drawn_in_proportion() {
        let mut met = [0; 3];
        for number in 0..6_000 {
            met[stream(number).pick([1, 0, 5].into_iter())] += 1;
        }
        assert_eq!(met[1], 0);
        assert!((900..1_100).contains(&met[0]), "{met:?}");
    }
}
