//! Reading a column of integers: at any row without unpacking the others, and many rows at once.
//!
//! The slice that is read runs on past the column's end, so that eight bytes can be taken at once.

use super::pack::{FACTORS, SPARSE, WIDEST, take_varint, unzigzag};

/// A column of integers as it stands in a block.
#[derive(Clone, Copy, Debug)]
pub struct Ints<'a> {
    rows: usize,
    width: u32,
    factor: i64,
    least: i64,
    holes: Option<&'a [u8]>,
    bits: &'a [u8],
}

impl<'a> Ints<'a> {
    /// The column of `rows` rows at the front of `bytes`, which run on at least eight bytes past it.
    pub(super) fn open(rows: usize, mut bytes: &'a [u8]) -> Option<Self> {
        let (&[width, flags], rest) = bytes.split_first_chunk()?;
        bytes = rest;
        let factor = *FACTORS.get(usize::from(flags >> 1))?;
        let least = unzigzag(take_varint(&mut bytes)?);
        let width = u32::from(width);
        if width > WIDEST && width != 64 {
            return None;
        }
        let (holes, bits) = if flags & SPARSE == 0 {
            (None, bytes)
        } else {
            let (map, bits) = bytes.split_at_checked(rows.div_ceil(8))?;
            (Some(map), bits)
        };
        let column = Self { rows, width, factor, least, holes, bits };
        let needed = column.present().checked_mul(usize::try_from(width).ok()?)?.div_ceil(8).checked_add(8)?;
        (bits.len() >= needed).then_some(column)
    }

    /// How many rows have a value.
    fn present(&self) -> usize {
        let Some(map) = self.holes else { return self.rows };
        let (words, rest) = map.as_chunks();
        let whole: u32 = words.iter().map(|word| u64::from_le_bytes(*word).count_ones()).sum();
        let odd: u32 = rest.iter().map(|byte| byte.count_ones()).sum();
        let spare = map.last().map_or(0, |last| match self.rows % 8 {
            0 => 0,
            used => (last >> used).count_ones(),
        });
        (whole + odd - spare) as usize
    }

    #[inline]
    fn at(&self, place: usize) -> i64 {
        let value = if self.width == 0 {
            0
        } else {
            let bit = place * self.width as usize;
            let word =
                self.bits.get(bit / 8..).and_then(|bits| bits.first_chunk()).map_or(0, |b| u64::from_le_bytes(*b));
            (word >> (bit % 8)) & (u64::MAX >> (64 - self.width))
        };
        self.least.wrapping_add(value.cast_signed()).wrapping_mul(self.factor)
    }

    /// Bits 64 `word` to 64 `word` + 63 of the presence bitmap, those past its end 0.
    #[inline]
    fn holes_at(map: &[u8], word: usize) -> u64 {
        let bytes = map.get(word * 8..).unwrap_or_default();
        bytes.first_chunk().map_or_else(
            || bytes.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
            |bytes| u64::from_le_bytes(*bytes),
        )
    }

    /// The first `count` stored values.
    fn dense(&self, count: usize, into: &mut Vec<i64>) {
        into.clear();
        if !(1..=8).contains(&self.width) {
            into.extend((0..count).map(|place| self.at(place)));
            return;
        }
        // Eight values of up to eight bits begin on a byte and fit a word.
        let (width, mask) = (self.width as usize, u64::MAX >> (64 - self.width));
        into.resize(count.next_multiple_of(8), 0);
        for (group, eight) in into.chunks_exact_mut(8).enumerate() {
            let bytes = self.bits.get(group * width..).and_then(<[u8]>::first_chunk);
            let mut word = bytes.map_or(0, |bytes| u64::from_le_bytes(*bytes));
            for value in eight {
                *value = self.least.wrapping_add((word & mask).cast_signed()).wrapping_mul(self.factor);
                word = word.checked_shr(self.width).unwrap_or(0);
            }
        }
        into.truncate(count);
    }

