//! What is wanted of what a report shows: the targets and plans that it has to know before it can say which figures it
//! holds against them.

use super::scope::Scope;
use super::{Kind, Question, Setting, brief, goals, person, review, scoreboard, standup};
use crate::domain::base::{Error, Period};
use crate::domain::model::{Dimension, Document, DocumentKind, DocumentQuery, Organisation, Owner, Target, WeekPlan};
use crate::domain::rules::weeks::is_plan_locked;

/// Targets and plans.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Aims {
    /// Targets, by period, owner and metric.
    pub targets: Vec<Target>,
    /// Plans of weeks.
    pub plans: Vec<WeekPlan>,
}

impl Aims {
    /// Nobody wants anything.
    pub const NONE: &'static Self = &Self { targets: Vec::new(), plans: Vec::new() };

    /// The target of `owner` for `metric` in `period`.
    #[must_use]
    pub fn target(&self, owner: &Owner, period: Period, metric: &str) -> Option<&Target> {
        let wanted = |target: &&Target| target.period == period && target.owner == *owner && target.metric == metric;
        self.targets.iter().find(wanted)
    }

    /// The targets of `owner` in `period`.
    pub fn targets_of<'a, 'o>(
        &'a self,
        owner: &'o Owner,
        period: Period,
    ) -> impl Iterator<Item = &'a Target> + use<'a, 'o> {
        self.targets.iter().filter(move |target| target.owner == *owner && target.period == period)
    }

    /// As `question` finds them: what the clock has locked is settled (S-003). A report knows its day, not its hour: on the first
    /// working day itself only what somebody has locked is.
    #[must_use]
    pub fn as_of(mut self, question: &Question, organisation: &Organisation) -> Self {
        let lock = organisation.settings.plan_lock_hour;
        for plan in &mut self.plans {
            plan.locked |= is_plan_locked(plan.week, (question.today, 0), lock, &organisation.calendar);
        }
        self
    }

    /// What the settled plan of `owner` says of `metric` in `week`.
    #[must_use]
    pub fn plan(&self, owner: &Owner, week: Period, metric: &str) -> Option<i64> {
        let plan = self.plans.iter().find(|plan| plan.owner == *owner && plan.week == week && plan.locked)?;
        plan.values.iter().find(|(id, _)| id == metric).map(|(_, value)| *value)
    }
}

impl FromIterator<Document> for Aims {
    /// What is no target or plan is left out.
    fn from_iter<T: IntoIterator<Item = Document>>(documents: T) -> Self {
        let mut aims = Self::default();
        for document in documents {
            match document {
                Document::Target(target) => aims.targets.push(target),
                Document::WeekPlan(plan) => aims.plans.push(plan),
                _ => {}
            }
        }
        aims
    }
}

/// The targets and plans that `question` is about: what has to be known before its [`super::needs`].
///
/// # Errors
/// As [`super::needs`].
pub fn aims(question: &Question, setting: Setting<'_>) -> Result<Vec<DocumentQuery>, Error> {
    match question.kind {
        Kind::Review => Ok(review::aims(&Scope::of(question, setting)?)),
        Kind::Board => scoreboard::aims(question, setting),
        Kind::Person => person::aims(question, setting),
        Kind::Brief => brief::aims(question, setting),
        Kind::Goals => goals::aims(question, setting),
        Kind::Standup => standup::aims(question, setting),
        _ => Ok(Vec::new()),
    }
}

/// Whose figures the lens shows: the company's without a filter, with one by a single name that name's; `None` where
/// nobody can own what it shows.
pub(super) fn owner(scope: &Scope<'_>) -> Option<Owner> {
    match scope.question.lens.filters.as_slice() {
        [] => Some(Owner::Company),
        [(dimension, names)] => match names.as_slice() {
            [name] => Owner::of(*dimension, name),
            _ => None,
        },
        _ => None,
    }
}

/// The targets of `owner` in `period`.
pub(super) fn of_owner(owner: &Owner, period: Period) -> DocumentQuery {
    DocumentQuery::of_owner(DocumentKind::Target, period, owner)
}

/// The targets of everybody of a dimension in `period`.
pub(super) fn of_dimension(dimension: Dimension, period: Period) -> DocumentQuery {
    DocumentQuery::of_dimension(DocumentKind::Target, period, dimension)
}

/// The plan of `owner` for `week`.
pub(super) fn of_week(owner: &Owner, week: Period) -> DocumentQuery {
    DocumentQuery::of_owner(DocumentKind::WeekPlan, week, owner)
}
