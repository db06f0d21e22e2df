//! The terminal: its modes, and the signals that come through it.

mod modes;
mod signals;

pub use modes::{Modes, enter, leave};
pub use signals::{Signal, raise, watch};
