//! How many refusals of one account the journal takes: whoever knocks a thousand times does not fill the disk.

use std::time::Duration;

use rustc_hash::FxHashMap;

/// So many lines at once.
const BURST: u32 = 10;
/// After that, one line in so long.
const PAUSE: Duration = Duration::from_secs(60);

/// What is known of each account's refusals.
#[derive(Debug, Default)]
pub(super) struct Refusals {
    accounts: FxHashMap<String, Bucket>,
}

#[derive(Debug)]
struct Bucket {
    /// Lines that may be written.
    left: u32,
    /// When the last one was earned.
    since: Duration,
    /// Refusals that no line stands for yet.
    untold: u64,
}

impl Refusals {
    /// One more refusal of `user` at the moment `now`: how many the line that is due stands for; `None` where none is.
    pub(super) fn count(&mut self, user: &str, now: Duration) -> Option<u64> {
        let fresh = || Bucket { left: BURST, since: now, untold: 0 };
        let bucket = self.accounts.entry(user.to_owned()).or_insert_with(fresh);
        let earned = now.saturating_sub(bucket.since).as_secs() / PAUSE.as_secs();
        if earned > 0 {
            bucket.left = u32::try_from(earned).unwrap_or(BURST).saturating_add(bucket.left).min(BURST);
            bucket.since = now;
        }
        bucket.untold += 1;
        bucket.left = bucket.left.checked_sub(1)?;
        Some(std::mem::take(&mut bucket.untold))
    }

    /// The refusals that no line stands for, by account.
    pub(super) fn untold(&mut self) -> Vec<(String, u64)> {
        let untold = self.accounts.iter_mut().filter(|(_, bucket)| bucket.untold > 0);
        untold.map(|(user, bucket)| (user.clone(), std::mem::take(&mut bucket.untold))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thousand_refusals_are_ten_lines_and_then_one_a_minute_and_none_is_lost() {
        let mut refusals = Refusals::default();
        let at = Duration::from_secs;
        let told: Vec<u64> = (0..1_000).filter_map(|_| refusals.count("li", at(5))).collect();
        assert_eq!(told, [1; 10]);
        assert_eq!(refusals.count("wang", at(5)), Some(1), "everybody for himself");
        assert_eq!((refusals.count("li", at(64)), refusals.count("li", at(65))), (None, Some(992)));
        assert_eq!(refusals.count("li", at(65)), None);
        assert_eq!(refusals.untold(), [("li".to_owned(), 1)]);
        assert_eq!(refusals.untold(), []);
    }
}
