//! The journal: one line of JSON a change, a file a month, each line chained to the one before.
//!
//! A line that is durable is the receipt. `hash` is SHA-256 over the hash of the line before and this line's text, so
//! that no line can be changed or taken out unnoticed; `crc` tells a torn line from a changed one.

use std::cell::OnceCell;
use std::fmt::Write as _;
use std::fs::{self, File, OpenOptions};
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Datelike, SecondsFormat};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::change::Change;
use super::folder::{Disk, io, sync_folder};
use crate::domain::base::Error;

/// Length of what stands behind a line's text: `,"crc":"01234567","hash":"…64…"}`.
const TAIL: usize = 8 + 8 + 10 + 64 + 2;

/// Where the next line goes, and what it follows.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub(super) struct Position {
    /// Number of the last line.
    pub(super) seq: u64,
    /// Its hash, in hex; empty before the first.
    pub(super) hash: String,
    /// Its time, in milliseconds UTC.
    pub(super) at: i64,
    /// The file it is in: year * 100 + month; 0 before the first.
    pub(super) month: u32,
    /// The end of the line in that file.
    pub(super) offset: u64,
}

/// A line of the journal.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Line {
    /// Its number, from 1 without a gap.
    pub(super) seq: u64,
    /// When, in UTC, never before the line above.
    pub(super) time: String,
    /// Who.
    pub(super) user: String,
    /// The id that the asker gave the command.
    pub(super) command: String,
    /// The change that this one takes back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) undoes: Option<u64>,
    /// The change.
    #[serde(flatten)]
    pub(super) change: Change,
    /// Whether a name was taken out of it: its hash is that of the text it had before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) sealed: bool,
}

impl Line {
    /// When, in milliseconds UTC.
    pub(super) fn at(&self) -> i64 {
        moment(&self.time)
    }
}

/// The text of a moment.
pub(super) fn time_text(at: i64) -> String {
    DateTime::from_timestamp_millis(at).unwrap_or_default().to_rfc3339_opts(SecondsFormat::Millis, true)
}

fn month_of(at: i64) -> u32 {
    let time = DateTime::from_timestamp_millis(at).unwrap_or_default();
    time.year().unsigned_abs() * 100 + time.month()
}

pub(super) fn file_of(folder: &Path, month: u32) -> PathBuf {
    folder.join(format!("{:04}-{:02}.jsonl", month / 100, month % 100))
}

fn hash(before: &str, text: &[u8]) -> String {
    let digest = Sha256::new().chain_update(before).chain_update(text).finalize();
    hex(&digest)
}

/// Bytes as hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let digit = |nibble: u8| DIGITS.get(usize::from(nibble)).copied().unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// What is wrong with a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Flaw {
    /// Its checksum does not fit, or it is no line at all.
    Torn,
    /// It is whole, but does not follow the line before.
    Unchained,
    /// It is whole and follows, but says something that this program does not know: a later one has written it.
    Newer,
}

/// What says where a line belongs.
#[derive(Deserialize)]
struct Chained {
    seq: u64,
    #[serde(default)]
    sealed: bool,
}

/// Takes a line apart, `before` being where the line above ends.
fn read_line(text: &[u8], before: &Position, seals: &Seals<'_>) -> Result<(Line, String), Flaw> {
    let (body, tail) = text.len().checked_sub(TAIL).and_then(|at| text.split_at_checked(at)).ok_or(Flaw::Torn)?;
    let tail = str::from_utf8(tail).map_err(|_| Flaw::Torn)?;
    let fields = tail.strip_prefix(",\"crc\":\"").and_then(|rest| rest.strip_suffix("\"}"));
    let (crc, found) = fields.and_then(|rest| rest.split_once("\",\"hash\":\"")).ok_or(Flaw::Torn)?;
    if format!("{:08x}", crc32fast::hash(body)) != crc {
        return Err(Flaw::Torn);
    }
    let whole = [body, b"}"].concat();
    // What every line has, whatever else a later program writes into it.
    let Chained { seq, sealed } = serde_json::from_slice(&whole).map_err(|_| Flaw::Torn)?;
    let sound = if sealed { seals.vouch(seq, body) } else { found == hash(&before.hash, body) };
    if !sound || Some(seq) != before.seq.checked_add(1) {
        return Err(Flaw::Unchained);
    }
    serde_json::from_slice(&whole).map(|line| (line, found.to_owned())).map_err(|_| Flaw::Newer)
}

