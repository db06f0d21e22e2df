//! Forms: everything that is typed and becomes a command. A kind of form names its fields and makes the command; the
//! rest is the same for all: moving, completing, what is wrong and where, drafts, and what to do where somebody else has
//! changed the same meanwhile.

mod action;
mod choice;
mod conflict;
mod correction;
mod decision;
mod draft;
mod early;
mod input;
mod kind;
mod minutes;
mod moving;
mod note;
mod person;
mod planning;
mod record;
mod roster;
mod turn;
mod values;

pub use action::ActionForm;
pub use choice::Pick;
pub use conflict::Conflict;
pub use correction::CorrectionForm;
pub use decision::DecisionForm;
pub use draft::{Draft, Drafts};
pub use input::{FormField, Hint, Input, Read};
pub use kind::FormKind;
pub use minutes::MinutesForm;
pub use note::NoteForm;
pub use person::PersonForm;
pub(super) use planning::owner_words;
pub use planning::{CheckpointForm, TargetForm, WeekPlanForm};
pub use record::RecordForm;
pub use roster::{CalendarForm, MembershipForm, PostPlanForm, RemoveForm, SettingForm, TeamForm};
pub use turn::TurnForm;
pub use values::Values;

use super::{Action, App, Effect, Field, Given, Msg, Overlay};
use crate::desk::{Command, Query, Receipt};
use crate::domain::base::{Day, Error};
use crate::domain::model::{Catalogue, Document, DocumentQuery, Organisation, Versioned};
use crate::text::{Lang, phrase, said, say};

/// What a form is filled in against.
#[derive(Clone, Copy, Debug)]
pub struct With<'a> {
    /// People, teams, channels, settings.
    pub organisation: &'a Organisation,
    /// What can be counted and shown.
    pub catalogue: &'a Catalogue,
    /// The organisation's day.
    pub today: Day,
    /// The language of what is offered.
    pub lang: Lang,
}

/// What a form waits for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// For what it is filled from.
    Opening,
    /// For somebody to fill it in.
    Open,
    /// For the desk to do what it says.
    Given,
    /// For what somebody else has made of the document meanwhile.
    Comparing,
}

/// A form that is being filled in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Form {
    /// Which.
    pub kind: FormKind,
    /// Its fields.
    pub fields: Vec<FormField>,
    /// The number of the field under the cursor.
    pub at: usize,
    /// The number of the choice under the cursor, of those that the field offers.
    pub chosen: Option<usize>,
    /// What it waits for.
    pub stage: Stage,
    /// What is wrong with all of it.
    pub error: Option<Error>,
    /// Whether it goes on from a draft; the day from which that is kept, where it says so.
    pub resumed: Option<Option<Day>>,
    /// Who has changed the same meanwhile.
    pub conflict: Option<Conflict>,
    /// The document as it was when its values were filled in.
    seen: Option<Versioned>,
    /// Whether it has been read.
    read: bool,
}

/// The command that writes one document, against the state that was seen.
#[must_use]
pub(super) fn one_document(document: Document, now: Option<&Versioned>) -> Command {
    Command::Write { documents: vec![(document, now.map(|now| now.revision))], reason: None }
}

/// The id of the field in which a reason is given; every form has it where the desk asks for one.
const REASON: &str = "reason";
/// What the desk refuses for want of a reason.
pub(super) const WANT_REASON: [&str; 3] = ["reason-needed", "day-closed", "cell-imported"];

impl Form {
    fn new(kind: FormKind) -> Self {
        Self {
            kind,
            fields: Vec::new(),
            at: 0,
            chosen: None,
            stage: Stage::Opening,
            error: None,
            resumed: None,
            conflict: None,
            seen: None,
            read: false,
        }
    }

    /// The field under the cursor.
    #[must_use]
    pub fn current(&self) -> Option<&FormField> {
        self.fields.get(self.at)
    }

    fn current_mut(&mut self) -> Option<&mut FormField> {
        self.fields.get_mut(self.at)
    }

