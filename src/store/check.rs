//! Is everything as it was written? Every stored value, every line of the journal, every sum, every import file.

use std::collections::BTreeMap;

use super::change::{Change, Publication};
use super::draft::Draft;
use super::journal::{self, Flaw, Position};
use super::rebuild::check_blocks;
use super::rollup::Cube;
use super::state::{Applied, BatchRecord, Shade};
use super::table::is_text;
use super::{Store, keys};
use crate::codec::{self, Block, Kind};
use crate::domain::base::{Day, Error, FiscalStart, Grain, Period};
use crate::domain::model::{Source, Versioned};

/// Of each kind so many findings are told.
const TOLD: usize = 20;

/// What is wrong; each finding is a sentence.
#[derive(Debug, Default)]
struct Findings {
    found: Vec<Error>,
    kinds: BTreeMap<String, usize>,
}

impl Findings {
    fn add(&mut self, error: Error) {
        let count = self.kinds.entry(error.id.to_string()).or_default();
        *count += 1;
        if *count <= TOLD {
            self.found.push(error);
        }
    }

    fn end(mut self) -> Vec<Error> {
        for (kind, count) in self.kinds.into_iter().filter(|(_, count)| *count > TOLD) {
            self.found.push(Error::found("check-more").with("kind", kind).with("count", count - TOLD));
        }
        self.found
    }
}

impl Store {
    /// Everything that is wrong with the database; empty where it is sound. `head` is a hash that `status` has shown
    /// before: the journal must still lead through it.
    ///
    /// # Errors
    /// Where it cannot be read at all.
    pub fn check(&self, head: Option<&str>) -> Result<Vec<Error>, Error> {
        self.repair()?;
        let mut findings = Findings::default();
        self.check_values(&mut findings);
        let published = self.check_journal(head, &mut findings)?;
        for publication in published {
            let path = self.inner.paths.blocks(publication.batch);
            if path.is_file()
                && let Err(error) = check_blocks(&path, &publication)
            {
                findings.add(error);
            }
        }
        self.check_sums(&mut findings)?;
        Ok(findings.end())
    }

    fn check_values(&self, findings: &mut Findings) {
        let mut rows: BTreeMap<u64, u64> = BTreeMap::new();
        let mut batches: BTreeMap<u64, BatchRecord> = BTreeMap::new();
        for found in self.inner.tree.range(&[], &[u8::MAX]) {
            let (key, value) = match found {
                Ok(found) => found,
                Err(error) => {
                    findings.add(error);
                    return;
                }
            };
            let read = match key.first().copied().unwrap_or_default() {
                keys::FACTS => check_block(&value).map(|count| {
                    if let Some((_, batch, _)) = keys::read_block(&key).filter(|(_, _, part)| *part < keys::PATCH) {
                        *rows.entry(batch).or_default() += count;
                    }
                }),
                keys::ROLLUPS => check_block(&value).map(|_| ()),
                keys::BATCHES => codec::decode(Kind::Batch, &value).map(|record| {
                    batches.insert(keys::read_number(&key).unwrap_or(0), record);
                }),
                keys::SHADES => codec::decode::<Shade>(Kind::Shade, &value).map(|_| ()),
                keys::DOCUMENTS => codec::decode::<Versioned>(Kind::Document, &value).map(|_| ()),
                _ if *key == *keys::APPLIED => codec::decode::<Applied>(Kind::Applied, &value).map(|_| ()),
                _ if *key == *keys::SOURCES => codec::decode::<Vec<Source>>(Kind::Note, &value).map(|_| ()),
                _ => Ok(()),
            };
            if let Err(error) = read {
                findings.add(Error::found("check-value").with("where", place(&key)).with("kind", error.arg("kind")));
            }
        }
        for (batch, record) in &batches {
            let stored = rows.remove(batch).unwrap_or(0);
            if record.file.is_some() && stored != record.rows {
                let error = Error::found("check-rows").with("batch", batch);
                findings.add(error.with("rows", record.rows).with("stored", stored));
            }
        }
        for batch in rows.into_keys() {
            findings.add(Error::found("check-stray").with("batch", batch));
        }
    }

