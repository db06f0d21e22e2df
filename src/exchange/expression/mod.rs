//! Conditions and arithmetic of maps: CEL, parsed once, compiled into a tree of one kind each.
//!
//! Kinds are told when the map is read, so a row meets no type that does not fit. A blank is null: arithmetic with it is
//! null, a comparison with it is false (but for `== null` and `!= …`), a measure that is null is not carried.

mod compile;
mod eval;
#[cfg(test)]
mod tests;

pub(super) use compile::{Names, compile_condition, compile_number, compile_text};

use std::cmp::Ordering;

use regex::bytes::Regex;

use super::decimal::{Decimal, Style};
use super::numbers::NumberFault;
use super::records::Row;

/// Where a name's text comes from.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Field {
    /// A column of the file.
    Own(usize),
    /// A column of a joined file: which join, which column.
    Joined(usize, usize),
    /// A part of the key of a fact that is one per key.
    Key(usize),
}

/// A number.
#[derive(Debug)]
pub(super) enum Number {
    Null,
    Constant(Decimal),
    Field(Field),
    /// A sum over the rows of a key.
    Sum(usize),
    /// How many characters.
    Size(Text),
    Negated(Box<Number>),
    Binary(Operator, Box<(Number, Number)>),
    Choose(Box<(Condition, Number, Number)>),
}

impl Number {
    /// The field that it is, where it is nothing else.
    pub(super) fn field(&self) -> Option<Field> {
        if let Self::Field(field) = self { Some(*field) } else { None }
    }
}

/// Arithmetic.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Operator {
    Plus,
    Minus,
    Times,
    Over,
}

/// A text; null where it is empty.
#[derive(Debug)]
pub(super) enum Text {
    Null,
    Constant(Box<str>),
    Field(Field),
    Choose(Box<(Condition, Text, Text)>),
}

/// Something that holds or does not.
#[derive(Debug)]
pub(super) enum Condition {
    Constant(bool),
    Not(Box<Condition>),
    And(Box<(Condition, Condition)>),
    Or(Box<(Condition, Condition)>),
    Choose(Box<(Condition, Condition, Condition)>),
    Numbers(Comparison, Box<(Number, Number)>),
    Texts(Comparison, Box<(Text, Text)>),
    NumberIn(Box<Number>, Vec<Decimal>),
    TextIn(Text, Vec<Box<str>>),
    NoNumber(Box<Number>),
    NoText(Text),
    Same(Box<(Condition, Condition)>),
    Part(Part, Box<(Text, Text)>),
    Matches(Text, Box<Regex>),
}

/// Where a text stands in another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Part {
    Start,
    End,
    Anywhere,
}

/// How two values are compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Comparison {
    Equal,
    Unequal,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

impl Comparison {
    fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::Unequal => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::AtMost => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::AtLeast => order.is_ge(),
        }
    }
}

/// The values that names stand for in one row, or for one key.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    /// The file's row.
    pub(super) row: Row<'a>,
    /// The joined rows.
    pub(super) joined: &'a [Row<'a>],
    /// The parts of the key.
    pub(super) keys: &'a [Box<[u8]>],
    /// The sums over the key's rows.
    pub(super) sums: &'a [Option<Decimal>],
    /// How the file writes numbers.
    pub(super) style: &'a Style,
}

impl<'a> Scope<'a> {
    /// The text of `field`, without blanks around it.
    #[inline]
    pub(super) fn text(&self, field: Field) -> &'a [u8] {
        let text = match field {
            Field::Own(column) => self.row.get(column),
            Field::Joined(join, column) => self.joined.get(join).map_or(&b""[..], |row| row.get(column)),
            Field::Key(part) => self.keys.get(part).map_or(&b""[..], AsRef::as_ref),
        };
        if text.first().is_some_and(|byte| *byte > b' ') && text.last().is_some_and(|byte| *byte > b' ') {
            return text;
        }
        text.trim_ascii()
    }
}

/// Text in the file that is no number, or arithmetic that leads too far.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Unfit {
    /// Where the text stands; `None` for arithmetic.
    pub(super) field: Option<Field>,
    /// What is wrong.
    pub(super) fault: NumberFault,
}
