//! What is made of a row: the facts it emits, each with its condition, date, keys and measures.

use super::columns::Columns;
use super::dates::DateFormat;
use super::decimal::Style;
use super::expression::{Condition, Field, Number, Scope, Text, Unfit};
use super::join::{Join, MAX_JOINS};
use super::numbers::{NumberFault, scaled};
use super::per::Per;
use super::records::Row;
use crate::domain::base::Day;

/// Everything that is done with a file's rows.
#[derive(Default)]
pub(super) struct Plan {
    /// The header, as the file has it.
    pub(super) header: Vec<String>,
    /// Ids of the measures, in the order in which emits number them.
    pub(super) measures: Vec<String>,
    /// Rows for which it does not hold are passed over.
    pub(super) when: Option<Condition>,
    /// The facts that a row may emit.
    pub(super) emits: Vec<Emit>,
    /// The facts that there are once per key.
    pub(super) per: Vec<Per>,
    /// Other files whose columns a row may use.
    pub(super) joins: Vec<Join>,
    /// How the file writes numbers.
    pub(super) style: Style,
    /// Columns that are not read because they are computed from others.
    pub(super) computed: Vec<String>,
    /// Other names of names, by key column.
    pub(super) aliases: Vec<(usize, Vec<(String, String)>)>,
}

/// A column of dates, and the day read from it last.
pub(super) struct DateColumn {
    /// Which column.
    pub(super) field: Field,
    /// Its format.
    pub(super) format: DateFormat,
    /// Whether the format was said rather than told from the values.
    pub(super) said: bool,
    last: (Vec<u8>, Option<Day>),
}

impl DateColumn {
    /// The dates in a column.
    pub(super) fn new(field: Field) -> Self {
        Self { field, format: DateFormat::ISO, said: false, last: (Vec::new(), None) }
    }

    /// The day in a row; `None` where it is blank.
    #[inline]
    pub(super) fn read(&mut self, scope: Scope<'_>) -> Result<Option<Day>, Bad> {
        self.read_text(scope.text(self.field))
    }

    /// The day that `text` is, without blanks around it; `None` where it is blank.
    #[inline]
    pub(super) fn read_text(&mut self, text: &[u8]) -> Result<Option<Day>, Bad> {
        if text == self.last.0.as_slice() {
            return Ok(self.last.1);
        }
        let day = match self.format.read(text) {
            None if !text.is_empty() => return Err(Bad::at(self.field, Reason::Date(self.format), text)),
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
    /// Only rows for which it holds emit.
    pub(super) when: Option<Condition>,
    /// What it is made of.
    pub(super) shape: Shape,
    /// Days since the previous step, where a column says them; else they are counted from the day of the first step.
    pub(super) waited: Option<Text>,
}

/// What a fact is made of.
pub(super) struct Shape {
    /// The day on which it counts.
    pub(super) date: DateColumn,
    /// The day of the first step.
    pub(super) entered: Option<DateColumn>,
    /// Key columns and their names.
    pub(super) keys: Vec<(usize, Text)>,
    /// The measures.
    pub(super) measures: Vec<Amount>,
}

/// The value of a measure.
pub(super) struct Amount {
    /// The measure's number in the plan.
    pub(super) measure: usize,
    /// Decimals that are kept.
    pub(super) decimals: u32,
    /// What it is worth.
    pub(super) worth: Worth,
}

/// What a measure is worth.
pub(super) enum Worth {
    /// What stands in a column, written plainly.
    Column(usize),
    /// What is computed; and whether it is rounded, because it divides.
    Number(Number, bool),
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
}

/// A row that cannot be taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Bad {
    /// The column, where one is to blame.
    pub(super) field: Option<Field>,
    /// Why.
    pub(super) reason: Reason,
    /// What stands there.
    pub(super) value: Box<[u8]>,
}

impl Bad {
    #[cold]
    pub(super) fn at(field: Field, reason: Reason, value: &[u8]) -> Self {
        Self { field: Some(field), reason, value: value.into() }
    }

    #[cold]
    pub(super) fn unfit(unfit: Unfit, scope: Scope<'_>) -> Self {
        let value = unfit.field.map(|field| scope.text(field)).unwrap_or_default();
        Self { field: unfit.field, reason: Reason::Number(unfit.fault), value: value.into() }
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
        let mut joined = [Row::EMPTY; MAX_JOINS];
        for (join, found) in self.joins.iter().zip(&mut joined) {
            *found = join.find(row);
        }
        let scope = Scope { row, joined: &joined, keys: &[], sums: &[], style: &self.style };
        if !holds(self.when.as_ref(), scope)? {
            return Ok(());
        }
        let rows = columns.len();
        for emit in &mut self.emits {
            if let Err(bad) = emit.fill(scope, columns) {
                columns.truncate(rows);
                return Err(bad);
            }
        }
        for per in &mut self.per {
            if let Err(bad) = per.take(scope) {
                columns.truncate(rows);
                return Err(bad);
            }
        }
        Ok(())
    }

