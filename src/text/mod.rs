//! Words: sentences in English and Simplified Chinese, numbers, money, dates, and how wide they stand on a screen.
//!
//! Sentences are data (`data/text/*.toml`, one file an area), so that a translator needs no Rust and a test can prove
//! that no language lacks one. Everything that came from outside passes [`clean`] before it is printed.

mod date;
mod fill;
mod lang;
mod number;
mod phrases;
mod said;
mod width;

pub use crate::domain::base::clean;
pub use date::{
    clock, day, day_head, day_short, days, days_head, moment, moment_of, month_short, period, period_head, today,
    weekday,
};
pub use fill::fill;
pub use lang::Lang;
pub use number::{alike, decimal, exact, grouped, quotient, short, signed, typed};
pub use phrases::{has, ids, lookup, phrase};
pub use said::{Said, said, say};
pub use width::{fit, pad_left, pad_right, width, wrap};
