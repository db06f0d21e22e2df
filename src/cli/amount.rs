//! Amounts of a metric as they are typed: `2000000`, `25%`, `2.5`.

use crate::domain::base::Error;
use crate::domain::model::{Metric, Unit};

/// The amount in the scale of a target: of a percentage in 1/10,000 (`25%` or `25` are 2,500), of any other ratio that is
/// never stored likewise, of everything else in the scale of the unit.
///
/// # Errors
/// `amount-word` where it is no such number.
pub(super) fn amount(metric: &Metric, text: &str) -> Result<i64, Error> {
    let wrong = || Error::asked("amount-word").with("word", text).with("metric", &metric.id);
    let bare = text.strip_suffix('%').filter(|_| metric.unit == Unit::Percent).unwrap_or(text);
    let decimals = match metric.unit {
        Unit::Percent => 2,
        unit if unit.is_stored() => unit.decimals(),
        _ => 4,
    };
    let decimals = usize::try_from(decimals).unwrap_or(0);
    let plain: String = bare.chars().filter(|sign| *sign != ',').collect();
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(part) || part.len() > decimals || plain.ends_with('.') {
        return Err(wrong());
    }
    format!("{whole}{part:0<decimals$}").parse().map_err(|_| wrong())
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
}