    /// All values in the order of the rows, `absent` where there is none.
    pub fn unpack(&self, absent: i64, into: &mut Vec<i64>) {
        let Some(map) = self.holes else { return self.dense(self.rows, into) };
        into.clear();
        into.resize(self.rows, absent);
        let mut place = 0;
        for (word, values) in into.chunks_mut(64).enumerate() {
            let mut there = Self::holes_at(map, word);
            while there != 0 {
                if let Some(value) = values.get_mut(there.trailing_zeros() as usize) {
                    *value = self.at(place);
                    place += 1;
                }
                there &= there - 1;
            }
        }
    }

    /// The values of `rows`, which ascend, `absent` where there is none.
    pub fn gather(&self, rows: &[u32], absent: i64, into: &mut Vec<i64>) {
        into.clear();
        let Some(map) = self.holes else {
            into.extend(rows.iter().map(|row| self.at(*row as usize)));
            return;
        };
        into.resize(rows.len(), absent);
        let (mut passed, mut place, mut there) = (0, 0, Self::holes_at(map, 0));
        for (value, row) in into.iter_mut().zip(rows) {
            while passed < row / 64 {
                place += there.count_ones() as usize;
                passed += 1;
                there = Self::holes_at(map, passed as usize);
            }
            let own = 1 << (row % 64);
            if there & own != 0 {
                *value = self.at(place + (there & (own - 1)).count_ones() as usize);
            }
        }
    }

    /// Hands each value of `rows`, which ascend, to `each`, with the row's place among them; nothing for rows that have
    /// none. `mask` says the same as `rows`, a bit a row.
    #[inline]
    pub fn visit(&self, rows: &[u32], mask: &[u64], mut each: impl FnMut(usize, i64)) {
        let Some(map) = self.holes else {
            rows.iter().enumerate().for_each(|(at, row)| each(at, self.at(*row as usize)));
            return;
        };
        let (mut place, mut at) = (0, 0);
        for (word, picked) in mask.iter().enumerate() {
            let there = Self::holes_at(map, word);
            let mut left = picked & there;
            while left != 0 {
                let below = left.wrapping_sub(1) & !left;
                let before = |bits: u64| (bits & below).count_ones() as usize;
                each(at + before(*picked), self.at(place + before(there)));
                left &= left - 1;
            }
            at += picked.count_ones() as usize;
            place += there.count_ones() as usize;
        }
    }

    /// Takes the rows whose value does not pass out of `mask`, a bit a row.
    pub fn retain(&self, absent: i64, pass: impl Fn(i64) -> bool, mask: &mut [u64]) {
        match self.holes {
            None if (1..=8).contains(&self.width) => self.retain_narrow(pass, mask),
            None => {
                for (word, rows) in mask.iter_mut().enumerate() {
                    clear(rows, |bit| pass(self.at(word * 64 + bit)));
                }
            }
            Some(map) => {
                let (mut place, nothing) = (0, pass(absent));
                for (word, rows) in mask.iter_mut().enumerate() {
                    let there = Self::holes_at(map, word);
                    clear(rows, |bit| match there >> bit & 1 {
                        1 => pass(self.at(place + (there & ((1 << bit) - 1)).count_ones() as usize)),
                        _ => nothing,
                    });
                    place += there.count_ones() as usize;
                }
            }
        }
    }

