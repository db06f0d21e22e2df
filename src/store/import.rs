//! Imports on their way in: rows sorted into days, encoded, and spilled to the import's own file of blocks.
//!
//! The file is durable before its batch is published, and stays beside the journal: with it the database can be built
//! again. While a file comes sorted by day, the blocks of days that are over go into the tree at once, invisible; what
//! is never published is swept from it. A day whose rows came in several runs (a file that is not sorted) is merged at
//! the end, and its merged blocks stand for it. Memory stays bounded whatever the order of the rows.
//!
//! Frame: day (4 bytes), run (4), length (4), block. Where a day has frames of run [`MERGED`], only those count.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, channel};

use sha2::{Digest, Sha256};

use super::change::{Change, Publication, Setting};
use super::folder::{Disk, io, sync_folder};
use super::journal::hex;
use super::state::runs;
use super::table::{Table, column};
use super::tree::Overlay;
use super::writer::{Job, Proposal};
use super::{Author, Store, apply, keys};
use crate::codec::Block;
use crate::domain::base::{Day, Error};
use crate::domain::model::{BatchState, Dimension, Facts, MeasureColumn};

/// Rows are spilled when so many values wait (8 bytes each).
const WAITING: usize = 4 << 20;
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
    path: PathBuf,
    disk: Disk,
    file: File,
    hash: Sha256,
    bytes: u64,
    out: Vec<u8>,
    waiting: BTreeMap<Day, Table>,
    values: usize,
    run: u32,
    frames: BTreeMap<Day, Vec<Frame>>,
    rows: u64,
    /// Whether every run so far began after the last day of the one before.
    ordered: bool,
    /// Blocks that may go into the tree at once: their days are over, if the file goes on in order.
    ahead: Vec<Overlay>,
    /// How many blocks of each day have gone into the tree already.
    early: BTreeMap<Day, u16>,
    /// The answer to the last blocks that went.
    sent: Option<Receiver<Result<(), Error>>>,
}

impl Staging {
    pub(super) fn new(batch: u64, path: PathBuf, disk: Disk) -> Result<Self, Error> {
        let file = OpenOptions::new().create(true).truncate(true).read(true).write(true).open(&path);
        let file = file.map_err(io(&path))?;
        Ok(Self {
            batch,
            path,
            disk,
            file,
            hash: Sha256::new(),
            bytes: 0,
            out: Vec::new(),
            waiting: BTreeMap::new(),
            values: 0,
            run: 0,
            frames: BTreeMap::new(),
            rows: 0,
            ordered: true,
            ahead: Vec::new(),
            early: BTreeMap::new(),
            sent: None,
        })
    }

    /// Sorts rows into their days; `codes` give the database's numbers of the facts' own, measures are numbered.
    fn add(&mut self, facts: &Facts, codes: &[Vec<i64>; 6], measures: &[u16]) -> Result<(), Error> {
        let mut order: Vec<u32> = (0..).take(facts.len()).collect();
        if !facts.days.is_sorted() {
            order.sort_by_key(|row| facts.days.get(*row as usize).copied());
        }
        let day = |row: &u32| facts.days.get(*row as usize).copied().unwrap_or(Day::MIN);
        for rows in order.chunk_by(|a, b| day(a) == day(b)) {
            let Some(first) = rows.first() else { continue };
            let table = self.waiting.entry(day(first)).or_default();
            let before = table.values();
            fill(table, facts, codes, measures, rows);
            self.values += table.values() - before;
        }
        self.rows += facts.len() as u64;
        if self.values >= WAITING { self.spill(false) } else { Ok(()) }
    }

    /// Encodes the days that wait. The last of them waits on, unless it is `all`: the next rows may belong to it.
    fn spill(&mut self, all: bool) -> Result<(), Error> {
        let mut waiting = std::mem::take(&mut self.waiting);
        let held = if all || waiting.len() < 2 { None } else { waiting.pop_last() };
        self.ordered &= waiting.keys().next() > self.frames.keys().next_back();
        let mut chunk = Overlay::new();
        let mut bytes = 0;
        for (day, table) in waiting {
            for (part, block) in (0..keys::PATCH).zip(table.blocks()) {
                self.frame(day, self.run, &block)?;
                if self.ordered {
                    bytes += block.len();
                    self.early.insert(day, part + 1);
                    chunk.insert(keys::block(day, self.batch, part), Some(block));
                }
            }
            if bytes >= CHUNK_BYTES {
                self.ahead.push(std::mem::take(&mut chunk));
                bytes = 0;
            }
        }
        self.ahead.extend(Some(chunk).filter(|chunk| !chunk.is_empty()));
        self.values = held.as_ref().map_or(0, |(_, table)| table.values());
        self.waiting.extend(held);
        self.run += 1;
        self.write()
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
        self.hash.update(&self.out);
        self.file.write_all(&self.out).map_err(io(&self.path))?;
        self.out.clear();
        Ok(())
    }

