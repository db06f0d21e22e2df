//! Asking the terminal how wide it draws a sign of ambiguous width, before anybody else reads from it. What is typed
//! meanwhile is no answer and is kept.

use std::io::{self, Write};
use std::time::{Duration, Instant};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use rustix::event::{PollFd, PollFlags, Timespec, poll};

/// Prints one `█`, asks where the cursor is, and erases it: whether it is two cells wide. `None` where no answer comes
/// within `patience`; one that comes later is thrown away by the reader of keys. And the keys that were typed meanwhile.
/// The terminal is taken, and shows nothing yet.
///
/// # Errors
/// Where the terminal cannot be written to or read from.
pub fn draws_wide(out: &mut impl Write, patience: Duration) -> io::Result<(Option<bool>, Vec<KeyEvent>)> {
    out.write_all("\x1b[H█\x1b[6n\x1b[2K\x1b[H".as_bytes())?;
    out.flush()?;
    let until = Instant::now() + patience;
    let mut said = Vec::new();
    let stdin = io::stdin();
    loop {
        if let Some(column) = column(&said) {
            return Ok((Some(column > 2), keys(&said)));
        }
        let left = until.saturating_duration_since(Instant::now());
        let Ok(left) = Timespec::try_from(left) else { return Ok((None, keys(&said))) };
        let mut ready = [PollFd::new(&stdin, PollFlags::IN)];
        if poll(&mut ready, Some(&left))? == 0 {
            return Ok((None, keys(&said)));
        }
        let mut bytes = [0; 64];
        let count = rustix::io::read(&stdin, &mut bytes)?;
        match bytes.get(..count).filter(|read| !read.is_empty()) {
            Some(read) => said.extend_from_slice(read),
            None => return Ok((None, keys(&said))),
        }
    }
}

/// The column of the first `ESC [ row ; column R` in `said`.
fn column(said: &[u8]) -> Option<u16> {
    let text = std::str::from_utf8(said).ok()?;
    text.split("\x1b[").skip(1).find_map(|report| {
        let (row, column) = report.split_once('R')?.0.split_once(';')?;
        row.parse::<u16>().ok()?;
        column.parse().ok()
    })
}

/// The keys in `said`: letters and the keys that one may press before there is anything to see. Every other sequence is an
/// answer, or a key that means nothing yet.
fn keys(said: &[u8]) -> Vec<KeyEvent> {
    let text = String::from_utf8_lossy(said);
    let mut rest = text.as_ref();
    let mut keys = Vec::new();
    while let Some(first) = rest.chars().next() {
        let after = |count: usize| rest.get(count..).unwrap_or_default();
        let (key, next) = match first {
            '\x1b' if rest.starts_with("\x1b[") || rest.starts_with("\x1bO") => {
                let end = rest.char_indices().skip(2).find(|(_, c)| ('@'..='~').contains(c));
                let (at, last) = end.unwrap_or((rest.len() - 1, '\0'));
                let bare = at == 2;
                let code = match last {
                    'A' if bare => Some(KeyCode::Up),
                    'B' if bare => Some(KeyCode::Down),
                    'C' if bare => Some(KeyCode::Right),
                    'D' if bare => Some(KeyCode::Left),
                    'H' if bare => Some(KeyCode::Home),
                    'F' if bare => Some(KeyCode::End),
                    _ => None,
                };
                (code.map(KeyEvent::from), after(at + last.len_utf8()))
            }
            '\x1b' => (Some(KeyCode::Esc.into()), after(1)),
            '\r' | '\n' => (Some(KeyCode::Enter.into()), after(1)),
            '\t' => (Some(KeyCode::Tab.into()), after(1)),
            '\x7f' | '\x08' => (Some(KeyCode::Backspace.into()), after(1)),
            '\x01'..='\x1a' => {
                let letter = char::from(u8::try_from(first).unwrap_or(0) + b'a' - 1);
                (Some(KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL)), after(1))
            }
            letter => ((!letter.is_control()).then(|| KeyCode::Char(letter).into()), after(letter.len_utf8())),
        };
        keys.extend(key);
        rest = next;
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_column_is_found_between_keys() {
        assert_eq!(column(b"\x1b[1;3R"), Some(3));
        assert_eq!(column(b"j\x1b[A\x1b[12;2Rq"), Some(2));
        for not in ["", "\x1b[1;3", "1;3R", "\x1b[;R", "\x1b[?1;2c"] {
            assert_eq!(column(not.as_bytes()), None, "{not:?}");
        }
    }

    #[test]
    fn what_is_typed_while_the_answer_is_awaited_is_kept() {
        let codes = |said: &str| keys(said.as_bytes()).into_iter().map(|key| key.code).collect::<Vec<_>>();
        assert_eq!(codes("2\x1b[1;2R5"), [KeyCode::Char('2'), KeyCode::Char('5')]);
        assert_eq!(codes("j\x1b[B\r"), [KeyCode::Char('j'), KeyCode::Down, KeyCode::Enter]);
        assert_eq!(codes("\x1b[1;"), []);
        assert_eq!(codes("\x1b[200~周"), [KeyCode::Char('周')]);
        let quit = keys(b"\x03").pop().map(|key| (key.code, key.modifiers));
        assert_eq!(quit, Some((KeyCode::Char('c'), KeyModifiers::CONTROL)));
    }
}
