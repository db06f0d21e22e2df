//! What is where in a frame, for clicks.

use ratatui::layout::{Position, Rect};

use crate::tui::app::Spot;

/// The spots of a frame.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Hits(Vec<(Rect, Spot)>);

impl Hits {
    /// What a click at `column` and `row` means; of spots that overlap, the one drawn last.
    #[must_use]
    pub fn at(&self, column: u16, row: u16) -> Option<Spot> {
        let hit = |area: &Rect| area.contains(Position::new(column, row));
        self.0.iter().rev().find(|(area, _)| hit(area)).map(|(_, spot)| *spot)
    }

    pub(super) fn add(&mut self, area: Rect, spot: Spot) {
        self.0.push((area, spot));
    }
}
