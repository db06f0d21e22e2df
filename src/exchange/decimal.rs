//! Decimals of any size that files and maps compute with, exact.

use std::cmp::Ordering;

use super::numbers::NumberFault;
use crate::domain::base::div_half_up;
use crate::domain::model::MeasureColumn;

/// `value / 10^scale`. Sums and products are exact or refused; a quotient is rounded half away from zero.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Decimal {
    value: i128,
    scale: u32,
}

/// Most decimals that are held.
const MAX_SCALE: u32 = 36;
/// Decimals of a quotient.
const QUOTIENT: u32 = 18;

impl Decimal {
    /// The whole number `value`.
    pub(super) fn whole(value: i64) -> Self {
        Self { value: i128::from(value), scale: 0 }
    }

    /// Reads `-1052.75`: a sign, digits, at most one point, at least one digit.
    ///
    /// # Errors
    /// `Not` where it is none, `Large` where it has too many digits.
    #[inline]
    pub(super) fn parse(text: &[u8]) -> Result<Self, NumberFault> {
        let (negative, digits) = match text.split_first() {
            Some((b'-', rest)) => (true, rest),
            Some((b'+', rest)) => (false, rest),
            _ => (false, text),
        };
        let (value, scale) = if digits.len() <= 18 { small(digits) } else { large(digits) }?;
        Ok(Self { value: if negative { -value } else { value }, scale })
    }

    /// The same number with the other sign.
    pub(super) fn negated(self) -> Self {
        Self { value: -self.value, ..self }
    }

    /// `self + other`; `None` where it is too large to be exact.
    pub(super) fn plus(self, other: Self) -> Option<Self> {
        let (left, right, scale) = self.aligned(other)?;
        Some(Self { value: left.checked_add(right)?, scale })
    }

    /// `self * other`; `None` where it is too large to be exact.
    #[inline]
    pub(super) fn times(self, other: Self) -> Option<Self> {
        let scale = self.scale + other.scale;
        if scale > MAX_SCALE {
            return self.trimmed().times_trimmed(other.trimmed());
        }
        Some(Self { value: product(self.value, other.value)?, scale })
    }

    fn times_trimmed(self, other: Self) -> Option<Self> {
        let scale = self.scale + other.scale;
        (scale <= MAX_SCALE).then_some(Self { value: product(self.value, other.value)?, scale })
    }

    /// `self / other`, to 18 decimals; `None` where it is too large. The caller has seen that `other` is not 0.
    pub(super) fn over(self, other: Self) -> Option<Self> {
        let (num, den) = (self.trimmed(), other.trimmed());
        let shift = i64::from(QUOTIENT) + i64::from(den.scale) - i64::from(num.scale);
        let (mut top, mut bottom) = (num.value, den.value);
        match u32::try_from(shift) {
            Ok(shift) => top = top.checked_mul(power(shift)?)?,
            Err(_) => bottom = bottom.checked_mul(power(u32::try_from(-shift).ok()?)?)?,
        }
        if bottom < 0 {
            (top, bottom) = (top.checked_neg()?, bottom.checked_neg()?);
        }
        Some(Self { value: div_half_up(top, bottom), scale: QUOTIENT }.trimmed())
    }

    /// Whether it is 0.
    pub(super) fn is_zero(self) -> bool {
        self.value == 0
    }

    /// The integer of `10^-decimals` that it is.
    ///
    /// # Errors
    /// `Fine` where it has more decimals (unless `rounding`, half away from zero), `Large` where it is too large.
    #[inline]
    pub(super) fn scaled(self, decimals: u32, rounding: bool) -> Result<i64, NumberFault> {
        let value = if self.scale <= decimals {
            power(decimals - self.scale).and_then(|factor| product(self.value, factor)).ok_or(NumberFault::Large)?
        } else {
            let factor = power(self.scale - decimals).ok_or(NumberFault::Large)?;
            if self.value % factor != 0 && !rounding {
                return Err(NumberFault::Fine);
            }
            div_half_up(self.value, factor)
        };
        let fits = |value: &i64| value.unsigned_abs() <= MeasureColumn::GREATEST.unsigned_abs();
        i64::try_from(value).ok().filter(fits).ok_or(NumberFault::Large)
    }

    /// The same number without zeros at its end.
    fn trimmed(self) -> Self {
        let mut number = self;
        while number.scale > 0 && number.value % 10 == 0 {
            number = Self { value: number.value / 10, scale: number.scale - 1 };
        }
        number
    }

    fn aligned(self, other: Self) -> Option<(i128, i128, u32)> {
        let scale = self.scale.max(other.scale);
        let left = product(self.value, power(scale - self.scale)?)?;
        let right = product(other.value, power(scale - other.scale)?)?;
        Some((left, right, scale))
    }

