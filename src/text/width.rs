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

/// `text` in at most `cells` cells; where it does not fit, it is cut and ends in `~`. Blanks at its end are no loss.
#[must_use]
pub fn fit(text: &str, cells: usize) -> Cow<'_, str> {
    if width(text) <= cells {
        return Cow::Borrowed(text);
    }
    if width(text.trim_end()) <= cells {
        return Cow::Borrowed(text.trim_end());
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

/// `text` in lines of at most `cells`, broken at spaces and between Chinese characters; a figure and its unit stay together,
/// and no line begins with what closes a clause.
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

/// Cells of a word of Chinese characters that is not broken: most are a name.
const NAME: usize = 8;

/// What stays on one line, with the blanks after it: a word, a figure with its unit, a character of a long Chinese clause
/// with what closes it.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let (mut from, mut blank) = (0, 0);
    for ((_, one), (at, next)) in text.char_indices().zip(text.char_indices().skip(1)) {
        let rest = text.get(at..).unwrap_or_default();
        if one == ' ' {
            blank = at;
        }
        let long = || {
            let before = text.get(blank..at).unwrap_or_default();
            width(before) + width(rest.split(' ').next().unwrap_or_default()) > NAME
        };
        if (one == ' ' && next != ' ' && !is_unit(rest)) || (may_part(one, next) && long()) {
            words.extend(text.get(from..at));
            from = at;
        }
    }
    words.extend(text.get(from..).filter(|rest| !rest.is_empty()));
    words
}

/// Whether a text begins with the unit of the figure before it.
fn is_unit(text: &str) -> bool {
    let word = text.split(' ').next().unwrap_or_default();
    word.starts_with(['万', '亿'])
        || matches!(word.trim_end_matches([')', '.', ',', ';', ':']), "%" | "pp" | "k" | "M" | "B" | "T")
}

/// Whether a line may end between two letters of which one is a Chinese character.
fn may_part(one: char, next: char) -> bool {
    let cells = |letter: char| width(letter.encode_utf8(&mut [0; 4]));
    let closes = |letter: char| " ，。：；、！？）】》」』”’)].,;:!?%*~".contains(letter);
    let opens = |letter: char| " （【《「『“‘([¥第".contains(letter);
    let (before, after) = (cells(one), cells(next));
    // What takes no cell belongs to its neighbours; a number stands with what it counts.
    before.max(after) == 2 && before.min(after) > 0 && !(opens(one) || closes(next) || one.is_ascii_digit())
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
        assert_eq!(wrap("成交额少 12.3 万(−4.9%)：各环节", 15), ["成交额少 ", "12.3 万", "(−4.9%)：各环节"]);
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
        assert_eq!(wrap("第48周，成交额", 8), ["第48周，", "成交额"], "no line begins with a comma");
        assert_eq!(wrap("orders of 张敏.", 12), ["orders of ", "张敏."], "no name is parted");
        assert_eq!(wrap("比11-18 周三", 8), ["比11-18 ", "周三"]);
        assert_eq!(wrap("", 8), [""]);
    }
}
