//! What a metric says about sums of measures: linear combinations and ratios of sums, exact (R5, R8, S-018 to S-025).

use std::collections::BTreeMap;

use crate::domain::base::Rate;
use crate::domain::model::{Catalogue, Metric, MetricForm};

/// A figure, exact.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Figure {
    /// Not reported (R5); shown `.`.
    Null,
    /// A rate over 0 (R5); shown `-`.
    Undefined,
    /// A sum, in the stored scale of the metric's unit.
    Number(i128),
    /// A ratio of sums (R8), its numerator in the scale of the metric's unit; 4.3 % is 43/1000.
    Rate(Rate),
}

impl Figure {
    /// The figure as a ratio, a number over 1; `None` where there is none.
    #[must_use]
    pub fn rate(self) -> Option<Rate> {
        match self {
            Self::Number(number) => Rate::new(number, 1),
            Self::Rate(rate) => Some(rate),
            Self::Null | Self::Undefined => None,
        }
    }

    /// The sum; `None` where it is none.
    #[must_use]
    pub fn number(self) -> Option<i128> {
        match self {
            Self::Number(number) => Some(number),
            _ => None,
        }
    }
}

/// A metric's formula with its measures found in a list, so that it is told of many sums fast.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Formula {
    num: Vec<Part>,
    den: Vec<Part>,
    times: i128,
}

/// A measure of a formula.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Part {
    /// Its place in the list; none where the list does not have it.
    at: Option<usize>,
    /// The place of the measure that stands in where this one is not reported (deals for orders).
    instead: Option<usize>,
    weight: i128,
    /// Whether it counts as nothing where nobody reports it.
    optional: bool,
}

impl Formula {
    /// The formula of `metric` over the sums of `measures`; a named function has none and is always null.
    #[must_use]
    pub fn of(metric: &Metric, catalogue: &Catalogue, measures: &[String]) -> Self {
        let MetricForm::Linear { num, den, times, optional } = &metric.form else { return Self::default() };
        let place = |id: &str| measures.iter().position(|measure| measure == id);
        let part = |(id, weight): (&String, &i64)| Part {
            at: place(id),
            instead: catalogue.measure(id).and_then(|measure| place(measure.instead.as_deref()?)),
            weight: i128::from(*weight),
            optional: optional.contains(id),
        };
        let parts = |weights: &BTreeMap<String, i64>| weights.iter().map(part).collect();
        Self { num: parts(num), den: parts(den), times: i128::from(*times) }
    }

    /// The figure where the measure at each place sums up to what `sum` gives, `None` being "not reported".
    ///
    /// A measure that nobody reports makes the figure null, unless the metric calls it optional (then it counts as
    /// nothing) or another measure stands in for it.
    pub fn figure(&self, sum: impl Fn(usize) -> Option<i128>) -> Figure {
        let Some(top) = combination(&self.num, &sum).and_then(|top| top.checked_mul(self.times)) else {
            return Figure::Null;
        };
        if self.den.is_empty() {
            return Figure::Number(top);
        }
        match combination(&self.den, &sum).map(|bottom| Rate::new(top, bottom)) {
            None => Figure::Null,
            Some(None) => Figure::Undefined,
            Some(Some(rate)) => Figure::Rate(rate),
        }
    }
}

/// The weighted sum; `None` where a measure that counts is not reported, or where it is beyond every amount.
fn combination(parts: &[Part], sum: &impl Fn(usize) -> Option<i128>) -> Option<i128> {
    let mut total: Option<i128> = None;
    for part in parts {
        match part.at.and_then(sum).or_else(|| part.instead.and_then(sum)) {
            Some(value) => total = Some(total.unwrap_or(0).checked_add(value.checked_mul(part.weight)?)?),
            None if part.optional => {}
            None => return None,
        }
    }
    total
}

