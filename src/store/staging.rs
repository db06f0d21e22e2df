//! Imports on their way in: rows sorted into days, encoded, and spilled to the import's own file of blocks.
//!
//! The file is durable before its batch is published, and stays beside the journal: with it the database can be built
//! again. While a file comes sorted by day, the blocks of days that are over go into the tree at once, invisible; what
//! is never published is swept from it. Rows that jump between days wait for as many others as memory allows, and are
//! sorted; a day that came in several runs all the same is merged at the end, and its merged blocks stand for it.
//! Memory stays bounded whatever the order of the rows.
//!
//! Frame: day (4 bytes), run (4), length (4), block. Where a day has frames of run [`MERGED`], only those count.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use super::change::Publication;
use super::folder::{Disk, io, sync_folder};
use super::journal::hex;
use super::keys;
use super::sink::Sink;
use super::state::runs;
use super::table::{Table, column};
use super::tree::Overlay;
use crate::codec::Block;
use crate::domain::base::{Day, Error};
use crate::domain::model::{Dimension, Facts, MeasureColumn};

/// Rows are spilled when so many values wait (8 bytes each), as long as they come in order.
const WAITING: usize = 1 << 20;
/// As [`WAITING`], for rows that jump: the fewer runs there are, the less there is to merge.
const JUMPING: usize = 5 << 20;
/// So many days wait for being encoded while the next is merged.
const MERGING: usize = 8;
/// So many bytes of a run are read at once where runs are merged.
const WINDOW: usize = 1 << 16;
/// So many bytes of blocks go into the tree in one batch, give or take a day.
const CHUNK_BYTES: usize = 1 << 20;
/// The run of blocks that stand for their day whatever else there is.
const MERGED: u32 = u32::MAX;
const FRAME: usize = 12;

#[derive(Clone, Copy, Debug)]
struct Frame {
    run: u32,
    offset: u64,
    length: usize,
}

/// An open import.
#[derive(Debug)]
pub(super) struct Staging {
    batch: u64,
    /// Where its file of blocks is.
    pub(super) path: PathBuf,
    disk: Disk,
    sink: Sink,
    bytes: u64,
    out: Vec<u8>,
    /// The days of the rows of `waiting`.
    days: Vec<Day>,
    waiting: Table,
    /// Whether a row came after one of a later day.
    jumps: bool,
    run: u32,
    frames: BTreeMap<Day, Vec<Frame>>,
    rows: u64,
    /// Whether every run so far began after the last day of the one before.
    ordered: bool,
    /// Blocks for the tree, of days that are over if the file goes on in order.
    chunk: Overlay,
    chunk_bytes: usize,
    /// As `chunk`, enough of them to go at once.
    pub(super) ahead: Vec<Overlay>,
    /// How many blocks of each day have been laid ready for the tree.
    pub(super) early: BTreeMap<Day, u16>,
    /// The answer to the last blocks that went.
    pub(super) sent: Option<Receiver<Result<(), Error>>>,
}

impl Staging {
    /// An import into batch `batch` with its file at `path`.
    pub(super) fn new(batch: u64, path: PathBuf, disk: Disk) -> Result<Self, Error> {
        let file = OpenOptions::new().create(true).truncate(true).read(true).write(true).open(&path);
        let file = file.map_err(io(&path))?;
        Ok(Self {
            batch,
            path,
            disk,
            sink: Sink::new(file),
            bytes: 0,
            out: Vec::new(),
            days: Vec::new(),
            waiting: Table::default(),
            jumps: false,
            run: 0,
            frames: BTreeMap::new(),
            rows: 0,
            ordered: true,
            chunk: Overlay::new(),
            chunk_bytes: 0,
            ahead: Vec::new(),
            early: BTreeMap::new(),
            sent: None,
        })
    }

