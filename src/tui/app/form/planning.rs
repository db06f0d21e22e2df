//! Targets, plans of weeks and checkpoints.

use super::kind::Filling;
use super::{FormField, FormKind, Pick, Values, With, input::yes_word, one_document};
use crate::desk::Command;
use crate::domain::base::{Day, Error, FiscalStart, Grain, Period};
use crate::domain::model::{
    Checkpoint, Dimension, Document, DocumentKey, Organisation, Owner, Relative, Smart, Target, TargetState, Versioned,
    WeekPlan, amount, amount_text,
};
use crate::domain::rules::goal_wording::set_by;
use crate::render::dimension_word;
use crate::text::{Lang, clean, moment, period, phrase, say};

/// A target: of that metric, owner and period, or a new one.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TargetForm {
    /// Which; `None` of a new one.
    pub known: Option<(String, Owner, Period)>,
    /// Whose a new one is to be.
    pub owner: Owner,
    /// The period that a new one is offered for; the month at hand where there is none.
    pub period: Option<Period>,
}

impl TargetForm {
    /// The one of that metric, owner and period.
    #[must_use]
    pub fn of(metric: &str, owner: Owner, period: Period) -> Self {
        Self { known: Some((metric.to_owned(), owner, period)), ..Self::default() }
    }
}

/// An owner as a reader knows him.
pub(in crate::tui::app) fn owner_words(owner: &Owner, with: With<'_>) -> String {
    match owner {
        Owner::Company => phrase("row.company", with.lang).to_owned(),
        Owner::Member(name) => clean(name).into_owned(),
        Owner::Team(name) => of_dimension(Dimension::Team, name, with.lang),
        Owner::Region(name) => of_dimension(Dimension::Region, name, with.lang),
        Owner::Channel(id) => {
            let known = with.organisation.channels.iter().find(|channel| channel.id == *id);
            clean(known.map_or(id, |channel| with.lang.term(&channel.term))).into_owned()
        }
    }
}

/// A team and a region may have the same name.
fn of_dimension(dimension: Dimension, name: &str, lang: Lang) -> String {
    say("path.of", &[("dimension", dimension_word(dimension, lang)), ("name", &clean(name))], lang)
}

pub(super) fn metric_words(id: &str, with: With<'_>) -> String {
    clean(with.catalogue.metric(id).map_or(id, |metric| with.lang.term(&metric.term))).into_owned()
}

pub(super) fn period_words(when: Period, with: With<'_>) -> String {
    period(when, with.organisation.settings.fiscal_start, with.lang)
}

/// What a form is about, part by part.
pub(super) fn listed(parts: &[String], lang: Lang) -> String {
    parts.join(if lang == Lang::En { ", " } else { " " })
}

/// Everybody who can have a goal.
fn owners(with: With<'_>) -> Vec<Pick> {
    let organisation = with.organisation;
    let company = Pick::of(&Owner::Company.to_string(), phrase("owner.company", with.lang));
    let teams = organisation.teams.keys().map(|name| super::action::team(name, with.lang));
    let people = organisation.people.values().filter(|person| person.left.is_none_or(|left| with.today < left));
    let people = people.map(|person| super::action::person(&person.name, with));
    let channels = organisation.channels.iter().map(|channel| {
        let word = dimension_word(Dimension::Channel, with.lang);
        Pick::of(&Owner::Channel(channel.id.clone()).to_string(), with.lang.term(&channel.term)).beside(word)
    });
    std::iter::once(company).chain(teams).chain(people).chain(channels).collect()
}

/// Everything that a target can be of.
fn metrics(with: With<'_>) -> Vec<Pick> {
    let metrics = with.catalogue.metrics.iter().filter(|metric| metric.function().is_empty());
    metrics.map(|metric| Pick::typed(&metric.id, with.lang.term(&metric.term))).collect()
}

/// The states of a target, beside each what follows from it.
fn states(lang: Lang) -> Vec<Pick> {
    let says = |state: TargetState| phrase(&format!("goal.{}.says", state.word()), lang).to_owned();
    let label = |state: TargetState| phrase(&format!("goal.{}", state.word()), lang).to_owned();
    TargetState::ALL.into_iter().map(|state| Pick::of(state.word(), &label(state)).beside(&says(state))).collect()
}