    /// The line that is typed in.
    #[must_use]
    pub fn field(&self) -> Option<&Field> {
        self.current().filter(|field| self.is_typed(field)).map(|field| &field.line)
    }

    pub(super) fn field_mut(&mut self) -> Option<&mut Field> {
        self.current().filter(|field| self.is_typed(field))?;
        self.current_mut().map(|field| &mut field.line)
    }

    fn is_typed(&self, field: &FormField) -> bool {
        self.stage == Stage::Open && field.input != Input::Yes && field.lines.is_none()
    }

    /// Whether it was refused for want of a reason, which its last field asks for.
    #[must_use]
    pub fn wants_reason(&self) -> bool {
        let asks = self.fields.iter().any(|field| field.id == REASON);
        asks && self.error.as_ref().is_some_and(|error| WANT_REASON.contains(&error.id.as_ref()))
    }

    /// What it is called.
    #[must_use]
    pub fn title(&self, lang: Lang, with: Option<With<'_>>) -> String {
        self.kind.label(lang, with, self.seen.as_ref().map(|seen| &seen.document))
    }

    /// Whether an action does something here.
    #[must_use]
    pub fn serves(&self, action: Action) -> bool {
        match action {
            Action::ChooseUp => self.current().is_some_and(|field| !field.offered().is_empty()),
            Action::TakeTheirs => self.current().is_some_and(|field| field.theirs.is_some()),
            Action::StartOver => self.is_changed(),
            Action::EditLong => self.text_to_edit().is_some(),
            _ => true,
        }
    }

    /// Whether anything was filled in since it was opened.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.fields.iter().any(FormField::is_changed)
    }

    /// What it commands, or what is wrong and with which field.
    fn command(&self, with: With<'_>) -> Result<Command, Vec<(&'static str, Error)>> {
        let mut values = Values::new(&self.fields, with);
        let command = self.kind.filling().command(&mut values, with, self.seen.as_ref());
        let reason = values.some(REASON);
        let errors = values.into_errors();
        match command.filter(|_| errors.is_empty()) {
            Some(command) => Ok(for_reason(command, reason)),
            None if errors.is_empty() => Err(vec![("", Error::asked("nothing-to-do"))]),
            None => Err(errors),
        }
    }

    /// Notes what is wrong beside the fields, and goes to the first of them.
    fn note(&mut self, errors: Vec<(&'static str, Error)>) {
        self.clear_errors();
        for (id, error) in errors {
            match self.fields.iter_mut().find(|field| field.id == id) {
                Some(field) => field.error = Some(error),
                None => self.error = Some(error),
            }
        }
        if let Some(at) = self.fields.iter().position(|field| field.error.is_some()) {
            self.go_to(at);
        }
    }

    fn clear_errors(&mut self) {
        self.error = None;
        for field in &mut self.fields {
            field.error = None;
        }
    }
}

/// The command, for that reason.
fn for_reason(mut command: Command, why: Option<String>) -> Command {
    match &mut command {
        Command::Write { reason, .. } | Command::Delete { reason, .. } if reason.is_none() => *reason = why,
        Command::Set { correct, .. } if correct.is_none() => *correct = why,
        _ => {}
    }
    command
}

impl App {
    /// Opens a form; what was begun in it before is taken up.
    pub(super) fn open_form(&mut self, kind: FormKind) -> Vec<Effect> {
        if !self.is_open() {
            self.tell(false, phrase("unavailable.opening", self.start.lang));
            return Vec::new();
        }
        let document = kind.filling().document();
        self.layers.push(Overlay::Form(Box::new(Form::new(kind))));
        self.dirty = true;
        let mut effects = self.want_premises();
        match document {
            Some(key) => effects.push(Effect::Fetch(Box::new(Query::Documents(DocumentQuery::exactly(key))))),
            None => self.fill_form(),
        }
        effects
    }

