//! Who is a specialist of a region or a product line (S-095).

use crate::domain::base::Rate;

/// The share of one's own amount from which somebody is a specialist of what it comes from.
const SHARE: (i128, i128) = (1, 2);

/// The share of `part` in the own total `whole`, where it makes a specialist: half of it or more.
#[must_use]
pub fn specialist(part: i128, whole: i128) -> Option<Rate> {
    let is_one = whole > 0 && part.saturating_mul(SHARE.1) >= whole.saturating_mul(SHARE.0);
    is_one.then(|| Rate::new(part, whole)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s_095_sixty_percent_from_one_region_makes_a_specialist() {
        assert_eq!(specialist(60, 100), Rate::new(60, 100));
        assert_eq!(specialist(50, 100), Rate::new(1, 2), "half is enough");
        assert_eq!(specialist(499, 1_000), None);
        assert_eq!(specialist(0, 0), None);
        assert_eq!(specialist(-5, -10), None, "who owes more than he sold is none");
    }
}
