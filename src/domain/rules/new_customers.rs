//! What new customers are worth (S-093).

use super::change::relative;
use crate::domain::base::Rate;

/// How much somebody's average contract is above that of the whole team, as a share of it; `None` where the team has
/// none.
#[must_use]
pub fn quality(own: Rate, team: Rate) -> Option<Rate> {
    relative(own, team)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s_093_a_contract_of_135_where_the_team_has_100_is_35_percent_above() {
        let rate = |num| Rate::new(num, 1).expect("a rate");
        assert_eq!(quality(rate(135), rate(100)), Rate::new(35, 100));
        assert_eq!(quality(rate(80), rate(100)), Rate::new(-20, 100));
        assert_eq!(quality(rate(80), rate(0)), None);
    }
}