/// What an amended target was before, until when and why it is another; `None` of one whose amount is as it was agreed.
fn amended(target: Option<&Target>, with: With<'_>) -> Option<Vec<(&'static str, String)>> {
    let target = target?;
    let last = target.amendments.iter().rev().find(|before| before.base != target.base)?;
    let was = amount_text(with.catalogue.metric(&target.metric)?, last.base);
    let until = moment(last.at, &with.organisation.settings.timezone, with.lang);
    Some(vec![("was", was), ("until", until), ("reason", clean(&last.reason).into_owned())])
}

/// An amount of `metric` as it is typed in the field `id`; what is no such amount is noted beside it.
fn read(values: &mut Values<'_>, with: With<'_>, id: &'static str, metric: &str) -> Option<i64> {
    let text = values.some(id)?;
    match amount(with.catalogue.metric(metric)?, &text) {
        Ok(amount) => Some(amount),
        Err(error) => {
            values.refuse(id, error);
            None
        }
    }
}

impl Filling for TargetForm {
    fn word(&self) -> &'static str {
        "target"
    }

    fn document(&self) -> Option<DocumentKey> {
        let (metric, owner, period) = self.known.clone()?;
        Some(Document::Target(Target::empty(metric, owner, period)).key())
    }

    fn about(&self) -> String {
        self.known.as_ref().map_or_else(String::new, |(metric, owner, period)| {
            format!("{metric} {owner} {}", period.name(FiscalStart::default()))
        })
    }

    fn told(&self, with: With<'_>, _now: Option<&Document>) -> String {
        self.known.as_ref().map_or_else(String::new, |(metric, owner, when)| {
            listed(&[metric_words(metric, with), owner_words(owner, with), period_words(*when, with)], with.lang)
        })
    }

    fn fields(&self, with: With<'_>, now: Option<&Document>) -> Vec<FormField> {
        let known = if let Some(Document::Target(target)) = now { Some(target) } else { None };
        let text = |amount: Option<i64>| {
            let metric = self.known.as_ref().and_then(|(metric, ..)| with.catalogue.metric(metric));
            metric.zip(amount).map(|(metric, amount)| amount_text(metric, amount)).unwrap_or_default()
        };
        let fiscal = with.organisation.settings.fiscal_start;
        let period = self.period.unwrap_or_else(|| Period::of(Grain::Month, with.today, fiscal));
        let mut owners = owners(with);
        // A region is known by its figures alone.
        if !owners.iter().any(|pick| pick.id == self.owner.to_string()) {
            owners.push(Pick::of(&self.owner.to_string(), self.owner.name()));
        }
        let first = match &self.known {
            Some(_) => Vec::new(),
            None => vec![
                FormField::choice("metric", metrics(with)).with("revenue").needed(),
                FormField::choice("owner", owners).with(&self.owner.to_string()).needed(),
                FormField::text("period").with(&period.name(fiscal)).needed().hint("hint.period-written", Vec::new()),
            ],
        };
        let state = known.map_or(TargetState::Draft, |target| target.state);
        let due = known.and_then(|target| target.due).map(|day| day.to_string()).unwrap_or_default();
        let base = known.and_then(|target| target.relative).map(Relative::text);
        let base = base.unwrap_or_else(|| text(known.map(|target| target.base)));
        let rest = [
            match amended(known, with) {
                Some(was) => FormField::text("base").with(&base).needed().hint("hint.base-was", was),
                None => FormField::text("base").with(&base).needed().hint("hint.base", Vec::new()),
            },
            FormField::text("stretch")
                .with(&text(known.and_then(|target| target.stretch)))
                .hint("hint.stretch", Vec::new()),
            FormField::text("quality")
                .with(known.map_or("", |target| &target.quality))
                .hint("hint.quality", Vec::new()),
            FormField::day("due").with(&due).hint("hint.target-due", Vec::new()),
            FormField::choice("state", states(with.lang))
                .with(state.word())
                .needed()
                .hint("hint.target-state", Vec::new()),
            FormField::text("baseline")
                .with(&text(known.and_then(|target| target.relative).map(|relative| relative.baseline)))
                .hint("hint.baseline", Vec::new()),
            FormField::text("smart")
                .with(&known.map(|target| target.smart.text()).unwrap_or_default())
                .hint("hint.smart", Vec::new()),
        ];
        first.into_iter().chain(rest).collect()
    }

    fn command(&self, values: &mut Values<'_>, with: With<'_>, now: Option<&Versioned>) -> Option<Command> {
        let (metric, owner, period) = if let Some(known) = self.known.clone() {
            known
        } else {
            let text = values.text("period");
            let period = Period::parse(&text, with.organisation.settings.fiscal_start);
            if period.is_none() && !text.is_empty() {
                values.refuse("period", Error::asked("target-period").with("word", text));
            }
            (values.some("metric")?, values.text("owner").parse().ok()?, period?)
        };
        let baseline = read(values, with, "baseline", &metric);
        let relative = Relative::read(&values.text("base")).map(|delta| (delta, baseline));
        let (base, relative) = match relative {
            None => (read(values, with, "base", &metric), None),
            Some((delta, baseline)) => {
                let relative = baseline.map(|baseline| Relative { baseline, delta });
                if relative.is_none() {
                    values.refuse("baseline", Error::asked("target-baseline").with("share", values.text("base")));
                }
                (relative.and_then(set_by), relative)
            }
        };
        let letters = values.text("smart");
        let smart = Smart::read(&letters);
        if smart.is_none() {
            values.refuse("smart", Error::asked("target-smart").with("word", letters));
        }
        let stretch = read(values, with, "stretch", &metric);
        let state = values.text("state");
        let old = match now.map(|now| &now.document) {
            Some(Document::Target(target)) => target.clone(),
            _ => Target::empty(metric, owner, period),
        };
        let new = Target {
            base: base?,
            stretch,
            quality: values.text("quality"),
            due: values.day("due"),
            relative,
            smart: smart.unwrap_or_default(),
            state: TargetState::ALL.into_iter().find(|known| known.word() == state).unwrap_or_default(),
            ..old
        };
        Some(one_document(Document::Target(new), now))
    }
}