    /// As [`Ints::retain`], for values of at most eight bits without holes: asks once for each value that there can
    /// be, then looks at eight rows at a time, without a branch.
    fn retain_narrow(&self, pass: impl Fn(i64) -> bool, mask: &mut [u64]) {
        let (width, most) = (self.width as usize, u64::MAX >> (64 - self.width));
        let (mut passes, mut count, mut few) = ([0_u8; 256], 0, [0; FEW]);
        for (value, passes) in (0..=most).zip(&mut passes) {
            if pass(self.least.wrapping_add(value.cast_signed()).wrapping_mul(self.factor)) {
                *passes = 1;
                few.iter_mut().skip(count).take(1).for_each(|few| *few = value);
                count += 1;
            }
        }
        let lookup = |packed: u64| {
            (0..8).fold(0, |found, row| {
                let [value, ..] = (packed >> (row * width) & most).to_le_bytes();
                found | passes.get(usize::from(value)).copied().unwrap_or(0) << row
            })
        };
        let lanes = Lanes::of(self.width);
        match few.get(..count) {
            Some([]) => mask.fill(0),
            Some([one]) => {
                let one = lanes.each(*one);
                self.retain_eights(mask, |packed| lanes.gathered(lanes.same(packed, one)));
            }
            Some(some) => {
                let all = few.map(|value| lanes.each(value));
                let all = all.get(..some.len()).unwrap_or_default();
                let same = |packed| all.iter().fold(0, |found, one| found | lanes.same(packed, *one));
                self.retain_eights(mask, |packed| lanes.gathered(same(packed)));
            }
            None => self.retain_eights(mask, lookup),
        }
    }

    /// Takes out of `mask` what `found` does not find: eight packed values in, a bit for each out.
    #[inline]
    fn retain_eights(&self, mask: &mut [u64], found: impl Fn(u64) -> u8) {
        let width = self.width as usize;
        for (word, rows) in mask.iter_mut().enumerate().filter(|(_, rows)| **rows != 0) {
            let bits = self.bits.get(word * 8 * width..).unwrap_or_default();
            let mut eights = [0; 8];
            for (group, eight) in eights.iter_mut().enumerate() {
                let bytes = bits.get(group * width..).and_then(<[u8]>::first_chunk);
                *eight = found(bytes.map_or(0, |bytes| u64::from_le_bytes(*bytes)));
            }
            *rows &= u64::from_le_bytes(eights);
        }
    }
}

/// So many passing values are compared one by one; more are looked up.
const FEW: usize = 4;

/// Eight values of a width of one to eight bits side by side in a word, compared all at once.
#[derive(Clone, Copy)]
struct Lanes {
    /// Each value's lowest bit.
    lowest: u64,
    /// Each value's highest bit.
    highest: u64,
    /// How far the highest bit is from the lowest.
    top: u32,
    /// What brings the answers together: twice as many side by side with every step.
    steps: [(u32, u64); 3],
}

impl Lanes {
    fn of(width: u32) -> Self {
        let each = |bits: u64, stride: u32| (0..64 / stride).fold(0, |word, at| word | bits << (at * stride));
        let lowest = each(1, width) & u64::MAX >> (64 - 8 * width);
        let step = |by: u32, bits: u64| (by * (width - 1), bits);
        Self {
            lowest,
            highest: lowest << (width - 1),
            top: width - 1,
            steps: [step(1, each(0b11, 2 * width)), step(2, each(0b1111, 4 * width)), step(4, 0xff)],
        }
    }

    /// The value eight times.
    fn each(self, value: u64) -> u64 {
        self.lowest.wrapping_mul(value)
    }

    /// The highest bit of each value that is the same in both; no other bit.
    #[inline]
    fn same(self, packed: u64, other: u64) -> u64 {
        let (differing, below) = (packed ^ other, self.highest - self.lowest);
        // The lower bits carry into the highest unless all are 0.
        !(((differing & below) + below) | differing) & self.highest
    }

    /// Highest bits as eight bits side by side, the first value's lowest.
    #[inline]
    fn gathered(self, found: u64) -> u8 {
        let together = self.steps.iter().fold(found >> self.top, |found, (by, kept)| (found | found >> by) & kept);
        let [eight, ..] = together.to_le_bytes();
        eight
    }
}

/// Clears the bits of `rows` that do not pass.
#[inline]
fn clear(rows: &mut u64, pass: impl Fn(usize) -> bool) {
    let mut left = *rows;
    while left != 0 {
        let bit = left.trailing_zeros();
        *rows &= !(u64::from(!pass(bit as usize)) << bit);
        left &= left - 1;
    }
}
