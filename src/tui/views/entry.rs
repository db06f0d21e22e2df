//! A day as it is entered: several people as a grid, one person as a list.
//!
//! ```text
//!    member      inquiries    valid     lost    deals     amount    state       the header
//!    李娜                6        4        1        1     14,200    closed
//!  ▸ 王伟                5       3_        1        1     12,800    1 missing   the cell that is typed into
//!    total              11       7*        2        2     27,000        1/2
//!
//!  valid inquiries   yesterday 2   usual 3   due of this role                  the yardstick of that cell
//! ```

mod columns;

use columns::{Columns, Wants, head};

use crate::domain::rules::close::owed;
use crate::render::Voice;
use crate::report::{Cell, Report, Row, Table, Value};
use crate::text::{clean, fit, phrase, say, typed, width};
use crate::tui::app::{App, Spot};
use crate::tui::theme::Role;
use crate::tui::widgets::Pen;

/// Rows from which heads may stand on two lines.
const TWO_LINES: usize = 12;

/// What is drawn.
struct Sheet<'a> {
    app: &'a App,
    report: &'a Report,
    table: &'a Table,
    voice: Voice<'a>,
}

/// Draws the day; how many rows lie below what is seen.
pub(super) fn draw(pen: &mut Pen<'_>, app: &App, report: &Report) -> usize {
    let Some(table) = report.tables.iter().find(|table| table.id == "entry") else { return 0 };
    let sheet = Sheet { app, report, table, voice: Voice::of(report, app.start.lang) };
    match table.rows.as_slice() {
        [row] => sheet.list(pen, row),
        _ => sheet.grid(pen),
    }
}