    fn check_journal(&self, head: Option<&str>, findings: &mut Findings) -> Result<Vec<Publication>, Error> {
        let reading = self.read()?;
        let position = &reading.state.applied.position;
        let mut published = Vec::new();
        let mut seen = head.is_none();
        let mut last = Position::default();
        let (end, flaw) = journal::read(&self.inner.paths.journal(), &Position::default(), |line, end| {
            seen |= head == Some(end.hash.as_str());
            if end.seq == position.seq {
                last = end.clone();
            }
            if let Change::Publish(publication) = line.change {
                published.push(publication);
            }
            Ok(())
        })?;
        let (line, month) = (end.seq + 1, end.month);
        let at = |error: Error| {
            error.with("line", line).with("file", format!("{:04}-{:02}.jsonl", month / 100, month % 100))
        };
        match flaw {
            Some(Flaw::Torn) if end.seq < position.seq => findings.add(at(Error::found("check-line-damaged"))),
            Some(Flaw::Newer) => findings.add(Error::found("journal-newer").with("line", line)),
            Some(Flaw::Unchained) => findings.add(at(Error::found("check-line-changed"))),
            Some(Flaw::Torn) | None if end.seq < position.seq => {
                findings.add(Error::found("check-lines-gone").with("have", end.seq).with("want", position.seq));
            }
            _ if last.hash != position.hash => {
                findings.add(Error::found("check-lines-gone").with("have", end.seq).with("want", position.seq));
            }
            _ => {}
        }
        if !seen {
            findings.add(Error::found("check-head").with("head", head.unwrap_or_default()));
        }
        if self.inner.names().bytes() < reading.state.applied.names {
            let path = self.inner.paths.names();
            findings.add(Error::found("names-damaged").with("path", path.display()));
        }
        Ok(published)
    }

    /// Adds every day up again.
    fn check_sums(&self, findings: &mut Findings) -> Result<(), Error> {
        let reading = self.read()?;
        let additive = self.inner.additive();
        let mut draft = Draft::new(&self.inner.tree, &self.inner.paths, reading.state.clone());
        let stored = self.inner.tree.range(&[keys::ROLLUPS], &[keys::ROLLUPS + 1]);
        let mut days: Vec<Day> = stored.filter_map(|found| keys::read_rollup(&found.ok()?.0)).collect();
        let blocks = self.inner.tree.range(&[keys::FACTS], &[keys::FACTS + 1]);
        days.extend(blocks.filter_map(|found| keys::read_block(&found.ok()?.0)).map(|(day, _, _)| day));
        days.sort_unstable();
        days.dedup();
        for grain in [Grain::Day, Grain::Week, Grain::Month] {
            let mut firsts: Vec<Day> =
                days.iter().map(|day| Period::of(grain, *day, FiscalStart::default()).first()).collect();
            firsts.dedup();
            for first in firsts {
                let period = Period::of(grain, first, FiscalStart::default()).days();
                let cube = match grain {
                    Grain::Day => Cube::of_day(&draft, first),
                    _ => Cube::of_period(&draft, period),
                };
                let Ok(cube) = cube else { continue };
                cube.store(&mut draft, grain, first, &additive)?;
                if !draft.pending.is_empty() {
                    draft.forget();
                    findings.add(Error::found("check-sum").with("grain", grain).with("first", first));
                }
            }
        }
        Ok(())
    }
}

/// Opens every column of a block; gives back its rows.
fn check_block(value: &[u8]) -> Result<u64, Error> {
    let block = Block::open(value)?;
    for id in block.ids() {
        if is_text(id) {
            block.texts(id)?;
        } else {
            block.ints(id)?;
        }
    }
    Ok(block.rows() as u64)
}

/// Where a key stands, in words that a person can use.
fn place(key: &[u8]) -> String {
    match (keys::read_block(key), keys::read_number(key), key.first()) {
        (Some((day, batch, part)), _, Some(&keys::FACTS)) => format!("{day}, batch {batch}, part {part}"),
        (_, Some(number), Some(&keys::BATCHES | &keys::SHADES)) => format!("batch {number}"),
        _ => String::from_utf8_lossy(key).escape_default().to_string(),
    }
}
