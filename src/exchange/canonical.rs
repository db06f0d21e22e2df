//! The plan of a canonical file: every column is known by its name.

use super::expression::{Field, Text};
use super::header::{Role, role};
use super::plan::{Amount, DateColumn, Emit, Plan, Shape, Worth};
use crate::domain::base::Error;
use crate::domain::model::Catalogue;

/// The plan for a file of this header, or `None` where it is not canonical: a column is unknown, or there is no date
/// or no measure.
///
/// # Errors
/// Where two columns are the same thing.
pub(super) fn plan(header: &[String], catalogue: &Catalogue) -> Result<Option<Plan>, Error> {
    let mut roles: Vec<Role> = Vec::with_capacity(header.len());
    for name in header {
        let Some(found) = role(catalogue, name) else { return Ok(None) };
        if found != Role::Computed && roles.contains(&found) {
            return Err(Error::found("import-column-twice").with("column", name));
        }
        roles.push(found);
    }
    let Some(date) = roles.iter().position(|role| *role == Role::Date) else { return Ok(None) };
    let (mut keys, mut measures, mut ids, mut computed) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut entered, mut waited) = (None, None);
    for (column, (role, name)) in roles.into_iter().zip(header).enumerate() {
        match role {
            Role::Date => {}
            Role::Key(key) => keys.push((key, Text::Field(Field::Own(column)))),
            Role::Entered => entered = Some(DateColumn::new(Field::Own(column))),
            Role::Waited => waited = Some(Text::Field(Field::Own(column))),
            Role::Measure(id, decimals) => {
                measures.push(Amount { measure: ids.len(), decimals, worth: Worth::Column(column) });
                ids.push(id);
            }
            Role::Computed => computed.push(name.clone()),
        }
    }
    if measures.is_empty() {
        return Ok(None);
    }
    let shape = Shape { date: DateColumn::new(Field::Own(date)), entered, keys, measures };
    let emits = vec![Emit { when: None, shape, waited }];
    Ok(Some(Plan { header: header.to_vec(), measures: ids, emits, computed, ..Plan::default() }))
}
