//! The way down and out again: what `Enter` makes of the row under the cursor, and `Backspace` of the step before.

use super::{DIMENSIONS, MEASURES, Reading, Step, View};
use crate::domain::base::{Grain, Period};
use crate::domain::model::{Basis, Dimension};
use crate::report::{Sentence, Value, goal_of, opens, subject_of};

impl Reading {
    /// Into the row under the cursor: a row of a breakdown becomes a filter, and what is inside is broken down by the
    /// next dimension, down to the rows behind the figure; a measure becomes the one that is broken down. A total leads
    /// to the rows of the whole.
    pub(in crate::tui::app) fn open(&mut self) -> bool {
        let Some((table, row)) = self.selected() else { return false };
        if matches!(&row.label, Value::Words(words) if words.id == "row.struck") {
            return false;
        }
        let (table, id, total) = (table.to_owned(), row.id.clone(), row.total);
        let label = match (table.as_str(), self.by()) {
            _ if total => Value::Words(Sentence::new("path.rows")),
            // A team and a region may have the same name.
            ("breakdown", Some(by @ (Dimension::Team | Dimension::Region))) => {
                let of = if by == Dimension::Team { "dimension.team" } else { "dimension.region" };
                let said = Sentence::new("path.of").with("dimension", Value::Words(Sentence::new(of)));
                Value::Words(said.with("name", row.label.clone()))
            }
            _ => row.label.clone(),
        };
        let dimension = row.cells.iter().find_map(|cell| match &cell.value {
            Value::Words(words) => words.id.strip_prefix("dimension.")?.parse().ok(),
            _ => None,
        });
        let of = self.report().and_then(|report| report.tables.iter().find(|known| known.id == table.as_str()));
        let side = of.and_then(|table| match &table.label {
            Value::Words(words) => words.id.strip_prefix("dimension.")?.parse::<Dimension>().ok(),
            _ => None,
        });
        let day = if let Value::Day(day) = row.label { Some(day) } else { None };
        let (view, lens) = (self.view, self.asked.clone());
        let before = Step { view, lens, place: self.heading(), label };
        match (table.as_str(), self.by()) {
            _ if total && matches!(self.view, View::Board | View::Person) => return false,
            _ if self.view == View::Goals => return self.open_goal(&id, before),
            _ if self.view == View::Board => return self.open_ranked(&table, id, before),
            _ if self.view == View::Person => return self.open_part(&table, id, before),
            ("breakdown", Some(_)) if total && self.view == View::Report => self.view = View::Behind,
            ("lost" | "complaints", _) => {
                let measure = if table == "lost" { "lost_orders" } else { "complaints" };
                self.behind(measure, (!total).then_some(id));
            }
            (_, _) if total => return false,
            ("breakdown", Some(by)) => self.narrow(by, id),
            ("pace_parts", _) => self.narrow(side.unwrap_or(Dimension::Team), id),
            ("branches", _) => self.narrow(Dimension::Channel, id),
            ("regions", _) => self.narrow(Dimension::Region, id),
            ("days", _) => {
                let Some(day) = day else { return false };
                self.asked.grain = Grain::Day;
                self.asked.anchor = Some(Period::of(Grain::Day, day, self.fiscal()));
            }
            (known, by) if MEASURES.contains(&known) => {
                let again = self.asked.metric.as_deref() == Some(id.as_str()) && by.is_some();
                self.asked.metric = Some(id);
                self.asked.by = by.or(dimension).or_else(|| self.dimension_after(None));
                if again || self.asked.by.is_none() {
                    self.view = View::Behind;
                }
            }
            ("metrics" | "figures", _) => {
                self.view = View::Metric;
                self.asked.metric = Some(id);
            }
            ("funnel", _) if self.view == View::Funnel => {
                self.view = View::Metric;
                self.asked.metric = Some(subject_of(&id).to_owned());
                self.asked.basis = Basis::Period;
            }
            _ => return false,
        }
        if (self.view, &self.asked) == (before.view, &before.lens) {
            return false;
        }
        self.trail.push(before);
        self.overview();
        true
    }

