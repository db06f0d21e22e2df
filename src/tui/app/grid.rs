//! The grid in which a day is entered: what is typed goes straight in, and every figure is written as soon as the cursor
//! leaves it.

mod paste;
mod write;

use std::collections::BTreeMap;

use super::{Action, App, CorrectionForm, Draft, Effect, Field, FormKind, Given, View};
use crate::desk::Query;
use crate::domain::base::{Day, Error, Grain};
use crate::domain::model::{Dimension, Document, DocumentKind, Lens, Measure, Office, Unit, Versioned, is_short};
use crate::report::{Kind, Report, Row, Table, Value};
use crate::text::{phrase, say};

/// Whose figure of which measure: name and id.
type Place = (String, String);

/// A figure of pasted rows: where it would go, and what stands there.
pub type Pasted = (Place, String);

/// The grid.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Grid {
    /// The number of the measure under the cursor.
    pub column: usize,
    /// What is typed into the cell under the cursor.
    pub typed: Option<Field>,
    /// Figures that are not written yet, or that were refused, as they were typed.
    pub unsaved: BTreeMap<Place, String>,
    /// Pasted figures that are shown before they are written.
    pub pasted: Vec<Pasted>,
    /// The figure that was doubted and asked about.
    asked: Option<(Place, i64)>,
    /// The person of the account, where it may enter no one else's.
    own: Option<String>,
    /// Whether that is known.
    asked_own: bool,
    /// The day that drafts were taken up for.
    resumed: Option<Day>,
}

impl App {
    /// Opens the grid at the day that is looked at.
    pub(super) fn open_grid(&mut self) -> Vec<Effect> {
        if !self.is_open() {
            self.tell(false, phrase("unavailable.opening", self.start.lang));
            return Vec::new();
        }
        let asked = self.reading.asked();
        let people =
            |(dimension, _): &&(Dimension, Vec<String>)| matches!(dimension, Dimension::Team | Dimension::Member);
        let mut lens = Lens::new(Grain::Day);
        lens.anchor = asked.anchor.filter(|_| asked.grain == Grain::Day);
        lens.filters = asked.filters.iter().filter(people).cloned().collect();
        self.grid = Grid {
            own: self.grid.own.take(),
            asked_own: self.grid.asked_own,
            unsaved: std::mem::take(&mut self.grid.unsaved),
            ..Grid::default()
        };
        self.only_own(&mut lens);
        let mut effects = self.want_premises();
        if !self.grid.asked_own {
            effects.push(Effect::Fetch(Box::new(Query::Documents(DocumentKind::Grant.into()))));
        }
        effects.extend(self.go(View::Entry, lens));
        effects
    }

    /// Whoever may enter only the own figures sees only those.
    fn only_own(&self, lens: &mut Lens) {
        if let (Some(own), true) = (&self.grid.own, lens.filters.is_empty()) {
            lens.filters.push((Dimension::Member, vec![own.clone()]));
        }
    }

    /// Who holds which office has come.
    pub(super) fn offices_came(&mut self, found: &[Versioned]) -> Vec<Effect> {
        let own: Vec<_> = found
            .iter()
            .filter_map(|found| match &found.document {
                Document::Grant(grant) if grant.account == self.start.user => Some(grant),
                _ => None,
            })
            .collect();
        let alone = !own.is_empty() && own.iter().all(|grant| grant.office == Office::Member);
        self.grid.own = own.iter().find_map(|grant| grant.person.clone()).filter(|_| alone);
        self.grid.asked_own = true;
        let mut lens = self.reading.asked().clone();
        if self.reading.view() != View::Entry {
            return Vec::new();
        }
        self.only_own(&mut lens);
        if lens == *self.reading.asked() {
            return Vec::new();
        }
        self.reading.restart(View::Entry, lens);
        self.ask()
    }

    /// The report of the day, where it is the one that is shown.
    fn sheet(&self) -> Option<&Report> {
        self.reading.report().filter(|report| report.kind == Kind::Entry)
    }

    /// Whose row is under the cursor; `None` of the total.
    fn grid_person(&self) -> Option<String> {
        self.reading.selected().filter(|(_, row)| !row.total).map(|(_, row)| row.id.clone())
    }

