//! What the columns of a file become: as they are known or guessed, and as the user wants them.

use super::{Choice, Import, Step};
use crate::domain::base::Error;
use crate::domain::model::Catalogue;
use crate::exchange::{ColumnRole, TwoReadings};
use crate::text::{Lang, phrase};
use crate::tui::app::{Action, App, Effect};

/// Lines that a page moves by.
const PAGE: usize = 10;

impl Import {
    /// The column of dates with more than one reading that the user has not chosen from yet, or has.
    #[must_use]
    pub fn two_readings(&self) -> Option<TwoReadings> {
        self.preview.as_deref()?.two_readings(&self.draft)
    }

    /// Why the file cannot be checked yet.
    fn obstacle(&self) -> Option<Error> {
        let preview = self.preview.as_deref()?;
        if self.two_readings().is_some() && self.draft.date_format.is_none() {
            return Some(Error::asked("importing-reading"));
        }
        if !preview.is_open() {
            return None;
        }
        if self.draft.date().is_none() {
            return Some(Error::asked("importing-date"));
        }
        (!self.draft.measures()).then(|| Error::asked("importing-measure"))
    }

    /// The next reading of dates that have several.
    fn next_reading(&mut self) {
        let Some(two) = self.two_readings() else { return };
        let now = self.draft.date_format.as_ref();
        let at = two.readings.iter().position(|(format, _)| Some(format) == now);
        let next = at.map_or(0, |at| (at + 1) % two.readings.len().max(1));
        self.draft.date_format = two.readings.get(next).map(|(format, _)| format.clone());
    }
}

impl App {
    /// A key where the columns are shown.
    pub(super) fn columns_key(&mut self, action: Action) -> Vec<Effect> {
        let Some(import) = self.import() else { return Vec::new() };
        let Some(preview) = import.preview.as_deref() else { return Vec::new() };
        let last = preview.header.len().saturating_sub(1);
        let lines = preview.rows.len().saturating_sub(1);
        let open = preview.is_open();
        import.errors.clear();
        match action {
            Action::ColumnLeft => import.column = import.column.saturating_sub(1),
            Action::ColumnRight => import.column = (import.column + 1).min(last),
            Action::LineUp => import.top = import.top.saturating_sub(1),
            Action::LineDown => import.top = (import.top + 1).min(lines),
            Action::LinePageUp => import.top = import.top.saturating_sub(PAGE),
            Action::LinePageDown => import.top = (import.top + PAGE).min(lines),
            Action::OtherReading => import.next_reading(),
            Action::Becomes if open => self.offer_roles(),
            Action::CountRows if open => self.offer_counts(),
            Action::OtherMap => self.offer_maps(),
            Action::OtherSheet => self.offer_sheets(),
            Action::ImportNext => return self.check_import(),
            _ => {}
        }
        Vec::new()
    }

    /// Asks what the file would change.
    fn check_import(&mut self) -> Vec<Effect> {
        let ticket = self.import_ticket();
        let Some(import) = self.import() else { return Vec::new() };
        if let Some(error) = import.obstacle() {
            import.errors = vec![error];
            return Vec::new();
        }
        (import.again, import.skips) = (None, false);
        import.request.source = None;
        import.check(ticket)
    }

    fn offer_roles(&mut self) {
        let Some((_, catalogue)) = self.premises.as_deref() else { return };
        let lang = self.start.lang;
        let entry = |role: Option<ColumnRole>| {
            let (name, note) = words_of(role.as_ref(), catalogue, lang);
            (Choice::Role(role), name, note)
        };
        let roles = ColumnRole::choices(catalogue).into_iter().map(Some);
        let choices = std::iter::once(None).chain(roles).map(entry).collect();
        self.offer(Step::Becomes, choices);
    }

