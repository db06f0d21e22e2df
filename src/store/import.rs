//! Imports: batches are opened, filled, and made visible in one step or taken back.

use std::fs;
use std::sync::mpsc::{Receiver, channel};

use super::change::{Change, Publication};
use super::folder::io;
use super::staging::Staging;
use super::writer::{Job, Proposal};
use super::{Author, Store, apply};
use crate::domain::base::Error;
use crate::domain::model::{BatchState, Dimension, Facts, MeasureColumn};

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
        let great = |value: &&i64| {
            **value != MeasureColumn::NULL && !(-MeasureColumn::GREATEST..=MeasureColumn::GREATEST).contains(*value)
        };
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
    pub fn import_begin(&self, author: &Author, source: &str, files: &[String]) -> Result<u64, Error> {
        let change = Change::Begin { source: source.to_owned(), files: files.to_vec(), digest: String::new() };
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
    /// `replace`; the content of hash `digest` is there from then on. Gives back the change's number and how many rows
    /// and days the batch has.
    ///
    /// # Errors
    /// `batch-not-open`, and whatever the disk refuses.
    pub fn import_publish(
        &self,
        author: &Author,
        batch: u64,
        digest: &str,
        replace: bool,
    ) -> Result<(u64, Publication), Error> {
        self.refuse_given(author)?;
        let mut staging = self.inner.imports().remove(&batch).ok_or_else(|| not_open(batch))?;
        staging.finish(|staging| self.load_ahead(staging))?;
        answered(staging.sent.take())?;
        let mut publication = staging.publication(batch, digest)?;
        let done = self.commit(author, move |draft| {
            let record = draft.batch(batch)?;
            if record.state != BatchState::Open {
                return Err(not_open(batch));
            }
            if replace {
                publication.replaces = apply::replaced_by(draft, batch, &record.source, &publication.days)?;
            }
            Ok((Change::Publish(publication.clone()).into(), publication))
        });
        // It is allowed anew, and then published.
        if matches!(&done, Err(error) if error.id == "rights-moved") {
            self.inner.imports().insert(batch, staging);
        }
        done
    }

    /// Sends blocks off to the writer; at most one batch of them is on its way while the next is encoded.
    fn load_ahead(&self, staging: &mut Staging) -> Result<(), Error> {
        for chunk in std::mem::take(&mut staging.ahead).into_iter().filter(|chunk| !chunk.is_empty()) {
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
        self.refuse_given(author)?;
        let staging = self.inner.imports().remove(&batch).ok_or_else(|| not_open(batch))?;
        // Whoever has begun it may give it up.
        let author = &Author { allowed: None, ..author.clone() };
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
