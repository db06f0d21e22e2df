//! A desk that keeps batches in memory: the meaning of the import commands in the fewest lines.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use dayboard::desk::{Answer, Command, Desk, Overlap, Query, Receipt};
use dayboard::domain::base::{Day, Error};
use dayboard::domain::model::{
    Catalogue, CellQuery, Defaults, Document, Facts, Organisation, Revision, Versioned, reference,
};
use dayboard::exchange::{ImportOutcome, ImportRequest, import};

/// A batch of the desk.
#[derive(Clone, Debug)]
pub(crate) struct Batch {
    pub(crate) source: String,
    pub(crate) digest: String,
    pub(crate) chunks: Vec<Facts>,
    pub(crate) visible: bool,
}

/// The desk.
#[derive(Default)]
pub(crate) struct Memory {
    pub(crate) batches: RefCell<Vec<Batch>>,
    pub(crate) documents: RefCell<Vec<Document>>,
}

impl Memory {
    fn visible(&self) -> Vec<(u64, Batch)> {
        let batches = self.batches.borrow();
        (1..).zip(batches.iter().cloned()).filter(|(_, batch)| batch.visible).collect()
    }

    /// The sum of `measure` over all visible facts of `days`; `None` where none carries it.
    pub(crate) fn sum(&self, measure: &str, days: &str) -> Option<i64> {
        let query = CellQuery {
            ranges: vec![reference::days(days)],
            measures: vec![measure.to_owned()],
            ..CellQuery::default()
        };
        let values = self.visible().into_iter().flat_map(|(_, batch)| batch.chunks);
        values.filter_map(|facts| reference::cells(&facts, &query, &[]).get(0, 0, 0)).reduce(|a, b| a + b)
    }

    /// All visible facts in the order in which they came.
    pub(crate) fn facts(&self) -> Vec<Facts> {
        self.visible().into_iter().flat_map(|(_, batch)| batch.chunks).collect()
    }

    /// Every name that visible facts carry in `dimension`, sorted.
    pub(crate) fn names(&self, dimension: dayboard::domain::model::Dimension) -> BTreeSet<String> {
        let facts = self.facts();
        let rows =
            facts.iter().flat_map(|facts| (0..facts.len()).filter_map(|row| facts.dimension(dimension).get(row)));
        rows.map(str::to_owned).collect()
    }
}

fn at(batch: u64) -> usize {
    usize::try_from(batch).expect("a batch of this desk") - 1
}

fn days(batch: &Batch) -> BTreeSet<Day> {
    batch.chunks.iter().flat_map(|facts| facts.days.iter().copied()).collect()
}

fn documents(batch: &Batch) -> BTreeSet<String> {
    let names = batch.chunks.iter().flat_map(|facts| facts.documents.names.iter());
    names.map(str::to_owned).collect()
}

fn receipt(batch: u64) -> Receipt {
    Receipt { revision: Revision(batch), batch: Some(batch), done: Vec::new() }
}

impl Desk for Memory {
    fn query(&self, query: &Query) -> Result<Answer, Error> {
        match query {
            Query::Premises => {
                static PREMISES: LazyLock<(Organisation, Catalogue)> =
                    LazyLock::new(|| (organisation(), Catalogue::built_in()));
                Ok(Answer::Premises(Box::new(PREMISES.clone())))
            }
            Query::Overlap { source, digest, days: wanted, documents: keys } => {
                let mut overlap = Overlap::default();
                for (id, batch) in self.visible() {
                    if batch.digest == *digest {
                        overlap.same = Some(id);
                    }
                    if batch.source == *source {
                        overlap.known = true;
                        let there = days(&batch);
                        overlap.days.extend(wanted.iter().filter(|day| there.contains(day)).map(|day| (*day, id)));
                    }
                    let there = documents(&batch);
                    overlap
                        .documents
                        .extend(keys.iter().filter(|key| there.contains(*key)).map(|key| (key.clone(), id)));
                }
                Ok(Answer::Overlap(overlap))
            }
            Query::SumsOn { source, days } => {
                let mut sums = BTreeMap::new();
                for (_, batch) in self.visible().into_iter().filter(|(_, batch)| batch.source == *source) {
                    for facts in &batch.chunks {
                        for (at, column) in
                            (0..facts.len()).flat_map(|at| facts.measures.iter().map(move |one| (at, one)))
                        {
                            if let Some(value) = column.get(at).filter(|_| days.contains(&facts.days[at])) {
                                *sums.entry(column.measure.clone()).or_insert(0) += value;
                            }
                        }
                    }
                }
                Ok(Answer::Sums(sums.into_iter().collect()))
            }
            Query::Documents(query) => {
                let documents = self.documents.borrow();
                let of_kind = documents.iter().filter(|document| document.kind() == query.kind);
                let versioned = |document: &Document| Versioned { revision: Revision(1), document: document.clone() };
                Ok(Answer::Documents(of_kind.map(versioned).collect()))
            }
            other => panic!("no import asks {other:?}"),
        }
    }

