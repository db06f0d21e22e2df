//! Rows of a spreadsheet, pasted into the grid: shown first, then written as if each had been typed.

use super::{Action, App, Effect, Field, Pasted};
use crate::text::say;

impl App {
    /// Rows of a table, pasted: they are shown first.
    pub(in crate::tui::app) fn paste_in_grid(&mut self, text: &str) {
        let Some(table) = self.sheet().and_then(|report| report.tables.iter().find(|table| table.id == "entry")) else {
            return;
        };
        let people: Vec<&str> = table.rows.iter().filter(|row| !row.total).map(|row| row.id.as_str()).collect();
        let measures: Vec<&str> =
            table.columns.iter().map(|column| column.id.as_ref()).filter(|id| *id != "state").collect();
        // One person is entered downwards, several to the right.
        let (row, column) = (self.reading.cursor(), self.grid.column);
        // A terminal may send each line break as the key Enter would.
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        // A row without a figure is somebody's row all the same; an empty cell leaves what is there.
        let lines = text.lines().enumerate();
        let cells = lines.flat_map(|(down, line)| {
            let alone = people.len() == 1;
            line.split('\t')
                .enumerate()
                .map(move |(right, cell)| if alone { (0, down + right, cell) } else { (down, right, cell) })
        });
        let place = |(down, right, cell): (usize, usize, &str)| {
            let place = ((*people.get(row + down)?).to_owned(), (*measures.get(column + right)?).to_owned());
            Some((place, cell.trim().to_owned()))
        };
        let pasted: Vec<Pasted> = cells.filter(|(.., cell)| !cell.trim().is_empty()).filter_map(place).collect();
        let several = pasted.len() > 1;
        if several {
            self.grid.pasted = pasted;
            self.tell_pasted();
        } else if let Some((_, cell)) = pasted.into_iter().next() {
            self.grid.typed = Some(Field::new(&cell));
        }
        self.grid_changed();
    }

    fn tell_pasted(&mut self) {
        let wrong = self.grid.pasted.iter().filter(|(place, text)| self.grid_value(place, text).is_err()).count();
        let n = (self.grid.pasted.len() - wrong).to_string();
        let (key, away) = (self.start.keymap.first(Action::NextFigure), self.start.keymap.first(Action::LeaveGrid));
        let id = if wrong == 0 { "grid.pasted" } else { "grid.pasted-wrong" };
        let text = say(id, &[("n", &n), ("m", &wrong.to_string()), ("key", &key), ("away", &away)], self.start.lang);
        self.tell(wrong == 0, &text);
    }

    /// Writes what was pasted, as far as it can be read; the rest is kept to be mended.
    pub(super) fn write_pasted(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        for (place, text) in std::mem::take(&mut self.grid.pasted) {
            match self.grid_value(&place, &text) {
                Ok(value) if value == self.figure_in("entry", &place) => {}
                Ok(value) => effects.extend(self.write_figure(place, &text, value)),
                Err(_) => drop(self.grid.unsaved.insert(place, text)),
            }
        }
        self.grid_changed();
        effects
    }
}
