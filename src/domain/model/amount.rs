//! Amounts of a metric as targets and plans keep them and as people type them: `2000000`, `25%`, `2.5`, and in the short
//! form that the board prints: `12k`, `1.35 M`, `1.2万`.

use super::{Metric, Unit};
use crate::domain::base::Error;

/// The words of a short form, longest first, and the zeros that they stand for; `w` is how 万 is typed in a hurry.
const SHORT: [(&str, u32); 9] =
    [("万亿", 12), ("亿", 8), ("万", 4), ("千", 3), ("w", 4), ("k", 3), ("m", 6), ("b", 9), ("t", 12)];

/// Whether a figure that is being typed may go on with `letter`: a word of a short form.
#[must_use]
pub fn is_short(letter: char) -> bool {
    let letter = letter.to_ascii_lowercase();
    SHORT.iter().any(|(word, _)| word.contains(letter))
}

/// A number in short form, parted: its digits, and how many zeros its word stands for (`1.35 M`: `1.35` and 6; of a plain
/// number 0).
pub(super) fn short_form(text: &str) -> (&str, u32) {
    let text = text.trim();
    let lower = text.to_ascii_lowercase();
    let word = SHORT.iter().find(|(word, _)| lower.ends_with(word));
    let digits = word.and_then(|(word, zeros)| Some((text.get(..text.len().checked_sub(word.len())?)?, *zeros)));
    digits.map_or((text, 0), |(digits, zeros)| (digits.trim_end(), zeros))
}

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
/// never stored likewise, of everything else in the scale of the unit, where short forms are read, too (`1.35m`).
///
/// # Errors
/// `amount-word` where it is no such number.
pub fn amount(metric: &Metric, text: &str) -> Result<i64, Error> {
    let wrong = || Error::asked("amount-word").with("word", text).with("metric", &metric.id);
    let bare = text.trim().strip_suffix('%').filter(|_| metric.unit == Unit::Percent).unwrap_or(text.trim());
    let (bare, zeros) = if metric.unit.is_stored() { short_form(bare) } else { (bare, 0) };
    // A decimal of thousands is a whole number: exact, without a step in between.
    let decimals = decimals(metric).saturating_add(usize::try_from(zeros).unwrap_or(0));
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
    fn a_short_form_that_the_board_prints_is_read_exactly() {
        let catalogue = Catalogue::built_in();
        let read = |id: &str, text| amount(catalogue.metric(id).expect("a metric"), text).ok();
        for text in ["1.35m", "1.35 M", "1350k", "1,350 k", "135万", "135 w"] {
            assert_eq!(read("revenue", text), Some(13_500_000_000), "{text}");
        }
        assert_eq!((read("deals", "1.2k"), read("deals", "1.2345k")), (Some(1_200), None), "no part of a deal");
        assert_eq!(
            (read("revenue", "1.2万亿"), read("revenue", "2亿")),
            (Some(12_000_000_000_000_000), Some(2_000_000_000_000))
        );
        for wrong in ["k", "12kk", "k12", "12 x", "1.m", "99999999t"] {
            assert_eq!(read("revenue", wrong), None, "{wrong}");
        }
        assert_eq!(read("close_rate", "25k"), None, "a rate has no thousands");
        let typed = |text| crate::domain::model::Unit::Money.read_typed(text);
        assert_eq!(
            (typed("12k"), typed("-12 k"), typed("1.2万")),
            (Some(120_000_000), Some(-120_000_000), Some(120_000_000))
        );
        assert_eq!((typed("12x"), typed("k")), (None, None));
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
