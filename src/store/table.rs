//! Rows in memory, a column each, on their way into a block or out of one.

use super::change::PatchRow;
use crate::codec::{Block, BlockWriter, NULL, PART};
use crate::domain::base::Error;
use crate::domain::model::{Facts, Names};

/// Numbers of the columns; a dimension has its own index, 0 to 5.
pub(super) mod column {
    pub(crate) const CUSTOMER: u16 = 6;
    pub(crate) const DOCUMENT: u16 = 7;
    pub(crate) const ENTERED: u16 = 8;
    pub(crate) const WAITED: u16 = 9;
    pub(crate) const WEIGHT: u16 = 10;
    /// In corrections: the change that brought the row.
    pub(crate) const REVISION: u16 = 11;
    /// In sums: 1 where a correction is among the rows.
    pub(crate) const CORRECTED: u16 = 12;
    /// In sums: the number of the name.
    pub(crate) const NAME: u16 = 13;
    /// Measure number 0; the others follow.
    pub(crate) const MEASURE: u16 = 16;
    /// In sums, behind all measures: 1 where a correction is among the rows of measure number 0; the others follow.
    const CORRECTS: u16 = 1 << 15;

    /// Whether column `id` is a measure.
    pub(crate) fn is_measure(id: u16) -> bool {
        (MEASURE..CORRECTS).contains(&id)
    }

    /// In sums, the measure that column `id` holds, or holds the corrections of.
    pub(crate) fn measure_of(id: u16) -> Option<u16> {
        (id >= MEASURE).then(|| if is_measure(id) { id } else { id - CORRECTS + MEASURE })
    }

    /// In sums, the column that says where measure `id` is corrected.
    pub(crate) fn corrects(id: u16) -> u16 {
        CORRECTS + (id - MEASURE) % (CORRECTS - MEASURE)
    }
}

/// As [`Facts::TYPED_ANEW`].
const TYPED_ANEW: i64 = Facts::TYPED_ANEW as i64;

/// Whether a row of that weight takes one out as a correction does.
pub(super) fn is_correction(weight: i64) -> bool {
    weight < 0 && weight != TYPED_ANEW
}

/// A block has at most so many rows.
pub(super) const BLOCK_ROWS: usize = 2_000;

/// What stands for "nothing" in column `id`.
pub(super) fn absent(id: u16) -> i64 {
    match id {
        column::ENTERED | column::WAITED | column::REVISION => NULL,
        column::WEIGHT => 1,
        id if column::is_measure(id) => NULL,
        _ => 0,
    }
}

/// Whether column `id` holds texts.
pub(super) fn is_text(id: u16) -> bool {
    id == column::CUSTOMER || id == column::DOCUMENT
}

#[derive(Clone, Debug)]
struct Column {
    id: u16,
    values: Vec<i64>,
    names: Names,
}

/// Rows. A column that no row uses is not there.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    rows: usize,
    columns: Vec<Column>,
}

impl Table {
    /// Values held, for a measure of its size.
    pub(super) fn values(&self) -> usize {
        self.rows * self.columns.len()
    }

    fn column(&mut self, id: u16) -> &mut Column {
        let at = match self.columns.binary_search_by_key(&id, |column| column.id) {
            Ok(at) => at,
            Err(at) => {
                let values = vec![absent(id); self.rows];
                self.columns.insert(at, Column { id, values, names: Names::default() });
                at
            }
        };
        #[expect(clippy::indexing_slicing, reason = "the place was found or made just above")]
        &mut self.columns[at]
    }

    /// Begins `count` further rows; [`Table::square`] ends them.
    pub(super) fn put(&mut self, id: u16, values: impl Iterator<Item = i64>) {
        self.column(id).values.extend(values);
    }

