//! Text from data as part of a file that another program obeys.

/// `text` for a cell of a spreadsheet: where it begins like a formula (`=`, `+`, `-`, `@`, tab, carriage return), an
/// apostrophe stands in front, so that it is shown and not run.
///
/// A plain number keeps its sign: nothing can be run in it.
pub(super) fn cell(text: &str) -> String {
    let begins = text.trim_start_matches([' ', '\u{a0}', '\u{3000}']).starts_with(['=', '+', '-', '@', '\t', '\r']);
    if begins && !is_number(text) { format!("'{text}") } else { text.to_owned() }
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    digits.contains(|c: char| c.is_ascii_digit()) && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
}

/// `text` for a page: the five characters that HTML obeys are spelled out.
pub(super) fn html(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
    safe
}

/// `text` for a Markdown table: what Markdown obeys is escaped.
pub(super) fn markdown(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#' => {
                safe.push('\\');
                safe.push(c);
            }
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_shown_instead() {
        for text in ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u{3000}=1"] {
            assert_eq!(cell(text), format!("'{text}"));
        }
        for text in ["-12.50", "+3", "张伟", "a=b", ""] {
            assert_eq!(cell(text), text);
        }
    }

    #[test]
    fn markup_is_spelled_out() {
        assert_eq!(html("<img src=x onerror='a&b'>"), "&lt;img src=x onerror=&#39;a&amp;b&#39;&gt;");
        assert_eq!(markdown("a|b *c* <d>"), "a\\|b \\*c\\* &lt;d&gt;");
    }
}
