//! What separates the fields, told from the first records.

use std::io::Read;

use super::input::Input;
use super::records::{Records, Trouble};
use crate::domain::base::Error;

/// What may separate fields, the most usual first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// How much of the text is looked at.
const SAMPLE: u64 = 64 << 10;

/// The delimiter of `input`: the one under which most names of the header are known, then the one that splits the
/// header in most fields and the records after it alike.
///
/// # Errors
/// Where the file cannot be read.
pub(super) fn delimiter(input: &Input, known: &dyn Fn(&str) -> bool) -> Result<u8, Error> {
    let mut sample = Vec::new();
    let trouble = |error| input.trouble(Trouble::Io(error), 1);
    match input.open()?.take(SAMPLE).read_to_end(&mut sample) {
        // Broken bytes are met again, and their line told, when the records are read.
        Err(error) if error.kind() != std::io::ErrorKind::InvalidData => return Err(trouble(error)),
        _ => {}
    }
    let score = |delimiter: &u8| {
        let mut records = Records::new(Box::new(std::io::Cursor::new(sample.clone())), *delimiter, false);
        let mut widths = Vec::new();
        let mut names = 0;
        loop {
            let row = match records.next() {
                Ok(Some(row)) => row,
                Err(Trouble::Wide) if widths.is_empty() => return (names, true, usize::MAX),
                _ => break,
            };
            if widths.is_empty() {
                names = row.iter().filter(|name| std::str::from_utf8(name).is_ok_and(known)).count();
            }
            widths.push(row.len());
            if widths.len() == 20 {
                break;
            }
        }
        let first = widths.first().copied().unwrap_or(0);
        let alike = widths.iter().filter(|width| **width == first).count() * 2 > widths.len();
        (names, first > 1 && alike, first)
    };
    let best = DELIMITERS.iter().rev().max_by_key(|delimiter| score(delimiter));
    Ok(best.copied().unwrap_or(b','))
}
