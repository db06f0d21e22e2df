//! What is read: the view and the question, its last answer, the cursor, the way back.

mod order;
mod way;

use std::sync::Arc;

use order::{Order, breakdown};

use super::{Panel, View};
use crate::domain::base::{DayRange, Error, FiscalStart, Grain, Period};
use crate::domain::model::{Basis, Dimension, Lens, Notice, Versus};
use crate::report::{BOARDS, GROWTH_BOARDS, Report, Row, Sentence, Table, Value};
use crate::text::Lang;

/// A place to come back to: the view, the question, and the row the cursor stood on.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Step {
    view: View,
    lens: Lens,
    cursor: usize,
    panel: Panel,
    /// What was gone into.
    label: Value,
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
    cursor: usize,
    panel: Panel,
    /// Where the cursor stood in the overview, while another panel has its own.
    held: usize,
    /// Whether the next answer is another place: the cursor is where it belongs there already.
    moved: bool,
    trail: Vec<Step>,
}

/// Dimensions in the order in which `b` and `Enter` go through them.
const DIMENSIONS: [Dimension; 5] =
    [Dimension::Channel, Dimension::Region, Dimension::Product, Dimension::Team, Dimension::Member];

/// What a board can rank, in the order in which `b` goes through it.
const RANKED: [Dimension; 5] =
    [Dimension::Member, Dimension::Team, Dimension::Region, Dimension::Channel, Dimension::Product];

