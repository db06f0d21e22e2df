//! Moving through a form, typing in it, and choosing.

use super::super::{Action, App};
use super::choice::SEPARATORS;
use super::input::{Input, is_yes, yes_word};
use super::{Field, Form, Stage};

impl Form {
    /// To the field of that number.
    pub(super) fn go_to(&mut self, at: usize) {
        self.at = at.min(self.fields.len().saturating_sub(1));
        let opens = self.current().is_some_and(|field| field.opens && field.awaits_choice());
        self.chosen = opens.then_some(0);
    }

    /// To the next field; from the last to the first.
    pub(super) fn next(&mut self) {
        self.take_choice();
        self.go_to(if self.at + 1 < self.fields.len() { self.at + 1 } else { 0 });
    }

    /// To the field before; from the first to the last.
    pub(super) fn previous(&mut self) {
        self.go_to(self.at.checked_sub(1).unwrap_or(self.fields.len()));
    }

    /// Writes the choice under the cursor into the field.
    pub(super) fn take_choice(&mut self) {
        let chosen = self.chosen.take();
        let label = self.current().and_then(|field| field.offered().get(chosen?).map(|pick| pick.label.clone()));
        if let (Some(label), Some(field)) = (label, self.current_mut()) {
            field.take(&label);
        }
    }

    /// An arrow: through the choices of a field, else from field to field.
    pub(super) fn step(&mut self, down: bool) {
        let offered = self.current().map_or(0, |field| field.offered().len());
        match (self.chosen, down) {
            (None, true) if offered > 0 => {
                let now = self.current().map(|field| field.line.text());
                let at = self
                    .current()
                    .and_then(|field| field.offered().iter().position(|pick| Some(&pick.label) == now.as_ref()));
                self.chosen = Some(at.unwrap_or(0));
            }
            (Some(at), true) if at + 1 < offered => self.chosen = Some(at + 1),
            (Some(at), false) => self.chosen = at.checked_sub(1),
            (_, true) => {
                self.chosen = None;
                self.next();
            }
            (None, false) => self.previous(),
        }
    }

    /// The text of the field under the cursor, where an editor may write it.
    pub(super) fn text_to_edit(&self) -> Option<String> {
        let field = self.current().filter(|field| field.input == Input::Long)?;
        (self.stage == Stage::Open).then(|| field.written())
    }

    /// Takes what was written in an editor.
    pub(super) fn take_edited(&mut self, text: &str) {
        if self.text_to_edit().is_some()
            && let Some(field) = self.current_mut()
        {
            field.put(text);
            field.error = None;
        }
    }

    /// Takes typed text. A field of yes or no takes a letter of either, and a blank turns it.
    pub(super) fn insert(&mut self, text: &str) {
        if self.stage != Stage::Open {
            return;
        }
        let Some(field) = self.current_mut() else { return };
        match field.input {
            Input::Yes => {
                let now = is_yes(&field.line.text());
                let yes = match text.trim() {
                    "" => !now,
                    "y" | "Y" | "是" => true,
                    "n" | "N" | "否" => false,
                    _ => return,
                };
                field.line = Field::new(yes_word(yes));
            }
            Input::Long if text.trim_end().contains(['\n', '\r']) => {
                let whole = format!("{}{}", field.written(), text.replace("\r\n", "\n").replace('\r', "\n"));
                field.put(&whole);
            }
            _ if field.lines.is_some() => {}
            // Names that stand there are whole: another one follows them.
            Input::Several { .. } if !field.is_changed() && !field.awaits_choice() => {
                let own = text.trim_start().starts_with(SEPARATORS);
                field.line.insert(&if own { text.to_owned() } else { format!(", {text}") });
            }
            // A day or a choice is typed anew and not behind the one that stands there; changed by other keys, it goes on.
            Input::Day | Input::Choice { .. } if !field.is_changed() => field.line = Field::new(text),
            // What was taken of a list that opened by itself is one of the choices, not the beginning of a word.
            Input::Choice { .. } if field.opens && field.is_chosen() => field.line = Field::new(text),
            _ => field.line.insert(text),
        }
    }

    /// What follows from another text in a field.
    pub(super) fn typed(&mut self) {
        let Some(field) = self.current_mut() else { return };
        let chooses = matches!(field.input, Input::Choice { .. } | Input::Several { .. });
        let narrows = chooses && !field.awaits_choice() && !field.is_chosen();
        let any = narrows && !field.offered().is_empty();
        self.chosen = any.then_some(0);
    }
}

impl App {
    /// After a key of a form: what is wrong with the fields that were left, and the draft.
    pub(super) fn form_typed(&mut self) {
        self.dirty = true;
        self.check_form();
        self.keep_draft();
    }

    /// What is wrong is said once a field is left, and goes away as soon as it is mended.
    fn check_form(&mut self) {
        let Some(super::Overlay::Form(form)) = self.top() else { return };
        let Some(with) = self.with() else { return };
        let checked = form.fields.iter().enumerate().map(|(at, field)| match (field.read(with), &field.error) {
            (Ok(_), Some(error)) if error.id != "form-needed" || !field.written().trim().is_empty() => None,
            (Err(wrong), told) if at != form.at || told.is_some() => Some(wrong),
            (_, told) => told.clone(),
        });
        let errors: Vec<_> = checked.collect();
        if let Some(form) = self.form() {
            for (field, error) in form.fields.iter_mut().zip(errors) {
                field.error = error;
            }
        }
    }

    /// An arrow in a form.
    pub(in crate::tui::app) fn step_form(&mut self, action: Action) {
        let Some(form) = self.form() else { return };
        match action {
            Action::ChooseUp => form.step(false),
            Action::ChooseDown => form.step(true),
            Action::ChoosePageUp => form.go_to(0),
            Action::ChoosePageDown => form.go_to(usize::MAX),
            _ => return,
        }
        self.form_typed();
    }

    /// Types into the form on top.
    pub(in crate::tui::app) fn type_in_form(&mut self, text: &str) {
        if let Some(form) = self.form() {
            form.insert(text);
            form.typed();
            self.form_typed();
        }
    }

    /// What follows from a key that has changed the line of the form on top.
    pub(in crate::tui::app) fn form_line_changed(&mut self) {
        if let Some(form) = self.form() {
            form.typed();
        }
        self.form_typed();
    }
}
