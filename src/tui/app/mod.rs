//! What the screen knows and how it changes, with no terminal, clock or database in it: a message comes in, the state
//! changes, and what has to be done outside is described as effects.

mod action;
mod complete;
mod context;
mod copy;
mod export;
mod field;
mod filter;
mod find;
mod form;
mod given;
mod grid;
mod help;
mod import;
mod lenses;
mod matching;
mod message;
mod palette;
mod panel;
mod planning;
mod promises;
mod reading;
mod record;
mod session;
mod standup;
mod together;
mod typing;
mod update;
mod view;

pub use action::Action;
pub use context::Context;
pub use export::Export;
pub use field::{Field, Window};
pub use filter::{Filter, List, Name};
pub use find::Find;
pub use form::{
    ActionForm, CalendarForm, CheckpointForm, Conflict, CorrectionForm, DecisionForm, Draft, Drafts, Form, FormField,
    FormKind, Hint, Input, MembershipForm, MinutesForm, NoteForm, PersonForm, Pick, PostPlanForm, Read, RecordForm,
    RemoveForm, SettingForm, Stage, TargetForm, TeamForm, TurnForm, Values, WeekPlanForm, With,
};
pub(super) use given::Given;
pub use grid::{Grid, Pasted};
pub use help::HelpLine;
pub(super) use help::{KEYS, SIGN};
pub use import::{Again, Choice, Import, Step};
pub(super) use import::{size, word_of, words_of};
pub use lenses::{Lenses, Saved};
pub use message::{Effect, Leave, Msg, Spot};
pub use palette::{Entry, Found, Palette};
pub use panel::Panel;
pub use reading::Reading;
pub(super) use reading::WIDE;
pub use record::{About, Record};
pub use standup::{Standup, StandupClock};
pub use together::{Along, Together};
pub use view::View;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::PathBuf;

use super::glyphs::Glyphs;
use super::keys::{Key, Keymap};
use super::theme::{Ground, Theme};
use crate::domain::base::{Day, Error, FiscalStart, Grain};
use crate::domain::model::{Catalogue, Dimension, Lens, Notice, Organisation, Revision};
use crate::report::{Audience, Question};
use crate::text::Lang;

/// What an opened database decides.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Opened {
    /// The organisation's day.
    pub today: Day,
    /// The first question.
    pub lens: Lens,
    /// The first view.
    pub view: View,
    /// The row under the cursor.
    pub cursor: usize,
    /// The newest state that this user has seen; `None` at the first look.
    pub seen: Option<Revision>,
    /// The folder in which files to import were looked for last; empty where that is not known.
    pub imports_from: PathBuf,
}

impl Opened {
    /// The report that answers `lens`, at the first look.
    #[must_use]
    pub fn new(today: Day, lens: Lens) -> Self {
        Self { today, lens, view: View::Report, cursor: 0, seen: None, imports_from: PathBuf::new() }
    }
}

/// The two themes of which the terminal's ground chooses one.
#[derive(Clone, Debug)]
pub struct Grounds {
    /// For a dark ground.
    pub dark: Theme,
    /// For a light one.
    pub light: Theme,
}

impl Grounds {
    /// The theme for `ground`.
    #[must_use]
    pub fn of(&self, ground: Ground) -> &Theme {
        match ground {
            Ground::Dark => &self.dark,
            Ground::Light => &self.light,
        }
    }
}

/// What a start decides.
#[derive(Clone, Debug)]
pub struct Start {
    /// Which language.
    pub lang: Lang,
    /// Where the data is kept, as the user would write it.
    pub folder: String,
    /// Which keys do what.
    pub keymap: Keymap,
    /// What roles look like.
    pub theme: Theme,
    /// The theme that was chosen on the screen, then or earlier; empty where none was.
    pub chosen: &'static str,
    /// What they look like once the terminal has said its ground; `None` where the user has chosen.
    pub grounds: Option<Grounds>,
    /// Which signs are drawn.
    pub glyphs: Glyphs,
    /// Who looks at it, by the name of the account.
    pub user: String,
    /// Whether clicks and the wheel are heard.
    pub mouse: bool,
    /// Saved questions by name.
    pub lenses: Saved,
    /// Forms that are half filled in.
    pub drafts: Drafts,
    /// Who looks at the screen.
    pub audience: Audience,
    /// How it goes along with others.
    pub along: Option<Along>,
}

