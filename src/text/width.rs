//! Display width: how many cells of a terminal a text takes. A Chinese character takes two.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Cells that `text` takes.
#[must_use]
pub fn width(text: &str) -> usize {
    text.chars().try_fold(0, |cells, letter| Some(cells + alone(letter)?)).unwrap_or_else(|| by_graphemes(text))
}

fn by_graphemes(text: &str) -> usize {
    text.graphemes(true).map(UnicodeWidthStr::width).sum()
}

/// Cells of a letter that is a grapheme of its own whatever stands beside it; `None` where that is not sure. Most texts
/// hold no others, and to find the graphemes of a text takes many times as long.
fn alone(letter: char) -> Option<usize> {
    match letter {
        ' '..='~' | '¥' | '·' | '×' | '‘'..='”' | '…' | '›' | '→' | '−' | '─'..='▟' | '\u{2800}'..='\u{28ff}' => {
            Some(1)
        }
        '、' | '。' | '《'..='】' | '㐀'..='䶿' | '一'..='鿿' | '！'..='～' => Some(2),
        _ => None,
    }
}

/// `text` in at most `cells` cells; where it does not fit, it is cut and ends in `~`.
#[must_use]
pub fn fit(text: &str, cells: usize) -> Cow<'_, str> {
    if width(text) <= cells {
        return Cow::Borrowed(text);
    }
    let Some(room) = cells.checked_sub(1) else { return Cow::Borrowed("") };
    let mut taken = 0;
    let mut cut = String::new();
    for grapheme in text.graphemes(true) {
        taken += grapheme.width();
        if taken > room {
            break;
        }
        cut.push_str(grapheme);
    }
    cut.push('~');
    Cow::Owned(cut)
}

/// `text` in exactly `cells` cells, at the left.
#[must_use]
pub fn pad_right(text: &str, cells: usize) -> String {
    let mut padded = fit(text, cells).into_owned();
    padded.extend(std::iter::repeat_n(' ', cells.saturating_sub(width(&padded))));
    padded
}

/// `text` in exactly `cells` cells, at the right.
#[must_use]
pub fn pad_left(text: &str, cells: usize) -> String {
    let text = fit(text, cells);
    format!("{}{text}", " ".repeat(cells.saturating_sub(width(&text))))
}

/// `text` in lines of at most `cells`, broken at spaces, and between Chinese characters where a word is too long.
#[must_use]
pub fn wrap(text: &str, cells: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in words(text) {
        for piece in pieces(word, cells) {
            let full = lines.last().is_some_and(|line| width(line) + width(piece.trim_end()) > cells);
            if full {
                lines.push(String::new());
            }
            if let Some(line) = lines.last_mut() {
                line.push_str(&piece);
            }
        }
    }
    lines
}

/// The words of `text` with the blanks after them; a figure and its unit are one.
fn words(text: &str) -> Vec<&str> {
    let is_unit = |word: &str| matches!(word.trim_end_matches([' ', ')', '.', ',', ';', ':']), "%" | "pp" | "k" | "M");
    let mut words: Vec<(usize, usize)> = Vec::new();
    let mut from = 0;
    for word in text.split_inclusive(' ') {
        let to = from + word.len();
        match words.last_mut().filter(|_| is_unit(word)) {
            Some((_, end)) => *end = to,
            None => words.push((from, to)),
        }
        from = to;
    }
    words.into_iter().filter_map(|(from, to)| text.get(from..to)).collect()
}

/// A word in one piece where it fits a line, else by characters.
fn pieces(word: &str, cells: usize) -> Vec<String> {
    if width(word.trim_end()) <= cells { vec![word.to_owned()] } else { word.chars().map(String::from).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chinese_character_takes_two_cells() {
        assert_eq!(width("有效咨询 31*"), 12);
        assert_eq!(pad_left("张伟", 6), "  张伟");
        assert_eq!(pad_right("张伟", 6), "张伟  ");
    }

    #[test]
    fn a_figure_and_its_unit_stay_on_one_line() {
        assert_eq!(wrap("it moved most (+20.9 pp).", 20), ["it moved most ", "(+20.9 pp)."]);
        assert_eq!(wrap("547 k: 44.3 % up", 6), ["547 k: ", "44.3 % ", "up"]);
    }

    #[test]
    fn a_letter_that_stands_alone_is_as_wide_as_its_grapheme() {
        for letter in ('\0'..='\u{ffff}').filter(|letter| alone(*letter).is_some()) {
            for text in [String::from(letter), format!("a{letter}有{letter}{letter}−")] {
                assert_eq!(width(&text), by_graphemes(&text), "{letter} {:x}", u32::from(letter));
            }
        }
        assert_eq!(width("e\u{301}1\u{20e3}"), by_graphemes("e\u{301}1\u{20e3}"), "what joins is taken apart");
    }

    #[test]
    fn what_does_not_fit_ends_in_a_tilde_and_never_takes_more() {
        assert_eq!(fit("valid inquiries", 8), "valid i~");
        assert_eq!(fit("有效咨询数", 6), "有效~");
        assert_eq!(fit("有效", 0), "");
        assert_eq!(fit("e\u{301}e\u{301}e\u{301}", 2), "e\u{301}~");
        for cells in 0..12 {
            assert!(width(&fit("a有b效c👩\u{200D}👧d", cells)) <= cells);
            assert_eq!(width(&pad_left("a有b效c", cells)), cells);
        }
    }

    #[test]
    fn lines_break_at_spaces_and_long_chinese_between_characters() {
        assert_eq!(wrap("one two three", 8), ["one two ", "three"]);
        assert_eq!(wrap("成交额比上周同日", 6), ["成交额", "比上周", "同日"]);
        assert_eq!(wrap("", 8), [""]);
    }
}
