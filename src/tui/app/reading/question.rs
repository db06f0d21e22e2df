//! What the keys make of the question: another view, period, comparison, basis or breakdown.

use super::super::Action;
use super::{DIMENSIONS, MEASURES, RANKED, Reading, Step, View};
use crate::domain::base::{DayRange, FiscalStart, Grain, Period};
use crate::domain::model::{Basis, Changes, Dimension, Lens, Versus};
use crate::report::{BOARDS, GROWTH_BOARDS, Value};

impl Reading {
    /// Does what `action` does to the question; whether there is a new one.
    pub(in crate::tui::app) fn turn(&mut self, action: Action) -> bool {
        match action {
            Action::Previous => self.shift(-1),
            Action::Next => self.shift(1),
            Action::Latest => self.jump(false),
            Action::LastData => self.jump(true),
            Action::Day => self.show(View::Report) | self.grain(Grain::Day),
            Action::Week => self.show(View::Report) | self.grain(Grain::Week),
            Action::Month => self.show(View::Report) | self.grain(Grain::Month),
            Action::Funnel => self.show(View::Funnel),
            Action::Board => self.show(View::Board),
            Action::Goals => self.show(View::Goals) | self.leave_day(),
            Action::NextBoard => self.other_board(1),
            Action::PreviousBoard => self.other_board(BOARDS.len() - 1),
            Action::Metrics => self.show(View::Metrics),
            Action::Meeting => self.show(View::Meeting),
            Action::ByDay => self.grain(Grain::Day),
            Action::ByWeek => self.grain(Grain::Week),
            Action::ByMonth => self.grain(Grain::Month),
            Action::ByQuarter => self.grain(Grain::Quarter),
            Action::ByYear => self.grain(Grain::Year),
            Action::Open => self.open(),
            Action::Back => self.back(),
            Action::Compare => {
                self.compare();
                true
            }
            Action::Basis => {
                self.basis();
                true
            }
            Action::Breakdown => self.breakdown(),
            _ => false,
        }
    }

    /// Another question in `view`, to come back from; whether it is another.
    pub(in crate::tui::app) fn visit(&mut self, view: View, lens: Lens) -> bool {
        // Which changes are meant is asked of the journal, and not taken along from it.
        let (view, lens) = match (view, self.view) {
            (View::Journal, _) => (view, lens),
            (_, View::Journal) => (view, Lens { changes: Changes::default(), ..lens }),
            _ if lens.changes.is_all() => (view, lens),
            _ => (View::Journal, lens),
        };
        // The state of a meeting's minutes is theirs alone.
        let theirs = self.view == View::Minutes && view != View::Minutes && lens.as_of == self.asked.as_of;
        let lens = Lens { as_of: lens.as_of.filter(|_| !theirs), ..lens };
        let changes = (self.view, &self.asked) != (view, &lens);
        if changes {
            let (from, asked, place) = (self.view, self.asked.clone(), self.heading());
            self.trail.push(Step { view: from, lens: asked, place, label: Value::Null });
            if from != view {
                self.overview();
            }
            (self.view, self.asked) = (view, lens);
        }
        changes
    }

    /// Another view of the same question; whether there is a new question.
    pub(in crate::tui::app) fn show(&mut self, view: View) -> bool {
        let changes = self.view != view;
        if changes {
            if self.view == View::Minutes {
                // What a meeting was about, and the state it saw, are left with its minutes.
                let before = self.trail.iter().rev().find(|step| step.view != View::Minutes);
                self.asked = before.map_or_else(|| Lens::new(Grain::Day), |step| step.lens.clone());
            }
            if self.view == View::Metric {
                // A metric is looked up, not taken along.
                self.asked.metric = self.trail.first().and_then(|step| step.lens.metric.clone());
            }
            self.asked.changes = Changes::default();
            self.trail.clear();
            if view == View::Board {
                // Whoever one has been looking at alone is held against the others again; and one comes back to him.
                if !self.alone().is_empty() {
                    let (view, lens) = (self.view, self.asked.clone());
                    self.trail.push(Step { view, lens, place: self.heading(), label: Value::Null });
                }
                self.asked.filters.retain(|(dimension, _)| *dimension != Dimension::Member);
            } else if self.asked.metric.as_deref().is_some_and(|metric| GROWTH_BOARDS.contains(&metric)) {
                // Only boards rank growth.
                self.asked.metric = None;
            }
            self.overview();
            self.view = view;
        }
        changes
    }

    /// The people that the question is about alone; nobody where it is about everybody, and on a person's own page.
    pub(in crate::tui::app) fn alone(&self) -> &[String] {
        let own = self.asked.filters.iter().find(|(dimension, _)| *dimension == Dimension::Member);
        own.filter(|_| self.view != View::Person).map_or(&[], |(_, names)| names)
    }