/// The measures that `metrics` are computed from, stand-ins among them, each once, in the order of first need.
#[must_use]
pub fn measures_of<'a>(metrics: impl IntoIterator<Item = &'a Metric>, catalogue: &'a Catalogue) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    let mut add = |id: &str| {
        if !ids.iter().any(|known| known == id) {
            ids.push(id.to_owned());
        }
    };
    for id in metrics.into_iter().flat_map(Metric::measures) {
        add(id);
        if let Some(instead) = catalogue.measure(id).and_then(|measure| measure.instead.as_deref()) {
            add(instead);
        }
    }
    ids
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The figure of `metric` where the measures have these sums: `visits=1250 invalid_visits=50`.
    fn say(metric: &str, sums: &str) -> Figure {
        let catalogue = Catalogue::built_in();
        let words = sums.split(' ').filter_map(|word| word.split_once('='));
        let (measures, sums): (Vec<String>, Vec<i128>) =
            words.map(|(id, sum)| (id.to_owned(), sum.parse::<i128>().expect("a sum"))).unzip();
        let metric = catalogue.metric(metric).expect("a metric");
        Formula::of(metric, &catalogue, &measures).figure(|at| sums.get(at).copied())
    }

    fn rate(num: i128, den: i128) -> Figure {
        Figure::Rate(Rate::new(num, den).expect("a rate"))
    }

    #[test]
    fn r5_null_is_not_zero_and_a_rate_over_nothing_is_undefined() {
        assert_eq!(say("deals", ""), Figure::Null);
        assert_eq!(say("deals", "deals=0"), Figure::Number(0));
        assert_eq!(say("close_rate", "deals=3"), Figure::Null);
        assert_eq!(say("close_rate", "deals=0 valid_inquiries=0"), Figure::Undefined);
        assert_eq!(say("close_rate", "deals=0 valid_inquiries=5"), rate(0, 5));
    }

    #[test]
    fn r8_a_rate_of_a_month_is_the_ratio_of_its_sums() {
        // Two days of 1/10 and 9/30: the month is 10/40, not the mean of 10 % and 30 %.
        assert_eq!(say("close_rate", "deals=10 valid_inquiries=40"), rate(1, 4));
    }

    #[test]
    fn s_018_effective_visits_are_visits_without_invalid_ones() {
        assert_eq!(say("effective_visits", "visits=1250 invalid_visits=50"), Figure::Number(1_200));
        assert_eq!(say("effective_visits", "visits=1250"), Figure::Number(1_250), "invalid visits are not measured");
        assert_eq!(say("effective_visits", "invalid_visits=50"), Figure::Null);
    }

    #[test]
    fn s_020_valid_inquiries_are_counted_beside_all_of_them() {
        assert_eq!(say("valid_inquiries", "inquiries=500 valid_inquiries=300"), Figure::Number(300));
        assert_eq!(say("inquiries", "inquiries=500 valid_inquiries=300"), Figure::Number(500));
    }

    #[test]
    fn s_021_lost_rate_is_lost_of_all_closed() {
        assert_eq!(say("lost_rate", "deals=60 lost_orders=40"), rate(40, 100));
    }

    #[test]
    fn s_022_revenue_is_net_and_refunds_a_memo() {
        // 1,000 and 2,000 sold, 500 refunded: revenue 2,500, refunds 500, deals 2, gross 3,000 (all in 1/10,000).
        let sums = "revenue=25000000 refunds=5000000 deals=2";
        assert_eq!(say("revenue", sums), Figure::Number(25_000_000));
        assert_eq!(say("refunds", sums), Figure::Number(5_000_000));
        assert_eq!(say("gross_revenue", sums), Figure::Number(30_000_000));
        assert_eq!(say("deals", sums), Figure::Number(2));
    }

    #[test]
    fn s_023_inquiry_rate_is_on_effective_visits() {
        assert_eq!(say("inquiry_rate", "inquiries=500 visits=10400 invalid_visits=400"), rate(5, 100));
    }

    #[test]
    fn s_024_valid_rate() {
        assert_eq!(say("valid_rate", "inquiries=500 valid_inquiries=300"), rate(60, 100));
    }

    #[test]
    fn s_025_the_close_rate_and_its_two_sisters() {
        let sums = "visits=10000 inquiries=500 valid_inquiries=300 deals=60";
        assert_eq!(say("close_rate", sums), rate(20, 100));
        assert_eq!(say("lead_conversion", sums), rate(60, 500));
        assert_eq!(say("overall_conversion", sums), rate(60, 10_000));
        let catalogue = Catalogue::built_in();
        let benchmark = catalogue.metric("lead_conversion").and_then(|metric| metric.benchmark);
        let gap = Rate::new(68, 1_000)
            .expect("6.8 %")
            .minus(Rate::new(benchmark.unwrap_or(0).into(), 10_000).expect("9.2 %"));
        assert_eq!(gap.scaled(1_000), -24, "6.8 % is 2.4 points below the benchmark");
    }

    #[test]
    fn s_032_returns_on_what_was_spent() {
        // Spend 10,000, revenue 60,000, gross profit 15,000, 25 new customers, 300 clicks of 20,000 impressions.
        let sums =
            "spend=100000000 revenue=600000000 gross_profit=150000000 new_customers=25 clicks=300 impressions=20000";
        assert_eq!(say("cac", sums), rate(4_000_000, 1), "400 per new customer");
        assert_eq!(say("roas", sums), rate(6, 1));
        assert_eq!(say("roi", sums), rate(1, 2));
        assert_eq!(say("ctr", sums), rate(15, 1_000));
        assert_eq!(say("cpm", sums), rate(5_000_000, 1), "500 per thousand impressions");
        assert_eq!(say("gross_result", sums), Figure::Number(50_000_000));
    }

    #[test]
    fn s_073_a_quarter_is_the_ratio_of_its_sums_and_not_the_mean_of_its_months() {
        // Collected of due: 60/100, 240/200, 90/100 make 390/400 = 97.5 %; the mean of the months would be 90 %.
        assert_eq!(say("collection_rate", "collected=390 amount_due=400"), rate(975, 1_000));
    }

    #[test]
    fn s_096_nps_is_promoters_less_detractors_in_points() {
        assert_eq!(say("nps", "nps_promoters=60 nps_detractors=15 nps_n=100"), rate(45, 1));
    }

    #[test]
    fn s_108_the_average_order() {
        assert_eq!(say("aov", "revenue=270000000 deals=10"), rate(27_000_000, 1), "2,700 a deal");
    }

    #[test]
    fn s_123_complaints_are_held_against_orders_and_deals_stand_in_for_them() {
        assert_eq!(say("complaint_rate", "complaints=4 orders=1000 deals=900"), rate(4, 1_000));
        assert_eq!(say("complaint_rate", "complaints=4 deals=1000"), rate(4, 1_000));
        let limit = Rate::new(5, 1_000).expect("0.5 %");
        assert!(say("complaint_rate", "complaints=4 orders=1000").rate().is_some_and(|rate| rate < limit));
    }

    #[test]
    fn s_175_interactions_of_those_reached() {
        assert_eq!(say("interaction_rate", "interactions=400 reach=10000"), rate(4, 100));
    }

    #[test]
    fn what_is_beyond_every_amount_is_no_figure() {
        let huge = format!("spend={} impressions=1", i128::MAX);
        assert_eq!(say("cpm", &huge), Figure::Null);
    }
}
