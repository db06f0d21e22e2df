//! Records of a delimited text, bounded in length and width.
//!
//! [`Plain`] splits at delimiter and line break and is for text without a quote and without a lone carriage return;
//! [`Quoted`] runs the `csv-core` machine and reads everything. On plain text both say the same (tested).

use std::io::{self, Read};

use csv_core::ReadRecordResult;
use memchr::{memchr, memchr_iter, memchr2_iter};

use super::lines::{Lines, REACH};

/// Longest record in bytes. Longer ones are refused, so that a file of one endless line costs no memory.
pub(super) const MAX_RECORD: usize = 1 << 20;
/// Most columns of a record.
pub(super) const MAX_COLUMNS: usize = 4_096;
const BLOCK: usize = 256 << 10;

/// Text, decoded to UTF-8, as it streams in.
pub(super) type Source = Box<dyn Read + Send>;

/// Why there is no next record.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The file could not be read, or not be decoded (`InvalidData`).
    Io(io::Error),
    /// The record is longer than [`MAX_RECORD`].
    Long,
    /// The record has more than [`MAX_COLUMNS`] columns.
    Wide,
}

/// One record: its fields without quotes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'a> {
    bytes: &'a [u8],
    start: usize,
    /// Where the next field begins.
    ends: &'a [usize],
    /// How many bytes stand between two fields.
    gap: usize,
    last_line: u64,
}

impl<'a> Row<'a> {
    /// A row without fields.
    pub(super) const EMPTY: Row<'static> = Row { bytes: &[], start: 0, ends: &[], gap: 0, last_line: 0 };

    /// A row whose fields end at `ends` of `bytes`, one right behind the other.
    pub(super) fn new(bytes: &'a [u8], ends: &'a [usize]) -> Self {
        Self { bytes, start: 0, ends, gap: 0, last_line: 0 }
    }

    /// A row whose first field begins at `start` of `bytes`, the others each a byte behind the one before, at `ends`.
    pub(super) fn within(bytes: &'a [u8], start: usize, ends: &'a [usize]) -> Self {
        Self { bytes, start, ends, gap: 1, last_line: 0 }
    }

    /// The line of the file, from 1, on which it begins.
    pub(super) fn line(&self) -> u64 {
        let inside = if self.gap == 0 { memchr_iter(b'\n', self.bytes).count() as u64 } else { 0 };
        self.last_line.saturating_sub(inside).max(1)
    }

    /// How many fields there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The bytes of field number `at`; empty where the record is shorter.
    #[inline]
    pub(super) fn get(&self, at: usize) -> &'a [u8] {
        let start = match at.checked_sub(1) {
            None => self.start,
            Some(before) => self.ends.get(before).copied().unwrap_or(0),
        };
        self.ends.get(at).and_then(|end| self.bytes.get(start..end.saturating_sub(self.gap))).unwrap_or_default()
    }

    /// All fields.
    pub(super) fn iter(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let row = *self;
        (0..row.len()).map(move |at| row.get(at))
    }
}

/// The records of one text.
pub(super) enum Records {
    /// Text without quotes.
    Plain(Plain),
    /// Any text.
    Quoted(Box<Quoted>),
}

impl Records {
    /// The records of `source`, split at `delimiter`. `plain` promises that there is neither a quote nor a carriage
    /// return that no line feed follows.
    pub(super) fn new(source: Source, delimiter: u8, plain: bool) -> Self {
        if plain { Self::Plain(Plain::new(source, delimiter)) } else { Self::Quoted(Quoted::new(source, delimiter)) }
    }

    /// The next record; `None` at the end. Blank lines are no records.
    pub(super) fn next(&mut self) -> Result<Option<Row<'_>>, Trouble> {
        match self {
            Self::Plain(plain) => plain.next(),
            Self::Quoted(quoted) => quoted.next(),
        }
    }

    /// Whole records that come next, each of `width` fields; they still come next until they are [passed](Self::pass).
    /// `None` where the text may have quotes, or the next records have to be read one by one.
    pub(super) fn lines(&mut self, width: usize) -> Result<Option<Lines<'_>>, Trouble> {
        match self {
            Self::Plain(plain) if (1..=MAX_COLUMNS).contains(&width) => plain.lines(width),
            _ => Ok(None),
        }
    }

    /// Goes on behind `rows` records of `bytes` bytes that [`Records::lines`] has given.
    pub(super) fn pass(&mut self, rows: usize, bytes: usize) {
        if let Self::Plain(plain) = self {
            plain.start += bytes;
            plain.line += rows as u64;
        }
    }

    /// The line, from 1, on which the next record would begin.
    pub(super) fn line(&self) -> u64 {
        match self {
            Self::Plain(plain) => plain.line + 1,
            Self::Quoted(quoted) => quoted.line() + 1,
        }
    }
}