    /// From a day to its month, for nobody has goals of a day; whether there is a new question.
    fn leave_day(&mut self) -> bool {
        self.asked.grain == Grain::Day && self.grain(Grain::Month)
    }

    /// The board `steps` further on in the order of the boards; whether there is a new question.
    pub(in crate::tui::app) fn other_board(&mut self, steps: usize) -> bool {
        let own = self.asked.metric.as_deref().or(BOARDS.first().copied());
        let at = BOARDS.iter().position(|board| Some(*board) == own);
        let to = at.map_or(0, |at| (at + steps) % BOARDS.len());
        self.asked.metric = BOARDS.get(to).map(|board| (*board).to_owned());
        true
    }

    /// The period the question is about, as far as it is known.
    pub(super) fn period(&self) -> Option<Period> {
        let shown = || self.report().filter(|report| report.lens.grain == self.asked.grain)?.period;
        self.asked.anchor.or_else(shown)
    }

    /// To the period `steps` away; whether there is a new question.
    pub(in crate::tui::app) fn shift(&mut self, steps: i32) -> bool {
        let Some(period) = self.period() else { return false };
        self.asked.anchor = Some(period.shift(steps));
        true
    }

    /// To the last working day's period; or, `with_figures`, to that of the last day with figures.
    pub(in crate::tui::app) fn jump(&mut self, with_figures: bool) -> bool {
        let target = with_figures.then(|| self.report()?.trust.data_until).flatten();
        let fiscal = self.report().map(|report| report.fiscal).unwrap_or_default();
        if with_figures && target.is_none() {
            return false;
        }
        let anchor = target.map(|day| Period::of(self.asked.grain, day, fiscal));
        // Now is the present state, too; minutes have but their own.
        let was = if self.view == View::Minutes { None } else { self.asked.as_of.take() };
        (std::mem::replace(&mut self.asked.anchor, anchor) != anchor) | was.is_some()
    }

    /// Another grain at the same place in time: the default stays the default, any other period goes to the one
    /// that holds its last working day that counts.
    pub(in crate::tui::app) fn grain(&mut self, grain: Grain) -> bool {
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
    pub(in crate::tui::app) fn compare(&mut self) {
        self.asked.versus = match self.asked.versus {
            Versus::Usual if self.asked.grain == Grain::Day => Versus::Previous,
            Versus::Usual | Versus::Previous => Versus::Year,
            Versus::Year => Versus::None,
            Versus::None => Versus::Usual,
        };
    }

    /// The other basis.
    pub(in crate::tui::app) fn basis(&mut self) {
        self.asked.basis = match self.asked.basis {
            Basis::Period => Basis::Cohort,
            Basis::Cohort => Basis::Period,
        };
    }

    /// What the view breaks down by: the funnel by the first dimension that is not filtered unless told otherwise.
    pub(super) fn by(&self) -> Option<Dimension> {
        let own = || if self.view == View::Funnel { self.dimension_after(None) } else { None };
        self.asked.by.or_else(own)
    }

    /// The next breakdown, of the measure whose row was chosen, dimensions that are filtered left out; none after the
    /// last. A board always ranks something,
    /// and a person is no one else; whether there is a new question.
    pub(in crate::tui::app) fn breakdown(&mut self) -> bool {
        match self.view {
            View::Person
            | View::Goals
            | View::Behind
            | View::Imports
            | View::Journal
            | View::Roster
            | View::Records
            | View::Entry
            | View::Meeting
            | View::Standup
            | View::Minutes => return false,
            View::Board => {
                let shown = self.report().and_then(|report| report.lens.by);
                let by = self.asked.by.or(shown);
                let at = RANKED.iter().position(|dimension| Some(*dimension) == by);
                self.asked.by = RANKED.get(at.map_or(0, |at| (at + 1) % RANKED.len())).copied();
                return true;
            }
            View::Report | View::Funnel | View::Metrics | View::Metric | View::Changed => {}
        }
        let chosen =
            self.selected().filter(|(table, row)| self.place.cursor > 0 && MEASURES.contains(table) && !row.total);
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

    pub(super) fn dimension_after(&self, at: Option<usize>) -> Option<Dimension> {
        let free = |dimension: &Dimension| self.asked.filters.iter().all(|(other, _)| other != dimension);
        DIMENSIONS.into_iter().skip(at.map_or(0, |at| at + 1)).find(free)
    }

    pub(super) fn fiscal(&self) -> FiscalStart {
        self.report().map(|report| report.fiscal).unwrap_or_default()
    }
}
