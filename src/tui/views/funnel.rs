//! The funnel: its shape at the left, the figures of each step on the same rows, who answers and why at the right, and the
//! steps of each channel below.
//!
//! ```text
//!  funnel      log scale             count   before    change          95 %   who answers      answers for   people
//!  ██████████████████████            6,981    6,480    +7.7 %                 web editor       inquiry rate  赵敏
//!     ! inquiry rate                4.74 %   5.57 %  −0.83 pp   4.27-5.26 %
//! ▸      ██████████████               331      361    −8.3 %                  why orders were lost    count   share
//!  …
//!    steps by channel      traffic   inquiry rate       pp   …                               below, or behind the cursor
//! ```
//!
//! Narrow screens keep the shape, say the rest in a line each, and show the steps of each channel where they are asked for.

mod facts;
mod shape;

use ratatui::layout::Rect;

use super::cells;
use super::frame::WIDE;
use super::report::sources;
use super::tables::{self, columns, stack};
use crate::render::{Tall, Voice};
use crate::report::Report;
use crate::tui::app::{App, Spot};
use crate::tui::widgets::{Pen, TableView};
use shape::Shape;

/// Below so many columns the shape becomes bars at the right.
const SHAPED: usize = 64;
/// Columns from which the table by name stands below the shape alone, and the side is as high as the screen.
const APART: usize = 150;
/// Columns between two regions.
const BETWEEN: usize = 2;
/// Columns that suffice for the side, and for every step by name.
const SIDE: usize = 42;
const STEPS: usize = 118;
/// Rows of the table by name that the shape leaves room for.
const BY: usize = 11;
/// Rows of a table that are worth their header.
const WORTH: usize = 4;

/// Draws the view; how many rows of its tables lie below what is seen.
pub(super) fn draw(pen: &mut Pen<'_>, app: &App, report: &Report) -> usize {
    let voice = Voice::of(report, app.start.lang);
    let Some(tall) = report.tables.first().and_then(|table| Tall::of(table, &voice)) else {
        return tables::draw(pen, app, report);
    };
    let view = View { app, report, voice: &voice };
    if pen.columns() >= WIDE {
        view.wide(pen, &tall)
    } else if pen.columns() >= SHAPED {
        view.middle(pen, &tall)
    } else {
        view.thin(pen, tall)
    }
}

/// What is drawn.
struct View<'a> {
    app: &'a App,
    report: &'a Report,
    voice: &'a Voice<'a>,
}

