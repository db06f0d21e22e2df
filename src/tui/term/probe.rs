//! Asking the terminal how wide it draws a sign of ambiguous width, before anybody else reads from it.

use std::io::{self, Write};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

/// Prints one `█`, asks where the cursor is, and erases it: whether it is two cells wide. `None` where no answer comes
/// within `patience`; one that comes later is thrown away by the reader of keys. The terminal is taken, and shows
/// nothing yet.
///
/// # Errors
/// Where the terminal cannot be written to or read from.
pub fn draws_wide(out: &mut impl Write, patience: Duration) -> io::Result<Option<bool>> {
    out.write_all("\x1b[H█\x1b[6n\x1b[2K\x1b[H".as_bytes())?;
    out.flush()?;
    let until = Instant::now() + patience;
    let mut said = Vec::new();
    let stdin = io::stdin();
    loop {
        if let Some(column) = column(&said) {
            return Ok(Some(column > 2));
        }
        let left = until.saturating_duration_since(Instant::now());
        let Ok(left) = Timespec::try_from(left) else { return Ok(None) };
        let mut ready = [PollFd::new(&stdin, PollFlags::IN)];
        if poll(&mut ready, Some(&left))? == 0 {
            return Ok(None);
        }
        let mut bytes = [0; 64];
        let count = rustix::io::read(&stdin, &mut bytes)?;
        match bytes.get(..count).filter(|read| !read.is_empty()) {
            Some(read) => said.extend_from_slice(read),
            None => return Ok(None),
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
}
