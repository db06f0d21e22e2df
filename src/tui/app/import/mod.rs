//! Importing a file on the screen, step by step: which file, what its columns become, what would change, and only then
//! the import. Every step can be gone back from, and nothing is applied before the last Enter.

mod checked;
mod columns;
mod files;

pub(in crate::tui) use columns::{word_of, words_of};
pub(in crate::tui) use files::size;

use std::path::PathBuf;

use super::{Action, App, Context, Effect, Field, Overlay};
use crate::domain::base::Error;
use crate::exchange::{ColumnRole, Draft, FileOutcome, ImportRequest, Preview, Progress};
use crate::tui::folder::FolderEntry;

/// Where an import stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// Which file.
    Files,
    /// What its columns become.
    Columns,
    /// What the column under the cursor becomes.
    Becomes,
    /// Which measure counts the rows.
    Counts,
    /// Which map reads the file.
    Maps,
    /// Which sheet of a workbook.
    Sheets,
    /// What would change.
    Check,
    /// It is under way.
    Under,
    /// It is done.
    Done,
}

/// Something that can be chosen in a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Choice {
    /// An entry of the folder.
    Entry(FolderEntry),
    /// What a column becomes; `None` where it is not read.
    Role(Option<ColumnRole>),
    /// The measure that counts the rows; `None` where none does.
    Counts(Option<String>),
    /// A map; `None` for no map.
    Map(Option<String>),
    /// A sheet of a workbook; `None` for the first.
    Sheet(Option<String>),
}

/// What becomes of days that the source has brought before.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Again {
    /// This file takes their place.
    Replace,
    /// It adds to them, under a source of its own.
    Add,
}

/// An import that is being prepared, or was done.
#[derive(Clone, PartialEq, Eq, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a choice or a fact of its own")]
pub struct Import {
    /// Where it stands.
    pub step: Step,
    /// What is typed to find a choice, or a path.
    pub field: Field,
    /// The number of the choice under the cursor, of those shown.
    pub chosen: usize,
    /// The folder whose files are listed.
    pub folder: PathBuf,
    /// What stands against going on.
    pub errors: Vec<Error>,
    /// Whether something is waited for: the file, or what it would change.
    pub waits: bool,
    /// The file as it would be imported.
    pub preview: Option<Box<Preview>>,
    /// What its columns become.
    pub draft: Draft,
    /// The column under the cursor.
    pub column: usize,
    /// Lines that are scrolled away.
    pub top: usize,
    /// What would change, then what has changed.
    pub outcome: Option<Box<FileOutcome>>,
    /// What becomes of days that are there already, once it was chosen.
    pub again: Option<Again>,
    /// Whether bad rows are left out.
    pub skips: bool,
    /// Whether the map that was made here is kept.
    pub keeps: bool,
    /// How far it is.
    pub progress: Progress,
    /// Whether what was imported was taken back.
    pub back: bool,
    request: ImportRequest,
    /// What columns become without the user.
    guessed: Draft,
    entries: Vec<FolderEntry>,
    choices: Vec<(Choice, String, String)>,
    shown: Vec<usize>,
    ticket: u64,
}

impl Import {
    fn new() -> Self {
        Self {
            step: Step::Files,
            field: Field::default(),
            chosen: 0,
            folder: PathBuf::new(),
            errors: Vec::new(),
            waits: true,
            preview: None,
            draft: Draft::default(),
            column: 0,
            top: 0,
            outcome: None,
            again: None,
            skips: false,
            keeps: true,
            progress: Progress::default(),
            back: false,
            request: ImportRequest::default(),
            guessed: Draft::default(),
            entries: Vec::new(),
            choices: Vec::new(),
            shown: Vec::new(),
            ticket: 0,
        }
    }

    /// The keys that are heard in it.
    #[must_use]
    pub fn context(&self) -> Context {
        if self.types() { Context::Typing } else { Context::Import }
    }

    /// Whether something is typed at this step.
    #[must_use]
    pub fn types(&self) -> bool {
        matches!(self.step, Step::Files | Step::Becomes | Step::Counts | Step::Maps | Step::Sheets)
    }

    /// What can be chosen: the thing, its name, and a note beside it.
    pub fn shown(&self) -> impl Iterator<Item = &(Choice, String, String)> {
        self.shown.iter().filter_map(|at| self.choices.get(*at))
    }

    /// How many things can be chosen.
    #[must_use]
    pub fn count(&self) -> usize {
        self.shown.len()
    }

    /// Whether a map is made here: columns are guessed, or were chosen.
    #[must_use]
    pub fn makes_map(&self) -> bool {
        let preview = self.preview.as_deref();
        let guessed = preview.is_some_and(|preview| preview.understood == crate::exchange::Understood::Guessed);
        guessed || (preview.is_some_and(Preview::is_open) && self.is_changed())
    }

    fn is_changed(&self) -> bool {
        (&self.draft.roles, &self.draft.counts) != (&self.guessed.roles, &self.guessed.counts)
    }

    /// The request as it stands now.
    fn asks(&self, dry_run: bool) -> ImportRequest {
        let preview = self.preview.as_deref().filter(|_| self.makes_map());
        ImportRequest {
            map_text: preview.map(|preview| preview.map(&self.draft)),
            date_format: self.draft.date_format.clone(),
            replace: dry_run || self.again == Some(Again::Replace),
            skip_bad: dry_run || self.skips,
            dry_run,
            ..self.request.clone()
        }
    }
}

impl App {
    /// Opens the list of files.
    pub(super) fn open_import(&mut self) -> Vec<Effect> {
        if self.today().is_none() {
            return Vec::new();
        }
        while self.top().is_some() {
            self.layers.pop();
        }
        self.layers.push(Overlay::Import(Box::new(Import::new())));
        self.dirty = true;
        let mut effects = self.want_premises();
        effects.push(Effect::List(self.imports_from.clone()));
        effects
    }

    /// The import on top, where there is one.
    fn import(&mut self) -> Option<&mut Import> {
        self.layers.iter_mut().rev().find_map(|layer| match layer {
            Overlay::Import(import) => Some(import.as_mut()),
            _ => None,
        })
    }

    /// A number for what is asked of the desk; an answer of another number comes too late.
    fn import_ticket(&mut self) -> u64 {
        self.imports += 1;
        self.imports
    }

    /// A key of the import where nothing is typed.
    pub(super) fn import_key(&mut self, action: Action) -> Vec<Effect> {
        self.dirty = true;
        let Some(import) = self.import() else { return Vec::new() };
        match (import.step, action) {
            (_, Action::ImportBack) => self.import_back(),
            (Step::Columns, _) => self.columns_key(action),
            (Step::Check | Step::Done, _) => self.checked_key(action),
            _ => Vec::new(),
        }
    }

    /// One step back; from the first one out.
    pub(super) fn import_back(&mut self) -> Vec<Effect> {
        self.dirty = true;
        let Some(import) = self.import() else { return Vec::new() };
        let step = match import.step {
            // What has begun is brought to its end.
            Step::Under => return Vec::new(),
            Step::Files | Step::Done => {
                self.layers.pop();
                return Vec::new();
            }
            Step::Columns => Step::Files,
            Step::Becomes | Step::Counts | Step::Maps | Step::Sheets | Step::Check => Step::Columns,
        };
        (import.step, import.waits, import.ticket) = (step, false, 0);
        import.errors.clear();
        import.top = 0;
        if step == Step::Files {
            self.list_entries();
        }
        Vec::new()
    }
}
