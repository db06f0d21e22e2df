//! From a row of the goals or of the roster to the form that changes what it shows: a target, the plan of a week, a
//! checkpoint; a post, a person, a team, a day.

use super::{
    App, CheckpointForm, Effect, FormKind, MembershipForm, PersonForm, Pick, PostPlanForm, RemoveForm, TargetForm,
    TeamForm, WeekPlanForm,
};
use crate::domain::base::{Grain, Period};
use crate::domain::model::{DocumentKey, DocumentKind, Owner};
use crate::render::Voice;
use crate::report::{Kind, Row};
use crate::text::phrase;

impl App {
    /// Opens the form for the row of the goals under the cursor; where the row is none of them, a new target, or the
    /// plan of the week.
    pub(super) fn edit_goal(&mut self) -> Vec<Effect> {
        let form = self.goal_form();
        if form.is_none() {
            self.tell(false, phrase("open.nothing", self.start.lang));
        }
        form.map_or_else(Vec::new, |form| self.open_form(form))
    }

    /// Opens the form for the row of the roster under the cursor.
    pub(super) fn edit_roster(&mut self) -> Vec<Effect> {
        let form = self.reading.selected().and_then(|(table, row)| {
            let name = Some(row.id.clone());
            Some(match table {
                "posts" => {
                    let (team, role) = row.id.split_once('/')?;
                    FormKind::PostPlan(PostPlanForm { known: Some((team.to_owned(), role.to_owned())) })
                }
                "people" => FormKind::Person(PersonForm { name }),
                "teams" => FormKind::Team(TeamForm { name }),
                "memberships" => FormKind::Membership(MembershipForm::keyed(&row.id)?),
                // A day is what it is, or as every week has it.
                "calendar" => FormKind::Remove(RemoveForm {
                    key: DocumentKey { kind: DocumentKind::Calendar, id: row.id.clone() },
                }),
                _ => return None,
            })
        });
        if form.is_none() {
            self.tell(false, phrase("open.nothing", self.start.lang));
        }
        form.map_or_else(Vec::new, |form| self.open_form(form))
    }

    /// A new target of whom and of the period that are looked at.
    pub(super) fn new_target(&self) -> FormKind {
        FormKind::Target(TargetForm { known: None, owner: self.owner_shown(), period: self.planned_period() })
    }

    /// The period of the goals that are looked at.
    pub(super) fn planned_period(&self) -> Option<Period> {
        self.reading.report().filter(|report| report.kind == Kind::Goals)?.period
    }

    /// Who alone is looked at; else the company.
    pub(super) fn owner_shown(&self) -> Owner {
        let owner = self.reading.report().and_then(|report| match report.lens.filters.as_slice() {
            [(dimension, names)] if names.len() == 1 => names.first().and_then(|name| Owner::of(*dimension, name)),
            _ => None,
        });
        owner.unwrap_or_default()
    }

    fn goal_form(&self) -> Option<FormKind> {
        let report = self.reading.report()?;
        let period = report.period?;
        // Where the row is nothing that is planned, what is new is.
        let week = period.grain() == Grain::Week;
        let plan = || FormKind::WeekPlan(WeekPlanForm { owner: self.owner_shown(), week: period });
        let new = || Some(if week { plan() } else { self.new_target() });
        let Some((table, row)) = self.reading.selected() else { return new() };
        let (metric, owner) = row.id.split_once('/').unwrap_or_default();
        let owner = || owner.parse::<Owner>().ok();
        Some(match table {
            "goals" | "wording" => FormKind::Target(TargetForm::of(metric, owner()?, period)),
            "plans" => FormKind::WeekPlan(WeekPlanForm { owner: owner()?, week: period }),
            "checkpoints" => {
                let voice = Voice::of(report, self.start.lang);
                let goals = report.tables.iter().filter(|table| table.id == "wording" || table.id == "goals");
                let label = |row: &Row| voice.value(&row.label).trim().to_owned();
                let pick = |row: &Row| Pick { id: row.id.clone(), label: label(row) };
                let goals = goals.take(1).flat_map(|table| &table.rows).map(pick).collect();
                FormKind::Checkpoint(CheckpointForm { month: period, part: row.id.parse().ok()?, goals, goal: None })
            }
            _ => return new(),
        })
    }
}
