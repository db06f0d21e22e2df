//! A column of integers in as few bits as its range needs; [`super::ints`] reads it.
//!
//! Layout: width in bits, flags (sparse, factor), least value, presence bitmap where sparse, bits. A value is
//! `(least + bits) * factor`.

/// The value that stands for "not there" in measures, and in every column once it is read.
pub const NULL: i64 = i64::MIN;

pub(super) const SPARSE: u8 = 1;
/// Widths above are stored in whole 64-bit words: eight bytes from a byte offset hold at most 57 bits of a value.
pub(super) const WIDEST: u32 = 56;
pub(super) const FACTORS: [i64; 4] = [10_000, 100, 10, 1];
/// The factor that every value has.
const LAST_FACTOR: usize = 3;

/// Appends an unsigned integer, seven bits a byte.
pub(super) fn put_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(0x80 | u8::try_from(value & 0x7f).unwrap_or(0));
        value >>= 7;
    }
    out.push(u8::try_from(value).unwrap_or(0));
}

/// Takes an unsigned integer off the front of `bytes`.
pub(super) fn take_varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(byte & 0x7f).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)).cast_unsigned()
}

pub(super) fn unzigzag(value: u64) -> i64 {
    (value >> 1).cast_signed() ^ -(value & 1).cast_signed()
}

/// The range of values, and the greatest factor that all of them have.
struct Shape {
    least: i64,
    greatest: i64,
    factor: usize,
}

impl Shape {
    fn of(values: &[i64]) -> Self {
        let (mut least, mut greatest) = (i64::MAX, i64::MIN);
        for value in values {
            least = least.min(*value);
            greatest = greatest.max(*value);
        }
        let factor = if divides::<10_000>(values) {
            0
        } else if divides::<100>(values) {
            1
        } else if divides::<10>(values) {
            2
        } else {
            LAST_FACTOR
        };
        Self { least, greatest, factor }
    }

    fn factor(&self) -> i64 {
        FACTORS.get(self.factor).copied().unwrap_or(1)
    }

    fn width(&self) -> u32 {
        let factor = self.factor();
        let width = 64 - ((self.greatest / factor).wrapping_sub(self.least / factor)).leading_zeros();
        if width > WIDEST { 64 } else { width }
    }

    fn size(&self, count: usize) -> usize {
        (count * usize::try_from(self.width()).unwrap_or(64)).div_ceil(8)
    }
}

/// Whether every value is a multiple of `N`; dividing by what is known beforehand takes no division.
fn divides<const N: i64>(values: &[i64]) -> bool {
    values.iter().all(|value| value % N == 0)
}

/// The values that are there, side by side, and a bit a row for where they are.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    there: Vec<i64>,
    map: Vec<u64>,
}

impl Scratch {
    /// Looks through `values` without a branch on any of them; how many are there.
    fn fill(&mut self, values: &[i64], absent: i64) -> usize {
        self.there.resize(values.len(), 0);
        self.map.clear();
        let mut count = 0;
        for values in values.chunks(64) {
            let mut bits = 0;
            for (row, value) in values.iter().enumerate() {
                if let Some(place) = self.there.get_mut(count) {
                    *place = *value;
                }
                let there = *value != absent;
                bits |= u64::from(there) << row;
                count += usize::from(there);
            }
            self.map.push(bits);
        }
        count
    }
}

/// Appends `values` as a column, those equal to `absent` as not there; false, and nothing appended, where all are.
pub(super) fn put(out: &mut Vec<u8>, values: &[i64], absent: i64, scratch: &mut Scratch) -> bool {
    let count = scratch.fill(values, absent);
    let there = scratch.there.get(..count).unwrap_or_default();
    if there.is_empty() {
        return false;
    }
    let sparse = Shape::of(there);
    let full = there.len() == values.len();
    let map = values.len().div_ceil(8);
    let dense = if full || absent == NULL { None } else { Some(Shape::of(values)) };
    let dense = dense.filter(|dense| dense.size(values.len()) <= sparse.size(there.len()) + map);
    let holes = !full && dense.is_none();
    let shape = dense.unwrap_or(sparse);
    let (factor, width) = (shape.factor(), shape.width());
    let least = shape.least / factor;
    out.push(u8::try_from(width).unwrap_or(64));
    out.push(u8::try_from(shape.factor << 1).unwrap_or(0) | if holes { SPARSE } else { 0 });
    put_varint(out, zigzag(least));
    if holes {
        let start = out.len();
        out.extend(scratch.map.iter().flat_map(|bits| bits.to_le_bytes()));
        out.truncate(start + map);
    }
    let stored = if holes { there } else { values };
    match factor {
        10_000 => bits::<10_000>(out, stored, least, width),
        100 => bits::<100>(out, stored, least, width),
        10 => bits::<10>(out, stored, least, width),
        _ => bits::<1>(out, stored, least, width),
    }
    true
}