impl View<'_> {
    /// The number of the table `id`.
    fn number(&self, id: &str) -> Option<usize> {
        self.report.tables.iter().position(|table| table.id == id)
    }

    fn rows_of(&self, number: usize) -> usize {
        self.report.tables.get(number).map_or(0, |table| table.rows.len())
    }

    /// The step under the cursor; `None` where it is in a table below.
    fn step(&self) -> Option<usize> {
        Some(self.app.reading.cursor()).filter(|cursor| *cursor < self.rows_of(0))
    }

    /// The shape, the table by name across below it, everything else at the right.
    fn wide(&self, pen: &mut Pen<'_>, tall: &Tall) -> usize {
        let by = self.number("breakdown");
        let others: Vec<usize> = (1..self.report.tables.len()).filter(|number| Some(*number) != by).collect();
        let left = match pen.columns() {
            all if others.is_empty() => all,
            all => (all.saturating_sub(SIDE)).min(STEPS).max(all * 2 / 3),
        };
        let wanted = by.map_or(0, |by| (self.rows_of(by) + 2).min(BY));
        let shape = Shape::of(tall, self.voice, left, pen.rows().saturating_sub(wanted));
        let height = shape.height().min(pen.rows());
        let area = Rect { height: cells(height), ..columns(pen.area, 0, left) };
        shape.draw(&mut pen.within(area), self.step());
        let mut below = 0;
        let is_across = pen.columns() < APART;
        if let Some(by) = by {
            let area = columns(pen.area, 0, if is_across { pen.columns() } else { left });
            below += self.tables(&mut pen.within(area), height + 1, &[by]);
        }
        let side = columns(pen.area, left + BETWEEN, pen.columns().saturating_sub(1));
        let rows = if is_across && by.is_some() { cells(height) } else { side.height };
        let mut side = pen.within(Rect { height: rows, ..side });
        let (taken, unseen) = stack(&mut side, self.app, self.voice, &others, &facts::side(self.report));
        sources(&mut side, self.report, self.voice, if others.is_empty() { 0 } else { taken + 1 });
        below + unseen
    }

    /// The shape, and below it the rest in a line each; or, where a breakdown is asked for or the cursor is in a table,
    /// the tables.
    fn middle(&self, pen: &mut Pen<'_>, tall: &Tall) -> usize {
        let others: Vec<usize> = (1..self.report.tables.len()).collect();
        let by = self.number("breakdown");
        let asks = self.step().is_none() || self.report.lens.by.is_some();
        let lines = facts::lines(self.report, self.voice);
        let wanted = if asks { by.map_or(0, |by| self.rows_of(by) + 2).min(WORTH + 3) } else { lines.len() };
        let shape = Shape::of(tall, self.voice, pen.columns(), pen.rows().saturating_sub(wanted));
        let height = shape.height().min(pen.rows());
        let left = pen.rows() - height;
        if self.step().is_none() && left < WORTH + 1 {
            return self.tables(pen, 0, &others);
        }
        let area = Rect { height: cells(height), ..pen.area };
        shape.draw(&mut pen.within(area), self.step());
        if asks && left > WORTH {
            return self.tables(pen, height + 1, &others);
        }
        let y = height + usize::from(left > lines.len());
        let y = y + facts::draw(&mut inner(pen, y), &lines) + 1;
        let all: usize = others.iter().map(|number| self.rows_of(*number)).sum();
        match by.filter(|_| pen.rows() > y + WORTH) {
            Some(by) => all - self.rows_of(by) + self.tables(pen, y, &[by]),
            None => all,
        }
    }

    /// The figures with bars at their right, then the tables.
    fn thin(&self, pen: &mut Pen<'_>, tall: Tall) -> usize {
        let others: Vec<usize> = (1..self.report.tables.len()).collect();
        let Some(step) = self.step() else { return self.tables(pen, 0, &others) };
        let all: usize = others.iter().map(|number| self.rows_of(*number)).sum();
        let cursor = tall.steps.get(step).map(|step| step.row);
        let tall = tall.only(&["count", "change", "bar"]);
        let head = self.voice.value(&tall.table.label);
        let view = TableView { table: &tall.table, voice: self.voice, head, cursor, first: Some(0) };
        let top = cursor.map_or(0, |at| (at + 2).saturating_sub(pen.rows()));
        let shown = view.draw(&mut inner(pen, 0), top);
        for (number, step) in tall.steps.iter().enumerate() {
            for row in [step.rate, Some(step.row)].into_iter().flatten().filter(|row| (top..top + shown).contains(row))
            {
                pen.clickable(0, pen.columns(), row + 1 - top, Spot::Row(number));
            }
        }
        let y = shown + 2;
        if pen.rows() <= y + WORTH { all } else { self.tables(pen, y, &others) }
    }

    /// These tables from row `y` on; how many of their rows are not seen.
    fn tables(&self, pen: &mut Pen<'_>, y: usize, tables: &[usize]) -> usize {
        stack(&mut inner(pen, y), self.app, self.voice, tables, self.report).1
    }
}

/// The area from row `y` on, a cell left free at the right.
fn inner<'p>(pen: &'p mut Pen<'_>, y: usize) -> Pen<'p> {
    let area = pen.area;
    pen.within(Rect {
        y: area.y.saturating_add(cells(y)),
        width: area.width.saturating_sub(1),
        height: area.height.saturating_sub(cells(y)),
        ..area
    })
}