    /// Which is larger, exactly.
    pub(super) fn compare(self, other: Self) -> Ordering {
        if let Some((left, right, _)) = self.aligned(other) {
            return left.cmp(&right);
        }
        // One of them has no room for the other's decimals: whole parts decide, then what is behind the point.
        let split = |number: Self| {
            let unit = power(number.scale).unwrap_or(1);
            let rest = number.value.rem_euclid(unit);
            (number.value.div_euclid(unit), rest.saturating_mul(power(MAX_SCALE - number.scale).unwrap_or(1)))
        };
        split(self).cmp(&split(other))
    }
}

/// The powers of ten that fit.
const POWERS: [i128; 39] = {
    let mut powers = [1; 39];
    let mut at = 1;
    while at < powers.len() {
        powers[at] = powers[at - 1] * 10;
        at += 1;
    }
    powers
};

#[inline]
fn power(exponent: u32) -> Option<i128> {
    POWERS.get(exponent as usize).copied()
}

/// `left * right`; the product of two that fit in 64 bits needs no check, which is most of them.
#[inline]
fn product(left: i128, right: i128) -> Option<i128> {
    match (i64::try_from(left), i64::try_from(right)) {
        (Ok(left), Ok(right)) => Some(i128::from(left) * i128::from(right)),
        _ => left.checked_mul(right),
    }
}

/// The digits of a number as an integer, and how many stand behind the point.
#[inline]
fn small(digits: &[u8]) -> Result<(i128, u32), NumberFault> {
    let (mut value, mut seen, mut point) = (0_i64, 0_u32, None);
    for byte in digits {
        match byte {
            b'0'..=b'9' => {
                value = value * 10 + i64::from(byte - b'0');
                seen += 1;
            }
            b'.' if point.is_none() => point = Some(seen),
            _ => return Err(NumberFault::Not),
        }
    }
    if seen == 0 { Err(NumberFault::Not) } else { Ok((i128::from(value), point.map_or(0, |before| seen - before))) }
}

/// As [`small`], for more digits than an `i64` holds.
#[cold]
fn large(digits: &[u8]) -> Result<(i128, u32), NumberFault> {
    let (mut value, mut seen, mut point, mut too_large) = (0_i128, 0_u32, None, false);
    for byte in digits {
        match byte {
            b'0'..=b'9' => {
                let next = value.checked_mul(10).and_then(|value| value.checked_add(i128::from(byte - b'0')));
                too_large |= next.is_none();
                value = next.unwrap_or(0);
                seen += 1;
            }
            b'.' if point.is_none() => point = Some(seen),
            _ => return Err(NumberFault::Not),
        }
    }
    let scale = point.map_or(0, |before| seen - before);
    match (seen, too_large || scale > MAX_SCALE) {
        (0, _) => Err(NumberFault::Not),
        (_, true) => Err(NumberFault::Large),
        _ => Ok((value, scale)),
    }
}

/// How a file writes its numbers, where it is not `-1234.56`.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Style {
    /// The decimal separator, where it is not a point.
    pub(super) comma: bool,
    /// What parts groups of three digits.
    pub(super) thousands: Option<char>,
    /// What may stand before or behind a number, and what it is worth: 元 1, 万元 10,000. Empty: nothing may.
    pub(super) units: Vec<(Box<str>, Decimal)>,
}

impl Style {
    /// Whether numbers are written as `-1234.56`.
    #[inline]
    pub(super) fn is_plain(&self) -> bool {
        !self.comma && self.thousands.is_none() && self.units.is_empty()
    }

    /// The number that `text`, without blanks around it, is; `None` where it is empty.
    ///
    /// # Errors
    /// Where it is no number of this style.
    #[inline]
    pub(super) fn read(&self, text: &[u8]) -> Result<Option<Decimal>, NumberFault> {
        if text.is_empty() {
            return Ok(None);
        }
        if self.is_plain() {
            return Decimal::parse(text).map(Some).map_err(|fault| plainer(text, fault));
        }
        let text = std::str::from_utf8(text).map_err(|_| NumberFault::Not)?;
        let (sign, body) = text.strip_prefix('-').map_or((false, text), |body| (true, body.trim_start()));
        let (body, factor) = self.unit(body).ok_or(NumberFault::Style)?;
        let digits = self.digits(body).ok_or_else(|| plainer(text.as_bytes(), NumberFault::Style))?;
        let number = Decimal::parse(digits.as_bytes()).map_err(|fault| plainer(text.as_bytes(), fault))?;
        let number = number.times(factor).ok_or(NumberFault::Large)?;
        Ok(Some(if sign { number.negated() } else { number }))
    }

