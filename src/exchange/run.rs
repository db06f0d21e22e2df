//! The import itself: every file read on a thread of its own while the desk stores what has been read.

use std::path::Path;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use super::columns::Columns;
use super::documents;
use super::input::Input;
use super::map::Map;
use super::outcome::{FileOutcome, FileState, ImportOutcome, ImportRequest, Progress};
use super::parse::parse;
use super::prepare::{Prepared, channel_names, look};
use super::rejects::Rejects;
use super::replacing::replacing;
use super::tally::Tally;
use crate::desk::{Answer, Command, Desk, Overlap, Query, Receipt};
use crate::domain::base::{Error, ErrorKind};
use crate::domain::model::{Catalogue, Dimension, Document, Facts, Organisation, Revision};

/// So many chunks wait for the desk: it stops taking them while it sorts what it has, and the reader reads on meanwhile.
const CHUNKS: usize = 6;

/// Imports files: each becomes a batch, and all become visible or none.
///
/// `progress` is told after every chunk of rows.
///
/// # Errors
/// Everything that is wrong, the weightiest first: where any row of any file is bad (and `skip_bad` was not asked), a
/// file's days are there already (and `replace` was not asked), a header is not understood, a date has two readings, or
/// the desk refuses. Then nothing has changed.
pub fn import(
    desk: &dyn Desk,
    request: &ImportRequest,
    progress: &mut dyn FnMut(Progress),
) -> Result<ImportOutcome, Vec<Error>> {
    let Answer::Premises(premises) = desk.query(&Query::Premises).map_err(one)? else {
        return Err(one(Error::could("import-answer")));
    };
    let (organisation, catalogue) = *premises;
    let mut import = Import { desk, request, organisation, catalogue, open: Vec::new() };
    let outcome = import.run(progress);
    if outcome.is_err() {
        import.abandon();
    }
    outcome
}

fn one(error: Error) -> Vec<Error> {
    vec![error]
}

struct Import<'a> {
    desk: &'a dyn Desk,
    request: &'a ImportRequest,
    organisation: Organisation,
    catalogue: Catalogue,
    /// Batches begun and neither published nor abandoned.
    open: Vec<u64>,
}

/// A file whose rows have been read.
struct Read {
    prepared: Prepared,
    tally: Tally,
    batch: Option<u64>,
    already: Option<u64>,
    overlap: Overlap,
}

/// What becomes of a file of documents, and the documents that it waits to write.
type Paper = (FileOutcome, Vec<(Document, Option<Revision>)>);