/// The texts of sealed lines, as the changes vouch for them that sealed them; read when the first sealed line comes.
pub(super) struct Seals<'a> {
    folder: Option<&'a Path>,
    known: OnceCell<FxHashMap<u64, (u64, String)>>,
}

impl<'a> Seals<'a> {
    /// Those of the journal in `folder`; of none, where there is no folder.
    pub(super) fn of(folder: Option<&'a Path>) -> Self {
        Self { folder, known: OnceCell::new() }
    }

    /// Whether a later change vouches for this text of line `seq`; the last one that names it counts.
    fn vouch(&self, seq: u64, body: &[u8]) -> bool {
        let known = self.known.get_or_init(|| self.folder.and_then(|folder| sealing(folder).ok()).unwrap_or_default());
        let Some((by, digest)) = known.get(&seq) else { return false };
        *by > seq && *digest == hex(&Sha256::digest(body))
    }
}

/// Which change sealed which line, and the text's digest. Whether those changes are of the chain, whoever follows it sees.
fn sealing(folder: &Path) -> Result<FxHashMap<u64, (u64, String)>, Error> {
    const MARK: &[u8] = b"\"kind\":\"erase\"";
    let mut found = FxHashMap::default();
    for month in months(folder)? {
        let path = file_of(folder, month);
        let bytes = fs::read(&path).map_err(io(&path))?;
        let marked = |text: &&[u8]| text.windows(MARK.len()).any(|part| part == MARK);
        for line in bytes.split(is_newline).filter(marked).filter_map(|text| serde_json::from_slice::<Line>(text).ok())
        {
            if let Change::Erase { sealed, .. } = line.change {
                found.extend(sealed.into_iter().map(|(seq, digest)| (seq, (line.seq, digest))));
            }
        }
    }
    Ok(found)
}

/// The number of the line in `text`.
pub(super) fn number_of(text: &[u8]) -> Option<u64> {
    let digits = text.strip_prefix(b"{\"seq\":")?.split(|byte| *byte == b',').next()?;
    str::from_utf8(digits).ok()?.parse().ok()
}

/// The text of a sealed line that takes the place of `old`, and the whole of it, with the hash that it had.
pub(super) fn sealed(line: &Line, old: &[u8]) -> Result<(String, String), Error> {
    let tail = old.strip_suffix(b"\n").unwrap_or(old);
    let tail = tail.len().checked_sub(64 + 2).and_then(|at| tail.get(at..)).and_then(|tail| str::from_utf8(tail).ok());
    let hash = tail.and_then(|tail| tail.strip_suffix("\"}")).ok_or_else(|| Error::found("journal-broken"))?;
    let mut body = serde_json::to_string(line).map_err(|_| Error::asked("value-too-large"))?;
    body.pop();
    let crc = crc32fast::hash(body.as_bytes());
    let whole = format!("{body},\"crc\":\"{crc:08x}\",\"hash\":\"{hash}\"}}\n");
    Ok((body, whole))
}

/// The journal, open for appending.
#[derive(Debug)]
pub(super) struct Journal {
    folder: PathBuf,
    disk: Disk,
    file: Option<File>,
    end: Position,
    pending: Vec<u8>,
    /// Where it ends with what is pending.
    ahead: Position,
}

impl Journal {
    /// The journal in `folder`, which ends at `end`; what stands behind is cut off when the next line is written.
    pub(super) fn open(folder: PathBuf, disk: Disk, end: Position) -> Self {
        Self { folder, disk, file: None, ahead: end.clone(), end, pending: Vec::new() }
    }

    /// Where it ends, with lines that are not durable yet.
    pub(super) fn ahead(&self) -> &Position {
        &self.ahead
    }

