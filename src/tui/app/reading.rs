//! What is read: the view and the question, its last answer, the cursor, the way back.

mod order;
mod question;
mod way;

use std::sync::Arc;

use order::{Order, breakdown};

use super::{Panel, View};
use crate::domain::base::Error;
use crate::domain::model::{Dimension, Lens, Notice};
use crate::report::{Report, Row, Sentence, Table, Value};
use crate::text::Lang;

/// A step to come back to: the view, the question, and where in its report one was.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Step {
    view: View,
    lens: Lens,
    place: Place,
    /// What was gone into.
    label: Value,
}

/// Where in a report one is.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
struct Place {
    cursor: usize,
    panel: Panel,
    /// Where the cursor stood in the overview, while another panel has its own.
    held: usize,
}

/// The views that read, one of which is shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reading {
    view: View,
    asked: Lens,
    /// The view and the question of the report shown, to fall back to.
    answered: Option<(View, Lens)>,
    report: Option<Arc<Report>>,
    /// The same as it was answered, and in what order it is read.
    unsorted: Option<Arc<Report>>,
    order: Order,
    error: Option<Error>,
    place: Place,
    /// Where one is once there is an answer, where that is another's: what is shown until then stays as it is.
    next: Option<Place>,
    trail: Vec<Step>,
}

/// Dimensions in the order in which `b` and `Enter` go through them.
const DIMENSIONS: [Dimension; 5] =
    [Dimension::Channel, Dimension::Region, Dimension::Product, Dimension::Team, Dimension::Member];

/// What a board can rank, in the order in which `b` goes through it.
const RANKED: [Dimension; 5] =
    [Dimension::Member, Dimension::Team, Dimension::Region, Dimension::Channel, Dimension::Product];

/// Tables whose rows are measures of the period.
const MEASURES: [&str; 4] = ["measures", "weeks", "exceptions", "pace"];
/// Columns from which pictures stand beside the tables.
pub(in crate::tui) const WIDE: usize = 120;

impl Reading {
    /// A view of a question that is not answered yet.
    #[must_use]
    pub fn new(view: View, lens: Lens) -> Self {
        Self {
            view,
            asked: lens,
            answered: None,
            report: None,
            unsorted: None,
            order: Order::default(),
            error: None,
            place: Place::default(),
            next: None,
            trail: Vec::new(),
        }
    }

    /// Shows nothing until there is an answer.
    pub(super) fn forget(&mut self) {
        (self.report, self.unsorted, self.answered, self.error) = (None, None, None, None);
    }

    /// Another question in `view`, with no way back; the report stays until there is an answer.
    pub(super) fn restart(&mut self, view: View, lens: Lens) {
        (self.view, self.asked) = (view, lens);
        self.trail.clear();
        self.overview();
    }

    /// Puts the cursor where it stands once there is an answer.
    pub(super) fn begin_at(&mut self, cursor: usize) {
        self.next = Some(Place { cursor, ..Place::default() });
    }

    /// The view as it is asked for now; the report shown may still be another's.
    #[must_use]
    pub fn view(&self) -> View {
        self.view
    }

    /// The question as it is asked now; the answer shown may still be the one before.
    #[must_use]
    pub fn asked(&self) -> &Lens {
        &self.asked
    }

    /// The last report.
    #[must_use]
    pub fn report(&self) -> Option<&Report> {
        self.report.as_deref()
    }

    /// What went wrong with the last question; the report before it is still shown.
    #[must_use]
    pub fn error(&self) -> Option<&Error> {
        self.error.as_ref()
    }

    /// The row under the cursor, counted over the tables of the panel.
    #[must_use]
    pub fn cursor(&self) -> usize {
        self.place.cursor
    }