    /// Hands `look` what names stand for in a row.
    pub(super) fn within(&self, row: Row<'_>, look: impl FnOnce(Scope<'_>)) {
        let mut joined = [Row::EMPTY; MAX_JOINS];
        for (join, found) in self.joins.iter().zip(&mut joined) {
            *found = join.find(row);
        }
        look(Scope { row, joined: &joined, keys: &[], sums: &[], style: &self.style });
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
        Err(Bad { field: None, reason: Reason::Width(row.len()), value: Box::default() })
    }

    /// Every date column, to be written.
    pub(super) fn dates(&mut self) -> impl Iterator<Item = &mut DateColumn> {
        let emits = self.emits.iter_mut().map(|emit| &mut emit.shape);
        let shapes = emits.chain(self.per.iter_mut().map(|per| &mut per.shape));
        shapes.flat_map(|shape| std::iter::once(&mut shape.date).chain(shape.entered.as_mut()))
    }

    /// The name of a column as the user knows it.
    pub(super) fn column_name(&self, field: Field) -> String {
        let own = |header: &[String], at: usize| {
            header.get(at).filter(|name| !name.is_empty()).cloned().unwrap_or_else(|| (at + 1).to_string())
        };
        match field {
            Field::Own(at) => own(&self.header, at),
            Field::Joined(join, at) => self
                .joins
                .get(join)
                .map_or_else(String::new, |join| format!("{}: {}", join.file, own(&join.header, at))),
            Field::Key(at) => (at + 1).to_string(),
        }
    }
}

/// Whether a condition, if there is one, holds.
#[inline]
pub(super) fn holds(condition: Option<&Condition>, scope: Scope<'_>) -> Result<bool, Bad> {
    condition.map_or(Ok(true), |condition| condition.eval(scope).map_err(|unfit| Bad::unfit(unfit, scope)))
}

impl Emit {
    #[inline]
    fn fill(&mut self, scope: Scope<'_>, columns: &mut Columns) -> Result<(), Bad> {
        if !holds(self.when.as_ref(), scope)? {
            return Ok(());
        }
        let rows = columns.len();
        let Some(day) = self.shape.date.read(scope)? else { return self.shape.undated(scope) };
        columns.row(day);
        if !self.shape.measure(scope, columns)? {
            columns.truncate(rows);
            return Ok(());
        }
        for (key, name) in &self.shape.keys {
            let text = name.eval(scope).map_err(|unfit| Bad::unfit(unfit, scope))?;
            if columns.key(*key, text).is_none() {
                let field = if let Text::Field(field) = name { Some(*field) } else { None };
                return Err(Bad { field, reason: Reason::Name, value: text.into() });
            }
        }
        if let Some(entered) = &mut self.shape.entered
            && let Some(day) = entered.read(scope)?
        {
            columns.entered(day);
        }
        if let Some(waited) = &self.waited {
            let text = waited.eval(scope).map_err(|unfit| Bad::unfit(unfit, scope))?;
            let days = std::str::from_utf8(text).ok().map(str::trim).filter(|text| !text.is_empty());
            let Some(days) = days.map(str::parse).transpose().map_err(|_| self.not_days(text))? else { return Ok(()) };
            columns.waited(days);
        }
        Ok(())
    }

    fn not_days(&self, text: &[u8]) -> Bad {
        let field = if let Some(Text::Field(field)) = self.waited { Some(field) } else { None };
        Bad { field, reason: Reason::Number(NumberFault::Not), value: text.into() }
    }
}

impl Shape {
    /// Records the measures in the last row; whether it carries any.
    #[inline]
    pub(super) fn measure(&self, scope: Scope<'_>, columns: &mut Columns) -> Result<bool, Bad> {
        let mut carried = false;
        for amount in &self.measures {
            if let Some(value) = amount.eval(scope)? {
                columns.value(amount.measure, value);
                carried = true;
            }
        }
        Ok(carried)
    }

    /// A row without a date: bad where it carries a measure, else it says nothing.
    #[cold]
    pub(super) fn undated(&self, scope: Scope<'_>) -> Result<(), Bad> {
        for amount in &self.measures {
            if amount.eval(scope)?.is_some() {
                return Err(Bad::at(self.date.field, Reason::NoDate, b""));
            }
        }
        Ok(())
    }
}

impl Amount {
    #[inline]
    fn eval(&self, scope: Scope<'_>) -> Result<Option<i64>, Bad> {
        match &self.worth {
            Worth::Column(column) => {
                let text = scope.row.get(*column);
                scaled(text, self.decimals).map_err(|fault| Bad::at(Field::Own(*column), Reason::Number(fault), text))
            }
            Worth::Number(number, rounding) => {
                let value = number.eval(scope).map_err(|unfit| Bad::unfit(unfit, scope))?;
                let value = value.map(|value| value.scaled(self.decimals, *rounding)).transpose();
                value.map_err(|fault| Bad {
                    field: number.field(),
                    reason: Reason::Number(fault),
                    value: Box::default(),
                })
            }
        }
    }
}