/// Tables whose rows are measures of the period.
const MEASURES: [&str; 3] = ["measures", "weeks", "exceptions"];
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
            cursor: 0,
            panel: Panel::default(),
            held: 0,
            moved: false,
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
        self.cursor = cursor;
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
        self.cursor
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
            let touched = !notice.kinds.is_empty() || report.trust.data_until.is_none() || notice.meets(&report.read);
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
        self.panel
    }

    /// The tables that the cursor goes through, in its order.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        let report = self.report();
        let numbers = report.map(|report| self.panel.tables(report)).unwrap_or_default();
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
        let cursor = if self.panel == Panel::More { self.held } else { self.cursor };
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
        let at = panels.iter().position(|panel| *panel == self.panel).map_or(0, |at| at + 1);
        let next = panels.get(at).or_else(|| panels.first()).copied().unwrap_or_default();
        let before = std::mem::replace(&mut self.panel, next);
        match (before == Panel::More, next == Panel::More) {
            (false, true) => self.held = std::mem::take(&mut self.cursor),
            (true, false) => self.cursor = self.held,
            _ => {}
        }
        before != next
    }

    /// Back to the overview, as it is seen first.
    fn overview(&mut self) {
        (self.panel, self.cursor, self.held, self.moved) = (Panel::Overview, 0, 0, true);
    }

    /// The id of the table that the cursor is in, and the row under it.
    #[must_use]
    pub fn selected(&self) -> Option<(&str, &Row)> {
        self.tables().flat_map(|table| table.rows.iter().map(move |row| (table.id.as_ref(), row))).nth(self.cursor)
    }

    /// Takes an answer; the cursor stays on its row where the new report has one of the same table and id. Where the
    /// question could not be answered, the last one that could is the question again.
    pub(super) fn answered(&mut self, answer: Result<Arc<Report>, Error>, lang: Lang) {
        let moved = std::mem::take(&mut self.moved);
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
        let kept = self.selected().filter(|_| !moved).map(|(table, row)| (table.to_owned(), row.id.clone()));
        self.error = None;
        self.answered = Some((self.view, self.asked.clone()));
        self.report = Some(self.order.of(&report, lang));
        self.unsorted = Some(report);
        let gone = self.panel == Panel::More && self.tables().next().is_none();
        if gone {
            self.overview();
        }
        let same = kept.and_then(|(table, id)| {
            let ids = |table: &Table| (table.id.clone(), table.rows.iter().map(|row| row.id.clone()).collect());
            let tables: Vec<(_, Vec<String>)> = self.tables().map(ids).collect();
            let mut rows = tables.iter().flat_map(|(table, rows)| rows.iter().map(move |row| (table.as_ref(), row)));
            rows.position(|row| row == (table.as_str(), &id))
        });
        self.cursor = same.unwrap_or(self.cursor).min(self.rows().saturating_sub(1));
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

    /// Moves the cursor by `rows`; whether it moved.
    pub(super) fn step(&mut self, rows: isize) -> bool {
        let last = self.rows().saturating_sub(1);
        let to = self.cursor.saturating_add_signed(rows).min(last);
        std::mem::replace(&mut self.cursor, to) != to
    }

    /// Puts the cursor on the row of that number, counted over all tables; whether it moved.
    pub(super) fn place(&mut self, row: usize) -> bool {
        let to = row.min(self.rows().saturating_sub(1));
        std::mem::replace(&mut self.cursor, to) != to
    }

    /// Puts the cursor on the row of that id in that table, where there is one; whether it moved.
    pub(super) fn point(&mut self, table: &str, id: &str) -> bool {
        let at = {
            let rows = |found: &Table| found.rows.iter().position(|row| found.id == table && row.id == id);
            let mut before = 0;
            self.tables().find_map(|found| {
                let at = rows(found).map(|at| before + at);
                before += found.rows.len();
                at
            })
        };
        at.is_some_and(|at| self.place(at))
    }

    /// Another question in `view`, to come back from; whether it is another.
    pub(super) fn visit(&mut self, view: View, lens: Lens) -> bool {
        let changes = (self.view, &self.asked) != (view, &lens);
        if changes {
            let (from, asked, cursor) = (self.view, self.asked.clone(), self.cursor);
            self.trail.push(Step { view: from, lens: asked, cursor, panel: self.panel, label: Value::Null });
            if from != view {
                self.overview();
            }
            (self.view, self.asked) = (view, lens);
        }
        changes
    }

    /// Another view of the same question; whether there is a new question.
    pub(super) fn show(&mut self, view: View) -> bool {
        let changes = self.view != view;
        if changes {
            if self.view == View::Metric {
                // A metric is looked up, not taken along.
                self.asked.metric = self.trail.first().and_then(|step| step.lens.metric.clone());
            }
            self.trail.clear();
            self.overview();
            if view == View::Board {
                // Whoever one has been looking at alone is held against the others again.
                self.asked.filters.retain(|(dimension, _)| *dimension != Dimension::Member);
            } else if self.asked.metric.as_deref().is_some_and(|metric| GROWTH_BOARDS.contains(&metric)) {
                // Only boards rank growth.
                self.asked.metric = None;
            }
            self.view = view;
        }
        changes
    }

    /// The board `steps` further on in the order of the boards; whether there is a new question.
    pub(super) fn other_board(&mut self, steps: usize) -> bool {
        let own = self.asked.metric.as_deref().or(BOARDS.first().copied());
        let at = BOARDS.iter().position(|board| Some(*board) == own);
        let to = at.map_or(0, |at| (at + steps) % BOARDS.len());
        self.asked.metric = BOARDS.get(to).map(|board| (*board).to_owned());
        true
    }

    /// The period the question is about, as far as it is known.
    fn period(&self) -> Option<Period> {
        let shown = || self.report().filter(|report| report.lens.grain == self.asked.grain)?.period;
        self.asked.anchor.or_else(shown)
    }

    /// To the period `steps` away; whether there is a new question.
    pub(super) fn shift(&mut self, steps: i32) -> bool {
        let Some(period) = self.period() else { return false };
        self.asked.anchor = Some(period.shift(steps));
        true
    }

    /// To the last working day's period; or, `with_figures`, to that of the last day with figures.
    pub(super) fn jump(&mut self, with_figures: bool) -> bool {
        let target = with_figures.then(|| self.report()?.trust.data_until).flatten();
        let fiscal = self.report().map(|report| report.fiscal).unwrap_or_default();
        if with_figures && target.is_none() {
            return false;
        }
        let anchor = target.map(|day| Period::of(self.asked.grain, day, fiscal));
        std::mem::replace(&mut self.asked.anchor, anchor) != anchor
    }

    /// Another grain at the same place in time: the default stays the default, any other period goes to the one
    /// that holds its last working day that counts.
    pub(super) fn grain(&mut self, grain: Grain) -> bool {
        if self.asked.grain == grain {
            return false;
        }
        if let Some(period) = self.asked.anchor {
            let report = self.report().filter(|report| report.period == Some(period));
            let worked = report.and_then(|report| report.worked.or(report.counted.map(DayRange::last)));
            let counted = worked.unwrap_or(period.first());
            let fiscal = self.report().map(|report| report.fiscal).unwrap_or_default();
            self.asked.anchor = Some(Period::of(grain, counted, fiscal));
        }
        self.asked.grain = grain;
        true
    }

    /// The next comparison.
    pub(super) fn compare(&mut self) {
        self.asked.versus = match self.asked.versus {
            Versus::Usual if self.asked.grain == Grain::Day => Versus::Previous,
            Versus::Usual | Versus::Previous => Versus::Year,
            Versus::Year => Versus::None,
            Versus::None => Versus::Usual,
        };
    }

    /// The other basis.
    pub(super) fn basis(&mut self) {
        self.asked.basis = match self.asked.basis {
            Basis::Period => Basis::Cohort,
            Basis::Cohort => Basis::Period,
        };
    }

    /// What the view breaks down by: the funnel by the first dimension that is not filtered unless told otherwise.
    fn by(&self) -> Option<Dimension> {
        let own = || if self.view == View::Funnel { self.dimension_after(None) } else { None };
        self.asked.by.or_else(own)
    }

    /// The next breakdown, of the measure whose row was chosen, dimensions that are filtered left out; none after the
    /// last. A board always ranks something,
    /// and a person is no one else; whether there is a new question.
    pub(super) fn breakdown(&mut self) -> bool {
        match self.view {
            View::Person | View::Behind | View::Imports | View::Journal => return false,
            View::Board => {
                let shown = self.report().and_then(|report| report.lens.by);
                let by = self.asked.by.or(shown);
                let at = RANKED.iter().position(|dimension| Some(*dimension) == by);
                self.asked.by = RANKED.get(at.map_or(0, |at| (at + 1) % RANKED.len())).copied();
                return true;
            }
            View::Report | View::Funnel | View::Metrics | View::Metric | View::Changed => {}
        }
        let chosen = self.selected().filter(|(table, row)| self.cursor > 0 && MEASURES.contains(table) && !row.total);
        if let Some(metric) = chosen.map(|(_, row)| row.id.clone()).filter(|_| self.view == View::Report) {
            self.asked.metric = Some(metric);
        }
        let at = self.by().and_then(|by| DIMENSIONS.iter().position(|dimension| *dimension == by));
        self.asked.by = self.dimension_after(at);
        if self.view == View::Report {
            // What is broken down stands first.
            self.overview();
        }
        true
    }

    fn dimension_after(&self, at: Option<usize>) -> Option<Dimension> {
        let free = |dimension: &Dimension| self.asked.filters.iter().all(|(other, _)| other != dimension);
        DIMENSIONS.into_iter().skip(at.map_or(0, |at| at + 1)).find(free)
    }

    fn fiscal(&self) -> FiscalStart {
        self.report().map(|report| report.fiscal).unwrap_or_default()
    }
}