/// The plan of an owner for a week.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WeekPlanForm {
    /// Whose.
    pub owner: Owner,
    /// Which week.
    pub week: Period,
}

/// What a week is planned in, where its plan does not say something else: ids of metrics.
const PLANNED: [&str; 4] = ["revenue", "deals", "valid_inquiries", "inquiries"];

impl Filling for WeekPlanForm {
    fn word(&self) -> &'static str {
        "plan"
    }

    fn document(&self) -> Option<DocumentKey> {
        Some(Document::WeekPlan(self.empty()).key())
    }

    fn about(&self) -> String {
        format!("{} {}", self.owner, self.week.name(FiscalStart::default()))
    }

    fn told(&self, with: With<'_>, _now: Option<&Document>) -> String {
        listed(&[owner_words(&self.owner, with), period_words(self.week, with)], with.lang)
    }

    fn fields(&self, with: With<'_>, now: Option<&Document>) -> Vec<FormField> {
        let known = if let Some(Document::WeekPlan(plan)) = now { plan.clone() } else { self.empty() };
        let planned = PLANNED.into_iter().filter_map(|id| {
            let metric = with.catalogue.metric(id)?;
            let value =
                known.values.iter().find(|(known, _)| known == id).map(|(_, value)| amount_text(metric, *value));
            Some(FormField::text(id).with(&value.unwrap_or_default()))
        });
        let rest = [
            FormField::yes("locked").with(yes_word(known.locked)).hint("hint.locked", Vec::new()),
            FormField::long("summary").with(&known.summary).hint("hint.summary", Vec::new()),
        ];
        planned.chain(rest).collect()
    }

    fn command(&self, values: &mut Values<'_>, with: With<'_>, now: Option<&Versioned>) -> Option<Command> {
        let mut plan = match now.map(|now| &now.document) {
            Some(Document::WeekPlan(plan)) => plan.clone(),
            _ => self.empty(),
        };
        let mut planned = Vec::new();
        for id in PLANNED {
            planned.extend(read(values, with, id, id).map(|value| (id.to_owned(), value)));
        }
        // What this form does not show stays.
        planned.extend(plan.values.into_iter().filter(|(id, _)| !PLANNED.contains(&id.as_str())));
        if planned.is_empty() {
            values.refuse("revenue", Error::asked("plan-empty"));
        }
        plan.values = planned;
        plan.locked = values.yes("locked");
        plan.summary = values.text("summary");
        Some(one_document(Document::WeekPlan(plan), now))
    }
}

