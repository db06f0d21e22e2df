//! Reports that are made of other reports: what each needs is read at once, from one state.

use super::{Got, Needs, Question, Report, Setting, needs, say};
use crate::domain::base::Error;

/// What `questions` need together; none of them may want rows in part.
pub(super) fn needed(questions: &[Question], setting: Setting<'_>) -> Result<Needs, Error> {
    let mut all = Needs::default();
    for question in questions {
        let own = needs(question, setting)?;
        all.cells.extend(own.cells);
        all.rows.extend(own.rows);
        all.documents.extend(own.documents);
    }
    Ok(all)
}

/// The reports that answer `questions`, in their order, and what was read beyond their needs.
pub(super) fn said(questions: &[Question], setting: Setting<'_>, got: &Got) -> Result<(Vec<Report>, Got), Error> {
    let (mut cells, mut rows, mut documents) =
        (got.cells.iter().cloned(), got.rows.iter().cloned(), got.documents.iter().cloned());
    let mut reports = Vec::with_capacity(questions.len());
    for question in questions {
        let own = needs(question, setting)?;
        let part = Got {
            cells: cells.by_ref().take(own.cells.len()).collect(),
            rows: rows.by_ref().take(own.rows.len()).collect(),
            documents: documents.by_ref().take(own.documents.len()).collect(),
            ..Got::default()
        };
        reports.push(say(question, setting, &part)?);
    }
    let rest = Got { cells: cells.collect(), rows: rows.collect(), documents: documents.collect(), ..Got::default() };
    Ok((reports, rest))
}
