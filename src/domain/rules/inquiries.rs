//! Which messages are inquiries of their own (S-019).

use std::hash::Hash;

use rustc_hash::FxHashMap;

/// Hours within which further messages of a contact belong to the inquiry counted first.
pub const WINDOW_HOURS: i64 = 24;

/// Which of `messages` (contact, moment in milliseconds) count: of one contact, the first, and then the first that comes
/// `window_hours` or more after the last one counted. The messages are in the order of their moments.
#[must_use]
pub fn counted<C: Hash + Eq>(messages: &[(C, i64)], window_hours: i64) -> Vec<bool> {
    const HOUR: i64 = 3_600_000;
    let mut last: FxHashMap<&C, i64> = FxHashMap::default();
    let mut counts = Vec::with_capacity(messages.len());
    for (contact, at) in messages {
        let within = last.get(contact).is_some_and(|counted| at - counted < window_hours * HOUR);
        if !within {
            last.insert(contact, *at);
        }
        counts.push(!within);
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s_019_three_messages_of_one_contact_in_a_day_are_one_inquiry() {
        let hours = |messages: &[(&'static str, i64)]| -> Vec<bool> {
            let moments: Vec<_> = messages.iter().map(|(contact, hour)| (*contact, hour * 3_600_000)).collect();
            counted(&moments, WINDOW_HOURS)
        };
        assert_eq!(hours(&[("A", 9), ("A", 11), ("A", 17)]), [true, false, false]);
        assert_eq!(hours(&[("A", 9), ("B", 10), ("A", 30), ("A", 33), ("A", 50)]), [true, true, false, true, false]);
    }
}
