//! What moved most, two lines each: the measure and its change, then who carries it and whose it is.

use ratatui::style::Modifier;

use super::note_row;
use crate::render::Voice;
use crate::report::{Row, Table, Value};
use crate::text::{fit, width};
use crate::tui::app::Spot;
use crate::tui::theme::Role;
use crate::tui::widgets::Pen;

/// Rows that have to be free below for the lines to stand apart.
const APART: usize = 16;

/// Cells of a name, and of a change after it, where everything stands in one line.
const NAME: usize = 17;
const CHANGE: usize = 8;

/// Draws the table; `cursor` is its row under the cursor, `first` the number of its first row. How many rows it took.
/// Where there is no room for two lines, a line holds the name, its change and who carries it.
pub(super) fn draw(
    pen: &mut Pen<'_>,
    table: &Table,
    cursor: Option<usize>,
    first: Option<usize>,
    voice: &Voice<'_>,
) -> usize {
    note_row(pen, &voice.value(&table.title), "");
    let (rows, count) = (pen.rows(), table.rows.len());
    let each = match rows {
        _ if rows > 1 + count * 3 + APART => 3,
        _ if rows > count * 2 => 2,
        _ => 1,
    };
    let columns = pen.columns();
    for (at, row) in table.rows.iter().enumerate() {
        let y = 1 + at * each;
        let under = if cursor == Some(at) { Modifier::REVERSED } else { Modifier::empty() };
        if cursor == Some(at) {
            pen.put(0, y, pen.glyphs.cursor, Role::Accent);
        }
        if let Some(first) = first {
            pen.clickable(0, columns, y, Spot::Row(first + at));
        }
        let cell = |id: &str| said(table, row, id, voice);
        let (change, unit) = cell("change").unwrap_or_default();
        let end = if each == 1 { 2 + NAME + CHANGE } else { columns.saturating_sub(width(&unit)) };
        let room = end.saturating_sub(width(&change) + 3);
        pen.put_over(2, y, &fit(&voice.value(&row.label), room.min(columns)), Role::Strong, under);
        pen.put_left_of(end, y, &change, Role::Strong);
        pen.put(end, y, &unit, Role::Muted);
        let joined = |id: &str| cell(id).map(|(number, unit)| number + &unit);
        // Where a name and its part do not both fit, the name is cut.
        let carrier = |room: usize| {
            let (name, part) = (joined("carrier").unwrap_or_default(), joined("part").unwrap_or_default());
            let name = fit(&name, room.saturating_sub(width(&part) + 1)).into_owned();
            [name, part].join(" ").trim().to_owned()
        };
        if each == 1 {
            pen.put(end + 5, y, &carrier(columns.saturating_sub(end + 5)), Role::Text);
            continue;
        }
        let owner = joined("owner").unwrap_or_default();
        let from = columns.saturating_sub(width(&owner));
        let end = pen.put(2, y + 1, &carrier(columns.saturating_sub(4)), Role::Text);
        if end + 2 <= from {
            pen.put(from, y + 1, &owner, Role::Muted);
        }
    }
    (1 + count * each).saturating_sub(usize::from(each == 3))
}

/// What a cell says, its unit apart, the space before it included; nothing where it is not known.
fn said(table: &Table, row: &Row, id: &str, voice: &Voice<'_>) -> Option<(String, String)> {
    let at = table.columns.iter().position(|column| column.id == id)?;
    let value = row.cells.get(at).map(|cell| &cell.value).filter(|value| **value != Value::Null)?;
    let (number, unit) = voice.figure(value, false);
    Some((number, if unit.is_empty() { String::new() } else { voice.joined("", unit) }))
}
