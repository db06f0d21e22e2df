//! A field of braille dots on which lines, areas and levels are drawn; the charts of every view are made of it.

use super::Pen;
use crate::tui::theme::Role;

/// The least columns and rows in which a line says anything.
const LEAST: (usize, usize) = (10, 3);

/// A chart in the making: two dots by four in each cell, and the role of each cell.
pub(in crate::tui) struct Plot {
    columns: usize,
    rows: usize,
    low: i128,
    high: i128,
    cells: Vec<(u8, Role, bool)>,
    /// The role of the area, where there is one.
    ground: Option<Role>,
}

impl Plot {
    /// A field of so many cells for values from `low` to `high`; `None` where it is too small to say anything.
    pub(in crate::tui) fn new(columns: usize, rows: usize, low: i64, high: i64) -> Option<Self> {
        if columns < LEAST.0 || rows < LEAST.1 {
            return None;
        }
        let (low, high) = (i128::from(low.min(high)), i128::from(high.max(low)));
        let (low, high) = if low == high { (low - 1, high + 1) } else { (low, high) };
        Some(Self { columns, rows, low, high, cells: vec![(0, Role::Text, false); columns * rows], ground: None })
    }

    /// The dot column of point number `at` of `of`.
    pub(in crate::tui) fn x(&self, at: usize, of: usize) -> usize {
        (at * (self.columns * 2 - 1) / of.saturating_sub(1).max(1)).min(self.columns * 2 - 1)
    }

    /// The dot row of a value, from the top.
    fn y(&self, value: i64) -> usize {
        let dots = self.rows * 4 - 1;
        let above = (i128::from(value) - self.low).clamp(0, self.high - self.low);
        let above = above * i128::try_from(dots).unwrap_or(1) / (self.high - self.low);
        dots - usize::try_from(above).unwrap_or(0).min(dots)
    }

    /// The row of cells in which a value lies.
    pub(in crate::tui) fn row(&self, value: i64) -> usize {
        self.y(value) / 4
    }

    /// The last row of cells.
    pub(in crate::tui) fn bottom(&self) -> usize {
        self.rows.saturating_sub(1)
    }

    /// A line through `points`, each with its dot column; broken where nothing was reported.
    pub(in crate::tui) fn line(&mut self, points: &[(usize, Option<i64>)], role: Role) {
        let mut before = None;
        for (x, value) in points {
            let here = value.map(|value| (*x, self.y(value)));
            if let Some(to) = here {
                self.stroke(before.unwrap_or(to), to, role, 1);
            }
            before = here;
        }
    }

    /// As [`Plot::line`], every other dot.
    pub(in crate::tui) fn dotted(&mut self, points: &[(usize, Option<i64>)], role: Role) {
        for pair in points.windows(2) {
            if let [(from, Some(start)), (to, Some(end))] = pair {
                self.stroke((*from, self.y(*start)), (*to, self.y(*end)), role, 2);
            }
        }
    }

    /// The area between `points` and the bottom, every other dot, so that lines inside of it are seen.
    pub(in crate::tui) fn area(&mut self, points: &[(usize, Option<i64>)], role: Role) {
        let bottom = self.rows * 4;
        self.ground = Some(role);
        for pair in points.windows(2) {
            let [(from, Some(start)), (to, Some(end))] = pair else { continue };
            let (start, end, wide) = (self.y(*start), self.y(*end), to.saturating_sub(*from).max(1));
            for x in *from..=*to {
                let top = (start * (to - x) + end * (x - from)) / wide;
                for y in (top..bottom).filter(|y| (x + y).is_multiple_of(2)) {
                    self.set(x, y, role, true);
                }
            }
        }
    }

    /// A level across the whole field: so many dots drawn, so many left out.
    pub(in crate::tui) fn level(&mut self, value: i64, (drawn, left_out): (usize, usize), role: Role) {
        let y = self.y(value);
        for x in (0..self.columns * 2).filter(|x| x % (drawn + left_out).max(1) < drawn) {
            self.set(x, y, role, false);
        }
    }

    /// A straight line between two dots, both included; every dot, or each of so many.
    fn stroke(&mut self, from: (usize, usize), to: (usize, usize), role: Role, each: usize) {
        let steps = from.0.abs_diff(to.0).max(from.1.abs_diff(to.1)).max(1);
        for step in 0..=steps {
            let between = |a: usize, b: usize| (a * (steps - step) + b * step + steps / 2) / steps;
            let (x, y) = (between(from.0, to.0), between(from.1, to.1));
            // Another's line has a free dot on either side within an area: without colours it would drown.
            (y.saturating_sub(1)..=y + 1).for_each(|y| self.spare(x, y, role));
            if step % each == 0 {
                self.set(x, y, role, false);
            }
        }
    }

    fn set(&mut self, x: usize, y: usize, role: Role, filled: bool) {
        let bit = bit(x, y);
        if x / 2 < self.columns
            && let Some(cell) = self.cells.get_mut(y / 4 * self.columns + x / 2)
        {
            *cell = (cell.0 | bit, role, cell.2 || filled);
        }
    }

