//! The grid in which a day is entered: what is typed goes straight in, and every figure is written as soon as the cursor
//! leaves it.

use std::collections::BTreeMap;

use super::{Action, App, CorrectionForm, Draft, Effect, Field, FormKind, Given, View};
use crate::desk::{Command, EntryCell, Query, Receipt};
use crate::domain::base::{Day, Error, Grain, Rate};
use crate::domain::model::{
    CloseState, DayClose, Dimension, Document, DocumentKind, Lens, Measure, Office, Revision, Unit, Versioned,
};
use crate::domain::rules::slip::looks_like_a_slip;
use crate::report::{Kind, Report, Value};
use crate::text::{phrase, said, say};

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
    /// The figure that looks like a slip and was asked about.
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

    /// A digit of the grid.
    pub(super) fn type_in_grid(&mut self, letter: char) {
        if !(letter.is_ascii_digit() || matches!(letter, '.' | ',' | '-')) || self.grid_place().is_none() {
            return;
        }
        self.grid.typed.get_or_insert_with(Field::default).insert(letter.encode_utf8(&mut [0; 4]));
        self.grid_changed();
    }

    /// Rows of a table, pasted: they are shown first.
    pub(super) fn paste_in_grid(&mut self, text: &str) {
        let Some(table) = self.sheet().and_then(|report| report.tables.iter().find(|table| table.id == "entry")) else {
            return;
        };
        let people: Vec<&str> = table.rows.iter().filter(|row| !row.total).map(|row| row.id.as_str()).collect();
        let measures: Vec<&str> =
            table.columns.iter().map(|column| column.id.as_ref()).filter(|id| *id != "state").collect();
        // One person is entered downwards, several to the right.
        let (row, column) = (self.reading.cursor(), self.grid.column);
        let lines = text.lines().filter(|line| !line.trim().is_empty()).enumerate();
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
        let pasted: Vec<Pasted> = cells.filter_map(place).collect();
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

    /// Writes what is typed under the cursor; whether the cursor stays, as there is something to say about it.
    fn write_cell(&mut self) -> (Vec<Effect>, bool) {
        let Some(place) = self.grid_place() else { return (Vec::new(), false) };
        let typed = self.grid.typed.as_ref().map(Field::text).or_else(|| self.grid.unsaved.get(&place).cloned());
        let Some(text) = typed else { return (Vec::new(), false) };
        let value = match self.grid_value(&place, &text) {
            Ok(value) => value,
            Err(error) => {
                self.tell(false, &said(&error, self.start.lang).sentence);
                return (Vec::new(), true);
            }
        };
        if value == self.figure_in("entry", &place) {
            self.grid.typed = None;
            self.grid.unsaved.remove(&place);
            self.grid_changed();
            return (Vec::new(), false);
        }
        if let Some(value) = value.filter(|value| self.asks_for_slip(&place, *value)) {
            self.grid.asked = Some((place, value));
            return (Vec::new(), true);
        }
        (self.write_figure(place, &text, value), false)
    }

    /// Whether a figure looks like a slip and has not been asked about; then it is.
    fn asks_for_slip(&mut self, place: &Place, value: i64) -> bool {
        let usual = self.figure_in("usual", place);
        let asked = self.grid.asked.as_ref().is_some_and(|asked| *asked == (place.clone(), value));
        let slips = !asked && looks_like_a_slip(value, usual.and_then(|usual| Rate::new(usual.into(), 1)));
        if slips {
            let unit = self.measure_of(&place.1).map_or(Unit::Count, |measure| measure.unit);
            let show = |number: i64| crate::text::decimal(number.into(), unit.decimals(), 0);
            let key = self.start.keymap.first(Action::NextFigure);
            let args = [("value", show(value)), ("usual", show(usual.unwrap_or(0))), ("key", key)];
            let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let text = say("grid.slip", &args, self.start.lang);
            self.tell(false, &text);
        }
        slips
    }

    /// Has a figure written; where that wants a reason, asks for it.
    fn write_figure(&mut self, place: Place, text: &str, value: Option<i64>) -> Vec<Effect> {
        let Some(day) = self.entry_day() else { return Vec::new() };
        self.grid.typed = None;
        self.grid.unsaved.insert(place.clone(), text.to_owned());
        self.grid_changed();
        if self.is_closed(&place.0) || self.figure_in("given", &place).is_some() {
            return self.correct(&place, text);
        }
        let (person, measure) = place.clone();
        let cell = EntryCell { day, measure, dimensions: vec![(Dimension::Member, person)] };
        vec![self.give(Given::Figure(place.0, place.1), Command::Set { cell, value, correct: None })]
    }

    /// Asks why a figure is changed that stands already.
    fn correct(&mut self, place: &Place, text: &str) -> Vec<Effect> {
        let Some(day) = self.entry_day() else { return Vec::new() };
        let form = CorrectionForm {
            day,
            person: place.0.clone(),
            measure: place.1.clone(),
            unit: self.measure_of(&place.1).map_or(Unit::Count, |measure| measure.unit),
            old: self.figure_in("entry", place),
            new: text.to_owned(),
            finer: self.figure_in("finer", place).unwrap_or(0),
        };
        // From here on the form keeps it.
        self.grid.unsaved.remove(place);
        self.grid_changed();
        self.open_form(FormKind::Correction(form))
    }

    /// Writes what was pasted, as far as it can be read; the rest is kept to be mended.
    fn write_pasted(&mut self) -> Vec<Effect> {
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

    /// What came of a figure that was written.
    pub(super) fn figure_applied(&mut self, place: &Place, applied: Result<Receipt, Error>) -> Vec<Effect> {
        self.dirty = true;
        match applied {
            Ok(receipt) => {
                self.grid.unsaved.remove(place);
                self.grid_changed();
                self.tell_done(&receipt);
                self.ask()
            }
            Err(error) if super::form::WANT_REASON.contains(&error.id.as_ref()) => {
                let text = self.grid.unsaved.get(place).cloned().unwrap_or_default();
                self.correct(place, &text)
            }
            Err(error) => {
                self.tell(false, &said(&error, self.start.lang).sentence);
                Vec::new()
            }
        }
    }

    /// Closes the day of who is under the cursor; on the total, of everybody whose figures are in.
    fn close_day(&mut self) -> Vec<Effect> {
        let Some(day) = self.entry_day() else { return Vec::new() };
        let Some(report) = self.sheet() else { return Vec::new() };
        let closes = report.tables.iter().find(|table| table.id == "closes");
        let seen = |person: &str| {
            let row = closes.and_then(|table| table.rows.iter().find(|row| row.id == person))?;
            match row.cells.get(1)?.value {
                Value::Number(number, _) => u64::try_from(number).ok().map(Revision),
                _ => None,
            }
        };
        let ready = |row: &crate::report::Row| {
            let state = row.cells.last().map(|cell| &cell.value);
            matches!(state, Some(Value::Words(words)) if matches!(words.id.as_ref(), "entry.ready" | "entry.submitted"))
        };
        let people: Vec<String> = match self.grid_person() {
            Some(person) => vec![person],
            None => self
                .reading
                .tables()
                .flat_map(|table| &table.rows)
                .filter(|row| ready(row))
                .map(|row| row.id.clone())
                .collect(),
        };
        let Some(first) = people.first() else {
            self.tell(false, phrase("grid.none-to-close", self.start.lang));
            return Vec::new();
        };
        if people.len() == 1 && self.is_closed(first) {
            let text = say("grid.closed-already", &[("who", first)], self.start.lang);
            self.tell(false, &text);
            return Vec::new();
        }
        let close = |person: String| {
            let seen = seen(&person);
            let close = DayClose { day, person, state: CloseState::Closed, by: String::new(), at: 0 };
            (Document::DayClose(close), seen)
        };
        let documents = people.into_iter().map(close).collect();
        vec![self.give(Given::Close, Command::Write { documents, reason: None })]
    }

    /// What came of closing a day.
    pub(super) fn close_applied(&mut self, applied: Result<Receipt, Error>) -> Vec<Effect> {
        self.dirty = true;
        match applied {
            Ok(receipt) => {
                self.tell_done(&receipt);
                self.ask()
            }
            Err(error) => {
                let words = said(&error, self.start.lang);
                self.tell(
                    false,
                    &words.hint.map_or(words.sentence.clone(), |hint| format!("{} {hint}", words.sentence)),
                );
                Vec::new()
            }
        }
    }

    /// Takes the newest change of this person back, or does it again.
    pub(super) fn undo(&mut self, again: bool) -> Vec<Effect> {
        if !self.is_open() {
            return Vec::new();
        }
        vec![self.give(Given::Close, if again { Command::Redo } else { Command::Undo })]
    }
}
