//! The demo company: two years of invented figures in which a director finds something.
//!
//! `data/demo.toml` says who and what; `chance` draws repeatably; `traffic`, `sales` and `office` tell each day's rows;
//! `goals` and `rhythm` tell what was wanted, planned, promised and closed of them; `plan` packs the rows into the exports
//! that would have brought them, and [`fill()`] brings all that to a desk. Everything is a function of the script, the
//! calendar, and the month in which the demo was first filled: a later day adds rows and changes none.

mod chance;
mod company;
mod fill;
mod goals;
mod office;
mod plan;
mod rhythm;
mod rows;
mod sales;
mod script;
mod traffic;

pub use fill::{Filled, fill};
pub use plan::{Batch, Correction, Plan};
pub use rhythm::Written;

use crate::domain::base::{Day, Error, WorkingCalendar};

/// The whole demo as it looks on the morning of `today`: 25 calendar months up to yesterday.
///
/// # Errors
/// Where the script that is compiled in cannot be read.
pub fn company(today: Day, calendar: &WorkingCalendar) -> Result<Plan, Error> {
    let script = script::Script::read()?;
    let until = today.plus(-1);
    let founded = until.plus(1 - until.day_of_month().cast_signed());
    let company = company::Company::new(&script, calendar, founded);
    Ok(plan::plan(&company, |_| company.first(), until))
}
