//! All documents as one JSON file, exactly: what `export --all` writes and `import` takes again.

use std::collections::BTreeMap;
use std::path::Path;

use crate::desk::rights::needs_approval;
use crate::desk::{Answer, Command, Desk, Query, Receipt};
use crate::domain::base::Error;
use crate::domain::model::{Document, DocumentKind, Meeting, Owner, Revision, Target, Versioned};

/// The name of the file.
pub(super) const NAME: &str = "documents.json";
/// A document to be written, and the version that it takes the place of.
type Change = (Document, Option<Revision>);
/// The most bytes of it.
const LARGEST: u64 = 64 << 20;

/// The documents in the file; `None` where it is no `.json` file.
///
/// # Errors
/// Where it cannot be read, or holds something else.
pub fn read_documents(path: &Path) -> Result<Option<Vec<Document>>, Error> {
    if path.extension().is_none_or(|end| !end.eq_ignore_ascii_case("json")) {
        return Ok(None);
    }
    let broken = |why: String| Error::found("documents-broken").with("file", path.display()).with("reason", why);
    let about = std::fs::metadata(path).map_err(|error| broken(error.to_string()))?;
    if about.len() > LARGEST {
        return Err(broken(format!("{} > {LARGEST}", about.len())));
    }
    let text = std::fs::read(path).map_err(|error| broken(error.to_string()))?;
    serde_json::from_slice(&text).map(Some).map_err(|error| broken(error.to_string()))
}

/// All documents as the content of the file, and how many there are.
pub(super) fn written(desk: &dyn Desk) -> Result<(Vec<u8>, usize), Error> {
    let documents: Vec<Document> = standing(desk)?.into_iter().map(|found| found.document).collect();
    let text = serde_json::to_vec_pretty(&documents)
        .map_err(|error| Error::could("export-table").with("name", NAME).with("why", error))?;
    Ok((text, documents.len()))
}

/// Whether a document is there before any figure is: who there is, and how the organisation works.
#[must_use]
pub fn is_ground(document: &Document) -> bool {
    step(document) == 0
}

/// When a document is written: what is held against others comes after them. A day is closed before there are promises,
/// which would have to be kept first.
fn step(document: &Document) -> u8 {
    match document {
        Document::Target(Target { owner: Owner::Company, .. }) => 1,
        Document::Target(Target { owner: Owner::Member(_), .. }) => 3,
        Document::Target(_) => 2,
        Document::GoalSteps(_) | Document::Checkpoint(_) => 4,
        Document::DayClose(_) => 5,
        Document::WeekPlan(_)
        | Document::Action(_)
        | Document::Note(_)
        | Document::Meeting(_)
        | Document::Record(_) => 6,
        _ => 0,
    }
}

/// Writes documents, those that are there already as they are left alone, and gives `why` as the reason; how many were
/// written, and the receipts. What others are held against comes first, in a change of its own. Where `dry_run`, only the
/// first of these changes can be tried: the others wait for it.
///
/// # Errors
/// Where the desk refuses; then the changes before are taken back.
pub fn write_documents(
    desk: &dyn Desk,
    documents: Vec<Document>,
    why: &str,
    dry_run: bool,
) -> Result<(usize, Vec<Receipt>), Error> {
    let there: BTreeMap<_, Versioned> =
        standing(desk)?.into_iter().map(|found| (found.document.key(), found)).collect();
    let changed: Vec<Change> = documents
        .into_iter()
        .map(|document| (there.get(&document.key()), document))
        .filter(|(known, document)| known.is_none_or(|known| !says_the_same(&known.document, document)))
        .map(|(known, document)| (document, known.map(|known| known.revision)))
        .collect();
    let count = changed.len();
    if count == 0 {
        return Ok((0, Vec::new()));
    }
    // What a second person has to approve comes by itself.
    let mut steps: BTreeMap<(u8, bool), Vec<Change>> = BTreeMap::new();
    for (document, known) in changed {
        steps.entry((step(&document), needs_approval(document.kind()))).or_default().push((document, known));
    }
    let commands = steps.into_values().map(|documents| Command::Write { documents, reason: Some(why.to_owned()) });
    if dry_run {
        let tried: Result<Vec<Receipt>, Error> = commands.take(1).map(|command| desk.try_out(&command)).collect();
        return Ok((count, tried?));
    }
    let mut receipts: Vec<Receipt> = Vec::new();
    for command in commands {
        match desk.apply(command) {
            Ok(receipt) => receipts.push(receipt),
            Err(error) => {
                for Receipt { revision, .. } in receipts.into_iter().rev() {
                    desk.apply(Command::UndoChange { revision })?;
                }
                return Err(error);
            }
        }
    }
    Ok((count, receipts))
}

/// Whether two documents say the same; the state that a meeting was shown is each database's own.
fn says_the_same(known: &Document, document: &Document) -> bool {
    match (known, document) {
        (Document::Meeting(known), Document::Meeting(document)) => {
            *known == Meeting { shown: known.shown, head: known.head.clone(), ..document.clone() }
        }
        _ => known == document,
    }
}

fn standing(desk: &dyn Desk) -> Result<Vec<Versioned>, Error> {
    let mut documents = Vec::new();
    // What waits for approval is no document yet.
    for kind in DocumentKind::ALL.into_iter().filter(|kind| *kind != DocumentKind::Proposal) {
        let Answer::Documents(found) = desk.query(&Query::Documents(kind.into()))? else {
            return Err(Error::could("import-answer"));
        };
        documents.extend(found);
    }
    Ok(documents)
}
