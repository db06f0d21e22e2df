//! A line over time in braille dots, its least and greatest value at the left, the last one at its point.

use super::Pen;
use crate::text::width;
use crate::tui::theme::Role;

/// Draws `points` (oldest first, holes where nothing was reported) into the pen's area; `label` says what a value is
/// called. At least 3 rows and 12 columns, else nothing. The columns from which up to which the line goes are answered.
pub(in crate::tui) fn chart(
    pen: &mut Pen<'_>,
    points: &[Option<i64>],
    label: impl Fn(i64) -> String,
) -> Option<(usize, usize)> {
    let known = || points.iter().flatten().copied();
    // One point is no line.
    known().nth(1)?;
    let (low, high) = (known().min()?, known().max()?);
    let axis = width(&label(high)).max(width(&label(low))) + 2;
    let last = points.last().copied().flatten().map_or(0, |last| width(&label(last)) + 2);
    let columns = pen.columns().checked_sub(axis + last + 1).filter(|columns| *columns >= 10)?;
    let rows = pen.rows();
    if rows < 3 || points.len() < 2 {
        return None;
    }
    pen.put_left_of(axis - 1, 0, &label(high), Role::Muted);
    if low != high {
        pen.put_left_of(axis - 1, rows - 1, &label(low), Role::Muted);
    }
    let (wide, tall) = (columns * 2, rows * 4);
    let mut dots = Dots::new(columns, rows);
    let place = |at: usize, value: i64| {
        let x = at * (wide - 1) / (points.len() - 1);
        let span = i128::from(high) - i128::from(low);
        let above = (i128::from(value) - i128::from(low)) * i128::try_from(tall - 1).unwrap_or(1);
        let y = if span == 0 { tall / 2 } else { usize::try_from(above / span).unwrap_or(0) };
        (x, tall - 1 - y.min(tall - 1))
    };
    let mut before = None;
    for (at, value) in points.iter().enumerate() {
        let here = value.map(|value| place(at, value));
        if let Some(to) = here {
            dots.line(before.unwrap_or(to), to);
        }
        before = here;
    }
    dots.draw(pen, axis);
    if let (Some((x, y)), Some(Some(last))) = (before, points.last()) {
        let mark = if pen.glyphs.ascii { "o" } else { "▪" };
        pen.put(axis + x / 2, y / 4, mark, Role::Strong);
        pen.put(axis + x / 2 + 2, y / 4, &label(*last), Role::Strong);
    }
    Some((axis, axis + columns))
}

/// A field of dots, two by four in a cell.
struct Dots {
    columns: usize,
    cells: Vec<u8>,
}

impl Dots {
    fn new(columns: usize, rows: usize) -> Self {
        Self { columns, cells: vec![0; columns * rows] }
    }

    /// A straight line between two dots, both included.
    fn line(&mut self, from: (usize, usize), to: (usize, usize)) {
        let steps = from.0.abs_diff(to.0).max(from.1.abs_diff(to.1)).max(1);
        for step in 0..=steps {
            let between = |a: usize, b: usize| (a * (steps - step) + b * step + steps / 2) / steps;
            self.set(between(from.0, to.0), between(from.1, to.1));
        }
    }

    fn set(&mut self, x: usize, y: usize) {
        const BITS: [[u8; 2]; 4] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];
        let bit = BITS.get(y % 4).and_then(|row| row.get(x % 2)).copied().unwrap_or(0);
        if let Some(cell) = self.cells.get_mut(y / 4 * self.columns + x / 2) {
            *cell |= bit;
        }
    }

    fn draw(&self, pen: &mut Pen<'_>, left: usize) {
        for (at, bits) in self.cells.iter().enumerate().filter(|(_, bits)| **bits != 0) {
            let dots = char::from_u32(0x2800 + u32::from(*bits)).unwrap_or('.');
            let sign = if pen.glyphs.braille { dots.to_string() } else { ".".to_owned() };
            pen.put(left + at % self.columns, at / self.columns, &sign, Role::Accent);
        }
    }
}
