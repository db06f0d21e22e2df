//! Keys where text is typed: the line itself, and the choice below it.

use super::{Action, App, Context, Effect, Field, Overlay, Step};

/// Choices that a page moves by.
const PAGE: usize = 8;

impl Overlay {
    /// The line that is typed in, where there is one.
    #[must_use]
    pub fn field(&self) -> Option<&Field> {
        match self {
            Self::Help(_) | Self::Record(_) => None,
            Self::Import(import) => import.types().then_some(&import.field),
            Self::Palette(palette) => Some(&palette.field),
            Self::Filter(filter) => Some(&filter.field),
            Self::Find(find) => Some(&find.field),
            Self::Lenses(lenses) => Some(&lenses.field),
            Self::Export(export) => Some(&export.field),
            Self::Form(form) => form.field(),
        }
    }

    fn field_mut(&mut self) -> Option<&mut Field> {
        match self {
            Self::Help(_) | Self::Record(_) => None,
            Self::Import(import) => import.types().then_some(&mut import.field),
            Self::Palette(palette) => Some(&mut palette.field),
            Self::Filter(filter) => Some(&mut filter.field),
            Self::Find(find) => Some(&mut find.field),
            Self::Lenses(lenses) => Some(&mut lenses.field),
            Self::Export(export) => Some(&mut export.field),
            Self::Form(form) => form.field_mut(),
        }
    }

    /// The number of the choice under the cursor, and how many there are.
    fn choice(&mut self) -> Option<(&mut usize, usize)> {
        match self {
            Self::Help(_) | Self::Find(_) | Self::Export(_) | Self::Record(_) | Self::Form(_) => None,
            Self::Import(import) => {
                let count = import.count();
                import.types().then_some((&mut import.chosen, count))
            }
            Self::Filter(filter) => {
                let count = filter.count();
                Some((&mut filter.chosen, count))
            }
            Self::Lenses(lenses) => {
                let count = lenses.shown.len();
                Some((&mut lenses.chosen, count))
            }
            Self::Palette(palette) => {
                let count = palette.found().len();
                Some((&mut palette.chosen, count))
            }
        }
    }
}

impl App {
    /// Types `text` into the line at hand.
    pub(super) fn insert(&mut self, text: &str) {
        if matches!(self.top(), Some(Overlay::Form(_))) {
            self.type_in_form(text);
        } else if let Some(field) = self.layers.last_mut().and_then(Overlay::field_mut) {
            field.insert(text);
            self.typed();
        }
    }

    /// Takes pasted text; where no line is open it is dropped, so that it presses no keys.
    pub(super) fn paste(&mut self, text: &str) {
        self.dirty |= self.toast.take().is_some();
        self.pending.clear();
        if self.context() == Context::Grid {
            self.paste_in_grid(text);
        } else {
            self.insert(text);
        }
    }

    /// A key of a typing context.
    pub(super) fn typing(&mut self, action: Action) -> Vec<Effect> {
        if let (Some(Overlay::Import(import)), Action::Erase) = (self.top(), action)
            && import.field.is_empty()
        {
            return if import.step == Step::Files { self.folder_above() } else { self.import_back() };
        }
        if let Some(changed) = self.edit(action) {
            if changed {
                self.typed();
            }
            return Vec::new();
        }
        match action {
            Action::Cancel if matches!(self.top(), Some(Overlay::Import(_))) => self.import_back(),
            Action::Cancel if matches!(self.top(), Some(Overlay::Form(_))) => self.leave_form(),
            Action::Cancel => {
                if let Some(Overlay::Find(find)) = self.layers.pop() {
                    self.cancel_find(&find);
                }
                self.dirty = true;
                Vec::new()
            }
            Action::KeysHere => {
                self.toggle_help();
                Vec::new()
            }
            Action::Accept => self.accept(),
            Action::Complete => self.complete_palette(),
            Action::SaveLens | Action::ForgetLens => self.keep_lens(action),
            Action::NextFormat => {
                if let Some(Overlay::Export(export)) = self.layers.last_mut() {
                    export.turn();
                    self.dirty = true;
                }
                Vec::new()
            }
            Action::TableAlone => {
                if let Some(Overlay::Export(export)) = self.layers.last_mut() {
                    export.turn_table();
                    self.dirty = true;
                }
                Vec::new()
            }
            _ if action.context() == Context::Filter => self.filter(action),
            _ if action.context() == Context::Form => self.form_key(action),
            _ if matches!(self.top(), Some(Overlay::Form(_))) => {
                self.step_form(action);
                Vec::new()
            }
            _ if matches!(self.top(), Some(Overlay::Find(_))) => {
                self.step_found(action);
                Vec::new()
            }
            _ => {
                self.choose(action);
                Vec::new()
            }
        }
    }

