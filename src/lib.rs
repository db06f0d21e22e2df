//! dayboard, the daily operations review in a terminal.

pub mod cli;
pub mod codec;
pub mod desk;
pub mod domain;
pub mod exchange;
pub mod render;
pub mod report;
pub mod store;
pub mod text;
pub mod tui;