    fn grid_measure(&self) -> Option<String> {
        let table = self.sheet()?.tables.iter().find(|table| table.id == "entry")?;
        let column = table.columns.get(self.grid.column)?;
        (column.id != "state").then(|| column.id.to_string())
    }

    fn measure_of(&self, id: &str) -> Option<&Measure> {
        self.premises()?.1.measure(id)
    }

    fn grid_place(&self) -> Option<Place> {
        Some((self.grid_person()?, self.grid_measure()?))
    }

    fn entry_day(&self) -> Option<Day> {
        Some(self.sheet()?.period?.days().first())
    }

    /// The figure of a place in one of the tables of the day.
    fn figure_in(&self, table: &str, (person, measure): &Place) -> Option<i64> {
        let table = self.sheet()?.tables.iter().find(|known| known.id == table)?;
        let at = table.columns.iter().position(|column| column.id == measure.as_str())?;
        let row = table.rows.iter().find(|row| row.id == *person)?;
        match row.cells.get(at)?.value {
            Value::Number(number, _) => i64::try_from(number).ok(),
            _ => None,
        }
    }

    fn is_closed(&self, person: &str) -> bool {
        let closes = self.sheet().and_then(|report| report.tables.iter().find(|table| table.id == "closes"));
        let row = closes.and_then(|table| table.rows.iter().find(|row| row.id == person));
        row.and_then(|row| row.cells.first()).is_some_and(|cell| cell.value == Value::Text("closed".to_owned()))
    }

    /// Whether `letter` belongs to the figure that is being typed, and is no key: every letter and digit, and what stands
    /// between digits.
    pub(super) fn goes_on_typing(&self, letter: char) -> bool {
        self.grid.typed.is_some() && (letter.is_alphanumeric() || matches!(letter, '.' | ',' | '-' | ' '))
    }

    /// A letter of a figure: a digit, and once one is there, the word of a short form (`12k`). Of any other it says that it
    /// is none.
    pub(super) fn type_in_grid(&mut self, letter: char) {
        if self.grid_place().is_none() {
            return;
        }
        let begun = self.grid.typed.is_some();
        let digit = letter.is_ascii_digit() || matches!(letter, '.' | ',' | '-');
        if !digit && !(begun && (letter == ' ' || is_short(letter))) {
            if begun {
                let (keep, drop) =
                    (self.start.keymap.first(Action::NextFigure), self.start.keymap.first(Action::LeaveGrid));
                let letter = letter.to_string();
                let args = [("letter", letter.as_str()), ("keep", &keep), ("drop", &drop)];
                let text = say("grid.letter", &args, self.start.lang);
                self.tell(false, &text);
            }
            return;
        }
        self.grid.typed.get_or_insert_with(Field::default).insert(letter.encode_utf8(&mut [0; 4]));
        self.grid_changed();
    }

    /// What a text means at a place: `None` is not reported.
    ///
    /// # Errors
    /// `form-number`.
    pub(in crate::tui) fn grid_value(&self, (_, measure): &Place, text: &str) -> Result<Option<i64>, Error> {
        let unit = self.measure_of(measure).map_or(Unit::Count, |measure| measure.unit);
        let text = text.trim();
        if text.is_empty() || text == "." {
            return Ok(None);
        }
        let wrong = || Error::asked("form-number").with("value", text).with("decimals", unit.typed_decimals());
        unit.read_typed(text).map(Some).ok_or_else(wrong)
    }

    /// After what is typed has changed: the draft.
    fn grid_changed(&mut self) {
        self.dirty = true;
        let Some(day) = self.entry_day() else { return };
        let mut all = self.grid.unsaved.clone();
        if let (Some(place), Some(typed)) = (self.grid_place(), &self.grid.typed) {
            all.insert(place, typed.text());
        }
        let key = format!("entry/{day}");
        let fields = all.into_iter().map(|((person, measure), text)| (format!("{measure}/{person}"), text)).collect();
        self.put_draft(&key, Draft { key: key.clone(), fields, ..Draft::default() });
    }