    /// How many steps `back` can go.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.trail.len()
    }

    /// Whether the database has no figure at all.
    #[must_use]
    pub fn is_empty_database(&self) -> bool {
        self.report().is_some_and(|report| report.trust.data_until.is_none() && self.trail.is_empty())
    }

    /// Whether what is shown would be said otherwise after `notice`.
    #[must_use]
    pub fn is_about(&self, notice: &Notice) -> bool {
        self.report().is_none_or(|report| {
            let written = notice.kinds.iter().any(|kind| kind.is_of_everything() || report.kinds.contains(kind));
            let touched = written || report.trust.data_until.is_none() || notice.meets(&report.read);
            notice.revision > report.revision && report.lens.as_of.is_none() && touched
        })
    }

    /// What was gone into on the way here, outermost first; nothing where the question was asked anew.
    #[must_use]
    pub fn path(&self) -> Vec<&Value> {
        let within = matches!(self.view, View::Report | View::Behind);
        let steps = self.trail.iter().rev().take_while(|step| within && step.label != Value::Null);
        let mut labels: Vec<&Value> = steps.map(|step| &step.label).collect();
        labels.reverse();
        labels
    }

    /// The part of the report that is shown.
    #[must_use]
    pub fn panel(&self) -> Panel {
        self.place.panel
    }

    /// The tables that the cursor goes through, in its order.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        let report = self.report();
        let numbers = report.map(|report| self.place.panel.tables(report)).unwrap_or_default();
        numbers.into_iter().filter_map(move |at| report?.tables.get(at))
    }

    /// How many rows the cursor goes through.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.tables().map(|table| table.rows.len()).sum()
    }

    /// The id of the measure under the cursor, where the row is about one.
    #[must_use]
    pub fn measure(&self) -> Option<&str> {
        let report = self.report()?;
        let cursor = if self.place.panel == Panel::More { self.place.held } else { self.place.cursor };
        let tables = Panel::Overview.tables(report).into_iter().filter_map(|at| report.tables.get(at));
        let mut rows = tables.flat_map(|table| table.rows.iter().map(move |row| (table.id.as_ref(), row.id.as_str())));
        rows.nth(cursor).filter(|(table, _)| MEASURES.contains(table)).map(|(_, id)| id)
    }

    /// Whether there is more of the report than a screen of so many columns shows at once.
    #[must_use]
    pub fn has_panels(&self, columns: u16) -> bool {
        self.report().is_some_and(|report| Panel::all(report, usize::from(columns) >= WIDE).len() > 1)
    }

    /// To the part of the report after (`forth`) or before, on a screen of so many columns; whether there is another.
    pub(super) fn turn_panel(&mut self, columns: u16, forth: bool) -> bool {
        let Some(report) = self.report() else { return false };
        let mut panels = Panel::all(report, usize::from(columns) >= WIDE);
        if !forth {
            panels.reverse();
        }
        let place = self.next.as_mut().unwrap_or(&mut self.place);
        let at = panels.iter().position(|panel| *panel == place.panel).map_or(0, |at| at + 1);
        let next = panels.get(at).or_else(|| panels.first()).copied().unwrap_or_default();
        let before = std::mem::replace(&mut place.panel, next);
        match (before == Panel::More, next == Panel::More) {
            (false, true) => place.held = std::mem::take(&mut place.cursor),
            (true, false) => place.cursor = place.held,
            _ => {}
        }
        before != next
    }

    /// To the overview of what is asked, as it is seen first.
    fn overview(&mut self) {
        self.next = Some(Place::default());
    }

    /// Where one will be, or is where nothing else is asked.
    fn heading(&self) -> Place {
        self.next.unwrap_or(self.place)
    }

    /// The id of the table that the cursor is in, and the row under it.
    #[must_use]
    pub fn selected(&self) -> Option<(&str, &Row)> {
        self.tables()
            .flat_map(|table| table.rows.iter().map(move |row| (table.id.as_ref(), row)))
            .nth(self.place.cursor)
    }

    /// Takes an answer; the cursor stays on its row where the new report has one of the same table and id. Where the
    /// question could not be answered, the last one that could is the question again.
    pub(super) fn answered(&mut self, answer: Result<Arc<Report>, Error>, lang: Lang) {
        let next = self.next.take();
        let report = match answer {
            Ok(report) => report,
            Err(error) => {
                self.error = Some(error);
                if let Some((view, lens)) = self.answered.clone() {
                    (self.view, self.asked) = (view, lens);
                }
                return;
            }
        };
        // A cursor that nobody has moved stays at the top of a review, whatever stands there.
        let top = self.view == View::Report && self.place.cursor == 0;
        let kept =
            self.selected().filter(|_| next.is_none() && !top).map(|(table, row)| (table.to_owned(), row.id.clone()));
        self.error = None;
        self.answered = Some((self.view, self.asked.clone()));
        self.report = Some(self.order.of(&report, lang));
        self.unsorted = Some(report);
        self.place = next.unwrap_or(self.place);
        let gone = self.place.panel == Panel::More && self.tables().next().is_none();
        if gone {
            self.place = Place::default();
        }
        let same = kept.and_then(|(table, id)| self.row_of(&table, &id));
        self.place.cursor = same.unwrap_or(self.place.cursor).min(self.rows().saturating_sub(1));
    }

    /// Whether what is shown are changes, one of which can be taken back.
    #[must_use]
    pub fn is_ledger(&self) -> bool {
        matches!(self.view, View::Imports | View::Journal | View::Changed)
    }

    /// Whether what is shown is broken down.
    #[must_use]
    pub fn is_broken_down(&self) -> bool {
        self.report().is_some_and(|report| breakdown(report).is_some())
    }

    /// The breakdown in the next order; what says in which, or nothing where nothing is broken down.
    pub(super) fn sort(&mut self, lang: Lang) -> Option<Sentence> {
        let report = self.unsorted.clone().filter(|report| breakdown(report).is_some())?;
        self.order = self.order.next(&report);
        let sorted = self.order.of(&report, lang);
        let said = breakdown(&sorted).and_then(Table::order);
        self.report = Some(sorted);
        Some(said.unwrap_or(Sentence::new("note.by_size")))
    }

    /// The same in the language that the names are read in.
    pub(super) fn speak(&mut self, lang: Lang) {
        if let Some(report) = &self.unsorted {
            self.report = Some(self.order.of(report, lang));
        }
    }

    /// Moves the cursor by `rows`, in what is asked where that is not answered yet; whether it moved in what is shown.
    pub(super) fn step(&mut self, rows: isize) -> bool {
        if let Some(next) = &mut self.next {
            // How many rows there are is not known before the answer.
            next.cursor = next.cursor.saturating_add_signed(rows);
            return false;
        }
        let last = self.rows().saturating_sub(1);
        let to = self.place.cursor.saturating_add_signed(rows).min(last);
        std::mem::replace(&mut self.place.cursor, to) != to
    }

    /// Puts the cursor on the row of that number, counted over all tables; whether it moved.
    pub(super) fn place(&mut self, row: usize) -> bool {
        let to = row.min(self.rows().saturating_sub(1));
        std::mem::replace(&mut self.place.cursor, to) != to
    }

    /// The number of the row of that id in that table, counted over all tables.
    fn row_of(&self, table: &str, id: &str) -> Option<usize> {
        let rows = self.tables().flat_map(|found| found.rows.iter().map(move |row| (&*found.id, &*row.id)));
        rows.into_iter().position(|row| row == (table, id))
    }

    /// Puts the cursor on the row of that id in that table, where there is one; whether it moved.
    pub(super) fn point(&mut self, table: &str, id: &str) -> bool {
        self.row_of(table, id).is_some_and(|at| self.place(at))
    }

    /// To the first row of the table of that id, unless the cursor is in it; whether it moved.
    pub(super) fn point_into(&mut self, table: &str) -> bool {
        if self.selected().is_some_and(|(here, _)| here == table) {
            return false;
        }
        let at = self.tables().position(|known| known.id == table && !known.rows.is_empty());
        let above = at.map(|at| self.tables().take(at).map(|table| table.rows.len()).sum());
        above.is_some_and(|above| self.place(above))
    }
}