    /// As [`Table::put`], for a column of texts.
    pub(super) fn put_texts<'a>(&mut self, id: u16, texts: impl Iterator<Item = Option<&'a str>>) {
        let column = self.column(id);
        for text in texts {
            let place = text.map_or(0, |text| column.names.intern(text));
            column.values.push(i64::from(place));
        }
    }

    /// As [`Table::put_texts`], for texts that are coded already: `codes` number `names` from 1.
    pub(super) fn put_coded(&mut self, id: u16, names: &Names, codes: &[u32]) {
        let column = self.column(id);
        let places: Vec<i64> =
            std::iter::once(0).chain(names.iter().map(|name| i64::from(column.names.intern(name)))).collect();
        column.values.extend(codes.iter().map(|code| places.get(*code as usize).copied().unwrap_or(0)));
    }

    /// Ends `count` further rows: columns that were not put get nothing there.
    pub(super) fn square(&mut self, count: usize) {
        self.rows += count;
        for column in &mut self.columns {
            column.values.resize(self.rows, absent(column.id));
        }
    }

    /// Brings the rows from number `start` on into `order`, which names each of them once, counted from `start`.
    pub(super) fn arrange(&mut self, start: usize, order: &[u32]) {
        let mut came = Vec::new();
        for column in &mut self.columns {
            let Some(values) = column.values.get_mut(start..) else { continue };
            came.clear();
            if start == 0 {
                came.reserve(column.values.capacity());
                came.extend(order.iter().map(|row| column.values.get(*row as usize).copied().unwrap_or_default()));
                std::mem::swap(&mut column.values, &mut came);
                continue;
            }
            came.extend_from_slice(values);
            for (value, row) in values.iter_mut().zip(order) {
                *value = came.get(*row as usize).copied().unwrap_or(*value);
            }
        }
    }

    /// Forgets the rows before number `start`, and keeps what they took up for those to come.
    pub(super) fn forget(&mut self, start: usize) {
        self.rows = self.rows.saturating_sub(start);
        for column in &mut self.columns {
            column.values.drain(..start.min(column.values.len()));
            if is_text(column.id) {
                let mut names = Names::default();
                for place in &mut column.values {
                    let name = u32::try_from(*place).ok().and_then(|place| column.names.name(place));
                    *place = name.map_or(0, |name| i64::from(names.intern(name)));
                }
                column.names = names;
            }
        }
        self.columns.retain(|column| column.values.iter().any(|value| *value != absent(column.id)));
    }

    /// Appends the rows of a block.
    pub(super) fn append(&mut self, block: &Block<'_>) -> Result<(), Error> {
        let mut values = Vec::new();
        for id in block.ids() {
            if is_text(id) {
                let Some((names, places)) = block.texts(id)? else { continue };
                places.unpack(0, &mut values);
                let name =
                    |place: &i64| usize::try_from(place.wrapping_sub(1)).ok().and_then(|at| names.get(at)).copied();
                self.put_texts(id, values.iter().map(name));
            } else if let Some(ints) = block.ints(id)? {
                ints.unpack(absent(id), &mut values);
                self.put(id, values.iter().copied());
            }
        }
        self.square(block.rows());
        Ok(())
    }

    /// Appends a row that change `revision` brings, and says whether it corrects anything: what is typed anew on an open
    /// day does not.
    pub(super) fn patch(
        &mut self,
        row: &PatchRow,
        dimensions: &[u32; 6],
        measure: u16,
        (revision, corrects): (u64, bool),
    ) {
        for (id, code) in (0..).zip(dimensions).filter(|(_, code)| **code != 0) {
            self.put(id, std::iter::once(i64::from(*code)));
        }
        for (id, text) in [(column::CUSTOMER, &row.customer), (column::DOCUMENT, &row.document)] {
            if text.is_some() {
                self.put_texts(id, std::iter::once(text.as_deref()));
            }
        }
        let entered = row.entered.map(|day| i64::from(day.number()));
        let others = [(column::ENTERED, entered), (column::WAITED, row.waited.map(i64::from))];
        for (id, value) in others.into_iter().filter_map(|(id, value)| Some((id, value?))) {
            self.put(id, std::iter::once(value));
        }
        let weight = if row.weight < 0 && !corrects { TYPED_ANEW } else { row.weight };
        self.put(column::WEIGHT, std::iter::once(weight));
        self.put(column::REVISION, std::iter::once(revision.cast_signed()));
        self.put(column::MEASURE + measure, std::iter::once(row.value));
        self.square(1);
    }

    /// The rows as blocks in their envelopes, none above the largest stored value unless a single row is.
    pub(super) fn blocks(&self) -> Vec<Vec<u8>> {
        self.blocks_of(0, self.rows)
    }

    /// As [`Table::blocks`], of rows `start` to `end` (not included).
    pub(super) fn blocks_of(&self, start: usize, end: usize) -> Vec<Vec<u8>> {
        let rows = end.saturating_sub(start);
        let parts = rows.div_ceil(BLOCK_ROWS).max(1);
        let each = rows.div_ceil(parts);
        let mut blocks = Vec::with_capacity(parts);
        let mut start = start;
        while start < end {
            self.encode(start, (start + each).min(end), &mut blocks);
            start += each;
        }
        blocks
    }

    fn encode(&self, start: usize, end: usize, into: &mut Vec<Vec<u8>>) {
        let block = self.block(start, end);
        if block.len() > PART && end - start > 1 {
            let middle = start.midpoint(end);
            self.encode(start, middle, into);
            self.encode(middle, end, into);
        } else {
            into.push(block);
        }
    }

    /// Rows `start` to `end` (not included) as one block, however large.
    pub(super) fn block(&self, start: usize, end: usize) -> Vec<u8> {
        let mut writer = BlockWriter::new(end - start);
        for column in &self.columns {
            let values = column.values.get(start..end).unwrap_or_default();
            if is_text(column.id) {
                let mut names = Names::default();
                let text = |place: &i64| u32::try_from(*place).ok().and_then(|place| column.names.name(place));
                let places: Vec<i64> =
                    values.iter().map(|place| text(place).map_or(0, |text| i64::from(names.intern(text)))).collect();
                writer.texts(column.id, &names.iter().collect::<Vec<_>>(), &places);
            } else {
                writer.ints(column.id, values, absent(column.id));
            }
        }
        writer.finish()
    }
}