    /// Spills the rest, merges days that came in several runs, and makes the file durable.
    fn finish(&mut self) -> Result<(), Error> {
        self.spill(true)?;
        let scattered: Vec<Day> = self
            .frames
            .iter()
            .filter(|(_, frames)| frames.first().map(|frame| frame.run) != frames.last().map(|frame| frame.run))
            .map(|(day, _)| *day)
            .collect();
        for day in scattered {
            let mut table = Table::default();
            for block in self.blocks(day)? {
                table.append(&Block::open(&block)?)?;
            }
            self.frames.remove(&day);
            for block in table.blocks() {
                self.frame(day, MERGED, &block)?;
            }
        }
        self.write()?;
        self.disk.sync(&self.file, &self.path).map_err(io(&self.path))?;
        self.path.parent().map_or(Ok(()), sync_folder)
    }

    /// The blocks of a day that have been written.
    fn blocks(&mut self, day: Day) -> Result<Vec<Vec<u8>>, Error> {
        if !self.out.is_empty() {
            self.write()?;
        }
        let frames = self.frames.get(&day).cloned().unwrap_or_default();
        let mut blocks = Vec::with_capacity(frames.len());
        for frame in frames {
            let mut block = vec![0; frame.length];
            let placed = self.file.seek(SeekFrom::Start(frame.offset));
            placed.and_then(|_| self.file.read_exact(&mut block)).map_err(io(&self.path))?;
            blocks.push(block);
        }
        self.file.seek(SeekFrom::End(0)).map_err(io(&self.path))?;
        Ok(blocks)
    }

    fn publication(&self, batch: u64) -> Publication {
        Publication {
            batch,
            rows: self.rows,
            days: runs(self.frames.keys().copied()),
            bytes: self.bytes,
            sha256: hex(&self.hash.clone().finalize()),
            replaces: Vec::new(),
        }
    }
}

/// Appends `rows` of the facts to a day's table.
fn fill(table: &mut Table, facts: &Facts, codes: &[Vec<i64>; 6], measures: &[u16], rows: &[u32]) {
    for (dimension, codes) in Dimension::ALL.into_iter().zip(codes) {
        let own = &facts.dimension(dimension).codes;
        if !own.is_empty() {
            let code = |row: &u32| codes.get(own.get(*row as usize).map_or(0, |code| *code as usize)).copied();
            table.put(dimension as u16, rows.iter().map(|row| code(row).unwrap_or(0)));
        }
    }
    for (id, keys) in [(column::CUSTOMER, &facts.customers), (column::DOCUMENT, &facts.documents)] {
        if !keys.codes.is_empty() {
            table.put_texts(id, rows.iter().map(|row| keys.get(*row as usize)));
        }
    }
    if !facts.entered.is_empty() {
        let entered = |row: &u32| facts.entered.get(*row as usize).copied().flatten();
        let number = |row| entered(row).map_or(MeasureColumn::NULL, |day| i64::from(day.number()));
        table.put(column::ENTERED, rows.iter().map(number));
    }
    if !facts.waited.is_empty() {
        let waited = |row: &u32| facts.waited.get(*row as usize).copied().flatten();
        table.put(column::WAITED, rows.iter().map(|row| waited(row).map_or(MeasureColumn::NULL, i64::from)));
    }
    for (measure, own) in measures.iter().zip(&facts.measures).filter(|(_, own)| !own.values.is_empty()) {
        let value = |row: &u32| own.values.get(*row as usize).copied().unwrap_or(MeasureColumn::NULL);
        table.put(column::MEASURE + measure, rows.iter().map(value));
    }
    table.square(rows.len());
}

/// Refuses facts that are no table, or that carry what only the store may say.
fn sound(facts: &Facts) -> Result<(), Error> {
    let rows = facts.len();
    let fits = |length: usize| length == 0 || length == rows;
    let keys = facts.dimensions.iter().chain([&facts.customers, &facts.documents]);
    let square = keys.map(|column| column.codes.len()).chain(facts.measures.iter().map(|column| column.values.len()));
    if !square.chain([facts.entered.len(), facts.waited.len(), facts.weights.len()]).all(fits) {
        return Err(Error::asked("rows-uneven"));
    }
    if facts.weights.iter().any(|weight| *weight != 1) {
        return Err(Error::asked("rows-weighted"));
    }
    for column in &facts.measures {
        let great =
            |value: &&i64| **value != MeasureColumn::NULL && !(-Setting::GREATEST..=Setting::GREATEST).contains(*value);
        if let Some(value) = column.values.iter().find(great) {
            return Err(Error::asked("value-too-great").with("measure", &column.measure).with("value", value));
        }
    }
    Ok(())
}

impl Store {
    /// Opens a batch; gives back its id, which is the change's number.
    ///
    /// # Errors
    /// Whatever the disk refuses.
    pub fn import_begin(&self, author: &Author, source: &str, files: &[String], digest: &str) -> Result<u64, Error> {
        let (source, files, digest) = (source.to_owned(), files.to_vec(), digest.to_owned());
        let change = Change::Begin { source, files, digest };
        let (batch, ()) = self.commit(author, move |_| Ok((Proposal::from(change), ())))?;
        let staging = Staging::new(batch, self.inner.paths.blocks(batch), self.inner.paths.disk.clone())?;
        self.inner.imports().insert(batch, staging);
        Ok(batch)
    }

