//! Pieces that views are made of. Each draws what it is given and keeps nothing.

mod chart;
mod hints;
mod hits;
mod pen;
mod plot;
mod table;
mod toast;

pub(super) use chart::chart;
pub(super) use hints::hints;
pub use hits::Hits;
pub(super) use pen::Pen;
pub(super) use plot::{Plot, ticks};
pub(super) use table::{TableView, figure, needed, weight};
pub(super) use toast::toast;