/// Records of text without quotes: a line each.
pub(super) struct Plain {
    source: Source,
    delimiter: u8,
    buffer: Vec<u8>,
    start: usize,
    filled: usize,
    ended: bool,
    ends: Vec<usize>,
    cuts: Vec<usize>,
    line: u64,
}

impl Plain {
    fn new(source: Source, delimiter: u8) -> Self {
        let buffer = vec![0; BLOCK + REACH];
        let (ends, cuts) = (Vec::new(), Vec::new());
        Self { source, delimiter, buffer, start: 0, filled: 0, ended: false, ends, cuts, line: 0 }
    }

    #[inline]
    fn next(&mut self) -> Result<Option<Row<'_>>, Trouble> {
        let length = loop {
            let text = self.buffer.get(self.start..self.filled).unwrap_or_default();
            let length = match split(text, self.delimiter, &mut self.ends) {
                Some(length) => length,
                None if self.ends.len() >= MAX_COLUMNS => return Err(Trouble::Wide),
                None if !self.ended => {
                    self.refill()?;
                    continue;
                }
                None if text.is_empty() => return Ok(None),
                None => text.len(),
            };
            self.line += 1;
            let line = text.get(..length).unwrap_or_default();
            let kept = line.strip_suffix(b"\r").map_or(length, <[u8]>::len);
            self.ends.push(kept + 1);
            if kept > 0 {
                break length;
            }
            self.start += (length + 1).min(text.len());
        };
        if self.ends.len() > MAX_COLUMNS {
            return Err(Trouble::Wide);
        }
        let start = self.start;
        self.start = (start + length + 1).min(self.filled);
        let bytes = self.buffer.get(start..start + length).unwrap_or_default();
        Ok(Some(Row { bytes, start: 0, ends: &self.ends, gap: 1, last_line: self.line }))
    }

    fn lines(&mut self, width: usize) -> Result<Option<Lines<'_>>, Trouble> {
        while !self.ended && memchr(b'\n', self.buffer.get(self.start..self.filled).unwrap_or_default()).is_none() {
            self.refill()?;
        }
        let bytes = self.buffer.get(self.start..).unwrap_or_default();
        Ok(Lines::find(bytes, self.filled - self.start, self.delimiter, width, &mut self.cuts))
    }

    /// Moves what is left to the front and reads on.
    #[cold]
    fn refill(&mut self) -> Result<(), Trouble> {
        let left = self.filled - self.start;
        if left >= MAX_RECORD {
            return Err(Trouble::Long);
        }
        self.buffer.copy_within(self.start..self.filled, 0);
        (self.start, self.filled) = (0, left);
        if left + REACH == self.buffer.len() {
            self.buffer.resize(left * 2 + REACH, 0);
        }
        let end = self.buffer.len() - REACH;
        let room = self.buffer.get_mut(left..end).unwrap_or_default();
        let read = read_some(&mut self.source, room)?;
        self.filled += read;
        self.ended = read == 0;
        Ok(())
    }
}

/// Where the fields of the first line of `text` end, without the last; the line's length, or `None` where no line
/// ends in `text` (or it has too many columns).
#[inline]
fn split(text: &[u8], delimiter: u8, ends: &mut Vec<usize>) -> Option<usize> {
    ends.clear();
    for at in memchr2_iter(delimiter, b'\n', text) {
        if text.get(at) == Some(&b'\n') {
            return Some(at);
        }
        if ends.len() >= MAX_COLUMNS {
            return None;
        }
        ends.push(at + 1);
    }
    None
}

/// Records of any delimited text.
pub(super) struct Quoted {
    source: Source,
    machine: csv_core::Reader,
    input: Vec<u8>,
    at: usize,
    filled: usize,
    output: Vec<u8>,
    ends: Vec<usize>,
}

