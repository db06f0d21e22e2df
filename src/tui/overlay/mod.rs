//! What lies over a view.

mod help;

pub(super) use help::help;