    /// Takes rows in; `codes` give the database's numbers of the facts' own, measures are numbered.
    pub(super) fn add(&mut self, facts: &Facts, codes: &[Vec<i64>; 6], measures: &[u16]) -> Result<(), Error> {
        let before = self.days.last().copied().or(self.frames.keys().next_back().copied());
        let sorted = facts.days.is_sorted();
        self.jumps |= facts.days.first().is_some_and(|first| Some(*first) < before) || !sorted;
        let start = self.days.len();
        fill(&mut self.waiting, facts, codes, measures);
        self.days.extend_from_slice(&facts.days);
        if !sorted {
            // Few rows are sorted within the processor's cache; all that wait are then runs that are read in order.
            self.arrange(start);
        }
        self.rows += facts.len() as u64;
        let most = if self.jumps { JUMPING } else { WAITING };
        if self.waiting.values() >= most { self.spill(false) } else { Ok(()) }
    }

    /// Sorts the rows that wait by day, from number `start` on; those of a day stay as they came.
    fn arrange(&mut self, start: usize) {
        if let Some(days) = self.days.get_mut(start..) {
            self.waiting.arrange(start, &by_day(days));
        }
    }

    /// Encodes the days that wait. The last of them waits on, unless it is `all`: the next rows may belong to it.
    fn spill(&mut self, all: bool) -> Result<(), Error> {
        if !self.days.is_sorted() {
            self.arrange(0);
        }
        let (mut days, mut table) = (std::mem::take(&mut self.days), std::mem::take(&mut self.waiting));
        let held = days.last().map_or(0, |last| days.partition_point(|day| day < last));
        let over = if all || held == 0 { days.len() } else { held };
        self.ordered &= days.first() > self.frames.keys().next_back();
        let mut start = 0;
        for rows in days.get(..over).unwrap_or_default().chunk_by(|a, b| a == b) {
            let Some(day) = rows.first().copied() else { continue };
            let blocks = table.blocks_of(start, start + rows.len());
            start += rows.len();
            for block in &blocks {
                self.frame(day, self.run, block)?;
            }
            if self.ordered {
                self.lay(day, blocks);
            }
        }
        self.run += 1;
        if !all {
            table.forget(over);
            days.drain(..over);
            (self.days, self.waiting) = (days, table);
        }
        self.write()
    }

    /// Lays blocks ready for the tree, in the place of what there is of their day.
    fn lay(&mut self, day: Day, blocks: Vec<Vec<u8>>) {
        let parts = u16::try_from(blocks.len()).unwrap_or(keys::PATCH);
        let stale = parts..self.early.insert(day, parts).unwrap_or(0);
        self.chunk.extend(stale.map(|part| (keys::block(day, self.batch, part), None)));
        for (part, block) in (0..keys::PATCH).zip(blocks) {
            self.chunk_bytes += block.len();
            self.chunk.insert(keys::block(day, self.batch, part), Some(block));
        }
        if self.chunk_bytes >= CHUNK_BYTES {
            self.ahead.push(std::mem::take(&mut self.chunk));
            self.chunk_bytes = 0;
        }
    }

    fn frame(&mut self, day: Day, run: u32, block: &[u8]) -> Result<(), Error> {
        let length = u32::try_from(block.len()).map_err(|_| Error::asked("value-too-large"))?;
        for word in [keys::day_bytes(day), run.to_be_bytes(), length.to_be_bytes()] {
            self.out.extend_from_slice(&word);
        }
        self.out.extend_from_slice(block);
        let offset = self.bytes + FRAME as u64;
        self.frames.entry(day).or_default().push(Frame { run, offset, length: block.len() });
        self.bytes += (FRAME + block.len()) as u64;
        if self.out.len() >= CHUNK_BYTES { self.write() } else { Ok(()) }
    }

    fn write(&mut self) -> Result<(), Error> {
        self.sink.write(&mut self.out).map_err(io(&self.path))
    }

    /// Waits until every frame is in the file.
    fn settle(&mut self) -> Result<(), Error> {
        self.write()?;
        self.sink.settle().map_err(io(&self.path))
    }

