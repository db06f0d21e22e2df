//! From a row of the goals or of the roster to the form that changes what it shows: a target, the plan of a week, a
//! checkpoint; a post, a person, a team, a day.

use super::form::owner_words;
use super::{
    Action, App, CheckpointForm, Effect, FormKind, MembershipForm, PersonForm, Pick, PostPlanForm, RemoveForm,
    TargetForm, TeamForm, WeekPlanForm,
};
use crate::domain::base::{Grain, Period};
use crate::domain::model::{Dimension, DocumentKey, DocumentKind, Owner};
use crate::render::Voice;
use crate::report::{Kind, Row};
use crate::text::{Lang, phrase, say};

impl App {
    /// Opens the form for the row of the goals under the cursor; where the row is none of them, a new target, or the
    /// plan of the week.
    pub(super) fn edit_goal(&mut self) -> Vec<Effect> {
        match self.goal_form() {
            Ok(form) => self.open_form(form),
            Err(why) => {
                self.tell(false, &why);
                Vec::new()
            }
        }
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

    /// Whose a new goal or plan is that is made here: of the one who alone is looked at, else of the company.
    ///
    /// # Errors
    /// Where several filters are looked at together, or one that is nobody's: a sentence that names who can have a goal.
    fn one_owner(&self) -> Result<Owner, String> {
        let lang = self.start.lang;
        let filters = self.reading.report().map(|report| report.lens.filters.as_slice()).unwrap_or_default();
        let one = |(dimension, names): &(Dimension, Vec<String>)| match names.as_slice() {
            [name] => Owner::of(*dimension, name),
            _ => None,
        };
        match filters {
            [] => Ok(Owner::Company),
            [only] if one(only).is_some() => Ok(one(only).unwrap_or_default()),
            several => {
                let told =
                    |owner: Owner| self.form_with().map_or(owner.name().to_owned(), |with| owner_words(&owner, with));
                let owners: Vec<String> = several.iter().filter_map(one).map(told).collect();
                let key = self.start.keymap.first(Action::Filter);
                let id = if owners.is_empty() { "goal.no-owner" } else { "goal.one-owner" };
                let comma = if lang == Lang::En { ", " } else { "、" };
                Err(say(id, &[("owners", &owners.join(comma)), ("key", &key)], lang))
            }
        }
    }

    fn goal_form(&self) -> Result<FormKind, String> {
        let nothing = || phrase("open.nothing", self.start.lang).to_owned();
        let report = self.reading.report().ok_or_else(nothing)?;
        let period = report.period.ok_or_else(nothing)?;
        // Where the row is nothing that is planned, what is new is.
        let new = || {
            let owner = self.one_owner()?;
            Ok(if period.grain() == Grain::Week {
                FormKind::WeekPlan(WeekPlanForm { owner, week: period })
            } else {
                self.new_target()
            })
        };
        let Some((table, row)) = self.reading.selected() else { return new() };
        // An amendment is numbered behind the goal that it is of.
        let id = row.id.rsplit_once('/').filter(|_| table == "amended").map_or(row.id.as_ref(), |(id, _)| id);
        let (metric, owner) = id.split_once('/').unwrap_or_default();
        let owner = || owner.parse::<Owner>().map_err(|()| nothing());
        Ok(match table {
            "goals" | "wording" | "amended" => FormKind::Target(TargetForm::of(metric, owner()?, period)),
            "plans" => FormKind::WeekPlan(WeekPlanForm { owner: owner()?, week: period }),
            "checkpoints" => {
                let voice = Voice::of(report, self.start.lang);
                let goals = report.tables.iter().filter(|table| table.id == "wording" || table.id == "goals");
                let label = |row: &Row| voice.value(&row.label).trim().to_owned();
                let pick = |row: &Row| Pick::of(&row.id, &label(row));
                let goals = goals.take(1).flat_map(|table| &table.rows).map(pick).collect();
                let part = row.id.parse().map_err(|_| nothing())?;
                FormKind::Checkpoint(CheckpointForm { month: period, part, goals, goal: None })
            }
            _ => return new(),
        })
    }
}