impl Import<'_> {
    fn run(&mut self, progress: &mut dyn FnMut(Progress)) -> Result<ImportOutcome, Vec<Error>> {
        let map = Map::asked(self.request).map_err(one)?;
        let (mut read, mut papers, mut errors) = (Vec::new(), Vec::new(), Vec::new());
        for (at, path) in self.request.files.iter().enumerate() {
            let told = Progress { file: at + 1, files: self.request.files.len(), ..Progress::default() };
            if let Err(wrong) = self.take(path, map.as_ref(), (told, progress), &mut read, &mut papers) {
                errors.extend(wrong);
            }
        }
        if errors.is_empty() {
            errors = self.overlaps(&mut read).map_err(one)?;
        }
        if !errors.is_empty() {
            errors.sort_by_key(|error| match error.kind {
                ErrorKind::Could => 0,
                ErrorKind::Found => 1,
                ErrorKind::Asked => 2,
            });
            return Err(errors);
        }
        let files: Result<Vec<FileOutcome>, Error> = read.into_iter().map(|file| self.publish(file)).collect();
        let mut files = files.map_err(one)?;
        for (mut outcome, documents) in papers {
            if let (FileState::Written { .. }, false) = (outcome.state, documents.is_empty()) {
                outcome.state = FileState::Written { documents: documents.len() };
                self.desk.apply(Command::Write { documents, reason: None }).map_err(one)?;
            }
            files.push(outcome);
        }
        Ok(ImportOutcome { files })
    }

    /// Reads one file: its facts into an open batch, its documents into `papers`.
    fn take(
        &mut self,
        path: &Path,
        map: Option<&Map>,
        (told, progress): (Progress, &mut dyn FnMut(Progress)),
        read: &mut Vec<Read>,
        papers: &mut Vec<Paper>,
    ) -> Result<(), Vec<Error>> {
        let looked = look(path, self.request, map, &self.catalogue).map_err(one)?;
        if let (Some(form), None) = (documents::form(&looked.1), map) {
            papers.push(self.documents(&looked.0, &looked.1, form)?);
            return Ok(());
        }
        let prepared = Prepared::new(looked, path, self.request, map, &self.catalogue)?;
        let file = self.read(prepared, read, told, progress).map_err(one)?;
        let errors = file.tally.errors(&file.prepared.input, self.request.skip_bad);
        read.push(file);
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }

    /// A file of documents and what has to be written of it.
    fn documents(&self, input: &Input, header: &[String], form: documents::Form) -> Result<Paper, Vec<Error>> {
        let wanted = self.request.date_format.as_deref();
        let read = documents::read(self.desk, input, header, form, wanted, &self.organisation)?;
        let state = if self.request.dry_run { FileState::Would } else { FileState::Written { documents: 0 } };
        let outcome = FileOutcome {
            encoding: input.reading(),
            file: input.name.clone(),
            source: String::new(),
            map: None,
            delimiter: char::from(input.delimiter),
            date_format: read.date_format.to_string(),
            rows: read.rows,
            facts: 0,
            bad: 0,
            named: Vec::new(),
            rejects: None,
            days: None,
            totals: Vec::new(),
            computed: Vec::new(),
            replaced: Vec::new(),
            replacing: Vec::new(),
            repeated: Vec::new(),
            state,
        };
        Ok((outcome, read.changed))
    }

    /// Reads one file into an open batch; not at all where its content is there already.
    fn read(
        &mut self,
        mut prepared: Prepared,
        before: &[Read],
        told: Progress,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Read, Error> {
        let rival = before.iter().any(|file| file.prepared.source == prepared.source);
        // A source that has brought nothing yet has not brought this: the file is hashed while its rows are read.
        if rival || self.overlap(&prepared, &Tally::default())?.known {
            prepared.digest = prepared.identity.digest()?;
            let same = before.iter().find(|file| file.prepared.digest == prepared.digest);
            let known = same.and_then(|file| file.batch);
            let already = self.overlap(&prepared, &Tally::default())?.same.or(known);
            if already.is_some() {
                let (tally, overlap) = (Tally::default(), Overlap::default());
                return Ok(Read { prepared, tally, batch: None, already, overlap });
            }
        }
        let batch = if self.request.dry_run { None } else { Some(self.begin(&prepared)?) };
        let tally = self.stream(&mut prepared, batch, told, progress)?;
        prepared.input.unchanged()?;
        Ok(Read { prepared, tally, batch, already: None, overlap: Overlap::default() })
    }

    fn begin(&mut self, prepared: &Prepared) -> Result<u64, Error> {
        let command =
            Command::ImportBegin { source: prepared.source.clone(), files: vec![prepared.input.name.clone()] };
        let Receipt { batch: Some(batch), .. } = self.desk.apply(command)? else {
            return Err(Error::could("import-answer"));
        };
        self.open.push(batch);
        Ok(batch)
    }

    /// Reads on one thread, stores on this one; hashes the file on a third where that is not done yet.
    fn stream(
        &self,
        prepared: &mut Prepared,
        batch: Option<u64>,
        mut told: Progress,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Tally, Error> {
        let mut columns = Columns::new(&prepared.plan.measures);
        columns.alias(Dimension::Channel.index(), channel_names(&self.organisation));
        for (key, names) in &prepared.plan.aliases {
            columns.alias(*key, names.iter().cloned());
        }
        told.size = prepared.input.size;
        let mut rejects = (self.request.skip_bad && !self.request.dry_run)
            .then(|| Rejects::new(self.request.rejects.as_deref(), &prepared.input));
        thread::scope(|scope| {
            let (sender, receiver) = sync_channel(CHUNKS);
            let (input, plan, identity) = (&prepared.input, &mut prepared.plan, &prepared.identity);
            let hashing = prepared.digest.is_empty().then(|| scope.spawn(|| identity.digest()));
            let (rejects, daily) = (rejects.as_mut(), self.request.dry_run);
            let reader = scope.spawn(move || parse(input, plan, columns, (rejects, daily), &sender));
            let stored = self.store(batch, receiver, |rows| {
                (told.rows, told.read) = (rows, input.read());
                progress(told);
            });
            let parsed = reader.join().unwrap_or_else(|_| Err(Error::could("import-answer")));
            if let Some(hashing) = hashing {
                prepared.digest = hashing.join().unwrap_or_else(|_| Err(Error::could("import-answer")))?;
            }
            stored.and(parsed)
        })
        .and_then(|mut tally| {
            tally.rejects = rejects.map(Rejects::finish).transpose()?.flatten();
            Ok(tally)
        })
    }

    fn store(
        &self,
        batch: Option<u64>,
        chunks: Receiver<(u64, Box<Facts>)>,
        mut told: impl FnMut(u64),
    ) -> Result<(), Error> {
        for (rows, facts) in chunks {
            if let Some(batch) = batch {
                self.desk.apply(Command::ImportRows { batch, facts })?;
            }
            told(rows);
        }
        Ok(())
    }

    fn overlap(&self, prepared: &Prepared, tally: &Tally) -> Result<Overlap, Error> {
        let query = Query::Overlap {
            source: prepared.source.clone(),
            digest: prepared.digest.clone(),
            days: tally.days(),
            documents: tally.documents.clone(),
        };
        match self.desk.query(&query)? {
            Answer::Overlap(overlap) => Ok(overlap),
            _ => Err(Error::could("import-answer")),
        }
    }

    /// Which files bring days that their source has brought before, or another of these files brings.
    fn overlaps(&self, read: &mut [Read]) -> Result<Vec<Error>, Error> {
        let mut errors = Vec::new();
        for at in 0..read.len() {
            let Some((file, before)) = read.get_mut(..=at).and_then(<[Read]>::split_last_mut) else { continue };
            if file.already.is_some() {
                continue;
            }
            file.overlap = self.overlap(&file.prepared, &file.tally)?;
            let mut rivals = before.iter().filter(|other| other.prepared.source == file.prepared.source);
            if let Some((other, day)) = rivals.find_map(|other| Some((other, other.tally.shared(&file.tally)?))) {
                let names = Error::asked("import-overlap-files").with("file", &file.prepared.input.name);
                errors.push(names.with("other", &other.prepared.input.name).with("day", day));
            }
            if let (Some((day, batch)), false) = (file.overlap.days.first(), self.request.replace) {
                errors.push(
                    Error::asked("import-overlap")
                        .with("file", &file.prepared.input.name)
                        .with("source", &file.prepared.source)
                        .with("days", file.overlap.days.len())
                        .with("day", day)
                        .with("batch", batch),
                );
            }
        }
        Ok(errors)
    }

    fn publish(&mut self, read: Read) -> Result<FileOutcome, Error> {
        let Read { mut prepared, tally, batch, already, overlap } = read;
        let replaced: Vec<_> = overlap.days.iter().map(|(day, _)| *day).collect();
        let state = match (already, batch) {
            (Some(batch), _) => FileState::Already { batch },
            (None, None) => FileState::Would,
            (None, Some(batch)) => {
                let command =
                    Command::ImportPublish { batch, digest: prepared.digest.clone(), replace: self.request.replace };
                let receipt = self.desk.apply(command)?;
                self.open.retain(|open| *open != batch);
                FileState::Imported { batch, revision: receipt.revision }
            }
        };
        let dry_run = self.request.dry_run && !replaced.is_empty();
        let replacing = if dry_run { replacing(self.desk, &prepared, &tally, &replaced)? } else { Vec::new() };
        let date_format = prepared.plan.dates().next().map(|date| date.format.to_string()).unwrap_or_default();
        Ok(FileOutcome {
            encoding: prepared.input.reading(),
            file: prepared.input.name,
            source: prepared.source,
            map: prepared.map,
            delimiter: char::from(prepared.input.delimiter),
            date_format,
            rows: tally.rows,
            facts: tally.facts,
            bad: tally.bad,
            named: tally.named().to_vec(),
            rejects: tally.rejects.clone(),
            days: tally.range(),
            totals: tally.totals(&prepared.plan.measures),
            computed: prepared.plan.computed,
            replaced,
            replacing,
            repeated: overlap.documents,
            state,
        })
    }

    /// Forgets what was begun; nothing of it was ever visible.
    fn abandon(&mut self) {
        for batch in self.open.drain(..) {
            let _ = self.desk.apply(Command::ImportAbandon { batch });
        }
    }
}
