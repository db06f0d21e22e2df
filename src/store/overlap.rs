//! What is already there of something about to be imported.

use rustc_hash::FxHashMap;

use super::reading::Reading;
use super::state::covers;
use super::table::column;
use crate::domain::base::{Day, Error};
use crate::domain::model::BatchState;

impl Reading<'_> {
    /// Whether a batch of `source` was ever begun.
    ///
    /// # Errors
    /// Where a stored value is damaged.
    pub fn knows(&self, source: &str) -> Result<bool, Error> {
        Ok(self.records()?.iter().any(|(_, record)| record.source == source))
    }

    /// The standing batch that brought the very same content.
    ///
    /// # Errors
    /// Where a stored value is damaged.
    pub fn batch_of(&self, digest: &str) -> Result<Option<u64>, Error> {
        let records = self.records()?;
        let same = records
            .iter()
            .rev()
            .find(|(_, record)| record.state == BatchState::Published && !digest.is_empty() && record.digest == digest);
        Ok(same.map(|(id, _)| *id))
    }

    /// Those of `days` for which rows of `source` count, each with the newest batch that has them.
    ///
    /// # Errors
    /// Where a stored value is damaged.
    pub fn days_of(&self, source: &str, days: &[Day]) -> Result<Vec<(Day, u64)>, Error> {
        let records = self.records()?;
        let ours: Vec<_> = records.iter().rev().filter(|(_, record)| record.source == source).collect();
        let batch = |day: &Day| {
            let has = ours.iter().find(|(id, record)| covers(&record.days, *day) && self.state.counts(*id, *day));
            has.map(|(id, _)| (*day, *id))
        };
        Ok(days.iter().filter_map(batch).collect())
    }

    /// Those of `documents` that rows carry, each with the first batch that does.
    ///
    /// # Errors
    /// Where a stored value is damaged.
    pub fn documents_among(&self, documents: &[String]) -> Result<Vec<(String, u64)>, Error> {
        let mut wanted: FxHashMap<&str, Option<u64>> = documents.iter().map(|id| (id.as_str(), None)).collect();
        let Some(days) = self.data()?.filter(|_| !wanted.is_empty()) else { return Ok(Vec::new()) };
        self.blocks(days, None, |_, batch, block| {
            let Some((names, _)) = block.texts(column::DOCUMENT)? else { return Ok(()) };
            for name in names {
                if let Some(found) = wanted.get_mut(name) {
                    *found = Some(found.map_or(batch, |first| first.min(batch)));
                }
            }
            Ok(())
        })?;
        let mut found: Vec<_> = wanted.into_iter().filter_map(|(id, batch)| Some((id.to_owned(), batch?))).collect();
        found.sort();
        Ok(found)
    }
}