    /// Takes up what was typed on that day and is not written.
    pub(super) fn resume_grid(&mut self) {
        let Some(day) = self.entry_day().filter(|day| self.grid.resumed != Some(*day)) else { return };
        self.grid.resumed = Some(day);
        let place = |(id, text): (&String, &String)| {
            let (measure, person) = id.split_once('/')?;
            Some(((person.to_owned(), measure.to_owned()), text.clone()))
        };
        let draft = self.drafts.get(&format!("entry/{day}"));
        self.grid.unsaved = draft.map(|draft| draft.fields.iter().filter_map(place).collect()).unwrap_or_default();
        self.begin_at_first_missing();
    }

    /// Puts a cursor that nobody has moved on the first person who owes a figure: on that figure, where others are there
    /// already, else at the row's beginning.
    fn begin_at_first_missing(&mut self) {
        let table = self.sheet().and_then(|report| report.tables.iter().find(|table| table.id == "entry"));
        let begun = |row: &Row| row.cells.iter().any(|cell| matches!(cell.value, Value::Number(..)));
        let missing = |row: &Row| {
            let at = row.cells.iter().position(|cell| cell.marks.incomplete).filter(|_| !row.total)?;
            Some(if begun(row) { at } else { 0 })
        };
        let first = |table: &Table| table.rows.iter().enumerate().find_map(|(at, row)| Some((at, missing(row)?)));
        let untouched = self.reading.cursor() == 0 && self.grid.column == 0 && self.grid.typed.is_none();
        if let Some((row, column)) = table.and_then(first).filter(|_| untouched) {
            self.reading.place(row);
            self.grid.column = column;
        }
    }

    /// A key of the grid.
    pub(super) fn grid_key(&mut self, action: Action) -> Vec<Effect> {
        self.dirty = true;
        match action {
            Action::LeaveGrid => return self.leave_grid(),
            Action::EraseDigit => {
                if let Some(place) = self.grid_place() {
                    let text = self.grid.unsaved.get(&place).cloned().unwrap_or_default();
                    let typed = self.grid.typed.get_or_insert_with(|| Field::new(&text));
                    typed.erase();
                    if typed.is_empty() {
                        self.grid.typed = None;
                        self.grid.unsaved.remove(&place);
                    }
                }
                self.grid_changed();
                return Vec::new();
            }
            Action::UndoEntry | Action::RedoEntry => return self.undo(action == Action::RedoEntry),
            Action::NextFigure if !self.grid.pasted.is_empty() => return self.write_pasted(),
            _ => {}
        }
        let (mut effects, stays) = self.write_cell();
        if stays {
            return effects;
        }
        let alone = self.reading.rows() == 1;
        let last = self.measures_shown().saturating_sub(1);
        match action {
            Action::NextFigure | Action::NextPerson | Action::CellDown if alone => {
                self.grid.column = (self.grid.column + 1).min(last);
            }
            Action::PersonBefore | Action::CellUp if alone => self.grid.column = self.grid.column.saturating_sub(1),
            Action::NextFigure if self.grid.column < last => self.grid.column += 1,
            Action::NextFigure => {
                self.grid.column = 0;
                self.reading.step(1);
            }
            Action::NextPerson | Action::CellDown => drop(self.reading.step(1)),
            Action::PersonBefore | Action::CellUp => drop(self.reading.step(-1)),
            Action::CellFirst => self.dirty |= self.reading.place(0),
            Action::CellLast => self.dirty |= self.reading.place(self.reading.rows().saturating_sub(1)),
            Action::CellLeft if !alone => self.grid.column = self.grid.column.saturating_sub(1),
            Action::CellRight if !alone => self.grid.column = (self.grid.column + 1).min(last),
            Action::CloseDay => effects.extend(self.close_day()),
            Action::DayBefore | Action::DayAfter => {
                let step = if action == Action::DayBefore { Action::Previous } else { Action::Next };
                self.reading.turn(step);
                effects.extend(self.ask());
            }
            _ => {}
        }
        effects
    }

    /// How many measures there are.
    fn measures_shown(&self) -> usize {
        let table = self.sheet().and_then(|report| report.tables.iter().find(|table| table.id == "entry"));
        table.map_or(0, |table| table.columns.len().saturating_sub(1))
    }

    fn leave_grid(&mut self) -> Vec<Effect> {
        if !self.grid.pasted.is_empty() || self.grid.typed.is_some() {
            self.grid.pasted.clear();
            self.grid.typed = None;
            self.grid_changed();
            return Vec::new();
        }
        self.reading.turn(Action::Back);
        self.ask()
    }
}
