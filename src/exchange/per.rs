//! Facts that there are once per key: an invoice is a deal, however many lines it has.

use rustc_hash::FxHashMap;

use super::columns::{Columns, DOCUMENT};
use super::decimal::{Decimal, Style};
use super::expression::{Condition, Field, Number, Scope};
use super::plan::{Bad, Reason, Shape, holds};
use super::records::Row;
use crate::domain::base::{Day, Error};

/// Bytes that the keys of one file may take.
const MOST: usize = 80 << 20;
/// The name of a dimension that is not the same in all rows of a key: not recorded.
const VARIES: u32 = u32::MAX;

/// A fact per key, as it grows.
pub(super) struct Per {
    /// What makes the key.
    pub(super) key: Vec<Field>,
    /// Only rows for which it holds belong to their key.
    pub(super) when: Option<Condition>,
    /// What is summed over the rows of a key.
    pub(super) sums: Vec<Number>,
    /// Only keys for which it holds become facts; it sees the key and the sums.
    pub(super) having: Option<Condition>,
    /// What the fact is made of; its measures see the key and the sums.
    pub(super) shape: Shape,
    groups: Groups,
}

/// The keys met so far, column by column.
#[derive(Default)]
struct Groups {
    index: FxHashMap<Box<[u8]>, u32>,
    days: Vec<Option<Day>>,
    entered: Vec<Option<Day>>,
    names: Vec<u32>,
    sums: Vec<Option<Decimal>>,
    pool: FxHashMap<Box<[u8]>, u32>,
    bytes: usize,
    scratch: Vec<u8>,
}

impl Per {
    /// No key met yet.
    pub(super) fn new(
        key: Vec<Field>,
        when: Option<Condition>,
        sums: Vec<Number>,
        having: Option<Condition>,
        shape: Shape,
    ) -> Self {
        Self { key, when, sums, having, shape, groups: Groups::default() }
    }

    /// Adds a row to its key. A row whose key is blank has none.
    pub(super) fn take(&mut self, scope: Scope<'_>) -> Result<(), Bad> {
        if !holds(self.when.as_ref(), scope)? || self.key.iter().all(|field| scope.text(*field).is_empty()) {
            return Ok(());
        }
        let day = self.shape.date.read(scope)?;
        let entered = self.shape.entered.as_mut().map(|date| date.read(scope)).transpose()?.flatten();
        let mut sums = Vec::with_capacity(self.sums.len());
        for sum in &self.sums {
            sums.push(sum.eval(scope).map_err(|unfit| Bad::unfit(unfit, scope))?);
        }
        let (at, new) = self.groups.place(&self.key, scope, sums.len(), self.shape.keys.len());
        earliest(self.groups.days.get_mut(at), day);
        earliest(self.groups.entered.get_mut(at), entered);
        for (held, value) in self.groups.sums.iter_mut().skip(at * sums.len()).zip(&sums) {
            let both = held.zip(*value).map(|(held, value)| held.plus(value));
            let too_large = || Bad {
                field: None,
                reason: Reason::Number(super::numbers::NumberFault::Large),
                value: Box::default(),
            };
            *held = match both {
                Some(sum) => Some(sum.ok_or_else(too_large)?),
                None => held.or(*value),
            };
        }
        let width = self.shape.keys.len();
        for (number, (_, name)) in self.shape.keys.iter().enumerate() {
            let text = name.eval(scope).map_err(|unfit| Bad::unfit(unfit, scope))?;
            let code = self.groups.code(text);
            if let Some(held) = self.groups.names.get_mut(at * width + number) {
                *held = if new || *held == code { code } else { VARIES };
            }
        }
        Ok(())
    }

    /// Whether the keys take more memory than they may.
    ///
    /// # Errors
    /// Then.
    pub(super) fn bounded(&self) -> Result<(), Error> {
        if self.groups.bytes <= MOST {
            return Ok(());
        }
        Err(Error::found("import-keys-many").with("keys", self.groups.index.len()))
    }

