//! Finding a row by a part of its name, in either language. The cursor follows what is typed.

use super::matching::{Folded, Rank, meets};
use super::{Action, App, Field, Overlay};
use crate::render::Voice;
use crate::report::Row;
use crate::text::Lang;

/// What is being looked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Find {
    /// What is typed.
    pub field: Field,
    /// The rows that meet it, counted over the tables that the cursor goes through.
    pub rows: Vec<usize>,
    /// Where the cursor stood.
    from: usize,
}

impl App {
    /// Opens the line.
    pub(super) fn open_find(&mut self) {
        let find = Find { field: Field::default(), rows: Vec::new(), from: self.reading.cursor() };
        self.layers.push(Overlay::Find(find));
        self.dirty = true;
    }

    /// The rows whose name has `text` in it; none for nothing.
    fn rows_with(&self, text: &str) -> Vec<usize> {
        let wanted = Folded::of(text);
        let Some(report) = self.reading.report().filter(|_| wanted != Folded::default()) else { return Vec::new() };
        let voices = Lang::ALL.map(|lang| Voice::of(report, lang));
        let rows = self.reading.tables().flat_map(|table| &table.rows);
        let has = |name: &str| meets(&Folded::of(name), &wanted).is_some_and(|(rank, _)| rank < Rank::Scattered);
        // A row of the journal or of the imports has a number for its name: it is found by all that it says.
        let told = |voice: &Voice<'_>, row: &Row| {
            self.reading.is_ledger() && row.cells.iter().any(|cell| has(&voice.value(&cell.value)))
        };
        rows.enumerate()
            .filter(|(_, row)| {
                voices.iter().any(|voice| has(&voice.value(&row.label)) || told(voice, row)) || has(&row.id)
            })
            .map(|(at, _)| at)
            .collect()
    }

    /// Moves the cursor to the first row that meets what is typed, from where it stood on, and round.
    pub(super) fn seek(&mut self) {
        let Some(Overlay::Find(find)) = self.top() else { return };
        let from = find.from;
        let rows = self.rows_with(&find.field.text());
        let to = rows.iter().find(|row| **row >= from).or(rows.first()).copied().unwrap_or(from);
        self.reading.place(to);
        if let Some(Overlay::Find(find)) = self.layers.last_mut() {
            find.rows = rows;
        }
    }

    /// To the row before or after, of those that meet what is typed, and round.
    pub(super) fn step_found(&mut self, action: Action) {
        let Some(Overlay::Find(find)) = self.top() else { return };
        let at = self.reading.cursor();
        let to = match action {
            Action::ChooseUp | Action::ChoosePageUp => {
                find.rows.iter().rev().find(|row| **row < at).or(find.rows.last()).copied()
            }
            _ => find.rows.iter().find(|row| **row > at).or(find.rows.first()).copied(),
        };
        if let Some(to) = to {
            self.dirty |= self.reading.place(to);
        }
    }

    /// Stays where the cursor is. With nothing typed, it goes to the next row of what was looked for last.
    pub(super) fn accept_find(&mut self) {
        let Some(Overlay::Find(find)) = self.layers.pop() else { return };
        if !find.field.is_empty() {
            self.sought = find.field.text();
            return;
        }
        let rows = self.rows_with(&self.sought);
        let at = self.reading.cursor();
        if let Some(to) = rows.iter().find(|row| **row > at).or(rows.first()) {
            self.reading.place(*to);
        }
    }

    /// Back to where the cursor stood.
    pub(super) fn cancel_find(&mut self, find: &Find) {
        self.reading.place(find.from);
    }
}