impl WeekPlanForm {
    fn empty(&self) -> WeekPlan {
        WeekPlan {
            owner: self.owner.clone(),
            week: self.week,
            values: Vec::new(),
            locked: false,
            summary: String::new(),
        }
    }

    /// The plans of the company and of every team for `week`.
    pub(super) fn of_week(organisation: &Organisation, week: Period, today: Day) -> impl Iterator<Item = Self> {
        let teams = organisation.teams.keys().map(|name| Owner::Team(name.clone()));
        let there = organisation.people.values().filter(move |person| person.left.is_none_or(|left| today < left));
        let people = there.map(|person| Owner::Member(person.name.clone()));
        let owners = std::iter::once(Owner::Company).chain(teams).chain(people);
        owners.map(move |owner| Self { owner, week })
    }
}

/// A ten-day checkpoint of a month, of one of its goals (S-011): passed, or what was said of it changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CheckpointForm {
    /// The month.
    pub month: Period,
    /// Which of its three.
    pub part: u8,
    /// The goals of the month: `revenue/team=East`.
    pub goals: Vec<Pick>,
    /// The one that it is about; `None` until it is chosen.
    pub goal: Option<String>,
}

impl CheckpointForm {
    /// The checkpoint of `goal`.
    fn point(&self, goal: &str, improvement: String) -> Option<Checkpoint> {
        let (metric, owner) = goal.split_once('/')?;
        Some(Checkpoint {
            metric: metric.to_owned(),
            owner: owner.parse().ok()?,
            month: self.month,
            part: self.part,
            improvement,
            by: String::new(),
            at: 0,
        })
    }
}

impl Filling for CheckpointForm {
    fn word(&self) -> &'static str {
        "checkpoint"
    }

    fn document(&self) -> Option<DocumentKey> {
        let point = self.point(self.goal.as_deref()?, String::new())?;
        Some(Document::Checkpoint(point).key())
    }

    fn about(&self) -> String {
        let goal = self.goal.as_ref().map(|goal| format!(" {goal}")).unwrap_or_default();
        format!("{} {}/3{goal}", self.month.name(FiscalStart::default()), self.part)
    }

    fn told(&self, with: With<'_>, _now: Option<&Document>) -> String {
        listed(&[period_words(self.month, with), format!("{}/3", self.part)], with.lang)
    }

    fn fields(&self, with: With<'_>, now: Option<&Document>) -> Vec<FormField> {
        let said = FormField::long("improvement");
        let said = match now {
            Some(Document::Checkpoint(point)) => {
                let at = moment(point.at, &with.organisation.settings.timezone, with.lang);
                let who = vec![("by", clean(&point.by).into_owned()), ("at", at)];
                said.with(&point.improvement).hint("hint.checkpoint-passed", who)
            }
            _ => said.hint("hint.improvement", Vec::new()),
        };
        // Two goals of one owner are told apart by what they are of.
        let named = |pick: &Pick| {
            let (metric, owner) = pick.id.split_once('/')?;
            let label = listed(&[metric_words(metric, with), owner_words(&owner.parse().ok()?, with)], with.lang);
            Some(Pick::of(&pick.id, &label))
        };
        let goals = self.goals.iter().map(|pick| named(pick).unwrap_or_else(|| pick.clone())).collect();
        let goal = FormField::choice("goal", goals).needed();
        vec![goal.with(self.goal.as_deref().unwrap_or_default()), said]
    }

    fn begins(&self) -> &'static str {
        if self.goal.is_some() { "improvement" } else { "" }
    }

    /// Another goal has a checkpoint of its own, which may have been passed already.
    fn becomes(&self, values: &Values<'_>) -> Option<FormKind> {
        let goal = values.some("goal").filter(|goal| self.goal.as_ref() != Some(goal))?;
        Some(FormKind::Checkpoint(Self { goal: Some(goal), ..self.clone() }))
    }

    fn command(&self, values: &mut Values<'_>, _with: With<'_>, now: Option<&Versioned>) -> Option<Command> {
        let point = self.point(&values.some("goal")?, values.text("improvement"))?;
        Some(one_document(Document::Checkpoint(point), now))
    }
}