impl Sheet<'_> {
    fn measures(&self) -> usize {
        self.table.columns.len().saturating_sub(1)
    }

    fn title(&self, at: usize) -> String {
        self.table.columns.get(at).map(|column| self.voice.title(&column.title)).unwrap_or_default()
    }

    /// The cell of a person and a measure in another table.
    fn other(&self, table: &str, row: &Row, at: usize) -> Option<&Cell> {
        let table = self.report.tables.iter().find(|known| known.id == table)?;
        table.rows.iter().find(|known| known.id == row.id)?.cells.get(at)
    }

    fn shown(&self, cell: Option<&Cell>) -> String {
        match cell.map(|cell| &cell.value) {
            Some(Value::Number(number, unit)) => typed(*number, unit.decimals()),
            Some(Value::Of(n, m)) => format!("{n}/{m}"),
            Some(Value::Words(words)) => self.voice.sentence(words),
            _ => ".".to_owned(),
        }
    }

    /// What is typed for a person and a measure and not written yet; whether it is pasted.
    fn unsaved(&self, row: &Row, at: usize, here: bool) -> Option<(String, bool)> {
        let grid = &self.app.grid;
        let place = (row.id.clone(), self.table.columns.get(at)?.id.to_string());
        if let Some((_, text)) = grid.pasted.iter().find(|(known, _)| *known == place) {
            return Some((text.clone(), true));
        }
        let typed = grid.typed.as_ref().filter(|_| here).map(|typed| (typed.text(), false));
        typed.or_else(|| Some((grid.unsaved.get(&place)?.clone(), false)))
    }

    /// A figure at the right end of `end`; whether it is under the cursor.
    fn figure(&self, pen: &mut Pen<'_>, (end, wide, y): (usize, usize, usize), row: &Row, at: usize, here: bool) {
        let cell = row.cells.get(at);
        let unsaved = self.unsaved(row, at, here);
        let marks = cell.map(|cell| cell.marks).unwrap_or_default();
        let (text, role) = match &unsaved {
            Some((text, true)) => {
                let place = (row.id.clone(), self.table.columns.get(at).map(|c| c.id.to_string()).unwrap_or_default());
                let wrong = self.app.grid_value(&place, text).is_err();
                (text.clone(), if wrong { Role::Bad } else { Role::Accent })
            }
            Some((text, false)) => (text.clone(), Role::Accent),
            None if row.total => (self.shown(cell), Role::Strong),
            None => (self.shown(cell), if marks.incomplete { Role::Muted } else { Role::Text }),
        };
        let text = fit(&clean(&text), wide.saturating_sub(1)).into_owned();
        if here {
            let from = end.saturating_sub(wide.saturating_sub(1).min(8));
            pen.tint(from, end, y, Role::Selected);
            let cursor = if self.app.grid.typed.is_some() { "_" } else { "" };
            pen.put_left_of(end, y, &format!("{text}{cursor}"), Role::Selected);
        } else {
            pen.put_left_of(end, y, &text, role);
        }
        let mark = if marks.incomplete {
            "*"
        } else if marks.corrected {
            "~"
        } else {
            ""
        };
        pen.put(end, y, mark, if marks.incomplete { Role::Warn } else { Role::Muted });
    }

    fn state(&self, row: &Row) -> (String, Role) {
        let cell = row.cells.last();
        let role = match cell.map(|cell| &cell.value) {
            Some(Value::Words(words)) if matches!(words.id.as_ref(), "entry.missing" | "entry.tasks-open") => {
                Role::Strong
            }
            Some(Value::Words(words)) if words.id == "entry.ready" => Role::Text,
            _ if row.total => Role::Strong,
            _ => Role::Muted,
        };
        (self.shown(cell), role)
    }

    /// What the columns want.
    fn wants(&self, rows: usize) -> Wants {
        let most = |of: &dyn Fn(&Row) -> usize| self.table.rows.iter().map(of).max().unwrap_or(0);
        let shown = |row: &Row, at: usize| {
            let typed = self.unsaved(row, at, false).map_or(0, |(text, _)| width(&text) + 1);
            width(&self.shown(row.cells.get(at))).max(typed)
        };
        let figures = (0..self.measures()).map(|at| (self.title(at), most(&|row| shown(row, at)))).collect();
        Wants {
            name: most(&|row| width(&self.voice.value(&row.label)) + 1),
            state: most(&|row| width(&self.state(row).0)).max(width(&self.state_title())),
            figures,
            cursor: self.app.grid.column,
            two_lines: rows >= TWO_LINES,
        }
    }

    fn state_title(&self) -> String {
        self.table.columns.last().map(|last| self.voice.title(&last.title)).unwrap_or_default()
    }

    /// The heads, on one line or two, the last of them underlined.
    fn heads(&self, pen: &mut Pen<'_>, columns: usize, grid: &Columns) {
        let y = grid.lines - 1;
        pen.tint(1, columns, y, Role::Rule);
        pen.put(3, y, phrase("dimension.member", self.app.start.lang), Role::Rule);
        for column in &grid.shown {
            let here = column.at == self.app.grid.column;
            let (title, room) = (self.title(column.at), column.wide - 1);
            let parted = head(&title, room).filter(|_| grid.lines > 1);
            let (first, second) = parted.unwrap_or_else(|| (String::new(), fit(&title, room).into_owned()));
            if y > 0 {
                pen.put_left_of(column.end, y - 1, &first, if here { Role::Strong } else { Role::Muted });
            }
            pen.put_left_of(column.end, y, &second, if here { Role::RuleStrong } else { Role::Rule });
        }
        pen.put_left_of(columns, y, &self.state_title(), Role::Rule);
    }

    /// Several people.
    fn grid(&self, pen: &mut Pen<'_>) -> usize {
        let columns = pen.columns().saturating_sub(1);
        let grid = Columns::of(columns, &self.wants(pen.rows()));
        self.heads(pen, columns, &grid);
        let rows = pen.rows().saturating_sub(2 + grid.lines);
        let cursor = self.app.reading.cursor();
        let top = (cursor + 1).saturating_sub(rows.max(1));
        for (number, row) in self.table.rows.iter().enumerate().skip(top).take(rows) {
            let (y, here) = (grid.lines + number - top, number == cursor);
            pen.clickable(0, columns, y, Spot::Row(number));
            if here {
                pen.put(1, y, self.app.start.glyphs.cursor, Role::Accent);
            }
            let label = fit(&self.voice.value(&row.label), grid.name - 1).into_owned();
            pen.put(3, y, &label, if here || row.total { Role::Strong } else { Role::Text });
            for column in &grid.shown {
                let here = here && !row.total && column.at == self.app.grid.column;
                self.figure(pen, (column.end, column.wide, y), row, column.at, here);
            }
            let (state, role) = self.state(row);
            pen.put_left_of(columns, y, &state, role);
        }
        let y = (self.table.rows.len() - top).min(rows) + 1 + grid.lines;
        if let Some(row) = self.table.rows.get(cursor) {
            let hidden = self.measures() - grid.shown.len();
            self.yardstick(pen, y.min(pen.rows().saturating_sub(1)), row, hidden);
        }
        self.table.rows.len().saturating_sub(top + rows)
    }

    /// What the figure under the cursor is held against.
    fn yardstick(&self, pen: &mut Pen<'_>, y: usize, row: &Row, hidden: usize) {
        let (lang, at) = (self.app.start.lang, self.app.grid.column);
        if row.total {
            pen.put(1, y, phrase("entry.close-all", lang), Role::Muted);
            return;
        }
        let mut x = pen.put(1, y, &self.title(at), Role::Strong) + 3;
        for (table, id) in [("yesterday", "entry.before"), ("usual", "entry.usual")] {
            let value = self.shown(self.other(table, row, at));
            x = pen.put(x, y, &say(id, &[("value", &value)], lang), Role::Muted) + 3;
        }
        for text in self.notes(row, at) {
            if x + width(&text) < pen.columns() {
                x = pen.put(x, y, &text, Role::Muted) + 3;
            }
        }
        let more = say("entry.columns", &[("n", &hidden.to_string())], lang);
        if hidden > 0 && x + width(&more) < pen.columns() {
            pen.put_left_of(pen.columns().saturating_sub(1), y, &more, Role::Muted);
        }
    }

    /// Whether a figure is due of a person, and where it comes from.
    fn notes(&self, row: &Row, at: usize) -> Vec<String> {
        let lang = self.app.start.lang;
        let day = self.report.period.map(|period| period.days().first());
        let id = self.table.columns.get(at).map(|column| column.id.as_ref());
        let due = self.app.premises().zip(day).is_some_and(|((organisation, catalogue), day)| {
            owed(catalogue, organisation, &row.id, day).any(|measure| Some(measure.id.as_str()) == id)
        });
        let given = self.other("given", row, at).is_some_and(|cell| cell.value != Value::Null);
        let notes = [(due, "entry.due"), (given, "entry.imported")];
        notes.into_iter().filter(|(there, _)| *there).map(|(_, id)| phrase(id, lang).to_owned()).collect()
    }

    /// One person.
    fn list(&self, pen: &mut Pen<'_>, row: &Row) -> usize {
        let lang = self.app.start.lang;
        let columns = pen.columns().saturating_sub(1);
        let names = (0..self.measures()).map(|at| width(&self.title(at))).max().unwrap_or(0).min(24);
        let (value, before, usual) = (3 + names + 14, 3 + names + 27, 3 + names + 38);
        pen.tint(1, columns, 0, Role::Rule);
        pen.put(3, 0, &fit(&self.voice.value(&row.label), names + 2), Role::Rule);
        pen.put_left_of(value, 0, phrase("column.entry-now", lang), Role::RuleStrong);
        pen.put_left_of(before, 0, phrase("table.entry-before", lang), Role::Rule);
        pen.put_left_of(usual, 0, phrase("table.entry-usual", lang), Role::Rule);
        pen.put_left_of(columns, 0, &self.state(row).0, Role::RuleStrong);
        let rows = pen.rows().saturating_sub(1);
        let top = (self.app.grid.column + 1).saturating_sub(rows.max(1));
        for at in (top..self.measures()).take(rows) {
            let (y, here) = (1 + at - top, at == self.app.grid.column);
            if here {
                pen.put(1, y, self.app.start.glyphs.cursor, Role::Accent);
            }
            pen.put(3, y, &fit(&self.title(at), names), if here { Role::Strong } else { Role::Text });
            self.figure(pen, (value, 12, y), row, at, here);
            for (table, end) in [("yesterday", before), ("usual", usual)] {
                pen.put_left_of(end, y, &self.shown(self.other(table, row, at)), Role::Muted);
            }
            let notes = self.notes(row, at).join(", ");
            let room = columns.saturating_sub(usual + 3);
            pen.put(usual + 3, y, &fit(&notes, room), Role::Muted);
        }
        self.measures().saturating_sub(top + rows)
    }
}