/// What lies over the view.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Overlay {
    /// The help, scrolled down by so many lines.
    Help(usize),
    /// Everything that can be done, by name.
    Palette(Box<Palette>),
    /// Which names count.
    Filter(Box<Filter>),
    /// A row by its name.
    Find(Find),
    /// Saved questions.
    Lenses(Box<Lenses>),
    /// Where an export goes.
    Export(Box<Export>),
    /// A file that is being imported.
    Import(Box<Import>),
    /// A row of the journal or of the imports, whole.
    Record(Box<Record>),
    /// A form that is filled in.
    Form(Box<Form>),
}

impl Overlay {
    /// The keys that are heard in it.
    #[must_use]
    pub fn context(&self) -> Context {
        match self {
            Self::Help(_) => Context::Help,
            Self::Palette(_) => Context::Palette,
            Self::Filter(_) => Context::Filter,
            Self::Find(_) => Context::Typing,
            Self::Lenses(_) => Context::Lenses,
            Self::Export(_) => Context::Export,
            Self::Import(import) => import.context(),
            Self::Record(record) => record.context(),
            Self::Form(_) => Context::Form,
        }
    }
}

/// A word about what was done or could not be; gone at the next key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Toast {
    /// Whether it was done.
    pub good: bool,
    /// What is said.
    pub text: String,
}

/// The whole state of the screen.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, and any of them may hold")]
pub struct App {
    /// What the start decided.
    pub start: Start,
    /// Columns and rows.
    pub size: (u16, u16),
    /// What is read.
    pub reading: Reading,
    /// Who else is here.
    pub together: Together,
    /// The stand-up that goes on.
    pub standup: Option<Standup>,
    /// Whether a stand-up begins with the first answer.
    stands_up: bool,
    /// What is done with a document once it has come.
    turning: Option<promises::Turning>,
    /// The day of the meeting whose minutes are shown.
    minutes: Option<Day>,
    /// What lies over it; the last is the top, which alone is drawn and hears keys first.
    pub layers: Vec<Overlay>,
    /// Keys of a chord that is not finished.
    pub pending: Vec<Key>,
    /// What is said above the hints until the next key.
    pub toast: Option<Toast>,
    /// Whether an answer is late enough to say so.
    pub slow: bool,
    /// Since when, in milliseconds UTC, the database cannot be reached.
    pub lost: Option<i64>,
    /// Whether something has changed since the last frame.
    pub dirty: bool,
    /// The organisation's day, once the database is open.
    today: Option<Day>,
    /// Why the database cannot be opened.
    refused: Option<Error>,
    /// People, channels, metrics: what names are completed from, once it was asked for.
    premises: Option<Box<(Organisation, Catalogue)>>,
    /// Names that facts carry, of the dimensions that were asked for.
    names: BTreeMap<Dimension, Vec<String>>,
    /// The accounts that changes are by, once they are known.
    authors: Option<Vec<String>>,
    /// Saved questions by name.
    pub lenses: Saved,
    /// The newest state that was seen before, and how many figures have moved since.
    seen: Option<Revision>,
    moved: usize,
    /// Whether the first question is a guess of where one wants to go on.
    guessed: bool,
    /// What was looked for last.
    sought: String,
    /// What was typed before the database was open.
    ahead: Vec<Action>,
    /// What has changed while an answer was waited for.
    missed: Option<Notice>,
    /// What was typed into a form that was not filled in yet.
    early: Vec<Msg>,
    /// Number of the newest question, and whether its answer is still to come.
    ticket: u64,
    waiting: bool,
    /// The folder in which files to import were looked for last.
    imports_from: PathBuf,
    /// Number of the newest thing asked of an import.
    imports: u64,
    /// Forms that are half filled in, and those of them that are not in their files yet.
    drafts: Drafts,
    unsaved: BTreeSet<String>,
    /// The grid in which a day is entered.
    pub grid: Grid,
    /// What the commands are from that the desk has not answered yet, in their order.
    given: VecDeque<Given>,
}

