//! The numbered rules, a file a family, each with its worked check beside it.
//!
//! Everything here is arithmetic on what it is given: no clock, no file, no float at a gate.

pub mod carrier;
pub mod change;
pub mod comparison;
pub mod coverage;
pub mod credit;
pub mod figure;
pub mod holes;
pub mod inquiries;
pub mod limits;
pub mod median;
pub mod order_size;
pub mod pareto;
pub mod posts;
pub mod ranking;
pub mod repeat;
pub mod tenure;
pub mod weeks;
