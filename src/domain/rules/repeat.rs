//! Repeat purchase per customer (S-034), and what a customer is worth (S-032).

use std::collections::BTreeMap;

use crate::domain::base::Rate;
use crate::domain::model::Facts;

/// Days that repeat purchase looks back over, the last one included.
pub const TRAILING_DAYS: i32 = 365;

/// Purchases of customers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Repeat {
    /// Different customers.
    pub customers: i128,
    /// Their orders.
    pub orders: i128,
    /// What they paid, in 1/10,000.
    pub amount: i128,
    /// What they paid in their second and later orders.
    pub repeat_amount: i128,
}

impl Repeat {
    /// Orders per customer.
    #[must_use]
    pub fn per_customer(self) -> Option<Rate> {
        Rate::new(self.orders, self.customers)
    }

    /// Share of the amount that comes from second and later orders.
    #[must_use]
    pub fn share(self) -> Option<Rate> {
        Rate::new(self.repeat_amount, self.amount)
    }
}

/// Purchases per customer in `facts`, whose rows carry a customer and `deals`; rows without a customer are left out, and
/// an amount of a row without a deal (a refund) counts to no order, so it is left out as well.
///
/// A customer's orders are taken in the order of their days; the first deal of the first row is the first order.
#[must_use]
pub fn repeat(facts: &Facts) -> Repeat {
    let values = |id: &str| facts.measures.iter().find(|column| column.measure == id);
    let (deals, revenue) = (values("deals"), values("revenue"));
    let mut orders: BTreeMap<&str, Vec<(_, i128, i128)>> = BTreeMap::new();
    for row in 0..facts.len() {
        let Some(customer) = facts.customers.get(row) else { continue };
        let Some(count) = deals.and_then(|column| column.get(row)).filter(|count| *count != 0) else { continue };
        let weight = i128::from(facts.weight(row));
        let amount = revenue.and_then(|column| column.get(row)).unwrap_or(0);
        let line = (facts.days.get(row).copied(), weight * i128::from(count), weight * i128::from(amount));
        orders.entry(customer).or_default().push(line);
    }
    let mut sum = Repeat::default();
    for lines in orders.values_mut() {
        lines.sort_by_key(|(day, ..)| *day);
        let count: i128 = lines.iter().map(|(_, count, _)| count).sum();
        let amount: i128 = lines.iter().map(|(.., amount)| amount).sum();
        if count <= 0 {
            continue;
        }
        sum.customers += 1;
        sum.orders += count;
        sum.amount += amount;
        sum.repeat_amount += amount - first_order(lines);
    }
    sum
}

/// The amount of the first order: that of the first row whose deal stands, shared where the row has several deals.
fn first_order<D: PartialEq>(lines: &[(D, i128, i128)]) -> i128 {
    let Some((day, ..)) = lines.iter().find(|(_, count, _)| *count > 0) else { return 0 };
    let same_day = lines.iter().filter(|(other, ..)| other == day);
    let (count, amount) = same_day.fold((0, 0), |(count, amount), line| (count + line.1, amount + line.2));
    if count > 0 { amount / count } else { amount }
}

/// What a customer is expected to bring over `months`: average order × orders a year × gross margin × years (S-032), in
/// 1/10,000 of the currency unit. `None` where one of them does not exist.
#[must_use]
pub fn lifetime_value(aov: Rate, orders_a_year: Rate, margin: Rate, months: u16) -> Option<Rate> {
    let product = |a: Rate, b: Rate| Rate::new(a.num().checked_mul(b.num())?, a.den().checked_mul(b.den())?);
    let value = product(product(aov, orders_a_year)?, margin)?;
    Rate::new(value.num().checked_mul(i128::from(months))?, value.den().checked_mul(12)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::model::reference::facts;

    #[test]
    fn s_034_a_hundred_customers_with_130_orders_are_1_30_each() {
        let first = (0..100).map(|customer| format!("2026-01-05 deals=1 revenue=1000 customer C{customer}"));
        let second = (0..30).map(|customer| format!("2026-02-05 deals=1 revenue=500 customer C{customer}"));
        let text = first.chain(second).collect::<Vec<_>>().join("\n");
        let repeat = repeat(&facts(&text));
        assert_eq!(repeat.per_customer(), Rate::new(130, 100));
        assert_eq!(repeat.share(), Rate::new(15_000, 115_000));
    }

    #[test]
    fn s_034_a_deal_taken_back_is_no_order_and_a_refund_no_purchase() {
        let repeat = repeat(&facts(
            "2026-01-05 deals=1 revenue=1000 customer A
             2026-01-06 deals=1 revenue=400 customer B
             2026-01-06 deals=1 revenue=400 customer B weight -1
             2026-01-09 revenue=-300 customer A
             2026-01-09 deals=1 revenue=700",
        ));
        assert_eq!((repeat.customers, repeat.orders, repeat.amount, repeat.repeat_amount), (1, 1, 1_000, 0));
    }

    #[test]
    fn s_032_lifetime_value_is_order_times_orders_times_margin_times_years() {
        let rate = |num, den| Rate::new(num, den).expect("a rate");
        // 2,400 a deal, 1.3 deals a year, 40 % margin, 3 years: 3,744.
        let value = lifetime_value(rate(24_000_000, 1), rate(13, 10), rate(2, 5), 36).expect("all four");
        assert_eq!(value.scaled(1), 37_440_000);
    }
}
