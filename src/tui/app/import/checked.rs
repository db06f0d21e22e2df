//! What a file would change, the import itself, and what it has changed.

use super::{Again, Import, Step};
use crate::desk::{Command, Query, Receipt};
use crate::domain::base::{Error, Grain, Period};
use crate::domain::model::Lens;
use crate::exchange::{FileState, ImportOutcome, Progress};
use crate::render::Voice;
use crate::text::{phrase, said};
use crate::tui::app::{Action, App, Effect, View};

impl Import {
    /// Asks what the file would change.
    pub(super) fn check(&mut self, ticket: u64) -> Vec<Effect> {
        (self.ticket, self.waits, self.top) = (ticket, true, 0);
        self.errors.clear();
        vec![Effect::Import(ticket, Box::new(self.asks(true)))]
    }

    /// Whether days of the file are there already.
    #[must_use]
    pub fn overlaps(&self) -> bool {
        self.outcome.as_deref().is_some_and(|outcome| !outcome.replaced.is_empty())
    }

    /// Why the file cannot be imported as it stands.
    #[must_use]
    pub fn stands_against(&self) -> Option<Error> {
        let outcome = self.outcome.as_deref()?;
        if matches!(outcome.state, FileState::Already { .. }) {
            return Some(Error::asked("importing-already"));
        }
        if self.overlaps() && self.again.is_none() {
            return Some(Error::asked("importing-again"));
        }
        if outcome.bad > 0 && !self.skips {
            return Some(Error::asked("importing-bad"));
        }
        let documents = self.preview.as_deref().is_some_and(|file| !file.is_open() && outcome.source.is_empty());
        (outcome.facts == 0 && !documents).then(|| Error::asked("importing-nothing"))
    }

    /// The source under which the file adds to what is there.
    fn another_source(&mut self) {
        let own = self.preview.as_deref().map(|preview| preview.draft.source.clone()).unwrap_or_default();
        let now = self.request.source.take().unwrap_or_else(|| own.clone());
        let number = now.strip_prefix(own.as_str()).and_then(|rest| rest.strip_prefix('-')?.parse::<u32>().ok());
        self.request.source = Some(format!("{own}-{}", number.unwrap_or(1).saturating_add(1)));
    }
}

impl App {
    /// A key where it is shown what would change, or has changed.
    pub(super) fn checked_key(&mut self, action: Action) -> Vec<Effect> {
        let ticket = self.import_ticket();
        let Some(import) = self.import() else { return Vec::new() };
        let named = import.outcome.as_deref().map_or(0, |outcome| outcome.named.len());
        match (import.step, action) {
            (_, Action::LineUp) => import.top = import.top.saturating_sub(1),
            (_, Action::LineDown) => import.top = (import.top + 1).min(named.saturating_sub(1)),
            (_, Action::LinePageUp) => import.top = import.top.saturating_sub(5),
            (_, Action::LinePageDown) => import.top = (import.top + 5).min(named.saturating_sub(1)),
            (Step::Check, Action::Replace) if import.overlaps() => {
                import.again = Some(Again::Replace);
                import.errors.clear();
            }
            (Step::Check, Action::AddBeside) if import.overlaps() => {
                import.another_source();
                return import.check(ticket);
            }
            (Step::Check, Action::SkipBad) => {
                import.skips = !import.skips;
                import.errors.clear();
            }
            (Step::Check, Action::KeepMap) => import.keeps = !import.keeps,
            (Step::Check, Action::ImportNext) => return self.begin_import(ticket),
            (Step::Done, Action::TakeBack) => return self.take_back(),
            (Step::Done, Action::ImportNext) => return self.import_back(),
            _ => {}
        }
        Vec::new()
    }

    fn begin_import(&mut self, ticket: u64) -> Vec<Effect> {
        let Some(import) = self.import().filter(|import| !import.waits) else { return Vec::new() };
        if let Some(error) = import.stands_against() {
            import.errors = vec![error];
            return Vec::new();
        }
        (import.ticket, import.step, import.waits) = (ticket, Step::Under, true);
        import.progress = Progress::default();
        import.errors.clear();
        vec![Effect::Import(ticket, Box::new(import.asks(false)))]
    }

