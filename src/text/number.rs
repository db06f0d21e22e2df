//! Numbers as people read them. Every rounding is half away from zero and happens here, at the very end (R2).

use super::Lang;
use crate::domain::base::div_half_up;

/// The minus sign of figures; narrow everywhere, and as wide as a plus sign.
const MINUS: char = '\u{2212}';

/// A whole number with separators: `480,000`, `−1,204`.
#[must_use]
pub fn grouped(number: i128) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 3);
    if number < 0 {
        text.push(MINUS);
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `number` in units of `10^-have`, rounded to `show` decimals, with separators: `decimal(12_345_600, 4, 2)` is `1,234.56`.
#[must_use]
pub fn decimal(number: i128, have: u32, show: u32) -> String {
    quotient(number, 1, have, show)
}

/// `number` in units of `10^-have` as a figure is told that somebody has typed: no decimals where it is whole, else two at
/// most.
#[must_use]
pub fn typed(number: i128, have: u32) -> String {
    decimal(number, have, if number % power(have) == 0 { 0 } else { have.min(2) })
}

/// `num / den` with `num` in units of `10^-have`, rounded to `show` decimals. `den` must be above 0.
#[must_use]
pub fn quotient(num: i128, den: i128, have: u32, show: u32) -> String {
    let rounded = rescaled(num, den, have, show);
    let unit = power(show);
    let magnitude = i128::try_from(rounded.unsigned_abs()).unwrap_or(i128::MAX);
    let whole = grouped(magnitude / unit);
    let sign = if rounded < 0 { MINUS.to_string() } else { String::new() };
    if show == 0 {
        return format!("{sign}{whole}");
    }
    format!("{sign}{whole}.{:0width$}", magnitude % unit, width = usize::try_from(show).unwrap_or(0))
}

/// As [`quotient`], with a sign on both sides of 0: `+4.7`, `−0.7`; what rounds to 0 has none.
#[must_use]
pub fn signed(num: i128, den: i128, have: u32, show: u32) -> String {
    let plus = if rescaled(num, den, have, show) > 0 { "+" } else { "" };
    format!("{plus}{}", quotient(num, den, have, show))
}

/// The plain decimal text for machines, no separators and an ASCII minus: `-0.0525`, `1204`. At least `least` decimals
/// are kept, zeros beyond them are not.
#[must_use]
pub fn exact(number: i128, have: u32, least: u32) -> String {
    let unit = u128::try_from(power(have)).unwrap_or(1);
    let magnitude = number.unsigned_abs();
    let sign = if number < 0 { "-" } else { "" };
    if have == 0 {
        return format!("{sign}{magnitude}");
    }
    let digits = format!("{:0width$}", magnitude % unit, width = usize::try_from(have).unwrap_or(0));
    let kept = digits.trim_end_matches('0').len().max(usize::try_from(least).unwrap_or(0));
    match digits.get(..kept) {
        Some("") | None => format!("{sign}{}", magnitude / unit),
        Some(part) => format!("{sign}{}.{part}", magnitude / unit),
    }
}

/// The short form of headlines and charts: `950`, `6.5 k`, `65 k`, `1.76 M`; in Chinese `9,500`, `6.5 万`, `200 万`,
/// `1.20 亿`. `number` is in units of `10^-have`.
#[must_use]
pub fn short(number: i128, have: u32, lang: Lang) -> String {
    let whole = rescaled(number, 1, have, 0);
    let size = whole.unsigned_abs();
    let scaled = |thousands: u32, show, word| format!("{} {word}", quotient(number, 1, have + thousands, show));
    match lang {
        Lang::En if size < 1_000 => grouped(whole),
        Lang::En if size < 9_950 => scaled(3, 1, "k"),
        Lang::En if size < 999_500 => scaled(3, 0, "k"),
        Lang::En if size < 999_995_000 => scaled(6, 2, "M"),
        Lang::En if size < 999_995_000_000 => scaled(9, 2, "B"),
        Lang::En if size < 999_995_000_000_000 => scaled(12, 2, "T"),
        Lang::En => scaled(12, 0, "T"),
        Lang::Zh if size < 10_000 => grouped(whole),
        Lang::Zh if size < 99_999_500 => scaled(4, u32::from(!size.is_multiple_of(10_000)), "万"),
        Lang::Zh if size < 99_999_500_000 => scaled(8, 2, "亿"),
        Lang::Zh if size < 999_950_000_000 => scaled(8, 0, "亿"),
        Lang::Zh if size < 999_995_000_000_000 => scaled(12, 2, "万亿"),
        Lang::Zh => scaled(12, 0, "万亿"),
    }
}

/// Numbers that stand side by side, all in the scale of the largest, and the word of that scale: `416 410 1,204` in `k`,
/// `1.63 1.67` in `M`, `8.1 7.5` in `万`; at most four digits each. They are in units of `10^-have`.
#[must_use]
pub fn alike(numbers: &[Option<i128>], have: u32, lang: Lang) -> (Vec<Option<String>>, &'static str) {
    let largest = numbers.iter().flatten().map(|number| rescaled(*number, 1, have, 0).unsigned_abs()).max();
    let (thousands, show, word) = match (lang, largest.unwrap_or(0)) {
        (_, 0..10_000) => (0, 0, ""),
        (Lang::En, 0..100_000) => (3, 1, "k"),
        (Lang::En, 0..1_000_000) => (3, 0, "k"),
        (Lang::En, 0..100_000_000) => (6, 2, "M"),
        (Lang::En, 0..1_000_000_000) => (6, 0, "M"),
        (Lang::En, 0..100_000_000_000) => (9, 2, "B"),
        (Lang::En, 100_000_000_000..1_000_000_000_000) => (9, 0, "B"),
        (Lang::En, 1_000_000_000_000..100_000_000_000_000) => (12, 2, "T"),
        (Lang::En, _) => (12, 0, "T"),
        (Lang::Zh, 0..10_000_000) => (4, 1, "万"),
        (Lang::Zh, 0..100_000_000) => (4, 0, "万"),
        (Lang::Zh, 0..10_000_000_000) => (8, 2, "亿"),
        (Lang::Zh, 10_000_000_000..1_000_000_000_000) => (8, 0, "亿"),
        (Lang::Zh, 1_000_000_000_000..100_000_000_000_000) => (12, 2, "万亿"),
        (Lang::Zh, _) => (12, 0, "万亿"),
    };
    let said = |number: i128| quotient(number, 1, have + thousands, show);
    (numbers.iter().map(|number| number.map(said)).collect(), word)
}

/// `num / den` from units of `10^-have` to units of `10^-show`, rounded.
fn rescaled(num: i128, den: i128, have: u32, show: u32) -> i128 {
    if show >= have {
        return div_half_up(num.saturating_mul(power(show - have)), den);
    }
    div_half_up(num, den.saturating_mul(power(have - show)))
}

fn power(exponent: u32) -> i128 {
    10_i128.saturating_pow(exponent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_have_separators_and_the_true_minus() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(-480_000), "−480,000");
        assert_eq!(grouped(i128::from(i64::MIN)), "−9,223,372,036,854,775,808");
    }

    #[test]
    fn r2_rounding_is_half_away_from_zero_and_last() {
        assert_eq!(decimal(7_489_570_200, 4, 2), "748,957.02");
        assert_eq!(decimal(-5_050, 4, 2), "−0.51");
        assert_eq!(quotient(52, 1_204, 0, 3), "0.043");
        assert_eq!(signed(47, 1_000, 0, 3), "+0.047");
        assert_eq!(signed(-4, 100_000, 0, 3), "0.000", "what rounds to 0 has no sign");
        assert_eq!(signed(4, 100_000, 0, 3), "0.000");
    }

    #[test]
    fn machines_get_plain_decimals() {
        assert_eq!(exact(7_489_570_200, 4, 2), "748957.02");
        assert_eq!(exact(-525, 4, 2), "-0.0525");
        assert_eq!(exact(1_204, 0, 0), "1204");
        assert_eq!(exact(1_200, 2, 0), "12");
    }

    #[test]
    fn numbers_side_by_side_share_a_scale() {
        let said = |numbers: &[i128], lang| {
            let numbers: Vec<Option<i128>> = numbers.iter().copied().map(Some).collect();
            let (said, word) = alike(&numbers, 0, lang);
            (said.into_iter().flatten().collect::<Vec<_>>().join(" "), word)
        };
        assert_eq!(said(&[415_800, 1_204], Lang::En), ("416 1".to_owned(), "k"));
        assert_eq!(said(&[4_700, 120], Lang::En), ("4,700 120".to_owned(), ""));
        assert_eq!(said(&[14_472, 9_900], Lang::En), ("14.5 9.9".to_owned(), "k"));
        assert_eq!(said(&[1_630_000, 990_000], Lang::En), ("1.63 0.99".to_owned(), "M"));
        assert_eq!(said(&[81_000, 75_000], Lang::Zh), ("8.1 7.5".to_owned(), "万"));
        assert_eq!(alike(&[None], 4, Lang::Zh), (vec![None], ""));
    }

    #[test]
    fn short_forms_follow_the_habit_of_each_language() {
        let money = |units: i128| units * 10_000;
        let both = |units| (short(money(units), 4, Lang::En), short(money(units), 4, Lang::Zh));
        let pair = |en: &str, zh: &str| (en.to_owned(), zh.to_owned());
        assert_eq!(both(950), pair("950", "950"));
        assert_eq!(both(9_949), pair("9.9 k", "9,949"));
        assert_eq!(both(9_951), pair("10 k", "9,951"));
        assert_eq!(both(65_455), pair("65 k", "6.5 万"));
        assert_eq!(both(999_600), pair("1.00 M", "100.0 万"));
        assert_eq!(both(1_760_000), pair("1.76 M", "176 万"));
        assert_eq!(both(-2_000_000), pair("−2.00 M", "−200 万"));
        assert_eq!(both(120_000_000), pair("120.00 M", "1.20 亿"));
        assert_eq!(both(99_999_999), pair("100.00 M", "1.00 亿"));
        assert_eq!(both(890_000_000_000), pair("890.00 B", "8,900 亿"));
        assert_eq!(both(1_790_000_000_000), pair("1.79 T", "1.79 万亿"));
        assert_eq!(both(9_007_199_254_740_992), pair("9,007 T", "9,007 万亿"));
    }
}