/// Appends each value, divided by `FACTOR`, as how far it is above `least`, in `width` bits.
fn bits<const FACTOR: i64>(out: &mut Vec<u8>, values: &[i64], least: i64, width: u32) {
    if width == 0 {
        return;
    }
    let above = |value: &i64| (value / FACTOR).wrapping_sub(least).cast_unsigned();
    let mut values = values;
    if width <= 16 {
        // Four of them fit a word, and eight end on a byte: no shift waits for the one before.
        let (eights, rest) = values.as_chunks::<8>();
        for [a, b, c, d, e, f, g, h] in eights {
            let four = |a, b, c, d| above(a) | above(b) << width | above(c) << (2 * width) | above(d) << (3 * width);
            let (low, high) = (four(a, b, c, d), four(e, f, g, h));
            let eight = u128::from(low) | u128::from(high) << (4 * width);
            out.extend_from_slice(eight.to_le_bytes().get(..width as usize).unwrap_or_default());
        }
        values = rest;
    }
    let (mut word, mut used) = (0_u64, 0_u32);
    for value in values {
        let value = above(value);
        word |= value << used;
        let filled = used + width;
        if filled >= 64 {
            out.extend_from_slice(&word.to_le_bytes());
            word = value.checked_shr(64 - used).unwrap_or(0);
            used = filled - 64;
        } else {
            used = filled;
        }
    }
    let bytes = usize::try_from(used.div_ceil(8)).unwrap_or(8);
    out.extend_from_slice(word.to_le_bytes().get(..bytes).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::ints::Ints;
    use super::*;

    fn round(values: &[i64], absent: i64) {
        let mut bytes = Vec::new();
        if !put(&mut bytes, values, absent, &mut Scratch::default()) {
            assert!(values.iter().all(|value| *value == absent));
            return;
        }
        bytes.extend([0; 8]);
        let column = Ints::open(values.len(), &bytes).expect("what was written");
        let mut back = Vec::new();
        column.unpack(absent, &mut back);
        assert_eq!(back, values);
        let odd: Vec<u32> = (0..u32::try_from(values.len()).expect("few")).filter(|row| row % 3 == 1).collect();
        column.gather(&odd, absent, &mut back);
        assert_eq!(back, odd.iter().map(|row| values[*row as usize]).collect::<Vec<_>>());
        let (mut odd_mask, mut visited) = (vec![0; values.len().div_ceil(64)], vec![absent; odd.len()]);
        for row in &odd {
            odd_mask[*row as usize / 64] |= 1 << (row % 64);
        }
        column.visit(&odd, &odd_mask, |at, value| visited[at] = value);
        assert_eq!(visited, back);
        for few in 0..6 {
            let wanted = values.iter().take(few).copied().collect::<Vec<_>>();
            let mut mask = vec![u64::MAX; values.len().div_ceil(64)];
            column.retain(absent, |value| wanted.contains(&value), &mut mask);
            let left = (0..values.len()).filter(|row| mask[row / 64] >> (row % 64) & 1 == 1);
            assert!(
                left.eq((0..values.len()).filter(|row| wanted.contains(&values[*row]))),
                "{wanted:?} of {values:?}"
            );
        }
        let mut mask = vec![u64::MAX; values.len().div_ceil(64)];
        column.retain(absent, |value| value % 3 == 1, &mut mask);
        column.retain(absent, |value| value > 10, &mut mask);
        let left = (0..values.len()).filter(|row| mask[row / 64] >> (row % 64) & 1 == 1);
        let passing = (0..values.len()).filter(|row| values[*row] % 3 == 1 && values[*row] > 10);
        assert!(left.eq(passing), "{values:?}");
    }

    #[test]
    fn extremes_come_back() {
        round(&[i64::MIN, i64::MAX, 0, -1], 0);
        round(&[i64::MIN + 1, i64::MAX, 0, -1], NULL);
        round(&[5; 70], NULL);
        round(&[-780_000_000, 780_000_000, 10_000], NULL);
    }

    proptest! {
        #[test]
        fn every_column_comes_back(
            values in prop::collection::vec(prop_oneof![Just(NULL), Just(0), any::<i64>(), -50_i64..50, (0_i64..9_000).prop_map(|v| v * 100)], 0..200),
            codes in prop::collection::vec(prop_oneof![3 => Just(0_i64), 1 => 0_i64..300], 0..200),
            small in prop::collection::vec(prop_oneof![1 => Just(NULL), 3 => 0_i64..1_000_000], 0..200),
            narrow in (1_u32..10).prop_flat_map(|width| prop::collection::vec(7..7 + (1_i64 << width), 0..200)),
        ) {
            round(&narrow, NULL);
            round(&narrow, 0);
            round(&values, NULL);
            round(&codes, 0);
            round(&small, NULL);
        }

        #[test]
        fn hostile_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..100), rows in 0_usize..3_000) {
            if let Some(column) = Ints::open(rows, &bytes) {
                let mut back = Vec::new();
                column.unpack(NULL, &mut back);
                column.gather(&[0, 5, 9, 5_000], NULL, &mut back);
                column.retain(NULL, |value| value > 3, &mut [u64::MAX; 3]);
            }
        }
    }
}
