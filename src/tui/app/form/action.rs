//! A promise: what is to be done, by whom, by when, and which figure it should move.

use super::kind::Filling;
use super::{FormField, Pick, Values, With, one_document};
use crate::desk::Command;
use crate::domain::base::Error;
use crate::domain::model::{Action, ActionState, Document, DocumentKey, Owner, Versioned};
use crate::domain::rules::ownership::first_owner;
use crate::text::{Lang, phrase};

/// A promise about a figure.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ActionForm {
    /// The metric.
    pub metric: Option<String>,
    /// The figure, as a lens.
    pub lens: String,
    /// The meeting in which it is made.
    pub meeting: Option<String>,
}

/// The company, people and teams as choices, beside each person the team and beside a team that it is one.
pub(super) fn owners(with: With<'_>) -> Vec<Pick> {
    let company = Pick::of(&Owner::Company.to_string(), phrase("owner.company", with.lang));
    let people = with.organisation.people.keys().map(|name| person(name, with));
    let teams = with.organisation.teams.keys().map(|name| team(name, with.lang));
    std::iter::once(company).chain(people).chain(teams).collect()
}

/// A person as an owner, beside the name the team.
pub(super) fn person(name: &str, with: With<'_>) -> Pick {
    let team = with.organisation.team_of(name, with.today).unwrap_or_default();
    Pick::of(&Owner::Member(name.to_owned()).to_string(), name).beside(team)
}

/// A team as an owner.
pub(super) fn team(name: &str, lang: Lang) -> Pick {
    let word = crate::render::dimension_word(crate::domain::model::Dimension::Team, lang);
    Pick::of(&Owner::Team(name.to_owned()).to_string(), name).beside(word)
}

/// The metrics as choices.
pub(super) fn metrics(with: With<'_>) -> Vec<Pick> {
    let picks = with.catalogue.metrics.iter();
    picks.map(|metric| Pick::typed(&metric.id, with.lang.term(&metric.term))).collect()
}

impl Filling for ActionForm {
    fn word(&self) -> &'static str {
        "action"
    }

    fn document(&self) -> Option<DocumentKey> {
        None
    }

    fn fields(&self, with: With<'_>, _now: Option<&Document>) -> Vec<FormField> {
        let metric = self.metric.as_deref().and_then(|id| with.catalogue.metric(id));
        let owner = metric.map(|metric| first_owner(with.organisation, metric, with.today)).unwrap_or_default();
        let due = with.organisation.calendar.working_day_from(with.today.plus(1));
        let whose = if owner == Owner::Company { "hint.action-owner" } else { "hint.action-answers" };
        vec![
            FormField::long("what").needed().hint("hint.action-what", Vec::new()),
            FormField::choice("owner", owners(with)).needed().with(&owner.to_string()).hint(whose, Vec::new()),
            FormField::day("due").needed().with(&due.to_string()).hint("hint.day", Vec::new()),
            FormField::choice("metric", metrics(with))
                .with(self.metric.as_deref().unwrap_or_default())
                .hint("hint.action-metric", vec![("lens", self.lens.clone())]),
        ]
    }

    fn command(&self, values: &mut Values<'_>, with: With<'_>, now: Option<&Versioned>) -> Option<Command> {
        let owner: Option<Owner> = values.text("owner").parse().ok();
        let due = values.day("due");
        if due.is_some_and(|due| due < with.today) {
            values.refuse("due", Error::asked("due-over"));
        }
        let action = Action {
            number: 0,
            text: values.text("what"),
            owner: owner?,
            due: due?,
            metric: values.some("metric"),
            about: self.lens.clone(),
            week: None,
            meeting: self.meeting.clone(),
            made: with.today,
            state: ActionState::Open,
            carried: Vec::new(),
        };
        Some(one_document(Document::Action(action), now))
    }
}
