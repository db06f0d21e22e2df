//! What is made of a row: the facts it emits, each with its condition, date, keys and measures.

use super::columns::Columns;
use super::dates::DateFormat;
use super::numbers::{NumberFault, scaled};
use super::records::Row;
use crate::domain::base::Day;

/// Everything that is done with a file's rows.
pub(super) struct Plan {
    /// The header, as the file has it.
    pub(super) header: Vec<String>,
    /// Ids of the measures, in the order in which emits number them.
    pub(super) measures: Vec<String>,
    /// The facts that a row may emit.
    pub(super) emits: Vec<Emit>,
    /// Columns that are not read because they are computed from others.
    pub(super) computed: Vec<String>,
}

/// A column of dates, and the day read from it last.
#[derive(Clone)]
pub(super) struct DateColumn {
    /// Which column.
    pub(super) column: usize,
    /// Its format.
    pub(super) format: DateFormat,
    last: (Vec<u8>, Option<Day>),
}

impl DateColumn {
    /// The dates in column number `column`.
    pub(super) fn new(column: usize) -> Self {
        Self { column, format: DateFormat::ISO, last: (Vec::new(), None) }
    }

    /// The day in `row`; `None` where it is blank.
    #[inline]
    fn read(&mut self, row: Row<'_>) -> Result<Option<Day>, Bad> {
        let text = row.get(self.column);
        if text == self.last.0.as_slice() {
            return Ok(self.last.1);
        }
        let day = match self.format.read(text) {
            None if !text.trim_ascii().is_empty() => return Err(Bad::at(self.column, Reason::Date(self.format), text)),
            day => day,
        };
        self.last.0.clear();
        self.last.0.extend_from_slice(text);
        self.last.1 = day;
        Ok(day)
    }
}

/// One fact that a row may emit.
pub(super) struct Emit {
    /// The day on which it counts.
    pub(super) date: DateColumn,
    /// The day of the first step.
    pub(super) entered: Option<DateColumn>,
    /// Key columns, and the file's column with the name.
    pub(super) keys: Vec<(usize, usize)>,
    /// The column with +1 or -1.
    pub(super) weight: Option<usize>,
    /// Measures by their number in the plan: the file's column and the decimals that are kept.
    pub(super) measures: Vec<(usize, usize, u32)>,
}

/// Why a row cannot be taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Reason {
    /// It has more or fewer fields than the header.
    Width(usize),
    /// No date of the column's format.
    Date(DateFormat),
    /// No date at all, where a fact needs one.
    NoDate,
    /// No number that can be kept.
    Number(NumberFault),
    /// A name that is too long.
    Name,
    /// A weight that is neither 1 nor -1.
    Weight,
}

/// A row that cannot be taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Bad {
    /// The column, where one is to blame.
    pub(super) column: Option<usize>,
    /// Why.
    pub(super) reason: Reason,
    /// What stands there.
    pub(super) value: Box<[u8]>,
}

impl Bad {
    #[cold]
    fn at(column: usize, reason: Reason, value: &[u8]) -> Self {
        Self { column: Some(column), reason, value: value.into() }
    }
}

impl Plan {
    /// Adds to `columns` the facts that `row` emits; all or none.
    ///
    /// # Errors
    /// What is wrong with the row.
    #[inline]
    pub(super) fn fill(&mut self, row: Row<'_>, columns: &mut Columns) -> Result<(), Bad> {
        if row.len() != self.header.len() && !self.fits(row)? {
            return Ok(());
        }
        let rows = columns.len();
        for emit in &mut self.emits {
            if let Err(bad) = emit.fill(row, columns) {
                columns.truncate(rows);
                return Err(bad);
            }
        }
        Ok(())
    }

    /// Whether a row of another width still counts: with blank fields too many. A blank row is no row.
    #[cold]
    fn fits(&self, row: Row<'_>) -> Result<bool, Bad> {
        let blank = |field: &[u8]| field.trim_ascii().is_empty();
        if row.iter().all(blank) {
            return Ok(false);
        }
        if row.len() > self.header.len() && row.iter().skip(self.header.len()).all(blank) {
            return Ok(true);
        }
        Err(Bad { column: None, reason: Reason::Width(row.len()), value: Box::default() })
    }
}

impl Emit {
    #[inline]
    fn fill(&mut self, row: Row<'_>, columns: &mut Columns) -> Result<(), Bad> {
        let rows = columns.len();
        let Some(day) = self.date.read(row)? else {
            if row.iter().all(|field| field.trim_ascii().is_empty()) {
                return Ok(());
            }
            return Err(Bad::at(self.date.column, Reason::NoDate, b""));
        };
        columns.row(day);
        let mut carried = false;
        for (measure, column, decimals) in &self.measures {
            let text = row.get(*column);
            let value = scaled(text, *decimals).map_err(|fault| Bad::at(*column, Reason::Number(fault), text))?;
            if let Some(value) = value {
                columns.value(*measure, value);
                carried = true;
            }
        }
        if !carried {
            columns.truncate(rows);
            return Ok(());
        }
        for (key, column) in &self.keys {
            let name = row.get(*column);
            columns.key(*key, name).ok_or_else(|| Bad::at(*column, Reason::Name, name))?;
        }
        if let Some(entered) = &mut self.entered
            && let Some(day) = entered.read(row)?
        {
            columns.entered(day);
        }
        self.weigh(row, columns)
    }

    #[inline]
    fn weigh(&self, row: Row<'_>, columns: &mut Columns) -> Result<(), Bad> {
        let Some(column) = self.weight else { return Ok(()) };
        match row.get(column).trim_ascii() {
            b"" | b"1" | b"+1" => {}
            b"-1" => columns.negative(),
            text => return Err(Bad::at(column, Reason::Weight, text)),
        }
        Ok(())
    }
}
