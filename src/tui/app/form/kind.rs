//! The forms there are. A new one is a file beside this one and a line in each of the two lists here.

use super::action::ActionForm;
use super::correction::CorrectionForm;
use super::decision::DecisionForm;
use super::input::FormField;
use super::minutes::MinutesForm;
use super::note::NoteForm;
use super::person::PersonForm;
use super::planning::{CheckpointForm, TargetForm, WeekPlanForm};
use super::record::RecordForm;
use super::roster::{CalendarForm, MembershipForm, PostPlanForm, RemoveForm, SettingForm, TeamForm};
use super::turn::TurnForm;
use super::{Values, With};
use crate::desk::Command;
use crate::domain::base::{Day, Period};
use crate::domain::model::{Document, DocumentKey, Organisation, Owner, SettingName, Versioned};
use crate::text::{Lang, phrase, say};

/// What a kind of form says of itself.
///
/// Ids of phrases come from its word: `form.WORD` is what a new one is called, `form.WORD.edit` one about `{about}`, each
/// with `.note`, what it does, for the palette; `field.ID` is what a field is called.
pub(super) trait Filling {
    /// Its word.
    fn word(&self) -> &'static str;

    /// The document that it changes; `None` where it makes a new one.
    fn document(&self) -> Option<DocumentKey>;

    /// What tells it apart from others of its word, beside the document: drafts are kept by it.
    fn about(&self) -> String {
        self.document().map(|key| key.id).unwrap_or_default()
    }

    /// The same in the words of a reader; `now` is the document as it stands, where it has been read.
    fn told(&self, _with: With<'_>, _now: Option<&Document>) -> String {
        self.about()
    }

    /// Its fields, filled from the document as it stands.
    fn fields(&self, with: With<'_>, now: Option<&Document>) -> Vec<FormField>;

    /// The field that the cursor stands in at first, where that is not the first one.
    fn begins(&self) -> &'static str {
        ""
    }

    /// The form that it turns into, once what is chosen in it says that it is about another document.
    fn becomes(&self, _values: &Values<'_>) -> Option<FormKind> {
        None
    }

    /// What is commanded, once everything is filled in; what is wrong is noted beside its field. Why it is done is filled
    /// in by the form itself, where the desk asks for it.
    fn command(&self, values: &mut Values<'_>, with: With<'_>, now: Option<&Versioned>) -> Option<Command>;
}

/// A form, and what it is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FormKind {
    /// A person of the roster.
    Person(PersonForm),
    /// A team.
    Team(TeamForm),
    /// Who belongs to which team in which role.
    Membership(MembershipForm),
    /// A day on which the working calendar differs.
    Calendar(CalendarForm),
    /// One of the settings.
    Setting(SettingForm),
    /// What is planned for a post.
    PostPlan(PostPlanForm),
    /// Something of the roster that is taken out of it.
    Remove(RemoveForm),
    /// A record of the work with people.
    Record(RecordForm),
    /// A figure that is corrected for a reason.
    Correction(CorrectionForm),
    /// A target.
    Target(TargetForm),
    /// The plan of a week.
    WeekPlan(WeekPlanForm),
    /// A checkpoint that is passed.
    Checkpoint(CheckpointForm),
    /// A promise.
    Action(ActionForm),
    /// A note on a figure.
    Note(NoteForm),
    /// A promise that is carried or dropped.
    Turn(TurnForm),
    /// A decision of the stand-up.
    Decision(DecisionForm),
    /// Who was at a meeting, and what it decided.
    Minutes(MinutesForm),
}

impl FormKind {
    /// The forms that the palette offers, each empty but for what is looked at: `target`, the one of a new target.
    #[must_use]
    pub fn offered(target: Self) -> Vec<Self> {
        let settings = SettingName::ALL.into_iter().map(|name| Self::Setting(SettingForm { name }));
        let roster = [
            Self::Person(PersonForm::default()),
            Self::Team(TeamForm::default()),
            Self::Membership(MembershipForm::default()),
            Self::Calendar(CalendarForm),
            Self::PostPlan(PostPlanForm::default()),
            Self::Record(RecordForm),
            target,
        ];
        roster.into_iter().chain(settings).collect()
    }

    pub(super) fn filling(&self) -> &dyn Filling {
        match self {
            Self::Person(form) => form,
            Self::Team(form) => form,
            Self::Membership(form) => form,
            Self::Calendar(form) => form,
            Self::PostPlan(form) => form,
            Self::Remove(form) => form,
            Self::Record(form) => form,
            Self::Setting(form) => form,
            Self::Correction(form) => form,
            Self::Target(form) => form,
            Self::WeekPlan(form) => form,
            Self::Checkpoint(form) => form,
            Self::Action(form) => form,
            Self::Note(form) => form,
            Self::Turn(form) => form,
            Self::Decision(form) => form,
            Self::Minutes(form) => form,
        }
    }

    /// The forms of what is there already, and of what is planned for `week`.
    pub fn of_what_is_there(organisation: &Organisation, week: Period, today: Day) -> impl Iterator<Item = Self> {
        let people = organisation.people.keys();
        let people = people.map(|name| Self::Person(PersonForm { name: Some(name.clone()) }));
        let teams = organisation.teams.keys().map(|name| Self::Team(TeamForm { name: Some(name.clone()) }));
        let posts = organisation.memberships.iter().map(|post| Self::Membership(MembershipForm::of(post)));
        let plans = WeekPlanForm::of_week(organisation, week, today).map(Self::WeekPlan);
        let remove = |document: Document| Self::Remove(RemoveForm { key: document.key() });
        let gone = organisation.people.values().map(move |person| remove(Document::Person(person.clone())));
        let gone = gone.chain(organisation.teams.values().map(move |team| remove(Document::Team(team.clone()))));
        let gone =
            gone.chain(organisation.memberships.iter().map(move |post| remove(Document::Membership(post.clone()))));
        people.chain(teams).chain(posts).chain(plans).chain(gone)
    }

    /// What it is called, in the words of whoever reads it where the organisation is known; `now` is the document that it
    /// changes, where it has been read.
    #[must_use]
    pub fn label(&self, lang: Lang, with: Option<With<'_>>, now: Option<&Document>) -> String {
        let (word, about) = (self.filling().word(), self.filling().about());
        if about.is_empty() {
            return phrase(&format!("form.{word}"), lang).to_owned();
        }
        let about = with.map_or(about, |with| self.filling().told(With { lang, ..with }, now));
        say(&format!("form.{word}.edit"), &[("about", &about)], lang)
    }

    /// Whether it is one of very many, which are found once something is typed.
    #[must_use]
    pub fn is_one_of_many(&self) -> bool {
        matches!(self, Self::WeekPlan(WeekPlanForm { owner: Owner::Member(_), .. }))
    }

    /// The id of what it does.
    #[must_use]
    pub fn note(&self) -> String {
        let word = self.filling().word();
        if self.filling().about().is_empty() { format!("form.{word}.note") } else { format!("form.{word}.edit.note") }
    }

    /// What its draft is kept under.
    #[must_use]
    pub fn draft_key(&self) -> String {
        format!("{}/{}", self.filling().word(), self.filling().about())
    }
}
