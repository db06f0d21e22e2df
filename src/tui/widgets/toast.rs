//! A word about what was done or could not be, above the hints.

use super::Pen;
use crate::text::wrap;
use crate::tui::app::App;
use crate::tui::theme::Role;

/// Rows that it takes at most.
const MOST: usize = 2;

/// Draws it above the last row of the pen's area.
pub(in crate::tui) fn toast(pen: &mut Pen<'_>, app: &App) {
    let Some(toast) = &app.toast else { return };
    let (chip, role) = if toast.good { (" ok ", Role::ChipGood) } else { (" E ", Role::ChipBad) };
    let left = 2 + chip.len();
    let lines = wrap(&toast.text, pen.columns().saturating_sub(left + 1));
    let taken = lines.len().min(MOST);
    let Some(y) = pen.rows().checked_sub(1 + taken) else { return };
    pen.clear(0, y, pen.columns(), taken);
    pen.put(1, y, chip, role);
    for (at, line) in lines.iter().take(taken).enumerate() {
        pen.put(left, y + at, line, Role::Strong);
    }
}
