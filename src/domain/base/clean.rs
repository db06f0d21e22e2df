//! What came from a file is data, never a command to the terminal.

use std::borrow::Cow;

/// `text` as it may be shown on one line: a tab or a line break becomes a space, and every other character that a
/// terminal or a text engine would obey instead of showing (ESC and the rest of C0, DEL, C1, bidi controls, line and
/// paragraph separators, invisible tags) becomes `?`.
#[must_use]
pub fn clean(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| shown(c) == Some(c)) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter_map(shown).collect())
}

/// What stands for `c`; `None` where nothing should.
fn shown(c: char) -> Option<char> {
    match c {
        '\t' | '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
        '\u{200B}' | '\u{FEFF}' | '\u{AD}' | '\u{E0000}'..='\u{E007F}' => None,
        c if c.is_control() || is_bidi_control(c) => Some('?'),
        '\u{FFF9}'..='\u{FFFB}' | '\u{FDD0}'..='\u{FDEF}' | '\u{E000}'..='\u{F8FF}' => Some('?'),
        c if u32::from(c) & 0xFFFE == 0xFFFE => Some('?'),
        c => Some(c),
    }
}

fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_passes_as_it_is() {
        for text in ["", "张伟", "O'Neil, Zoë", "e\u{301}", "👨\u{200D}👩\u{200D}👧", "−12.5 %"] {
            assert!(matches!(clean(text), Cow::Borrowed(same) if same == text), "{text}");
        }
    }

    #[test]
    fn nothing_that_a_terminal_obeys_is_left() {
        assert_eq!(clean("\u{1b}[2Jred\u{7}"), "?[2Jred?");
        assert_eq!(clean("a\u{9b}31mb\u{9d}0;title\u{9c}"), "a?31mb?0;title?");
        assert_eq!(clean("two\r\nlines\tand more"), "two  lines and more");
        assert_eq!(clean("gpj\u{202e}exe.\u{2066}"), "gpj?exe.?");
        assert_eq!(clean("\u{feff}a\u{200b}b\u{7f}\u{0}"), "ab??");
        for c in ('\0'..=char::MAX).filter(|c| c.is_control() || is_bidi_control(*c)) {
            let text = c.to_string();
            assert!(!clean(&text).contains(c), "{c:?}");
        }
    }
}
