//! What the grid writes: figures as the cursor leaves them, and the day when it is closed.

use super::{Action, App, CorrectionForm, Effect, Field, FormKind, Given, Place};
use crate::desk::{Command, EntryCell, Receipt};
use crate::domain::base::{Error, Rate};
use crate::domain::model::{CloseState, DayClose, Dimension, Document, Revision, Unit};
use crate::domain::rules::slip::{Doubt, doubt};
use crate::report::{Row, Value};
use crate::text::{phrase, said, say, typed};

impl App {
    /// Writes what is typed under the cursor; whether the cursor stays, as there is something to say about it.
    pub(super) fn write_cell(&mut self) -> (Vec<Effect>, bool) {
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
        if let Some(value) = value.filter(|value| self.asks_about(&place, *value)) {
            self.grid.asked = Some((place, value));
            return (Vec::new(), true);
        }
        (self.write_figure(place, &text, value), false)
    }

    /// Whether there is a doubt about a figure that has not been asked about; then it is.
    fn asks_about(&mut self, place: &Place, value: i64) -> bool {
        if self.grid.asked.as_ref().is_some_and(|asked| *asked == (place.clone(), value)) {
            return false;
        }
        let usual = self.figure_in("usual", place);
        let beyond = self.valid_beyond_all(place, value);
        let id = match doubt(value, usual.and_then(|usual| Rate::new(usual.into(), 1))) {
            Some(Doubt::BelowZero) => "grid.below-zero",
            _ if beyond.is_some() => "grid.beyond",
            Some(Doubt::Tenfold) => "grid.tenfold",
            Some(Doubt::Tenth) => "grid.tenth",
            None => return false,
        };
        let unit = self.measure_of(&place.1).map_or(Unit::Count, |measure| measure.unit);
        let show = |number: i64| typed(number.into(), unit.decimals());
        let (valid, all) = beyond.unwrap_or_default();
        let key = self.start.keymap.first(Action::NextFigure);
        let args = [("value", show(value)), ("usual", show(usual.unwrap_or(0))), ("key", key)];
        let args = args.into_iter().chain([("valid", show(valid)), ("all", show(all))]).collect::<Vec<_>>();
        let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let text = say(id, &args, self.start.lang);
        self.tell(false, &text);
        true
    }

    /// The valid inquiries and all inquiries of the person, where `value` would leave more valid ones than there are.
    fn valid_beyond_all(&self, place: &Place, value: i64) -> Option<(i64, i64)> {
        let other = |measure: &str| {
            let place = (place.0.clone(), measure.to_owned());
            let unsaved = self.grid.unsaved.get(&place).and_then(|text| self.grid_value(&place, text).ok());
            unsaved.unwrap_or_else(|| self.figure_in("entry", &place))
        };
        let (valid, all) = match place.1.as_str() {
            "valid_inquiries" => (value, other("inquiries")?),
            "inquiries" => (other("valid_inquiries")?, value),
            _ => return None,
        };
        (valid > all).then_some((valid, all))
    }

    /// Has a figure written; where that wants a reason, asks for it.
    pub(super) fn write_figure(&mut self, place: Place, text: &str, value: Option<i64>) -> Vec<Effect> {
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

    /// What came of a figure that was written.
    pub(in crate::tui::app) fn figure_applied(
        &mut self,
        place: &Place,
        applied: Result<Receipt, Error>,
    ) -> Vec<Effect> {
        self.dirty = true;
        match applied {
            Ok(receipt) => {
                self.grid.unsaved.remove(place);
                self.grid_changed();
                // What is asked about the figure under the cursor is not covered by what became of the one before.
                let asked = self.grid.asked.as_ref().map(|(place, _)| place);
                if self.grid.typed.is_none() || asked != self.grid_place().as_ref() {
                    self.tell_done(&receipt);
                }
                self.ask()
            }
            Err(error) if super::super::form::WANT_REASON.contains(&error.id.as_ref()) => {
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
    pub(super) fn close_day(&mut self) -> Vec<Effect> {
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
        let ready = |row: &Row| {
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
    pub(in crate::tui::app) fn close_applied(&mut self, applied: Result<Receipt, Error>) -> Vec<Effect> {
        self.dirty = true;
        match applied {
            Ok(receipt) => {
                self.tell_done(&receipt);
                self.ask()
            }
            Err(error) => {
                let words = said(&self.timed(&error), self.start.lang);
                self.tell(
                    false,
                    &words.hint.map_or(words.sentence.clone(), |hint| format!("{} {hint}", words.sentence)),
                );
                Vec::new()
            }
        }
    }

    /// Takes the newest change of this person back, or does it again.
    pub(in crate::tui::app) fn undo(&mut self, again: bool) -> Vec<Effect> {
        if !self.is_open() {
            return Vec::new();
        }
        vec![self.give(Given::TakenBack(again), if again { Command::Redo } else { Command::Undo })]
    }
}
