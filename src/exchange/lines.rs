//! Several records at once, of text without quotes: where every field ends is found in one pass over them.

use super::records::Row;

/// So many records are taken at once: what is known of them stays in the nearest cache.
pub(super) const ROWS: usize = 128;
/// Words are read from any byte of a field, so the buffer runs on so far past its text.
pub(super) const REACH: usize = 16;

/// Records of one width, one right behind the other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lines<'a> {
    bytes: &'a [u8],
    /// Where the first field begins, then behind every field where the next one does.
    cuts: &'a [usize],
    width: usize,
}

/// A field of a record.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell<'a> {
    /// The bytes from its start on, past its end.
    from: &'a [u8],
    /// How many of them are the field.
    pub(super) length: usize,
}

impl<'a> Lines<'a> {
    /// The whole records at the front of the first `filled` bytes, none where there is no line break or a record is
    /// not `width` fields wide. `cuts` is room for them.
    pub(super) fn find(
        bytes: &'a [u8],
        filled: usize,
        delimiter: u8,
        width: usize,
        cuts: &'a mut Vec<usize>,
    ) -> Option<Self> {
        cut(bytes.get(..filled)?, delimiter, ROWS * width, cuts);
        let rows = ((cuts.len() - 1) / width).min(ROWS);
        let lines = Self { bytes, cuts: cuts.get(..=rows * width)?, width };
        let mut ends = lines.cuts.iter().skip(width).step_by(width);
        let sound = ends.all(|end| end.checked_sub(1).and_then(|at| bytes.get(at)) == Some(&b'\n'));
        // As many line breaks as records, each at the end of one: none stands in between.
        let breaks = memchr::memchr_iter(b'\n', bytes.get(..lines.bytes())?).count();
        (rows > 0 && sound && breaks == rows).then_some(lines)
    }

    /// How many records there are.
    pub(super) fn len(&self) -> usize {
        self.cuts.len() / self.width
    }

    /// How many bytes they take, line breaks included.
    pub(super) fn bytes(&self) -> usize {
        self.cuts.last().copied().unwrap_or(0)
    }

    /// Field number `at` of every record.
    #[inline]
    pub(super) fn column(&self, at: usize) -> impl ExactSizeIterator<Item = Cell<'a>> + use<'a> {
        let (bytes, last) = (self.bytes, at + 1 == self.width);
        self.cuts.get(at..).unwrap_or_default().windows(2).step_by(self.width).map(move |pair| {
            let &[start, after] = pair else { return Cell { from: b"", length: 0 } };
            let length = after - start - 1;
            let from = bytes.get(start..).unwrap_or_default();
            let returns = last && length > 0 && from.get(length - 1) == Some(&b'\r');
            Cell { from, length: length - usize::from(returns) }
        })
    }

    /// The records, one by one. The last field of one may end in a carriage return, which is a blank.
    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'a>> + use<'a> {
        let lines = *self;
        (0..lines.len()).filter_map(move |at| {
            let cuts = lines.cuts.get(at * lines.width..=(at + 1) * lines.width)?;
            cuts.split_first().map(|(start, ends)| Row::within(lines.bytes, *start, ends))
        })
    }
}

impl<'a> Cell<'a> {
    /// The field that the first `length` bytes are, which run on.
    #[cfg(test)]
    pub(super) fn new(from: &'a [u8], length: usize) -> Self {
        Self { from, length }
    }

    /// Its text.
    #[inline]
    pub(super) fn text(self) -> &'a [u8] {
        self.from.get(..self.length).unwrap_or_default()
    }

    /// Eight bytes from byte number `at` on, the first of them lowest; what is past the field's end is anything.
    #[inline]
    pub(super) fn word(self, at: usize) -> u64 {
        self.from.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |bytes| u64::from_le_bytes(*bytes))
    }
}

/// Notes in `cuts` 0 and where each field of `text` begins that a separator stands before, until there are `most`.
fn cut(text: &[u8], delimiter: u8, most: usize, cuts: &mut Vec<usize>) {
    cuts.resize(most + 1 + 64, 0);
    let mut count = 1;
    if let Some(first) = cuts.first_mut() {
        *first = 0;
    }
    let (blocks, rest) = text.as_chunks::<64>();
    let mut last = [0; 64];
    for (place, byte) in last.iter_mut().zip(rest) {
        *place = *byte;
    }
    let tail = (1_u64 << rest.len()) - 1;
    let whole = blocks.iter().map(|block| (block, u64::MAX));
    for (block, (bytes, within)) in whole.chain([(&last, tail)]).enumerate() {
        if count > most {
            break;
        }
        let Some(room) = cuts.get_mut(count..).and_then(<[usize]>::first_chunk_mut::<64>) else { break };
        let mut found = separators(bytes, delimiter) & within;
        let mut places = 0;
        while found != 0 {
            room[places & 63] = block * 64 + found.trailing_zeros() as usize + 1;
            places += 1;
            found &= found - 1;
        }
        count += places;
    }
    cuts.truncate(count);
}

/// A bit for each byte that is the delimiter or a line feed.
#[inline]
fn separators(bytes: &[u8; 64], delimiter: u8) -> u64 {
    let mut lanes = [0; 64];
    for (lane, byte) in lanes.iter_mut().zip(bytes) {
        *lane = u8::from(*byte == delimiter) | u8::from(*byte == b'\n');
    }
    // The product moves the lowest bit of every byte side by side into the highest byte.
    let gathered = |lanes: &[u8; 8]| u64::from_le_bytes(*lanes).wrapping_mul(0x0102_0408_1020_4080) >> 56;
    lanes.as_chunks().0.iter().rev().fold(0, |bits, lanes| bits << 8 | gathered(lanes))
}
