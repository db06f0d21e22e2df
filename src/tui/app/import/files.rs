//! Which file: the folders and files of a folder, found by typing, or a path that is typed or pasted.

use std::path::{Path, PathBuf};

use super::{Choice, Import, Step};
use crate::domain::base::Error;
use crate::exchange::{ImportRequest, Preview};
use crate::text::{grouped, moment, phrase};
use crate::tui::app::matching::{Folded, Rank, meets};
use crate::tui::app::{App, Effect, Field};
use crate::tui::folder::{EntryKind, Listing};

impl Import {
    /// The path that is typed, where what is typed is one.
    #[must_use]
    pub fn typed_path(&self) -> Option<PathBuf> {
        if self.step != Step::Files {
            return None;
        }
        let text = self.field.text();
        let text = text.trim();
        let bare = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
        let text = bare('\'').or_else(|| bare('"')).unwrap_or(text);
        let text = text.strip_prefix("file://").unwrap_or(text);
        let is_path = text.contains('/') || text == "~" || text == "..";
        // A file that is dropped onto a terminal comes with its blanks escaped.
        let path = PathBuf::from(text.replace("\\ ", " "));
        is_path.then(|| if path.is_absolute() || path.starts_with("~") { path } else { self.folder.join(path) })
    }

    /// What can be chosen, and the part of it that meets what is typed.
    pub(super) fn offer(&mut self, choices: Vec<(Choice, String, String)>) {
        (self.choices, self.field) = (choices, Field::default());
        self.search();
    }

    /// The choices that meet what is typed.
    pub(in crate::tui::app) fn search(&mut self) {
        let wanted = Folded::of(&self.field.text());
        let rank = |(_, name, note): &(Choice, String, String)| {
            let sure = |text: &str| meets(&Folded::of(text), &wanted).map(|(rank, _)| rank);
            let note = if self.step == Step::Files { "" } else { note };
            [name.as_str(), note].into_iter().filter_map(sure).filter(|rank| *rank < Rank::Scattered).min()
        };
        let mut met: Vec<(Rank, usize)> =
            self.choices.iter().enumerate().filter_map(|(at, choice)| Some((rank(choice)?, at))).collect();
        if !self.field.is_empty() {
            met.sort();
        }
        self.shown = met.into_iter().map(|(_, at)| at).collect();
        self.chosen = 0;
        self.errors.clear();
    }
}

impl App {
    /// What was found at a path: a folder is listed, a file is looked at.
    pub(in crate::tui::app) fn listed(&mut self, listing: Result<Listing, Error>) -> Vec<Effect> {
        self.dirty = true;
        let elsewhere = !self.imports_from.as_os_str().is_empty();
        let Some(import) = self.import().filter(|import| import.step == Step::Files) else { return Vec::new() };
        import.waits = false;
        match listing {
            Ok(Listing::File(path)) => self.look_at(path),
            Ok(Listing::Folder { path, entries }) => {
                (import.folder, import.entries) = (path.clone(), entries);
                self.imports_from = path;
                self.list_entries();
                Vec::new()
            }
            // The folder of the last time may be gone.
            Err(_) if import.folder.as_os_str().is_empty() && elsewhere => {
                import.waits = true;
                self.imports_from = PathBuf::new();
                vec![Effect::List(PathBuf::new())]
            }
            Err(error) => {
                import.errors = vec![error];
                Vec::new()
            }
        }
    }

    /// Offers the entries of the folder.
    pub(super) fn list_entries(&mut self) {
        let lang = self.start.lang;
        let zone = self.reading.report().map(|report| report.timezone.clone()).unwrap_or_default();
        let Some(import) = self.import() else { return };
        let choices = import.entries.iter().map(|entry| {
            let choice = Choice::Entry(entry.clone());
            let shut = (!entry.open).then(|| phrase("importing.shut", lang));
            if entry.kind == EntryKind::Folder {
                return (choice, format!("{}/", entry.name), shut.unwrap_or_default().to_owned());
            }
            let changed = if entry.changed > 0 { moment(entry.changed, &zone, lang) } else { String::new() };
            let other = (entry.kind == EntryKind::Other).then(|| phrase("importing.no-table", lang));
            let mark = shut.or(other).map(|mark| format!("{mark}   ")).unwrap_or_default();
            (choice, entry.name.clone(), format!("{mark}{:>10}   {changed}", size(entry.bytes)))
        });
        let choices = choices.collect();
        import.offer(choices);
    }

    /// To the folder above.
    pub(in crate::tui::app) fn folder_above(&mut self) -> Vec<Effect> {
        let Some(import) = self.import() else { return Vec::new() };
        let above = import.folder.parent().map(Path::to_owned);
        above.map(|above| import.list(above)).unwrap_or_default()
    }

    /// Opens what is chosen, or the path that is typed.
    pub(super) fn accept_file(&mut self) -> Vec<Effect> {
        let Some(import) = self.import() else { return Vec::new() };
        if let Some(path) = import.typed_path() {
            return import.list(path);
        }
        let chosen = import.shown().nth(import.chosen).map(|(choice, ..)| choice.clone());
        match chosen {
            Some(Choice::Entry(entry)) if entry.kind == EntryKind::Folder => import.list(entry.path),
            Some(Choice::Entry(entry)) => self.look_at(entry.path),
            _ => Vec::new(),
        }
    }

    /// Asks how a file would be read.
    pub(super) fn look_at(&mut self, path: PathBuf) -> Vec<Effect> {
        let Some(import) = self.import() else { return Vec::new() };
        import.request = ImportRequest { files: vec![path], ..ImportRequest::default() };
        self.look_again()
    }

    /// Asks how the file would be read by the request as it is.
    pub(super) fn look_again(&mut self) -> Vec<Effect> {
        let ticket = self.import_ticket();
        let Some(import) = self.import() else { return Vec::new() };
        (import.ticket, import.waits) = (ticket, true);
        import.errors.clear();
        vec![Effect::Look(ticket, Box::new(import.request.clone()))]
    }

    /// How the file would be read.
    pub(in crate::tui::app) fn looked(&mut self, ticket: u64, preview: Result<Box<Preview>, Error>) {
        self.dirty = true;
        let Some(import) = self.import().filter(|import| import.ticket == ticket) else { return };
        import.waits = false;
        match preview {
            Ok(preview) => {
                (import.draft, import.guessed) = (preview.draft.clone(), preview.draft.clone());
                (import.column, import.top, import.again, import.skips) = (0, 0, None, false);
                import.request.sheet.clone_from(&preview.sheet);
                import.outcome = None;
                import.preview = Some(preview);
                import.step = Step::Columns;
            }
            Err(error) => {
                // What is shown stays what would be imported.
                if let Some(preview) = import.preview.as_deref().filter(|_| import.step == Step::Columns) {
                    import.request.sheet.clone_from(&preview.sheet);
                }
                import.errors = vec![error];
            }
        }
    }
}

impl Import {
    fn list(&mut self, path: PathBuf) -> Vec<Effect> {
        self.waits = true;
        self.errors.clear();
        vec![Effect::List(path)]
    }
}

/// Bytes in the largest unit that leaves a whole number.
pub(in crate::tui) fn size(bytes: u64) -> String {
    let units = ["B", "KiB", "MiB", "GiB", "TiB"];
    let (mut rest, mut unit) = (bytes, 0);
    while rest >= 10_000 && unit + 1 < units.len() {
        (rest, unit) = (rest.div_ceil(1_024), unit + 1);
    }
    format!("{} {}", grouped(rest.into()), units.get(unit).unwrap_or(&"B"))
}