    /// Spills the rest, merges days that came in several runs, and makes the file durable; hands itself to `ahead`
    /// whenever there are blocks for the tree, until all are there.
    pub(super) fn finish(&mut self, ahead: impl Fn(&mut Self) -> Result<(), Error>) -> Result<(), Error> {
        self.spill(true)?;
        let several =
            |frames: &Vec<Frame>| frames.first().map(|frame| frame.run) != frames.last().map(|frame| frame.run);
        let scattered: Vec<Day> =
            self.frames.iter().filter(|(_, frames)| several(frames)).map(|(day, _)| *day).collect();
        let scattered: Vec<_> = scattered.into_iter().filter_map(|day| self.frames.remove_entry(&day)).collect();
        if !scattered.is_empty() {
            self.settle()?;
            self.merge(scattered, &ahead)?;
        }
        self.settle()?;
        self.disk.sync(&self.sink.file, &self.path).map_err(io(&self.path))?;
        self.path.parent().map_or(Ok(()), sync_folder)?;
        let left: Vec<Day> = self.frames.keys().filter(|day| !self.early.contains_key(day)).copied().collect();
        for day in left {
            let blocks = self.blocks(day)?;
            self.lay(day, blocks);
            ahead(self)?;
        }
        self.ahead.push(std::mem::take(&mut self.chunk));
        ahead(self)
    }

    /// Puts each day together on a thread of its own, and encodes it on this one.
    fn merge(
        &mut self,
        scattered: Vec<(Day, Vec<Frame>)>,
        ahead: &impl Fn(&mut Self) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let path = self.path.clone();
        let file = File::open(&path).map_err(io(&path))?;
        thread::scope(|scope| {
            let (sender, tables) = sync_channel(MERGING);
            scope.spawn(move || {
                let mut runs = Runs { file: &file, windows: BTreeMap::new() };
                for (day, frames) in scattered {
                    let table = runs.gather(&path, &frames).map(|table| (day, table));
                    if sender.send(table).is_err() {
                        return;
                    }
                }
            });
            for table in tables {
                let (day, table) = table?;
                let blocks = table.blocks();
                for block in &blocks {
                    self.frame(day, MERGED, block)?;
                }
                self.lay(day, blocks);
                ahead(self)?;
            }
            Ok(())
        })
    }

    /// The blocks of a day that have been written.
    fn blocks(&mut self, day: Day) -> Result<Vec<Vec<u8>>, Error> {
        self.settle()?;
        let frames = self.frames.get(&day).map(Vec::as_slice).unwrap_or_default();
        frames.iter().map(|frame| block(&self.sink.file, frame)).collect::<std::io::Result<_>>().map_err(io(&self.path))
    }

    /// What the journal says of it.
    pub(super) fn publication(&mut self, batch: u64, digest: &str) -> Result<Publication, Error> {
        Ok(Publication {
            batch,
            digest: digest.to_owned(),
            rows: self.rows,
            days: runs(self.frames.keys().copied()),
            bytes: self.bytes,
            sha256: hex(&self.sink.hash().map_err(io(&self.path))?),
            replaces: Vec::new(),
        })
    }
}

/// The block of `frame`.
fn block(file: &File, frame: &Frame) -> std::io::Result<Vec<u8>> {
    let mut block = vec![0; frame.length];
    file.read_exact_at(&mut block, frame.offset)?;
    Ok(block)
}

/// Reads runs side by side, each from front to back: the blocks of a day are small, and lie one run apart.
#[derive(Debug)]
struct Runs<'a> {
    file: &'a File,
    /// What was read of each run, and from where on.
    windows: BTreeMap<u32, (u64, Vec<u8>)>,
}

impl Runs<'_> {
    /// The rows of all of a day's blocks.
    fn gather(&mut self, path: &Path, frames: &[Frame]) -> Result<Table, Error> {
        let mut table = Table::default();
        for frame in frames {
            table.append(&Block::open(self.block(frame).map_err(io(path))?)?)?;
        }
        Ok(table)
    }

    fn block(&mut self, frame: &Frame) -> std::io::Result<&[u8]> {
        let (start, window) = self.windows.entry(frame.run).or_default();
        let within = |start: u64| usize::try_from(frame.offset.checked_sub(start)?).ok();
        let end = |at: usize| at.saturating_add(frame.length);
        if within(*start).is_none_or(|at| end(at) > window.len()) {
            let size = WINDOW.max(frame.length);
            window.resize(size, 0);
            *start = frame.offset;
            let mut read = 0;
            while read < size {
                let place = window.get_mut(read..).unwrap_or_default();
                match self.file.read_at(place, frame.offset + read as u64) {
                    Ok(0) => break,
                    Ok(more) => read += more,
                    Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                    Err(error) => return Err(error),
                }
            }
            window.truncate(read);
        }
        let block = within(*start).and_then(|at| window.get(at..end(at)));
        block.ok_or_else(|| std::io::ErrorKind::UnexpectedEof.into())
    }
}