    /// Adds a line, to be made durable by [`Journal::sync`]; gives back where it ends. `line.time` is not before the
    /// last line's.
    pub(super) fn push(&mut self, line: &Line, at: i64) -> Result<(), Error> {
        let month = month_of(at);
        if month != self.ahead.month {
            self.sync()?;
            self.file = None;
            self.ahead.month = month;
            self.ahead.offset = 0;
        }
        let mut text = serde_json::to_string(line).map_err(|_| Error::asked("value-too-large"))?;
        text.pop();
        let chained = hash(&self.ahead.hash, text.as_bytes());
        let crc = crc32fast::hash(text.as_bytes());
        let _ = writeln!(text, ",\"crc\":\"{crc:08x}\",\"hash\":\"{chained}\"}}");
        self.pending.extend_from_slice(text.as_bytes());
        self.ahead.offset += text.len() as u64;
        self.ahead.seq = line.seq;
        self.ahead.at = at;
        self.ahead.hash = chained;
        Ok(())
    }

    /// Makes every line durable. After this they are receipts.
    pub(super) fn sync(&mut self) -> Result<(), Error> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let path = file_of(&self.folder, self.ahead.month);
        let start = self.ahead.offset - self.pending.len() as u64;
        if self.file.is_none() {
            let file = OpenOptions::new().create(true).write(true).truncate(false).open(&path).map_err(io(&path))?;
            file.set_len(start).map_err(io(&path))?;
            sync_folder(&self.folder)?;
            self.file = Some(file);
        }
        if let Some(file) = &mut self.file {
            let placed = file.seek(SeekFrom::Start(start)).and_then(|_| file.write_all(&self.pending));
            placed.and_then(|()| self.disk.sync(file, &path)).map_err(io(&path))?;
        }
        self.pending.clear();
        self.end = self.ahead.clone();
        Ok(())
    }

    /// Forgets the lines that are not durable.
    pub(super) fn forget(&mut self) {
        self.pending.clear();
        self.ahead = self.end.clone();
        self.file = None;
    }
}

/// The months that have a file, oldest first.
pub(super) fn months(folder: &Path) -> Result<Vec<u32>, Error> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(io(folder))? {
        let name = entry.map_err(io(folder))?.file_name();
        let Some(stem) = name.to_str().and_then(|name| name.strip_suffix(".jsonl")) else { continue };
        let Some((year, month)) = stem.split_once('-') else { continue };
        if let (Ok(year), Ok(month)) = (year.parse::<u32>(), month.parse::<u32>()) {
            found.extend(year.checked_mul(100).and_then(|year| year.checked_add(month)));
        }
    }
    found.sort_unstable();
    Ok(found)
}

/// Makes what stands in the journal from `from` on durable: a process that was killed may have left a line that is
/// whole but not yet on the disk, and nothing may be applied that a power cut can still take away.
pub(super) fn settle(folder: &Path, disk: &Disk, from: &Position) -> Result<(), Error> {
    for month in months(folder)?.into_iter().filter(|month| *month >= from.month) {
        let path = file_of(folder, month);
        File::open(&path).and_then(|file| disk.sync(&file, &path)).map_err(io(&path))?;
    }
    sync_folder(folder)
}

/// Reads every line after `from` in order and hands it to `each`; gives back where the last sound line ends and, where
/// something follows that is none, what is wrong with it.
pub(super) fn read(
    folder: &Path,
    from: &Position,
    mut each: impl FnMut(Line, &Position) -> Result<(), Error>,
) -> Result<(Position, Option<Flaw>), Error> {
    let seals = Seals::of(Some(folder));
    let mut end = from.clone();
    for month in months(folder)?.into_iter().filter(|month| *month >= from.month) {
        let path = file_of(folder, month);
        let bytes = fs::read(&path).map_err(io(&path))?;
        let start = if month == from.month { from.offset } else { 0 };
        let lines = bytes.get(usize::try_from(start).unwrap_or(usize::MAX)..).unwrap_or_default();
        let mut reached = Position { month, offset: start, ..end.clone() };
        let flaw = read_lines(lines, &mut reached, &seals, &mut each)?;
        // A file without a whole line is not where the journal ends.
        if reached.seq > end.seq {
            end = reached;
        }
        if flaw.is_some() {
            return Ok((end, flaw));
        }
    }
    Ok((end, None))
}