    /// Takes the dot of an area away, that of what is no line of its own.
    fn spare(&mut self, x: usize, y: usize, role: Role) {
        if x / 2 < self.columns
            && let Some(cell) = self.cells.get_mut(y / 4 * self.columns + x / 2)
            && cell.2
            && self.ground.is_some_and(|ground| ground != role)
        {
            cell.0 &= !bit(x, y);
        }
    }

    /// Draws the dots, column `left` of the pen being the first.
    pub(in crate::tui) fn draw(&self, pen: &mut Pen<'_>, left: usize) {
        for (at, (bits, role, filled)) in self.cells.iter().enumerate().filter(|(_, (bits, ..))| *bits != 0) {
            let dots = char::from_u32(0x2800 + u32::from(*bits)).unwrap_or('.').to_string();
            let sign = match (pen.glyphs.braille, filled) {
                (true, _) => dots.as_str(),
                (false, true) => ":",
                (false, false) => ".",
            };
            pen.put(left + at % self.columns, at / self.columns, sign, *role);
        }
    }

    /// A mark on a value at dot column `x`.
    pub(in crate::tui) fn mark(&self, pen: &mut Pen<'_>, left: usize, (x, value): (usize, i64), role: Role) {
        let sign = if pen.glyphs.ascii { "o" } else { "▪" };
        self.sign(pen, left, (x, value), sign, role);
    }

    /// A sign on a value at dot column `x`.
    pub(in crate::tui) fn sign(
        &self,
        pen: &mut Pen<'_>,
        left: usize,
        (x, value): (usize, i64),
        sign: &str,
        role: Role,
    ) {
        pen.put(left + x / 2, self.row(value), sign, role);
    }
}

/// The dot of a cell in which a dot of the field lies.
fn bit(x: usize, y: usize) -> u8 {
    const BITS: [[u8; 2]; 4] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];
    BITS.get(y % 4).and_then(|row| row.get(x % 2)).copied().unwrap_or(0)
}

/// Round values between `low` and `high` for the labels of an axis, at most `most` of them, the lowest first.
pub(in crate::tui) fn ticks(low: i64, high: i64, most: i64) -> Vec<i64> {
    let span = high.saturating_sub(low).max(1);
    let mut step = 1_i64;
    while span / step >= most.max(1) {
        let digits = step.to_string();
        // 1, 2, 5, 10, 20, 50 …
        step = if digits.starts_with('2') { step.saturating_mul(5) / 2 } else { step.saturating_mul(2) };
        if step > i64::MAX / 4 {
            break;
        }
    }
    let first = low.div_euclid(step).saturating_add(i64::from(low.rem_euclid(step) != 0)).saturating_mul(step);
    (0..most.max(0)).map(|at| first.saturating_add(at.saturating_mul(step))).take_while(|tick| *tick <= high).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_has_round_values() {
        assert_eq!(ticks(0, 239, 5), [0, 50, 100, 150, 200]);
        assert_eq!(ticks(0, 20, 5), [0, 5, 10, 15, 20]);
        assert_eq!(ticks(13, 19, 4), [14, 16, 18]);
        assert_eq!(ticks(7, 7, 4), [7]);
        assert!(ticks(i64::MIN, i64::MAX, 4).len() <= 4);
    }

    #[test]
    fn a_line_within_an_area_is_seen_without_colours() {
        let mut plot = Plot::new(12, 4, 0, 100).expect("room enough");
        plot.area(&[(0, Some(100)), (23, Some(100))], Role::Accent);
        plot.line(&[(0, Some(50)), (23, Some(50))], Role::Muted);
        plot.line(&[(0, Some(100)), (23, Some(100))], Role::Accent);
        let has = |x: usize, y: usize| plot.cells.get(y / 4 * 12 + x / 2).is_some_and(|cell| cell.0 & bit(x, y) != 0);
        let line = plot.y(50);
        assert!((0..24).all(|x| has(x, line) && !has(x, line - 1) && !has(x, line + 1)), "a free dot on either side");
        assert!((0..24).all(|x| has(x, 0)) && (0..24).any(|x| has(x, 1)), "its own line is the edge of the area");
    }

    #[test]
    fn a_plot_takes_any_value() {
        let mut plot = Plot::new(12, 4, 0, 100).expect("room enough");
        plot.area(&[(0, Some(i64::MIN)), (99, Some(i64::MAX)), (5, None)], Role::Accent);
        plot.line(&[(0, Some(50)), (23, Some(50))], Role::Accent);
        assert_eq!((plot.row(100), plot.row(0), plot.x(5, 6)), (0, 3, 23));
        assert!(Plot::new(9, 4, 0, 1).is_none() && Plot::new(12, 2, 0, 1).is_none());
        assert!(Plot::new(12, 4, 5, 5).is_some_and(|plot| plot.row(5) < 4));
    }
}
