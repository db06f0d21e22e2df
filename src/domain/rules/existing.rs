//! How the amount of existing customers grows from one quarter to the next (S-092).

use std::collections::BTreeMap;

use crate::domain::base::{Day, DayRange, Rate};
use crate::domain::model::{Dimension, Facts};

/// From this growth a quarter on, whoever has it is marked: 30 %.
const MARKED: (i128, i128) = (30, 100);

/// What existing customers paid somebody.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Existing {
    /// In the days counted.
    pub now: i128,
    /// In the days compared with.
    pub before: i128,
}

impl Existing {
    /// The growth; `None` where they had paid nothing before.
    #[must_use]
    pub fn growth(self) -> Option<Rate> {
        Rate::growth(self.now, self.before)
    }

    /// Whether they have grown by 30 % or more.
    #[must_use]
    pub fn is_marked(self) -> bool {
        self.growth().zip(Rate::new(MARKED.0, MARKED.1)).is_some_and(|(growth, marked)| growth >= marked)
    }
}

/// What the customers whose first order was before the day `quarter` paid each person in the days `now` and `before`, of
/// the rows that `counts` lets pass.
///
/// `facts` are all rows that carry the amount, from the first day of all on. A customer's first order is the first day on
/// which what was paid came to more than nothing; a row without a customer or a person counts for nobody.
pub fn existing(
    facts: &Facts,
    quarter: Day,
    [now, before]: [DayRange; 2],
    counts: impl Fn(usize) -> bool,
) -> BTreeMap<&str, Existing> {
    let mut sums: BTreeMap<&str, Existing> = BTreeMap::new();
    let Some(column) = facts.measures.iter().find(|column| column.measure == "revenue") else { return sums };
    let row = |at: usize| {
        let (day, customer) = (*facts.days.get(at)?, facts.customers.get(at).filter(|name| !name.is_empty())?);
        Some((day, customer, i128::from(column.get(at)?) * i128::from(facts.weight(at))))
    };
    let mut days: BTreeMap<(&str, Day), i128> = BTreeMap::new();
    for (day, customer, paid) in (0..facts.len()).filter_map(row).filter(|(day, ..)| *day < quarter) {
        *days.entry((customer, day)).or_default() += paid;
    }
    let old: Vec<&str> = days.into_iter().filter(|(_, paid)| *paid > 0).map(|((customer, _), _)| customer).collect();
    let people = facts.dimension(Dimension::Member);
    for at in (0..facts.len()).filter(|at| counts(*at)) {
        let Some((day, customer, paid)) = row(at) else { continue };
        let person = people.get(at).unwrap_or_default();
        if person.is_empty() || old.binary_search(&customer).is_err() {
            continue;
        }
        let sum = sums.entry(person).or_default();
        if now.contains(day) {
            sum.now += paid;
        }
        if before.contains(day) {
            sum.before += paid;
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::model::reference::{days, facts};

    fn of(text: &str) -> BTreeMap<String, Existing> {
        let facts = facts(text);
        let quarter = "2026-07-01".parse().expect("a day");
        let found =
            existing(&facts, quarter, [days("2026-07-01..2026-09-30"), days("2026-04-01..2026-06-30")], |_| true);
        found.into_iter().map(|(person, sum)| (person.to_owned(), sum)).collect()
    }

    #[test]
    fn s_092_only_customers_with_a_first_order_before_the_quarter_are_existing_ones() {
        let found = of("2025-01-05 revenue=70 by B customer Old
             2026-05-05 revenue=100 by A customer Old
             2026-08-05 revenue=130 by A customer Old
             2026-08-06 revenue=500 by A customer New
             2026-09-06 revenue=500 by A customer New
             2026-08-07 revenue=900 by A");
        let own = found["A"];
        assert_eq!((own.now, own.before), (130, 100), "a customer of the quarter itself stays a new one");
        assert_eq!(own.growth(), Rate::new(30, 100));
        assert!(own.is_marked(), "30 % is enough");
    }

    #[test]
    fn s_092_29_9_percent_is_not_marked_and_from_nothing_is_no_growth() {
        let marked = |now, before| Existing { now, before }.is_marked();
        assert_eq!([marked(1_299, 1_000), marked(1_300, 1_000), marked(5, 0)], [false, true, false]);
        assert_eq!(Existing { now: 5, before: 0 }.growth(), None);
    }

    #[test]
    fn s_092_an_order_that_was_taken_back_makes_no_existing_customer() {
        let found = of("2026-05-05 revenue=100 by A customer Gone
             2026-05-05 revenue=100 by A customer Gone weight -1
             2026-08-05 revenue=130 by A customer Gone");
        assert_eq!(found.get("A"), None);
    }
}
