//! The terminal: its modes, what it shows and says, and the signals that come through it.

mod canvas;
mod clipboard;
mod editor;
mod gate;
mod input;
mod known;
mod modes;
mod probe;
mod signals;

pub use canvas::Canvas;
pub use clipboard::copying;
pub use editor::{edit, editor};
pub use gate::Gate;
pub use input::{ASK_GROUND, Ear, Input};
pub use known::{Known, Memory};
pub use modes::{Modes, enter, leave, mouse, size};
pub use probe::draws_wide;
pub use signals::{Signal, is_alone, raise, watch};
