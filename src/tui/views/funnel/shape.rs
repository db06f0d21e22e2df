//! The silhouette of a funnel and the figures beside it.

use ratatui::style::Modifier;

use crate::render::{Grid, GridColumn, Tall, TallStep, Voice, bar_cells};
use crate::report::Table;
use crate::text::{phrase, width};
use crate::tui::app::Spot;
use crate::tui::theme::Role;
use crate::tui::widgets::{Pen, figure, weight};

/// Cells at the left of the shape: the cursor.
const MARGIN: usize = 2;
/// Rows of a step: at most, at least.
const STEP: (usize, usize) = (3, 1);
/// Cells of the shape: at least, at most.
const SHAPE: (usize, usize) = (28, 44);
/// Cells between columns: at least, at most.
const GAP: (usize, usize) = (2, 4);
/// The columns that leave where room is short, the first one first.
const LEAVE: [&str; 3] = ["overall", "interval", "before"];

/// A funnel measured out.
pub(super) struct Shape<'a> {
    tall: &'a Tall,
    grid: Grid,
    title: String,
    note: String,
    /// Number of the column and where its cells end.
    columns: Vec<(usize, usize)>,
    /// Cells of the silhouette.
    cells: usize,
    /// Rows of a step, and of the gap under the header.
    step: usize,
    gap: usize,
    /// What stands under it, where there is room.
    below: Option<String>,
}

impl<'a> Shape<'a> {
    /// The funnel in `columns` by `rows`; the steps are as high as the rows allow.
    pub(super) fn of(tall: &'a Tall, voice: &Voice<'_>, columns: usize, rows: usize) -> Self {
        let grid = Grid::of(&tall.table, voice);
        let mut kept: Vec<usize> = (0..grid.columns.len()).filter(|at| id(&tall.table, *at) != "bar").collect();
        let least = tall.steps.iter().filter_map(|step| label(&grid, step.row)).max().unwrap_or(0).max(SHAPE.0);
        let need = |kept: &[usize]| -> usize { kept.iter().map(|at| GAP.0 + cells_of(&grid, *at)).sum() };
        let room = columns.saturating_sub(MARGIN + 1);
        for leaves in LEAVE {
            if need(&kept) + least <= room {
                break;
            }
            kept.retain(|at| id(&tall.table, *at) != leaves);
        }
        let shape = room.saturating_sub(need(&kept)).min(SHAPE.1);
        let spare = room.saturating_sub(need(&kept) + shape);
        let gap = (GAP.0 + spare / kept.len().max(1)).min(GAP.1);
        let mut end = MARGIN + shape;
        let placed = kept.iter().map(|at| {
            end += gap + cells_of(&grid, *at);
            (*at, end)
        });
        let placed = placed.collect();
        let below = tall.table.note.as_ref().map(|note| voice.sentence(note));
        let mut found = Self {
            tall,
            grid,
            title: voice.value(&tall.table.title),
            note: phrase("funnel.scale", voice.lang).to_owned(),
            columns: placed,
            cells: shape,
            step: STEP.1,
            gap: 0,
            below: None,
        };
        found.step = (STEP.1..=STEP.0).rev().find(|step| found.lines(*step) <= rows).unwrap_or(STEP.1);
        found.gap = usize::from(found.step > 2 && found.lines(found.step) < rows);
        found.below = below.filter(|_| found.height() < rows);
        found
    }

    /// Rows with steps of `step` rows, the header among them.
    fn lines(&self, step: usize) -> usize {
        let high = self.tall.steps.iter().filter(|own| own.bar.is_some()).count();
        1 + self.tall.table.rows.len() + high * step.saturating_sub(1)
    }

    /// Rows that it takes.
    pub(super) fn height(&self) -> usize {
        self.lines(self.step) + self.gap + usize::from(self.below.is_some())
    }

    /// Draws it; `cursor` is the step under the cursor.
    pub(super) fn draw(&self, pen: &mut Pen<'_>, cursor: Option<usize>) {
        self.header(pen);
        let mut y = 1 + self.gap;
        for (number, step) in self.tall.steps.iter().enumerate() {
            let is_selected = cursor == Some(number);
            if let Some(rate) = step.rate {
                self.rate(pen, y, rate);
                y += 1;
            }
            let high = if step.bar.is_some() { self.step } else { 1 };
            if step.bar.is_some() {
                self.silhouette(pen, y, number, step);
            }
            let middle = y + (high - 1) / 2;
            for y in y - usize::from(step.rate.is_some())..y + high {
                pen.clickable(0, pen.columns(), y, Spot::Row(number));
            }
            self.name(pen, middle, step, is_selected);
            self.figures(pen, middle, step.row, false);
            y += high;
        }
        if let Some(below) = &self.below {
            pen.put(MARGIN, y, below, Role::Muted);
        }
    }