/// Sorts `days`; where each of them stood before, those of a day in the order in which they came.
fn by_day(days: &mut [Day]) -> Vec<u32> {
    let (Some(first), Some(last)) = (days.iter().min().copied(), days.iter().max().copied()) else {
        return Vec::new();
    };
    let place = |day: Day| usize::try_from(day.since(first)).unwrap_or(0);
    let mut next = vec![0_u32; place(last) + 2];
    for day in days.iter() {
        if let Some(count) = next.get_mut(place(*day) + 1) {
            *count += 1;
        }
    }
    let mut before = 0;
    for next in &mut next {
        before += *next;
        *next = before;
    }
    let (mut order, came) = (vec![0; days.len()], days.to_vec());
    for (day, row) in came.iter().zip(0..) {
        let Some(next) = next.get_mut(place(*day)) else { continue };
        let to = *next as usize;
        *next += 1;
        if let (Some(order), Some(sorted)) = (order.get_mut(to), days.get_mut(to)) {
            (*order, *sorted) = (row, *day);
        }
    }
    order
}

/// Appends the facts to a table.
fn fill(table: &mut Table, facts: &Facts, codes: &[Vec<i64>; 6], measures: &[u16]) {
    for (dimension, codes) in Dimension::ALL.into_iter().zip(codes) {
        let own = &facts.dimension(dimension).codes;
        if !own.is_empty() {
            let code = |own: &u32| codes.get(*own as usize).copied().unwrap_or(0);
            table.put(dimension as u16, own.iter().map(code));
        }
    }
    for (id, keys) in [(column::CUSTOMER, &facts.customers), (column::DOCUMENT, &facts.documents)] {
        if !keys.codes.is_empty() {
            table.put_coded(id, &keys.names, &keys.codes);
        }
    }
    if !facts.entered.is_empty() {
        let number = |day: &Option<Day>| day.map_or(MeasureColumn::NULL, |day| i64::from(day.number()));
        table.put(column::ENTERED, facts.entered.iter().map(number));
    }
    if !facts.waited.is_empty() {
        let number = |days: &Option<u16>| days.map_or(MeasureColumn::NULL, i64::from);
        table.put(column::WAITED, facts.waited.iter().map(number));
    }
    for (measure, own) in measures.iter().zip(&facts.measures).filter(|(_, own)| !own.values.is_empty()) {
        table.put(column::MEASURE + measure, own.values.iter().copied());
    }
    table.square(facts.len());
}

/// Takes a file of blocks apart: for each day the blocks that count. `None` where it is none.
pub(super) fn read_blocks(mut rest: &[u8]) -> Option<BTreeMap<Day, Vec<Vec<u8>>>> {
    let mut days: BTreeMap<Day, (bool, Vec<Vec<u8>>)> = BTreeMap::new();
    while !rest.is_empty() {
        let (&[d0, d1, d2, d3, r0, r1, r2, r3, l0, l1, l2, l3], tail) = rest.split_first_chunk::<FRAME>()?;
        let day = Day::MIN.number().checked_add_unsigned(u32::from_be_bytes([d0, d1, d2, d3]))?;
        let length = usize::try_from(u32::from_be_bytes([l0, l1, l2, l3])).ok()?;
        let (block, after) = tail.split_at_checked(length)?;
        let (merged, blocks) = days.entry(Day::from_number(day)?).or_default();
        if u32::from_be_bytes([r0, r1, r2, r3]) == MERGED && !*merged {
            *merged = true;
            blocks.clear();
        }
        blocks.push(block.to_vec());
        rest = after;
    }
    Some(days.into_iter().map(|(day, (_, blocks))| (day, blocks)).collect())
}