/// Reads lines that follow `end`, which moves on with each of them; what is wrong with the first that is none.
pub(super) fn read_lines(
    bytes: &[u8],
    end: &mut Position,
    seals: &Seals<'_>,
    mut each: impl FnMut(Line, &Position) -> Result<(), Error>,
) -> Result<Option<Flaw>, Error> {
    for text in bytes.split_inclusive(is_newline) {
        let read = text.strip_suffix(b"\n").ok_or(Flaw::Torn).and_then(|text| read_line(text, end, seals));
        let (line, hash) = match read {
            Ok(read) => read,
            Err(flaw) => return Ok(Some(flaw)),
        };
        let offset = end.offset + text.len() as u64;
        *end = Position { seq: line.seq, hash, at: line.at(), month: end.month, offset };
        each(line, end)?;
    }
    Ok(None)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the shape that slices split by")]
fn is_newline(byte: &u8) -> bool {
    *byte == b'\n'
}

/// Hands the lines up to `end` that were written before the moment `until`, newest first, to `each` until that answers
/// false. Their chain is not looked at.
pub(super) fn newest(
    folder: &Path,
    end: &Position,
    until: Option<i64>,
    mut each: impl FnMut(Line) -> bool,
) -> Result<(), Error> {
    let last = until.filter(|until| *until < i64::MAX).map_or(end.month, |until| month_of(until).min(end.month));
    for month in months(folder)?.into_iter().rev().filter(|month| *month <= last) {
        let path = file_of(folder, month);
        let bytes = fs::read(&path).map_err(io(&path))?;
        let sound = bytes.split(is_newline).rev().filter(|text| !text.is_empty());
        let read = sound.filter_map(|text| serde_json::from_slice::<Line>(text).ok());
        for line in read.filter(|line| line.seq <= end.seq && until.is_none_or(|until| line.at() < until)) {
            if !each(line) {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// What a line says about the command that it came with.
#[derive(Debug, Deserialize)]
pub(super) struct Head {
    pub(super) seq: u64,
    pub(super) time: String,
    pub(super) user: String,
    pub(super) command: String,
}

/// Hands the heads of the newest lines to `each`, newest first, until that answers false. Their chain is not looked at.
pub(super) fn heads(folder: &Path, mut each: impl FnMut(Head) -> bool) -> Result<(), Error> {
    for month in months(folder)?.into_iter().rev() {
        let path = file_of(folder, month);
        let bytes = fs::read(&path).map_err(io(&path))?;
        for head in heads_in(&bytes) {
            if !each(head) {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// The heads of the lines in `bytes`, newest first.
pub(super) fn heads_in(bytes: &[u8]) -> impl Iterator<Item = Head> {
    bytes.split(is_newline).rev().filter_map(|text| serde_json::from_slice::<Head>(text).ok())
}

/// When a line was written, in milliseconds UTC.
pub(super) fn moment(time: &str) -> i64 {
    DateTime::parse_from_rfc3339(time).map_or(0, |time| time.timestamp_millis())
}

/// The line of change `seq`.
pub(super) fn find(folder: &Path, seq: u64) -> Result<Option<Line>, Error> {
    let mark = format!("{{\"seq\":{seq},");
    for month in months(folder)?.into_iter().rev() {
        let path = file_of(folder, month);
        let bytes = fs::read(&path).map_err(io(&path))?;
        if let Some(text) = bytes.split(is_newline).find(|text| text.starts_with(mark.as_bytes())) {
            return Ok(serde_json::from_slice(text).ok());
        }
    }
    Ok(None)
}

/// The last change made before the moment `at`.
pub(super) fn before(folder: &Path, at: i64) -> Result<u64, Error> {
    let mut last = 0;
    let month = month_of(at);
    for month in months(folder)?.into_iter().rev().filter(|found| *found <= month) {
        let path = file_of(folder, month);
        let bytes = fs::read(&path).map_err(io(&path))?;
        let lines = bytes.split(is_newline).filter_map(|text| serde_json::from_slice::<Line>(text).ok());
        last = lines.take_while(|line| line.at() < at).map(|line| line.seq).last().unwrap_or(0);
        if last > 0 {
            break;
        }
    }
    Ok(last)
}