impl App {
    /// The state while the database is being opened.
    #[must_use]
    pub fn new(mut start: Start, size: (u16, u16)) -> Self {
        let lenses = std::mem::take(&mut start.lenses);
        let drafts = std::mem::take(&mut start.drafts);
        let along = start.along.take();
        let stands_up = along == Some(Along::StandsUp);
        let together = Together::new(along.filter(|_| !stands_up));
        let reading = Reading::new(View::Report, Lens::new(Grain::Day));
        Self {
            start,
            size,
            reading,
            together,
            layers: Vec::new(),
            standup: None,
            stands_up,
            turning: None,
            minutes: None,
            pending: Vec::new(),
            toast: None,
            premises: None,
            names: BTreeMap::new(),
            authors: None,
            lenses,
            seen: None,
            moved: 0,
            guessed: false,
            sought: String::new(),
            slow: false,
            lost: None,
            dirty: true,
            today: None,
            refused: None,
            ahead: Vec::new(),
            missed: None,
            ticket: 0,
            early: Vec::new(),
            waiting: true,
            imports_from: PathBuf::new(),
            imports: 0,
            drafts,
            unsaved: BTreeSet::new(),
            grid: Grid::default(),
            given: VecDeque::new(),
        }
    }

    /// The context in which keys are heard now.
    #[must_use]
    pub fn context(&self) -> Context {
        self.top().map_or_else(|| self.ground(), Overlay::context)
    }

    /// The context of what lies under all overlays.
    #[must_use]
    pub fn ground(&self) -> Context {
        match self.reading.view() {
            _ if self.refused.is_some() => Context::Global,
            _ if self.reading.is_empty_database() => Context::Empty,
            view => view.context(),
        }
    }

    /// The overlay that is drawn and hears keys.
    #[must_use]
    pub fn top(&self) -> Option<&Overlay> {
        self.layers.last()
    }

    /// The fiscal start by which periods are named.
    #[must_use]
    pub fn fiscal(&self) -> FiscalStart {
        self.reading.report().map(|report| report.fiscal).unwrap_or_default()
    }

    /// Why `action` does nothing now, as the id of a phrase; `None` where it does something.
    #[must_use]
    pub fn unavailable(&self, action: Action) -> Option<&'static str> {
        let reading = &self.reading;
        match action {
            Action::Back if reading.depth() == 0 => Some("unavailable.back"),
            Action::Open
            | Action::Find
            | Action::CopyRow
            | Action::CopyFigure
            | Action::CopyTable
            | Action::Up
            | Action::Down
            | Action::PageUp
            | Action::PageDown
            | Action::First
            | Action::Last
                if reading.rows() == 0 =>
            {
                Some("unavailable.rows")
            }
            Action::LastData if reading.report().is_none_or(|report| report.trust.data_until.is_none()) => {
                Some("unavailable.figures")
            }
            Action::ImportFile if self.today.is_none() => Some("unavailable.opening"),
            Action::Changed if self.seen.is_none() => Some("unavailable.changed"),
            Action::CopyMarkdown | Action::CopyChat | Action::CopyLens | Action::Export
                if reading.report().is_none() =>
            {
                Some("unavailable.report")
            }
            _ => None,
        }
    }

    /// Whether the database is open.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.today.is_some()
    }

    /// Why the database cannot be opened.
    #[must_use]
    pub fn refused(&self) -> Option<&Error> {
        self.refused.as_ref()
    }

    /// The organisation's day, once the database is open.
    #[must_use]
    pub fn today(&self) -> Option<Day> {
        self.today
    }

    /// People, channels, metrics, once they were asked for.
    #[must_use]
    pub fn premises(&self) -> Option<&(Organisation, Catalogue)> {
        self.premises.as_deref()
    }

    /// Whether an answer is still to come.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.waiting
    }

    /// The question that the board's lens stands for; none before there is anybody to ask.
    fn ask(&mut self) -> Vec<Effect> {
        let Some(question) = self.question(&self.reading) else { return Vec::new() };
        self.ticket += 1;
        self.waiting = true;
        vec![Effect::Ask(self.ticket, Box::new(question))]
    }

    /// The question that `reading` stands for; none before there is anybody to ask.
    fn question(&self, reading: &Reading) -> Option<Question> {
        let view = reading.view();
        let lens = if view == View::Changed { self.since_seen() } else { reading.asked().clone() };
        let today = if view == View::Minutes { self.minutes.or(self.today)? } else { self.today? };
        Some(Question { kind: view.kind(), lens, today, audience: self.start.audience })
    }
}