    /// A key that changes the line; whether it changed it, or moved its cursor.
    fn edit(&mut self, action: Action) -> Option<bool> {
        let field = self.layers.last_mut().and_then(Overlay::field_mut)?;
        let moved = match action {
            Action::Erase => return Some(field.erase()),
            Action::Delete => return Some(field.delete()),
            Action::EraseWord => return Some(field.erase_word()),
            Action::EraseLine => return Some(field.erase_line()),
            Action::CursorLeft => field.left(),
            Action::CursorRight => field.right(),
            Action::CursorStart => field.start(),
            Action::CursorEnd => field.end(),
            _ => return None,
        };
        self.dirty |= moved;
        Some(false)
    }

    /// A click on a choice takes it where it is the chosen one, and else chooses it.
    pub(super) fn click_choice(&mut self, at: usize) -> Vec<Effect> {
        let Some((chosen, count)) = self.layers.last_mut().and_then(Overlay::choice) else { return Vec::new() };
        if *chosen == at {
            return self.accept();
        }
        *chosen = at.min(count.saturating_sub(1));
        self.dirty = true;
        Vec::new()
    }

    pub(super) fn choose(&mut self, action: Action) {
        let Some((chosen, count)) = self.layers.last_mut().and_then(Overlay::choice) else { return };
        let before = *chosen;
        *chosen = match action {
            Action::ChooseUp => before.saturating_sub(1),
            Action::ChooseDown => before.saturating_add(1),
            Action::ChoosePageUp => before.saturating_sub(PAGE),
            Action::ChoosePageDown => before.saturating_add(PAGE),
            _ => before,
        }
        .min(count.saturating_sub(1));
        self.dirty |= *chosen != before;
    }

    /// What follows from another text in the line.
    fn typed(&mut self) {
        self.dirty = true;
        let lang = self.start.lang;
        match self.layers.last_mut() {
            Some(Overlay::Palette(palette)) => palette.search(),
            Some(Overlay::Filter(filter)) => {
                filter.search();
                filter.take_period(lang);
            }
            Some(Overlay::Export(export)) => export.typed(),
            Some(Overlay::Import(import)) => import.search(),
            Some(Overlay::Find(_)) => self.seek(),
            Some(Overlay::Lenses(_)) => self.search_lenses(),
            Some(Overlay::Form(_)) => self.form_line_changed(),
            Some(Overlay::Help(_) | Overlay::Record(_)) | None => {}
        }
    }

    /// What the top overlay shows, made anew of what has come meanwhile.
    pub(super) fn refresh(&mut self) {
        self.refresh_filter();
        self.fill_form();
        if matches!(self.top(), Some(Overlay::Palette(_))) {
            let entries = self.entries();
            if let Some(Overlay::Palette(palette)) = self.layers.last_mut() {
                palette.take(entries);
            }
        }
    }

    fn accept(&mut self) -> Vec<Effect> {
        self.dirty = true;
        match self.top() {
            Some(Overlay::Palette(_)) => self.accept_palette(),
            Some(Overlay::Filter(_)) => self.accept_filter(),
            Some(Overlay::Lenses(_)) => self.accept_lenses(),
            Some(Overlay::Export(_)) => self.accept_export(),
            Some(Overlay::Import(_)) => self.accept_import(),
            Some(Overlay::Form(_)) => self.accept_form(),
            Some(Overlay::Find(_)) => {
                self.accept_find();
                Vec::new()
            }
            Some(Overlay::Help(_) | Overlay::Record(_)) | None => Vec::new(),
        }
    }
}
