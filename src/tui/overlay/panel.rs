//! The ground of an overlay.
//!
//! ```text
//!   Command                                        Esc closes        the bar
//! ╎                                                           ╎
//! ╎ : clo|                                           6 of 148 ╎      what the overlay holds
//! ╎___________________________________________________________╎      the underline
//! ```

use ratatui::layout::Rect;

use crate::text::width;
use crate::tui::app::Field;
use crate::tui::theme::Role;
use crate::tui::widgets::Pen;

/// Columns of what a panel holds at most, and from which width of the screen it leaves some of the view at both sides.
const MOST: usize = 96;
const ROOMY: usize = 72;
/// Cells at either side of what a panel holds: the rule around it, and a blank.
const SIDE: usize = 2;

/// Columns and rows that a panel over a screen of these columns and rows has at most for what it holds.
pub(in crate::tui) fn room(columns: usize, rows: usize) -> (usize, usize) {
    let edge = if columns >= ROOMY { 6 } else { 1 };
    let wide = columns.saturating_sub(2 * (edge + SIDE)).min(MOST);
    // The bar, a blank row below it, the underline; the hints stay seen.
    (wide, rows.saturating_sub(top(rows) + 4))
}

/// Rows of the view that are seen above a panel.
fn top(rows: usize) -> usize {
    if rows >= 20 { 2 } else { 0 }
}

/// Draws the ground of a panel that wants `rows` for what it holds; the pen for that.
pub(super) fn panel<'a>(pen: &'a mut Pen<'_>, title: &str, note: &str, rows: usize) -> Pen<'a> {
    let (inner, most) = room(pen.columns(), pen.rows());
    let (wide, rows, top) = (inner + 2 * SIDE, rows.min(most), top(pen.rows()));
    let x = pen.columns().saturating_sub(wide) / 2;
    let area = Rect {
        x: pen.area.x.saturating_add(cells(x)),
        y: pen.area.y.saturating_add(cells(top)),
        width: cells(wide),
        height: cells(rows + 3),
    };
    // What of a row of the view would stick out at either side says nothing any more.
    pen.clear(0, top, pen.columns(), rows + 3);
    let side = pen.glyphs.strip[1];
    let mut ground = pen.within(area);
    ground.tint(0, wide, 0, Role::Tab);
    let end = ground.put_left_of(wide.saturating_sub(SIDE), 0, note, Role::Tab);
    ground.put(SIDE, 0, &crate::text::fit(title, end.saturating_sub(SIDE + 1)), Role::Tab);
    ground.tint(0, wide, rows + 2, Role::Rule);
    for y in 1..rows + 3 {
        let role = if y == rows + 2 { Role::Rule } else { Role::Muted };
        ground.put(0, y, side, role);
        ground.put(wide.saturating_sub(1), y, side, role);
    }
    let inner = Rect {
        x: area.x.saturating_add(cells(SIDE)),
        y: area.y.saturating_add(2),
        width: cells(inner),
        height: cells(rows),
    };
    pen.within(inner)
}

/// Draws a line that is typed in, behind `sign`, with `note` at its right end.
pub(super) fn line(pen: &mut Pen<'_>, y: usize, sign: &str, field: &Field, note: &str) {
    let columns = pen.columns();
    pen.tint(0, columns, y, Role::Rule);
    let end = pen.put_left_of(columns, y, note, Role::Rule);
    let x = pen.put(0, y, sign, Role::Accent) + 1;
    let window = field.window(end.saturating_sub(x + 1));
    let x = pen.put(x, y, &window.before, Role::RuleStrong);
    let after = pen.put(x, y, &window.under, Role::Selected);
    pen.put(after, y, &window.after, Role::RuleStrong);
}

/// The first of `count` choices to draw in `rows`, so that number `chosen` is seen.
pub(super) fn first_shown(chosen: usize, count: usize, rows: usize) -> usize {
    chosen.saturating_sub(rows.saturating_sub(1)).min(count.saturating_sub(rows))
}

/// Writes `text` with the graphemes of these numbers in the accent.
pub(super) fn marked(pen: &mut Pen<'_>, (x, y): (usize, usize), text: &str, hits: &[usize], role: Role) -> usize {
    use unicode_segmentation::UnicodeSegmentation;
    let mut at = x;
    for (number, grapheme) in text.graphemes(true).enumerate() {
        if width(grapheme) == 0 {
            continue;
        }
        at = pen.put(at, y, grapheme, if hits.contains(&number) { Role::Accent } else { role });
    }
    at
}

fn cells(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}
