//! Drafts: what is half filled in is the user's own file, taken up when the form is opened again and gone once it is
//! submitted.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::super::{App, Effect, Overlay};
use super::{Form, FormField, Stage};
use crate::domain::base::Day;
use crate::domain::model::Revision;

/// A form that is not submitted yet.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Draft {
    /// What it is kept under: the form's word and what it is about.
    pub key: String,
    /// The state of the document that was seen; 0 where there was none.
    pub seen: u64,
    /// The day on which it was filled in last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Day>,
    /// What was filled in, by field.
    pub fields: BTreeMap<String, String>,
    /// What stood there before, by field.
    pub before: BTreeMap<String, String>,
}

/// Drafts by what they are kept under.
pub type Drafts = BTreeMap<String, Draft>;

impl Form {
    /// What has been filled in; `None` where nothing has.
    fn draft(&self) -> Option<Draft> {
        let changed = || self.fields.iter().filter(|field| field.is_changed());
        let fields: BTreeMap<_, _> = changed().map(|field| (field.id.to_owned(), field.written())).collect();
        let before = changed().map(|field| (field.id.to_owned(), field.was.clone())).collect();
        let seen = self.seen.as_ref().map_or(0, |seen| seen.revision.0);
        (!fields.is_empty()).then(|| Draft { key: self.kind.draft_key(), seen, fields, before, on: None })
    }

    /// Takes a draft up. Where the document has changed since, that comes to light when the form is submitted.
    pub(super) fn resume(&mut self, draft: &Draft) {
        for (id, text) in &draft.fields {
            match self.fields.iter_mut().find(|field| field.id == *id) {
                Some(field) => {
                    field.put(text);
                    field.was = draft.before.get(id).cloned().unwrap_or_default();
                }
                None if id == super::REASON => {
                    let mut reason = FormField::text(super::REASON).needed();
                    reason.put(text);
                    self.fields.push(reason);
                }
                None => {}
            }
        }
        self.resumed = self.is_changed().then_some(draft.on);
        if let Some(seen) = &mut self.seen {
            seen.revision = Revision(draft.seen);
        }
    }
}

impl App {
    /// Keeps what is filled in of the form on top.
    pub(super) fn keep_draft(&mut self) {
        // One that is not filled in yet has nothing to say of its draft.
        let form = match self.top() {
            Some(Overlay::Form(form)) if form.stage != Stage::Opening => form,
            _ => return,
        };
        let (key, draft) = (form.kind.draft_key(), form.draft());
        let same =
            |kept: &Draft, new: &Draft| (&kept.fields, &kept.before, kept.seen) == (&new.fields, &new.before, new.seen);
        let unchanged = match (self.drafts.get(&key), &draft) {
            (Some(kept), Some(new)) => same(kept, new),
            (kept, new) => kept.is_none() && new.is_none(),
        };
        if !unchanged {
            match draft.map(|draft| Draft { on: self.today, ..draft }) {
                Some(draft) => self.drafts.insert(key.clone(), draft),
                None => self.drafts.remove(&key),
            };
            self.unsaved.insert(key);
        }
    }

    /// Keeps a draft that is no form's; one without anything in it is gone.
    pub(in crate::tui::app) fn put_draft(&mut self, key: &str, draft: Draft) {
        if draft.fields.is_empty() {
            self.forget_draft(key);
        } else if self.drafts.get(key) != Some(&draft) {
            self.drafts.insert(key.to_owned(), draft);
            self.unsaved.insert(key.to_owned());
        }
    }

    pub(in crate::tui::app) fn forget_draft(&mut self, key: &str) {
        if self.drafts.remove(key).is_some() {
            self.unsaved.insert(key.to_owned());
        }
    }

    /// Empties the form on top: what was filled in is gone.
    pub(super) fn start_over(&mut self) -> Vec<Effect> {
        let Some(Overlay::Form(form)) = self.layers.pop() else { return Vec::new() };
        self.forget_draft(&form.kind.draft_key());
        self.open_form(form.kind)
    }

    /// Whether a draft has changed that is not in its file.
    #[must_use]
    pub fn has_unsaved_drafts(&self) -> bool {
        !self.unsaved.is_empty()
    }

    /// The drafts that are not in their files, each with what it is kept under; `None` is one that is gone.
    pub fn take_unsaved_drafts(&mut self) -> Vec<(String, Option<Draft>)> {
        let unsaved: BTreeSet<String> = std::mem::take(&mut self.unsaved);
        unsaved.into_iter().map(|key| (key.clone(), self.drafts.get(&key).cloned())).collect()
    }
}