    /// Turns the keys into facts, in the order in which they were met; `full` takes a chunk away when it is full.
    ///
    /// # Errors
    /// Where the arithmetic of a key leads too far, or its name is too long.
    pub(super) fn finish(
        &mut self,
        columns: &mut Columns,
        style: &Style,
        mut full: impl FnMut(&mut Columns),
    ) -> Result<(), Bad> {
        let groups = std::mem::take(&mut self.groups);
        let mut names: Vec<&[u8]> = vec![b""; groups.pool.len() + 1];
        for (name, code) in &groups.pool {
            if let Some(place) = names.get_mut(*code as usize) {
                *place = name;
            }
        }
        let mut keys: Vec<(&[u8], usize)> = groups.index.iter().map(|(key, at)| (&**key, *at as usize)).collect();
        keys.sort_unstable_by_key(|(_, at)| *at);
        let (sums, width) = (self.sums.len(), self.shape.keys.len());
        for (key, at) in keys {
            let parts = parts(key);
            let sums = groups.sums.get(at * sums..(at + 1) * sums).unwrap_or_default();
            let scope = Scope { row: Row::EMPTY, joined: &[], keys: &parts, sums, style };
            if !holds(self.having.as_ref(), scope)? {
                continue;
            }
            let rows = columns.len();
            let Some(day) = groups.days.get(at).copied().flatten() else {
                self.shape.undated(scope)?;
                continue;
            };
            columns.row(day);
            if !self.shape.measure(scope, columns)? {
                columns.truncate(rows);
                continue;
            }
            for ((key, _), code) in self.shape.keys.iter().zip(groups.names.iter().skip(at * width)) {
                let name = names.get(*code as usize).copied().unwrap_or_default();
                if columns.key(*key, name).is_none() {
                    return Err(Bad { field: None, reason: Reason::Name, value: name.into() });
                }
            }
            if let Some(entered) = groups.entered.get(at).copied().flatten() {
                columns.entered(entered);
            }
            if columns.full() {
                full(columns);
            }
        }
        Ok(())
    }

    /// The documents of the keys met so far: what may be in an earlier batch too.
    pub(super) fn documents(&self) -> Vec<String> {
        let Some(place) = self.shape.keys.iter().position(|(key, _)| *key == DOCUMENT) else { return Vec::new() };
        let width = self.shape.keys.len();
        let mut used = vec![false; self.groups.pool.len() + 1];
        for code in self.groups.names.iter().skip(place).step_by(width) {
            if let Some(flag) = used.get_mut(*code as usize) {
                *flag = true;
            }
        }
        let pool = self.groups.pool.iter().filter(|(_, code)| used.get(**code as usize) == Some(&true));
        let mut names: Vec<String> = pool.map(|(name, _)| super::names::name_of(name)).collect();
        names.sort_unstable();
        names
    }
}

impl Groups {
    /// The number of the row's key, and whether it is new.
    fn place(&mut self, key: &[Field], scope: Scope<'_>, sums: usize, names: usize) -> (usize, bool) {
        let mut scratch = std::mem::take(&mut self.scratch);
        scratch.clear();
        for field in key {
            let text = scope.text(*field);
            scratch.extend_from_slice(&u32::try_from(text.len()).unwrap_or(u32::MAX).to_le_bytes());
            scratch.extend_from_slice(text);
        }
        let found = self.index.get(scratch.as_slice()).copied();
        let at = found.unwrap_or_else(|| {
            let at = u32::try_from(self.days.len()).unwrap_or(u32::MAX);
            self.index.insert(scratch.as_slice().into(), at);
            self.days.push(None);
            self.entered.push(None);
            self.sums.resize(self.sums.len() + sums, None);
            self.names.resize(self.names.len() + names, 0);
            self.bytes += scratch.len() + 64 + sums * size_of::<Option<Decimal>>() + names * 4;
            at
        });
        self.scratch = scratch;
        (at as usize, found.is_none())
    }

    /// The number of a name among all names of all keys; 0 for a blank.
    fn code(&mut self, name: &[u8]) -> u32 {
        if name.is_empty() {
            return 0;
        }
        if let Some(code) = self.pool.get(name) {
            return *code;
        }
        let code = u32::try_from(self.pool.len() + 1).unwrap_or(VARIES);
        self.pool.insert(name.into(), code);
        self.bytes += name.len() + 48;
        code
    }
}

/// The parts that a key was made of.
fn parts(mut key: &[u8]) -> Vec<Box<[u8]>> {
    let mut parts = Vec::new();
    while let Some((length, rest)) = key.split_first_chunk::<4>() {
        let (part, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize).unwrap_or((rest, b""));
        parts.push(part.into());
        key = rest;
    }
    parts
}

fn earliest(held: Option<&mut Option<Day>>, day: Option<Day>) {
    if let (Some(held), Some(day)) = (held, day) {
        *held = Some(held.map_or(day, |held| held.min(day)));
    }
}