    /// Adds rows to an open batch.
    ///
    /// # Errors
    /// `batch-not-open`, `unknown-measure`, `value-too-great`, and rows that are no table.
    pub fn import_rows(&self, batch: u64, facts: &Facts) -> Result<(), Error> {
        sound(facts)?;
        let measures = facts.measures.iter().map(|column| self.measure(&column.measure));
        let measures = measures.collect::<Result<Vec<_>, Error>>()?;
        let mut names = self.inner.names_mut();
        let mut number = |dimension: Dimension| {
            let own = facts.dimension(dimension).names.iter();
            std::iter::once(0).chain(own.map(|name| i64::from(names.intern(dimension.into(), name)))).collect()
        };
        let codes: [Vec<i64>; 6] = Dimension::ALL.map(&mut number);
        drop(names);
        let mut imports = self.inner.imports();
        let staging = imports.get_mut(&batch).ok_or_else(|| not_open(batch))?;
        staging.add(facts, &codes, &measures)?;
        self.load_ahead(staging)
    }

    /// Makes a batch visible in one step, in the place of what its source has brought for the same days where
    /// `replace`. Gives back the change's number and how many rows and days the batch has.
    ///
    /// # Errors
    /// `batch-not-open`, and whatever the disk refuses.
    pub fn import_publish(&self, author: &Author, batch: u64, replace: bool) -> Result<(u64, Publication), Error> {
        let mut staging = self.inner.imports().remove(&batch).ok_or_else(|| not_open(batch))?;
        staging.finish()?;
        self.load(&mut staging)?;
        let mut publication = staging.publication(batch);
        self.commit(author, move |draft| {
            let record = draft.batch(batch)?;
            if record.state != BatchState::Open {
                return Err(not_open(batch));
            }
            if replace {
                publication.replaces = apply::replaced_by(draft, batch, &record.source, &publication.days)?;
            }
            Ok((Change::Publish(publication.clone()).into(), publication))
        })
    }

    /// Puts the blocks of a batch that are not there yet into the tree, where they are invisible until it is published.
    fn load(&self, staging: &mut Staging) -> Result<(), Error> {
        self.load_ahead(staging)?;
        let days: Vec<Day> = staging.frames.keys().copied().collect();
        let (mut writes, mut bytes) = (Overlay::new(), 0);
        for day in days {
            let early = staging.early.get(&day).copied();
            let merged = staging.frames.get(&day).is_some_and(|frames| frames.iter().any(|frame| frame.run == MERGED));
            if early.is_some() && !merged {
                continue;
            }
            let blocks = staging.blocks(day)?;
            let stale = u16::try_from(blocks.len()).unwrap_or(keys::PATCH)..early.unwrap_or(0);
            writes.extend(stale.map(|part| (keys::block(day, staging.batch, part), None)));
            for (part, block) in (0..keys::PATCH).zip(blocks) {
                bytes += block.len();
                writes.insert(keys::block(day, staging.batch, part), Some(block));
            }
            if bytes >= CHUNK_BYTES {
                staging.ahead.push(std::mem::take(&mut writes));
                self.load_ahead(staging)?;
                bytes = 0;
            }
        }
        staging.ahead.extend(Some(writes).filter(|writes| !writes.is_empty()));
        self.load_ahead(staging)?;
        answered(staging.sent.take())
    }

    /// Sends blocks off to the writer; at most one batch of them is on its way while the next is encoded.
    fn load_ahead(&self, staging: &mut Staging) -> Result<(), Error> {
        for chunk in std::mem::take(&mut staging.ahead) {
            answered(staging.sent.take())?;
            let (reply, sent) = channel();
            self.send(Job::Load(chunk, reply))?;
            staging.sent = Some(sent);
        }
        Ok(())
    }

    /// Forgets an open batch.
    ///
    /// # Errors
    /// `batch-not-open`, and whatever the disk refuses.
    pub fn import_abandon(&self, author: &Author, batch: u64) -> Result<u64, Error> {
        let staging = self.inner.imports().remove(&batch).ok_or_else(|| not_open(batch))?;
        let (seq, ()) = self.commit(author, move |_| Ok((Change::Abandon { batch }.into(), ())))?;
        answered(staging.sent)?;
        if !staging.early.is_empty() {
            self.unload(batch)?;
        }
        fs::remove_file(&staging.path).map_err(io(&staging.path))?;
        Ok(seq)
    }
}

/// Waits until what was sent to the writer is in the tree.
fn answered(sent: Option<Receiver<Result<(), Error>>>) -> Result<(), Error> {
    sent.map_or(Ok(()), |sent| sent.recv().map_err(|_| Error::could("writer-gone"))?)
}

fn not_open(batch: u64) -> Error {
    Error::asked("batch-not-open").with("batch", batch)
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
