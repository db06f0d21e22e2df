//! What is typed while a form is still being filled from the database: it waits, and is then taken as if it came now.

use super::super::{Action, App, Effect, Msg, Overlay};
use super::Stage;
use crate::tui::keys::{Key, Meaning};

impl App {
    /// Keeps what is typed into a form that is not filled in yet, and gives back anything else. What leaves the form leaves
    /// it at once.
    pub(in crate::tui::app) fn too_early(&mut self, msg: Msg) -> Option<Msg> {
        if !self.is_filling_in() {
            return Some(msg);
        }
        let leaves = |key| {
            let meaning = self.start.keymap.meaning(self.context(), &[Key::from(key)]);
            matches!(meaning, Meaning::Does(Action::Cancel))
        };
        match msg {
            Msg::Key(key) if leaves(key) => {
                self.early.clear();
                Some(msg)
            }
            Msg::Key(_) | Msg::Paste(_) => {
                self.early.push(msg);
                None
            }
            msg => Some(msg),
        }
    }

    /// Takes what was typed too early, once the form is filled in.
    pub(in crate::tui::app) fn hear_early(&mut self) -> Vec<Effect> {
        if self.is_filling_in() {
            return Vec::new();
        }
        let early = std::mem::take(&mut self.early);
        early.into_iter().flat_map(|msg| self.take(msg)).collect()
    }

    /// Whether the form on top still waits for what it is filled from.
    fn is_filling_in(&self) -> bool {
        matches!(self.top(), Some(Overlay::Form(form)) if form.stage == Stage::Opening)
    }
}