    fn offer_counts(&mut self) {
        let Some((_, catalogue)) = self.premises.as_deref() else { return };
        let lang = self.start.lang;
        let none = (Choice::Counts(None), phrase("importing.counts-none", lang).to_owned(), String::new());
        let measures = catalogue.measures.iter().map(|measure| {
            let role = ColumnRole::Measure(measure.id.clone(), 0);
            let (name, note) = words_of(Some(&role), catalogue, lang);
            (Choice::Counts(Some(measure.id.clone())), name, note)
        });
        let choices = std::iter::once(none).chain(measures).collect();
        self.offer(Step::Counts, choices);
    }

    fn offer_maps(&mut self) {
        let lang = self.start.lang;
        let Some(import) = self.import() else { return };
        let maps = import.preview.iter().flat_map(|preview| preview.maps.iter());
        let maps = maps.map(|name| {
            let short = name.rsplit('/').next().unwrap_or(name).trim_end_matches(".toml");
            let own = if name.contains('/') { "importing.map-own" } else { "importing.map-shipped" };
            let note = phrase(own, lang).to_owned();
            (Choice::Map(Some(name.clone())), crate::text::clean(short).into_owned(), note)
        });
        let none = (Choice::Map(None), phrase("importing.map-none", lang).to_owned(), String::new());
        let choices = std::iter::once(none).chain(maps).collect();
        self.offer(Step::Maps, choices);
    }

    /// Offers the sheets of a workbook that has several.
    fn offer_sheets(&mut self) {
        let Some(import) = self.import() else { return };
        let sheets = import.preview.iter().flat_map(|preview| preview.sheets.iter()).enumerate();
        let choices: Vec<_> = sheets
            .map(|(at, name)| {
                let sheet = Choice::Sheet((at > 0).then(|| name.clone()));
                (sheet, crate::text::clean(name).into_owned(), String::new())
            })
            .collect();
        if choices.len() > 1 {
            self.offer(Step::Sheets, choices);
        }
    }

    fn offer(&mut self, step: Step, choices: Vec<(Choice, String, String)>) {
        if let Some(import) = self.import() {
            import.step = step;
            import.offer(choices);
        }
    }

    /// Takes what is chosen.
    pub(in crate::tui::app) fn accept_import(&mut self) -> Vec<Effect> {
        let Some(import) = self.import() else { return Vec::new() };
        if import.step == Step::Files {
            return self.accept_file();
        }
        let Some((choice, ..)) = import.shown().nth(import.chosen).cloned() else { return Vec::new() };
        import.step = Step::Columns;
        match choice {
            Choice::Role(role) => import.draft.choose(import.column, role),
            Choice::Counts(measure) => import.draft.count(measure),
            Choice::Map(map) => {
                import.request.no_map = map.is_none();
                import.request.map = map.map(Into::into);
                return self.look_again();
            }
            Choice::Sheet(sheet) => {
                import.request.sheet = sheet;
                return self.look_again();
            }
            Choice::Entry(_) => {}
        }
        Vec::new()
    }
}

/// What a column becomes, in words, and a note beside it.
pub(in crate::tui) fn words_of(role: Option<&ColumnRole>, catalogue: &Catalogue, lang: Lang) -> (String, String) {
    match role {
        None => (phrase("becomes.none", lang).to_owned(), phrase("becomes.none.note", lang).to_owned()),
        Some(ColumnRole::Measure(id, _)) => {
            (word_of(id, catalogue, lang), format!("{} ({id})", phrase("becomes.measure.note", lang)))
        }
        Some(role) => {
            let note = format!("becomes.{}.note", role.id());
            (word_of(role.id(), catalogue, lang), phrase(&note, lang).to_owned())
        }
    }
}

/// The word of a key column or a measure.
pub(in crate::tui) fn word_of(id: &str, catalogue: &Catalogue, lang: Lang) -> String {
    let measure = catalogue.measure(id).map(|measure| lang.term(&measure.term).to_owned());
    measure.unwrap_or_else(|| phrase(&format!("becomes.{id}"), lang).to_owned())
}