    /// What forms are filled in against, once it is known.
    fn with(&self) -> Option<With<'_>> {
        let (organisation, catalogue) = self.premises.as_deref()?;
        Some(With { organisation, catalogue, today: self.today?, lang: self.start.lang })
    }

    /// What the form on top is filled in against.
    #[must_use]
    pub fn form_with(&self) -> Option<With<'_>> {
        self.with()
    }

    /// The form on top, where there is one.
    pub(super) fn form(&mut self) -> Option<&mut Form> {
        match self.layers.last_mut() {
            Some(Overlay::Form(form)) => Some(form),
            _ => None,
        }
    }

    /// Fills the form on top in, once all is there that it is filled from.
    pub(super) fn fill_form(&mut self) {
        let Some(Overlay::Form(form)) = self.top() else { return };
        let there = form.read || form.kind.filling().document().is_none();
        if form.stage == Stage::Opening && there {
            self.fill_in(form.seen.clone());
        }
    }

    fn fill_in(&mut self, seen: Option<Versioned>) {
        let Some(Overlay::Form(form)) = self.top() else { return };
        let Some(with) = self.with() else { return };
        let now = seen.as_ref().map(|seen| &seen.document);
        let fields = form.kind.filling().fields(with, now);
        let begins = form.kind.filling().begins();
        let at = fields.iter().position(|field| field.id == begins).unwrap_or(0);
        let draft = self.drafts.get(&form.kind.draft_key()).cloned();
        let Some(form) = self.form() else { return };
        (form.fields, form.stage) = (fields, Stage::Open);
        form.seen = seen;
        if let Some(draft) = draft {
            form.resume(&draft);
        }
        form.go_to(at);
        self.dirty = true;
    }

    /// A document that was asked for has come, or it is not there.
    pub(super) fn form_fetched(&mut self, query: &DocumentQuery, found: &[Versioned]) {
        let found = found.first().cloned();
        let Some(Overlay::Form(form)) = self.top() else { return };
        if form.kind.filling().document().map(DocumentQuery::exactly).as_ref() != Some(query) {
            return;
        }
        match form.stage {
            Stage::Opening => {
                if let Some(form) = self.form() {
                    (form.seen, form.read) = (found, true);
                }
                self.fill_form();
            }
            Stage::Comparing => self.compare_form(found),
            Stage::Open | Stage::Given => {}
        }
    }

    /// Submits the form, or says beside each field what is wrong with it.
    pub(super) fn submit_form(&mut self) -> Vec<Effect> {
        self.dirty = true;
        let Some(Overlay::Form(form)) = self.top() else { return Vec::new() };
        let Some(with) = self.with().filter(|_| form.stage == Stage::Open) else { return Vec::new() };
        let (command, key) = (form.command(with), form.kind.draft_key());
        let Some(form) = self.form() else { return Vec::new() };
        match command {
            Ok(command) => {
                form.clear_errors();
                form.stage = Stage::Given;
                vec![self.give(Given::Form(key), command)]
            }
            Err(errors) => {
                form.note(errors);
                Vec::new()
            }
        }
    }

    /// What came of a form that was submitted.
    pub(super) fn form_applied(&mut self, key: &str, applied: Result<Receipt, Error>) -> Vec<Effect> {
        self.dirty = true;
        let lang = self.start.lang;
        let own = |layer: &Overlay| matches!(layer, Overlay::Form(form) if form.kind.draft_key() == key);
        match applied {
            Ok(receipt) => {
                self.layers.retain(|layer| !own(layer));
                self.forget_draft(key);
                self.premises = None;
                self.tell_done(&receipt);
                let mut effects = self.want_premises();
                effects.extend(self.ask());
                effects
            }
            Err(error) => {
                let Some(Overlay::Form(form)) = self.layers.iter_mut().find(|layer| own(layer)) else {
                    self.tell(false, &said(&error, lang).sentence);
                    return Vec::new();
                };
                form.stage = Stage::Open;
                match error.id.as_ref() {
                    "document-changed" | "document-gone" => return form.compares(error),
                    id if WANT_REASON.contains(&id) => form.ask_reason(error),
                    _ => form.error = Some(error),
                }
                Vec::new()
            }
        }
    }

    /// Says what a receipt says, until the next key.
    pub(super) fn tell_done(&mut self, receipt: &Receipt) {
        let lang = self.start.lang;
        if let Some(report) = self.reading.report() {
            let voice = crate::render::Voice::of(report, lang);
            let done: Vec<String> = receipt.done.iter().map(|done| voice.sentence(done)).collect();
            self.tell(true, &done.join(" "));
        }
    }

    /// A key of a form.
    pub(super) fn form_key(&mut self, action: Action) -> Vec<Effect> {
        self.dirty = true;
        let Some(form) = self.form() else { return Vec::new() };
        match action {
            Action::NextField => form.next(),
            Action::PreviousField => form.previous(),
            Action::Submit => {
                form.take_choice();
                return self.turned_form().unwrap_or_else(|| self.submit_form());
            }
            Action::TakeTheirs => form.take_theirs(),
            Action::StartOver => return self.start_over(),
            Action::EditLong => return form.text_to_edit().map(Effect::Edit).into_iter().collect(),
            _ => {}
        }
        self.turned_form().unwrap_or_else(|| {
            self.form_typed();
            Vec::new()
        })
    }

    /// Where what is chosen is about another document: the form that changes that one, filled from it. What was written
    /// before anything was chosen goes along.
    fn turned_form(&mut self) -> Option<Vec<Effect>> {
        let with = self.with()?;
        let Some(Overlay::Form(form)) = self.top() else { return None };
        if form.stage != Stage::Open {
            return None;
        }
        let kind = form.kind.filling().becomes(&Values::new(&form.fields, with))?;
        let first = form.kind.filling().document().is_none();
        let written = form.fields.iter().find(|field| first && field.input == Input::Long && field.is_changed());
        let written = written.map(|field| Msg::Paste(field.written()));
        let key = form.kind.draft_key();
        self.early.extend(written);
        self.layers.pop();
        if first {
            self.forget_draft(&key);
        }
        Some(self.open_form(kind))
    }

    /// Enter: takes the choice and goes on; on the last field it submits.
    pub(super) fn accept_form(&mut self) -> Vec<Effect> {
        let Some(form) = self.form() else { return Vec::new() };
        if form.stage != Stage::Open {
            return Vec::new();
        }
        // One of several names is taken, and another may follow.
        let stays =
            form.chosen.is_some() && form.current().is_some_and(|field| matches!(field.input, Input::Several { .. }));
        form.take_choice();
        if stays {
            self.form_typed();
            return Vec::new();
        }
        let last = form.at + 1 >= form.fields.len();
        if let Some(effects) = self.turned_form() {
            return effects;
        }
        let Some(form) = self.form().filter(|_| !last) else {
            self.form_typed();
            return self.submit_form();
        };
        form.next();
        self.form_typed();
        Vec::new()
    }

    /// What has become of the text that was written in an editor.
    pub(super) fn edited(&mut self, edited: Result<String, Error>) {
        self.dirty = true;
        let lang = self.start.lang;
        match edited {
            Ok(text) => {
                if let Some(form) = self.form() {
                    form.take_edited(&text);
                    self.form_typed();
                }
            }
            Err(error) => self.tell(false, &said(&error, lang).sentence),
        }
    }

    /// Leaves a form; what was filled in is kept.
    pub(super) fn leave_form(&mut self) -> Vec<Effect> {
        let Some(Overlay::Form(form)) = self.layers.pop() else { return Vec::new() };
        self.dirty = true;
        if form.is_changed() {
            let title = form.title(self.start.lang, self.with());
            self.tell(true, &say("form.kept", &[("form", &title)], self.start.lang));
        }
        Vec::new()
    }
}

impl Form {
    /// Asks for a reason, which the desk wants.
    fn ask_reason(&mut self, why: Error) {
        let at = self.fields.iter().position(|field| field.id == REASON).unwrap_or_else(|| {
            self.fields.push(FormField::text(REASON).needed());
            self.fields.len() - 1
        });
        self.go_to(at);
        self.error = Some(why);
    }
}
