//! Writing into the cells of a frame, by role, and never outside of its area.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

use super::Hits;
use crate::text::{fit, width};
use crate::tui::app::Spot;
use crate::tui::glyphs::Glyphs;
use crate::tui::theme::{Role, Theme};

/// The right half of a cell.
const HALF: &str = "▐";

/// Writes into `area` of a frame.
pub(in crate::tui) struct Pen<'a> {
    /// The frame.
    pub(in crate::tui) buffer: &'a mut Buffer,
    /// Where it may be written.
    pub(in crate::tui) area: Rect,
    /// What roles look like.
    pub(in crate::tui) theme: &'a Theme,
    /// Which signs may be drawn.
    pub(in crate::tui) glyphs: &'a Glyphs,
    /// Where clicks mean something.
    pub(in crate::tui) hits: &'a mut Hits,
}

impl Pen<'_> {
    /// The same pen, held to a part of its area.
    pub(in crate::tui) fn within(&mut self, area: Rect) -> Pen<'_> {
        let area = area.intersection(self.area);
        Pen { buffer: self.buffer, area, theme: self.theme, glyphs: self.glyphs, hits: self.hits }
    }

    /// From now on a click on row `y` from column `from` up to `to` means `spot`.
    pub(in crate::tui) fn clickable(&mut self, from: usize, to: usize, y: usize, spot: Spot) {
        if let (Some((x, y)), Some((last, _))) = (self.cell(from, y), self.cell(to.min(self.columns()).max(1) - 1, y)) {
            self.hits.add(Rect { x, y, width: (last + 1).saturating_sub(x), height: 1 }, spot);
        }
    }

    /// Blanks a rectangle, and the other half of what it cuts through.
    pub(in crate::tui) fn clear(&mut self, x: usize, y: usize, columns: usize, rows: usize) {
        let style = Style::reset().patch(self.theme.style(Role::Text));
        for row in y..y.saturating_add(rows) {
            // A sign of two cells that begins left of the edge reaches over it.
            let edge = x.checked_sub(1).and_then(|left| self.cell(left, row));
            if let Some(cell) = edge.and_then(|at| self.buffer.cell_mut(at))
                && width(cell.symbol()) > 1
            {
                cell.set_symbol(" ");
            }
            for column in x..x.saturating_add(columns).min(self.columns()) {
                if let Some(cell) = self.cell(column, row).and_then(|at| self.buffer.cell_mut(at)) {
                    cell.set_symbol(" ").set_style(style);
                }
            }
        }
    }

    /// Columns of the area.
    pub(in crate::tui) fn columns(&self) -> usize {
        usize::from(self.area.width)
    }

    /// Rows of the area.
    pub(in crate::tui) fn rows(&self) -> usize {
        usize::from(self.area.height)
    }

    /// Writes `text` at column `x` of row `y`, both counted from the area's corner; cut with `~` where the area ends.
    /// The column after it is answered.
    pub(in crate::tui) fn put(&mut self, x: usize, y: usize, text: &str, role: Role) -> usize {
        let style = self.theme.style(role);
        self.styled(x, y, text, style)
    }

    /// As [`Pen::put`], with the attributes of `under` (a header's underline, a cursor's reverse) added.
    pub(in crate::tui) fn put_over(&mut self, x: usize, y: usize, text: &str, role: Role, under: Modifier) -> usize {
        let style = self.theme.style(role).add_modifier(under);
        self.styled(x, y, text, style)
    }

    fn styled(&mut self, x: usize, y: usize, text: &str, style: Style) -> usize {
        let room = self.columns().saturating_sub(x);
        if y >= self.rows() || room == 0 {
            return x;
        }
        let plain;
        let text = if self.glyphs.ascii && !text.is_ascii() {
            plain = text.replace('\u{2212}', "-");
            plain.as_str()
        } else {
            text
        };
        let text = fit(text, room);
        if let Some((column, row)) = self.cell(x, y) {
            self.buffer.set_stringn(column, row, &text, room, Style::reset().patch(style));
        }
        x + width(&text)
    }

    /// Writes `text` so that it ends before column `end`.
    pub(in crate::tui) fn put_left_of(&mut self, end: usize, y: usize, text: &str, role: Role) -> usize {
        let x = end.saturating_sub(width(text));
        self.put(x, y, text, role);
        x
    }

    /// Gives every cell of row `y` from column `from` up to `to` the look of `role`.
    pub(in crate::tui) fn tint(&mut self, from: usize, to: usize, y: usize, role: Role) {
        let style = self.theme.style(role);
        for x in from..to.min(self.columns()) {
            if let Some(cell) = self.cell(x, y).and_then(|at| self.buffer.cell_mut(at)) {
                cell.set_style(Style::reset().patch(style));
            }
        }
    }

    /// Fills row `y` with the ground of `role` from half cell `from` up to `to`, counted from the area's corner. A half
    /// cell is drawn where the signs allow it; the left half is the right one turned around, for only that is one cell
    /// wide everywhere.
    pub(in crate::tui) fn block(&mut self, y: usize, from: usize, to: usize, role: Role) {
        let style = self.theme.style(role);
        let edge = Style::reset().fg(style.bg.unwrap_or(Color::Reset));
        let (first, last) = (from.div_ceil(2), to / 2);
        let blank = " ".repeat(last.saturating_sub(first));
        self.styled(first, y, &blank, style);
        if self.glyphs.ascii || to <= from {
            return;
        }
        if from % 2 == 1 {
            self.styled(from / 2, y, HALF, edge);
        }
        if to % 2 == 1 {
            self.styled(last, y, HALF, edge.add_modifier(Modifier::REVERSED));
        }
    }

    /// Where column `x` of row `y` lies in the frame; `None` outside of the area.
    fn cell(&self, x: usize, y: usize) -> Option<(u16, u16)> {
        if x >= self.columns() || y >= self.rows() {
            return None;
        }
        let column = self.area.x.checked_add(u16::try_from(x).ok()?)?;
        let row = self.area.y.checked_add(u16::try_from(y).ok()?)?;
        Some((column, row))
    }
}
