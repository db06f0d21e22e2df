//! Amounts of a metric as targets and plans keep them and as people type them: `2000000`, `25%`, `2.5`.

use super::{Metric, Unit};
use crate::domain::base::Error;

/// So many decimals are kept: of a percentage two, of any other ratio that is never stored four.
fn decimals(metric: &Metric) -> usize {
    let decimals = match metric.unit {
        Unit::Percent => 2,
        unit if unit.is_stored() => unit.decimals(),
        _ => 4,
    };
    usize::try_from(decimals).unwrap_or(0)
}

/// The amount in the scale of a target: of a percentage in 1/10,000 (`25%` or `25` are 2,500), of any other ratio that is
/// never stored likewise, of everything else in the scale of the unit.
///
/// # Errors
/// `amount-word` where it is no such number.
pub fn amount(metric: &Metric, text: &str) -> Result<i64, Error> {
    let wrong = || Error::asked("amount-word").with("word", text).with("metric", &metric.id);
    let bare = text.trim().strip_suffix('%').filter(|_| metric.unit == Unit::Percent).unwrap_or(text.trim());
    let decimals = decimals(metric);
    let plain: String = bare.chars().filter(|sign| *sign != ',').collect();
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(part) || part.len() > decimals || plain.ends_with('.') {
        return Err(wrong());
    }
    format!("{whole}{part:0<decimals$}").parse().map_err(|_| wrong())
}

/// An amount as [`amount`] reads it, without a sign of its unit.
#[must_use]
pub fn amount_text(metric: &Metric, amount: i64) -> String {
    let decimals = decimals(metric);
    let one = 10_u64.saturating_pow(u32::try_from(decimals).unwrap_or(0));
    let (whole, part) = (amount.unsigned_abs() / one, amount.unsigned_abs() % one);
    if part == 0 {
        return whole.to_string();
    }
    format!("{whole}.{part:0decimals$}").trim_end_matches('0').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::model::Catalogue;

    #[test]
    fn an_amount_is_read_in_the_scale_of_its_metric() {
        let catalogue = Catalogue::built_in();
        let read = |id: &str, text| amount(catalogue.metric(id).expect("a metric"), text).ok();
        assert_eq!(read("revenue", "2,000,000"), Some(20_000_000_000));
        assert_eq!(read("deals", "520"), Some(520));
        assert_eq!((read("close_rate", "25%"), read("close_rate", "4.6")), (Some(2_500), Some(460)));
        assert_eq!(read("roas", "6.5"), Some(65_000));
        for wrong in ["", "x", "-5", "5.", "1e3", "50%", "0.5"] {
            assert_eq!(read("deals", wrong), None, "{wrong}");
        }
    }

    #[test]
    fn an_amount_is_written_as_it_is_read() {
        let catalogue = Catalogue::built_in();
        for (id, text) in
            [("revenue", "2000000"), ("revenue", "0.5"), ("deals", "520"), ("close_rate", "4.6"), ("roas", "6.5")]
        {
            let metric = catalogue.metric(id).expect("a metric");
            assert_eq!(amount(metric, text).map(|amount| amount_text(metric, amount)), Ok(text.to_owned()));
        }
    }
}
