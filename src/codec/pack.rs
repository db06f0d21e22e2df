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

/// What a column's values look like.
struct Shape {
    count: usize,
    least: i64,
    greatest: i64,
    factor: u8,
}

impl Shape {
    fn of(values: &[i64], absent: impl Fn(i64) -> bool) -> Self {
        let mut shape = Self { count: 0, least: i64::MAX, greatest: i64::MIN, factor: 0 };
        let mut factor = 0;
        for &value in values.iter().filter(|value| !absent(**value)) {
            shape.count += 1;
            shape.least = shape.least.min(value);
            shape.greatest = shape.greatest.max(value);
            while factor < LAST_FACTOR && FACTORS.get(factor).is_some_and(|factor| value % factor != 0) {
                factor += 1;
            }
        }
        shape.factor = u8::try_from(factor).unwrap_or(0);
        shape
    }

    fn width(&self, factor: i64) -> u32 {
        let width = 64 - ((self.greatest / factor).wrapping_sub(self.least / factor)).leading_zeros();
        if width > WIDEST { 64 } else { width }
    }
}

/// Appends `values` as a column, those equal to `absent` as not there; false, and nothing appended, where all are.
pub(super) fn put(out: &mut Vec<u8>, values: &[i64], absent: i64) -> bool {
    let sparse = Shape::of(values, |value| value == absent);
    if sparse.count == 0 {
        return false;
    }
    let size = |shape: &Shape| {
        let width = shape.width(FACTORS.get(usize::from(shape.factor)).copied().unwrap_or(1));
        (shape.count * usize::try_from(width).unwrap_or(64)).div_ceil(8)
    };
    let full = sparse.count == values.len();
    let dense = if full || absent == NULL { None } else { Some(Shape::of(values, |_| false)) };
    let dense = dense.filter(|dense| size(dense) <= size(&sparse) + values.len().div_ceil(8));
    let holes = !full && dense.is_none();
    let shape = dense.unwrap_or(sparse);
    let factor = FACTORS.get(usize::from(shape.factor)).copied().unwrap_or(1);
    let width = shape.width(factor);
    out.push(u8::try_from(width).unwrap_or(64));
    out.push((shape.factor << 1) | if holes { SPARSE } else { 0 });
    put_varint(out, zigzag(shape.least / factor));
    if holes {
        let start = out.len();
        out.resize(start + values.len().div_ceil(8), 0);
        for (row, _) in values.iter().enumerate().filter(|(_, value)| **value != absent) {
            if let Some(byte) = out.get_mut(start + row / 8) {
                *byte |= 1 << (row % 8);
            }
        }
    }
    let mut bits = Bits { out, word: 0, used: 0 };
    let least = shape.least / factor;
    let there = values.iter().copied().filter(|value| !holes || *value != absent);
    if factor == 1 {
        // Dividing takes longer than everything else here, and most columns are counts.
        there.for_each(|value| bits.put(value.wrapping_sub(least).cast_unsigned(), width));
    } else {
        there.for_each(|value| bits.put((value / factor).wrapping_sub(least).cast_unsigned(), width));
    }
    bits.end();
    true
}

struct Bits<'a> {
    out: &'a mut Vec<u8>,
    word: u64,
    used: u32,
}

impl Bits<'_> {
    fn put(&mut self, value: u64, width: u32) {
        if width == 0 {
            return;
        }
        self.word |= value << self.used;
        let filled = self.used + width;
        if filled >= 64 {
            self.out.extend_from_slice(&self.word.to_le_bytes());
            let kept = 64 - self.used;
            self.word = value.checked_shr(kept).unwrap_or(0);
            self.used = filled - 64;
        } else {
            self.used = filled;
        }
    }

    fn end(self) {
        let bytes = usize::try_from(self.used.div_ceil(8)).unwrap_or(8);
        self.out.extend_from_slice(self.word.to_le_bytes().get(..bytes).unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::ints::Ints;
    use super::*;

    fn round(values: &[i64], absent: i64) {
        let mut bytes = Vec::new();
        if !put(&mut bytes, values, absent) {
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
