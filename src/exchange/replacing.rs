//! What days that a source has brought before add up to, and what they would add up to once they are replaced.

use super::outcome::Replacing;
use super::prepare::Prepared;
use super::tally::Tally;
use crate::desk::{Answer, Desk, Query};
use crate::domain::base::{Day, Error};

/// Every measure that stands on `days` or that the file has for them, the file's first.
///
/// # Errors
/// Where the desk does not answer.
pub(super) fn replacing(
    desk: &dyn Desk,
    file: &Prepared,
    tally: &Tally,
    days: &[Day],
) -> Result<Vec<Replacing>, Error> {
    let query = Query::SumsOn { source: file.source.clone(), days: days.to_vec() };
    let Answer::Sums(there) = desk.query(&query)? else { return Err(Error::could("import-answer")) };
    let own = tally.totals_on(&file.plan.measures, days).into_iter();
    let mut sums: Vec<Replacing> = own.map(|(measure, new)| Replacing { measure, old: None, new }).collect();
    for (measure, old) in there {
        let old = Some(i128::from(old));
        match sums.iter_mut().find(|known| known.measure == measure) {
            Some(known) => known.old = old,
            None => sums.push(Replacing { measure, old, new: None }),
        }
    }
    sums.retain(|sum| sum.old.is_some() || sum.new.is_some());
    Ok(sums)
}