    /// From a goal to the review of whoever has it, the metric in the foreground.
    fn open_goal(&mut self, id: &str, before: Step) -> bool {
        let Some((metric, owner)) = goal_of(id) else { return false };
        self.asked.metric = Some(metric.to_owned());
        self.asked.filters.clear();
        self.asked.filters.extend(owner.map(|(dimension, name)| (dimension, vec![name])));
        self.asked.by = None;
        self.view = View::Report;
        self.trail.push(before);
        self.overview();
        true
    }

    /// Into a row of the board: a person's page, or the people of a team, region, channel or product.
    fn open_ranked(&mut self, table: &str, id: String, before: Step) -> bool {
        let by = self.report().and_then(|report| report.lens.by);
        let name = || id.rsplit_once('/').map_or(id.as_str(), |(name, _)| name).to_owned();
        let (dimension, name) = match (table, opens(table, by)) {
            (_, Some(dimension)) => (dimension, id),
            ("specialists" | "pioneers", _) => (Dimension::Member, name()),
            ("roles", _) => (Dimension::Team, id.split_once('/').map_or(String::new(), |(_, team)| team.to_owned())),
            _ => return false,
        };
        if dimension == Dimension::Member {
            if name.is_empty() {
                return false;
            }
            self.view = View::Person;
        }
        self.people_behind(dimension, name, before)
    }

    /// From a part of what a person sells to the board of everybody who sells it.
    fn open_part(&mut self, table: &str, id: String, before: Step) -> bool {
        let dimension = match table {
            "channels" => Dimension::Channel,
            "regions" => Dimension::Region,
            "products" => Dimension::Product,
            "measures" => {
                self.asked.metric = Some(id);
                self.view = View::Board;
                self.asked.filters.retain(|(dimension, _)| *dimension != Dimension::Member);
                self.trail.push(before);
                return true;
            }
            _ => return false,
        };
        self.view = View::Board;
        self.asked.filters.retain(|(dimension, _)| *dimension != Dimension::Member);
        self.people_behind(dimension, id, before)
    }

    /// Filters by a name and ranks the people behind it.
    fn people_behind(&mut self, dimension: Dimension, name: String, before: Step) -> bool {
        self.asked.filters.retain(|(other, _)| *other != dimension);
        self.asked.filters.push((dimension, vec![name]));
        self.asked.by = None;
        self.trail.push(before);
        self.overview();
        true
    }

    /// To what `name` has of it, by the next dimension; by none that is left: to the rows.
    fn narrow(&mut self, by: Dimension, name: String) {
        self.asked.filters.retain(|(dimension, _)| *dimension != by);
        self.asked.filters.push((by, vec![name]));
        let at = DIMENSIONS.iter().position(|dimension| *dimension == by);
        self.asked.by = self.dimension_after(at);
        if self.asked.by.is_none() {
            self.view = View::Behind;
        }
    }

    /// To the rows of a measure, of one reason or of all.
    fn behind(&mut self, measure: &str, reason: Option<String>) {
        self.asked.metric = Some(measure.to_owned());
        self.asked.filters.retain(|(dimension, _)| *dimension != Dimension::Reason);
        self.asked.filters.extend(reason.map(|reason| (Dimension::Reason, vec![reason])));
        self.view = View::Behind;
    }

    /// Out again; where one has come from nowhere, to what is wider: without the last filter, then without the measure.
    /// Whether there was something to come out of.
    pub(in crate::tui::app) fn back(&mut self) -> bool {
        let Some(step) = self.trail.pop() else {
            // Nobody steps out of what he does not see.
            let narrowed = self.asked.filters.pop().is_some()
                || (self.view.has_foreground() && self.asked.metric.take().is_some());
            // A list of promises is acted on row by row: the cursor stays on its own.
            if narrowed && self.view != View::Meeting {
                self.overview();
            }
            return narrowed;
        };
        (self.view, self.asked) = (step.view, step.lens);
        self.next = Some(step.place);
        true
    }
}