    /// How far the import is.
    pub(in crate::tui::app) fn importing(&mut self, ticket: u64, progress: Progress) {
        if let Some(import) = self.import().filter(|import| import.ticket == ticket) {
            import.progress = progress;
            self.dirty = true;
        }
    }

    /// What would change, or has changed.
    pub(in crate::tui::app) fn imported(
        &mut self,
        ticket: u64,
        imported: Result<ImportOutcome, Vec<Error>>,
    ) -> Vec<Effect> {
        self.dirty = true;
        let lang = self.start.lang;
        let Some(import) = self.import().filter(|import| import.ticket == ticket) else { return Vec::new() };
        import.waits = false;
        let under = import.step == Step::Under;
        let outcome = match imported.map(|outcome| outcome.files.into_iter().next()) {
            Ok(Some(outcome)) => outcome,
            Ok(None) => return Vec::new(),
            Err(errors) => {
                // What was being checked stays where it is; what was being imported is as if it had not begun.
                import.step = if under { Step::Check } else { import.step };
                import.errors = errors;
                return Vec::new();
            }
        };
        let (state, last) = (outcome.state, outcome.days.map(crate::domain::base::DayRange::last));
        if !under && import.request.source.is_some() {
            import.again = outcome.replaced.is_empty().then_some(Again::Add);
        }
        import.outcome = Some(Box::new(outcome));
        if matches!(state, FileState::Would) || !under {
            import.step = Step::Check;
            return Vec::new();
        }
        import.step = Step::Done;
        let map = import.makes_map() && import.keeps;
        let map = import.preview.as_deref().filter(|_| map).map(|preview| preview.map(&import.draft));
        if matches!(state, FileState::Already { .. }) {
            self.tell(true, phrase("importing.already", lang));
        }
        let mut effects: Vec<Effect> = map.map(Effect::KeepMap).into_iter().collect();
        if let Some(last) = last {
            let anchor = Some(Period::of(Grain::Day, last, self.fiscal()));
            self.reading.restart(View::Report, Lens { anchor, ..Lens::new(Grain::Day) });
        }
        effects.extend(self.look_anew());
        effects
    }

    /// Takes what was imported back, or brings it back again.
    fn take_back(&mut self) -> Vec<Effect> {
        let Some(import) = self.import().filter(|import| !import.waits) else { return Vec::new() };
        let state = import.outcome.as_deref().map(|outcome| outcome.state);
        let Some(FileState::Imported { batch, .. }) = state else { return Vec::new() };
        import.waits = true;
        vec![Effect::Apply(Box::new(Command::Revert { batch }))]
    }

    /// What a command has done.
    pub(in crate::tui::app) fn ledger_applied(&mut self, applied: Result<Receipt, Error>) -> Vec<Effect> {
        self.dirty = true;
        let lang = self.start.lang;
        if let Some(import) = self.import() {
            import.waits = false;
        }
        match applied {
            Ok(receipt) => {
                if let Some(import) = self.import() {
                    import.back = !import.back;
                } else if let Some(report) = self.reading.report() {
                    let voice = Voice::of(report, lang);
                    let done: Vec<String> = receipt.done.iter().map(|done| voice.sentence(done)).collect();
                    self.tell(true, &done.join(" "));
                }
                self.look_anew()
            }
            Err(error) => {
                let words = said(&self.timed(&error), lang);
                let text = words.hint.map_or(words.sentence.clone(), |hint| format!("{} {hint}", words.sentence));
                self.tell(false, &text);
                Vec::new()
            }
        }
    }

    /// Asks again what has changed: the view, and names that may be new.
    fn look_anew(&mut self) -> Vec<Effect> {
        self.names.clear();
        let mut effects = self.ask();
        effects.push(Effect::Fetch(Box::new(Query::Premises)));
        effects
    }
}
