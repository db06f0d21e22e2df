//! Saved questions: kept under a name, usable in every view and on the command line as `@NAME` (S-168).

use std::collections::BTreeMap;

use super::matching::{Folded, Rank, meets};
use super::{Action, App, Effect, Field, Overlay};
use crate::domain::model::Lens;
use crate::text::{clean, phrase, said, say, width};

/// Cells of a name at most.
const MOST: usize = 40;

/// The list of saved questions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lenses {
    /// A part of a name, or the name to save under.
    pub field: Field,
    /// The number of the one under the cursor, of those shown.
    pub chosen: usize,
    /// Name and text of those that meet what is typed.
    pub shown: Vec<(String, String)>,
    /// What is done when the same key is pressed again: the action, and the name.
    sure: Option<(Action, String)>,
}

impl App {
    /// Opens the list.
    pub(super) fn open_lenses(&mut self) {
        let shown = self.lenses.clone().into_iter().collect();
        self.layers.push(Overlay::Lenses(Box::new(Lenses { field: Field::default(), chosen: 0, shown, sure: None })));
        self.dirty = true;
    }

    /// The saved questions whose name or text has what is typed.
    pub(super) fn search_lenses(&mut self) {
        let Some(Overlay::Lenses(lenses)) = self.layers.last_mut() else { return };
        let wanted = Folded::of(&lenses.field.text());
        let has = |text: &str| meets(&Folded::of(text), &wanted).is_some_and(|(rank, _)| rank < Rank::Scattered);
        let met = self.lenses.iter().filter(|(name, text)| has(name) || has(text));
        lenses.shown = met.map(|(name, text)| (name.clone(), text.clone())).collect();
        lenses.chosen = lenses.chosen.min(lenses.shown.len().saturating_sub(1));
        lenses.sure = None;
    }

    /// Asks the one under the cursor in the view at hand.
    pub(super) fn accept_lenses(&mut self) -> Vec<Effect> {
        let Some(Overlay::Lenses(lenses)) = self.top() else { return Vec::new() };
        match lenses.shown.get(lenses.chosen).cloned() {
            Some((_, text)) => {
                self.layers.pop();
                self.ask_saved(&text)
            }
            None => Vec::new(),
        }
    }

    /// Asks a saved question in the view at hand.
    pub(super) fn ask_saved(&mut self, text: &str) -> Vec<Effect> {
        match Lens::parse(text, self.fiscal()) {
            Ok(lens) => self.go(self.reading.view(), lens),
            Err(error) => {
                self.tell(false, &said(&error, self.start.lang).sentence);
                Vec::new()
            }
        }
    }

    /// Saves the question at hand under the name that is typed, or forgets the one under the cursor; what would be lost
    /// is asked for twice.
    pub(super) fn keep_lens(&mut self, action: Action) -> Vec<Effect> {
        let lang = self.start.lang;
        let text = self.reading.asked().text(self.fiscal());
        let Some(Overlay::Lenses(lenses)) = self.layers.last_mut() else { return Vec::new() };
        let name = match action {
            Action::SaveLens => clean(lenses.field.text().trim()).trim_start_matches('@').to_owned(),
            _ => lenses.shown.get(lenses.chosen).map(|(name, _)| name.clone()).unwrap_or_default(),
        };
        if name.is_empty() || width(&name) > MOST {
            let id = if action == Action::SaveLens { "lenses.name" } else { "lenses.none" };
            self.tell(false, phrase(id, lang));
            return Vec::new();
        }
        let known = self.lenses.get(&name);
        let loses = known.is_some_and(|known| action == Action::ForgetLens || *known != text);
        let sure = Some((action, name.clone()));
        if loses && lenses.sure != sure {
            lenses.sure = sure;
            let id = if action == Action::SaveLens { "lenses.replaces" } else { "lenses.forgets" };
            let key = self.start.keymap.first(action);
            self.tell(false, &say(id, &[("name", &name), ("key", &key)], lang));
            return Vec::new();
        }
        let done = if action == Action::SaveLens {
            self.lenses.insert(name.clone(), text.clone());
            say("lenses.saved", &[("name", &name), ("text", &text)], lang)
        } else {
            self.lenses.remove(&name);
            say("lenses.forgotten", &[("name", &name)], lang)
        };
        if let Some(Overlay::Lenses(lenses)) = self.layers.last_mut() {
            lenses.field = Field::default();
        }
        self.search_lenses();
        self.tell(true, &done);
        vec![Effect::Keep(self.lenses.clone())]
    }
}

/// Saved questions by name, as text.
pub type Saved = BTreeMap<String, String>;
