//! The box of nine: week, month and quarter to date, each with its value, against before and against last year.

use super::{focus, note_row, point_short};
use crate::domain::base::Rate;
use crate::render::Voice;
use crate::report::{Report, Row, Table, Value};
use crate::text::{phrase, signed, width};
use crate::tui::app::App;
use crate::tui::theme::Role;
use crate::tui::widgets::Pen;

/// Cells and rows that the box takes.
pub(super) const SIZE: (usize, usize) = (28, 6);

/// Draws the box of the measure under the cursor.
pub(super) fn draw(pen: &mut Pen<'_>, app: &App, report: &Report, voice: &Voice<'_>) {
    let table = |id: &str| report.tables.iter().find(|table| table.id == id);
    let (Some(measures), Some(to_date), Some(main)) = (table("measures"), table("to_date"), focus(app, report)) else {
        return;
    };
    let own = |table: &Table| table.rows.iter().find(|row| row.id == main.id).cloned();
    let (Some(week), Some(rest)) = (own(measures), own(to_date)) else { return };
    let columns = pen.columns();
    let ends = [columns.saturating_sub(11), columns.saturating_sub(5), columns];
    for (end, id) in ends.into_iter().skip(1).zip(["nine.before", "nine.year"]) {
        pen.put_left_of(end, 1, phrase(id, voice.lang), Role::Muted);
    }
    let lines = [
        ("nine.week", cells(measures, &week, ["value", "change", "year_change"])),
        ("nine.month", cells(to_date, &rest, ["month", "month_change", "month_year"])),
        ("nine.quarter", cells(to_date, &rest, ["quarter", "quarter_change", "quarter_year"])),
    ];
    let points = lines.iter().flat_map(|(_, cells)| cells).flatten().any(|value| matches!(value, Value::Points(_)));
    let unit = if points { "pp" } else { "%" };
    note_row(pen, phrase("nine.title", voice.lang), &format!("{}, {unit}", voice.value(&main.label)));
    for (y, (id, cells)) in (2..).zip(lines) {
        pen.put(0, y, phrase(id, voice.lang), Role::Muted);
        for (at, (value, end)) in cells.iter().zip(ends).enumerate() {
            let said = value.as_ref().map_or_else(|| ".".to_owned(), |value| short(value, &week, voice));
            let from = end.saturating_sub(width(&said));
            pen.put(from, y, &said, if at == 0 { Role::Strong } else { Role::Text });
        }
    }
    pen.put_left_of(columns, 5, phrase("nine.like", voice.lang), Role::Muted);
}

fn cells(table: &Table, row: &Row, ids: [&str; 3]) -> [Option<Value>; 3] {
    ids.map(|id| {
        let at = table.columns.iter().position(|column| column.id == id)?;
        row.cells.get(at).map(|cell| cell.value.clone())
    })
}

/// A change as whole percent, or tenths of a point; a value in its short form.
fn short(value: &Value, row: &Row, voice: &Voice<'_>) -> String {
    let hundredfold = |rate: &Rate, show| signed(rate.num().saturating_mul(100), rate.den(), 0, show);
    match value {
        Value::Change(rate) => hundredfold(rate, 0),
        Value::Points(rate) => hundredfold(rate, 1),
        Value::Number(number, _) => {
            i64::try_from(*number).map_or_else(|_| voice.value(value), |point| point_short(point, row, voice))
        }
        value => voice.value(value),
    }
}
