//! One line of typed text with a cursor. It moves by graphemes and is measured in cells.

use unicode_segmentation::UnicodeSegmentation;

use crate::text::{clean, width};

/// Bytes that a line holds at most; what is pasted beyond is left out.
const MOST: usize = 4_096;

/// A line that is being typed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Field {
    before: String,
    after: String,
}

/// The part of a line that fits into a room, parted at the cursor.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Window {
    /// Left of the cursor.
    pub before: String,
    /// Under the cursor; a blank at the end of the line.
    pub under: String,
    /// Right of it.
    pub after: String,
}

impl Field {
    /// A line with the cursor behind `text`.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut field = Self::default();
        field.insert(text);
        field
    }

    /// All of it.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}{}", self.before, self.after)
    }

    /// Whether nothing stands there.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.before.is_empty() && self.after.is_empty()
    }

    /// Types `text`: line breaks become blanks, and what a terminal would obey is shown and not kept.
    pub fn insert(&mut self, text: &str) {
        let mut room = MOST.saturating_sub(self.before.len() + self.after.len());
        for grapheme in clean(text).graphemes(true) {
            let Some(left) = room.checked_sub(grapheme.len()) else { break };
            room = left;
            self.before.push_str(grapheme);
        }
    }

    /// Takes the grapheme before the cursor away; whether there was one.
    pub fn erase(&mut self) -> bool {
        self.cut_before(last_grapheme(&self.before))
    }

    /// Takes the grapheme under the cursor away.
    pub fn delete(&mut self) -> bool {
        let cut = first_grapheme(&self.after);
        self.after.drain(..cut);
        cut > 0
    }

    /// Takes the word before the cursor away, and the blanks behind it.
    pub fn erase_word(&mut self) -> bool {
        let kept = self.before.trim_end();
        let word = kept.split_word_bounds().next_back().map_or(0, str::len);
        let cut = self.before.len() - kept.len() + word;
        self.cut_before(cut)
    }

    /// Takes everything before the cursor away.
    pub fn erase_line(&mut self) -> bool {
        self.cut_before(self.before.len())
    }

    fn cut_before(&mut self, bytes: usize) -> bool {
        self.before.truncate(self.before.len().saturating_sub(bytes));
        bytes > 0
    }

    /// A grapheme to the left.
    pub fn left(&mut self) -> bool {
        let cut = last_grapheme(&self.before);
        let moved = self.before.split_off(self.before.len().saturating_sub(cut));
        self.after.insert_str(0, &moved);
        cut > 0
    }

    /// A grapheme to the right.
    pub fn right(&mut self) -> bool {
        let cut = first_grapheme(&self.after);
        self.before.extend(self.after.drain(..cut));
        cut > 0
    }

    /// To the line's beginning.
    pub fn start(&mut self) -> bool {
        let moved = !self.before.is_empty();
        self.after.insert_str(0, &std::mem::take(&mut self.before));
        moved
    }

    /// To its end.
    pub fn end(&mut self) -> bool {
        let moved = !self.after.is_empty();
        self.before.push_str(&std::mem::take(&mut self.after));
        moved
    }

    /// What is shown in `cells`, the cursor always among it.
    #[must_use]
    pub fn window(&self, cells: usize) -> Window {
        let mut graphemes = self.after.graphemes(true);
        let under = graphemes.next().unwrap_or(" ");
        let room = cells.saturating_sub(width(under).max(1));
        let mut from = self.before.len();
        let mut taken = 0;
        for (at, grapheme) in self.before.grapheme_indices(true).rev() {
            taken += width(grapheme);
            if taken > room {
                break;
            }
            from = at;
        }
        let before = self.before.get(from..).unwrap_or_default();
        let mut left = room.saturating_sub(width(before));
        let fits = |grapheme: &&str| match left.checked_sub(width(grapheme)) {
            Some(rest) => {
                left = rest;
                true
            }
            None => false,
        };
        let after = graphemes.take_while(fits).collect();
        Window { before: before.to_owned(), under: under.to_owned(), after }
    }
}

fn last_grapheme(text: &str) -> usize {
    text.graphemes(true).next_back().map_or(0, str::len)
}

fn first_grapheme(text: &str) -> usize {
    text.graphemes(true).next().map_or(0, str::len)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The line with `|` for the cursor.
    fn shown(field: &Field) -> String {
        format!("{}|{}", field.before, field.after)
    }

    #[test]
    fn the_cursor_moves_by_graphemes_and_not_by_characters() {
        let mut field = Field::new("e\u{301}漏斗👨\u{200D}👩");
        field.left();
        field.left();
        assert_eq!(shown(&field), "e\u{301}漏|斗👨\u{200D}👩");
        field.erase();
        field.erase();
        assert_eq!(shown(&field), "|斗👨\u{200D}👩");
        field.delete();
        field.end();
        assert_eq!(shown(&field), "👨\u{200D}👩|");
        assert!(field.erase() && !field.erase() && field.is_empty());
    }

    #[test]
    fn a_word_and_the_whole_line_are_taken_away_at_once() {
        let mut field = Field::new("month 2026-08  by channel  ");
        field.erase_word();
        assert_eq!(field.text(), "month 2026-08  by ");
        field.start();
        field.right();
        field.erase_line();
        assert_eq!(shown(&field), "|onth 2026-08  by ");
    }

    #[test]
    fn the_cursor_is_always_in_the_window() {
        let mut field = Field::new("成交额 by channel");
        let window = field.window(8);
        assert_eq!((window.before.as_str(), window.under.as_str()), ("channel", " "));
        field.start();
        let window = field.window(8);
        assert_eq!((window.under.as_str(), window.after.as_str()), ("成", "交额 b"));
    }

    #[test]
    fn what_is_pasted_cannot_command_the_terminal_and_is_bounded() {
        assert_eq!(Field::new("a\u{1b}[2J\nb\tc").text(), "a?[2J b c");
        assert!(Field::new(&"长".repeat(100_000)).text().len() <= MOST);
    }

    proptest! {
        #[test]
        fn no_window_is_wider_than_its_room(text in ".{0,30}", steps in 0..30_usize, cells in 2..20_usize) {
            let mut field = Field::new(&text);
            let whole = field.text();
            (0..steps).for_each(|_| { field.left(); });
            let window = field.window(cells);
            prop_assert!(width(&window.before) + width(&window.under) + width(&window.after) <= cells.max(width(&window.under)));
            prop_assert_eq!(field.text(), whole);
        }
    }
}
