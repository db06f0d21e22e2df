//! All documents as one JSON file, exactly: what `export --all` writes and `import` takes again.

use std::collections::BTreeMap;
use std::path::Path;

use crate::desk::rights::needs_approval;
use crate::desk::{Answer, Command, Desk, Query, Receipt};
use crate::domain::base::Error;
use crate::domain::model::{Document, DocumentKind, Revision, Versioned};

/// The name of the file.
pub(super) const NAME: &str = "documents.json";
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

/// Writes documents, those that are there already as they are left alone, and gives `why` as the reason; how many were
/// written, and the receipts.
///
/// # Errors
/// Where the desk refuses.
pub fn write_documents(
    desk: &dyn Desk,
    documents: Vec<Document>,
    why: &str,
    dry_run: bool,
) -> Result<(usize, Vec<Receipt>), Error> {
    let there: BTreeMap<_, Versioned> =
        standing(desk)?.into_iter().map(|found| (found.document.key(), found)).collect();
    let changed: Vec<(Document, Option<Revision>)> = documents
        .into_iter()
        .map(|document| (there.get(&document.key()), document))
        .filter(|(known, document)| known.is_none_or(|known| known.document != *document))
        .map(|(known, document)| (document, known.map(|known| known.revision)))
        .collect();
    let count = changed.len();
    if count == 0 {
        return Ok((0, Vec::new()));
    }
    // What a second person has to approve comes by itself.
    let parts: (Vec<_>, Vec<_>) = changed.into_iter().partition(|(document, _)| needs_approval(document.kind()));
    let mut receipts = Vec::new();
    for documents in [parts.1, parts.0].into_iter().filter(|part| !part.is_empty()) {
        let command = Command::Write { documents, reason: Some(why.to_owned()) };
        receipts.push(if dry_run { desk.try_out(&command)? } else { desk.apply(command)? });
    }
    Ok((count, receipts))
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
