//! Quantities: the day and its periods, the working calendar, money, rates, and the error value.

mod apportion;
mod calendar;
mod clean;
mod day;
mod error;
mod money;
mod period;
mod rate;

pub use apportion::apportion;
pub use calendar::{DayKind, WorkingCalendar};
pub use clean::clean;
pub use day::{Day, DayRange};
pub use error::{Error, ErrorKind, Place};
pub use money::Money;
pub use period::{FiscalStart, Grain, Period};
pub use rate::{Rate, div_half_up};
