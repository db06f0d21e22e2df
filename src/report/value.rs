//! Sentences, tables and the values in them: everything a report can say, in no language.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::domain::base::{Day, DayRange, Period, Rate};
use crate::domain::model::{Term, Unit};

/// A sentence of `data/text/*.toml` and what fills its `{places}`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Sentence {
    /// The sentence's key: `headline.day.moved`.
    pub id: Cow<'static, str>,
    /// What fills the places, by name.
    pub args: Vec<(Cow<'static, str>, Value)>,
}

impl Sentence {
    /// The sentence `id`, its places still open.
    #[must_use]
    pub fn new(id: &'static str) -> Self {
        Self { id: Cow::Borrowed(id), args: Vec::new() }
    }

    /// Fills the place `{name}`.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: Value) -> Self {
        self.args.push((Cow::Borrowed(name), value));
        self
    }
}

/// One value, exact and without a language.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Value {
    /// Not reported; shown `.` (R5).
    Null,
    /// A rate over 0; shown `-` (R5).
    Undefined,
    /// Growth from nothing; reads "new".
    New,
    /// A number in the stored scale of its unit.
    Number(i128, Unit),
    /// A ratio in its unit: a percentage, points, money per deal (numerator in the scale of the unit).
    Rate(Rate, Unit),
    /// A relative change of a volume, shown in % with a sign (R13).
    Change(Rate),
    /// A change of a rate, shown in percentage points with a sign (R13).
    Points(Rate),
    /// A change of a small count, shown with a sign.
    Plus(i128, Unit),
    /// Words that came from data: a person's name, a file. Never a terminal control when it reaches a screen.
    Text(String),
    /// Words of the catalogue or of a tree.
    Term(Term),
    /// Words of dayboard itself.
    Words(Sentence),
    /// A day.
    Day(Day),
    /// A run of days.
    Days(DayRange),
    /// A period.
    Period(Period),
    /// A moment in milliseconds UTC, shown in the organisation's time zone.
    Time(i64),
    /// Days that need not follow each other, oldest first: those of a small chart's points. Reads as their number.
    Dates(Vec<Day>),
    /// n of m.
    Of(u64, u64),
    /// A small chart, oldest first; `None` is a day not reported.
    Spark(Vec<Option<i64>>),
    /// Where `at` stands between natural limits, all in one scale.
    Strip {
        /// Lower limit.
        low: i64,
        /// Mean.
        mean: i64,
        /// Upper limit.
        high: i64,
        /// Today's value.
        at: Option<i64>,
    },
    /// From one rate to another: an interval that holds the true one.
    Span(Rate, Rate, Unit),
    /// A part of the largest of its column, drawn as a bar.
    Bar(u64, u64),
    /// Ranks gained since another period, lost where it is below 0; shown `+3`, `−2`, `=`.
    Climb(i64),
    /// The ranks of periods, oldest first; `None` where there was none.
    Ranks(Vec<Option<u32>>),
    /// The name of a source of figures, or of several parted by commas: a system, a file's kind.
    Source(String),
}

/// Points of a rate's small chart are in this part of 1.
pub const POINT: i64 = 1_000_000;

impl Value {
    /// The figure as a point of a small chart; `None` where it is no figure, or one beyond every chart.
    #[must_use]
    pub fn point(&self) -> Option<i64> {
        match self {
            Self::Number(number, _) => i64::try_from(*number).ok(),
            Self::Rate(rate, _) => i64::try_from(rate.scaled(POINT)).ok(),
            _ => None,
        }
    }

    /// A point of a small chart as a figure of this one's unit; `None` where this is no figure.
    #[must_use]
    pub fn at_point(&self, point: i64) -> Option<Self> {
        match self {
            Self::Number(_, unit) => Some(Self::Number(point.into(), *unit)),
            Self::Rate(_, unit) => Rate::new(point.into(), POINT.into()).map(|rate| Self::Rate(rate, *unit)),
            _ => None,
        }
    }
}

/// What stands at a value's right.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a sign of its own, and any of them may stand")]
pub struct Marks {
    /// A required figure is missing (`*`).
    pub incomplete: bool,
    /// A correction touches it (`~`).
    pub corrected: bool,
    /// It is older than it should be (`?`).
    pub stale: bool,
    /// It is outside its limits, or credibly worse than what it is compared with (`!` at the row's left, red).
    pub alarm: bool,
}

/// How it stands, in a letter at the headline.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// `R`: it needs somebody now.
    Red,
    /// `A`: it needs to be watched.
    Amber,
    /// `G`: it is well.
    Green,
}

impl State {
    /// Its letter, the same in every language.
    #[must_use]
    pub fn letter(self) -> &'static str {
        match self {
            Self::Red => "R",
            Self::Amber => "A",
            Self::Green => "G",
        }
    }
}

/// A value in a table.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Cell {
    /// What it says.
    pub value: Value,
    /// What stands at its right.
    pub marks: Marks,
}

impl From<Value> for Cell {
    fn from(value: Value) -> Self {
        Self { value, marks: Marks::default() }
    }
}

/// A column of a table.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Column {
    /// Stable id, the key in JSON: `value`, `before`, `change`.
    pub id: Cow<'static, str>,
    /// Its header.
    pub title: Value,
    /// Whether this is what one came for (bold).
    pub strong: bool,
}

/// A row of a table.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Row {
    /// Stable id, the key in JSON: a metric id, a name, a date.
    pub id: String,
    /// What it is about.
    pub label: Value,
    /// One cell a column.
    pub cells: Vec<Cell>,
    /// Whether it is the total of the rows above it.
    pub total: bool,
}

/// A table with a title.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Table {
    /// Stable id, the key in JSON: `measures`, `breakdown`, `months`.
    pub id: Cow<'static, str>,
    /// Its title.
    pub title: Value,
    /// A muted note at the title's right end.
    pub note: Option<Sentence>,
    /// The header of the label column.
    pub label: Value,
    /// The columns after the label.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// Columns whose figures say what a small chart of their row counts, the surest first.
const CHARTED: [&str; 5] = ["now", "value", "before", "mean", "year"];

/// Notes that say in what order the rows stand.
const ORDERS: [&str; 4] = ["note.most_lost_first", "note.most_risen_first", "note.by_size", "note.by_name"];

impl Sentence {
    /// What says in what order rows stand, among what it says.
    fn order(&mut self) -> Option<&mut Self> {
        if ORDERS.contains(&self.id.as_ref()) {
            return Some(self);
        }
        self.args.iter_mut().find_map(|(_, arg)| if let Value::Words(inner) = arg { inner.order() } else { None })
    }
}

impl Table {
    /// What says in what order its rows stand; `None` where nothing does.
    #[must_use]
    pub fn order(&self) -> Option<Sentence> {
        self.note.clone()?.order().map(|said| said.clone())
    }

    /// Says in what order its rows stand.
    pub fn say_order(&mut self, order: Sentence) {
        self.note = Some(match self.note.take() {
            None => order,
            Some(mut note) => match note.order() {
                Some(own) => {
                    *own = order;
                    note
                }
                None => super::cell::both(order, note),
            },
        });
    }

    /// A point of a small chart of `row` as the figure that it stands for; `None` where the row has no figure that says
    /// what is counted.
    #[must_use]
    pub fn figure_at(&self, row: &Row, point: i64) -> Option<Value> {
        CHARTED.iter().find_map(|id| {
            let at = self.columns.iter().position(|column| column.id == *id)?;
            row.cells.get(at)?.value.at_point(point)
        })
    }
}