impl Quoted {
    fn new(source: Source, delimiter: u8) -> Box<Self> {
        Box::new(Self {
            source,
            machine: csv_core::ReaderBuilder::new().delimiter(delimiter).build(),
            input: vec![0; BLOCK],
            at: 0,
            filled: 0,
            output: vec![0; 4_096],
            ends: vec![0; 64],
        })
    }

    fn next(&mut self) -> Result<Option<Row<'_>>, Trouble> {
        let (mut written, mut columns) = (0, 0);
        loop {
            if self.at == self.filled {
                self.filled = read_some(&mut self.source, &mut self.input)?;
                self.at = 0;
            }
            let input = self.input.get(self.at..self.filled).unwrap_or_default();
            let output = self.output.get_mut(written..).unwrap_or_default();
            let ends = self.ends.get_mut(columns..).unwrap_or_default();
            let (result, read, wrote, ended) = self.machine.read_record(input, output, ends);
            self.at += read;
            written += wrote;
            columns += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if written >= MAX_RECORD => return Err(Trouble::Long),
                ReadRecordResult::OutputFull => self.output.resize(self.output.len() * 2, 0),
                ReadRecordResult::OutputEndsFull if columns >= MAX_COLUMNS => return Err(Trouble::Wide),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::End => return Ok(None),
                ReadRecordResult::Record => break,
            }
        }
        let last_line = self.line();
        let bytes = self.output.get(..written).unwrap_or_default();
        Ok(Some(Row { bytes, start: 0, ends: self.ends.get(..columns).unwrap_or_default(), gap: 0, last_line }))
    }

    /// The line on which the record read last ended: the machine counts line feeds, also the one that ended it.
    fn line(&self) -> u64 {
        let ended = self.at.checked_sub(1).and_then(|at| self.input.get(at)) == Some(&b'\n');
        self.machine.line().saturating_sub(u64::from(ended))
    }
}

fn read_some(source: &mut Source, room: &mut [u8]) -> Result<usize, Trouble> {
    loop {
        match source.read(room) {
            Ok(read) => return Ok(read),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(Trouble::Io(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(text: &[u8], delimiter: u8, plain: bool) -> Vec<(u64, Vec<Vec<u8>>)> {
        let mut records = Records::new(Box::new(io::Cursor::new(text.to_vec())), delimiter, plain);
        let mut found = Vec::new();
        while let Some(row) = records.next().expect("it can be read") {
            found.push((row.line(), row.iter().map(<[u8]>::to_vec).collect()));
        }
        found
    }

    fn by_the_csv_crate(text: &[u8], delimiter: u8) -> Vec<Vec<Vec<u8>>> {
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text);
        reader.byte_records().map(|row| row.expect("a record").iter().map(<[u8]>::to_vec).collect()).collect()
    }

    #[test]
    fn a_quoted_line_break_belongs_to_its_field_and_lines_are_still_counted() {
        let rows = all(b"a,b\r\n\r\n\"x\r\ny\",2\r\n3,4", b',', false);
        let lines: Vec<u64> = rows.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [1, 3, 5]);
        assert_eq!(rows[1].1, [b"x\r\ny".to_vec(), b"2".to_vec()]);
    }

    #[test]
    fn a_line_without_end_is_refused_before_it_is_held() {
        for plain in [true, false] {
            let endless = Box::new(io::repeat(b'x'));
            assert!(matches!(Records::new(endless, b',', plain).next(), Err(Trouble::Long)));
            let wide = Box::new(io::repeat(b','));
            assert!(matches!(Records::new(wide, b',', plain).next(), Err(Trouble::Wide)));
        }
    }

    proptest! {
        #[test]
        fn both_readers_say_what_the_csv_crate_says(text in "[a;,\"\r\n 中]{0,60}", semicolon: bool) {
            let delimiter = if semicolon { b';' } else { b',' };
            let quoted: Vec<_> = all(text.as_bytes(), delimiter, false).into_iter().map(|(_, row)| row).collect();
            prop_assert_eq!(quoted, by_the_csv_crate(text.as_bytes(), delimiter));
        }

        #[test]
        fn the_fast_reader_equals_the_full_one_on_plain_text(text in "([a;,中 ]|\r?\n){0,60}") {
            prop_assert_eq!(all(text.as_bytes(), b',', true), all(text.as_bytes(), b',', false));
        }
    }
}
