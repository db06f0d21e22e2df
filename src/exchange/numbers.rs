//! Decimal numbers, exact, straight from bytes.

use crate::domain::model::MeasureColumn;

/// Why text is no number that can be kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum NumberFault {
    /// It is no number.
    Not,
    /// It is a number written in a way that has more than one reading, or with a unit: `1.234,56`, `3 万元`.
    Style,
    /// It has more decimals than are kept.
    Fine,
    /// It is too large.
    Large,
}

/// Reads `-1052.75` as an integer of `10^-decimals`. `None` where the text is blank. No sign but `-` and `+`, no
/// separators, no exponent. Zeros behind the last kept decimal are fine.
///
/// # Errors
/// What is wrong with the text.
#[inline]
pub(super) fn scaled(text: &[u8], decimals: u32) -> Result<Option<i64>, NumberFault> {
    let (negative, digits) = match text.split_first() {
        None => return Ok(None),
        Some((b'-', rest)) => (true, rest),
        Some((b'+', rest)) => (false, rest),
        Some(_) => (false, text),
    };
    let (mut value, mut places, mut seen, mut point) = (0_i64, 0_u32, false, false);
    for byte in digits {
        match byte {
            b'0'..=b'9' if places == decimals && point => {
                if *byte != b'0' {
                    return if only_number(digits) { Err(NumberFault::Fine) } else { Err(style(text)) };
                }
            }
            b'0'..=b'9' => {
                seen = true;
                places += u32::from(point);
                let next = value.checked_mul(10).and_then(|value| value.checked_add(i64::from(byte - b'0')));
                value = next.ok_or_else(|| if only_number(digits) { NumberFault::Large } else { style(text) })?;
            }
            b'.' if !point => point = true,
            _ => return slow(text, decimals),
        }
    }
    if !seen {
        return slow(text, decimals);
    }
    let value = 10_i64.checked_pow(decimals - places).and_then(|factor| value.checked_mul(factor));
    let value = value.filter(|value| *value <= MeasureColumn::GREATEST);
    value.map(|value| Some(if negative { -value } else { value })).ok_or(NumberFault::Large)
}

/// As [`scaled`] for text of 1 to 8 bytes, given as the lowest bytes of `word`, without a branch; and whether it is a
/// number that can be read so. Otherwise the number says nothing.
#[inline]
pub(super) fn swift(word: u64, length: usize, decimals: u32) -> (i64, bool) {
    const EACH: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x80 * EACH;
    let negative = word & 0xff == u64::from(b'-');
    let sign = u32::from(negative);
    let (word, length) = (word >> (8 * sign), u32::try_from(length).unwrap_or(9).wrapping_sub(sign));
    let (digits, length, places) = if decimals == 0 {
        (word, length, 0)
    } else {
        // The highest bit of the first byte that is a point.
        let strange = word ^ (u64::from(b'.') * EACH);
        let points =
            strange.wrapping_sub(EACH) & !strange & HIGH & (u64::MAX >> (64_u32.wrapping_sub(8 * length) & 63));
        let point = points & points.wrapping_neg();
        let before = (point >> 7).wrapping_sub(1);
        let found = u32::from(point != 0);
        let places = found * length.wrapping_sub(1).wrapping_sub(point.trailing_zeros() / 8);
        ((word & before) | ((word >> 8) & !before), length.saturating_sub(found), places)
    };
    let number = (digits ^ (u64::from(b'0') * EACH)) << (64_u32.wrapping_sub(8 * length) & 63);
    let all_digits = (number.wrapping_add(0x76 * EACH) | number) & HIGH == 0;
    let pairs = number.wrapping_mul(10).wrapping_add(number >> 8) & 0x00ff_00ff_00ff_00ff;
    let fours = pairs.wrapping_mul(100).wrapping_add(pairs >> 16) & 0x0000_ffff_0000_ffff;
    let eight = fours.wrapping_mul(10_000).wrapping_add(fours >> 32) & 0xffff_ffff;
    let factor = POWERS.get(decimals.wrapping_sub(places) as usize).copied();
    let value = eight.cast_signed() * factor.unwrap_or(0);
    (if negative { -value } else { value }, all_digits && factor.is_some() && (1..=8).contains(&length))
}

/// Powers of ten of which the product with eight digits fits.
const POWERS: [i64; 11] = {
    let mut powers = [1; 11];
    let mut at = 1;
    while at < powers.len() {
        powers[at] = powers[at - 1] * 10;
        at += 1;
    }
    powers
};

/// Text with spaces around it, or that is no number.
#[cold]
fn slow(text: &[u8], decimals: u32) -> Result<Option<i64>, NumberFault> {
    let trimmed = text.trim_ascii();
    if trimmed.len() < text.len() { scaled(trimmed, decimals) } else { Err(style(text)) }
}

fn only_number(digits: &[u8]) -> bool {
    digits.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.')
}

/// Whether it is a number in another style, or none at all.
fn style(text: &[u8]) -> NumberFault {
    let digit = text.iter().any(u8::is_ascii_digit);
    let letters = text.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
    let first = text.first().is_some_and(u8::is_ascii_alphabetic);
    if digit && letters <= 3 && !first { NumberFault::Style } else { NumberFault::Not }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_read_exactly() {
        assert_eq!(scaled(b"1052.75", 4), Ok(Some(10_527_500)));
        assert_eq!(scaled(b"-0.0525", 4), Ok(Some(-525)));
        assert_eq!(scaled(b"17850.0", 0), Ok(Some(17_850)));
        assert_eq!(scaled(b"+3", 2), Ok(Some(300)));
        assert_eq!(scaled(b".5", 2), Ok(Some(50)));
        assert_eq!(scaled(b"5.", 0), Ok(Some(5)));
        assert_eq!(scaled(b"0.10000", 2), Ok(Some(10)));
        assert_eq!(scaled(b" 12 ", 0), Ok(Some(12)));
        assert_eq!(scaled(b"900719925474.0992", 4), Ok(Some(MeasureColumn::GREATEST)));
    }

    #[test]
    fn r5_blank_is_null() {
        assert_eq!(scaled(b"", 4), Ok(None));
        assert_eq!(scaled(b"  ", 4), Ok(None));
    }

    #[test]
    fn what_has_two_readings_or_none_is_refused() {
        for text in ["1.234,56", "1052,75元", "3万元", "1,204", "¥5", "5%", "1.2.3", "1 204", "1e5", "--5", "5-"] {
            assert_eq!(scaled(text.as_bytes(), 4), Err(NumberFault::Style), "{text}");
        }
        for text in ["abc", "-", ".", "+", "n/a", "无"] {
            assert_eq!(scaled(text.as_bytes(), 4), Err(NumberFault::Not), "{text}");
        }
        assert_eq!(scaled(b"0.12345", 4), Err(NumberFault::Fine));
        assert_eq!(scaled(b"1.5", 0), Err(NumberFault::Fine));
        assert_eq!(scaled(b"99999999999999999999", 0), Err(NumberFault::Large));
        assert_eq!(scaled(b"900719925474.0993", 4), Err(NumberFault::Large));
        assert_eq!(scaled(b"-900719925474.0993", 4), Err(NumberFault::Large));
    }
}