    fn apply(&self, command: Command) -> Result<Receipt, Error> {
        let mut batches = self.batches.borrow_mut();
        match command {
            Command::ImportBegin { source, .. } => {
                batches.push(Batch { source, digest: String::new(), chunks: Vec::new(), visible: false });
                Ok(receipt(batches.len() as u64))
            }
            Command::ImportRows { batch, facts } => {
                batches[at(batch)].chunks.push(*facts);
                Ok(receipt(batch))
            }
            Command::ImportPublish { batch, digest, replace } => {
                let at = at(batch);
                let (source, taken) = (batches[at].source.clone(), days(&batches[at]));
                for old in batches.iter_mut().filter(|old| replace && old.visible && old.source == source) {
                    for facts in &mut old.chunks {
                        *facts = without(facts, &taken);
                    }
                }
                (batches[at].visible, batches[at].digest) = (true, digest);
                Ok(receipt(batch))
            }
            Command::ImportAbandon { batch } => {
                batches[at(batch)].chunks.clear();
                Ok(receipt(batch))
            }
            Command::Write { documents, .. } => {
                let mut there = self.documents.borrow_mut();
                for (document, seen) in documents {
                    assert_eq!(seen.is_some(), there.iter().any(|old| old.key() == document.key()), "{document:?}");
                    there.retain(|old| old.key() != document.key());
                    there.push(document);
                }
                Ok(receipt(0))
            }
            other => panic!("no import does {other:?}"),
        }
    }

    fn try_out(&self, command: &Command) -> Result<Receipt, Error> {
        panic!("no import tries {command:?}")
    }
}

/// The facts but for those of `days`.
fn without(facts: &Facts, days: &BTreeSet<Day>) -> Facts {
    let mut kept = Facts::default();
    for row in (0..facts.len()).filter(|row| !days.contains(&facts.days[*row])) {
        let values: Vec<(&str, i64)> =
            facts.measures.iter().filter_map(|column| Some((column.measure.as_str(), column.get(row)?))).collect();
        kept.push(facts.days[row], &[], &values);
    }
    kept
}

fn organisation() -> Organisation {
    let Defaults { channels, roles, .. } = Defaults::built_in();
    Organisation { channels, roles, ..Organisation::default() }
}

/// A folder with files of the given names and contents.
pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    /// An empty folder.
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    /// Writes a file; its path.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, content).expect("a file");
        path
    }
}

/// Imports one file as it is.
pub(crate) fn take(desk: &Memory, path: &Path) -> Result<ImportOutcome, Vec<Error>> {
    take_as(desk, path, |_| {})
}

/// Imports one file; `ask` changes the request.
pub(crate) fn take_as(
    desk: &Memory,
    path: &Path,
    ask: impl FnOnce(&mut ImportRequest),
) -> Result<ImportOutcome, Vec<Error>> {
    let mut request = ImportRequest { files: vec![path.to_owned()], ..ImportRequest::default() };
    ask(&mut request);
    import(desk, &request, &mut |_| {})
}

/// The ids of the errors that an import is refused with.
pub(crate) fn refusal(result: Result<ImportOutcome, Vec<Error>>) -> Vec<String> {
    let errors = result.expect_err("it is refused");
    errors.iter().map(|error| error.id.clone().into_owned()).collect()
}
