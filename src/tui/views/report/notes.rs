//! Notes as letters on the charts that they are about; the table of notes says what they say.

use crate::domain::base::Day;
use crate::render::Voice;
use crate::report::{Report, Row, Value};
use crate::text::{day_short, fit};
use crate::tui::theme::Role;
use crate::tui::widgets::{Pen, Plot};

/// So many notes are told below a chart, the newest; the table has all.
const TOLD: usize = 3;
/// A chart of fewer rows keeps them for itself.
const LEAST: usize = 12;

/// The notes on a metric of which there is a chart.
pub(super) struct Notes<'a>(Vec<&'a Row>);

impl<'a> Notes<'a> {
    /// Those on the metric that is called so.
    pub(super) fn on(report: &'a Report, metric: &Value) -> Self {
        let table = report.tables.iter().find(|table| table.id == "notes");
        let rows = table.into_iter().flat_map(|table| &table.rows);
        Self(rows.filter(|row| row.cells.get(1).is_some_and(|own| own.value == *metric)).collect())
    }

    /// How many of them are told below a chart of so many rows.
    pub(super) fn told(&self, rows: usize) -> usize {
        if rows < LEAST { 0 } else { self.0.len().min(TOLD) }
    }

    /// Tells the newest `told` below each other from row `y` on: `b 3 Sep ability: a fair in town`.
    pub(super) fn tell(&self, pen: &mut Pen<'_>, (x, y): (usize, usize), told: usize, voice: &Voice<'_>) {
        let newest = self.0.iter().skip(self.0.len().saturating_sub(told));
        for (at, row) in newest.enumerate() {
            let [day, _, cause, text, ..] = row.cells.as_slice() else { continue };
            let on = if let Value::Day(day) = day.value { day_short(day, voice.lang) } else { String::new() };
            let said = [cause, text].into_iter().filter(|cell| cell.value != Value::Undefined);
            let said: Vec<String> = said.map(|cell| voice.value(&cell.value)).collect();
            let from = pen.put(x, y + at, &voice.value(&row.label), Role::Selected) + 1;
            let from = pen.put(from, y + at, &on, Role::Muted) + 1;
            let room = pen.columns().saturating_sub(from);
            pen.put(from, y + at, &fit(&said.join(": "), room), Role::Text);
        }
    }

    fn letters(&self) -> impl Iterator<Item = (Day, &str)> {
        self.0.iter().filter_map(|row| match (row.cells.first().map(|cell| &cell.value), &row.label) {
            (Some(Value::Day(day)), Value::Text(letter)) => Some((*day, letter.as_str())),
            _ => None,
        })
    }

    /// Draws their letters onto the points of their days, of several on a day the last: `points` are days with the column
    /// and the value of each; a day without a value has its letter at the bottom.
    pub(super) fn mark(&self, pen: &mut Pen<'_>, plot: &Plot, left: usize, points: &[(Day, usize, Option<i64>)]) {
        for (day, letter) in self.letters() {
            let Some((_, x, value)) = points.iter().rfind(|(known, ..)| *known <= day) else { continue };
            let y = value.map_or_else(|| plot.bottom(), |value| plot.row(value));
            pen.put(left + x / 2, y, letter, Role::Selected);
        }
    }
}