    /// The number without its unit, and what the unit is worth; `None` where the unit is missing or unknown.
    fn unit<'a>(&self, text: &'a str) -> Option<(&'a str, Decimal)> {
        let one = Decimal::whole(1);
        if self.units.is_empty() {
            return Some((text, one));
        }
        let known = |(unit, factor): &(Box<str>, Decimal)| {
            let rest = text.strip_suffix(&**unit).or_else(|| text.strip_prefix(&**unit))?.trim();
            rest.bytes()
                .all(|byte| byte.is_ascii_digit() || !byte.is_ascii_alphanumeric() && byte.is_ascii())
                .then_some((rest, *factor))
        };
        self.units.iter().find_map(known)
    }

    /// `1.234,56` as `1234.56`; `None` where a group has not three digits.
    fn digits(&self, text: &str) -> Option<String> {
        let point = if self.comma { ',' } else { '.' };
        let (whole, part) = text.split_once(point).map_or((text, None), |(whole, part)| (whole, Some(part)));
        let mut digits = String::with_capacity(text.len());
        let mut groups = whole.split(|c| Some(c) == self.thousands);
        let first = groups.next().unwrap_or_default();
        digits.push_str(first);
        let mut several = false;
        for group in groups {
            if group.len() != 3 {
                return None;
            }
            several = true;
            digits.push_str(group);
        }
        if several && !(1..=3).contains(&first.len()) {
            return None;
        }
        if let Some(part) = part {
            digits.push('.');
            digits.push_str(part);
        }
        digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.').then_some(digits)
    }
}

/// Says of text that is no plain number whether it is one in another style.
#[cold]
fn plainer(text: &[u8], fault: NumberFault) -> NumberFault {
    match super::numbers::scaled(text, 18) {
        Err(NumberFault::Style) if fault == NumberFault::Not => NumberFault::Style,
        _ => fault,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number(text: &str) -> Decimal {
        Decimal::parse(text.as_bytes()).expect("a number")
    }

    #[test]
    fn arithmetic_is_exact() {
        let product = number("6").times(number("2.55")).expect("small");
        assert_eq!(product.scaled(4, false), Ok(153_000));
        assert_eq!(number("0.1").plus(number("0.2")).map(|sum| sum.compare(number("0.3"))), Some(Ordering::Equal));
        assert_eq!(number("10").over(number("4")).map(|half| half.scaled(1, false)), Some(Ok(25)));
        assert_eq!(number("2").over(number("-3")).map(|part| part.scaled(4, true)), Some(Ok(-6_667)));
        assert_eq!(number("2").over(number("3")).map(|part| part.scaled(4, false)), Some(Err(NumberFault::Fine)));
        assert_eq!(number("170141183460469231731687303715884105727").plus(number("1")), None);
    }

    #[test]
    fn the_style_says_how_a_number_is_read() {
        let german = Style { comma: true, thousands: Some('.'), units: Vec::new() };
        assert_eq!(german.read(b"1.234,56").map(|n| n.map(|n| n.scaled(2, false))), Ok(Some(Ok(123_456))));
        assert_eq!(german.read(b"1.23,5"), Err(NumberFault::Style));
        let unit = |name: &str, factor: &str| (name.into(), number(factor));
        let yuan = Style { comma: true, thousands: None, units: vec![unit("万元", "10000"), unit("元", "1")] };
        assert_eq!(yuan.read("1052,75元".as_bytes()).map(|n| n.map(|n| n.scaled(4, false))), Ok(Some(Ok(10_527_500))));
        assert_eq!(yuan.read("-3,5 万元".as_bytes()).map(|n| n.map(|n| n.scaled(0, false))), Ok(Some(Ok(-35_000))));
        assert_eq!(yuan.read(b"5"), Err(NumberFault::Style), "without a unit it says nothing");
        assert_eq!(Style::default().read(b""), Ok(None));
        assert_eq!(Style::default().read(b"1,5"), Err(NumberFault::Style));
        assert_eq!(Style::default().read(b"abc"), Err(NumberFault::Not));
    }

    proptest! {
        #[test]
        fn no_text_is_too_odd_to_be_read_or_refused(text in "[-+.,0-9元万eE ]{0,45}", comma: bool) {
            let style = Style { comma, thousands: Some(if comma { '.' } else { ',' }), units: vec![("".into(), number("1"))] };
            let _ = style.read(text.as_bytes());
            let _ = Decimal::parse(text.as_bytes());
        }

        #[test]
        fn comparing_agrees_with_subtracting(a in -1_000_000_i64..1_000_000, b in -1_000_000_i64..1_000_000, s in 0_u32..6, t in 0_u32..6) {
            let left = Decimal { value: i128::from(a), scale: s };
            let right = Decimal { value: i128::from(b), scale: t };
            let gap = left.plus(right.negated()).expect("small");
            prop_assert_eq!(left.compare(right), gap.value.cmp(&0));
        }
    }
}