    fn header(&self, pen: &mut Pen<'_>) {
        let end = self.columns.last().map_or(pen.columns(), |(_, end)| *end);
        pen.tint(0, end.max(pen.columns().min(end + 1)), 0, Role::Rule);
        let x = pen.put(1, 0, &self.title, Role::RuleStrong);
        if x + 2 + width(&self.note) <= MARGIN + self.cells {
            pen.put(x + 2, 0, &self.note, Role::Rule);
        }
        for (column, end) in self.placed() {
            let role = if column.strong { Role::RuleStrong } else { Role::Rule };
            pen.put_left_of(end - column.width() + column.title_end(), 0, &column.title, role);
        }
    }

    /// The columns with where they end.
    fn placed(&self) -> impl Iterator<Item = (&GridColumn, usize)> {
        self.columns.iter().filter_map(|(at, end)| Some((self.grid.columns.get(*at)?, *end)))
    }

    fn figures(&self, pen: &mut Pen<'_>, y: usize, row: usize, is_rate: bool) {
        let (Some(own), Some(words)) = (self.tall.table.rows.get(row), self.grid.rows.get(row)) else { return };
        for (at, end) in &self.columns {
            let (Some(column), Some(cell), Some(said)) =
                (self.grid.columns.get(*at), own.cells.get(*at), words.cells.get(*at))
            else {
                continue;
            };
            let is_quiet = is_rate && id(&self.tall.table, *at) == "interval";
            let role = if is_quiet { Role::Muted } else { weight(cell, column, false) };
            let cells = column.width();
            figure(pen, (end - cells, y, cells), column, said, role);
        }
    }

    /// The gap between two steps: the rate's name in the middle, red and with a sign where it alarms.
    fn rate(&self, pen: &mut Pen<'_>, y: usize, row: usize) {
        let (Some(own), Some(words)) = (self.tall.table.rows.get(row), self.grid.rows.get(row)) else { return };
        let alarm = own.cells.iter().any(|cell| cell.marks.alarm);
        let name = words.label.trim_start();
        let (name, role) = if alarm { (format!("! {name}"), Role::Bad) } else { (name.to_owned(), Role::Muted) };
        pen.put(self.centred(width(&name)), y, &name, role);
        self.figures(pen, y, row, true);
    }

    /// The name of a step, or of what the steps bring, in the middle.
    fn name(&self, pen: &mut Pen<'_>, y: usize, step: &TallStep, is_selected: bool) {
        let Some(words) = self.grid.rows.get(step.row) else { return };
        if is_selected {
            pen.put(0, y, pen.glyphs.cursor, Role::Accent);
        }
        let under = if is_selected { Modifier::REVERSED } else { Modifier::empty() };
        let unit = if words.unit.is_empty() { 0 } else { 1 + width(&words.unit) };
        let x = self.centred(width(&words.label) + unit);
        let role = match step.bar {
            Some((0, _)) | None if is_selected => Role::Strong,
            Some((0, _)) | None => Role::Text,
            Some(_) if step.worse => Role::ChipBad,
            Some(_) => Role::Tab,
        };
        let end = pen.put_over(x, y, &words.label, role, under);
        if unit > 0 {
            pen.put(end + 1, y, &words.unit, Role::Muted);
        }
    }

    /// Where something of `cells` begins that stands in the middle of the silhouette.
    fn centred(&self, cells: usize) -> usize {
        MARGIN + self.cells.saturating_sub(cells) / 2
    }

    /// A step's part of the silhouette: it narrows towards the next one.
    fn silhouette(&self, pen: &mut Pen<'_>, y: usize, number: usize, step: &TallStep) {
        let own = self.halves(step).unwrap_or(0);
        let next = self.tall.steps.get(number + 1).and_then(|next| self.halves(next)).unwrap_or(own * 4 / 5);
        let role = if step.worse { Role::ChipBad } else { Role::Tab };
        let name = label(&self.grid, step.row).unwrap_or(0) * 2;
        for row in 0..self.step {
            let part = |difference: usize| difference * row / (self.step + 1);
            let halves = (own + part(next.saturating_sub(own))).saturating_sub(part(own.saturating_sub(next)));
            let halves = if own == 0 { 0 } else { halves.max(name.min(own)) };
            let from = (self.cells * 2).saturating_sub(halves) / 2;
            pen.block(y + row, MARGIN * 2 + from, MARGIN * 2 + from + halves, role);
        }
    }

    /// How wide a step is at its upper edge, in half cells: none for nothing, else the logarithm of its count as a part of
    /// the largest, and never less than its name.
    fn halves(&self, step: &TallStep) -> Option<usize> {
        let (part, whole) = step.bar?;
        let least = label(&self.grid, step.row).unwrap_or(0) * 2 + 4;
        Some(if part == 0 { 0 } else { bar_cells(part, whole, self.cells * 2).max(least).min(self.cells * 2) })
    }
}

fn id(table: &Table, at: usize) -> &str {
    table.columns.get(at).map_or("", |column| column.id.as_ref())
}

fn cells_of(grid: &Grid, at: usize) -> usize {
    grid.columns.get(at).map_or(0, GridColumn::width)
}

/// Cells of a row's label.
fn label(grid: &Grid, row: usize) -> Option<usize> {
    grid.rows.get(row).map(|row| width(&row.label))
}
