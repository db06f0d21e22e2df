//! A table measured out: what each column holds at most, in cells of a terminal. Text and screen both draw from it.

use super::voice::{Voice, marks};
use crate::domain::model::Unit;
use crate::report::{Cell, Table, Value};
use crate::text::width;

/// A table in words, measured.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Grid {
    /// The header of the label column.
    pub label: String,
    /// Cells that the widest label takes, its unit included.
    pub label_width: usize,
    /// The columns after the label.
    pub columns: Vec<GridColumn>,
    /// The rows.
    pub rows: Vec<GridRow>,
}

/// A measured column.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GridColumn {
    /// Its header, the unit of money included.
    pub title: String,
    /// Whether it is what one came for.
    pub strong: bool,
    /// Whether it holds words, which stand at the left.
    pub words: bool,
    /// Whether it holds small charts.
    pub chart: bool,
    /// Cells that the widest figure takes.
    pub number: usize,
    /// Cells that the widest unit takes, the space before it included.
    pub unit: usize,
    /// Cells that the widest mark takes.
    pub mark: usize,
}

impl GridColumn {
    /// Cells that the column takes, its header included.
    #[must_use]
    pub fn width(&self) -> usize {
        (self.number + self.unit + self.mark).max(width(&self.title))
    }

    /// Where the header ends: over the unit, or over the mark where it needs that room too.
    #[must_use]
    pub fn title_end(&self) -> usize {
        (self.width() - self.mark).max(width(&self.title))
    }
}

/// A row in words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GridRow {
    /// What it is about.
    pub label: String,
    /// The unit beside the label, where the row alone is money.
    pub unit: String,
    /// One cell a column.
    pub cells: Vec<GridCell>,
    /// Whether it is a total.
    pub total: bool,
}

/// A value in words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GridCell {
    /// The figure, or the words.
    pub number: String,
    /// Its unit, the space before it included.
    pub unit: String,
    /// `*`, `~`, `?`.
    pub mark: String,
}

impl Grid {
    /// `table` as `voice` says it.
    #[must_use]
    pub fn of(table: &Table, voice: &Voice<'_>) -> Self {
        let cents = !is_ranked(table) && !voice.fine && has_cents(table);
        let money: Vec<bool> = (0..table.columns.len()).map(|at| column(table, at).all(is_money_or_none)).collect();
        let money: Vec<bool> =
            money.into_iter().enumerate().map(|(at, all)| all && column(table, at).any(is_money)).collect();
        let rows: Vec<GridRow> = table
            .rows
            .iter()
            .map(|row| {
                let alone = row.cells.iter().zip(&money).any(|(cell, whole)| !whole && is_money(cell));
                GridRow {
                    label: voice.value(&row.label),
                    unit: if alone { voice.money_unit() } else { String::new() },
                    cells: row.cells.iter().map(|cell| cell_words(cell, voice, cents)).collect(),
                    total: row.total,
                }
            })
            .collect();
        let columns = table
            .columns
            .iter()
            .zip(&money)
            .enumerate()
            .map(|(at, (head, whole))| {
                let title = voice.title(&head.title);
                let most = |part: fn(&GridCell) -> &str| {
                    rows.iter().filter_map(|row| row.cells.get(at)).map(|cell| width(part(cell))).max().unwrap_or(0)
                };
                GridColumn {
                    title: if *whole { format!("{title} {}", voice.money_unit()) } else { title },
                    strong: head.strong,
                    words: column(table, at).any(|cell| is_words(&cell.value)),
                    chart: column(table, at).any(|cell| matches!(cell.value, Value::Spark(_) | Value::Bar(..))),
                    number: most(|cell| &cell.number),
                    unit: most(|cell| &cell.unit),
                    mark: most(|cell| &cell.mark),
                }
            })
            .collect();
        let label = voice.value(&table.label);
        let widest = rows.iter().map(GridRow::label_width).max().unwrap_or(0);
        Self { label_width: widest.max(width(&label)), label, columns, rows }
    }
}

impl GridRow {
    /// Cells that the label and its unit take.
    #[must_use]
    pub fn label_width(&self) -> usize {
        width(&self.label) + if self.unit.is_empty() { 0 } else { 1 + width(&self.unit) }
    }
}

fn column(table: &Table, at: usize) -> impl Iterator<Item = &Cell> {
    table.rows.iter().filter_map(move |row| row.cells.get(at))
}

fn cell_words(cell: &Cell, voice: &Voice<'_>, cents: bool) -> GridCell {
    let (number, unit) = voice.figure(&cell.value, cents);
    let unit = if unit.is_empty() { String::new() } else { voice.joined("", unit) };
    GridCell { number, unit, mark: marks(cell.marks) }
}

/// Whether the table holds people or places against each other: there parts of a currency unit only hide who leads.
fn is_ranked(table: &Table) -> bool {
    table.columns.iter().any(|column| matches!(column.id.as_ref(), "to_next" | "gap" | "streak" | "bar" | "on_mean"))
}

/// From so many currency units on, parts of one say nothing more.
const LARGE: i128 = 100_000;

/// Whether amounts are shown with two decimals: any has parts of a currency unit, and either none is large, or a price
/// stands among them, with which they have to align.
fn has_cents(table: &Table) -> bool {
    let cells = || table.rows.iter().flat_map(|row| &row.cells);
    let amount = |cell: &Cell| match cell.value {
        Value::Number(parts, Unit::Money) | Value::Plus(parts, Unit::Money) => Some(parts),
        _ => None,
    };
    let is_price =
        |cell: &Cell| matches!(cell.value, Value::Rate(rate, Unit::Money) if rate.scaled(1).abs() < 1_000_000);
    let large = cells().filter_map(amount).any(|parts| parts.saturating_abs() >= LARGE * 10_000);
    cells().filter_map(amount).any(|parts| parts % 10_000 != 0) && (!large || cells().any(is_price))
}

fn is_money(cell: &Cell) -> bool {
    matches!(cell.value, Value::Number(_, Unit::Money) | Value::Rate(_, Unit::Money) | Value::Plus(_, Unit::Money))
}

fn is_money_or_none(cell: &Cell) -> bool {
    is_money(cell) || matches!(cell.value, Value::Null | Value::Undefined)
}

fn is_words(value: &Value) -> bool {
    matches!(
        value,
        Value::Term(_)
            | Value::Words(_)
            | Value::Day(_)
            | Value::Days(_)
            | Value::Period(_)
            | Value::Time(_)
            | Value::Spark(_)
            | Value::Strip { .. }
            | Value::Bar(..)
    ) || matches!(value, Value::Text(text) if !text.is_empty())
}
