//! The screen: state and update in `app`, drawing in `views` and `widgets`, the terminal in `term`, the loop in `run`.
//!
//! A message comes in, [`App::update`] changes the state and describes work as effects, `run` does the work, [`draw`]
//! shows the state. Nothing is drawn unless something has changed, and no key ever waits for the desk.

mod app;
mod folder;
mod glyphs;
mod keep;
mod keys;
mod overlay;
mod run;
pub mod term;
mod theme;
mod views;
mod widgets;

pub use app::{
    About, Action, ActionForm, Again, Along, App, CalendarForm, CheckpointForm, Choice, Conflict, Context,
    CorrectionForm, DecisionForm, Draft, Drafts, Effect, Entry, Export, Field, Filter, Find, Form, FormField, FormKind,
    Found, Grid, Grounds, HelpLine, Hint, Import, Input, Leave, Lenses, List, MembershipForm, MinutesForm, Msg, Name,
    NoteForm, Opened, Overlay, Palette, Panel, Pasted, PersonForm, Pick, PostPlanForm, Read, Reading, Record,
    RecordForm, RemoveForm, Saved, SettingForm, Spot, Stage, Standup, StandupClock, Start, Step, TargetForm, TeamForm,
    Toast, Together, TurnForm, Values, View, WeekPlanForm, Window, With,
};
pub use folder::{EntryKind, FolderEntry, Listing};
pub use glyphs::{ASCII, Glyphs, SAFE, UNICODE};
pub use keep::{Keep, Session, write_file};
pub use keys::{Key, Keymap, Meaning};
pub use run::{Ambiguous, Left, Terminal, run};
pub use theme::{Ground, Role, Theme};
pub use views::draw;
pub use widgets::Hits;
