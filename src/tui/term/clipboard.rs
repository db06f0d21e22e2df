//! The clipboard of whoever sits at the terminal, reached through the terminal itself (OSC 52), over any network.

use crossterm::Command;
use crossterm::clipboard::CopyToClipboard;

/// The sequence that hands `text` to the terminal. A terminal may refuse it, and does not say so.
#[must_use]
pub fn copying(text: &str) -> String {
    let mut sequence = String::new();
    // A string takes whatever is written.
    let _ = CopyToClipboard::to_clipboard_from(text).write_ansi(&mut sequence);
    sequence
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_travels_in_base64() {
        assert_eq!(copying("漏斗\t1"), "\x1b]52;c;5ryP5paXCTE=\x1b\\");
    }
}
